//! Draws: a cloud run with other values for what is assumed, or with one thing changed.

use cloud::model::{CloudModel, Parameter, ParameterSpec, Provenance, Unit};
use cloud::outage::{CloudRun, Outage, Setting};
use kernel::{SimDuration, SimTime, Stream, math};

/// Stands for the date of an action among the names of parameters; no mechanism has one of this name.
pub const DATE: &str = "at";

/// A number that is not known, with its range.
#[derive(Debug, Clone, PartialEq)]
pub struct Assumed {
    /// The family or single instance it belongs to, e.g. `ebs`; or the id of an action.
    pub target: String,
    /// The parameter's name; [`DATE`] for the date of an action, in seconds after the start.
    pub parameter: String,
    /// Its unit.
    pub unit: Option<Unit>,
    /// The value in the files, in base units.
    pub value: f64,
    /// Why this value.
    pub reason: String,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// Ranges wider than this factor are drawn evenly on a logarithmic scale: a guess between 1 and 100 says as much
/// about 1 to 10 as about 10 to 100.
const LOG_OVER: f64 = 4.0;

impl Assumed {
    /// `ebs.free_space`
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}.{}", self.target, self.parameter)
    }

    /// Its value in a draw: whole for counts, 0 or 1 for switches.
    #[must_use]
    pub fn draw(&self, seed: u64) -> f64 {
        let u = Stream::named(seed, "assumed", &self.name()).unit();
        let (low, high) = (self.low, self.high);
        let value = if low > 0.0 && high / low > LOG_OVER {
            low * math::exp(u * math::ln(high / low))
        } else {
            low + u * (high - low)
        };
        match self.unit {
            Some(Unit::Switch) => f64::from(u8::from(value >= (low + high) / 2.0)),
            Some(Unit::Count | Unit::Members) => (value + 0.5).floor().clamp(low, high),
            Some(
                Unit::Seconds
                | Unit::Share
                | Unit::PerSecond
                | Unit::PerHour
                | Unit::Bytes
                | Unit::BytesPerSecond
                | Unit::Factor,
            )
            | None => value,
        }
    }
}

/// A number that was fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibrated {
    /// `ebs.free_space`
    pub name: String,
    /// Its unit.
    pub unit: Option<Unit>,
    /// Its value in base units.
    pub value: f64,
    /// Ids of the milestones it was fitted on.
    pub milestones: Vec<String>,
    /// How, and why this value.
    pub reason: String,
}

/// Every assumed number in force, in file order, the scale aside; then the dates that are not published.
#[must_use]
pub fn assumed(cloud: &CloudModel, outage: &Outage) -> Vec<Assumed> {
    let mut out = Vec::new();
    for (target, kind, p) in in_force(cloud, outage) {
        let unit = unit_of(kind, &p.name);
        // Results are fractions of the members, so their number is not varied with the rest; whether ten times more give
        // the same is checked on its own.
        if unit == Some(Unit::Members) {
            continue;
        }
        if let Provenance::Assumed { reason, low, high } = &p.provenance {
            out.push(Assumed {
                target: target.to_owned(),
                parameter: p.name.clone(),
                unit,
                value: p.value,
                reason: reason.clone(),
                low: *low,
                high: *high,
            });
        }
    }
    for action in &outage.actions {
        if let Some((low, high)) = action.range {
            out.push(Assumed {
                target: action.id.clone(),
                parameter: DATE.to_owned(),
                unit: Some(Unit::Seconds),
                value: action.at.secs_f64(),
                reason: format!("the date is not published: {}", action.text),
                low: low.secs_f64(),
                high: high.secs_f64(),
            });
        }
    }
    out
}

/// Every fitted number in force, in file order.
#[must_use]
pub fn calibrated(cloud: &CloudModel, outage: &Outage) -> Vec<Calibrated> {
    let mut out = Vec::new();
    for (target, kind, p) in in_force(cloud, outage) {
        if let Provenance::Calibrated { milestones, reason } = &p.provenance {
            out.push(Calibrated {
                name: format!("{target}.{}", p.name),
                unit: unit_of(kind, &p.name),
                value: p.value,
                milestones: milestones.clone(),
                reason: reason.clone(),
            });
        }
    }
    out
}

/// The run with every assumed number drawn, and the draw's seed for everything that is left to chance.
#[must_use]
pub fn with_draw(run: &CloudRun, assumed: &[Assumed], seed: u64) -> CloudRun {
    let mut out = run.clone();
    out.seed = seed;
    for a in assumed {
        if a.parameter == DATE {
            let dated = out.outage.actions.iter_mut().find(|d| d.id == a.target);
            if let Some(action) = dated {
                action.at = SimTime::ZERO + SimDuration::from_secs_f64(a.draw(seed));
            }
            continue;
        }
        out.outage.settings.push(Setting {
            target: a.target.clone(),
            parameter: Parameter {
                name: a.parameter.clone(),
                value: a.draw(seed),
                provenance: Provenance::Assumed {
                    reason: a.reason.clone(),
                    low: a.low,
                    high: a.high,
                },
            },
        });
    }
    out
}

