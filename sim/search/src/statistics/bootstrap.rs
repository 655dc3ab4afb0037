//! Intervals by drawing the sample again from itself (Efron and Tibshirani, An Introduction to the Bootstrap, 12 and 13).
//!
//! Few very long outages make a mean skewed, and then a t-interval misses the truth too often, on the high side. The
//! bootstrap-t learns the skew of the t-value itself from the sample. All draws come from a stream that the caller names.

use super::{Interval, Mean, Ordered};
use kernel::Stream;

/// A resample whose variance is under this part of the sample's has nothing to tell of the tail.
const ALIKE: f64 = 1e-10;
/// Resamples: enough for the 2.5 % tails.
const RESAMPLES: usize = 2000;

/// The middle part of a statistic over resamples. Quick to understand, but too narrow for small skewed samples.
/// `None` of fewer than two values.
pub fn bootstrap_percentile(
    values: &[f64],
    confidence: f64,
    stream: &mut Stream,
    statistic: impl Fn(&[f64]) -> f64,
) -> Option<Interval> {
    if values.len() < 2 {
        return None;
    }
    let mut again = vec![0.0; values.len()];
    let mut results = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        for slot in &mut again {
            *slot = values[stream.below(values.len() as u64) as usize];
        }
        results.push(statistic(&again));
    }
    let (low, high) = tails(results, confidence);
    Some(Interval { low, high })
}

/// The interval of a mean by the bootstrap-t: mean - t*·s/√n with the tails of t* over resamples.
///
/// `None` where the sample cannot tell: fewer than two values, or so few that differ from the rest that resamples
/// without any are within the confidence.
pub fn bootstrap_t(values: &[f64], confidence: f64, stream: &mut Stream) -> Option<Interval> {
    let whole = Mean::of(values).filter(|m| m.runs >= 2)?;
    if whole.deviation <= 0.0 {
        return Some(Interval::around(whole.mean, 0.0));
    }
    let n = values.len();
    // Of mean zero and deviation one, so that plain sums of squares keep their digits.
    let scaled: Vec<f64> = values
        .iter()
        .map(|v| (v - whole.mean) / whole.deviation)
        .collect();
    let mut results = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..n {
            let x = scaled[stream.below(n as u64) as usize];
            sum += x;
            squares += x * x;
        }
        let mean = sum / n as f64;
        let spread = (squares - sum * mean).max(0.0) / (n as f64 - 1.0);
        let error = (spread / n as f64).sqrt();
        results.push(match spread > ALIKE {
            true => mean / error,
            false => mean * f64::INFINITY,
        });
    }
    let (low, high) = tails(results, confidence);
    if !low.is_finite() || !high.is_finite() {
        return None;
    }
    let error = whole.std_error();
    Some(Interval {
        low: whole.mean - high * error,
        high: whole.mean - low * error,
    })
}

/// The interval of a mean: Student's t where the sample is near enough to normal, else the bootstrap-t.
pub fn mean_interval(values: &[f64], confidence: f64, stream: &mut Stream) -> Option<Interval> {
    let mean = Mean::of(values)?;
    if mean.is_normal_enough() {
        mean.t_interval(confidence)
    } else {
        bootstrap_t(values, confidence, stream)
    }
}

/// The results with the same part of all below and above.
fn tails(results: Vec<f64>, confidence: f64) -> (f64, f64) {
    let ordered = Ordered::new(results);
    let list = ordered.values();
    let out = ((list.len() as f64) * (1.0 - confidence) / 2.0) as usize;
    (list[out], list[list.len() - 1 - out])
}
