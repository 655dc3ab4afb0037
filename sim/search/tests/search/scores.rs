//! Closed forms of scores and placement, from their case files: a quick look with part of the runs, and other inputs.

use crate::case::{all_pass, case, library, measure};
use kernel::SimDuration;
use tape::Law;
use zonefall_search::closed_form::{Case, Metric};

/// What a case finds, with a part of its runs, after something about it was changed.
fn found(id: &str, thinned: u32, change: impl Fn(&mut Case)) -> Vec<Metric> {
    let library = library();
    let mut case = case(&library, id);
    change(&mut case);
    let metrics = measure(&library, &case, 1, thinned);
    all_pass(&metrics);
    metrics
}

fn exact(metrics: &[Metric], name: &str) -> f64 {
    metrics.iter().find(|m| m.name == name).expect(name).exact
}

#[test]
fn copysets() {
    let as_published = found("B09", 1, |_| ());
    assert!((exact(&as_published, "RAMCloud_copyset_S2") - 0.001_568).abs() < 1e-6);
    let few = found("B10", 20, |_| ());
    let many = found("B10", 20, |case| {
        case.inputs.insert("failed".to_owned(), vec![30.0]);
    });
    assert!(exact(&many, "P5_formula") > 5.0 * exact(&few, "P5_formula"));
}

#[test]
fn nines_and_tables() {
    assert_eq!(found("F01", 1, |_| ()).len(), 12);
    let paid = found("F02", 1, |_| ());
    assert_eq!(exact(&paid, "EC2_exactly_at_first_step_lived"), 0.0);
    assert_eq!(exact(&paid, "EC2_a_second_more_lived"), 10.0);
}

#[test]
fn random_outages() {
    let rare = found("F03", 20, |_| ());
    let often = found("F03", 20, |case| {
        let arch = case.architectures.get_mut("main").expect("an architecture");
        arch.shocks[0].every = Law::Exponential(SimDuration::from_hours(360));
    });
    let credit = |metrics: &[Metric]| exact(metrics, "expected_credit_pct");
    assert!(credit(&often) > 2.0 * credit(&rare));
}

#[test]
fn budgets_and_weights() {
    found("F04", 1, |_| ());
    let all_day = found("F05", 1, |_| ());
    let peak = exact(&all_day, "request_weighted_peak");
    assert!(peak < exact(&all_day, "request_weighted_trough"));
}

#[test]
fn people_repair() {
    let slow = found("F06", 10, |_| ());
    let even = found("F06", 10, |case| {
        let arch = case.architectures.get_mut("main").expect("an architecture");
        let fails = arch.components[0].fails.as_mut().expect("it fails");
        fails.repair = Some(Law::Lognormal(SimDuration::from_hours(1), 0.3));
    });
    assert!(exact(&even, "mean_min") < exact(&slow, "mean_min"));
}
