//! What overlays must not touch: everything before them, and a place that is left to itself again.

use super::design::{REGION, ZONES, any_design};
use super::weather::any_weather;
use super::{LIBRARY, built, config, options};
use kernel::{SimDuration, SimTime};
use proptest::collection::vec;
use proptest::prelude::*;
use tape::{Change, Condition, FateState, Overlay, PopulationKind, Service, Tape, overlaid};
use tenant::architecture::Architecture;
use tenant::outcome::Outcome;
use tenant::{LiveOptions, Luck, World, live};

fn minute(m: u32) -> SimTime {
    SimTime::ZERO + SimDuration::from_mins(u64::from(m))
}

fn any_change() -> impl Strategy<Value = Change> {
    let service = (0..Service::ALL.len(), 0u32..=100, 0u32..=100).prop_map(|(s, error, left)| {
        Change::Service {
            service: Service::ALL[s],
            condition: Condition {
                error_ppm: error * 10_000,
                capacity_ppm: left * 10_000,
                throughput_ppm: left.max(1) * 10_000,
                ..Condition::CALM
            },
        }
    });
    let kinds = 0..PopulationKind::ALL.len();
    let members =
        (kinds, 0..FateState::ALL.len(), 0u32..=100).prop_map(|(k, s, share)| Change::Members {
            kind: PopulationKind::ALL[k],
            state: FateState::ALL[s],
            share_ppm: share * 10_000,
        });
    prop_oneof![service, members]
}

/// Overlays of which none begins before `since`, in any order.
fn any_overlays(since: u32) -> impl Strategy<Value = Vec<Overlay>> {
    let one = (
        0usize..5,
        since..since + 400,
        prop::option::of(0u32..600),
        any_change(),
    );
    vec(one, 1..5).prop_map(|list| {
        let overlay = |(place, at, length, change): (usize, u32, Option<u32>, Change)| Overlay {
            at: minute(at),
            length: length.map(|m| SimDuration::from_mins(u64::from(m))),
            place: match ZONES.get(place) {
                Some(zone) => format!("{REGION}/{zone}"),
                None if place == 3 => REGION.to_owned(),
                None => "elsewhere/r9/z".to_owned(),
            },
            change,
        };
        list.into_iter().map(overlay).collect()
    })
}

fn lived(arch: &Architecture, tape: &Tape, luck: &Tape, options: &LiveOptions) -> Outcome {
    let world = World {
        luck,
        ..World::new(LIBRARY.offers(), tape)
    };
    live(arch, &world, options)
}

/// Everything an outcome says of the time before an instant. Facts that overlays add are numbered among the others, so
/// each is told with its cause's words instead of its number.
fn past(outcome: &Outcome, at: SimTime) -> Vec<String> {
    let fact = |id: tape::FactId| {
        let f = &outcome.facts[id.0 as usize];
        format!("{} {} {}", f.at, f.kind, f.text)
    };
    let mut lines = Vec::new();
    for f in outcome.facts.iter().filter(|f| f.at < at) {
        let given: Vec<String> = f.given.iter().map(|&g| fact(g)).collect();
        let cause = f.cause.map(fact);
        lines.push(format!(
            "{} {} {} <- {cause:?} {given:?}",
            f.at, f.kind, f.text
        ));
    }
    for h in outcome.health.iter().filter(|h| h.at < at) {
        let cause = h.cause.map(fact);
        lines.push(format!(
            "{} {:?} {:?} <- {cause:?}",
            h.at, h.component, h.health
        ));
    }
    for j in &outcome.journeys {
        for s in j.segments.iter().filter(|s| s.until < at) {
            let s = tenant::outcome::Segment { cause: None, ..*s };
            lines.push(format!("{} {s:?}", j.name));
        }
    }
    lines
}

proptest! {
    #![proptest_config(config())]

    /// Whatever is overlaid, and whoever is looked for: what came before is as it was, and so is who was hit.
    #[test]
    fn an_overlay_changes_no_past(
        design in any_design(), weather in any_weather(), seed in 0u64..1000, touched in any::<bool>(),
        (since, overlays) in (1u32..600).prop_flat_map(|since| (Just(since), any_overlays(since))),
    ) {
        let arch = built(&design);
        let tape = weather.tape(1);
        let luck = if touched { Luck::Touched } else { Luck::Drawn };
        let options = LiveOptions { luck, ..options(seed) };
        let plain = lived(&arch, &tape, &tape, &options);
        let told = lived(&arch, &overlaid(&tape, &overlays), &tape, &options);
        let until = minute(since).min(plain.end);
        prop_assert_eq!(past(&plain, until), past(&told, until));
        prop_assert_eq!(plain.touched, told.touched);
        prop_assert_eq!(plain.p_touched_ppm, told.p_touched_ppm);
    }

    /// Outside an overlay's time and place the tape says what it said.
    #[test]
    fn what_is_under_an_overlay_holds_again(
        weather in any_weather(), overlays in any_overlays(0), t in 0u32..1500,
    ) {
        let tape = weather.tape(1);
        let laid = overlaid(&tape, &overlays);
        let t = minute(t);
        for track in &tape.tracks {
            let place = tape.places.path(track.place);
            let under = overlays.iter().any(|o| {
                let here = matches!(o.change, Change::Service { service, .. } if service == track.service);
                here && o.place == place && o.at <= t && o.until().is_none_or(|u| t < u)
            });
            if !under {
                let then = if t < tape.end { track.at(t) } else { Condition::CALM };
                let now = laid.track(track.place, track.service).map(|x| x.at(t));
                prop_assert_eq!(now.filter(|_| t < laid.end).unwrap_or(Condition::CALM), then);
            }
        }
    }
}

/// The properties above would hold of overlays that do nothing.
#[test]
fn an_overlay_is_felt() {
    let text = "kind: architecture\nversion: 1\nname: one\nhome: cloud/r1\nclients: { u: {} }\njourneys: { j: { clients: u, rate: 10/s, path: [web] } }\ncomponents: { web: { kind: instances, zones: { a: 1 }, root: local_disk } }\n";
    let arch = super::design::read(text);
    let tape = Tape::calm(REGION, SimDuration::from_hours(2));
    let down = |change| {
        let overlay = Overlay {
            at: minute(10),
            length: Some(SimDuration::from_mins(10)),
            place: format!("{REGION}/a"),
            change,
        };
        let outcome = lived(&arch, &overlaid(&tape, &[overlay]), &tape, &options(1));
        let failed: u64 = outcome.journeys[0].segments.iter().map(|s| s.failed).sum();
        failed / 10_000_000
    };
    let gone = down(Change::Service {
        service: Service::Compute,
        condition: Condition::errors(1.0),
    });
    assert!(gone.abs_diff(600) < 10, "{gone}");
    let gone = down(Change::Members {
        kind: PopulationKind::Instances,
        state: FateState::Down,
        share_ppm: 1_000_000,
    });
    assert!(gone.abs_diff(600) < 10, "{gone}");
}
