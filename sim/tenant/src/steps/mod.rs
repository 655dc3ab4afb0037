//! What recovery plans can do: one file per kind of step.
//!
//! A kind is a file here and a row in each of the four matches below: what it always needs, how it begins, what its
//! end brings, how it reads.

mod launch;
mod leave_zone;
mod link;
mod manual;
mod point_name;
mod promote;
mod read_only;
mod restore;
mod wait_for;

pub(crate) use link::{Link, arrived};

use crate::architecture::{Architecture, Need, StepKind};
use crate::engine::run::Run;
use kernel::SimDuration;
use tape::FactId;

/// What a step under way will bring.
#[derive(Debug)]
pub(crate) enum Work {
    /// What it does is done at its end.
    Nothing,
    /// A restored copy.
    Restore(restore::Filling),
    /// Nothing: it turned out not to be needed, and that has been said.
    Needless,
}

/// How a step began.
pub(crate) enum Begun {
    /// It takes this long.
    For(SimDuration),
    /// A launch will end it, or the arrival of a copy.
    Launched,
    /// Something it needs does not stand after all; why.
    Blocked(String, Option<FactId>),
    /// It can never be done; why.
    Never(String),
}

/// What a kind of step needs whatever the file says.
pub(crate) fn always_needs(run: &Run<'_>, kind: &StepKind) -> Vec<Need> {
    match kind {
        StepKind::Launch { .. } => Vec::new(),
        StepKind::Promote { .. } => Vec::new(),
        StepKind::Restore { backup, zone } => restore::always_needs(run, *backup, *zone),
        StepKind::PointName { name, .. } => point_name::always_needs(run, *name),
        StepKind::LeaveZone { zone, .. } => leave_zone::always_needs(run, *zone),
        StepKind::ReadOnly { .. } => Vec::new(),
        StepKind::Manual { .. } => Vec::new(),
        StepKind::WaitFor { need } => vec![need.clone()],
    }
}

/// Begins a step whose needs stand and whose calls went through.
pub(crate) fn begin(run: &mut Run<'_>, plan: usize, step: usize) -> Begun {
    match run.recovery.step(plan, step).step.kind.clone() {
        StepKind::Launch {
            component,
            zone,
            count,
        } => launch::begin(run, (plan, step), component, zone, count),
        StepKind::Promote { database, copy } => promote::begin(run, (plan, step), database, copy),
        StepKind::Restore { backup, zone } => restore::begin(run, (plan, step), backup, zone),
        StepKind::PointName { .. } => Begun::For(SimDuration::ZERO),
        StepKind::LeaveZone { .. } => Begun::For(SimDuration::ZERO),
        StepKind::ReadOnly { .. } => Begun::For(SimDuration::ZERO),
        StepKind::Manual { effort, .. } => manual::begin(run, plan, effort),
        StepKind::WaitFor { .. } => wait_for::begin(),
    }
}

/// Whether what a finished step was to bring is not needed after all.
pub(crate) fn needless(run: &Run<'_>, plan: usize, step: usize) -> bool {
    let s = run.recovery.step(plan, step);
    match (&s.work, &s.step.kind) {
        (Work::Needless, _) => true,
        (Work::Restore(_), StepKind::Restore { backup, .. }) => restore::needless(run, *backup),
        (Work::Restore(_) | Work::Nothing, _) => false,
    }
}

/// Brings what a step brings at its end.
pub(crate) fn complete(run: &mut Run<'_>, plan: usize, step: usize) {
    match run.recovery.step(plan, step).step.kind.clone() {
        StepKind::Restore { backup, zone } => restore::complete(run, (plan, step), backup, zone),
        StepKind::PointName { name, to } => point_name::complete(run, plan, name, to),
        StepKind::LeaveZone { component, zone } => leave_zone::complete(run, component, zone),
        StepKind::ReadOnly { database } => read_only::complete(run, database),
        StepKind::Launch { .. }
        | StepKind::Promote { .. }
        | StepKind::Manual { .. }
        | StepKind::WaitFor { .. } => {}
    }
}

/// A step in words, after "plan: ".
pub(crate) fn describe(arch: &Architecture, kind: &StepKind) -> String {
    let name = |c: &crate::architecture::ComponentId| arch.component(*c).name.as_str();
    match kind {
        StepKind::Launch {
            component,
            zone,
            count,
        } => {
            format!("launch {count} {} in {}", name(component), arch.zone(*zone))
        }
        StepKind::Promote { database, .. } => format!("promote a copy of {}", name(database)),
        StepKind::Restore { backup, zone } => {
            let backup = arch.backups.get(*backup).map_or("?", |b| b.name.as_str());
            format!("restore {backup} to {}", arch.zone(*zone))
        }
        StepKind::PointName { name: n, to } => format!("point {} to {}", name(n), name(to)),
        StepKind::LeaveZone { component, zone } => {
            format!("take {} out of {}", name(component), arch.zone(*zone))
        }
        StepKind::ReadOnly { database } => format!("make {} read-only", name(database)),
        StepKind::Manual { what, .. } => what.clone(),
        StepKind::WaitFor { need } => format!("wait for {}", wait_for::describe(arch, need)),
    }
}
