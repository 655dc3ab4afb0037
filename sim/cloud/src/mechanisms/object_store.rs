//! A region's object store, whose copies lie in several zones.
//!
//! Models that an object can be read as long as one of its copies lies on a host that is not cut off. The
//! networks of the zones that carry the store say which share of its hosts is. Where the store stands on an index, reads
//! and writes fail with it; where it stands on something that finds room for new objects, writes fail with that.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, needs, number};
use crate::context::{Context, Draft, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::{Message, Signal};
use std::collections::BTreeMap;
use tape::{Condition, FactId, Moves, PlaceId, Service};

/// The store follows its networks.
#[derive(Debug)]
pub(crate) enum Event {}

pub(crate) struct ObjectStore {
    copies: usize,
    cut: BTreeMap<PlaceId, f64>,
    /// Share of the objects that can be found.
    found: f64,
    /// The part of it that fails, as told last.
    failing: Option<FactId>,
    told: f64,
}

impl Mechanism for ObjectStore {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "object_store",
        doc: "a region's object store with copies in several zones",
        stands: Stands::Region,
        parameters: &[number(
            "copies",
            Unit::Count,
            1.0,
            10.0,
            "zones that hold a copy of an object",
        )],
        provides: false,
        ports: &[needs("index"), needs("placement")],
        actions: &[],
        leaves_out: &[
            "the object store's front doors are left out, and so is its index where the cloud has none",
        ],
    };

    fn new(numbers: &Numbers) -> Self {
        Self {
            copies: numbers.get("copies") as usize,
            cut: BTreeMap::new(),
            found: 1.0,
            failing: None,
            told: 1.0,
        }
    }

    fn event(&mut self, event: Event, _ctx: &mut Context<'_>) {
        match event {}
    }

    fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
        match message.signal {
            Signal::Cut { share } => {
                self.cut.insert(message.from, share);
                let error = self.unreadable(ctx.zones());
                let fact = ctx.fact(Draft {
                    kind: "object_store.hosts_cut_off",
                    text: format!("{:.1}% of the objects cannot be read", error * 100.0),
                    cause: message.cause,
                    given: &[],
                    moves: &[Moves::Service(Service::ObjectStore)],
                });
                self.settle(Some(fact), ctx);
            }
            Signal::Serving { share } if message.port == Some("index") => {
                self.found = share;
                self.follow_index(message.cause, ctx);
            }
            // Whatever finds room for new objects.
            Signal::Serving { share } => {
                let condition = Condition::errors(1.0 - share);
                ctx.condition(ctx.place(), Service::ObjectWrites, condition, message.cause);
            }
            Signal::Volumes { .. }
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

impl ObjectStore {
    /// Records that objects cannot be found any more, or can be again.
    fn follow_index(&mut self, cause: Option<FactId>, ctx: &mut Context<'_>) {
        let (kind, text) = match (self.failing, self.found < 1.0) {
            (None, true) => ("object_store.index_fails", "objects cannot be found"),
            (Some(_), false) => ("object_store.index_back", "all objects can be found again"),
            (Some(_), true) | (None, false) => return self.settle(cause, ctx),
        };
        let fact = ctx.fact(Draft {
            kind,
            text: format!("{}: {text}", ctx.name()),
            cause,
            given: &[self.failing],
            moves: &[Moves::Service(Service::ObjectStore)],
        });
        self.failing = (self.found < 1.0).then_some(fact);
        self.settle(Some(fact), ctx);
    }

    /// Says how reads fare, to renters and to whatever needs the store.
    fn settle(&mut self, cause: Option<FactId>, ctx: &mut Context<'_>) {
        let share = (1.0 - self.unreadable(ctx.zones())) * self.found;
        let condition = Condition::errors(1.0 - share);
        ctx.condition(ctx.place(), Service::ObjectStore, condition, cause);
        if share != self.told {
            self.told = share;
            ctx.tell(cause, |_| Some(Signal::Serving { share }));
        }
    }

    /// Mean over all choices of zones for the copies of the chance that every copy is cut off: the elementary
    /// symmetric polynomial of the zones' cut shares, divided by the number of choices.
    fn unreadable(&self, zones: &[PlaceId]) -> f64 {
        let copies = self.copies.min(zones.len());
        let mut all_cut = vec![0.0; copies + 1];
        let mut choices = vec![0.0; copies + 1];
        (all_cut[0], choices[0]) = (1.0, 1.0);
        for zone in zones {
            let cut = self.cut.get(zone).copied().unwrap_or(0.0);
            for k in (1..=copies).rev() {
                all_cut[k] += all_cut[k - 1] * cut;
                choices[k] += choices[k - 1];
            }
        }
        all_cut[copies] / choices[copies]
    }
}
