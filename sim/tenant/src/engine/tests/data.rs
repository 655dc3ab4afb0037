//! Stores through a run: what a snapshot takes off line, what a restored side replaces, what a promotion leaves.

use super::kit::*;
use crate::architecture::*;
use crate::engine::{LiveOptions, World, live};
use crate::outcome::Outcome;
use tape::{FateState, PopulationKind, Service};

fn replicated() -> (Architecture, ComponentId) {
    let mut arch = architecture();
    let mode = DatabaseMode::Replicas {
        lag: tape::Law::Fixed(secs(5)),
        promote_after: None,
        read_replicas: false,
        apply_micro_per_s: None,
    };
    let copies = [
        (A, DatabaseHost::Volumes(1)),
        (WEST, DatabaseHost::Volumes(1)),
    ];
    let db = arch.database(&copies, mode);
    arch.journey("order", &[db], true);
    (arch, db)
}

#[test]
fn a_plan_that_promotes_loses_the_lag_and_the_old_side_follows_when_it_is_back() {
    let (mut arch, db) = replicated();
    let trigger = Trigger::Automatic {
        component: db,
        down_for: secs(300),
    };
    arch.plan(
        trigger,
        vec![StepKind::Promote {
            database: db,
            copy: None,
        }],
    );
    let outcome = run(&arch, &Weather::new().stuck(1000, 5000).tape());
    assert_eq!(unserved(&outcome, 0), 3_000);
    assert_eq!(
        (outcome.stores[0].lost, outcome.stores[0].rpo),
        (50, secs(5))
    );
    // The old side came back after the promotion and threw its own away: nothing is left unknown.
    assert_eq!(outcome.stores[0].unknown, 0);
}

#[test]
fn a_copy_that_does_not_live_cannot_be_promoted() {
    let (mut arch, db) = replicated();
    let trigger = Trigger::Automatic {
        component: db,
        down_for: secs(300),
    };
    arch.plan(
        trigger,
        vec![StepKind::Promote {
            database: db,
            copy: Some(1),
        }],
    );
    let (kind, hung) = (PopulationKind::Volumes, FateState::Hung);
    let weather = Weather::new().stuck(1000, 9000);
    let weather = weather.fate("p/west/a", kind, (9, 9), hung, (500, Some(4000)));
    let outcome = run(&arch, &weather.tape());
    // The other side is back at 4,000: then the plan goes on.
    assert_eq!(when(&outcome, "tenant.promoted"), Some(4000.0));
    assert!(says(&outcome, "waits for a copy of db to promote"));
    // It had stopped following 500 s before the first one stopped.
    assert_eq!(outcome.stores[0].lost, 505 * 10);
}

#[test]
fn a_snapshot_can_take_its_store_off_line() {
    let mut arch = architecture();
    let db = arch.database(&[(B, DatabaseHost::LocalDisk)], DatabaseMode::Alone);
    arch.journey("order", &[db], true);
    arch.backups.push(Backup {
        name: "dump".into(),
        of: db,
        kind: BackupKind::Snapshot {
            every: secs(18_000),
            takes: secs(600),
            offline: true,
        },
        place: BackupPlace::Elsewhere,
        key: None,
        corrupt_ppm: 0,
        keep: secs(90_000),
        fail_ppm: 0,
        restore_bytes_per_s: None,
        replay: None,
    });
    let outcome = run(&arch, &Weather::new().tape());
    // Twice in ten hours (36,900 s with the calm quarter of an hour), ten minutes each.
    assert_eq!(unserved(&outcome, 0), 12_000);
}

