//! Example models on the kernel: a station that serves single requests.
//!
//! The rest of zonefall treats traffic as a fluid and has no single requests. Here they are, one event each, as the
//! smallest model that uses all of the kernel: a closed enum of events, a queue in a total order, cancelled timers,
//! named streams and integer counts. The same model is measured against queueing theory (closed forms C01 to C06).
//!
//! Begin with the short programs beside this crate's `Cargo.toml`, each run by
//! `cargo run -p zonefall-kernel-examples --example NAME`:
//!
//! - `order`: what comes first, and what comes first at the same instant.
//! - `cancel`: timers that are taken back.
//! - `luck`: named streams, and why adding a part changes nobody else's draws.
//! - `station`: the model of this crate, run twice with one digest.

mod law;
mod line;
mod station;
mod tally;

pub use law::Law;
pub use station::{Patience, Span, Station, run};
pub use tally::{BIN, Tally};
