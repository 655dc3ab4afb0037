//! Simulated time in whole microseconds. Wall-clock dates exist only in files and reports.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// An instant, in microseconds since the start of the run.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct SimTime(pub u64);

/// A length of time in microseconds.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct SimDuration(pub u64);

impl SimTime {
    /// The start of the run.
    pub const ZERO: Self = Self(0);
    /// Later than anything that happens; 55 bits, so that it fits the queue's packed key.
    pub const NEVER: Self = Self((1 << 55) - 1);

    /// `seconds` after the start.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds * 1_000_000)
    }

    /// Seconds after the start, for arithmetic on rates.
    #[must_use]
    pub fn secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// Time since `earlier`, zero if `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> SimDuration {
        SimDuration(self.0.saturating_sub(earlier.0))
    }

    /// This instant plus `d`, at most [`SimTime::NEVER`].
    #[must_use]
    pub fn plus(self, d: SimDuration) -> Self {
        Self(self.0.saturating_add(d.0)).min(Self::NEVER)
    }
}

impl SimDuration {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A length in whole seconds.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds * 1_000_000)
    }

    /// A length in whole minutes.
    #[must_use]
    pub const fn from_mins(minutes: u64) -> Self {
        Self::from_secs(minutes * 60)
    }

    /// A length in whole hours.
    #[must_use]
    pub const fn from_hours(hours: u64) -> Self {
        Self::from_secs(hours * 3600)
    }

    /// A length in seconds, rounded to the nearest microsecond; negative and NaN become zero, too
    /// long becomes the longest.
    #[must_use]
    pub fn from_secs_f64(seconds: f64) -> Self {
        let us = seconds * 1e6;
        if us >= SimTime::NEVER.0 as f64 {
            Self(SimTime::NEVER.0)
        } else if us > 0.0 {
            Self((us + 0.5) as u64)
        } else {
            Self::ZERO
        }
    }

    /// Length in seconds, for arithmetic on rates.
    #[must_use]
    pub fn secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl Add<SimDuration> for SimTime {
    type Output = Self;
    fn add(self, d: SimDuration) -> Self {
        self.plus(d)
    }
}

impl Sub for SimTime {
    type Output = SimDuration;
    fn sub(self, earlier: Self) -> SimDuration {
        self.since(earlier)
    }
}

impl Add for SimDuration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for SimDuration {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// `T+1:53`, `T+62:48`, with seconds only when there are any: `T+0:07:30`.
impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = self.0 / 1_000_000;
        write!(f, "T+{}:{:02}", s / 3600, s / 60 % 60)?;
        if !s.is_multiple_of(60) {
            write!(f, ":{:02}", s % 60)?;
        }
        Ok(())
    }
}

/// The two largest units that matter: `80us`, `350ms`, `7.5s`, `12m`, `3h31m`, `4d2h`.
impl fmt::Display for SimDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let us = self.0;
        let s = us / 1_000_000;
        match s {
            0 if us == 0 => write!(f, "0s"),
            0 if us < 1000 => write!(f, "{us}us"),
            0 => write!(f, "{}ms", us / 1000),
            1..60 if us % 1_000_000 >= 100_000 => write!(f, "{}.{}s", s, us / 100_000 % 10),
            1..60 => write!(f, "{s}s"),
            60..3600 if s.is_multiple_of(60) => write!(f, "{}m", s / 60),
            60..3600 => write!(f, "{}m{:02}s", s / 60, s % 60),
            3600..345_600 => write!(f, "{}h{:02}m", s / 3600, s / 60 % 60),
            _ => write!(f, "{}d{}h", s / 86_400, s / 3600 % 24),
        }
    }
}
