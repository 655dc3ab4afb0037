//! A datastore with its primary in one zone and copies in others.
//!
//! Models that it takes no writes from when the primary's servers stop until they serve again, until a copy takes over
//! by itself, or until people decide that a copy may.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, action, needs, not_an_action, number, switch};
use crate::context::{Action, Context, Draft, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::{Message, Signal};
use kernel::{EventId, Phase, SimDuration};
use tape::FactId;

#[derive(Debug)]
pub(crate) enum Event {
    /// A copy has taken over by itself.
    TookOver,
}

pub(crate) struct Datastore {
    /// Which zone holds the primary, counted from 0.
    zone: usize,
    fails_under: f64,
    automatic: bool,
    takeover: SimDuration,
    /// Since when it takes no writes.
    read_only: Option<FactId>,
    /// A copy elsewhere has become the primary.
    moved: bool,
    planned: Option<EventId>,
}

impl Mechanism for Datastore {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "datastore",
        doc: "a datastore with its primary in one zone, which takes no writes while that is gone",
        stands: Stands::Region,
        parameters: &[
            number(
                "primary_zone",
                Unit::Count,
                1.0,
                100.0,
                "which of the region's zones holds the primary, counted from 1",
            ),
            number(
                "fails_under",
                Unit::Share,
                0.0,
                1.0,
                "the primary stops when a smaller share of its zone's hosts serves",
            ),
            switch(
                "automatic",
                "whether a copy takes over by itself; else people decide",
            ),
            number(
                "takeover_time",
                Unit::Seconds,
                0.0,
                86_400.0,
                "how long a copy takes to take over by itself",
            ),
        ],
        provides: false,
        ports: &[needs("hosts")],
        actions: &[action(
            "promote",
            &[],
            "people decide that a copy in another zone may become the primary",
        )],
        leaves_out: &["copies are always up to date; nothing is lost when one takes over"],
    };

    fn new(numbers: &Numbers) -> Self {
        Self {
            zone: (numbers.get("primary_zone") as usize).saturating_sub(1),
            fails_under: numbers.get("fails_under"),
            automatic: numbers.on("automatic"),
            takeover: numbers.duration("takeover_time"),
            read_only: None,
            moved: false,
            planned: None,
        }
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        match event {
            Event::TookOver => {
                self.planned = None;
                self.moved = true;
                let cause = self.read_only;
                self.writes(cause, "a copy takes over by itself", ctx);
            }
        }
    }

    fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
        let Signal::Serving { share } = message.signal else {
            return;
        };
        if self.moved || ctx.zones().get(self.zone) != Some(&message.from) {
            return;
        }
        if share >= self.fails_under {
            self.writes(message.cause, "the primary's servers are back", ctx);
        } else if self.read_only.is_none() {
            let fact = ctx.fact(Draft {
                kind: "datastore.read_only",
                text: format!("the primary of {} is gone: it takes no writes", ctx.name()),
                cause: message.cause,
                given: &[],
                moves: &[],
            });
            self.read_only = Some(fact);
            if self.automatic {
                let at = ctx.now + self.takeover;
                self.planned = Some(ctx.schedule(at, Phase::Control, Event::TookOver));
            }
            ctx.tell(Some(fact), |_| Some(Signal::Serving { share: 0.0 }));
        }
    }

    fn act(&mut self, action: &Action, ctx: &mut Context<'_>) {
        match action.name {
            "promote" => {
                if self.read_only.is_some() {
                    self.moved = true;
                    self.writes(Some(action.fact), "a copy is the primary now", ctx);
                }
            }
            _ => not_an_action(action),
        }
    }
}

impl Datastore {
    /// It takes writes again.
    fn writes(&mut self, cause: Option<FactId>, how: &str, ctx: &mut Context<'_>) {
        let Some(since) = self.read_only.take() else {
            return;
        };
        if let Some(id) = self.planned.take() {
            ctx.cancel(id);
        }
        let fact = ctx.fact(Draft {
            kind: "datastore.takes_writes",
            text: format!("{} takes writes again: {how}", ctx.name()),
            cause,
            given: &[Some(since)],
            moves: &[],
        });
        ctx.tell(Some(fact), |_| Some(Signal::Serving { share: 1.0 }));
    }
}
