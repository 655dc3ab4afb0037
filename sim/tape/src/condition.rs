//! Conditions: how well a service works at a place, piecewise constant over time.

use crate::{FactId, PlaceId};
use kernel::SimTime;
use serde::{Deserialize, Serialize};

/// What can be rented or called. A condition of a region holds in all its zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Service {
    /// Running instances: reachability and speed.
    Compute,
    /// Volumes taken together: what share of I/O fails. Single volumes have fates.
    BlockStore,
    /// Objects in buckets.
    ObjectStore,
    /// The data path through rented load balancers.
    LoadBalancer,
    /// Answers from the provider's name servers.
    Dns,
    /// Managed databases taken together. Single ones have fates.
    ManagedDatabase,
    /// Message queues.
    Queue,
    /// Content delivery.
    Cdn,
    /// Key management.
    Keys,
    /// Calls to the provider's general control API: describe, terminate, change DNS or balancers.
    ControlApi,
    /// Calls that create, attach or snapshot volumes.
    BlockApi,
    /// Launching an instance whose root is a volume.
    LaunchBlock,
    /// Launching an instance whose root is on local disks.
    LaunchLocal,
    /// Calls that create, restore or change managed databases.
    DatabaseApi,
    /// The network between this place and the rest of the world.
    Network,
    /// Key-value tables.
    Table,
    /// Streams of records.
    Stream,
    /// Functions that run on demand.
    Functions,
    /// Managed containers.
    Containers,
    /// Signing in: accounts, tokens and who may do what.
    SignIn,
    /// Metrics, alarms and what follows them, such as automatic scaling.
    Metrics,
    /// Writing objects to buckets, where that fails and reading does not.
    ObjectWrites,
    /// Changing what the provider's status page says.
    StatusPage,
}

impl Service {
    /// Every service, in order.
    pub const ALL: [Self; 23] = [
        Self::Compute,
        Self::BlockStore,
        Self::ObjectStore,
        Self::LoadBalancer,
        Self::Dns,
        Self::ManagedDatabase,
        Self::Queue,
        Self::Cdn,
        Self::Keys,
        Self::ControlApi,
        Self::BlockApi,
        Self::LaunchBlock,
        Self::LaunchLocal,
        Self::DatabaseApi,
        Self::Network,
        Self::Table,
        Self::Stream,
        Self::Functions,
        Self::Containers,
        Self::SignIn,
        Self::Metrics,
        Self::ObjectWrites,
        Self::StatusPage,
    ];

    /// The name used in files and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Compute => "compute",
            Self::BlockStore => "block_store",
            Self::ObjectStore => "object_store",
            Self::LoadBalancer => "load_balancer",
            Self::Dns => "dns",
            Self::ManagedDatabase => "managed_database",
            Self::Queue => "queue",
            Self::Cdn => "cdn",
            Self::Keys => "keys",
            Self::ControlApi => "control_api",
            Self::BlockApi => "block_api",
            Self::LaunchBlock => "launch_block",
            Self::LaunchLocal => "launch_local",
            Self::DatabaseApi => "database_api",
            Self::Network => "network",
            Self::Table => "table",
            Self::Stream => "stream",
            Self::Functions => "functions",
            Self::Containers => "containers",
            Self::SignIn => "sign_in",
            Self::Metrics => "metrics",
            Self::ObjectWrites => "object_writes",
            Self::StatusPage => "status_page",
        }
    }

    /// The service of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }
}

/// How well a service works. Calm is no errors and all factors one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Condition {
    /// Share of calls that fail, parts per million, 0..=1_000_000.
    pub error_ppm: u32,
    /// Latency as a multiple of calm, parts per million (1_000_000 = calm, 2_000_000 = twice as slow).
    pub latency_ppm: u32,
    /// Throughput as a share of calm, parts per million.
    pub throughput_ppm: u32,
    /// Capacity still to be had (for launches: chance that a wish can be granted), parts per million.
    pub capacity_ppm: u32,
}

impl Condition {
    /// A calm day.
    pub const CALM: Self = Self {
        error_ppm: 0,
        latency_ppm: 1_000_000,
        throughput_ppm: 1_000_000,
        capacity_ppm: 1_000_000,
    };

    /// Only errors, otherwise calm.
    #[must_use]
    pub fn errors(share: f64) -> Self {
        Self {
            error_ppm: ppm(share),
            ..Self::CALM
        }
    }

    /// Share of calls that fail, 0..=1.
    #[must_use]
    pub fn error(self) -> f64 {
        f64::from(self.error_ppm) / 1e6
    }

    /// Whether `next` differs enough to open a new step: 1 point of errors or capacity, 5 % of latency
    /// or throughput; 0 and 1 always.
    #[must_use]
    pub fn leaves_band(self, next: Self) -> bool {
        let edge = |a: u32, b: u32| a != b && (b == 0 || b == 1_000_000);
        let points = |a: u32, b: u32| a.abs_diff(b) >= 10_000 || edge(a, b);
        let ratio =
            |a: u32, b: u32| u64::from(a.abs_diff(b)) * 20 >= u64::from(a.max(1)) || edge(a, b);
        points(self.error_ppm, next.error_ppm)
            || points(self.capacity_ppm, next.capacity_ppm)
            || ratio(self.latency_ppm, next.latency_ppm)
            || ratio(self.throughput_ppm, next.throughput_ppm)
    }
}

/// A share as parts per million, clamped to 0..=1.
pub(crate) fn ppm(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 1e6 + 0.5) as u32
}

/// From `at` on, `condition` holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Since when.
    pub at: SimTime,
    /// What holds.
    pub condition: Condition,
    /// The fact that brought it about.
    pub cause: Option<FactId>,
}

/// The conditions of one service at one place. Before the first step it is calm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    /// Where.
    pub place: PlaceId,
    /// What.
    pub service: Service,
    /// In order of time, each different from the last.
    pub steps: Vec<Step>,
}

impl Track {
    /// Most steps a track may have; more is an error of whoever wrote it.
    pub const STEPS_MAX: usize = 4096;

    /// The step in force at `t`, `None` while it is still calm.
    #[must_use]
    pub fn step_at(&self, t: SimTime) -> Option<&Step> {
        let n = self.steps.partition_point(|s| s.at <= t);
        n.checked_sub(1).map(|i| &self.steps[i])
    }

    /// What holds at `t`.
    #[must_use]
    pub fn at(&self, t: SimTime) -> Condition {
        self.step_at(t).map_or(Condition::CALM, |s| s.condition)
    }
}
