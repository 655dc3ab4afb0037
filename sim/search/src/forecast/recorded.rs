//! Recorded outages in ordinary years: each falls at instants of pure chance, as often as its file says, on the region
//! that the architecture calls home, and strikes any of its zones.
//!
//! Leaves out: two at once (one that would begin before another is over does not come), seasons and aftershocks, and
//! that providers learn from their outages.

use super::Question;
use super::life::Life;
use crate::replay::{put, zones_of};
use crate::spread::Expected;
use kernel::{SimDuration, SimTime, Stream};
use tape::strung::{Part, string};
use tape::{Tape, Track};
use tenant::score::Episode;

/// An outage that may fall into a life.
#[derive(Debug, Clone, Copy)]
pub struct Recorded<'a> {
    /// Its id.
    pub outage: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Mean time from one to the next in a region.
    pub every: SimDuration,
    /// Where that comes from.
    pub why: &'a str,
    /// Draws of what happened; at least one.
    pub tapes: &'a [Tape],
}

/// What a recorded outage did in all lives.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedForecast {
    /// Its id.
    pub outage: String,
    /// Its title.
    pub title: String,
    /// Mean time from one to the next in a region.
    pub every: SimDuration,
    /// Where that comes from.
    pub why: String,
    /// Times it came in a life.
    pub came: Expected,
    /// Times in all lives at which another was not over, so that it did not come.
    pub crowded: u64,
    /// Seconds of a life that each journey was down for interruptions that began in it.
    pub down_s: Vec<(String, Expected)>,
}

/// One that comes.
#[derive(Debug, Clone, Copy)]
struct Blow {
    at: SimTime,
    which: usize,
    /// Which draw of it.
    draw: usize,
    /// Which zone of the region.
    zone: usize,
}

/// What a life meets.
pub(super) struct Calendar {
    blows: Vec<(Blow, SimTime)>,
    /// By outage: how often another was not over.
    pub(super) crowded: Vec<u32>,
}

impl Calendar {
    /// The outages of a life.
    pub(super) fn of(question: &Question<'_>, seed: u64) -> Self {
        let end = SimTime::ZERO + question.length();
        let zones = zones_of(question.arch, question.offers, &question.arch.home);
        let mut all: Vec<Blow> = Vec::new();
        for (which, r) in question.recorded.iter().enumerate() {
            let mut stream = Stream::named(seed, "recorded outages", r.outage);
            let mut at = SimTime::ZERO;
            loop {
                let gap = stream.exponential(r.every.secs_f64());
                at = at + SimDuration::from_secs_f64(gap);
                if at >= end {
                    break;
                }
                let draw = stream.below(r.tapes.len() as u64) as usize;
                let zone = stream.below(zones.len().max(1) as u64) as usize;
                all.push(Blow {
                    at,
                    which,
                    draw,
                    zone,
                });
            }
        }
        all.sort_by_key(|b| (b.at, b.which));
        let mut out = Self {
            blows: Vec::new(),
            crowded: vec![0; question.recorded.len()],
        };
        for blow in all {
            if out.blows.last().is_some_and(|(_, until)| *until > blow.at) {
                out.crowded[blow.which] += 1;
                continue;
            }
            let tape = &question.recorded[blow.which].tapes[blow.draw];
            let until = blow.at + SimDuration(tape.end.0);
            out.blows.push((blow, until));
        }
        out
    }

    /// The tape of the life; `None`: nothing comes.
    pub(super) fn tape(&self, question: &Question<'_>, calm: &Tape, seed: u64) -> Option<Tape> {
        let home = &question.arch.home;
        let zones = zones_of(question.arch, question.offers, home);
        let there = self.blows.iter().map(|(blow, _)| {
            let tape = &question.recorded[blow.which].tapes[blow.draw];
            let struck = zones.get(blow.zone).map_or("", String::as_str);
            (put(tape, home, struck, &zones), blow.at)
        });
        let there: Vec<_> = there.collect();
        let parts: Vec<Part<'_>> = there
            .iter()
            .map(|(tape, at)| Part {
                after: at.since(SimTime::ZERO),
                tape,
            })
            .collect();
        if parts.is_empty() {
            return None;
        }
        // They were taken so that none overlap.
        let mut tape = string("recorded outages", &parts, seed).ok()?;
        cover(&mut tape, calm);
        Some(tape)
    }

    /// How often an outage comes.
    pub(super) fn count(&self, which: usize) -> u32 {
        self.blows.iter().filter(|(b, _)| b.which == which).count() as u32
    }

    /// How long a journey was down for what began in each of the outages.
    pub(super) fn down(&self, episodes: &[Episode], outages: usize) -> Vec<SimDuration> {
        let mut out = vec![SimDuration::ZERO; outages];
        for e in episodes {
            let next = self.blows.partition_point(|(b, _)| b.at <= e.from);
            if let Some((blow, until)) = next.checked_sub(1).map(|i| self.blows[i])
                && e.from <= until
            {
                out[blow.which] += e.length();
            }
        }
        out
    }
}

/// Makes a tape speak of everything that a calm one speaks of, as long as that does.
fn cover(tape: &mut Tape, calm: &Tape) {
    for track in &calm.tracks {
        let place = tape.places.intern(calm.places.path(track.place));
        if tape.track(place, track.service).is_none() {
            tape.tracks.push(Track {
                place,
                ..track.clone()
            });
            tape.tracks.sort_by_key(|t| (t.place, t.service));
        }
    }
    tape.end = tape.end.max(calm.end);
}

/// What all lives say of the recorded outages.
pub(super) fn gather(question: &Question<'_>, lives: &[Life]) -> Vec<RecordedForecast> {
    let one = |(which, r): (usize, &Recorded<'_>)| {
        let expected = |values: Vec<f64>, what: &str| {
            Expected::of(&values, question.seed, &format!("{}/{what}", r.outage))
        };
        let came = lives.iter().map(|l| f64::from(l.came[which])).collect();
        let journeys = question.arch.journeys.iter().enumerate();
        let down_s = journeys.map(|(j, journey)| {
            let down = lives
                .iter()
                .map(|l| l.journeys[j].in_outages[which].secs_f64());
            (
                journey.name.clone(),
                expected(down.collect(), &journey.name),
            )
        });
        RecordedForecast {
            outage: r.outage.to_owned(),
            title: r.title.to_owned(),
            every: r.every,
            why: r.why.to_owned(),
            came: expected(came, "came"),
            crowded: lives
                .iter()
                .map(|l| u64::from(l.crowded[which]))
                .sum::<u64>(),
            down_s: down_s.collect(),
        }
    };
    question.recorded.iter().enumerate().map(one).collect()
}
