//! Databases that lose a copy: standby, replicas, ring, quorum, managed.

use super::kit::*;
use crate::architecture::*;
use tape::{FateState, PopulationKind, Service};

const VOLUMES: DatabaseHost = DatabaseHost::Volumes(1);

fn standby(failover: u64) -> DatabaseMode {
    DatabaseMode::Standby {
        failover: Some(secs(failover)),
    }
}

fn replicas(promote_after: Option<u64>) -> DatabaseMode {
    let promote_after = promote_after.map(secs);
    DatabaseMode::Replicas {
        lag: tape::Law::Fixed(secs(5)),
        promote_after,
        read_replicas: false,
        apply_micro_per_s: None,
    }
}

#[test]
fn a_standby_takes_over_without_loss_after_its_time() {
    let mut arch = architecture();
    let db = arch.database(&[(A, VOLUMES), (B, VOLUMES)], standby(120));
    arch.journey("order", &[db], true);
    let outcome = run(&arch, &Weather::new().stuck(1000, 5000).tape());
    assert_eq!(unserved(&outcome, 0), 1_200);
    assert_eq!(when(&outcome, "tenant.promoted"), Some(1120.0));
    assert_eq!((outcome.stores[0].lost, outcome.stores[0].diverged), (0, 0));
}

#[test]
fn a_hung_standby_stalls_writes_until_it_is_dropped_and_reads_go_on() {
    let mut arch = architecture();
    let db = arch.database(&[(B, VOLUMES), (A, VOLUMES)], standby(120));
    arch.journey("read", &[db], false);
    arch.journey("order", &[db], true);
    let outcome = run(&arch, &Weather::new().stuck(1000, 5000).tape());
    assert_eq!((unserved(&outcome, 0), unserved(&outcome, 1)), (0, 1_200));
    assert_eq!(when(&outcome, "tenant.standby_dropped"), Some(1120.0));
}

#[test]
fn a_dead_standby_is_dropped_at_once() {
    let mut arch = architecture();
    let db = arch.database(&[(B, VOLUMES), (A, VOLUMES)], standby(120));
    arch.journey("order", &[db], true);
    let (kind, down) = (PopulationKind::Instances, FateState::Down);
    let weather = Weather::new().fate("p/east/a", kind, (9, 9), down, (1000, Some(5000)));
    assert_eq!(unserved(&run(&arch, &weather.tape()), 0), 0);
}

#[test]
fn a_replica_promoted_by_itself_leaves_its_lag_behind() {
    let mut arch = architecture();
    let db = arch.database(&[(A, VOLUMES), (B, VOLUMES)], replicas(Some(600)));
    arch.journey("order", &[db], true);
    let outcome = run(&arch, &Weather::new().stuck(1000, 5000).tape());
    assert_eq!(unserved(&outcome, 0), 6_000);
    // Five seconds of ten writes a second had not been shipped.
    assert_eq!(outcome.stores[0].lost, 50);
    assert_eq!(outcome.stores[0].rpo, secs(5));
    assert!(says(
        &outcome,
        "db now takes writes on copy1, 50 acknowledged writes behind copy0"
    ));
}

#[test]
fn merging_keeps_what_the_promotion_left_behind() {
    let mut arch = architecture();
    let db = arch.database(&[(A, VOLUMES), (B, VOLUMES)], replicas(Some(600)));
    if let ComponentKind::Database(x) = &mut arch.components[db.0 as usize].kind {
        x.merge_keeps_both = true;
    }
    arch.journey("order", &[db], true);
    let outcome = run(&arch, &Weather::new().stuck(1000, 5000).tape());
    assert_eq!(
        (outcome.stores[0].lost, outcome.stores[0].diverged),
        (0, 50)
    );
}

#[test]
fn without_promotion_reads_may_go_to_replicas() {
    let mut arch = architecture();
    let mode = DatabaseMode::Replicas {
        lag: tape::Law::Fixed(secs(5)),
        promote_after: None,
        read_replicas: true,
        apply_micro_per_s: None,
    };
    let db = arch.database(&[(A, VOLUMES), (B, VOLUMES)], mode);
    arch.journey("read", &[db], false);
    arch.journey("order", &[db], true);
    let outcome = run(&arch, &Weather::new().stuck(1000, 5000).tape());
    assert_eq!(unserved(&outcome, 0), 0);
    assert!(unserved(&outcome, 1) >= 39_900);
    assert_eq!(outcome.stores[0].lost, 0);
}

