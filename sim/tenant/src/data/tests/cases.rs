//! Losses computed by hand: lag, ring, standby, quorum, split sides, corruption.

use super::*;

const HALF: SimDuration = SimDuration(500_000);

#[test]
fn an_asynchronous_replica_misses_rate_times_lag() {
    let mut store = primary(1, HALF, 200, MergeRule::DropLeftBehind);
    store.acknowledge(W, s(60), 60 * 200 * WRITE).unwrap();
    store.destroy(CopyId(0), s(60));
    assert_eq!(store.primary(W), None);
    assert_eq!(
        store.acknowledge(W, s(70), WRITE),
        Err(Refused::NoPrimary(W))
    );
    let promotion = store.promote(CopyId(1), s(1000)).unwrap();
    let expected = Promotion {
        diverged: 100 * WRITE,
        rpo: HALF,
    };
    assert_eq!(
        promotion, expected,
        "measured at the crash, not at the promotion"
    );
    store.acknowledge(W, s(1100), 100 * 200 * WRITE).unwrap();
    let settled = store.settle(s(1100));
    adds_up(&settled);
    assert_eq!((settled.lost, settled.rpo), (100 * WRITE, HALF));
    assert_eq!(settled.before_run, HOUR * 200 * WRITE);
    assert_eq!(settled.acknowledged, (HOUR + 160) * 200 * WRITE);
    let outcome = settled.outcome(crate::architecture::ComponentId(3), "db".into());
    assert_eq!(outcome.acknowledged, 160 * 200, "without the hour before");
    assert_eq!(
        (outcome.lost, outcome.diverged, outcome.unknown),
        (100, 0, 0)
    );
    assert!(!outcome.unrecoverable);
}

#[test]
fn a_replica_on_its_own_is_as_good_as_before_and_a_lost_primary_without_one_is_the_end() {
    let mut store = primary(1, HALF, 200, MergeRule::DropLeftBehind);
    store.acknowledge(W, s(60), 60 * 200 * WRITE).unwrap();
    store.destroy(CopyId(0), s(60));
    let settled = store.settle(s(99));
    assert_eq!(settled.lost, 100 * WRITE, "never promoted, and yet safe");
    assert!(!settled.unrecoverable);
    store.destroy(CopyId(1), s(99));
    let settled = store.settle(s(99));
    adds_up(&settled);
    assert_eq!(settled.lost, settled.acknowledged);
    assert!(settled.unrecoverable);
    assert_eq!(
        store.promote(CopyId(1), s(100)),
        Err(Refused::NotLive(CopyId(1)))
    );
    let fresh = store.add_copy();
    store.start_empty(fresh, s(100));
    store.acknowledge(W, s(110), 10 * WRITE).unwrap();
    let settled = store.settle(s(110));
    assert_eq!(settled.durable, 10 * WRITE);
    assert!(
        settled.unrecoverable,
        "new data does not bring the old back"
    );
}

#[test]
fn a_synchronous_standby_misses_nothing() {
    let mut store = primary(1, SimDuration::ZERO, 200, MergeRule::DropLeftBehind);
    store.acknowledge(W, s(60), 60 * 200 * WRITE).unwrap();
    store.destroy(CopyId(0), s(60));
    assert_eq!(store.promote(CopyId(1), s(120)), Ok(Promotion::default()));
    assert_eq!(store.settle(s(120)).lost, 0);
}

#[test]
fn a_hung_primary_keeps_its_writes_in_doubt_until_it_returns() {
    let mut store = primary(1, HALF, 200, MergeRule::DropLeftBehind);
    store.acknowledge(W, s(60), 60 * 200 * WRITE).unwrap();
    store.stop(CopyId(0), s(60));
    assert_eq!(store.primary(W), Some(CopyId(0)));
    let settled = store.settle(s(90));
    adds_up(&settled);
    assert_eq!((settled.unknown, settled.lost), (100 * WRITE, 0));
    assert_eq!(store.missing(CopyId(1), s(90)), 100 * WRITE);
    store.resume(CopyId(0), s(100)).unwrap();
    assert_eq!(store.settle(s(100)).unknown, 0);
    store.acknowledge(W, s(101), 200 * WRITE).unwrap();
    store.stop(CopyId(0), s(101));
    assert_eq!(
        store.missing(CopyId(1), s(101)),
        100 * WRITE,
        "the replica follows again, and none of the pause counts as lag"
    );
    store.destroy(CopyId(0), s(200));
    let promotion = store.promote(CopyId(1), s(300)).unwrap();
    assert_eq!(promotion.rpo, HALF, "measured when it hung the second time");
}

