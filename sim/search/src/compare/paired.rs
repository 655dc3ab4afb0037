//! Numbers of pairs: what the one has more or less than the other, run by run.
//!
//! All of it is a mirror: with the two exchanged every number has the other sign, to the last bit. So means and their
//! intervals are computed in one direction whatever the order, the median of an even number of runs is the middle of the
//! two middle ones, and no stream is named after one of the two.
//!
//! Intervals know which runs share a draw of the cloud ([`Clusters`]).

use crate::spread::{CONFIDENCE, SOME, Untold};
use crate::statistics::{Bands, Clusters, Interval, Mean, Ordered, Quantile, Share, TooFew};
use kernel::Stream;

/// Runs by which of two something holds in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Split {
    /// In both.
    pub both: u64,
    /// In A alone.
    pub only_a: u64,
    /// In B alone.
    pub only_b: u64,
    /// In none of them.
    pub neither: u64,
}

impl Split {
    /// Of one answer per run and side.
    pub fn count(answers: impl IntoIterator<Item = (bool, bool)>) -> Self {
        let mut split = Self::default();
        for answer in answers {
            *match answer {
                (true, true) => &mut split.both,
                (true, false) => &mut split.only_a,
                (false, true) => &mut split.only_b,
                (false, false) => &mut split.neither,
            } += 1;
        }
        split
    }

    /// Runs.
    #[must_use]
    pub const fn all(&self) -> u64 {
        self.both + self.only_a + self.only_b + self.neither
    }

    /// Runs in which it holds in either.
    #[must_use]
    pub const fn either(&self) -> u64 {
        self.both + self.only_a + self.only_b
    }
}

/// The mean of differences B - A.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The mean.
    pub mean: f64,
    /// Its standard error, as if runs were independent; the interval knows better.
    pub std_error: f64,
    /// Where the true one lies, or why the runs do not tell. [`Untold::Never`]: no run differs.
    pub interval: Result<Interval, Untold>,
}

/// Intervals of differences, looked at with the sign that makes the first that is not zero positive.
struct Spread {
    turned: bool,
    upright: Vec<f64>,
    bands: Bands,
}

impl Spread {
    fn of(differences: &[f64], clouds: &[u32]) -> Self {
        let first = differences.iter().find(|&&v| v != 0.0);
        let turned = first.is_some_and(|&v| v < 0.0);
        let upright: Vec<f64> = differences.iter().map(|&v| signed(turned, v)).collect();
        let stream = Stream::named(0, "bootstrap", "paired difference");
        let bands = Clusters::of(clouds).bands(&upright, &[0.5], CONFIDENCE, &stream);
        Self {
            turned,
            upright,
            bands,
        }
    }

    fn turn(&self, i: Interval) -> Interval {
        let (low, high) = if self.turned {
            (i.high, i.low)
        } else {
            (i.low, i.high)
        };
        Interval {
            low: signed(self.turned, low),
            high: signed(self.turned, high),
        }
    }

    fn mean(&self) -> Difference {
        let mean = Mean::of(&self.upright);
        let some = self.upright.iter().filter(|&&v| v != 0.0).count();
        let interval = match (some, self.bands.mean) {
            (0, _) | (_, None) => Err(Untold::Never),
            _ if self.upright.len() == 1 => Err(Untold::OneRun),
            (n, _) if n < SOME && n < self.upright.len() => Err(Untold::Few),
            (_, Some(i)) if i.low == i.high => Err(Untold::Alike(self.turn(i))),
            (_, Some(i)) => Ok(self.turn(i)),
        };
        Difference {
            mean: signed(self.turned, mean.map_or(0.0, |m| m.mean)),
            std_error: mean.map_or(0.0, |m| m.std_error()),
            interval,
        }
    }

    /// The median, if there are runs enough for an interval of one at all.
    fn median(&self) -> Result<Quantile, TooFew> {
        let ordered = Ordered::new(self.upright.clone());
        ordered.quantile(0.5, CONFIDENCE)?;
        let value = middle(&ordered);
        let band = self.bands.quantiles[0];
        let interval = Interval {
            low: band.low.min(value),
            high: band.high.max(value),
        };
        Ok(Quantile {
            value: signed(self.turned, value),
            interval: self.turn(interval),
        })
    }
}

/// The value, or the same with the other sign; zero has none.
fn signed(turned: bool, value: f64) -> f64 {
    if turned { 0.0 - value } else { value + 0.0 }
}

