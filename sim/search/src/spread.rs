//! Numbers over runs: what to expect, how it spreads, how likely.

use crate::statistics::{
    Interval, Mean, Ordered, Quantile, Share, TooFew, mean_interval, zero_events_upper,
};
use kernel::Stream;

/// Confidence of every interval.
pub const CONFIDENCE: f64 = 0.95;
/// The quantiles of every spread.
pub const LEVELS: [f64; 3] = [0.5, 0.9, 0.99];

/// A mean with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// The mean over runs.
    pub mean: f64,
    /// Its standard error.
    pub std_error: f64,
    /// Where the true one lies, or why the runs do not tell.
    pub interval: Result<Interval, Untold>,
}

/// Why there is no interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Untold {
    /// It never happened, and how rare it is does not follow.
    Never,
    /// It happened in fewer than [`SOME`] runs, and not in others: whether its large values are among them is chance.
    Few,
    /// A single run.
    OneRun,
    /// Nearly all runs are alike; they lie between these.
    Alike(Interval),
}

/// Runs in which something happened, before they tell of the mean over all.
pub const SOME: usize = 10;

impl Expected {
    /// Of one value per run; `name` names the stream of a bootstrap. Values below zero cannot be.
    #[must_use]
    pub fn of(values: &[f64], seed: u64, name: &str) -> Self {
        let mut stream = Stream::named(seed, "bootstrap", name);
        let some = values.iter().filter(|&&v| v != 0.0).count();
        let all = values.len();
        let interval = match some {
            0 => Err(Untold::Never),
            _ if all == 1 => Err(Untold::OneRun),
            n if n < SOME && n < all => Err(Untold::Few),
            _ => mean_interval(values, CONFIDENCE, &mut stream).ok_or(Untold::Alike(seen(values))),
        };
        let mean = Mean::of(values);
        Self {
            mean: mean.map_or(0.0, |m| m.mean),
            std_error: mean.map_or(0.0, |m| m.std_error()),
            interval: interval.map(|i| i.within(0.0, f64::INFINITY)),
        }
    }

    /// One minus it, as an availability from an unavailability.
    #[must_use]
    pub fn complement(self) -> Self {
        Self {
            mean: 1.0 - self.mean,
            std_error: self.std_error,
            interval: self.over(|i| {
                let turned = Interval {
                    low: 1.0 - i.high,
                    high: 1.0 - i.low,
                };
                turned.within(0.0, 1.0)
            }),
        }
    }

    /// In another unit.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self {
            mean: self.mean * factor,
            std_error: self.std_error * factor,
            interval: self.over(|i| Interval {
                low: i.low * factor,
                high: i.high * factor,
            }),
        }
    }

    fn over(self, change: impl Fn(Interval) -> Interval) -> Result<Interval, Untold> {
        self.interval.map(&change).map_err(|why| match why {
            Untold::Alike(seen) => Untold::Alike(change(seen)),
            Untold::Never | Untold::Few | Untold::OneRun => why,
        })
    }
}

/// From the smallest to the largest.
fn seen(values: &[f64]) -> Interval {
    let around = Interval {
        low: f64::INFINITY,
        high: f64::NEG_INFINITY,
    };
    values.iter().fold(around, |i, &v| Interval {
        low: i.low.min(v),
        high: i.high.max(v),
    })
}

/// A chance with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chance {
    /// Runs in which it happened.
    pub share: Share,
    /// Wilson's interval.
    pub interval: Option<Interval>,
    /// If it never happened: the chance is under this.
    pub upper: Option<f64>,
}

impl Chance {
    /// Of one answer per run.
    pub fn of(answers: impl IntoIterator<Item = bool>) -> Self {
        let share = Share::count(answers);
        Self {
            share,
            interval: share.wilson(CONFIDENCE),
            upper: (share.hits == 0 && share.of > 0)
                .then(|| zero_events_upper(share.of, CONFIDENCE)),
        }
    }
}

/// How something spreads over runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// The mean.
    pub mean: Expected,
    /// The quantiles of [`LEVELS`], or how many runs they would take.
    pub quantiles: [Result<Quantile, TooFew>; 3],
    /// The largest seen, which no number of runs bounds.
    pub max: f64,
}

impl Spread {
    /// Of one value per run.
    #[must_use]
    pub fn of(values: &[f64], seed: u64, name: &str) -> Self {
        let ordered = Ordered::new(values.to_vec());
        Self {
            mean: Expected::of(values, seed, name),
            quantiles: LEVELS.map(|p| ordered.quantile(p, CONFIDENCE)),
            max: ordered.values().last().copied().unwrap_or(0.0),
        }
    }
}

