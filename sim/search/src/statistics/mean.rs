//! Sums that do not drift, means, deviations and the t-interval.

use super::{Interval, t_quantile};

/// A sum that carries what rounding dropped (Neumaier 1974), so that a million small numbers add up.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sum {
    sum: f64,
    dropped: f64,
}

impl Sum {
    /// The sum of these, in this order.
    pub fn of(values: impl IntoIterator<Item = f64>) -> f64 {
        let mut sum = Self::default();
        for v in values {
            sum.add(v);
        }
        sum.value()
    }

    /// Adds one.
    pub fn add(&mut self, x: f64) {
        let next = self.sum + x;
        self.dropped += if self.sum.abs() >= x.abs() {
            (self.sum - next) + x
        } else {
            (x - next) + self.sum
        };
        self.sum = next;
    }

    /// The sum so far.
    #[must_use]
    pub fn value(self) -> f64 {
        self.sum + self.dropped
    }
}

/// What a sample says of its mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// Runs.
    pub runs: usize,
    /// Their mean.
    pub mean: f64,
    /// Standard deviation of a single run, with n - 1; zero for a single one.
    pub deviation: f64,
    /// Skewness of a single run: third central moment over the cube of the deviation; zero if all are alike.
    pub skewness: f64,
}

impl Mean {
    /// Of these runs; `None` of none.
    #[must_use]
    pub fn of(values: &[f64]) -> Option<Self> {
        let n = values.len() as f64;
        if values.is_empty() {
            return None;
        }
        let mean = Sum::of(values.iter().copied()) / n;
        let off = |v: &f64| *v - mean;
        let squares = Sum::of(values.iter().map(|v| off(v) * off(v)));
        let cubes = Sum::of(values.iter().map(|v| off(v) * off(v) * off(v)));
        let spread = squares / n;
        let alike = spread <= 0.0;
        Some(Self {
            runs: values.len(),
            mean,
            deviation: (squares / (n - 1.0).max(1.0)).sqrt(),
            skewness: if alike {
                0.0
            } else {
                cubes / n / (spread * spread.sqrt())
            },
        })
    }

    /// Standard error of the mean.
    #[must_use]
    pub fn std_error(&self) -> f64 {
        self.deviation / (self.runs as f64).sqrt()
    }

    /// mean ± t(n - 1) · s / √n. Right for a mean that is nearly normal; `None` of fewer than two runs.
    #[must_use]
    pub fn t_interval(&self, confidence: f64) -> Option<Interval> {
        if self.runs < 2 {
            return None;
        }
        let t = t_quantile(0.5 + confidence / 2.0, self.runs as f64 - 1.0);
        Some(Interval::around(self.mean, t * self.std_error()))
    }

    /// Whether the mean of so many runs is near enough to normal for the t-interval: n > 25 · skewness² (Cochran,
    /// Sampling Techniques, 3rd ed., 2.15: the interval then errs by less than about 1 %).
    #[must_use]
    pub fn is_normal_enough(&self) -> bool {
        self.runs as f64 > 25.0 * self.skewness * self.skewness
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_keeps_what_rounding_drops() {
        assert_eq!(Sum::of([1e16, 1.0, -1e16]), 1.0);
        assert_eq!(Sum::of((0..10_000_000).map(|_| 0.1)), 1e6);
    }

    #[test]
    fn mean_and_deviation_by_hand() {
        let m = Mean::of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).expect("some");
        assert_eq!(m.mean, 5.0);
        assert!((m.deviation - (32.0f64 / 7.0).sqrt()).abs() < 1e-15);
        // Cubes of the distances: -27 - 3 + 8 + 64 = 42; 42 / 8 / 2³.
        assert!((m.skewness - 42.0 / 64.0).abs() < 1e-15);
        let i = m.t_interval(0.95).expect("eight runs");
        // t(7) = 2.364624
        assert!((i.half_width() - 2.364_624_251_592_784 * m.std_error()).abs() < 1e-9);
        assert!(i.contains(5.0) && !i.contains(i.high + 1e-9));
    }

    #[test]
    fn too_few_runs_have_no_interval() {
        assert_eq!(Mean::of(&[]), None);
        let one = Mean::of(&[3.0]).expect("one");
        assert_eq!((one.deviation, one.t_interval(0.95)), (0.0, None));
    }
}
