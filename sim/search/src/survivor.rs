//! Which built-in design comes through the very outage that another did not: same weather, same seed, one run.
//!
//! One run is no proof that it always will; `matrix` asks many. Designs are tried from the nearest in structure on
//! ([`matrix::candidates`]), each with the struck zone that hurts it most, and the first that came through is taken.

use crate::matrix::{Nearest, candidates};
use crate::{Try, ready, replay};
use tape::{Offer, Tape};
use tenant::LiveOptions;
use tenant::architecture::Architecture;

/// A design that came through, and how it fared.
#[derive(Debug, Clone)]
pub struct Survivor {
    /// Which, and in what it differs.
    pub nearest: Nearest,
    /// Its run, with the zone that hurts it most.
    pub life: Try,
}

/// The nearest of these designs that comes through. A design that rents nothing in the struck region is no example.
/// `go_on` is asked before each design is tried; `false` ends the search.
#[must_use]
pub fn survivor(
    arch: &Architecture,
    designs: &[Architecture],
    (offers, tape, region): (&[Offer], &Tape, Option<&str>),
    options: &LiveOptions,
    mut go_on: impl FnMut(usize) -> bool,
) -> Option<Survivor> {
    for (tried, candidate) in candidates(arch, designs).into_iter().enumerate() {
        if !go_on(tried) {
            return None;
        }
        let design = &designs[candidate.index];
        let there = region.unwrap_or(&design.home);
        if !rents_in(design, there) {
            continue;
        }
        let tapes = ready(design, offers, tape, region);
        let mut all = replay(design, offers, &tapes, options);
        let life = all.tries.swap_remove(all.worst);
        if came_through(&life) {
            return Some(Survivor {
                nearest: candidate.nearest,
                life,
            });
        }
    }
    None
}

fn rents_in(arch: &Architecture, region: &str) -> bool {
    let inside = |z: &String| z.rsplit_once('/').is_some_and(|(r, _)| r == region);
    arch.zones.iter().any(inside)
}

/// Whether every promise held. Where no time is promised nothing may have been down, where no data is promised nothing may
/// be lost; and a store that nothing can bring back is never a way to come through.
#[must_use]
pub fn came_through(life: &Try) -> bool {
    let score = &life.score;
    let promises: Vec<_> = score.journeys.iter().flat_map(|j| &j.objectives).collect();
    let of_data = promises.iter().any(|o| o.name == "rpo");
    let of_time = promises.iter().any(|o| o.name != "rpo");
    let never_down = || score.journeys.iter().all(|j| j.episodes.is_empty());
    let lost_none = || score.stores.iter().all(|s| s.lost == 0);
    score.stores.iter().all(|s| !s.unrecoverable)
        && promises.iter().all(|o| o.met == Some(true))
        && (of_time || never_down())
        && (of_data || lost_none())
}
