//! A verdict about promises: they hold in enough runs, or not, or it cannot be told yet.
//!
//! Runs are added in blocks of one seed per draw of the cloud until a confidence sequence has left the border, or the
//! seeds are used up. Such a sequence may be looked at after every block without losing its confidence, unlike a fixed
//! interval that is tried again and again.

use crate::many::{Frame, Notes, Promise};
use crate::statistics::Interval;

/// Whether a promise holds in enough runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It does.
    Pass,
    /// All seeds were used and it cannot be told.
    Undecided,
    /// It does not.
    Fail,
}

/// The answer of a whole suite.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// The suite's name.
    pub suite: String,
    /// The worst of its objectives.
    pub verdict: Verdict,
    /// Confidence of each verdict.
    pub confidence: f64,
    /// First seed and the one after the last that may be used.
    pub seeds: (u64, u64),
    /// One per architecture and outage, in the suite's order.
    pub pairs: Vec<Pair>,
    /// With what it was compared, if it was.
    pub baseline: Option<Baseline>,
}

/// What a check was compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// `origin/main (1a2b3c4)`, or the name of a file.
    pub name: String,
}

/// One architecture under one outage.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// What was lived.
    pub frame: Frame,
    /// The file it is in as it was named, for messages and places in files; a built-in has its name.
    pub file: String,
    /// Its promises.
    pub objectives: Vec<Objective>,
    /// What runs said beside their numbers.
    pub notes: Notes,
}

/// One promise of one journey.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// The journey.
    pub journey: String,
    /// What is promised.
    pub promise: Promise,
    /// Share of runs in which it has to hold, 0..1.
    pub hold_in: f64,
    /// Whether it does.
    pub verdict: Verdict,
    /// Runs in which it held ...
    pub held: u64,
    /// ... of so many. A run in which it cannot be told counts as one in which it did not hold.
    pub runs: u64,
    /// Of which it could not be told in so many.
    pub untold: u64,
    /// The confidence sequence at its end: the share in which it holds.
    pub interval: Interval,
    /// The lowest share among the draws of the cloud: draw, share. What a mean over draws hides.
    pub worst_cloud: Option<(u32, f64)>,
    /// The smallest seed in which it does not hold, with the zone that hurt most there.
    pub failing: Option<Failing>,
    /// Line and column, from 1, of the promise in its file; `None` for what a suite adds or a built-in promises.
    pub place: Option<(usize, usize)>,
    /// Beside the baseline, if there is one and it has this promise.
    pub before: Option<Before>,
}

/// A run that breaks a promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failing {
    /// Its seed.
    pub seed: u64,
    /// Its draw of the cloud.
    pub cloud: u32,
    /// One line to paste that shows it.
    pub replay: String,
}

/// The same promise before a change, with the same seeds.
#[derive(Debug, Clone, PartialEq)]
pub struct Before {
    /// The verdict then.
    pub verdict: Verdict,
    /// Share of runs in which it held, over the seeds that both have.
    pub share: f64,
    /// Runs that held before and do not now.
    pub worse: u64,
    /// Runs that do now and did not before.
    pub better: u64,
    /// Whether the change made it worse, as far as can be told.
    pub regressed: Verdict,
}
