//! Hosts that keep leases with managers, which keep them in a store.
//!
//! Models that leases run out while the managers cannot reach the store, that all hosts then want one at once, and that
//! a host waits for its lease no longer than a time-out and asks anew, while what it asked first stays in its
//! manager's queue. Once the queue is longer than the time-out, all that a manager does is done for hosts that have given
//! up: leases stop coming back though nothing is broken any more. Nothing here says so: it follows from the queue, the
//! time-out and the asking anew. Cutting the queues by a restart, while less is let in, ends it.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

mod manager;
mod specification;

use super::{Mechanism, not_an_action};
use crate::context::{Action, Context, Draft, InstanceId, Numbers};
use crate::model::MechanismSpec;
use crate::signal::{Message, Signal};
use kernel::{Phase, SimDuration};
use manager::{Manager, Rates};
use std::collections::BTreeMap;
use tape::{Condition, FactId, Moves};

/// How often queues are looked at while they change.
const STEP: SimDuration = SimDuration::from_secs(60);

#[derive(Debug)]
pub(crate) enum Event {
    /// A minute of asking and serving.
    Step,
    /// A manager restarts.
    Restart(usize),
}

pub(crate) struct Leases {
    rates: Rates,
    restart_time: SimDuration,
    managers: Vec<Manager>,
    needs: BTreeMap<InstanceId, f64>,
    throttled: bool,
    stepping: bool,
    cause: Option<FactId>,
    missing: Option<FactId>,
    collapsed: Option<FactId>,
    told: f64,
}

impl Mechanism for Leases {
    type Event = Event;

    const SPEC: MechanismSpec = specification::SPEC;

    fn new(numbers: &Numbers) -> Self {
        Self {
            rates: Rates::new(numbers),
            restart_time: numbers.duration("restart_time"),
            managers: vec![Manager::default(); numbers.get("managers") as usize],
            needs: BTreeMap::new(),
            throttled: false,
            stepping: false,
            cause: None,
            missing: None,
            collapsed: None,
            told: 1.0,
        }
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        match event {
            Event::Step => {
                self.stepping = false;
                self.step(ctx);
            }
            Event::Restart(manager) => self.managers[manager].restart(),
        }
    }

    fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
        match message.signal {
            Signal::Serving { share } => {
                self.needs.insert(message.sender, share);
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

    fn act(&mut self, action: &Action, ctx: &mut Context<'_>) {
        self.cause = Some(action.fact);
        match action.name {
            "throttle" => self.throttled = true,
            "open" => self.throttled = false,
            "restart" => self.restart(ctx),
            _ => not_an_action(action),
        }
    }
}

impl Leases {
    /// Managers restart one after the other.
    fn restart(&self, ctx: &mut Context<'_>) {
        let each = self.restart_time.secs_f64() / self.managers.len() as f64;
        for manager in 0..self.managers.len() {
            let after = SimDuration::from_secs_f64(each * (manager + 1) as f64);
            ctx.schedule(ctx.now + after, Phase::Control, Event::Restart(manager));
        }
    }

    fn go_on(&mut self, ctx: &mut Context<'_>) {
        if !self.stepping {
            self.stepping = true;
            ctx.schedule(ctx.now + STEP, Phase::Control, Event::Step);
        }
    }

    fn step(&mut self, ctx: &mut Context<'_>) {
        // Of managers whose clients keep answers of different ages, a share finds the store.
        let found = self.needs.values().fold(1.0, |a: f64, &b| a.min(b));
        let finders = (found * self.managers.len() as f64 + 0.5) as usize;
        let now = ctx.now.secs_f64();
        let (mut held, mut useful, mut wasted) = (0.0, 0.0, 0.0);
        for (i, manager) in self.managers.iter_mut().enumerate() {
            if i < finders {
                let done = manager.serve(&self.rates, self.throttled, now);
                useful += done.useful;
                wasted += done.wasted;
            } else {
                manager.run_out(&self.rates);
            }
            held += manager.leased;
        }
        let share = held / self.managers.len() as f64;
        if self.collapsed.is_none() && wasted > 0.0 && useful < 0.01 * wasted {
            self.collapsed = Some(self.note(
                "leases.collapse",
                "the queue is longer than the time-out: whoever gets a lease has given up waiting for it",
                ctx,
            ));
        }
        self.tell(if share > 1.0 - 1e-6 { 1.0 } else { share }, ctx);
        if finders < self.managers.len() || share <= 1.0 - 1e-6 {
            self.go_on(ctx);
        }
    }

    fn tell(&mut self, share: f64, ctx: &mut Context<'_>) {
        let edge = share == 1.0 || share == 0.0;
        if share == self.told || !(edge || (share - self.told).abs() >= 0.01) {
            return;
        }
        if self.missing.is_none() {
            let text = "hosts lose their leases, because managers cannot reach their store";
            self.missing = Some(self.note("leases.run_out", text, ctx));
        }
        self.told = share;
        let mut cause = self.cause.or(self.missing);
        if share == 1.0 {
            cause = Some(self.note("leases.back", "all hosts have leases again", ctx));
            (self.missing, self.collapsed) = (None, None);
        }
        let condition = Condition::errors(1.0 - share);
        ctx.condition(ctx.place(), ctx.provides(), condition, cause);
        ctx.tell(cause, |_| Some(Signal::Serving { share }));
    }

    fn note(&self, kind: &'static str, text: &str, ctx: &mut Context<'_>) -> FactId {
        ctx.fact(Draft {
            kind,
            text: text.to_owned(),
            cause: self.cause,
            given: &[self.collapsed, self.missing],
            moves: &[Moves::Service(ctx.provides())],
        })
    }
}
