//! What holds for every history of a store.

use super::*;
use crate::architecture::BackupKind;
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Op {
    Write(u16, u64),
    Stop(u16),
    Resume(u16),
    Destroy(u16),
    Follow(u16, u16, u64),
    Detach(u16),
    Promote(u16),
    Move(u16, u16),
    Harm(u16),
    Restore(u16, u16, bool),
    BackupFrom(u16, u16),
    Spoil(u16),
}

const COPIES: u16 = 4;

fn op() -> impl Strategy<Value = Op> {
    let copy = 0..COPIES;
    prop_oneof![
        8 => (0..COPIES, 0..50_000_000_u64).prop_map(|(w, n)| Op::Write(w, n)),
        2 => copy.clone().prop_map(Op::Stop),
        3 => copy.clone().prop_map(Op::Resume),
        1 => copy.clone().prop_map(Op::Destroy),
        4 => (copy.clone(), copy.clone(), 0..20_u64).prop_map(|(a, b, lag)| Op::Follow(a, b, lag)),
        1 => copy.clone().prop_map(Op::Detach),
        2 => copy.clone().prop_map(Op::Promote),
        2 => (copy.clone(), copy.clone()).prop_map(|(w, c)| Op::Move(w, c)),
        1 => copy.clone().prop_map(Op::Harm),
        2 => (0..2_u16, copy.clone(), any::<bool>()).prop_map(|(b, c, clean)| Op::Restore(b, c, clean)),
        1 => (0..2_u16, copy).prop_map(|(b, c)| Op::BackupFrom(b, c)),
        1 => (0..2_u16).prop_map(Op::Spoil),
    ]
}

/// A ring or a primary with replicas, with a snapshot and an archive.
fn store(ring: bool, lag: u64, merge: MergeRule) -> Store {
    let layout = match ring {
        true => Layout::ring(COPIES, secs(lag)),
        false => Layout::primary(COPIES - 1, secs(lag)),
    };
    let (history, before) = (secs(100), vec![1000 * WRITE; layout.writers.len()]);
    let mut store = Store::new(&Layout {
        history,
        before,
        merge,
        ..layout
    });
    let (every, takes, offline) = (secs(30), secs(5), false);
    let snapshot = BackupKind::Snapshot {
        every,
        takes,
        offline,
    };
    store.add_backup(CopyId(0), snapshot, secs(7), secs(70));
    store.add_backup(
        CopyId(0),
        BackupKind::Archive { lag: secs(12) },
        secs(0),
        secs(70),
    );
    store
}

/// Does it and returns how many micro-writes were acknowledged by it.
fn apply(store: &mut Store, op: &Op, at: SimTime) -> u64 {
    match *op {
        Op::Write(w, n) => return store.acknowledge(WriterId(w), at, n).map_or(0, |()| n),
        Op::Harm(w) => return u64::from(store.harm(WriterId(w), at).is_ok()),
        Op::Stop(c) => store.stop(CopyId(c), at),
        Op::Resume(c) => drop(store.resume(CopyId(c), at)),
        Op::Destroy(c) => store.destroy(CopyId(c), at),
        Op::Follow(c, source, lag) => store.follow(CopyId(c), feed(source, secs(lag)), at),
        Op::Detach(c) => store.detach(CopyId(c), at),
        Op::Promote(c) => drop(store.promote(CopyId(c), at)),
        Op::Move(w, c) if w < store.writers => drop(store.move_writer(WriterId(w), CopyId(c), at)),
        Op::Move(..) => {}
        Op::Restore(b, c, clean) => {
            let want = if clean { Want::Clean } else { Want::Newest };
            if let Some(point) = store.restorable_at(at, BackupId(b), want) {
                store.restore(&point, CopyId(c), at);
            }
        }
        Op::BackupFrom(b, c) => store.backup_from(BackupId(b), CopyId(c), at),
        Op::Spoil(b) => {
            if let Some(point) = store.restorable_at(at, BackupId(b), Want::Newest) {
                store.spoil(&point);
            }
        }
    }
    0
}

fn merge() -> impl Strategy<Value = MergeRule> {
    prop_oneof![Just(MergeRule::KeepBoth), Just(MergeRule::DropLeftBehind)]
}

