//! Zones are alike: taking two for each other everywhere changes nothing.

use super::design::{Design, steady};
use super::weather::{Kind, Trouble, Weather, conditions};
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

/// Where things are drawn (probes, fates, launches, repairs), zones are alike in distribution.
#[test]
fn zones_are_alike_in_distribution() {
    let design = Design {
        clients: super::design::Clients {
            timeout_s: 5,
            attempts: 2,
            retry_after_s: 1,
            doubling: false,
            swing: false,
        },
        reads: 20,
        writes: 2,
        ttl_s: None,
        check: Some(super::design::Check {
            interval_s: 30,
            unhealthy: 3,
            deep: false,
        }),
        servers: super::design::Servers {
            per_zone: [3, 3, 0],
            capacity: None,
            local_disk: true,
            replaced: true,
        },
        cached: false,
        store: super::design::Store::None,
        managed: false,
        backup: false,
        person: true,
        failing: None,
        zones: super::design::ZONES,
    };
    let other = Design {
        zones: ["b", "a", "c"],
        ..design.clone()
    };
    let struck = Weather {
        troubles: vec![Trouble {
            place: 0,
            from_min: 10,
            length_min: 300,
            what: Kind::Share(1, 40, false),
        }],
    };
    let mean = |design: &Design, weather: &Weather, seeds: std::ops::Range<u64>| {
        let (arch, tape) = (built(design), weather.tape(1));
        let list: Vec<f64> = seeds
            .map(|seed| {
                let life = lived(&arch, &tape, &options(seed));
                life.journeys[0]
                    .segments
                    .iter()
                    .map(|s| s.failed as f64 / 1e6)
                    .sum()
            })
            .collect();
        let n = list.len() as f64;
        let mean = list.iter().sum::<f64>() / n;
        let variance = list.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
        (mean, variance / n)
    };
    let (here, a) = mean(&design, &struck, 0..400);
    let (there, b) = mean(&other, &struck.swapped(), 400..800);
    assert!(here > 10.0, "the trouble is felt: {here}");
    assert!(
        (here - there).abs() < 4.0 * (a + b).sqrt(),
        "{here} or {there}, variances {a} and {b}"
    );
}
