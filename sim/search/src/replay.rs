//! Replay: an architecture lives through a tape, with the struck zone tried on each zone it uses.
//!
//! Putting a tape onto another zone copies it, so the tapes are made ready once and replayed with any number of seeds.

use kernel::SimDuration;
use std::borrow::Cow;
use tape::{Offer, Tape, transplant};
use tenant::architecture::Architecture;
use tenant::outcome::Outcome;
use tenant::score::{Score, score};
use tenant::{LiveOptions, World, live};

/// A tape ready to be lived through: put onto a region, with one of its zones struck.
#[derive(Debug, Clone)]
pub struct Ready<'a> {
    /// Path of the struck zone; `None` where the tape has no struck zone.
    pub zone: Option<String>,
    /// The tape there.
    pub tape: Cow<'a, Tape>,
    /// The same without commands, on which luck is drawn; `None`: nobody gave any.
    pub luck: Option<Cow<'a, Tape>>,
}

impl Ready<'_> {
    /// What an architecture meets there.
    #[must_use]
    pub fn world<'b>(&'b self, offers: &'b [Offer]) -> World<'b> {
        World {
            luck: self.luck.as_ref().unwrap_or(&self.tape),
            ..World::new(offers, &self.tape)
        }
    }
}

/// One zone tried.
#[derive(Debug, Clone)]
pub struct Try {
    /// Path of the struck zone, if one was.
    pub zone: Option<String>,
    /// What happened.
    pub outcome: Outcome,
    /// What it is worth.
    pub score: Score,
}

impl Try {
    /// Longest interruption of a journey in seconds, 0 if it was never down; `None`: not restored, or no such journey.
    #[must_use]
    pub fn interruption(&self, journey: &str) -> Option<f64> {
        let journey = self.score.journeys.iter().find(|j| j.name == journey)?;
        journey.rto.map(SimDuration::secs_f64)
    }
}

/// An architecture under an outage.
#[derive(Debug, Clone)]
pub struct Replay {
    /// One per zone tried, in the architecture's order.
    pub tries: Vec<Try>,
    /// Index of the worst: the longest downtime of a journey.
    pub worst: usize,
}

/// The region that a tape strikes unless somebody says otherwise: the architecture's home; or its own, if that is of a
/// provider whom the architecture only asks for a service, such as names, that home's provider does not do for it.
#[must_use]
pub fn strikes<'a>(arch: &'a Architecture, tape: &'a Tape) -> &'a str {
    let own = tape.places.path(tape.region);
    if arch.asks_of(provider(own)) {
        own
    } else {
        &arch.home
    }
}

/// Whether an architecture has nothing in a region, nor asks another provider there for anything.
#[must_use]
pub fn absent(arch: &Architecture, region: &str) -> bool {
    let in_region = |z: &String| z.rsplit_once('/').is_some_and(|(r, _)| r == region);
    let asks = arch.asks_of(provider(region));
    arch.home != region && !arch.zones.iter().any(in_region) && !asks
}

fn provider(path: &str) -> &str {
    path.split_once('/').map_or(path, |(p, _)| p)
}

/// The tapes for an architecture: put onto `region` ([`strikes`] unless given), once per zone it uses there.
#[must_use]
pub fn ready<'a>(
    arch: &Architecture,
    offers: &[Offer],
    tape: &'a Tape,
    region: Option<&str>,
) -> Vec<Ready<'a>> {
    let region = region.unwrap_or_else(|| strikes(arch, tape));
    let zones = zones_of(arch, offers, region);
    let Some(worst) = tape.zone else {
        let there = zones.first().map_or("", String::as_str);
        return vec![Ready {
            zone: None,
            tape: put(tape, region, there, &zones),
            luck: None,
        }];
    };
    let used: Vec<&String> = zones.iter().filter(|z| arch.zones.contains(z)).collect();
    let tried = match (used.is_empty(), zones.first()) {
        (false, _) => used,
        // Nothing of the architecture is there: any zone will do.
        (true, Some(first)) => vec![first],
        (true, None) => {
            // A region nobody has described: the tape keeps its zones' names.
            let name = format!("{region}/{}", tape.places.short(worst));
            let tape = put(tape, region, &name, std::slice::from_ref(&name));
            return vec![Ready {
                zone: Some(name),
                tape,
                luck: None,
            }];
        }
    };
    let one = |z: &String| Ready {
        zone: Some(z.clone()),
        tape: put(tape, region, z, &zones),
        luck: None,
    };
    tried.into_iter().map(one).collect()
}

