//! What a run was worth: downtime, lost data, money, communication, and why.
//!
//! A score is a pure function of the architecture, the outcome and the offers. One timeline per
//! journey decides what is down; overlapping faults are never added up. Everything is a whole
//! number, so scores can be compared and hashed.

pub mod budget;
mod communication;
mod credit;
mod estimate;
mod explain;
mod loss;
mod money;
mod objective;
mod store;
mod strip;
pub mod structure;
mod timeline;

#[cfg(test)]
mod tests;

pub use budget::{ALERTS, AlertScore, BudgetScore, BurnAlert};
pub use communication::CommunicationScore;
pub use credit::{Credit, CreditSum, credit_ppm, credits_over};
pub use estimate::{
    Estimate, JourneyEstimate, NoEstimate, component_unavailability, estimate, estimate_within,
};
pub use explain::{EpisodeExplanation, Explanation, Given, Link, explain};
pub use money::{HarmTotal, Money};
pub use objective::{ObjectiveScore, Target};
pub use store::{StoreScore, reach};
pub use strip::{strip, strip_between, strip_legend, strip_until};
pub use timeline::{
    Availability, Episode, RECOVERED_AFTER, WINDOW, availability, requests_ppb, served_ppm,
    time_ppb,
};

use crate::architecture::{Architecture, JourneyId};
use crate::outcome::{JourneyTimeline, Outcome};
use kernel::SimDuration;
use tape::Offer;

/// What one run was worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// One per journey, in the architecture's order.
    pub journeys: Vec<JourneyScore>,
    /// One per store.
    pub stores: Vec<StoreScore>,
    /// What it cost and what came back.
    pub money: Money,
    /// Who knew what when.
    pub communication: CommunicationScore,
}

/// How one journey fared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JourneyScore {
    /// Which.
    pub journey: JourneyId,
    /// Its name.
    pub name: String,
    /// All its episodes together.
    pub downtime: SimDuration,
    /// Share of time not down, parts per billion, over [`WINDOW`] or the run if that is longer.
    pub availability_time_ppb: u32,
    /// Share of requests served, parts per billion, over the same span at the journey's mean rate.
    pub availability_requests_ppb: u32,
    /// First attempts by users during the run, micro-requests.
    pub offered: u64,
    /// Answered in time, micro-requests.
    pub served: u64,
    /// Failed or refused for good, micro-requests.
    pub failed: u64,
    /// From impact to the end of the drain of the longest episode; zero if never down, `None` if it
    /// was still down when the run ended.
    pub rto: Option<SimDuration>,
    /// Whether it was still down when the run ended.
    pub censored: bool,
    /// Every time it was down, in order of time.
    pub episodes: Vec<Episode>,
    /// What was promised, and whether it held.
    pub objectives: Vec<ObjectiveScore>,
}

/// Scores an outcome. `goodwill_days` is what the provider gave beyond its contract, in days of the
/// bill of the struck zone.
#[must_use]
pub fn score(
    arch: &Architecture,
    outcome: &Outcome,
    offers: &[Offer],
    goodwill_days: u32,
) -> Score {
    let stores: Vec<StoreScore> = outcome.stores.iter().map(StoreScore::of).collect();
    let journeys: Vec<JourneyScore> = outcome
        .journeys
        .iter()
        .map(|j| journey_score(arch, outcome, j, &stores))
        .collect();
    let money = money::money(arch, outcome, offers, goodwill_days);
    let communication = CommunicationScore::of(&outcome.communication);
    Score {
        journeys,
        stores,
        money,
        communication,
    }
}

fn journey_score(
    arch: &Architecture,
    outcome: &Outcome,
    course: &JourneyTimeline,
    stores: &[StoreScore],
) -> JourneyScore {
    let journey = &arch.journeys[usize::from(course.journey.0)];
    let episodes = timeline::episodes(&course.segments, journey.threshold_ppm);
    let (mut offered, mut served, mut failed) = (0, 0, 0);
    for s in &course.segments {
        offered += s.offered;
        served += s.served;
        failed += s.failed + s.shed;
    }
    let length = outcome.end.since(kernel::SimTime::ZERO);
    let downtime = timeline::downtime(&episodes);
    let censored = episodes.iter().any(|e| !e.restored);
    let longest = episodes
        .iter()
        .map(Episode::with_drain)
        .max()
        .unwrap_or(SimDuration::ZERO);
    let window = WINDOW.max(length);
    let rest = SimDuration(window.0 - length.0);
    let usual = timeline::amount(journey.rate_micro_per_s, rest);
    let mut score = JourneyScore {
        journey: course.journey,
        name: course.name.clone(),
        downtime,
        availability_time_ppb: time_ppb(downtime, window),
        availability_requests_ppb: requests_ppb(failed, offered.saturating_add(usual)),
        offered,
        served,
        failed,
        rto: if censored { None } else { Some(longest) },
        censored,
        episodes,
        objectives: Vec::new(),
    };
    score.objectives = objective::objectives(arch, &score, &course.segments, longest, stores);
    score
}
