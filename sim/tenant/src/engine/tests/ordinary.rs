//! Ordinary life through the whole engine: what a run feels of parts that fail by themselves.

use super::kit::*;
use crate::architecture::*;
use crate::engine::{Bias, End, Keep, LiveOptions, Luck};
use crate::outcome::{Outcome, PartLife};
use kernel::{SimDuration, SimTime};
use tape::{Law, Tape};

fn hours(h: u64) -> SimDuration {
    SimDuration::from_hours(h)
}

fn instant(h: u64) -> SimTime {
    SimTime::ZERO + hours(h)
}

fn exponential(every: u64, repair: u64) -> Failures {
    Failures {
        every: Law::Exponential(hours(every)),
        repair: Some(Law::Exponential(hours(repair))),
        crew: None,
        common_cause_ppm: 0,
        age: Age::New,
    }
}

/// Nothing happens for ten hours.
fn calm() -> Tape {
    Weather::new().tape()
}

fn until(seed: u64, end: End) -> LiveOptions {
    LiveOptions {
        seed,
        luck: Luck::Drawn,
        end,
        keep: Keep::Scores,
        ..LiveOptions::default()
    }
}

fn part(outcome: &Outcome, c: ComponentId) -> PartLife {
    let found = outcome.parts.iter().find(|p| p.component == c);
    *found.unwrap_or_else(|| panic!("no life of {c:?}"))
}

/// Share of a journey's requests that were served.
fn availability(outcome: &Outcome, journey: usize) -> f64 {
    let segments = &outcome.journeys[journey].segments;
    let offered: u64 = segments.iter().map(|s| s.offered).sum();
    let served: u64 = segments.iter().map(|s| s.served).sum();
    served as f64 / offered as f64
}

/// Mean and standard error of the mean.
fn mean(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let (mut sum, mut squares) = (0.0, 0.0);
    for v in values {
        sum += v;
        squares += v * v;
    }
    let mean = sum / n;
    (mean, ((squares / n - mean * mean) / n).sqrt())
}

fn close(values: &[f64], exact: f64) {
    let (mean, error) = mean(values);
    assert!(
        (mean - exact).abs() <= 4.0 * error,
        "{mean} +- {error}, not {exact}"
    );
}

/// One server that fails every 1,000 h and is back after 4 h.
fn one_server() -> (Architecture, ComponentId) {
    let mut arch = architecture();
    let web = arch.servers("web", &[(A, 1)], Root::LocalDisk);
    arch.components[web.0 as usize].fails = Some(exponential(1000, 4));
    arch.journey("shop", &[web], false);
    (arch, web)
}

#[test]
fn a_year_of_one_server_is_up_as_long_as_its_chain_says() {
    let (arch, web) = one_server();
    let tape = calm();
    let (mut up, mut failures) = (Vec::new(), Vec::new());
    for seed in 0..400 {
        let outcome = run_with(&arch, &tape, &until(seed, End::At(instant(8760))));
        assert_eq!(outcome.end, instant(8760));
        up.push(availability(&outcome, 0));
        failures.push(part(&outcome, web).failures as f64);
    }
    let (l, m, t) = (1.0 / 1000.0, 0.25, 8760.0);
    let s: f64 = l + m;
    close(
        &up,
        m / s + l / (s * s * t) * (1.0 - kernel::math::exp(-s * t)),
    );
    close(&failures, l * m / s * t + l * l / (s * s));
}

/// Servers of which two must work.
fn two_of(n: u32, fails: Failures) -> (Architecture, ComponentId) {
    let mut arch = architecture();
    let web = arch.servers("web", &[(A, n)], Root::LocalDisk);
    if let ComponentKind::Instances(x) = &mut arch.components[web.0 as usize].kind {
        x.at_least = Some(2);
    }
    arch.components[web.0 as usize].fails = Some(fails);
    arch.journey("shop", &[web], false);
    (arch, web)
}

/// A volume of so many copies.
fn store(copies: u32, fails: Failures) -> (Architecture, ComponentId) {
    let mut arch = architecture();
    let kind = ComponentKind::Volume(Volume {
        zone: A,
        bytes: 3_600_000_000,
        redundancy: Some(Redundancy {
            units: copies,
            tolerates: copies - 1,
            rebuild: Rebuild::Parallel,
        }),
    });
    let disk = arch.part("disk", kind);
    arch.components[disk.0 as usize].fails = Some(fails);
    arch.journey("keep", &[disk], true);
    (arch, disk)
}

