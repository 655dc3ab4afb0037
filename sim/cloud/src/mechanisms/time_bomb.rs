//! Something that is worked out wrongly from a certain date on.
//!
//! Models a fault that sleeps until its date: from then on what begins fails everywhere at once, while what runs goes
//! on. A fix reaches one part after the other.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, action, not_an_action, number, switch};
use crate::context::{Action, Context, Draft, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::Signal;
use kernel::{Phase, SimDuration, SimTime};
use tape::FactId;

/// In how many steps a fix is told.
const STEPS: u32 = 20;

#[derive(Debug)]
pub(crate) enum Event {
    /// The fix has reached more.
    Step(u32),
}

pub(crate) struct TimeBomb {
    fails: bool,
    fixed: bool,
    rollout_time: SimDuration,
    struck: Option<FactId>,
    cause: Option<FactId>,
    fixing_since: SimTime,
    share: f64,
}

impl Mechanism for TimeBomb {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "time_bomb",
        doc: "something worked out wrongly from a date on; says for which share what begins still succeeds",
        stands: Stands::Region,
        parameters: &[
            switch(
                "tested_with_dates",
                "whether the fault was found in a test before its date; then nothing happens",
            ),
            number(
                "rollout_time",
                Unit::Seconds,
                60.0,
                2_592_000.0,
                "time in which a fix reaches everything, evenly",
            ),
        ],
        provides: false,
        ports: &[],
        actions: &[
            action("strike", &[], "the date comes"),
            action("fix", &[], "begins to roll a fix out"),
        ],
        leaves_out: &[
            "the fix itself is right, and reaches one part after the other at an even pace",
        ],
    };

    fn new(numbers: &Numbers) -> Self {
        Self {
            fails: !numbers.on("tested_with_dates"),
            fixed: false,
            rollout_time: numbers.duration("rollout_time"),
            struck: None,
            cause: None,
            fixing_since: SimTime::ZERO,
            share: 1.0,
        }
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        match event {
            Event::Step(step) => self.step(step, ctx),
        }
    }

    fn act(&mut self, action: &Action, ctx: &mut Context<'_>) {
        match action.name {
            "strike" if self.fails && !self.fixed => self.strike(action.fact, ctx),
            "strike" => {}
            "fix" if !self.fixed => {
                self.fixed = true;
                self.cause = Some(action.fact);
                self.fixing_since = ctx.now;
                self.plan(1, ctx);
            }
            "fix" => {}
            _ => not_an_action(action),
        }
    }
}

impl TimeBomb {
    fn strike(&mut self, cause: FactId, ctx: &mut Context<'_>) {
        let fact = ctx.fact(Draft {
            kind: "time_bomb.struck",
            text: "from this date on whatever begins fails".to_owned(),
            cause: Some(cause),
            given: &[],
            moves: &[],
        });
        self.struck = Some(fact);
        self.share = 0.0;
        ctx.tell(Some(fact), |_| Some(Signal::Serving { share: 0.0 }));
    }

    fn plan(&self, step: u32, ctx: &mut Context<'_>) {
        let part = f64::from(step) / f64::from(STEPS);
        let after = SimDuration::from_secs_f64(self.rollout_time.secs_f64() * part);
        ctx.schedule(self.fixing_since + after, Phase::Control, Event::Step(step));
    }

    fn step(&mut self, step: u32, ctx: &mut Context<'_>) {
        if let Some(struck) = self.struck {
            self.share = f64::from(step) / f64::from(STEPS);
            if step == STEPS {
                self.cause = Some(ctx.fact(Draft {
                    kind: "time_bomb.fixed",
                    text: "the fix has reached everything".to_owned(),
                    cause: self.cause,
                    given: &[Some(struck)],
                    moves: &[],
                }));
            }
            let share = self.share;
            ctx.tell(self.cause, |_| Some(Signal::Serving { share }));
        }
        if step < STEPS {
            self.plan(step + 1, ctx);
        }
    }
}
