//! The command log: everything that is done to a run from outside, in the order in which it was said.
//!
//! A run is a pure function of files, seed and log. An action on a mechanism has the provider's side made again; an
//! overlay is laid on the tape; a command to the tenant is a line of its options. A command changes nothing before it:
//! luck is drawn on the tape as it is without commands (`sim/decisions/0015`). What was commanded is no evidence about
//! the outage it is laid on.

pub mod menu;

use crate::replay::{Ready, ready};
use cloud::model::Unit;
use cloud::outage::{CloudRun, DatedAction, Tag};
use kernel::SimTime;
use std::borrow::Cow;
use tape::{Offer, Overlay, Tape, overlaid};
use tenant::TenantCommand;
use tenant::architecture::Architecture;

/// One thing done.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Something is done to a mechanism of the cloud, under the names of the cloud file; the provider's side is made
    /// again.
    Cloud(DatedAction),
    /// Conditions or fates of a place are replaced for a while.
    Overlay(Overlay),
    /// Something is done to the architecture's parts or people.
    Tenant(TenantCommand),
}

impl Command {
    /// When.
    #[must_use]
    pub fn at(&self) -> SimTime {
        match self {
            Self::Cloud(action) => action.at,
            Self::Overlay(overlay) => overlay.at,
            Self::Tenant(command) => command.at,
        }
    }
}

/// A command in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// When.
    pub at: SimTime,
    /// What is done, e.g. `web is stopped`.
    pub text: String,
}

/// Everything done in a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Log {
    /// In the order in which it was said, which need not be that of time: of overlays that meet, the later line wins.
    pub commands: Vec<Command>,
}

impl Log {
    /// What is done to the cloud.
    #[must_use]
    pub fn cloud(&self) -> Vec<DatedAction> {
        let action = |c: &Command| match c {
            Command::Cloud(action) => Some(action.clone()),
            Command::Overlay(_) | Command::Tenant(_) => None,
        };
        self.commands.iter().filter_map(action).collect()
    }

    /// What is laid on the tape.
    #[must_use]
    pub fn overlays(&self) -> Vec<Overlay> {
        let overlay = |c: &Command| match c {
            Command::Overlay(overlay) => Some(overlay.clone()),
            Command::Cloud(_) | Command::Tenant(_) => None,
        };
        self.commands.iter().filter_map(overlay).collect()
    }

    /// What is done to the tenant.
    #[must_use]
    pub fn tenant(&self) -> Vec<TenantCommand> {
        let command = |c: &Command| match c {
            Command::Tenant(command) => Some(command.clone()),
            Command::Cloud(_) | Command::Overlay(_) => None,
        };
        self.commands.iter().filter_map(command).collect()
    }

    /// What is done, in words, in the order of the log.
    #[must_use]
    pub fn told(&self, arch: &Architecture) -> Vec<Told> {
        let told = |c: &Command| Told {
            at: c.at(),
            text: match c {
                Command::Cloud(action) => {
                    let text = action.text.strip_prefix("command: ");
                    text.unwrap_or(&action.text).to_owned()
                }
                Command::Overlay(overlay) => {
                    let length = overlay.until().map(|until| until - overlay.at);
                    let length = length.map_or(String::new(), |l| format!(", for {l}"));
                    format!("{}{length}", overlay.describe())
                }
                Command::Tenant(command) => command.action.describe(arch),
            },
        };
        self.commands.iter().map(told).collect()
    }

    /// Whether the provider's side must be made again.
    #[must_use]
    pub fn changes_the_cloud(&self) -> bool {
        self.commands.iter().any(|c| matches!(c, Command::Cloud(_)))
    }

    /// The run of the cloud with what is done to it.
    #[must_use]
    pub fn on(&self, run: &CloudRun) -> CloudRun {
        let mut run = run.clone();
        run.commands.extend(self.cloud());
        run
    }
}

