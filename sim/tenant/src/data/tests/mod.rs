//! Tests of the store: cases computed by hand, and properties of random histories.

mod backups;
mod cases;
mod properties;

use super::*;

/// One write, in micro-writes.
const WRITE: u64 = 1_000_000;

const HOUR: u64 = 3600;

const W: WriterId = WriterId(0);

fn s(seconds: u64) -> SimTime {
    SimTime::from_secs(seconds)
}

fn secs(seconds: u64) -> SimDuration {
    SimDuration::from_secs(seconds)
}

fn feed(source: u16, lag: SimDuration) -> Feed {
    Feed {
        source: CopyId(source),
        lag,
    }
}

/// A primary with replicas and an hour of history.
fn primary(replicas: u16, lag: SimDuration, writes_per_s: u64, merge: MergeRule) -> Store {
    Store::new(&Layout {
        history: SimDuration::from_hours(1),
        before: vec![HOUR * writes_per_s * WRITE],
        merge,
        ..Layout::primary(replicas, lag)
    })
}

fn adds_up(settlement: &Settlement) {
    let Settlement {
        durable,
        lost,
        diverged,
        unknown,
        ..
    } = *settlement;
    assert_eq!(
        settlement.acknowledged,
        durable + lost + diverged + unknown,
        "{settlement:?}"
    );
}
