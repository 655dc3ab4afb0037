//! A site without power: who goes dark, what comes back in which order, and what is felt in other zones.

use crate::fixture::{action, calm, outage, set};
use kernel::SimTime;
use tape::query::{Measure, Take, ask};
use tape::{FateState, PopulationKind, Service, Tape};
use zonefall_cloud::outage::CloudRun;
use zonefall_cloud::simulate;

const STRUCK: &str = "aws/us-east-1/a";
const OTHER: &str = "aws/us-east-1/b";

fn night() -> CloudRun {
    outage("aws-2012-06-29", 1)
}

fn tape_of(run: &CloudRun) -> Tape {
    simulate(run).expect("the run is well described").tape
}

fn at(hours: f64) -> SimTime {
    SimTime::from_secs((hours * 3600.0) as u64)
}

fn asked(tape: &Tape, measure: &Measure, place: &str, take: Take) -> Option<f64> {
    ask(tape, measure, tape.places.find(place)?, take)
}

fn peak(tape: &Tape, measure: &Measure, place: &str) -> f64 {
    let from = SimTime::ZERO;
    let until = tape.end;
    asked(tape, measure, place, Take::Peak { from, until }).expect("a peak")
}

/// Hours after the start until the measure reaches the level.
fn reaches(tape: &Tape, measure: &Measure, level: f64) -> Option<f64> {
    let from = SimTime::ZERO;
    let until = tape.end;
    asked(
        tape,
        measure,
        STRUCK,
        Take::FirstOver { level, from, until },
    )
    .map(|s| s / 3600.0)
}

fn hang(kind: PopulationKind) -> Measure {
    Measure::Share(kind, vec![FateState::Hung, FateState::Waiting])
}

fn machines() -> Measure {
    hang(PopulationKind::Instances)
}

#[test]
fn batteries_bridge_what_is_short() {
    let mut run = night();
    run.outage.actions.retain(|a| a.id == "utility-back");
    assert_eq!(
        peak(&tape_of(&run), &machines(), STRUCK),
        0.0,
        "two minutes"
    );
    set(&mut run, "power/a", "battery_time", 100.0);
    let share = peak(&tape_of(&run), &machines(), STRUCK);
    assert!((share - 0.35).abs() < 0.001, "{share}");
}

#[test]
fn generators_carry_when_the_switchgear_waits_for_them() {
    let mut run = night();
    set(&mut run, "power", "switch_window", 240.0);
    assert_eq!(peak(&tape_of(&run), &machines(), STRUCK), 0.0);
}

#[test]
fn a_generator_takes_its_own_racks_only_and_only_where_the_second_circuit_opens() {
    let mut run = calm(night());
    run.commands = vec![
        action(60, "power/b", "utility_lost", &[]),
        action(600, "power/b", "generator_fails", &[]),
    ];
    set(&mut run, "power/b", "second_circuit", 0.8);
    let dark = |run: &CloudRun| peak(&tape_of(run), &machines(), OTHER);
    let one_of_eight = dark(&run);
    assert!((one_of_eight - 0.35 / 8.0).abs() < 0.001, "{one_of_eight}");
    set(&mut run, "power/b", "generators", 5.0);
    assert!(dark(&run) > 1.5 * one_of_eight);
    set(&mut run, "power/b", "second_circuit", 1.1);
    assert_eq!(dark(&run), 0.0);
}

#[test]
fn small_parts_come_back_sooner_than_large_ones() {
    let back = Measure::Back(PopulationKind::Instances);
    let mut run = night();
    let large = reaches(&tape_of(&run), &back, 0.5).expect("they come back");
    set(&mut run, "power/a", "site_share", 0.05);
    let small = reaches(&tape_of(&run), &back, 0.5).expect("they come back");
    assert!(small < 1.6 && large > 3.5, "{small} h and {large} h");
}

