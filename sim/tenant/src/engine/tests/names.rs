//! Names and checks: probes on a lattice, resolvers asked now and then, answers kept too long.

use super::kit::*;
use crate::architecture::*;
use crate::engine::{LiveOptions, Luck, TenantAction, TenantCommand};
use crate::outcome::Outcome;

/// A name that leads to servers in zone a, and when its check fails to servers in zone b.
fn failing_over(ttl: u64) -> Architecture {
    let mut arch = architecture();
    let first = arch.servers("first", &[(A, 1)], Root::LocalDisk);
    let second = arch.servers("second", &[(B, 1)], Root::LocalDisk);
    let routing = Routing::Failover(vec![first, second], check(false));
    let provider = "names".into();
    let name = DnsName {
        provider,
        second_provider: None,
        routing,
        ttl: secs(ttl),
    };
    let www = arch.part("www", ComponentKind::DnsName(name));
    arch.journey("page", &[www], false);
    arch
}

/// The first servers stop and start at these times.
fn stopped(arch: &Architecture, times: &[(u64, bool)]) -> Outcome {
    let first = ComponentId(0);
    let commands = times.iter().map(|&(t, stop)| TenantCommand {
        at: at(t),
        action: match stop {
            true => TenantAction::Stop(first),
            false => TenantAction::Start(first),
        },
    });
    let options = LiveOptions {
        commands: commands.collect(),
        luck: Luck::Drawn,
        ..LiveOptions::default()
    };
    run_with(arch, &Weather::new().tape(), &options)
}

/// Share of requests that fail just after an instant.
fn failing(outcome: &Outcome, t: f64) -> f64 {
    let mut segments = outcome.journeys[0].segments.iter();
    let s = segments.find(|s| s.until.secs_f64() > t);
    s.map_or(0.0, |s| s.failed as f64 / s.offered as f64)
}

fn changes(outcome: &Outcome) -> Vec<f64> {
    let facts = outcome
        .facts
        .iter()
        .filter(|f| f.kind == "tenant.name_pointed");
    facts.map(|f| f.at.secs_f64()).collect()
}

#[test]
fn probes_come_every_interval_whenever_something_fails() {
    let outcome = stopped(
        &failing_over(0),
        &[(1000, true), (2000, false), (3003, true)],
    );
    // Three bad probes, two good ones, every 10 s: each change of mind falls on the same beat.
    let [first, back, again] = changes(&outcome)[..] else {
        panic!("{:?}", changes(&outcome));
    };
    assert!((1020.0..1030.0).contains(&first) && (2010.0..2020.0).contains(&back));
    assert!((3023.0..3033.0).contains(&again));
    let beats = |t: f64| (t - first) / 10.0;
    for t in [back, again] {
        assert!((beats(t) - beats(t).round()).abs() < 1e-6, "{t}");
    }
}

#[test]
fn clients_follow_evenly_until_the_whole_ttl_is_over() {
    let outcome = stopped(&failing_over(320), &[(1000, true)]);
    let change = changes(&outcome)[0];
    let share = |after: f64| failing(&outcome, change + after);
    assert!((share(155.0) - 0.5).abs() < 0.04, "{}", share(155.0));
    assert!(share(319.0) > 0.01 && share(320.5) == 0.0);
    // On average half of the TTL: 10 requests a second until the change and 1,600 after it.
    let missed = 10.0 * (change - 1000.0) + 1600.0;
    assert!((unserved(&outcome, 0) as f64 - missed).abs() <= 1.0);
}

#[test]
fn resolvers_that_are_rarely_asked_often_hold_nothing() {
    let mut arch = failing_over(300);
    arch.clients[0].resolver_micro_per_s = Some(10_000);
    let outcome = stopped(&arch, &[(1000, true)]);
    let change = changes(&outcome)[0];
    // rT / (1 + rT) = 3/4 hold an answer.
    let share = failing(&outcome, change + 0.5);
    assert!((share - 0.75).abs() < 0.02, "{share}");
    let missed = 10.0 * (change - 1000.0) + 0.75 * 1500.0;
    assert!((unserved(&outcome, 0) as f64 - missed).abs() <= 1.0);
}

#[test]
fn clients_say_how_long_their_resolvers_stretch() {
    let mut arch = failing_over(60);
    (arch.clients[0].stretch_ppm, arch.clients[0].stretch_ttl) = (Some(100_000), Some(secs(600)));
    let outcome = stopped(&arch, &[(1000, true)]);
    let change = changes(&outcome)[0];
    assert!((failing(&outcome, change + 300.5) - 0.05).abs() < 0.005);
    assert_eq!(failing(&outcome, change + 601.0), 0.0);
}
