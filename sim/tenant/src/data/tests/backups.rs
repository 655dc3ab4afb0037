//! Restorable points, restores and what they lose, computed by hand.

use super::*;
use crate::architecture::BackupKind;

const DAY: u64 = 24 * HOUR;

/// One copy with 1 write/s for ten days before the run and `upto` seconds in it.
fn alone(upto: u64) -> Store {
    let history = SimDuration::from_hours(240);
    let mut store = Store::new(&Layout {
        history,
        before: vec![240 * HOUR * WRITE],
        ..Layout::primary(0, SimDuration::ZERO)
    });
    store.acknowledge(W, s(upto), upto * WRITE).unwrap();
    store
}

fn nightly(offline: bool) -> BackupKind {
    BackupKind::Snapshot {
        every: secs(DAY),
        takes: SimDuration::from_mins(30),
        offline,
    }
}

fn point(store: &Store, at: u64, backup: BackupId) -> BackupPoint {
    store.restorable_at(s(at), backup, Want::Newest).unwrap()
}

#[test]
fn a_nightly_snapshot_loses_twelve_and_a_half_hours_on_average() {
    let calm = alone(0);
    let mut ages = Vec::new();
    for minute in 0..24 * 60 {
        let crash = minute * 60 + 30;
        let mut store = calm.clone();
        let backup = store.add_backup(CopyId(0), nightly(false), secs(3 * HOUR), secs(7 * DAY));
        store.acknowledge(W, s(crash), crash * WRITE).unwrap();
        store.destroy(CopyId(0), s(crash));
        let point = point(&store, crash + HOUR, backup);
        let age = store.settle(s(crash)).lost / WRITE;
        assert_eq!(
            point.age,
            secs(age + HOUR),
            "what is lost is what the point does not have"
        );
        let fresh = store.add_copy();
        let restored = store.restore(&point, fresh, s(crash + 2 * HOUR));
        assert_eq!((restored.diverged, restored.rpo), (age * WRITE, secs(age)));
        assert_eq!(store.settle(s(crash + 2 * HOUR)).lost, age * WRITE);
        ages.push(age);
    }
    assert_eq!(ages.iter().sum::<u64>(), 24 * 60 * (12 * HOUR + HOUR / 2));
    ages.sort_unstable();
    assert_eq!(
        (ages[0], ages[1439]),
        (HOUR / 2 + 30, 24 * HOUR + HOUR / 2 - 30)
    );
}

#[test]
fn an_unreadable_or_unfinished_snapshot_leaves_the_one_before() {
    let mut store = alone(2 * DAY);
    let backup = store.add_backup(CopyId(0), nightly(false), secs(0), secs(2 * DAY));
    let newest = point(&store, DAY + HOUR, backup);
    assert_eq!((newest.snapshot, newest.age), (Some(1), secs(HOUR)));
    assert_eq!(
        point(&store, DAY + 29 * 60, backup).age,
        secs(DAY + 29 * 60)
    );
    store.spoil(&newest);
    let older = point(&store, DAY + HOUR, backup);
    assert_eq!((older.snapshot, older.age), (Some(0), secs(DAY + HOUR)));
    store.spoil(&older);
    assert_eq!(
        store.restorable_at(s(DAY + HOUR), backup, Want::Newest),
        None,
        "the next older one is past what is kept"
    );
    let other = store.add_backup(CopyId(0), nightly(false), secs(0), secs(2 * DAY));
    assert_eq!(point(&store, DAY / 2, other).age, secs(DAY / 2));
    store.lose_backup(other);
    assert_eq!(store.restorable_at(s(DAY / 2), other, Want::Newest), None);
}

#[test]
fn a_snapshot_needs_its_source_all_the_while_and_the_newest_outlives_retention() {
    let mut store = alone(DAY + 600);
    let backup = store.add_backup(CopyId(0), nightly(false), secs(0), secs(DAY));
    store.stop(CopyId(0), s(DAY + 600));
    let shows = |store: &Store, at: u64| point(store, at, backup).snapshot;
    assert_eq!(
        shows(&store, DAY + HOUR),
        Some(0),
        "hung in the middle of it"
    );
    store.resume(CopyId(0), s(DAY + HOUR)).unwrap();
    assert_eq!(shows(&store, DAY + 2 * HOUR), Some(0));
    assert_eq!(shows(&store, 2 * DAY + HOUR), Some(2));
    store.destroy(CopyId(0), s(2 * DAY + HOUR));
    assert_eq!(
        shows(&store, 20 * DAY),
        Some(2),
        "nothing newer replaced it"
    );
}

