//! Suite files: defaults, what is found beside them, and mistakes in the file they are in.

use std::fs;
use tempfile::TempDir;
use tenant::Luck;
use zonefall_scenarios::{
    Assumed, Kind, Library, Problems, Source, Suite, load_suite, objective_places, read_source,
};

const ARCHITECTURE: &str = "
kind: architecture
version: 1
name: one part
home: cloud/r1
clients: { users: {} }
journeys:
  read: { clients: users, rate: 1/s, path: [part] }
  look: { clients: users, rate: 1/s, path: [part] }
components:
  part: { kind: external, fails: { every: exponential(1000h), repair: exponential(4h) } }
objectives:
  read: { rto: 1h,
          availability_slo: 99.9% }
";

const SMALL: &str = "
kind: suite
version: 1
name: small
architectures: [web.yaml]
outages: [aws-2011-04-21]
";

const LARGE: &str = "
kind: suite
version: 1
name: large
architectures: [./web.yaml, two-zones]
outages: [aws-2011-04-21, aws-2011-04-21-observed]
seeds: 10..30
clouds: 4
assumed: fixed
confidence: 99%
hold_in: 90%
luck: drawn
onto: aws/us-east-1
objectives:
  - { journey: read, rto: 30m, hold_in: 99% }
  - { rpo: 5m }
";

fn library() -> Library {
    Library::built_in().unwrap_or_else(|p| panic!("{p}"))
}

/// Loads a suite that lies in a folder beside `web.yaml`.
fn load(suite: &str, architecture: &str) -> Result<Suite, Problems> {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("web.yaml"), architecture).expect("written");
    let path = folder.path().join("suite.yaml");
    fs::write(&path, suite).expect("written");
    load_suite(&read_source(&path)?, &library())
}

#[test]
fn what_is_not_said_has_its_default() {
    let suite = load(SMALL, ARCHITECTURE).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!((suite.seeds, suite.clouds), (0..2000, 20));
    assert_eq!((suite.confidence, suite.hold_in), (0.95, 0.95));
    assert_eq!((suite.assumed, suite.luck), (Assumed::Drawn, Luck::Touched));
    assert_eq!((suite.onto, suite.objectives), (None, Vec::new()));
    let [web] = &suite.architectures[..] else {
        panic!("one architecture")
    };
    assert_eq!((web.named.as_str(), web.place), ("web.yaml", (5, 17)));
    assert!(
        web.source.name.ends_with("/web.yaml"),
        "{}",
        web.source.name
    );
    assert_eq!(web.architecture.name, "one part");
}

#[test]
fn what_is_said_counts() {
    let suite = load(LARGE, ARCHITECTURE).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!((suite.seeds, suite.clouds), (10..30, 4));
    assert_eq!((suite.confidence, suite.hold_in), (0.99, 0.9));
    assert_eq!((suite.assumed, suite.luck), (Assumed::Fixed, Luck::Drawn));
    assert_eq!(suite.onto.as_deref(), Some("aws/us-east-1"));
    let kinds: Vec<_> = suite
        .outages
        .iter()
        .map(|o| (o.kind, o.id.as_str()))
        .collect();
    let id = "aws-2011-04-21";
    assert_eq!(kinds, [(Kind::Outage, id), (Kind::Tape, id)]);
    let [own, all] = &suite.objectives[..] else {
        panic!("two objectives")
    };
    assert_eq!((own.hold_in, all.hold_in), (0.99, 0.9));
    assert_eq!((own.place, all.place), ((15, 5), (16, 5)));
    let [read, look] = &suite.architectures[0].architecture.journeys[..] else {
        panic!("two journeys")
    };
    assert!(own.is_about(read) && !own.is_about(look) && all.is_about(look));
}

/// The first problem: its file, what is wrong, and the help.
fn wrong(suite: &str, architecture: &str) -> String {
    let problems = load(suite, architecture).expect_err(suite);
    let problem = &problems.list()[0];
    let file = problems.source().name.rsplit('/').next();
    let (line, column) = problems.position(problem);
    let help = problem.help.clone().unwrap_or_default();
    format!(
        "{}:{line}:{column}: {} ({help})",
        file.unwrap_or_default(),
        problem.message
    )
}

#[test]
fn mistakes_are_told_in_the_file_they_are_in() {
    let told = wrong(&SMALL.replace("web.yaml", "wed.yaml"), ARCHITECTURE);
    assert!(
        told.starts_with("suite.yaml:5:17: there is no architecture `wed.yaml`"),
        "{told}"
    );
    assert!(told.contains("did you mean `web.yaml`?"), "{told}");
    let told = wrong(SMALL, &ARCHITECTURE.replace("1000h", "1ms"));
    assert!(told.starts_with("web.yaml:11:"), "{told}");
    let told = wrong(SMALL, "{");
    assert!(told.starts_with("web.yaml:1:"), "{told}");
    let told = wrong(&SMALL.replace("aws-2011-04-21", "web.yaml"), ARCHITECTURE);
    assert!(
        told.contains("`web.yaml` is of kind architecture"),
        "{told}"
    );
    let told = wrong(
        &SMALL.replace("[web.yaml]", "[web.yaml, /dev/zero]"),
        ARCHITECTURE,
    );
    assert!(told.contains("no architecture `/dev/zero`"), "{told}");
}

#[test]
fn nobody_is_checked_for_nothing_or_under_the_name_of_another() {
    let silent = ARCHITECTURE
        .replace("objectives:", "objectives: {}")
        .replace("  read: { rto", "#");
    let silent = silent.replace("          avail", "#");
    let told = wrong(SMALL, &silent);
    assert!(
        told.contains("nothing is promised for `web.yaml`"),
        "{told}"
    );
    let told = wrong(
        &SMALL.replace("[web.yaml]", "[web.yaml, ../web.yaml]"),
        ARCHITECTURE,
    );
    assert!(told.contains("no architecture `../web.yaml`"), "{told}");
    let many: String = (1..40).map(|i| format!("  - {{ rto: {i}m }}\n")).collect();
    let told = wrong(&format!("{SMALL}objectives:\n{many}"), ARCHITECTURE);
    assert!(
        told.contains("a journey of `web.yaml` has 41 promises"),
        "{told}"
    );
    let same = ARCHITECTURE.replace("one part", "two-zones");
    let told = wrong(&SMALL.replace("[web.yaml]", "[two-zones, web.yaml]"), &same);
    assert!(told.contains("are both called two-zones"), "{told}");
}

#[test]
fn a_built_in_name_is_no_file_unless_it_is_written_as_one() {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("two-zones"), ARCHITECTURE).expect("written");
    let path = folder.path().join("suite.yaml");
    for (written, name) in [("two-zones", "two-zones"), ("./two-zones", "one part")] {
        fs::write(&path, SMALL.replace("web.yaml", written)).expect("written");
        let source = read_source(&path).expect("readable");
        let suite = load_suite(&source, &library()).unwrap_or_else(|p| panic!("{p}"));
        assert_eq!(suite.architectures[0].architecture.name, name);
    }
}

#[test]
fn promises_are_found_where_they_stand() {
    let places = objective_places(&Source::new("web.yaml", ARCHITECTURE));
    let places = places.unwrap_or_else(|p| panic!("{p}"));
    let read = || "read".to_owned();
    assert_eq!(
        places,
        [
            (read(), "rto".to_owned(), 13, 11),
            (read(), "availability_slo".to_owned(), 14, 11)
        ]
    );
    assert_eq!(
        objective_places(&Source::new("x", "a: 1\n")),
        Ok(Vec::new())
    );
    assert!(objective_places(&Source::new("x", "{")).is_err());
}
