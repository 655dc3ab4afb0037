//! What was seen at a station, counted in whole numbers: merging runs in any order gives the same result.

use kernel::{Digest, Digester, SimDuration};

/// Width of a bin of the histogram of response times.
pub const BIN: SimDuration = SimDuration(2000);
/// Bins; the last takes everything longer.
const BINS: usize = 16_384;

/// Counts of one run, or of several added up; from the end of the warm-up on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Events of the whole run, warm-up included.
    pub events: u64,
    /// Length of what was watched, microseconds.
    pub watched_us: u64,
    /// Requests that arrived.
    pub arrived: u64,
    /// Requests that found no room.
    pub refused: u64,
    /// Requests whose service began.
    pub begun: u64,
    /// Of those, had to wait.
    pub waited: u64,
    /// Of those, waited longer than the patience of the question ([`crate::Span::long_wait`]).
    pub waited_long: u64,
    /// Requests served to the end with a client still there.
    pub served: u64,
    /// Requests served to the end for nobody.
    pub in_vain: u64,
    /// Clients that left the line.
    pub abandoned: u64,
    /// Of those, took their requests with them.
    pub dropped: u64,
    /// Requests inside when the warm-up ended.
    pub inside_first: u64,
    /// Requests inside at the end.
    pub inside_last: u64,
    /// Waits of all whose service began, microseconds.
    pub wait_us: u128,
    /// From arrival to the end of service, of all that were served, microseconds.
    pub response_us: u128,
    /// Requests in the station, summed over time, request-microseconds.
    pub inside_us: u128,
    /// Requests in the line, summed over time, request-microseconds.
    pub queued_us: u128,
    /// The time that each request was inside, summed over requests: by Little's law the same as `inside_us`.
    pub stays_us: u128,
    /// Responses by length, in bins of [`BIN`].
    responses: Vec<u64>,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            events: 0,
            watched_us: 0,
            arrived: 0,
            refused: 0,
            begun: 0,
            waited: 0,
            waited_long: 0,
            served: 0,
            in_vain: 0,
            abandoned: 0,
            dropped: 0,
            inside_first: 0,
            inside_last: 0,
            wait_us: 0,
            response_us: 0,
            inside_us: 0,
            queued_us: 0,
            stays_us: 0,
            responses: vec![0; BINS],
        }
    }
}

impl Tally {
    #[inline]
    pub(crate) fn respond(&mut self, after: SimDuration) {
        self.response_us += u128::from(after.0);
        let bin = (after.0 / BIN.0).min(BINS as u64 - 1);
        self.responses[bin as usize] += 1;
    }

    /// Adds another run's counts.
    pub fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.watched_us += other.watched_us;
        self.arrived += other.arrived;
        self.refused += other.refused;
        self.begun += other.begun;
        self.waited += other.waited;
        self.waited_long += other.waited_long;
        self.served += other.served;
        self.in_vain += other.in_vain;
        self.abandoned += other.abandoned;
        self.dropped += other.dropped;
        self.inside_first += other.inside_first;
        self.inside_last += other.inside_last;
        self.wait_us += other.wait_us;
        self.response_us += other.response_us;
        self.inside_us += other.inside_us;
        self.queued_us += other.queued_us;
        self.stays_us += other.stays_us;
        for (mine, more) in self.responses.iter_mut().zip(&other.responses) {
            *mine += more;
        }
    }

    /// Whether every request that came in is accounted for: those inside at the end of the warm-up and what arrived are
    /// what was refused, left, was served, and is inside at the end.
    #[must_use]
    pub fn is_conserved(&self) -> bool {
        let gone = self.refused + self.dropped + self.served + self.in_vain;
        self.inside_first + self.arrived == gone + self.inside_last
    }

    /// Mean number of requests in the station.
    #[must_use]
    pub fn mean_inside(&self) -> f64 {
        self.inside_us as f64 / self.watched_us as f64
    }

    /// Mean number of requests in the line.
    #[must_use]
    pub fn mean_queued(&self) -> f64 {
        self.queued_us as f64 / self.watched_us as f64
    }

    /// Mean wait before service, seconds.
    #[must_use]
    pub fn mean_wait_s(&self) -> f64 {
        self.wait_us as f64 / 1e6 / self.begun as f64
    }

    /// Mean time from arrival to the end of service, seconds.
    #[must_use]
    pub fn mean_response_s(&self) -> f64 {
        self.response_us as f64 / 1e6 / (self.served + self.in_vain) as f64
    }

    /// Share of arrivals that found no room.
    #[must_use]
    pub fn refused_share(&self) -> f64 {
        self.refused as f64 / self.arrived as f64
    }

    /// Share of arrivals that left the line.
    #[must_use]
    pub fn abandoned_share(&self) -> f64 {
        self.abandoned as f64 / self.arrived as f64
    }

    /// Share of requests that had to wait.
    #[must_use]
    pub fn waited_share(&self) -> f64 {
        self.waited as f64 / self.begun as f64
    }

    /// Share of requests that waited long.
    #[must_use]
    pub fn waited_long_share(&self) -> f64 {
        self.waited_long as f64 / self.begun as f64
    }

    /// Requests served per second with a client still there.
    #[must_use]
    pub fn goodput_per_s(&self) -> f64 {
        self.served as f64 * 1e6 / self.watched_us as f64
    }

    /// The response time that this share of requests does not exceed, seconds; even within a bin.
    #[must_use]
    pub fn response_quantile_s(&self, share: f64) -> f64 {
        let total: u64 = self.responses.iter().sum();
        let wanted = share * total as f64;
        let mut below = 0;
        for (i, &n) in self.responses.iter().enumerate() {
            if n > 0 && (below + n) as f64 >= wanted {
                let within = (wanted - below as f64) / n as f64;
                return (i as f64 + within) * BIN.secs_f64();
            }
            below += n;
        }
        0.0
    }

    /// Fingerprint of all counts.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut d = Digester::new();
        let counts = [
            self.events,
            self.watched_us,
            self.arrived,
            self.refused,
            self.begun,
            self.waited,
            self.waited_long,
            self.served,
            self.in_vain,
            self.abandoned,
            self.dropped,
            self.inside_first,
            self.inside_last,
        ];
        for n in counts.iter().chain(&self.responses) {
            d.num(*n);
        }
        let sums = [
            self.wait_us,
            self.response_us,
            self.inside_us,
            self.queued_us,
            self.stays_us,
        ];
        for n in sums {
            d.bytes(&n.to_le_bytes());
        }
        d.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_even_within_a_bin() {
        let mut tally = Tally::default();
        for _ in 0..4 {
            tally.respond(SimDuration(BIN.0));
        }
        for _ in 0..4 {
            tally.respond(SimDuration(3 * BIN.0));
        }
        let bins = |share| tally.response_quantile_s(share) / BIN.secs_f64();
        assert!((bins(0.25) - 1.5).abs() < 1e-9);
        assert!((bins(0.5) - 2.0).abs() < 1e-9);
        assert!((bins(0.75) - 3.5).abs() < 1e-9);
    }
}
