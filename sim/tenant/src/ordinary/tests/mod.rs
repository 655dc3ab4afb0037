//! Units, crews, shocks and data by themselves, without an engine.

mod clocks;
mod cover;
mod kit;
mod lives;
mod repairs;
mod together;
