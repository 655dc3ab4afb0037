//! Why a journey was down: the facts of the run from the interval back to an input.
//!
//! Nothing is said that is not a fact of the run. An interval without a fact behind it is reported
//! as such; there is no guessing.

use super::{Episode, Score};
use crate::architecture::JourneyId;
use crate::outcome::{Health, Outcome, Segment};
use kernel::{SimDuration, SimTime};
use tape::{Fact, FactId};

/// Episodes explained, longest first; the rest are only counted.
const EPISODES_MAX: usize = 3;
/// Facts listed that kept a journey down; the rest are only counted.
const KEPT_MAX: usize = 8;
/// Facts of one kind about one component this close together are told as one.
const ONE_RUN: SimDuration = SimDuration::from_mins(10);

/// A standing condition of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Since when.
    pub at: SimTime,
    /// What.
    pub text: String,
    /// The fact.
    pub fact: FactId,
}

/// One fact in a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// When.
    pub at: SimTime,
    /// What became true.
    pub text: String,
    /// The fact.
    pub fact: FactId,
    /// Whether it is a dated input: the chain ends here because it must.
    pub input: bool,
    /// Standing conditions without which it would not have happened.
    pub given: Vec<Given>,
}

/// Why one episode began, lasted and ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpisodeExplanation {
    /// The episode.
    pub episode: Episode,
    /// From the newest fact back to the oldest: each because of the next. Empty if no fact is known.
    pub why: Vec<Link>,
    /// Later facts that changed how the journey fared while it stayed down, oldest first; runs of the
    /// same kind about the same thing are one link, the first of the run.
    pub kept_down: Vec<Link>,
    /// How many more of those there are.
    pub kept_down_more: usize,
    /// What brought it back, newest first, without what `why` tells or what is older than the
    /// episode; empty if it was not restored or no fact is known.
    pub brought_back: Vec<Link>,
    /// Why recovery plans could not run meanwhile, in order of time.
    pub not_failed_over: Vec<Link>,
}

/// Why a journey was down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Which journey.
    pub journey: JourneyId,
    /// Its name.
    pub name: String,
    /// The longest episodes, longest first.
    pub episodes: Vec<EpisodeExplanation>,
    /// How many shorter ones there are.
    pub shorter: usize,
}

/// Explains a journey's longest episodes; no episodes if it was never down or is unknown.
#[must_use]
pub fn explain(outcome: &Outcome, score: &Score, journey: JourneyId) -> Explanation {
    let scored = score.journeys.iter().find(|j| j.journey == journey);
    let course = outcome.journeys.iter().find(|j| j.journey == journey);
    let segments = course.map_or(&[][..], |c| &c.segments[..]);
    let mut episodes: Vec<Episode> = scored.map(|j| j.episodes.clone()).unwrap_or_default();
    episodes.sort_by_key(|e| (std::cmp::Reverse(e.length()), e.from));
    let shorter = episodes.len().saturating_sub(EPISODES_MAX);
    episodes.truncate(EPISODES_MAX);
    Explanation {
        journey,
        name: scored.map(|j| j.name.clone()).unwrap_or_default(),
        episodes: episodes
            .iter()
            .map(|e| episode(outcome, segments, e))
            .collect(),
        shorter,
    }
}

fn episode(outcome: &Outcome, segments: &[Segment], episode: &Episode) -> EpisodeExplanation {
    let mut told: Vec<FactId> = Vec::new();
    let why = chain(outcome, episode.cause, &mut told, |_, _| true);
    let inside = segments
        .iter()
        .filter(|s| s.from > episode.from && s.from < episode.until);
    let mut kept: Vec<FactId> = Vec::new();
    for id in inside.filter_map(|s| s.cause) {
        if !told.contains(&id) && !kept.contains(&id) {
            kept.push(id);
        }
    }
    let after = segments
        .iter()
        .find(|s| s.from >= episode.until && episode.restored);
    let back = after.and_then(|s| s.cause);
    kept.retain(|&id| Some(id) != back);
    let time = |id: &FactId| outcome.facts.get(id.0 as usize).map(|f| f.at);
    kept.sort_by_key(time);
    told.extend(&kept);
    // What went before the episode, or broke something, did not bring it back.
    let broke = |id: FactId| {
        let mut changes = outcome.health.iter();
        changes.any(|h| h.cause == Some(id) && matches!(h.health, Health::Hung | Health::Down))
    };
    let brought_back = chain(outcome, back, &mut told, |id, f| {
        f.at >= episode.from && !broke(id) && !is_failure(&f.kind)
    });
    let mut kept_down = merged(outcome, &kept);
    let kept_down_more = kept_down.len().saturating_sub(KEPT_MAX);
    kept_down.truncate(KEPT_MAX);
    EpisodeExplanation {
        episode: *episode,
        why,
        kept_down,
        kept_down_more,
        brought_back,
        not_failed_over: blocked_plans(outcome, episode),
    }
}

