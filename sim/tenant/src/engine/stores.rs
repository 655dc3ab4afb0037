//! Stores: what the architecture's databases, volumes, buckets and queues have acknowledged and still have.

use super::flow::WHOLE;
use super::hosts::Works;
use super::layout::is_store;
use super::options::End;
use super::run::{Event, Run};
use crate::architecture::{
    Architecture, Backup, BackupKind, ComponentId, ComponentKind, DatabaseMode, Queue,
};
use crate::components::{Memory, database};
use crate::data::{BackupId, CopyId, CopyState, Feed, Layout, MergeRule, Store, WriterId};
use crate::outcome::StoreOutcome;
use kernel::{Phase, SimDuration, SimTime, Stream};

/// Most snapshots back that are looked at.
const SPARE_MAX: u64 = 100;

/// One store's data.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) component: ComponentId,
    pub(crate) data: Store,
    /// Backups: index in the architecture, index here.
    backups: Vec<(usize, BackupId)>,
    /// Off line while a snapshot is taken.
    pub(crate) offline: bool,
    /// Copy that a restore under way fills.
    filling: Option<CopyId>,
    /// Whether the only host of a store without copies works.
    works: Works,
}

impl Kept {
    /// The backup of that index in the architecture.
    pub(crate) fn backup(&self, index: usize) -> Option<BackupId> {
        self.backups.iter().find(|b| b.0 == index).map(|b| b.1)
    }

    /// Takes all backups from another copy from now on.
    pub(crate) fn backups_from(&mut self, copy: CopyId, at: SimTime) {
        for &(_, backup) in &self.backups {
            self.data.backup_from(backup, copy, at);
        }
    }

    /// A copy works again: it goes on where it was, or follows another from now on.
    pub(crate) fn comes_back(&mut self, copy: CopyId, feed: Option<Feed>, at: SimTime) {
        match feed {
            Some(feed) => self.data.follow(copy, feed, at),
            None => {
                // A copy whose data is gone stays empty.
                let _gone = self.data.resume(copy, at).is_err();
            }
        }
    }

    /// Moves the writers of one copy of a ring to another, and those that have no copy any more; the ring itself goes
    /// on. Whether that could be done.
    pub(crate) fn hand_over(&mut self, from: CopyId, to: CopyId, at: SimTime) -> bool {
        for writer in self.data.writers() {
            let theirs = self.data.primary(writer).is_none_or(|p| p == from);
            if theirs && self.data.move_writer(writer, to, at).is_err() {
                return false;
            }
        }
        true
    }

    /// Whether a copy's data is gone for good.
    pub(crate) fn is_gone(&self, copy: CopyId) -> bool {
        self.data.state(copy) == CopyState::Gone
    }

    /// A copy to be filled by a restore.
    pub(crate) fn begin_filling(&mut self) -> CopyId {
        let copy = self.data.add_copy();
        self.filling = Some(copy);
        copy
    }

    /// The copy that was filled last, made if there was none.
    pub(crate) fn restored_copy(&mut self) -> CopyId {
        match self.filling.take() {
            Some(copy) => copy,
            None => self.data.add_copy(),
        }
    }
}

/// All stores.
#[derive(Debug, Default)]
pub(crate) struct Stores {
    pub(crate) list: Vec<Kept>,
}

impl Stores {
    pub(crate) fn found(run: &Run<'_>) -> Self {
        let arch = run.arch;
        let ids = (0..arch.components.len()).map(|i| ComponentId(i as u16));
        let stores = ids.filter(|&c| is_store(&arch.component(c).kind));
        let kept = stores.filter(|&c| !matches!(arch.component(c).kind, ComponentKind::Queue(_)));
        Self {
            list: kept.map(|c| found(run, c)).collect(),
        }
    }

    pub(crate) fn of_mut(&mut self, id: ComponentId) -> Option<&mut Kept> {
        self.list.iter_mut().find(|s| s.component == id)
    }

    pub(crate) fn of(&self, id: ComponentId) -> Option<&Kept> {
        self.list.iter().find(|s| s.component == id)
    }
}

