//! What had not yet arrived at the followers of a copy at the instant it stops or dies.
//!
//! With a fixed lag a follower has what its source had one lag ago, to the micro-write. Where the lag is a law, or a
//! follower works its writes off one by one, the caller draws how much is missing: it is told what was acknowledged
//! lately, and whole writes then stand on either side of the crash. Everything else stays as it is, so that nothing is
//! counted twice or not at all. Leaves out: the same draw at a change of primaries while the old one lives (there the
//! feed's lag counts), and writes that overtake others on the way.

use super::log::Log;
use super::store::Store;
use super::{CopyId, CopyState, Instant, length};
use kernel::SimDuration;

/// What a log acknowledged lately, seen from a crash.
#[derive(Debug, Clone, Copy)]
pub struct Lately<'a> {
    log: &'a Log,
    now: Instant,
}

impl Lately<'_> {
    /// Acknowledged in the last stretch of that length, micro-writes.
    #[must_use]
    pub fn within(&self, length_: SimDuration) -> u64 {
        let from = self.now.saturating_sub(length(length_));
        self.log.end() - self.log.at(from)
    }

    /// Rate just before the crash, millionths per second.
    #[must_use]
    pub fn rate_micro_per_s(&self) -> f64 {
        self.log
            .last_piece()
            .map_or(0.0, |(micro, time)| micro as f64 * 1e6 / time as f64)
    }

    /// What waits at one who works off so many millionths per second, as a fluid, micro-writes.
    #[must_use]
    pub fn waiting(&self, apply_micro_per_s: u64) -> u64 {
        let mut waiting: u128 = 0;
        for (micro, time) in self.log.pieces() {
            let applied = u128::from(apply_micro_per_s) * u128::from(time) / 1_000_000;
            waiting = (waiting + u128::from(micro)).saturating_sub(applied);
        }
        waiting as u64
    }
}

/// Says how many micro-writes of a log a follower misses at a crash; `None`: as its feed's lag has it.
pub type Missing<'a> = dyn FnMut(CopyId, Lately<'_>) -> Option<u64> + 'a;

impl Store {
    /// Sets back what the followers of a copy have of its open logs. To be called within a change, before it stops.
    pub(super) fn set_back(&self, of: CopyId, held: &mut [Vec<u64>], missing: &mut Missing<'_>) {
        let now = self.now;
        let open = |l: &&Log| l.closed.is_none() && l.origin == of;
        for (i, copy) in self.copies.iter().enumerate() {
            let span = copy.span(now);
            let follows = span.flow.is_some_and(|flow| flow.source == of);
            if !follows || copy.archive || copy.state != CopyState::Live {
                continue;
            }
            let kept: Vec<u64> = held[i].clone();
            for (index, log) in self.logs.iter().enumerate().filter(|(_, l)| open(l)) {
                let Some(behind) = missing(CopyId(i as u16), Lately { log, now }) else {
                    continue;
                };
                // What it had for sure when it began to follow it still has.
                let before = span.held(index).min(kept[index]);
                held[i][index] = log.end().saturating_sub(behind).max(before);
            }
        }
    }
}
