//! Hosts: the machines, volumes and managed parts a tenant rents, and the fates of what they stand on.
//!
//! Each host has roots (members of the tape's populations) and works as badly as the worst of them and of its own
//! state in ordinary life. What leaves it out: fates of a host's own hardware where neither the tape has a population
//! for them nor the architecture says how they fail.

use crate::architecture::{
    Architecture, ComponentId, ComponentKind, Database, DatabaseHost, DatabaseMode, Root, ZoneId,
};
use crate::engine::layout::in_use;
use crate::engine::options::{Luck, World};
use kernel::{SimTime, Stream};
use tape::luck::{self, Wish};
use tape::{FactId, FateState, PlaceId, PopulationKind, Tape, Transition};

/// Index of a host in its run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HostId(pub(crate) u32);

/// What a call to a host meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Works {
    /// An answer.
    Up,
    /// Silence.
    Hung,
    /// A refusal.
    Down,
}

/// A member of a population that a host stands on.
#[derive(Debug)]
pub(crate) struct RootFate {
    pub(crate) host: HostId,
    entity: String,
    kind: PopulationKind,
    place: Option<PlaceId>,
    member: Option<u32>,
    pub(crate) transitions: Vec<Transition>,
    state: FateState,
    cause: Option<FactId>,
}

/// A machine, a volume of its own, or a managed part.
#[derive(Debug)]
pub(crate) struct Host {
    pub(crate) component: ComponentId,
    /// Its name for chance.
    pub(crate) entity: String,
    /// Its name in sentences.
    pub(crate) label: String,
    pub(crate) zone: Option<ZoneId>,
    /// Roots `first..first + count` of the run's list.
    first: usize,
    count: usize,
    /// Rented and started.
    pub(crate) running: bool,
    /// Given back for good.
    pub(crate) gone: bool,
    /// Launched during the run.
    pub(crate) extra: bool,
    /// Stopped by a command.
    pub(crate) stopped: Option<FactId>,
    pub(crate) works: Works,
    pub(crate) cause: Option<FactId>,
    /// A root is gone for good, or the data on it.
    pub(crate) lost: bool,
    /// Has failed by itself, and the fact about that.
    pub(crate) failed: bool,
    pub(crate) failed_by: Option<FactId>,
    /// What lay on its disks is gone, and whether its machine has been repaired since.
    pub(crate) emptied: bool,
    pub(crate) waits_for_data: bool,
    /// When whoever replaces dead servers first saw it dead.
    pub(crate) dead_since: Option<SimTime>,
    /// Stands on volumes whose zone the tape has no fates for: then the zone's condition speaks.
    pub(crate) block_by_condition: bool,
    /// Is a managed database whose zone the tape has no fates for.
    pub(crate) managed_by_condition: bool,
}

/// All hosts and what they stand on.
#[derive(Debug, Default)]
pub(crate) struct Hosts {
    pub(crate) list: Vec<Host>,
    pub(crate) roots: Vec<RootFate>,
    births: u32,
}

/// What a host is to stand on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plot<'a> {
    pub(crate) component: ComponentId,
    /// Unique name for chance.
    pub(crate) entity: &'a str,
    /// Name for sentences.
    pub(crate) label: &'a str,
    pub(crate) zone: Option<ZoneId>,
    /// Path of the zone or region.
    pub(crate) path: &'a str,
    /// Population kinds and how many members of each.
    pub(crate) roots: &'a [(PopulationKind, u32)],
}

impl Hosts {
    /// The hosts an architecture starts with.
    pub(crate) fn found(arch: &Architecture, world: &World<'_>) -> Self {
        let mut hosts = Self::default();
        for (i, component) in arch.components.iter().enumerate() {
            hosts.found_component(arch, world, ComponentId(i as u16), &component.luck);
        }
        hosts
    }

