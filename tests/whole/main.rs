//! One test binary over the whole program.
//!
//! Goldens live in `tests/goldens`; `cargo bless` rewrites them, and the diff is read before it is committed.

mod arithmetic;
mod bad_input;
mod cache;
mod campaign;
mod check;
mod check_reports;
mod closed_form;
mod closed_form_names;
mod commands;
mod commands_file;
mod compare;
mod debrief;
mod determinism;
mod diff;
mod embedded;
mod explain;
mod forecast;
mod goldens;
mod lessons;
mod lives;
mod matrix;
mod page;
mod program;
mod properties;
mod recipes;
mod schemas;
mod screen;
mod shards;
mod sweep;
mod terminal;
mod tidy;
mod trace;
mod validation;
