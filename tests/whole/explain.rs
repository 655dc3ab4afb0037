//! Explanations say what is so and nothing else: a cause that is taken away is not told.

use crate::program::root;
use cloud::outage::CloudRun;
use reports::Card;
use reports::words::Clock;
use scenarios::{Kind, Library};
use std::collections::BTreeSet;
use tenant::LiveOptions;

/// The built-in outage of April 2011.
const OUTAGE: &str = "aws-2011-04-21";
/// Its counterfactual in which hosts do not crash.
const NO_RACE: &str = "no-race";
/// Seeds looked at: a tenant is small, and not every one meets a volume that a crash made stuck.
const SEEDS: u64 = 25;

/// A run of the outage, with one counterfactual's settings if wanted.
fn run_of(library: &Library, counterfactual: Option<&str>) -> CloudRun {
    let item = library.find(Kind::Outage, OUTAGE).expect("the outage");
    let outage = scenarios::load_outage(&item.source, library).expect("it loads");
    let cloud = library.cloud(&outage.cloud).expect("its machinery").clone();
    let change = counterfactual.map(|id| {
        let found = outage.counterfactuals.iter().find(|c| c.id == id);
        found
            .unwrap_or_else(|| panic!("no counterfactual {id}"))
            .clone()
    });
    let mut run = CloudRun {
        cloud,
        outage,
        seed: 42,
        commands: Vec::new(),
    };
    if let Some(change) = change {
        for (target, parameter, value) in &change.settings {
            search::draws::set(&mut run, target, parameter, *value);
        }
        search::draws::leave_out(&mut run, &change.without);
    }
    run
}

/// Every line that explanations of an architecture print, over many seeds.
fn told(library: &Library, run: &CloudRun, architecture: &str) -> BTreeSet<String> {
    let tape = cloud::simulate(run).expect("it can be simulated").tape;
    let item = library
        .find(Kind::Architecture, architecture)
        .expect("the architecture");
    let (plan, _) = scenarios::load_architecture(&item.source, library).expect("it loads");
    let tapes = search::ready(&plan, library.offers(), &tape, None);
    let mut lines = BTreeSet::new();
    for seed in 0..SEEDS {
        let options = LiveOptions {
            seed,
            ..LiveOptions::default()
        };
        let replay = search::replay(&plan, library.offers(), &tapes, &options);
        let card = Card {
            teaches: "",
            title: "",
            clock: Clock::default(),
            replay: &replay,
            tape: &tape,
            commands: &[],
            cloud_seed: run.seed,
            values_drawn: false,
            absent: false,
        };
        lines.extend(reports::explain::text(&card).lines().map(str::to_owned));
    }
    lines
}

#[test]
fn without_the_race_no_line_mentions_a_crash() {
    let library = Library::built_in().expect("the built-in files");
    let crashes = |lines: &BTreeSet<String>| {
        lines
            .iter()
            .filter(|l| l.contains("crash"))
            .cloned()
            .collect::<Vec<_>>()
    };
    let with = told(&library, &run_of(&library, None), "block-store-only");
    assert!(
        !crashes(&with).is_empty(),
        "with the race somebody is hit by a crash: {with:#?}"
    );
    let without = told(
        &library,
        &run_of(&library, Some(NO_RACE)),
        "block-store-only",
    );
    assert!(
        without.len() > 5,
        "without it there is still something to explain: {without:#?}"
    );
    assert_eq!(crashes(&without), Vec::<String>::new());
}

#[test]
fn an_explanation_of_a_stuck_volume_ends_at_the_traffic_shift() {
    let library = Library::built_in().expect("the built-in files");
    let lines = told(&library, &run_of(&library, None), "one-egg");
    let trigger = lines
        .iter()
        .any(|l| l.contains("a network change moved the traffic"));
    assert!(trigger, "{lines:#?}");
    let file = root()
        .join("scenarios/outages")
        .join(format!("{OUTAGE}.yaml"));
    let text = std::fs::read_to_string(file).expect("readable");
    assert!(
        text.contains("a network change moved the traffic"),
        "the trigger's own words"
    );
}
