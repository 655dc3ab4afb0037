//! What a builder promises of the tape it makes: order, bands, limits.

use crate::common::{empty, hours};
use kernel::{SimTime, Stream};
use zonefall_tape::{
    BuildError, Condition, FateState, PopulationKind, Service, TapeBuilder, Track,
};

fn errors(ppm: u32) -> Condition {
    Condition {
        error_ppm: ppm,
        ..Condition::CALM
    }
}

fn slow(ppm: u32) -> Condition {
    Condition {
        latency_ppm: ppm,
        ..Condition::CALM
    }
}

#[test]
fn a_step_opens_only_outside_the_band() {
    let (mut b, zone) = empty();
    let mut at = 0;
    let mut say = |c: Condition| {
        at += 1;
        b.condition(SimTime::from_secs(at), zone, Service::BlockApi, c, None);
    };
    say(errors(9_999)); // under a point
    say(errors(10_000)); // 1: a point
    say(errors(19_999)); // under a point from there
    say(errors(0)); // 2: zero always
    say(slow(1_049_999)); // under 5 %
    say(slow(1_060_000)); // 3
    say(slow(1_000_000)); // 4: calm always
    say(errors(995_000)); // 5
    say(errors(1_000_000)); // 6: one always
    say(errors(1_000_000)); // the same
    let tape = b.finish().expect("short");
    let steps = &tape.track(zone, Service::BlockApi).expect("track").steps;
    let at: Vec<u64> = steps.iter().map(|s| s.at.0 / 1_000_000).collect();
    assert_eq!(at, [2, 4, 6, 7, 8, 9]);
}

#[test]
fn the_band_is_round_the_last_step_not_the_last_value() {
    let (mut b, zone) = empty();
    for i in 0..100 {
        let c = errors(100_000 + i * 1000);
        b.condition(
            SimTime::from_secs(u64::from(i)),
            zone,
            Service::Dns,
            c,
            None,
        );
    }
    let tape = b.finish().expect("short");
    let steps = &tape.track(zone, Service::Dns).expect("track").steps;
    assert_eq!(steps.len(), 10, "a slow drift of ten points is ten steps");
}

#[test]
fn at_one_instant_the_last_word_counts() {
    let (mut b, zone) = empty();
    b.population(zone, PopulationKind::Volumes, 2);
    for c in [errors(500_000), errors(700_000)] {
        b.condition(hours(1), zone, Service::Dns, c, None);
    }
    for state in [FateState::Hung, FateState::Lost] {
        b.fate(hours(1), zone, PopulationKind::Volumes, 1, state, None);
    }
    let tape = b.finish().expect("short");
    assert_eq!(tape.tracks[0].steps.len(), 1);
    assert_eq!(
        tape.condition(zone, Service::Dns, hours(1)).error_ppm,
        700_000
    );
    let history = tape.populations[0].history(1).expect("touched");
    assert_eq!(history.transitions.len(), 1);
    assert_eq!(history.state_at(hours(2)), FateState::Lost);
}

#[test]
fn the_order_of_declarations_does_not_show() {
    let fill = |b: &mut TapeBuilder, order: &[usize]| {
        let places: Vec<_> = b.tape().places.ids().collect();
        for &i in order {
            let (place, kind) = (places[i % 3], PopulationKind::ALL[i % 5]);
            b.population(place, kind, 10);
            b.fate(
                hours(1),
                place,
                kind,
                (i % 10) as u32,
                FateState::Down,
                None,
            );
            let service = Service::ALL[i % Service::ALL.len()];
            b.condition(
                hours(1),
                place,
                service,
                errors(i as u32 * 10_000 + 10_000),
                None,
            );
        }
    };
    let mut order: Vec<usize> = (0..15).collect();
    let tapes: Vec<_> = (0..5)
        .map(|seed| {
            let (mut b, _) = empty();
            fill(&mut b, &order);
            Stream::named(seed, "order", "").shuffle(&mut order);
            b.finish().expect("short")
        })
        .collect();
    assert!(tapes.windows(2).all(|t| t[0] == t[1]));
    assert!(tapes[0].tracks.is_sorted_by_key(|t| (t.place, t.service)));
    assert!(tapes[0].populations.is_sorted_by_key(|p| (p.place, p.kind)));
    assert_eq!(
        (tapes[0].tracks.len(), tapes[0].populations.len()),
        (15, 15)
    );
}

#[test]
fn members_that_never_change_leave_no_history() {
    let (mut b, zone) = empty();
    b.population(zone, PopulationKind::Volumes, 5);
    b.fate(
        hours(1),
        zone,
        PopulationKind::Volumes,
        3,
        FateState::Healthy,
        None,
    );
    b.fate(
        hours(2),
        zone,
        PopulationKind::Volumes,
        4,
        FateState::Hung,
        None,
    );
    b.fate(
        hours(3),
        zone,
        PopulationKind::Volumes,
        4,
        FateState::Hung,
        None,
    );
    let tape = b.finish().expect("short");
    let population = &tape.populations[0];
    assert!(population.history(3).is_none());
    assert_eq!(population.history(4).expect("touched").transitions.len(), 1);
}

#[test]
fn too_long_a_track_is_an_error() {
    let long = |steps: usize| {
        let (mut b, zone) = empty();
        for i in 0..steps {
            let c = errors(if i % 2 == 0 { 500_000 } else { 0 });
            b.condition(SimTime::from_secs(i as u64), zone, Service::Dns, c, None);
        }
        b.finish()
    };
    assert!(long(Track::STEPS_MAX).is_ok());
    assert_eq!(
        long(Track::STEPS_MAX + 1).expect_err("too long"),
        BuildError::TooManySteps {
            place: "aws/us-east-1/a".to_owned(),
            service: Service::Dns,
            steps: Track::STEPS_MAX + 1,
        }
    );
}

#[test]
fn a_zone_suffers_what_its_region_suffers() {
    let (mut b, zone) = empty();
    let region = b.tape().region;
    b.condition(hours(1), region, Service::Dns, errors(300_000), None);
    b.condition(hours(2), zone, Service::Dns, slow(3_000_000), None);
    b.condition(hours(3), zone, Service::Dns, errors(200_000), None);
    let tape = b.finish().expect("short");
    let at = |h| tape.condition(zone, Service::Dns, hours(h));
    assert_eq!(at(0), Condition::CALM);
    assert_eq!(at(1), errors(300_000));
    assert_eq!((at(2).error_ppm, at(2).latency_ppm), (300_000, 3_000_000));
    assert_eq!((at(3).error_ppm, at(3).latency_ppm), (300_000, 1_000_000));
    assert_eq!(
        tape.condition(region, Service::Dns, hours(3)),
        errors(300_000)
    );
}
