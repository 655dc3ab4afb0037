//! Overlays of the menu: every service and every population at every place, and faults that people look for by name.

use super::super::Command;
use super::{Deed, Holds, Item, On, Parameter};
use cloud::model::Unit;
use kernel::{SimDuration, SimTime};
use std::collections::BTreeSet;
use tape::{Change, Condition, FateState, Overlay, PlaceKind, PopulationKind, Service, Tape};
use tenant::architecture::Architecture;

/// How long a managed database with a standby takes to move out of a dead zone. Assumed, as most promise: two minutes.
const FAILOVER: SimDuration = SimDuration::from_mins(2);

const LATENCY: (f64, f64) = (0.01, 1000.0);
/// How many times as long everything takes where everything is slow, unless somebody says otherwise.
const SLOW: f64 = 10.0;
const SHARE: (f64, f64) = (0.0, 1.0);

/// An overlay of several; the share that fails is the item's parameter if it has one, else everything.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    place: String,
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Fails(Service),
    NoRoom(Service),
    /// So many times as slow as the item's parameter says.
    Slow(Service),
    Down(PopulationKind),
    /// Out of service for a moment, however long the rest lasts.
    Moves(PopulationKind),
}

impl Part {
    pub(super) fn command(
        &self,
        at: SimTime,
        length: Option<SimDuration>,
        values: &[f64],
    ) -> Command {
        let share_ppm = ppm(values.first().copied().unwrap_or(1.0));
        let members = |kind, state| Change::Members {
            kind,
            state,
            share_ppm,
        };
        let service = |service, condition| Change::Service { service, condition };
        let change = match self.what {
            What::Fails(s) => service(
                s,
                Condition {
                    error_ppm: share_ppm,
                    ..Condition::CALM
                },
            ),
            What::NoRoom(s) => service(
                s,
                Condition {
                    capacity_ppm: 1_000_000 - share_ppm,
                    ..Condition::CALM
                },
            ),
            What::Slow(s) => service(
                s,
                Condition {
                    latency_ppm: (values.first().copied().unwrap_or(SLOW) * 1e6 + 0.5) as u32,
                    ..Condition::CALM
                },
            ),
            What::Down(kind) => members(kind, FateState::Down),
            What::Moves(kind) => members(kind, FateState::FailingOver),
        };
        let length = match self.what {
            What::Moves(_) => Some(length.map_or(FAILOVER, |l| l.min(FAILOVER))),
            What::Fails(_) | What::NoRoom(_) | What::Slow(_) | What::Down(_) => length,
        };
        Command::Overlay(Overlay {
            at,
            length,
            place: self.place.clone(),
            change,
        })
    }
}

fn ppm(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 1e6 + 0.5) as u32
}

/// Errors, latency, throughput, capacity.
pub(super) fn condition(service: Service, values: &[f64]) -> Change {
    let value = |i: usize, calm: f64| values.get(i).copied().unwrap_or(calm);
    Change::Service {
        service,
        condition: Condition {
            error_ppm: ppm(value(0, 0.0)),
            latency_ppm: (value(1, 1.0) * 1e6 + 0.5) as u32,
            throughput_ppm: ppm(value(2, 1.0)),
            capacity_ppm: ppm(value(3, 1.0)),
        },
    }
}

/// State (by index), share.
pub(super) fn members(kind: PopulationKind, values: &[f64]) -> Change {
    let state = values.first().map_or(0, |&v| v as usize);
    Change::Members {
        kind,
        state: STATES.get(state).copied().unwrap_or(FateState::Hung),
        share_ppm: ppm(values.get(1).copied().unwrap_or(1.0)),
    }
}

/// States in the order of the menu: what is looked for most first.
const STATES: [FateState; 7] = [
    FateState::Hung,
    FateState::Down,
    FateState::Lost,
    FateState::Waiting,
    FateState::FailingOver,
    FateState::Abandoned,
    FateState::Healthy,
];

