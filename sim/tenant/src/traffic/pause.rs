//! The pause between two attempts: of a fixed length, or drawn anew each time.

use super::line::{Grain, Line};
use super::spread::Spread;
use crate::architecture::Retry;
use kernel::{SimDuration, SimTime};

/// From a failed attempt to the next one.
#[derive(Debug, Clone)]
pub(super) enum Pause {
    Fixed(Line),
    Jittered(Spread),
}

impl Pause {
    /// The pauses after each attempt but the last, in order.
    pub(super) fn all(retry: &Retry) -> impl Iterator<Item = Self> {
        let Retry {
            attempts,
            doubling,
            jitter,
            ..
        } = *retry;
        let longest = retry.delay_max.unwrap_or(SimDuration(SimTime::NEVER.0));
        let mut length = retry.delay;
        (1..attempts.max(1)).map(move |_| {
            let pause = length.min(longest).0;
            if doubling {
                length = SimDuration(length.0.saturating_mul(2).min(SimTime::NEVER.0));
            }
            if jitter {
                Self::Jittered(Spread::new(pause))
            } else {
                Self::Fixed(Line::new(pause))
            }
        })
    }

    /// Changes of flow closer than this are averaged, microseconds.
    pub(super) fn tick(&self) -> u64 {
        match self {
            Self::Fixed(line) => line.tick(),
            Self::Jittered(spread) => spread.tick(),
        }
    }

    pub(super) fn set_grain(&mut self, grain: Grain) {
        match self {
            Self::Fixed(line) => line.set_grain(grain),
            Self::Jittered(spread) => spread.set_grain(grain),
        }
    }

    /// From `now` on, `rate` flows in; says what is taken, which may differ a little.
    pub(super) fn input(&mut self, now: u64, rate: f64) -> f64 {
        match self {
            Self::Fixed(line) => line.input(now, rate),
            Self::Jittered(spread) => spread.input(now, rate),
        }
    }

    /// What comes out at `now`.
    pub(super) fn output(&mut self, now: u64) -> f64 {
        match self {
            Self::Fixed(line) => line.output(now),
            Self::Jittered(spread) => spread.output(now),
        }
    }

    /// When that changes next by itself.
    pub(super) fn next(&self, now: u64) -> Option<u64> {
        match self {
            Self::Fixed(line) => line.next(now),
            Self::Jittered(spread) => spread.next(now),
        }
    }

    /// Whether nobody pauses.
    pub(super) fn is_idle(&self) -> bool {
        match self {
            Self::Fixed(line) => line.is_idle(),
            Self::Jittered(spread) => spread.is_idle(),
        }
    }

    /// Outflow stays at its mean from now on.
    pub(super) fn hold(&mut self, now: u64) {
        match self {
            Self::Fixed(line) => line.hold(now),
            Self::Jittered(spread) => spread.hold(now),
        }
    }

    /// Outflow follows inflow again.
    pub(super) fn release(&mut self) {
        match self {
            Self::Fixed(line) => line.release(),
            Self::Jittered(spread) => spread.release(),
        }
    }

    /// Requests that pause.
    #[cfg(test)]
    pub(super) fn content(&self, now: u64) -> f64 {
        match self {
            Self::Fixed(line) => line.content(now),
            Self::Jittered(spread) => spread.content(now),
        }
    }
}
