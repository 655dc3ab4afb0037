//! How clouds fail: one mechanism per file. Cloud + Outage + seed + commands -> Tape.

pub mod model;
pub mod outage;
