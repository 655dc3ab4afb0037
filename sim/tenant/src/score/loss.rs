//! How often data under a volume is lost for good, by its law alone.
//!
//! Units that fail and are rebuilt independently reach the failure that is one too many with a frequency that only their
//! means decide (Birnbaum, Saunders: the frequency of a system's failures is the sum over units of the chance that the
//! unit is critical times its own frequency). Lives in which that happens are at most that frequency times their length.
//! Leaves out: restores from backups, and start-up, when nothing is broken yet.

use crate::architecture::{
    Architecture, ComponentId, ComponentKind, Failures, Rebuild, Redundancy, ShockTarget,
};
use kernel::SimDuration;

/// Share of lives with a loss up to which half of a life stands for the time that is lost.
const FEW: f64 = 1e-3;

/// Losses are not few, or nobody can say by hand how many they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLikely;

/// Share of a life's time for which data is gone; `None`: it cannot be lost for good.
pub(super) fn share_down(
    arch: &Architecture,
    id: ComponentId,
    life: Option<SimDuration>,
) -> Option<Result<f64, TooLikely>> {
    let component = arch.component(id);
    let ComponentKind::Volume(volume) = &component.kind else {
        return None;
    };
    let (made, fails) = (volume.redundancy?, component.fails?);
    let together = fails.common_cause_ppm > 0
        || fails.crew.is_some()
        || shocked(arch, id, arch.zone(volume.zone));
    let share = life
        .filter(|_| !together)
        .and_then(|life| Some(per_second(made, fails)? * life.secs_f64()));
    Some(match share {
        Some(share) if share <= FEW => Ok(share / 2.0),
        Some(_) | None => Err(TooLikely),
    })
}

/// Losses per second; `None`: units are not rebuilt.
fn per_second(made: Redundancy, fails: Failures) -> Option<f64> {
    let (up, out) = (fails.every.mean_s(), fails.repair?.mean_s());
    let unit = out / (up + out);
    let (n, t) = (made.units, made.tolerates);
    // Ways to have as many units missing as are tolerated; rebuilt one by one each waits for all before it.
    let mut chance = 1.0;
    for i in 0..t {
        let order = match made.rebuild {
            Rebuild::Parallel => f64::from(i + 1),
            Rebuild::Serial => 1.0,
        };
        chance *= f64::from(n.saturating_sub(i)) / order * unit;
    }
    Some(chance * f64::from(n.saturating_sub(t)) / (up + out))
}

/// Whether a shock breaks units of it, rather than keeping them away for a while.
fn shocked(arch: &Architecture, id: ComponentId, zone: &str) -> bool {
    let hits = |t: &ShockTarget| match t {
        ShockTarget::Component(c) => *c == id,
        ShockTarget::Place(place) => zone
            .strip_prefix(place.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
    };
    let breaks = arch.shocks.iter().filter(|s| s.lasts.is_none());
    breaks.flat_map(|s| &s.targets).any(hits)
}
