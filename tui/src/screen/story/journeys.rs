//! Journeys at an instant: served or not, since when, and what it has cost so far.

use super::{Mark, Story};
use kernel::{SimDuration, SimTime};
use tenant::architecture::JourneyId;
use tenant::outcome::{JourneyTimeline, Segment};
use tenant::score::{
    Episode, HarmTotal, JourneyScore, ObjectiveScore, Target, WINDOW, served_ppm, strip_between,
};

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
    /// How much of what is promised is used up by now, parts per million: of an RTO by the longest interruption, of an
    /// error budget by failed requests; `None` where it cannot be told yet.
    pub used_ppm: Option<u64>,
}

impl Story {
    /// Every journey at `t`.
    #[must_use]
    pub fn journeys_at(&self, t: SimTime) -> Vec<JourneyNow<'_>> {
        let courses = self.life.outcome.journeys.iter();
        let now = |c: &'_ JourneyTimeline| {
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
                standings: self.standings(c.journey, score, t),
            }
        };
        courses.map(now).collect()
    }

    /// The episode that a journey is in at `t`.
    #[must_use]
    pub fn episode_of(&self, journey: usize, t: SimTime) -> Option<&Episode> {
        episode_at(self.life.score.journeys.get(journey)?, t)
    }

    /// The served share between two instants in so many columns, the worst of each.
    #[must_use]
    pub fn strip(&self, journey: usize, from: SimTime, until: SimTime, columns: usize) -> String {
        let id = JourneyId(journey as u16);
        strip_between(&self.life.outcome, id, from, until, columns)
    }

    /// Requests of a journey that have failed by `t`, micro-requests.
    #[must_use]
    pub fn failed_by(&self, journey: usize, t: SimTime) -> u64 {
        let course = self.life.outcome.journeys.get(journey);
        let sums = self.failed.get(journey);
        let Some((course, sums)) = course.zip(sums) else {
            return 0;
        };
        let whole = course.segments.partition_point(|s| s.until <= t);
        let before = whole.checked_sub(1).map_or(0, |i| sums[i]);
        // Within a segment rates are constant.
        let part = course.segments.get(whole).filter(|s| s.from < t);
        before + part.map_or(0, |s| part_of(s, t))
    }

    /// What failed requests have cost by `t`, per unit.
    #[must_use]
    pub fn harm_by(&self, t: SimTime) -> Vec<HarmTotal> {
        let mut out: Vec<HarmTotal> = Vec::new();
        for (i, journey) in self.arch.journeys.iter().enumerate() {
            let Some(harm) = &journey.harm else { continue };
            let failed = u128::from(self.failed_by(i, t));
            let cost = failed * u128::from(harm.per_request_micro) / 1_000_000;
            let micro = u64::try_from(cost).unwrap_or(u64::MAX);
            match out.iter_mut().find(|h| h.unit == harm.unit) {
                Some(known) => known.micro = known.micro.saturating_add(micro),
                None => out.push(HarmTotal {
                    unit: harm.unit.clone(),
                    micro,
                }),
            }
        }
        out
    }

    fn threshold_ppm(&self, journey: JourneyId) -> u32 {
        self.arch.journeys[usize::from(journey.0)].threshold_ppm
    }

    fn standings(&self, id: JourneyId, score: &JourneyScore, t: SimTime) -> Vec<Standing> {
        let ended = t >= self.end();
        let one = |(objective, o): (usize, &ObjectiveScore)| {
            let used_ppm = match (o.name, o.target) {
                ("rto", Target::Time(limit)) => parts(longest_by(score, t).0, limit.0),
                ("availability_slo", Target::Share(ppb)) => self.budget_used(id, score, ppb, t),
                (_, Target::Time(_) | Target::Share(_)) => None,
            };
            let broken = match o.name {
                "rpo" => ended && o.met == Some(false),
                _ if ended => o.met == Some(false),
                _ => used_ppm.is_some_and(|used| used > 1_000_000),
            };
            Standing {
                objective,
                broken,
                used_ppm,
            }
        };
        score.objectives.iter().enumerate().map(one).collect()
    }

    /// How much of the error budget of 28 days has been used by `t`, parts per million.
    fn budget_used(
        &self,
        id: JourneyId,
        score: &JourneyScore,
        target_ppb: u32,
        t: SimTime,
    ) -> Option<u64> {
        let journey = &self.arch.journeys[usize::from(id.0)];
        let rest = WINDOW.0.saturating_sub(self.end().0);
        let usual = u128::from(journey.rate_micro_per_s) * u128::from(rest) / 1_000_000;
        let wanted = u128::from(score.offered) + usual;
        let allowed = wanted * u128::from(1_000_000_000 - target_ppb.min(1_000_000_000));
        let failed = u128::from(self.failed_by(usize::from(id.0), t));
        let used = (failed * 1_000_000_000_000_000).checked_div(allowed)?;
        Some(u64::try_from(used).unwrap_or(u64::MAX))
    }
}

/// For each journey what has failed by the end of each of its segments.
pub(super) fn failed(journeys: &[JourneyTimeline]) -> Vec<Vec<u64>> {
    let sums = |course: &JourneyTimeline| {
        let mut sum = 0u64;
        let segments = course.segments.iter();
        segments
            .map(|s| {
                sum = sum.saturating_add(s.failed + s.shed);
                sum
            })
            .collect()
    };
    journeys.iter().map(sums).collect()
}

fn part_of(segment: &Segment, t: SimTime) -> u64 {
    let length = u128::from(segment.until.since(segment.from).0.max(1));
    let past = u128::from(t.since(segment.from).0).min(length);
    (u128::from(segment.failed + segment.shed) * past / length) as u64
}

/// A part of a whole, parts per million; `None` of nothing.
fn parts(part: u64, whole: u64) -> Option<u64> {
    let ppm = (u128::from(part) * 1_000_000).checked_div(u128::from(whole))?;
    Some(u64::try_from(ppm).unwrap_or(u64::MAX))
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

/// The longest interruption so far, with its backlog as an RTO counts it.
fn longest_by(score: &JourneyScore, t: SimTime) -> SimDuration {
    let begun = score.episodes.iter().filter(|e| e.from < t);
    let lengths = begun.map(|e| e.drained.max(e.until).min(t).since(e.from));
    lengths.max().unwrap_or(SimDuration::ZERO)
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
