//! Where the panels of the lab stand, for drawing and for the mouse.

use super::{Lab, Panel};
use crate::screen::look::is_boxed;
use ratatui::layout::{Position, Rect};

/// Fewest rows and columns for several panels at once, the top and the bottom row of the screen not counted.
const ROWS_MIN: u16 = 16;
/// See [`ROWS_MIN`].
const COLUMNS_MIN: u16 = 72;

/// The panels that are shown, each with its room, titles and frames included.
#[must_use]
pub(super) fn rooms(lab: &Lab, area: Rect) -> Vec<(Panel, Rect)> {
    if area.is_empty() {
        return Vec::new();
    }
    if lab.all {
        return vec![(Panel::Diff, area)];
    }
    if area.width < COLUMNS_MIN || area.height < ROWS_MIN {
        return vec![(lab.focus, area)];
    }
    match is_boxed(area) {
        true => large(area),
        false => small(area),
    }
}

/// Two columns over the differences and the log.
fn small(area: Rect) -> Vec<(Panel, Rect)> {
    let log = if area.height >= 24 { 4 } else { 2 };
    let diff = (area.height / 4).clamp(5, 8);
    let top = area.height.saturating_sub(log + diff);
    let left = area.width * 55 / 100;
    let branches = (top / 3).clamp(4, 8);
    let map = top.saturating_sub(branches);
    let (x, y) = (area.x + left, area.y + top);
    vec![
        (
            Panel::Map,
            Rect {
                width: left.saturating_sub(1),
                height: map,
                ..area
            },
        ),
        (
            Panel::Branches,
            Rect {
                y: area.y + map,
                width: left.saturating_sub(1),
                height: branches,
                ..area
            },
        ),
        (
            Panel::Menu,
            Rect {
                x,
                width: area.width - left,
                height: top,
                ..area
            },
        ),
        (
            Panel::Diff,
            Rect {
                y,
                height: diff,
                ..area
            },
        ),
        (
            Panel::Log,
            Rect {
                y: y + diff,
                height: log,
                ..area
            },
        ),
    ]
}

/// Three columns over the differences, the log beside them.
fn large(area: Rect) -> Vec<(Panel, Rect)> {
    let top = area.height * 55 / 100;
    let (left, middle) = (area.width * 42 / 100, area.width * 31 / 100);
    let right = area.width - left - middle;
    let log = area.width * 36 / 100;
    let (y, height) = (area.y + top, area.height - top);
    let beside = area.x + left + middle;
    vec![
        (
            Panel::Map,
            Rect {
                width: left,
                height: top,
                ..area
            },
        ),
        (
            Panel::Menu,
            Rect {
                x: area.x + left,
                width: middle,
                height: top,
                ..area
            },
        ),
        (
            Panel::Branches,
            Rect {
                x: beside,
                width: right,
                height: top,
                ..area
            },
        ),
        (
            Panel::Diff,
            Rect {
                y,
                width: area.width - log,
                height,
                ..area
            },
        ),
        (
            Panel::Log,
            Rect {
                x: area.x + area.width - log,
                y,
                width: log,
                height,
            },
        ),
    ]
}

/// The panel at a place, and its room inside.
#[must_use]
pub(super) fn at(lab: &Lab, area: Rect, place: Position) -> Option<(Panel, Rect)> {
    let rooms = rooms(lab, area);
    let (panel, room) = rooms.into_iter().find(|(_, room)| room.contains(place))?;
    let inner = inside(room, is_boxed(area));
    inner.contains(place).then_some((panel, inner))
}

/// What a panel leaves inside, as [`crate::screen::look::panel`] has it.
const fn inside(room: Rect, boxed: bool) -> Rect {
    match boxed {
        true => Rect {
            x: room.x.saturating_add(1),
            y: room.y.saturating_add(1),
            width: room.width.saturating_sub(2),
            height: room.height.saturating_sub(2),
        },
        false => Rect {
            y: room.y.saturating_add(1),
            height: room.height.saturating_sub(1),
            ..room
        },
    }
}

/// Lines left out at the top of a list so that the chosen one is in sight.
#[must_use]
pub(super) fn skip(chosen: usize, lines: usize, rows: usize) -> usize {
    let most = lines.saturating_sub(rows);
    chosen.saturating_sub(rows.saturating_sub(2)).min(most)
}
