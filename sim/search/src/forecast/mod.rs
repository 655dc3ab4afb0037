//! Forecast: the ordinary life of an architecture over years, lived many times on calm days.
//!
//! Every run is one life of the asked length with luck of its own, so a run is what intervals count. What a part does by
//! itself comes from the architecture's file; where that says nothing, the provider's background of failures is laid
//! under it, if wanted, and the result says so. Beside the simulation stands what a calculation by hand would give if
//! parts failed independently of each other.
//!
//! Leaves out: outages of whole regions and of control planes, crowds, growth, changes that people make.

mod background;
mod life;
mod parts;
mod recorded;

pub use background::Laid;
pub use life::JourneyForecast;
pub use parts::{CreditForecast, Driver, PartForecast, StoreForecast};
pub use recorded::{Recorded, RecordedForecast};

use crate::calm_world;
use crate::spread::Chance;
use crate::statistics::Share;
use kernel::{SimDuration, SimTime, Stream};
use life::Life;
use rayon::prelude::*;
use recorded::Calendar;
use std::sync::atomic::{AtomicUsize, Ordering};
use tape::{Assumption, Offer, Tape};
use tenant::architecture::Architecture;
use tenant::outcome::Outcome;
use tenant::score::{Target, estimate_within};
use tenant::{End, Keep, LiveOptions, Luck, World, live};

/// A year, here and everywhere: 365 days.
pub const YEAR: SimDuration = SimDuration::from_hours(365 * 24);

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Whose life.
    pub arch: &'a Architecture,
    /// Everything that can be rented.
    pub offers: &'a [Offer],
    /// How long a life is.
    pub years: u32,
    /// How many are lived.
    pub runs: u32,
    /// Where chance starts.
    pub seed: u64,
    /// Whether parts that state no law get the provider's background.
    pub background: bool,
    /// Outages that fall into its years; none: days are calm but for what parts do by themselves.
    pub recorded: &'a [Recorded<'a>],
}

impl Question<'_> {
    fn length(&self) -> SimDuration {
        SimDuration(YEAR.0.saturating_mul(u64::from(self.years)))
    }
}

/// Why there is no forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// No part fails by any law, so 100 % would be no result.
    NothingFails,
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// The architecture's name.
    pub architecture: String,
    /// Length of a life.
    pub years: u32,
    /// Lives.
    pub runs: u32,
    /// The seed.
    pub seed: u64,
    /// One per journey, in the architecture's order.
    pub journeys: Vec<JourneyForecast>,
    /// One per store, and per volume that can lose its data.
    pub stores: Vec<StoreForecast>,
    /// One per contract that covers something in use.
    pub credits: Vec<CreditForecast>,
    /// Every part that fails, most failures first.
    pub parts: Vec<PartForecast>,
    /// Shocks, as the file and the background state them.
    pub shocks: Vec<String>,
    /// Outages that fell into its years, as asked.
    pub recorded: Vec<RecordedForecast>,
    /// What the background was laid under; `None`: it was not wanted.
    pub laid: Option<Laid>,
    /// Parts of which nobody says how they fail: they do not.
    pub without_law: Vec<String>,
    /// Volumes among them that state their copies: the background does not know how one copy fails.
    pub copies_without_law: Vec<String>,
    /// What the calculation by hand leaves out and the simulation has.
    pub estimate_leaves_out: Vec<String>,
    /// Warnings of runs, and in how many.
    pub warnings: Vec<(String, Share)>,
    /// Numbers of the providers in use that are assumed, besides the background's.
    pub assumptions: Vec<Assumption>,
    /// What the model leaves out.
    pub leaves_out: Vec<String>,
}

/// Lives through all runs, on as many threads as there are; the answer does not depend on how many. `progress` is
/// called now and then with the runs done and their number.
///
/// # Errors
/// When nothing can fail.
pub fn forecast(
    question: &Question<'_>,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Forecast, Refused> {
    let laid = question.background.then(|| {
        background::lay_under(question.arch, question.offers, question.recorded.is_empty())
    });
    let arch = laid.as_ref().map_or(question.arch, |(arch, _)| arch);
    let by_itself = !arch.shocks.is_empty() || arch.components.iter().any(|c| c.fails.is_some());
    if question.recorded.is_empty() && !by_itself {
        return Err(Refused::NothingFails);
    }
    let lives = lives(question, arch, progress);
    Ok(gather(question, arch, laid.as_ref().map(|l| &l.1), &lives))
}