#[test]
fn two_of_three_behind_one_crew_are_up_as_long_as_their_chain_says() {
    let mut fails = exponential(100, 10);
    fails.crew = Some(CrewId(0));
    let (mut arch, _) = two_of(3, fails);
    arch.crews.push(Crew {
        name: "night".into(),
        size: 1,
    });
    let tape = calm();
    let lived = |arch: &Architecture| {
        let one = |seed| {
            let outcome = run_with(arch, &tape, &until(seed, End::At(instant(50_000))));
            availability(&outcome, 0)
        };
        (0..60).map(one).collect::<Vec<f64>>()
    };
    close(&lived(&arch), 0.951_683_7);
    arch.crews[0].size = 3;
    close(&lived(&arch), 0.976_709_2);
}

#[test]
fn two_copies_live_as_long_as_their_chain_says() {
    let (arch, disk) = store(2, exponential(1000, 10));
    let tape = calm();
    let one = |seed| {
        let outcome = run_with(&arch, &tape, &until(seed, End::FirstLoss(SimTime::NEVER)));
        let life = part(&outcome, disk);
        assert_eq!((life.losses, life.first_loss), (1, Some(outcome.end)));
        assert!(outcome.stores[0].unrecoverable);
        outcome.end.secs_f64() / 3600.0
    };
    close(&(0..500).map(one).collect::<Vec<f64>>(), 51_500.0);
}

/// Each fails after a life of 100 h and is back 10 h later; all are new at the start.
fn clockwork() -> Failures {
    Failures {
        every: Law::Fixed(hours(100)),
        repair: Some(Law::Fixed(hours(10))),
        crew: None,
        common_cause_ppm: 0,
        age: Age::New,
    }
}

/// When a journey went down and came back, in hours.
fn downs(outcome: &Outcome) -> Vec<(f64, f64)> {
    let down = outcome.journeys[0].segments.iter();
    let down = down.filter(|s| s.served < s.offered / 2);
    let h = |t: SimTime| t.secs_f64() / 3600.0;
    down.map(|s| (h(s.from), h(s.until))).collect()
}

#[test]
fn a_run_ends_when_it_is_told_to() {
    let (arch, web) = one_server();
    let tape = calm();
    let first = run_with(&arch, &tape, &until(3, End::FirstDown(SimTime::NEVER)));
    let life = part(&first, web);
    assert_eq!((life.failures, life.repairs), (1, 0));
    let early = SimTime(first.end.0 - 1);
    let before = run_with(&arch, &tape, &until(3, End::FirstDown(early)));
    assert_eq!((before.end, part(&before, web).failures), (early, 0));
    let exactly = run_with(&arch, &tape, &until(3, End::At(instant(3))));
    assert_eq!(exactly.end, instant(3));
    // A replay ends as without ordinary life.
    let settled = run_with(&arch, &tape, &until(3, End::Settled));
    assert_eq!(settled.end, at(END + 900));
}

#[test]
fn without_ordinary_life_nothing_fails() {
    let (arch, _) = one_server();
    let options = LiveOptions {
        ordinary: false,
        ..until(1, End::At(instant(8760)))
    };
    let outcome = run_with(&arch, &calm(), &options);
    assert!(outcome.parts.is_empty());
    assert_eq!(unserved(&outcome, 0), 0);
    let said = |o: &Outcome| o.leaves_out.iter().any(|l| l.contains("fail on their own"));
    assert!(said(&outcome));
    assert!(!said(&run_with(&arch, &calm(), &until(1, End::Settled))));
}

#[test]
fn a_group_with_a_least_number_serves_everything_or_nothing() {
    let tape = calm();
    let lived = |n| {
        let (mut arch, web) = two_of(n, clockwork());
        // One of them is hit at 50 h; from then on they fail apart.
        arch.shocks.push(Shock {
            name: "bump".into(),
            every: Law::Fixed(hours(50)),
            targets: vec![ShockTarget::Component(web)],
            hit_ppm: 300_000,
            lasts: None,
            age: Age::New,
        });
        let one = |keep| {
            let options = LiveOptions {
                keep,
                ..until(5, End::At(instant(1000)))
            };
            run_with(&arch, &tape, &options)
        };
        // Told of every change or only of those that matter, the journey fares alike.
        let (all, few) = (one(Keep::All), one(Keep::Scores));
        assert_eq!(downs(&all), downs(&few));
        assert_eq!(all.parts, few.parts);
        for s in &few.journeys[0].segments {
            assert!(s.served + 100_000_000 > s.offered || s.served < 100_000_000);
        }
        downs(&few).len()
    };
    let (three, eight) = (lived(3), lived(8));
    assert!(three > eight && eight > 0, "{three} and {eight}");
}

