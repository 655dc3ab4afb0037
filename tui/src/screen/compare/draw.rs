//! Where the panels of a comparison stand.

use super::panels::{self, SIDES};
use super::{Compare, Panel, now, trees};
use crate::screen::look::{Look, Shown, is_boxed, line_at, lines_at, panel};
use crate::screen::page::{Asks, Button, Mouse};
use crate::screen::split::{above, beside};
use kernel::SimTime;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Under this there is one panel at a time.
const COLUMNS_MIN: u16 = 72;
/// See [`COLUMNS_MIN`]; with the rows of the frame.
const ROWS_MIN: u16 = 18;
/// Columns of what differs between two trees.
const BETWEEN: u16 = 16;
/// Columns before strips.
const LEAD: u16 = 3;
/// Fewest rows of words, with their title.
const WORDS_MIN: u16 = 4;

/// Draws it into this area.
pub(super) fn draw(buffer: &mut Buffer, page: &Compare, look: &Look, area: Rect) {
    if area.is_empty() {
        return;
    }
    if page.pair.is_none() {
        lines_at(
            buffer,
            area,
            &[Shown::plain(" living through it, both ...")],
            0,
        );
        return;
    }
    for (which, room) in rooms(page, area) {
        match which {
            Panel::Trees => both_trees(buffer, page, look, room, area),
            Panel::Score | Panel::Strips | Panel::Says => {
                one(buffer, page, look, which, room, area);
            }
        }
    }
}

fn one(buffer: &mut Buffer, page: &Compare, look: &Look, which: Panel, room: Rect, area: Rect) {
    let focused = page.focus == which;
    let title = panels::title(page, which);
    let inner = panel(buffer, room, &title, focused, is_boxed(area), look);
    match which {
        Panel::Trees => {}
        Panel::Strips => strips(buffer, page, look, inner),
        Panel::Says => {
            let lines = panels::says(page, usize::from(inner.width));
            let most = lines.len().saturating_sub(usize::from(inner.height));
            let skip = if focused { page.scroll.min(most) } else { 0 };
            lines_at(buffer, inner, &lines, skip);
        }
        Panel::Score => {
            let rows = panels::score(page, usize::from(inner.width), look);
            let most = rows.len().saturating_sub(usize::from(inner.height));
            let skip = if focused { page.scroll.min(most) } else { 0 };
            for (y, row) in (inner.y..inner.bottom()).zip(rows.iter().skip(skip)) {
                let mut x = inner.x;
                for part in row {
                    let room = inner.right().saturating_sub(x);
                    line_at(buffer, x, y, room, &part.text, part.style);
                    x = x.saturating_add(part.text.chars().count() as u16);
                }
            }
        }
    }
}

/// Both trees with what differs between them.
fn both_trees(buffer: &mut Buffer, page: &Compare, look: &Look, room: Rect, area: Rect) {
    let lines = trees::lines(page);
    let between = if is_boxed(area) { BETWEEN + 2 } else { BETWEEN };
    let side = room.width.saturating_sub(between) / 2;
    let rooms = beside(room, &[side, between, 0], !is_boxed(area));
    let focused = page.focus == Panel::Trees;
    for (i, room) in rooms.iter().enumerate() {
        let title = match i {
            0 => format!("A {}", page.name(0)),
            1 => "A -> B".to_owned(),
            _ => format!("B {}", page.name(1)),
        };
        let chosen = focused && i == 2 * page.side;
        let inner = panel(buffer, *room, &title, chosen, is_boxed(area), look);
        let width = usize::from(inner.width);
        let most = lines.len().saturating_sub(usize::from(inner.height));
        let skip = if focused { page.scroll.min(most) } else { 0 };
        let shown: Vec<Shown> = (0..lines.len())
            .map(|n| match i {
                0 => panels::branch(&lines, n, 0, width, look),
                1 => panels::between(&lines[n], width, look),
                _ => panels::branch(&lines, n, 1, width, look),
            })
            .collect();
        lines_at(buffer, inner, &shown, skip);
        if lines.is_empty() && i == 1 {
            lines_at(buffer, inner, &[Shown::plain(" all the same")], 0);
        }
    }
}

/// The journeys whose strips fit into so many rows, the chosen one first.
fn shown_journeys(page: &Compare, rows: u16) -> Vec<String> {
    let names = now::names(page);
    let count = usize::from(rows.saturating_sub(1) / 2).clamp(1, names.len().max(1));
    let chosen = (0..names.len()).map(|i| (page.journey + i) % names.len());
    chosen.take(count).map(|i| names[i].clone()).collect()
}

/// Columns before strips: the side, and of several journeys their names.
fn lead(names: &[String]) -> u16 {
    let longest = names.iter().map(|n| n.chars().count()).max().unwrap_or(0);
    match names.len() {
        0 | 1 => LEAD,
        _ => LEAD.saturating_add(longest.min(24) as u16 + 1),
    }
}

