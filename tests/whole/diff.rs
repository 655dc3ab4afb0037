//! Two runs compared: the same input has no difference, and the first difference is named by time, event and who.

use crate::program::{Desk, golden};
use serde_json::Value;

fn traced(desk: &Desk, file: &str, more: &[&str]) {
    let mut args = vec!["run", "picnic-hamper", "--trace-digest", "-o", file];
    args.extend(more);
    assert_eq!(desk.run(&args).code, Some(0), "{args:?}");
}

#[test]
fn the_same_run_has_no_difference() {
    let desk = Desk::new();
    traced(&desk, "a.trace", &[]);
    traced(&desk, "b.trace", &[]);
    let shown = desk.run(&["diff", "a.trace", "b.trace"]);
    assert_eq!(shown.code, Some(0));
    assert!(shown.out.starts_with("the same: "), "{}", shown.out);
}

#[test]
fn the_first_difference_is_named() {
    let desk = Desk::new();
    traced(&desk, "a.trace", &[]);
    traced(&desk, "b.trace", &["--seed", "43", "--cloud-seed", "42"]);
    golden(
        "diff-seeds",
        &desk.run(&["diff", "a.trace", "b.trace"]).all(),
    );
    let shown = desk.run(&["diff", "a.trace", "b.trace", "--format", "json"]);
    assert_eq!(shown.code, Some(1));
    let value: Value = serde_json::from_str(&shown.out).expect("JSON");
    assert_eq!(value["same"], false);
    assert_eq!(value["inputs"][0]["name"], "seed");
    assert!(value["shared"].as_u64().is_some_and(|n| n > 5));
}

/// Each line changed by hand is found, and what only one of the files holds.
#[test]
fn a_changed_line_and_a_missing_line_are_found() {
    let desk = Desk::new();
    traced(&desk, "a.trace", &[]);
    let text = std::fs::read_to_string(desk.path("a.trace")).expect("the trace");
    let lines: Vec<&str> = text.lines().collect();
    let (number, line) = (lines.len() / 2, lines[lines.len() / 2]);
    let first = |changed: String| {
        desk.put("b.trace", changed);
        let shown = desk.run(&["diff", "a.trace", "b.trace", "--format", "json"]);
        assert_eq!(shown.code, Some(1));
        let value: Value = serde_json::from_str(&shown.out).expect("JSON");
        value["first"].clone()
    };
    let who = line.split('\t').nth(2).expect("who");
    let changed = first(text.replacen(line, &format!("{line}, or not"), 1));
    assert_eq!(changed["who"], who);
    assert!(changed["b"].as_str().is_some_and(|b| b.contains("or not")));
    let without = |number: usize| {
        let mut lines = lines.clone();
        lines.remove(number);
        format!("{}\n", lines.join("\n"))
    };
    let missing = first(without(number));
    assert_eq!(missing["who"], who);
    let last = first(without(lines.len() - 1));
    assert_eq!((&last["who"], &last["b"]), (&"run".into(), &Value::Null));
    desk.put("b.trace", without(number));
    let told = desk.run(&["diff", "b.trace", "a.trace"]).out;
    let note = "the same results, but a line is missing in the first";
    assert!(told.contains(note), "{told}");
    assert!(told.starts_with("FIRST DIFFERENCE"), "{told}");
    let ends = first(text.replacen("# digest ", "# digest 0", 1));
    assert_eq!(ends["who"], "digest");
}

/// Whoever copies half a trace is told so, and not that two runs part there.
#[test]
fn a_trace_that_was_cut_off_is_refused() {
    let desk = Desk::new();
    traced(&desk, "a.trace", &[]);
    let text = std::fs::read_to_string(desk.path("a.trace")).expect("the trace");
    let half = text.lines().count() / 2;
    let short: String = text.split_inclusive('\n').take(half).collect();
    desk.put("short.trace", short);
    for (a, b) in [("a.trace", "short.trace"), ("short.trace", "a.trace")] {
        let shown = desk.run(&["diff", a, b]);
        assert_eq!(shown.code, Some(2), "{}", shown.all());
        assert!(
            shown.err.contains("short.trace: stops at T+"),
            "{}",
            shown.err
        );
        let why = "although its run lasted to T+96:15: it was cut off";
        assert!(shown.err.contains(why), "{}", shown.err);
    }
}

#[test]
fn results_are_compared_field_by_field() {
    let desk = Desk::new();
    let result = |seed: &str, file: &str| {
        let args = [
            "run",
            "picnic-hamper",
            "--format",
            "json",
            "-o",
            file,
            "--seed",
            seed,
        ];
        assert_eq!(desk.run(&args).code, Some(0));
    };
    result("42", "a.json");
    result("42", "b.json");
    result("43", "c.json");
    assert_eq!(desk.run(&["diff", "a.json", "b.json"]).code, Some(0));
    let shown = desk.run(&["diff", "a.json", "c.json"]);
    assert_eq!(shown.code, Some(1));
    assert!(
        shown.out.contains("made from another seed: 42 | 43"),
        "{}",
        shown.out
    );
    // Some journey's downtime says more than what comes first by name.
    assert!(
        shown.out.contains("\n  field  journeys.0.downtime_s\n"),
        "{}",
        shown.out
    );
    assert!(shown.out.contains("fields that differ: "), "{}", shown.out);
    let args = ["list", "--format", "json", "-o", "list.json"];
    assert_eq!(desk.run(&args).code, Some(0));
    let shown = desk.run(&["diff", "a.json", "list.json"]);
    assert_eq!(shown.code, Some(2));
    let why = "error: one is the result of run, the other of list";
    assert!(shown.err.starts_with(why), "{}", shown.err);
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let desk = Desk::new();
    traced(&desk, "a.trace", &[]);
    desk.put("a.json", r#"{"schema": "zonefall/run/1"}"#);
    desk.put("other.json", r#"{"colour": "red"}"#);
    desk.put("binary", [0xff, 0xfe, 0x00]);
    desk.put("cut.trace", "# zonefall trace 1\nnot a line\n");
    desk.put("head.trace", "# zonefall trace 1\n# version 0.1.0\n");
    for b in [
        "a.json",
        "other.json",
        "binary",
        "cut.trace",
        "head.trace",
        "missing",
    ] {
        let shown = desk.run(&["diff", "a.trace", b]);
        assert_eq!(shown.code, Some(2), "{b}: {}", shown.err);
        assert!(shown.err.starts_with("error: "), "{}", shown.err);
    }
}
