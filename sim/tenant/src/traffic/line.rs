//! A delay line: what flows in comes out unchanged, a fixed time later.
//!
//! Failed attempts wait in one until they are tried again. Inflow is piecewise constant, so the line
//! holds steps. Steps shorter than a tenth of the delay are averaged into one (their content is
//! kept), which bounds the number of changes a feedback loop can make.

use std::collections::VecDeque;

/// How finely a loop is followed. It grows coarser the longer the loop turns by itself, which ends
/// slow decays towards a steady state and bounds what a lasting oscillation costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grain {
    Fine,
    Middle,
    Coarse,
}

impl Grain {
    /// The grain after so many steps since the last outside change.
    pub(super) fn after(ticks: u32) -> Self {
        match ticks {
            0..256 => Self::Fine,
            256..1024 => Self::Middle,
            1024.. => Self::Coarse,
        }
    }

    /// Steps shorter than the delay divided by this are averaged.
    pub(super) fn per_delay(self) -> u64 {
        match self {
            Self::Fine => 10,
            Self::Middle => 5,
            Self::Coarse => 2,
        }
    }

    /// Whether two rates are so close that they are the same.
    pub(super) fn is_same(self, a: f64, b: f64) -> bool {
        let relative = match self {
            Self::Fine => 1e-6,
            Self::Middle => 1e-5,
            Self::Coarse => 1e-3,
        };
        (a - b).abs() <= relative * a.max(b)
    }
}

/// From `start` on, `rate` flowed in.
#[derive(Debug, Clone, Copy)]
struct Step {
    start: u64,
    rate: f64,
}

/// Times are microseconds, rates requests per second.
#[derive(Debug, Clone)]
pub(super) struct Line {
    delay: u64,
    grain: Grain,
    steps: VecDeque<Step>,
    /// What flows in now; the last step's rate unless that step is being averaged.
    current: f64,
    /// While the last step is being averaged: what it has taken in until `since`.
    mixed: Option<Mixed>,
    /// Inflow is ignored and outflow constant: the loop did not settle within its limit.
    held: bool,
}

#[derive(Debug, Clone, Copy)]
struct Mixed {
    mass: f64,
    since: u64,
}

impl Line {
    pub(super) fn new(delay: u64) -> Self {
        let delay = delay.max(1000);
        Self {
            delay,
            grain: Grain::Fine,
            steps: VecDeque::new(),
            current: 0.0,
            mixed: None,
            held: false,
        }
    }

    /// Steps shorter than this are averaged, microseconds.
    pub(super) fn tick(&self) -> u64 {
        self.delay / self.grain.per_delay()
    }

    pub(super) fn set_grain(&mut self, grain: Grain) {
        self.grain = grain;
    }

    /// From `now` on, `rate` flows in. Says what it takes: about that, or the old rate while that is
    /// close enough; the caller keeps the difference.
    pub(super) fn input(&mut self, now: u64, rate: f64) -> f64 {
        if self.held || self.grain.is_same(rate, self.current) {
            return self.current;
        }
        let tick = self.tick();
        match self.steps.back().map(|s| now - s.start) {
            Some(0) => {
                self.mixed = None;
                if let Some(last) = self.steps.back_mut() {
                    last.rate = rate;
                }
            }
            Some(age) if age < tick => {
                let (mass, since) = self.mixed.map_or((0.0, now - age), |m| (m.mass, m.since));
                let mass = mass + self.current * (now - since) as f64;
                self.mixed = Some(Mixed { mass, since: now });
            }
            Some(_) => {
                self.close(now);
                self.steps.push_back(Step { start: now, rate });
            }
            None => self.steps.push_back(Step { start: now, rate }),
        }
        self.current = rate;
        rate
    }

    /// Ends the averaging of the last step.
    fn close(&mut self, now: u64) {
        if let (Some(m), Some(last)) = (self.mixed.take(), self.steps.back_mut()) {
            let mass = m.mass + self.current * (now - m.since) as f64;
            last.rate = mass / (now - last.start).max(1) as f64;
        }
    }

