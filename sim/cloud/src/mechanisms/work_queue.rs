//! Changes to what customers rent, which wait in a queue for the provider's workers.
//!
//! Models members (such as balancers) that are changed all day, that must be led away from hosts that stopped, that ask
//! for more when they come back, and that customers who move ask to have changed. Workers make the changes at a limited
//! pace, each with a launch. If all zones share one queue, a flood from one zone makes the others' changes wait; with a
//! queue for each zone, it does not.
//!
//! Queues are amounts of work in shares of a zone's members, worked off first come first served in steps of a minute:
//! the oldest work of a shared queue belongs to zones as the whole queue does.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, needs, number, optional, port, switch};
use crate::context::{Context, Draft, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::{Message, Signal};
use kernel::{Phase, SimDuration};
use tape::{Condition, FactId, Moves, PlaceId};

/// How often queues are looked at while there is work.
const STEP: SimDuration = SimDuration::from_secs(60);
const STEP_HOURS: f64 = 60.0 / 3600.0;
/// Conditions are told in steps of this size.
const GRAIN: f64 = 0.005;

#[derive(Debug)]
pub(crate) enum Event {
    /// Changes were asked for and made.
    Step,
}

/// One zone's members and their waiting changes, in shares of its members.
#[derive(Clone)]
struct Zone {
    place: PlaceId,
    /// Share of the hosts under its members that serve, and the lowest that was so far.
    serves: f64,
    /// Share of its members that customers who move here have asked to have changed.
    moved: f64,
    /// Members on hosts that stopped, still to be led away.
    dark: f64,
    /// Changes that members need.
    needed: f64,
    /// Changes asked for that nobody needs.
    idle: f64,
    told: f64,
}

pub(crate) struct WorkQueue {
    calm: f64,
    pace: f64,
    per_zone: bool,
    on_return: f64,
    by_movers: f64,
    loss: f64,
    /// Share of launches that fail.
    launches_fail: f64,
    zones: Vec<Zone>,
    stepping: bool,
    cause: Option<FactId>,
    backlog: Option<FactId>,
}

impl Mechanism for WorkQueue {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "work_queue",
        doc: "changes to what customers rent, waiting for workers in one queue or in one for each zone",
        stands: Stands::Region,
        parameters: &[
            number(
                "changes_per_hour",
                Unit::PerHour,
                0.0,
                60.0,
                "changes that are needed on a calm day each hour, as a share of the members",
            ),
            number(
                "capacity_per_hour",
                Unit::PerHour,
                0.001,
                600.0,
                "changes that the workers make each hour at most, as a share of the members",
            ),
            switch(
                "queue_per_zone",
                "whether every zone has a queue and workers of its own",
            ),
            number(
                "asked_on_return",
                Unit::Factor,
                0.0,
                100.0,
                "needless changes that a member asks for when it comes back",
            ),
            number(
                "asked_by_movers",
                Unit::Factor,
                0.0,
                100.0,
                "changes asked for when customers of a member's worth move in from another zone",
            ),
            number(
                "loss",
                Unit::Share,
                0.0,
                1.0,
                "share of its requests that a member loses while a change it needs waits",
            ),
        ],
        provides: true,
        ports: &[
            port("control_plane", "control_plane"),
            optional(port("crowd", "crowd")),
            needs("hosts"),
        ],
        actions: &[],
        leaves_out: &[
            "all members of a zone are alike; single members have no fates, and a member on a host that stopped loses everything until it is led away",
        ],
    };

    fn new(numbers: &Numbers) -> Self {
        Self {
            calm: numbers.get("changes_per_hour"),
            pace: numbers.get("capacity_per_hour"),
            per_zone: numbers.on("queue_per_zone"),
            on_return: numbers.get("asked_on_return"),
            by_movers: numbers.get("asked_by_movers"),
            loss: numbers.get("loss"),
            launches_fail: 0.0,
            zones: Vec::new(),
            stepping: false,
            cause: None,
            backlog: None,
        }
    }

    fn start(&mut self, ctx: &mut Context<'_>) {
        let zone = |&place: &PlaceId| Zone {
            place,
            serves: 1.0,
            moved: 0.0,
            dark: 0.0,
            needed: 0.0,
            idle: 0.0,
            told: 0.0,
        };
        self.zones = ctx.zones().iter().map(zone).collect();
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        match event {
            Event::Step => self.step(ctx),
        }
    }

    fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
        match message.signal {
            Signal::Serving { share } => {
                let (on_return, from) = (self.on_return, message.from);
                let Some(zone) = self.zones.iter_mut().find(|z| z.place == from) else {
                    return;
                };
                let change = share - zone.serves;
                zone.serves = share;
                if change < 0.0 {
                    zone.dark -= change;
                } else {
                    // Who is back where it was need not be led away any more.
                    zone.dark = (zone.dark - change).max(0.0);
                    zone.idle += change * on_return;
                }
            }
            // Each zone hears of its own arrivals; here they come as one mean for the region's zones.
            Signal::Relaunch { share } => {
                let by_movers = self.by_movers;
                let struck = |z: &Zone| z.serves < 1.0 || z.dark > 0.0;
                for zone in self.zones.iter_mut().filter(|z| !struck(z)) {
                    zone.needed += (share - zone.moved).max(0.0) * by_movers;
                    zone.moved = zone.moved.max(share);
                }
            }
            Signal::Api(api) => {
                self.launches_fail = 1.0 - (1.0 - api.control) * (1.0 - api.changes);
            }
            Signal::Cut { .. }
            | Signal::Volumes { .. }
            | Signal::Stuck { .. }
            | Signal::Creates(_)
            | Signal::Elections { .. }
            | Signal::Reach { .. }
            | Signal::CreateDemand { .. }
            | Signal::Eta { .. }
            | Signal::GiveUp { .. } => return,
        }
        self.cause = message.cause.or(self.cause);
        if !self.stepping {
            self.stepping = true;
            ctx.schedule(ctx.now + STEP, Phase::Traffic, Event::Step);
        }
    }
}

