//! Backups of a store: snapshots every so often, or an archive shipped all the time.
//!
//! A snapshot is the vector its source had when it began; it is safe, and can be restored, once it has been taken to
//! the end with the source alive. An archive is a hidden copy that follows its source, so it can also be replayed to
//! just before a record that harms.
//!
//! Making a snapshot may fail; then there is none, and the one before it is the newest.
//!
//! Left out: incremental chains (each snapshot stands alone), and the bandwidth that taking one costs.

use super::copy::Copy;
use super::epoch::Promotion;
use super::store::Store;
use super::{ALWAYS, CopyId, CopyState, Feed, Instant, between, instant, length};
use crate::architecture::BackupKind;
use kernel::{SimDuration, SimTime, Stream};
use std::collections::BTreeSet;

/// Index of a backup in its store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BackupId(pub u16);

/// Which point of a backup is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// The newest that is readable, whatever is in it.
    Newest,
    /// The newest that holds no record of corruption or deletion.
    Clean,
}

/// A point that a backup can be restored to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupPoint {
    /// Of which backup.
    pub backup: BackupId,
    /// Which of its snapshots: 0 is the first one begun in the run, -1 the one before. `None` for an archive.
    pub snapshot: Option<i64>,
    /// How old it is: from the instant it shows to the instant it was asked for.
    pub age: SimDuration,
    pub(super) positions: Vec<u64>,
}

/// A backup.
#[derive(Debug, Clone)]
pub(super) struct Backup {
    /// What it is taken from, since when.
    sources: Vec<(Instant, CopyId)>,
    cadence: Cadence,
    keep: Instant,
    /// Snapshots found unreadable.
    spoiled: BTreeSet<i64>,
    /// Whether making one fails.
    fails: Option<Fails>,
    /// All of it is gone or unreadable.
    lost: bool,
}

/// Chance that making a snapshot fails: each draws for itself, whenever it is asked about.
#[derive(Debug, Clone)]
struct Fails {
    seed: u64,
    name: String,
    chance: f64,
}

impl Fails {
    fn strikes(&self, snapshot: i64) -> bool {
        let entity = format!("{}/{snapshot}", self.name);
        Stream::named(self.seed, "snapshot fails", &entity).bernoulli(self.chance)
    }
}

#[derive(Debug, Clone, Copy)]
enum Cadence {
    Snapshot {
        every: Instant,
        takes: Instant,
        phase: Instant,
        offline: bool,
    },
    Archive {
        copy: CopyId,
        lag: SimDuration,
    },
}

impl Store {
    /// Adds a backup that has been taken from a copy since long before the run.
    ///
    /// Snapshots of the run begin at `phase` (less than their cadence), `phase` + cadence and so on, earlier ones before
    /// that. They are kept for `keep`; the newest is kept in any case. An archive reaches back for `keep`.
    pub fn add_backup(
        &mut self,
        source: CopyId,
        kind: BackupKind,
        phase: SimDuration,
        keep: SimDuration,
    ) -> BackupId {
        let cadence = match kind {
            BackupKind::Snapshot {
                every,
                takes,
                offline,
            } => Cadence::Snapshot {
                every: length(every).max(1),
                takes: length(takes),
                phase: length(phase),
                offline,
            },
            BackupKind::Archive { lag } => {
                let copy = Copy::new(CopyState::Live, Some(Feed { source, lag }), true);
                Cadence::Archive {
                    copy: self.push_copy(copy),
                    lag,
                }
            }
        };
        let sources = vec![(ALWAYS, source)];
        let keep = length(keep);
        self.backups.push(Backup {
            sources,
            cadence,
            keep,
            spoiled: BTreeSet::new(),
            fails: None,
            lost: false,
        });
        BackupId((self.backups.len() - 1) as u16)
    }

    /// Lets snapshots fail, each with this chance; nobody notices until one is needed.
    pub fn let_fail(&mut self, backup: BackupId, seed: u64, name: &str, chance: f64) {
        self.backups[usize::from(backup.0)].fails = Some(Fails {
            seed,
            name: name.to_owned(),
            chance,
        });
    }

    /// Adds to a point what the log since has, which lies beside the backup: all that the epoch in force acknowledged.
    pub fn roll_forward(&self, point: &mut BackupPoint) {
        for (log, position) in self.logs.iter().zip(&mut point.positions) {
            *position = log.line().max(*position);
        }
    }

    /// How old a point was when its store failed, if it has: what the log since covers.
    #[must_use]
    pub fn age_at_failure(&self, point: &BackupPoint, at: SimTime) -> SimDuration {
        let failed = self.writers().filter_map(|w| self.failed_at(w)).min();
        let since = failed.map_or(SimDuration::ZERO, |f| between(f, instant(at)));
        SimDuration(point.age.0.saturating_sub(since.0))
    }

    /// Takes a backup from another copy from now on, e.g. from the promoted one.
    pub fn backup_from(&mut self, backup: BackupId, source: CopyId, at: SimTime) {
        let this = &mut self.backups[usize::from(backup.0)];
        this.sources.push((instant(at), source));
        match this.cadence {
            Cadence::Snapshot { .. } => {}
            Cadence::Archive { copy, lag } => self.follow(copy, Feed { source, lag }, at),
        }
    }

    /// The backup as a whole is gone for good (its place, or its only key).
    pub fn lose_backup(&mut self, backup: BackupId) {
        self.backups[usize::from(backup.0)].lost = true;
    }

