//! One run over time: journeys, components, what the provider really did and what its status page said, under each
//! other on one clock.
//!
//! A figure is rows of words beside strips of SVG that stretch with the page, so that words keep their size on a phone,
//! on paper and on a wall.

mod health;
mod journeys;
mod lane;
mod posts;
mod scale;
mod truth;

use crate::card::Card;
use crate::words::length;
use kernel::{SimDuration, SimTime};
use lane::{Clockwork, Lane};
use maud::{Markup, html};
use scale::Scale;

/// Where everything that was down fits into this part of the run, it is shown close up too: one in so many.
const CLOSE_UP: u64 = 8;

/// The figure with its legends and its tables.
pub(super) fn markup(card: &Card<'_>) -> Markup {
    let whole = Scale::new(SimTime::ZERO, card.worst().outcome.end);
    html! {
        @if let Some(close) = close_up(card) {
            h3 { "While something was down, close up" }
            (figure(card, close, false))
        }
        h3 { "The whole run" }
        (figure(card, whole, true))
        (posts::table(card))
        (health::table(card))
    }
}

/// From a little before the first episode to a while after the last, if that is a small part of the run.
fn close_up(card: &Card<'_>) -> Option<Scale> {
    let t = card.worst();
    let episodes = || t.score.journeys.iter().flat_map(|j| &j.episodes);
    let from = episodes().map(|e| e.from).min()?;
    let until = episodes().map(|e| e.until).max()?;
    let around = (until.since(from).0 / 4).max(CLOSE_AROUND.0);
    let from = SimTime(from.0.saturating_sub(around));
    let until = SimTime(until.0 + around);
    (until.since(from).0 < t.outcome.end.0 / CLOSE_UP).then(|| Scale::new(from, until))
}

/// At least this long before and after.
const CLOSE_AROUND: SimDuration = SimDuration::from_mins(2);

/// Everything on one clock, or what users and components felt of it.
fn figure(card: &Card<'_>, scale: Scale, all: bool) -> Markup {
    let clock = Clockwork {
        scale,
        ticks: scale.ticks(card.clock),
    };
    let (components, up) = health::lanes(card, &clock);
    let post = posts::lane(card, &clock).filter(|_| all);
    let truth = if all {
        truth::lanes(card, &clock)
    } else {
        Vec::new()
    };
    html! {
        figure.timeline {
            (clock.axis())
            (group("What users felt", &journeys::lanes(card, &clock), &clock))
            (group("Components", &components, &clock))
            (group("What was true at the provider", &truth, &clock))
            @if all && (post.is_some() || !card.unharmed()) {
                h4 { "What was said and known" }
                @if let Some(post) = post { (post.markup(&clock)) }
                @if !card.unharmed() { (posts::pins(card, &clock)) }
            }
            (clock.axis())
            @if all { figcaption { (caption(scale, &components, &up)) } }
            @else { figcaption { p.note { (column(scale)) } } }
        }
    }
}

fn column(scale: Scale) -> String {
    format!(
        "A column is {} and shows its worst.",
        length(scale.column())
    )
}

fn group(title: &str, lanes: &[Lane], clock: &Clockwork) -> Markup {
    html! {
        @if !lanes.is_empty() {
            h4 { (title) }
            @for lane in lanes { (lane.markup(clock)) }
        }
    }
}

fn caption(scale: Scale, components: &[Lane], up: &[String]) -> Markup {
    html! {
        ul.legend {
            li { svg viewBox="0 0 40 18" aria-hidden="true" { rect.failed width="40" height="18" {} rect.served y="7" width="40" height="11" {} } "share of requests served, failed above it" }
            li { svg viewBox="0 0 40 18" aria-hidden="true" { rect.episode y="6" width="40" height="7" {} } "down, by the journey's own threshold" }
            li { svg viewBox="0 0 40 18" aria-hidden="true" { rect.ground width="40" height="18" {} path.truth d="M0 18V6H16V12H40V18Z" {} } "share that did not work, full height is all" }
        }
        @if !components.is_empty() { (health::legend()) }
        p.note {
            (column(scale))
            @if !up.is_empty() { " Up throughout: " (up.join(", ")) "." }
        }
    }
}
