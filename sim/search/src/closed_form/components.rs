//! A01-A09: components that fail and are repaired, alone and together.

use super::Formula;

/// By name.
pub(super) const FORMULAS: &[(&str, Formula)] = &[];
