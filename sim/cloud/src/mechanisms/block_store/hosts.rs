//! What happens to volumes when hosts are cut off, go down and come back.

use super::cluster::{HostState, State};
use super::search::FATES;
use super::{BlockStore, Event};
use crate::context::{Context, Draft};
use kernel::SimDuration;
use std::ops::Range;
use tape::{FactId, FateState};

impl BlockStore {
    pub(super) fn plan_failure(&mut self, ctx: &mut Context<'_>) {
        let mean = self.numbers.get("host_mttf") / f64::from(self.hosts);
        let after = self.luck().failure.exponential(mean);
        self.plan(SimDuration::from_secs_f64(after), Event::HostFails, ctx);
    }

    /// An ordinary failure. In a calm store every copy there finds a new place in milliseconds and no renter notices,
    /// but for the rare volume whose other host fails too before the new copy is complete. It is computed all the
    /// same, or quiet days would be quiet by decree.
    pub(super) fn host_fails(&mut self, ctx: &mut Context<'_>) {
        let hosts = u64::from(self.hosts);
        let host = self.luck().failure.below(hosts) as u32;
        self.plan_failure(ctx);
        self.place_copies(ctx);
        if self.calm().host_state(host) != HostState::Up {
            return;
        }
        let fact = ctx.fact(Draft {
            kind: "block_store.host_failed",
            text: format!("storage host {host} failed, as hosts do now and then"),
            cause: None,
            given: &[self.known.exhausted, self.known.disconnected],
            moves: &FATES,
        });
        self.crash(host, Some(fact), ctx);
    }

    /// A host goes down; its disks are fine and it restarts after a while.
    pub(super) fn crash(&mut self, host: u32, reason: Option<FactId>, ctx: &mut Context<'_>) {
        if self.calm().host_state(host) == HostState::Down {
            return;
        }
        let restart = self.numbers.duration("restart_time");
        self.plan(restart, Event::HostRestarts { host }, ctx);
        self.goes_down(host, reason, ctx);
    }

    fn goes_down(&mut self, host: u32, reason: Option<FactId>, ctx: &mut Context<'_>) {
        self.cluster().set_host(host, HostState::Down);
        let mut seekers = Vec::new();
        for v in self.cluster().copies_on(host) {
            if let Some(elect) = self.loses_host(v, host, reason, ctx) {
                seekers.push((v, elect));
            }
        }
        self.all_seek(&seekers, reason, ctx);
    }

    /// This share of the hosts has memory left; the others answer nobody.
    pub(super) fn hosts_starve(
        &mut self,
        share: f64,
        cause: Option<FactId>,
        ctx: &mut Context<'_>,
    ) {
        let wanted = ((1.0 - share) * f64::from(self.hosts) + 0.5) as usize;
        let mut luck = match self.starving.take() {
            Some(luck) => luck,
            None => ctx.stream("starving"),
        };
        while self.starved.len() < wanted {
            let first = luck.below(u64::from(self.hosts)) as u32;
            let mut around = (first..self.hosts).chain(0..first);
            let Some(host) = around.find(|&h| self.calm().host_state(h) == HostState::Up) else {
                break;
            };
            let fact = self.note_starved(cause, ctx);
            self.starved.push(host);
            self.goes_down(host, Some(fact), ctx);
        }
        while self.starved.len() > wanted {
            let at = luck.below(self.starved.len() as u64) as usize;
            let host = self.starved.swap_remove(at);
            self.latest = cause;
            self.cluster().set_host(host, HostState::Up);
            self.come_back(host..host + 1, cause, ctx);
            self.search_again(cause, ctx);
        }
        if self.starved.is_empty() && self.calm().has_space() {
            self.known.exhausted = None;
        }
        self.starving = Some(luck);
    }

    fn note_starved(&mut self, cause: Option<FactId>, ctx: &mut Context<'_>) -> FactId {
        if let Some(fact) = self.known.starved {
            return fact;
        }
        let fact = ctx.fact(Draft {
            kind: "block_store.hosts_starve",
            text: "storage hosts have no memory left and serve nobody; their volumes fail over to other hosts"
                .to_owned(),
            cause,
            given: &[],
            moves: &FATES,
        });
        self.known.starved = Some(fact);
        fact
    }

