//! Architectures by outages, for programs.

use crate::matrix::{Shown, standing_word};
use schemars::JsonSchema;
use search::matrix::{Cell, Nearest};
use search::spread::Chance;
use search::sweep::{JourneyView, LEVELS, Lengths, PromiseView, StoreView, View};
use serde::Serialize;
use tenant::score::Target;

/// `zonefall matrix --format json`.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MatrixJson {
    /// `zonefall/matrix/1`.
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// First seed and the one after the last.
    pub seeds: [u64; 2],
    /// Rows, in the order asked for.
    pub architectures: Vec<String>,
    /// Columns.
    pub outages: Vec<MatrixOutageJson>,
    /// All cells, row by row.
    pub cells: Vec<MatrixCellJson>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MatrixOutageJson {
    /// Its id.
    pub id: String,
    /// What it was, one line.
    pub title: String,
}

/// One architecture under one outage.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MatrixCellJson {
    /// The architecture.
    pub architecture: String,
    /// The outage's id.
    pub outage: String,
    /// `passed_by`, `survived`, `hurt` or `failed`, given touched.
    pub standing: String,
    /// Region the outage was put on.
    pub place: String,
    /// Zones that were struck in turn; null where the outage strikes none.
    pub zones: Vec<Option<String>>,
    /// Draws of the cloud.
    pub clouds: u32,
    /// Given that something of it is hit.
    pub touched: MatrixViewJson,
    /// As the dice fall.
    pub drawn: MatrixViewJson,
    /// If it failed: the nearest built-in that survived; null also if none did.
    pub nearest: Option<MatrixNearestJson>,
    /// Line to paste that shows the run that says most about it.
    pub replay: Option<String>,
    /// Line to paste that sets it beside the nearest.
    pub compare: Option<String>,
}

/// All runs with one kind of luck, in the zone that hurts most.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MatrixViewJson {
    /// Runs in which something of it was hit.
    pub hit: MatrixShareJson,
    /// Mean chance of that; null where the tape knows no shares.
    pub p_touched: Option<f64>,
    /// One per journey.
    pub journeys: Vec<MatrixJourneyJson>,
    /// One per store.
    pub stores: Vec<MatrixStoreJson>,
}

/// Runs in which something happened.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct MatrixShareJson {
    /// In so many ...
    pub hits: u64,
    /// ... of so many.
    pub of: u64,
    /// Their share, between 0 and 1.
    pub share: f64,
    /// Lower end of its 95 % interval; null of no runs.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// A journey.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MatrixJourneyJson {
    /// Its name.
    pub name: String,
    /// How long it was down.
    pub downtime_s: MatrixLengthsJson,
    /// Runs in which it was never down.
    pub never_down: MatrixShareJson,
    /// What is promised of it.
    pub objectives: Vec<MatrixPromiseJson>,
}

/// A store.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MatrixStoreJson {
    /// Its name.
    pub name: String,
    /// Runs in which acknowledged writes were missing.
    pub lossy: MatrixShareJson,
    /// Runs in which nothing could bring the data back.
    pub unrecoverable: MatrixShareJson,
    /// How far back the loss reaches; not restored here means unrecoverable.
    pub rpo_s: MatrixLengthsJson,
}

/// A length of time over runs, in seconds.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MatrixLengthsJson {
    /// Median, 90th and 99th percentile.
    pub quantiles: Vec<MatrixQuantileJson>,
    /// Mean; null where some run had no end.
    pub mean: Option<f64>,
    /// The longest that ended.
    pub longest: f64,
    /// Runs that did not end.
    pub not_restored: MatrixShareJson,
}

/// A quantile.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct MatrixQuantileJson {
    /// Which, between 0 and 1.
    pub p: f64,
    /// Its value in seconds; null if it is not restored, or if there are too few runs.
    pub value: Option<f64>,
    /// Whether that quantile is not restored.
    pub not_restored: bool,
    /// Runs that it takes; null where there are enough.
    pub runs_needed: Option<u64>,
}

/// A promise.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MatrixPromiseJson {
    /// `rto`, `rpo` or `availability_slo`.
    pub name: String,
    /// Seconds, or a share between 0 and 1.
    pub target: f64,
    /// Runs in which it held, of those in which that can be told.
    pub met: MatrixShareJson,
    /// Runs in which it cannot be told.
    pub untold: u64,
    /// The smallest seed that breaks it.
    pub first_broken: Option<u64>,
}

