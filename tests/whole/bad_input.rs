//! Files with mistakes: every problem at once, with its place and help, exit code 2, and never a panic.
//!
//! `tests/broken` holds one file per mistake in an architecture; what cannot be a file in a repository is made here.
//! The broken files of the parser's own tests go through the program too; their goldens lie beside them.

use crate::program::{Desk, Shown, golden, root, run};
use std::fs;
use std::path::PathBuf;

/// The files of a folder, in order.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(root().join(folder))
        .expect("the folder")
        .map(|e| e.expect("an entry").path())
        .collect();
    found.sort();
    assert!(found.len() >= 10, "the broken files of {folder} are found");
    found
}

/// Puts a copy of a broken file on a desk of its own.
fn on_desk(path: &PathBuf) -> (Desk, String) {
    let file = path
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    let desk = Desk::new();
    desk.put(&file, fs::read(path).expect("readable"));
    (desk, file)
}

/// Exit code 2, nothing on standard output, the file named, no panic.
fn is_refusal(file: &str, shown: &Shown) {
    assert_eq!(shown.code, Some(2), "{file}: {}", shown.all());
    assert_eq!(shown.out, "", "{file}: nothing on standard output");
    assert!(shown.err.contains(file), "{file} is named: {}", shown.err);
    assert!(!shown.err.contains("panicked"), "{file}: {}", shown.err);
}

#[test]
fn broken_architectures_are_refused_with_every_problem() {
    for path in files("tests/broken") {
        let (desk, file) = on_desk(&path);
        let shown = desk.run(&["run", &file]);
        is_refusal(&file, &shown);
        let stem = file.split('.').next().expect("a name");
        golden(&format!("bad-{stem}"), &shown.all());
    }
}

#[test]
fn what_the_parser_refuses_the_program_refuses() {
    for path in files("scenarios/tests/broken") {
        let (desk, file) = on_desk(&path);
        is_refusal(&file, &desk.run(&["check-file", &file]));
        if file.starts_with("tape-") {
            is_refusal(
                &file,
                &desk.run(&["run", "picnic-hamper", "--outage", &file]),
            );
        }
    }
}

#[test]
fn huge_deep_and_binary_files_are_refused() {
    let line = "# as long as a file should never be, and longer\n";
    let mut deep = String::from("kind: architecture\nversion: 1\nname: ");
    deep.push_str(&"[".repeat(50_000));
    let cases: [(&str, Vec<u8>); 3] = [
        (
            "huge.yaml",
            line.repeat(10_000_000 / line.len() + 1).into_bytes(),
        ),
        ("deep.yaml", deep.into_bytes()),
        (
            "latin-1.yaml",
            b"kind: architecture\nversion: 1\nname: caf\xe9\n".to_vec(),
        ),
    ];
    let mut all = String::new();
    for (file, bytes) in cases {
        let desk = Desk::new();
        desk.put(file, bytes);
        let shown = desk.run(&["run", file]);
        is_refusal(file, &shown);
        all.push_str(&format!("== {file}\n{}\n", shown.all()));
    }
    golden("huge-deep-binary", &all);
}

#[test]
fn a_directory_and_a_missing_file_are_refused() {
    let desk = Desk::new();
    fs::create_dir(desk.path("folder.yaml")).expect("a folder");
    let mut all = String::new();
    for arguments in [
        ["run", "folder.yaml"],
        ["run", "missing.yaml"],
        ["check-file", "missing.yaml"],
    ] {
        let shown = desk.run(&arguments);
        is_refusal(arguments[1], &shown);
        all.push_str(&format!("== {}\n{}\n", arguments.join(" "), shown.all()));
    }
    golden("directory-and-missing", &all);
}

#[test]
fn unknown_names_get_a_suggestion_and_a_list() {
    let mut all = String::new();
    for arguments in [
        &["run", "picnic-hampr"][..],
        &["run", "picnic-hamper", "--outage", "aws-2011-04-22"],
        &["run", "picnic-hamper", "--onto", "aws/us-east-9"],
        &["show", "no-such-thing-at-all"],
        &["validate", "aws-2011"],
        &["explane", "picnic-hamper"],
        &["run"],
        &["run", "picnic-hamper", "--seed", "many"],
    ] {
        let shown = run(arguments);
        assert_eq!(shown.code, Some(2), "{arguments:?}: {}", shown.all());
        all.push_str(&format!(
            "== zonefall {}\n{}\n",
            arguments.join(" "),
            shown.all()
        ));
    }
    golden("unknown-names", &all);
}

/// A file of another kind has one mistake, and the help is what to do with such a file.
#[test]
fn what_is_no_architecture_is_told_what_it_is_for() {
    let desk = Desk::new();
    desk.put("dr.yaml", "kind: suite\nversion: 1\nname: dr\n");
    golden(
        "suite-as-architecture",
        &desk.run(&["run", "dr.yaml"]).all(),
    );
    for (kind, command) in [
        ("outage", "zonefall run ARCH --outage it.yaml"),
        ("tape", "zonefall run ARCH --outage it.yaml"),
        ("cloud", "zonefall list cloud"),
    ] {
        desk.put("it.yaml", format!("kind: {kind}\n"));
        let shown = desk.run(&["explain", "it.yaml"]);
        is_refusal("it.yaml", &shown);
        assert!(shown.err.contains(command), "{}", shown.err);
        assert!(shown.err.contains("it.yaml: 1 problem"), "{}", shown.err);
    }
}
