//! Joins ordinary life to a run: which units stand for which hosts, and what a run feels of them.
//!
//! A server, a copy of a database, a volume, a balancer and a cache is a host that works as badly as the worst of its
//! own state and its fate on the tape. Other kinds have no host: calls to them fail fast while they are down. A copy on
//! volumes keeps its data while its host is down; one on a local disk loses it and comes back only by following a
//! primary that works. A volume that is never repaired has lost its data when it fails, one that is repaired has not.
//! A server launched during the run is a new unit; a restore of a volume begins a new set of them.

use super::facts::Who;
use super::hosts::{HostId, Works};
use super::options::{End, Keep};
use super::reach::{hits, may_hit};
use super::run::Run;
use crate::architecture::{
    Component, ComponentId, ComponentKind, Database, DatabaseHost, DatabaseMode, Instances,
    Rebuild, Shock,
};
use crate::components::Memory;
use crate::ordinary::{Change, GroupId, GroupPlan, Hits, Luck, Ordinary, Rule, UnitId, What};
use crate::outcome::PartLife;
use kernel::{SimTime, Stream};
use tape::FactId;

/// Purpose of the streams from which units draw their lives.
const FAILURES: &str = "failures";
/// Purpose of those from which they draw their repairs.
const REPAIRS: &str = "repairs";
/// Purpose of the streams that say whom a shock hits.
const HITS: &str = "shock hits";

/// What a unit stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// For a host.
    Host(HostId),
    /// For the whole component, which has no host.
    Component,
    /// For one of many under a volume; the number is its own.
    Part(u32),
}

/// Ordinary life as a run sees it.
#[derive(Debug)]
pub(crate) struct Life {
    pub(crate) state: Ordinary,
    /// By group.
    components: Vec<ComponentId>,
    /// By unit.
    stands: Vec<Stands>,
    /// By unit, the latest fact about it.
    facts: Vec<Option<FactId>>,
    changes: Vec<Change>,
    /// The cause that several units share, as told last.
    shared: Option<FactId>,
}

impl Life {
    /// `None` if nothing fails by itself here.
    pub(crate) fn of(run: &Run<'_>) -> Option<Box<Self>> {
        let arch = run.arch;
        let fails = arch.components.iter().any(|c| c.fails.is_some()) || !arch.shocks.is_empty();
        if !run.options.ordinary || !fails {
            return None;
        }
        let tell_all = run.options.keep == Keep::All;
        let mut life = Box::new(Self {
            state: Ordinary::new(run.options.seed, &arch.crews, tell_all),
            components: Vec::new(),
            stands: Vec::new(),
            facts: Vec::new(),
            changes: Vec::new(),
            shared: None,
        });
        for (i, c) in arch.components.iter().enumerate() {
            let id = ComponentId(i as u16);
            if c.fails.is_some() || arch.shocks.iter().any(|s| may_hit(arch, s, id)) {
                life.add_component(run, id, c);
            }
        }
        for shock in &arch.shocks {
            let reach = life.reach_of(run, shock);
            life.state.add_shock(shock, reach);
        }
        if let Some(bias) = run.options.bias {
            life.state.hasten(bias.factor);
        }
        if matches!(run.options.end, End::Cycle(_)) {
            life.state.tell_of_cycles();
        }
        life.state.begin();
        Some(life)
    }

    fn add_component(&mut self, run: &Run<'_>, id: ComponentId, c: &Component) {
        let data = match &c.kind {
            ComponentKind::Volume(x) => x.redundancy,
            ComponentKind::Instances(_)
            | ComponentKind::LoadBalancer(_)
            | ComponentKind::DnsName(_)
            | ComponentKind::Cdn(_)
            | ComponentKind::Database(_)
            | ComponentKind::Bucket(_)
            | ComponentKind::Queue(_)
            | ComponentKind::Cache(_)
            | ComponentKind::Key(_)
            | ComponentKind::External(_) => None,
        };
        let group = self.state.add_group(&GroupPlan {
            component: id,
            entity: &c.luck,
            fails: c.fails,
            rule: rule_of(run, id, c),
            serial: data.is_some_and(|d| d.rebuild == Rebuild::Serial),
        });
        self.components.push(id);
        let seed = run.options.seed;
        if let Some(data) = data {
            let luck = luck_of(seed, &c.luck);
            for i in 0..data.units {
                self.add(group, member(&luck, i), Stands::Part(i));
            }
            return;
        }
        if let ComponentKind::Instances(x) = &c.kind {
            self.add_servers(run, (id, group), &c.luck, x);
            return;
        }
        let mut any = false;
        for (host, h) in run.hosts.of(id) {
            self.add(group, luck_of(seed, &h.entity), Stands::Host(host));
            any = true;
        }
        if !any {
            self.add(group, luck_of(seed, &c.luck), Stands::Component);
        }
    }

