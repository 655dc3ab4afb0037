//! What many runs of one architecture under one outage say.

use super::forecast::{
    ChanceJson, ExpectedJson, HistogramJson, SourceJson, chance, expected, histogram, source,
};
use schemars::JsonSchema;
use search::many::{Noted, Values};
use search::spread::Expected;
use search::statistics::{Quantile, TooFew};
use search::sweep::{
    Humps, JourneyView, Lengths, NotRestored, PromiseView, StoreView, Sweep, View,
};
use serde::Serialize;
use tenant::score::Target;

/// `zonefall sweep --format json`. All intervals are of 95 %, and know that runs on one draw of the outage share its luck.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SweepJson {
    /// `zonefall/sweep/1`.
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// The architecture's name.
    pub architecture: String,
    /// Id of the outage.
    pub outage: String,
    /// What that was, one line.
    pub title: String,
    /// The region that it was put on.
    pub place: String,
    /// Whether the architecture has nothing there: the outage passes it by.
    pub absent: bool,
    /// The zones that were struck in turn; null where it strikes none.
    pub zones: Vec<Option<String>>,
    /// Runs, one per seed.
    pub runs: u64,
    /// The first seed.
    pub first_seed: u64,
    /// The one after the last.
    pub end_seed: u64,
    /// Draws of the outage; seed s lives through draw s modulo this.
    pub clouds: u32,
    /// What they vary: `drawn` (luck, and assumed numbers within their ranges), `fixed` (luck alone) or `observed`
    /// (nothing: it was observed once).
    pub assumed: String,
    /// Given that something of the architecture is hit.
    pub touched: ViewJson,
    /// As the dice fall.
    pub drawn: ViewJson,
    /// Warnings of runs.
    pub warnings: Vec<NotedJson>,
    /// In use, but not on the outage's record.
    pub not_covered: Vec<NotedJson>,
    /// What the model leaves out.
    pub leaves_out: Vec<NotedJson>,
    /// Numbers that carry the outage and are not published.
    pub assumptions: Vec<SourceJson>,
}

/// All runs with one kind of luck.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ViewJson {
    /// Runs in which something was hit in the zone that hurts most.
    pub hit: ChanceJson,
    /// Mean chance of that; null where the record does not say who was hit.
    pub p_touched: Option<f64>,
    /// Runs in which nothing could be hit at all.
    pub untouchable: u64,
    /// One per journey.
    pub journeys: Vec<JourneySweepJson>,
    /// One per store.
    pub stores: Vec<StoreSweepJson>,
}

/// A journey, in the zone that hurts it most.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct JourneySweepJson {
    /// Its name.
    pub name: String,
    /// Time it was down, in seconds.
    pub downtime_s: LengthsJson,
    /// Mean over zones of that time, in seconds; null where a run was not restored.
    pub mean_zone_downtime_s: Option<ExpectedJson>,
    /// Runs in which it was never down.
    pub never_down: ChanceJson,
    /// Share of requests that failed.
    pub failed_share: ExpectedJson,
    /// What is promised, and in how many runs it held.
    pub p_objective_met: ObjectivesJson,
}

/// Promises by name; null: not promised.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct ObjectivesJson {
    /// Longest interruption.
    pub rto: Option<PromiseJson>,
    /// Oldest write that may be lost.
    pub rpo: Option<PromiseJson>,
    /// Share of time or requests.
    pub availability_slo: Option<PromiseJson>,
}

/// A promise.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PromiseJson {
    /// Seconds, or a share between 0 and 1.
    pub target: f64,
    /// Runs in which it held, of those that tell.
    pub met: ChanceJson,
    /// Runs that do not tell.
    pub untold: u64,
    /// The smallest seed that breaks it.
    pub first_broken_seed: Option<u64>,
}

/// A store, in the zone that hurts it most.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StoreSweepJson {
    /// Its name.
    pub name: String,
    /// Runs in which acknowledged writes were missing.
    pub lossy: ChanceJson,
    /// Runs in which nothing could bring the data back.
    pub unrecoverable: ChanceJson,
    /// Writes missing.
    pub writes_lost: ExpectedJson,
    /// Age of the oldest missing write, in seconds; `not_restored` here means that all is gone for good.
    pub rpo_s: LengthsJson,
}

/// A length of time over runs.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LengthsJson {
    /// Median.
    pub p50: SweepQuantileJson,
    /// 90th percentile.
    pub p90: SweepQuantileJson,
    /// 99th percentile.
    pub p99: SweepQuantileJson,
    /// Mean; null where a run has no end.
    pub mean: Option<ExpectedJson>,
    /// Runs without an end.
    pub not_restored: ChanceJson,
    /// The longest that ended.
    pub longest: f64,
    /// The seed of the harshest run.
    pub worst_seed: Option<u64>,
    /// How runs that ended spread.
    pub histogram: HistogramJson,
    /// Twenty runs that stand for all, each for a twentieth; null: not restored. Empty under 20 runs.
    pub dots: Vec<Option<f64>>,
    /// Two kinds of runs rather than one, so that the mean describes neither.
    pub humps: Option<HumpsJson>,
}

