//! The files people write: text in, plans out; and the data that is built in.
//!
//! A text is parsed once into a tree with places ([`yaml`]); one field table per kind of file ([`format`]) drives a
//! decoder that collects problems and goes on, the JSON Schema, `show`, and the reference page. What is decoded is
//! lowered, with names resolved and checked, into the plain data of `tenant`, `cloud` and `tape`.

mod architecture;
mod cloud_file;
pub mod format;
mod kind;
mod library;
mod machinery;
mod outage_file;
pub mod problem;
mod source;
mod tape_file;
pub mod unit;
pub mod yaml;

pub use architecture::{Failure, Finding, Severity};
pub use kind::{Kind, kind_of};
pub use library::{Item, Library};
pub use problem::{Problem, Problems};
pub use source::{BYTES_MAX, Source, from_bytes, read_source};

use ::cloud::model::CloudModel;
use ::cloud::outage::Outage;
use ::tape::{Offer, Tape};
use tenant::architecture::Architecture;

/// Reads an architecture file, and finds what is legal in it and will hurt.
///
/// # Errors
/// Every problem of the file.
pub fn load_architecture(source: &Source, library: &Library) -> Result<(Architecture, Vec<Finding>), Problems> {
    architecture::load(source, library)
}

/// Reads a cloud file: its machinery, if it has any, and its offer.
///
/// # Errors
/// Every problem of the file.
pub fn load_cloud(source: &Source) -> Result<(Option<CloudModel>, Offer), Problems> {
    cloud_file::load(source)
}

/// Reads an outage file; its cloud must be in the library.
///
/// # Errors
/// Every problem of the file.
pub fn load_outage(source: &Source, library: &Library) -> Result<Outage, Problems> {
    outage_file::load(source, library)
}

/// Reads an observed tape, YAML or CSV (by the ending of its name).
///
/// # Errors
/// Every problem of the file.
pub fn load_tape(source: &Source) -> Result<Tape, Problems> {
    tape_file::load(source)
}
