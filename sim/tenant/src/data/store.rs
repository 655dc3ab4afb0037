//! The store: its copies, who takes writes, and what happens to them.
//!
//! Every call that changes something carries its instant; calls come in order of time (an earlier instant counts as
//! the latest so far). Acknowledge what was written up to an instant before changing anything at it: writes
//! acknowledged later are spread over the time after the change.

use super::backup::Backup;
use super::copy::Copy;
use super::crash::Missing;
use super::epoch::Promotion;
use super::layout::Layout;
use super::log::Log;
use super::{ALWAYS, CopyId, CopyState, Feed, Instant, MergeRule, WriterId, instant, length};
use kernel::SimTime;
use std::fmt;

/// Why a call was refused. Nothing has changed then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// No live copy takes this writer's writes.
    NoPrimary(WriterId),
    /// The copy is stopped or gone.
    NotLive(CopyId),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPrimary(writer) => {
                write!(f, "no live copy takes the writes of writer {}", writer.0)
            }
            Self::NotLive(copy) => write!(f, "copy {} is not live", copy.0),
        }
    }
}

impl std::error::Error for Refused {}

/// A record that harms everything before it: corruption or deletion.
#[derive(Debug, Clone)]
pub(super) struct Record {
    /// The log it is in ...
    pub log: usize,
    /// ... and where.
    pub position: u64,
    pub at: Instant,
    /// What it harms, per log.
    pub harms: Vec<u64>,
}

/// The log that stands for all data older than the history: one position, had or not.
pub(super) const BASE: usize = 0;

/// A store.
#[derive(Debug, Clone)]
pub struct Store {
    pub(super) copies: Vec<Copy>,
    pub(super) logs: Vec<Log>,
    pub(super) records: Vec<Record>,
    pub(super) backups: Vec<Backup>,
    pub(super) merge: MergeRule,
    pub(super) writers: u16,
    /// Acknowledged before the run, micro-writes.
    pub(super) before_run: u64,
    pub(super) now: Instant,
}

impl Store {
    /// The store at the start of the run.
    #[must_use]
    pub fn new(layout: &Layout) -> Self {
        let mut base = Log::open(None, CopyId(0), ALWAYS);
        base.add(ALWAYS, 1);
        base.closed = Some(ALWAYS);
        let mut logs = vec![base];
        let mut before_run = 0;
        for (i, &origin) in layout.writers.iter().enumerate() {
            let before = layout.before.get(i).copied().unwrap_or(0);
            before_run += before;
            let mut log = Log::open(Some(WriterId(i as u16)), origin, -length(layout.history));
            log.add(0, before);
            logs.push(log);
        }
        let copies = layout
            .copies
            .iter()
            .map(|&feed| Copy::new(CopyState::Live, feed, false));
        Self {
            copies: copies.collect(),
            logs,
            records: Vec::new(),
            backups: Vec::new(),
            merge: layout.merge,
            writers: layout.writers.len() as u16,
            before_run,
            now: 0,
        }
    }

    /// Adds a copy without data, to be filled by [`Store::follow`] or [`Store::restore`].
    pub fn add_copy(&mut self) -> CopyId {
        self.push_copy(Copy::new(CopyState::Gone, None, false))
    }

    /// Counts `micro_writes` as acknowledged to a writer, spread evenly since the instant up to which it was told
    /// before. Tell a pause too (zero writes up to its end), or what comes after is spread over it.
    ///
    /// # Errors
    /// No live copy takes this writer's writes.
    pub fn acknowledge(
        &mut self,
        writer: WriterId,
        until: SimTime,
        micro_writes: u64,
    ) -> Result<(), Refused> {
        let copies = &self.copies;
        let live = |log: &&mut Log| copies[usize::from(log.origin.0)].state == CopyState::Live;
        let open = |log: &&mut Log| log.writer == Some(writer) && log.closed.is_none();
        match self.logs.iter_mut().find(open).filter(live) {
            Some(log) => log.add(instant(until), micro_writes),
            None => return Err(Refused::NoPrimary(writer)),
        }
        Ok(())
    }

    /// Tells all writers that time has passed: what has not been acknowledged until now was a pause. Acknowledge what
    /// was written up to the same instant first.
    pub fn pass(&mut self, until: SimTime) {
        for log in self.logs.iter_mut().filter(|log| log.closed.is_none()) {
            log.add(instant(until), 0);
        }
    }

