//! A digest notices every change of a tape.

use crate::common::{empty, hours};
use zonefall_tape::{
    Assumption, Condition, Evidence, Fact, FactId, FateState, Moves, PopulationKind, Post,
    PostLevel, Service, Tape,
};

fn rich() -> Tape {
    let (mut b, zone) = empty();
    let fact = |at, cause, input| Fact {
        at: hours(at),
        place: Some(zone),
        kind: "test.thing".to_owned(),
        text: "something happened".to_owned(),
        cause,
        given: Vec::new(),
        input,
        moves: vec![Moves::Service(Service::Dns)],
    };
    let first = b.fact(fact(1, None, true));
    let second = b.fact(fact(2, Some(first), false));
    b.condition(
        hours(2),
        zone,
        Service::Dns,
        Condition::errors(0.5),
        Some(second),
    );
    b.population(zone, PopulationKind::Volumes, 10);
    b.fate(
        hours(2),
        zone,
        PopulationKind::Volumes,
        4,
        FateState::Hung,
        Some(second),
    );
    b.post(Post {
        at: hours(3),
        place: zone,
        level: PostLevel::Notice,
        text: "we look into it".to_owned(),
        eta: None,
        explains: false,
        truth_ppm: 100_000,
        fact: None,
    });
    let mut tape = b.finish().expect("short");
    tape.zone = Some(zone);
    tape.assumptions.push(Assumption {
        name: "a".to_owned(),
        value: "1".to_owned(),
        why: "because".to_owned(),
    });
    tape.leaves_out.push("everything else".to_owned());
    tape
}

#[test]
fn equal_tapes_have_equal_digests() {
    assert_eq!(rich().digest(), rich().digest());
}

type Change = fn(&mut Tape);

#[test]
fn every_field_counts() {
    let changes: [(&str, Change); 33] = [
        ("outage", |t| t.outage.push('x')),
        ("evidence", |t| t.evidence = Evidence::Simulated),
        ("places", |t| _ = t.places.intern("aws/us-east-1/z")),
        ("region", |t| t.region = t.zone.expect("zone")),
        ("zone", |t| t.zone = None),
        ("end", |t| t.end = hours(99)),
        ("goodwill", |t| t.goodwill_days += 1),
        ("track place", |t| t.tracks[0].place = t.region),
        ("track service", |t| t.tracks[0].service = Service::Keys),
        ("step time", |t| t.tracks[0].steps[0].at = hours(9)),
        ("step cause", |t| t.tracks[0].steps[0].cause = None),
        ("errors", |t| t.tracks[0].steps[0].condition.error_ppm += 1),
        ("latency", |t| {
            t.tracks[0].steps[0].condition.latency_ppm += 1
        }),
        ("throughput", |t| {
            t.tracks[0].steps[0].condition.throughput_ppm -= 1
        }),
        ("capacity", |t| {
            t.tracks[0].steps[0].condition.capacity_ppm -= 1
        }),
        ("size", |t| t.populations[0].size += 1),
        ("kind", |t| {
            t.populations[0].kind = PopulationKind::Instances
        }),
        ("member", |t| t.populations[0].touched[0].member += 1),
        ("state", |t| {
            t.populations[0].touched[0].transitions[0].state = FateState::Lost
        }),
        ("fate cause", |t| {
            t.populations[0].touched[0].transitions[0].cause = None
        }),
        ("post level", |t| t.posts[0].level = PostLevel::Disrupted),
        ("post text", |t| t.posts[0].text.push('!')),
        ("post eta", |t| t.posts[0].eta = Some(hours(5))),
        ("post explains", |t| t.posts[0].explains = true),
        ("post truth", |t| t.posts[0].truth_ppm += 1),
        ("fact kind", |t| t.facts[0].kind.push('x')),
        ("fact text", |t| t.facts[0].text.push('x')),
        ("fact cause", |t| t.facts[1].cause = None),
        ("fact given", |t| t.facts[1].given.push(FactId(0))),
        ("fact input", |t| t.facts[0].input = false),
        ("fact moves", |t| t.facts[0].moves.clear()),
        ("assumptions", |t| t.assumptions[0].value.push('0')),
        ("leaves out", |t| t.leaves_out.clear()),
    ];
    let base = rich().digest();
    let mut seen = vec![base];
    for (what, change) in changes {
        let mut tape = rich();
        change(&mut tape);
        let digest = tape.digest();
        assert!(!seen.contains(&digest), "{what} does not count");
        seen.push(digest);
    }
}
