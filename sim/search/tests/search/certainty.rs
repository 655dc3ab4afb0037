//! The cases G01-G05 through the engine, with fewer runs than their files say.

use crate::case::{all_pass, case, library, measure};
use zonefall_search::closed_form::Metric;

fn metrics(id: &str, thinned: u32) -> Vec<Metric> {
    let library = library();
    measure(&library, &case(&library, id), 1, thinned)
}

#[test]
fn nothing_seen_and_runs_needed() {
    let list = metrics("g01", 1);
    let names: Vec<&str> = list.iter().map(|m| m.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "upper95_N3000",
            "runs_for_10pct_at_1e-6",
            "runs_for_10pct_at_0.01"
        ]
    );
    assert!((list[1].exact - 384_159_615.84).abs() < 0.01);
    all_pass(&list);
}

#[test]
fn a_rare_loss_is_known_by_its_chain() {
    let list = metrics("g02", 40);
    assert!((list[0].exact / 9.999_499_925_008_75e-9 - 1.0).abs() < 1e-12);
    assert!((list[1].exact / 333_450_018_333.333_3 - 1.0).abs() < 1e-9);
    // A tenth of a billionth is seen to a few percent in ten thousand cycles.
    assert!(list[0].std_error < 0.1 * list[0].exact, "{:?}", list[0]);
    all_pass(&list);
}

#[test]
fn the_same_luck_tells_designs_apart_sooner() {
    let list = metrics("g03", 20);
    all_pass(&list);
    assert_eq!((list[1].exact, list[2].exact), (7950.0, 4800.0));
    assert!(
        list[3].simulated > 1.2,
        "another luck would give 1: {}",
        list[3].simulated
    );
}

#[test]
fn intervals_cover() {
    all_pass(&metrics("g04", 10));
}

#[test]
fn hosts_fail_as_a_poisson_stream() {
    let list = metrics("g05", 20);
    all_pass(&list);
    assert!(
        (list[0].exact - 68.532_829_264_973).abs() < 1e-6,
        "{}",
        list[0].exact
    );
}