fn found(run: &Run<'_>, id: ComponentId) -> Kept {
    let arch = run.arch;
    let mut layout = match &arch.component(id).kind {
        ComponentKind::Database(x) => {
            let joint = crate::engine::hosts::joint_fate(arch, run.world.luck, x);
            let n = if joint { 1 } else { x.copies.len() as u16 };
            let mut layout = match x.mode {
                DatabaseMode::Ring { hop, .. } if n > 1 => Layout::ring(n, hop),
                DatabaseMode::Alone
                | DatabaseMode::Standby { .. }
                | DatabaseMode::Replicas { .. }
                | DatabaseMode::Ring { .. }
                | DatabaseMode::Quorum(_) => Layout::primary(n.saturating_sub(1), database::lag(x)),
            };
            if x.merge_keeps_both {
                layout.merge = MergeRule::KeepBoth;
            }
            layout
        }
        ComponentKind::Bucket(x) => match x.copy {
            Some((_, lag)) => Layout::primary(1, lag),
            None => Layout::primary(0, SimDuration::ZERO),
        },
        ComponentKind::Volume(_)
        | ComponentKind::Instances(_)
        | ComponentKind::LoadBalancer(_)
        | ComponentKind::DnsName(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Cache(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => Layout::primary(0, SimDuration::ZERO),
    };
    let own = || arch.backups.iter().enumerate().filter(|(_, b)| b.of == id);
    let oldest = own().map(|(_, b)| reach(b)).max();
    layout.history = behind(&layout).max(oldest.unwrap_or(SimDuration::ZERO));
    let rate = write_rate(arch, run, id);
    let micro = u128::from(rate) * u128::from(layout.history.0) / u128::from(WHOLE);
    // On a calm day every client writes to the first copy of a ring, unless each copy has its own.
    let each = match &arch.component(id).kind {
        ComponentKind::Database(x) => matches!(x.mode, DatabaseMode::Ring { each: true, .. }),
        ComponentKind::Bucket(_)
        | ComponentKind::Volume(_)
        | ComponentKind::Instances(_)
        | ComponentKind::LoadBalancer(_)
        | ComponentKind::DnsName(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Cache(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => false,
    };
    let writers = if each { layout.writers.len() } else { 1 };
    layout.before = vec![micro as u64 / writers as u64; writers];
    let mut data = Store::new(&layout);
    let mut backups = Vec::new();
    for (i, b) in own() {
        let every = match b.kind {
            BackupKind::Snapshot { every, .. } => every,
            BackupKind::Archive { .. } => SimDuration::ZERO,
        };
        let mut chance = Stream::named(run.options.seed, "backup phase", &b.name);
        let phase = SimDuration::from_secs_f64(chance.unit() * every.secs_f64());
        let phase = SimDuration(phase.0.min(every.0.saturating_sub(1)));
        let backup = data.add_backup(CopyId(0), b.kind, phase, b.keep);
        if b.fail_ppm > 0 {
            let chance = f64::from(b.fail_ppm) / 1e6;
            data.let_fail(backup, run.options.seed, &b.name, chance);
        }
        backups.push((i, backup));
    }
    Kept {
        component: id,
        data,
        backups,
        offline: false,
        filling: None,
        works: Works::Up,
    }
}

/// How far back writes matter because a backup may be that old: so long that three snapshots in a row may turn out
/// unreadable, and more may have failed than ever will.
fn reach(b: &Backup) -> SimDuration {
    let chance = f64::from(b.fail_ppm) / 1e6;
    let mut in_a_row = chance;
    let mut spare = 4;
    while in_a_row > 1e-9 && spare < SPARE_MAX {
        spare += 1;
        in_a_row *= chance;
    }
    match b.kind {
        BackupKind::Snapshot { every, takes, .. } => {
            SimDuration(every.0.saturating_mul(spare)) + takes
        }
        BackupKind::Archive { lag } => lag + SimDuration::from_hours(1),
    }
}

/// How far back writes matter because a copy does not have them yet at the start: the way round to the copy that is
/// furthest behind, and as much again.
fn behind(layout: &Layout) -> SimDuration {
    let lags = layout.copies.iter().flatten();
    let way = lags.fold(0u64, |sum, feed| sum.saturating_add(feed.lag.0));
    SimDuration(way.saturating_mul(2).min(SimTime::NEVER.0))
}

/// Mean rate of writes to a store, millionths per second.
pub(crate) fn write_rate(arch: &Architecture, run: &Run<'_>, id: ComponentId) -> u64 {
    let journeys = arch.journeys.iter().zip(&run.layout.store);
    let writing = journeys.filter(|(j, store)| j.writes && **store == Some(id));
    writing.fold(0, |sum, (j, _)| sum + j.rate_micro_per_s)
}

impl Run<'_> {
    /// Counts writes as acknowledged by a store until now, or a pause if there were none; whether it could take them.
    pub(crate) fn acknowledge(&mut self, id: ComponentId, micro: u64) -> bool {
        let now = self.now;
        let arch = self.arch;
        if let Memory::Queue(backlog) = self.memory_mut(id) {
            backlog.take(now, micro);
            return true;
        }
        let writers = match (&arch.component(id).kind, self.memory(id)) {
            (ComponentKind::Database(x), Memory::Database(copies)) => copies.writers(x),
            (_, _) => vec![0],
        };
        let Some(store) = self.stores.of_mut(id) else {
            return true;
        };
        let mut refused = None;
        let mut left = micro;
        for (i, &writer) in writers.iter().enumerate() {
            let share = left / (writers.len() - i) as u64;
            left -= share;
            if share > 0 {
                let told = store.data.acknowledge(WriterId(writer as u16), now, share);
                refused = refused.or(told.err());
            }
        }
        store.data.pass(now);
        // What a queue served may be rounded up to a whole millionth of a request an instant too late; it is told again
        // when the store takes writes.
        debug_assert!(
            refused.is_none() || micro < 10,
            "writes were served that nobody took: {refused:?}"
        );
        debug_assert_eq!(left, 0, "writes were served while nobody was up");
        refused.is_none()
    }

    /// Tells a volume's or bucket's data whether its place works.
    pub(crate) fn review_plain_store(&mut self, id: ComponentId) {
        let now = self.now;
        let host = self.memory(id).mount().map(|m| self.hosts.get(m.host));
        let (works, lost) = host.map_or((Works::Up, false), |h| (h.works, h.lost));
        let Some(store) = self.stores.of_mut(id) else {
            return;
        };
        if works == store.works && !lost {
            return;
        }
        store.works = works;
        let Some(copy) = store.data.primary(WriterId(0)) else {
            return;
        };
        match works {
            Works::Up => {
                let _gone = store.data.resume(copy, now).is_err();
            }
            Works::Hung | Works::Down if lost => store.data.destroy(copy, now),
            Works::Hung | Works::Down => store.data.stop(copy, now),
        }
    }

    /// Schedules the next snapshot that takes a store off line, or its end.
    pub(crate) fn schedule_offline(&mut self, index: usize) {
        let now = self.now;
        let store = &self.stores.list[index];
        let mut next: Option<SimTime> = None;
        for &(i, backup) in &store.backups {
            let BackupKind::Snapshot {
                every,
                takes,
                offline: true,
            } = self.arch.backups[i].kind
            else {
                continue;
            };
            let until = now + every + every + takes;
            let windows = store.data.offline_windows(backup, now, until);
            for (from, until) in windows {
                let at = if store.offline { until } else { from };
                if at > now || (!store.offline && from == now) {
                    next = Some(next.map_or(at, |n| n.min(at)));
                    break;
                }
            }
        }
        // In a replay, snapshots after the tape's end change nothing that is asked. A command that lets the tape end
        // later adds none to the time before it.
        let end = match self.options.end {
            End::Settled => self.world.luck.end,
            End::At(at) | End::FirstLoss(at) | End::Cycle(at) | End::FirstDown(at) => at,
        };
        if let Some(at) = next.filter(|&at| at <= end || store.offline) {
            self.queue
                .schedule(at, Phase::Fault, Event::Offline { store: index });
        }
    }

    /// A store goes off line or comes back.
    pub(crate) fn offline_moves(&mut self, index: usize) {
        let store = &mut self.stores.list[index];
        store.offline = !store.offline;
        let (id, offline) = (store.component, store.offline);
        let name = &self.arch.component(id).name;
        let text = match offline {
            true => format!("{name} is off line while a snapshot is taken"),
            false => format!("{name} is back from its snapshot"),
        };
        let fact = self.fact("tenant.snapshot", text, None);
        self.news = Some(fact);
        self.touch(id, Some(fact));
        self.dirty = true;
        self.schedule_offline(index);
    }

    /// What became of every store's writes.
    pub(crate) fn store_outcomes(&self) -> Vec<StoreOutcome> {
        let mut list = Vec::new();
        for (i, c) in self.arch.components.iter().enumerate() {
            let id = ComponentId(i as u16);
            if let (ComponentKind::Queue(x), Memory::Queue(_)) = (&c.kind, self.memory(id)) {
                list.push(self.queue_outcome(id, x));
            } else if let Some(store) = self.stores.of(id) {
                list.push(store.data.settle(self.now).outcome(id, c.name.clone()));
            }
        }
        list
    }

    fn queue_outcome(&self, id: ComponentId, x: &Queue) -> StoreOutcome {
        let whole = |micro: u64| (micro + 500_000) / 1_000_000;
        let (taken, lost, waiting) = self.memory(id).backlog().map_or((0, 0, 0), |b| {
            (b.taken, b.lost_by(self.now, x), b.waiting(self.now, x))
        });
        StoreOutcome {
            component: id,
            name: self.arch.component(id).name.clone(),
            acknowledged: whole(taken),
            lost: whole(lost),
            diverged: 0,
            unknown: whole(lost + waiting) - whole(lost),
            rpo: SimDuration::ZERO,
            unrecoverable: false,
        }
    }
}
