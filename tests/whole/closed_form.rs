//! `zonefall validate --closed-form`: every metric is there, agrees on a quick look, and is what sim/VALIDATION.md says.
//!
//! The quick look has a fiftieth of the runs and one seed, so that it takes a minute. The whole table is made by the
//! command that stands in sim/VALIDATION.md.

use crate::closed_form_names::{METRICS, NOT_YET};
use crate::program::{root, run};
use serde_json::Value;
use std::sync::LazyLock;

/// Metrics that may fail on a quick look.
const MAY_FAIL: usize = 6;
/// Cases in which nothing is random, or so little is done that they can be worked out whole.
const CERTAIN: &str =
    "A03,A08,A09,B07,B09,C07,C08,C09,C10,C11,C12,C13,C14,E03,E04,E05,E06,F01,F02,F04,F05,G01";

/// Cases whose exact values depend on the number of runs: a quick look has others.
const OF_RUNS: [&str; 1] = ["G04"];

static TABLE: LazyLock<Value> = LazyLock::new(|| {
    let text = run(&["validate", "--closed-form", "--quick", "--format", "json"]).ok();
    serde_json::from_str(&text).expect("JSON")
});

fn rows() -> &'static [Value] {
    TABLE["cases"].as_array().expect("a list")
}

fn page() -> String {
    std::fs::read_to_string(root().join("sim/VALIDATION.md")).expect("sim/VALIDATION.md")
}

#[test]
fn every_metric_is_shown_once() {
    let all: usize = METRICS.iter().map(|(_, names)| names.len()).sum();
    assert_eq!(all, 246);
    for (id, names) in METRICS.iter().filter(|(id, _)| !NOT_YET.contains(id)) {
        for name in *names {
            let found = rows()
                .iter()
                .filter(|r| r["id"] == *id && r["metric"] == *name);
            assert_eq!(found.count(), 1, "{id} {name}");
        }
    }
    assert_eq!(
        TABLE["errors"],
        serde_json::json!([]),
        "no case is in the way"
    );
}

#[test]
fn nearly_all_metrics_agree_on_a_quick_look() {
    let failing: Vec<String> = rows()
        .iter()
        .filter(|r| r["passed"] != true)
        .map(|r| format!("{} {}: {}", r["id"], r["metric"], r["remark"]))
        .collect();
    assert!(failing.len() <= MAY_FAIL, "{}", failing.join("\n"));
    for row in rows() {
        let of = |name: &str| {
            row[name]
                .as_f64()
                .unwrap_or_else(|| panic!("{name} of {row}"))
        };
        let over = of("simulated") - of("exact");
        let near = match row["rule"].as_str() {
            Some("at_least") => over >= 0.0,
            Some("at_most") => over <= 0.0,
            _ => over.abs() <= of("tolerance"),
        };
        assert_eq!(row["passed"], near, "{row}");
    }
}

/// The cells of the table rows of the kept page.
fn kept() -> Vec<Vec<String>> {
    let page = page();
    let rows = page
        .lines()
        .filter(|l| l.starts_with("| ") && !l.starts_with("| case"));
    rows.map(|l| {
        l.split('|')
            .map(|c| c.trim().trim_matches('`').to_owned())
            .collect()
    })
    .collect()
}

#[test]
fn the_kept_page_has_the_same_cases_and_exact_values() {
    let page = page();
    let version = format!(
        "Made by zonefall {} with seeds 42, 43, 44",
        env!("CARGO_PKG_VERSION")
    );
    assert!(
        page.contains(&version),
        "made by this version with three seeds"
    );
    assert!(!page.contains("quick look"), "a quick look is not kept");
    let library = scenarios::Library::built_in().expect("the built-in files");
    let formulas = search::closed_form::formula_names();
    let digest = format!(
        "<!-- case files and formulas: {} -->",
        scenarios::cases_digest(&formulas)
    );
    assert!(
        page.starts_with(&digest),
        "a case file or a formula's name has changed, make it again: {digest}"
    );
    let cases = scenarios::built_in_cases(&library, &formulas).expect("the cases");
    assert!(cases.len() >= 40, "{} cases", cases.len());
    for case in cases {
        let line = format!("- {} (`{}`): {}\n", case.id, case.formula, case.title);
        assert!(page.contains(&line), "stale, make it again: {line}");
    }
    let kept = kept();
    assert_eq!(kept.len(), rows().len(), "stale, make it again");
    for (row, cells) in rows().iter().zip(&kept) {
        assert_eq!(row["id"], cells[1].as_str(), "stale, make it again");
        assert_eq!(row["metric"], cells[2].as_str(), "stale, make it again");
        assert_eq!(row["class"], cells[8].as_str(), "stale, make it again");
        if OF_RUNS.contains(&cells[1].as_str()) {
            continue;
        }
        let exact = row["exact"].as_f64().expect("a number");
        let written: f64 = cells[3].parse().expect("a number");
        let room = 1e-8 * exact.abs().max(1e-12);
        assert!(
            (exact - written).abs() <= room,
            "stale, make it again: {row} {cells:?}"
        );
    }
}

