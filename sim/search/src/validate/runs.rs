//! The cloud runs behind a validation: all planned first, then computed side by side, answers in order.

use super::customers::{self, Lives};
use super::{Case, Progress};
use crate::draws;
use crate::evidence::{Chain, trace};
use cloud::outage::{CloudRun, Query};
use cloud::{CloudError, simulate};
use kernel::{SimDuration, SimTime};
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use tape::query::{Measure, course, take_from};
use tape::{FateState, History, PlaceId, Population, PopulationKind, Tape};

/// A run and what is wanted of it.
pub(super) struct Job {
    pub(super) run: CloudRun,
    /// What it is for, shown with progress.
    pub(super) label: &'static str,
    pub(super) want: Want,
}

/// What is asked of a run's tape besides milestones. Tapes are large, so each is asked at once and dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// Nothing more.
    Answers,
    /// What each milestone stands on.
    Evidence,
    /// How customers fare on it.
    Customers,
}

/// What a run answered.
pub(super) struct Answer {
    /// One per milestone; `None`: no query, or never.
    pub(super) milestones: Vec<Option<f64>>,
    /// One per counterfactual's query.
    pub(super) counterfactuals: Vec<Option<f64>>,
    /// The longest that any volume hung without a break.
    pub(super) longest_hung: SimDuration,
    /// Volumes that hung over a minute.
    pub(super) volumes_hung: u32,
    /// Volumes there were.
    pub(super) volumes: u32,
    /// Facts that are not dated inputs.
    pub(super) happened: u32,
    /// One per milestone, if evidence was wanted.
    pub(super) footings: Vec<Option<Footing>>,
    /// One per customer, if they were wanted.
    pub(super) lives: Vec<Lives>,
}

/// What a milestone stands on.
pub(super) struct Footing {
    pub(super) chain: Chain,
    /// The last dated input upstream, in words.
    pub(super) text: Option<String>,
}

/// Computes all jobs on the threads of the current pool. The answers' order and content do not depend on it.
pub(super) fn compute(
    case: &Case<'_>,
    jobs: Vec<Job>,
    progress: &Progress<'_>,
) -> Result<Vec<Answer>, CloudError> {
    let total = jobs.len();
    let done = AtomicUsize::new(0);
    jobs.into_par_iter()
        .with_max_len(1)
        .map(|job| {
            let tape = simulate(&job.run)?.tape;
            let answer = answer(case, &tape, &job);
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, total, job.label);
            Ok(answer)
        })
        .collect()
}

fn answer(case: &Case<'_>, tape: &Tape, job: &Job) -> Answer {
    let all = &case.outage.milestones;
    let queries = all.iter().map(|m| m.query.as_ref());
    let counterfactuals = case
        .outage
        .counterfactuals
        .iter()
        .map(|c| ask(tape, &c.query));
    let hung = hung(tape);
    let footing = |query: Option<&Query>| {
        let query = query?;
        let chain = trace(tape, query, place(tape, query)?);
        let text = chain.last_input.map(|f| tape.fact(f).text.clone());
        Some(Footing { chain, text })
    };
    Answer {
        milestones: all
            .iter()
            .map(|m| m.answer(all, |q| ask(tape, q)))
            .collect(),
        counterfactuals: counterfactuals.collect(),
        longest_hung: hung.longest,
        volumes_hung: hung.over_a_minute,
        volumes: hung.volumes,
        happened: tape.facts.iter().filter(|f| !f.input).count() as u32,
        footings: match job.want {
            Want::Evidence => queries.map(footing).collect(),
            Want::Answers | Want::Customers => Vec::new(),
        },
        lives: match job.want {
            Want::Customers => customers::live_on(case, tape, job.run.seed),
            Want::Answers | Want::Evidence => Vec::new(),
        },
    }
}

