//! Databases and backups: lags by a law, replicas that queue, rings with clients at every copy, acknowledgements,
//! restores over one link.

use super::kit::*;
use crate::architecture::*;
use crate::engine::{End, LiveOptions, Luck, TenantAction, TenantCommand, World, live};
use crate::outcome::{Outcome, StoreOutcome};
use tape::{FateState, Law, PopulationKind, Service, Tape};

/// A primary in zone a and a replica in zone b that is promoted after a minute; ten writes a second.
fn replicated(lag: Law, apply_micro_per_s: Option<u64>) -> Architecture {
    let mut arch = architecture();
    let mode = DatabaseMode::Replicas {
        lag,
        apply_micro_per_s,
        promote_after: Some(secs(60)),
        read_replicas: false,
    };
    let copies = [A, B].map(|zone| (zone, DatabaseHost::LocalDisk));
    let db = arch.database(&copies, mode);
    arch.journey("order", &[db], true);
    arch
}

/// The primary's zone is silent for good.
fn silent() -> Tape {
    let span = (1000, END);
    Weather::new()
        .errors("p/east/a", Service::Compute, span, 1.0)
        .tape()
}

fn stores(arch: &Architecture, tape: &Tape, seeds: u64) -> Vec<StoreOutcome> {
    let one = |seed| {
        let (luck, offers) = (Luck::Drawn, &[offer()]);
        let options = LiveOptions {
            seed,
            luck,
            ..LiveOptions::default()
        };
        live(arch, &World::new(offers, tape), &options).stores[0].clone()
    };
    (0..seeds).map(one).collect()
}

fn mean_lost(list: &[StoreOutcome]) -> f64 {
    list.iter().fold(0.0, |sum, s| sum + s.lost as f64) / list.len() as f64
}

#[test]
fn a_lag_by_a_law_is_looked_at_when_the_primary_stops_and_loses_whole_writes() {
    let arch = replicated(Law::Exponential(secs(2)), None);
    let seen = stores(&arch, &silent(), 400);
    // Geometric with mean 20 and deviation 20.5: four standard errors are 4.1.
    assert!(
        (mean_lost(&seen) - 20.0).abs() < 4.1,
        "{}",
        mean_lost(&seen)
    );
    let none = seen.iter().filter(|s| s.lost == 0).count();
    assert!((4..=40).contains(&none), "one in 21: {none}");
    // Nothing is counted twice: the ten seconds per minute before the promotion fail, all else is kept or lost.
    assert!(
        seen.iter()
            .all(|s| s.acknowledged == seen[0].acknowledged && s.unknown == 0)
    );
    // A fixed lag draws nothing.
    let fixed = stores(&replicated(Law::Fixed(secs(2)), None), &silent(), 3);
    assert!(fixed.iter().all(|s| s.lost == 20 && s.rpo == secs(2)));
}

#[test]
fn a_replica_that_applies_one_by_one_has_a_queue() {
    let queue = |rate| replicated(Law::Fixed(secs(0)), Some(rate));
    // Load 0.8: four wait on average, deviation 4.5.
    let seen = stores(&queue(12_500_000), &silent(), 400);
    assert!((mean_lost(&seen) - 4.0).abs() < 0.9, "{}", mean_lost(&seen));
    // One that cannot keep up falls behind by 2 writes a second; writes from just before the run count too.
    let seen = stores(&queue(8_000_000), &silent(), 40);
    assert!(
        (mean_lost(&seen) - 2000.0).abs() < 30.0,
        "{}",
        mean_lost(&seen)
    );
}

fn ring(each: bool, move_on: bool) -> Architecture {
    let mut arch = architecture();
    let mode = DatabaseMode::Ring {
        hop: secs(2),
        move_on,
        each,
    };
    let copies = [A, B, ZoneId(2)].map(|zone| (zone, DatabaseHost::LocalDisk));
    let db = arch.database(&copies, mode);
    arch.journey("order", &[db], true);
    arch.journeys[0].rate_micro_per_s = 30_000_000;
    arch
}

/// Zone b is lost at 1,000 s; what comes on top.
fn without_b() -> Weather {
    let (kind, gone) = (PopulationKind::Instances, FateState::Lost);
    Weather::new().fate("p/east/b", kind, (1, 1), gone, (1000, None))
}

