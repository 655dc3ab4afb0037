//! What a run yields: one timeline per journey, the fate of every acknowledged write, facts, messages.

use crate::architecture::{ComponentId, JourneyId};
use kernel::{Digest, Digester, SimDuration, SimTime};
use tape::{Assumption, Fact, FactId};

/// A stretch of time in which a journey's rates were constant. All counts are whole micro-requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// From here ...
    pub from: SimTime,
    /// ... to here.
    pub until: SimTime,
    /// First attempts by users.
    pub offered: u64,
    /// All attempts, retries included.
    pub attempts: u64,
    /// Answered well within the client's patience.
    pub served: u64,
    /// Failed, refused or timed out for good.
    pub failed: u64,
    /// Refused early to protect the rest.
    pub shed: u64,
    /// Still waiting or between attempts at `until`, less the same at `from`.
    pub waiting: i64,
    /// The latest fact that changed how this journey fares.
    pub cause: Option<FactId>,
}

/// One journey's course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JourneyTimeline {
    /// Which.
    pub journey: JourneyId,
    /// Its name.
    pub name: String,
    /// In order of time, without gaps.
    pub segments: Vec<Segment>,
}

/// What became of a store's writes, in whole writes.
///
/// `acknowledged` counts the run alone. `lost`, `diverged` and `unknown` reach further back: a restored snapshot of last
/// night loses yesterday's writes, a promoted replica those of its lag. So `lost` may exceed `acknowledged`. Exact is:
/// acknowledged + (acknowledged before the run, as far back as the oldest backup or lag in use reaches)
/// = durable + lost + diverged + unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreOutcome {
    /// Which component.
    pub component: ComponentId,
    /// Its name.
    pub name: String,
    /// Acknowledged in the run: what its writing journeys were served.
    pub acknowledged: u64,
    /// Acknowledged, in the run or before it, and missing after recovery.
    pub lost: u64,
    /// Acknowledged, in the run or before it, on a side that a promotion left behind (lost or merged later).
    pub diverged: u64,
    /// Acknowledged, in the run or before it, and still unknown when the run ended.
    pub unknown: u64,
    /// Age of the oldest missing write at the moment of the failure.
    pub rpo: SimDuration,
    /// Whether the data is gone and nothing can bring it back.
    pub unrecoverable: bool,
}

/// A state of a component, for views over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Health {
    /// Works.
    Up,
    /// Part of it works.
    Degraded,
    /// Calls hang.
    Hung,
    /// Calls fail.
    Down,
    /// Being made again.
    Recovering,
}

/// A change of a component's health.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HealthChange {
    /// When.
    pub at: SimTime,
    /// Which component.
    pub component: ComponentId,
    /// Into which state.
    pub health: Health,
    /// Why.
    pub cause: Option<FactId>,
}

/// When who knew.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Communication {
    /// When customers first felt it.
    pub customers: Option<SimTime>,
    /// When the architecture's own monitors fired.
    pub monitors: Option<SimTime>,
    /// When the first person looked.
    pub people: Option<SimTime>,
    /// First post on the provider's status page.
    pub first_post: Option<SimTime>,
    /// First post that named the cause.
    pub explained: Option<SimTime>,
    /// The first ETA posted, and how far the truth was from it (None: no ETA, or never restored).
    pub eta: Option<SimTime>,
    /// When the last interruption really ended.
    pub restored: Option<SimTime>,
}

/// What was used, for money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Extra instance-seconds launched during the run.
    pub extra_instance_s: u64,
    /// Bytes moved out of a region or provider.
    pub egress_bytes: u64,
    /// Bytes between zones.
    pub zone_bytes: u64,
    /// Spend of the whole run by price list, micro-dollars.
    pub spend_micro: u64,
    /// Of that, in the struck zone (the base of credits), micro-dollars per day.
    pub struck_zone_micro_per_day: u64,
}

/// What ordinary life did to the units of one component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartLife {
    /// Which component.
    pub component: ComponentId,
    /// Units that failed, once per unit and time: on their own, by a common cause, or by a shock. Passing shocks count
    /// once for as long as one is over the unit.
    pub failures: u64,
    /// Units that were repaired, and passing shocks that were over one no longer.
    pub repairs: u64,
    /// Times when more units were missing at once than its data tolerates.
    pub losses: u64,
    /// The first of these.
    pub first_loss: Option<SimTime>,
    /// Time that units were out, added over units; from the loss of their data to a new set of them nothing is added.
    pub out: SimDuration,
}

/// The fingerprint of what happened to one component or journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// Its name.
    pub name: String,
    /// Its health, facts and data, or its facts and timeline.
    pub digest: Digest,
}

/// Fingerprints of the parts of a run. A component that no journey depends on changes nobody else's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Digests {
    /// One per component.
    pub components: Vec<Lane>,
    /// One per journey.
    pub journeys: Vec<Lane>,
    /// People, plans, and when the run ended.
    pub rest: Digest,
}

impl Digests {
    /// All together; the order of components and journeys in their file does not count.
    #[must_use]
    pub fn whole(&self) -> Digest {
        let mut d = Digester::new();
        for lanes in [&self.components, &self.journeys] {
            let mut sorted: Vec<&Lane> = lanes.iter().collect();
            sorted.sort_by(|a, b| a.name.cmp(&b.name));
            d.num(sorted.len() as u64);
            for lane in sorted {
                d.text(&lane.name).bytes(&lane.digest.0);
            }
        }
        d.bytes(&self.rest.0);
        d.finish()
    }
}

/// What one run showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The architecture's name.
    pub architecture: String,
    /// The outage's id.
    pub outage: String,
    /// The seed.
    pub seed: u64,
    /// Path of the region the outage was put on.
    pub place: String,
    /// Path of the zone that was struck in this run, if one was.
    pub struck_zone: Option<String>,
    /// Whether fates were drawn until touched.
    pub given_touched: bool,
    /// Whether any resource of the tenant was touched.
    pub touched: bool,
    /// Chance of being touched, parts per million.
    pub p_touched_ppm: u32,
    /// When the run ended.
    pub end: SimTime,
    /// One per journey.
    pub journeys: Vec<JourneyTimeline>,
    /// One per store.
    pub stores: Vec<StoreOutcome>,
    /// What ordinary life did, one per component that fails by itself or was hit by a shock.
    pub parts: Vec<PartLife>,
    /// Natural logarithm of the run's weight where failures were hastened, in units of 1e-9; 0 otherwise.
    pub weight_ln_e9: i64,
    /// Health over time.
    pub health: Vec<HealthChange>,
    /// The tape's facts first, then the run's own; ids index this list.
    pub facts: Vec<Fact>,
    /// How many of the facts are the tape's.
    pub tape_facts: usize,
    /// When who knew.
    pub communication: Communication,
    /// What was used.
    pub usage: Usage,
    /// Places and services that this architecture uses and the tape does not cover.
    pub not_covered: Vec<String>,
    /// Limits that were hit, plan cycles found, small-tenant warning.
    pub warnings: Vec<String>,
    /// The assumptions that carried it.
    pub assumptions: Vec<Assumption>,
    /// What the model left out of this run.
    pub leaves_out: Vec<String>,
    /// Fingerprint of the run.
    pub digest: Digest,
    /// Fingerprints of its parts.
    pub digests: Digests,
}

impl Outcome {
    /// What to multiply whatever is averaged over runs by: 1, unless failures were hastened.
    #[must_use]
    pub fn weight(&self) -> f64 {
        kernel::math::exp(self.weight_ln_e9 as f64 * 1e-9)
    }
}