    /// All copies are counted dead before anybody searches, or places of dead copies would be given out early.
    fn all_seek(&mut self, seekers: &[(u32, bool)], reason: Option<FactId>, ctx: &mut Context<'_>) {
        for &(v, elect) in seekers {
            self.seek(v, elect, reason, ctx);
        }
    }

    /// Whether the volume must search now, and if so whether a writable copy must be elected too.
    fn loses_host(
        &mut self,
        v: u32,
        host: u32,
        reason: Option<FactId>,
        ctx: &mut Context<'_>,
    ) -> Option<bool> {
        let volume = self.calm().volumes[v as usize];
        let primary = volume.primary == host;
        match (volume.state, primary) {
            (State::Works | State::Waiting | State::Ready, true) => {
                if self.calm().is_complete(v, ctx.now) {
                    self.cluster().promote(v);
                    return Some(true);
                }
                self.strand(v, reason, ctx);
                None
            }
            (State::Works, false) => {
                self.cluster().lose_copy(v, host);
                Some(false)
            }
            (State::Electing | State::Waiting | State::Ready, false) => {
                self.cluster().lose_copy(v, host);
                Some(true)
            }
            (State::Searching | State::Electing, true) => {
                self.strand(v, reason, ctx);
                None
            }
            (State::Stranded, false) => {
                self.cluster().lose_copy(v, host);
                None
            }
            // Cut-off primaries decide when they are back; a lonely volume has no second copy to lose.
            (State::Unreachable | State::Held, _)
            | (State::Searching, false)
            | (State::Stranded, true)
            | (State::Lost, _) => None,
        }
    }

    fn strand(&mut self, v: u32, reason: Option<FactId>, ctx: &mut Context<'_>) {
        let elect = self.calm().volumes[v as usize].elect;
        self.set(v, State::Stranded, elect, ctx);
        self.fate(v, FateState::Hung, reason, ctx);
    }

    pub(super) fn host_restarts(&mut self, host: u32, ctx: &mut Context<'_>) {
        let state = if host < self.cut {
            HostState::Cut
        } else {
            HostState::Up
        };
        self.cluster().set_host(host, state);
        if state == HostState::Up {
            self.come_back(host..host + 1, self.known.exhausted.or(self.latest), ctx);
        }
    }

    /// Volumes whose complete copy is on a host that came back go on where they stopped.
    fn come_back(&mut self, hosts: Range<u32>, cause: Option<FactId>, ctx: &mut Context<'_>) {
        let mut seekers = Vec::new();
        for host in hosts
            .clone()
            .filter(|&h| self.calm().host_state(h) == HostState::Up)
            .collect::<Vec<_>>()
        {
            for v in self.cluster().copies_on(host) {
                if self.calm().volumes[v as usize].primary == host {
                    seekers.extend(self.primary_back(v, cause, ctx).map(|elect| (v, elect)));
                }
            }
        }
        if self.numbers.on("prefer_old_replica") {
            for v in self.calm().searching().to_vec() {
                let old = self.calm().volumes[v as usize].replica;
                if hosts.contains(&old) && self.calm().host_state(old) == HostState::Up {
                    self.cluster().take_back(v);
                    self.reunited(v, cause, ctx);
                }
            }
        }
        self.all_seek(&seekers, cause, ctx);
    }

    /// The volume's primary is there again; says whether it must search, and be elected for.
    fn primary_back(
        &mut self,
        v: u32,
        cause: Option<FactId>,
        ctx: &mut Context<'_>,
    ) -> Option<bool> {
        let volume = self.calm().volumes[v as usize];
        match (volume.state, volume.alone) {
            (State::Unreachable, _) => {
                // It considers its partner dead, unless it asks the old one first.
                let there = self.calm().host_state(volume.replica) == HostState::Up;
                if there && self.numbers.on("prefer_old_replica") {
                    self.reunited(v, cause, ctx);
                    return None;
                }
                self.cluster().lose_copy(v, volume.replica);
                Some(false)
            }
            (State::Stranded, true) => Some(volume.elect),
            (State::Stranded, false) => {
                self.found(v, volume.elect, cause, ctx);
                None
            }
            (
                State::Works
                | State::Searching
                | State::Electing
                | State::Waiting
                | State::Ready
                | State::Held
                | State::Lost,
                _,
            ) => None,
        }
    }

