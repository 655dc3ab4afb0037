//! The architecture as a tree of places at an instant: where each part runs and how it fares.

use super::page::share_said;
use super::{Mark, Story};
use kernel::SimTime;
use reports::words::length;
use std::collections::BTreeMap;
use tenant::architecture::{Component, ComponentId, ComponentKind, ZoneId};
use tenant::outcome::{Health, HealthChange};

/// One line of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// How deep it lies: 0 a region or provider, then zones, then components.
    pub depth: usize,
    /// For each level down to its own, whether the branch there ends: how the tree is drawn.
    pub lasts: Vec<bool>,
    /// What it is called.
    pub name: String,
    /// What of it stands here, if not all of it: ` x3`, `: standby`.
    pub member: String,
    /// How it fares.
    pub mark: Mark,
    /// A word on that.
    pub note: String,
    /// Which component, if it is one.
    pub component: Option<ComponentId>,
    /// Path of the place, if it is one place.
    pub place: Option<String>,
    /// Whether the outage strikes this place.
    pub struck: bool,
}

impl Row {
    /// Its name, with whether the outage strikes it.
    #[must_use]
    pub fn titled(&self) -> String {
        match self.struck {
            true => format!("{} (struck)", self.name),
            false => self.name.clone(),
        }
    }
}

/// Zones with their components; an empty name is the region itself.
type Zones = BTreeMap<String, Vec<ComponentId>>;

impl Story {
    /// The tree at `t`: always the same rows, only how they fare changes. A component that runs in several zones stands
    /// in each.
    #[must_use]
    pub fn topology_at(&self, t: SimTime) -> Vec<Row> {
        let mut regions: BTreeMap<String, Zones> = BTreeMap::new();
        for (i, component) in self.arch.components.iter().enumerate() {
            for (region, zone) in self.places_of(component) {
                let zones = regions.entry(region).or_default();
                zones.entry(zone).or_default().push(ComponentId(i as u16));
            }
        }
        let mut order: Vec<(&String, &Zones)> = regions.iter().collect();
        // Where most stands comes first: the home region, other regions, then what runs everywhere.
        let rank = |name: &str| (name != self.arch.home, !name.contains('/'));
        order.sort_by(|a, b| rank(a.0).cmp(&rank(b.0)).then(a.0.cmp(b.0)));
        let mut rows = Vec::new();
        for (region, zones) in order {
            rows.push(self.place_row(0, region, region, t));
            for (zone, components) in zones {
                let depth = usize::from(!zone.is_empty());
                if depth == 1 {
                    rows.push(self.place_row(1, &format!("{region}/{zone}"), zone, t));
                }
                let path = format!("{region}/{zone}");
                let part = |&c: &ComponentId| self.part_row(depth + 1, c, &path, t);
                rows.extend(components.iter().map(part));
            }
            rows.extend(self.neighbours(region, zones, t));
        }
        branch(&mut rows);
        rows
    }

    /// Health of a component at `t`, and since when.
    #[must_use]
    pub fn health_of(&self, component: ComponentId, t: SimTime) -> (Health, SimTime) {
        let last = self.last_change(component, t);
        last.map_or((Health::Up, SimTime::ZERO), |h| (h.health, h.at))
    }

    /// The change that put a component into the state it is in at `t`.
    #[must_use]
    pub fn last_change(&self, component: ComponentId, t: SimTime) -> Option<&HealthChange> {
        let course = self.course_of(component);
        let by = course.partition_point(|h| h.at <= t);
        by.checked_sub(1).map(|i| &course[i])
    }

    /// All changes of a component's health, in order of time, none to the same state.
    #[must_use]
    pub fn course_of(&self, component: ComponentId) -> &[HealthChange] {
        self.courses
            .get(usize::from(component.0))
            .map_or(&[][..], |c| &c[..])
    }

    /// A component's health in so many columns, the worst of each: `#` works, else the character of the state.
    #[must_use]
    pub fn health_strip(
        &self,
        component: ComponentId,
        from: SimTime,
        until: SimTime,
        columns: usize,
    ) -> String {
        let course = self.course_of(component);
        let worst = |from: SimTime, until: SimTime| {
            let first = course.partition_point(|h| h.at <= from);
            let before = first
                .checked_sub(1)
                .map_or(Health::Up, |i| course[i].health);
            let inside = course[first..].iter().take_while(|h| h.at < until);
            inside.map(|h| mark(h.health)).fold(mark(before), Mark::max)
        };
        super::columns(from, until, columns)
            .map(|(from, until)| match worst(from, until) {
                Mark::Up => '#',
                other @ (Mark::Part | Mark::Making | Mark::Down | Mark::Unknown) => other.glyph(),
            })
            .collect()
    }

    /// A region or zone: how the provider's side of it fares.
    fn place_row(&self, depth: usize, path: &str, name: &str, t: SimTime) -> Row {
        let struck = self.life.zone.as_deref() == Some(path);
        let worst = self.worst_truth(path, t);
        let trouble = worst.map(|(what, share)| format!("{} of {what}", share_said(share)));
        Row {
            depth,
            lasts: Vec::new(),
            name: name.to_owned(),
            member: String::new(),
            mark: if trouble.is_some() {
                Mark::Part
            } else {
                Mark::Up
            },
            note: trouble.unwrap_or_default(),
            component: None,
            place: Some(path.to_owned()),
            struck,
        }
    }

