//! The table that validation fills: plain data for reports.

use crate::Evidence;
use cloud::model::Unit;
use cloud::outage::{Quantity, Tag};
use kernel::SimDuration;
use tape::{PopulationKind, Service};

/// What came of validating one outage.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Of one that is simulated.
    Simulated(Box<Validation>),
    /// Of one that was only observed.
    Observed(Observation),
}

/// Customers of an outage that was only observed.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// The outage's id.
    pub outage: String,
    /// Its title.
    pub title: String,
    /// How much was run.
    pub effort: super::Effort,
    /// Where chance started.
    pub seed: u64,
    /// Published customers beside architectures that stand for them.
    pub customers: Vec<CustomerRow>,
}

/// How a model of an outage compares with what was published.
#[derive(Debug, Clone, PartialEq)]
pub struct Validation {
    /// The outage's id.
    pub outage: String,
    /// Its title.
    pub title: String,
    /// How much was run.
    pub effort: super::Effort,
    /// Where chance started.
    pub seed: u64,
    /// One row per milestone, in file order.
    pub milestones: Vec<MilestoneRow>,
    /// Numbers that were fitted.
    pub calibrated: Vec<crate::draws::Calibrated>,
    /// Assumed numbers whose range moves a milestone out of tolerance: counted with the fitted ones.
    pub movers: Vec<Mover>,
    /// Assumed numbers that were varied.
    pub assumed: usize,
    /// What should not have happened, had one thing been otherwise.
    pub counterfactuals: Vec<CounterfactualRow>,
    /// An ordinary time without trigger or actions.
    pub control: ControlRow,
    /// What is multiplied for the scale check; nothing where no carrying mechanism has a number of members.
    pub members: Vec<MembersRow>,
    /// Whether ten times more members give the same.
    pub scale: Vec<ScaleRow>,
    /// How far the observed tape is, the worst first; nothing where there is none.
    pub apart: Vec<ApartRow>,
    /// Published customers beside architectures that stand for them.
    pub customers: Vec<CustomerRow>,
}

impl Validation {
    /// Fitted numbers and those that should have been.
    #[must_use]
    pub fn parameters_counted(&self) -> usize {
        let mut movers: Vec<&str> = self.movers.iter().map(|m| m.parameter.as_str()).collect();
        movers.dedup();
        self.calibrated.len() + movers.len()
    }

    /// Whether every fraction is the same at every size. Instants are listed beside them and do not count: when a level
    /// is crossed hangs on single failures, of which a small store has few.
    #[must_use]
    pub fn scale_holds(&self) -> bool {
        let is_time = |r: &ScaleRow| r.quantity != Quantity::Share;
        self.scale.iter().all(|r| r.holds || is_time(r))
    }
}

/// One published value and its simulated counterpart. Values are shares, or seconds after the start (or after another
/// milestone).
#[derive(Debug, Clone, PartialEq)]
pub struct MilestoneRow {
    /// The milestone's id.
    pub id: String,
    /// Its row in the table of ground truth.
    pub row: String,
    /// What it says.
    pub what: String,
    /// The milestone since whose answer values are counted.
    pub after: Option<String>,
    /// What its values are.
    pub quantity: Quantity,
    /// Whether only an order or a sign is claimed.
    pub shape: bool,
    /// As published.
    pub published: f64,
    /// Where a window is published, its end; `published` is its beginning.
    pub published_until: Option<f64>,
    /// Accepted from here ...
    pub low: f64,
    /// ... to here.
    pub high: f64,
    /// Median over seeds at the files' values; `None`: never, or nothing is claimed.
    pub simulated: Option<f64>,
    /// Whether that lies inside the tolerance.
    pub met: bool,
    /// Median over seeds and assumed ranges together.
    pub median: Option<f64>,
    /// 5th percentile of the same.
    pub p05: Option<f64>,
    /// 95th percentile of the same.
    pub p95: Option<f64>,
    /// Share of these draws inside the tolerance.
    pub share_met: f64,
    /// The same query asked of the observed tape.
    pub observed: Option<f64>,
    /// What it is evidence of.
    pub evidence: Evidence,
    /// The last dated input upstream: seconds after the start, and what it was.
    pub last_action: Option<(f64, String)>,
    /// From where on the model is on its own, on the scale of the values: the last dated input, or the reference.
    pub free_from: f64,
    /// Error over the stretch since that input.
    pub free_stretch_error: Option<f64>,
    /// Where it is published.
    pub source: String,
    /// How well it is known.
    pub tag: Tag,
}