    /// Both old copies are together again and agree: nothing to copy and nothing to elect.
    fn reunited(&mut self, v: u32, cause: Option<FactId>, ctx: &mut Context<'_>) {
        self.set(v, State::Works, false, ctx);
        self.fate(v, FateState::Healthy, cause, ctx);
    }

    /// From now on this share of the hosts is cut off from the others and from each other.
    pub(super) fn cut_off(&mut self, share: f64, cause: Option<FactId>, ctx: &mut Context<'_>) {
        let before = self.cut;
        self.cut = (share * f64::from(self.hosts) + 0.5) as u32;
        if self.cut > before {
            self.newly_cut(before, cause, ctx);
        } else if self.cut < before {
            self.newly_back(before, cause, ctx);
        }
    }

    fn newly_cut(&mut self, before: u32, cause: Option<FactId>, ctx: &mut Context<'_>) {
        let text = format!(
            "{} of {} storage hosts lost touch with all others",
            self.cut - before,
            self.hosts
        );
        let kind = "block_store.hosts_cut_off";
        let fact = Some(ctx.fact(Draft {
            kind,
            text,
            cause,
            given: &[],
            moves: &FATES,
        }));
        self.known.cut = fact;
        for host in before..self.cut {
            if self.calm().host_state(host) == HostState::Up {
                self.cluster().set_host(host, HostState::Cut);
            }
        }
        let cut = before..self.cut;
        let inside = |host: u32| cut.contains(&host);
        let mut seekers = Vec::new();
        for v in 0..self.calm().len() {
            let volume = self.calm().volumes[v as usize];
            match (volume.state, inside(volume.primary), inside(volume.replica)) {
                (State::Works, true, _) => {
                    self.set(v, State::Unreachable, false, ctx);
                    self.fate(v, FateState::Hung, fact, ctx);
                }
                (State::Works, false, true) => {
                    self.cluster().lose_copy(v, volume.replica);
                    seekers.push((v, false));
                }
                (State::Searching | State::Electing, true, _) => self.strand(v, fact, ctx),
                (State::Works, false, false)
                | (State::Searching | State::Electing, false, _)
                | (State::Unreachable | State::Stranded | State::Waiting | State::Ready, _, _)
                | (State::Held | State::Lost, _, _) => {}
            }
        }
        self.all_seek(&seekers, fact, ctx);
    }

    fn newly_back(&mut self, before: u32, cause: Option<FactId>, ctx: &mut Context<'_>) {
        let searches = !self.numbers.on("prefer_old_replica");
        let text = if searches {
            "the storage hosts are back; each volume there considers its other copy dead and searches for space"
        } else {
            "the storage hosts are back, and volumes take their old copies back"
        };
        let fact = Some(ctx.fact(Draft {
            kind: "block_store.hosts_returned",
            text: text.to_owned(),
            cause,
            given: &[self.known.cut],
            moves: &FATES,
        }));
        if searches {
            self.known.storm = fact;
        }
        // The returning hosts bring their free places; who needs one notes anew when there are none.
        self.known.exhausted = None;
        for host in self.cut..before {
            if self.calm().host_state(host) == HostState::Cut {
                self.cluster().set_host(host, HostState::Up);
            }
        }
        self.come_back(self.cut..before, fact, ctx);
        self.search_again(fact, ctx);
    }

    /// Whoever still searches takes what places there are, and keeps the old reason if there are none.
    fn search_again(&mut self, cause: Option<FactId>, ctx: &mut Context<'_>) {
        for v in self.calm().searching().to_vec() {
            let elect = self.calm().volumes[v as usize].elect;
            self.seek(v, elect, cause, ctx);
        }
    }
}