/// A tape's answer to a query; `None` when never, or when the tape knows nothing of the place.
pub(super) fn ask(tape: &Tape, query: &Query) -> Option<f64> {
    let place = place(tape, query)?;
    take_from(&course(tape, &query.measure, place), query.take)
}

/// Where to look: a place that is not on the tape shares its parents' conditions, but no fates.
fn place(tape: &Tape, query: &Query) -> Option<PlaceId> {
    let mut path = query.place.as_str();
    loop {
        let found = tape.places.find(path);
        match query.measure {
            Measure::Share(..) | Measure::Ever(..) | Measure::Back(_) => return found,
            Measure::Error(_) if found.is_some() => return found,
            Measure::Error(_) => path = path.rsplit_once('/')?.0,
        }
    }
}

/// How volumes hung.
#[derive(Default)]
struct Hung {
    longest: SimDuration,
    over_a_minute: u32,
    volumes: u32,
}

fn hung(tape: &Tape) -> Hung {
    let mut out = Hung::default();
    let volumes = |p: &&Population| p.kind == PopulationKind::Volumes;
    for population in tape.populations.iter().filter(volumes) {
        out.volumes += population.size;
        for history in &population.touched {
            let stretch = longest_stretch(history, tape.end);
            out.longest = out.longest.max(stretch);
            out.over_a_minute += u32::from(stretch > SimDuration::from_secs(60));
        }
    }
    out
}

/// The longest that a member was unusable without a break.
fn longest_stretch(history: &History, end: SimTime) -> SimDuration {
    let mut longest = SimDuration::ZERO;
    let mut since: Option<SimTime> = None;
    for x in &history.transitions {
        match x.state {
            FateState::Healthy => {
                longest = longest.max(since.take().map_or(SimDuration::ZERO, |s| x.at - s));
            }
            FateState::Hung
            | FateState::Waiting
            | FateState::Down
            | FateState::FailingOver
            | FateState::Abandoned
            | FateState::Lost => {
                since.get_or_insert(x.at);
            }
        }
    }
    longest.max(since.map_or(SimDuration::ZERO, |s| end - s))
}

/// A run at the files' values.
pub(super) fn plain(case: &Case<'_>, seed: u64) -> CloudRun {
    CloudRun {
        cloud: case.cloud.clone(),
        outage: case.outage.clone(),
        seed,
        commands: Vec::new(),
    }
}

/// The same cloud on an ordinary day: no trigger, no actions.
pub(super) fn quiet(case: &Case<'_>, seed: u64) -> CloudRun {
    let mut run = plain(case, seed);
    let mut ids: Vec<String> = run.outage.actions.iter().map(|a| a.id.clone()).collect();
    ids.push("trigger".to_owned());
    draws::leave_out(&mut run, &ids);
    run
}

#[cfg(test)]
mod tests {
    use super::*;
    use tape::query::Take;
    use tape::{Condition, Evidence, Places, Service, TapeBuilder};

    #[test]
    fn a_zone_that_is_not_on_the_tape_shares_its_regions_conditions_and_no_fates() {
        let mut places = Places::default();
        let region = places.intern("aws/us-east-1");
        let mut b = TapeBuilder::new("t", Evidence::Observed, places, region);
        let hour = SimTime::from_secs(3600);
        b.condition(hour, region, Service::Dns, Condition::errors(0.5), None);
        let tape = b.finish().expect("short");
        let query = |measure| Query {
            measure,
            place: "aws/us-east-1/b".to_owned(),
            take: Take::At(hour),
        };
        assert_eq!(ask(&tape, &query(Measure::Error(Service::Dns))), Some(0.5));
        let fates = Measure::Share(PopulationKind::Volumes, vec![FateState::Hung]);
        assert_eq!(ask(&tape, &query(fates)), None);
        let mut elsewhere = query(Measure::Error(Service::Dns));
        elsewhere.place = "gcp/eu".to_owned();
        assert_eq!(ask(&tape, &elsewhere), None);
    }
}