    fn found_component(
        &mut self,
        arch: &Architecture,
        world: &World<'_>,
        component: ComponentId,
        luck: &str,
    ) {
        let mut one = |kind, zone: Option<ZoneId>, path: &str| {
            let plot = Plot {
                component,
                entity: luck,
                label: &arch.component(component).name,
                zone,
                path,
                roots: &[(kind, 1)],
            };
            self.add(world, plot);
        };
        match &arch.component(component).kind {
            ComponentKind::Instances(x) => {
                for &(zone, n) in &x.per_zone {
                    for i in 0..n {
                        self.found_instance(arch, world, (component, x.root), zone, i);
                    }
                }
            }
            ComponentKind::Volume(x) => {
                one(PopulationKind::Volumes, Some(x.zone), arch.zone(x.zone));
            }
            ComponentKind::Cache(x) => {
                one(PopulationKind::Instances, Some(x.zone), arch.zone(x.zone));
            }
            ComponentKind::LoadBalancer(x) => {
                let first = x
                    .zones
                    .first()
                    .map_or(arch.home.as_str(), |&z| arch.zone(z));
                one(PopulationKind::Balancers, None, region_of(first));
            }
            ComponentKind::Database(x) => self.found_database(arch, world, component, x),
            ComponentKind::DnsName(_)
            | ComponentKind::Cdn(_)
            | ComponentKind::Bucket(_)
            | ComponentKind::Queue(_)
            | ComponentKind::Key(_)
            | ComponentKind::External(_) => {}
        }
    }

    fn found_database(
        &mut self,
        arch: &Architecture,
        world: &World<'_>,
        component: ComponentId,
        x: &Database,
    ) {
        let c = arch.component(component);
        let joint = joint_fate(arch, world.luck, x);
        for (i, copy) in x.copies.iter().enumerate() {
            let roots = match joint {
                true if i > 0 => Vec::new(),
                _ => database_roots(copy.host, joint),
            };
            let plot = Plot {
                component,
                entity: &format!("{}/{}", c.luck, copy.name),
                label: &format!("copy '{}' of {}", copy.name, c.name),
                zone: Some(copy.zone),
                path: arch.zone(copy.zone),
                roots: &roots,
            };
            self.add(world, plot);
        }
    }

    /// One more server of a group.
    pub(crate) fn found_instance(
        &mut self,
        arch: &Architecture,
        world: &World<'_>,
        (component, root): (ComponentId, Root),
        zone: ZoneId,
        number: u32,
    ) -> HostId {
        let c = arch.component(component);
        let path = arch.zone(zone);
        let short = path.rsplit('/').next().unwrap_or(path);
        let block = [(PopulationKind::Instances, 1), (PopulationKind::Volumes, 1)];
        let roots = match root {
            Root::BlockStore => &block[..],
            Root::LocalDisk => &block[..1],
        };
        let entity = format!("{}/{path}/{number}", c.luck);
        // A group called "server" needs no second word for what its members are.
        let what = match c.name.contains("server") {
            true => "",
            false => " server",
        };
        let label = format!("{}{what} {} in {short}", c.name, number + 1);
        let (entity, label, zone) = (entity.as_str(), label.as_str(), Some(zone));
        self.add(
            world,
            Plot {
                component,
                entity,
                label,
                zone,
                path,
                roots,
            },
        )
    }

    /// Adds a running host; its members are not drawn yet.
    pub(crate) fn add(&mut self, world: &World<'_>, plot: Plot<'_>) -> HostId {
        let id = HostId(self.list.len() as u32);
        let place = world.tape.places.find(plot.path);
        let population = |kind| world.luck.population(place?, kind);
        let covered = |kind| population(kind).is_some_and(|x| x.size > 0);
        let mut host = Host {
            component: plot.component,
            entity: plot.entity.to_owned(),
            label: plot.label.to_owned(),
            zone: plot.zone,
            first: self.roots.len(),
            count: 0,
            running: true,
            gone: false,
            extra: false,
            stopped: None,
            works: Works::Up,
            cause: None,
            lost: false,
            failed: false,
            failed_by: None,
            emptied: false,
            waits_for_data: false,
            dead_since: None,
            block_by_condition: false,
            managed_by_condition: false,
        };
        for &(kind, n) in plot.roots {
            match kind {
                PopulationKind::Volumes => host.block_by_condition = !covered(kind),
                PopulationKind::DatabasesSingle | PopulationKind::DatabasesMulti => {
                    host.managed_by_condition = !covered(kind);
                }
                PopulationKind::Instances | PopulationKind::Balancers => {}
            }
            for i in 0..n {
                self.roots.push(RootFate {
                    host: id,
                    entity: format!("{}/{}{i}", plot.entity, kind.name()),
                    kind,
                    place,
                    member: None,
                    transitions: Vec::new(),
                    state: FateState::Healthy,
                    cause: None,
                });
                host.count += 1;
            }
        }
        self.list.push(host);
        id
    }