    /// A copy hangs or is cut off: it keeps what it has and gets and gives nothing.
    pub fn stop(&mut self, copy: CopyId, at: SimTime) {
        self.stop_short(copy, at, &mut |_, _| None);
    }

    /// The same, where what its followers miss then is drawn.
    pub fn stop_short(&mut self, copy: CopyId, at: SimTime, missing: &mut Missing<'_>) {
        if self.state(copy) == CopyState::Live {
            self.change(at, |store, held| {
                store.set_back(copy, held, missing);
                store.copy(copy).state = CopyState::Stopped;
                store.cut(copy);
            });
        }
    }

    /// A stopped copy works again: it goes on following, or taking writes if nobody else was promoted meanwhile.
    ///
    /// # Errors
    /// Its data is gone.
    pub fn resume(&mut self, copy: CopyId, at: SimTime) -> Result<(), Refused> {
        match self.state(copy) {
            CopyState::Gone => return Err(Refused::NotLive(copy)),
            CopyState::Live => {}
            CopyState::Stopped => self.change(at, |store, _| store.revive(copy)),
        }
        Ok(())
    }

    /// A copy's data is gone for good.
    pub fn destroy(&mut self, copy: CopyId, at: SimTime) {
        self.destroy_short(copy, at, &mut |_, _| None);
    }

    /// The same, where what its followers miss then is drawn.
    pub fn destroy_short(&mut self, copy: CopyId, at: SimTime, missing: &mut Missing<'_>) {
        self.change(at, |store, held| {
            store.set_back(copy, held, missing);
            store.copy(copy).state = CopyState::Gone;
            store.copy(copy).feed = None;
            held[usize::from(copy.0)].fill(0);
            store.cut(copy);
            let now = store.now;
            for log in store.logs.iter_mut().filter(|log| log.open_at(copy)) {
                log.closed = Some(now);
            }
        });
    }

    /// A copy follows another from now on; the first data arrives one lag later. One that was stopped or gone is
    /// live again, one that holds writes left behind by a promotion brings them back or drops them (see
    /// [`MergeRule`]). Copying a large copy anew takes time that the caller waits for before calling.
    pub fn follow(&mut self, copy: CopyId, feed: Feed, at: SimTime) {
        self.change(at, |store, held| {
            store.revive(copy);
            store.copy(copy).feed = Some(feed);
            store.reconcile(copy, held);
        });
    }

    /// A copy stops following and keeps what it has; both ends go on.
    pub fn detach(&mut self, copy: CopyId, at: SimTime) {
        self.change(at, |store, _| store.copy(copy).feed = None);
    }

    /// Makes a copy take all writes. Nobody follows anybody then: call [`Store::follow`] for each copy that is to
    /// follow the new primary, and [`Store::backup_from`] for each backup.
    ///
    /// # Errors
    /// The copy is stopped or gone.
    pub fn promote(&mut self, copy: CopyId, at: SimTime) -> Result<Promotion, Refused> {
        self.require_live(copy)?;
        let mut promotion = Promotion::default();
        self.change(at, |store, held| {
            store.unlink();
            promotion = store.open_epoch(None, copy, &held[usize::from(copy.0)]);
        });
        Ok(promotion)
    }

    /// Makes a copy of a ring take one writer's writes; everybody else goes on as before.
    ///
    /// # Errors
    /// The copy is stopped or gone.
    pub fn move_writer(
        &mut self,
        writer: WriterId,
        copy: CopyId,
        at: SimTime,
    ) -> Result<Promotion, Refused> {
        self.require_live(copy)?;
        let mut promotion = Promotion::default();
        self.change(at, |store, held| {
            promotion = store.open_epoch(Some(writer), copy, &held[usize::from(copy.0)]);
        });
        Ok(promotion)
    }

    /// Fills a copy with these positions and makes it take all writes; as after [`Store::promote`], nobody follows.
    pub(super) fn fill(&mut self, copy: CopyId, positions: &[u64], at: SimTime) -> Promotion {
        let mut promotion = Promotion::default();
        self.change(at, |store, held| {
            store.unlink();
            store.copy(copy).state = CopyState::Live;
            let vector = &mut held[usize::from(copy.0)];
            for (log, position) in vector.iter_mut().enumerate() {
                *position = positions.get(log).copied().unwrap_or(0);
            }
            promotion = store.open_epoch(None, copy, &held[usize::from(copy.0)]);
        });
        promotion
    }

