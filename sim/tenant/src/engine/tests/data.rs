//! Stores through a run: what a snapshot takes off line, what a restored side replaces, what a promotion leaves.

use super::kit::*;
use crate::architecture::*;
use tape::{FateState, PopulationKind};

fn replicated() -> (Architecture, ComponentId) {
    let mut arch = architecture();
    let mode = DatabaseMode::Replicas {
        lag: secs(5),
        promote_after: None,
        read_replicas: false,
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
