//! The parts an architecture is built of.

use super::{Failures, PersonId, Redundancy};
use kernel::SimDuration;
use tape::{Law, Service};

/// Index of a component in its architecture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComponentId(pub u16);

/// Index of a zone in [`super::Architecture::zones`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ZoneId(pub u16);

/// One part.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// Its name.
    pub name: String,
    /// The name its random streams use; a renamed part keeps its draws. Default: the name.
    pub luck: String,
    /// Line in the file, for findings.
    pub line: u32,
    /// What it is.
    pub kind: ComponentKind,
    /// Components without which it cannot serve, besides those before and after it on a path.
    pub needs: Vec<ComponentId>,
    /// How a new copy of it is made.
    pub deployment: Deployment,
    /// How its units fail by themselves; `None`: they do not.
    pub fails: Option<Failures>,
}

impl Component {
    /// Where it sends requests by itself, at once or later, as configured.
    #[must_use]
    pub fn calls(&self) -> Vec<ComponentId> {
        match &self.kind {
            ComponentKind::LoadBalancer(x) => vec![x.targets],
            ComponentKind::DnsName(x) => x.routing.targets(),
            ComponentKind::Cdn(x) => vec![x.origin],
            ComponentKind::Cache(x) => vec![x.origin],
            ComponentKind::Queue(x) => vec![x.consumer],
            ComponentKind::Instances(_)
            | ComponentKind::Volume(_)
            | ComponentKind::Database(_)
            | ComponentKind::Bucket(_)
            | ComponentKind::Key(_)
            | ComponentKind::External(_) => Vec::new(),
        }
    }
}

/// What a component is.
#[derive(Debug, Clone, PartialEq)]
pub enum ComponentKind {
    /// Servers.
    Instances(Instances),
    /// Spreads requests over instances.
    LoadBalancer(LoadBalancer),
    /// A name that clients look up.
    DnsName(DnsName),
    /// Caches answers near the users.
    Cdn(Cdn),
    /// A block-store volume of its own.
    Volume(Volume),
    /// A database.
    Database(Database),
    /// Objects.
    Bucket(Bucket),
    /// Messages that can wait.
    Queue(Queue),
    /// Answers kept in memory.
    Cache(Cache),
    /// Something needed to read encrypted data, or a credential.
    Key(Key),
    /// Somebody else's service.
    External(External),
}

impl ComponentKind {
    /// The word for it in files.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Instances(_) => "instances",
            Self::LoadBalancer(_) => "load_balancer",
            Self::DnsName(_) => "dns_name",
            Self::Cdn(_) => "cdn",
            Self::Volume(_) => "volume",
            Self::Database(_) => "database",
            Self::Bucket(_) => "bucket",
            Self::Queue(_) => "queue",
            Self::Cache(_) => "cache",
            Self::Key(_) => "key",
            Self::External(_) => "external",
        }
    }
}

/// Where an instance's root (or a database's data) lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Root {
    /// On a volume of the block store: survives the host, shares the block store's fate.
    BlockStore,
    /// On the host's own disks: gone with the host.
    LocalDisk,
}

/// A group of equal servers.
#[derive(Debug, Clone, PartialEq)]
pub struct Instances {
    /// How many run in each zone.
    pub per_zone: Vec<(ZoneId, u32)>,
    /// Their roots.
    pub root: Root,
    /// Requests one server can serve, millionths per second; `None`: never the bottleneck.
    pub capacity_micro_per_s: Option<u64>,
    /// Time to serve one request.
    pub service_time: SimDuration,
    /// Whether a dead one is replaced automatically.
    pub auto_replace: bool,
    /// Most that automation may run in all.
    pub max: u32,
    /// Fewest that must work for the group to serve at all. Members of such a group know of each other, so with that
    /// many up it serves whole; `None`: each serves its share for itself.
    pub at_least: Option<u32>,
}