impl WorkQueue {
    fn step(&mut self, ctx: &mut Context<'_>) {
        for zone in &mut self.zones {
            zone.needed += self.calm * STEP_HOURS;
        }
        let makes = self.pace * STEP_HOURS * (1.0 - self.launches_fail);
        if self.per_zone {
            for zone in &mut self.zones {
                zone.work_off(makes, zone.waiting());
            }
        } else {
            let all = makes * self.zones.len() as f64;
            let waiting = self.zones.iter().fold(0.0, |sum, z| sum + z.waiting());
            for zone in &mut self.zones {
                zone.work_off(all, waiting);
            }
        }
        let longest = self.zones.iter().fold(0.0, |a: f64, z| a.max(z.waiting()));
        self.note_backlog(longest, ctx);
        self.tell(ctx);
        self.stepping = longest > 1e-6 || self.launches_fail > 0.0;
        if self.stepping {
            ctx.schedule(ctx.now + STEP, Phase::Traffic, Event::Step);
        }
    }

    fn note_backlog(&mut self, longest: f64, ctx: &mut Context<'_>) {
        let (kind, text) = match (self.backlog, longest) {
            (None, l) if l >= self.pace / 2.0 => (
                "work_queue.backlog",
                format!("changes of {} wait for half an hour and longer", ctx.name()),
            ),
            (Some(_), l) if l < self.pace * STEP_HOURS => (
                "work_queue.worked_off",
                format!("changes of {} wait no longer", ctx.name()),
            ),
            (None | Some(_), _) => return,
        };
        let fact = ctx.fact(Draft {
            kind,
            text,
            cause: self.cause,
            given: &[self.backlog],
            moves: &[Moves::Service(ctx.provides())],
        });
        self.cause = Some(fact);
        self.backlog = self.backlog.is_none().then_some(fact);
    }

    fn tell(&mut self, ctx: &mut Context<'_>) {
        let service = ctx.provides();
        for zone in &mut self.zones {
            let error = (zone.dark + zone.needed.min(1.0) * self.loss).min(1.0);
            let error = (error / GRAIN).floor() * GRAIN;
            if error != zone.told {
                zone.told = error;
                ctx.condition(zone.place, service, Condition::errors(error), self.cause);
            }
        }
    }
}

impl Zone {
    fn waiting(&self) -> f64 {
        self.dark + self.needed + self.idle
    }

    /// Takes this zone's part of the work that is done on a queue of that length.
    fn work_off(&mut self, done: f64, queue: f64) {
        let left = if queue > done {
            1.0 - done / queue
        } else {
            0.0
        };
        self.dark *= left;
        self.needed *= left;
        self.idle *= left;
    }
}
