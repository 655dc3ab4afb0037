//! Journeys at an instant: served or not, since when, and what it has cost so far.

use super::{Mark, Story};
use kernel::{SimDuration, SimTime};
use tenant::architecture::JourneyId;
use tenant::outcome::Segment;
use tenant::score::{Episode, JourneyScore, served_ppm, strip_between};

/// How a journey fares now.
#[derive(Debug, Clone, PartialEq)]
pub struct JourneyNow<'a> {
    /// Its name.
    pub name: &'a str,
    /// Share served, parts per million; `None`: nobody asks.
    pub served_ppm: Option<u32>,
    /// Whether it counts as up.
    pub mark: Mark,
    /// Time it has been down since the run began.
    pub down: SimDuration,
    /// Since when it is down, if it is.
    pub down_since: Option<SimTime>,
    /// Its objectives, as far as they can be told by now.
    pub standings: Vec<Standing>,
}

/// An objective at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// `rto`, `rpo` or `availability_slo`, with what is promised.
    pub objective: usize,
    /// Whether it is broken by now; one that is known only at the end is not broken before.
    pub broken: bool,
}

impl Story {
    /// Every journey at `t`.
    #[must_use]
    pub fn journeys_at(&self, t: SimTime) -> Vec<JourneyNow<'_>> {
        let courses = self.life.outcome.journeys.iter();
        let now = |c: &'_ tenant::outcome::JourneyTimeline| {
            let score = &self.life.score.journeys[usize::from(c.journey.0)];
            let segment = at(&c.segments, t);
            let served = segment.and_then(served_ppm);
            let open = episode_at(score, t);
            JourneyNow {
                name: &score.name,
                served_ppm: served,
                mark: mark(served, open.is_some(), self.threshold_ppm(c.journey)),
                down: down_by(score, t),
                down_since: open.map(|e| e.from),
                standings: standings(score, t, self.end()),
            }
        };
        courses.map(now).collect()
    }

    /// The served share between two instants in so many columns, the worst of each.
    #[must_use]
    pub fn strip(&self, journey: usize, from: SimTime, until: SimTime, columns: usize) -> String {
        let id = JourneyId(journey as u16);
        strip_between(&self.life.outcome, id, from, until, columns)
    }

    fn threshold_ppm(&self, journey: JourneyId) -> u32 {
        self.arch.journeys[usize::from(journey.0)].threshold_ppm
    }
}

/// The segment that holds `t`; the last one at the very end.
fn at(segments: &[Segment], t: SimTime) -> Option<&Segment> {
    let i = segments.partition_point(|s| s.until <= t);
    segments.get(i).or(segments.last())
}

fn episode_at(score: &JourneyScore, t: SimTime) -> Option<&Episode> {
    let mut all = score.episodes.iter();
    all.find(|e| e.from <= t && (t < e.until || !e.restored))
}

fn down_by(score: &JourneyScore, t: SimTime) -> SimDuration {
    let begun = score.episodes.iter().filter(|e| e.from < t);
    SimDuration(begun.map(|e| e.until.min(t).since(e.from).0).sum())
}

/// Where a share counts as whole.
const WHOLE_PPM: u32 = 999_000;

fn mark(served: Option<u32>, down: bool, threshold_ppm: u32) -> Mark {
    match served {
        _ if down => Mark::Down,
        None => Mark::Unknown,
        Some(ppm) if ppm < threshold_ppm => Mark::Down,
        Some(ppm) if ppm < WHOLE_PPM => Mark::Part,
        Some(_) => Mark::Up,
    }
}

/// A broken RTO is known once an episode has lasted too long; everything else when the run has ended.
fn standings(score: &JourneyScore, t: SimTime, end: SimTime) -> Vec<Standing> {
    let objectives = score.objectives.iter().enumerate();
    let one = |(i, o): (usize, &tenant::score::ObjectiveScore)| {
        let broken = match o.target {
            tenant::score::Target::Time(limit) if o.name == "rto" => {
                let mut begun = score.episodes.iter().filter(|e| e.from < t);
                begun.any(|e| e.drained.max(e.until).min(t).since(e.from) > limit)
            }
            tenant::score::Target::Time(_) | tenant::score::Target::Share(_) => {
                t >= end && o.met == Some(false)
            }
        };
        Standing {
            objective: i,
            broken,
        }
    };
    objectives.map(one).collect()
}
