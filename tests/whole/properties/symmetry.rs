//! Zones are alike: taking two for each other everywhere changes nothing.

use super::design::{Design, steady};
use super::weather::conditions;
use super::{built, config, lived, options};
use proptest::prelude::*;
use tenant::outcome::Outcome;

/// The same without anything that is drawn: probes' phases, launches, people.
fn fixed(design: Design) -> Design {
    let mut design = Design {
        check: None,
        person: false,
        ..design
    };
    design.servers.replaced = false;
    design
}

fn courses(outcome: &Outcome) -> Vec<Vec<[u64; 5]>> {
    let course = |j: &tenant::outcome::JourneyTimeline| {
        j.segments
            .iter()
            .map(|s| [s.from.0, s.until.0, s.offered, s.served, s.failed])
            .collect()
    };
    outcome.journeys.iter().map(course).collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn zones_can_be_taken_for_each_other(design in steady().prop_map(fixed), weather in conditions(), seed in 0u64..1000) {
        let other = Design { zones: ["b", "a", "c"], ..design.clone() };
        let here = lived(&built(&design), &weather.tape(1), &options(seed));
        let there = lived(&built(&other), &weather.swapped().tape(1), &options(seed));
        prop_assert_eq!(courses(&here), courses(&there));
    }
}