/// A quantile by order statistics.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct SweepQuantileJson {
    /// Its value; null where it is not restored or where there are too few runs.
    pub value: Option<f64>,
    /// Lower end of its interval; null likewise.
    pub low: Option<f64>,
    /// Upper end; null likewise.
    pub high: Option<f64>,
    /// Whether that quantile has no end.
    pub not_restored: bool,
    /// Whether the upper end of its interval has none.
    pub high_not_restored: bool,
    /// Runs that it takes; null where there are enough.
    pub runs_needed: Option<u64>,
    /// A seed whose run is that quantile.
    pub seed: Option<u64>,
}

/// Two kinds of runs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct HumpsJson {
    /// Seconds between them.
    pub border: f64,
    /// Runs below.
    pub low: ChanceJson,
    /// Their median.
    pub low_median: f64,
    /// Runs from there on.
    pub high: ChanceJson,
    /// Their median; null: most are not restored.
    pub high_median: Option<f64>,
}

/// Something said by runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NotedJson {
    /// What.
    pub text: String,
    /// How often: once per run, luck and zone tried.
    pub times: u64,
}

/// The sweep as JSON.
#[must_use]
pub fn sweep(s: &Sweep, version: &str) -> String {
    let f = &s.frame;
    super::text(&SweepJson {
        schema: "zonefall/sweep/1".to_owned(),
        version: version.to_owned(),
        architecture: f.architecture.clone(),
        outage: f.outage.clone(),
        title: f.title.clone(),
        place: f.place.clone(),
        absent: f.absent,
        zones: f.zones.clone(),
        runs: s.touched.hit.share.of,
        first_seed: s.seeds.0,
        end_seed: s.seeds.1,
        clouds: f.clouds,
        assumed: match f.values {
            Values::Drawn => "drawn",
            Values::Fixed => "fixed",
            Values::Observed => "observed",
        }
        .to_owned(),
        touched: view(&s.touched),
        drawn: view(&s.drawn),
        warnings: noted(&s.notes.warnings),
        not_covered: noted(&s.notes.not_covered),
        leaves_out: noted(&s.notes.leaves_out),
        assumptions: f.assumptions.iter().map(source).collect(),
    })
}

fn noted(list: &Noted) -> Vec<NotedJson> {
    list.iter()
        .map(|(text, &times)| NotedJson {
            text: text.clone(),
            times,
        })
        .collect()
}

fn view(v: &View) -> ViewJson {
    ViewJson {
        hit: chance(&v.hit),
        p_touched: v.p_touched,
        untouchable: v.untouchable,
        journeys: v.journeys.iter().map(journey).collect(),
        stores: v.stores.iter().map(store).collect(),
    }
}

fn mean(e: &Result<Expected, NotRestored>) -> Option<ExpectedJson> {
    e.as_ref().ok().map(expected)
}

fn journey(j: &JourneyView) -> JourneySweepJson {
    let promised = |name: &str| {
        let found = j.objectives.iter().find(|p| p.promise.name == name);
        found.map(promise)
    };
    JourneySweepJson {
        name: j.name.clone(),
        downtime_s: lengths(&j.down),
        mean_zone_downtime_s: mean(&j.mean_zone_s),
        never_down: chance(&j.never_down),
        failed_share: expected(&j.failed_share),
        p_objective_met: ObjectivesJson {
            rto: promised("rto"),
            rpo: promised("rpo"),
            availability_slo: promised("availability_slo"),
        },
    }
}

fn promise(p: &PromiseView) -> PromiseJson {
    PromiseJson {
        target: match p.promise.target {
            Target::Time(d) => super::seconds(d.0),
            Target::Share(ppb) => f64::from(ppb) / 1e9,
        },
        met: chance(&p.met),
        untold: p.untold,
        first_broken_seed: p.first_broken,
    }
}

fn store(s: &StoreView) -> StoreSweepJson {
    StoreSweepJson {
        name: s.name.clone(),
        lossy: chance(&s.lossy),
        unrecoverable: chance(&s.unrecoverable),
        writes_lost: expected(&s.lost),
        rpo_s: lengths(&s.rpo),
    }
}

fn lengths(l: &Lengths) -> LengthsJson {
    let at = |i: usize| quantile(&l.quantiles_s[i], l.quantile_seeds[i]);
    LengthsJson {
        p50: at(0),
        p90: at(1),
        p99: at(2),
        mean: mean(&l.mean_s),
        not_restored: chance(&l.not_restored),
        longest: super::seconds(l.longest.0),
        worst_seed: l.worst_seed,
        histogram: histogram(&l.histogram),
        dots: l.dots_s.clone(),
        humps: l.humps.as_ref().map(humps),
    }
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn quantile(q: &Result<Quantile, TooFew>, seed: Option<u64>) -> SweepQuantileJson {
    let known = q.as_ref().ok();
    SweepQuantileJson {
        value: known.and_then(|q| finite(q.value)),
        low: known.and_then(|q| finite(q.interval.low)),
        high: known.and_then(|q| finite(q.interval.high)),
        not_restored: known.is_some_and(|q| !q.value.is_finite()),
        high_not_restored: known.is_some_and(|q| !q.interval.high.is_finite()),
        runs_needed: q.as_ref().err().map(|few| few.needed),
        seed,
    }
}

fn humps(h: &Humps) -> HumpsJson {
    HumpsJson {
        border: h.border_s,
        low: chance(&h.low.0),
        low_median: h.low.1,
        high: chance(&h.high.0),
        high_median: finite(h.high.1),
    }
}
