//! What happened, round the playhead: the latest event whole, hits of a search marked.

use super::super::scene::{Hit, Line, Scene, paragraph};
use crate::screen::look::{Look, cut};
use crate::screen::story::{EventKind, View};
use ratatui::style::Style;

/// How many have happened, of how many; which are shown; what is searched for.
pub(super) fn title(scene: &Scene<'_>) -> String {
    let find = &scene.replay.find;
    let events = scene.story.events();
    if find.is_on() {
        let by = find.hits.partition_point(|&i| events[i].at <= scene.at);
        let count = find.hits.len();
        return format!("EVENTS with `{}`: {by} of {count}  n N", find.text);
    }
    let shown = scene.story.viewed(scene.replay.view);
    let by = shown.partition_point(|&i| events[i].at <= scene.at);
    let all = match scene.replay.view {
        View::All => String::new(),
        view @ (View::Main | View::Inputs | View::Cloud | View::Yours) => {
            format!(", {} (F: all {})", view.name(), events.len())
        }
    };
    format!("EVENTS {by} of {}{all}", shown.len())
}

/// The most lines that the latest event takes.
const NOW_MAX: usize = 3;

/// Events round the instant, a few of what comes below what has been.
pub(super) fn lines(scene: &Scene<'_>, width: usize, height: usize, look: &Look) -> Vec<Line> {
    let story = scene.story;
    let shown = story.viewed(scene.replay.view);
    let by = shown.partition_point(|&i| story.events()[i].at <= scene.at);
    if shown.is_empty() {
        return vec![Line::plain(" no such events")];
    }
    let now = by.checked_sub(1).map_or_else(
        || vec![Line::plain(">nothing has happened yet")],
        |i| now(scene, shown[i], width, height, look),
    );
    let coming = (height / 4).min(shown.len() - by);
    let room = height.saturating_sub(now.len() + coming);
    let last = by.saturating_sub(1);
    let first = last.saturating_sub(room);
    let short = room - (last - first);
    let until = (by + coming + short).min(shown.len());
    let one = |i: &usize, style: Style| line(scene, *i, width, style);
    let mut out: Vec<Line> = shown[first..last]
        .iter()
        .map(|i| one(i, Style::new()))
        .collect();
    out.extend(now);
    out.extend(shown[by..until].iter().map(|i| one(i, look.theme.quiet())));
    out
}

/// The latest event, whole where that is possible.
fn now(scene: &Scene<'_>, event: usize, width: usize, height: usize, look: &Look) -> Vec<Line> {
    let style = match scene.replay.find.hit(event) {
        true => look.theme.selected(),
        false => look.theme.title(),
    };
    let text = format!(">{}", said(scene, event));
    let most = NOW_MAX.min(height.div_ceil(3)).max(1);
    let mut lines = paragraph(&text, 10, width, style);
    if lines.len() > most {
        let rest: Vec<String> = lines.drain(most - 1..).map(|l| l.text).collect();
        let rest = rest.iter().enumerate().map(|(i, l)| match i {
            0 => l.as_str(),
            _ => l.trim_start(),
        });
        let rest: Vec<&str> = rest.collect();
        lines.push(Line::styled(cut(&rest.join(" "), width), style));
    }
    lines
}

fn line(scene: &Scene<'_>, event: usize, width: usize, style: Style) -> Line {
    let hit = scene.replay.find.hit(event);
    let sign = if hit { '/' } else { ' ' };
    let at = scene.story.events()[event].at;
    let text = cut(&format!("{sign}{}", said(scene, event)), width);
    let style = match hit {
        true => Style::new().add_modifier(ratatui::style::Modifier::BOLD),
        false => style,
    };
    Line::styled(text, style).on_click(Hit::Instant(at))
}

/// When, whose, what: `!` came from outside, `*` happened to the architecture.
fn said(scene: &Scene<'_>, event: usize) -> String {
    let e = scene.story.events()[event];
    let text = scene.story.fact(e.fact).map_or("", |f| f.text.as_str());
    let who = match e.kind {
        EventKind::Input => '!',
        EventKind::Provider => ' ',
        EventKind::Own => '*',
    };
    format!("{} {who} {text}", scene.clock(e.at))
}
