//! Which built-in design comes through the very outage that another did not: the same weather, the same seed, and not by
//! luck.
//!
//! Designs are tried from the nearest in structure on ([`candidates`]), each with the struck zone that hurts it most. Who
//! comes through must do so with other luck too, in 19 of 20 lives; the first is taken. The weather is one draw of the cloud:
//! `matrix` asks more of them.

use crate::matrix::{Nearest, candidates};
use crate::{Try, absent, ready, replay, strikes};
use tape::{Offer, Tape};
use tenant::LiveOptions;
use tenant::architecture::Architecture;

/// Lives with other luck that a design must come through ...
pub const LIVES: u64 = 20;
/// ... but for so many.
pub const MISSED_MAX: u64 = 1;

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
        let there = region.unwrap_or_else(|| strikes(design, tape));
        if absent(design, there) {
            continue;
        }
        let tapes = ready(design, offers, tape, region);
        let mut all = replay(design, offers, &tapes, options);
        let life = all.tries.swap_remove(all.worst);
        let again = |lives: u64| {
            let options = LiveOptions {
                seed: options.seed.wrapping_add(lives),
                ..options.clone()
            };
            let mut all = replay(design, offers, &tapes, &options);
            came_through(&all.tries.swap_remove(all.worst))
        };
        let missed = (1..=LIVES)
            .filter(|&i| !again(i))
            .take(MISSED_MAX as usize + 1);
        if came_through(&life) && missed.count() as u64 <= MISSED_MAX {
            return Some(Survivor {
                nearest: candidate.nearest,
                life,
            });
        }
    }
    None
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
