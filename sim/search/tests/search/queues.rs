//! C01-C14: the queues of single requests with fewer runs, the fluid traffic in full.

use scenarios::{CaseFile, Library, Source, case_sources, load_case};
use zonefall_search::closed_form::{Bench, Case, Metric, formula, formula_names};

/// The cases of queues and traffic, by id.
fn cases(library: &Library) -> Vec<CaseFile> {
    let own = |s: &Source| s.name.contains("closed_form/c");
    let sources = case_sources().into_iter().filter(own);
    let load = |s: Source| load_case(&s, library, &formula_names());
    sources
        .map(|s| load(s).unwrap_or_else(|e| panic!("{}", e.render(false))))
        .collect()
}

fn library() -> Library {
    Library::built_in().expect("a library")
}

fn measure(library: &Library, file: CaseFile, thinned: u32) -> Vec<Metric> {
    let formula = formula(&file.formula).expect("a formula");
    let case = Case {
        id: file.id,
        title: file.title,
        formula: file.formula,
        architectures: file.architectures,
        inputs: file.inputs,
    };
    let bench = Bench {
        case: &case,
        offers: library.offers(),
        seed: 1,
        thinned,
        progress: &|_| {},
    };
    formula(&bench).unwrap_or_else(|e| panic!("{}: {e}", case.id))
}

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
    let mut files = cases(&library);
    files.sort_by(|a, b| a.id.cmp(&b.id));
    let ids: Vec<&str> = files.iter().map(|f| f.id.as_str()).collect();
    assert_eq!(ids, METRICS.map(|m| m.0));
    let mut missed = Vec::new();
    for (file, (id, count)) in files.into_iter().zip(METRICS) {
        let metrics = measure(&library, file, 20);
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
    let mut files = cases(&library).into_iter();
    let mut file = files.find(|f| f.id == "C12").expect("a case");
    for arch in file.architectures.values_mut() {
        for c in &mut arch.components {
            if let tenant::architecture::ComponentKind::Instances(x) = &mut c.kind {
                x.capacity_micro_per_s = x.capacity_micro_per_s.map(|n| n * 11 / 10);
            }
        }
    }
    let metrics = measure(&library, file, 1);
    let missed: Vec<&Metric> = metrics.iter().filter(|m| !m.passed()).collect();
    assert!(missed.is_empty(), "{missed:?}");
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
