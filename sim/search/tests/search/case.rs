//! Case files, read and worked out for the tests.

use scenarios::{CaseFile, Library, case_sources, load_case};
use zonefall_search::closed_form::{Bench, Case, Metric, formula, formula_names};

pub fn library() -> Library {
    Library::built_in().expect("built-in files are right")
}

/// The cases whose ids begin so, in order.
pub fn cases(library: &Library, ids: &str) -> Vec<Case> {
    let ids = ids.to_lowercase();
    let load = |s: scenarios::Source| {
        load_case(&s, library, &formula_names()).unwrap_or_else(|e| panic!("{}", e.render(false)))
    };
    let file_name = |s: &scenarios::Source| s.name.rsplit('/').next().map(str::to_owned);
    let own = case_sources()
        .into_iter()
        .filter(|s| file_name(s).is_some_and(|n| n.starts_with(&ids)));
    own.map(|s| of(load(s))).collect()
}

/// The case of an id.
pub fn case(library: &Library, id: &str) -> Case {
    let mut found = cases(library, &format!("{id}-"));
    assert_eq!(found.len(), 1, "one file of {id}");
    found.remove(0)
}

fn of(file: CaseFile) -> Case {
    Case {
        id: file.id,
        title: file.title,
        formula: file.formula,
        architectures: file.architectures,
        inputs: file.inputs,
    }
}

/// What a case finds with a part of its runs.
pub fn measure(library: &Library, case: &Case, seed: u64, thinned: u32) -> Vec<Metric> {
    let bench = Bench {
        case,
        offers: library.offers(),
        seed,
        thinned,
        progress: &|_| {},
    };
    let formula = formula(&case.formula).expect("a formula of that name");
    formula(&bench).unwrap_or_else(|e| panic!("{}: {e}", case.id))
}

pub fn all_pass(list: &[Metric]) {
    for m in list {
        let (simulated, exact, tolerance) = (m.simulated, m.exact, m.tolerance());
        assert!(
            m.passed(),
            "{}: {simulated} is not {exact} +- {tolerance}",
            m.name
        );
    }
}