#[test]
fn a_group_with_a_least_number_counts_servers_launched_into_it() {
    // Two servers of which two must work: a plan launches a third into the group a minute after the first death.
    let tape = calm();
    for seed in 0..20 {
        let (mut arch, web) = two_of(2, exponential(100, 10));
        if let ComponentKind::Instances(x) = &mut arch.components[web.0 as usize].kind {
            x.max = 5;
        }
        let launch = StepKind::Launch {
            component: web,
            zone: A,
            count: 1,
        };
        let trigger = Trigger::Automatic {
            component: web,
            down_for: secs(60),
        };
        arch.plan(trigger, vec![launch]);
        let one = |keep| {
            let options = LiveOptions {
                keep,
                ..until(seed, End::At(instant(2000)))
            };
            run_with(&arch, &tape, &options)
        };
        // Every server looked at by itself, or only whether there are enough.
        let (all, few) = (one(Keep::All), one(Keep::Scores));
        assert!(all.usage.extra_instance_s > 0);
        assert_eq!(downs(&all), downs(&few), "seed {seed}");
        assert_eq!(all.parts, few.parts);
    }
}

#[test]
fn an_idle_part_that_fails_changes_nobody_else() {
    let (arch, web) = one_server();
    let mut more = arch.clone();
    let idle = more.servers("idle", &[(A, 3)], Root::LocalDisk);
    more.components[idle.0 as usize].fails = Some(exponential(10, 1));
    let tape = calm();
    let options = until(1, End::At(instant(8760)));
    let (alone, beside) = (
        run_with(&arch, &tape, &options),
        run_with(&more, &tape, &options),
    );
    assert!(part(&beside, idle).failures > 1000);
    assert_eq!(part(&alone, web), part(&beside, web));
    assert_eq!(alone.journeys, beside.journeys);
}

#[test]
fn a_failure_is_the_first_fact_of_its_chain() {
    let mut arch = architecture();
    let web = arch.servers("web", &[(A, 1)], Root::LocalDisk);
    arch.components[web.0 as usize].fails = Some(clockwork());
    arch.journey("shop", &[web], false);
    let options = LiveOptions {
        keep: Keep::All,
        ..until(1, End::At(instant(105)))
    };
    let outcome = run_with(&arch, &calm(), &options);
    let down = outcome
        .facts
        .iter()
        .find(|f| f.kind == "tenant.journey_down");
    let mut fact = down.expect("it goes down");
    while let Some(cause) = fact.cause {
        fact = &outcome.facts[cause.0 as usize];
    }
    assert_eq!(fact.kind, "tenant.part");
    assert_eq!(fact.text, "web server 1 in a failed by itself");
    assert!(!says(&outcome, "is repaired"));
}

#[test]
fn lost_data_is_caused_by_the_last_unit_given_the_others() {
    let mut fails = clockwork();
    fails.every = Law::Lognormal(hours(100), 0.1);
    fails.repair = None;
    let (arch, disk) = store(3, fails);
    let options = LiveOptions {
        keep: Keep::All,
        ..until(1, End::FirstLoss(instant(1000)))
    };
    let outcome = run_with(&arch, &calm(), &options);
    let lost = outcome
        .facts
        .iter()
        .find(|f| f.text == "the data of disk is lost");
    let lost = lost.expect("data is lost");
    assert_eq!((lost.at, lost.given.len()), (outcome.end, 2));
    let cause = &outcome.facts[lost.cause.expect("a cause").0 as usize];
    assert_eq!(cause.at, lost.at);
    assert!(
        cause.text.ends_with("of disk failed by itself"),
        "{}",
        cause.text
    );
    assert_eq!(part(&outcome, disk).failures, 3);
}

