//! One manager: its hosts' leases and its queue. Hosts are counted as shares of those it looks after.

use super::STEP;
use crate::context::Numbers;
use std::collections::VecDeque;

/// What all managers have in common; per second, as shares of a manager's hosts.
pub(super) struct Rates {
    /// Checks a manager can do.
    work: f64,
    /// Checks that its hosts need when all have leases.
    checks: f64,
    /// What a new lease costs, in checks.
    cost: f64,
    /// Leases that run out without the store.
    run_out: f64,
    /// How long a host waits, s.
    timeout: f64,
    /// Share of what a manager can do that is let in while operators throttle.
    admitted: f64,
    /// Whether only so much is let in as will be served within the time-out.
    queue_aware: bool,
}

impl Rates {
    pub(super) fn new(numbers: &Numbers) -> Self {
        Self {
            work: numbers.get("checks_per_second") / numbers.get("hosts_per_manager"),
            checks: 1.0 / numbers.get("check_interval"),
            cost: numbers.get("lease_cost"),
            run_out: 1.0 / numbers.get("lease_length"),
            timeout: numbers.get("timeout"),
            admitted: numbers.get("admitted"),
            queue_aware: numbers.on("queue_aware"),
        }
    }
}

/// Hosts that asked together.
#[derive(Debug, Clone, Copy)]
struct Asked {
    at: f64,
    hosts: f64,
    given_up: bool,
}

/// Leases made in a step, and those made for hosts that had given up.
pub(super) struct Done {
    pub(super) useful: f64,
    pub(super) wasted: f64,
}

#[derive(Debug, Clone)]
pub(super) struct Manager {
    pub(super) leased: f64,
    /// Hosts in the queue that still wait.
    waiting: f64,
    /// All in the queue, also those that have given up.
    queued: f64,
    queue: VecDeque<Asked>,
}

impl Default for Manager {
    fn default() -> Self {
        Self {
            leased: 1.0,
            waiting: 0.0,
            queued: 0.0,
            queue: VecDeque::new(),
        }
    }
}

impl Manager {
    /// A step without the store; a host that asks is told so at once.
    pub(super) fn run_out(&mut self, rates: &Rates) {
        self.restart();
        self.leased = (self.leased - rates.run_out * STEP.secs_f64()).max(0.0);
    }

    /// The queue is lost; who waited asks anew.
    pub(super) fn restart(&mut self) {
        self.queue.clear();
        (self.waiting, self.queued) = (0.0, 0.0);
    }

    /// A step with the store.
    pub(super) fn serve(&mut self, rates: &Rates, throttled: bool, now: f64) -> Done {
        self.give_up(rates.timeout, now);
        // Checks of leases that are held come first.
        let spare = (rates.work - self.leased * rates.checks).max(0.0);
        let can = spare * STEP.secs_f64() / rates.cost;
        let mut asking = (1.0 - self.leased - self.waiting).max(0.0);
        if throttled {
            asking = asking.min(rates.admitted * can);
        }
        if rates.queue_aware {
            let in_time = spare * rates.timeout / rates.cost;
            asking = asking.min((in_time - self.queued).max(0.0));
        }
        if asking > 0.0 {
            self.waiting += asking;
            self.queued += asking;
            self.queue.push_back(Asked {
                at: now,
                hosts: asking,
                given_up: false,
            });
        }
        self.work_off(can)
    }

    /// Hosts that have waited for the time-out leave; what they asked stays.
    fn give_up(&mut self, timeout: f64, now: f64) {
        for asked in self.queue.iter_mut().rev() {
            if asked.given_up {
                break;
            }
            if now - asked.at >= timeout {
                asked.given_up = true;
                self.waiting = (self.waiting - asked.hosts).max(0.0);
            }
        }
    }

    fn work_off(&mut self, can: f64) -> Done {
        let mut left = can;
        let mut done = Done {
            useful: 0.0,
            wasted: 0.0,
        };
        while left > 0.0
            && let Some(first) = self.queue.front_mut()
        {
            let served = first.hosts.min(left);
            left -= served;
            self.queued = (self.queued - served).max(0.0);
            if first.given_up {
                done.wasted += served;
            } else {
                done.useful += served;
                self.waiting = (self.waiting - served).max(0.0);
                self.leased = (self.leased + served).min(1.0);
            }
            first.hosts -= served;
            if first.hosts <= 0.0 {
                self.queue.pop_front();
            }
        }
        done
    }
}
