//! One architecture living through one tape: an event loop that does work only when something changes.
//!
//! `run` holds the state and the loop; `layout` what can be said before anything happens; `weather` and `hosts` what
//! the tape does to places and rented things; `flow` how requests find their way; `status`, `checks` and `journeys`
//! what follows from that; `people`, `recovery`, `holds`, `launches`, `calls` and `commands` who repairs and how; `ordinary`
//! what fails by itself; `stores` the data; `finish`, `usage` and `digests` the outcome; `trace` notes, `bound` ends what would not.

mod bound;
mod calls;
pub(crate) mod checks;
pub(crate) mod choices;
mod commands;
mod digests;
mod facts;
mod finish;
pub(crate) mod flow;
mod holds;
pub(crate) mod hosts;
mod journeys;
pub(crate) mod launches;
pub(crate) mod layout;
mod options;
mod ordinary;
mod people;
mod reach;
pub(crate) mod recovery;
pub(crate) mod run;
pub(crate) mod stations;
mod status;
pub(crate) mod stores;
#[cfg(test)]
mod tests;
mod trace;
mod usage;
pub(crate) mod weather;

pub use options::{
    Bias, EVENTS_MAX, End, Keep, LiveOptions, Luck, TenantAction, TenantCommand, World,
};

pub use trace::TraceLine;

use crate::architecture::Architecture;
use crate::outcome::Outcome;

/// Lives through the tape: what became of every request and every write, and why.
///
/// The architecture is taken as checked: ids lead somewhere, zones have paths of three segments.
#[must_use]
pub fn live(arch: &Architecture, world: &World<'_>, options: &LiveOptions) -> Outcome {
    let mut run = run::Run::new(arch, *world, options);
    let end = run.live();
    run.outcome(end)
}

/// The same, with notes of every event.
#[must_use]
pub fn live_traced(
    arch: &Architecture,
    world: &World<'_>,
    options: &LiveOptions,
) -> (Outcome, Vec<TraceLine>) {
    let mut run = run::Run::new(arch, *world, options);
    run.trace = Some(trace::Recorder::default());
    let end = run.live();
    let lines = run.trace.take().map(trace::Recorder::into_lines);
    (run.outcome(end), lines.unwrap_or_default())
}
