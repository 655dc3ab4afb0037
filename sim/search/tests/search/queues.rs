//! C01-C14: the queues of single requests with fewer runs, the fluid traffic in full.

use crate::case::{all_pass, case, cases, library, measure};
use zonefall_search::closed_form::Case;

/// How many metrics each case has.
const METRICS: [(&str, usize); 14] = [
    ("C01", 5),
    ("C02", 4),
    ("C03", 4),
    ("C04", 4),
    ("C05", 3),
    ("C06", 3),
    ("C07", 4),
    ("C08", 5),
    ("C09", 7),
    ("C10", 3),
    ("C11", 2),
    ("C12", 7),
    ("C13", 6),
    ("C14", 2),
];

#[test]
fn queues_and_traffic_agree_with_mathematics() {
    let library = library();
    let mut all: Vec<Case> = cases(&library, "c");
    all.sort_by(|a, b| a.id.cmp(&b.id));
    let ids: Vec<&str> = all.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(ids, METRICS.map(|m| m.0));
    let mut missed = Vec::new();
    for (case, (id, count)) in all.iter().zip(METRICS) {
        let metrics = measure(&library, case, 1, 20);
        assert_eq!(metrics.len(), count, "{id}");
        for m in metrics.iter().filter(|m| !m.passed()) {
            missed.push(format!(
                "{id} {}: {} is not {}",
                m.name, m.simulated, m.exact
            ));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// The answer is worked out from the file and lived through: another store has another threshold, and both agree.
#[test]
fn another_store_collapses_elsewhere() {
    let library = library();
    let mut edited = case(&library, "C12");
    for arch in edited.architectures.values_mut() {
        for c in &mut arch.components {
            if let tenant::architecture::ComponentKind::Instances(x) = &mut c.kind {
                x.capacity_micro_per_s = x.capacity_micro_per_s.map(|n| n * 11 / 10);
            }
        }
    }
    let metrics = measure(&library, &edited, 1, 1);
    all_pass(&metrics);
    let of = |name: &str| {
        metrics
            .iter()
            .find(|m| m.name == name)
            .expect("a metric")
            .exact
    };
    assert!((of("threshold_qps") - 165.0).abs() < 1e-9);
    assert!(
        of("L160_recovers") > 0.5,
        "160/s recover where 330/s can be served"
    );
}