#[test]
fn every_copy_of_a_ring_can_have_clients_of_its_own() {
    let alone = run(&ring(true, false), &without_b().tape());
    // Ten writes a second at each: two seconds of B's are gone, and B's clients with them.
    assert_eq!((alone.stores[0].lost, alone.stores[0].unknown), (20, 0));
    let after = alone.end.secs_f64() as u64 - 1000;
    assert_eq!(unserved(&alone, 0), 10 * after);
    // Then A falls silent: what C has not is what A wrote from two hops before B's end.
    let mut cut = without_b();
    let zone = cut.builder.tape().places.find("p/east/a").unwrap();
    let errors = tape::Condition::errors(1.0);
    cut.builder
        .condition(at(2000), zone, Service::Compute, errors, None);
    let options = LiveOptions {
        luck: Luck::Drawn,
        end: End::At(at(3000)),
        ..LiveOptions::default()
    };
    let cut = run_with(&ring(true, false), &cut.tape(), &options);
    assert_eq!((cut.stores[0].lost, cut.stores[0].unknown), (20, 10_040));
    // Clients who move on lose nobody.
    let moved = run(&ring(true, true), &without_b().tape());
    assert_eq!((moved.stores[0].lost, unserved(&moved, 0)), (20, 0));
    let one = run(&ring(false, false), &without_b().tape());
    assert_eq!(
        (one.stores[0].lost, unserved(&one, 0)),
        (0, 0),
        "all are at A"
    );
}

#[test]
fn a_write_waits_for_its_acknowledgements_and_a_read_does_not() {
    let mut arch = architecture();
    let copies = [A, B, ZoneId(2)].map(|zone| (zone, DatabaseHost::LocalDisk));
    let mode = DatabaseMode::Quorum(WriteConcern::Quorum(2));
    let db = arch.database(&copies, mode);
    arch.journey("order", &[db], true);
    arch.journey("look", &[db], false);
    let mut lived = |wait| {
        if let ComponentKind::Database(x) = &mut arch.components[0].kind {
            x.acknowledges = Some(Law::Fixed(secs(wait)));
        }
        let outcome = run(&arch, &Weather::new().tape());
        [unserved(&outcome, 0) > 0, unserved(&outcome, 1) > 0]
    };
    // Clients wait for ten seconds.
    assert_eq!(lived(9), [false, false]);
    assert_eq!(lived(11), [true, false]);
}

/// Three volumes of 3.6 GB, each with a snapshot and a plan, stopped together at 1,000 s.
fn three_restores(sharing: Sharing) -> Outcome {
    let mut arch = architecture();
    arch.restore_link = Some(RestoreLink {
        bytes_per_s: 600_000,
        sharing,
    });
    let mut commands = Vec::new();
    for i in 0..3 {
        let name = format!("disk{i}");
        let bytes = 3_600_000_000;
        let volume = Volume {
            zone: A,
            bytes,
            redundancy: None,
        };
        let of = arch.part(&name, ComponentKind::Volume(volume));
        arch.backups.push(Backup {
            name,
            of,
            kind: BackupKind::Snapshot {
                every: secs(3600),
                takes: secs(60),
                offline: false,
            },
            place: BackupPlace::ObjectStore("p/east".into()),
            key: None,
            corrupt_ppm: 0,
            keep: secs(90_000),
            fail_ppm: 0,
            restore_bytes_per_s: Some(600_000),
            replay: Some((1000, 1_000_000)),
        });
        let (component, down_for) = (of, secs(100));
        let trigger = Trigger::Automatic {
            component,
            down_for,
        };
        arch.plan(trigger, vec![StepKind::Restore { backup: i, zone: B }]);
        commands.push(TenantCommand {
            at: at(1000),
            action: TenantAction::Stop(of),
        });
    }
    arch.journey("order", &[ComponentId(0)], true);
    let options = LiveOptions {
        commands,
        luck: Luck::Drawn,
        ..LiveOptions::default()
    };
    run_with(&arch, &Weather::new().tape(), &options)
}

#[test]
fn restores_share_their_link_and_read_their_logs_beside_it() {
    let ends = |sharing| {
        let outcome = three_restores(sharing);
        assert_eq!(
            outcome.stores[0].lost, 0,
            "the log has what the snapshot lacks"
        );
        let restored = outcome.facts.iter().filter(|f| f.kind == "tenant.restored");
        restored
            .map(|f| f.at.secs_f64() - 1100.0)
            .collect::<Vec<_>>()
    };
    // 6,000 s each if alone; the log of at most an hour and a minute takes at most 3.66 s more.
    let near = |seen: Vec<f64>, wanted: [f64; 3]| {
        let log = |(s, w): (&f64, f64)| (0.05..3.67).contains(&(s - w));
        assert!(
            seen.len() == 3 && seen.iter().zip(wanted).all(log),
            "{seen:?}"
        );
    };
    near(ends(Sharing::Fair), [18_000.0; 3]);
    near(ends(Sharing::Fifo), [6_000.0, 12_000.0, 18_000.0]);
}
