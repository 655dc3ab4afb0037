//! The control plane of a region's block store: a finite pool of threads that all zones share.
//!
//! Models thread starvation. Ordinary calls hold a thread for a moment; a call that creates a volume in a
//! full zone hangs and holds its thread until the time-out; elections of a writable copy come back again and
//! again while they find no answer. When the pool is full, whoever arrives next gets a freed thread, so every
//! kind of call is admitted with the same chance. Clients retry what fails, which raises demand further.
//! A long overload also leaves the part that attaches volumes to new instances sick until somebody fixes it.
//!
//! Admission is solved for a steady flow of short calls in steps of ten seconds, and only while something
//! hangs, waits or drains.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] in `specification`.

mod specification;

use super::{Mechanism, not_an_action};
use crate::context::{Action, Context, Draft, Numbers};
use crate::model::MechanismSpec;
use crate::signal::{ApiHealth, Creates, Message, Signal};
use kernel::{Phase, SimDuration, SimTime, math};
use std::collections::VecDeque;
use tape::{Condition, FactId, Moves, PlaceId, Service};

/// The step in which a busy pool is looked at; far below every time-out and reaction it is part of.
const STEP: SimDuration = SimDuration::from_secs(10);
/// A brown-out begins when this share of calls fails ...
const BROWN_OUT_BEGINS: f64 = 0.05;
/// ... and is over below this one.
const BROWN_OUT_ENDS: f64 = 0.01;
/// A change of health smaller than this is not passed on.
const TOLD_STEP: f64 = 0.01;

/// What the pool's threads serve.
const CALLS: [Moves; 2] = [
    Moves::Service(Service::BlockApi),
    Moves::Service(Service::ControlApi),
];

#[derive(Debug)]
pub(crate) enum Event {
    /// A busy pool moves on.
    Step,
}

/// What the control plane knows of a zone.
struct Zone {
    place: PlaceId,
    creates_per_second: f64,
    creates: Creates,
    /// Elections waiting, as a share of the zone's volumes.
    elections: f64,
    connected: bool,
    /// Why calls fail here beyond what the pool does.
    cause: Option<FactId>,
    told: ApiHealth,
}

/// The attach path of a pool.
#[derive(Clone, Copy)]
struct Sick {
    fact: FactId,
    share: f64,
    fixed: Option<SimTime>,
}

/// Threads that one or all zones share.
struct Pool {
    zones: Vec<usize>,
    threads: f64,
    /// Share of the threads held by calls that hang, and when each step's part of it is let go.
    hung: f64,
    lets_go: VecDeque<(SimTime, f64)>,
    /// Share of calls that fail, now and one step ago.
    error: f64,
    error_before: f64,
    brown_out: Option<FactId>,
    brown_out_since: SimTime,
    sick: Option<Sick>,
    /// What loaded and what relieved the pool last.
    load: Option<FactId>,
    elections: Option<FactId>,
    relief: Option<FactId>,
}

pub(crate) struct ControlPlane {
    threads: f64,
    timeout: SimDuration,
    base_load: f64,
    attempts: f64,
    negotiation_cost: f64,
    create_share: f64,
    control_coupling: f64,
    isolation: bool,
    attach_sick_share: f64,
    attach_trip: SimDuration,
    attach_drain: f64,
    zones: Vec<Zone>,
    pools: Vec<Pool>,
    told_region: ApiHealth,
    stepping: bool,
    /// Share of changes that the datastore under all of this does not take.
    unrecorded: f64,
    datastore: Option<FactId>,
    /// Share of calls that operators refuse to relieve the rest.
    refused: f64,
}

impl Mechanism for ControlPlane {
    type Event = Event;

    const SPEC: MechanismSpec = specification::SPEC;

    fn new(numbers: &Numbers) -> Self {
        Self {
            threads: numbers.get("threads"),
            timeout: numbers.duration("timeout"),
            base_load: numbers.get("base_load"),
            attempts: numbers.get("attempts"),
            negotiation_cost: numbers.get("negotiation_cost"),
            create_share: numbers.get("create_share"),
            control_coupling: numbers.get("control_coupling"),
            isolation: numbers.on("per_zone_isolation"),
            attach_sick_share: numbers.get("attach_sick_share"),
            attach_trip: numbers.duration("attach_trip_time"),
            attach_drain: numbers.get("attach_drain_time"),
            zones: Vec::new(),
            pools: Vec::new(),
            told_region: ApiHealth::default(),
            stepping: false,
            unrecorded: 0.0,
            datastore: None,
            refused: 0.0,
        }
    }

