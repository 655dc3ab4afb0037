//! C01-C06: queues of single requests, on the kernel's example models.

use super::Formula;

/// By name.
pub(super) const FORMULAS: &[(&str, Formula)] = &[];
