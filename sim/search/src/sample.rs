//! Quantiles and shares of a sample, by order statistics.

/// Answers of many runs, in order; "never" counts as later or larger than everything.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sample {
    sorted: Vec<Option<f64>>,
}

impl Sample {
    /// A sample of answers, in any order.
    #[must_use]
    pub fn new(answers: impl IntoIterator<Item = Option<f64>>) -> Self {
        let mut sorted: Vec<Option<f64>> = answers.into_iter().collect();
        sorted.sort_by(|a, b| match (a, b) {
            (Some(a), Some(b)) => a.total_cmp(b),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => std::cmp::Ordering::Equal,
        });
        Self { sorted }
    }

    /// How many answers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// The smallest answer that at least `percent` % of the sample do not exceed; `None` when that is "never", or
    /// when the sample is too small for the tail beyond it to hold a single answer.
    #[must_use]
    pub fn percentile(&self, percent: usize) -> Option<f64> {
        let n = self.len();
        let tail = percent.min(100 - percent);
        if n * tail < 100 {
            return None;
        }
        self.sorted[(n * percent).div_ceil(100) - 1]
    }

    /// The middle answer (the lower of two); `None` when it is "never".
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        let middle = self.len().checked_sub(1)? / 2;
        self.sorted[middle]
    }

    /// Share of answers for which `holds`; zero of none.
    pub fn share(&self, holds: impl Fn(Option<f64>) -> bool) -> f64 {
        let n = self.sorted.iter().filter(|&&a| holds(a)).count();
        n as f64 / self.len().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(values: &[f64]) -> Sample {
        Sample::new(values.iter().map(|&v| Some(v)))
    }

    #[test]
    fn quantiles_are_members_of_the_sample() {
        let hundred: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        let s = sample(&hundred);
        assert_eq!(s.median(), Some(50.0));
        assert_eq!(
            [5, 50, 95].map(|p| s.percentile(p)),
            [5.0, 50.0, 95.0].map(Some)
        );
        assert_eq!(sample(&[3.0, 1.0, 2.0]).median(), Some(2.0));
        assert_eq!(sample(&[4.0, 1.0, 2.0, 3.0]).median(), Some(2.0));
        assert_eq!(sample(&[]).median(), None);
    }

    #[test]
    fn a_sample_too_small_has_no_tail() {
        let n = |n: u32| sample(&(0..n).map(f64::from).collect::<Vec<_>>());
        assert_eq!(n(19).percentile(95), None);
        assert_eq!(n(20).percentile(95), Some(18.0));
        assert_eq!(n(20).percentile(5), Some(0.0));
    }

    #[test]
    fn never_is_the_largest_answer() {
        let s = Sample::new([None, Some(2.0), None, Some(1.0), Some(9.0)]);
        assert_eq!(s.median(), Some(9.0));
        assert_eq!(Sample::new([None, None, Some(1.0)]).median(), None);
        assert_eq!(s.share(|a| a.is_some_and(|v| v < 5.0)), 0.4);
    }
}
