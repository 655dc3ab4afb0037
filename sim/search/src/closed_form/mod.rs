//! Closed forms: cases whose answers are known by mathematics, lived through by the real engine.
//!
//! A case file carries inputs only. Its formula, named in the file, works out what the answer must be from the file's
//! inputs and from the architectures beside it, and has the simulator measure the same; no answer is written down.

mod chain;
mod components;
mod durability;
mod lives;
mod metric;
mod metrics;
mod names;
mod placement;
mod queues;
pub mod run;
mod runs;
mod score;
mod statistics;
mod stores;
mod traffic;
mod units;

pub use metric::{Class, Metric, Rule};

use kernel::SimDuration;
use std::collections::BTreeMap;
use tape::Offer;
use tenant::architecture::Architecture;

/// A case file, decoded.
#[derive(Debug, Clone)]
pub struct Case {
    /// E.g. `A01`.
    pub id: String,
    /// What it is about, one line.
    pub title: String,
    /// Name of the formula, one of [`formula_names`].
    pub formula: String,
    /// Architectures by the name the case gives them.
    pub architectures: BTreeMap<String, Architecture>,
    /// Numbers by name, in seconds, bytes, per second and parts of one.
    pub inputs: BTreeMap<String, Vec<f64>>,
}

/// What a formula has to work with.
pub struct Bench<'a> {
    /// The case.
    pub case: &'a Case,
    /// Everything that can be rented.
    pub offers: &'a [Offer],
    /// Where chance starts.
    pub seed: u64,
    /// Runs are divided by this (and tolerances follow), for a quick look. 1: as the file says.
    pub thinned: u32,
    /// Called now and then with the share of this case that is done.
    pub progress: &'a (dyn Fn(f64) + Sync),
}

/// A formula: the metrics of a case.
pub type Formula = fn(&Bench<'_>) -> Result<Vec<Metric>, String>;

/// Every formula by the name that case files use.
const FORMULAS: &[&[(&str, Formula)]] = &[
    components::FORMULAS,
    durability::FORMULAS,
    placement::FORMULAS,
    queues::FORMULAS,
    traffic::FORMULAS,
    names::FORMULAS,
    stores::FORMULAS,
    score::FORMULAS,
    statistics::FORMULAS,
];

/// The formula of that name.
#[must_use]
pub fn formula(name: &str) -> Option<Formula> {
    let all = FORMULAS.iter().flat_map(|list| list.iter());
    all.into_iter().find(|f| f.0 == name).map(|f| f.1)
}

/// The names of all formulas, in order of the table.
#[must_use]
pub fn formula_names() -> Vec<&'static str> {
    let all = FORMULAS.iter().flat_map(|list| list.iter());
    all.map(|f| f.0).collect()
}

impl Bench<'_> {
    /// A single number of the case, or what is wrong with the file.
    pub fn number(&self, name: &str) -> Result<f64, String> {
        match self.numbers(name)? {
            [x] => Ok(*x),
            list => Err(format!(
                "input '{name}' has {} numbers, not one",
                list.len()
            )),
        }
    }

    /// The numbers of the case under a name.
    pub fn numbers(&self, name: &str) -> Result<&[f64], String> {
        let found = self.case.inputs.get(name).map(Vec::as_slice);
        found.ok_or_else(|| format!("there is no input '{name}'"))
    }

    /// An input as a length of time.
    pub fn duration(&self, name: &str) -> Result<SimDuration, String> {
        self.number(name).map(SimDuration::from_secs_f64)
    }

    /// A number of runs of the case, fewer if only a quick look is wanted; at least 8.
    pub fn runs(&self, name: &str) -> Result<u32, String> {
        let n = self.number(name)?;
        Ok((n as u32 / self.thinned.max(1)).max(8))
    }

    /// An architecture of the case.
    pub fn architecture(&self, name: &str) -> Result<&Architecture, String> {
        let found = self.case.architectures.get(name);
        found.ok_or_else(|| format!("there is no architecture '{name}'"))
    }
}
