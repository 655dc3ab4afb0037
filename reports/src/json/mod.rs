//! Results for programs. Field names are a promise: they are only ever added to, and a change of meaning gets a new
//! number at the end of `schema`. `reports/schemas` holds the JSON Schema of each, made from the types here.

mod cache;
mod check;
mod closed_form;
mod compare;
mod debrief;
mod explain;
mod forecast;
mod list;
mod matrix;
mod promises;
mod run;
mod sweep;
mod tour;
mod validate;

pub use cache::{CacheJson, cache};
pub use check::{CheckJson, CheckedJson, FindingJson, check};
pub use closed_form::{ClosedFormJson, closed_form};
pub use compare::{CompareJson, compare};
pub use debrief::{DebriefJson, debrief};
pub use explain::{ExplainJson, explain};
pub use forecast::{ForecastJson, forecast};
pub use list::{Entry, ListJson, list};
pub use matrix::{MatrixJson, matrix};
pub use promises::{ObjectiveJson, PromisesJson, VerdictJson, promises};
pub use run::{RunJson, run};
pub use sweep::{SweepJson, sweep};
pub use tour::{TourJson, tour};
pub use validate::{ValidateJson, validate};

use crate::diff::DiffJson;
use serde::Serialize;

/// Each kind of result with the JSON Schema of its JSON, as committed in `reports/schemas`.
#[must_use]
pub fn schemas() -> Vec<(&'static str, String)> {
    vec![
        ("run", RunJson::schema()),
        ("tour", TourJson::schema()),
        ("explain", ExplainJson::schema()),
        ("validate", ValidateJson::schema()),
        ("forecast", ForecastJson::schema()),
        ("sweep", SweepJson::schema()),
        ("cache", CacheJson::schema()),
        ("closed-form", ClosedFormJson::schema()),
        ("list", ListJson::schema()),
        ("matrix", MatrixJson::schema()),
        ("check", PromisesJson::schema()),
        ("check-file", CheckJson::schema()),
        ("diff", DiffJson::schema()),
        ("compare", CompareJson::schema()),
        ("debrief", DebriefJson::schema()),
    ]
}

/// A kind of result that can describe itself.
macro_rules! described {
    ($($kind:ty),+) => {
        $(impl $kind {
            /// The JSON Schema of this result, as committed in `reports/schemas`.
            #[must_use]
            pub fn schema() -> String {
                text(&schemars::schema_for!($kind))
            }
        })+
    };
}
described!(
    RunJson,
    TourJson,
    ExplainJson,
    ValidateJson,
    ForecastJson,
    SweepJson,
    CacheJson,
    ClosedFormJson,
    ListJson,
    MatrixJson,
    CheckJson,
    PromisesJson,
    DiffJson,
    CompareJson,
    DebriefJson
);

/// A comparison as JSON.
#[must_use]
pub fn diff(diff: &DiffJson) -> String {
    text(diff)
}

/// Readable JSON with a newline at its end.
fn text(value: &impl Serialize) -> String {
    // Our own types have string keys and no failing serialisers.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_else(|e| unreachable!("{e}"));
    text.push('\n');
    text
}

/// Whether assumed numbers are drawn, as in `--assumed`.
fn assumed(values_drawn: bool) -> String {
    if values_drawn { "drawn" } else { "fixed" }.to_owned()
}

/// A length of time in seconds with microseconds, as JSON numbers.
pub(crate) fn seconds(us: u64) -> f64 {
    us as f64 / 1e6
}

/// Parts per million as a share between 0 and 1.
fn share(ppm: u64) -> f64 {
    ppm as f64 / 1e6
}

/// Micro-dollars as dollars.
fn dollars(micro: u64) -> f64 {
    micro as f64 / 1e6
}