/// Lives through every ready tape with the same seed.
///
/// # Panics
/// When `tapes` is empty; [`ready`] never gives none.
#[must_use]
pub fn replay(
    arch: &Architecture,
    offers: &[Offer],
    tapes: &[Ready<'_>],
    options: &LiveOptions,
) -> Replay {
    assert!(!tapes.is_empty(), "nothing to live through");
    let one = |r: &Ready<'_>| try_one(arch, offers, r, options);
    let tries: Vec<Try> = tapes.iter().map(one).collect();
    let worst = worst_of(&tries);
    Replay { tries, worst }
}

/// Lives through one tape.
pub(crate) fn try_one(
    arch: &Architecture,
    offers: &[Offer],
    ready: &Ready<'_>,
    options: &LiveOptions,
) -> Try {
    let outcome = live(arch, &ready.world(offers), options);
    let score = score(arch, &outcome, offers, ready.tape.goodwill_days);
    Try {
        zone: ready.zone.clone(),
        outcome,
        score,
    }
}

/// The index of the harshest; the first of equals.
pub(crate) fn worst_of(tries: &[Try]) -> usize {
    let harshness = |i: usize| harshness(&tries[i]);
    (1..tries.len()).fold(0, |w, i| if harshness(i) > harshness(w) { i } else { w })
}

/// Zones of a region as the provider lists them, or as the architecture uses them.
pub(crate) fn zones_of(arch: &Architecture, offers: &[Offer], region: &str) -> Vec<String> {
    let mut zones: Vec<String> = Vec::new();
    for offer in offers {
        for (name, list) in &offer.regions {
            if region == format!("{}/{name}", offer.provider) {
                zones.extend(list.iter().map(|z| format!("{region}/{z}")));
            }
        }
    }
    let used = arch
        .zones
        .iter()
        .filter(|z| z.rsplit_once('/').is_some_and(|(r, _)| r == region));
    for zone in used {
        if !zones.contains(zone) {
            zones.push(zone.clone());
        }
    }
    zones
}

pub(crate) fn put<'a>(
    tape: &'a Tape,
    region: &str,
    struck: &str,
    zones: &[String],
) -> Cow<'a, Tape> {
    let stays = tape.places.path(tape.region) == region
        && tape.zone.is_none_or(|z| tape.places.path(z) == struck);
    if stays {
        Cow::Borrowed(tape)
    } else {
        Cow::Owned(transplant::onto(
            tape,
            region,
            &transplant::pairs(tape, struck, zones),
        ))
    }
}

/// How bad a try is, for finding the worst: the journey that was down longest, one that was not restored before any that
/// was; then what failed, as a share of what was asked for, added over journeys; then writes lost.
fn harshness(one: &Try) -> (bool, SimDuration, u64, u64) {
    let down = one.score.journeys.iter().map(|j| (j.censored, j.downtime));
    let (censored, downtime) = down.max().unwrap_or_default();
    let mut failed_ppm = 0;
    for journey in &one.outcome.journeys {
        let (mut offered, mut served) = (0u128, 0u128);
        for s in &journey.segments {
            offered += u128::from(s.offered);
            served += u128::from(s.served);
        }
        let failed = offered.saturating_sub(served);
        failed_ppm += (failed * 1_000_000 / offered.max(1)) as u64;
    }
    let mut lost = 0;
    for store in &one.outcome.stores {
        lost += store.lost;
    }
    (censored, downtime, failed_ppm, lost)
}
