//! The whole validation, small: the same table whatever computes it.

use cloud::model::CloudModel;
use cloud::outage::Outage;
use scenarios::{Kind, Library};
use std::sync::atomic::{AtomicUsize, Ordering};
use tenant::architecture::Architecture;
use zonefall_search::{
    Case, Effort, Evidence, Subject, Summary, Validation, Verdict, Watched, validate, validate_all,
};

const TAPE: &str = "aws-2011-04-21-observed";

/// Everything at a size at which a test can afford it.
const SMALL: Effort = Effort {
    size: 0.1,
    seeds: 3,
    draws: 6,
    counterfactual_draws: 3,
    draws_size: 0.1,
    sensitivity_draws: 12,
    sensitivity_size: 0.1,
    control_runs: 1,
    scale: [(0.1, 2), (0.15, 2), (0.2, 1)],
    customer_draws: 1,
};

struct April {
    library: Library,
    outage: Outage,
    cloud: CloudModel,
    architectures: Vec<Architecture>,
}

fn april() -> April {
    let library = Library::built_in().expect("built-in files are right");
    let file = library
        .find(Kind::Outage, "aws-2011-04-21")
        .expect("built in");
    let outage = scenarios::load_outage(&file.source, &library).expect("right");
    let cloud = library.cloud(&outage.cloud).expect("its cloud").clone();
    let wanted = |name: &str| outage.customers.iter().any(|c| c.architecture == name);
    let architectures = library
        .list(Kind::Architecture)
        .filter(|i| wanted(&i.name))
        .map(|i| {
            scenarios::load_architecture(&i.source, &library)
                .expect("right")
                .0
        })
        .collect();
    April {
        library,
        outage,
        cloud,
        architectures,
    }
}

fn table(april: &April, effort: Effort, threads: usize) -> Validation {
    let case = Case {
        outage: &april.outage,
        cloud: &april.cloud,
        offers: april.library.offers(),
        architectures: &april.architectures,
        observed: None,
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("pool");
    let (calls, jobs) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let progress = |_done: usize, total: usize, _label: &str| {
        calls.fetch_add(1, Ordering::Relaxed);
        jobs.store(total, Ordering::Relaxed);
    };
    let table = pool
        .install(|| validate(&case, 1, effort, &progress))
        .expect("runs");
    assert_eq!(
        calls.into_inner(),
        jobs.into_inner(),
        "every run is reported once"
    );
    table
}

#[test]
fn one_thread_and_two_fill_the_same_table() {
    let april = april();
    let one = table(&april, SMALL, 1);
    assert_eq!(one, table(&april, SMALL, 2));
    assert_eq!(one.milestones.len(), april.outage.milestones.len());
    assert_eq!(
        one.counterfactuals.len(),
        april.outage.counterfactuals.len()
    );
    assert_eq!(one.customers.len(), april.outage.customers.len());
    for c in &one.counterfactuals {
        let all = format!("of {} in all", SMALL.counterfactual_draws);
        assert!(c.observed.ends_with(&all), "{}", c.observed);
    }
    for (row, m) in one.milestones.iter().zip(&april.outage.milestones) {
        let claims_nothing = m.is_input || m.query.is_none();
        assert_eq!(row.evidence == Evidence::Input, claims_nothing, "{}", m.id);
    }
}

#[test]
fn several_outages_share_one_pool_and_keep_their_own_tables() {
    let april = april();
    let case = Case {
        outage: &april.outage,
        cloud: &april.cloud,
        offers: april.library.offers(),
        architectures: &april.architectures,
        observed: None,
    };
    let tape = scenarios::load_tape(
        &april
            .library
            .find(Kind::Tape, TAPE)
            .expect("built in")
            .source,
    );
    let tape = tape.expect("right");
    let watched = Watched {
        title: "as it was seen",
        tape: &tape,
        customers: &april.outage.customers,
        start_unix: april.outage.start_unix,
        offers: april.library.offers(),
        architectures: &april.architectures,
    };
    let subjects = [Subject::Observed(watched), Subject::Simulated(case)];
    let effort = Effort {
        sensitivity_draws: 0,
        ..SMALL
    };
    let named = |_done: usize, _total: usize, label: &str| {
        assert!(label.starts_with("aws-2011-04-21"), "{label}");
    };
    let both = validate_all(&subjects, 1, effort, &named).expect("runs");
    let alone = validate_all(&subjects[1..], 1, effort, &|_, _, _| {}).expect("runs");
    assert_eq!(both[1], alone[0], "what stands beside it changes nothing");
    let summaries: Vec<Summary> = both.iter().map(Verdict::summary).collect();
    assert!(!summaries[0].simulated && summaries[1].simulated);
    assert_eq!(summaries[0].within_2x.of, april.outage.customers.len());
    let total = Summary::total(&summaries);
    assert_eq!(total.victims.of, 2 * summaries[0].victims.of);
    assert_eq!(total.counterfactuals.of, april.outage.counterfactuals.len());
    assert_eq!(total.inside.of, 0, "six draws have no tails");
    assert_eq!(total.controls.of, 1);
}
