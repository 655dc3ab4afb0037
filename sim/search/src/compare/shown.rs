//! One run of both, side by side: which one, with which zone struck, and where the two part.

use super::meanwhile::{Meanwhile, meanwhile};
use super::parting::{Parting, partings};
use super::runs::{Numbers, down, together, worst_down};
use crate::many::{Frame, Lot, Run};
use crate::{Replay, Try};
use kernel::SimDuration;
use tenant::Luck;
use tenant::architecture::{Architecture, JourneyId};
use tenant::score::JourneyScore;

/// Why this run is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// It was asked for.
    Asked,
    /// Of all runs that differ, so many, it is the middle one.
    Middle(u64),
    /// No run differs; it is the first.
    First,
}

/// How the struck zones of the two belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zones {
    /// The same zone is struck, or none.
    Same,
    /// They share no zone: the n-th that the one uses beside the n-th of the other.
    Position(usize),
}

/// A run of both.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Its seed.
    pub seed: u64,
    /// Why this one.
    pub chosen: Chosen,
    /// A and B.
    pub tries: [Try; 2],
    /// Whose struck zones these are.
    pub zones: Zones,
    /// The journey that is looked at, in A and in B: the one that differs most.
    pub journeys: Option<[JourneyId; 2]>,
    /// Where they part: first of all, and where that journey does if later. Empty: they do not.
    pub partings: Vec<Parting>,
    /// In the middle of the longest time that the one was down: who worked. `None` where both are down alike.
    pub meanwhile: Option<Meanwhile>,
}

impl Shown {
    pub(super) fn of(
        files: [&Architecture; 2],
        replays: [Replay; 2],
        numbers: &Numbers,
        seed: u64,
        chosen: Chosen,
    ) -> Self {
        let names: Vec<Option<&str>> = numbers.journeys.iter().map(|j| j.name.as_deref()).collect();
        let ([i, k], zones) = zone(&replays, &names);
        let [a, b] = replays;
        let (a, b) = (taken(a, i), taken(b, k));
        let journeys = widest(&names, [&a, &b]).map(|(a, b)| [a.journey, b.journey]);
        let tries = [a, b];
        let partings = partings(files, [&tries[0].outcome, &tries[1].outcome], journeys);
        let meanwhile = journeys.and_then(|j| meanwhile(files, [&tries[0], &tries[1]], j));
        Self {
            seed,
            chosen,
            tries,
            zones,
            journeys,
            partings,
            meanwhile,
        }
    }

    /// The journey that is looked at, as it was scored in A and in B.
    #[must_use]
    pub fn scores(&self) -> Option<[&JourneyScore; 2]> {
        let [a, b] = self.journeys?;
        let of = |t: usize, id| {
            self.tries[t]
                .score
                .journeys
                .iter()
                .find(|j| j.journey == id)
        };
        Some([of(0, a)?, of(1, b)?])
    }
}

fn taken(mut replay: Replay, index: usize) -> Try {
    replay.tries.swap_remove(index)
}

/// How bad a journey's run was.
fn harshness(j: &JourneyScore) -> (bool, SimDuration) {
    (j.censored, j.downtime)
}

/// How far two are apart, and how bad the worse is.
type Gap = (bool, u64, (bool, SimDuration));

fn gap(a: &JourneyScore, b: &JourneyScore) -> Gap {
    let worse = harshness(a).max(harshness(b));
    let apart = a.downtime.0.abs_diff(b.downtime.0);
    (a.censored != b.censored, apart, worse)
}

/// The pair of journeys that is furthest apart; the worst of each where no name is shared.
fn widest<'a>(
    names: &[Option<&str>],
    tries: [&'a Try; 2],
) -> Option<(&'a JourneyScore, &'a JourneyScore)> {
    let find = |t: &'a Try, name: &str| t.score.journeys.iter().find(|j| j.name == name);
    let worst = |t: &'a Try| {
        let all = t.score.journeys.iter().rev();
        all.max_by_key(|j| harshness(j))
    };
    let pairs = names.iter().filter_map(|name| match name {
        Some(name) => find(tries[0], name).zip(find(tries[1], name)),
        None => worst(tries[0]).zip(worst(tries[1])),
    });
    // Of equals the first by name, so that it is the same pair whichever of the two comes first.
    pairs.min_by(|x, y| {
        let wide = gap(y.0, y.1).cmp(&gap(x.0, x.1));
        wide.then_with(|| x.0.name.cmp(&y.0.name))
    })
}

