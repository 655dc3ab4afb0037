//! Commands files: a log of what somebody did, and what it was done to.
//!
//! A file is read in two steps. What it says of the cloud is checked when it is loaded, for it names its outage; the
//! names of components, zones and people are resolved against the architecture that it is used with, which may be
//! another one for each of a suite. [`write()`] is the way back: what it writes reads as the same log.

mod read;
pub(crate) mod table;
mod write;

pub use write::{Recorded, write};

use crate::architecture::{Names, commanded};
use crate::format::value::Record;
use crate::suite_file::Assumed;
use crate::yaml::Span;
use crate::{Kind, Library, Problems, Source};
use ::tape::{Change, Overlay};
use cloud::outage::DatedAction;
use kernel::{SimDuration, SimTime};
use search::log::{Command, Log};
use tenant::architecture::Architecture;
use tenant::{Luck, TenantCommand};

/// A decoded commands file.
#[derive(Debug, Clone, PartialEq)]
pub struct CommandFile {
    /// What it tries, one line, if it says so.
    pub title: Option<String>,
    /// The outage, as the file writes it.
    pub outage: String,
    /// Its text, which has been read once without a mistake.
    pub outage_source: Source,
    /// Whether it is simulated ([`Kind::Outage`]) or was observed ([`Kind::Tape`]).
    pub outage_kind: Kind,
    /// What it was recorded with: as the file writes it, and its text.
    pub architecture: Option<(String, Source)>,
    /// Region the outage is put on.
    pub onto: Option<String>,
    /// The struck zone that is shown.
    pub zone: Option<String>,
    /// Seed of all chance.
    pub seed: Option<u64>,
    /// Seed of the cloud alone.
    pub cloud_seed: Option<u64>,
    /// What the cloud's seed varies.
    pub assumed: Option<Assumed>,
    /// How fates are drawn.
    pub luck: Option<Luck>,
    /// Fingerprint of the run that was recorded, 32 hexadecimal digits.
    pub digest: Option<String>,
    source: Source,
    lines: Vec<Line>,
}

/// A command, as far as it can be read without an architecture.
#[derive(Debug, Clone, PartialEq)]
enum Line {
    Cloud(DatedAction),
    Overlay {
        at: SimTime,
        length: Option<SimDuration>,
        place: String,
        span: Span,
        change: Change,
    },
    Tenant {
        at: SimTime,
        action: Record,
    },
}

/// Reads a commands file, and the outage and architecture it names.
///
/// # Errors
/// Every problem of the file; else every problem of the first file it names that is wrong.
pub fn load_commands(source: &Source, library: &Library) -> Result<CommandFile, Problems> {
    read::load(source, library)
}

impl CommandFile {
    /// How many commands there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lines.len()
    }

    /// The file itself.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// What is done to the cloud, which is the same for every architecture.
    #[must_use]
    pub fn cloud(&self) -> Vec<DatedAction> {
        let action = |line: &Line| match line {
            Line::Cloud(action) => Some(action.clone()),
            Line::Overlay { .. } | Line::Tenant { .. } => None,
        };
        self.lines.iter().filter_map(action).collect()
    }

    /// The log for an architecture.
    ///
    /// # Errors
    /// Every name that this architecture does not know, and every place that nobody rents out.
    pub fn log(&self, arch: &Architecture, library: &Library) -> Result<Log, Problems> {
        let mut names = Names::of(arch, library);
        let mut commands = Vec::new();
        for line in &self.lines {
            let before = names.problems.len();
            commands.extend(command(line, arch, &mut names));
            // Who is lived may be another one than the file was recorded with.
            for problem in &mut names.problems[before..] {
                problem.message = format!("{}, in the run of {}", problem.message, arch.name);
            }
        }
        Problems::none_or(&self.source, names.problems, Log { commands })
    }
}

/// What a line does to an architecture; `None` where there is a problem, which `names` has then.
fn command(line: &Line, arch: &Architecture, names: &mut Names<'_>) -> Option<Command> {
    match line {
        Line::Cloud(action) => Some(Command::Cloud(action.clone())),
        Line::Overlay {
            at,
            length,
            place,
            span,
            change,
        } => {
            let found = names.find_place(place);
            if found.is_none() {
                let (message, help) = names.no_place(place);
                names.problem(span, message, help);
            }
            Some(Command::Overlay(Overlay {
                at: *at,
                length: *length,
                place: found?,
                change: *change,
            }))
        }
        Line::Tenant { at, action } => {
            let action = commanded::action(names, arch, action)?;
            Some(Command::Tenant(TenantCommand { at: *at, action }))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::format::reference::EXAMPLE_COMMANDS;
    use crate::{Kind, Library, Source, load_architecture, load_commands};

    #[test]
    fn the_example_of_the_reference_can_be_run() {
        let library = Library::built_in().unwrap_or_else(|p| panic!("{p}"));
        let source = Source::new("example.yaml", EXAMPLE_COMMANDS);
        let file = load_commands(&source, &library).unwrap_or_else(|p| panic!("{p}"));
        let item = library.find(Kind::Architecture, "two-zones");
        let source = &item.expect("built in").source;
        let (arch, _) = load_architecture(source, &library).unwrap_or_else(|p| panic!("{p}"));
        let log = file.log(&arch, &library).unwrap_or_else(|p| panic!("{p}"));
        assert_eq!(log.commands.len(), file.count());
    }
}