    /// Draws the members of all roots; whether one that a journey depends on was touched by what no command changed,
    /// and the chance of that in parts per million. What no journey depends on is drawn apart, so that an idle part
    /// changes nobody's luck; and so are members of populations that only a command made.
    pub(crate) fn draw(
        &mut self,
        arch: &Architecture,
        world: &World<'_>,
        seed: u64,
        how: Luck,
    ) -> (bool, u32) {
        let luck = world.luck;
        let in_use = in_use(arch);
        let placed = (0..self.roots.len()).filter(|&i| self.roots[i].place.is_some());
        let (known, new): (Vec<usize>, Vec<usize>) = placed.partition(|&i| {
            let root = &self.roots[i];
            root.place
                .and_then(|p| luck.population(p, root.kind))
                .is_some()
        });
        let (used, idle): (Vec<usize>, Vec<usize>) = known.into_iter().partition(|&i| {
            let host = &self.list[self.roots[i].host.0 as usize];
            in_use[host.component.0 as usize]
        });
        let wishes = self.wishes(&used);
        let p_touched = luck::p_touched_ppm(luck, &wishes);
        let members = match how {
            Luck::Touched => luck::draw_touched(luck, seed, &wishes).0,
            Luck::Drawn => luck::draw(luck, seed, 0, &wishes),
        };
        let apart = luck::draw(luck, seed, 0, &self.wishes(&idle));
        let made = luck::draw(world.tape, seed, 0, &self.wishes(&new));
        let touched = self.settle_members(world, &used, members);
        self.settle_members(world, &idle, apart);
        self.settle_members(world, &new, made);
        (touched, p_touched)
    }

    fn wishes(&self, roots: &[usize]) -> Vec<Wish<'_>> {
        let wish = |&i: &usize| {
            let r = &self.roots[i];
            r.place.map(|place| Wish {
                entity: &r.entity,
                place,
                kind: r.kind,
            })
        };
        roots.iter().filter_map(wish).collect()
    }

    /// Gives roots their members; whether any of them was touched by what no command changed.
    fn settle_members(
        &mut self,
        world: &World<'_>,
        roots: &[usize],
        members: Vec<Option<u32>>,
    ) -> bool {
        let mut touched = false;
        for (&i, member) in roots.iter().zip(members) {
            let root = &mut self.roots[i];
            root.member = member;
            root.transitions = fate_of(world.tape, root.place, root.kind, member);
            touched |= !fate_of(world.luck, root.place, root.kind, member).is_empty();
        }
        touched
    }

    /// Gives a host that starts at `t` members that are healthy then.
    pub(crate) fn born(&mut self, tape: &Tape, seed: u64, id: HostId, t: SimTime) {
        self.births += 1;
        for i in self.roots_of(id) {
            let root = &self.roots[i];
            let Some(population) = root.place.and_then(|p| tape.population(p, root.kind)) else {
                continue;
            };
            let mut stream = Stream::named(seed, "birth", &root.entity);
            let healthy = (0..luck::ATTEMPTS_MAX).find_map(|_| {
                let member = stream.below(u64::from(population.size.max(1))) as u32;
                let state = population
                    .history(member)
                    .map_or(FateState::Healthy, |h| h.state_at(t));
                (t >= tape.end || state == FateState::Healthy).then_some(member)
            });
            let transitions = fate_of(tape, root.place, root.kind, healthy);
            let root = &mut self.roots[i];
            root.member = healthy;
            root.transitions = transitions.into_iter().filter(|x| x.at > t).collect();
        }
    }

    /// The indexes of a host's roots.
    pub(crate) fn roots_of(&self, id: HostId) -> std::ops::Range<usize> {
        let h = &self.list[id.0 as usize];
        h.first..h.first + h.count
    }

    /// Lets a root's fate take its next turn; the host, and whether it now works otherwise.
    pub(crate) fn turn(&mut self, root: usize, transition: usize) -> (HostId, bool) {
        let r = &mut self.roots[root];
        let x = r.transitions[transition];
        r.state = x.state;
        r.cause = x.cause;
        let id = r.host;
        (id, self.judge(id, x.cause))
    }

    /// Works out how a host does; whether that changed.
    pub(crate) fn judge(&mut self, id: HostId, news: Option<FactId>) -> bool {
        let mut works = Works::Up;
        let mut cause = news;
        let mut lost = false;
        for i in self.roots_of(id) {
            let r = &self.roots[i];
            lost |= r.state == FateState::Lost;
            let w = works_in(r.state);
            if w > works {
                works = w;
                cause = r.cause;
            }
        }
        let h = &mut self.list[id.0 as usize];
        if h.failed && works < Works::Down {
            works = Works::Down;
            cause = h.failed_by;
        }
        if h.stopped.is_some() {
            works = Works::Down;
            cause = h.stopped;
        }
        h.lost = lost || h.emptied;
        if works == Works::Up {
            h.dead_since = None;
        }
        h.cause = cause;
        let changed = h.works != works;
        h.works = works;
        changed
    }

    /// A sentence about a host's roots, e.g. `volume 2 of 4 is hung`.
    pub(crate) fn plight(&self, id: HostId) -> String {
        for i in self.roots_of(id) {
            let r = &self.roots[i];
            if works_in(r.state) != Works::Up {
                let what = match r.kind {
                    PopulationKind::Volumes => "a volume under it",
                    PopulationKind::Instances => "its machine",
                    PopulationKind::Balancers | PopulationKind::DatabasesSingle => "it",
                    PopulationKind::DatabasesMulti => "it, with its standby,",
                };
                let state = match r.state {
                    FateState::Healthy => "works",
                    FateState::Hung | FateState::Abandoned => "is stuck",
                    FateState::Waiting => "waits for the control plane",
                    FateState::Down => "is down",
                    FateState::FailingOver => "is failing over",
                    FateState::Lost => "is lost for good",
                };
                return format!("{what} {state}");
            }
        }
        "works again".to_owned()
    }

    pub(crate) fn get(&self, id: HostId) -> &Host {
        &self.list[id.0 as usize]
    }

    pub(crate) fn get_mut(&mut self, id: HostId) -> &mut Host {
        &mut self.list[id.0 as usize]
    }

    /// The hosts of a component that run.
    pub(crate) fn of(&self, component: ComponentId) -> impl Iterator<Item = (HostId, &Host)> {
        self.list
            .iter()
            .enumerate()
            .filter(move |(_, h)| h.component == component && h.running && !h.gone)
            .map(|(i, h)| (HostId(i as u32), h))
    }

    /// Place and kind of every root, for what the tape does not cover.
    pub(crate) fn asked(&self) -> impl Iterator<Item = (Option<PlaceId>, PopulationKind)> + '_ {
        self.roots.iter().map(|r| (r.place, r.kind))
    }
}

