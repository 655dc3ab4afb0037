//! C07-C14: backlog, retries, metastable collapse and static stability, on the fluid traffic.

use super::Formula;

/// By name.
pub(super) const FORMULAS: &[(&str, Formula)] = &[];
