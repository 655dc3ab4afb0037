//! Objects in an object store.
//!
//! Models: calls fail with the object store's error share in its region, writes also with that of writing. With a copy in a second region, reads go to
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
    home: Doors,
    copy: Option<Doors>,
    /// Writes go to the copy.
    pub(crate) promoted: bool,
}

/// How calls get into a region's object store.
#[derive(Debug, Clone, Copy)]
struct Doors {
    all: WatchId,
    writes: WatchId,
}

impl Side {
    pub(crate) fn first(run: &mut Run<'_>, x: &Bucket) -> Self {
        let mut doors = |region: &str| Doors {
            all: run.weather.watch(region, Service::ObjectStore),
            writes: run.weather.watch(region, Service::ObjectWrites),
        };
        let home = doors(&x.region);
        let copy = x.copy.as_ref().map(|(region, _)| doors(region));
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
    let home_bad = walk.run.weather.now(side.home.all).error_ppm >= HALF;
    let (doors, region) = match (side.copy, &x.copy) {
        (Some(copy), Some((region, _))) if side.promoted || (reads && home_bad) => (copy, region),
        (Some(_) | None, _) => (side.home, &x.region),
    };
    let Some(mut leg) = walk.pass(leg, doors.all, End::Fast, id, out) else {
        return;
    };
    if !reads {
        let Some(taken) = walk.pass(leg, doors.writes, End::Fast, id, out) else {
            return;
        };
        leg = taken;
    }
    leg.at = walk.run.layout.spot(region).or(leg.at);
    out.push(leg);
}
