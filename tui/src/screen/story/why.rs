//! Why a journey is down at an instant: the chain of facts, as far as it reaches by then.

use super::{Mark, Story};
use kernel::SimTime;
use tenant::architecture::JourneyId;
use tenant::score::{EpisodeExplanation, Explanation};

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
}

impl Story {
    /// Why the journey is down at `t`, from what users feel to the first cause; empty if it is up.
    ///
    /// Nothing that happens later is told.
    #[must_use]
    pub fn why(&self, journey: usize, t: SimTime) -> Vec<WhyRow> {
        let Some(episode) = self.episode(journey, t) else {
            return Vec::new();
        };
        let chain = episode.why.iter().filter(|l| l.at <= t).enumerate();
        chain
            .map(|(depth, l)| WhyRow {
                depth,
                at: l.at,
                text: l.text.clone(),
                input: l.input,
            })
            .collect()
    }

    /// Why no plan has run yet at `t`, the latest reason first.
    #[must_use]
    pub fn not_failed_over(&self, journey: usize, t: SimTime) -> Vec<WhyRow> {
        let episode = self.episode(journey, t);
        let links = episode.map_or(&[][..], |e| &e.not_failed_over[..]);
        let by_now = links.iter().filter(|l| l.at <= t).rev();
        by_now
            .map(|l| WhyRow {
                depth: 0,
                at: l.at,
                text: l.text.clone(),
                input: l.input,
            })
            .collect()
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

/// Every journey explained once.
pub(super) fn explanations(life: &search::Try) -> Vec<Explanation> {
    let journeys = 0..life.score.journeys.len();
    let one = |j: usize| tenant::score::explain(&life.outcome, &life.score, JourneyId(j as u16));
    journeys.map(one).collect()
}