    /// The zones of a region that nothing of the architecture runs in, in one row; only where it uses zones at all.
    fn neighbours(&self, region: &str, used: &Zones, t: SimTime) -> Option<Row> {
        if used.keys().all(String::is_empty) {
            return None;
        }
        let here = self.around.zones.iter().filter_map(|z| {
            let (r, zone) = z.rsplit_once('/')?;
            (r == region && !used.contains_key(zone)).then_some((z, zone))
        });
        let here: Vec<(&String, &str)> = here.collect();
        if here.is_empty() {
            return None;
        }
        let names: Vec<&str> = here.iter().map(|(_, zone)| *zone).collect();
        let troubled = here
            .iter()
            .any(|(path, _)| self.worst_truth(path, t).is_some());
        Some(Row {
            depth: 1,
            lasts: Vec::new(),
            name: names.join(", "),
            member: String::new(),
            mark: if troubled { Mark::Part } else { Mark::Up },
            note: "(nothing of yours)".to_owned(),
            component: None,
            place: None,
            struck: here
                .iter()
                .any(|(p, _)| self.life.zone.as_deref() == Some(p)),
        })
    }

    fn part_row(&self, depth: usize, id: ComponentId, zone: &str, t: SimTime) -> Row {
        let (state, since) = self.health_of(id, t);
        let component = self.arch.component(id);
        let note = match word(state) {
            "" => String::new(),
            word => format!("{word} {}", length(t.since(since))),
        };
        Row {
            depth,
            lasts: Vec::new(),
            name: component.name.clone(),
            member: self.member(component, zone),
            mark: mark(state),
            note,
            component: Some(id),
            place: None,
            struck: false,
        }
    }

    /// What of a component stands in a zone: ` x3`, `: standby`.
    fn member(&self, component: &Component, zone: &str) -> String {
        let here = |z: ZoneId| self.arch.zone(z) == zone;
        match &component.kind {
            ComponentKind::Instances(x) => {
                let mut zones = x.per_zone.iter().filter(|z| here(z.0));
                match zones.next() {
                    Some(&(_, count)) if count > 1 => format!(" x{count}"),
                    Some(_) | None => String::new(),
                }
            }
            ComponentKind::Database(x) if x.copies.len() > 1 => {
                let copies = x.copies.iter().filter(|c| here(c.zone));
                let copies: Vec<&str> = copies.map(|c| c.name.as_str()).collect();
                format!(": {}", copies.join(", "))
            }
            ComponentKind::Database(_)
            | ComponentKind::LoadBalancer(_)
            | ComponentKind::DnsName(_)
            | ComponentKind::Cdn(_)
            | ComponentKind::Volume(_)
            | ComponentKind::Bucket(_)
            | ComponentKind::Queue(_)
            | ComponentKind::Cache(_)
            | ComponentKind::Key(_)
            | ComponentKind::External(_) => String::new(),
        }
    }

    /// Region and zone (empty: region-wide or everywhere) of each place it runs in.
    pub(super) fn places_of(&self, component: &Component) -> Vec<(String, String)> {
        let zone = |z: ZoneId| {
            let path = self.arch.zone(z);
            let (region, zone) = path.rsplit_once('/').unwrap_or((path, ""));
            (region.to_owned(), zone.to_owned())
        };
        let region = |r: &str| vec![(r.to_owned(), String::new())];
        let mut out = match &component.kind {
            ComponentKind::Instances(x) => x.per_zone.iter().map(|&(z, _)| zone(z)).collect(),
            ComponentKind::LoadBalancer(x) => {
                let first = x.zones.first().map(|&z| zone(z).0);
                first.map(|r| (r, String::new())).into_iter().collect()
            }
            ComponentKind::DnsName(x) => region(&x.provider),
            ComponentKind::Cdn(x) => region(&x.provider),
            ComponentKind::Volume(x) => vec![zone(x.zone)],
            ComponentKind::Database(x) => x.copies.iter().map(|c| zone(c.zone)).collect(),
            ComponentKind::Bucket(x) => region(&x.region),
            ComponentKind::Queue(x) => region(&x.region),
            ComponentKind::Cache(x) => vec![zone(x.zone)],
            ComponentKind::Key(x) => region(x.region.as_deref().unwrap_or("elsewhere")),
            ComponentKind::External(x) => region(x.place.as_deref().unwrap_or("elsewhere")),
        };
        let mut seen: Vec<(String, String)> = Vec::new();
        out.retain(|place| {
            let new = !seen.contains(place);
            seen.push(place.clone());
            new
        });
        out
    }
}

/// The health changes of each component, in order of time, none to the same state.
pub(super) fn courses(changes: &[HealthChange], components: usize) -> Vec<Vec<HealthChange>> {
    let mut out: Vec<Vec<HealthChange>> = vec![Vec::new(); components];
    for h in changes {
        let Some(course) = out.get_mut(usize::from(h.component.0)) else {
            continue;
        };
        let now = course.last().map_or(Health::Up, |last| last.health);
        if now != h.health {
            course.push(*h);
        }
    }
    out
}

/// Finds out where the branches of a tree end.
fn branch(rows: &mut [Row]) {
    // Whether something at this depth follows before the tree climbs above it, from the end backwards.
    let mut follows: Vec<bool> = Vec::new();
    for row in rows.iter_mut().rev() {
        follows.resize(row.depth + 1, false);
        row.lasts = follows.iter().skip(1).map(|f| !f).collect();
        follows[row.depth] = true;
    }
}

/// The mark of a state.
pub(super) const fn mark(health: Health) -> Mark {
    match health {
        Health::Up => Mark::Up,
        Health::Degraded => Mark::Part,
        Health::Recovering => Mark::Making,
        Health::Hung | Health::Down => Mark::Down,
    }
}

/// The word for a state; none for what is well.
pub(super) const fn word(health: Health) -> &'static str {
    match health {
        Health::Up => "",
        Health::Degraded => "in part",
        Health::Hung => "hangs",
        Health::Down => "down",
        Health::Recovering => "being made again",
    }
}
