//! A database and its copies.
//!
//! Models: alone; a synchronous standby that takes over by itself (while both live a write needs both, so a hung one
//! stalls writes until the fail-over's time has dropped it; a dead one is dropped at once); asynchronous replicas, one
//! promoted by a plan or after a fixed time; a ring in which clients move on to the next copy that answers; a quorum.
//! A managed database with a standby follows the joint fate that the cloud gives it. A copy counts as out of reach
//! when its host does not work or its zone fails half of the calls or more. A copy that comes back follows the
//! primary in force at once (in a ring: the copy before it). A write takes as long as the acknowledgements it waits for,
//! on average, where the file says how long one takes. After a restore the restored copy stands alone, and who
//! comes back keeps what it has. Promoting in a ring moves the old primary's writes; where clients move on, or each
//! copy has its own, nothing. Leaves out: catching up after a return, partitions between two reachable copies.

mod answer;
mod copies;
pub(crate) mod crash;
mod moves;

pub(crate) use answer::enter;
pub(crate) use copies::{restored, review};
pub(crate) use moves::{moved, promote};

use crate::architecture::{
    ComponentId, ComponentKind, Database, DatabaseHost, DatabaseMode, WriteConcern, ZoneId,
};
use crate::data::{CopyId, commit};
use crate::engine::hosts::{HostId, Works, joint_fate};
use crate::engine::run::Run;
use kernel::{EventId, SimDuration, Stream};
use tape::Law;

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
    /// What its replicas miss at a crash.
    pub(crate) crashes: Stream,
    /// Mean wait of a write for its acknowledgements, by how many copies answer.
    commits: Vec<SimDuration>,
}

impl Copies {
    pub(crate) fn first(run: &Run<'_>, id: ComponentId, x: &Database) -> Self {
        let hosts: Vec<HostId> = run.hosts.of(id).map(|(h, _)| h).collect();
        let joint = joint_fate(run.arch, run.world.luck, x);
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
            crashes: Stream::named(
                run.options.seed,
                "replica lag",
                &run.arch.component(id).luck,
            ),
            commits: commits(run, id, x),
        }
    }

    /// How long a write waits for acknowledgements now, on average.
    pub(crate) fn commit_latency(&self) -> SimDuration {
        let wait = self.commits.get(self.ups().count());
        wait.copied().unwrap_or(SimDuration::ZERO)
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

    /// The copy that a client of a ring who tries this one first ends up at.
    fn own(&self, first: usize, move_on: bool) -> Option<usize> {
        let n = self.list.len();
        let up = |&i: &usize| self.reach(i) == Works::Up;
        match move_on {
            true => (first..first + n).map(|i| i % n).find(up),
            false => Some(first).filter(up),
        }
    }

    /// The writers that acknowledge now, once for every equal share of what is written. After a restore all of them
    /// are one.
    pub(crate) fn writers(&self, x: &Database) -> Vec<usize> {
        match x.mode {
            DatabaseMode::Ring {
                each: true,
                move_on,
                ..
            } if !self.restored => {
                let all = 0..self.list.len();
                all.filter_map(|i| self.own(i, move_on)).collect()
            }
            DatabaseMode::Ring { move_on: true, .. } if !self.restored => {
                vec![self.ups().next().unwrap_or(0)]
            }
            DatabaseMode::Ring { .. } if !self.restored => vec![self.primary],
            DatabaseMode::Alone
            | DatabaseMode::Standby { .. }
            | DatabaseMode::Replicas { .. }
            | DatabaseMode::Ring { .. }
            | DatabaseMode::Quorum(_) => vec![0],
        }
    }
}

/// The mean wait of a write for 0, 1, ... copies that answer; nothing where acknowledging takes no time.
fn commits(run: &Run<'_>, id: ComponentId, x: &Database) -> Vec<SimDuration> {
    let Some(law) = x.acknowledges else {
        return Vec::new();
    };
    let luck = &run.arch.component(id).luck;
    let mut draws = Stream::named(run.options.seed, "commit latency", luck);
    let mut wait = |up| commit::mean_latency(law, commit::waits_for(x, up), &mut draws);
    (0..=x.copies.len()).map(&mut wait).collect()
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

/// On what a restored copy will run: what the first copy runs on.
pub(crate) fn restore_host(run: &Run<'_>, id: ComponentId) -> Option<DatabaseHost> {
    if let ComponentKind::Database(x) = &run.arch.component(id).kind {
        x.copies.first().map(|c| c.host)
    } else {
        None
    }
}