/// How a dead member is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// Time between probes.
    pub interval: SimDuration,
    /// How long a probe waits.
    pub timeout: SimDuration,
    /// Failed probes in a row until taken out.
    pub unhealthy: u32,
    /// Good probes in a row until put back.
    pub healthy: u32,
    /// Whether the probe goes through to what the member needs (else it only sees the process).
    pub deep: bool,
}

/// Spreads requests over instances.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadBalancer {
    /// Zones it stands in.
    pub zones: Vec<ZoneId>,
    /// The instances behind it.
    pub targets: ComponentId,
    /// How it notices; `None`: never.
    pub check: Option<Check>,
}

/// Where a name leads.
#[derive(Debug, Clone, PartialEq)]
pub enum Routing {
    /// To one component; a person or plan may point it elsewhere.
    Simple(ComponentId),
    /// To the first healthy one, as its checker sees it.
    Failover(Vec<ComponentId>, Check),
    /// Spread over the healthy ones with weights.
    Weighted(Vec<(ComponentId, u32)>, Option<Check>),
}

impl Routing {
    /// Every component it may choose, in the order of the file.
    #[must_use]
    pub fn targets(&self) -> Vec<ComponentId> {
        match self {
            Self::Simple(to) => vec![*to],
            Self::Failover(list, _) => list.clone(),
            Self::Weighted(list, _) => list.iter().map(|&(to, _)| to).collect(),
        }
    }
}

/// A name that clients look up.
#[derive(Debug, Clone, PartialEq)]
pub struct DnsName {
    /// Path of the provider whose name servers answer, e.g. `aws` or `dns-provider`.
    pub provider: String,
    /// Path of a second provider that answers for the same name, if there is one.
    pub second_provider: Option<String>,
    /// Where it leads.
    pub routing: Routing,
    /// How long answers may be kept.
    pub ttl: SimDuration,
}

/// Caches answers near the users.
#[derive(Debug, Clone, PartialEq)]
pub struct Cdn {
    /// Path of the provider.
    pub provider: String,
    /// Where misses go.
    pub origin: ComponentId,
    /// Share of reads answered from the cache, parts per million.
    pub hit_ppm: u32,
    /// How long it goes on answering from the cache while the origin is down.
    pub stale: SimDuration,
}

/// A block-store volume that instances mount.
#[derive(Debug, Clone, PartialEq)]
pub struct Volume {
    /// Where it lies.
    pub zone: ZoneId,
    /// Its size in bytes.
    pub bytes: u64,
    /// Copies or disks under it that fail one by one; `None`: it fails as one.
    pub redundancy: Option<Redundancy>,
}

/// Which hosts a database copy's data lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatabaseHost {
    /// An instance of one's own with this many volumes (striped: one stuck volume stops it).
    Volumes(u32),
    /// An instance of one's own with local disks.
    LocalDisk,
    /// The provider's managed database.
    Managed,
}

/// One copy of a database.
#[derive(Debug, Clone, PartialEq)]
pub struct Copy {
    /// Its name, unique within the database.
    pub name: String,
    /// Where it runs.
    pub zone: ZoneId,
    /// On what.
    pub host: DatabaseHost,
}

/// When a write is acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteConcern {
    /// When the copy that takes writes has it.
    One,
    /// When this many copies have it.
    Quorum(u32),
}

/// How the copies work together.
#[derive(Debug, Clone, PartialEq)]
pub enum DatabaseMode {
    /// One copy.
    Alone,
    /// A synchronous standby (the second copy) takes over by itself; a write needs both while both live.
    Standby {
        /// How long after the primary's death the standby serves; `None`: the offer's law.
        failover: Option<SimDuration>,
    },
    /// Asynchronous replicas; the first copy takes writes.
    Replicas {
        /// How far replicas are behind: looked at in time, at the instant of a crash.
        lag: Law,
        /// Writes a replica can apply, millionths per second; what waits for that comes on top of the lag. `None`: any.
        apply_micro_per_s: Option<u64>,
        /// Whether a replica is promoted by itself, and after how long; `None`: a plan must do it.
        promote_after: Option<SimDuration>,
        /// Whether reads may go to replicas.
        read_replicas: bool,
    },
    /// A ring A->B->C->A of asynchronous replication in which each can take writes.
    Ring {
        /// Delay of one hop.
        hop: SimDuration,
        /// Clients try the copies in order and take writes to the first that answers; off: retry the first or fail.
        move_on: bool,
        /// Every copy has an equal share of the clients for its own, who try it first.
        each: bool,
    },
    /// A replicated store that needs a quorum.
    Quorum(WriteConcern),
}

