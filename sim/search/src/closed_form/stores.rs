//! E01-E07: replication, snapshots, restores, rings, quorums.

use super::Formula;

/// By name.
pub(super) const FORMULAS: &[(&str, Formula)] = &[];
