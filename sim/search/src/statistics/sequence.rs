//! A confidence sequence for a share of runs: an interval that may be looked at after every run, and acted upon,
//! without losing its confidence.
//!
//! A fixed interval of 95 % that is tried after every run excludes the truth sooner or later. Here every share p is
//! a bet: a mixture of shares, here Beta(a, b), is held against it by the ratio of what the two say of the runs,
//!
//!   M(p) = B(a + k, b + n - k) / B(a, b) / (p^k (1 - p)^(n - k))      for k of n runs.
//!
//! If p is true, M(p) is a martingale that begins at 1, and by Ville's inequality it ever reaches 1 / alpha with a
//! chance of at most alpha. The shares whose M has stayed below are the sequence (Robbins 1970, "Statistical methods
//! related to the law of the iterated logarithm", Ann. Math. Statist. 41; Howard, Ramdas, McAuliffe and Sekhon 2021,
//! "Time-uniform, nonparametric, nonasymptotic confidence sequences", Ann. Statist. 49, section 3.2: beta-binomial
//! mixture).
//!
//! Runs need not be alike. Where a block of runs has chances of its own that come again in every block, the sequence,
//! looked at between blocks, is about their mean: a mean of products is at most the product of means (Hoeffding 1956,
//! "On the distribution of the number of successes in independent trials", Ann. Math. Statist. 27), so M can only
//! grow more slowly (`sim/decisions/0013`).

use super::{Interval, Share};
use kernel::math::{exp, ln, ln_gamma};

/// Halvings of an interval until nothing is left between two numbers; more than any of them takes.
const HALVINGS: u32 = 1100;

/// What is held against every share: Beta(1/2, 1/2), and one that leans. It must be chosen before the first run. Any
/// choice keeps the confidence; it says only which answers come soon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mixture {
    /// Leaning part: its weight, 0..1, and its a; its b is 1/2.
    leaning: (f64, f64),
}

impl Mixture {
    /// Leans to no side.
    pub const EVEN: Self = Self {
        leaning: (0.0, 0.5),
    };

    /// For the question whether a share is above or below `border`, 0 < `border` < 1: nine tenths of it are
    /// Beta(a, 1/2) with its mean half way between the border and 1.
    ///
    /// What is asked so mostly holds, and then the answer comes soon: 76 runs without a failure pass a border of 95 %
    /// at 95 % confidence, 135 with one, 180 with two (an even mixture takes 116, 177 and 224; a test that is made
    /// only once 59, 93 and 124). The even tenth keeps the interval short where most runs fail.
    #[must_use]
    pub fn leaning(border: f64) -> Self {
        Self {
            leaning: (0.9, (1.0 + border) / (1.0 - border) / 2.0),
        }
    }

    /// ln M(p): how much better the mixture foretold these runs than p did. Infinite where p excludes them.
    #[must_use]
    pub fn ln_evidence(self, seen: Share, p: f64) -> f64 {
        let (k, rest) = (seen.hits as f64, (seen.of - seen.hits) as f64);
        let part = |a: f64| ln_beta(a + k, 0.5 + rest) - ln_beta(a, 0.5);
        let (weight, a) = self.leaning;
        let mixed = ln_mean(weight, part(a), part(0.5));
        mixed - times_ln(k, p) - times_ln(rest, 1.0 - p)
    }

    /// Whether the share is above (`Some(true)`) or below `border`; `None`: it cannot be told yet.
    #[must_use]
    pub fn above(self, seen: Share, border: f64, confidence: f64) -> Option<bool> {
        let clear = self.ln_evidence(seen, border) >= -ln(1.0 - confidence);
        clear.then_some(seen.value() > border)
    }

    /// The shares that are not excluded. All of them before the first run.
    #[must_use]
    pub fn interval(self, seen: Share, confidence: f64) -> Interval {
        let bound = -ln(1.0 - confidence);
        let out = |p: f64| self.ln_evidence(seen, p) >= bound;
        // ln M is convex with its lowest point, where it is never above 0, at the share seen.
        let centre = seen.value();
        Interval {
            low: if out(0.0) {
                border(0.0, centre, out)
            } else {
                0.0
            },
            high: if out(1.0) {
                border(1.0, centre, out)
            } else {
                1.0
            },
        }
    }

