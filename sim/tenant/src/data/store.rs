//! The store: its copies, who takes writes, and what happens to them.
//!
//! Every call that changes something carries its instant; calls come in order of time (an earlier instant counts as
//! the latest so far). Acknowledge what was written up to an instant before changing anything at it: writes
//! acknowledged later are spread over the time after the change.

use super::backup::Backup;
use super::log::{Left, Log};
use super::{
    ALWAYS, CopyId, CopyState, Feed, Instant, MergeRule, WriterId, between, instant, length,
};
use kernel::{SimDuration, SimTime};
use std::fmt;

/// How a store looks at the start of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The copies: what each follows, and has always followed.
    pub copies: Vec<Option<Feed>>,
    /// The writers: which copy takes each one's writes.
    pub writers: Vec<CopyId>,
    /// How far back writes from before the run are counted; make it longer than the oldest backup in use.
    pub history: SimDuration,
    /// What each writer had acknowledged in that time, micro-writes, spread evenly.
    pub before: u64,
    /// What becomes of writes that a promotion leaves behind.
    pub merge: MergeRule,
}

impl Layout {
    /// One copy that takes writes and `replicas` that follow it. With a lag of zero: a synchronous standby, or the
    /// members of a quorum store.
    #[must_use]
    pub fn primary(replicas: u16, lag: SimDuration) -> Self {
        let feed = Some(Feed {
            source: CopyId(0),
            lag,
        });
        let copies = (0..=replicas).map(|i| feed.filter(|_| i > 0)).collect();
        Self::of(copies, vec![CopyId(0)])
    }

    /// A ring of copies in which each takes writes and follows the one before it.
    #[must_use]
    pub fn ring(copies: u16, hop: SimDuration) -> Self {
        let before = |i: u16| CopyId((i + copies - 1) % copies);
        let feeds = (0..copies)
            .map(|i| {
                Some(Feed {
                    source: before(i),
                    lag: hop,
                })
            })
            .collect();
        Self::of(feeds, (0..copies).map(CopyId).collect())
    }

    fn of(copies: Vec<Option<Feed>>, writers: Vec<CopyId>) -> Self {
        let merge = MergeRule::DropLeftBehind;
        Self {
            copies,
            writers,
            history: SimDuration::ZERO,
            before: 0,
            merge,
        }
    }
}

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

/// What a promotion or restore left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Promotion {
    /// Acknowledged by the epoch before and not in the new one, micro-writes.
    pub diverged: u64,
    /// Age of the oldest of them at the failure (the instant of the promotion, if nothing had failed).
    pub rpo: SimDuration,
}

/// A stretch of a copy's life.
#[derive(Debug, Clone)]
pub(super) struct Span {
    /// Its start; it lasts until the next one's.
    pub from: Instant,
    /// Whether the copy can be read.
    pub state: CopyState,
    /// Where data comes from, while it comes.
    pub flow: Option<Flow>,
    /// Position in each log at `from`; logs opened later are not in it.
    kept: Vec<u64>,
}

/// Data on its way from a live copy to a live copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flow {
    source: CopyId,
    pub lag: Instant,
    /// Since when; what the source sent before has not arrived unless it was kept.
    pub since: Instant,
}

/// A copy.
#[derive(Debug, Clone)]
pub(super) struct Copy {
    pub state: CopyState,
    feed: Option<Feed>,
    /// An archive holds data for a backup; it takes no writes and cannot be promoted.
    pub archive: bool,
    pub spans: Vec<Span>,
}

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
    writers: u16,
    now: Instant,
}

impl Store {
    /// The store at the start of the run.
    #[must_use]
    pub fn new(layout: &Layout) -> Self {
        let mut base = Log::open(None, CopyId(0), ALWAYS);
        base.add(ALWAYS, 1);
        base.closed = Some(ALWAYS);
        let mut logs = vec![base];
        for (i, &origin) in layout.writers.iter().enumerate() {
            let mut log = Log::open(Some(WriterId(i as u16)), origin, -length(layout.history));
            log.add(0, layout.before);
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
            now: 0,
        }
    }

    /// Adds a copy without data, to be filled by [`Store::follow`] or [`Store::restore`].
    pub fn add_copy(&mut self) -> CopyId {
        self.push_copy(Copy::new(CopyState::Gone, None, false))
    }

    /// Counts `micro_writes` as acknowledged to a writer, spread evenly since its last point.
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

