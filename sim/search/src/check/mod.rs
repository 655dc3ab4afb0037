//! A verdict about promises: they hold in enough runs, or not, or it cannot be told yet.
//!
//! Runs are added in blocks of one seed per draw of the cloud until a confidence sequence has left the border, or the
//! seeds are used up. Such a sequence may be looked at after every block without losing its confidence, unlike a fixed
//! interval that is tried again and again.

mod compare;
mod course;
mod pair;

pub use compare::let_go;
pub use pair::{Asked, Kept, Past, Replay, Rules, Trial, pair, runs_to_pass};

use crate::many::{Frame, Notes, Promise};
use crate::statistics::Interval;
use tenant::Luck;
use tenant::score::Target;

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

impl Verdict {
    /// The worst of them; nothing fails in nothing.
    pub fn worst(all: impl IntoIterator<Item = Self>) -> Self {
        all.into_iter().max().unwrap_or(Self::Pass)
    }
}

/// What the answer of a check is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    /// Whether every promise holds.
    Objective,
    /// Whether a change made one worse.
    Regression,
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
    /// Whose luck was looked at.
    pub luck: Luck,
    /// What the answer is about.
    pub fail_on: FailOn,
    /// What the result depends on beside the files that are checked.
    pub ground: Ground,
    /// One per architecture and outage, in the suite's order.
    pub pairs: Vec<Pair>,
    /// With what it was compared, if it was.
    pub baseline: Option<Baseline>,
}

impl Check {
    /// Whether a change made a promise worse, as far as can be told; `None` without a baseline, or if it has nothing
    /// that could be compared.
    #[must_use]
    pub fn regressed(&self) -> Option<Verdict> {
        self.baseline.as_ref()?;
        let made = self.pairs.iter().flat_map(|p| &p.objectives);
        let gone = self.pairs.iter().flat_map(|p| &p.gone);
        let all = made.chain(gone.filter_map(|g| g.judged.as_ref()));
        let before = all.filter_map(|o| o.before.as_ref());
        before.map(|b| b.regressed).max()
    }

    /// The answer to what was asked. Where nothing could be compared, it cannot be told whether it became worse.
    #[must_use]
    pub fn answer(&self) -> Verdict {
        match self.fail_on {
            FailOn::Regression => self.regressed().unwrap_or(Verdict::Undecided),
            FailOn::Objective => self.verdict,
        }
    }
}

/// Digests of what a result depends on beside the files that are checked. Results with another ground cannot be
/// compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// The program's simulation.
    pub engine: String,
    /// Everything built in, and the outages.
    pub catalogue: String,
    /// What was asked: names, seeds, draws, luck, confidence, the suite's own promises.
    pub suite: String,
}

/// What a check was compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// `origin/main (1a2b3c4)`, or the name of a file.
    pub name: String,
    /// What it had and this one has no longer: `one-egg under aws-2011-04-21`.
    pub gone: Vec<String>,
    /// What else has to be said of it.
    pub notes: Vec<String>,
}

/// One architecture under one outage.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// What was lived; its outage is the one that was named, an id or a file.
    pub frame: Frame,
    /// The file it is in as it was named, for messages and places in files; a built-in has its name.
    pub file: String,
    /// Its promises.
    pub objectives: Vec<Objective>,
    /// Promises that the baseline has and the files no longer make.
    pub gone: Vec<Gone>,
    /// What runs said beside their numbers.
    pub notes: Notes,
}

/// A promise of the baseline that the files no longer make.
#[derive(Debug, Clone, PartialEq)]
pub struct Gone {
    /// Its journey.
    pub journey: String,
    /// What was promised.
    pub promise: Promise,
    /// What is there now, judged by it; `None`: there is no such journey any more.
    pub judged: Option<Objective>,
}

/// One promise of one journey. What is counted ends with the run that decided it.
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
    /// Undecided: about how many runs it would take if the share stayed as it is; `None`: more than anybody has.
    pub runs_needed: Option<u64>,
    /// Beside the baseline, if there is one and it has this promise.
    pub before: Option<Before>,
    /// Whether it held, one per run of its pair in the order of seeds, also those after its verdict.
    pub held_by_run: Vec<bool>,
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

/// The same promise before a change, with the same seeds. If it was stricter then, both are judged by what was promised
/// then: to promise less mends nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Before {
    /// What was promised.
    pub target: Target,
    /// The verdict then.
    pub verdict: Verdict,
    /// Seeds that both have.
    pub runs: u64,
    /// Share of these in which it held.
    pub share: f64,
    /// Share of these in which it holds now.
    pub share_now: f64,
    /// Runs that held before and do not now.
    pub worse: u64,
    /// Runs that do now and did not before.
    pub better: u64,
    /// Whether the change made it worse, as far as can be told.
    pub regressed: Verdict,
    /// Whether it was stricter then: both are judged by the promise of then.
    pub loosened: bool,
    /// Of a loosened one the smallest seed that breaks the promise of then now.
    pub failing: Option<Failing>,
}
