//! Validation: an outage's model beside what was published about it, misses and all.
//!
//! Every run that the tables of one or of all outages need is planned first, computed on as many threads as there are,
//! and read in order, so the tables depend on the files, the seed and the effort alone.

mod apart;
mod control;
mod customers;
mod plan;
mod runs;
mod sections;
mod sensitivity;
mod summary;
mod table;

pub use summary::{Evidences, Found, Scaled, Summary, Tally};
pub use table::{
    ApartRow, ControlMembers, ControlRow, ControlWorst, CounterfactualRow, CustomerRow, MembersRow,
    MilestoneRow, Mover, Observation, ScaleRow, Validation, Verdict,
};

use crate::draws;
use cloud::CloudError;
use cloud::model::CloudModel;
use cloud::outage::{Customer, Outage};
use plan::{Plan, Prepared, Sections};
use runs::Answer;
use sensitivity::Drawn;
use std::ops::Range;
use tape::{Offer, Tape};
use tenant::architecture::Architecture;

/// A simulated outage, and with what it is validated.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The outage.
    pub outage: &'a Outage,
    /// The machinery it happened in.
    pub cloud: &'a CloudModel,
    /// Everything that is rented out.
    pub offers: &'a [Offer],
    /// Where the customers' architectures are found by name.
    pub architectures: &'a [Architecture],
    /// The same outage as it was observed, if there is such a tape.
    pub observed: Option<&'a Tape>,
}

/// An outage that was only observed: its tape is what was published, so nothing but its customers can be compared.
#[derive(Clone, Copy)]
pub struct Watched<'a> {
    /// One line.
    pub title: &'a str,
    /// What happened.
    pub tape: &'a Tape,
    /// What happened to customers.
    pub customers: &'a [Customer],
    /// When it began, seconds since 1970-01-01 UTC.
    pub start_unix: i64,
    /// Everything that is rented out.
    pub offers: &'a [Offer],
    /// Where the customers' architectures are found by name.
    pub architectures: &'a [Architecture],
}

/// What can be validated.
#[derive(Clone, Copy)]
pub enum Subject<'a> {
    /// An outage that comes out of mechanisms.
    Simulated(Case<'a>),
    /// An outage as it was written down.
    Observed(Watched<'a>),
}

/// Called as runs finish: how many are done, of how many, and what the last one was for.
pub type Progress<'a> = dyn Fn(usize, usize, &str) + Sync + 'a;

/// How much is run. The default fits the whole table of one outage into a minute on two cores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// How many times the files' numbers of members are simulated where nothing else is said.
    pub size: f64,
    /// Seeds at the files' values; the median of nine differs from the true one by about a third of a deviation.
    pub seeds: u32,
    /// Draws for the bands. A share of 90 % is known to 6 points, and 5 % tails hold five draws.
    pub draws: u32,
    /// Draws per counterfactual, the first of those for the bands; with 27 of 30 flipped the share is nine in ten.
    pub counterfactual_draws: u32,
    /// How many times the files' members in the draws for bands and counterfactuals.
    pub draws_size: f64,
    /// Draws for sensitivities: a third is then 67, whose median is known to a sixth of a deviation. 0: not looked at.
    pub sensitivity_draws: u32,
    /// How many times the files' members in these draws.
    pub sensitivity_size: f64,
    /// Runs of the negative control.
    pub control_runs: u32,
    /// Times as many members and runs, from few to many; few scatter, so their median is over more seeds.
    pub scale: [(f64, u32); 3],
    /// Draws of the cloud that customers meet; on each, twenty tenants of every kind.
    pub customer_draws: u32,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            size: 1.0,
            seeds: 9,
            draws: 100,
            counterfactual_draws: 30,
            draws_size: 1.0,
            sensitivity_draws: 200,
            sensitivity_size: 0.1,
            control_runs: 2,
            scale: [(0.1, 60), (1.0, 8), (10.0, 2)],
            customer_draws: 10,
        }
    }
}

impl Effort {
    /// For all outages at once, in about a minute on two cores: 5 % tails of 60 draws hold three, a share of nine in ten
    /// is told from 20 with two to spare, and both are drawn on clouds with a third of the members, between the sizes
    /// that the scale check compares. What carries what is not looked at.
    #[must_use]
    pub fn of_all() -> Self {
        Self {
            seeds: 5,
            draws: 60,
            counterfactual_draws: 20,
            draws_size: 0.3,
            sensitivity_draws: 0,
            control_runs: 1,
            scale: [(0.1, 20), (1.0, 5), (10.0, 1)],
            customer_draws: 5,
            ..Self::default()
        }
    }

