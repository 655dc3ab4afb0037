//! Answers kept in memory.
//!
//! Models: a share of the reads is answered here, the rest and all writes go to the origin. A lost cache sends every
//! read to the origin; when its machine is back it is empty and warms up in four steps. Callers skip a cache that does
//! not answer. Leaves out: eviction and the order of keys.

use crate::architecture::{Cache, ComponentId};
use crate::components::{Memory, instances};
use crate::engine::choices::{HIT, MISS};
use crate::engine::flow::{Intent, Leg, WHOLE, Walk};
use crate::engine::hosts::Works;
use crate::engine::run::{Beat, Run};
use kernel::SimDuration;

/// Steps from cold to warm.
const STEPS: u32 = 4;

/// How warm it is.
#[derive(Debug)]
pub(crate) struct Warmth {
    hit_ppm: u32,
    steps: u32,
    lost: bool,
}

impl Warmth {
    pub(crate) fn first(x: &Cache) -> Self {
        Self {
            hit_ppm: x.hit_ppm,
            steps: STEPS,
            lost: false,
        }
    }
}

pub(crate) fn enter(
    walk: &Walk<'_, '_>,
    id: ComponentId,
    x: &Cache,
    mut leg: Leg,
    out: &mut Vec<Leg>,
) {
    let Memory::Cache(warmth) = walk.run.memory(id) else {
        return;
    };
    let up = walk
        .run
        .hosts
        .of(id)
        .next()
        .is_some_and(|(_, h)| h.works == Works::Up);
    let hit_ppm = match walk.intent {
        Intent::Read | Intent::Probe | Intent::Knock if up => warmth.hit_ppm,
        Intent::Read | Intent::Probe | Intent::Knock | Intent::Write(_) => 0,
    };
    let hit = (u64::from(leg.ppm) * u64::from(hit_ppm) / u64::from(WHOLE)) as u32;
    if hit > 0 {
        let mut missed = Vec::new();
        if let Some((_, host)) = walk.run.hosts.of(id).next() {
            let part = Leg {
                ppm: hit,
                choices: leg.choices.and(id, HIT),
                ..leg
            };
            out.extend(walk.serve(part, instances::stand(host), id, &mut missed));
        }
        leg.ppm -= hit;
        // Reads that the cache does not answer this time are asked of the origin.
        let skipped = Leg {
            ppm: missed.iter().fold(0, |sum, l| sum + l.ppm),
            choices: leg.choices.and(id, HIT),
            ..leg
        };
        if skipped.ppm > 0 {
            walk.enter(x.origin, skipped, out);
        }
        leg.choices = leg.choices.and(id, MISS);
    }
    if leg.ppm > 0 {
        walk.enter(x.origin, leg, out);
    }
}

/// Notices a loss, and the return after it.
pub(crate) fn review(run: &mut Run<'_>, id: ComponentId, x: &Cache) {
    let up = run
        .hosts
        .of(id)
        .next()
        .is_some_and(|(_, h)| h.works == Works::Up);
    let now = run.now;
    let Memory::Cache(warmth) = run.memory_mut(id) else {
        return;
    };
    match (up, warmth.lost) {
        (false, false) => {
            warmth.lost = true;
            warmth.hit_ppm = 0;
            warmth.steps = 0;
        }
        (true, true) => {
            warmth.lost = false;
            run.beat(now + step(x), id, Beat::Warm);
        }
        (true, false) | (false, true) => {}
    }
}

/// A quarter warmer.
pub(crate) fn warm(run: &mut Run<'_>, id: ComponentId, x: &Cache) {
    let now = run.now;
    let Memory::Cache(warmth) = run.memory_mut(id) else {
        return;
    };
    if warmth.lost || warmth.steps >= STEPS {
        return;
    }
    warmth.steps += 1;
    warmth.hit_ppm = (u64::from(x.hit_ppm) * u64::from(warmth.steps) / u64::from(STEPS)) as u32;
    if warmth.steps < STEPS {
        run.beat(now + step(x), id, Beat::Warm);
    }
    run.touch(id, None);
    run.dirty = true;
}

fn step(x: &Cache) -> SimDuration {
    SimDuration(x.warm_up.0 / u64::from(STEPS))
}
