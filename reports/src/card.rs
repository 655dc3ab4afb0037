//! What every report of one architecture under one outage needs, and the few numbers that stand for the whole.

use crate::words::{Clock, length, plural, share_ppm};
use kernel::SimDuration;
use search::log::Told;
use search::{Replay, Try};
use tape::Tape;
use tenant::score::{JourneyScore, StoreScore};

/// One architecture under one outage, put on every zone it uses.
#[derive(Debug, Clone, Copy)]
pub struct Card<'a> {
    /// What the architecture teaches, one line.
    pub teaches: &'a str,
    /// What the outage was, one line.
    pub title: &'a str,
    /// Local time of the outage.
    pub clock: Clock,
    /// What came of it.
    pub replay: &'a Replay,
    /// The tape as it was recorded, before it was put onto the architecture's zones.
    pub tape: &'a Tape,
    /// What somebody did in it, in the order of the log; then it is no evidence about the outage.
    pub commands: &'a [Told],
    /// Seed of the simulated cloud; the tenant's own is in the outcome. A tape that was observed has none.
    pub cloud_seed: u64,
    /// Whether that seed also draws every assumed number within its range.
    pub values_drawn: bool,
    /// Whether the architecture rents nothing in the region that was struck.
    pub absent: bool,
}

/// What became of acknowledged writes, all stores together, from mild to harsh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lost {
    /// None is missing.
    Nothing,
    /// Some are missing: how many, and the age of the oldest.
    Writes(u64, SimDuration),
    /// A store is gone for good: how many of its writes.
    Store(u64),
}

impl Lost {
    /// `none`, `1,200 writes (10m)`, `a whole store`.
    #[must_use]
    pub fn said(self) -> String {
        match self {
            Self::Nothing => "none".to_owned(),
            Self::Writes(n, age) => format!("{} ({})", plural(n, "write"), length(age)),
            Self::Store(_) => "a whole store".to_owned(),
        }
    }

    /// How far back from the failure it reaches; everything, where a store is gone.
    #[must_use]
    pub const fn back(self) -> SimDuration {
        match self {
            Self::Nothing => SimDuration::ZERO,
            Self::Writes(_, age) => age,
            Self::Store(_) => SimDuration(u64::MAX),
        }
    }

    /// Writes missing.
    #[must_use]
    pub const fn writes(self) -> u64 {
        match self {
            Self::Nothing => 0,
            Self::Writes(n, _) | Self::Store(n) => n,
        }
    }
}

impl<'a> Card<'a> {
    /// The zone in which the outage hurt most.
    #[must_use]
    pub fn worst(&self) -> &'a Try {
        &self.replay.tries[self.replay.worst]
    }

    /// Whether the outage passes it by: it has nothing there, and nobody noticed.
    #[must_use]
    pub fn passed_by(&self) -> bool {
        self.absent && self.unharmed()
    }

    /// Whether nothing was down in the worst zone and nothing was lost there.
    #[must_use]
    pub fn unharmed_there(&self) -> bool {
        let down = self.worst_journey().is_some_and(|j| !j.episodes.is_empty());
        !down && self.lost() == Lost::Nothing
    }

    /// Whether nothing was down, whichever zone was struck, and nothing was lost.
    #[must_use]
    pub fn unharmed(&self) -> bool {
        let mut tries = self.replay.tries.iter();
        tries.all(|t| {
            t.score.journeys.iter().all(|j| j.episodes.is_empty())
                && lost(&t.score.stores) == Lost::Nothing
        })
    }

    /// The chance of a hit in a zone, as text; a tape without populations has no shares, so no chance either.
    #[must_use]
    pub fn chance(&self, t: &Try) -> String {
        if self.tape.populations.is_empty() {
            "-".to_owned()
        } else {
            share_ppm(u64::from(t.outcome.p_touched_ppm))
        }
    }

    /// The journey that was down longest in the worst zone.
    #[must_use]
    pub fn worst_journey(&self) -> Option<&'a JourneyScore> {
        worst_journey(self.worst())
    }

    /// Data lost in the worst zone.
    #[must_use]
    pub fn lost(&self) -> Lost {
        lost(&self.worst().score.stores)
    }

    /// Mean over the zones tried of the downtime of each one's worst journey.
    #[must_use]
    pub fn mean_downtime(&self) -> SimDuration {
        let tries = &self.replay.tries;
        let sum: u128 = tries.iter().map(|t| u128::from(downtime(t).0)).sum();
        SimDuration((sum / tries.len().max(1) as u128) as u64)
    }
}

/// Downtime of the worst journey.
#[must_use]
pub fn downtime(t: &Try) -> SimDuration {
    worst_journey(t).map_or(SimDuration::ZERO, |j| j.downtime)
}

/// The journey that was down longest; the first of equals.
#[must_use]
pub fn worst_journey(t: &Try) -> Option<&JourneyScore> {
    t.score
        .journeys
        .iter()
        .rev()
        .max_by_key(|j| (j.censored, j.downtime))
}

/// What became of all stores together.
#[must_use]
pub fn lost(stores: &[StoreScore]) -> Lost {
    let writes = stores.iter().map(|s| s.lost).sum();
    if stores.iter().any(|s| s.unrecoverable) {
        return Lost::Store(writes);
    }
    let oldest = stores
        .iter()
        .filter_map(|s| s.rpo)
        .max()
        .unwrap_or(SimDuration::ZERO);
    if writes == 0 {
        Lost::Nothing
    } else {
        Lost::Writes(writes, oldest)
    }
}

/// Downtime as people say it, `not restored` if it did not end.
#[must_use]
pub fn downtime_said(journey: Option<&JourneyScore>) -> String {
    match journey {
        Some(j) if j.censored => format!("{}, not restored", length(j.downtime)),
        Some(j) => length(j.downtime),
        None => "0".to_owned(),
    }
}

/// What came of one run in a line: `shop down 35h43m; 1,234 writes (10h) lost`, `nothing down, nothing lost`.
#[must_use]
pub fn said(t: &Try) -> String {
    let worst = worst_journey(t).filter(|j| !j.episodes.is_empty());
    let down = worst.map(|j| format!("{} down {}", j.name, downtime_said(Some(j))));
    match (down, lost(&t.score.stores)) {
        (None, Lost::Nothing) => "nothing down, nothing lost".to_owned(),
        (Some(down), Lost::Nothing) => format!("{down}; nothing lost"),
        (down, lost) => format!(
            "{}; {} lost",
            down.unwrap_or_else(|| "nothing down".to_owned()),
            lost.said()
        ),
    }
}
