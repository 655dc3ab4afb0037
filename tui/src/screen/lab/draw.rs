//! The lab on the screen.

use super::{Lab, Panel, layout, panels};
use crate::screen::look::{Look, is_boxed, lines_at, panel};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the lab into this area.
pub(super) fn draw(buffer: &mut Buffer, lab: &Lab, look: &Look, area: Rect) {
    let boxed = is_boxed(area);
    for (which, room) in layout::rooms(lab, area) {
        if room.is_empty() {
            continue;
        }
        let title = panels::title(lab, which);
        let inner = panel(buffer, room, &title, lab.focus == which, boxed, look);
        let lines = panels::lines(lab, which, inner, look);
        let skip = match which {
            Panel::Diff | Panel::Log if lab.focus == which => lab
                .scroll
                .min(lines.len().saturating_sub(usize::from(inner.height))),
            Panel::Map | Panel::Menu | Panel::Branches | Panel::Diff | Panel::Log => 0,
        };
        lines_at(buffer, inner, &lines, skip);
    }
}
