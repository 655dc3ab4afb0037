//! The replay on the screen: as many panels as fit, the timeline under them.

use super::layout::{Layout, layout};
use super::scene::{Line, Scene, strip_style};
use super::{Panel, Replay, panels, timeline};
use crate::screen::look::{Look, line_at, panel};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws the replay into this area.
pub(super) fn draw(buffer: &mut Buffer, replay: &Replay, look: &Look, area: Rect) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    let scene = Scene::new(replay);
    let layout = layout(&scene, area);
    for &(which, room) in &layout.panels {
        draw_panel(buffer, &scene, look, &layout, which, room);
    }
    timeline::draw(buffer, &scene, look, &layout);
}

fn draw_panel(
    buffer: &mut Buffer,
    scene: &Scene<'_>,
    look: &Look,
    layout: &Layout,
    which: Panel,
    room: Rect,
) {
    if room.is_empty() {
        return;
    }
    let title = panels::title(scene, which);
    let focused = scene.replay.focus == which;
    let inner = panel(buffer, room, &title, focused, layout.boxed, look);
    for (y, line) in (inner.y..inner.bottom()).zip(shown(scene, which, inner, look)) {
        draw_line(buffer, inner, y, &line, look);
    }
}

/// The lines of a panel that are in sight in a room of this size.
pub(super) fn shown(scene: &Scene<'_>, which: Panel, room: Rect, look: &Look) -> Vec<Line> {
    let lines = panels::lines(scene, which, room, look);
    let rows = usize::from(room.height);
    let most = lines.len().saturating_sub(rows);
    let skip = match (which, scene.replay.focus == which) {
        // What is selected stays in sight.
        (Panel::Topology, _) => (scene.replay.selected + 1).saturating_sub(rows),
        (_, true) => scene.replay.scroll,
        (_, false) => 0,
    };
    lines.into_iter().skip(skip.min(most)).take(rows).collect()
}

/// A line with its strip, if it has one.
pub(super) fn draw_line(buffer: &mut Buffer, room: Rect, y: u16, line: &Line, look: &Look) {
    line_at(buffer, room.x, y, room.width, &line.text, line.style);
    let Some(from) = line.strip else { return };
    let symbols = line.text.chars().enumerate().skip(from);
    for (i, symbol) in symbols.take_while(|(i, _)| *i < usize::from(room.width)) {
        let x = room.x.saturating_add(i as u16);
        if let Some(cell) = buffer.cell_mut((x, y)) {
            cell.set_style(strip_style(symbol, look));
        }
    }
}
