//! Which runs the tables need, and where each section's answers will lie.

use super::customers::Hosts;
use super::runs::{Change, Job, Recipe, Scene, Want};
use super::{Effort, Subject};
use crate::draws::{self, Assumed, Members};
use std::ops::Range;

/// An outage with what its runs are made of.
pub(super) struct Prepared<'a> {
    pub(super) subject: Subject<'a>,
    pub(super) hosts: Hosts<'a>,
    /// What is varied.
    pub(super) assumed: Vec<Assumed>,
    /// The numbers of members on which the outage hangs; none: there is nothing to scale.
    pub(super) members: Vec<Members>,
}

impl<'a> Prepared<'a> {
    pub(super) fn new(subject: Subject<'a>) -> Self {
        let (assumed, members) = match subject {
            Subject::Simulated(case) => {
                let carriers = &case.outage.mechanisms;
                let mut members = draws::members(case.cloud, case.outage);
                members.retain(|m| carriers.is_empty() || carriers.contains(&m.kind));
                (draws::assumed(case.cloud, case.outage), members)
            }
            Subject::Observed(_) => (Vec::new(), Vec::new()),
        };
        Self {
            subject,
            hosts: Hosts::of(&subject),
            assumed,
            members,
        }
    }
}

/// The jobs of all sections of all outages, in one list.
#[derive(Default)]
pub(super) struct Plan<'a> {
    pub(super) jobs: Vec<Job<'a>>,
}

impl<'a> Plan<'a> {
    fn add(&mut self, jobs: impl IntoIterator<Item = Job<'a>>) -> Range<usize> {
        let from = self.jobs.len();
        self.jobs.extend(jobs);
        from..self.jobs.len()
    }
}

/// Where each section's answers lie.
#[derive(Default)]
pub(super) struct Sections {
    pub(super) scale: Vec<Range<usize>>,
    pub(super) counterfactuals: Vec<Range<usize>>,
    pub(super) file: Range<usize>,
    pub(super) draws: Range<usize>,
    pub(super) draws_seeds: Vec<u64>,
    pub(super) control: Range<usize>,
    pub(super) sensitivity: Range<usize>,
    pub(super) sensitivity_seeds: Vec<u64>,
}

impl Sections {
    pub(super) fn plan<'a>(
        prepared: &'a Prepared<'a>,
        seed: u64,
        effort: Effort,
        plan: &mut Plan<'a>,
    ) -> Self {
        let seeds = |n: u32| (0..u64::from(n)).map(move |i| seed.wrapping_add(i));
        let case = match prepared.subject {
            Subject::Simulated(case) => case,
            Subject::Observed(watched) => {
                let draws = plan.add(seeds(effort.customer_draws).map(|seed| Job {
                    prepared,
                    scene: Scene::Tape(watched.tape),
                    seed,
                    label: "customers",
                    want: Want::Customers,
                }));
                return Self {
                    draws,
                    ..Self::default()
                };
            }
        };
        let job = move |seed, size, drawn, change, label, want| Job {
            prepared,
            scene: Scene::Cloud(Recipe {
                case,
                size,
                drawn,
                change,
            }),
            seed,
            label,
            want,
        };
        let asked =
            |seed, size, drawn, change, label| job(seed, size, drawn, change, label, Want::Answers);
        let sizes = match prepared.members.is_empty() {
            true => &[][..],
            false => &effort.scale[..],
        };
        let scale = sizes.iter().map(|&(size, runs)| {
            plan.add(seeds(runs).map(|s| asked(s, size, false, Change::Nothing, "scale")))
        });
        let scale = scale.collect();
        let few = effort.counterfactual_draws.min(effort.draws);
        let counterfactuals = case.outage.counterfactuals.iter().map(|c| {
            let change = Change::One(c);
            plan.add(
                seeds(few).map(|s| asked(s, effort.draws_size, true, change, "counterfactuals")),
            )
        });
        let counterfactuals = counterfactuals.collect();
        let file = plan.add(seeds(effort.seeds).map(|s| {
            let label = "files' values";
            job(
                s,
                effort.size,
                false,
                Change::Nothing,
                label,
                Want::Evidence,
            )
        }));
        let draws_seeds: Vec<u64> = seeds(effort.draws).collect();
        let draws = plan.add(draws_seeds.iter().map(|&s| {
            let met = s.wrapping_sub(seed) < u64::from(effort.customer_draws);
            let want = if met { Want::Customers } else { Want::Answers };
            job(s, effort.draws_size, true, Change::Nothing, "bands", want)
        }));
        let control = plan.add(seeds(effort.control_runs).map(|s| {
            let label = "negative control";
            job(s, effort.size, false, Change::Quiet, label, Want::Quiet)
        }));
        let sensitivity_seeds: Vec<u64> = seeds(effort.sensitivity_draws).collect();
        let sensitivity = plan.add(sensitivity_seeds.iter().map(|&s| {
            let size = effort.sensitivity_size;
            asked(s, size, true, Change::Nothing, "sensitivity")
        }));
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
