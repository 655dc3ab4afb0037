//! PHOLD: N logical processes pass N events around, each to a random process after a random delay.
//!
//! The classic load of event queues. Other delays than the classic one make the stress forms that
//! some queues collapse on: everything at one instant, chains without delay, spacing finer than the
//! clock.

use super::{Span, Tally};
use zonefall_kernel::{SimDuration, Stream};

/// How long an event waits.
#[derive(Debug, Clone, Copy)]
pub enum Delay {
    /// exp(1) + 0.1 seconds.
    Classic,
    /// One second: all events of a round at the same instant.
    Equal,
    /// Nothing, but one time in a hundred as [`Delay::Classic`].
    Cascade,
    /// 0 to 3 microseconds.
    Fine,
}

/// The forms that make some queues collapse.
pub const STRESS: [(&str, Delay); 3] = [
    ("equal times", Delay::Equal),
    ("zero-delay cascades", Delay::Cascade),
    ("fine spacing", Delay::Fine),
];

/// The kernel collapses on a stress form if it runs slower than this share of its classic PHOLD.
pub const COLLAPSE: f64 = 0.5;

/// Size and kind of a PHOLD run.
#[derive(Debug, Clone, Copy)]
pub struct Config {
    /// Logical processes, and events in flight.
    pub processes: u32,
    /// How long an event waits.
    pub delay: Delay,
    /// What is measured.
    pub span: Span,
}

impl Config {
    /// A run of `processes` that handles about `events` events in the measured span.
    pub fn new(processes: u32, delay: Delay, events: u64) -> Self {
        // Mean wait in microseconds, and rounds that let the start settle.
        let (wait, settle) = match delay {
            Delay::Classic => (1_100_000.0, 3.0),
            Delay::Equal => (1_000_000.0, 2.0),
            Delay::Cascade => (11_000.0, 200.0),
            Delay::Fine => (1.5, 3.0),
        };
        let rounds = events as f64 / f64::from(processes);
        let start = (settle * wait) as u64;
        Self {
            processes,
            delay,
            span: Span {
                start,
                end: start + (rounds * wait) as u64,
            },
        }
    }
}

/// The state of all logical processes.
pub struct Phold {
    delay: Delay,
    stream: Stream,
    visits: Vec<u32>,
    /// Events handled.
    pub tally: Tally,
}

impl Phold {
    /// All processes, unvisited.
    pub fn new(config: &Config) -> Self {
        Self {
            delay: config.delay,
            stream: Stream::named(1, "phold", "all"),
            visits: vec![0; config.processes as usize],
            tally: Tally::default(),
        }
    }

    /// An event arrives at `process`: which process it goes to next, and after how many
    /// microseconds.
    #[inline]
    pub fn visit(&mut self, process: u32) -> (u32, u64) {
        let visits = &mut self.visits[process as usize];
        *visits += 1;
        self.tally.add(u64::from(process));
        let next = self.stream.below(self.visits.len() as u64) as u32;
        (next, self.wait())
    }

    /// How long an event waits, in microseconds.
    #[inline]
    pub fn wait(&mut self) -> u64 {
        match self.delay {
            Delay::Classic => self.classic(),
            Delay::Equal => 1_000_000,
            Delay::Cascade if self.stream.below(100) > 0 => 0,
            Delay::Cascade => self.classic(),
            Delay::Fine => self.stream.below(4),
        }
    }

    #[inline]
    fn classic(&mut self) -> u64 {
        SimDuration::from_secs_f64(0.1 + self.stream.exponential(1.0)).0
    }
}
