//! What an architecture costs on a calm month, and what failed requests cost in an outage.
//!
//! Prices are those of the offers. Leaves out what [`tenant::outcome::Usage`] leaves out: request prices, discounts, root
//! volumes. Two architectures may serve different loads, so a price is no verdict.

use crate::calm_world;
use crate::many::Run;
use kernel::{SimDuration, SimTime};
use tape::Offer;
use tenant::architecture::Architecture;
use tenant::{End, LiveOptions, Luck, World, live};

/// Days of a month of 720 hours.
const DAYS: u64 = 30;

/// What failed requests cost over runs, given touched; each journey in the zone where most of its requests fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Harm {
    /// `USD`, or what the architecture counts; of several units the one that is mentioned first.
    pub unit: String,
    /// The run in the middle, the lower of two, millionths of the unit.
    pub median_micro: u64,
    /// The costliest run.
    pub most_micro: u64,
}

/// What failed requests cost over these runs; `None`: the architecture does not say what one costs, or there is no run.
#[must_use]
pub fn harm(arch: &Architecture, runs: &[Run]) -> Option<Harm> {
    let mut stated = arch.journeys.iter().filter_map(|j| j.harm.as_ref());
    let unit = &stated.next()?.unit;
    let of_run = |run: &Run| {
        let lot = run.lot(Luck::Touched);
        let mut micro = 0u128;
        for (journey, lived) in arch.journeys.iter().zip(&lot.journeys) {
            if let Some(harm) = journey.harm.as_ref().filter(|h| h.unit == *unit) {
                micro += u128::from(lived.failed) * u128::from(harm.per_request_micro) / 1_000_000;
            }
        }
        u64::try_from(micro).unwrap_or(u64::MAX)
    };
    let mut all: Vec<u64> = runs.iter().map(of_run).collect();
    all.sort_unstable();
    Some(Harm {
        unit: unit.clone(),
        median_micro: *all.get(all.len().checked_sub(1)? / 2)?,
        most_micro: *all.last()?,
    })
}

/// What is rented on a calm day by price list, times thirty, micro-dollars.
#[must_use]
pub fn monthly_micro(arch: &Architecture, offers: &[Offer]) -> u64 {
    let end = SimTime::ZERO.plus(SimDuration::from_hours(24));
    let calm = calm_world(arch, offers, end);
    let options = LiveOptions {
        end: End::At(end),
        ordinary: false,
        ..LiveOptions::default()
    };
    let outcome = live(arch, &World::new(offers, &calm), &options);
    outcome.usage.spend_micro.saturating_mul(DAYS)
}
