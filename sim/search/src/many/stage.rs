//! Everything that the runs of one architecture under one outage share, made ready once.

use super::{Lot, Notes, Run, Values, Weather};
use crate::log::{Log, ready_with};
use crate::replay::{Ready, Replay, Try, absent, replay, strikes, try_one};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use tape::{Assumption, Offer, Tape};
use tenant::architecture::Architecture;
use tenant::score::Target;
use tenant::{Keep, LiveOptions, Luck, TenantCommand};

/// An architecture with an outage put on every zone it uses, in every draw.
#[derive(Debug)]
pub struct Stage<'a> {
    arch: &'a Architecture,
    offers: &'a [Offer],
    weather: &'a Weather,
    region: &'a str,
    /// Per draw of the cloud, per zone.
    tapes: Vec<Vec<Ready<'a>>>,
    /// What is done to the architecture in every run.
    commands: Vec<TenantCommand>,
    notes: Mutex<Notes>,
}

/// What a set of runs is about: all that is the same in each of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Name of the architecture.
    pub architecture: String,
    /// What it teaches, one line.
    pub teaches: String,
    /// Id of the outage.
    pub outage: String,
    /// What that was, one line.
    pub title: String,
    /// Region the outage was put on.
    pub place: String,
    /// Whether the architecture has nothing there.
    pub absent: bool,
    /// Zones that were struck in turn; `None` where the outage strikes none.
    pub zones: Vec<Option<String>>,
    /// Draws of the cloud.
    pub clouds: u32,
    /// What they vary.
    pub values: Values,
    /// Whether the tape knows who was hit; without that there is no chance of being touched.
    pub knows_shares: bool,
    /// One per journey, in the order of the runs' numbers.
    pub journeys: Vec<JourneyFrame>,
    /// Names of the stores, in that order.
    pub stores: Vec<String>,
    /// The numbers that carry the outage and are not published.
    pub assumptions: Vec<Assumption>,
}

impl Frame {
    /// The draw of the cloud that a seed meets.
    #[must_use]
    pub fn draw_of(&self, seed: u64) -> u32 {
        (seed % u64::from(self.clouds.max(1))) as u32
    }
}

/// A journey and what is promised of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JourneyFrame {
    /// Its name.
    pub name: String,
    /// In the order of the bits of [`super::JourneyRun::met`].
    pub objectives: Vec<Promise>,
}

/// A promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// `rto`, `rpo` or `availability_slo`.
    pub name: String,
    /// What is promised.
    pub target: Target,
}

impl<'a> Stage<'a> {
    /// Puts the outage onto `region` (the architecture's home unless given).
    #[must_use]
    pub fn new(
        arch: &'a Architecture,
        offers: &'a [Offer],
        weather: &'a Weather,
        region: Option<&'a str>,
    ) -> Self {
        Self::under(arch, offers, weather, region, &Log::default())
    }

    /// The same with everything that a log has done, in every run. What it does to the cloud is in the weather already.
    #[must_use]
    pub fn under(
        arch: &'a Architecture,
        offers: &'a [Offer],
        weather: &'a Weather,
        region: Option<&'a str>,
        log: &Log,
    ) -> Self {
        let overlays = log.overlays();
        let put = |(i, tape): (usize, &'a Tape)| {
            let plain = weather.plain.get(i);
            ready_with(arch, offers, tape, plain, &overlays, region)
        };
        Self {
            arch,
            offers,
            weather,
            region: region.unwrap_or_else(|| strikes(arch, &weather.tapes[0])),
            tapes: weather.tapes.par_iter().enumerate().map(put).collect(),
            commands: log.tenant(),
            notes: Mutex::new(Notes::default()),
        }
    }

    /// The runs of these seeds in their order, on as many threads as there are. `progress` is told how many are done.
    pub fn runs(&self, seeds: &[u64], progress: &(dyn Fn(usize) + Sync)) -> Vec<Run> {
        let done = AtomicUsize::new(0);
        let one = |&seed: &u64| {
            let run = self.run(seed);
            progress(done.fetch_add(1, Ordering::Relaxed) + 1);
            run
        };
        seeds.par_iter().map(one).collect()
    }

