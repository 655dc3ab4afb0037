//! Answers to queries, worked out by hand.

use crate::common::{empty, hours, tape_with};
use kernel::{SimTime, Stream};
use zonefall_tape::query::{Measure, Take, ask, course, take_from};
use zonefall_tape::{Condition, FateState, PopulationKind, Service, Tape};

const HOUR: f64 = 3600.0;

/// Errors of 0.2 from 1 h, 0.6 from 2 h, 0.1 from 4 h, none from 5 h; 0.3 in the region from 6 h to 7 h.
fn stairs() -> Tape {
    let (mut b, zone) = empty();
    let region = b.tape().region;
    for (at, place, share) in [
        (1, zone, 0.2),
        (2, zone, 0.6),
        (4, zone, 0.1),
        (5, zone, 0.0),
        (6, region, 0.3),
        (7, region, 0.0),
    ] {
        b.condition(
            hours(at),
            place,
            Service::BlockApi,
            Condition::errors(share),
            None,
        );
    }
    let mut tape = b.finish().expect("short");
    tape.zone = Some(zone);
    tape
}

fn errors(take: Take) -> Option<f64> {
    let tape = stairs();
    ask(&tape, &Measure::Error(Service::BlockApi), tape.zone?, take)
}

fn over(level: f64, from: u64, until: u64) -> Option<f64> {
    errors(Take::FirstOver {
        level,
        from: hours(from),
        until: hours(until),
    })
}

fn under(level: f64, from: u64, until: u64) -> Option<f64> {
    errors(Take::LastUnder {
        level,
        from: hours(from),
        until: hours(until),
    })
}

#[test]
fn at_an_instant() {
    assert_eq!(errors(Take::At(SimTime(hours(2).0 - 1))), Some(0.2));
    assert_eq!(errors(Take::At(hours(2))), Some(0.6));
    assert_eq!(errors(Take::At(hours(6))), Some(0.3));
    assert_eq!(errors(Take::At(hours(50))), Some(0.0));
}

#[test]
fn first_over() {
    assert_eq!(over(0.2, 0, 10), Some(HOUR));
    assert_eq!(over(0.5, 0, 10), Some(2.0 * HOUR));
    assert_eq!(
        over(0.5, 3, 10),
        Some(3.0 * HOUR),
        "already over when the search begins"
    );
    assert_eq!(over(0.5, 4, 10), None);
    assert_eq!(over(0.3, 5, 5), None);
    assert_eq!(
        over(0.3, 5, 6),
        Some(6.0 * HOUR),
        "the end of the search belongs to it"
    );
}

#[test]
fn last_under() {
    assert_eq!(under(0.5, 0, 10), Some(4.0 * HOUR));
    assert_eq!(
        under(0.25, 0, 10),
        Some(7.0 * HOUR),
        "under from 4 h, but over again at 6 h"
    );
    assert_eq!(under(0.25, 0, 5), Some(4.0 * HOUR));
    assert_eq!(
        under(0.9, 1, 10),
        Some(HOUR),
        "never over: under from the start of the search"
    );
    assert_eq!(under(0.25, 0, 6), None, "still over at the end");
}

#[test]
fn peak_and_change() {
    let span = |from, until| (hours(from), hours(until));
    let peak = |(from, until)| errors(Take::Peak { from, until });
    let change = |(from, until)| errors(Take::Change { from, until });
    assert_eq!(peak(span(0, 10)), Some(0.6));
    assert_eq!(
        peak(span(3, 4)),
        Some(0.6),
        "what held at the beginning counts"
    );
    assert_eq!(peak(span(4, 10)), Some(0.3));
    assert_eq!(change(span(0, 2)), Some(0.6));
    assert_eq!(change(span(2, 5)), Some(-0.6));
}

