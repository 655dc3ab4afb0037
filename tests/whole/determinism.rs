//! The same input gives the same result: in one process, in two, with one thread and with two, in every build.

use crate::program::{Desk, golden, run, under_test, with_one_thread_and_with_two};
use serde_json::Value;
use std::path::Path;

/// The front table as JSON: one digest per architecture.
const TOUR: [&str; 3] = ["tour", "--format", "json"];

/// Runs inside this process.
fn inside(args: &[&str]) -> String {
    let args = std::iter::once("zonefall")
        .chain(args.iter().copied())
        .map(Into::into);
    let printed = zonefall::print(args);
    assert_eq!(
        (printed.code, printed.err.as_str()),
        (zonefall::EXIT_OK, "")
    );
    printed.out
}

/// `architecture digest` lines of the front table, as one build prints them.
fn digests(program: &Path) -> String {
    let text = Desk::new().run_with(program, &TOUR).ok();
    let value: Value = serde_json::from_str(&text).expect("JSON");
    let rows = value["architectures"].as_array().expect("architectures");
    assert!(rows.len() >= 12, "every built-in is on the tour");
    let mut lines: Vec<String> = rows
        .iter()
        .map(|r| {
            format!(
                "{} {}",
                r["architecture"].as_str().unwrap_or("?"),
                r["digest"].as_str().unwrap_or("?")
            )
        })
        .collect();
    lines.sort();
    lines.join("\n")
}

#[test]
fn twice_in_one_process() {
    assert_eq!(inside(&TOUR), inside(&TOUR));
}

#[test]
fn in_two_processes_and_in_this_one() {
    let first = run(&TOUR).ok();
    assert_eq!(first, run(&TOUR).ok());
    assert_eq!(first, inside(&TOUR));
}

#[test]
fn threads_do_not_count() {
    let desk = Desk::new();
    with_one_thread_and_with_two(&desk, &TOUR).ok();
}

#[test]
fn another_seed_is_another_run() {
    let seeded = |seed| run(&["run", "picnic-hamper", "--format", "json", "--seed", seed]).ok();
    assert_eq!(seeded("5"), seeded("5"));
    assert_ne!(seeded("5"), seeded("6"));
}

/// A shop whose parts fail by themselves, share a repair crew and are hit together.
const WORN: &str = r#"kind: architecture
version: 1
name: worn
home: cloud/r1
clients:
  people: { timeout: 3s, attempts: 2 }
crews: { night: 1 }
shocks:
  bump: { every: exponential(30h), hits: 40%, on: [web, disk], lasts: "lognormal(20m, 1.2)" }
components:
  web: { kind: instances, zones: { a: 2, b: 2 }, root: local_disk,
         fails: { every: "weibull(40h, 1.5)", repair: "lognormal(30m, 0.8)", crew: night, age: new } }
  disk: { kind: volume, zone: a, size: 100 GB, data: copies(3),
          fails: { every: exponential(20h), repair: fixed(2h), crew: night, common_cause: 10% } }
journeys:
  shop: { clients: people, rate: 20/s, path: [web, disk], writes: true }
"#;

/// Ten runs that have little in common: other seeds, other luck, other places, an observed outage, parts that fail.
const RUNS: [&[&str]; 10] = [
    &["picnic-hamper", "--seed", "7"],
    &["picnic-hamper", "--luck", "drawn", "--seed", "11"],
    &["one-egg", "--outage", "aws-2011-04-21-observed"],
    &["one-egg", "--onto", "cloud/r1"],
    &["two-zones", "--seed", "1", "--cloud-seed", "2"],
    &["standby-region", "--seed", "18446744073709551615"],
    &[
        "today-web-app",
        "--outage",
        "aws-2011-04-21-observed",
        "--seed",
        "3",
    ],
    &["worn.yaml"],
    &["worn.yaml", "--seed", "9"],
    &[
        "worn.yaml",
        "--outage",
        "aws-2011-04-21-observed",
        "--luck",
        "drawn",
    ],
];

/// The digests of all those runs, as one build prints them.
fn varied(program: &Path) -> String {
    let desk = Desk::new();
    desk.put("worn.yaml", WORN);
    let line = |args: &&[&str]| {
        let all: Vec<&str> = [&["run"], *args, &["--format", "json"]].concat();
        let value: Value = serde_json::from_str(&desk.run_with(program, &all).ok()).expect("JSON");
        format!(
            "{}: {}",
            args.join(" "),
            value["digest"].as_str().unwrap_or("?")
        )
    };
    let lines: Vec<String> = RUNS.iter().map(line).collect();
    lines.join("\n")
}

/// This build prints the committed digests, and so does every other build of the program that is named in
/// `ZONEFALL_BUILDS`, separated by colons: continuous integration names the release build and one for the very
/// processor it runs on; `.ci/platforms` one for another processor. The committed digests stand between all of them,
/// so each build is held to them alone as well.
#[test]
fn every_build_prints_the_committed_digests() {
    let all = |program: &Path| format!("{}\n{}", digests(program), varied(program));
    let here = all(under_test());
    golden("digests", &here);
    let others = std::env::var("ZONEFALL_BUILDS").unwrap_or_default();
    for other in others.split(':').filter(|o| !o.is_empty()) {
        assert_eq!(
            all(Path::new(other)),
            here,
            "{other} agrees with this build"
        );
    }
}
