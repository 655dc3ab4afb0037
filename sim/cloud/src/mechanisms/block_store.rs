//! The block store of one zone: volumes with two copies on storage hosts.
//!
//! Models what is published of such a store. A copy that loses its partner considers it dead, searches for
//! a host with space and copies itself there; a free slot is found in milliseconds, and until then calls to
//! the volume hang. The slot of a copy considered dead is not reused until every copy of that host has a new
//! partner. Those who find no space search again and again; a host on which many searches end at once may
//! crash, with a rate that grows with the square of the searches per host, so a storm of searches makes more
//! searches. A volume that lost its primary, or hung for long, needs the control plane to elect its writable
//! copy. Operators can refuse new volumes, cut the store off from the control plane, suppress the search,
//! bring servers, work off the backlog and restore from snapshots.
//!
//! Where hosts lose their power, both copies of the volumes there are gone at once: nobody is left who could search.
//! When the hosts are back, volumes that were being written at that moment wait until they have been checked. Hosts
//! whose agents have used up their memory are as good as down until it is freed, and their volumes search like others.
//!
//! Searching is a rate; finds, crashes and freed slots are events; crash times come from the integrated
//! hazard: on a host where `n` searches end in one round, `n * (n - 1) / 2` pairs of them can race. The race's
//! probability, the length of a round and the volumes of a host cannot be told apart from outside, so
//! `race_rate` holds all three. Stalls under ten seconds are not recorded.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

mod cluster;
mod hosts;
pub mod placement;
mod power;
mod recovery;
mod search;
mod specification;

use self::cluster::{Cluster, State};
use self::placement::PlacementPolicy;
use self::power::Held;
use super::{Mechanism, not_an_action};
use crate::context::{Action, Context, Numbers};
use crate::model::MechanismSpec;
use crate::signal::{Creates, Message, Signal, VolumeChange, VolumeUse};
use kernel::{EventId, Phase, SimDuration, SimTime, Stream};
use std::collections::VecDeque;
use tape::{FactId, FateState, PopulationKind};

/// Stalls shorter than this are not recorded as fates.
const STALL_RECORDED: SimDuration = SimDuration::from_secs(10);

#[derive(Debug)]
pub(crate) enum Event {
    /// A host fails for reasons of its own.
    HostFails,
    /// A host that was down comes back.
    HostRestarts { host: u32 },
    /// A host on which too many searches ended at once crashes.
    RaceCrash,
    /// Pauses between searches have grown.
    Pauses,
    /// A customer deletes a copy and frees its slot.
    SpaceFreed,
    /// The control plane answers a volume's election.
    Elected { volume: u32 },
    /// New servers are taken into service.
    CapacityArrives { order: u32 },
    /// A part of the backlog has been worked off.
    BacklogStep,
    /// A volume has been restored from its snapshot.
    SnapshotRestored { volume: u32 },
    /// The last examination of a volume's copies ends.
    Examined { volume: u32, lost: bool },
    /// More volumes have been checked.
    Checked,
}

/// Dated facts that later changes refer to.
#[derive(Default)]
struct Known {
    cut: Option<FactId>,
    storm: Option<FactId>,
    exhausted: Option<FactId>,
    trickle: Option<FactId>,
    refused: Option<FactId>,
    disconnected: Option<FactId>,
    suppressed: Option<FactId>,
    capacity: Option<FactId>,
    backlog: Option<FactId>,
    access: Option<FactId>,
    snapshots: Option<FactId>,
    forensics: Option<FactId>,
    lost: Option<FactId>,
    dark: Option<FactId>,
    starved: Option<FactId>,
}

/// The crash hazard of the whole store, integrated over time.
struct Hazard {
    /// What is left of the drawn exponential until the next crash.
    left: f64,
    /// Crashes per second since `since`.
    rate: f64,
    since: SimTime,
    planned: Option<EventId>,
}

/// One stream for each purpose, so that no purpose changes another's luck.
struct Luck {
    slots: Stream,
    space: Stream,
    crash: Stream,
    failure: Stream,
    election: Stream,
    recovery: Stream,
}

pub(crate) struct BlockStore {
    numbers: Numbers,
    volumes: u32,
    hosts: u32,
    /// Set up when something first happens here, so a calm zone costs nothing.
    cluster: Option<Cluster>,
    luck: Option<Luck>,
    known: Known,
    /// The fact that brought about the latest change here.
    latest: Option<FactId>,
    hazard: Hazard,
    fates: Vec<FateState>,
    stuck: u32,
    changes: Vec<VolumeChange>,
    /// Hosts 0..cut are cut off.
    cut: u32,
    freeing: bool,
    pausing: bool,
    creates_refused: bool,
    connected: bool,
    access: bool,
    search_suppressed: bool,
    /// Share of calls to the control plane that are admitted.
    admitted: f64,
    /// Share of volumes without a second copy when operators ordered servers.
    shortage: f64,
    /// Which order of servers is arriving; older ones have ended.
    order: u32,
    arriving: bool,
    /// Slots that arrived and make no whole one yet.
    arrived: f64,
    waiting: VecDeque<u32>,
    backlog_running: bool,
    backlog_part: f64,
    held: Held,
    /// Hosts that starve, and the luck of which do.
    starved: Vec<u32>,
    starving: Option<Stream>,
    told_stuck: f64,
    told_creates: Creates,
    told_elections: f64,
}

