//! One run.

use super::{dollars, seconds, share};
use crate::card::{Card, downtime, lost};
use schemars::JsonSchema;
use serde::Serialize;
use tape::Assumption;
use tenant::outcome::{Digests, Lane};
use tenant::score::{
    AlertScore, BudgetScore, CommunicationScore, Episode, JourneyScore, Money, ObjectiveScore,
    StoreScore, Target,
};

/// `zonefall run ARCH --format json`.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RunJson {
    /// `zonefall/run/1`.
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// Id of the outage.
    pub outage: String,
    /// Name of the architecture.
    pub architecture: String,
    /// Seed of the tenant's chance, and of the cloud's unless that is another.
    pub seed: u64,
    /// Seed of the simulated cloud.
    pub cloud_seed: u64,
    /// `fixed`: every assumed number has the value of its file; `drawn`: the cloud's seed draws it within its range.
    pub assumed: String,
    /// Whether it has nothing in that region, and the outage passed it by.
    pub passed_by: bool,
    /// What somebody did in it, in the order of the log; if there is anything, the result is no evidence about the real
    /// outage.
    pub commands: Vec<CommandJson>,
    /// Region the outage was put on, as provider/region.
    pub place: String,
    /// Zone that was struck in this run, the worst of those tried; null if the outage strikes none.
    pub struck_zone: Option<String>,
    /// Every zone the struck zone was tried on.
    pub tried: Vec<TriedJson>,
    /// Mean downtime over the zones tried, worst journey of each, seconds.
    pub mean_downtime_s: f64,
    /// `touched` or `drawn`.
    pub luck: String,
    /// Whether anything of the architecture was hit in this run.
    pub touched: bool,
    /// Chance that anything of the architecture is hit; null where the tape knows no shares: what it names is hit.
    pub p_touched: Option<f64>,
    /// Fingerprint of the run: same input, same digest, on every machine.
    pub digest: String,
    /// Fingerprints of its parts: a component that no journey depends on changes nobody else's.
    pub digests: DigestsJson,
    /// How users fared.
    pub journeys: Vec<JourneyJson>,
    /// What became of acknowledged writes.
    pub stores: Vec<StoreJson>,
    /// What it cost.
    pub money: MoneyJson,
    /// When who knew.
    pub communication: CommunicationJson,
    /// Places and services in use that the outage's record does not cover; taken as calm.
    pub not_covered: Vec<String>,
    /// Limits hit, plans that need what they restore, a tenant too large for the model.
    pub warnings: Vec<String>,
    /// What the model leaves out of this run.
    pub leaves_out: Vec<String>,
    /// Numbers that carried the result and are not published.
    pub assumptions: Vec<AssumptionJson>,
}

/// Something that somebody did.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CommandJson {
    /// When, seconds after the start of the outage.
    pub at_s: f64,
    /// What, in words.
    pub text: String,
}

impl CommandJson {
    /// All that was done.
    pub(super) fn all(card: &Card<'_>) -> Vec<Self> {
        let one = |told: &search::log::Told| Self {
            at_s: told.at.secs_f64(),
            text: told.text.clone(),
        };
        card.commands.iter().map(one).collect()
    }
}

/// Fingerprints of the parts of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DigestsJson {
    /// One per component.
    pub components: Vec<LaneJson>,
    /// One per journey.
    pub journeys: Vec<LaneJson>,
    /// People, plans, and when the run ended.
    pub rest: String,
}

/// The fingerprint of one component or journey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LaneJson {
    /// Its name.
    pub name: String,
    /// Its fingerprint.
    pub digest: String,
}

/// The outage put on one zone.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct TriedJson {
    /// The zone; null if the outage strikes none.
    pub zone: Option<String>,
    /// Downtime of the worst journey, seconds.
    pub downtime_s: f64,
    /// Acknowledged writes lost in all stores.
    pub writes_lost: u64,
    /// Whether anything of the architecture was hit.
    pub touched: bool,
    /// Chance of that when this zone is struck; null where the tape knows no shares: what it names is hit.
    pub p_touched: Option<f64>,
}

/// One journey.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct JourneyJson {
    /// Its name.
    pub name: String,
    /// All episodes together, seconds.
    pub downtime_s: f64,
    /// Share of 28 days in which it was not down, with nothing else in them.
    pub availability_time: f64,
    /// Share of requests served over the same span.
    pub availability_requests: f64,
    /// Requests that users wanted.
    pub requests_offered: u64,
    /// Requests that failed.
    pub requests_failed: u64,
    /// Longest episode with its drain, seconds; 0 if never down, null if not restored.
    pub rto_s: Option<f64>,
    /// Whether it was still down when the run ended.
    pub censored: bool,
    /// Every stretch of being down.
    pub episodes: Vec<EpisodeJson>,
    /// What was promised and what came of it.
    pub objectives: Vec<ObjectiveJson>,
}

