//! Checks made up by hand: every verdict, files and built-ins, with names as strange as one likes.

use kernel::SimDuration;
use search::check::{
    Baseline, Before, Check, FailOn, Failing, Gone, Ground, Objective, Pair, Verdict,
};
use search::many::{Frame, Notes, Promise, Values};
use search::statistics::Interval;
use tenant::Luck;
use tenant::score::Target;

/// What people call things.
#[derive(Debug, Clone)]
pub struct Names {
    pub suite: String,
    pub architecture: String,
    pub file: String,
    pub outage: String,
    pub journey: String,
}

impl Names {
    /// Plain ones.
    pub fn plain() -> Self {
        Self {
            suite: "dr".to_owned(),
            architecture: "web".to_owned(),
            file: "dr/web.yaml".to_owned(),
            outage: "aws-2011-04-21".to_owned(),
            journey: "order".to_owned(),
        }
    }

    /// The same strange one everywhere.
    pub fn strange(name: &str) -> Self {
        Self {
            suite: name.to_owned(),
            architecture: name.to_owned(),
            file: format!("dr/{name}.yaml"),
            outage: name.to_owned(),
            journey: name.to_owned(),
        }
    }
}

fn promise(name: &str, target: Target) -> Promise {
    Promise {
        name: name.to_owned(),
        target,
    }
}

/// A promise that held in so many of so many runs.
fn objective(n: &Names, promise: Promise, verdict: Verdict, held: u64, runs: u64) -> Objective {
    let share = held as f64 / runs as f64;
    Objective {
        journey: n.journey.clone(),
        promise,
        hold_in: 0.95,
        verdict,
        held,
        runs,
        untold: 0,
        interval: Interval::around(share, 0.03).within(0.0, 1.0),
        worst_cloud: Some((3, share / 2.0)),
        failing: (held < runs).then(|| Failing {
            seed: 4,
            cloud: 4,
            replay: format!("zonefall run '{}' --seed 4 --assumed drawn", n.file),
        }),
        place: Some((31, 10)),
        runs_needed: (verdict == Verdict::Undecided).then_some(3100),
        before: None,
        held_by_run: (0..runs).map(|i| i < held).collect(),
    }
}

fn pair(architecture: &str, file: &str, outage: &str, objectives: Vec<Objective>) -> Pair {
    Pair {
        frame: Frame {
            architecture: architecture.to_owned(),
            teaches: String::new(),
            outage: outage.to_owned(),
            title: "what it was".to_owned(),
            place: "aws/us-east-1".to_owned(),
            absent: false,
            zones: vec![Some("aws/us-east-1/a".to_owned())],
            clouds: 20,
            values: Values::Drawn,
            knows_shares: true,
            journeys: Vec::new(),
            stores: Vec::new(),
            assumptions: Vec::new(),
        },
        file: file.to_owned(),
        objectives,
        gone: Vec::new(),
        notes: Notes::default(),
    }
}

/// Two architectures, one of them built in; one of them under two outages; every verdict.
pub fn check(n: &Names) -> Check {
    let rto = || promise("rto", Target::Time(SimDuration::from_hours(4)));
    let rpo = || promise("rpo", Target::Time(SimDuration::from_mins(5)));
    let slo = promise("availability_slo", Target::Share(999_000_000));
    let under = |outage: &str, objectives| pair(&n.architecture, &n.file, outage, objectives);
    let mut built_in = objective(n, slo, Verdict::Fail, 130, 160);
    built_in.place = None;
    built_in.failing = Some(Failing {
        seed: 7,
        cloud: 7,
        replay: "zonefall run two-zones --seed 7 --assumed drawn".to_owned(),
    });
    let mut rpo_holds = objective(n, rpo(), Verdict::Pass, 240, 240);
    rpo_holds.place = Some((31, 19));
    let pairs = vec![
        under(
            &n.outage,
            vec![objective(n, rto(), Verdict::Fail, 41, 120), rpo_holds],
        ),
        under(
            "outages/zone.yaml",
            vec![
                objective(n, rto(), Verdict::Undecided, 1890, 2000),
                objective(n, rpo(), Verdict::Pass, 200, 200),
            ],
        ),
        pair("two-zones", "two-zones", &n.outage, vec![built_in]),
    ];
    Check {
        suite: n.suite.clone(),
        verdict: Verdict::Fail,
        confidence: 0.95,
        seeds: (0, 2000),
        luck: Luck::Touched,
        fail_on: FailOn::Objective,
        ground: Ground {
            engine: "e".to_owned(),
            catalogue: "c".to_owned(),
            suite: "s".to_owned(),
        },
        pairs,
        baseline: None,
    }
}

/// The same beside what was before: the first promise became worse, others are new or stayed.
pub fn compared(n: &Names) -> Check {
    let mut check = check(n);
    check.baseline = Some(Baseline {
        name: "origin/main (1a2b3c4)".to_owned(),
        gone: vec!["one-egg under aws-2011-04-21".to_owned()],
        notes: Vec::new(),
    });
    let slo = promise("availability_slo", Target::Share(999_000_000));
    check.pairs[0].gone = vec![Gone {
        journey: n.journey.clone(),
        promise: slo,
        judged: None,
    }];
    let before = |share, worse, regressed| Before {
        target: Target::Time(SimDuration::from_hours(4)),
        verdict: Verdict::Pass,
        runs: 120,
        share,
        share_now: 0.342,
        worse,
        better: 0,
        regressed,
        loosened: false,
        failing: None,
    };
    check.pairs[0].objectives[0].before = Some(before(0.99, 78, Verdict::Fail));
    check.pairs[1].objectives[0].before = Some(before(0.342, 0, Verdict::Pass));
    check
}

/// Very many promises, most of them broken.
pub fn many(count: usize) -> Check {
    let n = Names::strange("a | rather <long> name of an architecture, a journey, an outage");
    let mut check = check(&n);
    let rto = || promise("rto", Target::Time(SimDuration::from_hours(4)));
    let one = |i: usize| {
        let verdict = match i % 3 {
            0 => Verdict::Pass,
            _ => Verdict::Fail,
        };
        let objective = objective(&n, rto(), verdict, 41, 120);
        pair(
            &format!("{} {i}", n.architecture),
            &n.file,
            &n.outage,
            vec![objective],
        )
    };
    check.pairs = (0..count).map(one).collect();
    check
}
