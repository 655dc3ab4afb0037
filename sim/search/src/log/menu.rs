//! Everything that can be done in a run, as data: what a screen offers, and what a test counts.
//!
//! The menu is made from what there is: the actions of all mechanisms of the cloud, every service and population at
//! every place of the run, every part, plan and person of the architecture. Nothing is listed by hand but a few ready-made
//! faults that people look for, which are several overlays at once. What an item makes is part of a log, so it can be
//! written down and run again without any screen.

mod overlays;
mod tenant;

use super::{Command, cloud_action};
use ::tenant::architecture::{Architecture, StepKind};
use ::tenant::{TenantAction, TenantCommand};
use cloud::model::{ActionSpec, CloudModel, ParameterSpec, Unit};
use kernel::{SimDuration, SimTime};
use tape::{Overlay, PopulationKind, Service, Tape};

/// Something that can be done.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its stable id, e.g. `cloud:ebs/a.suppress_search`, `overlay:aws/us-east-1/b.compute`, `tenant:web.stop`.
    pub id: String,
    /// What it is done to.
    pub on: On,
    /// A few words, e.g. `stop web`.
    pub title: String,
    /// One line on what it does.
    pub doc: String,
    /// What has to be said with it, in order.
    pub parameters: Vec<Parameter>,
    /// Whether it can be done for a while; what cannot ignores a length.
    pub lasts: bool,
    deed: Deed,
}

/// What an item is done to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum On {
    /// A mechanism of the cloud, by its name in the cloud file.
    Mechanism(String),
    /// A zone, region or provider, by its path.
    Place(String),
    /// A service at a place.
    Service(Service, String),
    /// The members of a population at a place.
    Members(PopulationKind, String),
    /// The network between a place and the rest of the world.
    Link(String),
    /// A part of the architecture.
    Component(String),
    /// A plan of the architecture.
    Plan(String),
    /// A person.
    Person(String),
}

/// Something that has to be said with an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it may be.
    pub holds: Holds,
    /// One line.
    pub doc: &'static str,
}

/// What a parameter may be.
#[derive(Debug, Clone, PartialEq)]
pub enum Holds {
    /// A number in the base unit of `unit`.
    Number {
        /// Its unit.
        unit: Unit,
        /// What it is unless somebody says otherwise.
        default: f64,
        /// The smallest.
        low: f64,
        /// The largest.
        high: f64,
    },
    /// One of these words; its value is its index. The first is taken unless somebody says otherwise.
    Choice(Vec<String>),
}

/// What an item makes of its parameters.
#[derive(Debug, Clone, PartialEq)]
enum Deed {
    Cloud {
        mechanism: String,
        action: &'static ActionSpec,
    },
    Condition {
        place: String,
        service: Service,
    },
    Members {
        place: String,
        kind: PopulationKind,
    },
    Overlays(Vec<overlays::Part>),
    Tenant(TenantAction),
    Stop(TenantAction, TenantAction),
    Step(tenant::Blank),
}

impl Parameter {
    const fn number(
        name: &'static str,
        unit: Unit,
        span: (f64, f64),
        default: f64,
        doc: &'static str,
    ) -> Self {
        let (low, high) = span;
        Self {
            name,
            holds: Holds::Number {
                unit,
                default,
                low,
                high,
            },
            doc,
        }
    }

    fn of(spec: &ParameterSpec) -> Self {
        let usual = match spec.unit {
            Unit::Seconds => 3600.0,
            Unit::Share => 0.5,
            Unit::Switch
            | Unit::PerSecond
            | Unit::PerHour
            | Unit::Bytes
            | Unit::BytesPerSecond
            | Unit::Count
            | Unit::Members
            | Unit::Factor => 1.0,
        };
        let default = f64::min(f64::max(usual, spec.low), spec.high);
        Self::number(
            spec.name,
            spec.unit,
            (spec.low, spec.high),
            default,
            spec.doc,
        )
    }

    /// What it is unless somebody says otherwise.
    #[must_use]
    pub const fn default(&self) -> f64 {
        match self.holds {
            Holds::Number { default, .. } => default,
            Holds::Choice(_) => 0.0,
        }
    }

    /// A value as people write it: `6.2%`, `1h`, `hung`.
    #[must_use]
    pub fn show(&self, value: f64) -> String {
        match &self.holds {
            Holds::Number { unit, .. } => unit.show(value),
            Holds::Choice(words) => words
                .get(value as usize)
                .map_or_else(|| value.to_string(), Clone::clone),
        }
    }

