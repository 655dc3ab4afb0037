//! Hand-computed cases, laws that must hold in every network, and a second engine to agree with.

mod cases;
mod groups;
mod laws;
mod parcels;
