//! The command palette: any command by its name, found by what is typed of it.

use super::prompt::{Typed, typed};
use crate::screen::keys::{COMMON, Key};
use crate::screen::look::{Look, Shown, cut, lines_at, panel};
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget as _};

/// The palette while it is open.
#[derive(Debug)]
pub(super) struct Palette {
    own: &'static [Key],
    text: String,
    chosen: usize,
}

impl Palette {
    pub(super) const fn new(own: &'static [Key]) -> Self {
        Self {
            own,
            text: String::new(),
            chosen: 0,
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "keys that mean nothing here are many, and none of them is ours"
    )]
    pub(super) fn key(&mut self, key: &KeyEvent) -> Typed {
        let found = self.found();
        match key.code {
            KeyCode::Down => self.chosen = (self.chosen + 1).min(found.len().saturating_sub(1)),
            KeyCode::Up => self.chosen = self.chosen.saturating_sub(1),
            KeyCode::Tab => self.complete(),
            KeyCode::Enter => {
                self.complete();
                return Typed::Whole(self.text.clone());
            }
            _ => {
                self.chosen = 0;
                return typed(&mut self.text, key);
            }
        }
        Typed::Going
    }

    /// Puts the chosen command in place of what was typed of it; an argument stays.
    fn complete(&mut self) {
        let Some(key) = self.found().get(self.chosen).copied() else {
            return;
        };
        let argument = self.text.trim_start().split_once(char::is_whitespace);
        self.text = match argument {
            Some((_, argument)) => format!("{} {}", key.id, argument.trim_start()),
            None => key.id.to_owned(),
        };
    }

    /// The commands that fit what was typed, the best first.
    fn found(&self) -> Vec<&'static Key> {
        let typed = self.text.trim_start().to_lowercase();
        let name = typed.split_whitespace().next().unwrap_or("");
        let all = self.own.iter().chain(COMMON);
        let mut found: Vec<(u8, usize, &Key)> = all
            .enumerate()
            .filter_map(|(i, k)| Some((fitness(k, name)?, i, k)))
            .collect();
        found.sort_by_key(|f| (f.0, f.1));
        found.into_iter().map(|f| f.2).collect()
    }

    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, look: &Look) {
        Clear.render(area, buffer);
        let inner = panel(
            buffer,
            area,
            &format!("COMMAND :{}_", self.text),
            true,
            true,
            look,
        );
        let width = usize::from(inner.width);
        let line = |(i, k): (usize, &&Key)| {
            let mark = if i == self.chosen { '>' } else { ' ' };
            let text = format!("{mark}{:<16} {:>9}  {}", k.id, k.shown, k.help);
            let text = cut(&text, width);
            match i == self.chosen {
                true => Shown {
                    text: format!("{text:<width$}"),
                    style: look.theme.selected(),
                },
                false => Shown::plain(text),
            }
        };
        let lines: Vec<Shown> = self.found().iter().enumerate().map(line).collect();
        let skip = (self.chosen + 1).saturating_sub(usize::from(inner.height));
        lines_at(buffer, inner, &lines, skip);
    }
}

/// How well a command fits a word: 0 its name, 1 its beginning, 2 inside its name, 3 its letters in order, 4 its help.
fn fitness(key: &Key, word: &str) -> Option<u8> {
    if key.id == word {
        return Some(0);
    }
    if key.id.starts_with(word) {
        return Some(1);
    }
    if key.id.contains(word) {
        return Some(2);
    }
    let mut letters = key.id.chars();
    if word.chars().all(|w| letters.any(|l| l == w)) {
        return Some(3);
    }
    let help = format!("{} {}", key.does, key.help).to_lowercase();
    help.contains(word).then_some(4)
}