/// Runs without an end, so that there is no mean of differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotRestored {
    /// How many, of either.
    pub runs: u64,
}

/// How much one of the two has by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// Mean; `None` where a run has no end.
    pub mean: Option<f64>,
    /// Median, the lower of two middle ones; infinite: no end.
    pub median: f64,
}

/// Something both have in every run, less of which is better.
#[derive(Debug, Clone, PartialEq)]
pub struct Paired {
    /// Runs in which B has less ...
    pub better: u64,
    /// ... as much ...
    pub equal: u64,
    /// ... or more than A. What has no end is more than all that has one, and as much as the other's without end.
    pub worse: u64,
    /// Runs that did not end, by side.
    pub endless: Split,
    /// A by itself.
    pub a: Level,
    /// B by itself.
    pub b: Level,
    /// Mean of B - A, where all runs have an end.
    pub mean: Result<Difference, NotRestored>,
    /// Median of B - A, by order statistics. Plus infinity: only B has no end there; two without end count as 0.
    pub median: Result<Quantile, TooFew>,
}

impl Paired {
    /// Of one pair per run, in millionths (`None`: no end), and the draw of the cloud of each.
    #[must_use]
    pub fn of(pairs: &[(Option<u64>, Option<u64>)], clouds: &[u32]) -> Self {
        let rank = |x: Option<u64>| x.map_or((1, 0), |v| (0, v));
        let count = |order| {
            let alike = pairs.iter().filter(|p| rank(p.1).cmp(&rank(p.0)) == order);
            alike.count() as u64
        };
        let differences: Vec<f64> = pairs.iter().map(|&(a, b)| difference(a, b)).collect();
        let endless = Split::count(pairs.iter().map(|p| (p.0.is_none(), p.1.is_none())));
        let spread = Spread::of(&differences, clouds);
        Self {
            better: count(std::cmp::Ordering::Less),
            equal: count(std::cmp::Ordering::Equal),
            worse: count(std::cmp::Ordering::Greater),
            endless,
            a: level(pairs.iter().map(|p| p.0)),
            b: level(pairs.iter().map(|p| p.1)),
            mean: match endless.either() {
                0 => Ok(spread.mean()),
                runs => Err(NotRestored { runs }),
            },
            median: spread.median(),
        }
    }

    /// Runs.
    #[must_use]
    pub const fn runs(&self) -> u64 {
        self.better + self.equal + self.worse
    }
}

/// B - A in whole units.
fn difference(a: Option<u64>, b: Option<u64>) -> f64 {
    match (a, b) {
        (Some(a), Some(b)) => (i128::from(b) - i128::from(a)) as f64 / 1e6,
        (Some(_), None) => f64::INFINITY,
        (None, Some(_)) => f64::NEG_INFINITY,
        (None, None) => 0.0,
    }
}

fn level(values: impl Iterator<Item = Option<u64>>) -> Level {
    let values: Vec<f64> = values
        .map(|v| v.map_or(f64::INFINITY, |v| v as f64 / 1e6))
        .collect();
    let mean = Mean::of(&values).map(|m| m.mean);
    let ordered = Ordered::new(values);
    // The lower of two middle ones, as in every sweep; a difference has its own, which mirrors when sides are swapped.
    let list = ordered.values();
    let middle = list.len().checked_sub(1).map(|last| list[last / 2]);
    Level {
        mean: mean.filter(|m| m.is_finite()),
        median: middle.unwrap_or(0.0),
    }
}

/// The middle one, or half way between the two middle ones. Half way between two infinities of either sign is zero.
fn middle(ordered: &Ordered) -> f64 {
    let list = ordered.values();
    let Some(last) = list.len().checked_sub(1) else {
        return 0.0;
    };
    let (low, high) = (list[last / 2], list[list.len() / 2]);
    if low.is_infinite() && high.is_infinite() && low != high {
        return 0.0;
    }
    if low == high { low } else { (low + high) / 2.0 }
}

/// A promise in pairs of runs: of those in which it can be told of both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share2 {
    /// Runs by whose promise held.
    pub met: Split,
    /// Runs in which it cannot be told of one of them; they are left out.
    pub untold: u64,
    /// Share of runs in which it held in B, less that in A.
    pub difference: f64,
    /// Where the true one lies; `None` of no runs.
    pub interval: Option<Interval>,
}

