//! Shocks that pass over units that are out already, or fail and are repaired meanwhile.

use super::kit::*;
use crate::architecture::{Age, Crew, Failures, Shock};
use crate::ordinary::{Ordinary, Rule, UnitId, What};
use kernel::{SimDuration, SimTime};
use tape::Law;

fn passes(name: &str, every: Law, lasts: u64) -> Shock {
    Shock {
        name: name.into(),
        every,
        targets: Vec::new(),
        hit_ppm: 1_000_000,
        lasts: Some(Law::Fixed(hours(lasts))),
        age: Age::New,
    }
}

fn fixed(every: u64, lasts: u64) -> Shock {
    passes(&format!("every {every}"), Law::Fixed(hours(every)), lasts)
}

/// From when to when fewer than `least` of `count` units serve, in hours.
fn down(
    count: u64,
    least: usize,
    law: Option<Failures>,
    shocks: &[Shock],
    until: u64,
) -> Vec<(f64, f64)> {
    let crews: &[Crew] = &[];
    let mut w = Ordinary::new(1, crews, true);
    let web = group(&mut w, "web", count, law, Rule::Each, false);
    let all: Vec<UnitId> = w.units_of(web).collect();
    for s in shocks {
        shock(&mut w, s, 1, &all);
    }
    w.begin();
    let h = |t: SimTime| t.secs_f64() / 3600.0;
    let (mut list, mut since) = (Vec::new(), None);
    while let Some(t) = w.advance(at(until), u64::MAX) {
        let up = all.iter().filter(|&&u| w.is_up(u)).count();
        match (up < least, since) {
            (true, None) => since = Some(h(t)),
            (false, Some(from)) => {
                list.push((from, h(t)));
                since = None;
            }
            (_, _) => {}
        }
    }
    list.extend(since.map(|from| (from, until as f64)));
    // With one unit, what is counted is what is seen.
    if count == 1 {
        let seen: f64 = list.iter().fold(0.0, |sum, (from, to)| sum + to - from);
        let out = w.lives(at(until))[0].out.secs_f64() / 3600.0;
        assert!((out - seen).abs() < 1e-6, "{out} counted, {seen} seen");
    }
    list
}

#[test]
fn two_that_overlap_take_out_for_their_union() {
    let out = |shocks: &[Shock]| down(1, 1, None, shocks, 199);
    // The second is longer than what is left of the first.
    assert_eq!(out(&[fixed(100, 20), fixed(110, 20)]), [(100.0, 130.0)]);
    // The second is over before the first.
    assert_eq!(out(&[fixed(100, 50), fixed(110, 20)]), [(100.0, 150.0)]);
    // One begins when the other ends.
    assert_eq!(out(&[fixed(100, 20), fixed(120, 20)]), [(100.0, 140.0)]);
    // A shock that meets itself, again and again.
    assert_eq!(out(&[fixed(50, 60)]), [(50.0, 199.0)]);
}

#[test]
fn a_repair_and_a_shock_do_not_shorten_each_other() {
    let once = |repair| {
        Some(fails(
            Law::Fixed(hours(90)),
            Some(Law::Fixed(hours(repair))),
        ))
    };
    // The shock is over before the repair.
    assert_eq!(down(1, 1, once(20), &[fixed(100, 5)], 199), [(90.0, 110.0)]);
    // The repair is done before the shock is over; the next life runs since then.
    assert_eq!(
        down(1, 1, once(15), &[fixed(100, 20)], 199),
        [(90.0, 120.0), (195.0, 199.0)]
    );
    // It breaks while the shock is over it.
    assert_eq!(down(1, 1, once(40), &[fixed(80, 20)], 159), [(80.0, 130.0)]);
    // It breaks and is repaired below the shock.
    assert_eq!(down(1, 1, once(5), &[fixed(80, 30)], 159), [(80.0, 110.0)]);
    // Repaired at the instant at which the shock is over, and at which it begins.
    assert_eq!(down(1, 1, once(30), &[fixed(80, 40)], 159), [(80.0, 120.0)]);
    assert_eq!(
        down(1, 1, once(10), &[fixed(100, 20)], 159),
        [(90.0, 120.0)]
    );
}

