//! A calm world does nothing to anybody.

use kernel::{SimDuration, SimTime};
use scenarios::{Kind, Library};
use tape::Service;
use tenant::score::score;
use tenant::{LiveOptions, World, live};
use zonefall_search::calm_world;

#[test]
fn nothing_happens_to_the_built_in_architectures() {
    let library = Library::built_in().expect("built-in files are right");
    let offers = library.offers();
    let end = SimTime::ZERO + SimDuration::from_hours(2);
    for item in library.list(Kind::Architecture) {
        let (arch, _) = scenarios::load_architecture(&item.source, &library).expect("right");
        let tape = calm_world(&arch, offers, end);
        for zone in &arch.zones {
            let place = tape.places.find(zone).expect("every zone in use is there");
            assert!(Service::ALL.into_iter().all(|s| {
                let (region, _) = tape.places.path(place).rsplit_once('/').expect("a zone");
                let region = tape.places.find(region).expect("its region");
                tape.track(region, s).is_some_and(|t| t.steps.is_empty())
            }));
        }
        let world = World::new(offers, &tape);
        let outcome = live(&arch, &world, &LiveOptions::default());
        assert_eq!(outcome.not_covered, [""; 0], "{}", arch.name);
        assert!(!outcome.touched && outcome.end >= end, "{}", arch.name);
        for journey in score(&arch, &outcome, offers, 0).journeys {
            assert_eq!(journey.downtime, SimDuration::ZERO, "{}", arch.name);
            assert_eq!(journey.failed, 0, "{} {}", arch.name, journey.name);
            assert!(journey.offered > 0);
        }
    }
}

#[test]
fn all_zones_of_a_region_are_there_also_unused_ones() {
    let library = Library::built_in().expect("built-in files are right");
    let item = library.find(Kind::Architecture, "one-egg").expect("there");
    let (arch, _) = scenarios::load_architecture(&item.source, &library).expect("right");
    let tape = calm_world(&arch, library.offers(), SimTime::ZERO);
    assert_eq!(tape.places.path(tape.region), "aws/us-east-1");
    for zone in ["a", "b", "c", "d"] {
        assert!(tape.places.find(&format!("aws/us-east-1/{zone}")).is_some());
    }
}
