//! Files that were checked.

use schemars::JsonSchema;
use serde::Serialize;

/// `zonefall check-file FILE --format json`: the files without mistakes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CheckJson {
    /// `zonefall/check-file/1`.
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// One each, in the order given; a file with mistakes is told on the error stream, with exit code 2.
    pub files: Vec<CheckedJson>,
}

/// A file without mistakes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CheckedJson {
    /// Its name as it was given.
    pub file: String,
    /// `architecture`, `outage`, `cloud` or `tape`.
    pub kind: String,
    /// What is legal in it and will hurt.
    pub findings: Vec<FindingJson>,
}

/// Something legal that will hurt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingJson {
    /// `high`, `medium` or `low`.
    pub severity: String,
    /// Line in the file, from 1.
    pub line: usize,
    /// What it is about.
    pub subject: String,
    /// What is found.
    pub message: String,
    /// The kind of failure it leads to.
    pub failure: String,
    /// What would help; empty where nothing is known.
    pub advice: String,
}

/// The files as JSON.
#[must_use]
pub fn check(files: Vec<CheckedJson>, version: &str) -> String {
    super::text(&CheckJson {
        schema: "zonefall/check-file/1".to_owned(),
        version: version.to_owned(),
        files,
    })
}
