//! B01-B08: copies, arrays, fleets and bursts.

use super::Formula;

/// By name.
pub(super) const FORMULAS: &[(&str, Formula)] = &[];
