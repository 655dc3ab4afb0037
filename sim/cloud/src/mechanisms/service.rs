//! A service of the provider that stands on other services.
//!
//! Models that it goes on from what it has in store while what it needs fails, then fails for the calls that hinge on
//! it, and that what piled up meanwhile has to be worked off before it is well again.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, action, needs, not_an_action, number};
use crate::context::{Action, Context, Draft, InstanceId, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::{Message, Signal};
use kernel::{EventId, Phase, SimDuration, SimTime};
use std::collections::BTreeMap;
use tape::{Condition, FactId, Moves};

#[derive(Debug)]
pub(crate) enum Event {
    /// What was in store is used up.
    StoreEmpty,
    /// What piled up is worked off.
    CaughtUp,
}

/// One of the services it stands on.
struct Need {
    share: f64,
    cause: Option<FactId>,
}

pub(crate) struct Service {
    dependence: f64,
    store: SimDuration,
    catch_up: f64,
    needs: BTreeMap<InstanceId, Need>,
    /// Operators made it independent of what it needs.
    detached: bool,
    /// Share of calls that operators refuse.
    refused: f64,
    /// Share of its needs that is met, as the worst of them.
    met: f64,
    /// What has been used of the store, in seconds without any of what it needs.
    used: f64,
    /// The store is used up, so what is missing is felt.
    bare: bool,
    /// Work that waits, in hours of a calm day's work, as of `counted`.
    backlog: f64,
    counted: SimTime,
    planned: Option<EventId>,
    failing: Option<FactId>,
    told: f64,
}

impl Mechanism for Service {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "service",
        doc: "a service of the provider that stands on other services",
        stands: Stands::Region,
        parameters: &[
            number(
                "dependence",
                Unit::Share,
                0.0,
                1.0,
                "share of its calls that fail when what it needs fails altogether",
            ),
            number(
                "store",
                Unit::Seconds,
                0.0,
                30.0 * 86_400.0,
                "how long it goes on from caches and buffers without what it needs; longer if some of that is there",
            ),
            number(
                "catch_up",
                Unit::Factor,
                0.0,
                1e6,
                "hours of piled-up work that it does in an hour beside the current work; 0: nothing piles up",
            ),
        ],
        provides: true,
        ports: &[needs("needs")],
        actions: &[
            action(
                "detach",
                &[],
                "makes it work without what it needs, by a change or another way",
            ),
            action("attach", &[], "makes it need again what it was built on"),
            action(
                "refuse",
                &[number("share", Unit::Share, 0.0, 1.0, "share of the calls")],
                "refuses a share of the calls, to protect the rest",
            ),
        ],
        leaves_out: &[
            "a service that stands on several others is as bad as the worst of them; all its customers are alike",
        ],
    };

    fn new(numbers: &Numbers) -> Self {
        Self {
            dependence: numbers.get("dependence"),
            store: numbers.duration("store"),
            catch_up: numbers.get("catch_up"),
            needs: BTreeMap::new(),
            detached: false,
            refused: 0.0,
            met: 1.0,
            used: 0.0,
            bare: false,
            backlog: 0.0,
            counted: SimTime::ZERO,
            planned: None,
            failing: None,
            told: 0.0,
        }
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        self.planned = None;
        self.count(ctx.now);
        match event {
            Event::StoreEmpty => self.bare = true,
            Event::CaughtUp => self.backlog = 0.0,
        }
        let cause = self.cause();
        self.settle(cause, ctx);
    }

    fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
        let share = match message.signal {
            Signal::Serving { share } => share,
            // A control plane serves the calls that do not fail.
            Signal::Api(api) => (1.0 - api.control) * (1.0 - api.changes),
            Signal::Cut { .. }
            | Signal::Volumes { .. }
            | Signal::Stuck { .. }
            | Signal::Creates(_)
            | Signal::Elections { .. }
            | Signal::Reach { .. }
            | Signal::CreateDemand { .. }
            | Signal::Relaunch { .. }
            | Signal::Eta { .. }
            | Signal::GiveUp { .. } => return,
        };
        self.count(ctx.now);
        let cause = message.cause;
        self.needs.insert(message.sender, Need { share, cause });
        self.settle(cause, ctx);
    }

    fn act(&mut self, action: &Action, ctx: &mut Context<'_>) {
        self.count(ctx.now);
        match action.name {
            "detach" => self.detached = true,
            "attach" => self.detached = false,
            "refuse" => self.refused = action.arguments.get("share"),
            _ => not_an_action(action),
        }
        self.settle(Some(action.fact), ctx);
    }
}

