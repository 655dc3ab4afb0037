//! Servers that tell each other a wrong state.

use crate::fixture::{action, calm, outage, set};
use kernel::SimTime;
use tape::query::{Measure, Take, ask};
use tape::{Service, Tape};
use zonefall_cloud::outage::CloudRun;
use zonefall_cloud::simulate;

const US: &str = "aws/us-east-1";
const EU: &str = "aws/eu-west-1";

fn recorded(seed: u64) -> CloudRun {
    outage("aws-2008-07-20", seed)
}

fn tape_of(run: &CloudRun) -> Tape {
    simulate(run).expect("the run is well described").tape
}

fn error(tape: &Tape, place: &str, take: Take) -> Option<f64> {
    let place = tape.places.find(place).expect("a place of the cloud");
    ask(tape, &Measure::Error(Service::ObjectStore), place, take)
}

fn over(level: f64) -> Take {
    Take::FirstOver {
        level,
        from: SimTime::ZERO,
        until: SimTime::from_secs(7200),
    }
}

fn well() -> Take {
    Take::LastUnder {
        level: 0.01,
        from: SimTime::from_secs(3600),
        until: SimTime::from_secs(86_400),
    }
}

fn at(minutes: u64) -> Take {
    Take::At(SimTime::from_secs(minutes * 60))
}

#[test]
fn without_a_wrong_message_nothing_spreads() {
    let tape = tape_of(&calm(recorded(1)));
    for place in [US, EU] {
        assert_eq!(error(&tape, place, over(0.001)), None, "{place}");
    }
}

#[test]
fn a_wrong_state_reaches_everybody_in_so_many_rounds() {
    let mut slow = recorded(1);
    set(&mut slow, "gossip-us", "round", 80.0);
    set(&mut slow, "gossip-eu", "round", 80.0);
    let time = |run: &CloudRun| error(&tape_of(run), US, over(0.9)).expect("it spreads");
    let (fast, slow) = (time(&recorded(1)), time(&slow));
    assert!((slow / fast - 2.0).abs() < 0.01, "{fast} s and {slow} s");
    let rounds = fast / 40.0;
    assert!((8.0..14.0).contains(&rounds), "{rounds} rounds");
}

#[test]
fn servers_that_are_put_right_are_told_again() {
    let mut run = recorded(2);
    run.outage.actions.clear();
    for target in ["gossip-us", "gossip-eu"] {
        let clean = action(3600, target, "clean", &[("share", 0.9)]);
        run.outage.actions.push(clean);
    }
    let tape = tape_of(&run);
    let soon = error(&tape, US, at(61)).expect("a value");
    let later = error(&tape, US, at(80)).expect("a value");
    assert!(soon < 0.9 && later > 0.99, "{soon}, then {later}");
    assert_eq!(error(&tape, US, well()), None);
}

#[test]
fn a_location_that_is_cleared_alone_hears_it_again_from_the_other() {
    let mut run = recorded(3);
    run.outage.actions.retain(|a| a.target == "gossip-us");
    let tape = tape_of(&run);
    assert_eq!(
        error(&tape, US, well()),
        None,
        "nothing is let in while the other location does not talk sense"
    );
}

#[test]
fn the_larger_location_takes_longer_by_as_much() {
    let mut run = recorded(4);
    set(&mut run, "gossip-us", "size", 2.0);
    let tape = tape_of(&run);
    let begun = 3.0 + 25.0 / 60.0 + 1.0 / 0.444;
    let hours = |place| error(&tape, place, well()).expect("it comes back") / 3600.0 - begun;
    let (us, eu) = (hours(US), hours(EU));
    assert!((us / eu - 2.0).abs() < 0.05, "{us} h and {eu} h");
}

#[test]
fn a_checksum_keeps_it_out() {
    let mut run = recorded(5);
    set(&mut run, "gossip-us", "checked", 1.0);
    set(&mut run, "gossip-eu", "checked", 1.0);
    let tape = tape_of(&run);
    assert_eq!(error(&tape, US, over(0.001)), None);
}
