//! What the status page said, when, and what was true then.

use crate::{FactId, PlaceId};
use kernel::SimTime;
use serde::{Deserialize, Serialize};

/// What a post claims about the health of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PostLevel {
    /// Works normally.
    Normal,
    /// A note, no more.
    Notice,
    /// Degraded.
    Degraded,
    /// Disrupted.
    Disrupted,
}

/// One entry on the provider's status page. Posts change only communication and people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// When it appeared.
    pub at: SimTime,
    /// Which place it speaks of.
    pub place: PlaceId,
    /// What it claims.
    pub level: PostLevel,
    /// What it says, in our words.
    pub text: String,
    /// When it says all will be well, if it says so.
    pub eta: Option<SimTime>,
    /// Whether it names the cause (people who read it then know what failed).
    pub explains: bool,
    /// Share of volumes that were stuck in the worst zone at that time, parts per million: the truth beside the claim.
    pub truth_ppm: u32,
    /// The fact it became.
    pub fact: Option<FactId>,
}
