//! The bookkeeping of a cluster: which host holds which copy, which slots are free, who searches.
//! It decides nothing; every count it keeps follows from the calls made to it.

use kernel::{SimDuration, SimTime, Stream};

const NOWHERE: u32 = u32::MAX;

/// What a volume does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Serves its renter.
    Works,
    /// Its primary's host is cut off from the others.
    Unreachable,
    /// Its only live copy searches for a host with space.
    Searching,
    /// Its only complete copy lies on a host that is down.
    Stranded,
    /// Both copies are there and an election of the writable one is under way.
    Electing,
    /// Both copies are there and no election is possible.
    Waiting,
    /// As `Waiting`, and the backlog has been worked off for it.
    Ready,
    /// Both copies are without power, or are there again and nobody has yet looked whether they agree.
    Held,
    /// Both copies are gone for good.
    Lost,
}

/// Whether a host takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HostState {
    Up,
    Cut,
    Down,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Volume {
    pub(super) primary: u32,
    /// Host of the second copy; of the one considered dead if `alone`.
    pub(super) replica: u32,
    /// When the second copy is complete.
    complete_at: SimTime,
    /// Since when it searches, as an index of search cohorts.
    cohort: u32,
    pub(super) state: State,
    /// Whether the second copy is considered dead.
    pub(super) alone: bool,
    /// Whether a writable copy must be elected before it serves again.
    pub(super) elect: bool,
}

struct Host {
    state: HostState,
    free: u32,
    /// Position in the list of open hosts.
    open: u32,
    /// Volumes that consider their copy here dead and have no other yet.
    unresolved: u32,
    /// Slots of copies considered dead; not reusable until nothing here is unresolved.
    stale: u32,
    /// Every volume that ever had a copy here; may name some that moved away.
    copies: Vec<u32>,
}

pub(super) struct Cluster {
    pub(super) volumes: Vec<Volume>,
    hosts: Vec<Host>,
    /// Hosts that are up and have free slots.
    open: Vec<u32>,
    searching: Vec<u32>,
    position: Vec<u32>,
    /// Searching volumes by the instant they began: (since when, how many).
    cohorts: Vec<(SimTime, u32)>,
    /// Elections that wait: for a peer or for an answer.
    elections: u32,
    up: u32,
    slots_per_host: u32,
}

impl Cluster {
    /// A calm cluster with these copies and `free` free slots spread evenly.
    pub(super) fn new(copies: &[(u32, u32)], hosts: u32, free: u32) -> Self {
        let volumes: Vec<Volume> = copies
            .iter()
            .map(|&(primary, replica)| Volume {
                primary,
                replica,
                complete_at: SimTime::ZERO,
                cohort: 0,
                state: State::Works,
                alone: false,
                elect: false,
            })
            .collect();
        let mut of_host = vec![Vec::new(); hosts as usize];
        for (v, &(primary, replica)) in copies.iter().enumerate() {
            of_host[primary as usize].push(v as u32);
            of_host[replica as usize].push(v as u32);
        }
        let share = |i: u64| u64::from(free) * i / u64::from(hosts);
        let hosts: Vec<Host> = of_host
            .into_iter()
            .enumerate()
            .map(|(i, copies)| Host {
                state: HostState::Up,
                free: (share(i as u64 + 1) - share(i as u64)) as u32,
                open: NOWHERE,
                unresolved: 0,
                stale: 0,
                copies,
            })
            .collect();
        let up = hosts.len() as u32;
        let slots_per_host = (2 * copies.len() / hosts.len().max(1)).max(1) as u32;
        let mut cluster = Self {
            position: vec![NOWHERE; volumes.len()],
            volumes,
            hosts,
            open: Vec::new(),
            searching: Vec::new(),
            cohorts: Vec::new(),
            elections: 0,
            up,
            slots_per_host,
        };
        for h in 0..up {
            cluster.reopen(h);
        }
        cluster
    }

    pub(super) fn len(&self) -> u32 {
        self.volumes.len() as u32
    }

    pub(super) fn hosts(&self) -> u32 {
        self.hosts.len() as u32
    }

    pub(super) fn hosts_up(&self) -> u32 {
        self.up
    }

