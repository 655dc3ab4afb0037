//! Help: what the keys of the screen in view do, searchable.

use super::prompt::{Typed, typed};
use crate::screen::keys::{COMMON, Key};
use crate::screen::look::{Look, Shown, cut, lines_at, panel, wrapped};
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget as _};

/// Help on the screen in view.
#[derive(Debug)]
pub(super) struct Help {
    own: &'static [Key],
    filter: String,
    searching: bool,
    scroll: usize,
}

impl Help {
    pub(super) const fn new(own: &'static [Key]) -> Self {
        Self {
            own,
            filter: String::new(),
            searching: false,
            scroll: 0,
        }
    }

    /// A key while help is open; `false` closes it.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "keys that mean nothing here are many, and none of them is ours"
    )]
    pub(super) fn key(&mut self, key: &KeyEvent) -> bool {
        if self.searching {
            self.searching = match typed(&mut self.filter.clone(), key) {
                Typed::Going => {
                    typed(&mut self.filter, key);
                    self.scroll = 0;
                    true
                }
                Typed::Whole(_) => false,
                Typed::Left => {
                    self.filter.clear();
                    false
                }
            };
            return true;
        }
        match key.code {
            KeyCode::Char('/') => self.searching = true,
            KeyCode::Down | KeyCode::Char('j') => self.scroll += 1,
            KeyCode::Up | KeyCode::Char('k') => self.scroll = self.scroll.saturating_sub(1),
            KeyCode::PageDown | KeyCode::Char(' ') => self.scroll += 10,
            KeyCode::PageUp => self.scroll = self.scroll.saturating_sub(10),
            KeyCode::Esc if !self.filter.is_empty() => self.filter.clear(),
            _ => return false,
        }
        true
    }

    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, look: &Look) {
        Clear.render(area, buffer);
        let title = match (self.searching, self.filter.is_empty()) {
            (true, _) => format!("HELP  search: {}_", self.filter),
            (false, true) => "HELP  / search   Esc closes".to_owned(),
            (false, false) => format!("HELP  only `{}`   Esc shows all", self.filter),
        };
        let inner = panel(buffer, area, &title, true, true, look);
        let lines = self.lines(usize::from(inner.width));
        let most = lines.len().saturating_sub(usize::from(inner.height));
        lines_at(buffer, inner, &lines, self.scroll.min(most));
    }

    fn lines(&self, width: usize) -> Vec<Shown> {
        let all = self.own.iter().chain(COMMON);
        let wanted = self.filter.to_lowercase();
        let fits = |k: &&Key| {
            let text = format!("{} {} {} {}", k.shown, k.id, k.does, k.help).to_lowercase();
            text.contains(&wanted)
        };
        let mut out = Vec::new();
        for key in all.filter(fits) {
            out.extend(entry(key, width));
        }
        if out.is_empty() {
            out.push(Shown::plain(format!(
                " nothing here speaks of `{}`",
                self.filter
            )));
        }
        out
    }
}

/// Columns of a key and a command's name.
const KEY: usize = 11;
/// See [`KEY`].
const NAME: usize = 16;

/// A command with its keys; its sentence goes on below where it is too long for the line, or for the room beside them.
fn entry(key: &Key, width: usize) -> Vec<Shown> {
    let head = format!("{:>KEY$}  {:<NAME$}", key.shown, key.id);
    let lead = head.chars().count() + 1;
    if width < lead + 20 {
        let mut out = vec![Shown::plain(cut(&head, width))];
        let lines = wrapped(key.help, 0, width.saturating_sub(3).max(1));
        out.extend(lines.into_iter().map(|l| Shown::plain(format!("   {l}"))));
        return out;
    }
    let lines = wrapped(key.help, 0, width - lead);
    let mut heads = std::iter::once(head).chain(std::iter::repeat(" ".repeat(lead - 1)));
    let line = |l: String| Shown::plain(format!("{} {l}", heads.next().unwrap_or_default()));
    lines.into_iter().map(line).collect()
}
