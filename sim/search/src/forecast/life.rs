//! One life in numbers, and what many of them say of a journey.

use super::ObjectiveForecast;
use super::parts::{Driver, drivers};
use super::recorded::Calendar;
use crate::spread::{Chance, Expected, Histogram, Spread};
use kernel::{SimDuration, SimTime};
use tape::Offer;
use tenant::architecture::{Architecture, ComponentId};
use tenant::outcome::{Health, HealthChange, Outcome, PartLife};
use tenant::score::{CreditSum, Episode, JourneyScore, StoreScore, Target, credits_over, score};

/// What is kept of one life.
#[derive(Debug)]
pub(super) struct Life {
    pub(super) length: SimDuration,
    pub(super) journeys: Vec<JourneyLife>,
    pub(super) stores: Vec<StoreScore>,
    pub(super) parts: Vec<PartLife>,
    pub(super) credits: Vec<CreditSum>,
    pub(super) warnings: Vec<String>,
    pub(super) leaves_out: Vec<String>,
    /// By recorded outage: how often it came, and how often it could not for another.
    pub(super) came: Vec<u32>,
    pub(super) crowded: Vec<u32>,
}

/// One journey's life.
#[derive(Debug)]
pub(super) struct JourneyLife {
    pub(super) down: SimDuration,
    offered: u64,
    failed: u64,
    episodes: u32,
    longest: SimDuration,
    /// Still down when the life ended.
    open: bool,
    objectives: Vec<(&'static str, Target, Option<bool>)>,
    /// Per component, how much of the downtime it was down too.
    pub(super) beside: Vec<SimDuration>,
    /// Per recorded outage, how long it was down for what began in it.
    pub(super) in_outages: Vec<SimDuration>,
}

impl Life {
    pub(super) fn of(
        arch: &Architecture,
        offers: &[Offer],
        outcome: Outcome,
        calendar: &Calendar,
    ) -> Self {
        let score = score(arch, &outcome, &[], 0);
        let journeys = score.journeys.iter();
        let credits = credits_over(arch, &outcome, offers);
        Self {
            length: outcome.end.since(SimTime::ZERO),
            journeys: journeys
                .map(|j| JourneyLife {
                    in_outages: calendar.down(&j.episodes, calendar.crowded.len()),
                    ..JourneyLife::of(j, &outcome.health, arch.components.len(), outcome.end)
                })
                .collect(),
            stores: score.stores,
            parts: outcome.parts,
            credits,
            warnings: outcome.warnings,
            leaves_out: outcome.leaves_out,
            came: (0..calendar.crowded.len())
                .map(|w| calendar.count(w))
                .collect(),
            crowded: calendar.crowded.clone(),
        }
    }
}

impl JourneyLife {
    fn of(score: &JourneyScore, health: &[HealthChange], components: usize, end: SimTime) -> Self {
        let longest = score.episodes.iter().map(Episode::length).max();
        Self {
            down: score.downtime,
            offered: score.offered,
            failed: score.failed,
            episodes: score.episodes.len() as u32,
            longest: longest.unwrap_or(SimDuration::ZERO),
            open: score.censored,
            objectives: score
                .objectives
                .iter()
                .map(|o| (o.name, o.target, o.met))
                .collect(),
            in_outages: Vec::new(),
            beside: match score.episodes.is_empty() {
                true => Vec::new(),
                false => beside(&score.episodes, health, components, end),
            },
        }
    }

    fn unavailability(&self, length: SimDuration) -> f64 {
        self.down.0 as f64 / length.0.max(1) as f64
    }