    /// Brings the line to `now` and says what comes out.
    pub(super) fn output(&mut self, now: u64) -> f64 {
        if self.mixed.is_some()
            && self
                .steps
                .back()
                .is_some_and(|s| now >= s.start + self.tick())
        {
            self.close(now);
            self.steps.push_back(Step {
                start: now,
                rate: self.current,
            });
        }
        while self
            .steps
            .get(1)
            .is_some_and(|s| s.start + self.delay <= now)
        {
            self.steps.pop_front();
        }
        let Some(front) = self.steps.front().copied() else {
            return 0.0;
        };
        if front.start + self.delay > now {
            return 0.0;
        }
        if self.steps.len() == 1 && front.rate == 0.0 && self.mixed.is_none() {
            self.steps.clear();
            self.current = 0.0;
        }
        front.rate
    }

    /// When the outflow changes next, or an average is complete.
    pub(super) fn next(&self, now: u64) -> Option<u64> {
        if self.held {
            return None;
        }
        let out = self
            .steps
            .iter()
            .take(2)
            .map(|s| s.start + self.delay)
            .find(|&t| t > now);
        let average = self
            .mixed
            .and(self.steps.back())
            .map(|s| s.start + self.tick());
        [out, average].into_iter().flatten().min()
    }

    /// Whether nothing is in the line.
    pub(super) fn is_idle(&self) -> bool {
        self.steps.is_empty()
    }

    /// Stops the loop: from now on what comes out is the mean of what is inside.
    pub(super) fn hold(&mut self, now: u64) {
        if self.steps.is_empty() {
            self.held = true;
            return;
        }
        self.close(now);
        let opens = now.saturating_sub(self.delay);
        let mut mass = 0.0;
        for (i, s) in self.steps.iter().enumerate() {
            let until = self.steps.get(i + 1).map_or(now, |n| n.start);
            mass += s.rate * until.saturating_sub(s.start.max(opens)) as f64;
        }
        let rate = mass / self.delay as f64;
        self.steps.clear();
        self.steps.push_back(Step { start: opens, rate });
        self.current = rate;
        self.held = true;
    }

    /// Lets the line move again.
    pub(super) fn release(&mut self) {
        self.held = false;
    }
}

#[cfg(test)]
impl Line {
    /// Requests in the line.
    pub(super) fn content(&self, now: u64) -> f64 {
        let opens = now.saturating_sub(self.delay);
        let mut sum = 0.0;
        for (i, s) in self.steps.iter().enumerate() {
            let until = self.steps.get(i + 1).map_or(now, |n| n.start);
            let from = s.start.max(opens);
            let averaged = i + 1 == self.steps.len();
            sum += match self.mixed.filter(|_| averaged) {
                Some(m) => m.mass + self.current * (now - m.since) as f64,
                None => s.rate * until.saturating_sub(from) as f64,
            };
        }
        sum / 1e6
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_flows_in_comes_out_later() {
        let mut line = Line::new(1_000_000);
        line.input(0, 5.0);
        assert_eq!(line.next(0), Some(1_000_000));
        assert_eq!(line.output(999_999), 0.0);
        line.input(500_000, 0.0);
        assert_eq!(line.output(1_000_000), 5.0);
        assert_eq!(line.next(1_000_000), Some(1_500_000));
        assert!(!line.is_idle());
        assert_eq!(line.output(1_500_000), 0.0);
        assert!(line.is_idle());
    }

    #[test]
    fn short_steps_are_averaged_and_keep_their_content() {
        let mut line = Line::new(1_000_000);
        line.input(0, 10.0);
        line.input(25_000, 50.0);
        line.input(50_000, 0.0);
        assert_eq!(line.next(50_000), Some(100_000));
        line.output(100_000);
        // 25 ms of 10/s and 25 ms of 50/s in 100 ms are 15/s.
        assert!((line.output(1_000_000) - 15.0).abs() < 1e-9);
        assert_eq!(line.output(1_100_000), 0.0);
    }

    /// A difference too small to be a step of its own is left to the caller.
    #[test]
    fn small_differences_are_not_taken() {
        let mut line = Line::new(1_000_000);
        assert_eq!(line.input(0, 1000.0), 1000.0);
        assert_eq!(line.input(500_000, 1000.5), 1000.5);
        line.set_grain(Grain::Coarse);
        assert_eq!(line.input(10_000_000, 1001.0), 1000.5);
        assert_eq!(line.input(10_000_000, 1002.0), 1002.0);
    }

    #[test]
    fn held_line_gives_its_mean() {
        let mut line = Line::new(1_000_000);
        line.input(0, 10.0);
        line.input(500_000, 30.0);
        line.hold(1_000_000);
        assert!((line.output(5_000_000) - 20.0).abs() < 1e-9);
        assert_eq!(line.next(1_000_000), None);
    }
}
