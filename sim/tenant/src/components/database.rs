//! A database and its copies.
//!
//! Models: alone; a synchronous standby that takes over by itself (while both live a write needs both, so a hung one
//! stalls writes until the fail-over's time has dropped it; a dead one is dropped at once); asynchronous replicas, one
//! promoted by a plan or after a fixed time; a ring in which clients move on to the next copy that answers; a quorum.
//! A managed database with a standby follows the joint fate that the cloud gives it. A copy counts as out of reach
//! when its host does not work or its zone fails half of the calls or more. A copy that comes back follows the
//! primary in force at once (in a ring: the copy before it). After a restore the restored copy stands alone, and who
//! comes back keeps what it has. Promoting in a ring moves the old primary's writes; where clients move on, nothing.
//! Leaves out: catching up after a return, lag that grows with load, partitions between two reachable copies.

use crate::architecture::{
    ComponentId, ComponentKind, Database, DatabaseHost, DatabaseMode, WriteConcern, ZoneId,
};
use crate::components::{Memory, instances};
use crate::data::{CopyId, Feed};
use crate::engine::flow::{End, HALF, Intent, Leg, Shares, Stand, Walk};
use crate::engine::hosts::{HostId, Works, joint_fate, region_of};
use crate::engine::run::{Beat, Run};
use kernel::{EventId, SimDuration, Stream};
use tape::{FactId, Law};

/// How far behind members of a store are that acknowledges after one copy. Assumed: well-connected copies.
const ONE_LAG: SimDuration = SimDuration::from_secs(1);
/// Fail-over of a standby where no offer says. Assumed, as most managed databases promise: one to two minutes.
const FAILOVER: Law = Law::Uniform(SimDuration::from_secs(60), SimDuration::from_secs(120));

/// One copy.
#[derive(Debug)]
pub(crate) struct OneCopy {
    pub(crate) name: String,
    pub(crate) zone: ZoneId,
    pub(crate) host: HostId,
    pub(crate) data: CopyId,
    reach: Works,
}

/// What moves on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    FailOver,
    DropStandby,
    Promote,
}

/// All copies and who takes writes.
#[derive(Debug)]
pub(crate) struct Copies {
    pub(crate) list: Vec<OneCopy>,
    pub(crate) primary: usize,
    /// One fate from the cloud for primary and standby.
    joint: bool,
    /// The standby is in step and writes wait for it.
    in_step: bool,
    pub(crate) read_only: bool,
    /// A restored copy serves by itself.
    restored: bool,
    moving: Option<(EventId, Move)>,
    draws: Stream,
}

impl Copies {
    pub(crate) fn first(run: &Run<'_>, id: ComponentId, x: &Database) -> Self {
        let hosts: Vec<HostId> = run.hosts.of(id).map(|(h, _)| h).collect();
        let joint = joint_fate(run.arch, run.world.tape, x);
        let copies = x.copies.iter().zip(hosts).enumerate();
        let list = copies.map(|(i, (c, host))| OneCopy {
            name: c.name.clone(),
            zone: c.zone,
            host,
            data: CopyId(if joint { 0 } else { i as u16 }),
            reach: Works::Up,
        });
        Self {
            list: list.collect(),
            primary: 0,
            joint,
            in_step: matches!(x.mode, DatabaseMode::Standby { .. }) && !joint,
            read_only: false,
            restored: false,
            moving: None,
            draws: Stream::named(run.options.seed, "database", &run.arch.component(id).luck),
        }
    }

    fn reach(&self, i: usize) -> Works {
        self.list.get(i).map_or(Works::Down, |c| c.reach)
    }

