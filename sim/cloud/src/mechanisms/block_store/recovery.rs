//! What operators do to a store in trouble.

use super::cluster::State;
use super::search::FATES;
use super::{BlockStore, Event};
use crate::context::{Context, Draft};
use crate::signal::Signal;
use kernel::SimDuration;
use tape::{FactId, FateState, Moves, Service};

/// Servers arrive and the backlog shrinks in parts of this length.
const STEP: SimDuration = SimDuration::from_secs(60);
const STEP_HOURS: f64 = 60.0 / 3600.0;

impl BlockStore {
    /// From now on nothing here reaches the control plane and nobody's calls reach this store.
    pub(super) fn disconnect(&mut self, fact: FactId, ctx: &mut Context<'_>) {
        self.connected = false;
        self.access = false;
        self.known.disconnected = Some(fact);
        ctx.moves(fact, FATES[0]);
        ctx.moves(fact, Moves::Service(Service::BlockApi));
        ctx.send(
            "control_plane",
            Signal::Reach { connected: false },
            Some(fact),
        );
    }

    /// From now on nobody searches, nobody finds, and no host crashes over it: the stuck share stays where it is.
    pub(super) fn suppress_search(&mut self, fact: FactId, ctx: &mut Context<'_>) {
        self.search_suppressed = true;
        self.known.suppressed = Some(fact);
        ctx.moves(fact, FATES[0]);
    }

    pub(super) fn order_capacity(&mut self) {
        self.shortage = f64::from(self.without_peer().len() as u32) / f64::from(self.volumes);
    }

    /// Volumes without a second copy, in order.
    fn without_peer(&self) -> Vec<u32> {
        let cluster = self.calm();
        let lonely = |v: &u32| {
            matches!(
                cluster.volumes[*v as usize].state,
                State::Searching | State::Stranded
            )
        };
        (0..cluster.len()).filter(lonely).collect()
    }

    pub(super) fn begin_capacity(&mut self, fact: FactId, ctx: &mut Context<'_>) {
        self.known.capacity = Some(fact);
        self.arriving = true;
        self.order += 1;
        ctx.moves(fact, FATES[0]);
        self.plan(STEP, Event::CapacityArrives { order: self.order }, ctx);
    }

    pub(super) fn end_capacity(&mut self, fact: FactId, ctx: &mut Context<'_>) {
        self.arriving = false;
        ctx.moves(fact, FATES[0]);
        self.known.capacity = Some(fact);
    }

    /// New servers are led to volumes without a second copy; they need no search.
    pub(super) fn capacity_arrives(&mut self, order: u32, ctx: &mut Context<'_>) {
        if !self.arriving || order != self.order {
            return;
        }
        let per_hour = self.numbers.get("capacity_per_hour") * self.shortage;
        self.arrived += per_hour * f64::from(self.volumes) * STEP_HOURS;
        while self.arrived >= 1.0 {
            self.arrived -= 1.0;
            let searching = self.calm().searching().len() as u64;
            if searching == 0 {
                break;
            }
            let at = self.luck().recovery.below(searching) as usize;
            let v = self.calm().searching()[at];
            self.gets_new_copy(v, self.known.capacity, ctx);
        }
        self.plan(STEP, Event::CapacityArrives { order }, ctx);
    }

    fn gets_new_copy(&mut self, v: u32, cause: Option<FactId>, ctx: &mut Context<'_>) {
        let complete_at = ctx.now + self.numbers.duration("copy_time");
        self.cluster().take_new_slot(v, complete_at);
        self.begin_election(v, cause, ctx);
    }

    /// Those of the remaining volumes that have an early snapshot are restored at an even pace.
    pub(super) fn restore_from_snapshots(
        &mut self,
        fact: FactId,
        duration: SimDuration,
        ctx: &mut Context<'_>,
    ) {
        self.known.snapshots = Some(fact);
        ctx.moves(fact, FATES[0]);
        let mut left = self.without_peer();
        self.luck().recovery.shuffle(&mut left);
        let count = (self.numbers.get("snapshot_coverage") * left.len() as f64 + 0.5) as usize;
        for (i, &volume) in left[..count.min(left.len())].iter().enumerate() {
            let after = duration.secs_f64() * (i + 1) as f64 / count as f64;
            let event = Event::SnapshotRestored { volume };
            self.plan(SimDuration::from_secs_f64(after), event, ctx);
        }
    }

    pub(super) fn snapshot_restored(&mut self, v: u32, ctx: &mut Context<'_>) {
        if matches!(
            self.calm().volumes[v as usize].state,
            State::Searching | State::Stranded
        ) {
            self.gets_new_copy(v, self.known.snapshots, ctx);
        }
    }

