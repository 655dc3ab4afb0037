//! Results in words and numbers: a scorecard, a front table, an explanation, a validation, each as text and as JSON.
//!
//! Reports see what a run yielded and nothing behind it; they compute nothing that a score does not hold.
//! Text carries colours as escape sequences ([`paint`]); whoever writes it out strips them where they do not belong.

pub mod cache;
mod card;
pub mod check;
pub mod closed_form;
mod commands;
pub mod compare;
pub mod debrief;
pub mod diff;
pub mod explain;
pub mod forecast;
pub mod json;
mod knew;
pub mod list;
mod lives;
pub mod matrix;
pub mod page;
pub mod paint;
pub mod sweep;
mod table;
pub mod text;
pub mod tour;
pub mod trace;
pub mod validate;
pub mod words;

pub use card::{Card, Lost, said};
pub use lives::{Life, Lives, sort};