#[test]
fn the_merge_rule_decides_about_the_side_left_behind() {
    let run = |merge| {
        let mut store = primary(1, HALF, 200, merge);
        store.acknowledge(W, s(60), 60 * 200 * WRITE).unwrap();
        store.stop(CopyId(0), s(60));
        store.promote(CopyId(1), s(90)).unwrap();
        let hung = store.settle(s(90));
        store.acknowledge(W, s(100), 10 * 200 * WRITE).unwrap();
        store.follow(CopyId(0), feed(1, HALF), s(100));
        let back = store.settle(s(100));
        store.destroy(CopyId(0), s(110));
        let gone = store.settle(s(110));
        [hung, back, gone].map(|settled| {
            adds_up(&settled);
            [settled.lost, settled.diverged, settled.unknown].map(|n| n / WRITE)
        })
    };
    let keep = run(MergeRule::KeepBoth);
    assert_eq!(
        keep,
        [[0, 0, 100], [0, 100, 0], [0, 100, 0]],
        "merged, so the copy may go"
    );
    let dropped = run(MergeRule::DropLeftBehind);
    assert_eq!(dropped, [[100, 0, 0]; 3]);
}

#[test]
fn a_side_that_never_comes_back_is_lost_whatever_the_rule() {
    let mut store = primary(1, HALF, 200, MergeRule::KeepBoth);
    store.acknowledge(W, s(60), 60 * 200 * WRITE).unwrap();
    store.stop(CopyId(0), s(60));
    store.promote(CopyId(1), s(90)).unwrap();
    store.destroy(CopyId(0), s(95));
    store.follow(CopyId(0), feed(1, HALF), s(100));
    let settled = store.settle(s(100));
    assert_eq!(
        (settled.lost, settled.rpo),
        (100 * WRITE, HALF),
        "a new disk brings nothing back"
    );
}

#[test]
fn what_was_dropped_on_return_stays_dropped() {
    let mut store = primary(1, HALF, 200, MergeRule::DropLeftBehind);
    store.acknowledge(W, s(60), 60 * 200 * WRITE).unwrap();
    store.stop(CopyId(0), s(60));
    store.promote(CopyId(1), s(90)).unwrap();
    store.follow(CopyId(0), feed(1, HALF), s(100));
    assert_eq!(store.promote(CopyId(0), s(110)), Ok(Promotion::default()));
    assert_eq!(store.settle(s(110)).lost, 100 * WRITE);
}

#[test]
fn a_planned_promotion_ends_the_old_feed() {
    let mut store = primary(1, HALF, 200, MergeRule::KeepBoth);
    store.acknowledge(W, s(60), 60 * 200 * WRITE).unwrap();
    let promotion = store.promote(CopyId(1), s(60)).unwrap();
    assert_eq!((promotion.diverged, promotion.rpo), (100 * WRITE, HALF));
    assert_eq!(store.settle(s(90)).diverged, 100 * WRITE);
    store.destroy(CopyId(0), s(90));
    assert_eq!(
        store.settle(s(90)).lost,
        100 * WRITE,
        "it was not shipped any more"
    );
}

#[test]
fn failing_back_to_the_old_primary_loses_the_time_between_instead() {
    let mut store = primary(1, HALF, 200, MergeRule::DropLeftBehind);
    store.acknowledge(W, s(60), 60 * 200 * WRITE).unwrap();
    store.stop(CopyId(0), s(60));
    store.promote(CopyId(1), s(90)).unwrap();
    store.acknowledge(W, s(100), 10 * 200 * WRITE).unwrap();
    store.resume(CopyId(0), s(100)).unwrap();
    let back = store.promote(CopyId(0), s(100)).unwrap();
    let expected = Promotion {
        diverged: 2000 * WRITE,
        rpo: secs(10),
    };
    assert_eq!(back, expected);
    assert_eq!(store.settle(s(100)).lost, 2000 * WRITE);
}

#[test]
fn a_ring_loses_what_was_not_forwarded_and_repointing_catches_up() {
    let (a, b, c) = (CopyId(0), CopyId(1), CopyId(2));
    let hop = secs(2);
    let mut store = Store::new(&Layout {
        history: secs(60),
        before: vec![60 * 50 * WRITE; 3],
        ..Layout::ring(3, hop)
    });
    for writer in 0..3 {
        store
            .acknowledge(WriterId(writer), s(600), 600 * 50 * WRITE)
            .unwrap();
    }
    assert_eq!(
        store.missing(a, s(600)),
        (2 + 4) * 50 * WRITE,
        "C's one hop, B's two"
    );
    store.destroy(b, s(600));
    assert_eq!(store.settle(s(600)).lost, 100 * WRITE);
    assert_eq!(
        store.move_writer(WriterId(1), c, s(600)).unwrap().diverged,
        100 * WRITE
    );
    store
        .acknowledge(WriterId(0), s(2400), 1800 * 50 * WRITE)
        .unwrap();
    assert_eq!(
        store.missing(c, s(2400)),
        90_200 * WRITE,
        "A's writes cannot pass B"
    );
    store.follow(c, feed(0, hop), s(2400));
    store
        .acknowledge(WriterId(0), s(2410), 10 * 50 * WRITE)
        .unwrap();
    assert_eq!(store.missing(c, s(2401)), 90_250 * WRITE);
    assert_eq!(
        store.missing(c, s(2410)),
        100 * WRITE,
        "one hop behind again"
    );
    let settled = store.settle(s(2410));
    adds_up(&settled);
    assert_eq!((settled.lost, settled.rpo), (100 * WRITE, hop));
}

