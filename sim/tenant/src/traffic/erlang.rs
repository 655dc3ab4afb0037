//! Steady waiting before a group of equal servers.
//!
//! Models: the Erlang C probability of having to wait, and the exponential law of the wait with the
//! Allen-Cunneen factor for arrivals and service that are more or less regular than exponential.
//! Leaves out: the transient after a change of load (the fluid queue takes over at saturation).

use kernel::math;

/// Chance that a request has to wait: Erlang C for `servers` equal servers and `offered` erlangs.
/// One if the servers cannot keep up.
#[must_use]
pub fn erlang_c(servers: u32, offered: f64) -> f64 {
    let c = f64::from(servers);
    if offered <= 0.0 {
        return 0.0;
    }
    if offered >= c {
        return 1.0;
    }
    let mut blocking = 1.0;
    for i in 1..=servers {
        let below = offered * blocking;
        blocking = below / (f64::from(i) + below);
    }
    let load = offered / c;
    blocking / (1.0 - load * (1.0 - blocking))
}

/// The law of the wait: nothing with some probability, else exponential.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Waiting {
    /// Chance of having to wait.
    pub probability: f64,
    /// Mean wait of those who wait, seconds.
    pub mean_s: f64,
}

impl Waiting {
    /// Waiting at `servers` servers that together serve `capacity` requests per second and are asked
    /// for `rate` per second. `scv` is the sum of the squared coefficients of variation of arrivals
    /// and service (2 for Poisson arrivals and exponential service).
    #[must_use]
    pub fn steady(servers: u32, rate: f64, capacity: f64, scv: f64) -> Self {
        if rate <= 0.0 || servers == 0 || capacity <= 0.0 {
            return Self {
                probability: 0.0,
                mean_s: 0.0,
            };
        }
        let offered = rate / capacity * f64::from(servers);
        let spare = capacity - rate;
        if spare <= 0.0 {
            return Self {
                probability: 1.0,
                mean_s: f64::INFINITY,
            };
        }
        Self {
            probability: erlang_c(servers, offered),
            mean_s: scv / 2.0 / spare,
        }
    }

    /// Mean wait over all requests, seconds.
    #[must_use]
    pub fn mean(self) -> f64 {
        if self.probability == 0.0 {
            0.0
        } else {
            self.probability * self.mean_s
        }
    }

    /// Share of requests that wait longer than `patience_s`.
    #[must_use]
    pub fn over(self, patience_s: f64) -> f64 {
        if self.probability == 0.0 {
            return 0.0;
        }
        if patience_s <= 0.0 || self.mean_s == f64::INFINITY {
            return self.probability;
        }
        let exponent = patience_s / self.mean_s;
        if exponent > 40.0 {
            0.0
        } else {
            self.probability * math::exp(-exponent)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-6, "{a} is not {b}");
    }

    #[test]
    fn textbook_values() {
        near(erlang_c(4, 3.2), 0.596_432);
        near(erlang_c(60, 54.0), 0.324_560_8);
        near(erlang_c(90, 60.0), 0.000_191_040);
        near(erlang_c(1, 0.8), 0.8);
        near(erlang_c(3, 3.0), 1.0);
        near(erlang_c(3, 0.0), 0.0);
    }

    #[test]
    fn mean_waits() {
        // M/M/1 at 8 of 10 per second: 0.4 s; M/M/4 at 8 of 10: 0.298216 s.
        near(Waiting::steady(1, 8.0, 10.0, 2.0).mean(), 0.4);
        near(Waiting::steady(4, 8.0, 10.0, 2.0).mean(), 0.298_216);
        // M/G/1, squared variation of service 0, 1 and 4.
        near(Waiting::steady(1, 8.0, 10.0, 1.0).mean(), 0.2);
        near(Waiting::steady(1, 8.0, 10.0, 5.0).mean(), 1.0);
    }

    #[test]
    fn tail_of_the_wait() {
        // M/M/1: P(W > t) = rho exp(-(mu - lambda) t).
        let w = Waiting::steady(1, 8.0, 10.0, 2.0);
        near(w.over(0.5), 0.8 * math::exp(-1.0));
        near(w.over(0.0), 0.8);
        near(w.over(1e6), 0.0);
        near(Waiting::steady(1, 10.0, 10.0, 2.0).over(5.0), 1.0);
    }
}
