//! What became of every acknowledged write.
//!
//! Copies and backups hold each log from some floor (what a record harmed is below it) to some position. Between two
//! such marks all writes share one fate:
//!
//! | | a live copy has it | a stopped copy has it | only a backup has it | nobody has it |
//! |---|---|---|---|---|
//! | in the line of the epoch in force | durable | not yet known | not yet known | lost |
//! | left behind, merge keeps both | diverged | not yet known | lost | lost |
//! | left behind, merge drops it | lost | lost | lost | lost |

use super::store::{BASE, Store};
use super::{CopyId, CopyState, Instant, MergeRule, between, instant};
use crate::architecture::ComponentId;
use crate::outcome::StoreOutcome;
use kernel::{SimDuration, SimTime};

/// The fates of a store's writes, micro-writes. Always acknowledged = durable + lost + diverged + unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settlement {
    /// Acknowledged in the run and in the history before it.
    pub acknowledged: u64,
    /// Of these, acknowledged before the run.
    pub before_run: u64,
    /// A live copy has it, and the epoch in force contains it.
    pub durable: u64,
    /// Missing for good.
    pub lost: u64,
    /// Left behind by a promotion and kept: on its own side, or merged back.
    pub diverged: u64,
    /// On a copy that hangs, or only in a backup that nobody has restored.
    pub unknown: u64,
    /// Age of the oldest lost write at the failure it was lost by.
    pub rpo: SimDuration,
    /// Whether no copy and no readable backup has the store's older data.
    pub unrecoverable: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Durable,
    Lost,
    Diverged,
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Live,
    Stopped,
    Backup,
}

/// Who has what: a part of each log.
struct Holder {
    place: Place,
    floor: Vec<u64>,
    upto: Vec<u64>,
}

impl Store {
    /// The fate of every write acknowledged up to now, if nothing more happened after `at`.
    #[must_use]
    pub fn settle(&self, at: SimTime) -> Settlement {
        let holders = self.holders(at);
        let mut settlement = Settlement {
            before_run: self.before_run,
            ..Settlement::default()
        };
        let intact = |h: &Holder| h.has(BASE, 0);
        settlement.unrecoverable = !holders.iter().any(intact);
        for (i, log) in self.logs.iter().enumerate().skip(BASE + 1) {
            settlement.acknowledged += log.end();
            let mut marks = vec![0, log.line(), log.end()];
            marks.extend(holders.iter().flat_map(|h| [h.floor_of(i), h.upto_of(i)]));
            marks.retain(|&mark| mark <= log.end());
            marks.sort_unstable();
            for part in marks.windows(2).filter(|part| part[0] < part[1]) {
                let (from, writes) = (part[0], part[1] - part[0]);
                match self.fate(i, from, &holders) {
                    Fate::Durable => settlement.durable += writes,
                    Fate::Diverged => settlement.diverged += writes,
                    Fate::Unknown => settlement.unknown += writes,
                    Fate::Lost => {
                        settlement.lost += writes;
                        let age = between(log.when(from), self.lost_at(i, from, at));
                        settlement.rpo = settlement.rpo.max(age);
                    }
                }
            }
        }
        settlement
    }

    fn fate(&self, log: usize, position: u64, holders: &[Holder]) -> Fate {
        let at = |place: Place| {
            holders
                .iter()
                .any(|h| h.place == place && h.has(log, position))
        };
        let in_line = position < self.logs[log].line();
        match (in_line, self.merge) {
            (true, _) if at(Place::Live) => Fate::Durable,
            (true, _) if at(Place::Stopped) || at(Place::Backup) => Fate::Unknown,
            (false, MergeRule::KeepBoth) if at(Place::Live) => Fate::Diverged,
            (false, MergeRule::KeepBoth) if at(Place::Stopped) => Fate::Unknown,
            (true, _) | (false, MergeRule::KeepBoth | MergeRule::DropLeftBehind) => Fate::Lost,
        }
    }

    /// The failure by which a write was lost.
    fn lost_at(&self, log: usize, position: u64, at: SimTime) -> Instant {
        let this = &self.logs[log];
        if let Some(left) = this.left.filter(|left| position >= left.position) {
            return left.failed_at;
        }
        let harms = |harms: &[u64]| harms.get(log).is_some_and(|&p| position < p);
        let record = self
            .records
            .iter()
            .find(|record| harms(&record.harms))
            .map(|record| record.at);
        let failed = this.writer.and_then(|writer| self.failed_at(writer));
        record.or(failed).unwrap_or(instant(at))
    }

    fn holders(&self, at: SimTime) -> Vec<Holder> {
        let mut holders = Vec::new();
        for (i, copy) in self
            .copies
            .iter()
            .enumerate()
            .filter(|(_, copy)| !copy.archive)
        {
            let place = match copy.state {
                CopyState::Live => Place::Live,
                CopyState::Stopped => Place::Stopped,
                CopyState::Gone => continue,
            };
            holders.push(self.holder(place, self.vector(CopyId(i as u16), instant(at))));
        }
        let points = self.restorable_points(at);
        holders.extend(points.map(|point| self.holder(Place::Backup, point.positions)));
        holders
    }

    fn holder(&self, place: Place, upto: Vec<u64>) -> Holder {
        let mut floor = vec![0; upto.len()];
        let had = |log: usize| upto.get(log).copied().unwrap_or(0);
        for record in self
            .records
            .iter()
            .filter(|record| had(record.log) > record.position)
        {
            for (floor, &harmed) in floor.iter_mut().zip(&record.harms) {
                *floor = harmed.max(*floor);
            }
        }
        Holder { place, floor, upto }
    }
}

impl Holder {
    fn floor_of(&self, log: usize) -> u64 {
        self.floor.get(log).copied().unwrap_or(0)
    }

    fn upto_of(&self, log: usize) -> u64 {
        self.upto.get(log).copied().unwrap_or(0)
    }

    fn has(&self, log: usize, position: u64) -> bool {
        (self.floor_of(log)..self.upto_of(log)).contains(&position)
    }
}

impl Settlement {
    /// Acknowledged in the run itself, micro-writes.
    #[must_use]
    pub fn in_run(&self) -> u64 {
        self.acknowledged - self.before_run
    }

    /// The same in whole writes, for the outcome: acknowledged in the run; lost, diverged and unknown from before it
    /// too. The parts are rounded together, so that they never exceed the whole.
    #[must_use]
    pub fn outcome(&self, component: ComponentId, name: String) -> StoreOutcome {
        let whole = |micro: u64| (micro + 500_000) / 1_000_000;
        let diverged = self.lost + self.diverged;
        StoreOutcome {
            component,
            name,
            acknowledged: whole(self.in_run()),
            lost: whole(self.lost),
            diverged: whole(diverged) - whole(self.lost),
            unknown: whole(diverged + self.unknown) - whole(diverged),
            rpo: self.rpo,
            unrecoverable: self.unrecoverable,
        }
    }
}
