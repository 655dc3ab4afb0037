//! Hand-computed scores.

mod availability;
mod credits;
mod explaining;
mod scoring;
mod world;
