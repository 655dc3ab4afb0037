//! Rented load balancers of a region.
//!
//! Models that balancers are machines which must be replaced or enlarged now and then, through the control
//! API. While that fails, balancers that should have been changed pile up, and each loses a part of its
//! requests; what runs unchanged goes on working.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, number, port};
use crate::context::{Context, Draft, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::{Message, Signal};
use kernel::{Phase, SimDuration};
use tape::{Condition, FactId, Moves, Service};

/// How often the pile is looked at while it changes.
const STEP: SimDuration = SimDuration::from_secs(60);

#[derive(Debug)]
pub(crate) enum Event {
    /// Changes were wanted, made or missed.
    Step,
}

pub(crate) struct LoadBalancer {
    changes_per_hour: f64,
    loss: f64,
    error: f64,
    /// Share of the balancers that wait for a change.
    waiting: f64,
    cause: Option<FactId>,
    suffering: Option<FactId>,
    stepping: bool,
}

impl Mechanism for LoadBalancer {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "load_balancer",
        doc: "rented load balancers, which are replaced or enlarged through the control API",
        stands: Stands::Region,
        parameters: &[
            number(
                "changes_per_hour",
                Unit::PerHour,
                0.0,
                60.0,
                "share of the balancers that must be replaced or enlarged each hour",
            ),
            number(
                "overload_loss",
                Unit::Share,
                0.0,
                1.0,
                "share of its requests that a balancer loses while it waits for its change",
            ),
        ],
        provides: false,
        ports: &[port("control_plane", "control_plane")],
        actions: &[],
        leaves_out: &["all balancers are alike; single balancers have no fates"],
    };

    fn new(numbers: &Numbers) -> Self {
        Self {
            changes_per_hour: numbers.get("changes_per_hour"),
            loss: numbers.get("overload_loss"),
            error: 0.0,
            waiting: 0.0,
            cause: None,
            suffering: None,
            stepping: false,
        }
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        match event {
            Event::Step => self.step(ctx),
        }
    }

    fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
        match message.signal {
            Signal::Api(api) => {
                self.error = api.control + (1.0 - api.control) * api.changes;
                self.cause = message.cause;
                if !self.stepping {
                    self.stepping = true;
                    ctx.schedule(ctx.now + STEP, Phase::Traffic, Event::Step);
                }
            }
            Signal::Cut { .. }
            | Signal::Volumes { .. }
            | Signal::Stuck { .. }
            | Signal::Creates(_)
            | Signal::Elections { .. }
            | Signal::Reach { .. }
            | Signal::CreateDemand { .. }
            | Signal::Relaunch { .. }
            | Signal::Eta { .. }
            | Signal::GiveUp { .. }
            | Signal::Serving { .. } => {}
        }
    }
}

impl LoadBalancer {
    fn step(&mut self, ctx: &mut Context<'_>) {
        // A change that failed is tried again in the next step.
        let wanted = self.changes_per_hour * STEP.secs_f64() / 3600.0;
        self.waiting = ((self.waiting + wanted) * self.error).min(1.0);
        let lost = self.waiting * self.loss;
        if lost >= 0.01 && self.suffering.is_none() {
            self.suffering = Some(ctx.fact(Draft {
                kind: "load_balancer.changes_pile_up",
                text: "load balancers that should be replaced or enlarged wait for the control API".to_owned(),
                cause: self.cause,
                given: &[],
                moves: &[Moves::Service(Service::LoadBalancer)],
            }));
        }
        let lost = if self.waiting < 1e-6 { 0.0 } else { lost };
        let cause = self.suffering.or(self.cause);
        ctx.condition(
            ctx.place(),
            Service::LoadBalancer,
            Condition::errors(lost),
            cause,
        );
        self.stepping = self.error > 0.0 || lost > 0.0;
        if self.stepping {
            ctx.schedule(ctx.now + STEP, Phase::Traffic, Event::Step);
        } else {
            self.suffering = None;
        }
    }
}
