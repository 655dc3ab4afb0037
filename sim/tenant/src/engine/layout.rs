//! What can be said about an architecture before anything happens: who leads to whom, which store a journey writes,
//! which components stand where.

use super::hosts::region_of;
use super::weather::{WatchId, Weather};
use crate::architecture::{
    Architecture, BackupPlace, ComponentId, ComponentKind, StepKind, ZoneId,
};
use tape::Service;

/// Most components one architecture may have; those beyond are not told apart on a request's way.
pub const COMPONENTS_MAX: usize = 256;

/// Index of a place a request can be at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Spot(pub(crate) u16);

/// A place a request can be at: a zone, a region or a provider.
#[derive(Debug)]
pub(crate) struct SpotInfo {
    pub(crate) path: String,
    pub(crate) region: String,
    /// The network between here and the world.
    pub(crate) network: WatchId,
    /// The network between here and the rest of its region.
    pub(crate) network_own: WatchId,
    pub(crate) compute: WatchId,
    pub(crate) block_store: WatchId,
    pub(crate) managed_database: WatchId,
}

/// A set of components.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Seen([u64; COMPONENTS_MAX / 64]);

impl Seen {
    pub(crate) fn has(&self, c: ComponentId) -> bool {
        let i = c.0 as usize % COMPONENTS_MAX;
        self.0[i / 64] >> (i % 64) & 1 == 1
    }

    pub(crate) fn add(&mut self, c: ComponentId) {
        let i = c.0 as usize % COMPONENTS_MAX;
        self.0[i / 64] |= 1 << (i % 64);
    }
}

/// The fixed picture.
#[derive(Debug)]
pub(crate) struct Layout {
    /// One per zone of the architecture, then the regions and providers used.
    pub(crate) spots: Vec<SpotInfo>,
    /// Components so that what one leads to or needs comes before it.
    pub(crate) order: Vec<ComponentId>,
    /// Per component: what a request that enters it reaches by itself, now or after a change of names.
    reach: Vec<Seen>,
    /// Per component: what follows it on some journey's path.
    pub(crate) downstream: Vec<Vec<ComponentId>>,
    /// Per journey: the path without what is reached anyway.
    pub(crate) paths: Vec<Vec<ComponentId>>,
    /// Per journey: the store its requests write to or read from last.
    pub(crate) store: Vec<Option<ComponentId>>,
}

impl Layout {
    pub(crate) fn of(arch: &Architecture, weather: &mut Weather<'_>) -> Self {
        let mut spots: Vec<SpotInfo> = Vec::new();
        for path in used_places(arch) {
            spots.push(SpotInfo {
                region: region_of(&path).to_owned(),
                network: weather.watch(&path, Service::Network),
                network_own: weather.watch_own(&path, Service::Network),
                compute: weather.watch(&path, Service::Compute),
                block_store: weather.watch(&path, Service::BlockStore),
                managed_database: weather.watch(&path, Service::ManagedDatabase),
                path,
            });
        }
        let n = arch.components.len();
        let ids = || (0..n).map(|i| ComponentId(i as u16));
        let reach: Vec<Seen> = ids().map(|c| reach_of(arch, c)).collect();
        let mut layout = Self {
            spots,
            order: order_of(arch),
            reach,
            downstream: vec![Vec::new(); n],
            paths: Vec::new(),
            store: Vec::new(),
        };
        for journey in &arch.journeys {
            layout.add_journey(arch, &journey.path);
        }
        layout
    }

    fn add_journey(&mut self, arch: &Architecture, path: &[ComponentId]) {
        let mut kept: Vec<ComponentId> = Vec::new();
        for (i, &c) in path.iter().enumerate() {
            let led_to = path[..i].iter().any(|&p| self.reach[p.0 as usize].has(c));
            if !led_to {
                kept.push(c);
            }
            for &later in &path[i + 1..] {
                let list = &mut self.downstream[c.0 as usize];
                if !list.contains(&later) {
                    list.push(later);
                }
            }
        }
        // Servers that a name leads to but the path does not mention serve the same requests.
        for &c in path {
            let rest = self.downstream[c.0 as usize].clone();
            let reach = self.reach[c.0 as usize];
            for other in (0..arch.components.len()).map(|i| ComponentId(i as u16)) {
                let list = &mut self.downstream[other.0 as usize];
                if reach.has(other) && !path.contains(&other) {
                    for &d in rest.iter().filter(|&&d| !reach.has(d)) {
                        if !list.contains(&d) {
                            list.push(d);
                        }
                    }
                }
            }
        }
        self.store.push(store_of(arch, path));
        self.paths.push(kept);
    }

    /// The spot of a zone.
    pub(crate) fn zone(&self, zone: ZoneId) -> Spot {
        Spot(zone.0)
    }

    /// The spot of a path in use.
    pub(crate) fn spot(&self, path: &str) -> Option<Spot> {
        let i = self.spots.iter().position(|s| s.path == path)?;
        Some(Spot(i as u16))
    }

    pub(crate) fn info(&self, spot: Spot) -> &SpotInfo {
        &self.spots[spot.0 as usize]
    }
}

