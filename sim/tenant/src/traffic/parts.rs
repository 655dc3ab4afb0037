//! What the network consists of, as the solver needs it: lanes, paths, stations, clients.

use super::counters::Sums;
use super::line::Line;
use super::net::{FailMode, StationId, StationState};
use super::queue::Queue;
use super::solve::Walk;
use crate::architecture::Retry;

/// One attempt number on one path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lane {
    pub(super) path: u16,
    pub(super) attempt: u16,
}

/// A list of stations that a journey takes or took.
#[derive(Debug, Clone)]
pub(super) struct Path {
    pub(super) journey: usize,
    pub(super) stations: Vec<StationId>,
    /// Share of the journey's attempts, 0..=1; zero once no longer taken.
    pub(super) share: f64,
    /// What it does while nothing queues.
    pub(super) walk: Walk,
    /// Stations with a limit on it, and the share of what enters the path that they have to serve.
    pub(super) limits: Vec<(u16, f64)>,
}

impl Path {
    pub(super) fn new(journey: usize, stations: &[StationId]) -> Self {
        let stations = stations.to_vec();
        Self {
            journey,
            stations,
            share: 0.0,
            walk: Walk::default(),
            limits: Vec::new(),
        }
    }
}

/// A station as the solver needs it; rates are requests per second.
#[derive(Debug, Clone)]
pub(super) struct Station {
    pub(super) state: StationState,
    pub(super) capacity: f64,
    pub(super) queue_max: Option<f64>,
    pub(super) pass: f64,
    pub(super) queue: Queue,
    /// How fast it works off a queue that has become pointless because its limit was lifted.
    pub(super) flush: f64,
    /// What it has to serve, if it has a limit.
    pub(super) load: f64,
}

/// A journey's clients.
#[derive(Debug, Clone)]
pub(super) struct Clients {
    pub(super) timeout_s: f64,
    pub(super) retry: Retry,
    pub(super) demand_micro: u64,
    /// Attempts per second, by attempt number.
    pub(super) attempts: Vec<f64>,
    pub(super) all_attempts: f64,
    /// Attempts of each number that fail now, per second.
    pub(super) failing: Vec<f64>,
    /// Of those, refused by a full queue.
    pub(super) refused: Vec<f64>,
    /// From a failed attempt to the next one.
    pub(super) lines: Vec<Line>,
    /// How attempts without a route fail, and which share they are.
    pub(super) remainder: FailMode,
    pub(super) lost_share: f64,
    pub(super) served: f64,
    pub(super) failed: f64,
    pub(super) shed: f64,
    pub(super) sums: Sums,
}

impl Station {
    /// Requests it serves per second while something queues. Without a limit the queue goes within a
    /// second or so: at once would be a burst without a rate.
    pub(super) fn speed(&mut self) -> f64 {
        if self.capacity < f64::INFINITY {
            return self.capacity;
        }
        if self.flush < 2.0 * self.load || self.flush == 0.0 {
            self.flush = self.queue.amount + 2.0 * self.load + 1.0;
        }
        self.flush
    }

    /// Share of what arrives that a full queue lets in: what is served, or nothing while it has to
    /// shrink because its limit was lowered.
    pub(super) fn let_in(&self, load: f64) -> f64 {
        let Some(max) = self.queue_max.filter(|_| load > self.capacity) else {
            return 1.0;
        };
        if shrinks(self.queue.amount, max) {
            0.0
        } else if self.queue.amount >= max - 1e-6 {
            self.capacity / load
        } else {
            1.0
        }
    }
}

/// Whether a queue is over its limit by more than events that come a microsecond late explain.
pub(super) fn shrinks(amount: f64, max: f64) -> bool {
    amount > 1.01 * max + 1.0
}

impl Clients {
    pub(super) fn demand(&self) -> f64 {
        self.demand_micro as f64 / 1e6
    }
}
