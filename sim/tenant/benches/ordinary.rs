//! How long ordinary life takes: years of one server, lives of replicated data until it is lost, short runs.
//!
//! `cargo bench -p zonefall-tenant` prints time per run and per change of a unit beside the budget: 200 us for a year of
//! one server, 150 ns for a change that cannot be felt.

#![expect(
    clippy::disallowed_types,
    reason = "a benchmark is the one place here that looks at the clock on the wall"
)]

use kernel::{SimDuration, SimTime};
use std::time::Instant;
use tape::{CheckDefaults, Law, Offer, Prices, Tape, ThrottleLimit};
use zonefall_tenant::architecture::{
    Age, Architecture, Clients, Component, ComponentId, ComponentKind, Curve, Deployment, Failures,
    Instances, Journey, Rebuild, Redundancy, Retry, Root, Volume, ZoneId,
};
use zonefall_tenant::outcome::Outcome;
use zonefall_tenant::{End, Keep, LiveOptions, Luck, World, live};

/// Batches of runs, each timed by itself.
const BATCHES: u64 = 10;
const ZONE: &str = "p/east/a";

fn main() {
    let year = End::At(hours(8760));
    report("one server, a year", &servers(1, None), year, 10_000);
    report(
        "one server, 4 h",
        &servers(1, None),
        End::At(hours(4)),
        100_000,
    );
    report(
        "two of three, 10 years",
        &servers(3, Some(2)),
        End::At(hours(87_600)),
        1_000,
    );
    report("three servers each, a year", &servers(3, None), year, 1_000);
    report(
        "1000 servers, 30 days",
        &servers(1000, Some(1)),
        End::At(hours(720)),
        100,
    );
    let loss = End::FirstLoss(SimTime::NEVER);
    report("two copies until lost", &copies(2), loss, 1_000);
    report("three copies until lost", &copies(3), loss, 100);
    report(
        "eight disks until lost",
        &copies(8),
        End::At(hours(1_000_000)),
        10,
    );
}

fn hours(h: u64) -> SimTime {
    SimTime::ZERO + SimDuration::from_hours(h)
}

fn report(what: &str, arch: &Architecture, end: End, runs: u64) {
    let tape = tape::calm("p/east", [ZONE], hours(1));
    let offers = [offer()];
    // The best of some batches, so that what else the machine does does not count.
    let (mut best, mut all) = (f64::INFINITY, 0);
    for batch in 0..BATCHES {
        let begun = Instant::now();
        for seed in 0..runs / BATCHES {
            let outcome = one(arch, &offers, &tape, batch * runs + seed, end);
            all += outcome
                .parts
                .iter()
                .map(|p| p.failures + p.repairs)
                .sum::<u64>();
        }
        best = best.min(begun.elapsed().as_secs_f64());
    }
    let (best, changes) = (
        best * BATCHES as f64 / runs as f64,
        all as f64 / runs as f64,
    );
    println!(
        "{what:<28} {:>9.1} us a run {changes:>9.1} changes {:>9.1} ns a change",
        best * 1e6,
        best * 1e9 / changes
    );
}

fn one(arch: &Architecture, offers: &[Offer], tape: &Tape, seed: u64, end: End) -> Outcome {
    let options = LiveOptions {
        seed,
        luck: Luck::Drawn,
        end,
        keep: Keep::Scores,
        ..LiveOptions::default()
    };
    live(arch, &World::new(offers, tape), &options)
}

/// Servers that fail every 1,000 h and are back after 4 h.
fn servers(n: u32, at_least: Option<u32>) -> Architecture {
    let kind = ComponentKind::Instances(Instances {
        per_zone: vec![(ZoneId(0), n)],
        root: Root::LocalDisk,
        capacity_micro_per_s: None,
        service_time: SimDuration::ZERO,
        auto_replace: false,
        max: n,
        at_least,
    });
    architecture(kind, 4)
}

/// Copies that fail every 1,000 h and are made again in 10 h, all at once.
fn copies(n: u32) -> Architecture {
    let redundancy = Redundancy {
        units: n,
        tolerates: n - 1,
        rebuild: Rebuild::Parallel,
    };
    let kind = ComponentKind::Volume(Volume {
        zone: ZoneId(0),
        bytes: 1_000_000_000,
        redundancy: Some(redundancy),
    });
    architecture(kind, 10)
}

fn architecture(kind: ComponentKind, repair: u64) -> Architecture {
    let retry = Retry {
        attempts: 1,
        delay: SimDuration::from_secs(1),
        doubling: false,
        budget_ppm: None,
        delay_max: None,
        jitter: false,
    };
    Architecture {
        name: "bench".into(),
        zones: vec![ZONE.into()],
        home: "p/east".into(),
        clients: vec![Clients {
            name: "users".into(),
            curve: Curve::Flat,
            stretch_ppm: Some(0),
            stretch_ttl: None,
            retry,
            timeout: SimDuration::from_secs(10),
            resolver_micro_per_s: None,
        }],
        journeys: vec![Journey {
            name: "use".into(),
            clients: 0,
            rate_micro_per_s: 1_000_000,
            path: vec![ComponentId(0)],
            writes: false,
            threshold_ppm: 900_000,
            harm: None,
        }],
        components: vec![Component {
            name: "part".into(),
            luck: "part".into(),
            line: 0,
            kind,
            needs: Vec::new(),
            deployment: Deployment::default(),
            fails: Some(Failures {
                every: Law::Exponential(SimDuration::from_hours(1000)),
                repair: Some(Law::Exponential(SimDuration::from_hours(repair))),
                crew: None,
                common_cause_ppm: 0,
                age: Age::New,
            }),
        }],
        ..Architecture::default()
    }
}

fn offer() -> Offer {
    let check = CheckDefaults {
        interval: SimDuration::from_secs(10),
        timeout: SimDuration::from_secs(5),
        unhealthy: 2,
        healthy: 2,
    };
    let soon = Law::Fixed(SimDuration::from_secs(100));
    Offer {
        name: "p".into(),
        provider: "p".into(),
        regions: vec![("east".into(), vec!["a".into()])],
        launch_local: soon,
        launch_block: soon,
        database_failover: soon,
        database_create: soon,
        launch_throttle: ThrottleLimit {
            bucket: 100,
            refill_micro_per_s: 1_000_000,
        },
        restore_bytes_per_s: 1_000_000,
        cross_region_bytes_per_s: 500_000,
        balancer_check: check,
        dns_check: None,
        dns_ttl: SimDuration::from_secs(60),
        dns_stretch_ppm: 0,
        dns_stretch_ttl: SimDuration::from_secs(3600),
        first_post: soon,
        prices: Prices::default(),
        slas: Vec::new(),
        claim_ppm: 0,
        background: None,
        assumptions: Vec::new(),
    }
}