/// How many runs fell where.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// Runs with nothing at all.
    pub none: u64,
    /// Borders in seconds: bar i counts from border i (but more than nothing) to under border i + 1; the last one has
    /// no end.
    pub borders_s: Vec<f64>,
    /// Runs per bar; as many as borders.
    pub counts: Vec<u64>,
}

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3600.0;
const DAY: f64 = 86_400.0;
/// Widths of even bars.
const WIDTHS: [f64; 24] = [
    1.0,
    5.0,
    10.0,
    30.0,
    MINUTE,
    2.0 * MINUTE,
    5.0 * MINUTE,
    10.0 * MINUTE,
    15.0 * MINUTE,
    30.0 * MINUTE,
    HOUR,
    2.0 * HOUR,
    3.0 * HOUR,
    6.0 * HOUR,
    12.0 * HOUR,
    DAY,
    2.0 * DAY,
    5.0 * DAY,
    10.0 * DAY,
    30.0 * DAY,
    60.0 * DAY,
    90.0 * DAY,
    180.0 * DAY,
    365.0 * DAY,
];
/// Borders where values spread over orders of magnitude.
const STEPS: [f64; 9] = [
    0.0,
    MINUTE,
    10.0 * MINUTE,
    HOUR,
    4.0 * HOUR,
    12.0 * HOUR,
    DAY,
    3.0 * DAY,
    10.0 * DAY,
];
/// Bars at most.
const BARS_MAX: f64 = 10.0;
/// Values spread over orders of magnitude if one in fifty is so many times the middle one.
const WIDE: f64 = 8.0;

impl Histogram {
    /// Of one value per run, in seconds.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let some: Vec<f64> = values.iter().copied().filter(|&v| v > 0.0).collect();
        let none = (values.len() - some.len()) as u64;
        let ordered = Ordered::new(some);
        let list = ordered.values();
        let Some(last) = list.len().checked_sub(1) else {
            return Self {
                none,
                borders_s: Vec::new(),
                counts: Vec::new(),
            };
        };
        let (middle, long) = (list[last / 2], list[last - last / 50]);
        let borders_s = if long > WIDE * middle {
            STEPS.to_vec()
        } else {
            even(long)
        };
        let mut counts = vec![0; borders_s.len()];
        for v in list {
            let bar = borders_s.partition_point(|b| b <= v).max(1) - 1;
            counts[bar] += 1;
        }
        Self {
            none,
            borders_s,
            counts,
        }
    }
}

/// Even borders up to about `long`.
fn even(long: f64) -> Vec<f64> {
    let fits = |w: &&f64| long / **w <= BARS_MAX;
    let width = WIDTHS.iter().find(fits).copied().unwrap_or(365.0 * DAY);
    let bars = (long / width).floor() as u32 + 1;
    (0..bars).map(|i| f64::from(i) * width).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_run_stands_in_one_bar() {
        let values: Vec<f64> = (0..1000u32).map(|i| f64::from(i % 100) * HOUR).collect();
        let h = Histogram::of(&values);
        assert_eq!(h.none, 10);
        assert_eq!(h.counts.iter().sum::<u64>(), 990);
        assert_eq!(h.counts.len(), h.borders_s.len());
        assert!(h.counts.len() <= 11, "{h:?}");
        // Ten runs of each whole hour: 1 h to under 12 h, 12 h to under 24 h, ...
        assert_eq!(
            (h.borders_s[1], h.counts[0], h.counts[1]),
            (12.0 * HOUR, 110, 120)
        );
    }

    #[test]
    fn orders_of_magnitude_have_steps() {
        let h = Histogram::of(&[0.0, 30.0, 3.0 * HOUR, 40.0 * DAY, 59.9, 0.0]);
        assert_eq!(h.none, 2);
        assert_eq!(h.counts, [2, 0, 0, 1, 0, 0, 0, 0, 1]);
        let none = Histogram::of(&[0.0; 5]);
        assert_eq!((none.none, none.counts.len()), (5, 0));
    }

    #[test]
    fn an_availability_mirrors_its_unavailability() {
        let e = Expected::of(&[0.1, 0.2, 0.3, 0.2], 1, "x");
        let c = e.complement();
        assert_eq!(c.mean, 1.0 - e.mean);
        let (i, t) = (e.interval.expect("four"), c.interval.expect("four"));
        assert_eq!((t.low, t.high), (1.0 - i.high, 1.0 - i.low));
        assert_eq!(e.times(2.0).mean, 0.4);
    }

    #[test]
    fn what_runs_do_not_tell_has_a_cause() {
        let of = |values: &[f64]| Expected::of(values, 1, "x").interval;
        let rare = |n: usize| -> Vec<f64> {
            (0..1000)
                .map(|i| if i < n { 2.0 + i as f64 } else { 0.0 })
                .collect()
        };
        assert_eq!(of(&rare(0)), Err(Untold::Never));
        assert_eq!(of(&rare(SOME - 1)), Err(Untold::Few));
        assert!(of(&rare(SOME)).is_ok());
        assert_eq!(of(&[3.0]), Err(Untold::OneRun));
        // Certain but for one run: no lack of events.
        let mut alike = vec![8.0; 199];
        alike.push(9.0);
        let seen = Interval {
            low: 8.0,
            high: 9.0,
        };
        assert_eq!(of(&alike), Err(Untold::Alike(seen)));
        assert_eq!(
            of(&[8.0; 200]),
            Ok(Interval {
                low: 8.0,
                high: 8.0
            })
        );
    }
}
