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
    assert_eq!(schemas.len(), 15, "every kind of result has a schema");
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

/// What a value breaks of a schema, as far as our schemas go: types, required and known fields, lists, choices.
fn broken(schema: &Value, root: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(path) = schema["$ref"].as_str() {
        let name = path.rsplit('/').next().expect("a name");
        return broken(&root["$defs"][name], root, value, at);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let fits = choices
            .iter()
            .any(|c| broken(c, root, value, at).is_empty());
        return if fits {
            Vec::new()
        } else {
            vec![format!("{at}: fits no choice: {value}")]
        };
    }
    let mut found = Vec::new();
    if !type_fits(&schema["type"], value) {
        found.push(format!("{at}: not {}: {value}", schema["type"]));
    }
    for (key, inner) in value.as_object().into_iter().flatten() {
        match schema["properties"].get(key) {
            Some(s) => found.extend(broken(s, root, inner, &format!("{at}.{key}"))),
            None => found.push(format!("{at}.{key}: not in the schema")),
        }
    }
    for key in schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        if value.get(key).is_none() {
            found.push(format!("{at}.{key}: missing"));
        }
    }
    for (i, inner) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(broken(&schema["items"], root, inner, &format!("{at}[{i}]")));
    }
    found
}

fn type_fits(types: &Value, value: &Value) -> bool {
    let fits = |name: &str| match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    match types {
        Value::String(name) => fits(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(fits),
        // A schema without a type allows all.
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => true,
    }
}

#[test]
fn results_satisfy_their_schemas() {
    for (name, arguments) in [
        ("run", &["run", "two-zones"][..]),
        (
            "debrief",
            &["run", "one-egg", "--predict", "shop=down for 2h at 80%"],
        ),
        ("explain", &["explain", "picnic-hamper"]),
        ("tour", &["tour"]),
        ("forecast", &["forecast", "one-egg", "--runs", "8"]),
        (
            "sweep",
            &[
                "sweep",
                "two-zones",
                "--seeds",
                "0..6",
                "--clouds",
                "2",
                "--no-cache",
            ],
        ),
        (
            "compare",
            &[
                "compare",
                "one-egg",
                "two-zones",
                "--clouds",
                "2",
                "--seeds",
                "0..8",
                "--no-cache",
            ],
        ),
        ("list", &["list"]),
        (
            "matrix",
            &[
                "matrix",
                "one-egg",
                "no-block-store",
                "--clouds",
                "2",
                "--seeds",
                "0..6",
                "--no-cache",
            ],
        ),
        ("validate", &["validate", "aws-2011-04-21", "--quick"]),
        (
            "closed-form",
            &["validate", "--closed-form", "--case", "F01,G01"],
        ),
    ] {
        let path = root().join(format!("reports/schemas/{name}.json"));
        let text = fs::read_to_string(path).expect("the committed schema");
        let schema: Value = serde_json::from_str(&text).expect("JSON");
        let text = run(&[arguments, &["--format", "json"]].concat()).ok();
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(broken(&schema, &schema, &value, name), Vec::<String>::new());
        let mut spoiled = value.clone();
        spoiled["version"] = Value::Null;
        spoiled["surplus"] = Value::Bool(true);
        assert_eq!(
            broken(&schema, &schema, &spoiled, name).len(),
            2,
            "spoilt results are noticed"
        );
    }
}
