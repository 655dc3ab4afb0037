//! The verdict on promises.

use schemars::JsonSchema;
use search::check::{Before, Check, FailOn, Objective, Pair, Verdict};
use search::many::Values;
use serde::{Deserialize, Serialize};
use tenant::Luck;
use tenant::score::Target;

/// `zonefall check --format json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PromisesJson {
    /// `zonefall/check/1`.
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// Name of the suite, or of the architectures.
    pub suite: String,
    /// The worst of the objectives: `fail` before `undecided` before `pass`.
    pub verdict: VerdictJson,
    /// One per promise, in the order of architectures, outages, journeys.
    pub objectives: Vec<ObjectiveJson>,
    /// Confidence of each verdict by itself.
    pub confidence: f64,
    /// The first seed that may be used.
    pub seed_from: u64,
    /// The one after the last.
    pub seed_until: u64,
    /// `touched` or `drawn`.
    pub luck: String,
    /// What the exit code is about: `objective` or `regression`.
    pub fail_on: String,
    /// What it was compared with; null if with nothing.
    pub baseline: Option<BaselineJson>,
    /// Whether the change made a promise worse: `fail` if it did; null without a baseline, or if it has nothing that
    /// could be compared.
    pub regressed: Option<VerdictJson>,
    /// What the result depends on beside the files that are checked; `--baseline` wants the same.
    pub ground: GroundJson,
    /// One per architecture and outage.
    pub pairs: Vec<PairJson>,
}

/// Whether it holds in enough runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum VerdictJson {
    /// It does.
    Pass,
    /// It does not.
    Fail,
    /// All seeds were used and it cannot be told.
    Undecided,
}

/// Digests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GroundJson {
    /// Of the program's simulation.
    pub engine: String,
    /// Of everything built in, and of the outages.
    pub catalogue: String,
    /// Of what was asked: names, seeds, draws, luck, confidence, the suite's own promises.
    pub suite: String,
}

/// What a check was compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BaselineJson {
    /// A revision, or the name of a file.
    pub name: String,
    /// Architectures and outages that it has and this check has no longer.
    pub gone: Vec<String>,
    /// What else has to be said of it.
    pub notes: Vec<String>,
}

/// One promise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ObjectiveJson {
    /// Name of the architecture.
    pub architecture: String,
    /// Its journey.
    pub journey: String,
    /// The outage as it was named.
    pub outage: String,
    /// `rto`, `rpo` or `availability_slo`.
    pub objective: String,
    /// Seconds, or a share between 0 and 1.
    pub target: f64,
    /// Share of runs in which it has to hold.
    pub hold_in: f64,
    /// Whether it does.
    pub verdict: VerdictJson,
    /// Share of runs in which it holds, up to its verdict: the mean over the draws of the outage.
    pub estimate: f64,
    /// Lower end of the confidence sequence.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Runs until the verdict.
    pub runs: u64,
    /// In which it held.
    pub held: u64,
    /// In which it cannot be told; they count as not held.
    pub untold: u64,
    /// About how many runs a verdict would take if the share stays; null if there is one, or no number is enough.
    pub runs_needed: Option<u64>,
    /// The draw of the outage in which it holds least; null of a single draw.
    pub worst_draw: Option<WorstDrawJson>,
    /// The smallest seed that breaks it; null if none does.
    pub failing_seed: Option<u64>,
    /// The draw of the outage that this seed meets.
    pub failing_draw: Option<u32>,
    /// A line to paste that shows it.
    pub replay: Option<String>,
    /// The architecture's file as it was named.
    pub file: String,
    /// Where the promise stands in it, from 1; null if it is built in or the suite's.
    pub line: Option<usize>,
    /// Column, from 1.
    pub column: Option<usize>,
    /// Beside the baseline; null without one, or if it has no such promise.
    pub before: Option<BeforeJson>,
    /// Whether it held, run by run from the first seed on: numbers of runs in turn in which it did and did not.
    pub held_in_turn: String,
}

/// A draw of the outage.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorstDrawJson {
    /// Its number.
    pub draw: u32,
    /// Share of its runs in which the promise holds.
    pub share: f64,
}

/// The same promise before the change, with the same seeds. If it was stricter then, both are judged by what was promised
/// then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BeforeJson {
    /// What was promised: seconds, or a share.
    pub target: f64,
    /// The verdict then.
    pub verdict: VerdictJson,
    /// Seeds that both have.
    pub runs: u64,
    /// Share of these in which it held.
    pub share: f64,
    /// Share of these in which it holds now.
    pub share_now: f64,
    /// Runs that held before and do not now.
    pub worse: u64,
    /// Runs that do now and did not before.
    pub better: u64,
    /// `fail`: the change made it worse; `undecided`: it cannot be told.
    pub regressed: VerdictJson,
    /// Whether it was stricter then.
    #[serde(default)]
    pub loosened: bool,
    /// Of a loosened one a line to paste that shows a run that breaks the promise of then; null if none does.
    pub replay: Option<String>,
}

/// An architecture under an outage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PairJson {
    /// Name of the architecture.
    pub architecture: String,
    /// Its file as it was named.
    pub file: String,
    /// The outage as it was named.
    pub outage: String,
    /// What that was.
    pub title: String,
    /// Region the outage was put on.
    pub place: String,
    /// Whether the architecture has nothing there.
    pub absent: bool,
    /// Zones that were struck in turn.
    pub zones: Vec<Option<String>>,
    /// How many times the outage was drawn.
    pub clouds: u32,
    /// What draws vary: `luck`, `luck and assumed numbers`, or `nothing` of an observed outage.
    pub values: String,
    /// Warnings of runs.
    pub warnings: Vec<String>,
    /// What the outage does not cover.
    pub not_covered: Vec<String>,
    /// What the model leaves out.
    pub leaves_out: Vec<String>,
    /// Promises that the baseline has and the files no longer make.
    pub gone: Vec<GoneJson>,
}

