//! Data: what becomes of every acknowledged write.
//!
//! A [`Store`] is one log per writer and epoch; a copy is a vector of positions, one per log. Writes arrive as a fluid:
//! a log is a broken line of (time, micro-writes) points, so "what the replica had half a second before the crash" is
//! one interpolation. Everything is whole micro-writes and microseconds, so nothing is lost to rounding.
//!
//! - A copy that follows another with lag L has what its source had L ago. When its source stops or dies, it keeps
//!   that: what was not shipped by then stays with the source.
//!   Where its lag is a law, what had not arrived is drawn then, in whole writes (see [`Store::stop_short`]).
//! - A promotion opens an epoch at the promoted copy's vector. What the old epoch acknowledged beyond it is left
//!   behind: lost if the [`MergeRule`] drops it, else kept apart (diverged) as long as somebody holds it.
//! - Corruption and deletion are records in the log. Replicas copy them; only older backups do not.
//! - A backup is a vector of the past, so that restoring is a promotion to an older vector.
//! - [`Store::settle`] gives every acknowledged write exactly one fate: durable, lost, diverged or not yet known.
//!
//! A writer is a place where writes enter: a store with one primary has one, a ring one per copy. Writes from before
//! the run count as well, as far back as [`Layout::history`] says, because a snapshot of last night loses them.
//!
//! Left out: the size and content of writes (a record harms everything before it), conflicts inside merged writes,
//! duplicates, writes that landed without being acknowledged, and a lag that drifts between two calls of
//! [`Store::follow`]. Whether a backup's place, key or network works just now is for the caller to know.

mod backup;
pub(crate) mod commit;
mod copy;
mod crash;
mod duration;
mod epoch;
mod layout;
mod log;
mod settle;
mod store;
#[cfg(test)]
mod tests;

pub use backup::{BackupId, BackupPoint, Want};
pub use commit::{commit_latency, waits_for};
pub use crash::{Lately, Missing};
pub use duration::RestoreWork;
pub use epoch::Promotion;
pub use layout::Layout;
pub use settle::Settlement;
pub use store::{Refused, Store};

use kernel::{SimDuration, SimTime};

/// Index of a copy in its store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CopyId(pub u16);

/// Index of a writer in its store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WriterId(pub u16);

/// From which copy another one gets its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feed {
    /// The copy that is followed.
    pub source: CopyId,
    /// How far behind it; zero is a synchronous standby.
    pub lag: SimDuration,
}

/// What happens to writes that a promotion left behind when their side comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergeRule {
    /// They come back and are counted as diverged.
    KeepBoth,
    /// They are thrown away: lost, even though a copy may still hold them.
    DropLeftBehind,
}

/// Whether a copy can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyState {
    /// Works.
    Live,
    /// Hung or cut off: keeps what it has, and nobody can read it.
    Stopped,
    /// Its data is gone (or was never there).
    Gone,
}

/// Microseconds since the start of the run; negative before it.
type Instant = i64;

/// Before anything that is looked at, far from overflow.
const ALWAYS: Instant = i64::MIN / 4;

fn instant(at: SimTime) -> Instant {
    length(at.since(SimTime::ZERO))
}

fn length(d: SimDuration) -> Instant {
    d.0.min(SimTime::NEVER.0) as Instant
}

fn between(earlier: Instant, later: Instant) -> SimDuration {
    SimDuration(u64::try_from(later - earlier).unwrap_or(0))
}
