//! Journeys' availability from their parts' laws alone.

use super::world::architecture;
use crate::architecture::{
    Architecture, Component, ComponentId, ComponentKind, CrewId, DnsName, Failures, Routing,
};
use crate::score::estimate;
use kernel::SimDuration;
use tape::Law;

/// Down a tenth of the time.
fn a_tenth() -> Failures {
    Failures {
        every: Law::Exponential(SimDuration::from_hours(90)),
        repair: Some(Law::Fixed(SimDuration::from_hours(10))),
        crew: None,
        common_cause_ppm: 0,
        age: crate::architecture::Age::Any,
    }
}

fn down(arch: &Architecture) -> f64 {
    estimate(arch).journeys[0]
        .unavailability
        .expect("a long run")
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-12, "{a} is not {b}");
}

#[test]
fn what_never_fails_is_never_down() {
    near(down(&architecture()), 0.0);
}

#[test]
fn units_and_components() {
    let mut arch = architecture();
    arch.components[1].fails = Some(a_tenth());
    near(down(&arch), 0.1);
    // Without a balancer nine in ten requests are served only while all four servers are there.
    arch.components[0].fails = Some(a_tenth());
    near(down(&arch), 1.0 - 0.9 * 0.9 * 0.9 * 0.9 * 0.9);
    let ComponentKind::Instances(web) = &mut arch.components[0].kind else {
        unreachable!()
    };
    web.at_least = Some(1);
    near(down(&arch), 1.0 - 0.9 * (1.0 - 1e-4));
    assert!(estimate(&arch).leaves_out.is_empty());
}

#[test]
fn what_two_ways_share_counts_once() {
    let mut arch = architecture();
    let other = Component {
        name: "spare".to_owned(),
        ..arch.components[0].clone()
    };
    arch.components.push(other);
    for c in [0, 2] {
        let ComponentKind::Instances(web) = &mut arch.components[c].kind else {
            unreachable!()
        };
        web.per_zone.truncate(1);
        web.at_least = Some(2);
        arch.components[c].needs = vec![ComponentId(1)];
    }
    let routing = Routing::Failover(
        vec![ComponentId(0), ComponentId(2)],
        crate::architecture::Check {
            interval: SimDuration::from_secs(10),
            timeout: SimDuration::from_secs(1),
            unhealthy: 3,
            healthy: 3,
            deep: false,
        },
    );
    let name = DnsName {
        provider: "aws".to_owned(),
        routing,
        ttl: SimDuration::ZERO,
    };
    arch.components.push(Component {
        name: "www".to_owned(),
        kind: ComponentKind::DnsName(name),
        ..arch.components[1].clone()
    });
    arch.journeys[0].path = vec![ComponentId(3)];
    for c in 0..3 {
        arch.components[c].fails = Some(a_tenth());
    }
    // Each way is down 0.19 of the time by itself; the database is on both.
    near(down(&arch), 1.0 - 0.9 * (1.0 - 0.19 * 0.19));
    let said = estimate(&arch).leaves_out;
    assert_eq!(
        said,
        ["the time until a failure is noticed and traffic has moved"]
    );
}

#[test]
fn what_is_never_repaired_has_no_long_run() {
    let mut arch = architecture();
    arch.components[1].fails = Some(Failures {
        repair: None,
        ..a_tenth()
    });
    assert_eq!(estimate(&arch).journeys[0].unavailability, None);
}

#[test]
fn says_what_it_leaves_out() {
    let mut arch = architecture();
    let fails = Failures {
        crew: Some(CrewId(0)),
        common_cause_ppm: 1,
        ..a_tenth()
    };
    arch.components[0].fails = Some(fails);
    let said = estimate(&arch).leaves_out;
    assert_eq!(
        said,
        [
            "waiting for a repair crew",
            "causes that units of a component share"
        ]
    );
}
