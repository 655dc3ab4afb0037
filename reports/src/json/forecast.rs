//! What to expect of an architecture's ordinary life.

use schemars::JsonSchema;
use search::forecast::{
    CreditForecast, Forecast, JourneyForecast, ObjectiveForecast, PartForecast, RecordedForecast,
    StoreForecast,
};
use search::spread::{Chance, Expected, Histogram, LEVELS, Spread};
use serde::Serialize;
use tenant::score::Target;

/// `zonefall forecast --format json`. A life is as long as `years`; all intervals are of 95 %.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ForecastJson {
    /// `zonefall/forecast/1`.
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// The architecture's name.
    pub architecture: String,
    /// Length of a life.
    pub years: u32,
    /// Lives.
    pub runs: u32,
    /// The seed.
    pub seed: u64,
    /// One per journey.
    pub journeys: Vec<JourneyForecastJson>,
    /// One per store, and per volume that lost data.
    pub stores: Vec<StoreForecastJson>,
    /// One per contract that covers something in use.
    pub credits: Vec<CreditForecastJson>,
    /// Parts that fail, most failures first.
    pub parts: Vec<PartForecastJson>,
    /// Shocks that hit many parts at once.
    pub shocks: Vec<String>,
    /// Recorded outages that fell into these years; empty if none were asked for.
    pub recorded: Vec<RecordedJson>,
    /// What the provider's background was laid under; null if it was not wanted.
    pub background: Option<BackgroundJson>,
    /// Parts of which nobody says how they fail: they do not.
    pub without_law: Vec<String>,
    /// What the calculation of `availability_independent` leaves out.
    pub independent_leaves_out: Vec<String>,
    /// Warnings of runs.
    pub warnings: Vec<WarningJson>,
    /// Numbers of the providers that are assumed, besides the background's.
    pub assumptions: Vec<SourceJson>,
    /// What the model leaves out.
    pub leaves_out: Vec<String>,
}

/// A mean over lives.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct ExpectedJson {
    /// The mean.
    pub mean: f64,
    /// Its standard error.
    pub std_error: f64,
    /// Lower end of its interval; null where the runs cannot tell.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// A share of lives.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct ChanceJson {
    /// Lives in which it happened.
    pub hits: u64,
    /// Of so many.
    pub of: u64,
    /// Their share.
    pub share: f64,
    /// Lower end of Wilson's interval; null of no lives.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Where it never happened: the chance is under this, 95 % sure; else null.
    pub upper: Option<f64>,
}

/// A quantile over lives, by order statistics.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct QuantileJson {
    /// Which, between 0 and 1.
    pub p: f64,
    /// Its value; null where there are too few lives.
    pub value: Option<f64>,
    /// Lower end of its interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Lives that it takes; null where there are enough.
    pub runs_needed: Option<u64>,
}

/// How something spreads over lives.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SpreadJson {
    /// The mean.
    pub mean: ExpectedJson,
    /// Median, 90th and 99th percentile.
    pub quantiles: Vec<QuantileJson>,
    /// The largest seen.
    pub max: f64,
}

/// Lives by their downtime.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct HistogramJson {
    /// Lives without any.
    pub none: u64,
    /// Borders in seconds; the last bar has no end.
    pub borders_s: Vec<f64>,
    /// Lives per bar.
    pub counts: Vec<u64>,
}

/// A journey.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct JourneyForecastJson {
    /// Its name.
    pub name: String,
    /// Share of time not down.
    pub availability_time: ExpectedJson,
    /// Share of requests served.
    pub availability_requests: ExpectedJson,
    /// Share of time not down if parts failed independently, by hand; null where there is no such number:
    /// `independent_leaves_out` says why.
    pub availability_independent: Option<f64>,
    /// Downtime of a life in seconds.
    pub downtime_s: SpreadJson,
    /// Lives without any.
    pub never_down: ChanceJson,
    /// Lives that ended while it was down.
    pub down_at_end: ChanceJson,
    /// Times it went down in a life.
    pub episodes: ExpectedJson,
    /// The longest interruption of a life in seconds.
    pub longest_s: SpreadJson,
    /// Lives by downtime.
    pub histogram: HistogramJson,
    /// What is promised.
    pub objectives: Vec<ObjectiveForecastJson>,
    /// Parts beside its downtime.
    pub drivers: Vec<DriverJson>,
}

