//! Work that is held up behind something that fails, and comes all at once when that works again.
//!
//! Models a queue with a capacity: what was held comes back over a while on top of the day's work, the queue grows, and
//! new work is done late until all is worked off. How long that takes follows from how much was held and from what is
//! left of the capacity beside the day's work.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, needs, number};
use crate::context::{Context, Draft, InstanceId, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::{Message, Signal};
use kernel::{Phase, SimDuration, SimTime};
use std::collections::BTreeMap;
use tape::FactId;

/// How often the queue is looked at while there is one.
const STEP: SimDuration = SimDuration::from_secs(60);

/// Work below which nothing is held or queued, in hours of a calm day's work.
const NONE: f64 = 1e-4;

#[derive(Debug)]
pub(crate) enum Event {
    /// A minute of work.
    Step,
}

pub(crate) struct Backlog {
    capacity: f64,
    held_share: f64,
    refusable_share: f64,
    release_time: f64,
    patience: f64,
    /// Shares of what work comes through, by who says so.
    behind: BTreeMap<InstanceId, f64>,
    /// Shares of the work that is let in at all, by who says so.
    admitted: BTreeMap<InstanceId, f64>,
    /// Work that is held up, in hours of a calm day's work.
    held: f64,
    /// Work that was held up and could come now.
    freed: f64,
    queued: f64,
    counted: SimTime,
    stepping: bool,
    cause: Option<FactId>,
    late: Option<FactId>,
    told: f64,
}

impl Mechanism for Backlog {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "backlog",
        doc: "a queue of work that was held up behind something that failed; says which share of new work is done in time",
        stands: Stands::Region,
        parameters: &[
            number(
                "capacity",
                Unit::Factor,
                0.1,
                1e4,
                "work it can do, as a multiple of what comes in a calm hour of that time of day",
            ),
            number(
                "held_share",
                Unit::Share,
                0.0,
                1.0,
                "share of the work that cannot come through which comes later; the rest is given up",
            ),
            number(
                "refusable_share",
                Unit::Share,
                0.0,
                1.0,
                "share of the work that stays away when all calls that are let in only partly are refused",
            ),
            number(
                "release_time",
                Unit::Seconds,
                60.0,
                604_800.0,
                "mean time until held work comes once it can",
            ),
            number(
                "patience",
                Unit::Seconds,
                1.0,
                86_400.0,
                "delay up to which work is done in time",
            ),
        ],
        provides: false,
        ports: &[needs("behind"), needs("admitted")],
        actions: &[],
        leaves_out: &[
            "work is done in the order in which it came, none before the other; none is dropped",
        ],
    };

    fn new(numbers: &Numbers) -> Self {
        Self {
            capacity: numbers.get("capacity"),
            held_share: numbers.get("held_share"),
            refusable_share: numbers.get("refusable_share"),
            release_time: numbers.get("release_time") / 3600.0,
            patience: numbers.get("patience") / 3600.0,
            behind: BTreeMap::new(),
            admitted: BTreeMap::new(),
            held: 0.0,
            freed: 0.0,
            queued: 0.0,
            counted: SimTime::ZERO,
            stepping: false,
            cause: None,
            late: None,
            told: 1.0,
        }
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        match event {
            Event::Step => {
                self.stepping = false;
                self.go_on(ctx);
            }
        }
    }

    fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
        match message.signal {
            Signal::Serving { share } => {
                self.count(ctx.now);
                let before = worst(&self.behind);
                let port = match message.port {
                    Some("admitted") => &mut self.admitted,
                    _ => &mut self.behind,
                };
                port.insert(message.sender, share);
                self.free(before);
                self.cause = message.cause;
                self.go_on(ctx);
            }
            Signal::Cut { .. }
            | Signal::Volumes { .. }
            | Signal::Stuck { .. }
            | Signal::Creates(_)
            | Signal::Elections { .. }
            | Signal::Reach { .. }
            | Signal::CreateDemand { .. }
            | Signal::Api(_)
            | Signal::Relaunch { .. }
            | Signal::Eta { .. }
            | Signal::GiveUp { .. } => {}
        }
    }
}

fn worst(shares: &BTreeMap<InstanceId, f64>) -> f64 {
    shares.values().fold(1.0, |a: f64, &b| a.min(b))
}

impl Backlog {
    /// Brings what is held and queued up to now.
    fn count(&mut self, now: SimTime) {
        let hours = now.since(self.counted).secs_f64() / 3600.0;
        self.counted = now;
        let comes = 1.0 - self.refusable_share * (1.0 - worst(&self.admitted));
        let through = worst(&self.behind);
        self.held += comes * (1.0 - through) * self.held_share * hours;
        let released = self.freed * (hours / self.release_time).min(1.0);
        self.freed -= released;
        let new = comes * through * hours + released - self.capacity * hours;
        self.queued = (self.queued + new).max(0.0);
    }

    /// What was held up behind those parts that work again can come.
    fn free(&mut self, before: f64) {
        let through = worst(&self.behind);
        if through > before && before < 1.0 {
            let moved = self.held * (through - before) / (1.0 - before);
            self.held -= moved;
            self.freed += moved;
        }
    }

    fn go_on(&mut self, ctx: &mut Context<'_>) {
        self.count(ctx.now);
        self.tell(ctx);
        let busy = worst(&self.behind) < 1.0 || self.freed > NONE || self.queued > NONE;
        if busy && !self.stepping {
            self.stepping = true;
            ctx.schedule(ctx.now + STEP, Phase::Control, Event::Step);
        }
    }

    fn tell(&mut self, ctx: &mut Context<'_>) {
        let delay = self.queued / self.capacity;
        let share = if delay > self.patience {
            self.patience / delay
        } else {
            1.0
        };
        let edge = (share == 1.0) != (self.told == 1.0);
        if !edge && (share - self.told).abs() < 0.01 {
            return;
        }
        self.told = share;
        let cause = self.late.or(self.cause);
        let (kind, text) = match (self.late.is_some(), share < 1.0) {
            (false, true) => (
                "backlog.late",
                "what was held up comes all at once, and new work is done late",
            ),
            (true, false) => ("backlog.worked_off", "what was held up is worked off"),
            (true, true) | (false, false) => {
                ctx.tell(cause, |_| Some(Signal::Serving { share }));
                return;
            }
        };
        let fact = ctx.fact(Draft {
            kind,
            text: format!("{}: {text}", ctx.name()),
            cause,
            given: &[],
            moves: &[],
        });
        self.late = (share < 1.0).then_some(fact);
        ctx.tell(Some(fact), |_| Some(Signal::Serving { share }));
    }
}