    /// Gives up: a copy starts anew without data and takes all writes.
    pub fn start_empty(&mut self, copy: CopyId, at: SimTime) -> Promotion {
        self.fill(copy, &[], at)
    }

    /// Writes a record that harms everything acknowledged before it (corruption, deletion) into a writer's log. It
    /// counts as one micro-write, so that a copy either has it or has not.
    ///
    /// # Errors
    /// No live copy takes this writer's writes.
    pub fn harm(&mut self, writer: WriterId, at: SimTime) -> Result<(), Refused> {
        let open = |log: &Log| log.writer == Some(writer) && log.closed.is_none();
        let log = self
            .logs
            .iter()
            .position(open)
            .ok_or(Refused::NoPrimary(writer))?;
        let origin = self.logs[log].origin;
        self.require_live(origin)
            .map_err(|_| Refused::NoPrimary(writer))?;
        self.change(at, |store, held| {
            let harms = held[usize::from(origin.0)].clone();
            let (position, at) = (store.logs[log].end(), store.now);
            store.logs[log].step(at);
            store.records.push(Record {
                log,
                position,
                at,
                harms,
            });
        });
        Ok(())
    }

    /// The state of a copy.
    #[must_use]
    pub fn state(&self, copy: CopyId) -> CopyState {
        self.copies[usize::from(copy.0)].state
    }

    /// The copy that takes a writer's writes, whether it works or hangs; `None` once it is destroyed.
    #[must_use]
    pub fn primary(&self, writer: WriterId) -> Option<CopyId> {
        let open = |log: &&Log| log.writer == Some(writer) && log.closed.is_none();
        self.logs.iter().find(open).map(|log| log.origin)
    }

    /// All writers.
    pub fn writers(&self) -> impl Iterator<Item = WriterId> + use<> {
        (0..self.writers).map(WriterId)
    }

    /// What the epoch in force acknowledged and a copy does not have at an instant, micro-writes: the loss if it were
    /// promoted then.
    #[must_use]
    pub fn missing(&self, copy: CopyId, at: SimTime) -> u64 {
        let behind = |log: usize| {
            let written = self.logs[log].at(instant(at)).min(self.logs[log].line());
            written.saturating_sub(self.position(copy, log, instant(at)))
        };
        (BASE + 1..self.logs.len()).map(behind).sum::<u64>()
    }

    /// The live copy that misses least at an instant; of equals the first.
    #[must_use]
    pub fn most_advanced(&self, at: SimTime) -> Option<CopyId> {
        let live = |copy: &CopyId| {
            let copy = &self.copies[usize::from(copy.0)];
            copy.state == CopyState::Live && !copy.archive
        };
        let all = (0..self.copies.len()).map(|i| CopyId(i as u16));
        all.filter(live).min_by_key(|&copy| self.missing(copy, at))
    }

    pub(super) fn push_copy(&mut self, copy: Copy) -> CopyId {
        self.copies.push(copy);
        CopyId((self.copies.len() - 1) as u16)
    }

    fn unlink(&mut self) {
        for copy in self.copies.iter_mut() {
            copy.feed = None;
        }
    }

    fn cut(&mut self, origin: CopyId) {
        let now = self.now;
        for log in self.logs.iter_mut().filter(|log| log.open_at(origin)) {
            log.cut.get_or_insert(now);
        }
    }

    fn revive(&mut self, copy: CopyId) {
        self.copy(copy).state = CopyState::Live;
        for log in self.logs.iter_mut().filter(|log| log.open_at(copy)) {
            log.cut = None;
        }
    }

    fn require_live(&self, copy: CopyId) -> Result<(), Refused> {
        match self.state(copy) {
            CopyState::Live => Ok(()),
            CopyState::Stopped | CopyState::Gone => Err(Refused::NotLive(copy)),
        }
    }

    pub(super) fn copy(&mut self, copy: CopyId) -> &mut Copy {
        &mut self.copies[usize::from(copy.0)]
    }
}

impl Log {
    fn open_at(&self, origin: CopyId) -> bool {
        self.closed.is_none() && self.origin == origin
    }
}
