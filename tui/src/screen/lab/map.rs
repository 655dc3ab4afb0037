//! What something can be done to: places, the parts in them, and the people, as a tree.

use crate::screen::story::{Mark, Row, Story};
use kernel::SimTime;
use tape::{Evidence, PlaceKind};
use tenant::architecture::ComponentId;

/// What something is done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A region, a zone or a provider, by its path.
    Place(String),
    /// A part of the architecture.
    Component(ComponentId),
    /// People and plans.
    People,
    /// The provider's own machinery.
    Machinery,
}

/// A line of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// How deep it lies.
    pub depth: usize,
    /// What it is called.
    pub name: String,
    /// How it fares.
    pub mark: Mark,
    /// A word on that.
    pub note: String,
    /// What it is.
    pub target: Target,
}

impl Spot {
    /// What it is called in a title: `zone b`, `orders-db`.
    #[must_use]
    pub fn title(&self, home: &str) -> String {
        match &self.target {
            Target::Place(path) => place_title(path, home),
            Target::Component(_) | Target::People | Target::Machinery => self.name.clone(),
        }
    }
}

/// `zone b` at home, `zone eu-west-1/b` elsewhere, `region us-east-1`, `aws`
#[must_use]
pub fn place_title(path: &str, home: &str) -> String {
    let last = path.rsplit('/').next().unwrap_or(path);
    let within = path.split_once('/').map_or(path, |(_, rest)| rest);
    match path.split('/').count() {
        2 => format!("region {last}"),
        3 if path.starts_with(&format!("{home}/")) => format!("zone {last}"),
        3 => format!("zone {within}"),
        _ => last.to_owned(),
    }
}

/// The tree at an instant; the same lines at any instant and in any branch.
#[must_use]
pub fn spots(story: &Story, t: SimTime) -> Vec<Spot> {
    let mut out: Vec<Spot> = Vec::new();
    let mut region = String::new();
    for row in story.topology_at(t) {
        match (row.component, &row.place) {
            (Some(id), _) => out.push(spot(&row, row.name.clone(), Target::Component(id))),
            (None, Some(path)) => {
                if row.depth == 0 {
                    unused(story, &region, &mut out);
                    region.clone_from(path);
                }
                out.push(spot(&row, row.titled(), Target::Place(path.clone())));
            }
            // Several zones in one line: each of them can be struck by itself.
            (None, None) => {
                for zone in row.name.split(", ") {
                    let path = format!("{region}/{zone}");
                    out.push(spot(&row, zone.to_owned(), Target::Place(path)));
                }
            }
        }
    }
    unused(story, &region, &mut out);
    let group = |name: &str, target| Spot {
        depth: 0,
        name: name.to_owned(),
        mark: Mark::Up,
        note: String::new(),
        target,
    };
    let arch = &story.arch;
    if !(arch.people.is_empty() && arch.plans.is_empty()) {
        out.push(group("people and plans", Target::People));
    }
    if story.tape.evidence == Evidence::Simulated {
        out.push(group("provider's machinery", Target::Machinery));
    }
    out
}

fn spot(row: &Row, name: String, target: Target) -> Spot {
    Spot {
        depth: row.depth,
        name,
        mark: row.mark,
        note: row.note.clone(),
        target,
    }
}

/// The zones of a region that nothing runs in yet: plans may lead there.
fn unused(story: &Story, region: &str, out: &mut Vec<Spot>) {
    let places = &story.tape.places;
    let zones = places.ids().filter(|&p| places.kind(p) == PlaceKind::Zone);
    let mut paths: Vec<&str> = zones.map(|p| places.path(p)).collect();
    paths.extend(story.arch.zones.iter().map(String::as_str));
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        let here = path.rsplit_once('/').is_some_and(|(r, _)| r == region);
        let known = |s: &Spot| matches!(&s.target, Target::Place(p) if p == path);
        if here && !out.iter().any(known) {
            out.push(Spot {
                depth: 1,
                name: path.rsplit('/').next().unwrap_or(path).to_owned(),
                mark: Mark::Up,
                note: "(nothing of yours)".to_owned(),
                target: Target::Place(path.to_owned()),
            });
        }
    }
}
