//! The replay on the screen: as many panels as fit, the timeline under them, keys at the bottom.

use super::panels;
use super::timeline;
use super::{Panel, Replay};
use crate::screen::look::{Look, lines_at, panel};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Fewest rows with two columns of panels over a timeline.
const ROWS_MIN: u16 = 18;
/// Fewest columns for two panels side by side.
const COLUMNS_MIN: u16 = 72;
/// Rows of the timeline with its axis.
const TIMELINE_ROWS: u16 = 4;

/// Draws the replay into this area.
pub(super) fn draw(buffer: &mut Buffer, replay: &Replay, look: &Look, body: Rect) {
    if body.is_empty() {
        return;
    }
    let narrow = body.width < COLUMNS_MIN || body.height + 2 < ROWS_MIN;
    if replay.big || narrow {
        let rail = TIMELINE_ROWS.min(body.height / 3);
        let top = Rect {
            height: body.height - rail,
            ..body
        };
        draw_panel(buffer, replay, look, top, replay.focus);
        let y = top.y + top.height;
        timeline::draw(
            buffer,
            replay,
            look,
            Rect {
                y,
                height: rail,
                ..body
            },
        );
        return;
    }
    let rail = TIMELINE_ROWS + replay.story.arch.journeys.len().saturating_sub(1).min(6) as u16;
    let rail = rail.min(body.height / 3);
    let top = Rect {
        height: body.height - rail,
        ..body
    };
    for (i, column) in columns(top).into_iter().enumerate() {
        let panels = column_panels(i, top.width);
        for (p, area) in panels.iter().zip(rows(column, replay, panels)) {
            draw_panel(buffer, replay, look, area, *p);
        }
    }
    let y = top.y + top.height;
    timeline::draw(
        buffer,
        replay,
        look,
        Rect {
            y,
            height: rail,
            ..body
        },
    );
}

/// From so many columns on, three panels stand side by side.
const WIDE: u16 = 130;

fn columns(area: Rect) -> Vec<Rect> {
    let parts: &[u16] = if area.width >= WIDE {
        &[40, 30, 30]
    } else {
        &[54, 46]
    };
    let mut out = Vec::new();
    let mut x = area.x;
    for (i, part) in parts.iter().enumerate() {
        let rest = area.x + area.width - x;
        let width = if i + 1 == parts.len() {
            rest
        } else {
            area.width * part / 100
        };
        // A column between two is the line that divides them.
        let inner = if i + 1 == parts.len() {
            width
        } else {
            width.saturating_sub(1)
        };
        out.push(Rect {
            x,
            width: inner,
            ..area
        });
        x += width;
    }
    out
}

const fn column_panels(column: usize, width: u16) -> &'static [Panel] {
    match (width >= WIDE, column) {
        (true, 0) => &[Panel::Topology],
        (true, 1) => &[Panel::Why, Panel::Events],
        (true, _) => &[Panel::Journeys, Panel::Page, Panel::Score],
        (false, 0) => &[Panel::Topology, Panel::Journeys, Panel::Events],
        (false, _) => &[Panel::Why, Panel::Page, Panel::Score],
    }
}

/// Shares a column's rows out: what each panel asks for, and the rest evenly to those that want more.
fn rows(column: Rect, replay: &Replay, panels: &[Panel]) -> Vec<Rect> {
    let count = panels.len() as u16;
    let fair = column.height / count.max(1);
    let wants: Vec<u16> = panels
        .iter()
        .map(|&p| panels::wants(replay, p) + 1)
        .collect();
    let spare: u16 = wants.iter().map(|w| fair.saturating_sub(*w)).sum();
    let hungry = wants.iter().filter(|w| **w > fair).count() as u16;
    let more = spare.checked_div(hungry).unwrap_or(0);
    let mut out = Vec::new();
    let mut y = column.y;
    for (i, want) in wants.iter().enumerate() {
        let rest = column.y + column.height - y;
        let last = i + 1 == wants.len();
        let height = if last {
            rest
        } else {
            (*want).min(fair + more).min(rest)
        };
        out.push(Rect {
            y,
            height,
            ..column
        });
        y += height;
    }
    out
}

fn draw_panel(buffer: &mut Buffer, replay: &Replay, look: &Look, area: Rect, which: Panel) {
    if area.is_empty() {
        return;
    }
    let title = panels::title(replay, which);
    let inner = panel(buffer, area, &title, replay.focus == which, false, look);
    let list = panels::lines(replay, which, inner, look);
    let skip = scrolled(replay, which, list.len(), usize::from(inner.height));
    lines_at(buffer, inner, &list, skip);
}

/// Lines left out at the top: the focused panel scrolls, never past its end.
fn scrolled(replay: &Replay, panel: Panel, lines: usize, rows: usize) -> usize {
    match replay.focus == panel {
        true => replay.scroll.min(lines.saturating_sub(rows)),
        false => 0,
    }
}
