//! Two designs under the same weather.

use super::forecast::ExpectedJson;
use super::seconds;
use crate::compare::{Pair, sentence};
use schemars::JsonSchema;
use search::compare::{
    Chosen, Difference, Level, Matching, Paired, Parting, Said, Share2, Side, Split, State,
    Subject, What,
};
use search::many::{Frame, Values};
use search::statistics::{Interval, Quantile, TooFew};
use serde::Serialize;
use tenant::Luck;
use tenant::outcome::Health;
use tenant::score::{Episode, Target};

/// `zonefall compare A B --format json`. Differences are B - A; all intervals are of 95 %. Times are seconds.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CompareJson {
    /// `zonefall/compare/1`.
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// Id of the outage.
    pub outage: String,
    /// The design that was named first.
    pub a: DesignJson,
    /// The other.
    pub b: DesignJson,
    /// First seed and the one after the last.
    pub seeds: (u64, u64),
    /// Pairs of runs.
    pub runs: u64,
    /// Draws of the cloud.
    pub clouds: u32,
    /// What the draws vary: `drawn`, `fixed` or `observed`.
    pub assumed: String,
    /// `touched` or `drawn`.
    pub luck: String,
    /// Runs by whose parts were hit, each in the zone that hurts it most.
    pub hit: SplitJson,
    /// `names`, or `worst`: no name is in both, and the worst journey of each run is compared.
    pub matching: String,
    /// Journeys that both have.
    pub journeys: Vec<JourneyPairJson>,
    /// Stores that both have.
    pub stores: Vec<StorePairJson>,
    /// How the files differ, the heaviest first.
    pub differs: Vec<DiffersJson>,
    /// One run.
    pub shown: ShownJson,
    /// The answer in one sentence.
    pub sentence: String,
}

/// A feature in which two designs differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DiffersJson {
    /// What it is about, e.g. `database`.
    pub what: String,
    /// How it is in A, in words.
    pub a: String,
    /// How it is in B.
    pub b: String,
}

/// A design.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DesignJson {
    /// Its name.
    pub architecture: String,
    /// Region the outage was put on.
    pub place: String,
    /// Whether it has nothing there.
    pub absent: bool,
    /// Mean chance of a hit where it hurts most; null where the tape knows no shares.
    pub p_touched: Option<f64>,
    /// Journeys that only it has.
    pub journeys_alone: Vec<String>,
    /// Stores that only it has.
    pub stores_alone: Vec<String>,
}

/// Runs by which of the two something holds in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SplitJson {
    /// In both.
    pub both: u64,
    /// In A alone.
    pub only_a: u64,
    /// In B alone.
    pub only_b: u64,
    /// In none of them.
    pub neither: u64,
}

/// Something both have in every run, less of which is better.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PairedJson {
    /// Pairs of runs.
    pub runs: u64,
    /// Runs in which B has less.
    pub b_less: u64,
    /// Runs in which both have as much.
    pub same: u64,
    /// Runs in which B has more. What has no end is more than all that has one.
    pub b_more: u64,
    /// Runs without an end.
    pub endless: SplitJson,
    /// A by itself.
    pub a: LevelJson,
    /// B by itself.
    pub b: LevelJson,
    /// Mean of B - A; null where a run has no end.
    pub mean: Option<ExpectedJson>,
    /// Median of B - A.
    pub median: MiddleJson,
}

/// How much one of the two has by itself.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct LevelJson {
    /// Mean; null where a run has no end.
    pub mean: Option<f64>,
    /// Median; null: no end.
    pub median: Option<f64>,
}

/// A median of differences.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct MiddleJson {
    /// Its value; null where there are too few runs, or one of the two has no end there.
    pub value: Option<f64>,
    /// Lower end of its interval; null as for the value.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Runs that it takes; null where there are enough.
    pub runs_needed: Option<u64>,
}

/// A journey in both.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct JourneyPairJson {
    /// Its name; null: the worst of each run.
    pub name: Option<String>,
    /// Time down in the zone that hurts it most.
    pub downtime_s: PairedJson,
    /// The same over the runs in which the dice hit either; null where these are none or all.
    pub downtime_hit_s: Option<PairedJson>,
    /// Promises that both give.
    pub objectives: Vec<PromisePairJson>,
}

/// A promise that both give.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PromisePairJson {
    /// `rto`, `rpo` or `availability_slo`; `all` stands for every promise of every journey.
    pub name: String,
    /// What A promises: seconds, or a share between 0 and 1; null for `all`.
    pub target_a: Option<f64>,
    /// What B promises.
    pub target_b: Option<f64>,
    /// All runs.
    pub met: KeptJson,
    /// Runs in which the dice hit either; null where these are none or all.
    pub met_hit: Option<KeptJson>,
}

