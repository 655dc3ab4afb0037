//! The same outage elsewhere.

use crate::common::{empty, hours};
use zonefall_tape::transplant::{onto, pairs};
use zonefall_tape::{Condition, FateState, PopulationKind, Service, Tape};

/// Zones a (worst), b and d, a building in a, another region, another provider.
fn wide() -> Tape {
    let (mut b, zone) = empty();
    b.population(zone, PopulationKind::Volumes, 10);
    b.fate(
        hours(1),
        zone,
        PopulationKind::Volumes,
        2,
        FateState::Hung,
        None,
    );
    for (i, path) in [
        "aws",
        "aws/us-east-1",
        "aws/us-east-1/d",
        "aws/us-east-1/b",
        "aws/us-east-1/a/hall-1",
        "aws/us-west-1",
        "names",
    ]
    .into_iter()
    .enumerate()
    {
        let place = b.tape().places.intern(path);
        let condition = Condition::errors(0.1 + i as f64 / 10.0);
        b.condition(hours(1), place, Service::ALL[i], condition, None);
    }
    let mut tape = b.finish().expect("short");
    tape.zone = Some(zone);
    tape
}

fn strings(list: &[&str]) -> Vec<String> {
    list.iter().map(|&s| s.to_owned()).collect()
}

fn paths(tape: &Tape) -> Vec<&str> {
    tape.places.ids().map(|p| tape.places.path(p)).collect()
}

#[test]
fn the_worst_zone_strikes_the_chosen_one_and_the_others_follow_in_order() {
    let tape = wide();
    let targets = strings(&["gcp/eu/x", "gcp/eu/y", "gcp/eu/z", "gcp/eu/zz"]);
    let chosen = pairs(&tape, "gcp/eu/y", &targets);
    let named: Vec<(&str, &str)> = chosen
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            ("aws/us-east-1/a", "gcp/eu/y"),
            ("aws/us-east-1/b", "gcp/eu/x"),
            ("aws/us-east-1/d", "gcp/eu/z"),
        ]
    );
    let moved = onto(&tape, "gcp/eu", &chosen);
    assert_eq!(
        paths(&moved),
        [
            "gcp",
            "gcp/eu",
            "gcp/eu/y",
            "gcp/eu/z",
            "gcp/eu/x",
            "gcp/eu/y/hall-1",
            "gcp/~us-west-1",
            "names",
        ]
    );
    assert_eq!(moved.places.path(moved.region), "gcp/eu");
    let y = moved.places.find("gcp/eu/y").expect("y");
    assert_eq!(
        moved.population(y, PopulationKind::Volumes),
        Some(&tape.populations[0])
    );
    assert_eq!(moved.tracks, tape.tracks, "ids stay, so order stays");
}

#[test]
fn zones_without_a_counterpart_strike_nobody() {
    let tape = wide();
    let targets = strings(&["gcp/eu/x"]);
    let moved = onto(&tape, "gcp/eu", &pairs(&tape, "gcp/eu/x", &targets));
    assert_eq!(
        moved.places.find("gcp/eu/~b").map(|p| p.0),
        tape.places.find("aws/us-east-1/b").map(|p| p.0)
    );
    assert!(moved.places.find("gcp/eu/b").is_none());
    let x = moved.places.find("gcp/eu/x").expect("x");
    let error = |s| moved.condition(x, s, hours(2)).error_ppm;
    assert_eq!((error(Service::ALL[2]), error(Service::ALL[3])), (0, 0));
    assert!(
        error(Service::ALL[1]) > 0,
        "the region's condition still holds there"
    );
}

#[test]
fn onto_its_own_region_another_zone_is_struck() {
    let tape = wide();
    let zones = strings(&[
        "aws/us-east-1/a",
        "aws/us-east-1/b",
        "aws/us-east-1/c",
        "aws/us-east-1/d",
    ]);
    let moved = onto(
        &tape,
        "aws/us-east-1",
        &pairs(&tape, "aws/us-east-1/b", &zones),
    );
    let struck = moved.places.path(moved.zone.expect("struck"));
    assert_eq!(struck, "aws/us-east-1/b");
    assert!(
        moved.places.find("aws/us-west-1").is_some(),
        "other regions stay"
    );
    let same = onto(
        &tape,
        "aws/us-east-1",
        &pairs(&tape, "aws/us-east-1/a", &zones[..2]),
    );
    assert_eq!(
        same.places.find("aws/us-east-1/b"),
        tape.places.find("aws/us-east-1/b")
    );
}

#[test]
fn there_and_back_is_the_same_tape() {
    let tape = wide();
    let targets = strings(&["gcp/eu/x", "gcp/eu/y", "gcp/eu/z"]);
    for struck in &targets {
        let there = pairs(&tape, struck, &targets);
        let back: Vec<_> = there.iter().map(|(a, b)| (b.clone(), a.clone())).collect();
        let moved = onto(&tape, "gcp/eu", &there);
        assert_ne!(moved.digest(), tape.digest());
        let home = onto(&moved, "aws/us-east-1", &back);
        let mut expected = tape.clone();
        // The other region has no counterpart, so it has no way back.
        expected.places = tape
            .places
            .renamed(|p| p.replace("us-west-1", "~us-west-1"));
        assert_eq!(home, expected);
    }
}

#[test]
fn a_tape_without_a_worst_zone_keeps_the_order() {
    let mut tape = wide();
    tape.zone = None;
    let chosen = pairs(
        &tape,
        "gcp/eu/y",
        &strings(&["gcp/eu/x", "gcp/eu/y", "gcp/eu/z"]),
    );
    let to: Vec<&str> = chosen.iter().map(|(_, b)| b.as_str()).collect();
    assert_eq!(to, ["gcp/eu/x", "gcp/eu/y", "gcp/eu/z"]);
}
