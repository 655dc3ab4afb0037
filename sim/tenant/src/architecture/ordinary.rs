//! Ordinary life: how parts fail by themselves, fail together, and are repaired.

use super::ComponentId;
use tape::Law;

/// Index of a crew in its architecture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CrewId(pub u16);

/// People (or machines) who repair, one unit each at a time, in the order in which units failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crew {
    /// Its name.
    pub name: String,
    /// How many units it repairs at once, at least 1.
    pub size: u32,
}

/// How old units are when a run begins, or how long ago the last shock was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Age {
    /// All work and are new. Flatters the first years of parts that fail young, and harms that of parts that wear out.
    New,
    /// All work, and each has served for a while: what is left to it is drawn from its law's stationary residual.
    #[default]
    Any,
}

/// How each unit of a component (server, copy, disk, or the component itself) fails and comes back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Failures {
    /// From new, or from the end of a repair, to the next failure.
    pub every: Law,
    /// Work on one unit until it is as good as new; `None`: it stays broken.
    pub repair: Option<Law>,
    /// Who repairs; `None`: every unit has a repairer of its own.
    pub crew: Option<CrewId>,
    /// Share of failures with a cause that takes all units of the component still up, parts per million (the beta of
    /// the beta-factor model). Asks for an exponential `every`.
    pub common_cause_ppm: u32,
    /// How old units are at the start.
    pub age: Age,
}

/// How fast lost copies come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rebuild {
    /// All at once.
    Parallel,
    /// One after the other.
    Serial,
}

/// Data kept on several units: it is there while no more than `tolerates` of them are missing at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redundancy {
    /// Copies or disks.
    pub units: u32,
    /// How many may be missing at once: all but one of plain copies, 1 of RAID-5, 2 of RAID-6.
    pub tolerates: u32,
    /// How missing ones are made again; one rebuild takes the component's `repair`.
    pub rebuild: Rebuild,
}

/// What a shock can hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShockTarget {
    /// Every unit of a component.
    Component(ComponentId),
    /// Every unit that stands in a place (path of a zone, region or provider).
    Place(String),
}

/// Something that hits many units at once: a power bump, a bad push, a flood.
#[derive(Debug, Clone, PartialEq)]
pub struct Shock {
    /// Its name.
    pub name: String,
    /// From one to the next.
    pub every: Law,
    /// Whom it may hit.
    pub targets: Vec<ShockTarget>,
    /// Chance that it hits a unit, each on its own, parts per million.
    pub hit_ppm: u32,
    /// How long those hit are out at least, one draw for all, whatever else happens to them; `None`: those not broken
    /// fail and are repaired like any failure of theirs.
    pub lasts: Option<Law>,
    /// Whether `every` began anew at the start of the run.
    pub age: Age,
}

/// How restores that run at the same time share their link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sharing {
    /// Each gets an equal part.
    Fair,
    /// The first gets all until it is done.
    Fifo,
}

/// The link that all restores of an architecture share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RestoreLink {
    /// Bytes per second in all.
    pub bytes_per_s: u64,
    /// How it is shared.
    pub sharing: Sharing,
}
