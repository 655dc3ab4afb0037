//! Quantiles by order statistics, with intervals that assume nothing about the distribution.
//!
//! The number of values below the true quantile is binomial, so the true quantile lies between two members of the
//! sample with an exact chance (David and Nagaraja, Order Statistics, 7.1). When the sample has no member far enough
//! out, the quantile is refused: 99 % asks for 368 runs before a 95 % interval exists at all.

use super::{Interval, binomial_cdf};
use kernel::math::ln;

/// Values in order of size.
#[derive(Debug, Clone, PartialEq)]
pub struct Ordered {
    sorted: Vec<f64>,
}

/// A quantile of a sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantile {
    /// The smallest member that at least this part of the sample does not exceed.
    pub value: f64,
    /// Where the true one lies.
    pub interval: Interval,
}

/// A quantile that the sample cannot support.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooFew {
    /// Runs there are.
    pub runs: u64,
    /// Runs it would take.
    pub needed: u64,
}

impl Ordered {
    /// These values, in any order.
    #[must_use]
    pub fn new(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Self { sorted: values }
    }

    /// In order of size.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.sorted
    }

    /// The quantile `p`, 0 < `p` < 1.
    ///
    /// # Errors
    /// When the sample is too small for an interval of this confidence.
    pub fn quantile(&self, p: f64, confidence: f64) -> Result<Quantile, TooFew> {
        let n = self.sorted.len() as u64;
        let tail = (1.0 - confidence) / 2.0;
        let needed = runs_needed(p, tail);
        if n < needed {
            return Err(TooFew { runs: n, needed });
        }
        // Members below the true quantile: at least `low` and fewer than `high`, each with a tail to spare.
        let low = first(n, |k| binomial_cdf(k, n, p) > tail).max(1);
        let high = (first(n, |k| binomial_cdf(k, n, p) >= 1.0 - tail) + 1).min(n);
        let at = |rank: u64| self.sorted[rank as usize - 1];
        let middle = ((n as f64 * p).ceil() as u64).clamp(1, n);
        Ok(Quantile {
            value: at(middle),
            interval: Interval {
                low: at(low),
                high: at(high),
            },
        })
    }
}

/// Runs until the smallest or largest member is as far out as the interval asks for.
fn runs_needed(p: f64, tail: f64) -> u64 {
    (ln(tail) / ln(p.max(1.0 - p))).ceil() as u64
}

/// The smallest number of 0..=`n` for which `holds`, which then holds for all larger ones.
fn first(n: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = (low + high) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upto(n: u32) -> Ordered {
        Ordered::new((1..=n).rev().map(f64::from).collect())
    }

    #[test]
    fn the_interval_of_a_median_is_that_of_the_tables() {
        // Conover, Practical Nonparametric Statistics: 95 % of the median of 10 are the 2nd and 9th, of 20 the 6th and
        // 15th, of 100 the 40th and 61st.
        for (n, low, high) in [(10, 2.0, 9.0), (20, 6.0, 15.0), (100, 40.0, 61.0)] {
            let q = upto(n).quantile(0.5, 0.95).expect("enough");
            assert_eq!((q.interval.low, q.interval.high), (low, high), "{n}");
            assert_eq!(q.value, f64::from(n) / 2.0);
        }
    }

    #[test]
    fn what_the_sample_cannot_support_is_refused() {
        let refused = upto(367).quantile(0.99, 0.95).expect_err("too few");
        assert_eq!((refused.runs, refused.needed), (367, 368));
        let q = upto(368).quantile(0.99, 0.95).expect("just enough");
        assert_eq!(q.interval.high, 368.0);
        assert_eq!(upto(5).quantile(0.5, 0.95).expect_err("five").needed, 6);
        assert_eq!(upto(0).quantile(0.5, 0.95).expect_err("none").runs, 0);
    }
}
