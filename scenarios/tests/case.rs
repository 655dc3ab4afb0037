//! Case files: inputs in base units, architectures from beside the file, mistakes in their place.

use std::fs;
use zonefall_scenarios::{Library, Problems, Source, in_order, load_case, read_source};

const ARCHITECTURE: &str = "
kind: architecture
version: 1
name: one part
home: cloud/r1
clients: { users: {} }
journeys: { read: { clients: users, rate: 1/s, path: [part] } }
components:
  part: { kind: external, fails: { every: exponential(1000h), repair: exponential(4h) } }
";

const CASE: &str = "
kind: case
version: 1
id: A01
title: one part
formula: alternating
architectures: { main: a01.yaml }
inputs: { runs: 1000, horizon: 100000h, tries: [3, 4], share: 10%, speed: 5 MB/s }
";

fn library() -> Library {
    Library::built_in().unwrap_or_else(|p| panic!("{p}"))
}

/// Loads a case that lies in a folder beside its architecture.
fn load(case: &str, architecture: &str) -> Result<zonefall_scenarios::CaseFile, Problems> {
    let folder = tempfile::TempDir::new().expect("a folder");
    fs::write(folder.path().join("a01.yaml"), architecture).expect("written");
    let path = folder.path().join("case.yaml");
    fs::write(&path, case).expect("written");
    load_case(&read_source(&path)?, &library(), &["alternating"])
}

#[test]
fn a_case_is_read_with_its_architectures() {
    let case = load(CASE, ARCHITECTURE).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(
        (case.id.as_str(), case.formula.as_str()),
        ("A01", "alternating")
    );
    assert!(case.architectures["main"].components[0].fails.is_some());
    assert_eq!(case.inputs["runs"], [1000.0]);
    assert_eq!(case.inputs["horizon"], [3.6e8]);
    assert_eq!(case.inputs["tries"], [3.0, 4.0]);
    assert_eq!(case.inputs["share"], [0.1]);
    assert_eq!(case.inputs["speed"], [5e6]);
}

#[test]
fn mistakes_are_told_in_the_file_they_are_in() {
    let message = |case: &str, architecture: &str| {
        let problems = load(case, architecture).expect_err("refused");
        let problem = &problems.list()[0];
        let file = problems
            .source()
            .name
            .rsplit('/')
            .next()
            .unwrap_or_default();
        let help = problem.help.clone().unwrap_or_default();
        format!("{file}: {} ({help})", problem.message)
    };
    let wrong = CASE.replace("alternating", "alternatin");
    assert!(message(&wrong, ARCHITECTURE).contains("did you mean `alternating`?"));
    let wrong = CASE.replace("main: a01.yaml", "main: a02.yaml");
    let told = message(&wrong, ARCHITECTURE);
    assert!(
        told.starts_with("case.yaml: there is no file `a02.yaml`"),
        "{told}"
    );
    assert!(told.contains("did you mean `a01.yaml`?"), "{told}");
    let wrong = ARCHITECTURE.replace("1000h", "1ms");
    let told = message(CASE, &wrong);
    assert!(
        told.starts_with("a01.yaml: ") && told.contains("too short"),
        "{told}"
    );
}

#[test]
fn an_id_belongs_to_one_case() {
    let case = load(CASE, ARCHITECTURE).unwrap_or_else(|p| panic!("{p}"));
    let other = zonefall_scenarios::CaseFile {
        id: "A00".to_owned(),
        ..case.clone()
    };
    let of = |name: &str| Source::new(name, CASE);
    let sorted = in_order(vec![(case.clone(), of("one")), (other, of("two"))]);
    let sorted = sorted.unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(
        sorted.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(),
        ["A00", "A01"]
    );
    let twice = in_order(vec![(case.clone(), of("one")), (case, of("two"))]);
    let problems = twice.expect_err("an id twice");
    assert_eq!(problems.source().name, "two");
    assert!(problems.list()[0].message.contains("two cases `A01`"));
    assert_eq!(problems.position(&problems.list()[0]).0, 4);
}