    pub(super) fn host_state(&self, h: u32) -> HostState {
        self.hosts[h as usize].state
    }

    pub(super) fn searching(&self) -> &[u32] {
        &self.searching
    }

    pub(super) fn elections(&self) -> u32 {
        self.elections
    }

    pub(super) fn has_space(&self) -> bool {
        !self.open.is_empty()
    }

    /// Search requests under way at any instant, in units of what one volume makes when it never pauses.
    /// A volume that doubles its pause has, after searching for some time, a pause of about that time.
    pub(super) fn search_duty(
        &self,
        now: SimTime,
        interval: SimDuration,
        pause_max: Option<SimDuration>,
    ) -> f64 {
        let Some(pause_max) = pause_max else {
            return self.searching.len() as f64;
        };
        let mut duty = 0.0;
        for &(since, count) in self.cohorts.iter().filter(|(_, n)| *n > 0) {
            let pause = (now - since).max(interval).min(pause_max.max(interval));
            duty += f64::from(count) * interval.secs_f64() / pause.secs_f64();
        }
        duty
    }

    /// Changes what a volume does, and whether it must be elected for.
    pub(super) fn set(&mut self, v: u32, state: State, elect: bool, now: SimTime) {
        let volume = &mut self.volumes[v as usize];
        let waits = |volume: &Volume| {
            volume.elect && matches!(volume.state, State::Searching | State::Electing)
        };
        let (waited, searched) = (waits(volume), volume.state == State::Searching);
        volume.state = state;
        volume.elect = elect;
        match (waited, waits(volume)) {
            (false, true) => self.elections += 1,
            (true, false) => self.elections -= 1,
            (true, true) | (false, false) => {}
        }
        match (searched, state == State::Searching) {
            (false, true) => self.begin_search(v, now),
            (true, false) => self.end_search(v),
            (true, true) | (false, false) => {}
        }
    }

    fn begin_search(&mut self, v: u32, now: SimTime) {
        self.position[v as usize] = self.searching.len() as u32;
        self.searching.push(v);
        match self.cohorts.last_mut() {
            Some((since, count)) if *since == now => *count += 1,
            _ => self.cohorts.push((now, 1)),
        }
        self.volumes[v as usize].cohort = self.cohorts.len() as u32 - 1;
    }

    fn end_search(&mut self, v: u32) {
        self.cohorts[self.volumes[v as usize].cohort as usize].1 -= 1;
        let at = self.position[v as usize] as usize;
        self.searching.swap_remove(at);
        if let Some(&moved) = self.searching.get(at) {
            self.position[moved as usize] = at as u32;
        }
        self.position[v as usize] = NOWHERE;
    }

    /// The volume considers its copy on `dead` dead.
    pub(super) fn lose_copy(&mut self, v: u32, dead: u32) {
        let volume = &mut self.volumes[v as usize];
        volume.replica = dead;
        volume.alone = true;
        let host = &mut self.hosts[dead as usize];
        host.unresolved += 1;
        host.stale += 1;
    }

    /// The surviving copy takes the primary's part; the primary's host is considered dead.
    pub(super) fn promote(&mut self, v: u32) {
        let volume = &mut self.volumes[v as usize];
        let dead = volume.primary;
        volume.primary = volume.replica;
        self.lose_copy(v, dead);
    }

    /// Whether the second copy is complete.
    pub(super) fn is_complete(&self, v: u32, now: SimTime) -> bool {
        self.volumes[v as usize].complete_at <= now
    }

    /// The volume takes its old second copy back instead of a new one.
    pub(super) fn take_back(&mut self, v: u32) {
        let volume = &mut self.volumes[v as usize];
        volume.alone = false;
        let host = &mut self.hosts[volume.replica as usize];
        host.stale -= 1;
        host.unresolved -= 1;
    }

    /// Gives a lonely volume a slot on any open host but its own, and says whether there was one.
    pub(super) fn take_slot(&mut self, v: u32, stream: &mut Stream, complete_at: SimTime) -> bool {
        if self.open.is_empty() {
            return false;
        }
        let own = self.volumes[v as usize].primary;
        let mut at = stream.below(self.open.len() as u64) as usize;
        if self.open[at] == own {
            if self.open.len() == 1 {
                return false;
            }
            at = (at + 1) % self.open.len();
        }
        let h = self.open[at];
        self.hosts[h as usize].free -= 1;
        self.reopen(h);
        self.settle(v, h, complete_at);
        true
    }