/// A database.
#[derive(Debug, Clone, PartialEq)]
pub struct Database {
    /// Its copies; the first takes writes at the start.
    pub copies: Vec<Copy>,
    /// How they work together.
    pub mode: DatabaseMode,
    /// Size of the data in bytes.
    pub bytes: u64,
    /// Requests a copy can serve, millionths per second; `None`: never the bottleneck.
    pub capacity_micro_per_s: Option<u64>,
    /// Whether merging diverged writes keeps both sides (else the losing side is lost).
    pub merge_keeps_both: bool,
    /// Key that opens it, if encrypted.
    pub key: Option<ComponentId>,
    /// How long one copy takes to acknowledge a write; `None`: no time.
    pub acknowledges: Option<Law>,
}

/// Objects.
#[derive(Debug, Clone, PartialEq)]
pub struct Bucket {
    /// Path of the region it lies in.
    pub region: String,
    /// Path of a second region it is copied to, and how far behind the copy is.
    pub copy: Option<(String, SimDuration)>,
}

/// Messages that can wait.
#[derive(Debug, Clone, PartialEq)]
pub struct Queue {
    /// Path of the region.
    pub region: String,
    /// How long messages are kept.
    pub retention: SimDuration,
    /// What works the messages off.
    pub consumer: ComponentId,
}

/// Answers kept in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Cache {
    /// Where it runs.
    pub zone: ZoneId,
    /// Share of reads it answers when warm, parts per million.
    pub hit_ppm: u32,
    /// How long it takes to warm up again after a loss.
    pub warm_up: SimDuration,
    /// What is asked on a miss.
    pub origin: ComponentId,
}

/// Where a key or credential is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// On this component (readable only while it works), or ...
    pub on: Option<ComponentId>,
    /// ... in this backup (readable only once that is restored), or ...
    pub in_backup: Option<usize>,
    /// ... at the provider's key service in this region, or ...
    pub region: Option<String>,
    /// ... with this person.
    pub with: Option<PersonId>,
}

/// Somebody else's service.
#[derive(Debug, Clone, PartialEq)]
pub struct External {
    /// Path of the place it runs in, if it may share the outage.
    pub place: Option<String>,
    /// The provider's service it is, if it is one: then it works as that service does at `place`.
    pub service: Option<Service>,
    /// Zones it can live without, e.g. 1 of 3: it fails only when its place is struck and this is false.
    pub survives_zone: bool,
}

/// How a new copy of a component is made.
#[derive(Debug, Clone, PartialEq)]
pub enum Deployment {
    /// Somebody types: this long per server.
    ByHand {
        /// Hands-on time.
        effort: SimDuration,
    },
    /// From an image; it may have drifted.
    Image {
        /// Path of the region the image is kept in.
        region: String,
        /// Chance that it no longer fits and a person must repair it, parts per million.
        drift_ppm: u32,
    },
    /// By scripts that can build it anywhere its offers exist.
    Automation {
        /// Time of a run besides launching.
        duration: SimDuration,
        /// Bucket or external service the scripts need, e.g. a package mirror.
        needs: Vec<ComponentId>,
    },
}

impl Default for Deployment {
    fn default() -> Self {
        Self::ByHand {
            effort: SimDuration::from_mins(60),
        }
    }
}
