//! One promise over the runs as they come in, until it can be told whether it holds in enough of them.

use super::{Asked, Verdict};
use crate::many::{Lot, Promise};
use crate::statistics::{Interval, Mixture, Share};

/// No pipeline waits for more runs than this.
const RUNS_MAX: u64 = 10_000_000;

/// One promise.
#[derive(Debug, Clone)]
pub(super) struct Course {
    /// Name of its journey.
    pub journey: String,
    /// What is promised.
    pub promise: Promise,
    /// In how many runs it has to hold, and where it stands.
    pub asked: Asked,
    /// Index of the journey, and of the promise in it.
    pub(super) index: (usize, usize),
    /// Whether it held, of every run.
    pub held: Vec<bool>,
    /// Runs until the verdict: in which it held, of how many.
    pub seen: Share,
    /// Of these, it could not be told in so many.
    pub untold: u64,
    /// The same per draw of the cloud.
    clouds: Vec<Share>,
    /// Seed and draw of the first run that breaks it.
    pub failing: Option<(u64, u32)>,
    /// As soon as it is clear.
    pub verdict: Option<Verdict>,
}

impl Course {
    pub(super) fn new(
        journey: &str,
        promise: &Promise,
        asked: Asked,
        index: (usize, usize),
        clouds: u32,
    ) -> Self {
        Self {
            journey: journey.to_owned(),
            promise: promise.clone(),
            asked,
            index,
            held: Vec::new(),
            seen: Share::default(),
            untold: 0,
            clouds: vec![Share::default(); clouds as usize],
            failing: None,
            verdict: None,
        }
    }

    /// Adds the run of a seed.
    pub(super) fn add(&mut self, seed: u64, cloud: u32, lot: &Lot) {
        let answer = lot.journeys[self.index.0].objective(self.index.1);
        let held = answer == Some(true);
        self.held.push(held);
        if self.verdict.is_some() {
            return;
        }
        for share in [&mut self.seen, &mut self.clouds[cloud as usize]] {
            share.hits += u64::from(held);
            share.of += 1;
        }
        self.untold += u64::from(answer.is_none());
        if answer == Some(false) && self.failing.is_none() {
            self.failing = Some((seed, cloud));
        }
    }

    /// Whether it is clear by now.
    pub(super) fn look(&mut self, confidence: f64) {
        if self.verdict.is_none() {
            let above = self
                .mixture()
                .above(self.seen, self.asked.hold_in, confidence);
            self.verdict = above.map(|yes| if yes { Verdict::Pass } else { Verdict::Fail });
        }
    }

    /// Where the share lies, after the runs until the verdict.
    pub(super) fn interval(&self, confidence: f64) -> Interval {
        self.mixture().interval(self.seen, confidence)
    }

    /// The draw of the cloud with the lowest share, where there are several.
    pub(super) fn worst_cloud(&self) -> Option<(u32, f64)> {
        let seen = (0u32..).zip(&self.clouds).filter(|(_, s)| s.of > 0);
        let worst = seen.min_by(|a, b| a.1.value().total_cmp(&b.1.value()));
        worst
            .filter(|_| self.clouds.len() > 1)
            .map(|(draw, share)| (draw, share.value()))
    }

    /// Runs until a verdict if the share stays as it is.
    pub(super) fn runs_needed(&self, confidence: f64) -> Option<u64> {
        let (mixture, value) = (self.mixture(), self.seen.value());
        let clear = |of: u64| {
            let hits = (of as f64 * value).round() as u64;
            let share = Share { hits, of };
            mixture
                .above(share, self.asked.hold_in, confidence)
                .is_some()
        };
        let (mut low, mut high) = (self.seen.of, self.seen.of.max(1));
        while !clear(high) {
            (low, high) = (high, high * 2);
            if low > RUNS_MAX {
                return None;
            }
        }
        while low + 1 < high {
            let middle = low + (high - low) / 2;
            (low, high) = if clear(middle) {
                (low, middle)
            } else {
                (middle, high)
            };
        }
        Some(high)
    }

    fn mixture(&self) -> Mixture {
        Mixture::leaning(self.asked.hold_in)
    }
}
