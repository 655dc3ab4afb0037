//! The mouse in the lab: every click does what a key does too.

use super::form::Line;
use super::panels::{FormLine, branch_skip, form_lines, form_skip, menu_rows};
use super::{Lab, Panel, layout, strips};
use crate::screen::page::{Asks, Button, Mouse};
use ratatui::layout::Rect;

impl Lab {
    pub(super) fn pointed(&mut self, event: Mouse, area: Rect, asks: &mut Asks) {
        match event.what {
            Button::WheelUp => return self.go(false, asks),
            Button::WheelDown => return self.go(true, asks),
            Button::Down | Button::Drag => {}
        }
        let Some((panel, inner)) = layout::at(self, area, event.at) else {
            return;
        };
        let line = usize::from(event.at.y.saturating_sub(inner.y));
        let height = usize::from(inner.height);
        match (panel, event.what) {
            (Panel::Diff, _) if !self.all => {
                let strip = strips::room(self, usize::from(inner.width));
                let column = usize::from(event.at.x.saturating_sub(inner.x));
                if let Some(at) = strip.instant(column) {
                    self.seek(at);
                }
                self.focus = Panel::Diff;
            }
            (_, Button::Drag) => {}
            (Panel::Map, _) => {
                self.point_at_spot(line + layout::skip(self.spot, self.spots().len(), height))
            }
            (Panel::Menu, _) => self.point_at_menu(line, height, asks),
            (Panel::Branches, _) => {
                self.focus = Panel::Branches;
                let ids = self
                    .session
                    .as_ref()
                    .map(|s| s.tree().iter().map(|(_, b)| b.id).collect::<Vec<_>>());
                let skip = branch_skip(self, height);
                let id = ids.and_then(|ids| ids.get(line + skip).copied());
                if id.is_some() {
                    self.look_at(id, asks);
                }
            }
            (Panel::Diff | Panel::Log, _) => self.focus = panel,
        }
    }

    /// A click selects; one on what is selected opens its menu.
    fn point_at_spot(&mut self, line: usize) {
        if line >= self.spots().len() {
            self.focus = Panel::Map;
            return;
        }
        let again = self.spot == line && self.focus == Panel::Map;
        self.spot = line;
        self.item = 0;
        self.filter.clear();
        self.form = None;
        self.focus = if again { Panel::Menu } else { Panel::Map };
    }

    fn point_at_menu(&mut self, line: usize, height: usize, asks: &mut Asks) {
        self.focus = Panel::Menu;
        if let Some(form) = &mut self.form {
            let shown = form_lines(form);
            let chosen = shown.iter().position(|l| *l == FormLine::Row(form.row));
            let line = line + form_skip(chosen.unwrap_or(0), height);
            if let Some(FormLine::Row(row)) = shown.get(line) {
                let again = form.row == *row;
                form.row = *row;
                if again || form.line() == Line::Run {
                    self.fill_in(asks);
                }
            }
            return;
        }
        let room = menu_rows(height);
        let skip = layout::skip(self.item, self.items().len(), room);
        if line < room && line + skip < self.items().len() {
            self.item = line + skip;
            self.open_form(asks);
        }
    }
}
