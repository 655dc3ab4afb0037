//! What many runs can say and how surely: means, shares, quantiles and their intervals.
//!
//! Runs are the unit: what happens inside one run hangs together and is never counted as many observations. Values come
//! in the order of their runs, whoever computed them, so that every sum rounds the same way. An interval that the
//! sample cannot support is refused, with the number of runs that could.
//!
//! - means: Student's t; where the sample is too skewed for that, the bootstrap-t ([`mean_interval`]).
//! - shares: Wilson's score interval ([`Share`]); no event at all: the exact upper bound ([`zero_events_upper`]).
//! - quantiles: order statistics, with exact binomial intervals ([`Ordered`]).
//! - runs that share a draw of the cloud: the bootstrap in two stages, shares with fewer runs ([`Clusters`]).
//! - shares that are watched while runs come in: a confidence sequence ([`Mixture`]).

mod bootstrap;
mod clustered;
mod distribution;
mod mean;
mod quantile;
mod sequence;
mod share;

pub use bootstrap::{bootstrap_percentile, bootstrap_t, mean_interval};
pub use clustered::{Bands, Clusters, Scatter};
pub use distribution::{binomial_cdf, t_cdf, t_quantile};
pub use kernel::math::{normal_cdf, normal_quantile};
pub use mean::{Mean, Sum};
pub use quantile::{Ordered, Quantile, TooFew};
pub use sequence::Mixture;
pub use share::{Share, coverage, runs_for_relative, zero_events_upper};

/// Where something lies with a given confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// From here ...
    pub low: f64,
    /// ... to here.
    pub high: f64,
}

impl Interval {
    /// Whether it holds `x`.
    #[must_use]
    pub fn contains(self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }

    /// From `centre` as far to both sides.
    #[must_use]
    pub fn around(centre: f64, half: f64) -> Self {
        Self {
            low: centre - half,
            high: centre + half,
        }
    }

    /// Half of its length.
    #[must_use]
    pub fn half_width(self) -> f64 {
        (self.high - self.low) / 2.0
    }

    /// The part of it within `low..=high`, for what cannot lie elsewhere.
    #[must_use]
    pub fn within(self, low: f64, high: f64) -> Self {
        Self {
            low: self.low.clamp(low, high),
            high: self.high.clamp(low, high),
        }
    }
}