#[test]
fn a_ring_moves_on_to_the_next_copy_or_fails() {
    let lived = |move_on| {
        let mut arch = architecture();
        let copies = [(A, VOLUMES), (B, VOLUMES), (WEST, VOLUMES)];
        let db = arch.database(
            &copies,
            DatabaseMode::Ring {
                hop: secs(2),
                move_on,
                each: false,
            },
        );
        arch.journey("order", &[db], true);
        let outcome = run(&arch, &Weather::new().stuck(1000, 5000).tape());
        (unserved(&outcome, 0), outcome.stores[0].lost)
    };
    assert_eq!(lived(true), (0, 0));
    let (unserved, lost) = lived(false);
    assert!((39_900..=40_000).contains(&unserved));
    assert_eq!(lost, 0);
}

#[test]
fn a_ring_loses_what_had_not_left_a_copy_that_is_gone_for_good() {
    let mut arch = architecture();
    let copies = [(A, VOLUMES), (B, VOLUMES)];
    let db = arch.database(
        &copies,
        DatabaseMode::Ring {
            hop: secs(2),
            move_on: true,
            each: false,
        },
    );
    arch.journey("order", &[db], true);
    let (kind, lost) = (PopulationKind::Volumes, FateState::Lost);
    let weather = Weather::new().fate("p/east/a", kind, (9, 9), lost, (1000, None));
    let outcome = run(&arch, &weather.tape());
    assert_eq!(unserved(&outcome, 0), 0);
    assert_eq!(outcome.stores[0].lost, 20);
}

#[test]
fn a_quorum_of_three_lives_with_one_copy_less_and_not_with_two() {
    let lived = |zones: [ZoneId; 3]| {
        let mut arch = architecture();
        let copies = zones.map(|z| (z, VOLUMES));
        let db = arch.database(&copies, DatabaseMode::Quorum(WriteConcern::Quorum(2)));
        arch.journey("order", &[db], true);
        let outcome = run(&arch, &Weather::new().stuck(1000, 5000).tape());
        (unserved(&outcome, 0), outcome.stores[0].lost)
    };
    assert_eq!(lived([A, B, WEST]), (0, 0));
    let (unserved, lost) = lived([A, A, WEST]);
    assert!((39_900..=40_000).contains(&unserved), "{unserved}");
    assert_eq!(lost, 0);
}

#[test]
fn a_managed_pair_follows_the_fate_the_cloud_gives_both() {
    let mut arch = architecture();
    let managed = DatabaseHost::Managed;
    let db = arch.database(
        &[(A, managed), (B, managed)],
        DatabaseMode::Standby { failover: None },
    );
    arch.journey("order", &[db], true);
    let (kind, state) = (PopulationKind::DatabasesMulti, FateState::FailingOver);
    let weather = Weather::new().fate("p/east/a", kind, (9, 9), state, (1000, Some(1090)));
    let outcome = run(&arch, &weather.tape());
    assert_eq!((unserved(&outcome, 0), outcome.stores[0].lost), (900, 0));
}

#[test]
fn a_managed_pair_without_a_fate_of_its_own_fails_over_by_the_offers_law() {
    let mut arch = architecture();
    let managed = DatabaseHost::Managed;
    let db = arch.database(
        &[(A, managed), (B, managed)],
        DatabaseMode::Standby { failover: None },
    );
    arch.journey("order", &[db], true);
    let service = Service::ManagedDatabase;
    let weather = Weather::new().errors("p/east/a", service, (1000, 5000), 1.0);
    let outcome = run(&arch, &weather.tape());
    // The offer's fixed 90 s.
    assert_eq!((unserved(&outcome, 0), outcome.stores[0].lost), (900, 0));
}

#[test]
fn a_striped_database_stops_with_any_one_of_its_volumes() {
    // Of a thousand volumes 200 stick: one volume is spared in 80 %, none of eight in 17 %.
    let stopped = |k| {
        let tries = 1..=200;
        let hit = tries.filter(|&seed| {
            let mut arch = architecture();
            let db = arch.database(&[(A, DatabaseHost::Volumes(k))], DatabaseMode::Alone);
            arch.journey("order", &[db], true);
            let (kind, hung) = (PopulationKind::Volumes, FateState::Hung);
            let weather =
                Weather::new().fate("p/east/a", kind, (1000, 200), hung, (1000, Some(2000)));
            let luck = crate::engine::Luck::Drawn;
            let options = crate::engine::LiveOptions {
                seed,
                luck,
                ..Default::default()
            };
            unserved(&run_with(&arch, &weather.tape(), &options), 0) > 0
        });
        hit.count()
    };
    assert!((25..=55).contains(&stopped(1)), "{}", stopped(1));
    assert!((150..=180).contains(&stopped(8)), "{}", stopped(8));
}
