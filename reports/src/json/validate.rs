//! How close a simulated outage comes to what was published.

use schemars::JsonSchema;
use search::{CounterfactualRow, CustomerRow, Evidence, MilestoneRow, Mover, ScaleRow, Validation};
use serde::Serialize;

/// `zonefall validate --format json`. Values of milestones are shares, or seconds after the start of the outage.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ValidateJson {
    /// `zonefall/validate/1`.
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// First seed.
    pub seed: u64,
    /// One per published value.
    pub milestones: Vec<MilestoneJson>,
    /// Parameters fitted to milestones.
    pub calibrated_parameters: Vec<CalibratedJson>,
    /// One thing changed, run for real.
    pub counterfactuals: Vec<CounterfactualJson>,
    /// Published customers against architectures that stand for them.
    pub customers: Vec<CustomerJson>,
    /// The same cloud without the trigger.
    pub negative_controls: Vec<NegativeControlJson>,
    /// The same outage at other sizes.
    pub scale: Vec<ScaleJson>,
    /// Which assumed parameters move which milestones.
    pub sensitivity: Vec<SensitivityJson>,
}

/// How a value came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EvidenceJson {
    /// Written into the outage file.
    Input,
    /// A parameter was fitted to it.
    Calibrated,
    /// Follows a dated input by construction.
    Anchored,
    /// Comes out of the mechanisms.
    Predicted,
}

/// One milestone.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MilestoneJson {
    /// Id of the outage.
    pub outage: String,
    /// Its id.
    pub id: String,
    /// What it says.
    pub what: String,
    /// Id of the milestone after whose answer its values are counted, in seconds; null: after the start.
    pub after: Option<String>,
    /// Whether only an order or a sign is claimed, and no value.
    pub shape: bool,
    /// The published value.
    pub published: f64,
    /// Where a window is published, its end; null: a value is.
    pub published_until: Option<f64>,
    /// Median over seeds at the files' values, which decides `met`; null if never reached or nothing is claimed.
    pub simulated: Option<f64>,
    /// Median over seeds and all assumed ranges together; null if most draws never reach it.
    pub simulated_median: Option<f64>,
    /// 5th percentile.
    pub simulated_p05: Option<f64>,
    /// 95th percentile.
    pub simulated_p95: Option<f64>,
    /// Accepted from, to.
    pub tolerance: [f64; 2],
    /// Whether `simulated` lies in the tolerance.
    pub met: bool,
    /// How the value came about.
    pub evidence: EvidenceJson,
    /// Share of draws that lie in the tolerance.
    pub share_met: f64,
    /// What the tape of observations answers; null if there is none.
    pub observed: Option<f64>,
    /// Where the published value stands.
    pub source: String,
}

/// A parameter fitted to milestones.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CalibratedJson {
    /// Id of the outage.
    pub outage: String,
    /// Its name, as mechanism and parameter.
    pub name: String,
    /// Its value in the base unit of the parameter.
    pub value: f64,
    /// Ids of the milestones it was fitted to.
    pub milestones: Vec<String>,
}

/// One thing changed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CounterfactualJson {
    /// Id of the outage.
    pub outage: String,
    /// Its id.
    pub id: String,
    /// What was changed.
    pub change: String,
    /// What should come of it.
    pub expected: String,
    /// What came of it.
    pub observed: String,
    /// Share of draws in which the result flips.
    pub share_flipped: f64,
    /// Whether it flips at the file's own parameters.
    pub holds: bool,
}

/// A published customer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CustomerJson {
    /// Id of the outage.
    pub outage: String,
    /// Who it was, and the architecture that stands for it.
    pub archetype: String,
    /// Published downtime in seconds; null: it never came back.
    pub published: Option<f64>,
    /// Whether the published value is an "up to", compared with the 95th percentile, or typical, compared with the median.
    pub up_to: bool,
    /// Median downtime, seconds; null: not restored.
    pub simulated_median_s: Option<f64>,
    /// 95th percentile, seconds; null: not restored.
    pub simulated_p95_s: Option<f64>,
    /// Whether published and simulated are within a factor of two.
    pub within_2x: bool,
    /// Whether it stands in the published order among the others.
    pub order_ok: bool,
    /// Where the published value stands.
    pub source: String,
}

