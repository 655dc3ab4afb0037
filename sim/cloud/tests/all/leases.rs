//! Names that automation empties, hosts that all want a lease at once, work that was held up: on the cloud of the outage
//! that showed them.

use crate::fixture::{action, calm, outage, set};
use kernel::SimTime;
use tape::query::{Measure, Take, ask};
use tape::{Service, Tape};
use zonefall_cloud::outage::CloudRun;
use zonefall_cloud::simulate;

fn run() -> CloudRun {
    outage("aws-2025-10-19", 3)
}

fn tape_of(run: &CloudRun) -> Tape {
    simulate(run).expect("the recorded outage runs").tape
}

fn at(hours: f64) -> SimTime {
    SimTime::from_secs((hours * 3600.0) as u64)
}

fn error(tape: &Tape, service: Service, place: &str, hours: f64) -> f64 {
    let place = tape.places.find(place).expect("the place");
    ask(tape, &Measure::Error(service), place, Take::At(at(hours))).expect("a value")
}

/// Share of hosts without a lease.
fn without_lease(tape: &Tape, hours: f64) -> f64 {
    error(tape, Service::ControlApi, "aws/us-east-1", hours)
}

/// Without what operators did about leases and launches.
fn left_alone() -> CloudRun {
    let mut run = run();
    run.outage
        .actions
        .retain(|a| ["internal-fix", "restore-record"].contains(&a.id.as_str()));
    run
}

#[test]
fn nothing_happens_without_the_trigger() {
    let tape = tape_of(&calm(run()));
    assert!(tape.facts.iter().all(|f| f.kind.starts_with("status_page")));
}

#[test]
fn an_old_plan_that_is_not_deleted_is_overwritten_by_the_next() {
    let mut run = run();
    let age = run.outage.trigger.arguments[0].1;
    set(&mut run, "table-names", "plans_kept", age);
    let tape = tape_of(&run);
    assert!(tape.facts.iter().any(|f| f.kind == "dns_records.caught_up"));
    assert_eq!(error(&tape, Service::Table, "aws/us-east-1", 1.0), 0.0);
}

#[test]
fn clients_come_back_evenly_while_the_empty_answer_runs_out() {
    let mut run = run();
    set(&mut run, "table-names", "empty_ttl", 3600.0);
    let tape = tape_of(&run);
    let filled = 2.0 + 37.0 / 60.0;
    for (after, expected) in [(0.25, 0.75), (0.5, 0.5), (0.75, 0.25), (1.05, 0.0)] {
        let found = error(&tape, Service::Table, "aws/us-east-1", filled + after);
        assert!((found - expected).abs() < 0.03, "{after}: {found}");
    }
}

#[test]
fn other_regions_serve() {
    let tape = tape_of(&run());
    assert_eq!(error(&tape, Service::Table, "aws/us-west-1", 1.0), 0.0);
}

#[test]
fn leases_do_not_come_back_by_themselves_and_nothing_is_broken() {
    let tape = tape_of(&left_alone());
    let (early, late) = (without_lease(&tape, 4.0), without_lease(&tape, 30.0));
    assert!(early > 0.5 && (early - late).abs() < 0.01, "{early} {late}");
    assert_eq!(error(&tape, Service::Table, "aws/us-east-1", 4.0), 0.0);
}

#[test]
fn neither_fewer_hosts_nor_a_longer_time_out_collapses() {
    for (name, value) in [("hosts_per_manager", 1000.0), ("timeout", 6.0 * 3600.0)] {
        let mut run = left_alone();
        set(&mut run, "host-leases", name, value);
        let found = without_lease(&tape_of(&run), 10.0);
        assert!(found < 0.01, "{name}: {found}");
    }
}

#[test]
fn a_throttle_without_restarts_leaves_the_queue_as_it_is() {
    let restart = action(16_000, "host-leases", "restart", &[]);
    let throttle = action(16_000, "host-leases", "throttle", &[]);
    let mut run = left_alone();
    run.outage.actions.push(throttle.clone());
    assert!(without_lease(&tape_of(&run), 6.0) > 0.5, "the queue is old");
    run.outage.actions.push(restart);
    assert!(without_lease(&tape_of(&run), 7.0) < 0.01);
}

#[test]
fn a_short_loss_of_the_store_costs_few_leases() {
    let mut run = left_alone();
    set(&mut run, "table-names", "repairs_itself", 1.0);
    set(&mut run, "table-names", "empty_ttl", 60.0);
    let tape = tape_of(&run);
    assert!(without_lease(&tape, 4.0) < 0.01);
}

#[test]
fn what_was_held_up_takes_longer_with_less_to_spare() {
    let gone = |capacity: f64| {
        let mut run = run();
        set(&mut run, "network-state", "capacity", capacity);
        let tape = tape_of(&run);
        let done = |f: &&tape::Fact| f.kind == "backlog.worked_off";
        tape.facts.iter().find(done).map(|f| f.at)
    };
    let (slow, fast) = (gone(1.2), gone(1.5));
    assert!(fast.is_some() && slow > fast, "{slow:?} {fast:?}");
}

#[test]
fn fail_over_that_is_off_takes_no_capacity_away() {
    let lost = |hours: f64, run: &CloudRun| {
        error(&tape_of(run), Service::LoadBalancer, "aws/us-east-1", hours)
    };
    let mut run = run();
    assert!(lost(7.0, &run) > 0.01);
    run.outage
        .actions
        .push(action(0, "nlb", "disable_failover", &[]));
    assert_eq!(lost(7.0, &run), 0.0);
}

#[test]
fn ten_times_more_managers_fare_alike() {
    let mut many = run();
    set(&mut many, "host-leases", "managers", 500.0);
    let (few, many) = (tape_of(&run()), tape_of(&many));
    for hours in [1.0, 3.0, 5.0, 5.5] {
        let (x, y) = (without_lease(&few, hours), without_lease(&many, hours));
        assert!((x - y).abs() < 0.03, "{hours}: {x} {y}");
    }
}