    fn check(&self, value: f64) -> Result<(), String> {
        match &self.holds {
            Holds::Number { low, high, .. } if !(*low..=*high).contains(&value) => Err(format!(
                "{} cannot be {}: it lies between {} and {}",
                self.name,
                self.show(value),
                self.show(*low),
                self.show(*high)
            )),
            Holds::Choice(words) if !(0.0..words.len() as f64).contains(&value) => {
                Err(format!("{} is one of {}", self.name, words.join(", ")))
            }
            Holds::Number { .. } | Holds::Choice(_) => Ok(()),
        }
    }
}

impl Item {
    /// The values its parameters have unless somebody says otherwise.
    #[must_use]
    pub fn defaults(&self) -> Vec<f64> {
        self.parameters.iter().map(Parameter::default).collect()
    }

    /// What it adds to a log: one value per parameter, in order. Without a length it lasts until the outage is over.
    ///
    /// # Errors
    /// A value is missing, or out of its bounds.
    pub fn commands(
        &self,
        at: SimTime,
        length: Option<SimDuration>,
        values: &[f64],
    ) -> Result<Vec<Command>, String> {
        if values.len() != self.parameters.len() {
            let names: Vec<&str> = self.parameters.iter().map(|p| p.name).collect();
            return Err(match names.is_empty() {
                true => format!("{} takes no values", self.title),
                false => format!("{} needs a value for {}", self.title, names.join(", ")),
            });
        }
        for (parameter, &value) in self.parameters.iter().zip(values) {
            parameter.check(value)?;
        }
        let laid = |place: &String, change| {
            let place = place.clone();
            Command::Overlay(Overlay {
                at,
                length,
                place,
                change,
            })
        };
        let tenant = |at, action| Command::Tenant(TenantCommand { at, action });
        Ok(match &self.deed {
            Deed::Cloud { mechanism, action } => {
                let names = action.parameters.iter().map(|p| p.name.to_owned());
                let arguments: Vec<(String, f64)> = names.zip(values.iter().copied()).collect();
                let action = cloud_action(at, mechanism, action.name, &arguments);
                vec![Command::Cloud(action)]
            }
            Deed::Condition { place, service } => {
                vec![laid(place, overlays::condition(*service, values))]
            }
            Deed::Members { place, kind } => vec![laid(place, overlays::members(*kind, values))],
            Deed::Overlays(parts) => {
                let all = parts.iter().map(|p| p.command(at, length, values));
                all.collect()
            }
            Deed::Tenant(action) => vec![tenant(at, action.clone())],
            Deed::Stop(stop, start) => {
                let mut all = vec![tenant(at, stop.clone())];
                all.extend(length.map(|l| tenant(at + l, start.clone())));
                all
            }
            Deed::Step(blank) => vec![tenant(at, TenantAction::Do(blank.filled(values)))],
        })
    }

    /// The kind of step it commands, if it commands one.
    #[must_use]
    pub fn step(&self) -> Option<StepKind> {
        if let Deed::Step(blank) = &self.deed {
            Some(blank.filled(&self.defaults()))
        } else {
            None
        }
    }
}

/// Everything that can be done: to the machinery of `cloud`, if the outage is simulated; at the places of `tape` (as the
/// run has them) and of `arch`; to `arch` itself. No two items have the same id.
#[must_use]
pub fn menu(cloud: Option<&CloudModel>, tape: &Tape, arch: &Architecture) -> Vec<Item> {
    let mut items = overlays::ready_made(tape, arch);
    items.extend(tenant::items(arch));
    items.extend(overlays::items(tape, arch));
    items.extend(cloud.map(of_cloud).unwrap_or_default());
    items
}

fn of_cloud(cloud: &CloudModel) -> Vec<Item> {
    let mut items = Vec::new();
    for instance in &cloud.instances {
        let Some(spec) = ::cloud::specs().iter().find(|s| s.kind == instance.kind) else {
            continue;
        };
        items.extend(spec.actions.iter().map(|action| Item {
            id: format!("cloud:{}.{}", instance.name, action.name),
            on: On::Mechanism(instance.name.clone()),
            title: format!("{} {}", instance.name, action.name.replace('_', " ")),
            doc: action.doc.to_owned(),
            parameters: action.parameters.iter().map(Parameter::of).collect(),
            lasts: false,
            deed: Deed::Cloud {
                mechanism: instance.name.clone(),
                action,
            },
        }));
    }
    items
}
