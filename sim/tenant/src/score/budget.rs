//! Error budgets and burn rates: what an availability objective allows, how fast it is used up, and when who watches
//! that would have been called.
//!
//! A burn rate of 1 uses up exactly the budget of the objective's window; a full outage of a 99.9 % objective burns at
//! 1000. An alert compares the share of failed requests in the time just past with `burn` times the share allowed. The
//! time before a run counts as whole, at the journey's mean rate.
//! Leaves out: a second, shorter window that makes an alert end sooner; minimum numbers of requests.

use super::structure::downtime_s;
use crate::outcome::Segment;
use kernel::{SimDuration, SimTime};

/// An alert on the burn rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BurnAlert {
    /// Fires from this burn rate on, thousandths.
    pub burn_milli: u32,
    /// Averaged over this long.
    pub over: SimDuration,
}

/// The alerts that Google's SRE workbook recommends: 2 % of a 30-day budget in an hour, 5 % in six hours, 10 % in
/// three days.
pub const ALERTS: [BurnAlert; 3] = [
    BurnAlert {
        burn_milli: 14_400,
        over: SimDuration::from_hours(1),
    },
    BurnAlert {
        burn_milli: 6_000,
        over: SimDuration::from_hours(6),
    },
    BurnAlert {
        burn_milli: 1_000,
        over: SimDuration::from_hours(72),
    },
];

impl BurnAlert {
    /// The burn rate as a number.
    #[must_use]
    pub fn burn(self) -> f64 {
        f64::from(self.burn_milli) / 1000.0
    }

    /// Share of a window's budget gone when it fires at this rate.
    #[must_use]
    pub fn budget_used(self, window: SimDuration) -> f64 {
        used(self.burn(), self.over, window)
    }

    /// Seconds from the start of steady errors until it fires; `None`: never, they are too few.
    #[must_use]
    pub fn fires_after_s(self, error_share: f64, slo: f64) -> Option<f64> {
        let allowed = self.burn() * (1.0 - slo);
        (error_share > 0.0 && error_share >= allowed)
            .then(|| allowed * self.over.secs_f64() / error_share)
    }

    /// When it would first have fired in this course of a journey.
    #[must_use]
    pub fn fires_at(
        self,
        segments: &[Segment],
        usual_micro_per_s: u64,
        slo_ppm: u32,
    ) -> Option<SimTime> {
        let allowed = self.burn() * (1.0 - f64::from(slo_ppm.min(1_000_000)) / 1e6);
        let course = Course::of(segments, usual_micro_per_s);
        // Between these instants everything is linear.
        let mut turns: Vec<u64> = course.ends.iter().map(|e| e.0).collect();
        let last = turns.last().copied()?;
        let leaves: Vec<u64> = turns.iter().map(|t| t + self.over.0).collect();
        turns.extend(leaves.into_iter().filter(|t| *t < last));
        turns.sort_unstable();
        let excess = |t: u64| {
            let (failed, offered) = course.until(t);
            let (failed_before, offered_before) = match t.checked_sub(self.over.0) {
                Some(begin) => course.until(begin),
                None => (0.0, -course.usual_per_us * (self.over.0 - t) as f64),
            };
            let limit = allowed * (offered - offered_before);
            // Just at the limit counts, whatever the last digits say.
            failed - failed_before - limit * (1.0 - 1e-12)
        };
        let mut before = (turns[0], excess(turns[0]));
        for &t in &turns {
            let now = (t, excess(t));
            if now.1 >= 0.0 && course.until(t).0 > 0.0 {
                let rise = now.1 - before.1;
                let part = if before.1 < 0.0 && rise > 0.0 {
                    -before.1 / rise
                } else {
                    0.0
                };
                let length = (now.0 - before.0) as f64;
                return Some(SimTime(before.0 + (part * length + 0.5) as u64));
            }
            before = now;
        }
        None
    }
}

/// How fast errors burn the budget: 1 is just what the objective allows.
#[must_use]
pub fn burn_rate(error_share: f64, slo: f64) -> f64 {
    error_share / (1.0 - slo)
}

/// Share of a window's budget that burning at this rate for so long uses.
#[must_use]
pub fn used(burn: f64, over: SimDuration, window: SimDuration) -> f64 {
    burn * over.secs_f64() / window.secs_f64()
}

/// Seconds until steady errors have used up a window's whole budget.
#[must_use]
pub fn exhausted_after_s(error_share: f64, slo: f64, window: SimDuration) -> f64 {
    downtime_s(slo, window) / error_share
}

/// What an alert would have done in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlertScore {
    /// Which.
    pub alert: BurnAlert,
    /// From the first failed request to the alert; `None`: it would have kept quiet.
    pub after: Option<SimDuration>,
}

/// One run against a budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetScore {
    /// The objective's window.
    pub window: SimDuration,
    /// Full outage that it allows in all.
    pub allowed: SimDuration,
    /// Share of it used, parts per million: more than a million is too much.
    pub used_ppm: u64,
    /// One per alert of [`ALERTS`].
    pub alerts: Vec<AlertScore>,
}

/// Scores a journey's course against an availability objective; `None` where no budget is allowed at all.
pub(super) fn budget(
    segments: &[Segment],
    usual_micro_per_s: u64,
    slo_ppm: u32,
    availability_ppb: u32,
    window: SimDuration,
) -> Option<BudgetScore> {
    let budget_ppb = u64::from(1_000_000_000 - slo_ppm.min(1_000_000) * 1000);
    let used_ppb = u64::from(1_000_000_000 - availability_ppb.min(1_000_000_000));
    let used_ppm = (used_ppb * 1_000_000).checked_div(budget_ppb)?;
    let allowed = u128::from(window.0) * u128::from(budget_ppb) / 1_000_000_000;
    let first = segments
        .iter()
        .find(|s| s.failed + s.shed > 0)
        .map(|s| s.from);
    let score = |alert: BurnAlert| AlertScore {
        alert,
        after: alert
            .fires_at(segments, usual_micro_per_s, slo_ppm)
            .zip(first)
            .map(|(at, first)| at.since(first)),
    };
    Some(BudgetScore {
        window,
        allowed: SimDuration(allowed as u64),
        used_ppm,
        alerts: ALERTS.map(score).to_vec(),
    })
}

/// What has failed and what was asked for, added up over time.
struct Course {
    ends: Vec<SimTime>,
    /// (failed, offered) at those instants, micro-requests.
    sums: Vec<(f64, f64)>,
    usual_per_us: f64,
}

impl Course {
    fn of(segments: &[Segment], usual_micro_per_s: u64) -> Self {
        let begin = segments.first().map_or(SimTime::ZERO, |s| s.from);
        let (mut ends, mut sums) = (vec![begin], vec![(0.0, 0.0)]);
        let (mut failed, mut offered) = (0, 0);
        for s in segments {
            failed += s.failed + s.shed;
            offered += s.offered;
            ends.push(s.until);
            sums.push((failed as f64, offered as f64));
        }
        Self {
            ends,
            sums,
            usual_per_us: usual_micro_per_s as f64 / 1e6,
        }
    }

    fn until(&self, t: u64) -> (f64, f64) {
        let i = self.ends.partition_point(|e| e.0 < t);
        if i == 0 || i == self.ends.len() {
            return self.sums[i.min(self.ends.len() - 1)];
        }
        let (from, until) = (self.ends[i - 1].0, self.ends[i].0);
        let part = (t - from) as f64 / (until - from) as f64;
        let (a, b) = (self.sums[i - 1], self.sums[i]);
        (a.0 + part * (b.0 - a.0), a.1 + part * (b.1 - a.1))
    }
}
