//! Why a journey was down: the facts of the run from the interval back to an input.
//!
//! Nothing is said that is not a fact of the run. An interval without a fact behind it is reported
//! as such; there is no guessing.

use super::{Episode, Score};
use crate::architecture::JourneyId;
use crate::outcome::{Outcome, Segment};
use kernel::SimTime;
use tape::FactId;

/// Episodes explained, longest first; the rest are only counted.
const EPISODES_MAX: usize = 3;
/// Facts listed that kept a journey down; the rest are only counted.
const KEPT_MAX: usize = 8;

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
    /// Later facts that changed how the journey fared while it stayed down, in order of time.
    pub kept_down: Vec<Link>,
    /// How many more of those there are.
    pub kept_down_more: usize,
    /// What brought it back, newest first; empty if it was not restored or no fact is known.
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
    let why = chain(outcome, episode.cause, &mut told);
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
    let kept_down_more = kept.len().saturating_sub(KEPT_MAX);
    kept.truncate(KEPT_MAX);
    told.extend(&kept);
    let kept_down = kept.iter().filter_map(|&id| link(outcome, id)).collect();
    EpisodeExplanation {
        episode: *episode,
        why,
        kept_down,
        kept_down_more,
        brought_back: chain(outcome, back, &mut told),
        not_failed_over: blocked_plans(outcome, episode),
    }
}

/// From a fact back through its causes, as far as they have not been told already.
fn chain(outcome: &Outcome, from: Option<FactId>, told: &mut Vec<FactId>) -> Vec<Link> {
    let mut links = Vec::new();
    let mut next = from;
    while let Some(id) = next.filter(|id| !told.contains(id)) {
        let Some(link) = link(outcome, id) else { break };
        told.push(id);
        next = outcome.facts[id.0 as usize].cause;
        links.push(link);
    }
    links
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
