//! The files people write: text in, plans out; and the data that is built in.
//!
//! A text is parsed once into a tree with places ([`yaml`]); one field table per kind of file ([`format`]) drives a
//! decoder that collects problems and goes on, the JSON Schema, `show`, and the reference page. What is decoded is
//! lowered, with names resolved and checked, into the plain data of `tenant`, `cloud` and `tape`.

mod architecture;
mod campaign_file;
mod case_file;
mod cloud_file;
mod command_file;
pub mod format;
mod kind;
mod library;
mod machinery;
mod outage_file;
pub mod problem;
mod recurrence;
mod source;
mod suite_file;
mod tape_file;
pub mod unit;
pub mod yaml;

pub use architecture::{Failure, Finding, Severity, objective_places};
pub use campaign_file::{Campaign, CampaignPart, load_campaign};
pub use case_file::{CaseFile, built_in_cases, case_sources, cases_digest, in_order, load_case};
pub use command_file::{CommandFile, Recorded, load_commands, write as write_commands};
pub use kind::{Kind, kind_of};
pub use library::{Item, Library};
pub use problem::{Problem, Problems};
pub use recurrence::{Recurrence, recurrence};
pub use source::{BYTES_MAX, Source, from_bytes, read_source};
pub use suite_file::{Assumed, Suite, SuiteArchitecture, SuiteObjective, SuiteOutage, load_suite};

pub use tape_file::{About, TapeFile, TapeFormat, write_tape};

use ::cloud::model::CloudModel;
use ::cloud::outage::Outage;
use ::tape::{Offer, Tape};
use tenant::architecture::Architecture;

/// Reads an architecture file, and finds what is legal in it and will hurt.
///
/// # Errors
/// Every problem of the file.
pub fn load_architecture(
    source: &Source,
    library: &Library,
) -> Result<(Architecture, Vec<Finding>), Problems> {
    architecture::load(source, library)
}

/// Reads a cloud file: its machinery, if it has any, and its offer. What it extends must be in the library.
///
/// # Errors
/// Every problem of the file.
pub fn load_cloud(
    source: &Source,
    library: &Library,
) -> Result<(Option<CloudModel>, Offer), Problems> {
    let (model, offer, _) = library.read_cloud(source)?;
    Ok((model, offer))
}

/// Reads an outage file; its cloud must be in the library.
///
/// # Errors
/// Every problem of the file.
pub fn load_outage(source: &Source, library: &Library) -> Result<Outage, Problems> {
    outage_file::load(source, library)
}

/// Reads an observed tape, YAML or CSV (by the ending of its name), with what stands beside it; its cloud and the
/// architectures of its customers must be in the library.
///
/// # Errors
/// Every problem of the file.
pub fn load_tape_file(source: &Source, library: &Library) -> Result<TapeFile, Problems> {
    tape_file::load(source, Some(library))
}

/// Reads an observed tape alone, whatever stands beside it.
///
/// # Errors
/// Every problem of the tape.
pub fn load_tape(source: &Source) -> Result<Tape, Problems> {
    Ok(tape_file::load(source, None)?.tape)
}

/// The field table of a kind of file.
fn table_of(kind: Kind) -> &'static format::table::Table {
    match kind {
        Kind::Architecture => &architecture::ARCHITECTURE,
        Kind::Outage => &outage_file::table::OUTAGE,
        Kind::Cloud => &cloud_file::CLOUD,
        Kind::Tape => &tape_file::TAPE,
        Kind::Case => &case_file::CASE,
        Kind::Suite => &suite_file::table::SUITE,
        Kind::Commands => &command_file::table::COMMANDS,
        Kind::Campaign => &campaign_file::CAMPAIGN,
    }
}

/// JSON Schema (draft-07) of a kind of file.
#[must_use]
pub fn schema(kind: Kind) -> serde_json::Value {
    match kind {
        Kind::Cloud => {
            let wholes = ["value", "published", "scope", "under"];
            format::schema::inheriting(table_of(kind), &["kind", "version", "name"], &wholes)
        }
        Kind::Architecture
        | Kind::Outage
        | Kind::Tape
        | Kind::Case
        | Kind::Suite
        | Kind::Commands
        | Kind::Campaign => format::schema::schema(table_of(kind)),
    }
}

/// The reference page of all formats and mechanisms, as Markdown.
#[must_use]
pub fn reference() -> String {
    format::reference::page(&Kind::ALL.map(table_of))
}

/// A file with every default filled in and where it comes from. What is printed can be read again.
///
/// # Errors
/// Every problem of the file.
pub fn show(source: &Source, library: &Library) -> Result<String, Problems> {
    let kind = kind_of(source)?;
    match kind {
        Kind::Architecture => {
            load_architecture(source, library)?;
        }
        Kind::Outage => {
            load_outage(source, library)?;
        }
        Kind::Cloud => {
            load_cloud(source, library)?;
        }
        Kind::Tape => {
            load_tape_file(source, library)?;
        }
        Kind::Suite => {
            load_suite(source, library)?;
        }
        Kind::Commands => {
            load_commands(source, library)?;
        }
        Kind::Campaign => {
            load_campaign(source, library)?;
        }
        // Nothing in it has a default.
        Kind::Case => {}
    }
    let fail = |list| Problems::of(source.clone(), list);
    let file = match kind {
        Kind::Architecture => architecture::decode(source, library).map_err(fail)?.0,
        Kind::Tape => tape_file::decode(source).map_err(fail)?.0,
        Kind::Outage | Kind::Cloud | Kind::Case | Kind::Suite | Kind::Commands | Kind::Campaign => {
            let root = match kind {
                Kind::Cloud => library.whole_cloud(source)?,
                Kind::Architecture
                | Kind::Outage
                | Kind::Tape
                | Kind::Case
                | Kind::Suite
                | Kind::Commands
                | Kind::Campaign => yaml::parse(source).map_err(fail)?,
            };
            let start = root
                .get("start")
                .and_then(yaml::Node::text)
                .and_then(|t| unit::date(t).ok());
            let mut decoder = format::decode::Decoder {
                start,
                ..format::decode::Decoder::default()
            };
            decoder.file(&root, table_of(kind))
        }
    };
    Ok(format::show::show(&file))
}

/// A commented architecture file to start from.
#[must_use]
pub fn init() -> String {
    include_str!("start.yaml").to_owned()
}