/// Paths of all zones, regions and providers that the tape or the architecture has, but for those that nobody can name.
fn places(tape: &Tape, arch: &Architecture) -> Vec<(String, PlaceKind)> {
    let mut paths: BTreeSet<String> = BTreeSet::new();
    let known = tape.places.ids().map(|id| tape.places.path(id));
    let rented = arch.zones.iter().chain([&arch.home]).map(String::as_str);
    for path in known.chain(rented).filter(|p| !p.contains('~')) {
        let segments: Vec<&str> = path.split('/').collect();
        for n in 1..=segments.len().min(3) {
            paths.insert(segments[..n].join("/"));
        }
    }
    let kind = |path: &String| match path.matches('/').count() {
        0 => PlaceKind::Provider,
        1 => PlaceKind::Region,
        _ => PlaceKind::Zone,
    };
    paths.into_iter().map(|p| (p.clone(), kind(&p))).collect()
}

/// Every service at every place, and every population where it lives.
pub(super) fn items(tape: &Tape, arch: &Architecture) -> Vec<Item> {
    let mut items = Vec::new();
    for (place, kind) in places(tape, arch) {
        items.extend(Service::ALL.map(|service| of_service(service, &place)));
        for population in PopulationKind::ALL {
            let lives = match population {
                PopulationKind::Balancers => PlaceKind::Region,
                PopulationKind::Volumes
                | PopulationKind::Instances
                | PopulationKind::DatabasesSingle
                | PopulationKind::DatabasesMulti => PlaceKind::Zone,
            };
            let found = tape.places.find(&place);
            let known = found.is_some_and(|p| tape.population(p, population).is_some());
            if kind == lives || known {
                items.push(of_members(population, &place));
            }
        }
    }
    items
}

fn of_service(service: Service, place: &str) -> Item {
    let share = |name, default, doc| Parameter::number(name, Unit::Share, SHARE, default, doc);
    Item {
        id: format!("overlay:{place}.{}", service.name()),
        on: match service {
            Service::Network => On::Link(place.to_owned()),
            Service::Compute
            | Service::BlockStore
            | Service::ObjectStore
            | Service::LoadBalancer
            | Service::Dns
            | Service::ManagedDatabase
            | Service::Queue
            | Service::Cdn
            | Service::Keys
            | Service::ControlApi
            | Service::BlockApi
            | Service::LaunchBlock
            | Service::LaunchLocal
            | Service::DatabaseApi
            | Service::Table
            | Service::Stream
            | Service::Functions
            | Service::Containers
            | Service::SignIn
            | Service::Metrics
            | Service::ObjectWrites
            | Service::StatusPage => On::Service(service, place.to_owned()),
        },
        title: format!("{} at {place}", service.name()),
        doc: "fails, slows down or runs short, whatever the outage says of it".to_owned(),
        parameters: vec![
            share("error", 1.0, "share of calls that fail"),
            Parameter::number(
                "latency",
                Unit::Factor,
                LATENCY,
                1.0,
                "latency as a multiple of calm",
            ),
            share("throughput", 1.0, "throughput as a share of calm"),
            share("capacity", 1.0, "capacity still to be had"),
        ],
        lasts: true,
        deed: Deed::Condition {
            place: place.to_owned(),
            service,
        },
    }
}

fn of_members(kind: PopulationKind, place: &str) -> Item {
    let states = STATES.iter().map(|s| s.name().to_owned()).collect();
    Item {
        id: format!("overlay:{place}.{}", kind.name()),
        on: On::Members(kind, place.to_owned()),
        title: format!("{} at {place}", kind.name()),
        doc: "a share of them is in a state, whatever the outage says of them; what is lost is lost for good"
            .to_owned(),
        parameters: vec![
            Parameter {
                name: "state",
                holds: Holds::Choice(states),
                doc: "how they fare",
            },
            Parameter::number("share", Unit::Share, SHARE, 1.0, "how many of them"),
        ],
        lasts: true,
        deed: Deed::Members {
            place: place.to_owned(),
            kind,
        },
    }
}