impl Share2 {
    /// Of one answer per run and side (`None`: it cannot be told), and the draw of the cloud of each.
    #[must_use]
    pub fn of(answers: &[(Option<bool>, Option<bool>)], clouds: &[u32]) -> Self {
        let both = answers.iter().zip(clouds);
        let told: Vec<((bool, bool), u32)> = both
            .filter_map(|(&(a, b), &cloud)| Some((a.zip(b)?, cloud)))
            .collect();
        let met = Split::count(told.iter().map(|t| t.0));
        let clouds: Vec<u32> = told.iter().map(|t| t.1).collect();
        let change =
            |&((a, b), _): &((bool, bool), u32)| f64::from(u8::from(b)) - f64::from(u8::from(a));
        let changes: Vec<f64> = told.iter().map(change).collect();
        let independent = || {
            let scatter = Clusters::of(&clouds).scatter(&changes);
            scatter.independent_runs(CONFIDENCE)
        };
        Self {
            met,
            untold: answers.len() as u64 - met.all(),
            difference: (met.only_b as f64 - met.only_a as f64) / met.all().max(1) as f64,
            interval: (met.all() > 0).then(|| newcombe(met, independent())),
        }
    }

    /// Share of runs in which it held in A and in B.
    #[must_use]
    pub fn shares(&self) -> [f64; 2] {
        let share = |hits: u64| hits as f64 / self.met.all().max(1) as f64;
        [
            share(self.met.both + self.met.only_a),
            share(self.met.both + self.met.only_b),
        ]
    }
}

