//! What many runs of one architecture under one outage say: how long, how often, how surely; given touched and as the
//! dice fall, side by side.
//!
//! Runs on the same draw of the cloud share their provider's luck, so they are no independent witnesses. Intervals
//! resample draws of the cloud first and runs within them second; shares use Wilson's interval with the number of
//! independent runs that would scatter as much.

mod estimates;
mod humps;
mod lengths;
mod view;

use crate::many::{Frame, Notes, Promise, Run};
use crate::spread::{Chance, Expected, Histogram};
use crate::statistics::{Clusters, Quantile, TooFew};
use kernel::SimDuration;
use tenant::Luck;

/// The quantiles of every sweep.
pub const LEVELS: [f64; 3] = [0.5, 0.9, 0.99];

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Sweep {
    /// What was lived.
    pub frame: Frame,
    /// First seed and the one after the last.
    pub seeds: (u64, u64),
    /// Given that something was hit.
    pub touched: View,
    /// As the dice fall.
    pub drawn: View,
    /// What runs said beside their numbers.
    pub notes: Notes,
}

/// What these runs, one per seed of `seeds` (the first and the one after the last), say together.
#[must_use]
pub fn sweep(frame: Frame, seeds: (u64, u64), runs: &[Run], notes: Notes) -> Sweep {
    let draws: Vec<u32> = runs.iter().map(|r| r.cloud).collect();
    let clusters = Clusters::of(&draws);
    Sweep {
        touched: View::of(&frame, &clusters, runs, Luck::Touched),
        drawn: View::of(&frame, &clusters, runs, Luck::Drawn),
        frame,
        seeds,
        notes,
    }
}

/// All runs with one kind of luck.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Which.
    pub luck: Luck,
    /// Runs in which something was hit in the zone that hurts most.
    pub hit: Chance,
    /// Mean chance of a hit there, 0..=1; `None` where the tape knows no shares.
    pub p_touched: Option<f64>,
    /// Runs in which nothing of it could be hit: that chance was nil. Given touched they count as they are.
    pub untouchable: u64,
    /// One per journey.
    pub journeys: Vec<JourneyView>,
    /// One per store.
    pub stores: Vec<StoreView>,
}

/// One journey over all runs, in the zone that hurts it most.
#[derive(Debug, Clone, PartialEq)]
pub struct JourneyView {
    /// Its name.
    pub name: String,
    /// Time it was down.
    pub down: Lengths,
    /// Mean over runs of the mean over zones, seconds; `Err` as for [`Lengths::mean_s`].
    pub mean_zone_s: Result<Expected, NotRestored>,
    /// Runs in which it was never down.
    pub never_down: Chance,
    /// Share of requests that failed.
    pub failed_share: Expected,
    /// What is promised.
    pub objectives: Vec<PromiseView>,
}

/// One store over all runs, in the zone that hurts it most.
#[derive(Debug, Clone, PartialEq)]
pub struct StoreView {
    /// Its name.
    pub name: String,
    /// Runs in which acknowledged writes were missing.
    pub lossy: Chance,
    /// Runs in which nothing could bring the data back.
    pub unrecoverable: Chance,
    /// Writes missing.
    pub lost: Expected,
    /// How far back the loss reaches; "not restored" here means unrecoverable.
    pub rpo: Lengths,
}

/// A promise over all runs.
#[derive(Debug, Clone, PartialEq)]
pub struct PromiseView {
    /// What is promised.
    pub promise: Promise,
    /// Runs in which it held, of those in which that can be told.
    pub met: Chance,
    /// Runs in which it cannot be told.
    pub untold: u64,
    /// The smallest seed that breaks it.
    pub first_broken: Option<u64>,
}

/// A length of time over all runs. One that had not ended is longer than any other, and never counted as what was
/// seen of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Lengths {
    /// Mean in seconds, where every run has an end.
    pub mean_s: Result<Expected, NotRestored>,
    /// The quantiles of [`LEVELS`], in seconds; infinite: not restored. Or how many runs they would take.
    pub quantiles_s: [Result<Quantile, TooFew>; 3],
    /// A seed whose run is that quantile, to look at.
    pub quantile_seeds: [Option<u64>; 3],
    /// Runs that did not end.
    pub not_restored: Chance,
    /// The longest that ended.
    pub longest: SimDuration,
    /// The seed of the harshest run: not restored, or the longest.
    pub worst_seed: Option<u64>,
    /// How runs that ended spread.
    pub histogram: Histogram,
    /// Twenty runs that stand for all, each for a twentieth: seconds, `None`: not restored. Empty under 20 runs.
    pub dots_s: Vec<Option<f64>>,
    /// Two kinds of runs rather than one, with the border between them.
    pub humps: Option<Humps>,
}

/// Runs without an end, so that there is no mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotRestored {
    /// How many.
    pub runs: u64,
}

/// Two kinds of runs: a mean would describe neither.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Humps {
    /// Seconds between them.
    pub border_s: f64,
    /// Runs below, and their median in seconds.
    pub low: (Chance, f64),
    /// Runs above, and their median in seconds; infinite: most are not restored.
    pub high: (Chance, f64),
}

#[cfg(test)]
mod tests;
