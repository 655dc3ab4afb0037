//! Several outages on one tape.

use crate::common::{empty, hours, tape_with};
use kernel::SimDuration;
use zonefall_tape::query::{Measure, Take, ask};
use zonefall_tape::strung::{Overlap, Part, string};
use zonefall_tape::{Condition, Fact, FactId, FateState, PopulationKind, Service, Tape};

fn at<'a>(hours: u64, tape: &'a Tape) -> Part<'a> {
    Part {
        after: SimDuration::from_hours(hours),
        tape,
    }
}

fn hung(tape: &Tape, hour: u64) -> f64 {
    let zone = tape.places.find("aws/us-east-1/a").expect("the zone");
    let hung = Measure::Share(PopulationKind::Volumes, vec![FateState::Hung]);
    ask(tape, &hung, zone, Take::At(hours(hour))).expect("a share")
}

#[test]
fn each_hits_its_share_and_between_them_all_is_well() {
    let (large, small) = (tape_with(1000, 100), tape_with(50, 10));
    let whole = string("two", &[at(0, &large), at(100, &small)], 1).expect("they lie apart");
    assert_eq!(
        [0, 2, 50, 102, 110].map(|h| hung(&whole, h)),
        [0.0, 0.1, 0.0, 0.2, 0.0]
    );
    assert_eq!(whole.end, hours(104));
    // Who is hit twice is so by chance: a fifth of a tenth of a thousand.
    let twice = whole.populations[0].touched.iter();
    let twice = twice.filter(|h| h.transitions.len() == 4).count();
    assert!((5..40).contains(&twice), "{twice}");
    let again = string("two", &[at(0, &large), at(100, &small)], 1).expect("they lie apart");
    assert_eq!(whole.digest(), again.digest());
    let other = string("two", &[at(0, &large), at(100, &small)], 2).expect("they lie apart");
    assert_ne!(whole.digest(), other.digest());
}

#[test]
fn what_is_open_at_the_end_of_one_is_over_before_the_next_but_not_what_is_lost() {
    let (mut b, zone) = empty();
    b.tape().end = hours(4);
    b.population(zone, PopulationKind::Volumes, 10);
    let kind = PopulationKind::Volumes;
    b.fate(hours(1), zone, kind, 0, FateState::Lost, None);
    b.fate(hours(1), zone, kind, 1, FateState::Hung, None);
    b.condition(hours(1), zone, Service::Dns, Condition::errors(0.5), None);
    let open = b.finish().expect("short");
    let all = tape_with(10, 10);
    let whole = string("two", &[at(0, &open), at(10, &all)], 1).expect("they lie apart");
    let population = &whole.populations[0];
    let state = |member, hour| {
        let history = population.history(member).expect("everybody is touched");
        history.state_at(hours(hour))
    };
    assert_eq!([2, 5, 12, 20].map(|h| state(0, h)), [FateState::Lost; 4]);
    assert_eq!(state(1, 5), FateState::Healthy);
    assert_eq!(state(1, 12), FateState::Hung);
    let zone = whole.places.find("aws/us-east-1/a").expect("the zone");
    let errors = [2, 5].map(|h| whole.condition(zone, Service::Dns, hours(h)).error());
    assert_eq!(errors, [0.5, 0.0]);
}

#[test]
fn causes_stay_within_their_part() {
    let (mut b, _) = empty();
    let fact = |cause| Fact {
        at: hours(1),
        place: None,
        kind: "x.y".to_owned(),
        text: "something".to_owned(),
        cause,
        given: cause.into_iter().collect(),
        input: false,
        moves: Vec::new(),
    };
    let first = b.fact(fact(None));
    b.fact(fact(Some(first)));
    b.tape().end = hours(2);
    let tape = b.finish().expect("short");
    let whole = string("two", &[at(0, &tape), at(2, &tape)], 1).expect("they touch");
    let causes: Vec<_> = whole.facts.iter().map(|f| (f.at, f.cause)).collect();
    let expected = [
        (hours(1), None),
        (hours(1), Some(FactId(0))),
        (hours(3), None),
        (hours(3), Some(FactId(2))),
    ];
    assert_eq!(causes, expected);
    assert_eq!(whole.facts[3].given, [FactId(2)]);
}

#[test]
fn what_overlaps_is_refused() {
    let tape = tape_with(10, 1);
    let parts = [at(0, &tape), at(4, &tape), at(7, &tape)];
    assert_eq!(string("three", &parts, 1), Err(Overlap { part: 2 }));
}
