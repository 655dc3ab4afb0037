//! Where an outage is put for an architecture.

use kernel::{SimDuration, SimTime};
use tape::{Places, Tape};
use tenant::architecture::Architecture;
use zonefall_search::ready;

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
