//! A pause drawn evenly between nothing and its length: what flows in comes out spread over that length.
//!
//! Full jitter, for a fluid. Inflow is collected in parcels of a tenth of the length; each parcel then leaves evenly, and
//! is gone one length after its collecting began. So the mean pause is exact, half the length; its standard deviation is
//! 10 % short of that of the uniform law. While inflow stays the same for a whole length, outflow equals it and nothing
//! has to be computed. Leaves out: single draws, and with them chance.

use super::line::Grain;
use std::collections::VecDeque;

/// What flowed in for `len` microseconds; `mass` is its rate times that time. It leaves evenly until `gone`.
#[derive(Debug, Clone, Copy)]
struct Parcel {
    len: u64,
    gone: u64,
    mass: f64,
}

/// Times are microseconds, rates requests per second.
#[derive(Debug, Clone)]
pub(super) struct Spread {
    length: u64,
    grain: Grain,
    /// Collected and leaving, in order.
    parcels: VecDeque<Parcel>,
    /// Since when a parcel is being collected, and what it had when the inflow changed last.
    open: Option<u64>,
    mass: f64,
    since: u64,
    /// What flows in now.
    current: f64,
    /// Outflow has become equal to inflow.
    steady: bool,
    /// Inflow is ignored and outflow constant: the loop did not settle within its limit.
    held: bool,
}

impl Spread {
    pub(super) fn new(length: u64) -> Self {
        Self {
            // A whole number of parcels at every grain.
            length: length.max(1000) / 20 * 20,
            grain: Grain::Fine,
            parcels: VecDeque::new(),
            open: None,
            mass: 0.0,
            since: 0,
            current: 0.0,
            steady: false,
            held: false,
        }
    }

    /// How long a parcel is collected, microseconds.
    pub(super) fn tick(&self) -> u64 {
        self.length / self.grain.per_delay()
    }

    pub(super) fn set_grain(&mut self, grain: Grain) {
        self.grain = grain;
    }

    /// From `now` on, `rate` flows in. Says what it takes: about that, or the old rate while that is close enough.
    pub(super) fn input(&mut self, now: u64, rate: f64) -> f64 {
        if self.held || self.grain.is_same(rate, self.current) {
            return self.current;
        }
        if self.steady {
            self.unpack(now);
        }
        match self.open {
            Some(_) => self.mass += self.current * (now - self.since) as f64,
            None => (self.open, self.mass) = (Some(now), 0.0),
        }
        self.since = now;
        self.current = rate;
        rate
    }

    /// Takes a steady flow apart into the parcels that it consists of.
    fn unpack(&mut self, now: u64) {
        self.steady = false;
        let tick = self.tick();
        let leaving = (self.length - tick) as f64;
        let count = self.grain.per_delay() - 1;
        for back in (0..count).rev() {
            self.parcels.push_back(Parcel {
                len: tick,
                gone: now + self.length - (back + 1) * tick,
                mass: self.current * leaving / count as f64,
            });
        }
    }

    /// Brings the line to `now` and says what comes out.
    pub(super) fn output(&mut self, now: u64) -> f64 {
        if self.steady {
            return self.current;
        }
        if let Some(from) = self.open.filter(|&from| now >= from + self.tick()) {
            self.close(from, now);
        }
        while self.parcels.front().is_some_and(|p| p.gone <= now) {
            self.parcels.pop_front();
        }
        let mut rate = 0.0;
        for p in &self.parcels {
            rate += p.mass / (self.length - p.len) as f64;
        }
        let same = |p: &Parcel| self.grain.is_same(p.mass / p.len as f64, self.current);
        if self.current > 0.0
            && self.open == Some(now)
            && self.grain.is_same(rate, self.current)
            && self.parcels.iter().all(same)
        {
            self.parcels.clear();
            self.open = None;
            self.steady = true;
            return self.current;
        }
        rate
    }

    /// A parcel is full; the next one begins if anything flows in.
    fn close(&mut self, from: u64, now: u64) {
        let mass = self.mass + self.current * (now - self.since) as f64;
        if mass > 0.0 {
            self.parcels.push_back(Parcel {
                len: now - from,
                gone: from + self.length,
                mass,
            });
        }
        self.open = (self.current > 0.0).then_some(now);
        (self.mass, self.since) = (0.0, now);
    }