/// From a fact back through its causes, as far as they have not been told already and `tell` lets it.
fn chain(
    outcome: &Outcome,
    from: Option<FactId>,
    told: &mut Vec<FactId>,
    tell: impl Fn(FactId, &Fact) -> bool,
) -> Vec<Link> {
    let mut links = Vec::new();
    let mut next = from;
    while let Some(id) = next.filter(|id| !told.contains(id)) {
        let fact = outcome.facts.get(id.0 as usize).filter(|f| tell(id, f));
        let (Some(fact), Some(link)) = (fact, link(outcome, id)) else {
            break;
        };
        told.push(id);
        next = fact.cause;
        links.push(link);
    }
    links
}

/// Kinds of facts that say that something stopped working.
fn is_failure(kind: &str) -> bool {
    matches!(kind, "tenant.journey_down" | "tenant.overload")
        || kind.ends_with(".hung")
        || kind.ends_with(".stuck")
}

/// Facts as links; a run of facts that say the same of the same component within ten minutes is one.
fn merged(outcome: &Outcome, ids: &[FactId]) -> Vec<Link> {
    let mut out: Vec<(Link, &Fact, usize)> = Vec::new();
    for &id in ids {
        let Some((fact, link)) = outcome.facts.get(id.0 as usize).zip(link(outcome, id)) else {
            continue;
        };
        let run = out
            .last_mut()
            .filter(|(_, first, _)| fact.at.since(first.at) <= ONE_RUN && alike(first, fact));
        match run {
            Some((_, _, count)) => *count += 1,
            None => out.push((link, fact, 1)),
        }
    }
    let one = |(mut link, _, count): (Link, &Fact, usize)| {
        if count > 1 {
            link.text = many(&link.text, count);
        }
        link
    };
    out.into_iter().map(one).collect()
}

/// A check's verdict on one server: who judges, what it does, the kind of server, where that goes.
fn verdict(text: &str) -> Option<(&str, &str, &str, &str)> {
    let (said, _) = text.split_once(": ")?;
    let (said, to) = said.rsplit_once(' ')?;
    let (who, verb, what) = [" takes ", " puts "]
        .into_iter()
        .find_map(|verb| said.split_once(verb).map(|(who, what)| (who, verb, what)))?;
    let number = what.find(|c: char| c.is_ascii_digit())?;
    Some((who, verb, what[..number].trim_end(), to))
}

/// Whether two facts are of one kind and about one component.
fn alike(a: &Fact, b: &Fact) -> bool {
    let same = verdict(&a.text)
        .zip(verdict(&b.text))
        .is_some_and(|(a, b)| a == b);
    a.kind == b.kind && (same || a.text == b.text)
}

/// The text of a run of facts.
fn many(first: &str, count: usize) -> String {
    match verdict(first) {
        Some((who, verb, what, to)) => format!("{who}{verb}{count} {what}s {to}"),
        None => format!("{first} ({count} times)"),
    }
}

fn link(outcome: &Outcome, id: FactId) -> Option<Link> {
    let fact = outcome.facts.get(id.0 as usize)?;
    let given = fact.given.iter().filter_map(|&g| {
        let f = outcome.facts.get(g.0 as usize)?;
        Some(Given {
            at: f.at,
            text: f.text.clone(),
            fact: g,
        })
    });
    let given = given.collect();
    Some(Link {
        at: fact.at,
        text: fact.text.clone(),
        fact: id,
        input: fact.input,
        given,
    })
}

/// Facts of the run that say that a plan could not run, during an episode; each text once.
fn blocked_plans(outcome: &Outcome, episode: &Episode) -> Vec<Link> {
    let mut out: Vec<Link> = Vec::new();
    for (i, fact) in outcome.facts.iter().enumerate().skip(outcome.tape_facts) {
        let inside = fact.at >= episode.from && fact.at <= episode.until;
        if !inside || !is_blocked_plan(&fact.kind) || out.iter().any(|l| l.text == fact.text) {
            continue;
        }
        out.extend(link(outcome, FactId(i as u32)));
    }
    out
}

/// Kinds of facts that mean that a recovery plan cannot go on for now or at all.
fn is_blocked_plan(kind: &str) -> bool {
    matches!(
        kind,
        "tenant.step_waits"
            | "tenant.step_impossible"
            | "tenant.launch_fails"
            | "tenant.no_capacity"
            | "tenant.backup_corrupt"
    )
}
