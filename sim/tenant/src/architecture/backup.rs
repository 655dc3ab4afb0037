//! Copies kept apart, for restoring.

use super::ComponentId;
use kernel::SimDuration;

/// How copies are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupKind {
    /// A point in time, every so often.
    Snapshot {
        /// From one to the next.
        every: SimDuration,
        /// From the point in time until it is safe at its place.
        takes: SimDuration,
        /// Whether the store is off line meanwhile.
        offline: bool,
    },
    /// A base copy and the log of writes since, shipped all the time.
    Archive {
        /// How far the archive is behind.
        lag: SimDuration,
    },
}

/// Where copies lie.
#[derive(Debug, Clone, PartialEq)]
pub enum BackupPlace {
    /// In the object store of this region (path).
    ObjectStore(String),
    /// On a component of one's own, e.g. another server.
    Component(ComponentId),
    /// Outside any provider modelled, always readable.
    Elsewhere,
}

/// A backup of one store.
#[derive(Debug, Clone, PartialEq)]
pub struct Backup {
    /// Its name.
    pub name: String,
    /// The database, volume or bucket that is copied.
    pub of: ComponentId,
    /// How.
    pub kind: BackupKind,
    /// Where to.
    pub place: BackupPlace,
    /// Key that opens it.
    pub key: Option<ComponentId>,
    /// Chance that it turns out unreadable when needed, parts per million (a tested backup has 0).
    pub corrupt_ppm: u32,
    /// How long copies are kept.
    pub keep: SimDuration,
    /// Chance that making one snapshot fails, parts per million.
    pub fail_ppm: u32,
    /// Bytes per second of one restore; `None`: as the offer says.
    pub restore_bytes_per_s: Option<u64>,
    /// Log written per second that a restore must read again from the snapshot's age on, bytes, and the speed of that,
    /// bytes per second; `None`: nothing is read again.
    pub replay: Option<(u64, u64)>,
}
