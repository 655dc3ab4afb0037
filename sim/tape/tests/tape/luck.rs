//! Luck: exact chances, no member twice, nobody else's draw disturbed.

use crate::common::tape_with;
use zonefall_tape::PopulationKind::{Balancers, Volumes};
use zonefall_tape::luck::{ATTEMPTS_MAX, Wish, draw, draw_touched, p_touched_ppm};
use zonefall_tape::{PlaceId, Tape};

fn wishes(names: &[String], place: PlaceId) -> Vec<Wish<'_>> {
    names
        .iter()
        .map(|entity| Wish {
            entity,
            place,
            kind: Volumes,
        })
        .collect()
}

fn names(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("volume {i}")).collect()
}

fn zone(tape: &Tape) -> PlaceId {
    tape.zone.expect("struck zone")
}

#[test]
fn chance_of_being_touched_is_hypergeometric() {
    let tape = tape_with(10, 3);
    let p = |n| p_touched_ppm(&tape, &wishes(&names(n), zone(&tape)));
    assert_eq!(p(0), 0);
    assert_eq!(p(1), 300_000);
    // 1 - C(7,2)/C(10,2) = 1 - 21/45
    assert_eq!(p(2), 533_333);
    // Eight of ten always include one of the three.
    assert_eq!(p(8), 1_000_000);
    assert_eq!(p(20), 1_000_000);
}

#[test]
fn frequencies_follow_the_closed_form() {
    let tape = tape_with(10, 3);
    let names = names(2);
    let wishes = wishes(&names, zone(&tape));
    let seeds = 4000u32;
    let (mut hit, mut both) = (0u32, 0u32);
    for seed in 0..u64::from(seeds) {
        let touched = draw(&tape, seed, 0, &wishes)
            .iter()
            .filter(|m| m.is_some_and(|m| m < 3))
            .count();
        hit += u32::from(touched > 0);
        both += u32::from(touched == 2);
    }
    // Expected 24/45 and C(3,2)/C(10,2) = 3/45; with replacement the second would be 9/100.
    // Four standard deviations of 4000 draws.
    let close = |n: u32, p: f64| {
        let sd = (p * (1.0 - p) / f64::from(seeds)).sqrt();
        (f64::from(n) / f64::from(seeds) - p).abs() < 4.0 * sd
    };
    assert!(close(hit, 24.0 / 45.0), "{hit}");
    assert!(close(both, 3.0 / 45.0), "{both}");
}

#[test]
fn no_member_twice_until_there_are_no_more() {
    let tape = tape_with(10, 3);
    let names = names(12);
    for seed in 0..200 {
        for attempt in [0, 1, 7] {
            let drawn = draw(&tape, seed, attempt, &wishes(&names, zone(&tape)));
            let mut first: Vec<u32> = drawn[..10].iter().flatten().copied().collect();
            first.sort_unstable();
            assert_eq!(first, (0..10).collect::<Vec<_>>(), "seed {seed}");
            assert!(drawn[10..].iter().all(|m| m.is_some_and(|m| m < 10)));
        }
    }
}

#[test]
fn an_idle_wish_leaves_the_others_alone() {
    let tape = tape_with(10_000, 1300);
    let names = names(20);
    let all = wishes(&names, zone(&tape));
    let mut moved = 0;
    for seed in 0..200 {
        for attempt in [0, 3] {
            let without = draw(&tape, seed, attempt, &all[1..]);
            let with = draw(&tape, seed, attempt, &all);
            let newcomer = with[0];
            for (a, b) in without.iter().zip(&with[1..]) {
                // Only the one who held the newcomer's member may have moved.
                assert!(a == b || *a == newcomer, "seed {seed}");
                moved += u32::from(a != b);
            }
        }
    }
    // 400 draws x 19 others x 1/10,000 = 0.76 expected.
    assert!(moved < 8, "{moved}");
}

#[test]
fn wishes_outside_the_tape_draw_nothing() {
    let tape = tape_with(10, 3);
    let zone = zone(&tape);
    let wishes = [
        Wish {
            entity: "lb",
            place: tape.region,
            kind: Balancers,
        },
        Wish {
            entity: "v",
            place: zone,
            kind: Volumes,
        },
    ];
    let drawn = draw(&tape, 1, 0, &wishes);
    assert_eq!(drawn[0], None);
    assert!(drawn[1].is_some());
    assert_eq!(p_touched_ppm(&tape, &wishes), 300_000);
}

#[test]
fn touched_is_the_first_attempt_that_touches() {
    let tape = tape_with(10_000, 130);
    let names = names(2);
    let wishes = wishes(&names, zone(&tape));
    for seed in 0..50 {
        let (members, touched) = draw_touched(&tape, seed, &wishes);
        assert!(touched);
        let touches = |d: &[Option<u32>]| d.iter().flatten().any(|&m| m < 130);
        assert!(touches(&members));
        let first = (0..ATTEMPTS_MAX)
            .map(|attempt| draw(&tape, seed, attempt, &wishes))
            .find(|d| touches(d));
        assert_eq!(first, Some(members), "seed {seed}");
    }
}

#[test]
fn where_nothing_is_touched_the_first_attempt_stands() {
    let tape = tape_with(10, 0);
    let names = names(3);
    let wishes = wishes(&names, zone(&tape));
    assert_eq!(p_touched_ppm(&tape, &wishes), 0);
    assert_eq!(
        draw_touched(&tape, 5, &wishes),
        (draw(&tape, 5, 0, &wishes), false)
    );
}