    /// One stream per zone, so that a server more in one zone changes nobody's luck in another.
    fn add_servers(
        &mut self,
        run: &Run<'_>,
        (id, group): (ComponentId, GroupId),
        luck: &str,
        x: &Instances,
    ) {
        let mut hosts = run.hosts.of(id);
        for &(zone, n) in &x.per_zone {
            let name = format!("{luck}/{}", run.arch.zone(zone));
            let luck = luck_of(run.options.seed, &name);
            for (i, (host, _)) in (0..n).zip(&mut hosts) {
                self.add(group, member(&luck, i), Stands::Host(host));
            }
        }
    }

    fn add(&mut self, group: GroupId, luck: Luck, stands: Stands) {
        self.state.add_unit(group, luck);
        self.stands.push(stands);
        self.facts.push(None);
    }

    fn group_of(&self, id: ComponentId) -> Option<GroupId> {
        let i = self.components.iter().position(|&c| c == id)?;
        Some(GroupId(i as u16))
    }

    /// Everybody whom a shock may hit, in order of units.
    fn reach_of(&self, run: &Run<'_>, shock: &Shock) -> Hits {
        let mut reach = Vec::new();
        for (g, &id) in self.components.iter().enumerate() {
            let c = run.arch.component(id);
            let name = format!("{}/{}", shock.name, c.luck);
            let draws = Stream::named(run.options.seed, HITS, &name);
            for unit in self.state.units_of(GroupId(g as u16)) {
                let zone = match self.stands[unit.0 as usize] {
                    Stands::Host(host) => run.hosts.get(host).zone,
                    Stands::Component | Stands::Part(_) => None,
                };
                if !hits(run.arch, shock, id, zone) {
                    continue;
                }
                let own = match self.stands[unit.0 as usize] {
                    Stands::Host(host) => hits_on(run, shock, host),
                    Stands::Part(i) => draws.member(u64::from(i)),
                    Stands::Component => draws.clone(),
                };
                reach.push((unit, own));
            }
        }
        reach
    }
}

/// The luck of a unit, or of several that are members of it.
fn luck_of(seed: u64, entity: &str) -> Luck {
    Luck {
        lives: Stream::named(seed, FAILURES, entity),
        repairs: Stream::named(seed, REPAIRS, entity),
    }
}

/// The luck of one of several units.
fn member(luck: &Luck, i: u32) -> Luck {
    Luck {
        lives: luck.lives.member(u64::from(i)),
        repairs: luck.repairs.member(u64::from(i)),
    }
}

/// A host's own stream of a shock's hits.
fn hits_on(run: &Run<'_>, shock: &Shock, host: HostId) -> Stream {
    let name = format!("{}/{}", shock.name, run.hosts.get(host).entity);
    Stream::named(run.options.seed, HITS, &name)
}