/// In how many runs a promise held.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct KeptJson {
    /// Runs by whose promise held.
    pub runs: SplitJson,
    /// Runs in which it cannot be told of one of them; they are left out.
    pub untold: u64,
    /// Share of runs in which it held in A.
    pub share_a: f64,
    /// Share in B.
    pub share_b: f64,
    /// B's share less A's.
    pub difference: f64,
    /// Lower end of its interval; null of no runs.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// A store in both.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StorePairJson {
    /// Its name; null: all stores together.
    pub name: Option<String>,
    /// Acknowledged writes missing.
    pub writes_lost: PairedJson,
    /// How far back the loss reaches; without end: nothing can bring the data back.
    pub rpo_s: PairedJson,
    /// Runs in which the fate of writes was not known at the end.
    pub unknown: SplitJson,
}

/// One run of both.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ShownJson {
    /// Its seed.
    pub seed: u64,
    /// `asked`, `middle` (of the runs that differ), or `first` (no run differs).
    pub chosen: String,
    /// A's run.
    pub a: RunJson,
    /// B's run.
    pub b: RunJson,
    /// Where they part; empty: they do not.
    pub partings: Vec<PartingJson>,
}

/// One run of one of the two.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "ComparedRunJson")]
pub struct RunJson {
    /// The struck zone; null if none was.
    pub zone: Option<String>,
    /// Fingerprint of the run.
    pub digest: String,
    /// Journeys and when they were down.
    pub journeys: Vec<CourseJson>,
}

/// When a journey was down.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CourseJson {
    /// Its name.
    pub name: String,
    /// All its time down.
    pub downtime_s: f64,
    /// From ... to; the second is null if it was not restored.
    pub episodes: Vec<(f64, Option<f64>)>,
}

/// Where two runs part.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PartingJson {
    /// Seconds after the start of the outage.
    pub at_s: f64,
    /// `component` or `journey`.
    pub kind: String,
    /// Its name in A.
    pub name_a: String,
    /// Its name in B; another one where the worst journeys are compared.
    pub name_b: String,
    /// A from then on.
    pub a: StateJson,
    /// B from then on.
    pub b: StateJson,
}

/// How it is with one of the two.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StateJson {
    /// Share served, of a journey.
    pub served: Option<f64>,
    /// Health, of a component: `up`, `degraded`, `hung`, `down` or `recovering`; null where there is no such part.
    pub health: Option<String>,
    /// The fact behind it, then the one behind that, back to an input.
    pub because: Vec<SaidJson>,
}

/// A fact.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SaidJson {
    /// When.
    pub at_s: f64,
    /// What became true.
    pub text: String,
    /// Whether it is a dated input.
    pub input: bool,
}

/// The comparison as JSON.
#[must_use]
pub fn compare(pair: &Pair<'_>, version: &str) -> String {
    let c = pair.comparison;
    let n = &c.numbers;
    super::text(&CompareJson {
        schema: "zonefall/compare/1".to_owned(),
        version: version.to_owned(),
        outage: c.a.outage.clone(),
        a: design(&c.a, n.p_touched[0], &n.only_a),
        b: design(&c.b, n.p_touched[1], &n.only_b),
        seeds: c.seeds,
        runs: n.runs,
        clouds: c.a.clouds,
        assumed: match c.a.values {
            Values::Drawn => "drawn",
            Values::Fixed => "fixed",
            Values::Observed => "observed",
        }
        .to_owned(),
        luck: match c.luck {
            Luck::Touched => "touched",
            Luck::Drawn => "drawn",
        }
        .to_owned(),
        hit: split(n.hit),
        matching: match n.matching {
            Matching::Names => "names",
            Matching::Worst => "worst",
        }
        .to_owned(),
        journeys: n.journeys.iter().map(journey).collect(),
        stores: n.stores.iter().map(store).collect(),
        differs: c
            .differs
            .iter()
            .map(|d| DiffersJson {
                what: d.what.to_owned(),
                a: d.sides[0].clone(),
                b: d.sides[1].clone(),
            })
            .collect(),
        shown: shown(&c.shown),
        sentence: sentence(c),
    })
}

fn design(frame: &Frame, p_touched: Option<f64>, alone: &Side) -> DesignJson {
    DesignJson {
        architecture: frame.architecture.clone(),
        place: frame.place.clone(),
        absent: frame.absent,
        p_touched,
        journeys_alone: alone.journeys.clone(),
        stores_alone: alone.stores.clone(),
    }
}

const fn split(s: Split) -> SplitJson {
    SplitJson {
        both: s.both,
        only_a: s.only_a,
        only_b: s.only_b,
        neither: s.neither,
    }
}