#[test]
fn the_kept_page_has_the_values_that_the_program_yields_now() {
    let made = run(&["validate", "--closed-form", "--case", CERTAIN, "--markdown"]).ok();
    let page = page();
    let rows: Vec<&str> = made
        .lines()
        .filter(|l| l.starts_with("| ") && !l.starts_with("| case"))
        .collect();
    assert!(rows.len() >= 120, "{made}");
    for row in rows {
        assert!(page.contains(row), "stale, make it again: {row}");
    }
}

#[test]
fn the_text_fits_a_screen_and_ends_with_the_count() {
    let text = run(&["validate", "--closed-form", "--case", "f01,A03"]).ok();
    let longest = text.lines().map(|l| l.chars().count()).max().unwrap_or(0);
    assert!(
        longest <= 100,
        "readable at 100 columns, the longest line has {longest}"
    );
    let last = text.trim_end().lines().last().unwrap_or_default();
    assert!(
        last.contains("of 16 metrics agree; seeds 42, 43, 44"),
        "{text}"
    );
    assert!(text.find("A03") < text.find("F01"), "in order of id");
}

#[test]
fn a_table_of_all_classes_fits_a_screen_too() {
    let text = run(&[
        "validate",
        "--closed-form",
        "--quick",
        "--case",
        "A07,B09,B10,C13,D02",
    ])
    .ok();
    let longest = text.lines().map(|l| l.chars().count()).max().unwrap_or(0);
    assert!(longest <= 100, "{longest}: {text}");
}

#[test]
fn strict_fails_when_a_metric_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let of = |name: &str| {
        std::fs::read_to_string(root().join("tests/closed_form").join(name)).expect("a case")
    };
    let case = of("e06-quorum-across-zones.yaml");
    let path = folder.path().join("x.yaml");
    std::fs::write(&path, case).expect("written");
    let typed = path.to_str().expect("text");
    let fine = run(&["validate", "--closed-form", "--strict", "--case", typed]);
    assert_eq!(fine.code, Some(0), "{}", fine.all());
    // A case without its inputs cannot be worked out.
    let bare = "kind: case\nversion: 1\nid: X1\ntitle: x\nformula: quorum\n";
    std::fs::write(&path, bare).expect("written");
    let strict = run(&["validate", "--closed-form", "--strict", "--case", typed]);
    assert_eq!(strict.code, Some(1), "{}", strict.all());
    let usual = run(&["validate", "--closed-form", "--case", typed]);
    assert_eq!(usual.code, Some(0), "{}", usual.all());
}

#[test]
fn a_case_is_no_architecture_to_forecast() {
    let path = root().join("tests/closed_form");
    let typed = path.join("a05-one-crew.yaml");
    let shown = run(&["forecast", typed.to_str().expect("text")]);
    assert_eq!(shown.code, Some(2), "{}", shown.all());
    assert!(
        shown.err.contains("is a case; its architectures are"),
        "{}",
        shown.err
    );
}

#[test]
fn what_cannot_be_shown_is_refused() {
    for (arguments, message) in [
        (
            &["validate", "--closed-form", "--case", "A99"][..],
            "there is no case `A99`",
        ),
        (&["validate", "--case", "A01"], "--closed-form"),
        (
            &["validate", "--closed-form", "aws-2011-04-21"],
            "cannot be used with",
        ),
        (
            &["validate", "--closed-form", "--case", "missing.yaml"],
            "no such file",
        ),
    ] {
        let shown = run(arguments);
        assert_eq!(shown.code, Some(2), "{arguments:?}: {}", shown.all());
        assert!(shown.err.contains(message), "{arguments:?}: {}", shown.err);
    }
}
