//! Hand-computed cases and laws that must hold in every network.

mod cases;
