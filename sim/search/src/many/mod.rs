//! Many runs of one architecture under one outage, each with luck of its own, kept in a few whole numbers per run.
//!
//! Run s is draw s of the tenant's luck on draw s mod C of the cloud. Two architectures that are lived with the same
//! seeds meet the same weather, so they are compared pair by pair. Every run is lived twice: as the dice fall
//! (*drawn*), and given that something of the architecture is hit (*touched*); where the dice hit anyway, both are
//! the same.
//!
//! The outage is put on every zone that the architecture uses. What is kept of a journey or a store is the zone that
//! hurts it most; beside a journey's downtime stands the mean over zones.
//!
//! Leaves out: that seeds on the same cloud draw share their provider's luck; whoever makes intervals takes that into
//! account.

use serde::{Deserialize, Serialize};
mod notes;
mod run;
mod stage;

pub use notes::{Noted, Notes};
pub use run::{JourneyRun, Lot, Run, StoreRun};
pub use stage::{Frame, JourneyFrame, Promise, Stage};

use tape::Tape;

/// An outage, drawn several times.
#[derive(Debug, Clone)]
pub struct Weather {
    /// Its id.
    pub outage: String,
    /// What it was, one line.
    pub title: String,
    /// Hour of the day, UTC, at which it begins.
    pub start_hour_utc: f64,
    /// One tape per draw of the cloud, in the order of draws; an observed outage has a single one.
    pub tapes: Vec<Tape>,
    /// The same draws without what a log has done to the cloud; none where nothing is done to it.
    pub plain: Vec<Tape>,
    /// What the draws vary.
    pub values: Values,
}

/// What differs between the draws of a cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Values {
    /// Luck alone: every assumed number has the value of its file.
    Fixed,
    /// Luck, and every assumed number within its range.
    Drawn,
    /// Nothing: it was observed, once.
    Observed,
}

impl Weather {
    /// The draw of the cloud that a seed meets.
    #[must_use]
    pub fn draw_of(&self, seed: u64) -> usize {
        (seed % self.tapes.len().max(1) as u64) as usize
    }
}