/// Faults that people look for by name, each several overlays at once.
pub(super) fn ready_made(tape: &Tape, arch: &Architecture) -> Vec<Item> {
    let mut items = Vec::new();
    for (place, kind) in places(tape, arch) {
        match kind {
            PlaceKind::Zone => items.extend([no_power(&place), cut_off(&place), slow(&place)]),
            PlaceKind::Region => {
                items.extend([cut_off(&place), refusing(&place), no_room(&place)]);
            }
            PlaceKind::Provider | PlaceKind::Domain => {}
        }
    }
    items
}

fn fault(place: &str, name: &str, title: String, doc: &str, what: &[What]) -> Item {
    let part = |&what: &What| Part {
        place: place.to_owned(),
        what,
    };
    Item {
        id: format!("fault:{place}.{name}"),
        on: On::Place(place.to_owned()),
        title,
        doc: doc.to_owned(),
        parameters: Vec::new(),
        lasts: true,
        deed: Deed::Overlays(what.iter().map(part).collect()),
    }
}

fn no_power(zone: &str) -> Item {
    fault(
        zone,
        "no_power",
        format!("{zone} loses power"),
        "everything in the zone is down: servers, volumes, databases, its network; nothing can be launched there",
        &[
            What::Down(PopulationKind::Instances),
            What::Down(PopulationKind::Volumes),
            What::Down(PopulationKind::DatabasesSingle),
            What::Moves(PopulationKind::DatabasesMulti),
            What::Fails(Service::Network),
            What::Fails(Service::Compute),
            What::Fails(Service::BlockStore),
            What::Fails(Service::LoadBalancer),
            What::Fails(Service::ManagedDatabase),
            What::Fails(Service::LaunchBlock),
            What::Fails(Service::LaunchLocal),
        ],
    )
}

fn cut_off(place: &str) -> Item {
    let item = fault(
        place,
        "cut_off",
        format!("{place} is cut off from the network"),
        "nobody outside reaches what runs there, and it reaches nobody",
        &[What::Fails(Service::Network)],
    );
    Item {
        on: On::Link(place.to_owned()),
        ..item
    }
}

fn slow(zone: &str) -> Item {
    let item = fault(
        zone,
        "slow",
        format!("everything in {zone} is slow"),
        "what runs there answers so many times as late; whoever has no patience for that sees a failure",
        &[
            What::Slow(Service::Compute),
            What::Slow(Service::BlockStore),
            What::Slow(Service::ManagedDatabase),
            What::Slow(Service::Network),
        ],
    );
    Item {
        parameters: vec![Parameter::number(
            "latency",
            Unit::Factor,
            (1.0, 1000.0),
            SLOW,
            "latency as a multiple of calm",
        )],
        ..item
    }
}

fn refusing(region: &str) -> Item {
    let item = fault(
        region,
        "control_plane",
        format!("the control plane of {region} refuses"),
        "calls that create, change or delete anything fail; what runs goes on",
        &[
            What::Fails(Service::ControlApi),
            What::Fails(Service::BlockApi),
            What::Fails(Service::DatabaseApi),
            What::Fails(Service::LaunchBlock),
            What::Fails(Service::LaunchLocal),
        ],
    );
    Item {
        parameters: vec![Parameter::number(
            "error",
            Unit::Share,
            SHARE,
            1.0,
            "share of calls that fail",
        )],
        ..item
    }
}

fn no_room(region: &str) -> Item {
    let item = fault(
        region,
        "no_room",
        format!("{region} has no room for new servers"),
        "everybody wants more servers at once, and none are left",
        &[
            What::NoRoom(Service::LaunchBlock),
            What::NoRoom(Service::LaunchLocal),
        ],
    );
    Item {
        parameters: vec![Parameter::number(
            "taken",
            Unit::Share,
            SHARE,
            1.0,
            "share of the capacity that is gone",
        )],
        ..item
    }
}
