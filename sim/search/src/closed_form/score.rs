//! F01-F06: nines, credits, budgets, weights.

use super::Formula;

/// By name.
pub(super) const FORMULAS: &[(&str, Formula)] = &[];
