//! Validation: an outage's model beside what was published about it, misses and all.
//!
//! Every run that the table needs is planned first, computed on as many threads as there are, and read in order, so
//! the table depends on the files, the seed and the effort alone.

mod customers;
mod runs;
mod sections;
mod sensitivity;
mod table;

pub use table::{
    ControlRow, CounterfactualRow, CustomerRow, MilestoneRow, Mover, ScaleRow, Validation,
};

use crate::draws::{self, Assumed};
use cloud::CloudError;
use cloud::model::CloudModel;
use cloud::outage::{CloudRun, Outage};
use runs::{Answer, Job, Want};
use sensitivity::Drawn;
use std::ops::Range;
use tape::{Offer, Tape};
use tenant::architecture::Architecture;

/// What is validated, and with what.
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

/// Called as runs finish: how many are done, of how many, and what the last one was for.
pub type Progress<'a> = dyn Fn(usize, usize, &str) + Sync + 'a;

/// How much is run. The default fits the whole table into a minute on two cores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Volumes per zone where nothing else is said; `None`: as the files say.
    pub volumes: Option<u32>,
    /// Seeds at the files' values; the median of nine differs from the true one by about a third of a deviation.
    pub seeds: u32,
    /// Draws for the bands. A share of 90 % is known to 6 points, and 5 % tails hold five draws.
    pub draws: u32,
    /// Draws per counterfactual, the first of those for the bands; with 27 of 30 flipped the share is nine in ten.
    pub counterfactual_draws: u32,
    /// Draws for sensitivities: a third is then 67, whose median is known to a sixth of a deviation.
    pub sensitivity_draws: u32,
    /// Volumes per zone in these draws.
    pub sensitivity_volumes: u32,
    /// Runs of the negative control.
    pub control_runs: u32,
    /// Volumes per zone and runs, from small to large; small ones scatter, so their median is over more seeds.
    pub scale: [(u32, u32); 3],
    /// Draws of the cloud that customers meet; on each, twenty tenants of every kind.
    pub customer_draws: u32,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            volumes: None,
            seeds: 9,
            draws: 100,
            counterfactual_draws: 30,
            sensitivity_draws: 200,
            sensitivity_volumes: 10_000,
            control_runs: 2,
            scale: [(10_000, 60), (100_000, 8), (1_000_000, 2)],
            customer_draws: 10,
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
    let assumed = draws::assumed(case.cloud, case.outage);
    let calibrated = draws::calibrated(case.cloud, case.outage);
    let mut plan = Plan::default();
    let sections = Sections::plan(case, &assumed, seed, effort, &mut plan);
    let answers = runs::compute(case, plan.jobs, progress)?;
    let of = |range: &Range<usize>| &answers[range.clone()];
    let milestones =
        sections::milestones(case, &calibrated, of(&sections.file), of(&sections.draws));
    let changed = sections.counterfactuals.iter().map(of);
    let counterfactuals = sections::counterfactuals(case, of(&sections.draws), changed);
    let drawn = |seeds, range| Drawn {
        seeds,
        answers: of(range),
    };
    let movers = sensitivity::movers(
        case,
        &assumed,
        drawn(&sections.sensitivity_seeds, &sections.sensitivity),
        drawn(&sections.draws_seeds, &sections.draws),
    );
    let scale: Vec<&[Answer]> = sections.scale.iter().map(of).collect();
    Ok(Validation {
        outage: case.outage.id.clone(),
        title: case.outage.title.clone(),
        effort,
        seed,
        milestones,
        calibrated,
        movers,
        assumed: assumed.len(),
        counterfactuals,
        control: sections::control(case, of(&sections.control)),
        scale: sections::scale(case, effort, &scale),
        customers: customers::compare(case, of(&sections.draws)),
    })
}

/// The jobs of all sections, in one list.
#[derive(Default)]
struct Plan {
    jobs: Vec<Job>,
}

impl Plan {
    fn add(&mut self, jobs: impl IntoIterator<Item = Job>) -> Range<usize> {
        let from = self.jobs.len();
        self.jobs.extend(jobs);
        from..self.jobs.len()
    }
}

/// Where each section's answers lie.
struct Sections {
    scale: Vec<Range<usize>>,
    counterfactuals: Vec<Range<usize>>,
    file: Range<usize>,
    draws: Range<usize>,
    draws_seeds: Vec<u64>,
    control: Range<usize>,
    sensitivity: Range<usize>,
    sensitivity_seeds: Vec<u64>,
}

impl Sections {
    fn plan(
        case: &Case<'_>,
        assumed: &[Assumed],
        seed: u64,
        effort: Effort,
        plan: &mut Plan,
    ) -> Self {
        let seeds = |n: u32| (0..u64::from(n)).map(move |i| seed.wrapping_add(i));
        let plain = |s| sized(runs::plain(case, s), effort.volumes);
        let drawn = |s| draws::with_draw(&plain(s), assumed, s);
        let job = |run, label, want| Job { run, label, want };
        let answers = |run, label| job(run, label, Want::Answers);
        // The largest first: a long run started last would keep one core waiting.
        let scale = effort.scale.iter().rev().map(|&(volumes, runs)| {
            let run = |s| sized(runs::plain(case, s), Some(volumes));
            plan.add(seeds(runs).map(|s| answers(run(s), "scale")))
        });
        let mut scale: Vec<Range<usize>> = scale.collect();
        scale.reverse();
        let counterfactuals = case.outage.counterfactuals.iter().map(|c| {
            let run = |s| sections::changed(drawn(s), c);
            let draws = effort.counterfactual_draws.min(effort.draws);
            plan.add(seeds(draws).map(|s| answers(run(s), "counterfactuals")))
        });
        let counterfactuals = counterfactuals.collect();
        let file = seeds(effort.seeds).map(|s| job(plain(s), "files' values", Want::Evidence));
        let file = plan.add(file);
        let draws_seeds: Vec<u64> = seeds(effort.draws).collect();
        let draws = plan.add(draws_seeds.iter().map(|&s| {
            let met = s.wrapping_sub(seed) < u64::from(effort.customer_draws);
            let want = if met { Want::Customers } else { Want::Answers };
            job(drawn(s), "bands", want)
        }));
        let quiet = |s| sized(runs::quiet(case, s), effort.volumes);
        let control = seeds(effort.control_runs).map(|s| answers(quiet(s), "negative control"));
        let control = plan.add(control);
        let sensitivity_seeds: Vec<u64> = seeds(effort.sensitivity_draws).collect();
        let small = |&s: &u64| sized(drawn(s), Some(effort.sensitivity_volumes));
        let sensitivity = plan.add(
            sensitivity_seeds
                .iter()
                .map(|s| answers(small(s), "sensitivity")),
        );
        Self {
            scale,
            counterfactuals,
            file,
            draws,
            draws_seeds,
            control,
            sensitivity,
            sensitivity_seeds,
        }
    }
}

/// The run with so many volumes in every block store; `None`: as many as the files say.
fn sized(mut run: CloudRun, volumes: Option<u32>) -> CloudRun {
    if let Some(volumes) = volumes {
        draws::set_volumes(&mut run, volumes);
    }
    run
}
