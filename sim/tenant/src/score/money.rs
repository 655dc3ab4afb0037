//! Money and other harm: what failures cost users and owner, what recovery cost, what came back.

use super::credit::{Credit, credits};
use crate::architecture::Architecture;
use crate::outcome::{Outcome, Usage};
use tape::{Offer, Prices};

const GB: u64 = 1_000_000_000;

/// Harm in one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HarmTotal {
    /// `USD`, or whatever the architecture counts.
    pub unit: String,
    /// How much, millionths of the unit.
    pub micro: u64,
}

/// What the run cost and what came back; amounts in micro-dollars unless they have a unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Money {
    /// What failed requests cost, per unit, in order of first mention.
    pub harm: Vec<HarmTotal>,
    /// Price of everything rented during the run.
    pub spend_micro: u64,
    /// Price of the traffic out of regions and between zones that recovery caused.
    pub egress_micro: u64,
    /// One per contract.
    pub credits: Vec<Credit>,
    /// All credits if all are claimed.
    pub credit_owed_micro: u64,
    /// The same times the chance that a customer claims.
    pub credit_expected_micro: u64,
    /// What the provider gave beyond its contract, without a claim.
    pub goodwill_micro: u64,
}

pub(super) fn money(
    arch: &Architecture,
    outcome: &Outcome,
    offers: &[Offer],
    goodwill_days: u32,
) -> Money {
    let home = arch.home.split('/').next().unwrap_or_default();
    let prices = offers.iter().find(|o| o.provider == home).map(|o| o.prices);
    let mut money = Money {
        harm: harm(arch, outcome),
        spend_micro: outcome.usage.spend_micro,
        egress_micro: prices.map_or(0, |p| egress(&outcome.usage, &p)),
        goodwill_micro: u64::from(goodwill_days) * outcome.usage.struck_zone_micro_per_day,
        ..Money::default()
    };
    for offer in offers {
        let paid = credits(arch, outcome, offer);
        let owed: u64 = paid.iter().map(|c| c.micro).sum();
        money.credit_owed_micro += owed;
        money.credit_expected_micro +=
            (u128::from(owed) * u128::from(offer.claim_ppm) / 1_000_000) as u64;
        money.credits.extend(paid);
    }
    money
}

fn harm(arch: &Architecture, outcome: &Outcome) -> Vec<HarmTotal> {
    let mut out: Vec<HarmTotal> = Vec::new();
    for course in &outcome.journeys {
        let Some(harm) = &arch.journeys[usize::from(course.journey.0)].harm else {
            continue;
        };
        let failed: u64 = course.segments.iter().map(|s| s.failed + s.shed).sum();
        let cost = u128::from(failed) * u128::from(harm.per_request_micro) / 1_000_000;
        let cost = u64::try_from(cost).unwrap_or(u64::MAX);
        match out.iter_mut().find(|h| h.unit == harm.unit) {
            Some(h) => h.micro = h.micro.saturating_add(cost),
            None => out.push(HarmTotal {
                unit: harm.unit.clone(),
                micro: cost,
            }),
        }
    }
    out
}

fn egress(usage: &Usage, prices: &Prices) -> u64 {
    let cost = |bytes: u64, price: u64| u128::from(bytes) * u128::from(price) / u128::from(GB);
    let sum = cost(usage.egress_bytes, prices.egress_gb) + cost(usage.zone_bytes, prices.zone_gb);
    u64::try_from(sum).unwrap_or(u64::MAX)
}
