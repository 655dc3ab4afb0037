//! What the network consists of, as the solver needs it: lanes, paths, stations, clients.

use super::counters::Sums;
use super::net::{FailMode, StationId, StationState, total};
use super::pause::Pause;
use super::queue::Queue;
use super::solve::Walk;
use crate::architecture::Retry;

/// One attempt number of one group on one path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lane {
    pub(super) path: u16,
    /// Index into what clients keep per group and attempt number.
    pub(super) slot: u16,
}

/// A list of stations that a journey takes or took.
#[derive(Debug, Clone)]
pub(super) struct Path {
    pub(super) journey: usize,
    pub(super) stations: Vec<StationId>,
    /// Index of its group among the journey's.
    pub(super) group: usize,
    /// Share of its group's attempts, 0..=1; zero once no longer taken.
    pub(super) share: f64,
    /// What it does while nothing queues.
    pub(super) walk: Walk,
    /// Stations with a limit on it, and the share of what enters the path that they have to serve.
    pub(super) limits: Vec<(u16, f64)>,
}

impl Path {
    pub(super) fn new(journey: usize, group: usize, stations: &[StationId]) -> Self {
        let stations = stations.to_vec();
        Self {
            journey,
            stations,
            group,
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

/// Requests of a journey that made the same choice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    /// What routes call it.
    pub(super) id: u16,
    /// Share of the journey's requests, parts per million; zero once no route has it.
    pub(super) share_ppm: u32,
    /// First attempts, millionths per second.
    pub(super) demand_micro: u64,
    /// All attempts per second.
    pub(super) attempts: f64,
}

/// A journey's clients. What is kept per group and attempt number lies group by group.
#[derive(Debug, Clone)]
pub(super) struct Clients {
    pub(super) timeout_s: f64,
    pub(super) retry: Retry,
    pub(super) demand_micro: u64,
    /// Every group ever met; the first is group 0.
    pub(super) groups: Vec<Group>,
    /// Attempts per second.
    pub(super) attempts: Vec<f64>,
    /// Attempts that fail now, per second.
    pub(super) failing: Vec<f64>,
    /// Of those, refused by a full queue.
    pub(super) refused: Vec<f64>,
    /// From a failed attempt to the next one: one fewer per group than attempts.
    pub(super) lines: Vec<Pause>,
    /// How attempts without a route fail, and which share of group 0 they are.
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

    /// Most attempts for one request.
    pub(super) fn tries(&self) -> usize {
        self.retry.attempts.max(1) as usize
    }

    /// Where a group's attempts lie.
    pub(super) fn slots(&self, group: usize) -> std::ops::Range<usize> {
        let tries = self.tries();
        group * tries..(group + 1) * tries
    }

    /// The group that routes call `id`, made if it was not there.
    pub(super) fn group(&mut self, id: u16) -> usize {
        if let Some(i) = self.groups.iter().position(|g| g.id == id) {
            return i;
        }
        self.groups.push(Group {
            id,
            share_ppm: 0,
            demand_micro: 0,
            attempts: 0.0,
        });
        let slots = self.groups.len() * self.tries();
        for rates in [&mut self.attempts, &mut self.failing, &mut self.refused] {
            rates.resize(slots, 0.0);
        }
        self.lines.extend(Pause::all(&self.retry));
        self.groups.len() - 1
    }

    /// Splits first attempts over the groups; the last one with a share takes the remainder.
    pub(super) fn split_demand(&mut self) {
        let last = self.groups.iter().rposition(|g| g.share_ppm > 0);
        let mut left = self.demand_micro;
        for (i, g) in self.groups.iter_mut().enumerate() {
            let part = u128::from(self.demand_micro) * u128::from(g.share_ppm) / 1_000_000;
            g.demand_micro = if Some(i) == last { left } else { part as u64 };
            left -= g.demand_micro;
        }
    }

    /// This instant's attempts: first ones, and those that come back from their pauses. Those of a
    /// group that no route has any more are made by the other groups, by their shares.
    pub(super) fn make_attempts(&mut self, now: u64) {
        let tries = self.tries();
        for (i, g) in self.groups.iter().enumerate() {
            self.attempts[i * tries] = g.demand_micro as f64 / 1e6;
        }
        let mut homeless = false;
        for (i, line) in self.lines.iter_mut().enumerate() {
            let (group, k) = (i / (tries - 1), i % (tries - 1) + 1);
            let rate = line.output(now);
            self.attempts[group * tries + k] = rate;
            homeless |= rate > 0.0 && self.groups[group].share_ppm == 0;
        }
        if homeless {
            self.rehouse();
        }
        for i in 0..self.groups.len() {
            self.groups[i].attempts = total(&self.attempts[self.slots(i)]);
        }
    }

    fn rehouse(&mut self) {
        let tries = self.tries();
        for from in (0..self.groups.len()).filter(|&g| self.groups[g].share_ppm == 0) {
            for k in 1..tries {
                let rate = std::mem::take(&mut self.attempts[from * tries + k]);
                for (to, g) in self.groups.iter().enumerate() {
                    self.attempts[to * tries + k] += rate * f64::from(g.share_ppm) / 1e6;
                }
            }
        }
    }
}