    /// The fewest runs that show a share to be above `border` with this many failures among them; `None`: more than
    /// `most`.
    #[must_use]
    pub fn runs_to_pass(
        self,
        failures: u64,
        border: f64,
        confidence: f64,
        most: u64,
    ) -> Option<u64> {
        let passes = |of: u64| {
            let hits = of.saturating_sub(failures);
            self.above(Share { hits, of }, border, confidence) == Some(true)
        };
        // More runs that hold never make it less clear once they outnumber the border.
        let (mut low, mut high) = (failures, most);
        if !passes(high) {
            return None;
        }
        while low + 1 < high {
            let middle = low + (high - low) / 2;
            if passes(middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        Some(high)
    }
}

/// The last number outside, from `outside` towards `inside`: the interval is never too short.
fn border(mut outside: f64, mut inside: f64, out: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..HALVINGS {
        let middle = outside + (inside - outside) / 2.0;
        if middle == outside || middle == inside {
            break;
        }
        if out(middle) {
            outside = middle;
        } else {
            inside = middle;
        }
    }
    outside
}

/// ln(w e^x + (1 - w) e^y), whatever the size of x and y.
fn ln_mean(w: f64, x: f64, y: f64) -> f64 {
    let most = x.max(y);
    most + ln(w * exp(x - most) + (1.0 - w) * exp(y - most))
}

fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// n ln x, where nothing times anything is nothing.
fn times_ln(n: f64, x: f64) -> f64 {
    if n == 0.0 { 0.0 } else { n * ln(x) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Stream;

    fn seen(hits: u64, of: u64) -> Share {
        Share { hits, of }
    }

    #[test]
    fn small_cases_by_hand() {
        // Beta(1/2, 1/2): one hit has mixture chance 1/2, two hits 3/8, one of two (in a given order) 1/8.
        for (hits, of, p, m) in [
            (1, 1, 0.25, 0.5 / 0.25),
            (2, 2, 0.5, 0.375 / 0.25),
            (1, 2, 0.5, 0.125 / 0.25),
            (0, 0, 0.3, 1.0),
            (0, 2, 0.9, 0.375 / 0.01),
        ] {
            let e = Mixture::EVEN.ln_evidence(seen(hits, of), p);
            assert!((e - ln(m)).abs() < 1e-13, "{hits}/{of} at {p}: {e}");
        }
        // Seven of seven: C(14, 7) / 4^7 = 429 / 2048 against 1 / 128 is 26.8, the first above 20.
        let e = Mixture::EVEN.ln_evidence(seen(7, 7), 0.5);
        assert!((e - ln(429.0 / 2048.0 * 128.0)).abs() < 1e-12, "{e}");
        assert_eq!(Mixture::EVEN.above(seen(6, 6), 0.5, 0.95), None);
        assert_eq!(Mixture::EVEN.above(seen(7, 7), 0.5, 0.95), Some(true));
        assert_eq!(Mixture::EVEN.above(seen(0, 7), 0.5, 0.95), Some(false));
    }

    #[test]
    fn bounds_are_where_the_evidence_crosses() {
        for (hits, of) in [(0, 1), (1, 1), (3, 7), (80, 80), (1900, 2000)] {
            let m = Mixture::leaning(0.95);
            let i = m.interval(seen(hits, of), 0.95);
            assert!(i.contains(seen(hits, of).value()), "{i:?}");
            for (p, step) in [(i.low, 1e-9), (i.high, -1e-9)] {
                if (1e-6..1.0 - 1e-6).contains(&p) {
                    let bound = -ln(1.0 - 0.95);
                    assert!(m.ln_evidence(seen(hits, of), p) >= bound);
                    assert!(m.ln_evidence(seen(hits, of), p + step) < bound);
                }
            }
        }
        let nothing = Mixture::EVEN.interval(Share::default(), 0.95);
        assert_eq!((nothing.low, nothing.high), (0.0, 1.0));
    }

    #[test]
    fn it_takes_as_many_runs_as_is_said() {
        let m = Mixture::leaning(0.95);
        let runs = |failures| m.runs_to_pass(failures, 0.95, 0.95, 100_000);
        assert_eq!([0, 1, 2].map(runs), [Some(76), Some(135), Some(180)]);
        let even = |failures| Mixture::EVEN.runs_to_pass(failures, 0.95, 0.95, 100_000);
        assert_eq!([0, 1, 2].map(even), [Some(116), Some(177), Some(224)]);
        assert_eq!(m.runs_to_pass(0, 0.95, 0.95, 75), None);
        assert_eq!(m.above(seen(75, 75), 0.95, 0.95), None);
        assert_eq!(m.above(seen(76, 76), 0.95, 0.95), Some(true));
    }

    #[test]
    fn an_interval_is_short_where_most_runs_fail() {
        let i = Mixture::leaning(0.95).interval(seen(0, 16), 0.95);
        assert!(i.low == 0.0 && i.high < 0.4, "{i:?}");
    }

    /// Sequences of blocks that are watched after every block: the share of them that ever excludes the truth, by the
    /// sequence and by Wilson's interval of the same confidence.
    fn ever_wrong(chances: &[f64], name: &str) -> (f64, f64) {
        const SEQUENCES: u64 = 1500;
        const BLOCKS: u32 = 120;
        let mean = super::super::Sum::of(chances.iter().copied()) / chances.len() as f64;
        let mixture = Mixture::leaning(0.95);
        let (mut ours, mut wilson) = (0, 0);
        for s in 0..SEQUENCES {
            let mut luck = Stream::named(s, "sequence", name);
            let mut share = Share::default();
            let (mut off, mut off_wilson) = (false, false);
            for _ in 0..BLOCKS {
                for &p in chances {
                    share.hits += u64::from(luck.bernoulli(p));
                    share.of += 1;
                }
                off |= mixture.above(share, mean, 0.95).is_some();
                let fixed = share.wilson(0.95).expect("runs");
                off_wilson |= !fixed.contains(mean);
            }
            ours += u64::from(off);
            wilson += u64::from(off_wilson);
        }
        let part = |n: u64| n as f64 / SEQUENCES as f64;
        (part(ours), part(wilson))
    }

    #[test]
    fn it_may_be_watched_and_a_fixed_interval_may_not() {
        for p in [0.5, 0.9, 0.95, 0.99] {
            let (ours, wilson) = ever_wrong(&[p; 5], "alike");
            assert!(ours <= 0.05, "{p}: {ours}");
            assert!(
                ours > 0.001,
                "{p}: it is so wide that it says nothing: {ours}"
            );
            assert!(wilson > 0.10, "{p}: watched, Wilson errs in {wilson}");
        }
    }

    #[test]
    fn runs_need_not_be_alike() {
        // Draws of a cloud that are kind or cruel; their mean is what is told.
        for chances in [
            &[1.0, 1.0, 1.0, 0.8][..],
            &[1.0, 0.0],
            &[0.99, 0.97, 0.9, 0.94, 0.6],
        ] {
            let (ours, _) = ever_wrong(chances, "unlike");
            assert!(ours <= 0.05, "{chances:?}: {ours}");
        }
    }
}
