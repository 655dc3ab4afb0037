//! Which members of a tape's populations a tenant's resources turn out to be.
//!
//! A tenant rents a few members of populations of thousands. Each wish has a stream of its own, named by the
//! resource, so that one resource more or less leaves the others' draws alone; only a wish that meets a member
//! already taken draws again. The draws are exactly uniform and without replacement inside a population.

use crate::{PlaceId, Population, PopulationKind, Tape};
use kernel::Stream;

/// A resource that wants to be a member of a population.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish<'a> {
    /// Name of the resource, unique in its architecture (or its `luck` name).
    pub entity: &'a str,
    /// Where it lives.
    pub place: PlaceId,
    /// Which kind of population it belongs to.
    pub kind: PopulationKind,
}

/// Attempts until a tenant counts as not touched.
pub const ATTEMPTS_MAX: u32 = 1000;

/// The member each wish becomes in the given attempt; `None` where the tape has no such population.
///
/// More wishes than members is beyond what a small tenant can ask: the surplus shares members.
#[must_use]
pub fn draw(tape: &Tape, seed: u64, attempt: u32, wishes: &[Wish<'_>]) -> Vec<Option<u32>> {
    let mut lots = Lots::new(tape, seed, wishes);
    for _ in 0..=attempt {
        lots.next();
    }
    lots.settle();
    lots.members
}

/// The first attempt, of at most [`ATTEMPTS_MAX`], in which at least one wish becomes a touched member,
/// and whether there was one. If there was none, the answer is the first attempt.
#[must_use]
pub fn draw_touched(tape: &Tape, seed: u64, wishes: &[Wish<'_>]) -> (Vec<Option<u32>>, bool) {
    let mut lots = Lots::new(tape, seed, wishes);
    if lots
        .populations
        .iter()
        .flatten()
        .all(|p| p.touched.is_empty())
    {
        return (draw(tape, seed, 0, wishes), false);
    }
    for _ in 0..ATTEMPTS_MAX {
        lots.next();
        lots.settle();
        if lots.touched() {
            return (lots.members, true);
        }
    }
    (draw(tape, seed, 0, wishes), false)
}

/// Chance that at least one wish becomes a touched member, parts per million.
#[must_use]
pub fn p_touched_ppm(tape: &Tape, wishes: &[Wish<'_>]) -> u32 {
    let mut spared = 1.0;
    for population in &tape.populations {
        let wanted = wishes
            .iter()
            .filter(|w| (w.place, w.kind) == (population.place, population.kind))
            .count();
        let size = f64::from(population.size);
        let whole = size - population.touched.len() as f64;
        // C(whole, wanted) / C(size, wanted), factor by factor.
        for i in 0..wanted.min(population.size as usize) {
            let i = i as f64;
            let left = if whole > i { whole - i } else { 0.0 };
            spared *= left / (size - i);
        }
    }
    ((1.0 - spared) * 1e6 + 0.5) as u32
}

/// The wishes' streams, advanced attempt by attempt.
struct Lots<'a> {
    seed: u64,
    /// 0 before the first attempt.
    attempts: u32,
    wishes: &'a [Wish<'a>],
    populations: Vec<Option<&'a Population>>,
    streams: Vec<Stream>,
    members: Vec<Option<u32>>,
}

impl<'a> Lots<'a> {
    fn new(tape: &'a Tape, seed: u64, wishes: &'a [Wish<'a>]) -> Self {
        Self {
            seed,
            attempts: 0,
            wishes,
            populations: wishes
                .iter()
                .map(|w| tape.population(w.place, w.kind).filter(|p| p.size > 0))
                .collect(),
            streams: wishes
                .iter()
                .map(|w| Stream::named(seed, "fate", w.entity))
                .collect(),
            members: vec![None; wishes.len()],
        }
    }

    /// One draw per wish, collisions not yet settled.
    fn next(&mut self) {
        self.attempts += 1;
        for ((member, stream), population) in self
            .members
            .iter_mut()
            .zip(&mut self.streams)
            .zip(&self.populations)
        {
            *member = population.map(|p| stream.below(u64::from(p.size)) as u32);
        }
    }

    /// Wishes that met a member already taken draw again, each from a stream of its own.
    fn settle(&mut self) {
        for i in 1..self.members.len() {
            let Some(population) = self.populations[i] else {
                continue;
            };
            if !self.taken(i) || self.earlier(i).count() >= population.size as usize {
                continue;
            }
            let name = format!("{}#{}", self.wishes[i].entity, self.attempts);
            let mut again = Stream::named(self.seed, "fate again", &name);
            while self.taken(i) {
                self.members[i] = Some(again.below(u64::from(population.size)) as u32);
            }
        }
    }

    fn taken(&self, i: usize) -> bool {
        self.earlier(i).any(|j| self.members[j] == self.members[i])
    }

    /// The wishes before `i` in the same population.
    fn earlier(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        let home = |j: usize| (self.wishes[j].place, self.wishes[j].kind);
        (0..i).filter(move |&j| home(j) == home(i))
    }

    fn touched(&self) -> bool {
        self.members.iter().zip(&self.populations).any(|(member, population)| {
            matches!((member, population), (Some(m), Some(p)) if p.history(*m).is_some())
        })
    }
}
