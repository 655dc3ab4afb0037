//! Architecture files: their tables, how they are lowered into `tenant`'s plain data, and what is found in them.

pub(crate) mod commanded;
mod component_table;
mod components;
mod cycles;
mod findings;
mod lower;
mod names;
mod ordinary;
mod ordinary_table;
mod places;
mod plans;
mod table;

pub use findings::{Failure, Finding, Severity};
pub(crate) use lower::decode;
pub use lower::load;
pub(crate) use names::Names;
pub use places::objective_places;
pub(crate) use table::{ARCHITECTURE, AVAILABILITY_SLO, RPO, RTO, STEPS};