/// The struck zones, by their place among the tries, in which the two are furthest apart.
fn zone(replays: &[Replay; 2], names: &[Option<&str>]) -> ([usize; 2], Zones) {
    let [a, b] = replays.each_ref().map(|r| &r.tries);
    let mut same: Vec<[usize; 2]> = Vec::new();
    for (i, t) in a.iter().enumerate() {
        same.extend(b.iter().position(|o| o.zone == t.zone).map(|k| [i, k]));
    }
    same.sort_by_key(|&[i, _]| a[i].zone.clone());
    let shared = !same.is_empty();
    if !shared {
        same = (0..a.len().min(b.len())).map(|i| [i, i]).collect();
    }
    let width = |&[i, k]: &[usize; 2]| widest(names, [&a[i], &b[k]]).map(|(x, y)| gap(x, y));
    let mut best = same[0];
    for pair in &same[1..] {
        if width(pair) > width(&best) {
            best = *pair;
        }
    }
    let how = match shared {
        true => Zones::Same,
        false => Zones::Position(best[0]),
    };
    (best, how)
}

/// A typical seed of those whose runs differ: by the journey that differs in most runs, else by lost writes.
pub(super) fn typical(frames: [&Frame; 2], runs: [&[Run]; 2], luck: Luck) -> (u64, Chosen) {
    let lots: Vec<(u64, &Lot, &Lot)> = runs[0]
        .iter()
        .zip(runs[1])
        .map(|(a, b)| (a.seed, a.lot(luck), b.lot(luck)))
        .collect();
    let mut best: Vec<(u64, i128)> = Vec::new();
    let mut names: Vec<&String> = frames[0].journeys.iter().map(|j| &j.name).collect();
    names.sort();
    let place = |f: &Frame, name: &String| f.journeys.iter().position(|j| j.name == *name);
    let mut matched = false;
    for name in names {
        let Some((i, k)) = place(frames[0], name).zip(place(frames[1], name)) else {
            continue;
        };
        matched = true;
        let of = |l: &(u64, &Lot, &Lot)| (down(&l.1.journeys[i]), down(&l.2.journeys[k]));
        longer(&mut best, differing(&lots, of));
    }
    if !matched {
        longer(
            &mut best,
            differing(&lots, |l| (worst_down(l.1), worst_down(l.2))),
        );
    }
    if best.is_empty() {
        let lost = |l: &Lot| Some(together(&l.stores).lost);
        longer(&mut best, differing(&lots, |l| (lost(l.1), lost(l.2))));
    }
    let Some(middle) = best.len().checked_sub(1).map(|last| last / 2) else {
        return (lots[0].0, Chosen::First);
    };
    // The one way round or the other, the same run is in the middle.
    let up = best.iter().filter(|d| d.1 > 0).count();
    let first = best[0].1;
    if up * 2 < best.len() || (up * 2 == best.len() && first < 0) {
        for d in &mut best {
            d.1 = -d.1;
        }
    }
    best.sort_by_key(|&(seed, difference)| (difference, seed));
    (best[middle].0, Chosen::Middle(best.len() as u64))
}

fn longer(best: &mut Vec<(u64, i128)>, other: Vec<(u64, i128)>) {
    if other.len() > best.len() {
        *best = other;
    }
}

/// Seeds that differ, with B - A; what has no end is as long as can be.
fn differing(
    lots: &[(u64, &Lot, &Lot)],
    of: impl Fn(&(u64, &Lot, &Lot)) -> (Option<u64>, Option<u64>),
) -> Vec<(u64, i128)> {
    let long = |x: Option<u64>| i128::from(x.unwrap_or(u64::MAX));
    let one = |l: &(u64, &Lot, &Lot)| {
        let (a, b) = of(l);
        (l.0, long(b) - long(a))
    };
    lots.iter().map(one).filter(|d| d.1 != 0).collect()
}