    /// Gives a volume a copy on the server that was added last, adding another when that one is full.
    pub(super) fn take_new_slot(&mut self, v: u32, complete_at: SimTime) {
        let full = self.hosts.last().is_none_or(|h| {
            h.copies.len() >= self.slots_per_host as usize || h.state != HostState::Up
        });
        if full {
            self.hosts.push(Host {
                state: HostState::Up,
                free: 0,
                open: NOWHERE,
                unresolved: 0,
                stale: 0,
                copies: Vec::new(),
            });
            self.up += 1;
        }
        let newest = self.hosts.len() as u32 - 1;
        self.settle(v, newest, complete_at);
    }

    fn settle(&mut self, v: u32, h: u32, complete_at: SimTime) {
        let volume = &mut self.volumes[v as usize];
        let dead = volume.replica;
        let was_alone = volume.alone;
        volume.replica = h;
        volume.alone = false;
        volume.complete_at = complete_at;
        self.hosts[h as usize].copies.push(v);
        if was_alone {
            let host = &mut self.hosts[dead as usize];
            host.unresolved -= 1;
            if host.unresolved == 0 {
                host.free += host.stale;
                host.stale = 0;
                self.reopen(dead);
            }
        }
    }

    /// A customer deleted something on that host.
    pub(super) fn free_slot(&mut self, h: u32) {
        self.hosts[h as usize].free += 1;
        self.reopen(h);
    }

    /// Changes whether a host takes part.
    pub(super) fn set_host(&mut self, h: u32, state: HostState) {
        let host = &mut self.hosts[h as usize];
        let (was, is) = (host.state == HostState::Up, state == HostState::Up);
        host.state = state;
        match (was, is) {
            (true, false) => self.up -= 1,
            (false, true) => self.up += 1,
            (true, true) | (false, false) => {}
        }
        self.reopen(h);
    }

    /// Volumes with a copy on that host now, each once.
    pub(super) fn copies_on(&mut self, h: u32) -> Vec<u32> {
        let mut list = std::mem::take(&mut self.hosts[h as usize].copies);
        list.sort_unstable();
        list.dedup();
        let here = |v: &u32| {
            let volume = self.volumes[*v as usize];
            volume.primary == h || (volume.replica == h && !volume.alone)
        };
        list.retain(here);
        self.hosts[h as usize].copies.clone_from(&list);
        list
    }

