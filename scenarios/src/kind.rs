//! The kinds of files.

use crate::problem::suggest;
use crate::{Problem, Problems, Source, yaml};

/// What a file describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What somebody built and runs.
    Architecture,
    /// One outage.
    Outage,
    /// What a provider rents out, and the machinery behind it.
    Cloud,
    /// An outage as it was seen.
    Tape,
    /// A closed form that the simulator is held against.
    Case,
    /// Promises that are checked over many runs.
    Suite,
    /// What somebody did to an outage and an architecture.
    Commands,
    /// Several outages on one calendar.
    Campaign,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Self; 8] = [
        Self::Architecture,
        Self::Outage,
        Self::Cloud,
        Self::Tape,
        Self::Case,
        Self::Suite,
        Self::Commands,
        Self::Campaign,
    ];

    /// The word behind `kind:`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Architecture => "architecture",
            Self::Outage => "outage",
            Self::Cloud => "cloud",
            Self::Tape => "tape",
            Self::Case => "case",
            Self::Suite => "suite",
            Self::Commands => "commands",
            Self::Campaign => "campaign",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == name)
    }
}

/// What a file says it is; a name that ends in `.csv` is an observed tape.
///
/// # Errors
/// When it is not YAML, or its kind is missing or unknown.
pub fn kind_of(source: &Source) -> Result<Kind, Problems> {
    if is_csv(source) {
        return Ok(Kind::Tape);
    }
    let fail = |list| Problems::of(source.clone(), list);
    let root = yaml::parse(source).map_err(fail)?;
    let names = Kind::ALL.map(Kind::name);
    let Some(node) = root.get("kind") else {
        let problem = Problem::new(
            root.span.start..root.span.start + 1,
            "the file does not say what it is",
        );
        return Err(fail(vec![problem.help(format!(
            "begin with `kind:` and one of {}",
            names.join(", ")
        ))]));
    };
    let word = node.text().unwrap_or_default();
    Kind::parse(word).ok_or_else(|| {
        let problem = Problem::new(node.span.clone(), format!("there is no kind `{word}`"));
        fail(vec![problem.help(suggest(word, names))])
    })
}

/// Whether a source is CSV, by the ending of its name.
pub(crate) fn is_csv(source: &Source) -> bool {
    source.name.to_ascii_lowercase().ends_with(".csv")
}
