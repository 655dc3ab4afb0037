//! Overlays: what lies under them, who is struck, what is told.

use crate::common::{hours, tape_with};
use kernel::SimDuration;
use zonefall_tape::{
    Change, Condition, FateState, Overlay, PopulationKind, Service, Tape, overlaid,
};

const ZONE: &str = "aws/us-east-1/a";

fn volumes(at: u64, length: Option<u64>, state: FateState, share_ppm: u32) -> Overlay {
    Overlay {
        at: hours(at),
        length: length.map(SimDuration::from_hours),
        place: ZONE.to_owned(),
        change: Change::Members {
            kind: PopulationKind::Volumes,
            state,
            share_ppm,
        },
    }
}

/// Members in a state at an hour.
fn in_state(tape: &Tape, state: FateState, hour: u64) -> Vec<u32> {
    let place = tape.places.find(ZONE).expect("the zone");
    let population = tape.population(place, PopulationKind::Volumes);
    let touched = population.expect("volumes").touched.iter();
    let there = touched.filter(|h| h.state_at(hours(hour)) == state);
    there.map(|h| h.member).collect()
}

#[test]
fn a_share_is_struck_and_then_left_to_the_tape_again() {
    // Members 0..100 hang from 1 h to 3 h.
    let tape = tape_with(1000, 100);
    let laid = overlaid(&tape, &[volumes(2, Some(2), FateState::Down, 300_000)]);
    assert_eq!(in_state(&laid, FateState::Down, 1).len(), 0);
    let down = in_state(&laid, FateState::Down, 2);
    assert_eq!(down.len(), 300);
    let hung = in_state(&laid, FateState::Hung, 2);
    assert!(hung.iter().all(|m| !down.contains(m)));
    assert_eq!(hung.len() + down.iter().filter(|m| **m < 100).count(), 100);
    assert_eq!(in_state(&laid, FateState::Down, 4).len(), 0);
    let brief = overlaid(&tape, &[volumes(1, Some(1), FateState::Down, 1_000_000)]);
    assert_eq!(in_state(&brief, FateState::Down, 1).len(), 1000);
    assert_eq!(
        in_state(&brief, FateState::Hung, 2).len(),
        100,
        "its own state is back"
    );
}

#[test]
fn a_smaller_share_lies_in_a_larger_one() {
    let tape = tape_with(1000, 10);
    let struck = |share| {
        in_state(
            &overlaid(&tape, &[volumes(2, None, FateState::Hung, share)]),
            FateState::Hung,
            4,
        )
    };
    let (few, many) = (struck(100_000), struck(500_000));
    assert!(few.iter().all(|m| many.contains(m)));
    assert_eq!(
        struck(1).len(),
        1,
        "a share that is not zero strikes somebody"
    );
    let also = Overlay {
        place: "aws/us-east-1/b".to_owned(),
        ..volumes(1, None, FateState::Lost, 1_000_000)
    };
    let both = overlaid(&tape, &[also, volumes(2, None, FateState::Hung, 100_000)]);
    assert_eq!(
        in_state(&both, FateState::Hung, 4),
        few,
        "whatever else is overlaid"
    );
}

#[test]
fn the_later_line_wins_and_what_is_lost_stays_lost() {
    let tape = tape_with(1000, 0);
    let lines = [
        volumes(2, Some(6), FateState::Hung, 1_000_000),
        volumes(1, Some(3), FateState::Down, 1_000_000),
    ];
    let laid = overlaid(&tape, &lines);
    for (hour, state) in [
        (1, FateState::Down),
        (3, FateState::Down),
        (5, FateState::Hung),
    ] {
        assert_eq!(in_state(&laid, state, hour).len(), 1000, "{hour}");
    }
    let lost = overlaid(&tape, &[volumes(1, Some(1), FateState::Lost, 1_000_000)]);
    assert_eq!(in_state(&lost, FateState::Lost, 100).len(), 1000);
}

#[test]
fn an_overlay_is_a_fact_and_its_end_another() {
    let tape = tape_with(1000, 100);
    let network = Overlay {
        change: Change::Service {
            service: Service::Network,
            condition: Condition::errors(1.0),
        },
        ..volumes(90, Some(2), FateState::Hung, 0)
    };
    let laid = overlaid(&tape, &[network]);
    let told: Vec<(&str, bool)> = laid
        .facts
        .iter()
        .map(|f| (f.kind.as_str(), f.input))
        .collect();
    assert_eq!(told, [("overlay", true), ("overlay.ended", true)]);
    assert_eq!(laid.end, hours(92), "the tape ends with it");
    let place = laid.places.find(ZONE).expect("the zone");
    let at = |hour| {
        laid.condition(place, Service::Network, hours(hour))
            .error_ppm
    };
    assert_eq!([at(89), at(90), at(92)], [0, 1_000_000, 0]);
    assert_eq!(overlaid(&tape, &[]), tape, "nothing is nothing");
}