    /// About a twentieth of the usual: enough to see the table, not to judge by it.
    #[must_use]
    pub fn quick() -> Self {
        Self {
            size: 0.1,
            seeds: 3,
            draws: 20,
            counterfactual_draws: 4,
            draws_size: 0.1,
            sensitivity_draws: 12,
            sensitivity_size: 0.05,
            control_runs: 1,
            scale: [(0.05, 2), (0.1, 2), (0.2, 1)],
            customer_draws: 1,
        }
    }
}

/// Compares a model with what was published.
///
/// # Errors
/// When the files describe a run that cannot be made.
pub fn validate(
    case: &Case<'_>,
    seed: u64,
    effort: Effort,
    progress: &Progress<'_>,
) -> Result<Validation, CloudError> {
    let subjects = [Subject::Simulated(*case)];
    let mut verdicts = validate_all(&subjects, seed, effort, progress)
        .map_err(|(_, error)| error)?
        .into_iter();
    match verdicts.next() {
        Some(Verdict::Simulated(table)) => Ok(*table),
        Some(Verdict::Observed(_)) | None => unreachable!("a simulated outage has a table"),
    }
}

/// Compares several outages with what was published of each, over one pool of runs.
///
/// # Errors
/// The first outage whose files describe a run that cannot be made, and why.
pub fn validate_all(
    subjects: &[Subject<'_>],
    seed: u64,
    effort: Effort,
    progress: &Progress<'_>,
) -> Result<Vec<Verdict>, (String, CloudError)> {
    let prepared: Vec<Prepared<'_>> = subjects.iter().map(|&s| Prepared::new(s)).collect();
    let mut plan = Plan::default();
    let sections: Vec<Sections> = prepared
        .iter()
        .map(|p| Sections::plan(p, seed, effort, &mut plan))
        .collect();
    let answers = runs::compute(&plan.jobs, subjects.len() > 1, progress)?;
    let verdict = |(p, s): (&Prepared<'_>, &Sections)| match p.subject {
        Subject::Simulated(case) => {
            let table = table(&case, p, s, &answers, seed, effort);
            Verdict::Simulated(Box::new(table))
        }
        Subject::Observed(watched) => Verdict::Observed(Observation {
            outage: watched.tape.outage.clone(),
            title: watched.title.to_owned(),
            seed,
            effort,
            customers: customers::compare(watched.customers, &answers[s.draws.clone()]),
        }),
    };
    Ok(prepared.iter().zip(&sections).map(verdict).collect())
}

/// One outage's table, read from all answers.
fn table(
    case: &Case<'_>,
    prepared: &Prepared<'_>,
    sections: &Sections,
    answers: &[Answer],
    seed: u64,
    effort: Effort,
) -> Validation {
    let calibrated = draws::calibrated(case.cloud, case.outage);
    let of = |range: &Range<usize>| &answers[range.clone()];
    let milestones =
        sections::milestones(case, &calibrated, of(&sections.file), of(&sections.draws));
    let changed = sections.counterfactuals.iter().map(of);
    let counterfactuals = sections::counterfactuals(case, of(&sections.draws), changed);
    let drawn = |seeds, range| Drawn {
        seeds,
        answers: of(range),
    };
    let small = drawn(&sections.sensitivity_seeds, &sections.sensitivity);
    let full = drawn(&sections.draws_seeds, &sections.draws);
    let movers = match effort.sensitivity_draws {
        0 => Vec::new(),
        _ => sensitivity::movers(case, &prepared.assumed, small, full),
    };
    let scale: Vec<&[Answer]> = sections.scale.iter().map(of).collect();
    Validation {
        outage: case.outage.id.clone(),
        title: case.outage.title.clone(),
        effort,
        seed,
        milestones,
        calibrated,
        movers,
        assumed: prepared.assumed.len(),
        counterfactuals,
        control: control::row(case, of(&sections.control)),
        members: sections::members(&prepared.members, effort),
        scale: sections::scale(case, effort, &scale),
        apart: apart::rows(of(&sections.file)),
        customers: customers::compare(&case.outage.customers, of(&sections.draws)),
    }
}
