//! Architectures by outages: who survives what, and for whoever does not, the nearest built-in design that does.

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
    /// If it failed: the built-in that survived and differs least.
    pub nearest: Option<Nearest>,
}

/// How an architecture came through an outage, given touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It has nothing there.
    PassedBy,
    /// Every promise held in at least 95 % of the runs; without promises: never down and nothing lost.
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
    /// In what it differs, in words, e.g. `a second zone for the database`.
    pub differs: Vec<String>,
}
