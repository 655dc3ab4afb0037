//! How long a write waits for its copies to acknowledge it.
//!
//! Every copy takes a draw of one law; the write is done with the k-th acknowledgement. Leaves out: copies that answer
//! slowly together, and the way between client and copies.

use crate::architecture::{Database, DatabaseMode, WriteConcern};
use kernel::{SimDuration, Stream};
use tape::Law;

/// Draws behind a mean.
const DRAWS: u32 = 1000;

/// How many acknowledgements a write waits for, and among how many copies, while `up` of them answer.
#[must_use]
pub fn waits_for(x: &Database, up: usize) -> (usize, usize) {
    match x.mode {
        DatabaseMode::Alone | DatabaseMode::Replicas { .. } | DatabaseMode::Ring { .. } => (1, 1),
        DatabaseMode::Standby { .. } => (up.clamp(1, 2), up.clamp(1, 2)),
        DatabaseMode::Quorum(WriteConcern::One) => (1, up.max(1)),
        DatabaseMode::Quorum(WriteConcern::Quorum(k)) => (k as usize, up.max(k as usize)),
    }
}

/// One write's wait for the `k`-th of `n` acknowledgements.
pub fn commit_latency(law: Law, (k, n): (usize, usize), draws: &mut Stream) -> SimDuration {
    let mut waits: Vec<SimDuration> = (0..n.max(1)).map(|_| law.draw(draws)).collect();
    waits.sort_unstable();
    waits[k.clamp(1, waits.len()) - 1]
}

/// The mean of that, from draws of the store's own: what the traffic feels.
pub(crate) fn mean_latency(law: Law, of: (usize, usize), draws: &mut Stream) -> SimDuration {
    let sum = (0..DRAWS).fold(0, |sum, _| sum + commit_latency(law, of, draws).0);
    SimDuration(sum / u64::from(DRAWS))
}