    /// A control plane of the zone's own begins to work off the elections that wait.
    pub(super) fn start_backlog(&mut self, fact: FactId, ctx: &mut Context<'_>) {
        self.known.backlog = Some(fact);
        ctx.moves(fact, FATES[0]);
        if !self.backlog_running && !self.connected {
            self.backlog_running = true;
            self.plan(STEP, Event::BacklogStep, ctx);
        }
    }

    pub(super) fn enable_access(&mut self, fact: FactId, ctx: &mut Context<'_>) {
        self.access = true;
        self.known.access = Some(fact);
        ctx.moves(fact, FATES[0]);
        for v in 0..self.calm().len() {
            if self.calm().volumes[v as usize].state == State::Ready {
                self.set(v, State::Works, false, ctx);
                self.fate(v, FateState::Healthy, Some(fact), ctx);
            }
        }
    }

    pub(super) fn backlog_step(&mut self, ctx: &mut Context<'_>) {
        self.backlog_part +=
            self.numbers.get("backlog_throttle") * f64::from(self.volumes) * STEP_HOURS;
        while self.backlog_part >= 1.0 {
            let Some(v) = self.waiting.pop_front() else {
                self.backlog_part = 0.0;
                break;
            };
            // A volume that lost a copy again meanwhile has left the queue without saying so.
            if self.calm().volumes[v as usize].state != State::Waiting {
                continue;
            }
            self.backlog_part -= 1.0;
            if self.access {
                let cause = self.known.access.max(self.known.backlog);
                self.set(v, State::Works, false, ctx);
                self.fate(v, FateState::Healthy, cause, ctx);
            } else {
                self.set(v, State::Ready, true, ctx);
            }
        }
        if self.waiting.is_empty() && self.access {
            self.backlog_drained(ctx);
        } else {
            self.plan(STEP, Event::BacklogStep, ctx);
        }
    }

    /// With nothing left to work off, the store takes calls from everybody again.
    fn backlog_drained(&mut self, ctx: &mut Context<'_>) {
        self.backlog_running = false;
        self.connected = true;
        self.creates_refused = false;
        if self.calm().has_space() {
            self.known.exhausted = None;
        }
        let fact = ctx.fact(Draft {
            kind: "block_store.backlog_drained",
            text: "the backlog of waiting volumes is empty: the zone's volume calls are open again"
                .to_owned(),
            cause: self.known.access.max(self.known.backlog),
            given: &[self.known.backlog, self.known.disconnected],
            moves: &[FATES[0], Moves::Service(Service::BlockApi)],
        });
        self.latest = Some(fact);
        ctx.send(
            "control_plane",
            Signal::Reach { connected: true },
            Some(fact),
        );
    }

    /// What is left is examined by hand; most of it can be read, some of it is gone.
    pub(super) fn forensics(&mut self, fact: FactId, duration: SimDuration, ctx: &mut Context<'_>) {
        self.known.forensics = Some(fact);
        ctx.moves(fact, FATES[0]);
        let mut left = self.without_peer();
        self.luck().recovery.shuffle(&mut left);
        let lost = (self.numbers.get("lost_share") * f64::from(self.volumes) + 0.5) as usize;
        let lost = lost.min(left.len());
        let returned = left.len() - lost;
        for (i, &volume) in left.iter().enumerate() {
            let part = (i + 1) as f64 / returned.max(1) as f64;
            let after = SimDuration::from_secs_f64(duration.secs_f64() * part.min(1.0));
            self.plan(
                after,
                Event::Examined {
                    volume,
                    lost: i >= returned,
                },
                ctx,
            );
        }
    }

    pub(super) fn examined(&mut self, v: u32, lost: bool, ctx: &mut Context<'_>) {
        if !matches!(
            self.calm().volumes[v as usize].state,
            State::Searching | State::Stranded
        ) {
            return;
        }
        if !lost {
            self.gets_new_copy(v, self.known.forensics, ctx);
            return;
        }
        let fact = self.known.lost.unwrap_or_else(|| {
            ctx.fact(Draft {
                kind: "block_store.volumes_lost",
                text: "both copies of the last volumes are dead: their data is gone for good"
                    .to_owned(),
                cause: self.known.forensics,
                given: &[self.known.storm],
                moves: &FATES,
            })
        });
        self.known.lost = Some(fact);
        self.set(v, State::Lost, false, ctx);
        self.fate(v, FateState::Lost, Some(fact), ctx);
    }
}
