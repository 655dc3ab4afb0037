//! D01-D04: health checks, time to live, resolvers.

use super::Formula;

/// By name.
pub(super) const FORMULAS: &[(&str, Formula)] = &[];
