//! What is kept of simulated outages.

use schemars::JsonSchema;
use serde::Serialize;

/// `zonefall cache --format json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CacheJson {
    /// `zonefall/cache/1`.
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// The folder; null where none is known and nothing is kept.
    pub path: Option<String>,
    /// Tapes of simulated outages in it, after this command.
    pub tapes: u64,
    /// The room they take, bytes.
    pub bytes: u64,
    /// The most room they may take, bytes: what was used longest ago goes first.
    pub bytes_max: u64,
    /// Tapes that this command removed.
    pub removed: u64,
    /// The room they took, bytes.
    pub removed_bytes: u64,
}

/// What was found as JSON.
#[must_use]
pub fn cache(found: &CacheJson) -> String {
    super::text(found)
}
