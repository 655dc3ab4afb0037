//! Weighted choice in constant time, for tables that are drawn from often.

use crate::Stream;

/// Draws an index with given weights in constant time (Vose's alias method).
#[derive(Debug, Clone)]
pub struct Alias {
    keep: Vec<f64>,
    other: Vec<u32>,
}

impl Alias {
    /// A table for `weights`, which must be non-negative with a positive sum.
    #[must_use]
    pub fn new(weights: &[f64]) -> Self {
        let n = weights.len();
        let mut total = 0.0;
        for &w in weights {
            assert!(w >= 0.0, "negative weight");
            total += w;
        }
        assert!(total > 0.0, "weights sum to zero");
        let mut keep: Vec<f64> = weights.iter().map(|w| w * n as f64 / total).collect();
        let mut other: Vec<u32> = (0..n as u32).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..n).partition(|&i| keep[i] < 1.0);
        while let (Some(&s), Some(&l)) = (small.last(), large.last()) {
            small.pop();
            other[s] = l as u32;
            keep[l] -= 1.0 - keep[s];
            if keep[l] < 1.0 {
                large.pop();
                small.push(l);
            }
        }
        for i in small.into_iter().chain(large) {
            keep[i] = 1.0;
        }
        Self { keep, other }
    }

    /// One index.
    pub fn draw(&self, stream: &mut Stream) -> usize {
        let i = stream.below(self.keep.len() as u64) as usize;
        if stream.unit() < self.keep[i] {
            i
        } else {
            self.other[i] as usize
        }
    }
}
