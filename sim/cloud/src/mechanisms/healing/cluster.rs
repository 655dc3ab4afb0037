//! One cluster: which share of its hosts tries, is faulty or cut off, and which share of its machines is down.

use crate::context::Numbers;
use kernel::SimDuration;
use std::collections::VecDeque;

/// Below this share nothing is left to do.
const NONE: f64 = 1e-5;

/// What all clusters have in common, for a step.
pub(super) struct Rates {
    starts: f64,
    starts_updating: f64,
    machines_per_host: f64,
    /// Steps until a host is declared faulty.
    patience: usize,
    heals: bool,
    halt_at: f64,
    /// Share of what is down that is started in a step once starts succeed.
    recovers: f64,
    quick_share: f64,
    quick: f64,
    by_hand: f64,
}

impl Rates {
    pub(super) fn new(numbers: &Numbers, step: SimDuration) -> Self {
        let hours = step.secs_f64() / 3600.0;
        let patience = numbers.get("start_timeout") * numbers.get("attempts");
        let part = |name: &str| (step.secs_f64() / numbers.get(name)).min(1.0);
        Self {
            starts: numbers.get("starts_per_hour") * hours,
            starts_updating: numbers.get("starts_updating") * hours,
            machines_per_host: numbers.get("machines_per_host"),
            patience: (patience / step.secs_f64() + 0.5) as usize,
            heals: numbers.on("heals"),
            halt_at: numbers.get("halt_at"),
            recovers: part("recovery_time"),
            quick_share: numbers.get("quick_share"),
            quick: part("quick_time"),
            by_hand: part("by_hand_time"),
        }
    }

    /// Hosts of a cluster that get a start in a step.
    pub(super) fn starts(&self, updating: bool) -> f64 {
        if updating {
            self.starts_updating
        } else {
            self.starts
        }
    }
}

/// Hosts and machines as shares of a cluster's.
#[derive(Debug, Clone, Default)]
pub(super) struct Cluster {
    /// Hosts that get a start in a step.
    pub(super) starts: f64,
    /// Hosts on which a start fails, by the step in which it was first tried.
    trying: VecDeque<f64>,
    trying_sum: f64,
    /// Hosts declared faulty.
    pub(super) faulty: f64,
    /// Machines that ran on hosts declared faulty and have not started elsewhere.
    down: f64,
    pub(super) halted: bool,
    /// Hosts cut off.
    pub(super) cut: f64,
    repairing: bool,
    /// Of the hosts cut off, those that a repair brings back quickly.
    easy: f64,
    repaired_quick: f64,
    repaired_by_hand: f64,
}

impl Cluster {
    /// Share of the machines that cannot be reached.
    pub(super) fn unreachable(&self) -> f64 {
        1.0 - (1.0 - self.cut) * (1.0 - self.down)
    }

    pub(super) fn is_busy(&self) -> bool {
        self.trying_sum > NONE || self.down > NONE || self.repairing
    }

    pub(super) fn cut(&mut self) {
        self.cut = 1.0;
        self.repairing = false;
    }

    pub(super) fn repair(&mut self, rates: &Rates) {
        if self.cut > 0.0 {
            self.repairing = true;
            self.easy = self.cut * rates.quick_share;
            self.repaired_quick = self.easy * rates.quick;
            self.repaired_by_hand = (self.cut - self.easy) * rates.by_hand;
        }
    }

    /// A step in which starts work or fail, and management is on or off.
    pub(super) fn step(&mut self, rates: &Rates, works: bool, managed: bool) {
        self.mend();
        if works {
            self.recover(rates);
            return;
        }
        if !managed {
            // Nobody starts, declares or moves anything; who tried is left as it is.
            return;
        }
        let good = (1.0 - self.faulty - self.trying_sum).max(0.0);
        let mut new = if self.halted { 0.0 } else { self.starts * good };
        if self.trying.len() >= rates.patience {
            let declared = self.trying.pop_front().unwrap_or(0.0);
            self.trying_sum = (self.trying_sum - declared).max(0.0);
            self.faulty += declared;
            self.halted |= self.faulty >= rates.halt_at;
            if rates.heals && !self.halted && declared > 0.0 {
                let moved = declared * (1.0 - self.down);
                self.down = (self.down + moved).min(1.0);
                new += moved * rates.machines_per_host * good;
            }
        }
        let new = new.min(good);
        self.trying.push_back(new);
        self.trying_sum += new;
    }

    /// Starts succeed again: machines that are down start, and hosts are declared good.
    fn recover(&mut self, rates: &Rates) {
        self.trying.clear();
        self.trying_sum = 0.0;
        self.halted = false;
        self.down -= self.down * rates.recovers;
        self.faulty -= self.faulty * rates.recovers;
        if self.down <= NONE {
            self.down = 0.0;
        }
    }

    /// Hosts that were cut off come back, most quickly and the rest by hand after them.
    fn mend(&mut self) {
        if !self.repairing {
            return;
        }
        let quick = self.repaired_quick.min(self.easy);
        self.easy -= quick;
        let by_hand = if self.easy > 0.0 {
            0.0
        } else {
            self.repaired_by_hand
        };
        self.cut = (self.cut - quick - by_hand).max(0.0);
        if self.cut <= NONE {
            self.cut = 0.0;
            self.repairing = false;
        }
    }
}
