//! Subsystems that serve from metadata, and all that stands on them.

use crate::fixture::{action, calm, outage, set};
use kernel::SimTime;
use tape::query::{Measure, Take, ask};
use tape::{Service, Tape};
use zonefall_cloud::outage::CloudRun;
use zonefall_cloud::simulate;

const HOUR: f64 = 3600.0;

fn recorded(seed: u64) -> CloudRun {
    outage("aws-2017-02-28", seed)
}

fn tape_of(run: &CloudRun) -> Tape {
    simulate(run).expect("the run is well described").tape
}

fn span(take: fn(SimTime, SimTime) -> Take) -> Take {
    take(SimTime::from_secs(60), SimTime::from_secs(86_400))
}

fn peak() -> Take {
    span(|from, until| Take::Peak { from, until })
}

fn under(level: f64) -> Take {
    Take::LastUnder {
        level,
        from: SimTime::from_secs(1800),
        until: SimTime::from_secs(86_400),
    }
}

fn error(tape: &Tape, service: Service, place: &str, take: Take) -> Option<f64> {
    let place = tape.places.find(place).expect("a place of the cloud");
    ask(tape, &Measure::Error(service), place, take)
}

fn region(tape: &Tape, service: Service, take: Take) -> Option<f64> {
    error(tape, service, "aws/us-east-1", take)
}

#[test]
fn without_a_trigger_nothing_is_said_and_nothing_fails() {
    let tape = tape_of(&calm(recorded(1)));
    for service in Service::ALL {
        let worst = region(&tape, service, peak());
        assert_eq!(worst, Some(0.0), "{}", service.name());
    }
    assert!(tape.facts.iter().all(|f| f.kind == "status_page.posted"));
}

#[test]
fn reads_come_back_in_parts_then_whole_and_writes_after_them() {
    let tape = tape_of(&recorded(1));
    let at = |service, level| region(&tape, service, under(level)).expect("it comes back");
    let (partial, whole) = (
        at(Service::ObjectStore, 0.9),
        at(Service::ObjectStore, 0.01),
    );
    let writes = at(Service::ObjectWrites, 0.01);
    assert!(
        partial + 0.25 * HOUR < whole,
        "partly after {partial} s, wholly after {whole} s"
    );
    assert!(
        whole < writes,
        "reads after {whole} s, writes after {writes} s"
    );
    let launches = error(
        &tape,
        Service::LaunchBlock,
        "aws/us-east-1/c",
        Take::At(SimTime::from_secs(3600)),
    );
    assert_eq!(launches, Some(1.0), "no image can be read");
    let elsewhere = error(&tape, Service::ObjectStore, "aws/us-west-2", peak());
    assert_eq!(elsewhere, Some(0.0));
}

#[test]
fn a_restart_takes_as_long_as_there_is_metadata_to_check() {
    let whole = |objects: f64| {
        let mut run = recorded(2);
        set(&mut run, "s3-index", "objects", objects);
        let tape = tape_of(&run);
        region(&tape, Service::ObjectStore, under(0.01)).expect("it comes back") - 0.25 * HOUR
    };
    let (half, full) = (whole(2500.0), whole(5000.0));
    assert!(
        (full / half - 2.0).abs() < 0.01,
        "half takes {half} s, all takes {full} s"
    );
}

#[test]
fn fractions_do_not_depend_on_the_number_of_partitions() {
    let whole = |partitions: f64| {
        let mut run = recorded(3);
        set(&mut run, "s3-index", "partitions", partitions);
        region(&tape_of(&run), Service::ObjectStore, under(0.5)).expect("it comes back")
    };
    let (few, many) = (whole(1000.0), whole(10_000.0));
    assert!(
        (few / many - 1.0).abs() < 0.05,
        "{few} s and {many} s until half of it works"
    );
}

#[test]
fn a_subsystem_goes_on_without_some_of_its_servers() {
    let mut run = recorded(4);
    for (_, share) in &mut run.outage.trigger.arguments {
        *share = 0.1;
    }
    let tape = tape_of(&run);
    assert_eq!(region(&tape, Service::ObjectStore, peak()), Some(0.0));
}

#[test]
fn what_stands_on_an_index_waits_until_that_is_whole() {
    let mut run = recorded(5);
    run.outage.actions.retain(|a| a.id != "restart-index");
    let tape = tape_of(&run);
    assert_eq!(
        region(&tape, Service::ObjectWrites, under(0.9)),
        None,
        "placement waits for an index that nobody starts anew"
    );
}

#[test]
fn a_restart_waits_for_enough_servers() {
    let mut run = recorded(6);
    run.outage.actions.retain(|a| a.id != "give-back-index");
    let back = 5 * 3600;
    let late = action(back, "s3-index", "add_servers", &[("share", 0.5)]);
    run.outage.actions.push(late);
    let whole = region(&tape_of(&run), Service::ObjectStore, under(0.01));
    let on_time = region(&tape_of(&recorded(6)), Service::ObjectStore, under(0.01));
    let later = whole.expect("it comes back") - on_time.expect("it comes back");
    assert!((later - 4.75 * HOUR).abs() < 60.0, "{later} s later");
}

#[test]
fn posts_wait_while_the_page_cannot_be_changed() {
    let posts = |run: &CloudRun| -> Vec<u64> {
        let tape = tape_of(run);
        tape.posts.iter().map(|p| p.at.0 / 60_000_000).collect()
    };
    let run = recorded(7);
    assert_eq!(posts(&run)[..2], [120, 120], "the first one was held");
    let mut free = run.clone();
    set(&mut free, "status-console", "dependence", 0.0);
    assert_eq!(posts(&free)[..2], [29, 120]);
    let mut stuck = run;
    stuck.outage.actions.retain(|a| a.id != "other-way");
    let first = posts(&stuck)[0];
    assert!((150..240).contains(&first), "at minute {first}");
    assert_eq!(posts(&stuck).len(), 5, "no post is lost");
}