/// A primary with replicas of these lags, its writes as (seconds, micro-writes), crashed at the end.
fn crashed(lags: &[u64], writes: &[(u64, u64)]) -> (Store, SimTime) {
    let mut store = primary(lags.len() as u16, secs(0), 3, MergeRule::DropLeftBehind);
    for (i, &lag) in lags.iter().enumerate() {
        store.follow(CopyId(i as u16 + 1), feed(0, secs(lag)), s(0));
    }
    let mut at = 0;
    for &(seconds, micro_writes) in writes {
        at += seconds;
        store.acknowledge(W, s(at), micro_writes).unwrap();
    }
    store.destroy(CopyId(0), s(at));
    (store, s(at))
}

fn writes() -> impl Strategy<Value = Vec<(u64, u64)>> {
    prop::collection::vec((1..30_u64, 0..9_000_000_u64), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_acknowledged_write_has_exactly_one_fate(
        ring in any::<bool>(),
        lag in 0..10_u64,
        merge in merge(),
        ops in prop::collection::vec((0..15_u64, op()), 1..60),
    ) {
        let mut store = store(ring, lag, merge);
        let before = if ring { 4000 * WRITE } else { 1000 * WRITE };
        let mut in_run = 0;
        let mut now = 0;
        for (wait, op) in &ops {
            now += wait;
            in_run += apply(&mut store, op, s(now));
            let settled = store.settle(s(now));
            adds_up(&settled);
            prop_assert_eq!((settled.in_run(), settled.before_run), (in_run, before));
            if merge == MergeRule::DropLeftBehind {
                prop_assert_eq!(settled.diverged, 0);
            }
            for backup in [BackupId(0), BackupId(1)] {
                let point = |want| store.restorable_at(s(now), backup, want);
                if let Some(clean) = point(Want::Clean) {
                    prop_assert!(store.is_clean(&clean.positions));
                    let newest = point(Want::Newest).map_or(Vec::new(), |point| point.positions);
                    let mut pairs = clean.positions.iter().zip(&newest);
                    prop_assert!(backup == BackupId(0) || pairs.all(|(clean, newest)| clean <= newest));
                }
            }
            let outcome = settled.outcome(crate::architecture::ComponentId(0), String::new());
            let whole = |micro: u64| (micro + WRITE / 2) / WRITE;
            prop_assert_eq!(outcome.acknowledged, whole(in_run), "the run alone");
            let not_durable = outcome.lost + outcome.diverged + outcome.unknown;
            prop_assert!(not_durable <= whole(before + in_run));
        }
    }

    #[test]
    fn promoting_the_most_advanced_copy_loses_the_least(
        lags in prop::collection::vec(0..60_u64, 1..5),
        writes in writes(),
    ) {
        let (store, at) = crashed(&lags, &writes);
        let best = store.most_advanced(at).unwrap();
        let loss = |copy: CopyId| {
            let mut store = store.clone();
            let promotion = store.promote(copy, at).unwrap();
            let settled = store.settle(at);
            assert_eq!((settled.lost, settled.rpo), (promotion.diverged, promotion.rpo));
            settled.lost
        };
        prop_assert_eq!(loss(best), store.missing(best, at), "foreseen");
        for other in 1..=lags.len() as u16 {
            prop_assert!(loss(best) <= loss(CopyId(other)));
        }
    }

    #[test]
    fn a_longer_lag_never_loses_less(
        lag in 0..60_u64,
        longer in 0..60_u64,
        writes in writes(),
    ) {
        let loss = |lag: u64| {
            let (mut store, at) = crashed(&[lag], &writes);
            let promotion = store.promote(CopyId(1), at).unwrap();
            (promotion.diverged, promotion.rpo)
        };
        let (short, long) = (loss(lag), loss(lag + longer));
        prop_assert!(short.0 <= long.0 && short.1 <= long.1);
    }

    #[test]
    fn losing_another_copy_never_brings_a_write_back(
        lag in 0..10_u64,
        merge in merge(),
        ops in prop::collection::vec((0..15_u64, op()), 1..30),
        copy in 0..COPIES,
    ) {
        let mut store = store(true, lag, merge);
        let mut now = 0;
        for (wait, op) in &ops {
            now += wait;
            apply(&mut store, op, s(now));
        }
        let before = store.settle(s(now));
        store.destroy(CopyId(copy), s(now));
        let after = store.settle(s(now));
        prop_assert!(after.lost >= before.lost && after.durable <= before.durable);
        prop_assert!(after.unrecoverable || !before.unrecoverable);
    }
}
