//! Questions to an architecture's structure that several features ask.
//!
//! Only what serves some journey counts, also what it would be led to by a plan: a part that nobody needs is no
//! difference.

use std::collections::BTreeSet;
use tenant::architecture::{
    Architecture, Backup, BackupPlace, Component, ComponentId, ComponentKind, Database,
    DatabaseHost, DatabaseMode, Instances, Key, LoadBalancer, Plan, StepKind, Trigger,
};

/// How far apart the furthest two of some places are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Spread {
    /// There is no place.
    Nowhere,
    /// All are in one zone.
    Zone,
    /// Zones of one region.
    Zones,
    /// Regions of one provider.
    Regions,
    /// Several providers.
    Providers,
}

impl Spread {
    /// Of paths of zones.
    pub fn of<'a>(zones: impl IntoIterator<Item = &'a str>) -> Self {
        let zones: BTreeSet<&str> = zones.into_iter().collect();
        let regions: BTreeSet<&str> = zones.iter().map(|z| region(z)).collect();
        let providers: BTreeSet<&str> = zones.iter().map(|z| provider(z)).collect();
        match (providers.len(), regions.len(), zones.len()) {
            (_, _, 0) => Self::Nowhere,
            (1, 1, 1) => Self::Zone,
            (1, 1, _) => Self::Zones,
            (1, _, _) => Self::Regions,
            (_, _, _) => Self::Providers,
        }
    }
}

/// The path of a zone without the zone.
pub(super) fn region(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(region, _)| region)
}

/// The first word of a path.
pub(super) fn provider(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

/// Who does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Doer {
    /// It is not done.
    Nobody,
    /// Somebody who has to learn of it and decide.
    Person,
    /// Automation, or the part itself.
    Itself,
}

/// A store of the architecture, as far as structure goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Data<'a> {
    pub mode: Option<&'a DatabaseMode>,
    pub copies: usize,
    pub spread: Spread,
    pub takes_over: Doer,
    /// On volumes of the block store, on local disks, managed.
    pub hosts: [bool; 3],
}

/// An architecture and what serves in it.
pub(super) struct Facts<'a> {
    pub arch: &'a Architecture,
    serving: Vec<ComponentId>,
}

impl<'a> Facts<'a> {
    pub fn of(arch: &'a Architecture) -> Self {
        let mut serving: Vec<ComponentId> = Vec::new();
        let paths = arch.journeys.iter().flat_map(|j| &j.path);
        let mut open: Vec<ComponentId> = paths.copied().collect();
        while let Some(id) = open.pop() {
            if !serving.contains(&id) {
                serving.push(id);
                open.extend(leads_to(arch, id));
            }
        }
        serving.sort();
        Self { arch, serving }
    }

    /// The components that serve, in the order of the file.
    pub fn serving(&self) -> impl Iterator<Item = (ComponentId, &'a Component)> + '_ {
        self.serving.iter().map(|&id| (id, self.arch.component(id)))
    }

    pub fn servers(&self) -> impl Iterator<Item = (&'a Component, &'a Instances)> + '_ {
        self.serving().filter_map(|(_, c)| {
            if let ComponentKind::Instances(i) = &c.kind {
                Some((c, i))
            } else {
                None
            }
        })
    }

    pub fn balancers(&self) -> impl Iterator<Item = &'a LoadBalancer> + '_ {
        self.serving().filter_map(|(_, c)| {
            if let ComponentKind::LoadBalancer(lb) = &c.kind {
                Some(lb)
            } else {
                None
            }
        })
    }

