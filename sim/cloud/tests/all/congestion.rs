//! Loss makes load and load makes loss: what keeps devices congested when a surge is over, and what ends it.

use crate::fixture::{ask, calm, outage, set};
use kernel::SimTime;
use tape::query::{Measure, Take};
use tape::{Service, Tape};
use zonefall_cloud::outage::{CloudRun, Query};
use zonefall_cloud::simulate;

/// The recorded surge, and nobody who does anything about it.
fn surge() -> CloudRun {
    let mut run = outage("aws-2021-12-07", 3);
    run.outage.actions.clear();
    run
}

fn tape_of(run: &CloudRun) -> Tape {
    simulate(run).expect("the run is well described").tape
}

fn error(tape: &Tape, hours: f64) -> f64 {
    let query = Query {
        measure: Measure::Error(Service::ControlApi),
        place: "aws/us-east-1".to_owned(),
        take: Take::At(SimTime::from_secs((hours * 3600.0) as u64)),
    };
    ask(tape, &query).expect("a service of the region")
}

#[test]
fn without_a_surge_nothing_happens() {
    let tape = tape_of(&calm(surge()));
    assert!(tape.facts.iter().all(|f| f.input), "{:?}", tape.facts);
    assert_eq!(error(&tape, 40.0), 0.0);
}

#[test]
fn congestion_outlasts_the_surge_for_as_long_as_nobody_takes_load_off() {
    let tape = tape_of(&surge());
    assert!(error(&tape, 0.1) > 0.4, "{}", error(&tape, 0.1));
    assert!(error(&tape, 2.0) > 0.4, "{}", error(&tape, 2.0));
    assert!((error(&tape, 2.0) - error(&tape, 47.0)).abs() < 0.02);
    let relieved = tape_of(&outage("aws-2021-12-07", 3));
    assert!(error(&relieved, 3.0) > 0.2);
    assert_eq!(error(&relieved, 20.0), 0.0);
}

#[test]
fn clients_that_back_off_end_it_with_the_surge() {
    let mut run = surge();
    set(&mut run, "devices", "back_off", 1.0);
    let tape = tape_of(&run);
    assert!(error(&tape, 0.2) > 0.2, "the surge itself is felt");
    assert_eq!(error(&tape, 0.6), 0.0);
}

#[test]
fn it_stays_where_demand_times_attempts_is_more_than_the_devices_carry() {
    // Of an exchange of many messages nothing gets through; each client then sends four times as often.
    let stays = |messages, demand| {
        let mut run = surge();
        for (name, value) in [
            ("messages", messages),
            ("demand", demand),
            ("spread", 0.0),
            ("period", 20.0),
            ("pause", 5.0),
            ("surge", 10.0),
        ] {
            set(&mut run, "devices", name, value);
        }
        error(&tape_of(&run), 5.0) > 0.0
    };
    assert!(stays(100.0, 0.3), "0.3 * 4 > 1");
    assert!(!stays(100.0, 0.24), "0.24 * 4 < 1");
    // Where every message that gets through is of use, capacity is never lost.
    assert!(!stays(1.0, 0.9));
}

#[test]
fn the_number_of_devices_decides_nothing() {
    let course = |devices| {
        let mut run = outage("aws-2021-12-07", 3);
        set(&mut run, "devices", "devices", devices);
        let tape = tape_of(&run);
        [1.0, 3.0, 5.0, 6.0, 7.0, 9.0].map(|h| error(&tape, h))
    };
    for (few, many) in course(100.0).into_iter().zip(course(1000.0)) {
        assert!((few - many).abs() < 0.12, "{few} and {many}");
    }
}