    fn ups(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.list.len()).filter(|&i| self.reach(i) == Works::Up)
    }

    /// The copy beside the primary of a pair.
    fn other(&self) -> usize {
        usize::from(self.primary == 0)
    }

    /// The writer that acknowledges now. After a restore all of them are one.
    pub(crate) fn writer(&self, x: &Database) -> usize {
        match x.mode {
            DatabaseMode::Ring { move_on: true, .. } if !self.restored => {
                self.ups().next().unwrap_or(0)
            }
            DatabaseMode::Ring { .. } if !self.restored => self.primary,
            DatabaseMode::Alone
            | DatabaseMode::Standby { .. }
            | DatabaseMode::Replicas { .. }
            | DatabaseMode::Ring { .. }
            | DatabaseMode::Quorum(_) => 0,
        }
    }

    /// The copies that answer, or how calls fail and whose fault it is.
    fn answer(&self, x: &Database, writes: bool) -> Result<Vec<usize>, (End, usize)> {
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
        let copy = &copies.list[i];
        let part = Leg {
            ppm: shares.next(1),
            ..leg
        };
        let served = if copies.joint && !copies.restored {
            let region = region_of(walk.run.arch.zone(copy.zone));
            match walk.run.layout.spot(region) {
                Some(spot) => walk.hop(part, spot, id, out),
                None => Some(part),
            }
        } else {
            let stand = instances::stand(walk.run.hosts.get(copy.host));
            walk.serve(
                part,
                Stand {
                    works: Works::Up,
                    ..stand
                },
                id,
                out,
            )
        };
        if let Some(mut served) = served {
            if let Some(station) = walk.run.stations.of(id, i as u16) {
                served.way.push(station);
            }
            out.push(served);
        }
    }
}

