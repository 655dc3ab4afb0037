//! Shares of runs, events that never happened, and how many runs a question asks for.

use super::{Interval, normal_quantile};
use kernel::math::{exp_m1, ln};

/// Runs in which something held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// In so many ...
    pub hits: u64,
    /// ... of so many.
    pub of: u64,
}

impl Share {
    /// Of these answers.
    pub fn count(answers: impl IntoIterator<Item = bool>) -> Self {
        let mut share = Self::default();
        for answer in answers {
            share.hits += u64::from(answer);
            share.of += 1;
        }
        share
    }

    /// As a part of one; zero of none.
    #[must_use]
    pub fn value(self) -> f64 {
        self.hits as f64 / self.of.max(1) as f64
    }

    /// Wilson's score interval (Wilson 1927): the shares from which what was seen is not further than z standard errors.
    /// Never leaves 0..=1 and is right for few events too. `None` of no runs.
    #[must_use]
    pub fn wilson(self, confidence: f64) -> Option<Interval> {
        self.wilson_of(self.of as f64, confidence)
    }

    /// The same with the surety of `n` independent runs, for runs that are not.
    #[must_use]
    pub fn wilson_of(self, n: f64, confidence: f64) -> Option<Interval> {
        if self.of == 0 {
            return None;
        }
        let z = normal_quantile(0.5 + confidence / 2.0);
        let p = self.value();
        let shrink = 1.0 + z * z / n;
        let centre = (p + z * z / (2.0 * n)) / shrink;
        let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt() / shrink;
        let mut interval = Interval::around(centre, half).within(0.0, 1.0);
        if self.hits == 0 {
            interval.low = 0.0;
        }
        if self.hits == self.of {
            interval.high = 1.0;
        }
        Some(interval)
    }
}

/// The chance of an event that has not happened in `runs` runs is under this: 1 - (1 - confidence)^(1/runs), which for
/// 95 % is about 3/runs (the rule of three).
#[must_use]
pub fn zero_events_upper(runs: u64, confidence: f64) -> f64 {
    -exp_m1(ln(1.0 - confidence) / runs.max(1) as f64)
}

/// Runs until the share of an event of chance `p` is known to a part `relative` of itself, half an interval of `z`
/// standard errors: (z / relative)² · (1 - p) / p.
#[must_use]
pub fn runs_for_relative(z: f64, relative: f64, p: f64) -> f64 {
    let ratio = z / relative;
    ratio * ratio * (1.0 - p) / p
}

/// How many of these intervals hold the truth.
pub fn coverage(intervals: impl IntoIterator<Item = Interval>, truth: f64) -> Share {
    Share::count(intervals.into_iter().map(|i| i.contains(truth)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_is_that_of_the_textbooks() {
        // Newcombe 1998, table I: 81 of 263 is 0.2553 to 0.3662; 15 of 148 is 0.0624 to 0.1605; 1 of 29 is 0.0061 to 0.1718.
        let rows = [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (1, 29, 0.0061, 0.1718),
        ];
        for (hits, of, low, high) in rows {
            let i = Share { hits, of }.wilson(0.95).expect("runs");
            assert!(
                (i.low - low).abs() < 5e-5 && (i.high - high).abs() < 5e-5,
                "{i:?}"
            );
        }
        let none = Share { hits: 0, of: 20 }.wilson(0.95).expect("runs");
        assert_eq!(none.low, 0.0);
        assert!((none.high - 0.1611).abs() < 5e-5);
        let all = Share { hits: 20, of: 20 }.wilson(0.95).expect("runs");
        assert_eq!(all.high, 1.0);
        assert_eq!(Share::default().wilson(0.95), None);
    }

    #[test]
    fn nothing_seen_is_not_nothing() {
        let p = zero_events_upper(3000, 0.95);
        // With that chance, 3000 runs without an event are as rare as 5 %.
        let mut quiet = 1.0;
        for _ in 0..3000 {
            quiet *= 1.0 - p;
        }
        assert!((quiet - 0.05).abs() < 1e-12, "{quiet}");
        assert!((p * 3000.0 - 3.0).abs() < 0.01, "the rule of three");
        assert!((zero_events_upper(1, 0.95) - 0.95).abs() < 1e-15);
    }

    #[test]
    fn coverage_counts() {
        let intervals = [(0.0, 1.0), (2.0, 3.0), (0.5, 0.5), (0.4, 0.49)];
        let intervals = intervals.map(|(low, high)| Interval { low, high });
        assert_eq!(coverage(intervals, 0.5), Share { hits: 2, of: 4 });
    }
}
