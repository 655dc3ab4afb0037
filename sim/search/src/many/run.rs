//! What is kept of one run: whole numbers only, so that runs from anywhere can be gathered exactly.

use crate::Try;
use crate::replay::worst_of;
use kernel::SimDuration;
use serde::{Deserialize, Serialize};
use tenant::Luck;
use tenant::score::{JourneyScore, StoreScore};

/// One run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Seed of the tenant.
    pub seed: u64,
    /// Draw of the cloud.
    pub cloud: u32,
    /// As the dice fell.
    pub drawn: Lot,
    /// Given that something was hit; `None`: the same as drawn.
    pub redrawn: Option<Lot>,
}

impl Run {
    /// What happened with that luck.
    #[must_use]
    pub fn lot(&self, luck: Luck) -> &Lot {
        match luck {
            Luck::Touched => self.redrawn.as_ref().unwrap_or(&self.drawn),
            Luck::Drawn => &self.drawn,
        }
    }
}

/// What happened to the architecture, over all zones that were tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    /// The zone that hurt most, as an index of the zones tried.
    pub zone: u16,
    /// Whether something of it was hit there.
    pub touched: bool,
    /// The chance of that, parts per million.
    pub p_touched_ppm: u32,
    /// One per journey, in the architecture's order.
    pub journeys: Box<[JourneyRun]>,
    /// One per store.
    pub stores: Box<[StoreRun]>,
}

/// How a journey fared where it hurt it most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct JourneyRun {
    /// Time it was down.
    pub down: SimDuration,
    /// Whether it was still down when a run ended: then `down` is only what was seen of it.
    pub censored: bool,
    /// Mean over zones of the time it was down.
    pub mean_down: SimDuration,
    /// Its longest interruption; `None`: not restored.
    pub rto: Option<SimDuration>,
    /// Requests asked for, micro-requests, in the zone where most failed.
    pub offered: u64,
    /// Of those, failed.
    pub failed: u64,
    /// Objectives that held whichever zone was struck, as bits in the order of the frame.
    pub met: u32,
    /// Objectives of which it can be told, as bits. One that is not met in one zone is told.
    pub told: u32,
}

/// How a store fared where it hurt it most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StoreRun {
    /// Acknowledged writes missing.
    pub lost: u64,
    /// Age of the oldest missing write; `None`: nothing can bring the data back.
    pub rpo: Option<SimDuration>,
    /// Writes whose fate was not known when the run ended.
    pub unknown: u64,
}

impl JourneyRun {
    /// Whether the objective of that index held; `None`: it cannot be told.
    #[must_use]
    pub fn objective(&self, index: usize) -> Option<bool> {
        let bit = 1 << index;
        (self.told & bit != 0).then_some(self.met & bit != 0)
    }
}

impl Lot {
    /// What is kept of these tries.
    pub(super) fn of(tries: &[Try]) -> Self {
        let worst = worst_of(tries);
        let outcome = &tries[worst].outcome;
        let first = &tries[0].score;
        Self {
            zone: worst as u16,
            touched: outcome.touched,
            p_touched_ppm: outcome.p_touched_ppm,
            journeys: (0..first.journeys.len())
                .map(|j| JourneyRun::over(tries.iter().map(|t| &t.score.journeys[j])))
                .collect(),
            stores: (0..first.stores.len())
                .map(|s| StoreRun::over(tries.iter().map(|t| &t.score.stores[s])))
                .collect(),
        }
    }
}

impl JourneyRun {
    fn over<'a>(zones: impl Iterator<Item = &'a JourneyScore>) -> Self {
        let mut out = Self {
            rto: Some(SimDuration::ZERO),
            met: u32::MAX,
            told: u32::MAX,
            ..Self::default()
        };
        let (mut sum, mut count) = (0u128, 0u128);
        for j in zones {
            (out.censored, out.down) = (out.censored, out.down).max((j.censored, j.downtime));
            out.rto = out.rto.zip(j.rto).map(|(a, b)| a.max(b));
            let more = u128::from(j.failed) * u128::from(out.offered)
                > u128::from(out.failed) * u128::from(j.offered);
            if more || count == 0 {
                (out.offered, out.failed) = (j.offered, j.failed);
            }
            sum += u128::from(j.downtime.0);
            count += 1;
            out.promises(j);
        }
        out.mean_down = SimDuration((sum / count.max(1)) as u64);
        out
    }

    /// Folds in the objectives in one more zone.
    fn promises(&mut self, score: &JourneyScore) {
        let count = score.objectives.len().min(32);
        let all = ((1u64 << count) - 1) as u32;
        let (mut met, mut broken) = (0u32, 0u32);
        for (i, o) in score.objectives.iter().take(count).enumerate() {
            met |= u32::from(o.met == Some(true)) << i;
            broken |= u32::from(o.met == Some(false)) << i;
        }
        let broken = broken | (self.told & !self.met & all);
        self.met &= met & all;
        self.told = (self.met | broken) & all;
    }
}

impl StoreRun {
    fn over<'a>(zones: impl Iterator<Item = &'a StoreScore>) -> Self {
        let mut out = Self {
            rpo: Some(SimDuration::ZERO),
            ..Self::default()
        };
        for s in zones {
            out.lost = out.lost.max(s.lost);
            out.unknown = out.unknown.max(s.unknown);
            out.rpo = out.rpo.zip(s.rpo).map(|(a, b)| a.max(b));
        }
        out
    }
}
