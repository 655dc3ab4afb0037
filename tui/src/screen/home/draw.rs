//! The screen one begins with, drawn.

use super::layout::Layout;
use super::panels::{self, Row};
use super::{Home, Pane};
use crate::screen::look::{Look, Shown, line_at, lines_at, panel, wrapped};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Draws the screen into this area.
pub(super) fn draw(buffer: &mut Buffer, home: &Home, look: &Look, area: Rect) {
    let layout = Layout::of(home, area);
    greet(buffer, home, look, layout.greeting);
    for (pane, area) in &layout.panes {
        if area.is_empty() {
            continue;
        }
        let mut title = panels::title(home, *pane);
        let focused = home.focus == *pane;
        let room = layout.inside(*area);
        let width = usize::from(room.width);
        match panels::list(home, *pane, width) {
            Some(rows) => {
                let inner = panel(buffer, *area, &title, focused, layout.boxed, look);
                list(buffer, home, look, *pane, inner, &rows);
            }
            None => {
                let lines = wrapped_lines(home, *pane, look, width);
                let most = lines.len().saturating_sub(usize::from(room.height));
                let skip = if focused { home.scroll.min(most) } else { 0 };
                if most > skip {
                    title.push_str(&format!("  ({} lines more)", most - skip));
                }
                let inner = panel(buffer, *area, &title, focused, layout.boxed, look);
                lines_at(buffer, inner, &lines, skip);
            }
        }
    }
}

/// What this is, and what Enter does now.
fn greet(buffer: &mut Buffer, home: &Home, look: &Look, area: Rect) {
    let [what, next] = panels::greeting(home);
    let width = usize::from(area.width);
    let plain = Style::new();
    let styles = [plain, look.theme.title()];
    for (y, (text, style)) in (area.y..area.bottom()).zip([what, next].iter().zip(styles)) {
        let line = panels::shortest(text, width);
        line_at(buffer, area.x, y, area.width, &line, style);
    }
}

/// Rows to choose from, the chosen one in sight.
fn list(buffer: &mut Buffer, home: &Home, look: &Look, pane: Pane, area: Rect, rows: &[Row]) {
    if rows.is_empty() {
        let none = Shown {
            text: " nothing here speaks of that; Esc shows all".to_owned(),
            style: look.theme.quiet(),
        };
        return lines_at(buffer, area, &[none], 0);
    }
    let skip = first_shown(rows, usize::from(area.height));
    let lines: Vec<Shown> = rows
        .iter()
        .map(|row| Shown {
            text: row.text.clone(),
            style: match (row.chosen, home.focus == pane) {
                (true, true) => look.theme.selected(),
                (true, false) => look.theme.title(),
                (false, _) => Style::new(),
            },
        })
        .collect();
    lines_at(buffer, area, &lines, skip);
}

/// Rows left out at the top, so that the chosen one is in sight.
pub(super) fn first_shown(rows: &[Row], height: usize) -> usize {
    let at = rows.iter().position(|r| r.chosen).unwrap_or(0);
    let last = rows.len().saturating_sub(height);
    at.saturating_sub(height / 2).min(last)
}

/// The lines of a panel that is read, wrapped.
fn wrapped_lines(home: &Home, pane: Pane, look: &Look, width: usize) -> Vec<Shown> {
    let mut lines: Vec<Shown> = Vec::new();
    for said in panels::said(home, pane, look, width) {
        let all = match said.indent {
            Some(indent) => wrapped(&said.text, indent, width.saturating_sub(2)),
            None => vec![said.text],
        };
        lines.extend(all.into_iter().map(|line| Shown {
            text: format!(" {line}"),
            style: said.style,
        }));
    }
    lines
}
