//! Journeys' availability from their parts' laws alone.

use super::world::architecture;
use crate::architecture::{
    Architecture, Component, ComponentId, ComponentKind, CrewId, DnsName, Failures, Rebuild,
    Redundancy, Routing, Volume,
};
use crate::score::{NoEstimate, estimate, estimate_within};
use kernel::SimDuration;
use tape::Law;

/// What every estimate of something that fails leaves out.
const BEGINS: &str = "that every life begins with all parts working";

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
    assert_eq!(estimate(&arch).leaves_out, [BEGINS]);
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
        second_provider: None,
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
        [
            BEGINS,
            "the time until a failure is noticed and traffic has moved"
        ]
    );
}

#[test]
fn what_is_never_repaired_has_no_long_run() {
    let mut arch = architecture();
    arch.components[1].fails = Some(Failures {
        repair: None,
        ..a_tenth()
    });
    let found = estimate(&arch);
    let why = NoEstimate::NeverRepaired(ComponentId(1));
    assert_eq!(found.journeys[0].unavailability, Err(why));
    let said = format!(
        "journey {} altogether, because {} is never repaired",
        arch.journeys[0].name, arch.components[1].name
    );
    assert_eq!(found.leaves_out, [BEGINS, &said]);
}

#[test]
fn says_what_it_leaves_out() {
    let mut arch = architecture();
    let fails = Failures {
        crew: Some(CrewId(0)),
        common_cause_ppm: 1,
        age: crate::architecture::Age::New,
        ..a_tenth()
    };
    arch.components[0].fails = Some(fails);
    let said = estimate(&arch).leaves_out;
    assert_eq!(
        said,
        [
            BEGINS,
            "that parts begin new (`age: new`), so that they fail earlier or later than parts of any age",
            "waiting for a repair crew",
            "causes that units of a component share"
        ]
    );
}

/// A pair of copies under what the database needs: units live and are rebuilt as told.
fn on_two_copies(up_h: u64, out_h: u64, rebuild: Rebuild) -> Architecture {
    let mut arch = architecture();
    let ComponentKind::Database(db) = &arch.components[1].kind else {
        unreachable!()
    };
    let volume = Volume {
        zone: db.copies[0].zone,
        bytes: 1,
        redundancy: Some(Redundancy {
            units: 2,
            tolerates: 1,
            rebuild,
        }),
    };
    arch.components.push(Component {
        name: "disk".to_owned(),
        kind: ComponentKind::Volume(volume),
        needs: Vec::new(),
        fails: Some(Failures {
            every: Law::Exponential(SimDuration::from_hours(up_h)),
            repair: Some(Law::Fixed(SimDuration::from_hours(out_h))),
            ..a_tenth()
        }),
        ..arch.components[1].clone()
    });
    arch.components[1].needs = vec![ComponentId(2)];
    arch
}

#[test]
fn data_lost_for_good_has_no_long_run() {
    let year = Some(SimDuration::from_hours(8760));
    let lost = Err(NoEstimate::LostForGood(ComponentId(2)));
    let arch = on_two_copies(1000, 10, Rebuild::Parallel);
    // A pair is lost every 1000 h * 1000 h / (2 * 10 h) = 50,000 h: in one of six years.
    for life in [year, None] {
        let found = estimate_within(&arch, life);
        assert_eq!(found.journeys[0].unavailability, lost);
        let said = found.leaves_out.last().expect("why");
        assert!(
            said.ends_with("the data of disk can be lost for good"),
            "{said}"
        );
    }
    // Every 1e6 h * 1e6 h / (2 * 1 h): in 1.752e-8 of years, of which half is left on average.
    let mut arch = on_two_copies(1_000_000, 1, Rebuild::Parallel);
    let found = estimate_within(&arch, year).journeys[0].unavailability;
    let share = found.expect("few");
    assert!((share / 0.876e-8 - 1.0).abs() < 1e-4, "{share}");
    assert_eq!(estimate(&arch).journeys[0].unavailability, lost);
    // What hits both at once cannot be worked out from one unit's law.
    if let Some(fails) = &mut arch.components[2].fails {
        fails.common_cause_ppm = 1;
    }
    assert_eq!(
        estimate_within(&arch, year).journeys[0].unavailability,
        lost
    );
}
