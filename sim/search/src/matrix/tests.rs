//! Tests of distances between built-in and made-up architectures.

use super::{Nearest, candidates, distance, features, harm, monthly_micro};
use crate::many::{JourneyRun, Lot, Run};
use scenarios::{Kind, Library, Source, load_architecture};
use tenant::architecture::Architecture;

fn built_in() -> Vec<Architecture> {
    let library = Library::built_in().expect("built-in files are right");
    let load = |i: &scenarios::Item| load_architecture(&i.source, &library).expect("right").0;
    library.list(Kind::Architecture).map(load).collect()
}

/// The built-in architecture of that name with a part of its text replaced, and as it is.
fn changed(name: &str, from: &str, to: &str) -> (Architecture, Architecture) {
    let library = Library::built_in().expect("built-in files are right");
    let item = library.find(Kind::Architecture, name).expect("built in");
    let text = &item.source.text;
    assert!(text.contains(from), "{name} has `{from}`");
    let load = |text: String| {
        let source = Source::new("made-up.yaml".to_owned(), &text);
        load_architecture(&source, &library)
            .unwrap_or_else(|p| panic!("{}", p.render(false)))
            .0
    };
    (load(text.replace(from, to)), load(text.to_string()))
}

#[test]
fn a_design_is_no_distance_from_itself_and_as_far_there_as_back() {
    let all = built_in();
    assert!(all.len() >= 12);
    for a in &all {
        assert_eq!(distance(a, a), 0, "{}", a.name);
        for b in &all {
            assert_eq!(distance(a, b), distance(b, a), "{} and {}", a.name, b.name);
        }
    }
}

#[test]
fn no_two_built_in_designs_are_the_same() {
    let all = built_in();
    for (i, a) in all.iter().enumerate() {
        for b in &all[i + 1..] {
            assert!(distance(a, b) > 0, "{} and {}", a.name, b.name);
        }
    }
}

#[test]
fn every_architecture_has_the_same_features() {
    let shape = |a: &Architecture| -> Vec<(&'static str, Vec<u32>)> {
        let weights = |f: &super::Feature| f.facets.iter().map(|f| f.weight).collect();
        features(a).iter().map(|f| (f.name, weights(f))).collect()
    };
    let all = built_in();
    let first = shape(&all[0]);
    for a in &all {
        assert_eq!(shape(a), first, "{}", a.name);
    }
    assert_eq!(shape(&Architecture::default()), first);
}

/// What differs after one change of a file.
fn only(name: &str, from: &str, to: &str) -> Nearest {
    let (other, original) = changed(name, from, to);
    let mut found = candidates(&original, std::slice::from_ref(&other));
    assert_eq!(found.len(), 1, "`{to}` is a difference");
    found.remove(0).nearest
}

#[test]
fn one_change_is_one_difference_in_the_direction_of_the_change() {
    for (name, from, to, differs) in [
        (
            "picnic-hamper",
            "standby: { zone: a",
            "standby: { zone: b",
            "the database has a synchronous standby in another zone that takes over by itself",
        ),
        (
            "two-zones",
            "lag: 2s",
            "lag: 2s\n    promote_after: 1m",
            "the database has a replica in another zone that takes over by itself",
        ),
        (
            "two-zones",
            "root: block_store",
            "root: local_disk",
            "servers start from their own disks, not from the block store",
        ),
        (
            "one-egg",
            "object_store(aws/us-east-1)",
            "object_store(aws/us-west-1)",
            "the data is copied from time to time, to another region",
        ),
        (
            "nightly-snapshot",
            "on: db, in_backup: nightly",
            "with: admin",
            "no backup is locked with a key that is lost with the data",
        ),
        (
            "one-egg",
            "learns: customers",
            "learns: pager",
            "a monitor pages somebody, in waking hours, and first waits for the provider",
        ),
    ] {
        let there = only(name, from, to);
        assert_eq!(
            (there.differs, there.less),
            (vec![differs.to_owned()], vec![]),
            "{to}"
        );
        // And back: then the other only does without, and is no example.
        let (other, original) = changed(name, from, to);
        let back = candidates(&other, std::slice::from_ref(&original));
        assert_eq!(back, [], "{to}");
    }
}

#[test]
fn what_serves_nobody_is_no_difference() {
    let idle = "  packages: { kind: bucket }\n  spare: { kind: instances, zones: { c: 4 }, root: local_disk }\n  lb: { kind";
    let (other, original) = changed("two-zones", "  lb: { kind", idle);
    assert_eq!(distance(&original, &other), 0);
}

#[test]
fn the_heaviest_difference_is_said_first_and_the_nearest_design_too() {
    let all = built_in();
    let egg = all.iter().find(|a| a.name == "one-egg").expect("built in");
    let found = candidates(egg, &all);
    assert_eq!(found.len(), all.len() - 1, "all but itself");
    assert!(found.is_sorted_by_key(|c| (c.distance, c.nearest.architecture.clone())));
    let two = found
        .iter()
        .find(|c| c.nearest.architecture == "managed-multi-zone");
    let two = two.expect("built in");
    assert!(
        two.nearest.differs[0].contains("standby in another zone"),
        "{two:?}"
    );
}

/// A run of a single journey of which so many micro-requests failed.
fn lived(seed: usize, failed: u64) -> Run {
    let journey = JourneyRun {
        failed,
        ..JourneyRun::default()
    };
    Run {
        seed: seed as u64,
        cloud: 0,
        drawn: Lot {
            zone: 0,
            touched: true,
            p_touched_ppm: 1_000_000,
            journeys: Box::new([journey]),
            stores: Box::new([]),
        },
        redrawn: None,
    }
}

#[test]
fn harm_is_that_of_the_run_in_the_middle_and_of_the_costliest() {
    let runs = |failed: &[u64]| -> Vec<Run> {
        let all = failed.iter().enumerate();
        all.map(|(i, &f)| lived(i, f)).collect()
    };
    let mut arch = built_in().swap_remove(0);
    arch.journeys.truncate(1);
    arch.journeys[0].harm = None;
    assert_eq!(harm(&arch, &runs(&[1])), None);
    arch.journeys[0].harm = Some(tenant::architecture::Harm {
        unit: "USD".to_owned(),
        per_request_micro: 500_000,
    });
    assert_eq!(harm(&arch, &runs(&[])), None);
    // Two million micro-requests are two requests of half a dollar each.
    let all = harm(&arch, &runs(&[8_000_000, 0, 2_000_000, 4_000_000]));
    let all = all.expect("four runs");
    assert_eq!((all.median_micro, all.most_micro), (1_000_000, 4_000_000));
}

#[test]
fn more_servers_rent_for_more() {
    let library = Library::built_in().expect("built-in files are right");
    let all = built_in();
    let month = |name: &str| {
        let arch = all.iter().find(|a| a.name == name).expect("built in");
        monthly_micro(arch, library.offers())
    };
    assert!(month("one-egg") > 0);
    assert!(month("two-zones") > month("one-egg"));
}