/// A promise that is no longer made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GoneJson {
    /// Its journey.
    pub journey: String,
    /// `rto`, `rpo` or `availability_slo`.
    pub objective: String,
    /// Seconds, or a share.
    pub target: f64,
    /// What is there now beside what was there then, both judged by it; null if there is no such journey any more.
    pub before: Option<BeforeJson>,
    /// A line to paste that shows a run that breaks it now; null if none does.
    pub replay: Option<String>,
}

/// The check as JSON.
#[must_use]
pub fn promises(check: &Check, version: &str) -> String {
    let of =
        |p: &Pair| -> Vec<ObjectiveJson> { p.objectives.iter().map(|o| objective(p, o)).collect() };
    super::text(&PromisesJson {
        schema: "zonefall/check/1".to_owned(),
        version: version.to_owned(),
        suite: check.suite.clone(),
        verdict: check.verdict.into(),
        objectives: check.pairs.iter().flat_map(of).collect(),
        confidence: check.confidence,
        seed_from: check.seeds.0,
        seed_until: check.seeds.1,
        luck: match check.luck {
            Luck::Touched => "touched",
            Luck::Drawn => "drawn",
        }
        .to_owned(),
        fail_on: match check.fail_on {
            FailOn::Objective => "objective",
            FailOn::Regression => "regression",
        }
        .to_owned(),
        baseline: check.baseline.as_ref().map(|b| BaselineJson {
            name: b.name.clone(),
            gone: b.gone.clone(),
            notes: b.notes.clone(),
        }),
        regressed: check.regressed().map(VerdictJson::from),
        ground: GroundJson {
            engine: check.ground.engine.clone(),
            catalogue: check.ground.catalogue.clone(),
            suite: check.ground.suite.clone(),
        },
        pairs: check.pairs.iter().map(pair).collect(),
    })
}

impl From<Verdict> for VerdictJson {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Pass => Self::Pass,
            Verdict::Fail => Self::Fail,
            Verdict::Undecided => Self::Undecided,
        }
    }
}

fn objective(pair: &Pair, o: &Objective) -> ObjectiveJson {
    let failing = o.failing.as_ref();
    ObjectiveJson {
        architecture: pair.frame.architecture.clone(),
        journey: o.journey.clone(),
        outage: pair.frame.outage.clone(),
        objective: o.promise.name.clone(),
        target: target(o.promise.target),
        hold_in: o.hold_in,
        verdict: o.verdict.into(),
        estimate: o.held as f64 / o.runs.max(1) as f64,
        low: o.interval.low,
        high: o.interval.high,
        runs: o.runs,
        held: o.held,
        untold: o.untold,
        runs_needed: o.runs_needed,
        worst_draw: o
            .worst_cloud
            .map(|(draw, share)| WorstDrawJson { draw, share }),
        failing_seed: failing.map(|f| f.seed),
        failing_draw: failing.map(|f| f.cloud),
        replay: failing.map(|f| f.replay.clone()),
        file: pair.file.clone(),
        line: o.place.map(|p| p.0),
        column: o.place.map(|p| p.1),
        before: o.before.as_ref().map(before),
        held_in_turn: in_turn(&o.held_by_run),
    }
}

fn before(b: &Before) -> BeforeJson {
    BeforeJson {
        target: target(b.target),
        verdict: b.verdict.into(),
        runs: b.runs,
        share: b.share,
        share_now: b.share_now,
        worse: b.worse,
        better: b.better,
        regressed: b.regressed.into(),
        loosened: b.loosened,
        replay: b.failing.as_ref().map(|f| f.replay.clone()),
    }
}

fn pair(p: &Pair) -> PairJson {
    let texts = |list: &search::many::Noted| list.keys().cloned().collect();
    let values = match p.frame.values {
        Values::Fixed => "luck",
        Values::Drawn => "luck and assumed numbers",
        Values::Observed => "nothing",
    };
    let gone = p.gone.iter().map(|g| {
        let judged = g.judged.as_ref();
        let failing = judged.and_then(|o| o.failing.as_ref());
        GoneJson {
            journey: g.journey.clone(),
            objective: g.promise.name.clone(),
            target: target(g.promise.target),
            before: judged.and_then(|o| o.before.as_ref()).map(before),
            replay: failing.map(|f| f.replay.clone()),
        }
    });
    PairJson {
        architecture: p.frame.architecture.clone(),
        file: p.file.clone(),
        outage: p.frame.outage.clone(),
        title: p.frame.title.clone(),
        place: p.frame.place.clone(),
        absent: p.frame.absent,
        zones: p.frame.zones.clone(),
        clouds: p.frame.clouds,
        values: values.to_owned(),
        warnings: texts(&p.notes.warnings),
        not_covered: texts(&p.notes.not_covered),
        leaves_out: texts(&p.notes.leaves_out),
        gone: gone.collect(),
    }
}

fn target(target: Target) -> f64 {
    match target {
        Target::Time(d) => d.secs_f64(),
        Target::Share(ppb) => f64::from(ppb) / 1e9,
    }
}

/// `80,1,19`: held in 80 runs, not in 1, held in 19.
fn in_turn(held: &[bool]) -> String {
    let mut counts: Vec<u64> = vec![0];
    let mut now = true;
    for &h in held {
        if h != now {
            counts.push(0);
            now = h;
        }
        if let Some(last) = counts.last_mut() {
            *last += 1;
        }
    }
    let words: Vec<String> = counts.iter().map(u64::to_string).collect();
    words.join(",")
}
