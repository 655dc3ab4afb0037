//! Which copies answer a request, how it fails if none does, and whose fault that is.

use super::{Copies, OneCopy};
use crate::architecture::{ComponentId, Database, DatabaseMode, WriteConcern};
use crate::components::{Memory, instances};
use crate::engine::flow::{End, HALF, Intent, Leg, Shares, Stand, Walk};
use crate::engine::hosts::{Works, region_of};
use crate::engine::run::Run;
use crate::engine::stations::COMMIT;
use tape::FactId;

impl Copies {
    /// The copies that answer, or how calls fail and whose fault it is.
    pub(super) fn answer(&self, x: &Database, writes: bool) -> Result<Vec<usize>, (End, usize)> {
        let one = |i: usize| match self.reach(i) {
            Works::Up => Ok(vec![i]),
            Works::Hung => Err((End::Hang, i)),
            Works::Down => Err((End::Fast, i)),
        };
        if writes && self.read_only {
            return Err((End::Fast, self.primary));
        }
        if self.restored || self.joint {
            return one(self.primary);
        }
        match x.mode {
            DatabaseMode::Alone => one(self.primary),
            DatabaseMode::Standby { .. } => {
                if writes && self.in_step && self.reach(self.other()) == Works::Hung {
                    one(self.primary)?;
                    return Err((End::Hang, self.other()));
                }
                one(self.primary)
            }
            DatabaseMode::Replicas { read_replicas, .. } => {
                let ups: Vec<usize> = self.ups().collect();
                if writes || !read_replicas || ups.is_empty() {
                    one(self.primary)
                } else {
                    Ok(ups)
                }
            }
            DatabaseMode::Ring { move_on, .. } => match self.ups().next() {
                Some(first) if move_on => Ok(vec![first]),
                Some(_) | None => one(self.primary),
            },
            DatabaseMode::Quorum(concern) => {
                let n = self.list.len();
                let needed = match (concern, writes) {
                    (WriteConcern::One, _) => 1,
                    (WriteConcern::Quorum(k), true) => k as usize,
                    (WriteConcern::Quorum(k), false) => (n + 1).saturating_sub(k as usize).max(1),
                };
                let ups: Vec<usize> = self.ups().collect();
                if ups.len() >= needed {
                    return Ok(ups);
                }
                let hung = (0..n).find(|&i| self.reach(i) == Works::Hung);
                let down = (0..n).find(|&i| self.reach(i) == Works::Down);
                Err(hung.map_or((End::Fast, down.unwrap_or(0)), |i| (End::Hang, i)))
            }
        }
    }
}

pub(crate) fn enter(
    walk: &Walk<'_, '_>,
    id: ComponentId,
    x: &Database,
    leg: Leg,
    out: &mut Vec<Leg>,
) {
    let Memory::Database(copies) = walk.run.memory(id) else {
        return;
    };
    let writes = match walk.intent {
        Intent::Read | Intent::Knock => false,
        Intent::Write(store) => store == id,
        Intent::Probe => true,
    };
    if walk.run.stores.of(id).is_some_and(|s| s.offline) {
        out.push(leg.failed(End::Fast, id, walk.run.status_fact(id)));
        return;
    }
    if let DatabaseMode::Ring {
        each: true,
        move_on,
        ..
    } = x.mode
        && !copies.restored
    {
        let mut shares = Shares::of(leg.ppm, copies.list.len() as u64);
        for i in 0..copies.list.len() {
            let ppm = shares.next(1);
            let part = Leg { ppm, ..leg };
            match copies.own(i, move_on) {
                Some(own) => serve(walk, id, own, part, out),
                None => {
                    let end = match copies.reach(i) {
                        Works::Hung => End::Hang,
                        Works::Up | Works::Down => End::Fast,
                    };
                    let cause = blame(walk.run, &copies.list[i]).or(walk.run.status_fact(id));
                    out.push(part.failed(end, id, cause));
                }
            }
        }
        return;
    }
    let chosen = match copies.answer(x, writes) {
        Ok(chosen) => chosen,
        Err((end, i)) => {
            let cause = copies.list.get(i).and_then(|c| blame(walk.run, c));
            out.push(leg.failed(end, id, cause.or(walk.run.status_fact(id))));
            return;
        }
    };
    let mut shares = Shares::of(leg.ppm, chosen.len() as u64);
    for i in chosen {
        let ppm = shares.next(1);
        serve(walk, id, i, Leg { ppm, ..leg }, out);
    }
}

/// Takes a leg to one copy.
fn serve(walk: &Walk<'_, '_>, id: ComponentId, i: usize, part: Leg, out: &mut Vec<Leg>) {
    let Memory::Database(copies) = walk.run.memory(id) else {
        return;
    };
    let copy = &copies.list[i];
    let served = if copies.joint && !copies.restored {
        let region = region_of(walk.run.arch.zone(copy.zone));
        match walk.run.layout.spot(region) {
            Some(spot) => walk.hop(part, spot, id, out),
            None => Some(part),
        }
    } else {
        let stand = Stand {
            works: Works::Up,
            ..instances::stand(walk.run.hosts.get(copy.host))
        };
        walk.serve(part, stand, id, out)
    };
    let Some(mut served) = served else {
        return;
    };
    if let Some(station) = walk.run.stations.of(id, i as u16) {
        served.way.push(station);
    }
    if walk.intent == Intent::Write(id)
        && let Some(station) = walk.run.stations.of(id, COMMIT)
    {
        served.way.push(station);
    }
    out.push(served);
}

/// Why a copy is out of reach.
pub(super) fn blame(run: &Run<'_>, copy: &OneCopy) -> Option<FactId> {
    let host = run.hosts.get(copy.host);
    if host.works != Works::Up {
        return host.cause;
    }
    let info = run.layout.info(run.layout.zone(copy.zone));
    let watches = [
        info.network,
        info.compute,
        info.managed_database,
        info.block_store,
    ];
    let bad = watches
        .into_iter()
        .find(|&w| run.weather.now(w).error_ppm >= HALF);
    bad.and_then(|w| run.weather.cause(w))
}

/// What a call to a copy meets, all or nothing.
pub(super) fn reach(run: &Run<'_>, copy: &OneCopy, joint: bool) -> Works {
    let host = run.hosts.get(copy.host);
    if host.gone || !host.running {
        return Works::Down;
    }
    if host.works != Works::Up || joint {
        return host.works;
    }
    let info = run.layout.info(run.layout.zone(copy.zone));
    let bad = |watch| run.weather.now(watch).error_ppm >= HALF;
    if bad(info.network)
        || (host.block_by_condition && bad(info.block_store))
        || (host.managed_by_condition && bad(info.managed_database))
    {
        Works::Hung
    } else if !host.managed_by_condition && bad(info.compute) {
        Works::Down
    } else {
        Works::Up
    }
}
