//! The provider's side of a trace: services that do not work as on a calm day, what happened, and what was posted.

use super::Picture;
use super::arrows::Arrows;
use super::events::{Events, args};
use kernel::SimTime;
use serde_json::json;
use tape::{Condition, FactId, PostLevel, Service, Track};

/// Draws all places of the tape, in order of their paths.
pub(super) fn draw(picture: &Picture<'_>, events: &mut Events, arrows: &mut Arrows) {
    let tape = picture.tape;
    let mut tracks: Vec<&Track> = tape.tracks.iter().collect();
    tracks.sort_by_key(|t| (tape.places.path(t.place), t.service));
    for track in tracks {
        service(picture, track, events, arrows);
    }
    for fact in &tape.facts {
        let place = fact.place.unwrap_or(tape.region);
        let side = side(tape.places.path(place));
        let row = if fact.input {
            "what was done"
        } else {
            "what followed"
        };
        let track = events.thread(&side, row);
        let said = args([("kind", json!(fact.kind))]);
        events.instant(track, &fact.text, "fault", fact.at, said);
    }
    for post in &tape.posts {
        let track = events.thread(&side(tape.places.path(post.place)), "status page");
        let said = args([
            ("claims", json!(level(post.level))),
            ("explains", json!(post.explains)),
            ("eta_s", json!(post.eta.map(|t| t.0 as f64 / 1e6))),
        ]);
        events.instant(track, &post.text, "post", post.at, said);
    }
}

/// The process of the provider's side of a place.
fn side(path: &str) -> String {
    format!("provider's side of {path}")
}

/// A service at a place: while it is not calm, and its errors.
fn service(picture: &Picture<'_>, track: &Track, events: &mut Events, arrows: &mut Arrows) {
    let place = side(picture.tape.places.path(track.place));
    let row = events.thread(&place, track.service.name());
    let end = picture.lived.outcome.end.max(picture.tape.end);
    let mut open: Option<(SimTime, Option<FactId>, Condition)> = None;
    let mut errors = None;
    for step in &track.steps {
        let calm = step.condition == Condition::CALM;
        match (&mut open, calm) {
            (None, false) => open = Some((step.at, step.cause, step.condition)),
            (Some(o), false) => o.2.error_ppm = o.2.error_ppm.max(step.condition.error_ppm),
            (Some(_), true) => impaired(&mut open, step.at, row, (events, arrows)),
            (None, true) => {}
        }
        if errors != Some(step.condition.error_ppm) {
            let name = counter(track.service);
            events.counter(
                row,
                &name,
                step.at,
                "errors",
                percent(step.condition.error_ppm),
            );
            errors = Some(step.condition.error_ppm);
        }
    }
    impaired(&mut open, end, row, (events, arrows));
}

fn percent(ppm: u32) -> f64 {
    f64::from(ppm) / 1e4
}

fn counter(service: Service) -> String {
    format!("errors of {}, %", service.name())
}

fn impaired(
    open: &mut Option<(SimTime, Option<FactId>, Condition)>,
    until: SimTime,
    row: super::events::Track,
    (events, arrows): (&mut Events, &mut Arrows),
) {
    let Some((from, cause, worst)) = open.take() else {
        return;
    };
    let said = args([("worst_errors_percent", json!(percent(worst.error_ppm)))]);
    events.span(row, "not as usual", "service", (from, until), said);
    arrows.stands_for(cause, row, (from, until));
}

const fn level(level: PostLevel) -> &'static str {
    match level {
        PostLevel::Normal => "normal",
        PostLevel::Notice => "notice",
        PostLevel::Degraded => "degraded",
        PostLevel::Disrupted => "disrupted",
    }
}
