//! The same input gives the same result: in one process, in two, with one thread and with two, in every build.

use crate::program::{Desk, golden, run, under_test};
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
fn with_one_thread_and_with_two() {
    let desk = Desk::new();
    let with = |threads: &str| {
        let mut command = desk.command(under_test(), &TOUR);
        command.env("RAYON_NUM_THREADS", threads);
        crate::program::shown(command.output().expect("it starts")).ok()
    };
    assert_eq!(with("1"), with("2"));
}

#[test]
fn another_seed_is_another_run() {
    let seeded = |seed| run(&["run", "picnic-hamper", "--format", "json", "--seed", seed]).ok();
    assert_eq!(seeded("5"), seeded("5"));
    assert_ne!(seeded("5"), seeded("6"));
}

/// This build prints the committed digests; so does the release build, which continuous integration names in
/// `ZONEFALL_RELEASE`. The committed digests stand between the two, so each build is held to them alone as well.
#[test]
fn every_build_prints_the_committed_digests() {
    let here = digests(under_test());
    golden("digests", &here);
    if let Some(release) = std::env::var_os("ZONEFALL_RELEASE") {
        assert_eq!(
            digests(Path::new(&release)),
            here,
            "release and debug builds agree"
        );
    }
}
