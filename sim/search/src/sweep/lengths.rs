//! A length of time over runs: quantiles by order statistics, where what has no end is longer than all that has one.

use super::estimates::{chance, expected_in, resamples};
use super::{LEVELS, Lengths, NotRestored, humps};
use crate::spread::{CONFIDENCE, Expected, Histogram};
use crate::statistics::{Clusters, Interval, Ordered, Quantile, TooFew};
use kernel::SimDuration;

/// Runs that stand for all.
const DOTS: usize = 20;

/// A length of one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Length {
    /// The run's seed.
    pub(super) seed: u64,
    /// How long it was, or how much of it was seen before the run ended.
    pub(super) seen: SimDuration,
    /// Whether it had an end.
    pub(super) ended: bool,
}

impl Length {
    fn seconds(self) -> f64 {
        match self.ended {
            true => self.seen.secs_f64(),
            false => f64::INFINITY,
        }
    }
}

impl Lengths {
    /// Of one length per run, in the order of `clusters`.
    pub(super) fn of(clusters: &Clusters, lengths: &[Length]) -> Self {
        let values: Vec<f64> = lengths.iter().map(|l| l.seconds()).collect();
        let ordered = Ordered::new(values.clone());
        let open: Vec<bool> = lengths.iter().map(|l| !l.ended).collect();
        let ended: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        let (mean_s, quantiles_s) = middle_and_tails(clusters, &values, &ordered);
        let longest = lengths.iter().filter(|l| l.ended).map(|l| l.seen).max();
        Self {
            mean_s,
            quantiles_s,
            quantile_seeds: quantiles_s.map(|q| q.ok().and_then(|q| seed_of(lengths, q.value))),
            not_restored: chance(clusters, &open),
            longest: longest.unwrap_or(SimDuration::ZERO),
            worst_seed: ordered.values().last().and_then(|&v| seed_of(lengths, v)),
            histogram: Histogram::of(&ended),
            dots_s: dots(&ordered),
            humps: humps::find(clusters, lengths, &values),
        }
    }
}

/// The smallest seed of that length; of those without an end, the one of which most was seen.
fn seed_of(lengths: &[Length], value: f64) -> Option<u64> {
    let those = lengths.iter().filter(|l| l.seconds() == value);
    let first = those.max_by_key(|l| (l.seen, std::cmp::Reverse(l.seed)));
    first.map(|l| l.seed)
}

type Tails = [Result<Quantile, TooFew>; 3];

fn middle_and_tails(
    clusters: &Clusters,
    values: &[f64],
    ordered: &Ordered,
) -> (Result<Expected, NotRestored>, Tails) {
    let plain = LEVELS.map(|p| ordered.quantile(p, CONFIDENCE));
    let sorted = ordered.values();
    let alike = sorted.first() == sorted.last();
    if clusters.draws() < 2 || alike {
        return (super::estimates::ended(clusters, values), plain);
    }
    let bands = clusters.bands(values, &LEVELS, CONFIDENCE, &resamples());
    let mut wide = plain;
    for (quantile, band) in wide.iter_mut().zip(&bands.quantiles) {
        if let Ok(q) = quantile {
            q.interval = Interval {
                low: q.interval.low.min(band.low),
                high: q.interval.high.max(band.high),
            };
        }
    }
    let open = values.iter().filter(|v| !v.is_finite()).count();
    let mean = match open {
        0 => Ok(expected_in(clusters, values, &bands)),
        runs => Err(NotRestored { runs: runs as u64 }),
    };
    (mean, wide)
}

/// Run number i of twenty is the one that i + 1/2 twentieths of all do not exceed.
fn dots(ordered: &Ordered) -> Vec<Option<f64>> {
    let sorted = ordered.values();
    if sorted.len() < DOTS {
        return Vec::new();
    }
    let at = |i: usize| sorted[((2 * i + 1) * sorted.len()).div_ceil(2 * DOTS) - 1];
    (0..DOTS)
        .map(at)
        .map(|v| v.is_finite().then_some(v))
        .collect()
}
