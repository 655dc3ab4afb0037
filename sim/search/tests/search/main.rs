//! Tests of many runs, in one binary.

mod draws;
mod evidence;
mod replay;
mod validate;