#[test]
fn an_archive_loses_its_lag_and_follows_the_new_primary() {
    let mut store = alone(1000);
    let lag = secs(300);
    let backup = store.add_backup(CopyId(0), BackupKind::Archive { lag }, secs(0), secs(DAY));
    assert_eq!(point(&store, 1000, backup).age, lag);
    store.destroy(CopyId(0), s(1000));
    let last = point(&store, 5000, backup);
    assert_eq!(last.age, secs(4300), "nothing was shipped after the crash");
    let settled = store.settle(s(5000));
    adds_up(&settled);
    assert_eq!((settled.lost, settled.rpo), (300 * WRITE, lag));
    assert_eq!(settled.unknown, settled.acknowledged - 300 * WRITE);
    assert!(!settled.unrecoverable);
    let fresh = store.add_copy();
    let restored = store.restore(&last, fresh, s(6000));
    assert_eq!((restored.diverged, restored.rpo), (300 * WRITE, lag));
    store.backup_from(backup, fresh, s(6000));
    store.acknowledge(W, s(7000), 1000 * WRITE).unwrap();
    store.destroy(fresh, s(7000));
    let again = store.add_copy();
    let last = point(&store, 7100, backup);
    let restored = store.restore(&last, again, s(7200));
    assert_eq!((restored.diverged, restored.rpo), (300 * WRITE, lag));
    let settled = store.settle(s(7200));
    adds_up(&settled);
    assert_eq!(settled.lost, 600 * WRITE);
}

#[test]
fn only_a_backup_from_before_the_corruption_is_clean() {
    let mut store = alone(2 * DAY);
    store.harm(W, s(2 * DAY)).unwrap();
    let nightly = store.add_backup(CopyId(0), nightly(false), secs(HOUR), secs(7 * DAY));
    let lag = secs(300);
    let archive = store.add_backup(
        CopyId(0),
        BackupKind::Archive { lag },
        secs(0),
        secs(2 * DAY),
    );
    store.acknowledge(W, s(3 * DAY), DAY * WRITE).unwrap();
    let clean = |store: &Store, at: u64, backup| store.restorable_at(s(at), backup, Want::Clean);
    assert_eq!(
        point(&store, 3 * DAY, nightly).age,
        secs(23 * HOUR),
        "after the corruption"
    );
    assert_eq!(
        clean(&store, 3 * DAY, nightly).unwrap().age,
        secs(47 * HOUR)
    );
    assert_eq!(clean(&store, 3 * DAY, archive).unwrap().age, secs(DAY));
    assert_eq!(
        clean(&store, 4 * DAY + 1, archive),
        None,
        "no longer kept that far back"
    );
    let harmed = store.settle(s(3 * DAY));
    adds_up(&harmed);
    assert_eq!(
        harmed.unknown,
        (240 * HOUR + 2 * DAY) * WRITE,
        "a clean backup has them"
    );
    assert!(!harmed.unrecoverable);
    let replayed = clean(&store, 3 * DAY, archive).unwrap();
    let restored = store.restore(&replayed, CopyId(0), s(3 * DAY));
    assert_eq!(
        restored.diverged,
        DAY * WRITE + 1,
        "the record and all after it"
    );
    assert_eq!(
        store.settle(s(3 * DAY)).durable,
        (240 * HOUR + 2 * DAY) * WRITE
    );
}

#[test]
fn taking_a_snapshot_keeps_the_store_off_line() {
    let mut store = alone(0);
    let off = store.add_backup(CopyId(0), nightly(true), secs(DAY - 600), secs(DAY));
    let on = store.add_backup(CopyId(0), nightly(false), secs(DAY - 600), secs(DAY));
    let windows = store.offline_windows(off, s(0), s(2 * DAY));
    let expected = [(0, 1200), (DAY - 600, DAY + 1200), (2 * DAY - 600, 2 * DAY)];
    assert_eq!(windows, expected.map(|(from, until)| (s(from), s(until))));
    let part = store.offline_windows(off, s(DAY), s(DAY + 600));
    assert_eq!(part, [(s(DAY), s(DAY + 600))]);
    assert_eq!(store.offline_windows(on, s(0), s(2 * DAY)), []);
}