#[test]
fn a_volume_restored_from_a_snapshot_serves_again_where_it_was_put() {
    let mut arch = architecture();
    let disk = arch.part(
        "disk",
        ComponentKind::Volume(Volume {
            zone: A,
            bytes: 600_000_000,
            redundancy: None,
        }),
    );
    let web = arch.servers("web", &[(B, 1)], Root::LocalDisk);
    arch.components[web.0 as usize].needs.push(disk);
    arch.journey("upload", &[web], true);
    arch.backups.push(Backup {
        name: "snapshots".into(),
        of: disk,
        kind: BackupKind::Snapshot {
            every: secs(3600),
            takes: secs(60),
            offline: false,
        },
        place: BackupPlace::ObjectStore("p/west".into()),
        key: None,
        corrupt_ppm: 0,
        keep: secs(90_000),
        fail_ppm: 0,
        restore_bytes_per_s: None,
        replay: None,
    });
    let trigger = Trigger::Automatic {
        component: disk,
        down_for: secs(100),
    };
    arch.plan(trigger, vec![StepKind::Restore { backup: 0, zone: B }]);
    let outcome = run(&arch, &Weather::new().stuck(5000, 30_000).tape());
    // From another region: 600 MB at 0.5 MB/s.
    assert_eq!(when(&outcome, "tenant.restored"), Some(5100.0 + 1200.0));
    assert!(outcome.stores[0].lost > 0 && outcome.stores[0].rpo <= secs(3660));
    assert_eq!(outcome.usage.egress_bytes, 600_000_000);
}

/// A database with hourly snapshots elsewhere, restored into zone b after ten minutes.
fn restorable(copies: &[(ZoneId, DatabaseHost)], mode: DatabaseMode) -> Architecture {
    let mut arch = architecture();
    let db = arch.database(copies, mode);
    arch.journey("order", &[db], true);
    arch.backups.push(Backup {
        name: "snapshots".into(),
        of: db,
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
        restore_bytes_per_s: None,
        replay: None,
    });
    let trigger = Trigger::Automatic {
        component: db,
        down_for: secs(600),
    };
    arch.plan(trigger, vec![StepKind::Restore { backup: 0, zone: B }]);
    arch
}

/// Plan: makes a copy of the first component take writes after five minutes.
fn promoting(arch: &mut Architecture) {
    let trigger = Trigger::Automatic {
        component: ComponentId(0),
        down_for: secs(300),
    };
    let step = StepKind::Promote {
        database: ComponentId(0),
        copy: None,
    };
    arch.plan(trigger, vec![step]);
}

/// The store acknowledged just what was served in the run.
fn assert_conserved(outcome: &Outcome) {
    let served: u64 = outcome.journeys[0].segments.iter().map(|s| s.served).sum();
    let whole = (served + 500_000) / 1_000_000;
    assert_eq!(outcome.stores[0].acknowledged, whole);
}

#[test]
fn a_replica_without_any_backup_misses_its_lag_from_before_the_run_too() {
    // Ten writes/s. The primary fails at once, or after 1,000 s with a replica that is an hour behind.
    for (lag, fails, lost) in [(10, 0, 100), (3600, 1000, 36_000)] {
        let (mut arch, db) = replicated();
        if let ComponentKind::Database(x) = &mut arch.components[db.0 as usize].kind {
            x.mode = DatabaseMode::Replicas {
                lag: tape::Law::Fixed(secs(lag)),
                promote_after: None,
                read_replicas: false,
                apply_micro_per_s: None,
            };
        }
        promoting(&mut arch);
        let outcome = run(&arch, &Weather::new().stuck(fails, 9000).tape());
        let store = &outcome.stores[0];
        assert_eq!((store.lost, store.rpo), (lost, secs(lag)));
        assert_conserved(&outcome);
    }
}

#[test]
fn after_a_pause_a_replica_misses_what_was_written_since() {
    let (mut arch, db) = replicated();
    let web = arch.servers("web", &[(B, 1)], Root::LocalDisk);
    arch.journeys[0].path = vec![web, db];
    promoting(&mut arch);
    let down = Weather::new().errors("p/east/b", Service::Compute, (1000, 5000), 1.0);
    let outcome = run(&arch, &down.stuck(5003, 9000).tape());
    // Three seconds of writes, all younger than the replica's lag of five.
    assert_eq!(outcome.stores[0].lost, 30);
    assert_eq!(outcome.stores[0].rpo, secs(3));
}

#[test]
fn a_restore_loses_writes_from_before_the_run_and_counts_only_its_own_as_acknowledged() {
    let arch = restorable(&[(A, DatabaseHost::Volumes(1))], DatabaseMode::Alone);
    let outcome = run(&arch, &Weather::new().stuck(1, 30_000).tape());
    assert_conserved(&outcome);
    // Ten writes in the run until then; the snapshot is between a minute and 61 minutes old.
    assert!((600..=36_610).contains(&outcome.stores[0].lost));
}