    fn start(&mut self, ctx: &mut Context<'_>) {
        for &place in ctx.zones() {
            self.zones.push(Zone {
                place,
                creates_per_second: 0.0,
                creates: Creates::Served,
                elections: 0.0,
                connected: true,
                cause: None,
                told: ApiHealth::default(),
            });
        }
        let all: Vec<usize> = (0..self.zones.len()).collect();
        let groups = if self.isolation {
            all.iter().map(|&z| vec![z]).collect()
        } else {
            vec![all]
        };
        let threads = self.threads / groups.len() as f64;
        self.pools = groups
            .into_iter()
            .map(|zones| Pool::calm(zones, threads))
            .collect();
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        match event {
            Event::Step => self.step(ctx),
        }
    }

    fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
        match message.signal {
            Signal::CreateDemand { zone, per_second } => {
                self.of(zone, |z, _| z.creates_per_second = per_second);
            }
            Signal::Creates(creates) => {
                let held = |z: &Zone| z.creates == Creates::Hang && creates == Creates::Refused;
                let what =
                    "calls for volumes there are refused at once and hold no threads any more";
                let relief = self.relieved(message, held, what, ctx);
                self.of(message.from, |z, pool| {
                    z.creates = creates;
                    z.cause = message.cause;
                    if creates == Creates::Hang {
                        pool.load = message.cause;
                    } else {
                        pool.relief = relief;
                    }
                });
            }
            Signal::Elections { share } => self.of(message.from, |z, pool| {
                if share > z.elections {
                    pool.elections = message.cause;
                } else {
                    pool.relief = message.cause;
                }
                z.elections = share;
            }),
            Signal::Reach { connected } => {
                let held =
                    |z: &Zone| !connected && (z.creates == Creates::Hang || z.elections > 0.0);
                let what = "nothing from there asks for threads any more";
                let relief = self.relieved(message, held, what, ctx);
                self.of(message.from, |z, pool| {
                    z.connected = connected;
                    z.cause = message.cause;
                    pool.relief = relief;
                });
            }
            Signal::Serving { share } => {
                self.unrecorded = 1.0 - share;
                self.datastore = message.cause;
            }
            Signal::Cut { .. }
            | Signal::Volumes { .. }
            | Signal::Stuck { .. }
            | Signal::Api(_)
            | Signal::Relaunch { .. }
            | Signal::Eta { .. }
            | Signal::GiveUp { .. } => return,
        }
        self.wake(ctx);
    }

    fn act(&mut self, action: &Action, ctx: &mut Context<'_>) {
        match action.name {
            "refuse" => {
                self.refused = action.arguments.get("share");
                self.datastore = Some(action.fact);
                for moves in CALLS {
                    ctx.moves(action.fact, moves);
                }
                self.wake(ctx);
            }
            "fix_attach" => {
                for pool in &mut self.pools {
                    if let Some(sick) = &mut pool.sick {
                        sick.fixed = Some(ctx.now);
                        sick.fact = action.fact;
                        ctx.moves(action.fact, Moves::Service(Service::LaunchBlock));
                    }
                }
                self.wake(ctx);
            }
            _ => not_an_action(action),
        }
    }
}

impl ControlPlane {
    fn wake(&mut self, ctx: &mut Context<'_>) {
        if !self.stepping {
            self.stepping = true;
            ctx.schedule(ctx.now, Phase::Traffic, Event::Step);
        }
    }

    /// What relieves the pool: a fact of its own if the zone held threads until now, so that what follows in the
    /// whole region is traced to what was done in that zone.
    fn relieved(
        &self,
        message: &Message,
        held: impl Fn(&Zone) -> bool,
        what: &str,
        ctx: &mut Context<'_>,
    ) -> Option<FactId> {
        let i = self
            .zones
            .iter()
            .position(|z| z.place == message.from && held(z));
        let Some(i) = i else { return message.cause };
        let text = format!("zone {}: {what}", ctx.short(message.from));
        let pool = self.pools.iter().find(|p| p.zones.contains(&i));
        let load = pool.and_then(|p| p.brown_out);
        let kind = "control_plane.relieved";
        Some(ctx.fact(Draft {
            kind,
            text,
            cause: message.cause,
            given: &[load],
            moves: &CALLS,
        }))
    }

    fn of(&mut self, place: PlaceId, change: impl FnOnce(&mut Zone, &mut Pool)) {
        let Some(i) = self.zones.iter().position(|z| z.place == place) else {
            return;
        };
        if let Some(pool) = self.pools.iter_mut().find(|p| p.zones.contains(&i)) {
            change(&mut self.zones[i], pool);
        }
    }