#[test]
fn a_snapshot_does_not_outlive_a_change_of_its_source() {
    let mut store = alone(2 * DAY);
    let backup = store.add_backup(CopyId(0), nightly(false), secs(0), secs(9 * DAY));
    let other = store.add_copy();
    store.follow(other, feed(0, secs(0)), s(0));
    store.backup_from(backup, other, s(DAY + 60));
    assert_eq!(point(&store, DAY + HOUR, backup).snapshot, Some(0));
    store.destroy(CopyId(0), s(DAY + HOUR));
    assert_eq!(point(&store, 2 * DAY + HOUR, backup).snapshot, Some(2));
}

#[test]
fn an_archive_neither_leads_nor_merges() {
    let mut store = Store::new(&Layout {
        merge: MergeRule::KeepBoth,
        ..Layout::primary(1, secs(10))
    });
    let lag = SimDuration::ZERO;
    let backup = store.add_backup(CopyId(0), BackupKind::Archive { lag }, secs(0), secs(DAY));
    store.acknowledge(W, s(100), 100 * WRITE).unwrap();
    store.destroy(CopyId(0), s(100));
    assert_eq!(store.most_advanced(s(100)), Some(CopyId(1)));
    assert_eq!(
        store.settle(s(100)).unknown,
        10 * WRITE,
        "it could still be restored"
    );
    store.promote(CopyId(1), s(100)).unwrap();
    store.backup_from(backup, CopyId(1), s(100));
    assert_eq!(store.settle(s(100)).lost, 10 * WRITE);
}

#[test]
fn a_snapshot_that_failed_leaves_the_one_before_it() {
    let mut store = alone(HOUR);
    let backup = store.add_backup(CopyId(0), nightly(false), secs(0), secs(60 * DAY));
    assert_eq!(point(&store, HOUR, backup).age, secs(HOUR));
    store.let_fail(backup, 1, "nightly", 0.5);
    let age = point(&store, HOUR, backup).age;
    assert_eq!(age.0 % (DAY * 1_000_000), secs(HOUR).0);
    assert_eq!(
        point(&store, HOUR, backup).age,
        age,
        "asked again, the same one failed"
    );
    let ages = (0..200).map(|seed| {
        store.let_fail(backup, seed, "nightly", 0.5);
        point(&store, HOUR, backup).age.0 / (DAY * 1_000_000)
    });
    // Geometric: one before it on average, deviation 1.4.
    let before = ages.sum::<u64>();
    assert!((120..=280).contains(&before), "{before}");
    store.let_fail(backup, 1, "nightly", 1.0);
    assert_eq!(store.restorable_at(s(HOUR), backup, Want::Newest), None);
}

#[test]
fn a_log_beside_a_snapshot_brings_back_what_was_written_since() {
    let mut store = alone(HOUR);
    let backup = store.add_backup(CopyId(0), nightly(false), secs(0), secs(7 * DAY));
    store.destroy(CopyId(0), s(HOUR));
    let mut newest = point(&store, 2 * HOUR, backup);
    assert_eq!(newest.age, secs(2 * HOUR));
    assert_eq!(store.age_at_failure(&newest, s(2 * HOUR)), secs(HOUR));
    store.roll_forward(&mut newest);
    let fresh = store.add_copy();
    store.restore(&newest, fresh, s(2 * HOUR));
    let settlement = store.settle(s(2 * HOUR));
    assert_eq!(settlement.lost, 0);
    adds_up(&settlement);
}

#[test]
fn what_a_follower_misses_at_a_crash_is_what_the_caller_drew() {
    let mut store = primary(1, secs(5), 10, MergeRule::DropLeftBehind);
    store.acknowledge(W, s(100), 1000 * WRITE).unwrap();
    let mut seen = Vec::new();
    store.stop_short(CopyId(0), s(100), &mut |copy, lately| {
        seen.push((copy, lately.within(secs(3)), lately.rate_micro_per_s()));
        Some(7 * WRITE)
    });
    assert_eq!(seen, [(CopyId(1), 30 * WRITE, 10.0 * 1e6)]);
    assert_eq!(store.missing(CopyId(1), s(100)), 7 * WRITE);
    store.promote(CopyId(1), s(160)).unwrap();
    let settlement = store.settle(s(160));
    assert_eq!(settlement.lost, 7 * WRITE);
    assert_eq!(settlement.rpo, SimDuration::from_secs_f64(0.7));
    adds_up(&settlement);
}
