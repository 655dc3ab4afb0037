//! Where a run turned, and what could be seen then.
//!
//! A turning point is a journey going down or coming back, something that people of the provider did at a known time, or
//! something that happened to one's own people and plans, as far as it stands in the chain of causes of such a moment or kept
//! a plan from running. What could be seen is the status page and what is one's own: journeys, and parts
//! that do not work. What the provider knew is not among it.

use super::{Debrief, Line};
use crate::words::share_ppm;
use kernel::SimTime;
use std::collections::{BTreeMap, BTreeSet};
use tape::{FactId, Tape};
use tenant::architecture::Architecture;
use tenant::outcome::{Health, Outcome};
use tenant::score::{EpisodeExplanation, Explanation, Link, Score, explain, served_ppm};

/// Most that are told.
const TURNS_MAX: usize = 14;

/// A moment at which a run turned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// When.
    pub at: SimTime,
    /// What happened.
    pub what: String,
    /// What the status page said by then; `None`: nothing yet.
    pub page: Option<String>,
    /// What could be seen of one's own just then.
    pub seen: String,
}

/// The turning points of a run, in order of time.
#[must_use]
pub fn turns(arch: &Architecture, outcome: &Outcome, score: &Score, tape: &Tape) -> Vec<Turn> {
    let journeys = score.journeys.iter();
    let all: Vec<Explanation> = journeys
        .map(|j| explain(outcome, score, j.journey))
        .collect();
    let mut whats: BTreeMap<SimTime, Vec<String>> = BTreeMap::new();
    let mut told = BTreeSet::new();
    for explanation in &all {
        for episode in &explanation.episodes {
            for link in decisive(episode, outcome) {
                if told.insert(link.fact) && !is_post(tape, link.fact) {
                    let who = if link.input { "provider: " } else { "" };
                    let what = format!("{who}{}", link.text);
                    whats.entry(link.at).or_default().push(what);
                }
            }
            let (e, name) = (&episode.episode, &explanation.name);
            let mut own = |at, what: String| whats.entry(at).or_default().push(what);
            own(e.from, format!("{name} goes down"));
            if e.restored {
                own(e.until, format!("{name} is back"));
            }
        }
    }
    whats
        .into_iter()
        .map(|(at, what)| Turn {
            at,
            what: what.join("; "),
            page: page(tape, at),
            seen: seen(arch, outcome, at),
        })
        .collect()
}

/// Of an episode's chains, what people of the provider did at a known time, and what one's own people and plans did or
/// could not do.
fn decisive<'a>(
    episode: &'a EpisodeExplanation,
    outcome: &'a Outcome,
) -> impl Iterator<Item = &'a Link> {
    let causes = [&episode.why, &episode.kept_down, &episode.brought_back];
    let inputs = causes.into_iter().flatten().filter(|l| l.input);
    let own = |l: &&Link| !l.input && l.fact.0 as usize >= outcome.tape_facts;
    let back = episode.brought_back.iter().chain(&episode.not_failed_over);
    inputs.chain(back.filter(own))
}

fn is_post(tape: &Tape, fact: FactId) -> bool {
    tape.posts.iter().any(|p| p.fact == Some(fact))
}

fn page(tape: &Tape, at: SimTime) -> Option<String> {
    let by = tape.posts.partition_point(|p| p.at <= at);
    let post = by.checked_sub(1).and_then(|i| tape.posts.get(i))?;
    Some(post.text.clone())
}

/// `shop 0 %, order 0 %; db hangs`, at that instant.
fn seen(arch: &Architecture, outcome: &Outcome, at: SimTime) -> String {
    let journeys = outcome.journeys.iter().map(|course| {
        let i = course.segments.partition_point(|s| s.until <= at);
        let segment = course.segments.get(i).or(course.segments.last());
        match segment.and_then(served_ppm) {
            Some(ppm) => format!("{} {}", course.name, share_ppm(u64::from(ppm))),
            None => format!("nobody asks for {}", course.name),
        }
    });
    let journeys: Vec<String> = journeys.collect();
    let mut health: Vec<Health> = vec![Health::Up; arch.components.len()];
    for change in outcome.health.iter().filter(|h| h.at <= at) {
        if let Some(one) = health.get_mut(usize::from(change.component.0)) {
            *one = change.health;
        }
    }
    let parts: Vec<String> = arch
        .components
        .iter()
        .zip(health)
        .filter_map(|(c, health)| Some(format!("{} {}", c.name, word(health)?)))
        .collect();
    match parts.is_empty() {
        true => journeys.join(", "),
        false => format!("{}; {}", journeys.join(", "), parts.join(", ")),
    }
}

const fn word(health: Health) -> Option<&'static str> {
    match health {
        Health::Up => None,
        Health::Degraded => Some("works in part"),
        Health::Hung => Some("hangs"),
        Health::Down => Some("is down"),
        Health::Recovering => Some("is being made again"),
    }
}

/// A line per turning point.
pub(super) fn lines(debrief: &Debrief<'_>) -> Vec<Line> {
    let life = debrief.life;
    let all = turns(debrief.arch, &life.outcome, &life.score, debrief.tape);
    if all.is_empty() {
        return vec![Line::new("", "No journey was ever down.")];
    }
    let mut out: Vec<Line> = Vec::new();
    let (mut said_before, mut seen_before): (Option<&str>, &str) = (None, "");
    for turn in all.iter().take(TURNS_MAX) {
        let page = match turn.page.as_deref() {
            None => "the status page said nothing".to_owned(),
            page if page == said_before => "the status page said no more".to_owned(),
            Some(text) => format!("the status page said: {text}"),
        };
        said_before = turn.page.as_deref().or(said_before);
        let seen = match turn.seen == seen_before {
            true => "Nothing new to be seen".to_owned(),
            false => format!("To be seen: {}", turn.seen),
        };
        seen_before = &turn.seen;
        let knew = knew(debrief, turn.at);
        out.push(Line::new(
            debrief.clock.both(turn.at),
            format!("{}. {seen}; {page}{knew}.", turn.what),
        ));
    }
    if let Some(more) = all.len().checked_sub(TURNS_MAX).filter(|n| *n > 0) {
        out.push(Line::new(
            "",
            format!("{more} more turning points: the replay shows them."),
        ));
    }
    out
}

/// Whether anybody of one's own had looked by then.
fn knew(debrief: &Debrief<'_>, at: SimTime) -> &'static str {
    match debrief.life.outcome.communication.people {
        Some(people) if people <= at => "",
        Some(_) | None => "; nobody of yours had looked yet",
    }
}