/// Courses of journeys on one axis, with where they part and the instants in view.
fn strips(buffer: &mut Buffer, page: &Compare, look: &Look, room: Rect) {
    let names = shown_journeys(page, room.height);
    let lead = lead(&names);
    let columns = room.width.saturating_sub(lead + 1);
    if columns == 0 || room.height == 0 {
        return;
    }
    let (from, until) = page.span;
    let mut y = room.y;
    for name in &names {
        for (side, called) in SIDES.iter().enumerate() {
            let Some(story) = page.story(side) else {
                continue;
            };
            let of = story.arch.journeys.iter().position(|j| j.name == *name);
            let strip = match of {
                Some(j) => story.strip(j, from, until, usize::from(columns)),
                None => format!("no {name}"),
            };
            let label = if names.len() > 1 { name.as_str() } else { "" };
            let label = format!(" {called} {label}");
            if y < room.bottom() {
                line_at(buffer, room.x, y, lead - 1, &label, Style::new());
                line_at(buffer, room.x + lead, y, columns, &strip, Style::new());
            }
            y = y.saturating_add(1);
        }
    }
    if y < room.bottom() {
        let text = marks(page, columns);
        line_at(buffer, room.x + lead, y, columns, &text, look.theme.title());
    }
}

/// Where an instant stands.
fn column(page: &Compare, t: SimTime, columns: u16) -> Option<usize> {
    let (from, until) = page.span;
    if t < from || t > until || columns == 0 {
        return None;
    }
    let length = u128::from(until.since(from).0.max(1));
    let at = u128::from(t.since(from).0) * u128::from(columns) / length;
    Some((at as usize).min(usize::from(columns) - 1))
}

/// The moment they part and the instants in view; beside these, as far as there is room, when that is.
fn marks(page: &Compare, columns: u16) -> String {
    let width = usize::from(columns);
    let mut line = vec![' '; width];
    for t in panels::partings(page) {
        if let Some(at) = column(page, t, columns) {
            line[at] = '!';
        }
    }
    let clock = page.story(0).map(|s| s.clock).unwrap_or_default();
    let heads: &[(usize, char)] = match page.linked {
        true => &[(0, '^')],
        false => &[(0, 'a'), (1, 'b')],
    };
    for &(side, glyph) in heads {
        let Some(at) = column(page, page.at[side], columns) else {
            continue;
        };
        let label = format!(" {}", clock.both(page.at[side]));
        let label: Vec<char> = label.chars().collect();
        let free = line.get(at + 1..=at + label.len());
        if free.is_some_and(|cells| cells.iter().all(|c| *c == ' ')) {
            line[at + 1..=at + label.len()].copy_from_slice(&label);
        }
        line[at] = glyph;
    }
    line.into_iter().collect()
}

/// What the mouse does: the wheel scrolls, a click chooses a panel and a side, and on the strips an instant.
pub(super) fn mouse(page: &mut Compare, event: Mouse, area: Rect, asks: &mut Asks) {
    let wheel = match event.what {
        Button::WheelUp => Some("up"),
        Button::WheelDown => Some("down"),
        Button::Down | Button::Drag => None,
    };
    if let Some(id) = wheel {
        super::update::act(page, id, None, asks);
        return;
    }
    let mut rooms = rooms(page, area).into_iter();
    let Some((which, room)) = rooms.find(|(_, room)| room.contains(event.at)) else {
        return;
    };
    if event.what == Button::Down {
        page.focus = which;
    }
    match which {
        Panel::Trees => page.side = usize::from(event.at.x >= room.x + room.width / 2),
        Panel::Strips => {
            let side = u16::from(is_boxed(area));
            let lead = lead(&shown_journeys(page, room.height.saturating_sub(1 + side)));
            let first = room.x + side + lead;
            let columns = room.width.saturating_sub(lead + 1 + 2 * side).max(1);
            let at = event.at.x.saturating_sub(first).min(columns - 1);
            let (from, until) = page.span;
            let length = u128::from(until.since(from).0);
            let on = length * u128::from(at) / u128::from(columns);
            page.seek(SimTime(from.0 + on as u64));
        }
        Panel::Score | Panel::Says => {}
    }
}

/// Every panel in view with its room.
fn rooms(page: &Compare, area: Rect) -> Vec<(Panel, Rect)> {
    if page.big || area.width < COLUMNS_MIN || area.height + 2 < ROWS_MIN {
        return vec![(page.focus, area)];
    }
    let border = if is_boxed(area) { 2 } else { 1 };
    let trees = trees::lines(page).len().max(1) as u16 + border;
    let score = panels::score(page, 80, &Look::default()).len() as u16 + border;
    let pairs = match is_boxed(area) {
        true => now::names(page).len().clamp(1, 4) as u16,
        false => 1,
    };
    let strips = 2 * pairs + 1 + border;
    let below = score + strips + WORDS_MIN;
    let trees = trees.min(area.height.saturating_sub(below).max(6));
    let rooms = above(area, &[trees, score, strips, 0], 3);
    let all = Panel::ALL.into_iter().zip(rooms);
    all.filter(|(_, room)| room.height > 1).collect()
}
