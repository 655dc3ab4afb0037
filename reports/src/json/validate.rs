//! How close a simulated outage comes to what was published.

use schemars::JsonSchema;
use search::{
    ApartRow, CounterfactualRow, CustomerRow, Effort, Evidence, MilestoneRow, Mover, ScaleRow,
    Summary, Tally, Validation, Verdict,
};
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
    /// How much was run of each simulated outage.
    pub effort: EffortJson,
    /// One line per outage.
    pub outages: Vec<SummaryJson>,
    /// All of them together; its `outage` is empty.
    pub total: SummaryJson,
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
    /// Which assumed parameters move which milestones; empty where that was not looked at.
    pub sensitivity: Vec<SensitivityJson>,
    /// How far simulated and observed tapes of one outage are apart, the worst first.
    pub tapes: Vec<ApartJson>,
}

/// How much was run.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct EffortJson {
    /// Seeds at the files' values.
    pub seeds: u32,
    /// How many times the files' numbers of members were simulated in these.
    pub size: f64,
    /// Draws for bands.
    pub draws: u32,
    /// Draws for each counterfactual.
    pub counterfactual_draws: u32,
    /// How many times the files' members in these.
    pub draws_size: f64,
    /// Draws for sensitivities; 0: not looked at.
    pub sensitivity_draws: u32,
    /// Runs of the negative control.
    pub control_runs: u32,
    /// Draws of the cloud that customers met.
    pub customer_draws: u32,
}

/// How many of how many.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct TallyJson {
    /// Those for which it is so.
    pub good: usize,
    /// All.
    pub of: usize,
}

/// One outage in one line, or all together.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SummaryJson {
    /// Id of the outage.
    pub outage: String,
    /// Whether it comes out of mechanisms; else only its customers are compared.
    pub simulated: bool,
    /// Milestones that are inputs.
    pub input: usize,
    /// Fitted milestones met.
    pub calibrated: TallyJson,
    /// Anchored milestones met.
    pub anchored: TallyJson,
    /// Predicted values met.
    pub predicted: TallyJson,
    /// Predicted orders and signs met.
    pub shapes: TallyJson,
    /// Predicted values inside the 5-95 % band of the draws.
    pub inside_band: TallyJson,
    /// Predicted values whose band is narrower than a factor of three; times are counted from the last dated input.
    pub narrow_band: TallyJson,
    /// Median error of predicted times over the stretch since the last dated input; null: none is predicted.
    pub free_stretch_error: Option<f64>,
    /// Counterfactuals that hold.
    pub counterfactuals: TallyJson,
    /// Negative controls that are quiet.
    pub negative_controls: TallyJson,
    /// Scale checks that hold; of none where there is nothing to scale.
    pub scale: TallyJson,
    /// Customers within a factor of two.
    pub customers_within_2x: TallyJson,
    /// Customers in the published order.
    pub customers_in_order: TallyJson,
    /// Published victims that came out down.
    pub victims: TallyJson,
    /// Published survivors that came out up.
    pub survivors: TallyJson,
}

/// How far two tapes of an outage are apart at a place.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ApartJson {
    /// Id of the outage.
    pub outage: String,
    /// Path of the place.
    pub place: String,
    /// A service (its share of errors) or a population (its share of unusable members).
    pub what: String,
    /// As simulated, averaged over the time that both tapes tell of.
    pub simulated: f64,
    /// As observed.
    pub observed: f64,
    /// The difference at each instant, averaged likewise.
    pub apart: f64,
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
    /// Of a predicted value, whether it lies in the 5-95 % band; null for everything else.
    pub inside_band: Option<bool>,
    /// Of a predicted value, how many times the lower end of the band the upper is; null where that means nothing.
    pub band_factor: Option<f64>,
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
    /// Whether who was down came out down, and who was not came out up.
    pub fate_ok: bool,
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

/// The same outage with other numbers of members.
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

