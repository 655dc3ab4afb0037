//! What the provider really did, as its record says: shares of things that did not work, and of calls that failed, in
//! the place that was struck.

use super::lane::{Clockwork, Lane};
use super::scale::{COLUMNS, area};
use crate::card::Card;
use crate::page::fared::percent;
use kernel::SimTime;
use maud::{Markup, html};
use tape::query::{Measure, course};
use tape::{FateState, PlaceId, PopulationKind, Service, Tape};

const HEIGHT: u32 = 26;
/// Less than this never shows, parts per million.
const SHOWS_FROM: u32 = 1_000;
/// States in which a thing is of no use to whoever rents it.
const UNUSABLE: [FateState; 6] = [
    FateState::Hung,
    FateState::Waiting,
    FateState::Down,
    FateState::FailingOver,
    FateState::Abandoned,
    FateState::Lost,
];

/// One row per kind of thing and service that was impaired.
pub(super) fn lanes(card: &Card<'_>, clock: &Clockwork) -> Vec<Lane> {
    let tape = card.tape;
    let struck = tape.zone.unwrap_or(tape.region);
    let mut out = Vec::new();
    for kind in PopulationKind::ALL {
        let Some(place) = home(tape, kind, struck) else {
            continue;
        };
        let steps = course(tape, &Measure::Share(kind, UNUSABLE.to_vec()), place);
        out.extend(lane(clock, things(kind), &steps, where_to(tape, place)));
    }
    for service in Service::ALL {
        let steps = course(tape, &Measure::Error(service), struck);
        let region = course(tape, &Measure::Error(service), tape.region);
        let place = if steps == region { tape.region } else { struck };
        out.extend(lane(clock, calls(service), &steps, where_to(tape, place)));
    }
    out
}

/// Where members of this kind live: the struck place, or else the region around it.
fn home(tape: &Tape, kind: PopulationKind, struck: PlaceId) -> Option<PlaceId> {
    let there = |place: PlaceId| {
        let mut all = tape.populations.iter();
        all.any(|p| p.kind == kind && tape.places.within(p.place, place))
    };
    [struck, tape.region].into_iter().find(|&p| there(p))
}

fn where_to(tape: &Tape, place: PlaceId) -> &'static str {
    if Some(place) == tape.zone {
        "in the struck zone"
    } else {
        "in the region"
    }
}

fn lane(clock: &Clockwork, name: &str, steps: &[(SimTime, f64)], place: &str) -> Option<Lane> {
    let columns = worst(clock, steps);
    let peak = columns.iter().copied().max().unwrap_or(0);
    if peak < SHOWS_FROM {
        return None;
    }
    let drawn: Vec<Option<u32>> = columns.iter().map(|&v| Some(v / 2_000 * 2_000)).collect();
    Some(Lane {
        name: name.to_owned(),
        said: format!("{} {place} at worst", percent(peak)),
        height: HEIGHT,
        picture: picture(&drawn),
    })
}

fn picture(drawn: &[Option<u32>]) -> Markup {
    html! {
        rect.ground x="0" y="0" width="1000" height=(HEIGHT) {}
        path.truth d=(area(drawn, f64::from(HEIGHT))) {}
    }
}

/// The largest share of each column, parts per million.
fn worst(clock: &Clockwork, steps: &[(SimTime, f64)]) -> [u32; COLUMNS] {
    let mut out = [0; COLUMNS];
    for (i, &(from, share)) in steps.iter().enumerate() {
        let until = steps.get(i + 1).map_or(SimTime::NEVER, |&(t, _)| t);
        let ppm = (share * 1e6).round() as u32;
        for column in &mut out[clock.scale.columns(from, until)] {
            *column = (*column).max(ppm);
        }
    }
    out
}

const fn things(kind: PopulationKind) -> &'static str {
    match kind {
        PopulationKind::Volumes => "volumes stuck",
        PopulationKind::Instances => "instances not usable",
        PopulationKind::Balancers => "load balancers not usable",
        PopulationKind::DatabasesSingle => "single-zone databases stuck",
        PopulationKind::DatabasesMulti => "multi-zone databases stuck",
    }
}

const fn calls(service: Service) -> &'static str {
    match service {
        Service::Compute => "compute errors",
        Service::BlockStore => "volume I/O errors",
        Service::ObjectStore => "object store errors",
        Service::LoadBalancer => "load balancer errors",
        Service::Dns => "name server errors",
        Service::ManagedDatabase => "managed database errors",
        Service::Queue => "queue errors",
        Service::Cdn => "CDN errors",
        Service::Keys => "key service errors",
        Service::ControlApi => "control API errors",
        Service::BlockApi => "volume API errors",
        Service::LaunchBlock => "launches from volumes failing",
        Service::LaunchLocal => "launches from local disks failing",
        Service::DatabaseApi => "database API errors",
        Service::Network => "network errors",
        Service::Table => "table errors",
        Service::Stream => "stream errors",
        Service::Functions => "function errors",
        Service::Containers => "container service errors",
        Service::SignIn => "sign-in errors",
        Service::Metrics => "metrics and alarms missing",
        Service::ObjectWrites => "writing objects failing",
        Service::StatusPage => "the status page out of reach",
    }
}
