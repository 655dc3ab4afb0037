//! The committed JSON Schemas are those of the program, and its results satisfy the promise of their fields.

use crate::program::{root, run};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Compares a committed file with what it should hold; `cargo bless` rewrites it.
fn committed(path: &Path, text: &str) {
    if std::env::var("INSTA_UPDATE").is_ok_and(|v| v == "always") {
        fs::write(path, text).expect("the file is written");
    }
    let found = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        found,
        text,
        "{} is out of date: run `cargo bless`",
        path.display()
    );
}

#[test]
fn committed_schemas_of_results_are_current() {
    let schemas = reports::json::schemas();
    assert_eq!(schemas.len(), 5, "every kind of result has a schema");
    for (name, text) in schemas {
        committed(&root().join(format!("reports/schemas/{name}.json")), &text);
    }
}

/// Asserts that every object under `value` at `path` has these fields.
fn has(value: &Value, path: &str, fields: &[&str]) {
    let found = if path.is_empty() { value } else { &value[path] };
    let objects = found
        .as_array()
        .map_or_else(|| vec![found], |list| list.iter().collect());
    assert!(!objects.is_empty(), "{path} is not empty");
    for object in objects {
        for field in fields {
            assert!(
                object.get(field).is_some(),
                "{path}: no `{field}` in {object}"
            );
        }
    }
}

#[test]
fn a_run_has_every_promised_field() {
    let text = run(&["run", "picnic-hamper", "--format", "json"]).ok();
    let value: Value = serde_json::from_str(&text).expect("JSON");
    has(
        &value,
        "",
        &[
            "schema",
            "version",
            "outage",
            "architecture",
            "seed",
            "place",
            "luck",
            "p_touched",
            "digest",
            "journeys",
            "stores",
            "money",
            "not_covered",
            "assumptions",
        ],
    );
    has(
        &value,
        "journeys",
        &[
            "name",
            "downtime_s",
            "availability_time",
            "availability_requests",
            "requests_offered",
            "requests_failed",
            "rto_s",
            "censored",
            "episodes",
            "objectives",
        ],
    );
    has(
        &value,
        "stores",
        &[
            "name",
            "writes_acknowledged",
            "writes_lost",
            "writes_diverged",
            "rpo_s",
            "unrecoverable",
        ],
    );
    let order = value["journeys"].as_array().expect("journeys");
    let order = order
        .iter()
        .find(|j| j["name"] == "order")
        .expect("the journey `order`");
    has(order, "objectives", &["name", "target", "actual", "met"]);
}
