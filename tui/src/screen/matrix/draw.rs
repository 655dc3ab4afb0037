//! Where the panels of a matrix stand.

use super::{Matrix, Panel, heat, panels};
use crate::screen::look::{Look, Shown, is_boxed, lines_at, panel};
use crate::screen::page::{Asks, Button, Mouse};
use crate::screen::split::{above, beside};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use reports::words::plural;

/// Under this there is one panel at a time.
const COLUMNS_MIN: u16 = 72;
/// See [`COLUMNS_MIN`]; with the rows of the frame.
const ROWS_MIN: u16 = 18;
/// Fewest rows of the panel under the map.
const BELOW_MIN: u16 = 6;

/// The rest of the top row.
pub(super) fn head(page: &Matrix) -> (String, String) {
    let (rows, outages) = (page.rows().len() as u64, page.outages() as u64);
    let left = match page.columns.first() {
        None => String::new(),
        Some(first) if outages == 1 => {
            format!("{} x {}", plural(rows, "architecture"), first.outage.0)
        }
        Some(_) => format!(
            "{} x {}",
            plural(rows, "architecture"),
            plural(outages, "outage")
        ),
    };
    let runs = page.grid.seeds.1 - page.grid.seeds.0;
    (
        left,
        format!("{} each, given that it is hit", plural(runs, "run")),
    )
}

/// Draws it into this area.
pub(super) fn draw(buffer: &mut Buffer, page: &Matrix, look: &Look, area: Rect) {
    if area.is_empty() {
        return;
    }
    if page.columns.is_empty() {
        let text = " living through it ...   (n begins anew what was given up)";
        lines_at(buffer, area, &[Shown::plain(text)], 0);
        return;
    }
    let boxed = is_boxed(area);
    for (which, room) in rooms(page, area) {
        let title = panels::title(page, which);
        let inner = panel(buffer, room, &title, page.focus == which, boxed, look);
        if which == Panel::Heat {
            heat::draw(buffer, page, look, inner);
            continue;
        }
        let lines = panels::lines(page, which, inner, look);
        let most = lines.len().saturating_sub(usize::from(inner.height));
        let skip = match page.focus == which {
            true => page.scroll.min(most),
            false => 0,
        };
        lines_at(buffer, inner, &lines, skip);
    }
}

/// What the mouse does.
pub(super) fn mouse(page: &mut Matrix, event: Mouse, area: Rect, asks: &mut Asks) {
    let wheel = match event.what {
        Button::WheelUp => Some("up"),
        Button::WheelDown => Some("down"),
        Button::Down => None,
        Button::Drag => return,
    };
    if let Some(id) = wheel {
        super::update::act(page, id, None, asks);
        return;
    }
    let mut rooms = rooms(page, area).into_iter();
    let Some((which, room)) = rooms.find(|(_, room)| room.contains(event.at)) else {
        return;
    };
    page.focus = which;
    let side = u16::from(is_boxed(area));
    let inner = Rect {
        x: room.x + side,
        y: room.y.saturating_add(1),
        width: room.width.saturating_sub(2 * side),
        height: room.height.saturating_sub(1 + side),
    };
    if which == Panel::Heat && inner.contains(event.at) {
        heat::point(page, inner, event.at);
    }
}

/// Every panel in view with its room.
fn rooms(page: &Matrix, area: Rect) -> Vec<(Panel, Rect)> {
    if page.big || area.width < COLUMNS_MIN || area.height + 2 < ROWS_MIN {
        return vec![(page.focus, area)];
    }
    match is_boxed(area) {
        true => wide(page, area),
        false => narrow(page, area),
    }
}

/// The map, and under it the panel that was looked at last.
fn narrow(page: &Matrix, area: Rect) -> Vec<(Panel, Rect)> {
    let heat = (heat::wants(page) + 1).min(area.height.saturating_sub(BELOW_MIN));
    let rooms = above(area, &[heat, 0], 1);
    let below = match page.focus {
        Panel::Heat | Panel::Cell => Panel::Cell,
        Panel::Money => Panel::Money,
        Panel::Helps => Panel::Helps,
    };
    vec![(Panel::Heat, rooms[0]), (below, rooms[1])]
}

fn wide(page: &Matrix, area: Rect) -> Vec<(Panel, Rect)> {
    let heat = (heat::wants(page) + 2).clamp(16, area.height * 3 / 5);
    let halves = above(area, &[heat, 0], 1);
    let top = beside(halves[0], &[area.width * 55 / 100, 0], false);
    let bottom = beside(halves[1], &[area.width * 55 / 100, 0], false);
    vec![
        (Panel::Heat, top[0]),
        (Panel::Cell, top[1]),
        (Panel::Money, bottom[0]),
        (Panel::Helps, bottom[1]),
    ]
}
