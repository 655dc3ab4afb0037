//! Findings of the built-in architectures, in one golden; and one test each that the thing they warn of decides.

use zonefall_scenarios::{Failure, Finding, Kind, Library, Severity, Source, load_architecture};

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
                "{} {} {place} {}: {}\n  {}\n",
                f.severity.name(),
                f.failure.name(),
                f.subject,
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
        "both copies lie in one zone, aws/us-east-1/a"
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
                .contains("the key that opens it, backup-key, lies inside it")
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
        "has a TTL of 2h00m"
    ));
    let end = text.find("objectives:").expect("it has some");
    assert!(says(&findings(&text[..end]), "no objective is stated"));
}

#[test]
fn a_backup_beside_what_it_protects_is_found() {
    let text = built_in("picnic-hamper");
    assert!(says(
        &findings(&text),
        "this backup lies in the region of db, aws/us-east-1"
    ));
    let west = text.replace("object_store(aws/us-east-1)", "object_store(us-west-1)");
    assert!(says(&findings(&west), "all backups of it lie with aws"));
    let elsewhere = text.replace("object_store(aws/us-east-1)", "elsewhere");
    assert!(!says(&findings(&elsewhere), "backup"));
}

#[test]
fn what_is_left_after_losing_a_zone_is_compared_with_demand() {
    let text = built_in("two-zones");
    let few = text.replace("{ a: 3, b: 3 }", "{ a: 2, b: 1 }");
    assert_ne!(few, text);
    assert!(!says(&findings(&text), "without its largest zone"));
    assert!(says(
        &findings(&few),
        "without its largest zone it has room for 39% of its peak load"
    ));
}

/// The findings of picnic-hamper after a change that must be possible.
fn changed(from: &str, to: &str) -> Vec<Finding> {
    let text = built_in("picnic-hamper");
    assert!(text.contains(from), "{from}");
    findings(&text.replace(from, to))
}

#[test]
fn too_little_room_on_a_calm_day_is_found() {
    let text = "has room for 32 of the";
    let few = changed("capacity: 25/s", "capacity: 8/s");
    let f = few.iter().find(|f| f.message.starts_with(text));
    let f = f.unwrap_or_else(|| panic!("{few:?}"));
    assert_eq!((f.severity, f.subject.as_str()), (Severity::High, "web"));
    assert!(f.message.ends_with("with nothing broken"), "{}", f.message);
    assert!(!says(&findings(&built_in("picnic-hamper")), "has room for"));
    // What a cache answers does not come to the database: without it the 120/s of browse would be too many.
    let cached = built_in("today-web-app");
    assert!(!says(&findings(&cached), "has room for"));
    let bare = cached.replace("web, cache, db]", "web, db]");
    assert_ne!(bare, cached);
    let small = bare.replace("capacity: 150/s", "capacity: 15/s");
    assert!(says(&findings(&small), "has room for 15 of the"));
}

#[test]
fn a_name_that_leads_past_the_servers_is_found() {
    let sorry = changed(
        "  lb: {",
        "  sorry: { kind: bucket }\n  name: { kind: dns_name, weighted: { lb: 9, sorry: 1 } }\n  lb: {",
    );
    assert!(!says(&sorry, "leads to no server"), "nobody asks for it");
    let sorry = findings(
        &built_in("picnic-hamper")
            .replace("to: lb", "weighted: { lb: 9, sorry: 1 }")
            .replace("  lb: {", "  sorry: { kind: bucket }\n  lb: {"),
    );
    assert!(says(&sorry, "may lead to sorry, which leads to no server"));
}

#[test]
fn a_wrong_order_and_another_currency_are_found() {
    let order = changed(
        "path: [www, lb, web, db], down_under: 90%, harm: 0.01 USD",
        "path: [www, web, lb, db]",
    );
    assert!(says(&order, "its path names web before lb"));
    assert!(says(
        &changed("harm: 0.01 USD", "harm: 0.01 EUR"),
        "bills are in USD"
    ));
    assert!(!says(
        &changed("harm: 0.01 USD", "harm: 1 patients"),
        "bills are in USD"
    ));
}

#[test]
fn the_file_to_start_from_has_no_findings_and_short_lines() {
    let text = zonefall_scenarios::init();
    assert_eq!(findings(&text), []);
    assert_eq!(text.lines().find(|l| l.len() > 100), None);
}

/// Each finding about ordinary life is made by its cause and ends with it.
#[test]
fn ordinary_life_that_will_hurt_is_found() {
    let sound = "kind: architecture\nversion: 1\nname: x\nhome: cloud/r1\nclients: { u: {} }\n\
         journeys: { j: { clients: u, rate: 1/s, path: [lb, disk] } }\ncrews: { night: 1 }\n\
         shocks: { bump: { every: 30d, on: [a], lasts: 1h } }\ncomponents:\n  \
         lb: { kind: instances, zones: { a: 1, b: 1 }, root: local_disk }\n  \
         disk: { kind: volume, zone: a, size: 1 GB, data: copies(3),\n    \
         fails: { every: afr(2%), repair: 9h, crew: night } }\n\
         backups: { n: { of: disk, every: 24h, to: elsewhere, corrupt: 0%, log: 2 MB/s, replay: 20 MB/s } }\n";
    let cases = [
        (
            ", repair: 9h, crew: night",
            "",
            "a failed unit stays broken",
        ),
        (", crew: night", "", "this crew repairs nothing"),
        (
            "on: [a]",
            "on: [region(r2)]",
            "nothing of this architecture stands in cloud/r2",
        ),
        (
            "on: [a]",
            "on: [a, c]",
            "nothing of this architecture stands in cloud/r1/c",
        ),
        ("copies(3)", "copies(500)", "is kept on 500 units"),
        (
            "replay: 20 MB/s",
            "replay: 1 MB/s",
            "more slowly than it is written",
        ),
        (
            "components:",
            "components:\n  idle: { kind: instances, zones: { a: 1 }, root: local_disk }",
            "no journey comes to it",
        ),
    ];
    for (from, to, message) in cases {
        assert!(!says(&findings(sound), message), "{message}");
        assert!(sound.contains(from), "{from}");
        let found = findings(&sound.replacen(from, to, 1));
        assert!(says(&found, message), "{to}: {found:#?}");
    }
    let bare = findings(&sound[..sound.find("backups").expect("there")]);
    let missing = bare.iter().find(|f| f.message == "has no backup");
    assert_eq!(
        missing.map(|f| f.failure),
        Some(Failure::MisconfigurationAndBugs)
    );
}
