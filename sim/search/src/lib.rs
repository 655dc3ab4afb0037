//! Many runs: one outage tried on every zone of an architecture, and a model of an outage set beside what was published.
//!
//! What holds here and is relied on above: a result depends on what goes in and on the seed alone, never on how many
//! threads compute it.

mod calm;
pub mod campaign;
pub mod check;
pub mod closed_form;
pub mod compare;
pub mod draws;
mod evidence;
pub mod fit;
pub mod forecast;
pub mod log;
pub mod many;
pub mod matrix;
pub mod predict;
pub mod price;
mod replay;
mod sample;
pub mod spread;
pub mod statistics;
pub mod survivor;
pub mod sweep;
mod validate;

pub use calm::calm_world;
pub use evidence::{Chain, Evidence, free_stretch_error, judge, trace};
pub use replay::{Ready, Replay, Try, absent, ready, replay, strikes};
pub use sample::Sample;
pub use validate::{
    ApartRow, Case, ControlMembers, ControlRow, ControlWorst, CounterfactualRow, CustomerRow,
    Effort, Evidences, Found, MembersRow, MilestoneRow, Mover, Observation, Progress, ScaleRow,
    Scaled, Subject, Summary, Tally, Validation, Verdict, Watched, validate, validate_all,
};
