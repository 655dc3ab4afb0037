//! The timeline: each journey's worst over every column, turning points, the playhead.

use super::Replay;
use crate::screen::look::{Look, fit, line_at};
use crate::screen::story::EventKind;
use kernel::SimTime;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use reports::words::length;

/// Columns before the strips, for names.
const NAMES: u16 = 10;

/// Draws it into this room.
pub(super) fn draw(buffer: &mut Buffer, replay: &Replay, look: &Look, area: Rect) {
    if area.height == 0 || area.width <= NAMES + 4 {
        return;
    }
    let (from, until) = replay.span;
    let whole = replay.story.end().since(SimTime::ZERO);
    let shown = until.since(from);
    let rule = look.glyphs.rule();
    let zoom = whole.0.max(1) / shown.0.max(1);
    let title = format!(
        "{rule}{rule} TIMELINE {}, worst value per column ",
        length(shown)
    );
    let right = format!(" zoom {zoom}x {rule}{rule}");
    let width = usize::from(area.width);
    let line = fit(&title, &right, width).replacen("  ", &format!(" {rule}"), 1);
    line_at(
        buffer,
        area.x,
        area.y,
        area.width,
        &line,
        look.theme.title(),
    );
    let room = Rail {
        x: area.x + NAMES,
        columns: area.width - NAMES - 1,
        from,
        until,
    };
    let strips = area.height.saturating_sub(3).max(1);
    for (i, j) in replay
        .story
        .arch
        .journeys
        .iter()
        .enumerate()
        .take(usize::from(strips))
    {
        let y = area.y + 1 + i as u16;
        if y >= area.y + area.height {
            return;
        }
        let name: String = j.name.chars().take(usize::from(NAMES) - 2).collect();
        line_at(buffer, area.x + 1, y, NAMES - 1, &name, Style::new());
        let strip = replay
            .story
            .strip(i, from, until, usize::from(room.columns));
        line_at(buffer, room.x, y, room.columns, &strip, Style::new());
    }
    let y = area.y + 1 + (replay.story.arch.journeys.len() as u16).min(strips);
    if y < area.y + area.height {
        line_at(
            buffer,
            room.x,
            y,
            room.columns,
            &room.marks(replay),
            Style::new(),
        );
    }
    if y + 1 < area.y + area.height {
        line_at(
            buffer,
            area.x,
            y + 1,
            area.width,
            &room.playhead(replay, area),
            look.theme.title(),
        );
    }
}

/// Where instants stand.
struct Rail {
    x: u16,
    columns: u16,
    from: SimTime,
    until: SimTime,
}

impl Rail {
    fn column(&self, t: SimTime) -> Option<usize> {
        let length = self.until.since(self.from).0.max(1);
        if t < self.from || t > self.until {
            return None;
        }
        let at = u128::from(t.since(self.from).0) * u128::from(self.columns) / u128::from(length);
        Some((at as usize).min(usize::from(self.columns) - 1))
    }

    /// `!` where somebody outside did something, `v` and `^` where a journey went down and came back.
    fn marks(&self, replay: &Replay) -> String {
        let mut line = vec![' '; usize::from(self.columns)];
        let story = &replay.story;
        for event in story.events().iter().filter(|e| story.turns(e)) {
            let Some(column) = self.column(event.at) else {
                continue;
            };
            let down = story
                .fact(event.fact)
                .is_some_and(|f| f.kind.ends_with("down"));
            line[column] = match (event.kind, down) {
                (EventKind::Input, _) => '!',
                (EventKind::Provider | EventKind::Own, true) => 'v',
                (EventKind::Provider | EventKind::Own, false) => '^',
            };
        }
        line.into_iter().collect()
    }

    fn playhead(&self, replay: &Replay, area: Rect) -> String {
        let mut line = " ".repeat(usize::from(area.width));
        let Some(column) = self.column(replay.at) else {
            return line;
        };
        let at = usize::from(self.x - area.x) + column;
        let label = format!("^ {}", replay.story.clock.both(replay.at));
        let label_len = label.chars().count();
        let (start, text) = match at + label_len < line.len() {
            true => (at, label),
            false => (at + 1 - label_len.min(at + 1), format!("{} ^", &label[2..])),
        };
        line = format!("{}{text}", " ".repeat(start));
        line
    }
}