/// A design that came through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MatrixNearestJson {
    /// Its name.
    pub architecture: String,
    /// What would have to change to be like it, most important first.
    pub differs: Vec<String>,
    /// What it has that protects less: no change to make.
    pub less: Vec<String>,
}

/// The matrix as JSON.
#[must_use]
pub fn matrix(shown: &Shown<'_>, version: &str) -> String {
    let m = shown.matrix;
    let mut cells = Vec::new();
    for (row, list) in m.cells.iter().enumerate() {
        for (column, one) in list.iter().enumerate() {
            let lines = &shown.lines[row][column];
            let mut cell = cell(one);
            (cell.architecture, cell.outage) =
                (m.architectures[row].clone(), m.outages[column].0.clone());
            (cell.replay, cell.compare) = (lines.replay.clone(), lines.compare.clone());
            cells.push(cell);
        }
    }
    super::text(&MatrixJson {
        schema: "zonefall/matrix/1".to_owned(),
        version: version.to_owned(),
        seeds: [m.seeds.0, m.seeds.1],
        architectures: m.architectures.clone(),
        outages: m
            .outages
            .iter()
            .map(|(id, title)| MatrixOutageJson {
                id: id.clone(),
                title: title.clone(),
            })
            .collect(),
        cells,
    })
}

fn cell(cell: &Cell) -> MatrixCellJson {
    let frame = &cell.sweep.frame;
    MatrixCellJson {
        architecture: String::new(),
        outage: String::new(),
        standing: standing_word(cell.standing).to_owned(),
        place: frame.place.clone(),
        zones: frame.zones.clone(),
        clouds: frame.clouds,
        touched: view(&cell.sweep.touched),
        drawn: view(&cell.sweep.drawn),
        nearest: cell.nearest.as_ref().map(nearest),
        replay: None,
        compare: None,
    }
}

fn nearest(n: &Nearest) -> MatrixNearestJson {
    MatrixNearestJson {
        architecture: n.architecture.clone(),
        differs: n.differs.clone(),
        less: n.less.clone(),
    }
}

fn view(v: &View) -> MatrixViewJson {
    MatrixViewJson {
        hit: share(&v.hit),
        p_touched: v.p_touched,
        journeys: v.journeys.iter().map(journey).collect(),
        stores: v.stores.iter().map(store).collect(),
    }
}

fn share(c: &Chance) -> MatrixShareJson {
    MatrixShareJson {
        hits: c.share.hits,
        of: c.share.of,
        share: c.share.value(),
        low: c.interval.map(|i| i.low),
        high: c.interval.map(|i| i.high),
    }
}

fn journey(j: &JourneyView) -> MatrixJourneyJson {
    MatrixJourneyJson {
        name: j.name.clone(),
        downtime_s: lengths(&j.down),
        never_down: share(&j.never_down),
        objectives: j.objectives.iter().map(promise).collect(),
    }
}

fn store(s: &StoreView) -> MatrixStoreJson {
    MatrixStoreJson {
        name: s.name.clone(),
        lossy: share(&s.lossy),
        unrecoverable: share(&s.unrecoverable),
        rpo_s: lengths(&s.rpo),
    }
}

fn lengths(l: &Lengths) -> MatrixLengthsJson {
    let quantiles = LEVELS.iter().zip(&l.quantiles_s).map(|(&p, q)| {
        let value = q.as_ref().ok().map(|q| q.value);
        MatrixQuantileJson {
            p,
            value: value.filter(|v| v.is_finite()),
            not_restored: value.is_some_and(f64::is_infinite),
            runs_needed: q.as_ref().err().map(|few| few.needed),
        }
    });
    MatrixLengthsJson {
        quantiles: quantiles.collect(),
        mean: l.mean_s.as_ref().ok().map(|e| e.mean),
        longest: l.longest.secs_f64(),
        not_restored: share(&l.not_restored),
    }
}

fn promise(p: &PromiseView) -> MatrixPromiseJson {
    MatrixPromiseJson {
        name: p.promise.name.clone(),
        target: match p.promise.target {
            Target::Time(d) => super::seconds(d.0),
            Target::Share(ppb) => f64::from(ppb) / 1e9,
        },
        met: share(&p.met),
        untold: p.untold,
        first_broken: p.first_broken,
    }
}
