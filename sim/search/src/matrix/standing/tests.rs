//! Standings at the borders of their rules.

use crate::many::{Frame, Notes, Promise, Values};
use crate::matrix::Standing;
use crate::spread::{Chance, Expected, Histogram};
use crate::statistics::{Share, TooFew};
use crate::sweep::{JourneyView, Lengths, PromiseView, StoreView, Sweep, View};
use kernel::SimDuration;
use tenant::Luck;
use tenant::score::Target;

/// A share of runs.
fn chance(hits: u64, of: u64) -> Chance {
    Chance {
        share: Share { hits, of },
        interval: None,
        upper: None,
    }
}

fn lengths(not_restored: u64) -> Lengths {
    let few = TooFew {
        runs: RUNS,
        needed: 1000,
    };
    Lengths {
        mean_s: Ok(Expected::of(&[0.0], 1, "none")),
        quantiles_s: [Err(few); 3],
        quantile_seeds: [None; 3],
        not_restored: chance(not_restored, RUNS),
        longest: SimDuration::ZERO,
        worst_seed: None,
        histogram: Histogram::of(&[]),
        dots_s: Vec::new(),
        humps: None,
    }
}

const RUNS: u64 = 100;

/// What is to be judged: runs of a hundred.
#[derive(Debug, Clone, Copy, Default)]
struct Case {
    absent: bool,
    down: u64,
    not_restored: u64,
    lossy: u64,
    gone: u64,
    /// Of a time promise: held, untold.
    rto: Option<(u64, u64)>,
    /// Of a data promise: held, untold.
    rpo: Option<(u64, u64)>,
}

fn standing(case: Case) -> Standing {
    let promise = |name: &str, (held, untold): (u64, u64)| PromiseView {
        promise: Promise {
            name: name.to_owned(),
            target: Target::Time(SimDuration::ZERO),
        },
        met: chance(held, RUNS - untold),
        untold,
        first_broken: None,
    };
    let objectives = case.rto.map(|p| promise("rto", p)).into_iter();
    let objectives = objectives.chain(case.rpo.map(|p| promise("rpo", p)));
    let view = View {
        luck: Luck::Touched,
        hit: chance(RUNS, RUNS),
        p_touched: None,
        untouchable: 0,
        journeys: vec![JourneyView {
            name: "shop".to_owned(),
            down: lengths(case.not_restored),
            mean_zone_s: Ok(Expected::of(&[0.0], 1, "none")),
            never_down: chance(RUNS - case.down, RUNS),
            failed_share: Expected::of(&[0.0], 1, "none"),
            objectives: objectives.collect(),
        }],
        stores: vec![StoreView {
            name: "db".to_owned(),
            lossy: chance(case.lossy, RUNS),
            unrecoverable: chance(case.gone, RUNS),
            lost: Expected::of(&[0.0], 1, "none"),
            rpo: lengths(case.gone),
        }],
    };
    let frame = Frame {
        architecture: "a".to_owned(),
        teaches: String::new(),
        outage: "o".to_owned(),
        title: String::new(),
        place: "aws/us-east-1".to_owned(),
        absent: case.absent,
        zones: vec![None],
        clouds: 1,
        values: Values::Fixed,
        knows_shares: true,
        journeys: Vec::new(),
        stores: Vec::new(),
        assumptions: Vec::new(),
    };
    Standing::of(&Sweep {
        frame,
        seeds: (0, RUNS),
        drawn: view.clone(),
        touched: view,
        notes: Notes::default(),
    })
}

#[test]
fn promises_are_judged_at_95_and_at_50_percent() {
    let rto = |held, untold| {
        standing(Case {
            rto: Some((held, untold)),
            down: RUNS,
            ..Case::default()
        })
    };
    assert_eq!(rto(95, 0), Standing::Survived);
    assert_eq!(rto(94, 0), Standing::Hurt);
    assert_eq!(rto(50, 0), Standing::Hurt);
    assert_eq!(rto(49, 0), Standing::Failed);
    // What cannot be told did not hold.
    assert_eq!(rto(94, 6), Standing::Hurt);
    assert_eq!(rto(49, 51), Standing::Failed);
    // Not restored at all, and nobody promised anything about that: the promise alone counts.
    let never = Case {
        rto: Some((95, 0)),
        down: 5,
        not_restored: 5,
        ..Case::default()
    };
    assert_eq!(standing(never), Standing::Survived);
}

#[test]
fn data_beyond_its_promise_has_no_middle() {
    let rpo = |held, untold| {
        standing(Case {
            rpo: Some((held, untold)),
            lossy: RUNS,
            ..Case::default()
        })
    };
    assert_eq!(rpo(95, 0), Standing::Survived);
    assert_eq!(rpo(94, 0), Standing::Failed);
    assert_eq!(rpo(94, 6), Standing::Hurt);
    assert_eq!(rpo(94, 1), Standing::Hurt);
    let gone = Case {
        rpo: Some((100, 0)),
        gone: 6,
        ..Case::default()
    };
    assert_eq!(standing(gone), Standing::Failed);
    assert_eq!(standing(Case { gone: 5, ..gone }), Standing::Survived);
}

#[test]
fn without_promises_facts_judge() {
    let case = |down, not_restored, lossy| {
        standing(Case {
            down,
            not_restored,
            lossy,
            ..Case::default()
        })
    };
    assert_eq!(case(0, 0, 0), Standing::Survived);
    assert_eq!(case(5, 0, 0), Standing::Survived);
    assert_eq!(case(6, 0, 0), Standing::Hurt);
    assert_eq!(case(100, 5, 0), Standing::Hurt);
    assert_eq!(case(100, 6, 0), Standing::Failed);
    assert_eq!(case(0, 0, 5), Standing::Survived);
    assert_eq!(case(0, 0, 6), Standing::Failed);
    // A promise about one of the two leaves the other to facts.
    let timed = Case {
        rto: Some((100, 0)),
        lossy: 6,
        ..Case::default()
    };
    assert_eq!(standing(timed), Standing::Failed);
    let kept = Case {
        rpo: Some((100, 0)),
        down: 6,
        ..Case::default()
    };
    assert_eq!(standing(kept), Standing::Hurt);
}

#[test]
fn who_has_nothing_there_is_passed_by_unless_it_is_felt() {
    let absent = Case {
        absent: true,
        ..Case::default()
    };
    assert_eq!(standing(absent), Standing::PassedBy);
    assert_eq!(standing(Case { down: 1, ..absent }), Standing::Survived);
    assert_eq!(standing(Case { lossy: 6, ..absent }), Standing::Failed);
}
