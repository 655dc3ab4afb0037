//! What replicas miss when their primary stops: the lag as it happens to be at that instant, in whole writes.
//!
//! Where the lag is a law, one draw of it per replica; the writes of that stretch are counted as Poisson arrivals.
//! Where replicas apply writes one by one, those that wait for that come on top: a geometric number as in an M/M/1
//! queue at the rate just before the crash, or the fluid backlog once more was written than applied. A fixed lag needs
//! no draw: it leaves the fluid's mean. Leaves out: lags of several replicas that grow together.

use crate::architecture::{Database, DatabaseMode};
use crate::data::{CopyId, Lately, Store};
use kernel::{SimTime, Stream, math};
use tape::Law;

/// One write.
const WRITE: u64 = 1_000_000;
/// More writes than this at once are counted as the fluid has them.
const COUNTED_MAX: f64 = 1e6;

/// Stops a copy of a database, or loses it for good.
pub(crate) fn strike(
    store: &mut Store,
    x: &Database,
    copy: CopyId,
    (lost, at): (bool, SimTime),
    draws: &mut Stream,
) {
    let mut missing = |_: CopyId, lately: Lately<'_>| missing(x, lately, draws);
    match lost {
        true => store.destroy_short(copy, at, &mut missing),
        false => store.stop_short(copy, at, &mut missing),
    }
}

fn missing(x: &Database, lately: Lately<'_>, draws: &mut Stream) -> Option<u64> {
    let (lag, apply) = match x.mode {
        DatabaseMode::Replicas {
            lag: Law::Fixed(_),
            apply_micro_per_s: None,
            ..
        } => return None,
        DatabaseMode::Replicas {
            lag,
            apply_micro_per_s,
            ..
        } => (lag, apply_micro_per_s),
        DatabaseMode::Alone
        | DatabaseMode::Standby { .. }
        | DatabaseMode::Ring { .. }
        | DatabaseMode::Quorum(_) => return None,
    };
    let late = lately.within(lag.draw(draws));
    let queued = apply.map_or(0, |apply| queued(lately, apply, draws));
    Some((counted(late, draws) + queued).saturating_mul(WRITE))
}

/// Whole writes where the fluid has so many micro-writes.
fn counted(micro: u64, draws: &mut Stream) -> u64 {
    let mean = micro as f64 / 1e6;
    match mean > COUNTED_MAX {
        true => (micro + WRITE / 2) / WRITE,
        false => draws.poisson(mean),
    }
}

/// Whole writes that wait to be applied.
fn queued(lately: Lately<'_>, apply_micro_per_s: u64, draws: &mut Stream) -> u64 {
    let backlog = lately.waiting(apply_micro_per_s);
    if backlog >= WRITE {
        return counted(backlog, draws);
    }
    let load = lately.rate_micro_per_s() / apply_micro_per_s.max(1) as f64;
    if load <= 0.0 || load >= 1.0 {
        return 0;
    }
    (math::ln(1.0 - draws.unit()) / math::ln(load)) as u64
}
