//! An architecture that is checked, with everything that is promised of it.

use super::plan::is_file;
use crate::failure::Failure;
use scenarios::{Source, SuiteObjective, objective_places};
use search::check::Asked;
use search::many::Promise;
use tenant::architecture::{Architecture, JourneyId, Objective};
use tenant::score::Target;

/// Most promises of one journey; of more a run keeps no answer.
const PROMISES_MAX: usize = 32;

/// An architecture to check.
#[derive(Clone)]
pub struct Design {
    /// As it would be typed.
    pub named: String,
    /// Its text.
    pub source: Source,
    /// What it says, with the promises that a suite adds.
    pub architecture: Architecture,
    /// Per journey what is asked of its promises, in the order of their scores.
    pub asked: Vec<Vec<Asked>>,
    /// Share of runs in which a promise of its own file has to hold.
    hold_in: f64,
}

impl Design {
    /// An architecture with the promises of its own file.
    pub fn new(named: &str, source: Source, architecture: Architecture, hold_in: f64) -> Self {
        let places = match is_file(&source) {
            true => objective_places(&source).unwrap_or_default(),
            false => Vec::new(),
        };
        let asked = architecture
            .journeys
            .iter()
            .enumerate()
            .map(|(j, journey)| {
                let place = |name: &str| {
                    let mut of = places.iter();
                    let found = of.find(|(of, promise, ..)| *of == journey.name && promise == name);
                    found.map(|&(_, _, line, column)| (line, column))
                };
                let own = architecture.objectives.iter();
                let own = own.filter(|o| usize::from(o.journey.0) == j);
                let one = |name| Asked {
                    hold_in,
                    place: place(name),
                    let_go: false,
                };
                own.flat_map(promised).map(one).collect()
            });
        Self {
            named: named.to_owned(),
            asked: asked.collect(),
            source,
            architecture,
            hold_in,
        }
    }

    /// Adds what a suite promises.
    pub fn promise(&mut self, promises: &[SuiteObjective]) {
        let journeys = self.architecture.journeys.iter().enumerate();
        for ((j, journey), asked) in journeys.zip(&mut self.asked) {
            for p in promises.iter().filter(|p| p.is_about(journey)) {
                let objective = Objective {
                    journey: JourneyId(j as u16),
                    rto: p.rto,
                    rpo: p.rpo,
                    availability_slo_ppm: p.availability_slo_ppm,
                };
                let one = |_| Asked {
                    hold_in: p.hold_in,
                    place: None,
                    let_go: false,
                };
                asked.extend(promised(&objective).map(one));
                self.architecture.objectives.push(objective);
            }
        }
    }

    /// Everything that is promised, with the names of its journeys.
    pub fn promises(&self) -> Vec<(String, Promise)> {
        let mut out = Vec::new();
        for (j, journey) in self.architecture.journeys.iter().enumerate() {
            let all = self.architecture.objectives.iter();
            for o in all.filter(|o| usize::from(o.journey.0) == j) {
                let targets = [
                    o.rto.map(Target::Time),
                    o.rpo.map(Target::Time),
                    o.availability_slo_ppm.map(|ppm| Target::Share(ppm * 1000)),
                ];
                let there = targets.into_iter().flatten();
                out.extend(promised(o).zip(there).map(|(name, target)| {
                    let name = name.to_owned();
                    (journey.name.clone(), Promise { name, target })
                }));
            }
        }
        out
    }

    /// The same, asked for what else was promised once, of the journeys that it still has.
    pub fn asked_also(mut self, once: &[(String, Promise)]) -> Self {
        for (name, promise) in once {
            let journeys = &self.architecture.journeys;
            let Some(j) = journeys.iter().position(|j| j.name == *name) else {
                continue;
            };
            if self.asked[j].len() >= PROMISES_MAX {
                continue;
            }
            let is = |name: &str| promise.name == name;
            let (time, ppm) = match promise.target {
                Target::Time(d) => (Some(d), None),
                Target::Share(ppb) => (None, Some(ppb / 1000)),
            };
            self.architecture.objectives.push(Objective {
                journey: JourneyId(j as u16),
                rto: time.filter(|_| is("rto")),
                rpo: time.filter(|_| is("rpo")),
                availability_slo_ppm: ppm,
            });
            self.asked[j].push(Asked {
                // It is compared and not judged, so that the share is that of any other.
                hold_in: self.hold_in,
                place: None,
                let_go: true,
            });
        }
        self
    }

    /// Whether another says and promises the same.
    pub fn is_same(&self, other: &Self) -> bool {
        let shares =
            |d: &Self| -> Vec<f64> { d.asked.iter().flatten().map(|a| a.hold_in).collect() };
        self.source.text == other.source.text
            && self.architecture.objectives == other.architecture.objectives
            && shares(self) == shares(other)
    }

    /// There has to be something to check.
    pub fn promises_something(&self) -> Result<(), Failure> {
        if !self.asked.iter().all(Vec::is_empty) {
            return Ok(());
        }
        let name = &self.named;
        let journeys = &self.architecture.journeys;
        let journey = journeys.first().map_or("order", |j| j.name.as_str());
        Err(Failure::Invalid(format!(
            "error: {name} promises nothing, so there is nothing to check\n  \
             = help: say in its file what has to hold, for example\n\n    \
             objectives:\n      {journey}: {{ rto: 4h, rpo: 5m, availability_slo: 99.9% }}\n\n  \
             = note: rto: longest interruption; rpo: most data lost, as time; availability_slo: share of requests\n    \
             of 28 days that are served"
        )))
    }
}

/// Names of what an objective promises, in the order in which they are scored.
fn promised(o: &Objective) -> impl Iterator<Item = &'static str> + use<> {
    let all = [
        ("rto", o.rto.is_some()),
        ("rpo", o.rpo.is_some()),
        ("availability_slo", o.availability_slo_ppm.is_some()),
    ];
    let there = all.into_iter().filter(|(_, there)| *there);
    there.map(|(name, _)| name)
}
