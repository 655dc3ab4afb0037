//! The causal chain of the longest interruption, from its trigger to what users felt, and how it ended. Every line is a
//! fact of the run.

use super::note;
use crate::card::Card;
use crate::words::{length, plural, share_ppm};
use kernel::SimTime;
use maud::{Markup, html};
use tenant::score::{EpisodeExplanation, Link, explain};

/// The worst journey's longest episode; `None` where nothing was down.
pub(super) fn markup(card: &Card<'_>) -> Option<Markup> {
    let t = card.worst();
    let journey = card.worst_journey().filter(|j| !j.episodes.is_empty())?;
    let told = explain(&t.outcome, &t.score, journey.journey);
    let e = told.episodes.first()?;
    let ended = if e.episode.restored {
        format!("until {}", card.clock.both(e.episode.until))
    } else {
        "and was not restored".to_owned()
    };
    let lead = format!(
        "was down from {} {ended}: {}. At worst {} of its requests failed.",
        card.clock.both(e.episode.from),
        length(e.episode.length()),
        share_ppm(u64::from(e.episode.depth_ppm))
    );
    let more = told.episodes.len() + told.shorter - 1;
    Some(html! {
        p { strong { (journey.name) } " " (lead) " Read from the trigger down; every line is a fact of the run." }
        (began(card, &journey.name, e))
        @if !e.kept_down.is_empty() {
            h3 { "What kept it down" }
            ol.facts-list { @for l in &e.kept_down { (step(card, l)) } }
            @if e.kept_down_more > 0 { (note(&format!("and {} more changes", e.kept_down_more))) }
        }
        @if !e.not_failed_over.is_empty() {
            h3 { "Why plans could not run" }
            ol.facts-list { @for l in &e.not_failed_over { (step(card, l)) } }
        }
        @if !e.brought_back.is_empty() {
            h3 { "What brought it back" }
            ol.facts-list { @for l in e.brought_back.iter().rev() { (step(card, l)) } }
        }
        @if more > 0 {
            (note(&format!("{} of this journey: zonefall explain", plural(more as u64, "shorter interruption"))))
        }
    })
}

fn began(card: &Card<'_>, journey: &str, e: &EpisodeExplanation) -> Markup {
    html! {
        @if e.why.is_empty() { p { "No fact of the run stands behind it." } }
        ol.chain {
            @for l in e.why.iter().rev() { (step(card, l)) }
            li.felt {
                (when(card, e.episode.from))
                div { strong { (journey) " is down" } }
            }
        }
    }
}

fn step(card: &Card<'_>, l: &Link) -> Markup {
    html! {
        li.input[l.input] {
            (when(card, l.at))
            div {
                (l.text)
                @if l.input { " " span.badge { "input" } }
                @for g in &l.given {
                    p.given { "while " (g.text) " (" (card.clock.both(g.at)) ")" }
                }
            }
        }
    }
}

/// Both clocks, one over the other.
fn when(card: &Card<'_>, t: SimTime) -> Markup {
    html! {
        span.when {
            b { (crate::words::minutes(t)) }
            @if let Some(local) = card.clock.local(t) { " " span.quiet { (local) } }
        }
    }
}