fn paired(p: &Paired) -> PairedJson {
    PairedJson {
        runs: p.runs(),
        b_less: p.better,
        same: p.equal,
        b_more: p.worse,
        endless: split(p.endless),
        a: level(p.a),
        b: level(p.b),
        mean: p.mean.ok().map(difference),
        median: middle(p.median),
    }
}

fn level(l: Level) -> LevelJson {
    LevelJson {
        mean: l.mean,
        median: finite(l.median),
    }
}

fn difference(d: Difference) -> ExpectedJson {
    let (low, high) = interval_of(d.interval.ok());
    ExpectedJson {
        mean: d.mean,
        std_error: d.std_error,
        low,
        high,
    }
}

fn middle(median: Result<Quantile, TooFew>) -> MiddleJson {
    let q = median.ok();
    MiddleJson {
        value: q.and_then(|q| finite(q.value)),
        low: q.and_then(|q| finite(q.interval.low)),
        high: q.and_then(|q| finite(q.interval.high)),
        runs_needed: median.err().map(|few| few.needed),
    }
}

fn interval_of(i: Option<Interval>) -> (Option<f64>, Option<f64>) {
    (i.map(|i| i.low), i.map(|i| i.high))
}

fn finite(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}

fn journey(j: &search::compare::JourneyPair) -> JourneyPairJson {
    let promise = |p: &search::compare::PromisePair| PromisePairJson {
        name: p.name.clone(),
        target_a: p.targets.map(|t| target(t[0])),
        target_b: p.targets.map(|t| target(t[1])),
        met: kept(&p.met),
        met_hit: p.met_hit.as_ref().map(kept),
    };
    JourneyPairJson {
        name: j.name.clone(),
        downtime_s: paired(&j.down),
        downtime_hit_s: j.down_hit.as_ref().map(paired),
        objectives: j.promises.iter().map(promise).collect(),
    }
}

fn target(target: Target) -> f64 {
    match target {
        Target::Time(d) => seconds(d.0),
        Target::Share(ppb) => f64::from(ppb) / 1e9,
    }
}

fn kept(s: &Share2) -> KeptJson {
    let [share_a, share_b] = s.shares();
    let (low, high) = interval_of(s.interval);
    KeptJson {
        runs: split(s.met),
        untold: s.untold,
        share_a,
        share_b,
        difference: s.difference,
        low,
        high,
    }
}

fn store(s: &search::compare::StorePair) -> StorePairJson {
    StorePairJson {
        name: s.name.clone(),
        writes_lost: paired(&s.lost),
        rpo_s: paired(&s.rpo),
        unknown: split(s.unknown),
    }
}

fn shown(s: &search::compare::Shown) -> ShownJson {
    let run = |t: &search::Try| RunJson {
        zone: t.zone.clone(),
        digest: t.outcome.digest.to_string(),
        journeys: t
            .score
            .journeys
            .iter()
            .map(|j| CourseJson {
                name: j.name.clone(),
                downtime_s: seconds(j.downtime.0),
                episodes: j.episodes.iter().map(episode).collect(),
            })
            .collect(),
    };
    ShownJson {
        seed: s.seed,
        chosen: match s.chosen {
            Chosen::Asked => "asked",
            Chosen::Middle(_) => "middle",
            Chosen::First => "first",
        }
        .to_owned(),
        a: run(&s.tries[0]),
        b: run(&s.tries[1]),
        partings: s.partings.iter().map(parting).collect(),
    }
}

fn episode(e: &Episode) -> (f64, Option<f64>) {
    (seconds(e.from.0), e.restored.then(|| seconds(e.until.0)))
}

fn parting(p: &Parting) -> PartingJson {
    let (kind, names) = match &p.subject {
        Subject::Component(name) => ("component", [name, name]),
        Subject::Journey(names) => ("journey", names.each_ref()),
    };
    PartingJson {
        at_s: seconds(p.at.0),
        kind: kind.to_owned(),
        name_a: names[0].clone(),
        name_b: names[1].clone(),
        a: state(&p.sides[0]),
        b: state(&p.sides[1]),
    }
}

fn state(s: &State) -> StateJson {
    let (served, health) = match s.what {
        What::Served(ppm) => (Some(super::share(u64::from(ppm))), None),
        What::Health(h) => (None, Some(word(h).to_owned())),
        What::Absent => (None, None),
    };
    StateJson {
        served,
        health,
        because: s.because.iter().map(said).collect(),
    }
}

const fn word(health: Health) -> &'static str {
    match health {
        Health::Up => "up",
        Health::Degraded => "degraded",
        Health::Hung => "hung",
        Health::Down => "down",
        Health::Recovering => "recovering",
    }
}

fn said(f: &Said) -> SaidJson {
    SaidJson {
        at_s: seconds(f.at.0),
        text: f.text.clone(),
        input: f.input,
    }
}
