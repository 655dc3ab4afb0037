//! A content delivery network in front of an origin.
//!
//! Models: a share of the reads is answered from the cache and needs nothing more; misses and writes go to the origin.
//! While the origin is down the cache goes on answering for the configured time, then its answers are too old and every
//! read is a miss. Leaves out: which objects are cached, and regional caches.

use crate::architecture::{Cdn, ComponentId};
use crate::components::Memory;
use crate::engine::choices::{HIT, MISS};
use crate::engine::flow::{End, Intent, Leg, WHOLE, Walk};
use crate::engine::run::{Beat, Run};
use crate::engine::weather::WatchId;
use crate::outcome::Health;
use kernel::SimTime;
use tape::Service;

/// Whether the cache may still answer.
#[derive(Debug)]
pub(crate) struct Freshness {
    watch: WatchId,
    origin_down: Option<SimTime>,
    expired: bool,
}

impl Freshness {
    pub(crate) fn first(run: &mut Run<'_>, x: &Cdn) -> Self {
        let watch = run.weather.watch(&x.provider, Service::Cdn);
        Self {
            watch,
            origin_down: None,
            expired: false,
        }
    }
}

pub(crate) fn enter(walk: &Walk<'_, '_>, id: ComponentId, x: &Cdn, leg: Leg, out: &mut Vec<Leg>) {
    let Memory::Cdn(fresh) = walk.run.memory(id) else {
        return;
    };
    let Some(mut leg) = walk.pass(leg, fresh.watch, End::Fast, id, out) else {
        return;
    };
    let hit_ppm = match walk.intent {
        Intent::Read | Intent::Probe | Intent::Knock if !fresh.expired => x.hit_ppm,
        Intent::Read | Intent::Probe | Intent::Knock | Intent::Write(_) => 0,
    };
    let hit = (u64::from(leg.ppm) * u64::from(hit_ppm) / u64::from(WHOLE)) as u32;
    if hit > 0 {
        out.push(Leg {
            ppm: hit,
            end: End::Done,
            choices: leg.choices.and(id, HIT),
            ..leg
        });
        leg.ppm -= hit;
        leg.choices = leg.choices.and(id, MISS);
    }
    if leg.ppm > 0 {
        walk.enter(x.origin, leg, out);
    }
}

/// Notices the origin's coming and going.
pub(crate) fn review(run: &mut Run<'_>, id: ComponentId, x: &Cdn) {
    let behind = std::iter::once(&x.origin).chain(&run.layout.downstream[id.0 as usize]);
    let bad = |c: &ComponentId| {
        matches!(
            run.status[c.0 as usize].health,
            Health::Down | Health::Hung | Health::Recovering
        )
    };
    let down = behind.clone().any(bad);
    let now = run.now;
    let Memory::Cdn(fresh) = run.memory_mut(id) else {
        return;
    };
    match (down, fresh.origin_down) {
        (true, None) => {
            fresh.origin_down = Some(now);
            run.beat(now + x.stale, id, Beat::Expire);
        }
        (false, Some(_)) => {
            fresh.origin_down = None;
            if std::mem::take(&mut fresh.expired) {
                run.touch(id, None);
            }
        }
        (true, Some(_)) | (false, None) => {}
    }
}

/// What is cached has become too old, if the origin has been down all the time.
pub(crate) fn expire(run: &mut Run<'_>, id: ComponentId, x: &Cdn) {
    let now = run.now;
    let Memory::Cdn(fresh) = run.memory_mut(id) else {
        return;
    };
    if fresh.expired || fresh.origin_down.is_none_or(|since| since + x.stale > now) {
        return;
    }
    fresh.expired = true;
    let text = format!(
        "what {} has cached is too old to serve",
        run.arch.component(id).name
    );
    let cause = run.status_fact(x.origin);
    let fact = run.fact("tenant.cache_stale", text, cause);
    run.touch(id, Some(fact));
    run.dirty = true;
}
