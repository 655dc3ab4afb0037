//! Where an outage is put for an architecture.

use kernel::{SimDuration, SimTime};
use tape::{Places, Tape};
use tenant::architecture::{Architecture, Component, ComponentKind, Deployment, External};
use zonefall_search::{absent, ready, strikes};

fn tape(zone: Option<&str>) -> Tape {
    let mut tape = Tape::calm("aws/us-east-1", SimDuration::from_hours(1));
    let mut places = Places::default();
    tape.region = places.intern("aws/us-east-1");
    tape.zone = zone.map(|z| places.intern(z));
    tape.places = places;
    tape
}

fn architecture(zones: &[&str]) -> Architecture {
    Architecture {
        home: "gcp/eu".to_owned(),
        zones: zones.iter().map(|&z| z.to_owned()).collect(),
        ..Architecture::default()
    }
}

fn struck(arch: &Architecture, tape: &Tape, region: Option<&str>) -> Vec<Option<String>> {
    let list = ready(arch, &[], tape, region);
    for r in &list {
        let there = r.tape.zone.map(|z| r.tape.places.path(z).to_owned());
        assert_eq!(there, r.zone);
        assert_eq!(r.tape.end, SimTime::ZERO + SimDuration::from_hours(1));
    }
    list.into_iter().map(|r| r.zone).collect()
}

#[test]
fn each_zone_used_in_the_region_is_tried_once() {
    let tape = tape(Some("aws/us-east-1/a"));
    let arch = architecture(&["gcp/eu/y", "gcp/eu/x", "aws/us-east-1/b", "gcp/us/z"]);
    let at = |region| struck(&arch, &tape, region);
    let some = |z: &str| Some(z.to_owned());
    assert_eq!(at(None), [some("gcp/eu/y"), some("gcp/eu/x")], "at home");
    assert_eq!(at(Some("gcp/us")), [some("gcp/us/z")]);
    assert_eq!(at(Some("aws/us-east-1")), [some("aws/us-east-1/b")]);
    assert_eq!(
        at(Some("new/region")),
        [some("new/region/a")],
        "nobody is there"
    );
}

#[test]
fn a_tape_without_a_struck_zone_is_one_run() {
    let arch = architecture(&["gcp/eu/y", "gcp/eu/x"]);
    assert_eq!(struck(&arch, &tape(None), None), [None]);
}

#[test]
fn a_provider_that_is_only_asked_for_a_service_is_struck_where_it_is() {
    let tape = tape(None);
    let mut arch = architecture(&["gcp/eu/y"]);
    assert_eq!(strikes(&arch, &tape), "gcp/eu");
    assert!(absent(&arch, "aws/us-east-1"));
    arch.components.push(Component {
        name: "theirs".to_owned(),
        luck: "theirs".to_owned(),
        line: 0,
        kind: ComponentKind::External(External {
            place: Some("aws/us-west-1".to_owned()),
            service: None,
            survives_zone: true,
        }),
        needs: Vec::new(),
        deployment: Deployment::ByHand {
            effort: SimDuration::ZERO,
        },
        fails: None,
    });
    assert_eq!(strikes(&arch, &tape), "aws/us-east-1");
    assert!(!absent(&arch, "aws/us-east-1"));
    // Whoever rents zones of both could live in either: the one called home is struck.
    arch.zones.push("aws/us-east-1/b".to_owned());
    assert_eq!(strikes(&arch, &tape), "gcp/eu");
}
