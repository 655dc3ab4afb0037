//! Objectives against what happened. Names follow AWS Resilience Hub v2.

use super::budget::{BudgetScore, budget};
use super::store::{StoreScore, reach};
use super::{JourneyScore, WINDOW};
use crate::architecture::{Architecture, Objective};
use crate::outcome::Segment;
use kernel::SimDuration;
use serde::{Deserialize, Serialize};

/// What is promised or reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// A length of time.
    Time(SimDuration),
    /// A share, parts per billion.
    Share(u32),
}

/// One objective of one journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectiveScore {
    /// `rto`, `rpo` or `availability_slo`.
    pub name: &'static str,
    /// What is promised.
    pub target: Target,
    /// What was reached; `None` where it cannot be told (not restored, unrecoverable).
    pub actual: Option<Target>,
    /// Whether the promise held; `None` when the run ended too early to tell.
    pub met: Option<bool>,
    /// The run against the error budget (availability only).
    pub budget: Option<BudgetScore>,
}

/// Every objective of a journey with this course. `longest` is its longest episode, finished or not.
pub(super) fn objectives(
    arch: &Architecture,
    score: &JourneyScore,
    segments: &[Segment],
    longest: SimDuration,
    stores: &[StoreScore],
) -> Vec<ObjectiveScore> {
    let mut out = Vec::new();
    for o in arch
        .objectives
        .iter()
        .filter(|o| o.journey == score.journey)
    {
        out.extend(o.rto.map(|target| rto(target, score, longest)));
        out.extend(o.rpo.map(|target| rpo(target, arch, o, stores)));
        if let Some(ppm) = o.availability_slo_ppm {
            let journey = &arch.journeys[usize::from(o.journey.0)];
            out.push(slo(ppm, score, segments, journey.rate_micro_per_s));
        }
    }
    out
}

fn rto(target: SimDuration, score: &JourneyScore, longest: SimDuration) -> ObjectiveScore {
    let met = match score.rto {
        Some(actual) => Some(actual <= target),
        // Still down: broken if it has already lasted too long, else not known.
        None => (longest > target).then_some(false),
    };
    ObjectiveScore {
        name: "rto",
        target: Target::Time(target),
        actual: score.rto.map(Target::Time),
        met,
        budget: None,
    }
}

fn rpo(
    target: SimDuration,
    arch: &Architecture,
    objective: &Objective,
    stores: &[StoreScore],
) -> ObjectiveScore {
    let journey = &arch.journeys[usize::from(objective.journey.0)];
    let reached = reach(arch, journey);
    let mut actual = Some(SimDuration::ZERO);
    let mut unknown = false;
    for s in stores
        .iter()
        .filter(|s| reached[usize::from(s.component.0)])
    {
        actual = actual.zip(s.rpo).map(|(a, b)| a.max(b));
        unknown |= s.unknown > 0;
    }
    let met = match actual {
        None => Some(false),
        Some(a) if a > target => Some(false),
        Some(_) if unknown => None,
        Some(_) => Some(true),
    };
    ObjectiveScore {
        name: "rpo",
        target: Target::Time(target),
        actual: actual.map(Target::Time),
        met,
        budget: None,
    }
}

fn slo(
    target_ppm: u32,
    score: &JourneyScore,
    segments: &[Segment],
    usual_micro_per_s: u64,
) -> ObjectiveScore {
    let target_ppb = target_ppm.min(1_000_000) * 1000;
    let actual_ppb = score.availability_requests_ppb;
    let length = match (segments.first(), segments.last()) {
        (Some(a), Some(b)) => b.until.since(a.from),
        _ => SimDuration::ZERO,
    };
    let window = WINDOW.max(length);
    ObjectiveScore {
        name: "availability_slo",
        target: Target::Share(target_ppb),
        actual: Some(Target::Share(actual_ppb)),
        met: Some(actual_ppb >= target_ppb),
        budget: budget(segments, usual_micro_per_s, target_ppm, actual_ppb, window),
    }
}
