//! The journeys: how each fares now and has fared lately.

use super::super::scene::{Hit, Line, Scene};
use super::journey_word;
use crate::screen::look::Look;
use kernel::{SimDuration, SimTime};
use reports::words::{length, share_ppm};

/// How much of the past a journey's strip shows, as a part of what the timeline shows.
const LATELY: u64 = 6;

/// With how far back the strips reach.
pub(super) fn title(scene: &Scene<'_>) -> String {
    let minutes = lately(scene).0 / 60_000_000;
    let lately = length(SimDuration::from_mins(minutes));
    format!("JOURNEYS  now, and the last {lately}")
}

fn lately(scene: &Scene<'_>) -> SimDuration {
    let span = scene.replay.span;
    SimDuration((span.1.since(span.0).0 / LATELY).min(scene.at.0))
}

/// One line per journey.
pub(super) fn lines(scene: &Scene<'_>, width: usize, look: &Look) -> Vec<Line> {
    let all = &scene.journeys;
    let lengths = all.iter().map(|j| j.name.chars().count());
    let longest = lengths.max().unwrap_or(0);
    let from = SimTime(scene.at.0 - lately(scene).0);
    let line = |(i, j): (usize, &crate::screen::story::JourneyNow<'_>)| {
        let served = j
            .served_ppm
            .map_or("-".to_owned(), |p| share_ppm(u64::from(p)));
        let chosen = if scene.asked == Some(i) { '>' } else { ' ' };
        let (mark, word) = (j.mark.glyph(), journey_word(j.mark));
        let head = format!("{chosen}{:<longest$} {mark} {word:<4} {served:>7} ", j.name);
        let room = width.saturating_sub(head.chars().count() + 1);
        let strip = match scene.at > from {
            true => scene.story.strip(i, from, scene.at, room),
            false => String::new(),
        };
        Line::marked(head, j.mark, look)
            .with_strip(&strip)
            .on_click(Hit::Journey(i))
    };
    all.iter().enumerate().map(line).collect()
}
