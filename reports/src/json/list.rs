//! What is built in.

use schemars::JsonSchema;
use serde::Serialize;

/// `zonefall list --format json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ListJson {
    /// `zonefall/list/1`.
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// What exists, by kind and name.
    pub entries: Vec<Entry>,
}

/// One built-in file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Entry {
    /// `architecture`, `outage`, `cloud` or `tape`.
    pub kind: String,
    /// The name that commands take.
    pub name: String,
    /// One line about it.
    pub about: String,
}

/// The list as JSON.
#[must_use]
pub fn list(entries: Vec<Entry>, version: &str) -> String {
    super::text(&ListJson {
        schema: "zonefall/list/1".to_owned(),
        version: version.to_owned(),
        entries,
    })
}