/// Whether a managed database and its standby share one fate that the tape knows.
pub(crate) fn joint_fate(arch: &Architecture, tape: &Tape, x: &Database) -> bool {
    let managed = x.copies.iter().all(|c| c.host == DatabaseHost::Managed);
    let standby = matches!(x.mode, DatabaseMode::Standby { .. });
    let place = x
        .copies
        .first()
        .and_then(|c| tape.places.find(arch.zone(c.zone)));
    managed
        && standby
        && place.is_some_and(|p| tape.population(p, PopulationKind::DatabasesMulti).is_some())
}

/// What a database copy stands on.
pub(crate) fn database_roots(host: DatabaseHost, joint: bool) -> Vec<(PopulationKind, u32)> {
    match host {
        DatabaseHost::Volumes(k) => {
            vec![(PopulationKind::Instances, 1), (PopulationKind::Volumes, k)]
        }
        DatabaseHost::LocalDisk => vec![(PopulationKind::Instances, 1)],
        DatabaseHost::Managed if joint => vec![(PopulationKind::DatabasesMulti, 1)],
        DatabaseHost::Managed => vec![(PopulationKind::DatabasesSingle, 1)],
    }
}

/// The first two segments of a path.
pub(crate) fn region_of(path: &str) -> &str {
    let mut slashes = path.match_indices('/').map(|(i, _)| i);
    slashes.nth(1).map_or(path, |i| &path[..i])
}

fn works_in(state: FateState) -> Works {
    match state {
        FateState::Healthy => Works::Up,
        FateState::Hung | FateState::Waiting | FateState::Abandoned => Works::Hung,
        FateState::Down | FateState::FailingOver | FateState::Lost => Works::Down,
    }
}

/// A member's history as a tenant lives it: all is well after the tape's end, except what is lost.
fn fate_of(
    tape: &Tape,
    place: Option<PlaceId>,
    kind: PopulationKind,
    member: Option<u32>,
) -> Vec<Transition> {
    let history = place
        .and_then(|p| tape.population(p, kind))
        .zip(member)
        .and_then(|(p, m)| p.history(m));
    let Some(history) = history else {
        return Vec::new();
    };
    let mut list: Vec<Transition> = history
        .transitions
        .iter()
        .copied()
        .filter(|x| x.at < tape.end || x.state == FateState::Lost)
        .collect();
    if let Some(last) = list.last().copied()
        && !matches!(last.state, FateState::Healthy | FateState::Lost)
    {
        list.push(Transition {
            at: tape.end,
            state: FateState::Healthy,
            cause: last.cause,
        });
    }
    list
}
