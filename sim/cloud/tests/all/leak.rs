//! Servers that lose their memory to an agent: who starves, what that does to volumes, and what ends it.

use crate::fixture::{calm, outage, set};
use kernel::SimTime;
use tape::query::{Measure, Take, ask};
use tape::{FateState, PopulationKind, Service, Tape};
use zonefall_cloud::outage::CloudRun;
use zonefall_cloud::simulate;

fn morning() -> CloudRun {
    outage("aws-2012-10-22", 1)
}

fn tape_of(run: &CloudRun) -> Tape {
    simulate(run).expect("the run is well described").tape
}

fn asked(tape: &Tape, measure: &Measure, take: Take) -> f64 {
    let place = tape.places.find("aws/us-east-1/a").expect("the zone");
    ask(tape, measure, place, take).expect("an answer")
}

fn stuck() -> Measure {
    let states = vec![FateState::Hung, FateState::Waiting];
    Measure::Share(PopulationKind::Volumes, states)
}

fn peak(tape: &Tape, measure: &Measure) -> f64 {
    let from = SimTime::ZERO;
    let until = tape.end;
    asked(tape, measure, Take::Peak { from, until })
}

#[test]
fn volumes_hang_only_when_more_servers_starve_than_there_is_room_for() {
    let mut run = morning();
    assert!(peak(&tape_of(&run), &stuck()) > 0.08);
    set(&mut run, "agents", "stale_share", 0.03);
    assert!(peak(&tape_of(&run), &stuck()) < 0.01, "there is room");
    set(&mut run, "ebs", "free_space", 0.0);
    assert!(peak(&tape_of(&run), &stuck()) > 0.02, "there is none");
}

#[test]
fn servers_come_back_by_themselves_and_sooner_when_their_memory_is_freed() {
    let left = |run: &CloudRun, hour: u64| {
        asked(
            &tape_of(run),
            &stuck(),
            Take::At(SimTime::from_secs(hour * 3600)),
        )
    };
    let mut run = morning();
    assert!(left(&run, 10) < 0.001);
    run.outage.actions.retain(|a| a.id != "free-memory");
    assert!(left(&run, 10) > 0.0);
    assert!(left(&run, 47) < 0.02, "what watches over them goes on");
    set(&mut run, "agents", "restart_time", 180.0);
    assert!(peak(&tape_of(&run), &stuck()) < 0.01);
}

#[test]
fn a_peer_that_is_there_costs_no_memory() {
    let tape = tape_of(&calm(morning()));
    assert!(peak(&tape, &stuck()) < 0.001);
    assert!(tape.facts.iter().all(|f| f.kind != "leak.starved"));
}

#[test]
fn refused_calls_are_felt_in_every_zone_for_as_long_as_they_are_refused() {
    let errors = Measure::Error(Service::LaunchLocal);
    let tape = tape_of(&morning());
    let at = |minutes: u64| asked(&tape, &errors, Take::At(SimTime::from_secs(minutes * 60)));
    assert_eq!((at(200), at(300), at(400)), (0.0, 0.5, 0.0));
}

#[test]
fn shares_do_not_depend_on_how_many_are_simulated() {
    let mut run = morning();
    // With few servers the first ones are chance; the peak is of many.
    let few = peak(&tape_of(&run), &stuck());
    set(&mut run, "agents", "members", 2000.0);
    set(&mut run, "ebs", "volumes", 100_000.0);
    let many = peak(&tape_of(&run), &stuck());
    assert!((few - many).abs() < 0.08, "{few} and {many}");
}