/// The interval of the difference of two paired shares, from the score intervals of each and their correlation
/// (Newcombe 1998, Statistics in Medicine 17, 2635-2650, method 10). Right where one of them is all or nothing too.
/// `n`: independent runs that would scatter as much.
fn newcombe(split: Split, n: f64) -> Interval {
    let Split {
        both,
        only_a,
        only_b,
        neither,
    } = split;
    let [e, f, g, h] = [both, only_a, only_b, neither].map(|x| x as f64);
    let all = split.all() as f64;
    let (a, b) = ((e + f) / all, (e + g) / all);
    let seen = |hits: u64| {
        let share = Share {
            hits,
            of: split.all(),
        };
        share.wilson_of(n, CONFIDENCE).unwrap_or(Interval {
            low: 0.0,
            high: 1.0,
        })
    };
    let (wa, wb) = (seen(both + only_a), seen(both + only_b));
    let product = ((e + f) * (g + h)) * ((e + g) * (f + h));
    let together = match e * h - f * g {
        more if more > 0.0 => (more - all / 2.0).max(0.0),
        less => less,
    };
    let phi = match product > 0.0 {
        true => together / product.sqrt(),
        false => 0.0,
    };
    let reach = |x: f64, y: f64| ((x * x + y * y) - 2.0 * phi * (x * y)).max(0.0).sqrt();
    let difference = (g - f) / all;
    Interval {
        low: (difference - reach(b - wb.low, wa.high - a)).max(-1.0) + 0.0,
        high: (difference + reach(wb.high - b, a - wa.low)).min(1.0) + 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lengths() -> impl Strategy<Value = Vec<(Option<u64>, Option<u64>)>> {
        let one = prop_oneof![
            6 => (0u64..4).prop_map(|h| Some(h * 3_600_000_000)),
            3 => (0u64..1 << 40).prop_map(Some),
            1 => Just(None)
        ];
        proptest::collection::vec((one.clone(), one), 1..60)
    }

    fn mirrored(p: &Paired) -> Paired {
        let minus = |i: Interval| Interval {
            low: 0.0 - i.high,
            high: 0.0 - i.low,
        };
        Paired {
            better: p.worse,
            equal: p.equal,
            worse: p.better,
            endless: Split {
                only_a: p.endless.only_b,
                only_b: p.endless.only_a,
                ..p.endless
            },
            a: p.b,
            b: p.a,
            mean: p.mean.map(|d| Difference {
                mean: 0.0 - d.mean,
                std_error: d.std_error,
                interval: d.interval.map(minus).map_err(|why| match why {
                    Untold::Alike(seen) => Untold::Alike(minus(seen)),
                    Untold::Never | Untold::Few | Untold::OneRun => why,
                }),
            }),
            median: p.median.map(|q| Quantile {
                value: 0.0 - q.value,
                interval: minus(q.interval),
            }),
        }
    }

    proptest! {
        #[test]
        fn the_other_way_round_is_a_mirror(pairs in lengths()) {
            let clouds: Vec<u32> = (0..pairs.len() as u32).map(|i| i % 4).collect();
            let swapped: Vec<_> = pairs.iter().map(|&(a, b)| (b, a)).collect();
            let there = Paired::of(&pairs, &clouds);
            let back = Paired::of(&swapped, &clouds);
            prop_assert_eq!(format!("{:?}", mirrored(&there)).replace("-0.0", "0.0"),
                format!("{back:?}").replace("-0.0", "0.0"));
        }

        #[test]
        fn shares_are_a_mirror_too(both in 0u64..40, a in 0u64..40, b in 0u64..40, neither in 1u64..40) {
            let split = Split { both, only_a: a, only_b: b, neither };
            let back = Split { only_a: b, only_b: a, ..split };
            let n = split.all() as f64;
            let (there, back) = (newcombe(split, n), newcombe(back, n));
            prop_assert_eq!((there.low, there.high), (0.0 - back.high, 0.0 - back.low));
            let seen = (b as f64 - a as f64) / n;
            prop_assert!(there.low <= seen && seen <= there.high);
        }

        #[test]
        fn alike_is_exactly_nothing(list in proptest::collection::vec(proptest::option::of(0u64..1 << 40), 6..40)) {
            let pairs: Vec<_> = list.iter().map(|&v| (v, v)).collect();
            let p = Paired::of(&pairs, &vec![0; pairs.len()]);
            prop_assert_eq!((p.better, p.worse, p.equal), (0, 0, pairs.len() as u64));
            prop_assert_eq!(p.median.map(|m| (m.value, m.interval.low, m.interval.high)), Ok((0.0, 0.0, 0.0)));
            if let Ok(mean) = p.mean {
                prop_assert_eq!(mean.mean, 0.0);
                prop_assert_eq!(mean.interval, Err(Untold::Never));
            }
        }
    }

    const HOUR: u64 = 3_600_000_000;

    #[test]
    fn what_did_not_end_is_worse_than_all_that_did_and_has_no_difference() {
        let mut pairs = vec![(Some(HOUR), Some(0)); 8];
        pairs.extend([(None, Some(9 * HOUR)), (Some(0), None), (None, None)]);
        let p = Paired::of(&pairs, &[0; 11]);
        assert_eq!((p.better, p.equal, p.worse), (9, 1, 1));
        assert_eq!(p.mean, Err(NotRestored { runs: 3 }));
        assert_eq!((p.a.mean, p.b.mean), (None, None));
        let m = p.median.expect("eleven runs");
        assert_eq!(m.value, -3600.0);
        assert!(m.interval.contains(m.value), "{m:?}");
        assert_eq!((p.a.median, p.b.median), (3600.0, 0.0));
    }

    #[test]
    fn a_promise_kept_by_one_alone_in_every_run() {
        let answers = vec![(Some(false), Some(true)); 40];
        let share = Share2::of(&answers, &[0; 40]);
        assert_eq!((share.met.only_b, share.difference), (40, 1.0));
        // Wilson's interval of 40 in 40 begins at 0.9124; 1 - sqrt(2) * 0.0876.
        let i = share.interval.expect("runs");
        assert!((i.low - 0.8761).abs() < 1e-4 && i.high == 1.0, "{i:?}");
    }

    /// Worked by hand: A holds in 30 of 50, B in 40, both in 28: phi = (28 * 8 - 2 * 12 - 25) / sqrt(30 * 20 * 40 * 10).
    #[test]
    fn shares_that_go_together_are_told_apart_better() {
        let split = Split {
            both: 28,
            only_a: 2,
            only_b: 12,
            neither: 8,
        };
        let together = newcombe(split, 50.0);
        let (la, ua, lb, ub) = (0.461_8, 0.723_9, 0.669_6, 0.887_6);
        let phi: f64 = 175.0 / (240_000.0f64).sqrt();
        let reach = |x: f64, y: f64| (x * x + y * y - 2.0 * phi * x * y).sqrt();
        assert!(
            (together.low - (0.2 - reach(0.8 - lb, ua - 0.6))).abs() < 2e-4,
            "{together:?}"
        );
        assert!(
            (together.high - (0.2 + reach(ub - 0.8, 0.6 - la))).abs() < 2e-4,
            "{together:?}"
        );
        assert!(together.low > 0.0, "it is better");
    }
}
