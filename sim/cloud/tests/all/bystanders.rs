//! Services that nothing was done to are hurt through what they depend on, and only through that.

use crate::fixture::{action, quiet, recorded, set};
use kernel::SimTime;
use tape::query::{Measure, Take, ask};
use tape::{FateState, PopulationKind, Service, Tape};
use zonefall_cloud::outage::CloudRun;
use zonefall_cloud::simulate;

fn tape_of(run: &CloudRun) -> Tape {
    simulate(run).expect("the run is well described").tape
}

fn worst(tape: &Tape, service: Service, place: &str) -> f64 {
    let place = tape.places.find(place).expect("a place of the cloud");
    let span = Take::Peak {
        from: SimTime::ZERO,
        until: tape.end,
    };
    ask(tape, &Measure::Error(service), place, span).expect("a peak")
}

/// The recorded outage with a general control API that stands and falls with the volumes' one.
fn coupled() -> CloudRun {
    let mut run = recorded(1);
    set(&mut run, "ebs-control", "control_coupling", 1.0);
    run
}

#[test]
fn load_balancers_suffer_when_they_cannot_be_changed() {
    let mut run = coupled();
    // Balancers that change every ten minutes, so that a few failed tries show.
    set(&mut run, "elb", "changes_per_hour", 6.0);
    set(&mut run, "elb", "overload_loss", 1.0);
    assert!(worst(&tape_of(&run), Service::LoadBalancer, "aws/us-east-1") > 0.02);
    set(&mut run, "ebs-control", "control_coupling", 0.0);
    assert_eq!(
        worst(&tape_of(&run), Service::LoadBalancer, "aws/us-east-1"),
        0.0
    );
}

#[test]
fn answers_that_hinge_on_changes_go_wrong() {
    let mut run = coupled();
    assert_eq!(
        worst(&tape_of(&run), Service::Dns, "aws/us-east-1"),
        0.0,
        "statically stable"
    );
    set(&mut run, "dns", "change_dependence", 0.5);
    assert!(worst(&tape_of(&run), Service::Dns, "aws/us-east-1") > 0.05);
}

#[test]
fn objects_are_out_of_reach_when_every_zone_with_a_copy_is() {
    let mut run = quiet(1);
    set(&mut run, "backbone", "secondary_capacity", 0.1);
    set(&mut run, "backbone", "shifted_share", 1.0);
    let cut = |zone: &str| {
        let target = format!("backbone/{zone}");
        action(60, &target, "shift_traffic", &[])
    };
    run.commands = vec![cut("a"), cut("b")];
    assert_eq!(
        worst(&tape_of(&run), Service::ObjectStore, "aws/us-east-1"),
        0.0,
        "two of three"
    );
    run.commands = vec![cut("a"), cut("b"), cut("c")];
    let one_choice_in_four = worst(&tape_of(&run), Service::ObjectStore, "aws/us-east-1");
    assert!(
        (one_choice_in_four - 0.25).abs() < 1e-6,
        "{one_choice_in_four}"
    );
}

#[test]
fn databases_hang_with_any_of_their_volumes() {
    let mut run = recorded(1);
    let single = Measure::Share(PopulationKind::DatabasesSingle, vec![FateState::Hung]);
    let stuck = |run: &CloudRun, volumes: f64| {
        let mut run = run.clone();
        set(&mut run, "rds", "volumes_per_database", volumes);
        let tape = tape_of(&run);
        let zone = tape.places.find("aws/us-east-1/a").expect("the zone");
        ask(&tape, &single, zone, Take::At(SimTime::from_secs(3600))).expect("a share")
    };
    let (one, four) = (stuck(&run, 1.0), stuck(&run, 4.0));
    // Four volumes drawn at random: the chance that none of them is stuck.
    let none = (1.0 - one) * (1.0 - one) * (1.0 - one) * (1.0 - one);
    assert!((four - (1.0 - none)).abs() < 0.02, "{one} {four}");
    run.outage.trigger.at = SimTime::NEVER;
    assert_eq!(stuck(&run, 4.0), 0.0);
}

#[test]
fn database_calls_fail_with_the_volume_calls_they_need() {
    let tape = tape_of(&recorded(1));
    assert!(worst(&tape, Service::DatabaseApi, "aws/us-east-1/b") > 0.2);
    assert!(worst(&tape, Service::DatabaseApi, "aws/us-east-1/a") > 0.99);
    let mut alone = recorded(1);
    set(&mut alone, "ebs-control", "per_zone_isolation", 1.0);
    assert_eq!(
        worst(&tape_of(&alone), Service::DatabaseApi, "aws/us-east-1/b"),
        0.0
    );
}

/// Owners read the status page: without the post that withdraws the promised time, nobody gives up.
#[test]
fn without_posts_only_people_behave_differently() {
    let with = tape_of(&recorded(1));
    let mut run = recorded(1);
    run.outage.posts.clear();
    let without = tape_of(&run);
    let given_up = |tape: &Tape| {
        let zone = tape.places.find("aws/us-east-1/a").expect("the zone");
        let measure = Measure::Ever(PopulationKind::DatabasesSingle, vec![FateState::Abandoned]);
        ask(tape, &measure, zone, Take::At(tape.end)).expect("a share")
    };
    assert!(given_up(&with) > 0.2);
    assert_eq!(given_up(&without), 0.0);
    assert_eq!(with.tracks.len(), without.tracks.len());
    for (a, b) in with.tracks.iter().zip(&without.tracks) {
        let steps = |t: &tape::Track| {
            t.steps
                .iter()
                .map(|s| (s.at, s.condition))
                .collect::<Vec<_>>()
        };
        assert_eq!(steps(a), steps(b), "{:?}", a.service);
    }
}
