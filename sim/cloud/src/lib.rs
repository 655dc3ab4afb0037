//! How clouds fail: one mechanism per file. Cloud + Outage + seed + commands -> Tape.
//!
//! What holds here and is relied on above:
//!
//! - [`simulate`] is a pure function: the same [`outage::CloudRun`] gives the same tape on every machine.
//! - A mechanism sees only its own state, the signals on its wires and the actions done to it.
//! - No mechanism names an outage or a milestone; what a run should give stands only in data files.
//! - Dated actions, the trigger and posts become facts marked as inputs; everything else follows.

mod assemble;
mod context;
mod engine;
mod error;
mod mechanisms;
pub mod model;
pub mod outage;
mod signal;

pub use engine::{CloudResult, EVENTS_MAX, simulate};
pub use error::CloudError;
pub use mechanisms::block_store::placement::{
    Placement, PlacementPolicy, copysets, loss_chance, of_volumes, place,
};
pub use mechanisms::specs;