    fn failed_share(&self) -> f64 {
        self.failed as f64 / self.offered.max(1) as f64
    }
}

/// How long each component was down within these episodes.
fn beside(
    episodes: &[Episode],
    health: &[HealthChange],
    components: usize,
    end: SimTime,
) -> Vec<SimDuration> {
    let mut sums = vec![SimDuration::ZERO; components];
    let mut since: Vec<Option<SimTime>> = vec![None; components];
    for change in health {
        let i = usize::from(change.component.0);
        let down = match change.health {
            Health::Down | Health::Hung | Health::Recovering => true,
            Health::Up | Health::Degraded => false,
        };
        match since[i] {
            None if down => since[i] = Some(change.at),
            Some(from) if !down => {
                sums[i] += within(episodes, from, change.at);
                since[i] = None;
            }
            None | Some(_) => {}
        }
    }
    for (sum, from) in sums.iter_mut().zip(since) {
        if let Some(from) = from {
            *sum += within(episodes, from, end);
        }
    }
    sums
}

/// How much of `from..until` lies within episodes.
fn within(episodes: &[Episode], from: SimTime, until: SimTime) -> SimDuration {
    let first = episodes.partition_point(|e| e.until <= from);
    let mut sum = SimDuration::ZERO;
    for e in episodes[first..].iter().take_while(|e| e.from < until) {
        sum += e.until.min(until).since(e.from.max(from));
    }
    sum
}

/// What is to be expected of one journey.
#[derive(Debug, Clone, PartialEq)]
pub struct JourneyForecast {
    /// Its name.
    pub name: String,
    /// Share of time not down.
    pub availability_time: Expected,
    /// Share of requests served.
    pub availability_requests: Expected,
    /// Share of time not down if parts failed independently, worked out by hand; `None`: no long run.
    pub availability_independent: Option<f64>,
    /// Downtime of a life, seconds.
    pub down_s: Spread,
    /// Lives without any.
    pub never_down: Chance,
    /// Lives that ended while it was down.
    pub open: Chance,
    /// Times it went down in a life.
    pub episodes: Expected,
    /// The longest of them, seconds; zero in a life without any.
    pub longest_s: Spread,
    /// How the downtime of lives spreads.
    pub histogram: Histogram,
    /// What is promised.
    pub objectives: Vec<ObjectiveForecast>,
    /// Parts by their share in its downtime, the largest first.
    pub drivers: Vec<Driver>,
}

/// What all lives say of the journey of that index.
pub(super) fn journey(
    arch: &Architecture,
    index: usize,
    lives: &[Life],
    seed: u64,
    independent: Option<f64>,
) -> JourneyForecast {
    let name = arch.journeys[index].name.clone();
    let each = |f: &dyn Fn(&JourneyLife, &Life) -> f64| -> Vec<f64> {
        lives.iter().map(|l| f(&l.journeys[index], l)).collect()
    };
    let stream = |what: &str| format!("{name}/{what}");
    let unavailability = each(&|j, l| j.unavailability(l.length));
    let failed = each(&JourneyLife::failed_share_in);
    let down_s = each(&|j, _| j.down.secs_f64());
    let longest_s = each(&|j, _| j.longest.secs_f64());
    let episodes = each(&|j, _| f64::from(j.episodes));
    JourneyForecast {
        availability_time: Expected::of(&unavailability, seed, &stream("time")).complement(),
        availability_requests: Expected::of(&failed, seed, &stream("requests")).complement(),
        availability_independent: independent,
        histogram: Histogram::of(&down_s),
        down_s: Spread::of(&down_s, seed, &stream("downtime")),
        never_down: Chance::of(lives.iter().map(|l| l.journeys[index].episodes == 0)),
        open: Chance::of(lives.iter().map(|l| l.journeys[index].open)),
        episodes: Expected::of(&episodes, seed, &stream("episodes")),
        longest_s: Spread::of(&longest_s, seed, &stream("longest")),
        objectives: objectives(index, lives),
        drivers: drivers(arch, index, lives),
        name,
    }
}

impl JourneyLife {
    fn failed_share_in(&self, _: &Life) -> f64 {
        self.failed_share()
    }
}

fn objectives(index: usize, lives: &[Life]) -> Vec<ObjectiveForecast> {
    let Some(first) = lives.first() else {
        return Vec::new();
    };
    let promised = first.journeys[index].objectives.iter().enumerate();
    promised
        .map(|(i, &(name, target, _))| ObjectiveForecast {
            name,
            target,
            kept: Chance::of(
                lives
                    .iter()
                    .filter_map(|l| l.journeys[index].objectives[i].2),
            ),
        })
        .collect()
}

/// Whether a component fails by itself or can be hit, as the lives show.
pub(super) fn has_life(lives: &[Life], id: ComponentId) -> bool {
    lives
        .first()
        .is_some_and(|l| l.parts.iter().any(|p| p.component == id))
}