/// What can be felt of a component's units.
fn rule_of(run: &Run<'_>, id: ComponentId, c: &Component) -> Rule {
    match &c.kind {
        ComponentKind::Volume(x) => match (x.redundancy, c.fails) {
            (Some(data), _) => Rule::Data {
                tolerates: data.tolerates,
            },
            (None, Some(fails)) if fails.repair.is_none() => Rule::Data { tolerates: 0 },
            (None, _) => Rule::Each,
        },
        ComponentKind::Instances(x) => match x.at_least {
            Some(least) if fungible(run, id, x) => Rule::AtLeast(least),
            Some(_) | None => Rule::Each,
        },
        ComponentKind::Database(_)
        | ComponentKind::LoadBalancer(_)
        | ComponentKind::DnsName(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Bucket(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Cache(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => Rule::Each,
    }
}

/// Whether nobody can tell which servers of a group are up as long as enough are: one zone, no limit of what a server
/// can do, no check of single servers, nobody who replaces them, and nothing on the tape that happens to them.
fn fungible(run: &Run<'_>, id: ComponentId, x: &Instances) -> bool {
    let watched = run.arch.components.iter().any(
        |c| matches!(&c.kind, ComponentKind::LoadBalancer(b) if b.targets == id && b.check.is_some()),
    );
    let fated = |(host, _)| {
        let mut roots = run.hosts.roots_of(host);
        roots.any(|r| !run.hosts.roots[r].transitions.is_empty())
    };
    x.per_zone.len() == 1
        && x.capacity_micro_per_s.is_none()
        && !x.auto_replace
        && !watched
        && run.options.keep == Keep::Scores
        && !run.hosts.of(id).any(fated)
}

impl Run<'_> {
    /// Puts everything that ordinary life has changed into force; the facts about it.
    pub(crate) fn take_part_changes(&mut self) {
        let Some(mut life) = self.life.take() else {
            return;
        };
        let mut changes = std::mem::take(&mut life.changes);
        life.state.take_changes(&mut changes);
        let was = self.facts.about(Who::All);
        for &change in &changes {
            let about = change.group.map(|g| life.components[usize::from(g.0)]);
            self.facts.about(about.map_or(Who::All, Who::Component));
            self.part_changes(&mut life, change);
        }
        self.facts.about(was);
        changes.clear();
        life.changes = changes;
        if life.state.take_quiet() {
            self.see_quiet_parts(&life);
        }
        self.life = Some(life);
    }

    /// Servers whose comings and goings nobody is told of are looked at before anything else happens.
    fn see_quiet_parts(&mut self, life: &Life) {
        for (unit, stands) in life.stands.iter().enumerate() {
            let failed = !life.state.is_up(UnitId(unit as u32));
            if let Stands::Host(host) = *stands
                && self.hosts.get(host).failed != failed
                && !self.hosts.get(host).waits_for_data
            {
                self.set_failed(host, failed, None);
                self.dirty = true;
            }
        }
    }

    fn part_changes(&mut self, life: &mut Life, change: Change) {
        match (change.what, change.group, change.unit) {
            (What::Shock(shock), _, _) => {
                let name = &self.arch.shocks[usize::from(shock)].name;
                let text = format!("{name} strikes");
                life.shared = Some(self.facts.push(change.at, "tenant.shock", text, None));
            }
            (What::CommonCause, Some(group), _) => {
                let id = life.components[usize::from(group.0)];
                let text = format!(
                    "one cause takes down all of {}",
                    self.arch.component(id).name
                );
                let fact = self.facts.push(change.at, "tenant.part", text, None);
                life.shared = Some(fact);
            }
            (What::Lost, Some(group), _) => self.data_is_lost(life, group),
            (What::Withheld(withheld), Some(group), _) => {
                self.data_is_withheld(life, group, withheld)
            }
            (_, Some(group), Some(unit)) => self.unit_changes(life, group, unit, change),
            (_, _, _) => debug_assert!(false, "a change of nothing"),
        }
    }

    fn unit_changes(&mut self, life: &mut Life, group: GroupId, unit: UnitId, change: Change) {
        let id = life.components[usize::from(group.0)];
        let stands = life.stands[unit.0 as usize];
        if let Stands::Host(host) = stands
            && self.hosts.get(host).gone
        {
            life.state.retire(unit, self.now);
            return;
        }
        let fact = self.tell_of_unit(life, (id, stands), unit, change);
        life.facts[unit.0 as usize] = fact;
        let failed = change.what != What::Back;
        match stands {
            Stands::Part(_) => return,
            Stands::Host(host) => self.host_changes(id, host, failed, fact),
            Stands::Component => self.status[id.0 as usize].failed = failed,
        }
        self.news = fact;
        self.touch(id, fact);
        self.dirty = true;
    }

    /// The fact about a unit's change, if facts are told.
    fn tell_of_unit(
        &mut self,
        life: &Life,
        (id, stands): (ComponentId, Stands),
        unit: UnitId,
        change: Change,
    ) -> Option<FactId> {
        if self.options.keep == Keep::Scores {
            return None;
        }
        let name = match stands {
            Stands::Host(host) => self.hosts.get(host).label.clone(),
            Stands::Component => self.arch.component(id).name.clone(),
            Stands::Part(i) => format!("unit {} of {}", i + 1, self.arch.component(id).name),
        };
        let (text, cause) = match change.what {
            What::Failed => (format!("{name} failed by itself"), None),
            What::FailedTogether => (format!("{name} failed by the same cause"), life.shared),
            What::Hit(shock) => {
                let shock = &self.arch.shocks[usize::from(shock)].name;
                (format!("{name} is hit by {shock}"), life.shared)
            }
            What::Back | What::CommonCause | What::Shock(_) | What::Lost | What::Withheld(_) => {
                (format!("{name} is repaired"), life.facts[unit.0 as usize])
            }
        };
        Some(self.facts.push(change.at, "tenant.part", text, cause))
    }

    fn host_changes(&mut self, id: ComponentId, host: HostId, failed: bool, fact: Option<FactId>) {
        let on_local_disk = self.copy_on_local_disk(id, host).is_some();
        let h = self.hosts.get_mut(host);
        if failed {
            h.emptied |= on_local_disk;
        } else if h.emptied && !self.can_be_filled(id, host) {
            // Its machine works, but there is nothing on it and nobody to follow.
            self.hosts.get_mut(host).waits_for_data = true;
            return;
        } else {
            self.hosts.get_mut(host).emptied = false;
        }
        self.set_failed(host, failed, fact);
    }

    fn set_failed(&mut self, host: HostId, failed: bool, fact: Option<FactId>) {
        let h = self.hosts.get_mut(host);
        h.failed = failed;
        h.failed_by = fact.filter(|_| failed);
        h.waits_for_data = false;
        self.hosts.judge(host, fact);
    }

    /// Which copy of a database this host holds on disks of its own.
    fn copy_on_local_disk(&self, id: ComponentId, host: HostId) -> Option<usize> {
        let ComponentKind::Database(x) = &self.arch.component(id).kind else {
            return None;
        };
        let copies = self.memory(id).copies()?;
        let i = copies.list.iter().position(|c| c.host == host)?;
        let kind = x.copies.get(i).or(x.copies.first())?.host;
        (kind == DatabaseHost::LocalDisk).then_some(i)
    }

    /// Whether a copy that lost its data has a primary to follow.
    fn can_be_filled(&self, id: ComponentId, host: HostId) -> bool {
        let ComponentKind::Database(x) = &self.arch.component(id).kind else {
            return true;
        };
        let (Some(copies), Some(i)) = (self.memory(id).copies(), self.copy_on_local_disk(id, host))
        else {
            return true;
        };
        let ring = matches!(x.mode, DatabaseMode::Ring { .. });
        let source = copies.list[copies.primary].host;
        !ring && i != copies.primary && self.hosts.get(source).works == Works::Up
    }

    /// Lets copies that wait for data follow a primary that has come to work.
    pub(crate) fn fill_copies(&mut self, id: ComponentId, x: &Database) {
        if self.life.is_none() || x.copies.len() < 2 {
            return;
        }
        let waiting: Vec<HostId> = self
            .hosts
            .of(id)
            .filter(|(_, h)| h.waits_for_data)
            .map(|(host, _)| host)
            .collect();
        for host in waiting {
            if self.can_be_filled(id, host) {
                self.hosts.get_mut(host).emptied = false;
                self.set_failed(host, false, self.news);
            }
        }
    }

    fn volume_host(&self, id: ComponentId) -> Option<HostId> {
        if let Memory::Volume(mount) = self.memory(id) {
            Some(mount.host)
        } else {
            None
        }
    }

    fn data_is_lost(&mut self, life: &mut Life, group: GroupId) {
        let id = life.components[usize::from(group.0)];
        let fact = self.tell_of_data(life, group, |name| format!("the data of {name} is lost"));
        if let Some(host) = self.volume_host(id) {
            self.hosts.get_mut(host).emptied = true;
            self.set_failed(host, true, fact);
        }
        self.news = fact;
        self.touch(id, fact);
        self.dirty = true;
    }

    fn data_is_withheld(&mut self, life: &mut Life, group: GroupId, withheld: bool) {
        let id = life.components[usize::from(group.0)];
        let fact = self.tell_of_data(life, group, |name| match withheld {
            true => format!("too many units of {name} are out for its data to be read"),
            false => format!("the data of {name} can be read again"),
        });
        if let Some(host) = self.volume_host(id) {
            self.set_failed(host, withheld, fact);
        }
        self.news = fact;
        self.touch(id, fact);
        self.dirty = true;
    }

    /// A fact about a volume's data: caused by the unit that changed last, given the others that are out.
    fn tell_of_data(
        &mut self,
        life: &Life,
        group: GroupId,
        text: impl FnOnce(&str) -> String,
    ) -> Option<FactId> {
        if self.options.keep == Keep::Scores {
            return None;
        }
        let id = life.components[usize::from(group.0)];
        let text = text(&self.arch.component(id).name);
        let units = life.state.units_of(group);
        let mut out: Vec<FactId> = units
            .filter(|&u| !life.state.is_up(u))
            .filter_map(|u| life.facts[u.0 as usize])
            .collect();
        out.sort_unstable();
        let cause = out.pop();
        let fact = self.fact("tenant.part", text, cause);
        for given in out.into_iter().rev() {
            self.facts.given(fact, given);
        }
        Some(fact)
    }

    /// A host that starts during the run is a new unit; a volume's begins a new set of them.
    pub(crate) fn part_starts(&mut self, host: HostId) {
        let Some(mut life) = self.life.take() else {
            return;
        };
        let id = self.hosts.get(host).component;
        if let Some(group) = life.group_of(id) {
            match &self.arch.component(id).kind {
                ComponentKind::Volume(_) => {
                    life.state.renew(group, self.now);
                    let units: Vec<UnitId> = life.state.units_of(group).collect();
                    for unit in units {
                        let stands = &mut life.stands[unit.0 as usize];
                        if matches!(stands, Stands::Host(_)) {
                            *stands = Stands::Host(host);
                        }
                    }
                }
                ComponentKind::Instances(_)
                | ComponentKind::LoadBalancer(_)
                | ComponentKind::DnsName(_)
                | ComponentKind::Cdn(_)
                | ComponentKind::Database(_)
                | ComponentKind::Bucket(_)
                | ComponentKind::Queue(_)
                | ComponentKind::Cache(_)
                | ComponentKind::Key(_)
                | ComponentKind::External(_) => self.join(&mut life, id, group, host),
            }
        }
        self.life = Some(life);
    }

    /// Nobody uses a server any more, nor repairs it.
    pub(crate) fn give_back(&mut self, host: HostId) {
        self.hosts.get_mut(host).gone = true;
        if let Some(life) = &mut self.life
            && let Some(unit) = life.stands.iter().position(|&s| s == Stands::Host(host))
        {
            life.state.retire(UnitId(unit as u32), self.now);
        }
    }

    fn join(&mut self, life: &mut Life, id: ComponentId, group: GroupId, host: HostId) {
        let h = self.hosts.get(host);
        let luck = luck_of(self.options.seed, &h.entity);
        let unit = life.state.join(group, luck, self.now);
        life.stands.push(Stands::Host(host));
        life.facts.push(None);
        for (i, shock) in self.arch.shocks.iter().enumerate() {
            if hits(self.arch, shock, id, h.zone) {
                let draws = hits_on(self, shock, host);
                life.state.expose(i, unit, draws);
            }
        }
    }

    /// Logarithm of the run's weight, in units of 1e-9.
    pub(crate) fn weight_ln_e9(&self, end: SimTime) -> i64 {
        let ln = |l: &Life| (l.state.weight_ln(end) * 1e9) as i64;
        self.life.as_deref().map_or(0, ln)
    }

    /// What ordinary life did to every component that fails by itself or may be hit.
    pub(crate) fn part_lives(&self, end: SimTime) -> Vec<PartLife> {
        self.life
            .as_ref()
            .map_or_else(Vec::new, |l| l.state.lives(end))
    }
}