impl Mechanism for BlockStore {
    type Event = Event;

    const SPEC: MechanismSpec = specification::SPEC;

    fn new(numbers: &Numbers) -> Self {
        let volumes = numbers.get("volumes") as u32;
        let hosts = (f64::from(volumes) / numbers.get("volumes_per_host") + 0.5) as u32;
        Self {
            numbers: numbers.clone(),
            volumes,
            hosts: hosts.max(2),
            cluster: None,
            luck: None,
            known: Known::default(),
            latest: None,
            hazard: Hazard {
                left: 0.0,
                rate: 0.0,
                since: SimTime::ZERO,
                planned: None,
            },
            fates: Vec::new(),
            stuck: 0,
            changes: Vec::new(),
            cut: 0,
            freeing: false,
            pausing: false,
            creates_refused: false,
            connected: true,
            access: false,
            search_suppressed: false,
            admitted: 1.0,
            shortage: 0.0,
            order: 0,
            arriving: false,
            arrived: 0.0,
            waiting: VecDeque::new(),
            backlog_running: false,
            backlog_part: 0.0,
            held: Held::default(),
            starved: Vec::new(),
            starving: None,
            told_stuck: 0.0,
            told_creates: Creates::Served,
            told_elections: 0.0,
        }
    }

    fn start(&mut self, ctx: &mut Context<'_>) {
        ctx.population(PopulationKind::Volumes, self.volumes);
        let mut crash = ctx.stream("crash");
        self.hazard.left = crash.exponential(1.0);
        self.luck = Some(Luck {
            slots: ctx.stream("slots"),
            space: ctx.stream("space"),
            crash,
            failure: ctx.stream("failure"),
            election: ctx.stream("election"),
            recovery: ctx.stream("recovery"),
        });
        self.plan_failure(ctx);
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        match event {
            Event::HostFails => self.host_fails(ctx),
            Event::HostRestarts { host } => self.host_restarts(host, ctx),
            Event::RaceCrash => self.race_crash(ctx),
            Event::Pauses => self.pausing = false,
            Event::SpaceFreed => self.space_freed(ctx),
            Event::Elected { volume } => self.elected(volume, ctx),
            Event::CapacityArrives { order } => self.capacity_arrives(order, ctx),
            Event::BacklogStep => self.backlog_step(ctx),
            Event::SnapshotRestored { volume } => self.snapshot_restored(volume, ctx),
            Event::Examined { volume, lost } => self.examined(volume, lost, ctx),
            Event::Checked => self.checked(ctx),
        }
        self.settle(ctx);
    }

    fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
        match message.signal {
            Signal::Cut { share } => {
                self.place_copies(ctx);
                self.cut_off(share, message.cause, ctx);
                self.settle(ctx);
            }
            Signal::Api(api) => self.admitted = 1.0 - api.block,
            Signal::Serving { share } => {
                self.place_copies(ctx);
                if message.port == Some("agents") {
                    self.hosts_starve(share, message.cause, ctx);
                } else {
                    self.hosts_serve(share, message.cause, ctx);
                }
                self.settle(ctx);
            }
            Signal::Volumes { .. }
            | Signal::Stuck { .. }
            | Signal::Creates(_)
            | Signal::Elections { .. }
            | Signal::Reach { .. }
            | Signal::CreateDemand { .. }
            | Signal::Relaunch { .. }
            | Signal::Eta { .. }
            | Signal::GiveUp { .. } => {}
        }
    }

    fn act(&mut self, action: &Action, ctx: &mut Context<'_>) {
        self.place_copies(ctx);
        let (fact, arguments) = (action.fact, &action.arguments);
        match action.name {
            "kill_host" => self.crash(arguments.get("host") as u32 % self.hosts, Some(fact), ctx),
            "disable_create" => {
                self.creates_refused = true;
                self.known.refused = Some(fact);
            }
            "disconnect" => self.disconnect(fact, ctx),
            "suppress_search" => self.suppress_search(fact, ctx),
            "order_capacity" => self.order_capacity(),
            "begin_capacity" => self.begin_capacity(fact, ctx),
            "end_capacity" => self.end_capacity(fact, ctx),
            "restore_from_snapshots" => {
                self.restore_from_snapshots(fact, arguments.duration("duration"), ctx);
            }
            "start_backlog" => self.start_backlog(fact, ctx),
            "enable_access" => self.enable_access(fact, ctx),
            "forensics" => self.forensics(fact, arguments.duration("duration"), ctx),
            _ => not_an_action(action),
        }
        self.settle(ctx);
    }
}

