//! What a cloud did, and what it offers on a calm day, as its renters feel it.
//!
//! This is the boundary of the whole system: `cloud` writes a [`Tape`], `tenant` lives through it,
//! and neither knows the other. An *observed* tape written from a post-mortem and a *simulated* one
//! have the same shape and answer the same queries.

mod builder;
mod calm;
mod condition;
mod fact;
mod fate;
pub mod luck;
pub mod observed;
mod offer;
mod overlay;
mod place;
mod post;
pub mod query;
pub mod strung;
mod tape;
pub mod transplant;

pub use builder::{BuildError, TapeBuilder};
pub use calm::calm;
pub use condition::{Condition, Service, Step, Track};
pub use fact::{Fact, FactId, Moves};
pub use fate::{FateState, History, Population, PopulationKind, Transition};
pub use offer::{
    Assumption, Background, CheckDefaults, CreditStep, Law, Offer, Prices, Sla, SlaScope,
    ThrottleLimit,
};
pub use overlay::{Change, Overlay, overlaid};
pub use place::{PlaceId, PlaceKind, Places};
pub use post::{Post, PostLevel};
pub use tape::{Evidence, Tape};