impl Service {
    /// Why the worst of its needs is as it is.
    fn cause(&self) -> Option<FactId> {
        let by_share = |a: &&Need, b: &&Need| a.share.total_cmp(&b.share);
        self.needs.values().min_by(by_share)?.cause
    }

    /// Brings what is used of the store, and the backlog, up to now.
    fn count(&mut self, now: SimTime) {
        let passed = now.since(self.counted).secs_f64();
        let hours = passed / 3600.0;
        self.counted = now;
        self.used += (1.0 - self.met) * passed;
        if self.catch_up == 0.0 {
            return;
        }
        if self.met < 1.0 && self.bare {
            self.backlog += (1.0 - self.met) * hours;
        } else {
            self.backlog = (self.backlog - self.catch_up * hours).max(0.0);
        }
    }

    /// Works out how it serves now, plans what comes next, and says so.
    fn settle(&mut self, cause: Option<FactId>, ctx: &mut Context<'_>) {
        let shares = self.needs.values().map(|n| n.share);
        let worst = shares.fold(1.0, f64::min);
        self.met = if self.detached { 1.0 } else { worst };
        if self.met >= 1.0 {
            // Filled again at once: what refills it is small beside what it does.
            (self.bare, self.used) = (false, 0.0);
        } else if self.store == SimDuration::ZERO {
            self.bare = true;
        }
        if let Some(id) = self.planned.take() {
            ctx.cancel(id);
        }
        if self.met < 1.0 && !self.bare {
            let left = (self.store.secs_f64() - self.used).max(0.0) / (1.0 - self.met);
            let at = ctx.now + SimDuration::from_secs_f64(left);
            self.planned = Some(ctx.schedule(at, Phase::Control, Event::StoreEmpty));
        } else if self.met >= 1.0 && self.backlog > 1e-9 {
            let hours = self.backlog / self.catch_up;
            let at = ctx.now + SimDuration::from_secs_f64(hours * 3600.0);
            self.planned = Some(ctx.schedule(at, Phase::Control, Event::CaughtUp));
        }
        self.tell(cause, ctx);
    }

    /// Share of its calls that fail.
    fn error(&self) -> f64 {
        let missing = if self.met < 1.0 && self.bare {
            1.0 - self.met
        } else if self.met >= 1.0 && self.backlog > 1e-9 {
            // What is new waits behind what has piled up.
            1.0
        } else {
            0.0
        };
        1.0 - (1.0 - self.dependence * missing) * (1.0 - self.refused)
    }

    fn tell(&mut self, cause: Option<FactId>, ctx: &mut Context<'_>) {
        let error = self.error();
        let edge = |e: f64| (e == 0.0, e == 1.0);
        let changed = (error - self.told).abs() >= 0.01 || edge(error) != edge(self.told);
        if !changed {
            return;
        }
        self.told = error;
        let cause = self.note(error, cause, ctx).or(cause);
        let (place, service) = (ctx.place(), ctx.provides());
        ctx.condition(place, service, Condition::errors(error), cause);
        let share = 1.0 - error;
        ctx.tell(cause, |_| Some(Signal::Serving { share }));
    }

    /// Records that it begins or ceases to fail.
    fn note(&mut self, error: f64, cause: Option<FactId>, ctx: &mut Context<'_>) -> Option<FactId> {
        let (kind, text) = match (self.failing, error > 0.0) {
            (None, true) => (
                "service.fails",
                format!("{} fails, standing on what fails", ctx.name()),
            ),
            (Some(_), false) => ("service.works", format!("{} works again", ctx.name())),
            (None, false) | (Some(_), true) => return None,
        };
        let given = [self.failing];
        let moves = [Moves::Service(ctx.provides())];
        let fact = ctx.fact(Draft {
            kind,
            text,
            cause,
            given: &given,
            moves: &moves,
        });
        self.failing = (error > 0.0).then_some(fact);
        Some(fact)
    }
}
