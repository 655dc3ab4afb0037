//! The renter's side of a trace: journeys, components where they stand, plans and people.

use super::Picture;
use super::arrows::Arrows;
use super::events::{Events, Track, args};
use ::tenant::architecture::{Component, ComponentKind};
use ::tenant::outcome::{Health, Segment};
use ::tenant::score::{Episode, served_ppm};
use kernel::SimTime;
use serde_json::{Map, Value, json};

/// From here on a journey counts as served whole, parts per million.
const WHOLE_PPM: u32 = 999_000;
/// Shortest stretch that shows, microseconds: shorter ones say more about rounding than service.
const SHOWS_FROM: u64 = 1_000_000;
/// The process of what users feel.
const USERS: &str = "users";
/// The process of plans and people.
const PEOPLE: &str = "plans and people";

/// Journeys: times down and degraded, and the share served.
pub(super) fn journeys(picture: &Picture<'_>, events: &mut Events, arrows: &mut Arrows) {
    let (outcome, score) = (&picture.lived.outcome, &picture.lived.score);
    for course in &outcome.journeys {
        let track = events.thread(USERS, &format!("journey {}", course.name));
        let scored = score.journeys.iter().find(|j| j.journey == course.journey);
        let episodes = scored.map_or(&[][..], |j| &j.episodes[..]);
        for e in episodes {
            let name = if e.restored {
                "down"
            } else {
                "down, not restored"
            };
            let said = args([
                (
                    "worst_served_percent",
                    percent(1_000_000 - e.depth_ppm.min(1_000_000)),
                ),
                ("requests_failed", json!(e.failed / 1_000_000)),
                ("because", text(picture, e.cause)),
            ]);
            events.span(track, name, "journey", (e.from, e.until), said);
            arrows.ends_at(e.cause, track, e.from);
        }
        degraded(picture, &course.segments, episodes, (track, events));
        let counter = format!("served of {}, %", course.name);
        let mut last = None;
        for s in &course.segments {
            let served = served_ppm(s).filter(|_| shows(s));
            if let Some(ppm) = served.filter(|&ppm| last != Some(ppm)) {
                events.counter(track, &counter, s.from, "served", f64::from(ppm) / 1e4);
                last = Some(ppm);
            }
        }
    }
}

fn shows(s: &Segment) -> bool {
    s.until.since(s.from).0 >= SHOWS_FROM
}

/// Times in which a journey was not served whole and not down either.
fn degraded(
    picture: &Picture<'_>,
    segments: &[Segment],
    episodes: &[Episode],
    (track, events): (Track, &mut Events),
) {
    let down = |s: &Segment| {
        episodes
            .iter()
            .any(|e| s.from < e.until && e.from < s.until)
    };
    let mut open: Option<(SimTime, SimTime, Value)> = None;
    for s in segments {
        let part = served_ppm(s).is_some_and(|ppm| ppm < WHOLE_PPM) && shows(s) && !down(s);
        if part {
            match &mut open {
                Some(o) => o.1 = s.until,
                None => open = Some((s.from, s.until, text(picture, s.cause))),
            }
        } else if shows(s) || down(s) {
            close(&mut open, (track, events));
        }
    }
    close(&mut open, (track, events));
}

fn close(open: &mut Option<(SimTime, SimTime, Value)>, (track, events): (Track, &mut Events)) {
    if let Some((from, until, why)) = open.take() {
        let said = args([("because", why)]);
        events.span(track, "degraded", "journey", (from, until), said);
    }
}

/// Components: how each fares, from the first instant to the last.
pub(super) fn components(picture: &Picture<'_>, events: &mut Events, arrows: &mut Arrows) {
    let outcome = &picture.lived.outcome;
    let mut homes: Vec<(String, usize)> = picture
        .architecture
        .components
        .iter()
        .enumerate()
        .map(|(i, c)| (home(picture, c), i))
        .collect();
    homes.sort();
    for (place, i) in homes {
        let component = &picture.architecture.components[i];
        let track = events.thread(&place, &format!("{} ({})", component.name, kind(component)));
        let changes = outcome.health.iter();
        let changes: Vec<_> = changes
            .filter(|h| usize::from(h.component.0) == i)
            .collect();
        let first = changes.first().map_or(outcome.end, |h| h.at);
        events.span(track, "up", "health", (SimTime::ZERO, first), Map::new());
        for (n, change) in changes.iter().enumerate() {
            let until = changes.get(n + 1).map_or(outcome.end, |h| h.at);
            let said = args([("because", text(picture, change.cause))]);
            let span = (change.at, until);
            events.span(track, health(change.health), "health", span, said);
            arrows.stands_for(change.cause, track, span);
        }
    }
}