#[test]
fn shares_count_members_now_and_ever() {
    let (mut b, zone) = empty();
    let kind = PopulationKind::Volumes;
    b.population(zone, kind, 8);
    for (at, member, state) in [
        (1, 0, FateState::Hung),
        (1, 1, FateState::Hung),
        (2, 0, FateState::Waiting),
        (3, 1, FateState::Healthy),
        (4, 0, FateState::Healthy),
        (5, 1, FateState::Hung),
    ] {
        b.fate(hours(at), zone, kind, member, state, None);
    }
    let tape = b.finish().expect("short");
    let shares = |measure: Measure| -> Vec<f64> {
        let list = course(&tape, &measure, zone);
        (0..6)
            .filter_map(|h| take_from(&list, Take::At(hours(h))))
            .collect()
    };
    let hung = vec![FateState::Hung];
    let stuck = vec![FateState::Hung, FateState::Waiting];
    assert_eq!(
        shares(Measure::Share(kind, hung.clone())),
        [0.0, 0.25, 0.125, 0.0, 0.0, 0.125]
    );
    assert_eq!(
        shares(Measure::Share(kind, stuck)),
        [0.0, 0.25, 0.25, 0.125, 0.0, 0.125]
    );
    assert_eq!(
        shares(Measure::Ever(kind, hung)),
        [0.0, 0.25, 0.25, 0.25, 0.25, 0.25]
    );
    // Of the two that were ever touched.
    assert_eq!(shares(Measure::Back(kind)), [0.0, 0.0, 0.0, 0.5, 1.0, 0.5]);
    let other = Measure::Share(PopulationKind::Instances, vec![FateState::Down]);
    assert_eq!(shares(other), [0.0; 6]);
}

#[test]
fn a_region_is_asked_over_all_its_zones() {
    let tape = tape_with(10, 3);
    let mut two = tape.clone();
    let other = two.places.intern("aws/us-east-1/b");
    let mut copy = tape.populations[0].clone();
    copy.place = other;
    copy.size = 30;
    copy.touched.clear();
    two.populations.push(copy);
    let measure = Measure::Share(PopulationKind::Volumes, vec![FateState::Hung]);
    let at = Take::At(hours(2));
    assert_eq!(ask(&tape, &measure, tape.region, at), Some(0.3));
    assert_eq!(ask(&two, &measure, two.region, at), Some(3.0 / 40.0));
    assert_eq!(ask(&two, &measure, other, at), Some(0.0));
}

/// Against the slow way: look at every instant.
#[test]
fn crossings_agree_with_a_search_over_all_instants() {
    for seed in 0..300 {
        let mut stream = Stream::named(seed, "query", "");
        let mut course = vec![(SimTime::ZERO, 0.0)];
        for _ in 0..stream.below(12) {
            let at = course[course.len() - 1].0.0 + 1 + stream.below(5);
            course.push((SimTime(at), stream.below(5) as f64 / 4.0));
        }
        let level = (1 + stream.below(4)) as f64 / 4.0;
        let (from, until) = (stream.below(20), 20 + stream.below(20));
        let value = |t: u64| {
            course
                .iter()
                .rev()
                .find(|x| x.0.0 <= t)
                .map_or(0.0, |x| x.1)
        };
        let seconds = |t: u64| SimTime(t).secs_f64();
        let (f, u) = (SimTime(from), SimTime(until));
        let first = (from..=until).find(|&t| value(t) >= level).map(seconds);
        assert_eq!(
            take_from(
                &course,
                Take::FirstOver {
                    level,
                    from: f,
                    until: u
                }
            ),
            first
        );
        let last = match (from..=until).rev().find(|&t| value(t) >= level) {
            None => Some(seconds(from)),
            Some(t) if t == until => None,
            Some(t) => Some(seconds(t + 1)),
        };
        assert_eq!(
            take_from(
                &course,
                Take::LastUnder {
                    level,
                    from: f,
                    until: u
                }
            ),
            last
        );
        let peak = (from..=until).map(value).fold(0.0, f64::max);
        assert_eq!(
            take_from(&course, Take::Peak { from: f, until: u }),
            Some(peak)
        );
    }
}