/// A promise.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ObjectiveForecastJson {
    /// `rto`, `rpo` or `availability_slo`.
    pub name: String,
    /// Seconds, or a share between 0 and 1.
    pub target: f64,
    /// Lives in which it was kept, of those that can tell.
    pub kept: ChanceJson,
}

/// A part beside a journey's downtime.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DriverJson {
    /// Its name.
    pub component: String,
    /// Share of the downtime during which it was down too; shares overlap.
    pub share: f64,
}

/// A store.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StoreForecastJson {
    /// Its name.
    pub name: String,
    /// Size of its data; null if the file does not say.
    pub bytes: Option<u64>,
    /// Lives in which data was lost.
    pub loss: ChanceJson,
    /// Acknowledged writes lost in a life.
    pub writes_lost: ExpectedJson,
    /// Acknowledged writes that a promotion left behind in a life.
    pub writes_diverged: ExpectedJson,
    /// Lives in which all of it was gone for good.
    pub unrecoverable: ChanceJson,
    /// Bytes gone for good in a life; null if the size is not known.
    pub bytes_lost: Option<ExpectedJson>,
}

/// A contract.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CreditForecastJson {
    /// The provider.
    pub provider: String,
    /// The service.
    pub service: String,
    /// Lives in which something is owed.
    pub any: ChanceJson,
    /// Owed in a life, dollars.
    pub owed_usd: ExpectedJson,
    /// The same times the chance that it is claimed.
    pub expected_usd: ExpectedJson,
}

/// A part that fails.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PartForecastJson {
    /// Its name.
    pub name: String,
    /// Mean time between failures of a unit in seconds; null if only shocks hit it.
    pub every_mean_s: Option<f64>,
    /// Failures of its units in a year.
    pub failures_per_year: ExpectedJson,
    /// Hours in a year that its units are out, added over units.
    pub out_h_per_year: f64,
}

/// A recorded outage that fell into the years.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RecordedJson {
    /// Its id.
    pub outage: String,
    /// Its title.
    pub title: String,
    /// Mean time from one to the next in a region, seconds.
    pub every_s: f64,
    /// Where that comes from.
    pub why: String,
    /// Times it came in a life.
    pub came: ExpectedJson,
    /// Times in all lives that it did not come because another was not over.
    pub crowded: u64,
    /// What it did to journeys.
    pub journeys: Vec<RecordedJourneyJson>,
}

/// What a recorded outage did to a journey.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RecordedJourneyJson {
    /// The journey.
    pub name: String,
    /// Seconds of a life that it was down for interruptions that began in the outage.
    pub downtime_s: ExpectedJson,
}

/// What the background was laid under.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct BackgroundJson {
    /// Parts that state nothing.
    pub parts: Vec<String>,
    /// Zones that can go out.
    pub zones: Vec<String>,
    /// Where the numbers come from.
    pub sources: Vec<SourceJson>,
}

/// A number and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SourceJson {
    /// Its name.
    pub name: String,
    /// Its value with unit.
    pub value: String,
    /// Its source, or why it is assumed and in which range.
    pub why: String,
}

/// A warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WarningJson {
    /// What it says.
    pub text: String,
    /// Lives that gave it.
    pub lives: u64,
}

/// The forecast as JSON.
#[must_use]
pub fn forecast(f: &Forecast, version: &str) -> String {
    super::text(&ForecastJson {
        schema: "zonefall/forecast/1".to_owned(),
        version: version.to_owned(),
        architecture: f.architecture.clone(),
        years: f.years,
        runs: f.runs,
        seed: f.seed,
        journeys: f.journeys.iter().map(journey).collect(),
        stores: f.stores.iter().map(store).collect(),
        credits: f.credits.iter().map(credit).collect(),
        parts: f.parts.iter().map(part).collect(),
        shocks: f.shocks.clone(),
        recorded: f.recorded.iter().map(recorded).collect(),
        background: f.laid.as_ref().map(|l| BackgroundJson {
            parts: l.parts.clone(),
            zones: l.zones.clone(),
            sources: l.sources.iter().map(source).collect(),
        }),
        without_law: f.without_law.clone(),
        independent_leaves_out: f.estimate_leaves_out.clone(),
        warnings: f
            .warnings
            .iter()
            .map(|(text, share)| WarningJson {
                text: text.clone(),
                lives: share.hits,
            })
            .collect(),
        assumptions: f.assumptions.iter().map(source).collect(),
        leaves_out: f.leaves_out.clone(),
    })
}