/// Why a copy is out of reach.
fn blame(run: &Run<'_>, copy: &OneCopy) -> Option<FactId> {
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
fn reach(run: &Run<'_>, copy: &OneCopy, joint: bool) -> Works {
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

/// Looks at every copy again and starts or stops what moves by itself.
pub(crate) fn review(run: &mut Run<'_>, id: ComponentId, x: &Database) {
    let Memory::Database(copies) = run.memory(id) else {
        return;
    };
    let joint = copies.joint && !copies.restored;
    let changes: Vec<(usize, Works)> = copies
        .list
        .iter()
        .enumerate()
        .filter(|&(i, _)| !(joint && i > 0))
        .map(|(i, c)| (i, reach(run, c, joint)))
        .filter(|&(i, now)| now != copies.reach(i) || is_doomed(run, id, &copies.list[i]))
        .collect();
    for (i, now) in changes {
        let Memory::Database(copies) = run.memory_mut(id) else {
            return;
        };
        copies.list[i].reach = now;
        let cause = blame_now(run, id, i).or(run.news);
        run.touch(id, cause);
        relate(run, id, x, i, now);
    }
    self_healing(run, id, x);
}

fn blame_now(run: &Run<'_>, id: ComponentId, i: usize) -> Option<FactId> {
    let copies = run.memory(id).copies()?;
    blame(run, &copies.list[i])
}

/// Whether a copy's host is lost and its data does not know yet.
fn is_doomed(run: &Run<'_>, id: ComponentId, copy: &OneCopy) -> bool {
    let store = run.stores.of(id);
    run.hosts.get(copy.host).lost && store.is_some_and(|s| !s.is_gone(copy.data))
}

/// Tells the data what became of a copy.
fn relate(run: &mut Run<'_>, id: ComponentId, x: &Database, i: usize, now: Works) {
    let at = run.now;
    let Memory::Database(copies) = run.memory(id) else {
        return;
    };
    let data = copies.list[i].data;
    let lost = run.hosts.get(copies.list[i].host).lost;
    let n = x.copies.len();
    let ring = matches!(x.mode, DatabaseMode::Ring { .. }) && n > 1;
    // After a restore, who comes back stands apart with what it has.
    let alone = copies.restored || copies.joint || (!ring && i == copies.primary);
    let before = if ring {
        (i + n - 1) % n
    } else {
        copies.primary
    };
    let (source, lag) = (copies.list[before].data, lag(x));
    let Some(store) = run.stores.of_mut(id) else {
        return;
    };
    let follows = !(alone || ring && store.is_gone(data));
    let feed = follows.then_some(Feed { source, lag });
    match now {
        Works::Up => store.comes_back(data, feed, at),
        Works::Hung | Works::Down if lost => store.data.destroy(data, at),
        Works::Hung | Works::Down => store.data.stop(data, at),
    }
}

/// How far a copy is behind the one it follows.
pub(crate) fn lag(x: &Database) -> SimDuration {
    match x.mode {
        DatabaseMode::Alone | DatabaseMode::Standby { .. } => SimDuration::ZERO,
        DatabaseMode::Replicas { lag, .. } => SimDuration::from_secs_f64(lag.mean_s()),
        DatabaseMode::Ring { hop, .. } => hop,
        DatabaseMode::Quorum(WriteConcern::One) => ONE_LAG,
        DatabaseMode::Quorum(WriteConcern::Quorum(_)) => SimDuration::ZERO,
    }
}

/// Starts, keeps or takes back a move.
fn self_healing(run: &mut Run<'_>, id: ComponentId, x: &Database) {
    let Memory::Database(copies) = run.memory(id) else {
        return;
    };
    if copies.joint || copies.restored {
        return;
    }
    let (primary, other) = (copies.reach(copies.primary), copies.reach(copies.other()));
    let wanted = match x.mode {
        DatabaseMode::Alone | DatabaseMode::Ring { .. } => None,
        DatabaseMode::Standby { .. } => match (primary, other, copies.in_step) {
            (Works::Up, Works::Up, false) => {
                rejoin(run, id, x);
                None
            }
            (Works::Up, Works::Down, true) => {
                drop_standby(run, id);
                None
            }
            (Works::Up, Works::Hung, true) => Some(Move::DropStandby),
            (Works::Hung | Works::Down, Works::Up, true) => Some(Move::FailOver),
            (Works::Up, Works::Up, true) => None,
            (_, Works::Hung | Works::Down, _) | (Works::Hung | Works::Down, Works::Up, false) => {
                None
            }
        },
        DatabaseMode::Replicas { promote_after, .. } => {
            let bad = primary != Works::Up;
            promote_after
                .filter(|_| bad && copies.ups().next().is_some())
                .map(|_| Move::Promote)
        }
        DatabaseMode::Quorum(_) => {
            if primary != Works::Up && copies.answer(x, true).is_ok() {
                promote_best(run, id, x, None);
            }
            None
        }
    };
    arm(run, id, x, wanted);
}

/// Schedules the wanted move unless it is under way; takes back what is no longer wanted.
fn arm(run: &mut Run<'_>, id: ComponentId, x: &Database, wanted: Option<Move>) {
    let first = run.memory(id).copies().and_then(|c| c.list.first());
    let offered = first.and_then(|c| run.world.offer(run.arch.zone(c.zone)));
    let law = offered.map_or(FAILOVER, |o| o.database_failover);
    let now = run.now;
    let Memory::Database(copies) = run.memory_mut(id) else {
        return;
    };
    if copies.moving.map(|(_, m)| m) == wanted {
        return;
    }
    let old = copies.moving.take();
    let takes = match (wanted, &x.mode) {
        (None, _) => None,
        (Some(_), DatabaseMode::Standby { failover: Some(d) }) => Some(*d),
        (Some(_), DatabaseMode::Replicas { promote_after, .. }) => *promote_after,
        (Some(_), _) => Some(law.draw(&mut copies.draws)),
    };
    if let Some((event, _)) = old {
        run.queue.cancel(event);
    }
    if let (Some(takes), Some(wanted)) = (takes, wanted) {
        let event = run.beat(now + takes, id, Beat::Database);
        if let Memory::Database(copies) = run.memory_mut(id) {
            copies.moving = Some((event, wanted));
        }
    }
}

/// The time of the move under way has come.
pub(crate) fn moved(run: &mut Run<'_>, id: ComponentId, x: &Database) {
    let Memory::Database(copies) = run.memory_mut(id) else {
        return;
    };
    let Some((_, moving)) = copies.moving.take() else {
        return;
    };
    let standby = copies.other();
    match moving {
        Move::FailOver => promote_best(run, id, x, Some(standby)),
        Move::DropStandby => drop_standby(run, id),
        Move::Promote => promote_best(run, id, x, None),
    }
}

fn drop_standby(run: &mut Run<'_>, id: ComponentId) {
    let Memory::Database(copies) = run.memory_mut(id) else {
        return;
    };
    copies.in_step = false;
    let other = copies.other();
    let name = copies.list[other].name.clone();
    let cause = blame_now(run, id, other);
    let text = format!(
        "{} goes on without its standby {name}",
        run.arch.component(id).name
    );
    let fact = run.fact("tenant.standby_dropped", text, cause.or(run.news));
    run.touch(id, Some(fact));
    run.dirty = true;
}

fn rejoin(run: &mut Run<'_>, id: ComponentId, x: &Database) {
    let at = run.now;
    let Memory::Database(copies) = run.memory_mut(id) else {
        return;
    };
    copies.in_step = true;
    let (data, source) = (
        copies.list[copies.other()].data,
        copies.list[copies.primary].data,
    );
    if let Some(store) = run.stores.of_mut(id) {
        store.data.follow(
            data,
            Feed {
                source,
                lag: lag(x),
            },
            at,
        );
    }
}

/// Makes a copy take writes: the named one, or of those within reach the most advanced. Whether one could.
pub(crate) fn promote(
    run: &mut Run<'_>,
    id: ComponentId,
    x: &Database,
    copy: Option<usize>,
    cause: Option<FactId>,
) -> bool {
    let at = run.now;
    let Memory::Database(copies) = run.memory(id) else {
        return false;
    };
    let before = copies.primary;
    // Clients of such a ring have moved on by themselves: there is no primary to be moved.
    if matches!(x.mode, DatabaseMode::Ring { move_on: true, .. }) && !copies.restored {
        return copy.map_or(copies.ups().next().is_some(), |i| {
            copies.reach(i) == Works::Up
        });
    }
    let Some((chosen, left_behind)) = choose(run, id, copies, copy) else {
        return false;
    };
    if chosen == before {
        return true;
    }
    let ring = matches!(x.mode, DatabaseMode::Ring { .. }) && !copies.restored;
    let (data, old_data) = (copies.list[chosen].data, copies.list[before].data);
    let (name, old) = (
        copies.list[chosen].name.clone(),
        copies.list[before].name.clone(),
    );
    let others = copies.ups().filter(|&i| i != chosen);
    let followers: Vec<CopyId> = others.map(|i| copies.list[i].data).collect();
    let Some(store) = run.stores.of_mut(id) else {
        return false;
    };
    let done = match ring {
        true => store.hand_over(old_data, data, at),
        false => store.data.promote(data, at).is_ok(),
    };
    if !done {
        return false;
    }
    let feed = Feed {
        source: data,
        lag: lag(x),
    };
    // The others of a ring go on following each other.
    for follower in followers.into_iter().filter(|_| !ring) {
        store.data.follow(follower, feed, at);
    }
    store.backups_from(data, at);
    if let Memory::Database(copies) = run.memory_mut(id) {
        copies.primary = chosen;
        copies.in_step = false;
    }
    let behind = match left_behind / 1_000_000 {
        0 => String::new(),
        n => format!(", {n} acknowledged writes behind {old}"),
    };
    let text = format!(
        "{} now takes writes on {name}{behind}",
        run.arch.component(id).name
    );
    let cause = cause.or(blame_now(run, id, before)).or(run.news);
    let fact = run.fact("tenant.promoted", text, cause);
    run.touch(id, Some(fact));
    run.dirty = true;
    true
}

/// The copy to promote, and how many micro-writes it misses.
fn choose(
    run: &Run<'_>,
    id: ComponentId,
    copies: &Copies,
    copy: Option<usize>,
) -> Option<(usize, u64)> {
    let store = run.stores.of(id)?;
    let missing = |i: usize| store.data.missing(copies.list[i].data, run.now);
    let chosen = match copy {
        Some(i) => Some(i).filter(|&i| copies.reach(i) == Works::Up),
        None => {
            let others = copies.ups().filter(|&i| i != copies.primary);
            others.min_by_key(|&i| missing(i))
        }
    }?;
    Some((chosen, missing(chosen)))
}

fn promote_best(run: &mut Run<'_>, id: ComponentId, x: &Database, copy: Option<usize>) {
    // A copy that went out of reach meanwhile is tried again when something changes.
    let _promoted = promote(run, id, x, copy, None);
}

/// A restored copy stands ready on a new host: it serves from now on.
pub(crate) fn restored(run: &mut Run<'_>, id: ComponentId, zone: ZoneId, host: HostId) {
    let Some(data) = run.stores.of_mut(id).map(|s| s.restored_copy()) else {
        return;
    };
    if let Memory::Database(copies) = run.memory_mut(id) {
        let name = format!("restored-{}", copies.list.len());
        copies.list.push(OneCopy {
            name,
            zone,
            host,
            data,
            reach: Works::Up,
        });
        copies.primary = copies.list.len() - 1;
        copies.restored = true;
        copies.moving = None;
    }
    run.stations_of_database(id);
    run.dirty = true;
}

/// On what a restored copy will run: what the first copy runs on.
pub(crate) fn restore_host(run: &Run<'_>, id: ComponentId) -> Option<DatabaseHost> {
    if let ComponentKind::Database(x) = &run.arch.component(id).kind {
        x.copies.first().map(|c| c.host)
    } else {
        None
    }
}
