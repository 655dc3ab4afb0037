//! How long a restore takes: the base copy moves at the bandwidth, then the log since is replayed.
//!
//! Left out: sharing of the bandwidth with other restores, and reading while data is still arriving.

use kernel::{SimDuration, SimTime};

/// A restore to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RestoreWork {
    /// Size of the base copy, bytes.
    pub bytes: u64,
    /// Bandwidth from the backup's place, bytes per second.
    pub bytes_per_s: u64,
    /// Log to be replayed on top, bytes (zero for a snapshot).
    pub log_bytes: u64,
    /// Speed of the replay, bytes per second.
    pub replay_bytes_per_s: u64,
    /// Everything that takes as long whatever the size.
    pub fixed: SimDuration,
}

impl RestoreWork {
    /// How long it takes, rounded up to a microsecond; as good as never if something must move and cannot.
    #[must_use]
    pub fn duration(&self) -> SimDuration {
        moving(self.bytes, self.bytes_per_s)
            + moving(self.log_bytes, self.replay_bytes_per_s)
            + self.fixed
    }
}

fn moving(bytes: u64, bytes_per_s: u64) -> SimDuration {
    let never = u128::from(SimTime::NEVER.0);
    let us = match (bytes, bytes_per_s) {
        (0, _) => 0,
        (_, 0) => never,
        (bytes, rate) => (u128::from(bytes) * 1_000_000)
            .div_ceil(u128::from(rate))
            .min(never),
    };
    SimDuration(us as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_terabyte_and_twelve_hours_of_log() {
        let work = RestoreWork {
            bytes: 500_000_000_000,
            bytes_per_s: 50_000_000,
            log_bytes: 12 * 3600 * 2_000_000,
            replay_bytes_per_s: 20_000_000,
            fixed: SimDuration::from_secs(420),
        };
        assert_eq!(work.duration(), SimDuration::from_secs(14_740));
        assert_eq!(
            RestoreWork {
                log_bytes: 0,
                replay_bytes_per_s: 0,
                ..work
            }
            .duration()
            .0,
            10_420_000_000
        );
        assert!(
            RestoreWork {
                bytes_per_s: 0,
                ..work
            }
            .duration()
            .0 >= SimTime::NEVER.0
        );
    }
}
