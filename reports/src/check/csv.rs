//! CSV: one row per promise, plain numbers, for spreadsheets and data frames.

use super::finding::{Finding, findings};
use super::word;
use search::check::{Check, Verdict};
use search::many::Values;
use tenant::score::Target;

const COLUMNS: [&str; 29] = [
    "suite",
    "architecture",
    "file",
    "line",
    "outage",
    "place",
    "values",
    "journey",
    "objective",
    "target_s",
    "target_share",
    "hold_in",
    "verdict",
    "held",
    "runs",
    "untold",
    "share",
    "low",
    "high",
    "worst_cloud",
    "worst_cloud_share",
    "failing_seed",
    "failing_cloud",
    "before_share",
    "before_share_now",
    "before_worse",
    "before_better",
    "regressed",
    "replay",
];

/// The whole table. Fields that do not apply are empty; times are in seconds, shares between 0 and 1.
#[must_use]
pub fn csv(check: &Check) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(COLUMNS);
    for finding in findings(check) {
        let _ = writer.write_record(row(check, &finding));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn row(check: &Check, finding: &Finding<'_>) -> [String; COLUMNS.len()] {
    let (frame, o) = (&finding.pair.frame, finding.objective);
    let (seconds, promised) = match o.promise.target {
        Target::Time(d) => (d.secs_f64().to_string(), String::new()),
        Target::Share(ppb) => (String::new(), (f64::from(ppb) / 1e9).to_string()),
    };
    let failing = o.failing.as_ref();
    let before = o.before.as_ref();
    let lower = |v: Verdict| word(v).to_lowercase();
    [
        check.suite.clone(),
        frame.architecture.clone(),
        finding.pair.file.clone(),
        or_empty(o.place.map(|p| p.0)),
        frame.outage.clone(),
        frame.place.clone(),
        values(frame.values).to_owned(),
        o.journey.clone(),
        o.promise.name.clone(),
        seconds,
        promised,
        o.hold_in.to_string(),
        lower(o.verdict),
        o.held.to_string(),
        o.runs.to_string(),
        o.untold.to_string(),
        (o.held as f64 / o.runs.max(1) as f64).to_string(),
        o.interval.low.to_string(),
        o.interval.high.to_string(),
        or_empty(o.worst_cloud.map(|w| w.0)),
        or_empty(o.worst_cloud.map(|w| w.1)),
        or_empty(failing.map(|f| f.seed)),
        or_empty(failing.map(|f| f.cloud)),
        or_empty(before.map(|b| b.share)),
        or_empty(before.map(|b| b.share_now)),
        or_empty(before.map(|b| b.worse)),
        or_empty(before.map(|b| b.better)),
        or_empty(before.map(|b| lower(b.regressed))),
        or_empty(failing.map(|f| &f.replay)),
    ]
}

const fn values(values: Values) -> &'static str {
    match values {
        Values::Fixed => "fixed",
        Values::Drawn => "drawn",
        Values::Observed => "observed",
    }
}

fn or_empty(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |v| v.to_string())
}
