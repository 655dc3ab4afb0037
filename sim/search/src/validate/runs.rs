//! The runs behind a validation: all planned first, then computed side by side, answers in order.

use super::apart::{self, Apart};
use super::control::Quiet;
use super::customers::{self, Lives};
use super::plan::Prepared;
use super::{Case, Progress};
use crate::draws::{self, Assumed};
use crate::evidence::{Chain, trace};
use cloud::outage::{CloudRun, Counterfactual, Query};
use cloud::{CloudError, simulate};
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use tape::query::{Measure, course, take_from};
use tape::{PlaceId, Tape};

/// A run and what is wanted of it.
pub(super) struct Job<'a> {
    pub(super) prepared: &'a Prepared<'a>,
    pub(super) scene: Scene<'a>,
    pub(super) seed: u64,
    /// What it is for, shown with progress.
    pub(super) label: &'static str,
    pub(super) want: Want,
}

/// Where a job's tape comes from.
pub(super) enum Scene<'a> {
    /// It is simulated.
    Cloud(Recipe<'a>),
    /// It was observed.
    Tape(&'a Tape),
}

/// How a cloud run differs from the files; made into one only when its turn comes, because runs are large.
pub(super) struct Recipe<'a> {
    pub(super) case: Case<'a>,
    /// How many times the files' members.
    pub(super) size: f64,
    /// Whether assumed numbers are drawn.
    pub(super) drawn: bool,
    pub(super) change: Change<'a>,
}

/// What is otherwise than it was.
#[derive(Clone, Copy)]
pub(super) enum Change<'a> {
    Nothing,
    /// One thing.
    One(&'a Counterfactual),
    /// Neither the trigger nor anything that people did.
    Quiet,
}

/// What is asked of a run's tape besides milestones. Tapes are large, so each is asked at once and dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// Nothing more.
    Answers,
    /// What each milestone stands on, and how far the observed tape is.
    Evidence,
    /// How customers fare on it.
    Customers,
    /// How quiet it was.
    Quiet,
}

/// What a run answered.
#[derive(Default)]
pub(super) struct Answer {
    /// One per milestone; `None`: no query, or never.
    pub(super) milestones: Vec<Option<f64>>,
    /// One per counterfactual's query.
    pub(super) counterfactuals: Vec<Option<f64>>,
    /// How quiet it was, if that was wanted.
    pub(super) quiet: Option<Quiet>,
    /// One per milestone, if evidence was wanted.
    pub(super) footings: Vec<Option<Footing>>,
    /// How far the observed tape is, if there is one and evidence was wanted.
    pub(super) apart: Vec<Apart>,
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
///
/// # Errors
/// The first job, in order, that cannot be run.
pub(super) fn compute(
    jobs: &[Job<'_>],
    several: bool,
    progress: &Progress<'_>,
) -> Result<Vec<Answer>, (String, CloudError)> {
    let mut order: Vec<usize> = (0..jobs.len()).collect();
    // The largest first, handed out one by one: a long run started last would keep one core waiting.
    order.sort_by(|&a, &b| {
        jobs[b]
            .weight()
            .total_cmp(&jobs[a].weight())
            .then(a.cmp(&b))
    });
    let done = AtomicUsize::new(0);
    let mut answers: Vec<(usize, Result<Answer, CloudError>)> = order
        .into_iter()
        .par_bridge()
        .map(|i| {
            let answer = jobs[i].answer();
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            match several {
                true => progress(
                    done,
                    jobs.len(),
                    &format!("{}: {}", jobs[i].id(), jobs[i].label),
                ),
                false => progress(done, jobs.len(), jobs[i].label),
            }
            (i, answer)
        })
        .collect();
    answers.sort_by_key(|&(i, _)| i);
    let named = |(i, answer): (usize, Result<Answer, CloudError>)| {
        answer.map_err(|error| (jobs[i].id().to_owned(), error))
    };
    answers.into_iter().map(named).collect()
}

impl Job<'_> {
    fn id(&self) -> &str {
        match &self.scene {
            Scene::Cloud(recipe) => &recipe.case.outage.id,
            Scene::Tape(tape) => &tape.outage,
        }
    }

    /// How long it takes, beside others.
    fn weight(&self) -> f64 {
        let lives = f64::from(u8::from(self.want == Want::Customers));
        match &self.scene {
            Scene::Cloud(recipe) => recipe.size + lives,
            Scene::Tape(_) => lives,
        }
    }

    fn answer(&self) -> Result<Answer, CloudError> {
        let hosts = &self.prepared.hosts;
        match &self.scene {
            Scene::Tape(tape) => Ok(Answer {
                lives: customers::live_on(hosts, tape, self.seed),
                ..Answer::default()
            }),
            Scene::Cloud(recipe) => {
                let tape = simulate(&recipe.run(&self.prepared.assumed, self.seed))?.tape;
                let answer = answers(&recipe.case, &tape);
                Ok(match self.want {
                    Want::Answers => answer,
                    Want::Evidence => Answer {
                        footings: footings(&recipe.case, &tape),
                        apart: recipe
                            .case
                            .observed
                            .map_or_else(Vec::new, |o| apart::all(&tape, o)),
                        ..answer
                    },
                    Want::Customers => Answer {
                        lives: customers::live_on(hosts, &tape, self.seed),
                        ..answer
                    },
                    Want::Quiet => Answer {
                        quiet: Some(Quiet::of(&tape)),
                        ..answer
                    },
                })
            }
        }
    }
}

impl Recipe<'_> {
    /// The run: the files' values, then as many members, then the draw, then what is changed.
    fn run(&self, assumed: &[Assumed], seed: u64) -> CloudRun {
        let mut run = CloudRun {
            cloud: self.case.cloud.clone(),
            outage: self.case.outage.clone(),
            seed,
            commands: Vec::new(),
        };
        // At the size of the files nothing is touched, so that also the settings stand as they are written.
        if self.size != 1.0 {
            draws::scale_members(&mut run, self.size);
        }
        if self.drawn {
            run = draws::with_draw(&run, assumed, seed);
        }
        match self.change {
            Change::Nothing => {}
            Change::One(c) => {
                for (target, parameter, value) in &c.settings {
                    draws::set(&mut run, target, parameter, *value);
                }
                draws::leave_out(&mut run, &c.without);
            }
            Change::Quiet => {
                let actions = run.outage.actions.iter().map(|a| a.id.clone());
                let all: Vec<String> = actions.chain(["trigger".to_owned()]).collect();
                draws::leave_out(&mut run, &all);
            }
        }
        run
    }
}

fn answers(case: &Case<'_>, tape: &Tape) -> Answer {
    let all = &case.outage.milestones;
    let milestones = all.iter().map(|m| m.answer(all, |q| ask(tape, q)));
    let counterfactuals = case.outage.counterfactuals.iter();
    Answer {
        milestones: milestones.collect(),
        counterfactuals: counterfactuals.map(|c| ask(tape, &c.query)).collect(),
        ..Answer::default()
    }
}

fn footings(case: &Case<'_>, tape: &Tape) -> Vec<Option<Footing>> {
    let queries = case.outage.milestones.iter().map(|m| m.query.as_ref());
    let footing = |query: Option<&Query>| {
        let query = query?;
        let chain = trace(tape, query, place(tape, query)?);
        let text = chain.last_input.map(|f| tape.fact(f).text.clone());
        Some(Footing { chain, text })
    };
    queries.map(footing).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SimTime;
    use tape::query::Take;
    use tape::{Condition, Evidence, FateState, Places, PopulationKind, Service, TapeBuilder};

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
