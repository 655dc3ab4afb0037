//! `zonefall validate`: the shape of its table and what it promises, on the coarse table.

use crate::program::run;
use serde_json::Value;
use std::sync::LazyLock;

/// One outage in full.
const OUTAGE: &str = "aws-2011-04-21";

/// The table as JSON, the coarse one; it takes seconds, so it is made once.
static TABLE: LazyLock<Value> = LazyLock::new(|| {
    let text = run(&["validate", OUTAGE, "--quick", "--format", "json"]).ok();
    serde_json::from_str(&text).expect("JSON")
});

fn rows<'a>(table: &'a Value, name: &str) -> &'a [Value] {
    let rows = table[name]
        .as_array()
        .unwrap_or_else(|| panic!("{name} is a list"));
    assert!(!rows.is_empty(), "{name} is not empty");
    rows
}

fn fields(rows: &[Value], names: &[&str]) {
    for row in rows {
        for name in names {
            assert!(row.get(name).is_some(), "no `{name}` in {row}");
        }
    }
}

#[test]
fn the_table_is_whole_and_honest() {
    let table = &*TABLE;
    let milestones = rows(table, "milestones");
    fields(
        milestones,
        &[
            "outage",
            "id",
            "what",
            "published",
            "simulated_median",
            "simulated_p05",
            "simulated_p95",
            "tolerance",
            "met",
            "evidence",
            "share_met",
            "source",
        ],
    );
    fields(
        rows(table, "counterfactuals"),
        &[
            "outage",
            "id",
            "change",
            "expected",
            "observed",
            "share_flipped",
            "holds",
        ],
    );
    fields(
        rows(table, "customers"),
        &[
            "outage",
            "archetype",
            "published",
            "simulated_median_s",
            "simulated_p95_s",
            "within_2x",
        ],
    );
    fields(rows(table, "negative_controls"), &["outage", "holds"]);
    fields(rows(table, "scale"), &["outage", "holds"]);
    fields(rows(table, "tapes"), &["place", "what", "apart"]);
    fields(
        rows(table, "outages"),
        &["outage", "predicted", "inside_band", "victims", "survivors"],
    );
    // The aim is eight. Two more are counted because their plausible ranges move milestones; none may be added.
    let fitted = rows(table, "calibrated_parameters").len();
    assert!(fitted <= 10, "{fitted} calibrated parameters");
    for row in milestones {
        let evidence = row["evidence"].as_str().unwrap_or_default();
        assert!(
            ["input", "calibrated", "anchored", "predicted"].contains(&evidence),
            "{row}"
        );
        let share = row["share_met"].as_f64().unwrap_or(-1.0);
        assert!((0.0..=1.0).contains(&share), "{row}");
        assert!(
            row["source"].as_str().is_some_and(|s| !s.is_empty()),
            "{row}"
        );
    }
    let predicted = milestones
        .iter()
        .filter(|m| m["evidence"] == "predicted")
        .count();
    assert!(
        predicted >= 4,
        "something is predicted, not only put in: {predicted}"
    );
}

#[test]
fn the_text_names_every_milestone_and_ends_with_a_summary() {
    let text = run(&["validate", OUTAGE, "--quick"]).ok();
    for row in rows(&TABLE, "milestones") {
        let id = row["id"].as_str().expect("an id");
        assert!(text.contains(id), "{id} stands in the table");
    }
    let longest = text.lines().map(|l| l.chars().count()).max().unwrap_or(0);
    assert!(
        longest <= 100,
        "readable at 100 columns, the longest line has {longest}"
    );
    for part in [
        "THE LAST TABLE",
        "CUSTOMERS OF ALL",
        "victims came out down",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}