/// One stretch of being down.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct EpisodeJson {
    /// Begin, seconds after the start of the outage.
    pub from_s: f64,
    /// End, seconds after the start of the outage; null if it did not end.
    pub until_s: Option<f64>,
    /// When its backlog was worked off; null if it did not end.
    pub drained_s: Option<f64>,
    /// Share of requests served at worst.
    pub served_at_worst: f64,
}

/// One objective, named as in AWS Resilience Hub.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ObjectiveJson {
    /// `rto`, `rpo` or `availability_slo`.
    pub name: String,
    /// What was promised: seconds, or a share.
    pub target: f64,
    /// What came of it, in the same unit; null if not restored.
    pub actual: Option<f64>,
    /// Whether the promise was kept; null if the run ended too early to tell.
    pub met: Option<bool>,
    /// The run against the error budget; null but for availability.
    pub error_budget: Option<BudgetJson>,
}

/// What an availability objective allows, and what the run used of it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct BudgetJson {
    /// The objective's window, seconds.
    pub window_s: f64,
    /// Full outage that it allows in all, seconds.
    pub allowed_s: f64,
    /// Share of it used; over 1 is too much.
    pub used: f64,
    /// Alerts on the burn rate.
    pub alerts: Vec<AlertJson>,
}

/// When an alert on the burn rate would have been raised.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AlertJson {
    /// Fires from this many times the rate that the objective allows.
    pub burn: f64,
    /// Averaged over this long, seconds.
    pub over_s: f64,
    /// From the first failed request to the alert, seconds; null if it would have kept quiet.
    pub after_s: Option<f64>,
}

/// One store.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StoreJson {
    /// Its name.
    pub name: String,
    /// Writes acknowledged in the run.
    pub writes_acknowledged: u64,
    /// Acknowledged and missing after recovery.
    pub writes_lost: u64,
    /// Acknowledged on a side that a promotion left behind.
    pub writes_diverged: u64,
    /// Acknowledged, with a fate not known when the run ended.
    pub writes_unknown: u64,
    /// Age of the oldest missing write at the failure, seconds; null if the data is gone for good.
    pub rpo_s: Option<f64>,
    /// Whether the data is gone and nothing brings it back.
    pub unrecoverable: bool,
}

/// What it cost, in US dollars unless said otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MoneyJson {
    /// What failed requests cost, by unit.
    pub harm: Vec<HarmJson>,
    /// The provider's bill for the run.
    pub spend_usd: f64,
    /// Of that, for moving data out of a region or provider.
    pub egress_usd: f64,
    /// Credit owed by contract, if all of it is claimed.
    pub sla_credit_usd: f64,
    /// The same times the chance that a customer claims.
    pub sla_credit_expected_usd: f64,
    /// Credit given beyond the contract.
    pub goodwill_usd: f64,
}

/// Harm in one unit.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct HarmJson {
    /// `USD`, or another unit.
    pub unit: String,
    /// How much.
    pub amount: f64,
}

/// When who knew, seconds after the start of the outage; null if never.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CommunicationJson {
    /// Customers felt it.
    pub customers_s: Option<f64>,
    /// The architecture's own monitors fired.
    pub monitors_s: Option<f64>,
    /// The first person looked.
    pub people_s: Option<f64>,
    /// The provider posted first.
    pub first_post_s: Option<f64>,
    /// The provider named the cause.
    pub explained_s: Option<f64>,
    /// The first ETA posted.
    pub eta_s: Option<f64>,
    /// The longest interruption really ended.
    pub restored_s: Option<f64>,
    /// Truth less ETA; positive when the provider was too hopeful.
    pub eta_error_s: Option<f64>,
}

/// A number that carried the result and is not published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AssumptionJson {
    /// What it is.
    pub name: String,
    /// Its value with unit.
    pub value: String,
    /// Why this value, and in which range it was varied.
    pub why: String,
}

/// The run as JSON.
#[must_use]
pub fn run(card: &Card<'_>, version: &str) -> String {
    let t = card.worst();
    let o = &t.outcome;
    let shares = !card.tape.populations.is_empty();
    let chance = |ppm: u32| shares.then(|| share(u64::from(ppm)));
    let tried = card.replay.tries.iter().map(|t| TriedJson {
        zone: t.zone.clone(),
        downtime_s: seconds(downtime(t).0),
        writes_lost: lost(&t.score.stores).writes(),
        touched: t.outcome.touched,
        p_touched: chance(t.outcome.p_touched_ppm),
    });
    super::text(&RunJson {
        schema: "zonefall/run/1".to_owned(),
        version: version.to_owned(),
        outage: o.outage.clone(),
        architecture: o.architecture.clone(),
        seed: o.seed,
        cloud_seed: card.cloud_seed,
        assumed: super::assumed(card.values_drawn),
        passed_by: card.passed_by(),
        commands: CommandJson::all(card),
        place: o.place.clone(),
        struck_zone: o.struck_zone.clone(),
        tried: tried.collect(),
        mean_downtime_s: seconds(card.mean_downtime().0),
        luck: if o.given_touched { "touched" } else { "drawn" }.to_owned(),
        touched: o.touched,
        p_touched: chance(o.p_touched_ppm),
        digest: o.digest.to_string(),
        digests: digests(&o.digests),
        journeys: t.score.journeys.iter().map(journey).collect(),
        stores: t.score.stores.iter().map(store).collect(),
        money: money(&t.score.money),
        communication: communication(&t.score.communication),
        not_covered: o.not_covered.clone(),
        warnings: o.warnings.clone(),
        leaves_out: o.leaves_out.clone(),
        assumptions: o.assumptions.iter().map(assumption).collect(),
    })
}

