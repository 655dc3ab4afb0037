//! Lives of single units: laws, ages, and whose luck depends on what.

use super::kit::*;
use crate::architecture::{Age, Failures};
use crate::ordinary::{Rule, UnitId, What};
use kernel::{SimTime, math};
use tape::Law;

/// When the only unit fails first.
fn first_failure(law: Law, age: Age, name: &str) -> f64 {
    let mut w = world(1, &[]);
    let fails = Failures {
        age,
        ..fails(law, None)
    };
    group(&mut w, name, 1, Some(fails), Rule::Each, false);
    w.begin();
    let first = w
        .advance(SimTime::NEVER, u64::MAX)
        .expect("it fails one day");
    first.secs_f64() / 3600.0
}

fn firsts(law: Law, age: Age) -> Vec<f64> {
    (0..4000)
        .map(|i| first_failure(law, age, &format!("unit {i}")))
        .collect()
}

#[test]
fn what_is_left_to_units_of_any_age_is_the_stationary_residual() {
    // Its mean is half the mean square over the mean; a new unit's is the mean.
    let shape = 0.7;
    let laws = [
        (Law::Fixed(hours(100)), 100.0, 10_000.0),
        (
            Law::Uniform(hours(50), hours(250)),
            150.0,
            150.0 * 150.0 + 200.0 * 200.0 / 12.0,
        ),
        (exponential(100), 100.0, 20_000.0),
        (
            Law::Lognormal(hours(100), 0.8),
            100.0 * math::exp(0.32),
            10_000.0 * math::exp(1.28),
        ),
        (
            Law::Weibull(hours(100), shape),
            100.0 * math::gamma(1.0 + 1.0 / shape),
            10_000.0 * math::gamma(1.0 + 2.0 / shape),
        ),
        (
            Law::Weibull(hours(100), 3.0),
            100.0 * math::gamma(1.0 + 1.0 / 3.0),
            10_000.0 * math::gamma(1.0 + 2.0 / 3.0),
        ),
    ];
    for (law, mean, square) in laws {
        close(&firsts(law, Age::New), mean);
        close(&firsts(law, Age::Any), square / (2.0 * mean));
    }
}

#[test]
fn parts_of_any_age_fail_as_often_in_the_first_year_as_in_any_other() {
    // Wear-out: new ones hardly fail in the first quarter of their mean life, others one in four do.
    let law = Law::Weibull(hours(1000), 3.0);
    let mean = 1000.0 * math::gamma(1.0 + 1.0 / 3.0);
    let early = |age| {
        let all = firsts(law, age);
        let early = |&t: &f64| f64::from(u8::from(t < mean / 4.0));
        all.iter().map(early).collect::<Vec<f64>>()
    };
    close(&early(Age::Any), 0.25 - 0.25 * 0.0031);
    assert!(mean_of(&early(Age::New)) < 0.02);
}

fn mean_of(values: &[f64]) -> f64 {
    mean(values).0
}

#[test]
fn another_unit_or_component_changes_nobodys_life() {
    let life_of = |units, others| {
        let mut w = world(1, &[]);
        let law = fails(exponential(100), Some(exponential(10)));
        for i in 0..others {
            group(
                &mut w,
                &format!("other {i}"),
                3,
                Some(law),
                Rule::Each,
                false,
            );
        }
        group(&mut w, "web", units, Some(law), Rule::Each, false);
        w.begin();
        let of_two = |u: UnitId| u.0.checked_sub(3 * others as u32).filter(|&i| i < 2);
        let changes = watch(&mut w, at(2000));
        let theirs = changes
            .iter()
            .filter_map(|c| Some((c.at, of_two(c.unit?)?, c.what)));
        theirs.collect::<Vec<_>>()
    };
    let alone = life_of(2, 0);
    assert!(alone.len() > 40);
    assert_eq!(alone, life_of(7, 0));
    assert_eq!(alone, life_of(2, 3));
}

#[test]
fn slower_repairs_change_nobodys_lives() {
    let lives = |repair| {
        let mut w = world(1, &[]);
        let law = fails(exponential(100), Some(repair));
        group(&mut w, "web", 1, Some(law), Rule::Each, false);
        w.begin();
        let changes = watch(&mut w, at(20_000));
        // From the end of each repair to the next failure.
        let lives = changes.windows(2).filter(|c| c[1].what == What::Failed);
        lives
            .take(50)
            .map(|c| c[1].at.since(c[0].at))
            .collect::<Vec<_>>()
    };
    let quick = lives(Law::Fixed(hours(1)));
    assert_eq!(quick.len(), 50);
    assert_eq!(quick, lives(exponential(20)));
    assert_eq!(quick, lives(Law::Lognormal(hours(10), 1.0)));
}

#[test]
fn without_repair_a_unit_stays_broken() {
    let mut w = world(1, &[]);
    group(
        &mut w,
        "web",
        3,
        Some(fails(exponential(10), None)),
        Rule::Each,
        false,
    );
    w.begin();
    let changes = watch(&mut w, SimTime::NEVER);
    assert_eq!(changes.len(), 3);
    assert!(changes.iter().all(|c| c.what == What::Failed));
    let life = w.lives(at(1_000_000))[0];
    assert_eq!((life.failures, life.repairs), (3, 0));
    assert!(life.out > hours(2_900_000));
}
