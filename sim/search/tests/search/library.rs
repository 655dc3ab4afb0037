//! The library of outages: what carries each, whether that is what moves it, and coarse looks at the checks that
//! `zonefall validate` makes finely.

use cloud::outage::{CloudRun, Outage};
use kernel::SimTime;
use scenarios::{Kind, Library};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use zonefall_search::draws;

/// Kinds that no built-in outage hangs on: they pass on what happens to others. None may be added without a reason.
const PASS_ON: [&str; 2] = ["dns_service", "load_balancer"];

/// Every built-in outage with its run, at a fraction of its members so that a look is cheap.
fn runs(size: f64) -> Vec<CloudRun> {
    let library = Library::built_in().expect("built-in files are right");
    let outage = |item: &scenarios::Item| {
        scenarios::load_outage(&item.source, &library)
            .unwrap_or_else(|p| panic!("{}", p.render(false)))
    };
    let outages: Vec<Outage> = library.list(Kind::Outage).map(outage).collect();
    let run = |outage: Outage| {
        let cloud = library.cloud(&outage.cloud).expect("its cloud").clone();
        let mut run = CloudRun {
            cloud,
            outage,
            seed: 1,
            commands: Vec::new(),
        };
        draws::scale_members(&mut run, size);
        run
    };
    outages.into_iter().map(run).collect()
}

#[test]
fn every_outage_names_what_carries_it_and_every_mechanism_carries_one() {
    let mut carried: BTreeSet<String> = BTreeSet::new();
    for run in runs(1.0) {
        let outage = run.outage;
        assert!(
            !outage.mechanisms.is_empty(),
            "{} names no mechanism",
            outage.id
        );
        carried.extend(outage.mechanisms);
    }
    let kinds = cloud::specs().iter().map(|s| s.kind);
    let idle: Vec<&str> = kinds.filter(|k| !carried.contains(*k)).collect();
    for kind in &idle {
        assert!(PASS_ON.contains(kind), "{kind} carries no built-in outage");
    }
}

/// Files of a folder and of the folders in it.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            out.extend(files(&path));
        } else {
            let text = fs::read_to_string(&path).expect("text");
            out.push((path.display().to_string(), text));
        }
    }
    out
}

#[test]
fn no_mechanism_names_an_outage_or_a_company() {
    let companies = [
        "amazon",
        "aws",
        "azure",
        "microsoft",
        "google",
        "facebook",
        "cloudflare",
        "dyn",
        "ovh",
        "rackspace",
        "heroku",
        "netflix",
        "unisuper",
    ];
    let ids: Vec<String> = runs(1.0).into_iter().map(|r| r.outage.id).collect();
    for (name, text) in
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../cloud/src/mechanisms"))
    {
        let text = text.to_lowercase();
        for id in &ids {
            assert!(!text.contains(id.as_str()), "{name} names {id}");
        }
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        let named = words.find(|w| companies.contains(w));
        assert_eq!(named, None, "{name} names a company");
    }
}

/// Kinds that tell nothing themselves: what they do shows in conditions and fates.
const SILENT: [&str; 3] = ["compute", "crowd", "machines"];

#[test]
fn what_happens_comes_from_the_mechanisms_that_an_outage_names() {
    for run in runs(0.1) {
        let id = run.outage.id.clone();
        let tape = cloud::simulate(&run)
            .unwrap_or_else(|e| panic!("{id}: {e}"))
            .tape;
        let facts = tape.facts.iter().filter(|f| !f.input);
        let told: Vec<&str> = facts
            .filter_map(|f| Some(f.kind.split_once('.')?.0))
            .collect();
        let named = |kind: &&&str| run.outage.mechanisms.iter().any(|m| m == **kind);
        let own = told.iter().filter(named).count();
        assert!(
            own * 2 > told.len(),
            "{id}: {own} of {} facts are of what it names",
            told.len()
        );
        let speak = run.outage.mechanisms.iter().map(String::as_str);
        let mute: Vec<&str> = speak
            .filter(|m| !SILENT.contains(m) && !told.contains(m))
            .collect();
        assert!(
            mute.len() * 2 < run.outage.mechanisms.len(),
            "{id}: nothing comes of {mute:?}"
        );
    }
}

#[test]
fn without_its_trigger_and_actions_no_service_of_any_cloud_breaks() {
    for mut run in runs(0.1) {
        run.outage.trigger.at = SimTime::NEVER;
        run.outage.actions.clear();
        let tape = cloud::simulate(&run).expect("it runs").tape;
        for track in &tape.tracks {
            for step in &track.steps {
                let error = step.condition.error();
                let place = tape.places.path(track.place);
                assert!(
                    error <= 0.01,
                    "{}: {} at {place} fails {error} at {}",
                    run.outage.id,
                    track.service.name(),
                    step.at
                );
            }
        }
    }
}

#[test]
fn a_counterfactual_without_the_trigger_or_with_another_number_is_not_the_same_run() {
    for run in runs(0.1) {
        let digest = |run: &CloudRun| cloud::simulate(run).expect("it runs").tape.digest();
        let before = digest(&run);
        for c in &run.outage.counterfactuals {
            let mut changed = run.clone();
            for (target, parameter, value) in &c.settings {
                draws::set(&mut changed, target, parameter, *value);
            }
            draws::leave_out(&mut changed, &c.without);
            assert_ne!(
                digest(&changed),
                before,
                "{}: {} changes nothing",
                run.outage.id,
                c.id
            );
        }
    }
}