#[test]
fn lost_data_comes_back_from_a_backup_onto_a_new_set() {
    let lived = |with_plan: bool| {
        let mut fails = clockwork();
        fails.repair = None;
        let (mut arch, disk) = store(2, fails);
        arch.backups.push(Backup {
            name: "nightly".into(),
            of: disk,
            kind: BackupKind::Snapshot {
                every: hours(24),
                takes: SimDuration::from_mins(30),
                offline: false,
            },
            key: None,
            keep: hours(200),
            place: BackupPlace::ObjectStore("p/east".into()),
            corrupt_ppm: 0,
            fail_ppm: 0,
            restore_bytes_per_s: None,
            replay: None,
        });
        let trigger = Trigger::Automatic {
            component: disk,
            down_for: secs(60),
        };
        if with_plan {
            arch.plan(trigger, vec![StepKind::Restore { backup: 0, zone: A }]);
        }
        let outcome = run_with(&arch, &calm(), &until(1, End::At(instant(150))));
        (
            part(&outcome, disk),
            outcome.stores[0].unrecoverable,
            downs(&outcome),
        )
    };
    let (life, gone, down) = lived(true);
    assert_eq!((life.losses, gone, down.len()), (1, false, 1));
    assert!(
        (down[0].0 - 100.0).abs() < 1e-6 && down[0].1 < 103.0,
        "{down:?}"
    );
    let (life, gone, down) = lived(false);
    assert_eq!((life.losses, gone), (1, false), "it could be restored");
    assert!(down.last().is_some_and(|d| d.1 == 150.0));
}

#[test]
fn a_part_without_a_host_refuses_while_it_is_down() {
    let mut arch = architecture();
    let kind = ComponentKind::Bucket(Bucket {
        region: "p/east".into(),
        copy: None,
    });
    let bucket = arch.part("bucket", kind);
    arch.components[bucket.0 as usize].fails = Some(clockwork());
    arch.journey("read", &[bucket], false);
    let outcome = run_with(&arch, &calm(), &until(1, End::At(instant(200))));
    assert_eq!(downs(&outcome), [(100.0, 110.0)]);
}

#[test]
fn a_local_disk_is_filled_by_following_and_only_then() {
    // The first copy dies alone: the other is promoted, and the first comes back behind it.
    let lived = |copies: &[(ZoneId, DatabaseHost)], promote| {
        let mut arch = architecture();
        let mode = match promote {
            true => DatabaseMode::Replicas {
                lag: Law::Fixed(secs(1)),
                apply_micro_per_s: None,
                promote_after: Some(secs(60)),
                read_replicas: false,
            },
            false => DatabaseMode::Alone,
        };
        let db = arch.database(copies, mode);
        arch.journey("order", &[db], true);
        arch.shocks.push(Shock {
            name: "flood".into(),
            every: Law::Fixed(hours(50)),
            targets: vec![ShockTarget::Place("p/east/a".into())],
            hit_ppm: 1_000_000,
            lasts: None,
            age: Age::New,
        });
        arch.components[db.0 as usize].fails = Some(Failures {
            every: Law::Fixed(hours(1_000_000)),
            ..clockwork()
        });
        let outcome = run_with(&arch, &calm(), &until(1, End::At(instant(90))));
        (downs(&outcome), outcome.stores[0].unrecoverable)
    };
    let disk = DatabaseHost::LocalDisk;
    let (down, gone) = lived(&[(A, disk), (B, disk)], true);
    assert_eq!((down.len(), gone), (1, false));
    assert!((down[0].1 - down[0].0) * 3600.0 < 61.0);
    let (down, gone) = lived(&[(A, disk)], false);
    assert_eq!((down, gone), (vec![(50.0, 90.0)], true), "nobody fills it");
    let (down, gone) = lived(&[(A, DatabaseHost::Volumes(1))], false);
    assert_eq!((down, gone), (vec![(50.0, 60.0)], false), "volumes keep it");
}

#[test]
fn hastened_failures_measure_what_hardly_ever_happens() {
    // Three copies, 10,000 h and 1 h, all rebuilt at once: after a first failure data is lost once in 1e8 times.
    let (arch, disk) = store(3, exponential(10_000, 1));
    let tape = calm();
    let (mut lost, mut lengths, mut weights) = (Vec::new(), Vec::new(), Vec::new());
    for seed in 0..4000 {
        let options = LiveOptions {
            bias: Some(Bias { factor: 5000.0 }),
            ..until(seed, End::Cycle(SimTime::NEVER))
        };
        let outcome = run_with(&arch, &tape, &options);
        let life = part(&outcome, disk);
        assert!(life.losses == 1 || life.failures == life.repairs);
        let weight = outcome.weight();
        lost.push(weight * life.losses as f64);
        lengths.push(weight * outcome.end.secs_f64() / 3600.0);
        weights.push(weight);
    }
    close(&lost, 9.9995e-9);
    close(&weights, 1.0);
    close(&lengths, 9.9995e-9 * 3.3345e11);
    // Plain runs lose nothing and weigh nothing else.
    let plain = run_with(&arch, &tape, &until(1, End::Cycle(SimTime::NEVER)));
    assert_eq!((part(&plain, disk).losses, plain.weight()), (0, 1.0));
}
