//! Where the panels of a distribution stand.

use super::panels;
use super::{Distribution, Panel};
use crate::screen::look::{Look, Shown, is_boxed, lines_at, panel};
use crate::screen::split::{above, beside};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Under this there is one panel at a time.
const COLUMNS_MIN: u16 = 72;
/// See [`COLUMNS_MIN`]; with the rows of the frame.
const ROWS_MIN: u16 = 18;

/// Fewest rows of the panel under the percentiles, with its title.
const BELOW_MIN: u16 = 4;

/// Draws it into this area.
pub(super) fn draw(buffer: &mut Buffer, page: &Distribution, look: &Look, area: Rect) {
    if area.is_empty() {
        return;
    }
    if page.known().is_none() {
        let text = format!(
            " living {} of {} ...",
            reports::words::plural(page.wanted(), "run"),
            page.ask.architecture
        );
        lines_at(buffer, area, &[Shown::plain(text)], 0);
        return;
    }
    let boxed = is_boxed(area);
    for (which, room) in rooms(page, area) {
        let title = panels::title(page, which);
        let inner = panel(buffer, room, &title, page.focus == which, boxed, look);
        let lines = panels::lines(page, which, inner, look);
        let most = lines.len().saturating_sub(usize::from(inner.height));
        let skip = match page.focus == which && which != Panel::Percentiles {
            true => page.scroll.min(most),
            false => 0,
        };
        lines_at(buffer, inner, &lines, skip);
    }
}

/// The panel at a place, and the room inside it.
pub(super) fn at(page: &Distribution, area: Rect, at: Position) -> Option<(Panel, Rect)> {
    let boxed = is_boxed(area);
    let mut rooms = rooms(page, area).into_iter();
    let (which, room) = rooms.find(|(_, room)| room.contains(at))?;
    let side = u16::from(boxed);
    let inner = Rect {
        x: room.x + side,
        y: room.y.saturating_add(1),
        width: room.width.saturating_sub(2 * side),
        height: room.height.saturating_sub(1 + side),
    };
    Some((which, inner))
}

/// Every panel in view with its room.
fn rooms(page: &Distribution, area: Rect) -> Vec<(Panel, Rect)> {
    if page.big || area.width < COLUMNS_MIN || area.height + 2 < ROWS_MIN {
        return vec![(page.focus, area)];
    }
    let rooms = match is_boxed(area) {
        true => wide(page, area),
        false => narrow(page, area),
    };
    let some = |(_, room): &(Panel, Rect)| room.height > 1;
    rooms.into_iter().filter(some).collect()
}

/// Bars, percentiles, and under them the panel that was looked at last.
fn narrow(page: &Distribution, area: Rect) -> Vec<(Panel, Rect)> {
    let rows = |p| panels::wants(page, p, area.width) + 1;
    let humps = page.journey().is_some_and(|j| j.down.humps.is_some());
    let below = match page.focus {
        Panel::Kinds | Panel::Back | Panel::Besides => page.focus,
        Panel::Shape | Panel::Percentiles if humps => Panel::Kinds,
        Panel::Shape | Panel::Percentiles => Panel::Besides,
    };
    let percentiles = rows(Panel::Percentiles);
    let least = rows(below).min(BELOW_MIN);
    let shape = rows(Panel::Shape).min(area.height.saturating_sub(percentiles + least));
    let rooms = above(area, &[shape, percentiles, 0], 2);
    let order = [Panel::Shape, Panel::Percentiles, below];
    order.into_iter().zip(rooms).collect()
}

fn wide(page: &Distribution, area: Rect) -> Vec<(Panel, Rect)> {
    let sides = beside(area, &[area.width * 55 / 100, 0], false);
    let rows = |p, room: &Rect| panels::wants(page, p, room.width.saturating_sub(2)) + 2;
    let left = [
        (Panel::Shape, rows(Panel::Shape, &sides[0])),
        (Panel::Percentiles, rows(Panel::Percentiles, &sides[0])),
        (Panel::Besides, 0),
    ];
    let right = [
        (Panel::Back, rows(Panel::Back, &sides[1])),
        (Panel::Kinds, 0),
    ];
    let mut out = Vec::new();
    let heights = left.map(|(_, h)| h);
    let rooms = above(sides[0], &heights, 2);
    out.extend(left.iter().map(|(p, _)| *p).zip(rooms));
    let heights = right.map(|(_, h)| h);
    let rooms = above(sides[1], &heights, 1);
    out.extend(right.iter().map(|(p, _)| *p).zip(rooms));
    out
}