/// An assumed number that moves a milestone out of tolerance.
#[derive(Debug, Clone, PartialEq)]
pub struct Mover {
    /// `ebs.retry_interval`
    pub parameter: String,
    /// Its unit.
    pub unit: Option<Unit>,
    /// Its range.
    pub range: (f64, f64),
    /// The milestone it moves.
    pub milestone: String,
    /// Median of that milestone in all draws.
    pub median: Option<f64>,
    /// Median where the number is in its lowest third.
    pub median_low: Option<f64>,
    /// Median where it is in its highest third.
    pub median_high: Option<f64>,
}

/// One thing changed, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct CounterfactualRow {
    /// Its id.
    pub id: String,
    /// What was changed.
    pub change: String,
    /// What should happen.
    pub expected: String,
    /// What did, in words.
    pub observed: String,
    /// Answers without the change: median.
    pub before: Option<f64>,
    /// Answers with it: median.
    pub after: Option<f64>,
    /// Share of draws in which the effect is there without the change.
    pub share_present: f64,
    /// Of those, the share in which the change removes it.
    pub share_flipped: f64,
    /// Whether the effect is there in most draws, and the change removes it in nine of ten of them.
    pub holds: bool,
}

/// The same cloud with nothing but what fails by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlRow {
    /// Runs.
    pub runs: usize,
    /// Simulated hours of each.
    pub hours: f64,
    /// Whether anything in this cloud fails by itself: where nothing does, nothing may happen at all.
    pub ordinary: bool,
    /// Facts that are not inputs, per run: where things fail and none ever did, quiet says nothing.
    pub happened: Vec<u32>,
    /// Per kind of member, how many were unusable for over a minute.
    pub members: Vec<ControlMembers>,
    /// The worst that any service came to in any run; `None`: calm throughout.
    pub worst: Option<ControlWorst>,
    /// How much of a calm day's service may be missing.
    pub loss_max: f64,
    /// The longest time any member was unusable.
    pub longest: SimDuration,
    /// Whether services and members were as good as they may be expected.
    pub quiet: bool,
    /// Whether it was quiet, and what fails by itself did fail in every run.
    pub holds: bool,
}

/// Members of one kind in the negative control.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlMembers {
    /// The kind.
    pub kind: PopulationKind,
    /// Members simulated in each run.
    pub members: u32,
    /// How many may be unusable for over a minute, by published failure rates.
    pub allowed: u32,
    /// How many were, per run.
    pub unusable: Vec<u32>,
}

/// The worst condition of a service.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlWorst {
    /// Which.
    pub service: Service,
    /// Path of the place.
    pub place: String,
    /// Since when, seconds after the start.
    pub at_s: f64,
    /// The share of a calm day's service that was missing.
    pub loss: f64,
}

/// A number of members at the sizes of the scale check.
#[derive(Debug, Clone, PartialEq)]
pub struct MembersRow {
    /// `ebs.volumes`
    pub name: String,
    /// How many there are at each size.
    pub sizes: [f64; 3],
}

/// How far two tapes of the outage are apart at a place, averaged over the time that both tell of.
#[derive(Debug, Clone, PartialEq)]
pub struct ApartRow {
    /// Path of the place.
    pub place: String,
    /// A service (its share of errors) or a population (its share of unusable members).
    pub what: &'static str,
    /// As simulated.
    pub simulated: f64,
    /// As observed.
    pub observed: f64,
    /// The difference at each instant, whichever is more.
    pub apart: f64,
}

/// One milestone at several sizes.
#[derive(Debug, Clone, PartialEq)]
pub struct ScaleRow {
    /// The milestone's id.
    pub milestone: String,
    /// What its values are.
    pub quantity: Quantity,
    /// (times as many members, runs, median answer).
    pub sizes: Vec<(f64, usize, Option<f64>)>,
    /// How far the medians may lie apart.
    pub allowed: f64,
    /// Whether they do not lie further apart.
    pub holds: bool,
}

/// A published customer and the architecture that stands for it.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerRow {
    /// Who.
    pub who: String,
    /// The architecture.
    pub architecture: String,
    /// The journey that is compared.
    pub journey: String,
    /// Published downtime; no matter where what it had was lost.
    pub published: SimDuration,
    /// Whether it never came back: what it had was lost for good.
    pub lost: bool,
    /// Whether that is an "up to", compared with the 95th percentile (else the median).
    pub up_to: bool,
    /// Simulated median in seconds; `None`: not restored.
    pub median_s: Option<f64>,
    /// Simulated 95th percentile in seconds; `None`: not restored.
    pub p95_s: Option<f64>,
    /// Lives that were touched; all of them where nothing could be.
    pub runs: usize,
    /// Mean chance of being touched, parts per million.
    pub p_touched_ppm: u32,
    /// Whether the compared value is within a factor of two.
    pub within_2x: bool,
    /// Whether it stands in the published order among the others.
    pub order_ok: bool,
    /// Whether a victim came out down and a survivor up.
    pub fate_ok: bool,
    /// Where it is published.
    pub source: String,
    /// How well it is known.
    pub tag: Tag,
}
