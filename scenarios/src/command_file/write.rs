//! From a log back to a commands file. What is written reads as the same log, to the microsecond and the millionth.

use crate::format::show::quoted;
use crate::suite_file::Assumed;
use crate::unit::{show_duration, show_instant};
use ::tape::{Change, Condition, FateState, Overlay};
use cloud::model::{ParameterSpec, Unit};
use cloud::outage::DatedAction;
use search::log::{Command, Log};
use std::fmt::Write as _;
use tenant::architecture::{Architecture, ComponentId, ComponentKind, Need, StepKind};
use tenant::{Luck, TenantAction};

/// What a log was recorded with. Names are as they would be typed: built-in ones, or files seen from the folder of the
/// file that is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded<'a> {
    /// What it tries, one line; `None`: it does not say.
    pub title: Option<&'a str>,
    /// The outage.
    pub outage: &'a str,
    /// The architecture; `None`: any.
    pub architecture: Option<&'a str>,
    /// Region the outage is put on, unless the architecture's home.
    pub onto: Option<&'a str>,
    /// The struck zone that was looked at, unless the worst.
    pub zone: Option<&'a str>,
    /// Seed of all chance.
    pub seed: Option<u64>,
    /// Seed of the cloud alone, unless the same.
    pub cloud_seed: Option<u64>,
    /// What the cloud's seed varies.
    pub assumed: Option<Assumed>,
    /// How fates are drawn.
    pub luck: Option<Luck>,
    /// Fingerprint of the run.
    pub digest: Option<&'a str>,
}

/// A commands file. `arch` is what the log's components, plans and people are names of.
#[must_use]
pub fn write(recorded: &Recorded<'_>, log: &Log, arch: &Architecture) -> String {
    let mut out = "kind: commands\nversion: 1\n".to_owned();
    let mut field = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = writeln!(out, "{key}: {value}");
        }
    };
    let word = |text: Option<&str>| text.map(quoted);
    field("title", word(recorded.title));
    field("outage", word(Some(recorded.outage)));
    field("architecture", word(recorded.architecture));
    field("onto", word(recorded.onto));
    field("zone", word(recorded.zone));
    field("seed", recorded.seed.map(|s| s.to_string()));
    field("cloud_seed", recorded.cloud_seed.map(|s| s.to_string()));
    let assumed = recorded.assumed.map(|a| match a {
        Assumed::Drawn => "drawn",
        Assumed::Fixed => "fixed",
    });
    field("assumed", word(assumed));
    let luck = recorded.luck.map(|l| match l {
        Luck::Touched => "touched",
        Luck::Drawn => "drawn",
    });
    field("luck", word(luck));
    field("digest", recorded.digest.map(|d| format!("\"{d}\"")));
    out.push_str("do:\n");
    for command in &log.commands {
        let _ = writeln!(out, "  - at: {}", show_instant(command.at()));
        let (what, length) = match command {
            Command::Cloud(action) => (cloud(action), None),
            Command::Overlay(o) => (overlay(o), o.length.filter(|_| !is_lost(o))),
            Command::Tenant(c) => (tenant(arch, &c.action), None),
        };
        let _ = writeln!(out, "    {what}");
        if let Some(length) = length {
            let _ = writeln!(out, "    for: {}", show_duration(length));
        }
    }
    out
}

/// What is lost has no end, and a file may not give it one.
fn is_lost(overlay: &Overlay) -> bool {
    matches!(
        overlay.change,
        Change::Members {
            state: FateState::Lost,
            ..
        }
    )
}

/// `{ key: value, ... }`
fn braces(fields: &[(&str, String)]) -> String {
    let list: Vec<String> = fields.iter().map(|(k, v)| format!("{k}: {v}")).collect();
    format!("{{ {} }}", list.join(", "))
}

fn cloud(action: &DatedAction) -> String {
    let mut fields = vec![
        ("mechanism", quoted(&action.target)),
        ("action", quoted(&action.action)),
    ];
    if !action.arguments.is_empty() {
        let values = action.arguments.iter();
        let with: Vec<(&str, String)> = values
            .map(|(name, value)| (name.as_str(), number(action, name, *value)))
            .collect();
        fields.push(("with", braces(&with)));
    }
    format!("cloud: {}", braces(&fields))
}

/// An argument with its unit, in full.
fn number(action: &DatedAction, name: &str, value: f64) -> String {
    let is = |p: &&ParameterSpec| p.name == name;
    let mut actions = cloud::specs().iter().flat_map(|s| s.actions);
    let unit = actions.find_map(|a| {
        let found = a.parameters.iter().find(is)?;
        (a.name == action.action).then_some(found.unit)
    });
    match unit {
        Some(Unit::Seconds) => format!("{value}s"),
        Some(Unit::Share) => format!("{}%", (value * 1e8).round() / 1e6),
        Some(Unit::PerSecond) => format!("{value}/s"),
        Some(Unit::PerHour) => format!("{value}/h"),
        Some(Unit::Bytes) => format!("{value} B"),
        Some(Unit::BytesPerSecond) => format!("{value} B/s"),
        Some(Unit::Switch) => (if value > 0.0 { "on" } else { "off" }).to_owned(),
        Some(Unit::Count | Unit::Members | Unit::Factor) | None => value.to_string(),
    }
}

