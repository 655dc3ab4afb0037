//! What users felt: per journey the share of requests served, and when it was down.

use super::lane::{Clockwork, Lane};
use super::scale::{COLUMNS, Scale, area, num, runs};
use crate::card::{Card, downtime_said};
use crate::words::{length, plural, share_ppm};
use maud::{Markup, html};
use tenant::outcome::Segment;
use tenant::score::{Episode, JourneyScore, served_ppm};

const BAND: u32 = 40;
const HEIGHT: u32 = 50;
/// Shorter stretches say more about rounding than about service, microseconds.
const SHOWS_FROM: u64 = 1_000_000;
/// Steps of the drawn share, parts per million: finer ones cannot be seen.
const STEP_PPM: u32 = 5_000;

pub(super) fn lanes(card: &Card<'_>, clock: &Clockwork) -> Vec<Lane> {
    let t = card.worst();
    let lane = |j: &JourneyScore| {
        let course = t.outcome.journeys.iter().find(|c| c.journey == j.journey);
        let segments = course.map_or(&[][..], |c| &c.segments[..]);
        Lane {
            name: j.name.clone(),
            said: said(j),
            height: HEIGHT,
            picture: picture(card, clock.scale, segments, &j.episodes),
        }
    };
    t.score.journeys.iter().map(lane).collect()
}

fn said(j: &JourneyScore) -> String {
    let deepest = j.episodes.iter().map(|e| e.depth_ppm).max().unwrap_or(0);
    match j.episodes.len() {
        0 => "never down".to_owned(),
        n => format!(
            "down {}{}; {} served at worst",
            downtime_said(Some(j)),
            if n > 1 {
                format!(" in {}", plural(n as u64, "episode"))
            } else {
                String::new()
            },
            share_ppm(1_000_000 - u64::from(deepest.min(1_000_000)))
        ),
    }
}

fn picture(card: &Card<'_>, scale: Scale, segments: &[Segment], episodes: &[Episode]) -> Markup {
    let worst = worst(scale, segments);
    let asked: Vec<bool> = worst.iter().map(Option::is_some).collect();
    html! {
        @for (from, until, asked) in runs(&asked) { @if asked {
            rect.failed x=(num(from as f64 * 2.0)) y="0" width=(num((until - from) as f64 * 2.0)) height=(BAND) {}
        } }
        path.served d=(area(&worst, f64::from(BAND))) {}
        @for e in episodes.iter().filter(|e| scale.shows(e.from, e.until)) {
            rect.episode x=(num(scale.x(e.from))) y=(BAND + 3) height="7"
                width=(num((scale.x(e.until) - scale.x(e.from)).max(2.0))) {
                title { (spoken(card, e)) }
            }
        }
    }
}

fn spoken(card: &Card<'_>, e: &Episode) -> String {
    let until = if e.restored {
        format!("to {}", card.clock.both(e.until))
    } else {
        "and not restored".to_owned()
    };
    format!(
        "down from {} {until}, {}",
        card.clock.both(e.from),
        length(e.length())
    )
}

/// The least served share of each column; `None` where nothing was asked for.
fn worst(scale: Scale, segments: &[Segment]) -> Vec<Option<u32>> {
    let mut out: Vec<Option<u32>> = vec![None; COLUMNS];
    for s in segments
        .iter()
        .filter(|s| s.until.since(s.from).0 >= SHOWS_FROM)
    {
        let Some(ppm) = served_ppm(s) else { continue };
        // Rounded down, so that less than all never looks like all.
        let ppm = ppm / STEP_PPM * STEP_PPM;
        for column in &mut out[scale.columns(s.from, s.until)] {
            *column = Some(column.map_or(ppm, |least| least.min(ppm)));
        }
    }
    out
}
