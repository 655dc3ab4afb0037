//! Tests of many runs, in one binary.

mod calm;
mod case;
mod certainty;
mod chains;
mod draws;
mod evidence;
mod library;
mod many;
mod observed;
mod queues;
mod replay;
mod scores;
mod statistics;
mod validate;
