//! Why a journey is down at an instant: the chain of facts, who has acted, what kept it down, as far as known by then.

use super::{Mark, Story};
use kernel::SimTime;
use tape::{Fact, FactId};
use tenant::architecture::JourneyId;
use tenant::score::{Episode, EpisodeExplanation, Explanation, Link};

/// One line of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhyRow {
    /// How far it is from what users feel.
    pub depth: usize,
    /// When it became true.
    pub at: SimTime,
    /// What.
    pub text: String,
    /// Whether the chain ends here, at something that came from outside.
    pub input: bool,
    /// Standing conditions without which it would not have happened: since when, and what.
    pub given: Vec<(SimTime, String)>,
}

/// Longest chain that is followed; real ones have a few dozen links at most.
const LINKS_MAX: usize = 200;

impl Story {
    /// Why the journey is down at `t`, from what users feel to the first cause; empty if it is up.
    ///
    /// Nothing that happens later is told.
    #[must_use]
    pub fn why(&self, journey: usize, t: SimTime) -> Vec<WhyRow> {
        let episode = self.episode_of(journey, t);
        episode.map_or_else(Vec::new, |e| self.chain(e.cause, t))
    }

    /// The facts from this one back to where it began, each because of the next; those by `t`.
    #[must_use]
    pub fn chain(&self, from: Option<FactId>, t: SimTime) -> Vec<WhyRow> {
        let next = |id: &FactId| self.fact(*id).and_then(|f| f.cause);
        let links = std::iter::successors(from, next).take(LINKS_MAX);
        let facts = links.filter_map(|id| self.fact(id)).filter(|f| f.at <= t);
        let row = |(depth, f): (usize, &Fact)| WhyRow {
            depth,
            at: f.at,
            text: f.text.clone(),
            input: f.input,
            given: self.given(f),
        };
        facts.enumerate().map(row).collect()
    }

    fn given(&self, fact: &Fact) -> Vec<(SimTime, String)> {
        let facts = fact.given.iter().filter_map(|&id| self.fact(id));
        facts.map(|f| (f.at, f.text.clone())).collect()
    }

    /// What kept the journey down since it went down, by `t`, the latest first.
    #[must_use]
    pub fn kept_down(&self, journey: usize, t: SimTime) -> Vec<WhyRow> {
        let links = self
            .episode(journey, t)
            .map_or(&[][..], |e| &e.kept_down[..]);
        latest(links, t)
    }

    /// Why no plan has run yet at `t`, the latest reason first.
    #[must_use]
    pub fn not_failed_over(&self, journey: usize, t: SimTime) -> Vec<WhyRow> {
        let episode = self.episode(journey, t);
        let links = episode.map_or(&[][..], |e| &e.not_failed_over[..]);
        latest(links, t)
    }

    /// What people and plans have done since the journey went down, by `t`, the latest first.
    #[must_use]
    pub fn acted(&self, journey: usize, t: SimTime) -> Vec<WhyRow> {
        let Some(episode) = self.episode_of(journey, t) else {
            return Vec::new();
        };
        let facts = self.acts.iter().filter_map(|&id| self.fact(id));
        let since = facts.filter(|f| f.at >= episode.from && f.at <= t);
        let mut rows: Vec<WhyRow> = since
            .map(|f| WhyRow {
                depth: 0,
                at: f.at,
                text: f.text.clone(),
                input: false,
                given: self.given(f),
            })
            .collect();
        rows.reverse();
        rows
    }

    /// Why the journey is served in part only at `t`: the fact that last changed how it fares, and what led to it.
    #[must_use]
    pub fn why_in_part(&self, journey: usize, t: SimTime) -> Vec<WhyRow> {
        let course = self.life.outcome.journeys.get(journey);
        let segments = course.map_or(&[][..], |c| &c.segments[..]);
        let i = segments.partition_point(|s| s.until <= t);
        let cause = segments.get(i).and_then(|s| s.cause);
        self.chain(cause, t)
    }

    /// The last interruption of the journey that was over by `t`, and what ended it, the newest fact first.
    #[must_use]
    pub fn came_back(&self, journey: usize, t: SimTime) -> Option<(Episode, Vec<WhyRow>)> {
        let score = self.life.score.journeys.get(journey)?;
        let over = score.episodes.iter().rev();
        let last = over.filter(|e| e.restored).find(|e| e.until <= t)?;
        let explained = self.explanations().get(journey)?;
        let mut episodes = explained.episodes.iter();
        let why = episodes.find(|e| e.episode.from == last.from);
        let links = why.map_or(&[][..], |e| &e.brought_back[..]);
        let rows = links.iter().filter(|l| l.at <= t).map(row).collect();
        Some((*last, rows))
    }

    /// The explained episode that `t` lies in.
    fn episode(&self, journey: usize, t: SimTime) -> Option<&EpisodeExplanation> {
        let explained = self.explanations().get(journey)?;
        let mut episodes = explained.episodes.iter();
        episodes.find(|e| e.episode.from <= t && (t < e.episode.until || !e.episode.restored))
    }

    /// The journey that is worst off at `t`: one that is down, the longest first; else none.
    #[must_use]
    pub fn worst_journey(&self, t: SimTime) -> Option<usize> {
        let now = self.journeys_at(t);
        let down = now.iter().enumerate().filter(|(_, j)| j.mark == Mark::Down);
        down.min_by_key(|(i, j)| (j.down_since, *i)).map(|(i, _)| i)
    }
}

fn latest(links: &[Link], t: SimTime) -> Vec<WhyRow> {
    let by_now = links.iter().filter(|l| l.at <= t);
    by_now.rev().map(row).collect()
}

fn row(link: &Link) -> WhyRow {
    WhyRow {
        depth: 0,
        at: link.at,
        text: link.text.clone(),
        input: link.input,
        given: link.given.iter().map(|g| (g.at, g.text.clone())).collect(),
    }
}

/// Facts that say what people and plans did, in order of time.
pub(super) fn acts(facts: &[Fact]) -> Vec<FactId> {
    let did = |kind: &str| {
        matches!(
            kind,
            "tenant.person_learns"
                | "tenant.person_looks"
                | "tenant.person_knows"
                | "tenant.person_waits"
                | "tenant.plan_started"
                | "tenant.plan_called_off"
                | "tenant.plan_over"
                | "tenant.step_done"
                | "tenant.command"
        )
    };
    let all = facts.iter().enumerate().filter(|(_, f)| did(&f.kind));
    let mut out: Vec<(SimTime, FactId)> = all.map(|(i, f)| (f.at, FactId(i as u32))).collect();
    out.sort_unstable();
    out.into_iter().map(|(_, id)| id).collect()
}

/// Every journey explained once.
pub(super) fn explanations(life: &search::Try) -> Vec<Explanation> {
    let journeys = 0..life.score.journeys.len();
    let one = |j: usize| tenant::score::explain(&life.outcome, &life.score, JourneyId(j as u16));
    journeys.map(one).collect()
}
