//! Recovery plans: steps that need things.

use super::{Awareness, ComponentId, PersonId, ZoneId};
use kernel::SimDuration;
use tape::Service;

/// What starts a plan.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// Automation, when this component has been down for so long.
    Automatic {
        /// Watched.
        component: ComponentId,
        /// For so long.
        down_for: SimDuration,
    },
    /// A person who has learned of it, diagnosed it, and decided.
    Person {
        /// Who does the work.
        who: PersonId,
        /// Who must agree, if not the same.
        approved_by: Option<PersonId>,
        /// What must be down.
        component: ComponentId,
    },
}

/// Something a step cannot run without.
#[derive(Debug, Clone, PartialEq)]
pub enum Need {
    /// A provider service at a place (path) works; calls fail with its error fraction.
    Service(Service, String),
    /// A component works.
    Component(ComponentId),
    /// A key can be read.
    Key(ComponentId),
    /// A backup can be read (index).
    Backup(usize),
    /// A person is at work by the clock, or has begun to look at the trouble.
    Person(PersonId),
    /// This provider (path) rents out this kind at all.
    Offer(String, Service),
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum StepKind {
    /// Launch `count` more instances of a component in a zone.
    Launch {
        /// Which.
        component: ComponentId,
        /// Where.
        zone: ZoneId,
        /// How many.
        count: u32,
    },
    /// Make another copy of a database take writes.
    Promote {
        /// Which database.
        database: ComponentId,
        /// Which copy, by index; `None`: the most advanced that lives.
        copy: Option<usize>,
    },
    /// Restore a backup onto a new copy (database) or volume in a zone.
    Restore {
        /// Which backup, by index.
        backup: usize,
        /// Where to.
        zone: ZoneId,
    },
    /// Point a name elsewhere.
    PointName {
        /// The name.
        name: ComponentId,
        /// The new target.
        to: ComponentId,
    },
    /// Add instances of a component as targets / take a zone out of a balancer.
    LeaveZone {
        /// The balancer or instances.
        component: ComponentId,
        /// The zone to leave.
        zone: ZoneId,
    },
    /// Serve reads only, refuse writes.
    ReadOnly {
        /// The database.
        database: ComponentId,
    },
    /// Work by hand that takes so long.
    Manual {
        /// What, for reports.
        what: String,
        /// How long.
        effort: SimDuration,
    },
    /// Wait until a service at a place (path) or a component works again.
    WaitFor {
        /// What.
        need: Need,
    },
}

/// One step of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// What it needs, besides what its kind always needs.
    pub needs: Vec<Need>,
    /// Steps (by index) that must be done before; empty: the step before it.
    pub after: Vec<usize>,
    /// Line in the file.
    pub line: u32,
}

/// A recovery plan.
///
/// A store that the plan promotes or restores answers users when all its steps are done, for the application is pointed
/// at it then; steps after the move (a launch, work by hand, a change of names) delay users. A plan that stops short
/// lets the store answer at once. The plan's own needs see the store as working from the move on.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Its name.
    pub name: String,
    /// What starts it.
    pub trigger: Trigger,
    /// How its starter learns of trouble if it differs from the person's usual way.
    pub learns: Option<Awareness>,
    /// Its steps.
    pub steps: Vec<Step>,
}
