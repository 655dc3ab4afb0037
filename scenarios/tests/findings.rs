//! Findings of the built-in architectures, in one golden; and one test each that the thing they warn of decides.

use zonefall_scenarios::{Failure, Finding, Kind, Library, Source, load_architecture};

fn library() -> Library {
    Library::built_in().unwrap_or_else(|p| panic!("{p}"))
}

fn findings(text: &str) -> Vec<Finding> {
    let source = Source::new("test.yaml", text);
    load_architecture(&source, &library())
        .unwrap_or_else(|p| panic!("{p}"))
        .1
}

fn built_in(name: &str) -> String {
    library()
        .find(Kind::Architecture, name)
        .expect("built in")
        .source
        .text
        .clone()
}

/// Whether some finding says this.
fn says(findings: &[Finding], text: &str) -> bool {
    findings.iter().any(|f| f.message.contains(text))
}

#[test]
fn findings_of_all_built_in_architectures() {
    let library = library();
    let mut all = String::new();
    for item in library.list(Kind::Architecture) {
        let (_, findings) =
            load_architecture(&item.source, &library).unwrap_or_else(|p| panic!("{p}"));
        all.push_str(&format!("== {}\n", item.name));
        for f in findings {
            let place = format!("{}:{}", item.source.name, f.line);
            all.push_str(&format!(
                "{} {} {place} {}\n  {}\n",
                f.severity.name(),
                f.failure.name(),
                f.message,
                f.advice
            ));
        }
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("goldens");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("findings", all));
}

#[test]
fn a_second_zone_ends_the_finding_of_shared_fate() {
    let text = built_in("picnic-hamper");
    assert!(says(
        &findings(&text),
        "both copies of db lie in one zone, aws/us-east-1/a"
    ));
    let moved = text.replace("standby: { zone: a", "standby: { zone: b");
    assert!(!says(&findings(&moved), "lie in one zone"));
}

#[test]
fn a_key_kept_by_a_person_ends_the_finding_of_the_locked_backup() {
    let text = built_in("nightly-snapshot");
    let before = findings(&text);
    let locked = before
        .iter()
        .find(|f| {
            f.message
                .contains("the key that opens nightly lies inside it")
        })
        .expect("found");
    assert_eq!(locked.failure, Failure::SinglePointOfFailure);
    assert_eq!(
        text.lines()
            .nth(locked.line as usize - 1)
            .map(|l| l.contains("nightly:")),
        Some(true)
    );
    let kept = text.replace("in_backup: nightly", "in_backup: nightly, with: admin");
    assert_ne!(kept, text);
    assert!(!says(&findings(&kept), "lies inside it"));
}

#[test]
fn a_long_ttl_and_a_missing_objective_are_found() {
    let text = built_in("picnic-hamper");
    assert!(!says(&findings(&text), "TTL") && !says(&findings(&text), "no objective"));
    assert!(says(
        &findings(&text.replace("ttl: 5m", "ttl: 2h")),
        "www has a TTL of 2h00m"
    ));
    let end = text.find("objectives:").expect("it has some");
    assert!(says(&findings(&text[..end]), "no objective is stated"));
}

#[test]
fn a_backup_beside_what_it_protects_is_found() {
    let text = built_in("picnic-hamper");
    assert!(says(
        &findings(&text),
        "lies in the region it protects, aws/us-east-1"
    ));
    let west = text.replace("object_store(aws/us-east-1)", "object_store(us-west-1)");
    assert!(says(
        &findings(&west),
        "lies with the provider it protects against"
    ));
    let elsewhere = text.replace("object_store(aws/us-east-1)", "elsewhere");
    assert!(!says(&findings(&elsewhere), "backup nightly"));
}

#[test]
fn what_is_left_after_losing_a_zone_is_compared_with_demand() {
    let text = built_in("two-zones");
    let few = text.replace("{ a: 3, b: 3 }", "{ a: 1, b: 1 }");
    assert_ne!(few, text);
    assert!(!says(&findings(&text), "without its largest zone"));
    assert!(says(
        &findings(&few),
        "without its largest zone web has room for 39% of its peak load"
    ));
}
