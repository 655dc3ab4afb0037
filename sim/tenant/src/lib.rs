//! How an architecture lives through tapes: Architecture + Offers + Tapes + seed + commands -> Outcome -> Score.

pub mod architecture;
mod components;
pub mod data;
pub mod engine;
mod ordinary;
pub mod outcome;
pub mod score;
mod steps;
pub mod traffic;

pub use engine::{
    Bias, EVENTS_MAX, End, Keep, LiveOptions, Luck, TenantAction, TenantCommand, TraceLine, World,
    live, live_traced,
};