fn percent(ppm: u32) -> String {
    format!("{}%", f64::from(ppm) / 1e4)
}

fn overlay(overlay: &Overlay) -> String {
    let mut fields = vec![("place", quoted(&overlay.place))];
    match overlay.change {
        Change::Service { service, condition } => {
            let calm = Condition::CALM;
            fields.push(("service", service.name().to_owned()));
            if condition.error_ppm != calm.error_ppm || condition == calm {
                fields.push(("error", percent(condition.error_ppm)));
            }
            if condition.latency_ppm != calm.latency_ppm {
                let factor = f64::from(condition.latency_ppm) / 1e6;
                fields.push(("latency", factor.to_string()));
            }
            for (key, ppm) in [
                ("throughput", condition.throughput_ppm),
                ("capacity", condition.capacity_ppm),
            ] {
                if ppm != 1_000_000 {
                    fields.push((key, percent(ppm)));
                }
            }
        }
        Change::Members {
            kind,
            state,
            share_ppm,
        } => fields.extend([
            ("members", kind.name().to_owned()),
            ("state", state.name().to_owned()),
            ("share", percent(share_ppm)),
        ]),
    }
    format!("overlay: {}", braces(&fields))
}

fn tenant(arch: &Architecture, action: &TenantAction) -> String {
    let name = |c: &ComponentId| component(arch, *c);
    let field = match action {
        TenantAction::StartPlan(plan) => {
            let plan = arch.plans.get(*plan).map_or("", |p| p.name.as_str());
            ("start_plan", quoted(plan))
        }
        TenantAction::Do(kind) => ("do", braces(&[step(arch, kind)])),
        TenantAction::Inform(person) => {
            let person = arch.people.get(usize::from(person.0));
            ("inform", quoted(person.map_or("", |p| p.name.as_str())))
        }
        TenantAction::Stop(c) => ("stop", name(c)),
        TenantAction::Start(c) => ("start", name(c)),
    };
    format!("tenant: {}", braces(&[field]))
}

fn component(arch: &Architecture, id: ComponentId) -> String {
    quoted(&arch.component(id).name)
}

fn step(arch: &Architecture, kind: &StepKind) -> (&'static str, String) {
    let name = |c: &ComponentId| component(arch, *c);
    match kind {
        StepKind::Launch {
            component,
            zone,
            count,
        } => (
            "launch",
            braces(&[
                ("component", name(component)),
                ("zone", quoted(arch.zone(*zone))),
                ("count", count.to_string()),
            ]),
        ),
        StepKind::Promote { database, copy } => {
            let mut fields = vec![("database", name(database))];
            fields.extend(copy.and_then(|i| {
                let kind = &arch.component(*database).kind;
                Some(("copy", quoted(copy_name(kind, i)?)))
            }));
            ("promote", braces(&fields))
        }
        StepKind::Restore { backup, zone } => {
            let backup = arch.backups.get(*backup).map_or("", |b| b.name.as_str());
            (
                "restore",
                braces(&[
                    ("backup", quoted(backup)),
                    ("zone", quoted(arch.zone(*zone))),
                ]),
            )
        }
        StepKind::PointName { name: n, to } => {
            ("point_name", braces(&[("name", name(n)), ("to", name(to))]))
        }
        StepKind::LeaveZone { component, zone } => (
            "leave_zone",
            braces(&[
                ("component", name(component)),
                ("zone", quoted(arch.zone(*zone))),
            ]),
        ),
        StepKind::ReadOnly { database } => ("read_only", name(database)),
        StepKind::Manual { what, effort } => (
            "manual",
            braces(&[("what", quoted(what)), ("effort", show_duration(*effort))]),
        ),
        StepKind::WaitFor { need: n } => ("wait_for", quoted(&need(arch, n))),
    }
}

fn copy_name(kind: &ComponentKind, index: usize) -> Option<&str> {
    if let ComponentKind::Database(x) = kind {
        x.copies.get(index).map(|c| c.name.as_str())
    } else {
        None
    }
}

fn need(arch: &Architecture, need: &Need) -> String {
    match need {
        Need::Service(service, place) => format!("service({}, {place})", service.name()),
        Need::Component(c) => format!("component({})", arch.component(*c).name),
        Need::Key(c) => format!("key({})", arch.component(*c).name),
        Need::Backup(b) => {
            let backup = arch.backups.get(*b).map_or("", |b| b.name.as_str());
            format!("backup({backup})")
        }
        Need::Person(p) => {
            let person = arch.people.get(usize::from(p.0));
            format!("person({})", person.map_or("", |p| p.name.as_str()))
        }
        Need::Offer(provider, service) => format!("offer({provider}, {})", service.name()),
    }
}
