//! Objects in an object store.
//!
//! Models: calls fail with the object store's error share in its region. With a copy in a second region, reads go to
//! the copy while the first region fails more than half of them; writes follow only after a promotion, which leaves
//! behind what was not copied yet. Leaves out: single objects, versions and listing.

use crate::architecture::{Bucket, ComponentId};
use crate::components::Memory;
use crate::engine::flow::{End, HALF, Intent, Leg, Walk};
use crate::engine::run::Run;
use crate::engine::weather::WatchId;
use tape::Service;

/// Where objects are read and written.
#[derive(Debug)]
pub(crate) struct Side {
    home: WatchId,
    copy: Option<WatchId>,
    /// Writes go to the copy.
    pub(crate) promoted: bool,
}

impl Side {
    pub(crate) fn first(run: &mut Run<'_>, x: &Bucket) -> Self {
        let home = run.weather.watch(&x.region, Service::ObjectStore);
        let copy = x
            .copy
            .as_ref()
            .map(|(region, _)| run.weather.watch(region, Service::ObjectStore));
        Self {
            home,
            copy,
            promoted: false,
        }
    }
}

pub(crate) fn enter(
    walk: &Walk<'_, '_>,
    id: ComponentId,
    x: &Bucket,
    leg: Leg,
    out: &mut Vec<Leg>,
) {
    let Memory::Bucket(side) = walk.run.memory(id) else {
        return;
    };
    let reads = walk.intent == Intent::Read;
    let home_bad = walk.run.weather.now(side.home).error_ppm >= HALF;
    let (watch, region) = match (side.copy, &x.copy) {
        (Some(copy), Some((region, _))) if side.promoted || (reads && home_bad) => (copy, region),
        (Some(_) | None, _) => (side.home, &x.region),
    };
    let Some(mut leg) = walk.pass(leg, watch, End::Fast, id, out) else {
        return;
    };
    leg.at = walk.run.layout.spot(region).or(leg.at);
    out.push(leg);
}
