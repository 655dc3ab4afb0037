//! What became of a store's data.

use crate::architecture::{Architecture, ComponentId, Journey};
use crate::outcome::StoreOutcome;
use kernel::SimDuration;

/// How one store fared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreScore {
    /// Which component.
    pub component: ComponentId,
    /// Its name.
    pub name: String,
    /// Writes acknowledged in the run.
    pub acknowledged: u64,
    /// Acknowledged and missing after recovery.
    pub lost: u64,
    /// Acknowledged on a side that a promotion left behind.
    pub diverged: u64,
    /// Fate not known when the run ended.
    pub unknown: u64,
    /// Age of the oldest missing write at the moment of the failure; `None` if nothing can bring the
    /// data back.
    pub rpo: Option<SimDuration>,
    /// Whether the data is gone and nothing can bring it back.
    pub unrecoverable: bool,
}

impl StoreScore {
    pub(super) fn of(o: &StoreOutcome) -> Self {
        Self {
            component: o.component,
            name: o.name.clone(),
            acknowledged: o.acknowledged,
            lost: o.lost,
            diverged: o.diverged,
            unknown: o.unknown,
            rpo: (!o.unrecoverable).then_some(o.rpo),
            unrecoverable: o.unrecoverable,
        }
    }
}

/// Whether each component is on a journey's path, or reached or needed from it.
#[must_use]
pub fn reach(arch: &Architecture, journey: &Journey) -> Vec<bool> {
    let mut seen = vec![false; arch.components.len()];
    let mut open: Vec<ComponentId> = journey.path.clone();
    while let Some(id) = open.pop() {
        let i = usize::from(id.0);
        if seen.get(i).copied().unwrap_or(true) {
            continue;
        }
        seen[i] = true;
        let c = &arch.components[i];
        open.extend(&c.needs);
        open.extend(c.calls());
    }
    seen
}