#[test]
fn a_member_of_a_ring_that_only_hung_brings_its_writes_back() {
    let mut store = Store::new(&Layout::ring(3, secs(2)));
    for writer in 0..3 {
        store
            .acknowledge(WriterId(writer), s(600), 600 * 50 * WRITE)
            .unwrap();
    }
    store.stop(CopyId(1), s(600));
    let settled = store.settle(s(700));
    assert_eq!((settled.unknown, settled.lost), (100 * WRITE, 0));
    store.resume(CopyId(1), s(700)).unwrap();
    let settled = store.settle(s(710));
    assert_eq!(settled.durable, settled.acknowledged);
    assert_eq!(store.missing(CopyId(2), s(710)), 0, "all writes had ended");
}

#[test]
fn a_member_of_a_quorum_that_missed_the_end_loses_what_it_missed() {
    let mut store = primary(2, SimDuration::ZERO, 10, MergeRule::DropLeftBehind);
    store.acknowledge(W, s(100), 100 * 10 * WRITE).unwrap();
    store.stop(CopyId(2), s(100));
    store.acknowledge(W, s(160), 60 * 10 * WRITE).unwrap();
    store.destroy(CopyId(0), s(160));
    assert_eq!(store.settle(s(160)).lost, 0, "the other member has all");
    assert_eq!(store.most_advanced(s(160)), Some(CopyId(1)));
    store.destroy(CopyId(1), s(160));
    assert_eq!(store.settle(s(160)).lost, 600 * WRITE);
    store.resume(CopyId(2), s(200)).unwrap();
    let promotion = store.promote(CopyId(2), s(200)).unwrap();
    assert_eq!((promotion.diverged, promotion.rpo), (600 * WRITE, secs(60)));
}

#[test]
fn replicas_copy_corruption_unless_they_are_cut_off_in_time() {
    let run = |cut_off: bool| {
        let mut store = primary(1, secs(10), 200, MergeRule::DropLeftBehind);
        store.acknowledge(W, s(60), 60 * 200 * WRITE).unwrap();
        store.harm(W, s(60)).unwrap();
        store.acknowledge(W, s(65), 5 * 200 * WRITE).unwrap();
        if cut_off {
            store.detach(CopyId(1), s(65));
        }
        store.acknowledge(W, s(80), 15 * 200 * WRITE).unwrap();
        store.destroy(CopyId(0), s(80));
        store.settle(s(80))
    };
    let copied = run(false);
    adds_up(&copied);
    assert_eq!(copied.rpo, secs(HOUR + 60), "measured at the corruption");
    let (before, lag) = ((HOUR + 60) * 200 * WRITE, 10 * 200 * WRITE);
    assert_eq!(
        copied.lost,
        before + lag,
        "all before the record, and the end"
    );
    assert!(copied.unrecoverable);
    let saved = run(true);
    adds_up(&saved);
    assert_eq!(
        saved.lost,
        (80 - 55) * 200 * WRITE + 1,
        "all since the replica's last"
    );
    assert!(!saved.unrecoverable);
}

#[test]
fn two_records_harm_what_either_harms() {
    let mut store = Store::new(&Layout::ring(3, secs(2)));
    for writer in 0..3 {
        store
            .acknowledge(WriterId(writer), s(600), 600 * 50 * WRITE)
            .unwrap();
    }
    store.harm(WriterId(0), s(600)).unwrap();
    store.harm(WriterId(1), s(600)).unwrap();
    let settled = store.settle(s(700));
    assert_eq!(
        settled.durable,
        100 * WRITE + 2,
        "only C's end had not reached A, nor B"
    );
}

#[test]
fn a_chain_of_replicas_adds_up_its_lags() {
    let mut store = primary(2, secs(3), 10, MergeRule::DropLeftBehind);
    store.follow(CopyId(2), feed(1, secs(4)), s(0));
    store.acknowledge(W, s(100), 1000 * WRITE).unwrap();
    assert_eq!(store.missing(CopyId(1), s(100)), 30 * WRITE);
    assert_eq!(store.missing(CopyId(2), s(100)), 70 * WRITE);
    store.destroy(CopyId(0), s(100));
    assert_eq!(
        store.missing(CopyId(2), s(104)),
        30 * WRITE,
        "the middle one forwards the rest"
    );
    store.destroy(CopyId(1), s(105));
    assert_eq!(store.settle(s(105)).lost, 30 * WRITE);
}

#[test]
fn a_pause_that_was_told_is_no_time_of_writing() {
    let mut store = Store::new(&Layout::primary(1, secs(10)));
    store.acknowledge(W, s(100), 100 * WRITE).unwrap();
    store.pass(s(1000));
    store.acknowledge(W, s(1010), 100 * WRITE).unwrap();
    // All of the last ten seconds' writes; spread over the pause it would be one.
    assert_eq!(store.missing(CopyId(1), s(1010)), 100 * WRITE);
}