/// The tapes for an architecture as [`ready`] makes them, with overlays on each. `plain` is the tape of the same draw
/// without actions on the cloud, if there are any in `tape`.
#[must_use]
pub fn ready_with<'a>(
    arch: &Architecture,
    offers: &[Offer],
    tape: &'a Tape,
    plain: Option<&'a Tape>,
    overlays: &[Overlay],
    region: Option<&str>,
) -> Vec<Ready<'a>> {
    let mut tapes = ready(arch, offers, tape, region);
    if let Some(plain) = plain {
        let plains = ready(arch, offers, plain, region);
        for (one, plain) in tapes.iter_mut().zip(plains) {
            one.luck = Some(plain.tape);
        }
    }
    if overlays.is_empty() {
        return tapes;
    }
    let laid = |r: Ready<'a>| Ready {
        zone: r.zone,
        luck: Some(r.luck.unwrap_or_else(|| r.tape.clone())),
        tape: Cow::Owned(overlaid(&r.tape, overlays)),
    };
    tapes.into_iter().map(laid).collect()
}

/// Something done to a mechanism, as a log has it: the same thing at the same time is always the same, whoever made it.
/// Arguments are in base units, to as many digits as a file keeps; a mechanism or action that is not known is refused
/// when the cloud is run.
#[must_use]
pub fn cloud_action(
    at: SimTime,
    mechanism: &str,
    action: &str,
    arguments: &[(String, f64)],
) -> DatedAction {
    let specs = || cloud::specs().iter().flat_map(|s| s.actions);
    let spec = specs().find(|a| {
        let named = |(n, _): &(String, f64)| a.parameters.iter().any(|p| p.name == n);
        a.name == action && arguments.iter().all(named)
    });
    let unit = |name: &str| {
        let parameters = spec.map_or(&[][..], |s| s.parameters);
        parameters.iter().find(|p| p.name == name).map(|p| p.unit)
    };
    let kept: Vec<(String, f64)> = arguments
        .iter()
        .map(|(name, value)| (name.clone(), as_kept(unit(name), *value)))
        .collect();
    let shown: Vec<String> = kept
        .iter()
        .map(|(name, value)| {
            let value = unit(name).map_or_else(|| value.to_string(), |u| u.show(*value));
            format!("{name} {value}")
        })
        .collect();
    let with = match shown.is_empty() {
        true => String::new(),
        false => format!(" ({})", shown.join(", ")),
    };
    let doc = spec.map_or(action, |s| s.doc);
    DatedAction {
        id: format!("{mechanism}.{action} at {at}"),
        at,
        range: None,
        target: mechanism.to_owned(),
        action: action.to_owned(),
        arguments: kept,
        text: format!("command: {mechanism}: {doc}{with}"),
        source: "the command log".to_owned(),
        tag: Tag::Inferred,
    }
}

/// A value as a file keeps it: shares to the millionth of a percent, bytes and counts as whole numbers.
fn as_kept(unit: Option<Unit>, value: f64) -> f64 {
    match unit {
        Some(Unit::Share) => (value * 1e8).round() / 1e6 / 100.0,
        Some(Unit::Bytes | Unit::BytesPerSecond | Unit::Count | Unit::Members) => value.round(),
        Some(Unit::Seconds | Unit::PerSecond | Unit::PerHour | Unit::Factor | Unit::Switch)
        | None => value,
    }
}

impl Ready<'_> {
    /// The same with overlays laid on it: what somebody does now, without anything being simulated or put anywhere
    /// again. Luck stays that of the tape without commands.
    #[must_use]
    pub fn overlaid(&self, overlays: &[Overlay]) -> Ready<'_> {
        Ready {
            zone: self.zone.clone(),
            tape: Cow::Owned(overlaid(&self.tape, overlays)),
            luck: Some(Cow::Borrowed(self.luck.as_ref().unwrap_or(&self.tape))),
        }
    }
}