/// Zones first, so that a zone's id is its spot; then every other place the architecture names.
fn used_places(arch: &Architecture) -> Vec<String> {
    let mut list: Vec<String> = arch.zones.clone();
    let mut add = |path: &str| {
        if !path.is_empty() && !list.iter().any(|p| p == path) {
            list.push(path.to_owned());
        }
    };
    add(&arch.home);
    for zone in &arch.zones {
        add(region_of(zone));
    }
    for c in &arch.components {
        match &c.kind {
            ComponentKind::DnsName(x) => add(&x.provider),
            ComponentKind::Cdn(x) => add(&x.provider),
            ComponentKind::Bucket(x) => {
                add(&x.region);
                if let Some((region, _)) = &x.copy {
                    add(region);
                }
            }
            ComponentKind::Queue(x) => add(&x.region),
            ComponentKind::Key(x) => x.region.as_deref().into_iter().for_each(&mut add),
            ComponentKind::External(x) => x.place.as_deref().into_iter().for_each(&mut add),
            ComponentKind::Instances(_)
            | ComponentKind::LoadBalancer(_)
            | ComponentKind::Volume(_)
            | ComponentKind::Database(_)
            | ComponentKind::Cache(_) => {}
        }
    }
    for backup in &arch.backups {
        if let BackupPlace::ObjectStore(region) = &backup.place {
            add(region);
        }
    }
    list
}

/// Where a component sends requests by itself, and where plans may point it.
fn may_lead_to(arch: &Architecture, c: ComponentId) -> Vec<ComponentId> {
    let mut list = arch.component(c).calls();
    for step in arch.plans.iter().flat_map(|p| &p.steps) {
        if let StepKind::PointName { name, to } = step.kind
            && name == c
        {
            list.push(to);
        }
    }
    list
}

/// Per component, whether a journey depends on it: it is on a path, a path may lead to it, or one of these needs it.
pub(crate) fn in_use(arch: &Architecture) -> Vec<bool> {
    let mut used = vec![false; arch.components.len()];
    let mut todo: Vec<ComponentId> = arch.journeys.iter().flat_map(|j| j.path.clone()).collect();
    while let Some(c) = todo.pop() {
        if !std::mem::replace(&mut used[c.0 as usize], true) {
            todo.extend(may_lead_to(arch, c));
            todo.extend(&arch.component(c).needs);
        }
    }
    used
}

fn reach_of(arch: &Architecture, c: ComponentId) -> Seen {
    let mut seen = Seen::default();
    let mut todo = may_lead_to(arch, c);
    while let Some(next) = todo.pop() {
        if !seen.has(next) {
            seen.add(next);
            todo.extend(may_lead_to(arch, next));
        }
    }
    seen
}

/// Depth first: dependencies before dependents; a cycle is cut where it closes.
fn order_of(arch: &Architecture) -> Vec<ComponentId> {
    fn visit(
        arch: &Architecture,
        c: ComponentId,
        done: &mut Vec<bool>,
        order: &mut Vec<ComponentId>,
    ) {
        if std::mem::replace(&mut done[c.0 as usize], true) {
            return;
        }
        let component = arch.component(c);
        for next in may_lead_to(arch, c) {
            visit(arch, next, done, order);
        }
        let kept_on = match &component.kind {
            ComponentKind::Key(k) => k.on,
            ComponentKind::Instances(_)
            | ComponentKind::LoadBalancer(_)
            | ComponentKind::DnsName(_)
            | ComponentKind::Cdn(_)
            | ComponentKind::Volume(_)
            | ComponentKind::Database(_)
            | ComponentKind::Bucket(_)
            | ComponentKind::Queue(_)
            | ComponentKind::Cache(_)
            | ComponentKind::External(_) => None,
        };
        for &next in component.needs.iter().chain(&kept_on) {
            visit(arch, next, done, order);
        }
        order.push(c);
    }
    let mut order = Vec::new();
    let mut done = vec![false; arch.components.len()];
    for i in 0..arch.components.len() {
        visit(arch, ComponentId(i as u16), &mut done, &mut order);
    }
    order
}

/// Whether a component keeps what is written to it.
pub(crate) fn is_store(kind: &ComponentKind) -> bool {
    match kind {
        ComponentKind::Volume(_)
        | ComponentKind::Database(_)
        | ComponentKind::Bucket(_)
        | ComponentKind::Queue(_) => true,
        ComponentKind::Instances(_)
        | ComponentKind::LoadBalancer(_)
        | ComponentKind::DnsName(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Cache(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => false,
    }
}

/// The last store on a path; without one, the last among what the path's components lead to and need.
fn store_of(arch: &Architecture, path: &[ComponentId]) -> Option<ComponentId> {
    let keeps = |c: &ComponentId| is_store(&arch.component(*c).kind);
    if let Some(&store) = path.iter().rev().find(|c| keeps(c)) {
        return Some(store);
    }
    let mut seen = Seen::default();
    let mut todo: Vec<ComponentId> = path.to_vec();
    let mut found = None;
    while let Some(c) = todo.pop() {
        if seen.has(c) {
            continue;
        }
        seen.add(c);
        if keeps(&c) {
            found = Some(c);
        }
        let component = arch.component(c);
        let targets = component.calls();
        // A bucket beside other targets of a name is a page, not where the application writes.
        let one = targets.len() == 1;
        todo.extend(targets.iter().filter(|t| one || !keeps(t)));
        todo.extend(&component.needs);
    }
    found
}
