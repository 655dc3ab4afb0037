//! What a design costs on ordinary days, by its providers' list prices.
//!
//! A calm day is lived and paid for, thirty times. What is left out is what a run's spend leaves out: request prices,
//! object storage other than backups, root volumes, discounts, people.

use crate::calm_world;
use kernel::{SimDuration, SimTime};
use tape::Offer;
use tenant::architecture::Architecture;
use tenant::{End, Keep, LiveOptions, World, live};

/// Days of a month, as the price lists have it: 720 hours.
const DAYS_PER_MONTH: u64 = 30;
/// A day, so that demand has gone up and down once.
const DAY: SimDuration = SimDuration::from_hours(24);

/// Price of a calm month, micro-dollars; `None` where no provider of it has prices.
#[must_use]
pub fn month(arch: &Architecture, offers: &[Offer]) -> Option<u64> {
    let end = SimTime::ZERO + DAY;
    let calm = calm_world(arch, offers, end);
    let options = LiveOptions {
        ordinary: false,
        end: End::At(end),
        keep: Keep::Scores,
        ..LiveOptions::default()
    };
    let outcome = live(arch, &World::new(offers, &calm), &options);
    let month = outcome.usage.spend_micro.saturating_mul(DAYS_PER_MONTH);
    (month > 0).then_some(month)
}