/// The same cloud without the trigger.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct NegativeControlJson {
    /// Id of the outage.
    pub outage: String,
    /// Whether nothing broke.
    pub holds: bool,
    /// What was seen.
    pub observed: String,
}

/// The same outage with other numbers of volumes.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ScaleJson {
    /// Id of the outage.
    pub outage: String,
    /// Id of the milestone.
    pub milestone: String,
    /// Whether its values agree.
    pub holds: bool,
    /// What was seen.
    pub observed: String,
}

/// An assumed parameter whose range moves a milestone out of its tolerance; counted with the calibrated ones.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SensitivityJson {
    /// Id of the outage.
    pub outage: String,
    /// The parameter.
    pub parameter: String,
    /// Id of the milestone.
    pub milestone: String,
    /// Median of the milestone where the parameter lies in the lowest third of its range; null: never.
    pub median_low: Option<f64>,
    /// Where it lies in the highest third.
    pub median_high: Option<f64>,
}

/// The table as JSON.
#[must_use]
pub fn validate(v: &Validation, version: &str) -> String {
    let outage = || v.outage.clone();
    let milestone = |m: &MilestoneRow| MilestoneJson {
        outage: outage(),
        id: m.id.clone(),
        what: m.what.clone(),
        after: m.after.clone(),
        shape: m.shape,
        published: m.published,
        published_until: m.published_until,
        simulated: m.simulated,
        simulated_median: m.median,
        simulated_p05: m.p05,
        simulated_p95: m.p95,
        tolerance: [m.low, m.high],
        met: m.met,
        evidence: m.evidence.into(),
        share_met: m.share_met,
        observed: m.observed,
        source: m.source.clone(),
    };
    let counterfactual = |c: &CounterfactualRow| CounterfactualJson {
        outage: outage(),
        id: c.id.clone(),
        change: c.change.clone(),
        expected: c.expected.clone(),
        observed: c.observed.clone(),
        share_flipped: c.share_flipped,
        holds: c.holds,
    };
    let customer = |c: &CustomerRow| CustomerJson {
        outage: outage(),
        archetype: format!("{} ({})", c.who, c.architecture),
        published: (!c.lost).then(|| c.published.secs_f64()),
        up_to: c.up_to,
        simulated_median_s: c.median_s,
        simulated_p95_s: c.p95_s,
        within_2x: c.within_2x,
        order_ok: c.order_ok,
        source: c.source.clone(),
    };
    super::text(&ValidateJson {
        schema: "zonefall/validate/1".to_owned(),
        version: version.to_owned(),
        seed: v.seed,
        milestones: v.milestones.iter().map(milestone).collect(),
        calibrated_parameters: calibrated(v),
        counterfactuals: v.counterfactuals.iter().map(counterfactual).collect(),
        customers: v.customers.iter().map(customer).collect(),
        negative_controls: vec![NegativeControlJson {
            outage: outage(),
            holds: v.control.holds,
            observed: crate::validate::control_seen(v),
        }],
        scale: scale(v),
        sensitivity: sensitivity(v),
    })
}

fn calibrated(v: &Validation) -> Vec<CalibratedJson> {
    let one = |c: &search::draws::Calibrated| CalibratedJson {
        outage: v.outage.clone(),
        name: c.name.clone(),
        value: c.value,
        milestones: c.milestones.clone(),
    };
    v.calibrated.iter().map(one).collect()
}

fn scale(v: &Validation) -> Vec<ScaleJson> {
    let one = |r: &ScaleRow| ScaleJson {
        outage: v.outage.clone(),
        milestone: r.milestone.clone(),
        holds: r.holds,
        observed: crate::validate::scale_seen(r),
    };
    v.scale.iter().map(one).collect()
}

fn sensitivity(v: &Validation) -> Vec<SensitivityJson> {
    let one = |m: &Mover| SensitivityJson {
        outage: v.outage.clone(),
        parameter: m.parameter.clone(),
        milestone: m.milestone.clone(),
        median_low: m.median_low,
        median_high: m.median_high,
    };
    v.movers.iter().map(one).collect()
}

impl From<Evidence> for EvidenceJson {
    fn from(evidence: Evidence) -> Self {
        match evidence {
            Evidence::Input => Self::Input,
            Evidence::Calibrated => Self::Calibrated,
            Evidence::Anchored => Self::Anchored,
            Evidence::Predicted => Self::Predicted,
        }
    }
}