    /// Keeps the list of open hosts right after a change of that host.
    fn reopen(&mut self, h: u32) {
        let host = &self.hosts[h as usize];
        let wanted = host.state == HostState::Up && host.free > 0;
        match (host.open == NOWHERE, wanted) {
            (true, true) => {
                self.hosts[h as usize].open = self.open.len() as u32;
                self.open.push(h);
            }
            (false, false) => {
                let at = host.open as usize;
                self.open.swap_remove(at);
                self.hosts[h as usize].open = NOWHERE;
                if let Some(&moved) = self.open.get(at) {
                    self.hosts[moved as usize].open = at as u32;
                }
            }
            (true, false) | (false, true) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mechanisms::block_store::placement::{PlacementPolicy, of_volumes};

    const NOW: SimTime = SimTime::ZERO;

    /// Slots never appear or vanish: taken, free and waiting ones always add up to what there was, and every
    /// list agrees with what it lists.
    fn check(cluster: &Cluster, slots: u32) {
        let mut counted = 0;
        for v in &cluster.volumes {
            // The place of a copy considered dead is counted with its host.
            counted += if v.alone { 1 } else { 2 };
        }
        for (h, host) in cluster.hosts.iter().enumerate() {
            counted += host.free + host.stale;
            assert!(
                host.unresolved > 0 || host.stale == 0,
                "host {h} holds back what nobody misses"
            );
            let open = host.state == HostState::Up && host.free > 0;
            assert_eq!(open, cluster.open.contains(&(h as u32)), "host {h}");
        }
        assert_eq!(counted, slots);
        let up = cluster
            .hosts
            .iter()
            .filter(|h| h.state == HostState::Up)
            .count();
        assert_eq!(cluster.up as usize, up);
        let searching: u32 = cluster.cohorts.iter().map(|c| c.1).sum();
        assert_eq!(searching as usize, cluster.searching.len());
        for (at, &v) in cluster.searching.iter().enumerate() {
            assert_eq!(cluster.position[v as usize] as usize, at);
            assert_eq!(cluster.volumes[v as usize].state, State::Searching);
        }
        let electing =
            |v: &&Volume| v.elect && matches!(v.state, State::Searching | State::Electing);
        assert_eq!(
            cluster.elections as usize,
            cluster.volumes.iter().filter(electing).count()
        );
    }

    fn lose_host(cluster: &mut Cluster, host: u32, stream: &mut Stream) {
        cluster.set_host(host, HostState::Down);
        let there = cluster.copies_on(host);
        let lonely = |c: &Cluster, v: u32| c.volumes[v as usize].alone;
        let seekers: Vec<u32> = there.into_iter().filter(|&v| !lonely(cluster, v)).collect();
        for &v in &seekers {
            if cluster.volumes[v as usize].primary == host {
                cluster.promote(v);
            } else {
                cluster.lose_copy(v, host);
            }
        }
        for v in seekers {
            let found = cluster.take_slot(v, stream, NOW);
            cluster.set(
                v,
                if found {
                    State::Works
                } else {
                    State::Searching
                },
                !found,
                NOW,
            );
        }
    }

    #[test]
    fn slots_are_conserved_whatever_happens() {
        let mut stream = Stream::named(1, "test", "cluster");
        let copies = of_volumes(PlacementPolicy::Random, 1, "test", 1000, 50);
        assert!(copies.iter().all(|c| c.0 != c.1 && c.0 < 50 && c.1 < 50));
        let mut cluster = Cluster::new(&copies, 50, 90);
        let mut slots = 2090;
        check(&cluster, slots);
        for _ in 0..200 {
            let host = stream.below(50) as u32;
            match stream.below(4) {
                0 if cluster.host_state(host) == HostState::Up && cluster.hosts_up() > 40 => {
                    lose_host(&mut cluster, host, &mut stream);
                }
                1 => cluster.set_host(host, HostState::Up),
                2 => {
                    cluster.free_slot(host);
                    slots += 1;
                }
                _ => {
                    if let Some(&v) = cluster.searching().first()
                        && cluster.take_slot(v, &mut stream, NOW)
                    {
                        cluster.set(v, State::Works, false, NOW);
                    }
                }
            }
            check(&cluster, slots);
        }
    }

    #[test]
    fn a_dead_hosts_places_come_back_only_when_nobody_misses_a_copy_there() {
        let copies = [(0, 1), (0, 1), (0, 2)];
        let mut stream = Stream::named(1, "test", "stale");
        let mut cluster = Cluster::new(&copies, 4, 0);
        for v in 0..2 {
            cluster.lose_copy(v, 1);
            cluster.set(v, State::Searching, false, NOW);
        }
        assert!(!cluster.take_slot(0, &mut stream, NOW), "nothing is free");
        cluster.free_slot(3);
        assert!(cluster.take_slot(0, &mut stream, NOW));
        assert!(
            !cluster.has_space(),
            "volume 1 still misses its copy on host 1"
        );
        cluster.free_slot(3);
        assert!(cluster.take_slot(1, &mut stream, NOW));
        assert_eq!(cluster.hosts[1].free, 2);
    }

    #[test]
    fn pauses_that_double_thin_the_searches_out() {
        let mut cluster = Cluster::new(&[(0, 1), (1, 2)], 3, 0);
        cluster.lose_copy(0, 1);
        cluster.set(0, State::Searching, false, NOW);
        let interval = SimDuration::from_secs(2);
        let duty = |s: u64, max| cluster.search_duty(SimTime::from_secs(s), interval, max);
        assert_eq!(duty(1000, None), 1.0);
        let max = Some(SimDuration::from_secs(100));
        assert_eq!(
            (duty(0, max), duty(20, max), duty(1000, max)),
            (1.0, 0.1, 0.02)
        );
    }
}