    /// When the outflow changes next.
    pub(super) fn next(&self, now: u64) -> Option<u64> {
        if self.held || self.steady {
            return None;
        }
        let full = self.open.map(|from| (from + self.tick()).max(now + 1));
        let gone = self.parcels.front().map(|p| p.gone);
        [full, gone.filter(|&t| t > now)]
            .into_iter()
            .flatten()
            .min()
    }

    /// Whether nothing is in the line.
    pub(super) fn is_idle(&self) -> bool {
        !self.steady && self.open.is_none() && self.parcels.is_empty()
    }

    /// Requests in the line times a million.
    fn content_micro(&self, now: u64) -> f64 {
        if self.steady {
            return self.current * self.length as f64 / 2.0;
        }
        let mut sum = 0.0;
        for p in &self.parcels {
            let leaving = self.length - p.len;
            let left = p.gone.saturating_sub(now).min(leaving);
            sum += p.mass * left as f64 / leaving as f64;
        }
        match self.open {
            Some(_) => sum + self.mass + self.current * (now - self.since) as f64,
            None => sum,
        }
    }

    /// Stops the loop: from now on what comes out is what keeps the content as it is.
    pub(super) fn hold(&mut self, now: u64) {
        if !self.is_idle() {
            self.current = self.content_micro(now) * 2.0 / self.length as f64;
            self.parcels.clear();
            self.open = None;
            self.steady = true;
        }
        self.held = true;
    }

    /// Lets the line move again.
    pub(super) fn release(&mut self) {
        self.held = false;
    }
}

#[cfg(test)]
impl Spread {
    /// Requests in the line.
    pub(super) fn content(&self, now: u64) -> f64 {
        self.content_micro(now) / 1e6
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Follows the line to `until`: what came out, in requests, and in requests times the instant.
    fn follow(line: &mut Spread, from: u64, until: u64) -> (f64, f64) {
        let (mut now, mut out, mut moment) = (from, 0.0, 0.0);
        while now < until {
            let rate = line.output(now) / 1e6;
            let next = line.next(now).map_or(until, |t| t.min(until));
            let (a, b) = (now as f64, next as f64);
            out += rate * (b - a);
            moment += rate * (b - a) * (a + b) / 2.0;
            now = next;
        }
        line.output(until);
        (out, moment)
    }

    #[test]
    fn what_flows_in_comes_out_after_half_the_length_on_average() {
        let mut line = Spread::new(1_000_000);
        line.input(0, 100.0);
        // Half a second, then nothing: 50 requests that came at 0.25 s on average.
        let (early, early_moment) = follow(&mut line, 0, 500_000);
        line.input(500_000, 0.0);
        let (late, late_moment) = follow(&mut line, 500_000, 3_000_000);
        assert!((early + late - 50.0).abs() < 1e-9, "{early} and {late}");
        let mean = (early_moment + late_moment) / 50.0;
        assert!((mean - 750_000.0).abs() < 1e-3, "{mean}");
        assert!(line.is_idle());
        assert_eq!(line.next(3_000_000), None);
    }

    #[test]
    fn a_steady_flow_passes_without_events_and_can_be_taken_apart() {
        let mut line = Spread::new(2_000_000);
        line.input(0, 10.0);
        follow(&mut line, 0, 2_000_000);
        assert_eq!(line.next(2_000_000), None);
        assert_eq!(line.output(60_000_000), 10.0);
        assert!((line.content(60_000_000) - 10.0).abs() < 1e-9);
        line.input(60_000_000, 0.0);
        assert!((line.content(60_000_000) - 10.0).abs() < 1e-9);
        let (out, _) = follow(&mut line, 60_000_000, 62_000_000);
        assert!((out - 10.0).abs() < 1e-9, "{out}");
        assert!(line.is_idle());
    }

    #[test]
    fn a_held_line_keeps_its_content() {
        let mut line = Spread::new(1_000_000);
        line.input(0, 10.0);
        follow(&mut line, 0, 450_000);
        let before = line.content(450_000);
        line.hold(450_000);
        assert!((line.content(9_000_000) - before).abs() < 1e-9);
        assert_eq!(line.next(450_000), None);
        line.release();
        let rate = line.output(450_000);
        line.input(450_000, 0.0);
        let (out, _) = follow(&mut line, 450_000, 1_450_000);
        assert!((out - before).abs() < 1e-9 && (rate - 2.0 * before).abs() < 1e-9);
    }
}
