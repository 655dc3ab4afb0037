//! Calls that operators refuse to spare what lies behind them.
//!
//! Models that a share of the calls is refused from one moment on, and that operators who take that back do so little by
//! little and look.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, action, not_an_action, number};
use crate::context::{Action, Context, Draft, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::Signal;
use kernel::{Phase, SimDuration};
use tape::FactId;

/// How often operators let more in.
const STEP: SimDuration = SimDuration::from_secs(600);

#[derive(Debug)]
pub(crate) enum Event {
    /// A little more is let in.
    Step,
}

pub(crate) struct Admission {
    refused_share: f64,
    relax_per_hour: f64,
    refused: f64,
    relaxing: bool,
    cause: Option<FactId>,
}

impl Mechanism for Admission {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "admission",
        doc: "calls that operators refuse for a while, and let in again little by little",
        stands: Stands::Region,
        parameters: &[
            number(
                "refused_share",
                Unit::Share,
                0.0,
                1.0,
                "share of the calls that is refused while throttled",
            ),
            number(
                "relax_per_hour",
                Unit::PerHour,
                0.01,
                60.0,
                "share of all calls that is let in again each hour",
            ),
        ],
        provides: false,
        ports: &[],
        actions: &[
            action("throttle", &[], "refuses the share"),
            action("relax", &[], "begins to let calls in again"),
        ],
        leaves_out: &["who is refused tries again, but that adds no calls"],
    };

    fn new(numbers: &Numbers) -> Self {
        Self {
            refused_share: numbers.get("refused_share"),
            relax_per_hour: numbers.get("relax_per_hour"),
            refused: 0.0,
            relaxing: false,
            cause: None,
        }
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        match event {
            Event::Step => self.step(ctx),
        }
    }

    fn act(&mut self, action: &Action, ctx: &mut Context<'_>) {
        self.cause = Some(action.fact);
        match action.name {
            "throttle" => {
                self.relaxing = false;
                self.refused = self.refused_share;
                self.tell(ctx);
            }
            "relax" if self.refused > 0.0 && !self.relaxing => {
                self.relaxing = true;
                ctx.schedule(ctx.now + STEP, Phase::Control, Event::Step);
            }
            "relax" => {}
            _ => not_an_action(action),
        }
    }
}

impl Admission {
    fn step(&mut self, ctx: &mut Context<'_>) {
        if !self.relaxing {
            return;
        }
        let less = self.relax_per_hour * STEP.secs_f64() / 3600.0;
        self.refused = (self.refused - less).max(0.0);
        if self.refused < 1e-9 {
            self.refused = 0.0;
            self.relaxing = false;
            self.cause = Some(ctx.fact(Draft {
                kind: "admission.open",
                text: format!("{} lets all calls in again", ctx.name()),
                cause: self.cause,
                given: &[],
                moves: &[],
            }));
        } else {
            ctx.schedule(ctx.now + STEP, Phase::Control, Event::Step);
        }
        self.tell(ctx);
    }

    fn tell(&self, ctx: &mut Context<'_>) {
        let share = 1.0 - self.refused;
        ctx.tell(self.cause, |_| Some(Signal::Serving { share }));
    }
}
