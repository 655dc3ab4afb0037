//! G01-G05: what the simulator says about its own certainty.

use super::Formula;

/// By name.
pub(super) const FORMULAS: &[(&str, Formula)] = &[];
