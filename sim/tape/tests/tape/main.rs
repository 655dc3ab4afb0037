//! Tests of tapes, by hand and by property, in one binary.

mod common;
mod luck;