/// The process a component belongs to: the zone it stands in, else the region or provider.
fn home(picture: &Picture<'_>, c: &Component) -> String {
    let arch = picture.architecture;
    let zones: Vec<&str> = match &c.kind {
        ComponentKind::Instances(x) => x.per_zone.iter().map(|z| arch.zone(z.0)).collect(),
        ComponentKind::LoadBalancer(x) => x.zones.iter().map(|&z| arch.zone(z)).collect(),
        ComponentKind::Volume(x) => vec![arch.zone(x.zone)],
        ComponentKind::Cache(x) => vec![arch.zone(x.zone)],
        ComponentKind::Database(x) => x.copies.iter().map(|c| arch.zone(c.zone)).collect(),
        ComponentKind::Bucket(x) => return format!("region {}", x.region),
        ComponentKind::Queue(x) => return format!("region {}", x.region),
        ComponentKind::DnsName(x) => return format!("provider {}", x.provider),
        ComponentKind::Cdn(x) => return format!("provider {}", x.provider),
        ComponentKind::Key(_) | ComponentKind::External(_) => Vec::new(),
    };
    let region = |z: &str| {
        z.rsplit_once('/')
            .map_or(z.to_owned(), |(r, _)| r.to_owned())
    };
    match zones.split_first() {
        None => "elsewhere".to_owned(),
        Some((one, more)) if more.iter().all(|z| z == one) => format!("zone {one}"),
        Some((one, more)) if more.iter().all(|z| region(z) == region(one)) => {
            format!("region {}", region(one))
        }
        Some(_) => "several regions".to_owned(),
    }
}

fn kind(c: &Component) -> &'static str {
    match &c.kind {
        ComponentKind::Instances(_) => "servers",
        ComponentKind::LoadBalancer(_) => "load balancer",
        ComponentKind::DnsName(_) => "name",
        ComponentKind::Cdn(_) => "CDN",
        ComponentKind::Volume(_) => "volume",
        ComponentKind::Database(_) => "database",
        ComponentKind::Bucket(_) => "bucket",
        ComponentKind::Queue(_) => "queue",
        ComponentKind::Cache(_) => "cache",
        ComponentKind::Key(_) => "key",
        ComponentKind::External(_) => "external",
    }
}

const fn health(health: Health) -> &'static str {
    match health {
        Health::Up => "up",
        Health::Degraded => "works in part",
        Health::Hung => "hangs",
        Health::Down => "down",
        Health::Recovering => "being made again",
    }
}

/// Plans from their start to their end, cut at every step that waits or is done; people as they learn and act.
pub(super) fn plans(picture: &Picture<'_>, events: &mut Events, arrows: &mut Arrows) {
    let outcome = &picture.lived.outcome;
    let own = || {
        let all = outcome.facts.iter().enumerate().skip(outcome.tape_facts);
        all.map(|(i, f)| (tape::FactId(i as u32), f))
    };
    for plan in &picture.architecture.plans {
        let mut open: Option<(SimTime, String, tape::FactId)> = None;
        let mut track = None;
        for (id, fact) in own() {
            let Some(turn) = turn(&plan.name, &fact.kind, &fact.text) else {
                continue;
            };
            let track =
                *track.get_or_insert_with(|| events.thread(PEOPLE, &format!("plan {}", plan.name)));
            if let Some((from, name, begun)) = open.take() {
                events.span(track, &name, "plan", (from, fact.at), Map::new());
                arrows.stands_for(Some(begun), track, (from, fact.at));
            }
            match turn {
                Turn::Goes(name) => open = Some((fact.at, name, id)),
                Turn::Ends => {}
            }
            events.instant(track, &fact.text, "plan", fact.at, Map::new());
        }
        if let (Some((from, name, begun)), Some(track)) = (open, track) {
            events.span(track, &name, "plan", (from, outcome.end), Map::new());
            arrows.stands_for(Some(begun), track, (from, outcome.end));
        }
    }
    for (_, fact) in own().filter(|(_, f)| f.kind.starts_with("tenant.person_")) {
        let track = events.thread(PEOPLE, "people");
        events.instant(track, &fact.text, "people", fact.at, Map::new());
    }
}

/// What a fact says of a plan's course.
enum Turn {
    /// From now on it does this.
    Goes(String),
    /// It does nothing any more.
    Ends,
}

fn turn(plan: &str, kind: &str, said: &str) -> Option<Turn> {
    let step = said.strip_prefix(plan).and_then(|s| s.strip_prefix(": "));
    match kind {
        "tenant.plan_started" if said.ends_with(&format!(" starts plan {plan}")) => {
            Some(Turn::Goes("at work".to_owned()))
        }
        "tenant.step_waits" => step.map(|s| Turn::Goes(s.to_owned())),
        "tenant.step_done" => step.map(|_| Turn::Goes("at work".to_owned())),
        "tenant.plan_over" | "tenant.plan_called_off" => {
            let over = [" is done", " stops short", " is called off"];
            let mine = over
                .iter()
                .any(|e| said.starts_with(&format!("plan {plan}{e}")));
            mine.then_some(Turn::Ends)
        }
        _ => None,
    }
}

fn percent(ppm: u32) -> Value {
    json!(f64::from(ppm) / 1e4)
}

/// What a fact says; null where there is none.
fn text(picture: &Picture<'_>, fact: Option<tape::FactId>) -> Value {
    let facts = &picture.lived.outcome.facts;
    let fact = fact.and_then(|id| facts.get(id.0 as usize));
    fact.map_or(Value::Null, |f| f.text.clone().into())
}