/// Lives one after the other by their numbers, whoever computes them.
fn lives(
    question: &Question<'_>,
    arch: &Architecture,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Vec<Life> {
    let end = SimTime::ZERO + question.length();
    let tape = calm_world(arch, question.offers, end);
    let total = question.runs as usize;
    let done = AtomicUsize::new(0);
    let one = |seed: u64| {
        let calendar = Calendar::of(question, seed);
        let met = calendar.tape(question, &tape, seed);
        let met = met.as_ref().unwrap_or(&tape);
        let outcome = one_life(arch, question.offers, met, seed, end);
        let life = Life::of(arch, question.offers, outcome, &calendar);
        let n = done.fetch_add(1, Ordering::Relaxed) + 1;
        if n.is_multiple_of(50) || n == total {
            progress(n, total);
        }
        life
    };
    let seeds = seeds(question.seed, question.runs);
    seeds.into_par_iter().map(one).collect()
}

/// A seed per run. They follow from the first one by a stream, so that neighbouring seeds share no run, and more runs
/// begin like fewer.
#[must_use]
pub fn seeds(seed: u64, runs: u32) -> Vec<u64> {
    let mut stream = Stream::named(seed, "forecast", "runs");
    (0..runs).map(|_| stream.bits()).collect()
}

fn one_life(
    arch: &Architecture,
    offers: &[Offer],
    tape: &Tape,
    seed: u64,
    end: SimTime,
) -> Outcome {
    let options = LiveOptions {
        seed,
        luck: Luck::Drawn,
        end: End::At(end),
        keep: Keep::Scores,
        ..LiveOptions::default()
    };
    live(arch, &World::new(offers, tape), &options)
}

fn gather(
    question: &Question<'_>,
    arch: &Architecture,
    laid: Option<&Laid>,
    lives: &[Life],
) -> Forecast {
    let by_hand = estimate_within(arch, Some(question.length()));
    let seed = question.seed;
    let years = f64::from(question.years);
    let journeys = (0..arch.journeys.len())
        .map(|j| {
            let parts = by_hand.journeys.get(j);
            let independent = parts.and_then(tenant::score::JourneyEstimate::availability);
            life::journey(arch, j, lives, seed, independent)
        })
        .collect();
    let first = lives.first();
    let mut leaves_out: Vec<String> = first.map_or_else(Vec::new, |l| l.leaves_out.clone());
    let without = |line: &&&str| question.recorded.is_empty() || **line != REGIONS;
    leaves_out.extend(LEAVES_OUT.iter().filter(without).map(|&l| l.to_owned()));
    if !question.recorded.is_empty() {
        leaves_out.push(ONLY_RECORDED.to_owned());
    }
    leaves_out.extend(laid.into_iter().flat_map(|l| l.leaves_out.iter().cloned()));
    Forecast {
        architecture: arch.name.clone(),
        years: question.years,
        runs: question.runs,
        seed,
        journeys,
        stores: parts::stores(arch, lives, seed),
        credits: parts::credits(lives, seed),
        parts: parts::parts(arch, lives, years, seed),
        shocks: arch.shocks.iter().map(|s| s.name.clone()).collect(),
        recorded: recorded::gather(question, lives),
        laid: laid.cloned(),
        without_law: parts::without_law(arch, lives),
        copies_without_law: parts::copies_without_law(arch),
        estimate_leaves_out: by_hand.leaves_out,
        warnings: warnings(lives),
        assumptions: offers_in_use(arch, question.offers),
        leaves_out,
    }
}

/// What is drawn where recorded outages are.
const REGIONS: &str = "outages of whole regions and of the providers' control planes";

/// What is left out where they are.
const ONLY_RECORDED: &str =
    "outages of zones and regions other than the recorded ones; two at once; that providers learn";

/// What forecasts leave out besides what every run does.
const LEAVES_OUT: [&str; 4] = [
    "what is broken already: every life begins with all parts working",
    REGIONS,
    "changes: deployments, growth, repairs that make things worse",
    "that a provider's failures come in crowds, beyond the shocks named here",
];

/// The assumptions of every provider whose zones are used.
fn offers_in_use(arch: &Architecture, offers: &[Offer]) -> Vec<Assumption> {
    let used = |o: &&Offer| {
        arch.zones
            .iter()
            .any(|z| z.split('/').next() == Some(o.provider.as_str()))
    };
    let offers = offers.iter().filter(used);
    offers.flat_map(|o| o.assumptions.iter().cloned()).collect()
}

fn warnings(lives: &[Life]) -> Vec<(String, Share)> {
    let mut list: Vec<(String, Share)> = Vec::new();
    for text in lives.iter().flat_map(|l| &l.warnings) {
        match list.iter_mut().find(|w| &w.0 == text) {
            Some(w) => w.1.hits += 1,
            None => list.push((
                text.clone(),
                Share {
                    hits: 1,
                    of: lives.len() as u64,
                },
            )),
        }
    }
    list
}

/// A promise and in how many lives it was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectiveForecast {
    /// `rto`, `rpo` or `availability_slo`.
    pub name: &'static str,
    /// What is promised.
    pub target: Target,
    /// Lives in which it was kept, of those in which that can be told.
    pub kept: Chance,
}
