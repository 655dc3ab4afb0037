//! How an architecture lives through tapes: Architecture + Offers + Tapes + seed + commands -> Outcome -> Score.

pub mod architecture;
pub mod outcome;