impl BlockStore {
    fn place_copies(&mut self, ctx: &Context<'_>) {
        if self.cluster.is_none() {
            let policy =
                PlacementPolicy::of_permutations(self.numbers.get("copyset_permutations") as u32);
            let copies =
                placement::of_volumes(policy, ctx.seed, ctx.name(), self.volumes, self.hosts);
            let free = self.numbers.get("free_space") * f64::from(self.volumes) + 0.5;
            self.cluster = Some(Cluster::new(&copies, self.hosts, free as u32));
            self.fates = vec![FateState::Healthy; self.volumes as usize];
        }
    }

    fn cluster(&mut self) -> &mut Cluster {
        match &mut self.cluster {
            Some(cluster) => cluster,
            None => unreachable!("copies are placed before anything happens to them"),
        }
    }

    fn calm(&self) -> &Cluster {
        match &self.cluster {
            Some(cluster) => cluster,
            None => unreachable!("copies are placed before anything happens to them"),
        }
    }

    fn luck(&mut self) -> &mut Luck {
        match &mut self.luck {
            Some(luck) => luck,
            None => unreachable!("streams are named at the start"),
        }
    }

    fn set(&mut self, v: u32, state: State, elect: bool, ctx: &Context<'_>) {
        let now = ctx.now;
        self.cluster().set(v, state, elect, now);
    }

    /// Records what a volume's renter sees; the same state again gives only the new reason.
    fn fate(&mut self, v: u32, state: FateState, cause: Option<FactId>, ctx: &mut Context<'_>) {
        self.latest = cause.or(self.latest);
        let before = self.fates[v as usize];
        if before == state {
            if state == FateState::Hung {
                ctx.fate_reason(PopulationKind::Volumes, v, cause);
            }
            return;
        }
        self.fates[v as usize] = state;
        ctx.fate(PopulationKind::Volumes, v, state, cause);
        let (was, is) = (use_of(before), use_of(state));
        if was != is {
            self.changes.push(VolumeChange {
                volume: v,
                into: is,
            });
        }
        let stuck = |state: FateState| matches!(state, FateState::Hung | FateState::Waiting);
        match (stuck(before), stuck(state)) {
            (false, true) => self.stuck += 1,
            (true, false) => self.stuck -= 1,
            (true, true) | (false, false) => {}
        }
    }

    /// After everything that happens: the hazard and the neighbours learn what changed.
    fn settle(&mut self, ctx: &mut Context<'_>) {
        if self.cluster.is_none() {
            return;
        }
        self.watch_hazard(ctx);
        self.tell_volumes(ctx);
        self.tell_creates(ctx);
        self.tell_elections(ctx);
    }

    fn tell_volumes(&mut self, ctx: &mut Context<'_>) {
        if self.changes.is_empty() {
            return;
        }
        let of = self.volumes;
        let changes: std::rc::Rc<[VolumeChange]> = std::mem::take(&mut self.changes).into();
        let cause = self.latest;
        ctx.tell(cause, |_| {
            Some(Signal::Volumes {
                of,
                changes: changes.clone(),
            })
        });
        let share = f64::from(self.stuck) / f64::from(self.volumes);
        let edge = (share == 0.0) != (self.told_stuck == 0.0);
        if edge || (share - self.told_stuck).abs() >= 0.005 {
            self.told_stuck = share;
            ctx.send("crowd", Signal::Stuck { share }, cause);
        }
    }

    fn tell_creates(&mut self, ctx: &mut Context<'_>) {
        let (creates, cause) = match (self.creates_refused, self.known.exhausted) {
            (true, _) => (Creates::Refused, self.known.refused),
            (false, Some(since)) => (Creates::Hang, Some(since)),
            (false, None) => (Creates::Served, self.latest),
        };
        if creates != self.told_creates {
            self.told_creates = creates;
            ctx.send("control_plane", Signal::Creates(creates), cause);
        }
    }

    fn tell_elections(&mut self, ctx: &mut Context<'_>) {
        let share = f64::from(self.calm().elections()) / f64::from(self.volumes);
        let edge = (share == 0.0) != (self.told_elections == 0.0);
        if edge || (share - self.told_elections).abs() >= 0.0005 {
            self.told_elections = share;
            let cause = self.latest;
            ctx.send("control_plane", Signal::Elections { share }, cause);
        }
    }

    fn plan(&self, after: SimDuration, event: Event, ctx: &mut Context<'_>) {
        ctx.schedule(ctx.now + after, Phase::Control, event);
    }
}

fn use_of(state: FateState) -> VolumeUse {
    match state {
        FateState::Healthy => VolumeUse::Usable,
        FateState::Lost => VolumeUse::Lost,
        FateState::Hung
        | FateState::Waiting
        | FateState::Down
        | FateState::FailingOver
        | FateState::Abandoned => VolumeUse::Stuck,
    }
}