#[test]
fn nobody_refuses_what_a_restored_ring_is_sent() {
    let mode = DatabaseMode::Ring {
        hop: secs(5),
        move_on: true,
        each: false,
    };
    let arch = restorable(&[(A, DatabaseHost::Volumes(1)); 3], mode);
    let outcome = run(&arch, &Weather::new().stuck(5000, 30_000).tape());
    assert!(when(&outcome, "tenant.restored").is_some());
    assert_conserved(&outcome);
    assert_eq!(outcome.stores[0].unknown, 0);
}

#[test]
fn a_ring_goes_on_as_one_after_a_promotion() {
    let sides = [A, B, WEST].map(|zone| (zone, DatabaseHost::Volumes(1)));
    for (move_on, lost) in [(false, 50), (true, 0)] {
        let mut arch = architecture();
        let hop = secs(5);
        arch.database(
            &sides,
            DatabaseMode::Ring {
                hop,
                move_on,
                each: false,
            },
        );
        arch.journey("order", &[ComponentId(0)], true);
        promoting(&mut arch);
        // Where clients move on, the ring itself is never down: something beside it starts the plan.
        let beside = arch.servers("beside", &[(A, 1)], Root::BlockStore);
        let (component, down_for) = (beside, secs(300));
        arch.plans[0].trigger = Trigger::Automatic {
            component,
            down_for,
        };
        // First the first copy is away, later for good the second, on which clients or the plan had moved.
        let (kind, gone) = (PopulationKind::Volumes, FateState::Lost);
        let weather = Weather::new().stuck(1000, 5000);
        let weather = weather.fate("p/east/b", kind, (9, 9), gone, (8000, None));
        let outcome = run(&arch, &weather.tape());
        assert_conserved(&outcome);
        let store = &outcome.stores[0];
        // Without moving on, the second copy takes its last five seconds with it as well.
        let with_it = if move_on { 0 } else { 50 };
        assert_eq!(
            (store.lost, store.unknown),
            (lost + with_it, 0),
            "{move_on}"
        );
    }
}

#[test]
fn what_is_down_first_and_lost_later_is_lost() {
    let mut arch = architecture();
    let db = arch.database(&[(B, DatabaseHost::Volumes(1))], DatabaseMode::Alone);
    arch.journey("order", &[db], true);
    let (kind, down) = (PopulationKind::Volumes, FateState::Down);
    let mut weather = Weather::new().fate("p/east/b", kind, (1, 1), down, (1000, None));
    let zone = weather.builder.tape().places.find("p/east/b").unwrap();
    let lost = FateState::Lost;
    weather.builder.fate(at(2000), zone, kind, 0, lost, None);
    let outcome = run(&arch, &weather.tape());
    let store = &outcome.stores[0];
    assert!(store.unrecoverable);
    assert_eq!((store.acknowledged, store.lost), (10_000, 10_000));
}

#[test]
fn who_comes_back_beside_a_restored_copy_brings_what_it_has() {
    let mut arch = restorable(&[(A, DatabaseHost::Volumes(1))], DatabaseMode::Alone);
    if let ComponentKind::Database(x) = &mut arch.components[0].kind {
        x.merge_keeps_both = true;
    }
    let outcome = run(&arch, &Weather::new().stuck(5000, 30_000).tape());
    let store = &outcome.stores[0];
    assert!(when(&outcome, "tenant.restored").is_some());
    assert!(store.diverged > 600, "{store:?}");
    assert_eq!((store.lost, store.unknown), (0, 0));
}

#[test]
fn the_bill_has_one_full_copy_of_each_backup() {
    let mut offers = [offer()];
    offers[0].prices.object_gb_month = 144_000;
    let mut arch = restorable(&[(B, DatabaseHost::LocalDisk)], DatabaseMode::Alone);
    let spend = |arch: &Architecture| {
        let (offers, tape) = (&offers[..], &Weather::new().tape());
        live(arch, &World::new(offers, tape), &LiveOptions::default())
            .usage
            .spend_micro
    };
    // 3.6 GB for 10.25 h of a month of 720 h at 0.144 dollars per GB.
    assert_eq!(spend(&arch), 7_380);
    let elsewhere = Backup {
        place: BackupPlace::Elsewhere,
        ..arch.backups[0].clone()
    };
    arch.backups.push(elsewhere);
    assert_eq!(spend(&arch), 2 * 7_380);
    arch.backups.clear();
    assert_eq!(spend(&arch), 0);
}
