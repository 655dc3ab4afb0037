//! Architectures by outages: who survives what, and for whoever does not, the nearest built-in design that does.
//!
//! Every architecture lives with the same seeds and the same weather, so that two cells of a column differ by design
//! alone. Each is put where it runs: an outage strikes its home unless a region was named.
//!
//! "Nearest" is about structure alone ([`features`]): what is built, where, and who repairs it. It knows no price, no
//! load and no rates, and that a design came through these seeds is no promise that it will.

mod facts;
mod features;
mod money;
mod nearest;
mod standing;
#[cfg(test)]
mod tests;

pub use features::{Facet, Feature, features};
pub use money::{Harm, harm, monthly_micro};
pub use nearest::{Candidate, candidates, distance};

use crate::sweep::Sweep;

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// First seed and the one after the last.
    pub seeds: (u64, u64),
    /// Names of the architectures, in the order asked for: rows.
    pub architectures: Vec<String>,
    /// Ids and titles of the outages: columns.
    pub outages: Vec<(String, String)>,
    /// One per architecture, one per outage in it.
    pub cells: Vec<Vec<Cell>>,
}

/// One architecture under one outage.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// All there is to say.
    pub sweep: Sweep,
    /// How it ended.
    pub standing: Standing,
    /// If it failed: the built-in that survived and differs least; `None` also if no built-in did.
    pub nearest: Option<Nearest>,
}

/// How an architecture came through an outage, given touched.
///
/// An event counts when it happens in more than one run in twenty. A time promise is an `rto` or an
/// `availability_slo`; a run in which a promise cannot be told is one in which it did not hold. The worse of the two,
/// time and data, decides:
///
/// - Time, with time promises: [`Standing::Survived`] if each held in at least 95 % of the runs, [`Standing::Failed`]
///   if one held in fewer than half, else [`Standing::Hurt`]. Without any: whether a journey was down (hurt), or was
///   not restored (failed).
/// - Data, with promises of an `rpo`: failed if one was broken in more than 5 % of the runs, for data does not come
///   back; hurt if it cannot be told in so many. Without any: failed if acknowledged writes were missing. A store that
///   nothing can bring back is failed, whatever is promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It has nothing there, and nothing of it was down or lost.
    PassedBy,
    /// Every promise held in at least 95 % of the runs; without promises: never down and nothing lost, in as many.
    Survived,
    /// Some promise held in fewer; without promises: it was down for a while.
    Hurt,
    /// A promise held in fewer than half of the runs, or data was lost beyond it; without promises: data was lost or
    /// it was not restored.
    Failed,
}

/// A design that came through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    /// Its name.
    pub architecture: String,
    /// What would have to change to be like it, in words, most important first: `the database has a standby that takes
    /// over by itself, in another zone`.
    pub differs: Vec<String>,
    /// What it does without, in words: no change to make, but part of how it came through.
    pub less: Vec<String>,
}

impl Cell {
    /// A cell as it stands; whoever knows the other designs adds the nearest that survived.
    #[must_use]
    pub fn of(sweep: Sweep) -> Self {
        Self {
            standing: Standing::of(&sweep),
            sweep,
            nearest: None,
        }
    }
}

impl Matrix {
    /// The cells of an outage, from the first row to the last.
    pub fn column(&self, outage: usize) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter_map(move |row| row.get(outage))
    }
}
