//! Starts that fail from a date on, and healing that spreads it: on the cloud of the outage that showed them.

use crate::fixture::{action, calm, outage, set};
use kernel::SimTime;
use tape::query::{Measure, Take, ask};
use tape::{Service, Tape};
use zonefall_cloud::outage::CloudRun;
use zonefall_cloud::simulate;

fn run() -> CloudRun {
    outage("azure-2012-02-29", 3)
}

fn left_alone() -> CloudRun {
    let mut run = run();
    run.outage.actions.clear();
    run
}

fn tape_of(run: &CloudRun) -> Tape {
    simulate(run).expect("the recorded outage runs").tape
}

/// Share of the machines that ran before and cannot be reached.
fn down(tape: &Tape, hours: f64) -> f64 {
    error(tape, Service::Compute, "azure/north-europe", hours)
}

fn error(tape: &Tape, service: Service, place: &str, hours: f64) -> f64 {
    let place = tape.places.find(place).expect("the place");
    let at = Take::At(SimTime::from_secs((hours * 3600.0) as u64));
    ask(tape, &Measure::Error(service), place, at).expect("a value")
}

fn first(tape: &Tape, kind: &str) -> Option<f64> {
    let fact = tape.facts.iter().find(|f| f.kind == kind)?;
    Some(fact.at.secs_f64() / 60.0)
}

#[test]
fn nothing_happens_without_the_date() {
    let tape = tape_of(&calm(run()));
    assert!(tape.facts.iter().all(|f| f.kind.starts_with("status_page")));
    assert_eq!(down(&tape, 20.0), 0.0);
}

#[test]
fn hosts_are_declared_faulty_after_their_time_outs() {
    for (timeout, attempts) in [(1500.0, 3.0), (600.0, 2.0)] {
        let mut run = run();
        set(&mut run, "clusters", "start_timeout", timeout);
        set(&mut run, "clusters", "attempts", attempts);
        let found = first(&tape_of(&run), "healing.declares_faulty").expect("some are");
        let expected = timeout * attempts / 60.0;
        assert!((found - expected).abs() <= 2.0, "{found} {expected}");
    }
}

#[test]
fn what_runs_goes_on_while_nothing_new_starts() {
    let mut run = left_alone();
    set(&mut run, "clusters", "heals", 0.0);
    let tape = tape_of(&run);
    assert_eq!(down(&tape, 20.0), 0.0);
    let starts = error(&tape, Service::LaunchLocal, "azure/north-europe/a", 20.0);
    assert_eq!(starts, 1.0);
}

#[test]
fn healing_spreads_it_and_the_limit_holds_it() {
    let mut free = left_alone();
    set(&mut free, "clusters", "halt_at", 1.0);
    let (free, limited) = (tape_of(&free), tape_of(&left_alone()));
    assert!(first(&limited, "healing.halts").is_some());
    let (spread, held) = (down(&free, 12.0), down(&limited, 12.0));
    assert!(spread > 0.5 && held < 0.1, "{spread} {held}");
    // Each round is larger by the machines of a host.
    let (one, two) = (down(&free, 2.4), down(&free, 3.6));
    assert!(two > 2.0 * one, "{one} {two}");
}

#[test]
fn management_that_is_off_stops_the_spread() {
    let mut run = left_alone();
    set(&mut run, "clusters", "halt_at", 1.0);
    let off = action(3 * 3600, "clusters", "disable_management", &[]);
    run.outage.actions.push(off);
    let tape = tape_of(&run);
    let (before, after) = (down(&tape, 3.1), down(&tape, 12.0));
    assert!(before > 0.0 && before == after, "{before} {after}");
    assert_eq!(
        error(&tape, Service::ControlApi, "azure/north-europe", 12.0),
        1.0
    );
}

#[test]
fn a_fix_brings_starts_and_lost_machines_back() {
    let mut run = left_alone();
    run.outage
        .actions
        .push(action(3600 * 5, "certificates", "fix", &[]));
    let tape = tape_of(&run);
    let starts = |h| error(&tape, Service::LaunchLocal, "azure/north-europe/a", h);
    assert!(starts(4.9) > 0.99 && starts(6.5) < 0.7 && starts(9.0) == 0.0);
    assert!(down(&tape, 4.9) > 0.0 && down(&tape, 20.0) == 0.0);
}

#[test]
fn clusters_that_are_cut_off_come_back_by_a_repair_only() {
    let mut run = calm(run());
    run.outage
        .actions
        .push(action(3600, "clusters", "cut_updating", &[]));
    let cut = down(&tape_of(&run), 40.0);
    assert!((0.3..0.45).contains(&cut), "{cut}");
    run.outage
        .actions
        .push(action(7200, "clusters", "repair_updating", &[]));
    let tape = tape_of(&run);
    assert!(down(&tape, 4.5) < 0.1 * cut + 0.01);
    assert!(down(&tape, 4.5) > 0.0 && down(&tape, 30.0) == 0.0);
}

#[test]
fn ten_times_more_clusters_fare_alike() {
    let mut many = run();
    set(&mut many, "clusters", "clusters", 500.0);
    let (few, many) = (tape_of(&run()), tape_of(&many));
    for hours in [2.5, 8.0, 12.0, 15.0, 20.0] {
        let (x, y) = (down(&few, hours), down(&many, hours));
        assert!((x - y).abs() < 0.02, "{hours}: {x} {y}");
    }
}