fn digests(d: &Digests) -> DigestsJson {
    let lane = |l: &Lane| LaneJson {
        name: l.name.clone(),
        digest: l.digest.to_string(),
    };
    DigestsJson {
        components: d.components.iter().map(lane).collect(),
        journeys: d.journeys.iter().map(lane).collect(),
        rest: d.rest.to_string(),
    }
}

fn journey(j: &JourneyScore) -> JourneyJson {
    JourneyJson {
        name: j.name.clone(),
        downtime_s: seconds(j.downtime.0),
        availability_time: f64::from(j.availability_time_ppb) / 1e9,
        availability_requests: f64::from(j.availability_requests_ppb) / 1e9,
        requests_offered: j.offered / 1_000_000,
        requests_failed: j.failed / 1_000_000,
        rto_s: j.rto.map(|d| seconds(d.0)),
        censored: j.censored,
        episodes: j.episodes.iter().map(episode).collect(),
        objectives: j.objectives.iter().map(objective).collect(),
    }
}

fn episode(e: &Episode) -> EpisodeJson {
    EpisodeJson {
        from_s: seconds(e.from.0),
        until_s: e.restored.then(|| seconds(e.until.0)),
        drained_s: e.restored.then(|| seconds(e.drained.0)),
        served_at_worst: share(1_000_000 - u64::from(e.depth_ppm.min(1_000_000))),
    }
}

fn objective(o: &ObjectiveScore) -> ObjectiveJson {
    let value = |t: Target| match t {
        Target::Time(d) => seconds(d.0),
        Target::Share(ppb) => f64::from(ppb) / 1e9,
    };
    ObjectiveJson {
        name: o.name.to_owned(),
        target: value(o.target),
        actual: o.actual.map(value),
        met: o.met,
        error_budget: o.budget.as_ref().map(budget),
    }
}

fn budget(b: &BudgetScore) -> BudgetJson {
    let alert = |a: &AlertScore| AlertJson {
        burn: a.alert.burn(),
        over_s: seconds(a.alert.over.0),
        after_s: a.after.map(|d| seconds(d.0)),
    };
    BudgetJson {
        window_s: seconds(b.window.0),
        allowed_s: seconds(b.allowed.0),
        used: b.used_ppm as f64 / 1e6,
        alerts: b.alerts.iter().map(alert).collect(),
    }
}

fn store(s: &StoreScore) -> StoreJson {
    StoreJson {
        name: s.name.clone(),
        writes_acknowledged: s.acknowledged,
        writes_lost: s.lost,
        writes_diverged: s.diverged,
        writes_unknown: s.unknown,
        rpo_s: s.rpo.map(|d| seconds(d.0)),
        unrecoverable: s.unrecoverable,
    }
}

fn money(m: &Money) -> MoneyJson {
    let harm = m.harm.iter().map(|h| HarmJson {
        unit: h.unit.clone(),
        amount: dollars(h.micro),
    });
    MoneyJson {
        harm: harm.collect(),
        spend_usd: dollars(m.spend_micro),
        egress_usd: dollars(m.egress_micro),
        sla_credit_usd: dollars(m.credit_owed_micro),
        sla_credit_expected_usd: dollars(m.credit_expected_micro),
        goodwill_usd: dollars(m.goodwill_micro),
    }
}

fn communication(c: &CommunicationScore) -> CommunicationJson {
    let at = |t: Option<kernel::SimTime>| t.map(|t| seconds(t.0));
    CommunicationJson {
        customers_s: at(c.customers),
        monitors_s: at(c.monitors),
        people_s: at(c.people),
        first_post_s: at(c.first_post),
        explained_s: at(c.explained),
        eta_s: at(c.eta),
        restored_s: at(c.restored),
        eta_error_s: c.eta_error_us.map(|us| us as f64 / 1e6),
    }
}

fn assumption(a: &Assumption) -> AssumptionJson {
    AssumptionJson {
        name: a.name.clone(),
        value: a.value.clone(),
        why: a.why.clone(),
    }
}