    fn step(&mut self, ctx: &mut Context<'_>) {
        let mut busy = false;
        for i in 0..self.pools.len() {
            self.admit(i, ctx.now);
            self.brown_out(i, ctx);
            self.attach(i, ctx);
            let (wants_threads, wants_elections) = self.demand(&self.pools[i]);
            let pool = &self.pools[i];
            busy |= pool.hung > 0.0 || pool.error > 0.0 || wants_threads > 0.0;
            busy |= wants_elections > 0.0 || pool.sick.is_some_and(|s| s.fixed.is_some());
        }
        self.tell(ctx);
        self.stepping = busy;
        if busy {
            ctx.schedule(ctx.now + STEP, Phase::Traffic, Event::Step);
        }
    }

    /// Calls that would hang, in shares of the pool per second; and the share elections want.
    fn demand(&self, pool: &Pool) -> (f64, f64) {
        let (mut hanging, mut elections) = (0.0, 0.0);
        let idle = self.threads * (1.0 - self.base_load);
        for z in pool
            .zones
            .iter()
            .map(|&i| &self.zones[i])
            .filter(|z| z.connected)
        {
            if z.creates == Creates::Hang {
                hanging += z.creates_per_second / pool.threads;
            }
            elections += z.elections * self.negotiation_cost * idle / pool.threads;
        }
        (hanging, elections)
    }

    fn admit(&mut self, index: usize, now: SimTime) {
        let (hanging, elections) = self.demand(&self.pools[index]);
        let pool = &mut self.pools[index];
        while pool.lets_go.front().is_some_and(|&(at, _)| at <= now) {
            let Some((_, share)) = pool.lets_go.pop_front() else {
                break;
            };
            pool.hung = (pool.hung - share).max(0.0);
        }
        if pool.lets_go.is_empty() {
            pool.hung = 0.0;
        }
        // Retries answer to what clients just saw; the mean of two steps keeps them from flickering.
        let seen = (pool.error + pool.error_before) / 2.0;
        let mut tries = 0.0;
        let mut again = 1.0;
        for _ in 0..self.attempts as u32 {
            tries += again;
            again *= seen;
        }
        let short = self.base_load * tries + elections;
        let admitted = if short > 0.0 {
            ((1.0 - pool.hung) / short).clamp(0.0, 1.0)
        } else {
            1.0
        };
        let held = (admitted * hanging * STEP.secs_f64()).min((1.0 - pool.hung).max(0.0));
        if held > 0.0 {
            pool.hung += held;
            pool.lets_go.push_back((now + self.timeout.max(STEP), held));
        }
        pool.error_before = pool.error;
        pool.error = 1.0 - admitted;
        if pool.error < 1e-6 {
            pool.error = 0.0;
        }
    }

    fn brown_out(&mut self, index: usize, ctx: &mut Context<'_>) {
        let (_, elections) = self.demand(&self.pools[index]);
        let pool = &mut self.pools[index];
        match pool.brown_out {
            None if pool.error >= BROWN_OUT_BEGINS => {
                let by_elections = elections > pool.hung;
                let cause = if by_elections {
                    pool.elections
                } else {
                    pool.load
                };
                let text = format!(
                    "the control plane runs out of threads: {:.0}% hang in calls for volumes in a full zone, \
                     elections of writable copies want {:.0}%",
                    pool.hung * 100.0,
                    elections * 100.0
                );
                let draft = Draft {
                    kind: "control_plane.brown_out",
                    text,
                    cause,
                    given: &[pool.load],
                    moves: &CALLS,
                };
                pool.brown_out = Some(ctx.fact(draft));
                pool.brown_out_since = ctx.now;
            }
            Some(since) if pool.error < BROWN_OUT_ENDS => {
                let text = "the control plane has threads for every call again".to_owned();
                let kind = "control_plane.recovered";
                let draft = Draft {
                    kind,
                    text,
                    cause: pool.relief,
                    given: &[Some(since)],
                    moves: &CALLS,
                };
                pool.relief = Some(ctx.fact(draft));
                pool.brown_out = None;
            }
            None | Some(_) => {}
        }
    }

    fn attach(&mut self, index: usize, ctx: &mut Context<'_>) {
        let pool = &mut self.pools[index];
        match (&mut pool.sick, pool.brown_out) {
            (None, Some(cause)) if ctx.now - pool.brown_out_since >= self.attach_trip => {
                if self.attach_sick_share > 0.0 {
                    let fact = ctx.fact(Draft {
                        kind: "control_plane.attach_sick",
                        text: "the part that attaches volumes to new instances stays sick"
                            .to_owned(),
                        cause: Some(cause),
                        given: &[],
                        moves: &[Moves::Service(Service::LaunchBlock)],
                    });
                    pool.sick = Some(Sick {
                        fact,
                        share: self.attach_sick_share,
                        fixed: None,
                    });
                }
            }
            (Some(sick), _) => {
                if let Some(fixed) = sick.fixed {
                    let age = (ctx.now - fixed).secs_f64();
                    sick.share = self.attach_sick_share * math::exp(-age / self.attach_drain);
                    if sick.share < 0.005 {
                        pool.sick = None;
                    }
                }
            }
            (None, Some(_) | None) => {}
        }
    }

