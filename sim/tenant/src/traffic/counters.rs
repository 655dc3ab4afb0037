//! What has happened to a journey's requests, in whole micro-requests, conserved exactly.

use super::parts::Clients;

/// Requests since the start, in millionths. `offered = served + failed + shed + waiting`, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// First attempts by users.
    pub offered: u64,
    /// Answered within the client's patience.
    pub served: u64,
    /// Failed or timed out for good.
    pub failed: u64,
    /// Refused by a full queue for good.
    pub shed: u64,
    /// Under way, or between two attempts.
    pub waiting: u64,
    /// All attempts, retries included.
    pub attempts: u64,
}

/// Running sums in micro-requests.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    pub(super) counters: Counters,
    /// Millionths of micro-requests offered that are not yet a whole one.
    offered_rest: u64,
    served: f64,
    failed: f64,
    shed: f64,
    attempts: f64,
}

impl Sums {
    /// The sums `us` microseconds later at the present rates. What is offered is exact; the other outlets are
    /// rounded down, and when nothing is under way the strongest takes the remainder.
    pub(super) fn after(mut self, clients: &Clients, us: u64, idle: bool) -> Self {
        let s = &mut self;
        let c = &mut s.counters;
        let offered =
            u128::from(clients.demand_micro) * u128::from(us) + u128::from(s.offered_rest);
        c.offered += (offered / 1_000_000) as u64;
        s.offered_rest = (offered % 1_000_000) as u64;
        s.served += clients.served * us as f64;
        s.failed += clients.failed * us as f64;
        s.shed += clients.shed * us as f64;
        let tries = clients.retry.attempts.max(1) as usize;
        let mut retries = 0.0;
        for group in clients.attempts.chunks_exact(tries) {
            for rate in &group[1..] {
                retries += rate;
            }
        }
        s.attempts += retries * us as f64;
        c.attempts = c.offered + s.attempts as u64;
        let mut room = c.offered - c.served - c.failed - c.shed;
        for (count, sum) in [
            (&mut c.served, s.served),
            (&mut c.failed, s.failed),
            (&mut c.shed, s.shed),
        ] {
            let more = (sum as u64).saturating_sub(*count).min(room);
            *count += more;
            room -= more;
        }
        if idle {
            if clients.served >= clients.failed.max(clients.shed) {
                c.served += room;
            } else if clients.failed >= clients.shed {
                c.failed += room;
            } else {
                c.shed += room;
            }
            room = 0;
            (s.served, s.failed, s.shed) = (c.served as f64, c.failed as f64, c.shed as f64);
        }
        c.waiting = room;
        self
    }
}
