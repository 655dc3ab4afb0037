//! Fates: the histories of the simulated members of a population.

use crate::{FactId, PlaceId};
use kernel::SimTime;
use serde::{Deserialize, Serialize};

/// What a population consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PopulationKind {
    /// Block-store volumes of a zone.
    Volumes,
    /// Instances of a zone.
    Instances,
    /// Load balancers of a region.
    Balancers,
    /// Managed databases that live in one zone.
    DatabasesSingle,
    /// Managed databases with a synchronous standby in another zone; the place is the zone of the primary.
    DatabasesMulti,
}

impl PopulationKind {
    /// Every kind, in order.
    pub const ALL: [Self; 5] = [
        Self::Volumes,
        Self::Instances,
        Self::Balancers,
        Self::DatabasesSingle,
        Self::DatabasesMulti,
    ];

    /// The name used in files and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Volumes => "volumes",
            Self::Instances => "instances",
            Self::Balancers => "balancers",
            Self::DatabasesSingle => "databases_single",
            Self::DatabasesMulti => "databases_multi",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == name)
    }
}

/// How a member fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FateState {
    /// Works.
    Healthy,
    /// Blocked: calls hang (a volume without a second copy, a database on such a volume).
    Hung,
    /// Its data is safe again but it waits for the control plane to make it usable; calls still hang.
    Waiting,
    /// Not running; calls fail at once.
    Down,
    /// Moving to its standby; calls fail for a moment.
    FailingOver,
    /// As `Hung`, and its owner has given up on it and restored elsewhere. For a new renter the same as `Hung`.
    Abandoned,
    /// Its data is gone for good.
    Lost,
}

impl FateState {
    /// Every state, in order.
    pub const ALL: [Self; 7] = [
        Self::Healthy,
        Self::Hung,
        Self::Waiting,
        Self::Down,
        Self::FailingOver,
        Self::Abandoned,
        Self::Lost,
    ];

    /// The name used in files and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Hung => "hung",
            Self::Waiting => "waiting",
            Self::Down => "down",
            Self::FailingOver => "failing_over",
            Self::Abandoned => "abandoned",
            Self::Lost => "lost",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }
}

/// A member's state changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transition {
    /// When.
    pub at: SimTime,
    /// Into which state.
    pub state: FateState,
    /// Why.
    pub cause: Option<FactId>,
}

/// One member's history; before its first transition it is healthy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// Which member, 0..size.
    pub member: u32,
    /// In order of time.
    pub transitions: Vec<Transition>,
}

impl History {
    /// The state at `t`.
    #[must_use]
    pub fn state_at(&self, t: SimTime) -> FateState {
        let n = self.transitions.partition_point(|x| x.at <= t);
        n.checked_sub(1)
            .map_or(FateState::Healthy, |i| self.transitions[i].state)
    }
}

/// All members of one kind at one place. Members without a history stay healthy throughout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Population {
    /// Where.
    pub place: PlaceId,
    /// What.
    pub kind: PopulationKind,
    /// How many members were simulated.
    pub size: u32,
    /// Histories of the touched members, in order of `member`.
    pub touched: Vec<History>,
}

impl Population {
    /// The history of a member, `None` if it was never touched.
    #[must_use]
    pub fn history(&self, member: u32) -> Option<&History> {
        self.touched
            .binary_search_by_key(&member, |h| h.member)
            .ok()
            .map(|i| &self.touched[i])
    }
}
