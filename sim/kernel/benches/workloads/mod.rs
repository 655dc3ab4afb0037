//! What the engines are measured on, written once and run by every engine.
//!
//! A workload holds the model (who does what next, with which draws) and knows no queue; an engine
//! file connects it to one. All engines draw from the same named ChaCha8 stream through `libm` and
//! live in whole microseconds, so on one workload all of them must report the same
//! [`Measured::work`]: the same events in the same order. A benchmark that did something else would
//! show it.

#![expect(clippy::disallowed_types, reason = "a benchmark measures wall time")]

pub mod binary_heap;
pub mod phold;
pub mod tandem;
pub mod zonefall;

use std::time::Instant;

/// When measuring starts and ends, in simulated microseconds. Before `start` the model settles.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// Events at this instant or earlier are not measured.
    pub start: u64,
    /// Events after this instant are not run.
    pub end: u64,
}

/// What one run of one engine gave.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// Events handled in the measured span.
    pub events: u64,
    /// Wall time of the measured span.
    pub seconds: f64,
    /// Fingerprint of all events handled and their order.
    pub work: u64,
}

impl Measured {
    /// Millions of events per second of wall time.
    pub fn rate(&self) -> f64 {
        self.events as f64 / self.seconds / 1e6
    }
}

/// Events handled so far and the fingerprint of their order.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    events: u64,
    work: u64,
}

impl Tally {
    /// Counts one event; `what` tells it from others.
    #[inline]
    pub fn add(&mut self, what: u64) {
        self.events += 1;
        self.work = self
            .work
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .wrapping_add(what + 1);
    }
}

/// An engine loaded with a workload.
pub trait Run {
    /// Handles every event up to and including `end` (microseconds).
    fn run_until(&mut self, end: u64);
    /// What was handled so far.
    fn tally(&mut self) -> Tally;
}

/// Lets the model settle, then measures it.
pub fn measure(mut run: impl Run, span: Span) -> Measured {
    run.run_until(span.start);
    let before = run.tally();
    let clock = Instant::now();
    run.run_until(span.end);
    let seconds = clock.elapsed().as_secs_f64();
    let after = run.tally();
    Measured {
        events: after.events - before.events,
        seconds,
        work: after.work,
    }
}

/// The fastest of three bursts. Other work on the machine only ever slows an engine down, so the
/// fastest is nearest to the truth, for all engines alike.
pub fn fastest(burst: impl Fn() -> Measured) -> Measured {
    let (mut best, others) = (burst(), [burst(), burst()]);
    for other in others {
        assert_eq!(best.work, other.work, "the same run did other work");
        if other.seconds < best.seconds {
            best = other;
        }
    }
    best
}

/// The middle one of an odd number of figures.
pub fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}