fn recorded(r: &RecordedForecast) -> RecordedJson {
    let journey = |(name, down): &(String, Expected)| RecordedJourneyJson {
        name: name.clone(),
        downtime_s: expected(down),
    };
    RecordedJson {
        outage: r.outage.clone(),
        title: r.title.clone(),
        every_s: r.every.secs_f64(),
        why: r.why.clone(),
        came: expected(&r.came),
        crowded: r.crowded,
        journeys: r.down_s.iter().map(journey).collect(),
    }
}

pub(super) fn expected(e: &Expected) -> ExpectedJson {
    ExpectedJson {
        mean: e.mean,
        std_error: e.std_error,
        low: e.interval.ok().map(|i| i.low),
        high: e.interval.ok().map(|i| i.high),
    }
}

pub(super) fn chance(c: &Chance) -> ChanceJson {
    ChanceJson {
        hits: c.share.hits,
        of: c.share.of,
        share: c.share.value(),
        low: c.interval.map(|i| i.low),
        high: c.interval.map(|i| i.high),
        upper: c.upper,
    }
}

fn spread(s: &Spread) -> SpreadJson {
    let quantiles = LEVELS.iter().zip(&s.quantiles).map(|(&p, q)| QuantileJson {
        p,
        value: q.ok().map(|q| q.value),
        low: q.ok().map(|q| q.interval.low),
        high: q.ok().map(|q| q.interval.high),
        runs_needed: q.err().map(|few| few.needed),
    });
    SpreadJson {
        mean: expected(&s.mean),
        quantiles: quantiles.collect(),
        max: s.max,
    }
}

pub(super) fn histogram(h: &Histogram) -> HistogramJson {
    HistogramJson {
        none: h.none,
        borders_s: h.borders_s.clone(),
        counts: h.counts.clone(),
    }
}

fn journey(j: &JourneyForecast) -> JourneyForecastJson {
    JourneyForecastJson {
        name: j.name.clone(),
        availability_time: expected(&j.availability_time),
        availability_requests: expected(&j.availability_requests),
        availability_independent: j.availability_independent,
        downtime_s: spread(&j.down_s),
        never_down: chance(&j.never_down),
        down_at_end: chance(&j.open),
        episodes: expected(&j.episodes),
        longest_s: spread(&j.longest_s),
        histogram: histogram(&j.histogram),
        objectives: j.objectives.iter().map(objective).collect(),
        drivers: j
            .drivers
            .iter()
            .map(|d| DriverJson {
                component: d.component.clone(),
                share: d.share,
            })
            .collect(),
    }
}

fn objective(o: &ObjectiveForecast) -> ObjectiveForecastJson {
    ObjectiveForecastJson {
        name: o.name.to_owned(),
        target: match o.target {
            Target::Time(d) => super::seconds(d.0),
            Target::Share(ppb) => f64::from(ppb) / 1e9,
        },
        kept: chance(&o.kept),
    }
}

fn store(s: &StoreForecast) -> StoreForecastJson {
    StoreForecastJson {
        name: s.name.clone(),
        bytes: s.bytes,
        loss: chance(&s.loss),
        writes_lost: expected(&s.writes_lost),
        writes_diverged: expected(&s.writes_diverged),
        unrecoverable: chance(&s.unrecoverable),
        bytes_lost: s.bytes_lost.as_ref().map(expected),
    }
}

fn credit(c: &CreditForecast) -> CreditForecastJson {
    CreditForecastJson {
        provider: c.provider.clone(),
        service: c.service.clone(),
        any: chance(&c.any),
        owed_usd: expected(&c.owed),
        expected_usd: expected(&c.expected),
    }
}

fn part(p: &PartForecast) -> PartForecastJson {
    PartForecastJson {
        name: p.name.clone(),
        every_mean_s: p.every.map(tape::Law::mean_s),
        failures_per_year: expected(&p.failures_per_year),
        out_h_per_year: p.out_h_per_year,
    }
}

pub(super) fn source(a: &tape::Assumption) -> SourceJson {
    SourceJson {
        name: a.name.clone(),
        value: a.value.clone(),
        why: a.why.clone(),
    }
}
