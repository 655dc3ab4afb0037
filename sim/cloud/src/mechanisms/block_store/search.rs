//! How a volume finds a second copy again, and what the storm of searches does to hosts.

use super::cluster::{HostState, State};
use super::{BlockStore, Event, STALL_RECORDED};
use crate::context::{Context, Draft};
use kernel::{Phase, SimDuration};
use tape::{FactId, FateState, Moves, PopulationKind};

/// How often growing pauses are looked at.
const PAUSES_STEP: SimDuration = SimDuration::from_secs(60);

pub(super) const FATES: [Moves; 1] = [Moves::Fates(PopulationKind::Volumes)];

impl BlockStore {
    /// The volume's other copy is considered dead: search at once, and again until space is found.
    pub(super) fn seek(
        &mut self,
        v: u32,
        elect: bool,
        reason: Option<FactId>,
        ctx: &mut Context<'_>,
    ) {
        if self.take_slot(v, ctx) {
            self.found(v, elect, reason, ctx);
            return;
        }
        let exhausted = self.note_exhausted(reason, ctx);
        self.set(v, State::Searching, elect, ctx);
        // The later of the two is the latest condition without which the volume would not hang.
        self.fate(v, FateState::Hung, reason.max(Some(exhausted)), ctx);
    }

    fn take_slot(&mut self, v: u32, ctx: &Context<'_>) -> bool {
        let complete_at = ctx.now + self.numbers.duration("copy_time");
        match (&mut self.cluster, &mut self.luck) {
            (Some(cluster), Some(luck)) => cluster.take_slot(v, &mut luck.slots, complete_at),
            _ => false,
        }
    }

    fn note_exhausted(&mut self, cause: Option<FactId>, ctx: &mut Context<'_>) -> FactId {
        if let Some(fact) = self.known.exhausted {
            return fact;
        }
        let fact = ctx.fact(Draft {
            kind: "block_store.space_exhausted",
            text: "no free space is left in the cluster: whoever searches now finds none"
                .to_owned(),
            cause,
            given: &[self.known.cut, self.known.storm],
            moves: &FATES,
        });
        self.known.exhausted = Some(fact);
        if !self.freeing {
            self.freeing = true;
            self.plan_space(ctx);
        }
        fact
    }

    /// A second copy is there; a long stall or a lost primary needs an election besides.
    pub(super) fn found(
        &mut self,
        v: u32,
        elect: bool,
        cause: Option<FactId>,
        ctx: &mut Context<'_>,
    ) {
        if elect || self.fates[v as usize] != FateState::Healthy {
            self.begin_election(v, cause, ctx);
        } else {
            self.set(v, State::Works, false, ctx);
        }
    }

    pub(super) fn begin_election(&mut self, v: u32, cause: Option<FactId>, ctx: &mut Context<'_>) {
        if !self.connected {
            self.set(v, State::Waiting, true, ctx);
            self.waiting.push_back(v);
            self.fate(
                v,
                FateState::Waiting,
                cause.max(self.known.disconnected),
                ctx,
            );
        } else if self.admitted > 0.999 {
            self.set(v, State::Works, false, ctx);
            self.fate(v, FateState::Healthy, cause, ctx);
        } else {
            // Each try is admitted or not; a volume tries again after about the time of an election.
            let mean = self.numbers.get("election_time") / self.admitted.max(0.001);
            let after = SimDuration::from_secs_f64(self.luck().election.exponential(mean));
            self.set(v, State::Electing, true, ctx);
            if after >= STALL_RECORDED {
                self.fate(v, FateState::Hung, cause, ctx);
            }
            self.plan(after, Event::Elected { volume: v }, ctx);
        }
    }

    pub(super) fn elected(&mut self, v: u32, ctx: &mut Context<'_>) {
        if self.calm().volumes[v as usize].state != State::Electing {
            return;
        }
        if self.connected {
            let cause = self.known.trickle.or(self.latest);
            self.set(v, State::Works, false, ctx);
            self.fate(v, FateState::Healthy, cause, ctx);
        } else {
            self.begin_election(v, self.known.disconnected, ctx);
        }
    }

