//! How close the simulator comes to answers known by mathematics.

use schemars::JsonSchema;
use search::closed_form::run::{Row, Table};
use search::closed_form::{Class, Rule};
use serde::Serialize;

/// `zonefall validate --closed-form --format json`.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ClosedFormJson {
    /// `zonefall/closed-form/1`.
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// Each metric is measured once with each of these, unless nothing in its case is random.
    pub seeds: Vec<u64>,
    /// By how much the numbers of runs were divided; 1 unless a quick look was asked for.
    pub thinned: u32,
    /// One per metric, in order of cases.
    pub cases: Vec<MetricJson>,
    /// Cases that yielded no metrics.
    pub errors: Vec<ErrorJson>,
    /// Counts.
    pub summary: SummaryJson,
}

/// One metric of one case. Units are those of the case.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MetricJson {
    /// Id of the case.
    pub id: String,
    /// Name of the metric.
    pub metric: String,
    /// By the formula, from the inputs of the case.
    pub exact: Option<f64>,
    /// By the simulator, with the seed that lies farthest off; null: nothing was measured.
    pub simulated: Option<f64>,
    /// Standard error of it as measured; 0 where nothing is random.
    pub std_error: Option<f64>,
    /// How far apart exact and simulated may be; 0 where the exact value is a bound.
    pub tolerance: Option<f64>,
    /// Whether they are that close with every seed; of a bound, whether it is kept.
    pub passed: bool,
    /// Whether a quick look is too coarse to judge by: the tolerance is over a quarter of the exact value.
    pub coarse: bool,
    /// What stands behind the simulated value.
    pub class: ClassJson,
    /// Why the tolerance is what it is.
    pub rule: RuleJson,
    /// What is special, or why it fails; empty: nothing.
    pub remark: String,
    /// Every seed.
    pub seeds: Vec<SeedJson>,
}

/// Why a tolerance is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleJson {
    /// Nothing is random: rounding, and the clock's resolution.
    Exact,
    /// Four standard errors, from the deviation of one sample by the formula and the number of samples simulated.
    Known,
    /// What four standard errors of so many single samples would be, though none are simulated one by one.
    Allowed,
    /// A part of the exact value.
    Relative,
    /// Four standard errors as measured.
    Measured,
    /// The exact value is a bound: not below it.
    AtLeast,
    /// The exact value is a bound: not above it.
    AtMost,
}

/// What stands behind a simulated value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClassJson {
    /// Lives through the engine, or runs of the kernel's models.
    Engine,
    /// A function of the product, called on its own.
    Function,
    /// Formulas of the table against each other, or another row in other units.
    Identity,
}

/// A metric with one seed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SeedJson {
    /// The seed.
    pub seed: u64,
    /// By the simulator; null: nothing was measured.
    pub simulated: Option<f64>,
    /// As measured.
    pub std_error: Option<f64>,
}

/// A case that yielded no metrics.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ErrorJson {
    /// Id of the case.
    pub id: String,
    /// What stood in the way.
    pub reason: String,
}

/// Counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SummaryJson {
    /// Cases.
    pub cases: usize,
    /// Metrics.
    pub metrics: usize,
    /// Metrics that agree.
    pub passed: usize,
    /// Metrics that do not.
    pub failed: usize,
    /// Metrics that a quick look is too coarse for.
    pub coarse: usize,
    /// Metrics of class `engine`.
    pub engine: usize,
    /// Metrics of class `function`.
    pub function: usize,
    /// Metrics of class `identity`.
    pub identity: usize,
}

/// The table as JSON.
#[must_use]
pub fn closed_form(table: &Table, version: &str) -> String {
    let error = |b: &search::closed_form::run::Broken| ErrorJson {
        id: b.id.clone(),
        reason: b.reason.clone(),
    };
    super::text(&ClosedFormJson {
        schema: "zonefall/closed-form/1".to_owned(),
        version: version.to_owned(),
        seeds: table.seeds.clone(),
        thinned: table.thinned,
        cases: table.rows.iter().map(metric).collect(),
        errors: table.broken.iter().map(error).collect(),
        summary: SummaryJson {
            cases: table.cases.len(),
            metrics: table.rows.len(),
            passed: table.passed(),
            failed: table.rows.len() - table.passed(),
            coarse: table.coarse(),
            engine: table.of(Class::Engine),
            function: table.of(Class::Function),
            identity: table.of(Class::Identity),
        },
    })
}

/// JSON has no way to write what is no number.
fn number(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}

fn metric(row: &Row) -> MetricJson {
    let seed = |s: &search::closed_form::run::OfSeed| SeedJson {
        seed: s.seed,
        simulated: number(s.simulated),
        std_error: number(s.std_error),
    };
    MetricJson {
        id: row.id.clone(),
        metric: row.metric.clone(),
        exact: number(row.exact),
        simulated: number(row.simulated),
        std_error: number(row.std_error),
        tolerance: number(row.tolerance),
        passed: row.passed,
        coarse: row.coarse,
        class: match row.class {
            Class::Engine => ClassJson::Engine,
            Class::Function => ClassJson::Function,
            Class::Identity => ClassJson::Identity,
        },
        rule: match row.rule {
            Rule::Exact(_) => RuleJson::Exact,
            Rule::Known { .. } => RuleJson::Known,
            Rule::Allowed { .. } => RuleJson::Allowed,
            Rule::Relative(_) => RuleJson::Relative,
            Rule::Measured => RuleJson::Measured,
            Rule::AtLeast => RuleJson::AtLeast,
            Rule::AtMost => RuleJson::AtMost,
        },
        remark: row.remark.clone(),
        seeds: row.seeds.iter().map(seed).collect(),
    }
}
