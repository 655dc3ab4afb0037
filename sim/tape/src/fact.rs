//! Facts: an append-only list of changes of state, never of attempts.

use crate::{PlaceId, PopulationKind, Service};
use kernel::SimTime;
use serde::{Deserialize, Serialize};

/// Index of a fact in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FactId(pub u32);

/// Something that became true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// When.
    pub at: SimTime,
    /// Where, if it has a place.
    pub place: Option<PlaceId>,
    /// Machine-readable name, `mechanism.what`, e.g. `block_store.host_crashed`.
    pub kind: String,
    /// A plain sentence without the time, e.g. "storage host 412 crashed while closing replication requests".
    pub text: String,
    /// The latest necessary condition; `None` only for inputs and first causes.
    pub cause: Option<FactId>,
    /// Up to four standing conditions without which it would not have happened.
    pub given: Vec<FactId>,
    /// Whether this is a dated input (trigger, operator's action, post), not a result.
    pub input: bool,
    /// The services whose conditions this fact moves, for tracing a measure back to its causes.
    pub moves: Vec<Moves>,
}

/// What a fact moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Moves {
    /// The condition of a service at the fact's place.
    Service(Service),
    /// The fates of a population at the fact's place.
    Fates(PopulationKind),
}

impl Fact {
    /// Most standing conditions a fact may name.
    pub const GIVEN_MAX: usize = 4;
}