/// Sets one parameter of a family, in all its instances, or of a single instance.
pub fn set(run: &mut CloudRun, target: &str, parameter: &str, value: f64) {
    let members: Vec<&str> = run
        .cloud
        .instances
        .iter()
        .filter(|i| i.family == target || i.name == target)
        .map(|i| i.name.as_str())
        .collect();
    // A single instance's setting would beat its family's.
    run.outage.settings.retain(|s| {
        s.parameter.name != parameter
            || (s.target != target && !members.contains(&s.target.as_str()))
    });
    run.outage.settings.push(Setting {
        target: target.to_owned(),
        parameter: Parameter {
            name: parameter.to_owned(),
            value,
            provenance: Provenance::Published {
                source: "changed for this run".to_owned(),
            },
        },
    });
}

/// Leaves out dated actions by id; `trigger` leaves out the trigger.
pub fn leave_out(run: &mut CloudRun, ids: &[String]) {
    let outage = &mut run.outage;
    outage.actions.retain(|a| !ids.contains(&a.id));
    if ids.iter().any(|id| id == "trigger") {
        outage.trigger.at = SimTime::NEVER;
    }
}

/// A parameter that only says how many members are simulated.
#[derive(Debug, Clone, PartialEq)]
pub struct Members {
    /// The family or single instance it belongs to, e.g. `ebs`.
    pub target: String,
    /// The kind of mechanism.
    pub kind: String,
    /// The parameter's name, e.g. `volumes`.
    pub parameter: String,
    /// Its value in force.
    pub value: f64,
    /// Its value is at least this ...
    low: f64,
    /// ... and at most this, as the mechanism allows.
    high: f64,
}

impl Members {
    /// `ebs.volumes`
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}.{}", self.target, self.parameter)
    }

    /// So many times as many, as far as the mechanism allows.
    #[must_use]
    pub fn times(&self, factor: f64) -> f64 {
        // None stay none: a bound is no reason to make up members.
        let low = self.low.min(self.value);
        (self.value * factor + 0.5).floor().clamp(low, self.high)
    }
}

/// Every number of members in force, in file order.
#[must_use]
pub fn members(cloud: &CloudModel, outage: &Outage) -> Vec<Members> {
    let all = in_force(cloud, outage).into_iter();
    let members = all.filter_map(|(target, kind, p)| {
        let spec = spec_of(kind, &p.name).filter(|s| s.unit == Unit::Members)?;
        Some(Members {
            target: target.to_owned(),
            kind: kind.to_owned(),
            parameter: p.name.clone(),
            value: p.value,
            low: spec.low,
            high: spec.high,
        })
    });
    members.collect()
}

/// The same machinery with so many times as many members of everything; what hangs on their number follows.
pub fn scale_members(run: &mut CloudRun, factor: f64) {
    for m in members(&run.cloud, &run.outage) {
        set(run, &m.target, &m.parameter, m.times(factor));
    }
}

/// Whether anything in the cloud fails by itself, on ordinary days too: whether a mechanism has a mean time to failure.
#[must_use]
pub fn fails_by_itself(cloud: &CloudModel, outage: &Outage) -> bool {
    let all = in_force(cloud, outage);
    all.iter().any(|(_, _, p)| p.name.ends_with("mttf"))
}

/// Parameters as they rule: per family from the cloud file unless the outage sets it, then single instances'.
fn in_force<'a>(
    cloud: &'a CloudModel,
    outage: &'a Outage,
) -> Vec<(&'a str, &'a str, &'a Parameter)> {
    let setting = |target: &str, name: &str| {
        let mut found = outage.settings.iter().rev();
        found
            .find(|s| s.target == target && s.parameter.name == name)
            .map(|s| &s.parameter)
    };
    let mut out: Vec<(&str, &str, &Parameter)> = Vec::new();
    for (i, instance) in cloud.instances.iter().enumerate() {
        let first = cloud.instances[..i]
            .iter()
            .all(|o| o.family != instance.family);
        for p in &instance.parameters {
            if first {
                let p = setting(&instance.family, &p.name).unwrap_or(p);
                out.push((&instance.family, &instance.kind, p));
            }
            if instance.name != instance.family
                && let Some(p) = setting(&instance.name, &p.name)
            {
                out.push((&instance.name, &instance.kind, p));
            }
        }
    }
    out
}

fn unit_of(kind: &str, parameter: &str) -> Option<Unit> {
    spec_of(kind, parameter).map(|p| p.unit)
}

fn spec_of(kind: &str, parameter: &str) -> Option<&'static ParameterSpec> {
    let spec = cloud::specs().iter().find(|s| s.kind == kind)?;
    spec.parameters.iter().find(|p| p.name == parameter)
}