/// The tables of one or of many outages as JSON.
#[must_use]
pub fn validate(verdicts: &[Verdict], seed: u64, effort: &Effort, version: &str) -> String {
    let summaries: Vec<Summary> = verdicts.iter().map(Verdict::summary).collect();
    let simulated = || {
        verdicts.iter().filter_map(|v| match v {
            Verdict::Simulated(v) => Some(&**v),
            Verdict::Observed(_) => None,
        })
    };
    super::text(&ValidateJson {
        schema: "zonefall/validate/1".to_owned(),
        version: version.to_owned(),
        seed,
        effort: effort.into(),
        outages: summaries.iter().map(SummaryJson::from).collect(),
        total: (&Summary::total(&summaries)).into(),
        milestones: simulated().flat_map(milestones).collect(),
        calibrated_parameters: simulated().flat_map(calibrated).collect(),
        counterfactuals: simulated().flat_map(counterfactuals).collect(),
        customers: verdicts.iter().flat_map(customers).collect(),
        negative_controls: simulated().map(negative_control).collect(),
        scale: simulated().flat_map(scale).collect(),
        sensitivity: simulated().flat_map(sensitivity).collect(),
        tapes: simulated().flat_map(tapes).collect(),
    })
}

fn milestones(v: &Validation) -> Vec<MilestoneJson> {
    let one = |m: &MilestoneRow| MilestoneJson {
        outage: v.outage.clone(),
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
        inside_band: m.is_prediction().then(|| m.is_inside()),
        band_factor: m.spread().filter(|_| m.is_prediction()),
        observed: m.observed,
        source: m.source.clone(),
    };
    v.milestones.iter().map(one).collect()
}

fn counterfactuals(v: &Validation) -> Vec<CounterfactualJson> {
    let one = |c: &CounterfactualRow| CounterfactualJson {
        outage: v.outage.clone(),
        id: c.id.clone(),
        change: c.change.clone(),
        expected: c.expected.clone(),
        observed: c.observed.clone(),
        share_flipped: c.share_flipped,
        holds: c.holds,
    };
    v.counterfactuals.iter().map(one).collect()
}

fn customers(verdict: &Verdict) -> Vec<CustomerJson> {
    let one = |c: &CustomerRow| CustomerJson {
        outage: verdict.outage().to_owned(),
        archetype: format!("{} ({})", c.who, c.architecture),
        published: (!c.lost).then(|| c.published.secs_f64()),
        up_to: c.up_to,
        simulated_median_s: c.median_s,
        simulated_p95_s: c.p95_s,
        within_2x: c.within_2x,
        order_ok: c.order_ok,
        fate_ok: c.fate_ok,
        source: c.source.clone(),
    };
    verdict.customers().iter().map(one).collect()
}

fn negative_control(v: &Validation) -> NegativeControlJson {
    NegativeControlJson {
        outage: v.outage.clone(),
        holds: v.control.holds,
        observed: crate::validate::control_seen(&v.control),
    }
}

fn tapes(v: &Validation) -> Vec<ApartJson> {
    let one = |r: &ApartRow| ApartJson {
        outage: v.outage.clone(),
        place: r.place.clone(),
        what: r.what.to_owned(),
        simulated: r.simulated,
        observed: r.observed,
        apart: r.apart,
    };
    v.apart.iter().map(one).collect()
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

impl From<Tally> for TallyJson {
    fn from(t: Tally) -> Self {
        Self {
            good: t.good,
            of: t.of,
        }
    }
}

impl From<&Effort> for EffortJson {
    fn from(e: &Effort) -> Self {
        Self {
            seeds: e.seeds,
            size: e.size,
            draws: e.draws,
            counterfactual_draws: e.counterfactual_draws,
            draws_size: e.draws_size,
            sensitivity_draws: e.sensitivity_draws,
            control_runs: e.control_runs,
            customer_draws: e.customer_draws,
        }
    }
}

impl From<&Summary> for SummaryJson {
    fn from(s: &Summary) -> Self {
        let e = s.evidence;
        Self {
            outage: s.outage.clone(),
            simulated: s.simulated,
            input: e.input,
            calibrated: e.calibrated.into(),
            anchored: e.anchored.into(),
            predicted: e.predicted.into(),
            shapes: e.shapes.into(),
            inside_band: s.inside.into(),
            narrow_band: s.narrow.into(),
            free_stretch_error: s.free_stretch_error(),
            counterfactuals: s.counterfactuals.into(),
            negative_controls: s.controls.into(),
            scale: s.scales.into(),
            customers_within_2x: s.within_2x.into(),
            customers_in_order: s.in_order.into(),
            victims: s.victims.into(),
            survivors: s.survivors.into(),
        }
    }
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
