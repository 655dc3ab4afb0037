//! Help: what the keys of the screen in view do, searchable.

use super::prompt::{Typed, typed};
use crate::screen::keys::{COMMON, Key};
use crate::screen::look::{Look, Shown, fit, lines_at, panel, wrapped};
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
            let head = fit(
                &format!(" {:>9}  {} ", key.shown, key.id),
                "",
                28.min(width),
            );
            let text = format!("{head}{}", key.help);
            let lines = wrapped(&text, head.chars().count(), width);
            out.extend(lines.into_iter().map(Shown::plain));
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