    /// The run of a seed.
    pub fn run(&self, seed: u64) -> Run {
        let cloud = self.weather.draw_of(seed);
        let live =
            |r: &Ready<'_>, luck| try_one(self.arch, self.offers, r, &self.options(seed, luck));
        let drawn: Vec<Try> = self.tapes[cloud]
            .iter()
            .map(|r| live(r, Luck::Drawn))
            .collect();
        self.note(&drawn);
        let lot = Lot::of(&drawn);
        // Whoever was hit as the dice fell is what "given touched" looks for.
        let redrawn = drawn.iter().any(|t| !t.outcome.touched).then(|| {
            // Where nothing can be hit there is nothing to look for.
            let settled = |t: &Try| t.outcome.touched || t.outcome.p_touched_ppm == 0;
            let again = |(r, t): (&Ready<'_>, Try)| match settled(&t) {
                true => t,
                false => live(r, Luck::Touched),
            };
            let touched: Vec<Try> = self.tapes[cloud].iter().zip(drawn).map(again).collect();
            self.note(&touched);
            Lot::of(&touched)
        });
        Run {
            seed,
            cloud: cloud as u32,
            redrawn: redrawn.filter(|r| *r != lot),
            drawn: lot,
        }
    }

    /// The draw of the cloud that a seed meets, and what happens in its run with one kind of luck: the same as
    /// [`Run::lot`] of [`Self::run`], without living the other.
    pub fn lot(&self, seed: u64, luck: Luck) -> (u32, Lot) {
        let cloud = self.weather.draw_of(seed);
        let options = self.options(seed, luck);
        let live = |r: &Ready<'_>| try_one(self.arch, self.offers, r, &options);
        let tries: Vec<Try> = self.tapes[cloud].iter().map(live).collect();
        self.note(&tries);
        (cloud as u32, Lot::of(&tries))
    }

    /// The run of a seed once more with everything that can be told of it.
    #[must_use]
    pub fn replay(&self, seed: u64, luck: Luck) -> Replay {
        let options = LiveOptions {
            keep: Keep::All,
            ..self.options(seed, luck)
        };
        let tapes = &self.tapes[self.weather.draw_of(seed)];
        replay(self.arch, self.offers, tapes, &options)
    }

    /// The zone whose strike breaks an objective (journey and objective, by index) in the run of a seed, where the run
    /// in the zone that hurts most does not show it.
    #[must_use]
    pub fn zone_that_breaks(
        &self,
        seed: u64,
        luck: Luck,
        (journey, objective): (usize, usize),
    ) -> Option<String> {
        let replay = self.replay(seed, luck);
        let breaks = |t: &&Try| {
            let promise = t.score.journeys[journey].objectives.get(objective);
            promise.is_some_and(|o| o.met == Some(false))
        };
        if breaks(&&replay.tries[replay.worst]) {
            return None;
        }
        let found = replay.tries.iter().find(breaks)?;
        found.zone.clone()
    }

    /// What all runs share.
    #[must_use]
    pub fn frame(&self) -> Frame {
        let first = self.replay(0, Luck::Drawn);
        let score = &first.tries[0].score;
        let journeys = score.journeys.iter().map(|j| JourneyFrame {
            name: j.name.clone(),
            objectives: j
                .objectives
                .iter()
                .map(|o| Promise {
                    name: o.name.to_owned(),
                    target: o.target,
                })
                .collect(),
        });
        let tape = &self.weather.tapes[0];
        Frame {
            architecture: self.arch.name.clone(),
            teaches: self.arch.teaches.clone(),
            outage: self.weather.outage.clone(),
            title: self.weather.title.clone(),
            place: self.region.to_owned(),
            absent: absent(self.arch, self.region),
            zones: first.tries.iter().map(|t| t.zone.clone()).collect(),
            clouds: self.weather.tapes.len() as u32,
            values: self.weather.values,
            knows_shares: !tape.populations.is_empty(),
            journeys: journeys.collect(),
            stores: score.stores.iter().map(|s| s.name.clone()).collect(),
            assumptions: first.tries[0].outcome.assumptions.clone(),
        }
    }

    /// What the runs so far said beside their numbers.
    #[must_use]
    pub fn notes(&self) -> Notes {
        self.notes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn note(&self, tries: &[Try]) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        for t in tries {
            notes.add(&t.outcome);
        }
    }

    fn options(&self, seed: u64, luck: Luck) -> LiveOptions {
        LiveOptions {
            seed,
            luck,
            start_hour_utc: self.weather.start_hour_utc,
            commands: self.commands.clone(),
            keep: Keep::Scores,
            ..LiveOptions::default()
        }
    }
}
