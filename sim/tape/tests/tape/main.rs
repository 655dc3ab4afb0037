//! Tests of tapes, by hand and by property, in one binary.

mod builder;
mod common;
mod digest;
mod luck;
mod observed;
mod overlay;
mod query;
mod strung;
mod transplant;