    /// A point turned out unreadable: asked again, a backup of snapshots gives the next older one; an archive has
    /// nothing else to give.
    pub fn spoil(&mut self, point: &BackupPoint) {
        let backup = &mut self.backups[usize::from(point.backup.0)];
        match point.snapshot {
            Some(snapshot) => {
                backup.spoiled.insert(snapshot);
            }
            None => backup.lost = true,
        }
    }

    /// The point of a backup that could be restored at an instant; `None` if there is none.
    #[must_use]
    pub fn restorable_at(&self, at: SimTime, backup: BackupId, want: Want) -> Option<BackupPoint> {
        let this = &self.backups[usize::from(backup.0)];
        if this.lost {
            return None;
        }
        match this.cadence {
            Cadence::Snapshot {
                every,
                takes,
                phase,
                ..
            } => self.snapshot_at(instant(at), backup, want, (every, takes, phase)),
            Cadence::Archive { copy, lag } => {
                self.archive_at(instant(at), backup, want, (copy, length(lag)))
            }
        }
    }

    /// Fills a copy from a point and makes it take all writes. Call it when the data has arrived (see
    /// [`super::RestoreWork`]); the copy may be in any state. As after [`Store::promote`], nobody follows anybody.
    pub fn restore(&mut self, point: &BackupPoint, to: CopyId, at: SimTime) -> Promotion {
        self.fill(to, &point.positions, at)
    }

    /// The stretches of `from..until` in which taking snapshots keeps the store off line, in order.
    #[must_use]
    pub fn offline_windows(
        &self,
        backup: BackupId,
        from: SimTime,
        until: SimTime,
    ) -> Vec<(SimTime, SimTime)> {
        let mut windows = Vec::new();
        if let Cadence::Snapshot {
            every,
            takes,
            phase,
            offline: true,
        } = self.backups[usize::from(backup.0)].cadence
        {
            let (from, until) = (instant(from), instant(until));
            let mut begins = phase + (from - takes - phase).div_euclid(every) * every;
            while begins < until {
                let (start, end) = (begins.max(from), (begins + takes).min(until));
                if start < end {
                    windows.push((SimTime(start as u64), SimTime(end as u64)));
                }
                begins += every;
            }
        }
        windows
    }

    fn snapshot_at(
        &self,
        at: Instant,
        backup: BackupId,
        want: Want,
        (every, takes, phase): (Instant, Instant, Instant),
    ) -> Option<BackupPoint> {
        let this = &self.backups[usize::from(backup.0)];
        let newest = (at - takes - phase).div_euclid(every);
        let oldest = (-this.keep - takes - phase)
            .div_euclid(every)
            .min(newest - this.keep / every);
        let mut kept_any = false;
        for snapshot in (oldest..=newest).rev() {
            let begun = phase + snapshot * every;
            if this.fails.as_ref().is_some_and(|f| f.strikes(snapshot)) {
                continue;
            }
            let Some(source) = self.taken_from(this, begun, begun + takes) else {
                continue;
            };
            if kept_any && at - begun > this.keep {
                return None;
            }
            kept_any = true;
            let positions = self.vector(source, begun);
            let readable = !this.spoiled.contains(&snapshot);
            if readable && (want == Want::Newest || self.is_clean(&positions)) {
                let (snapshot, age) = (Some(snapshot), between(begun, at));
                return Some(BackupPoint {
                    backup,
                    snapshot,
                    age,
                    positions,
                });
            }
        }
        None
    }

    /// The copy that a snapshot was taken from, if it was the source and lived all the while.
    fn taken_from(&self, backup: &Backup, begun: Instant, safe: Instant) -> Option<CopyId> {
        let &(since, source) = backup.sources.iter().rfind(|&&(since, _)| since <= begun)?;
        let switched = backup
            .sources
            .iter()
            .any(|&(at, _)| at > since && at > begun && at < safe);
        let copy = &self.copies[usize::from(source.0)];
        let lived = copy
            .state_during(begun, safe)
            .all(|state| state == CopyState::Live);
        (lived && !switched).then_some(source)
    }

    fn archive_at(
        &self,
        at: Instant,
        backup: BackupId,
        want: Want,
        (copy, lag): (CopyId, Instant),
    ) -> Option<BackupPoint> {
        let mut positions = self.vector(copy, at);
        let mut shows = self.copies[usize::from(copy.0)].flowing_until(at) - lag;
        let record = self
            .records
            .iter()
            .find(|r| positions.get(r.log).is_some_and(|&p| p > r.position));
        if let (Want::Clean, Some(record)) = (want, record) {
            // Not more than the archive has, though a return may have cut it shorter than the record's own copy.
            for (log, position) in positions.iter_mut().enumerate() {
                *position = record.harms.get(log).copied().unwrap_or(0).min(*position);
            }
            shows = shows.min(record.at);
        }
        let reachable =
            want == Want::Newest || at - shows <= self.backups[usize::from(backup.0)].keep;
        let age = between(shows, at);
        reachable.then_some(BackupPoint {
            backup,
            snapshot: None,
            age,
            positions,
        })
    }

    pub(super) fn is_clean(&self, positions: &[u64]) -> bool {
        let holds = |log: usize, at: u64| positions.get(log).is_some_and(|&p| p > at);
        self.records
            .iter()
            .all(|record| !holds(record.log, record.position))
    }

    /// Every point that could still be restored at an instant and tells something new.
    pub(super) fn restorable_points(&self, at: SimTime) -> impl Iterator<Item = BackupPoint> {
        let all = (0..self.backups.len()).map(|i| BackupId(i as u16));
        all.flat_map(move |id| {
            [Want::Newest, Want::Clean]
                .into_iter()
                .filter_map(move |want| self.restorable_at(at, id, want))
        })
    }
}