    /// Writes conditions, and tells everybody whose calls fare differently now.
    fn tell(&mut self, ctx: &mut Context<'_>) {
        let mut region = ApiHealth::default();
        let mut cause = None;
        let unrecorded = either(self.unrecorded, self.refused);
        for pool in &self.pools {
            let part = 1.0 / self.pools.len() as f64;
            let health = pool.health(self.control_coupling, unrecorded);
            region.block += part * health.block;
            region.control += part * health.control;
            region.attach += part * health.attach;
            cause = cause.max(pool.cause()).max(self.datastore);
        }
        region.changes = unrecorded;
        let place = ctx.place();
        if !self.isolation {
            let block = Condition::errors(either(region.block, unrecorded));
            ctx.condition(place, Service::BlockApi, block, cause);
            let control = Condition::errors(either(region.control, unrecorded));
            ctx.condition(place, Service::ControlApi, control, cause);
        }
        let mut changed = differs(region, self.told_region);
        if changed {
            self.told_region = region;
        }
        for pool in &self.pools {
            for &i in &pool.zones {
                let zone = &mut self.zones[i];
                let health = zone.health(pool.health(self.control_coupling, unrecorded));
                let why = zone.cause.max(pool.cause()).max(self.datastore);
                let local = zone.local_error(self.create_share);
                if self.isolation {
                    let all = 1.0 - (1.0 - pool.error) * (1.0 - local);
                    let all = Condition::errors(either(all, unrecorded));
                    ctx.condition(zone.place, Service::BlockApi, all, why);
                    let control = Condition::errors(either(health.control, unrecorded));
                    ctx.condition(zone.place, Service::ControlApi, control, why);
                } else {
                    ctx.condition(
                        zone.place,
                        Service::BlockApi,
                        Condition::errors(local),
                        zone.cause,
                    );
                }
                if differs(health, zone.told) {
                    zone.told = health;
                    cause = cause.max(why);
                    changed = true;
                }
            }
        }
        if changed {
            let (zones, region) = (&self.zones, self.told_region);
            ctx.tell(cause, |at| {
                let zone = zones.iter().find(|z| z.place == at);
                Some(Signal::Api(zone.map_or(region, |z| z.told)))
            });
        }
    }
}

impl Pool {
    fn calm(zones: Vec<usize>, threads: f64) -> Self {
        Self {
            zones,
            threads,
            hung: 0.0,
            lets_go: VecDeque::new(),
            error: 0.0,
            error_before: 0.0,
            brown_out: None,
            brown_out_since: SimTime::ZERO,
            sick: None,
            load: None,
            elections: None,
            relief: None,
        }
    }

    fn health(&self, control_coupling: f64, unrecorded: f64) -> ApiHealth {
        ApiHealth {
            block: self.error,
            create: 0.0,
            attach: self.sick.map_or(0.0, |s| s.share),
            control: self.error * control_coupling,
            changes: unrecorded,
        }
    }

    /// The fact that explains the pool's present state.
    fn cause(&self) -> Option<FactId> {
        self.brown_out.or(self.sick.map(|s| s.fact)).or(self.relief)
    }
}

impl Zone {
    fn health(&self, pool: ApiHealth) -> ApiHealth {
        let create = if self.creates == Creates::Served {
            0.0
        } else {
            1.0
        };
        let block = if self.connected { pool.block } else { 1.0 };
        ApiHealth {
            block,
            create,
            ..pool
        }
    }

    /// Share of volume calls that fail here whatever the pool does.
    fn local_error(&self, create_share: f64) -> f64 {
        match (self.connected, self.creates) {
            (false, _) => 1.0,
            (true, Creates::Served) => 0.0,
            (true, Creates::Hang | Creates::Refused) => create_share,
        }
    }
}

fn differs(a: ApiHealth, b: ApiHealth) -> bool {
    let far = |x: f64, y: f64| (x - y).abs() >= TOLD_STEP || (x != y && (x == 0.0 || x == 1.0));
    far(a.block, b.block)
        || far(a.create, b.create)
        || far(a.attach, b.attach)
        || far(a.control, b.control)
        || far(a.changes, b.changes)
}

/// Share of calls that fail for one reason or the other.
fn either(a: f64, b: f64) -> f64 {
    if b == 0.0 {
        return a;
    }
    1.0 - (1.0 - a) * (1.0 - b)
}

#[cfg(test)]
mod tests;