#[test]
fn volumes_wait_for_their_checks_and_are_all_handed_back() {
    let back = Measure::Back(PopulationKind::Volumes);
    let mut run = night();
    let tape = tape_of(&run);
    let slow = reaches(&tape, &back, 0.9).expect("they come back");
    let waits = Measure::Share(PopulationKind::Volumes, vec![FateState::Waiting]);
    assert!(peak(&tape, &waits, STRUCK) > 0.1);
    assert_eq!(
        asked(
            &tape,
            &hang(PopulationKind::Volumes),
            STRUCK,
            Take::At(at(24.0))
        ),
        Some(0.0)
    );
    set(&mut run, "ebs", "in_flight_share", 0.0);
    let tape = tape_of(&run);
    let quick = reaches(&tape, &back, 0.9).expect("they come back");
    assert_eq!(peak(&tape, &waits, STRUCK), 0.0);
    assert!(quick + 1.0 < slow, "{quick} h and {slow} h");
}

#[test]
fn nobody_searches_for_copies_that_went_dark_together() {
    let tape = tape_of(&night());
    assert_eq!(peak(&tape, &hang(PopulationKind::Volumes), OTHER), 0.0);
    let share = peak(&tape, &hang(PopulationKind::Volumes), STRUCK);
    assert!((share - 0.35).abs() < 0.005, "{share}");
    let kinds = |kind: &str| tape.facts.iter().filter(|f| f.kind == kind).count();
    assert_eq!(kinds("block_store.space_exhausted"), 0);
}

#[test]
fn changes_wait_for_the_datastores_primary() {
    let launches = Measure::Error(Service::LaunchLocal);
    let last = |run: &CloudRun| {
        let take = Take::LastUnder {
            level: 0.5,
            from: at(0.7),
            until: at(12.0),
        };
        asked(&tape_of(run), &launches, OTHER, take).map(|s| s / 3600.0)
    };
    let mut run = night();
    assert_eq!(last(&run), Some(106.0 / 60.0), "as people decided");
    run.outage.actions.retain(|a| a.id != "promote");
    let itself = last(&run).expect("its servers boot in the end");
    assert!((2.0..4.5).contains(&itself), "{itself} h");
    set(&mut run, "control-datastore", "automatic", 1.0);
    let automatic = last(&run).expect("a copy takes over");
    assert!(automatic < 0.8, "{automatic} h");
    set(&mut run, "control-datastore", "primary_zone", 2.0);
    assert_eq!(
        last(&run),
        Some(0.7),
        "nothing happens to a primary elsewhere"
    );
}

#[test]
fn a_flood_of_changes_is_felt_elsewhere_only_through_a_shared_queue() {
    let errors = Measure::Error(Service::LoadBalancer);
    let mut run = night();
    assert!(peak(&tape_of(&run), &errors, OTHER) >= 0.01);
    set(&mut run, "balancers", "queue_per_zone", 1.0);
    let tape = tape_of(&run);
    let take = |from| Take::Peak {
        from,
        until: at(12.0),
    };
    assert_eq!(asked(&tape, &errors, OTHER, take(at(3.8))), Some(0.0));
    assert!(peak(&tape, &errors, STRUCK) > 0.1);
}

#[test]
fn without_the_trigger_nothing_happens_and_without_people_it_ends_all_the_same() {
    let tape = tape_of(&calm(night()));
    assert_eq!(peak(&tape, &machines(), "aws/us-east-1"), 0.0);
    assert!(peak(&tape, &Measure::Error(Service::ControlApi), "aws/us-east-1") < 1e-9);
    let mut run = night();
    run.outage.actions.clear();
    let tape = tape_of(&run);
    let dark = asked(&tape, &machines(), STRUCK, Take::At(at(24.0)));
    assert!(
        dark.is_some_and(|d| (d - 0.35).abs() < 0.001),
        "nobody mends the generators"
    );
}

#[test]
fn shares_do_not_depend_on_how_many_are_simulated() {
    let back = Measure::Back(PopulationKind::Volumes);
    let mut run = night();
    let few = reaches(&tape_of(&run), &back, 0.9).expect("they come back");
    set(&mut run, "ebs", "volumes", 100_000.0);
    set(&mut run, "boot", "members", 10_000.0);
    let many = reaches(&tape_of(&run), &back, 0.9).expect("they come back");
    assert!((few - many).abs() < 0.2, "{few} h and {many} h");
}