    /// Zones of servers that stand (`true`), or that servers can be launched in when needed.
    pub fn zones_of_servers(&self, standing: bool) -> Vec<&'a str> {
        let groups = self.servers().flat_map(|(_, i)| &i.per_zone);
        let picked = groups.filter(|(_, count)| (*count > 0) == standing);
        picked.map(|(zone, _)| self.arch.zone(*zone)).collect()
    }

    /// Servers of the home region; all if there are none.
    pub fn servers_at_home(&self) -> Vec<(&'a Component, &'a Instances)> {
        let at_home = |i: &Instances| {
            let mut zones = i.per_zone.iter();
            zones.any(|(z, _)| region(self.arch.zone(*z)) == self.arch.home)
        };
        let home: Vec<_> = self.servers().filter(|(_, i)| at_home(i)).collect();
        if home.is_empty() {
            self.servers().collect()
        } else {
            home
        }
    }

    /// The store that is protected least: the last to come back, then the least spread.
    pub fn weakest_store(&self) -> Option<Data<'a>> {
        let stores = self.serving().filter_map(|(id, c)| match &c.kind {
            ComponentKind::Database(db) => Some(self.data(id, db)),
            ComponentKind::Volume(_) => Some(Data {
                mode: None,
                copies: 1,
                spread: Spread::Zone,
                takes_over: Doer::Nobody,
                hosts: [true, false, false],
            }),
            ComponentKind::Instances(_)
            | ComponentKind::LoadBalancer(_)
            | ComponentKind::DnsName(_)
            | ComponentKind::Cdn(_)
            | ComponentKind::Bucket(_)
            | ComponentKind::Queue(_)
            | ComponentKind::Cache(_)
            | ComponentKind::Key(_)
            | ComponentKind::External(_) => None,
        });
        stores.min_by_key(|d| (d.takes_over, d.spread, d.copies))
    }

    fn data(&self, id: ComponentId, db: &'a Database) -> Data<'a> {
        let on = |host: fn(&DatabaseHost) -> bool| db.copies.iter().any(|c| host(&c.host));
        let by_plan = |p: &Plan| {
            let promotes =
                |s: &StepKind| matches!(s, StepKind::Promote { database, .. } if *database == id);
            p.steps.iter().any(|s| promotes(&s.kind))
        };
        let itself = match &db.mode {
            DatabaseMode::Alone => false,
            DatabaseMode::Standby { .. } | DatabaseMode::Quorum(_) => true,
            DatabaseMode::Replicas { promote_after, .. } => promote_after.is_some(),
            DatabaseMode::Ring { move_on, .. } => *move_on,
        };
        Data {
            mode: Some(&db.mode),
            copies: db.copies.len(),
            spread: Spread::of(db.copies.iter().map(|c| self.arch.zone(c.zone))),
            takes_over: if itself {
                Doer::Itself
            } else {
                self.done_by(by_plan)
            },
            hosts: [
                on(|h| matches!(h, DatabaseHost::Volumes(_))),
                on(|h| matches!(h, DatabaseHost::LocalDisk)),
                on(|h| matches!(h, DatabaseHost::Managed)),
            ],
        }
    }

    /// Who starts the plans for which that holds; automation before people.
    pub fn done_by(&self, holds: impl Fn(&Plan) -> bool) -> Doer {
        let starter = |p: &Plan| match p.trigger {
            Trigger::Automatic { .. } => Doer::Itself,
            Trigger::Person { .. } => Doer::Person,
        };
        let plans = self.arch.plans.iter().filter(|p| holds(p));
        plans.map(starter).max().unwrap_or(Doer::Nobody)
    }

    /// The backup that helps most: an archive before snapshots, far away before near.
    pub fn best_backup(&self) -> Option<&'a Backup> {
        let serving = |b: &&Backup| self.serving.contains(&b.of);
        let backups = self.arch.backups.iter().filter(serving);
        backups.max_by_key(|b| (super::features::kind_rank(b), self.distance(&b.place)))
    }

    /// How far from home a backup lies: 0 its region, 1 another region, 2 another provider or none.
    pub fn distance(&self, place: &BackupPlace) -> u32 {
        let at = match place {
            BackupPlace::ObjectStore(region) => region.as_str(),
            BackupPlace::Component(id) => match self.region_of(*id) {
                Some(region) => region,
                None => return 0,
            },
            BackupPlace::Elsewhere => return 2,
        };
        match (
            at == self.arch.home,
            provider(at) == provider(&self.arch.home),
        ) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => 2,
        }
    }

    /// The region of a part that can hold a backup.
    fn region_of(&self, id: ComponentId) -> Option<&'a str> {
        let zone = match &self.arch.component(id).kind {
            ComponentKind::Instances(i) => i.per_zone.first().map(|(zone, _)| *zone),
            ComponentKind::Volume(v) => Some(v.zone),
            ComponentKind::Database(db) => db.copies.first().map(|c| c.zone),
            ComponentKind::Bucket(b) => return Some(&b.region),
            ComponentKind::LoadBalancer(_)
            | ComponentKind::DnsName(_)
            | ComponentKind::Cdn(_)
            | ComponentKind::Queue(_)
            | ComponentKind::Cache(_)
            | ComponentKind::Key(_)
            | ComponentKind::External(_) => None,
        };
        zone.map(|z| region(self.arch.zone(z)))
    }

    /// Whether a key is needed that can be read only while, or after, what it opens is there.
    pub fn locked_in(&self) -> bool {
        let backups = self.arch.backups.iter().enumerate();
        let mut keyed = backups.filter_map(|(i, b)| Some((i, b, b.key?)));
        keyed.any(|(i, backup, id)| {
            if let ComponentKind::Key(key) = &self.arch.component(id).kind {
                !can_be_had(key, i, backup)
            } else {
                false
            }
        })
    }
}

/// Whether a key is to be had when all there is of a store is its backup.
fn can_be_had(key: &Key, index: usize, backup: &Backup) -> bool {
    key.region.is_some()
        || key.with.is_some()
        || key.on.is_some_and(|on| on != backup.of)
        || key.in_backup.is_some_and(|b| b != index)
}

/// What a component needs and where it leads, by itself or by a plan.
fn leads_to(arch: &Architecture, id: ComponentId) -> Vec<ComponentId> {
    let component = arch.component(id);
    let mut out = component.needs.clone();
    out.extend(component.calls());
    if let ComponentKind::DnsName(_) = component.kind {
        out.extend(pointed_to(arch, id));
    }
    out
}

/// Where plans point a name.
fn pointed_to(arch: &Architecture, of: ComponentId) -> impl Iterator<Item = ComponentId> {
    let steps = arch.plans.iter().flat_map(|p| &p.steps);
    steps.filter_map(move |s| {
        if let StepKind::PointName { name, to } = s.kind {
            (name == of).then_some(to)
        } else {
            None
        }
    })
}
