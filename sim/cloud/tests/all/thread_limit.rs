//! One thread for each of the others: who is over the limit, when it tells, and what helps.

use crate::fixture::{action, ask, calm, outage, set};
use tape::query::{Measure, Take};
use tape::{Service, Tape};
use zonefall_cloud::outage::{CloudRun, Query};
use zonefall_cloud::simulate;

const HOUR: u64 = 3600;

/// The recorded addition of servers, and nobody who does anything about it.
fn addition() -> CloudRun {
    let mut run = outage("aws-2020-11-25", 5);
    run.outage.actions.clear();
    run
}

fn tape_of(run: &CloudRun) -> Tape {
    simulate(run).expect("the run is well described").tape
}

fn error(tape: &Tape, service: Service, hours: f64) -> f64 {
    let query = Query {
        measure: Measure::Error(service),
        place: "aws/us-east-1".to_owned(),
        take: Take::At(kernel::SimTime::from_secs((hours * HOUR as f64) as u64)),
    };
    ask(tape, &query).expect("a service of the region")
}

#[test]
fn all_servers_fail_once_they_have_learned_and_must_build_their_maps() {
    let tape = tape_of(&addition());
    // Half of the addition fits, which is there after 31 of 63 minutes.
    assert_eq!(error(&tape, Service::Stream, 0.3), 0.0);
    assert!(error(&tape, Service::Stream, 3.0) > 0.3);
    // All have learned at 2:03, and built a map within three hours of that.
    assert_eq!(error(&tape, Service::Stream, 5.1), 1.0);
    assert_eq!(error(&tape, Service::Stream, 47.0), 1.0, "nothing heals it");
}

#[test]
fn room_under_the_limit_or_a_smaller_fleet_removes_it() {
    for (name, value) in [("limit", 1.04), ("fleet_size", 0.5), ("added", 0.009)] {
        let mut run = addition();
        set(&mut run, "stream-threads", name, value);
        assert_eq!(error(&tape_of(&run), Service::Stream, 24.0), 0.0, "{name}");
    }
}

#[test]
fn servers_taken_out_before_maps_are_built_harm_nobody() {
    let mut run = addition();
    run.commands
        .push(action(600, "stream-threads", "remove_servers", &[]));
    let tape = tape_of(&run);
    assert!(tape.facts.iter().all(|f| f.kind != "thread_limit.crossed"));
    assert_eq!(error(&tape, Service::Stream, 24.0), 0.0);
}

#[test]
fn a_restart_helps_only_with_room_under_the_limit() {
    let restart = |hours| action(hours * HOUR, "stream-servers", "restart", &[]);
    let remedies: [(&str, &[(&str, f64)]); 2] =
        [("remove_servers", &[]), ("set_limit", &[("limit", 1.1)])];
    for (remedy, arguments) in remedies {
        let mut run = addition();
        run.commands = vec![
            restart(7),
            action(9 * HOUR, "stream-threads", remedy, arguments),
            restart(10),
        ];
        let tape = tape_of(&run);
        assert_eq!(error(&tape, Service::Stream, 8.9), 1.0, "{remedy}");
        assert_eq!(error(&tape, Service::Stream, 9.9), 1.0, "{remedy}");
        assert!(error(&tape, Service::Stream, 15.0) < 0.7, "{remedy}");
        assert_eq!(error(&tape, Service::Stream, 30.0), 0.0, "{remedy}");
    }
}

#[test]
fn the_number_of_servers_followed_decides_nothing() {
    let course = |members| {
        let mut run = outage("aws-2020-11-25", 5);
        set(&mut run, "stream-threads", "members", members);
        set(&mut run, "stream-servers", "members", members);
        let tape = tape_of(&run);
        [2.0, 3.0, 12.0, 16.0].map(|h| error(&tape, Service::Stream, h))
    };
    for (few, many) in course(500.0).into_iter().zip(course(5000.0)) {
        assert!((few - many).abs() < 0.06, "{few} and {many}");
    }
}

#[test]
fn a_store_lasts_longer_while_part_of_the_need_is_met() {
    let fails = |share| {
        let mut run = calm(outage("aws-2020-11-25", 5));
        let stop = action(HOUR, "stream-servers", "stop", &[("share", share)]);
        run.commands.push(stop);
        let tape = tape_of(&run);
        let query = Query {
            measure: Measure::Error(Service::SignIn),
            place: "aws/us-east-1".to_owned(),
            take: Take::FirstOver {
                level: 0.01,
                from: kernel::SimTime::ZERO,
                until: kernel::SimTime::from_secs(40 * HOUR),
            },
        };
        ask(&tape, &query).expect("the buffer fills") - HOUR as f64
    };
    let (all, half) = (fails(1.0), fails(0.575));
    assert!((all - 2880.0).abs() < 60.0, "{all}");
    assert!((half - 2.0 * all).abs() < 60.0, "{half}");
}
