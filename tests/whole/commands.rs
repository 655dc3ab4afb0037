//! What commands do besides printing: files, exit codes, streams.

use crate::program::{Desk, root, run, under_test};
use std::fs;
use std::io::Read as _;
use std::process::Stdio;

#[test]
fn init_writes_a_file_that_runs_and_never_overwrites() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["init", "my.yaml"]).code, Some(0));
    let written = fs::read_to_string(desk.path("my.yaml")).expect("the file is there");
    assert!(written.starts_with('#'), "it begins with a comment");
    assert_eq!(
        desk.run(&["run", "my.yaml"]).code,
        Some(0),
        "it can be run as it is"
    );
    assert_eq!(
        desk.run(&["check-file", "my.yaml"]).code,
        Some(0),
        "it has no problems"
    );
    desk.put("my.yaml", "mine");
    let again = desk.run(&["init", "my.yaml"]);
    assert_eq!(again.code, Some(2), "{}", again.all());
    assert!(again.err.contains("--force"), "{}", again.err);
    assert_eq!(
        fs::read_to_string(desk.path("my.yaml")).expect("there"),
        "mine"
    );
    assert_eq!(desk.run(&["init", "--force", "my.yaml"]).code, Some(0));
    assert_eq!(
        fs::read_to_string(desk.path("my.yaml")).expect("there"),
        written
    );
}

#[test]
fn a_built_in_and_its_file_give_the_same() {
    let desk = Desk::new();
    let file = root().join("scenarios/architectures/picnic-hamper.yaml");
    desk.put("copy.yaml", fs::read(file).expect("readable"));
    assert_eq!(
        desk.run(&["run", "copy.yaml"]).ok(),
        run(&["run", "picnic-hamper"]).ok()
    );
}

#[test]
fn what_show_prints_can_be_run() {
    let desk = Desk::new();
    desk.put("full.yaml", desk.run(&["show", "picnic-hamper"]).ok());
    let digest = |text: String| {
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        value["digest"].as_str().expect("a digest").to_owned()
    };
    let full = digest(desk.run(&["run", "full.yaml", "--format", "json"]).ok());
    assert_eq!(
        full,
        digest(run(&["run", "picnic-hamper", "--format", "json"]).ok())
    );
}

#[test]
fn an_outage_can_be_a_tape_of_ones_own() {
    let desk = Desk::new();
    let row = "T+0:10,T+3:10,aws/us-east-1/a,databases_single,100%,hung\n";
    desk.put(
        "mine.csv",
        format!("from,to,place,service,share,state\n{row}"),
    );
    let text = desk
        .run(&["run", "one-egg", "--outage", "mine.csv", "--format", "json"])
        .ok();
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["outage"], "mine");
    assert_eq!(value["struck_zone"], "aws/us-east-1/a");
}

#[test]
fn results_go_to_a_file_whole() {
    let desk = Desk::new();
    let shown = desk.run(&["run", "one-egg", "--output", "card.txt"]);
    assert_eq!((shown.code, shown.out.as_str()), (Some(0), ""));
    let written = fs::read_to_string(desk.path("card.txt")).expect("the file is there");
    assert_eq!(written, run(&["run", "one-egg"]).ok());
    let names: Vec<_> = fs::read_dir(desk.path(".")).expect("the folder").collect();
    assert_eq!(names.len(), 1, "no temporary file is left");
}

#[test]
fn a_file_that_cannot_be_written_is_exit_code_two() {
    let shown = run(&["run", "one-egg", "--output", "no/such/folder/card.txt"]);
    assert_eq!(shown.code, Some(2), "{}", shown.all());
    assert!(
        shown.err.contains("no/such/folder/card.txt"),
        "{}",
        shown.err
    );
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let desk = Desk::new();
    let mut command = desk.command(under_test(), &["list"]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stdout.take());
    let mut err = String::new();
    child
        .stderr
        .take()
        .expect("piped")
        .read_to_string(&mut err)
        .expect("UTF-8");
    assert_eq!(child.wait().expect("it ends").code(), Some(0), "{err}");
    assert_eq!(err, "");
}

#[test]
fn version_names_the_changelog() {
    let text = run(&["--version"]).ok();
    assert!(
        text.starts_with(&format!("zonefall {}", env!("CARGO_PKG_VERSION"))),
        "{text}"
    );
    let changelog = text
        .split_whitespace()
        .find(|w| w.ends_with("CHANGELOG.md"))
        .expect("named");
    let changelog = fs::read_to_string(root().join(changelog)).expect("it exists");
    assert!(
        changelog.contains(env!("CARGO_PKG_VERSION")),
        "it knows this version"
    );
}

#[test]
fn findings_are_told_but_are_no_mistake() {
    let desk = Desk::new();
    let file = root().join("scenarios/architectures/picnic-hamper.yaml");
    desk.put("hamper.yaml", fs::read(file).expect("readable"));
    let shown = desk.run(&["check-file", "hamper.yaml"]);
    assert_eq!(shown.code, Some(0), "{}", shown.all());
    crate::program::golden("check-file-picnic-hamper", &shown.all());
}

#[test]
fn a_case_is_shown_by_its_id() {
    let text = run(&["show", "a05"]).ok();
    let files = root().join("tests/closed_form");
    let written = fs::read_dir(files)
        .expect("the folder")
        .any(|e| fs::read_to_string(e.expect("an entry").path()).expect("text") == text);
    assert!(written && text.contains("\nid: A05\n"), "{text}");
}

#[test]
fn numbers_out_of_their_limits_are_told_the_limits() {
    for (arguments, limits) in [
        (
            &["forecast", "one-egg", "--runs", "abc"][..],
            "1 to 1000000",
        ),
        (&["forecast", "one-egg", "--runs", "0"], "1 to 1000000"),
        (&["forecast", "one-egg", "--years", "0.5"], "1 to 100"),
        (&["forecast", "one-egg", "--years", "101"], "1 to 100"),
        (&["forecast", "one-egg", "--years", "-1"], "1 to 100"),
        (&["run", "one-egg", "--seed", "-1"], "from 0 to"),
    ] {
        let shown = run(arguments);
        assert_eq!(shown.code, Some(2), "{arguments:?}");
        assert!(shown.err.contains("a whole number"), "{}", shown.err);
        assert!(shown.err.contains(limits), "{}", shown.err);
    }
    let shown = run(&["validate", "--closed-form", "aws-2011-04-21"]);
    let usage = "\n       zonefall validate --closed-form [--case <CASE>] [OPTIONS]";
    assert!(shown.err.contains(usage), "{}", shown.err);
}
