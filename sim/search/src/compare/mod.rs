//! Two architectures under the same weather: how much they differ, in how many runs, where they first part, and why.
//!
//! Both live with the same seeds on the same draws of the cloud, so what is compared is pairs of runs, not two averages.
//! Whatever both own under one name has the same luck in both. Journeys and stores are matched by name; if no name is
//! shared, the worst journey of each run, or all stores together.
//!
//! As the dice fall (*drawn*) both meet the very same dice, and a difference is what building the one instead of the
//! other would have done. Given touched, each design's fates are drawn again until it is hit itself: the same parts may
//! then meet other fates, and the two are hit by different events with different chances. The decision is in
//! `sim/decisions/0014`. What happens to those that are hit is told by the runs in which the dice hit either.
//!
//! Leaves out: which of several differences between the two files does the good. One run is shown; it is an example.

mod meanwhile;
mod paired;
mod parting;
mod runs;
mod shown;
mod structure;

pub use meanwhile::{Meanwhile, Row, Standing};
pub use paired::{Difference, Level, NotRestored, Paired, Share2, Split};
pub use parting::{Parting, Said, State, Subject, What};
pub use runs::{JourneyPair, Matching, Numbers, PromisePair, Side, StorePair, numbers};
pub use shown::{Chosen, Shown, Zones};
pub use structure::Differs;

use crate::many::{Frame, Notes, Run, Stage};
use tenant::Luck;
use tenant::architecture::Architecture;

/// What is asked.
#[derive(Debug)]
pub struct Question<'a> {
    /// One design, ready to be lived.
    pub a: &'a Stage<'a>,
    /// The other, under the same weather.
    pub b: &'a Stage<'a>,
    /// Their files.
    pub files: [&'a Architecture; 2],
    /// Runs; at least one.
    pub seeds: &'a [u64],
    /// With which luck.
    pub luck: Luck,
    /// The run that is shown; `None`: a typical one of those that differ.
    pub shown: Option<u64>,
}

/// The answer.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// What one lived.
    pub a: Frame,
    /// What the other lived.
    pub b: Frame,
    /// First seed and the one after the last.
    pub seeds: (u64, u64),
    /// With which luck.
    pub luck: Luck,
    /// All runs.
    pub numbers: Numbers,
    /// How the files differ, the heaviest first.
    pub differs: Vec<Differs>,
    /// One run.
    pub shown: Shown,
    /// What runs said beside their numbers: of one, of the other.
    pub notes: [Notes; 2],
}

/// Lives both and compares. `progress` is told how many of all runs are done.
///
/// # Panics
/// When there is no seed.
pub fn compare(q: &Question<'_>, progress: &(dyn Fn(usize, usize) + Sync)) -> Comparison {
    let total = 2 * q.seeds.len();
    let a = q.a.runs(q.seeds, &|done| progress(done, total));
    let b =
        q.b.runs(q.seeds, &|done| progress(q.seeds.len() + done, total));
    of_runs(q, [&a, &b])
}

/// The same of runs that have been lived, in the order of the seeds.
///
/// # Panics
/// When there is no seed.
#[must_use]
pub fn of_runs(q: &Question<'_>, [a, b]: [&[Run]; 2]) -> Comparison {
    let frames = [q.a.frame(), q.b.frame()];
    let numbers = numbers([&frames[0], &frames[1]], [a, b], q.luck);
    let (first, last) = (q.seeds[0], q.seeds[q.seeds.len() - 1]);
    let (seed, chosen) = match q.shown {
        Some(seed) => (seed, Chosen::Asked),
        None => shown::typical([&frames[0], &frames[1]], [a, b], q.luck),
    };
    let replays = [q.a.replay(seed, q.luck), q.b.replay(seed, q.luck)];
    let shown = Shown::of(q.files, replays, &numbers, seed, chosen);
    let [a, b] = frames;
    Comparison {
        a,
        b,
        seeds: (first, last + 1),
        luck: q.luck,
        numbers,
        differs: structure::differs(q.files[0], q.files[1]),
        shown,
        notes: [q.a.notes(), q.b.notes()],
    }
}
