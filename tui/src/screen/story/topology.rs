//! The architecture as a tree of places at an instant: where each part runs and how it fares.

use super::{Mark, Story};
use kernel::{SimDuration, SimTime};
use std::collections::BTreeMap;
use tenant::architecture::{Component, ComponentId, ComponentKind, ZoneId};
use tenant::outcome::{Health, HealthChange};

/// One line of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// How deep it lies: 0 provider and region, 1 zone or region-wide, 2 component.
    pub depth: usize,
    /// What it is called.
    pub name: String,
    /// How it fares.
    pub mark: Mark,
    /// A word on that.
    pub note: String,
    /// Which component, if it is one.
    pub component: Option<ComponentId>,
    /// Whether the outage strikes this place.
    pub struck: bool,
}

impl Story {
    /// The tree at `t`. A component that runs in several zones stands in each.
    #[must_use]
    pub fn topology_at(&self, t: SimTime) -> Vec<Row> {
        let health = self.health_at(t);
        let mut regions: BTreeMap<String, BTreeMap<String, Vec<ComponentId>>> = BTreeMap::new();
        for (i, component) in self.arch.components.iter().enumerate() {
            for (region, zone) in self.places_of(component) {
                let zones = regions.entry(region).or_default();
                zones.entry(zone).or_default().push(ComponentId(i as u16));
            }
        }
        let mut rows = Vec::new();
        for (region, zones) in &regions {
            let all = zones.values().flatten();
            rows.push(self.place(0, region, all, &health, t));
            for (zone, components) in zones {
                let depth = usize::from(!zone.is_empty());
                if depth == 1 {
                    rows.push(self.place(1, zone, components.iter(), &health, t));
                }
                rows.extend(
                    components
                        .iter()
                        .map(|&c| self.part(depth + 1, c, &health, t)),
                );
            }
        }
        rows
    }

    /// Health of every component at `t`, with since when.
    #[must_use]
    pub fn health_at(&self, t: SimTime) -> Vec<(Health, SimTime)> {
        let mut out = vec![(Health::Up, SimTime::ZERO); self.arch.components.len()];
        let by_now = |h: &&HealthChange| h.at <= t;
        for h in self.life.outcome.health.iter().filter(by_now) {
            let one = &mut out[usize::from(h.component.0)];
            if one.0 != h.health {
                *one = (h.health, h.at);
            }
        }
        out
    }

    fn place<'a>(
        &self,
        depth: usize,
        name: &str,
        inside: impl Iterator<Item = &'a ComponentId>,
        health: &[(Health, SimTime)],
        _: SimTime,
    ) -> Row {
        let marks = inside.map(|c| mark(health[usize::from(c.0)].0));
        let worst = marks.max().unwrap_or(Mark::Unknown);
        let struck = self
            .life
            .zone
            .as_deref()
            .is_some_and(|z| z.ends_with(&format!("/{name}")));
        Row {
            depth,
            name: name.to_owned(),
            mark: if worst == Mark::Up {
                Mark::Up
            } else {
                Mark::Part
            },
            note: if struck {
                "struck".to_owned()
            } else {
                String::new()
            },
            component: None,
            struck,
        }
    }

    fn part(&self, depth: usize, id: ComponentId, health: &[(Health, SimTime)], t: SimTime) -> Row {
        let (state, since) = health[usize::from(id.0)];
        let lasted = t.since(since);
        Row {
            depth,
            name: self.arch.component(id).name.clone(),
            mark: mark(state),
            note: note(state, lasted),
            component: Some(id),
            struck: false,
        }
    }

    /// Region and zone (empty: region-wide or everywhere) of each place it runs in.
    fn places_of(&self, component: &Component) -> Vec<(String, String)> {
        let zone = |z: ZoneId| {
            let path = self.arch.zone(z);
            let (region, zone) = path.rsplit_once('/').unwrap_or((path, ""));
            (region.to_owned(), zone.to_owned())
        };
        let region = |r: &str| vec![(r.to_owned(), String::new())];
        let mut out = match &component.kind {
            ComponentKind::Instances(x) => x.per_zone.iter().map(|&(z, _)| zone(z)).collect(),
            ComponentKind::LoadBalancer(x) => x
                .zones
                .iter()
                .map(|&z| zone(z))
                .take(1)
                .map(|(r, _)| (r, String::new()))
                .collect(),
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
        out.dedup();
        out
    }
}

const fn mark(health: Health) -> Mark {
    match health {
        Health::Up => Mark::Up,
        Health::Degraded => Mark::Part,
        Health::Recovering => Mark::Making,
        Health::Hung | Health::Down => Mark::Down,
    }
}

fn note(health: Health, lasted: SimDuration) -> String {
    let word = match health {
        Health::Up => return String::new(),
        Health::Degraded => "in part",
        Health::Hung => "hangs",
        Health::Down => "down",
        Health::Recovering => "being made again",
    };
    format!("{word} {}", reports::words::length(lasted))
}
