//! Hand-computed scores.

mod availability;
mod budgeting;
mod credits;
mod estimating;
mod explaining;
mod scoring;
mod structuring;
mod world;