    /// A copy hangs or is cut off: it keeps what it has and gets and gives nothing.
    pub fn stop(&mut self, copy: CopyId, at: SimTime) {
        if self.state(copy) == CopyState::Live {
            self.change(at, |store, _| {
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
        self.change(at, |store, held| {
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
            store.logs[log].add(at, 1);
            store.records.push(Record {
                log,
                position,
                at,
                harms,
            });
            held[usize::from(origin.0)][log] += 1;
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

    /// What the epoch in force acknowledged and a copy does not have at an instant, micro-writes: the loss if it were
    /// promoted then.
    #[must_use]
    pub fn missing(&self, copy: CopyId, at: SimTime) -> u64 {
        let behind = |log: usize| {
            self.logs[log]
                .line()
                .saturating_sub(self.position(copy, log, instant(at)))
        };
        (BASE + 1..self.logs.len()).map(behind).sum()
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

    /// Position of a copy in a log at an instant, now or past. It goes back along the copies followed, once round at
    /// most: what went round a whole ring was held here before.
    pub(super) fn position(&self, copy: CopyId, log: usize, at: Instant) -> u64 {
        let (mut copy, mut at, mut best) = (copy, at, 0);
        let written = &self.logs[log];
        for _ in 0..=self.copies.len() {
            if written.origin == copy && written.closed.is_none_or(|closed| at < closed) {
                return best.max(written.at(at));
            }
            let span = self.copies[usize::from(copy.0)].span(at);
            best = best.max(span.kept.get(log).copied().unwrap_or(0));
            match span.flow {
                Some(flow) if at - flow.lag >= flow.since => {
                    (copy, at) = (flow.source, at - flow.lag);
                }
                Some(_) | None => return best,
            }
        }
        best
    }

    /// Positions of a copy in all logs at an instant.
    pub(super) fn vector(&self, copy: CopyId, at: Instant) -> Vec<u64> {
        (0..self.logs.len())
            .map(|log| self.position(copy, log, at))
            .collect()
    }

    /// Changes something at an instant: `how` gets what each copy holds and may change that too.
    fn change(&mut self, at: SimTime, how: impl FnOnce(&mut Self, &mut [Vec<u64>])) {
        self.now = self.now.max(instant(at));
        let now = self.now;
        for log in self.logs.iter_mut().filter(|log| log.closed.is_none()) {
            log.add(now, 0);
        }
        let all = (0..self.copies.len()).map(|i| CopyId(i as u16));
        let mut held: Vec<Vec<u64>> = all.clone().map(|copy| self.vector(copy, now)).collect();
        how(self, &mut held);
        let flows: Vec<_> = all.clone().map(|copy| self.flow(copy)).collect();
        for ((copy, flow), kept) in all.zip(flows).zip(held) {
            let last = self.copies[usize::from(copy.0)].span(now);
            let same = last.state == self.state(copy) && last.flow == flow;
            if same
                && kept
                    .iter()
                    .enumerate()
                    .all(|(log, &p)| p == self.position(copy, log, now))
            {
                continue;
            }
            let state = self.state(copy);
            self.copy(copy).spans.push(Span {
                from: now,
                state,
                flow,
                kept,
            });
        }
    }

    /// Where a copy's data comes from now: on with the flow there is, or a new one.
    fn flow(&self, copy: CopyId) -> Option<Flow> {
        let this = &self.copies[usize::from(copy.0)];
        let live = |feed: &Feed| {
            this.state == CopyState::Live && self.state(feed.source) == CopyState::Live
        };
        let feed = this.feed.filter(live)?;
        let (source, lag) = (feed.source, length(feed.lag));
        let going = this
            .span(self.now)
            .flow
            .filter(|flow| (flow.source, flow.lag) == (source, lag));
        Some(going.unwrap_or(Flow {
            source,
            lag,
            since: self.now,
        }))
    }

    /// Closes the logs of a writer (or all), sets where they were left, and opens new ones on a copy that holds
    /// `vector`.
    fn open_epoch(&mut self, only: Option<WriterId>, copy: CopyId, vector: &[u64]) -> Promotion {
        let mut promotion = Promotion::default();
        for writer in (0..self.writers)
            .map(WriterId)
            .filter(|&w| only.is_none_or(|o| o == w))
        {
            let failed_at = self.failed_at(writer).unwrap_or(self.now);
            let now = self.now;
            for (log, &position) in self.logs.iter_mut().zip(vector) {
                if log.writer != Some(writer) {
                    continue;
                }
                log.closed.get_or_insert(now);
                let line = log.line();
                if position < line {
                    promotion.diverged += line - position;
                    let age = between(log.when(position), failed_at);
                    promotion.rpo = promotion.rpo.max(age);
                }
                if position != line {
                    let left = Left {
                        position,
                        failed_at,
                    };
                    log.left = Some(left).filter(|_| position < log.end());
                }
            }
            self.logs.push(Log::open(Some(writer), copy, now));
        }
        promotion
    }

    /// When the copy that took a writer's writes last stopped or died, unless it came back.
    pub(super) fn failed_at(&self, writer: WriterId) -> Option<Instant> {
        self.logs
            .iter()
            .rfind(|log| log.writer == Some(writer))
            .and_then(|log| log.cut)
    }

    /// A copy that comes back meets the line of the epoch in force: what it holds beyond comes with it or goes.
    fn reconcile(&self, copy: CopyId, held: &mut [Vec<u64>]) {
        let back = usize::from(copy.0);
        let keep = self.merge == MergeRule::KeepBoth && !self.copies[back].archive;
        for (i, log) in self.logs.iter().enumerate() {
            let brought = held[back][i];
            if brought <= log.line() {
                continue;
            }
            if !keep {
                held[back][i] = log.line();
                continue;
            }
            for taking in self.logs.iter().filter(|log| log.closed.is_none()) {
                let taking = usize::from(taking.origin.0);
                if self.copies[taking].state == CopyState::Live {
                    held[taking][i] = held[taking][i].max(brought);
                }
            }
        }
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

    fn copy(&mut self, copy: CopyId) -> &mut Copy {
        &mut self.copies[usize::from(copy.0)]
    }
}

impl Log {
    fn open_at(&self, origin: CopyId) -> bool {
        self.closed.is_none() && self.origin == origin
    }
}

impl Copy {
    pub(super) fn new(state: CopyState, feed: Option<Feed>, archive: bool) -> Self {
        let flow = feed.map(|f| Flow {
            source: f.source,
            lag: length(f.lag),
            since: ALWAYS,
        });
        let kept = if state == CopyState::Gone {
            Vec::new()
        } else {
            vec![1]
        };
        Self {
            state,
            feed,
            archive,
            spans: vec![Span {
                from: ALWAYS,
                state,
                flow,
                kept,
            }],
        }
    }

    /// The stretch of its life that an instant lies in.
    pub(super) fn span(&self, at: Instant) -> &Span {
        let next = self.spans.partition_point(|span| span.from <= at);
        &self.spans[next.max(1) - 1]
    }
}