    fn plan_space(&mut self, ctx: &mut Context<'_>) {
        let per_hour = self.numbers.get("space_freed_per_hour") * f64::from(self.volumes);
        if per_hour > 0.0 {
            let after = self.luck().space.exponential(3600.0 / per_hour);
            self.plan(SimDuration::from_secs_f64(after), Event::SpaceFreed, ctx);
        }
    }

    /// Deletions go on while creations do not, so space trickles in; who searches finds it.
    pub(super) fn space_freed(&mut self, ctx: &mut Context<'_>) {
        if self.known.exhausted.is_none() {
            self.freeing = false;
            return;
        }
        let hosts = u64::from(self.calm().hosts());
        let host = self.luck().space.below(hosts) as u32;
        if self.calm().host_state(host) == HostState::Up {
            self.cluster().free_slot(host);
            if !self.search_suppressed && !self.calm().searching().is_empty() {
                let searching = self.calm().searching().len() as u64;
                let at = self.luck().space.below(searching) as usize;
                let v = self.calm().searching()[at];
                if self.take_slot(v, ctx) {
                    let elect = self.calm().volumes[v as usize].elect;
                    let cause = self.note_trickle(ctx);
                    self.found(v, elect, Some(cause), ctx);
                }
            }
        }
        self.plan_space(ctx);
    }

    fn note_trickle(&mut self, ctx: &mut Context<'_>) -> FactId {
        if let Some(fact) = self.known.trickle {
            return fact;
        }
        let fact = ctx.fact(Draft {
            kind: "block_store.space_trickles",
            text: "customers delete volumes, and each freed place goes to a volume that searches"
                .to_owned(),
            cause: self.known.exhausted,
            given: &[],
            moves: &FATES,
        });
        self.known.trickle = Some(fact);
        fact
    }

    /// Integrates the crash hazard up to now and plans the next crash from what is left.
    pub(super) fn watch_hazard(&mut self, ctx: &mut Context<'_>) {
        let rate = if self.search_suppressed {
            0.0
        } else {
            let pause_max = self
                .numbers
                .on("search_backoff")
                .then(|| self.numbers.duration("search_pause_max"));
            let interval = self.numbers.duration("search_interval");
            // What ends on a host in one round is this share of its volumes, on average.
            let duty = self.calm().search_duty(ctx.now, interval, pause_max);
            let share = duty / f64::from(self.volumes);
            f64::from(self.calm().hosts_up()) * self.numbers.get("race_rate") * share * share
        };
        if self.numbers.on("search_backoff") && rate > 0.0 && !self.pausing {
            self.pausing = true;
            self.plan(PAUSES_STEP, Event::Pauses, ctx);
        }
        if rate == self.hazard.rate {
            return;
        }
        let spent = self.hazard.rate * (ctx.now - self.hazard.since).secs_f64();
        self.hazard.left = (self.hazard.left - spent).max(0.0);
        self.hazard.since = ctx.now;
        self.hazard.rate = rate;
        if let Some(id) = self.hazard.planned.take() {
            ctx.cancel(id);
        }
        if rate > 0.0 {
            let after = SimDuration::from_secs_f64(self.hazard.left / rate);
            self.hazard.planned =
                Some(ctx.schedule(ctx.now + after, Phase::Fault, Event::RaceCrash));
        }
    }

    /// Too many searches ended on a host at once.
    pub(super) fn race_crash(&mut self, ctx: &mut Context<'_>) {
        self.hazard.planned = None;
        self.hazard.rate = 0.0;
        self.hazard.since = ctx.now;
        self.hazard.left = self.luck().crash.exponential(1.0);
        let hosts = u64::from(self.calm().hosts());
        // Somebody is up, or nobody would search.
        let mut host = self.luck().crash.below(hosts) as u32;
        for _ in 0..hosts {
            if self.calm().host_state(host) == HostState::Up {
                break;
            }
            host = (host + 1) % hosts as u32;
        }
        let fact = ctx.fact(Draft {
            kind: "block_store.host_crashed",
            text: format!(
                "storage host {host} crashed while it closed too many replication requests"
            ),
            cause: self.known.storm.or(self.known.exhausted),
            given: &[self.known.exhausted],
            moves: &FATES,
        });
        self.crash(host, Some(fact), ctx);
    }
}