#[test]
fn a_zone_is_out_for_all_of_its_outage_whatever_else_its_servers_suffer() {
    let zone = [fixed(1000, 100)];
    let own = Some(fails(exponential(100), Some(exponential(10))));
    let alone = down(40, 1, None, &zone, 8760);
    assert_eq!(alone.len(), 8);
    assert_eq!(down(40, 1, own, &zone, 8760), alone);
    // Half of them are never there, with a long repair of their own.
    let worn = Some(fails(exponential(100), Some(exponential(100))));
    let worse = down(40, 15, worn, &zone, 8760);
    for (from, to) in alone {
        assert!(worse.iter().any(|w| w.0 <= from && w.1 >= to));
    }
}

#[test]
fn what_is_covered_can_break_and_data_is_lost_below_a_shock() {
    let lived = |shocks: &[Shock]| {
        let mut w = world(1, &[]);
        let law = fails(Law::Fixed(hours(90)), Some(Law::Fixed(hours(50))));
        let disk = group(
            &mut w,
            "disk",
            2,
            Some(law),
            Rule::Data { tolerates: 1 },
            false,
        );
        let all: Vec<UnitId> = w.units_of(disk).collect();
        for s in shocks {
            shock(&mut w, s, 1, &all);
        }
        w.begin();
        let changes = watch(&mut w, at(500));
        let lost = changes.iter().find(|c| c.what == What::Lost);
        (lost.map(|c| c.at), w.lives(at(500))[0])
    };
    let (plain, life) = lived(&[]);
    assert_eq!((plain, life.out), (Some(at(90)), SimDuration::ZERO));
    // Out for two times ten hours until the loss; nothing more is counted then.
    let (covered, life) = lived(&[fixed(80, 20)]);
    assert_eq!((covered, life.out), (plain, hours(20)));
}

#[test]
fn a_shock_that_breaks_finds_what_another_has_covered() {
    let broken = Shock {
        lasts: None,
        ..fixed(105, 1)
    };
    let law = fails(Law::Fixed(hours(9000)), Some(Law::Fixed(hours(40))));
    let out = down(1, 1, Some(law), &[fixed(100, 10), broken], 199);
    assert_eq!(out, [(100.0, 145.0)]);
}

#[test]
fn shocks_are_in_the_middle_of_their_course_at_the_start_unless_they_are_new() {
    let struck = |age, seed: u64| {
        let mut w = world(seed, &[]);
        let web = group(&mut w, "web", 1, None, Rule::Each, false);
        let all: Vec<UnitId> = w.units_of(web).collect();
        let rare = Shock {
            age,
            ..fixed(9000, 1)
        };
        shock(&mut w, &rare, seed, &all);
        w.begin();
        let changes = watch(&mut w, at(8760));
        changes.iter().filter(|c| c.what == What::Hit(0)).count() as f64
    };
    let all: Vec<f64> = (0..4000).map(|seed| struck(Age::Any, seed)).collect();
    close(&all, 8760.0 / 9000.0);
    assert!((0..100).all(|seed| struck(Age::New, seed) == 0.0));
}

#[test]
fn members_that_come_and_go_are_counted() {
    // One server, then a second: the first failure can no longer be felt, the second can.
    let mut w = Ordinary::new(1, &[], false);
    let law = fails(Law::Fixed(hours(100)), None);
    let web = group(&mut w, "web", 1, Some(law), Rule::AtLeast(2), false);
    w.begin();
    assert_eq!(w.advance(at(40), u64::MAX), None);
    let second = w.join(web, luck("web", 1), at(40));
    assert_eq!(
        w.advance(at(1000), u64::MAX),
        Some(at(100)),
        "two were enough, and one is gone"
    );
    w.retire(second, at(120));
    w.join(web, luck("web", 2), at(120));
    w.join(web, luck("web", 3), at(130));
    assert_eq!(w.advance(at(1000), u64::MAX), Some(at(220)));
}
