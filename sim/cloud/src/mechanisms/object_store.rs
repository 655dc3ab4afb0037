//! A region's object store, whose copies lie in several zones.
//!
//! Models that an object can be read as long as one of its copies lies on a host that is not cut off. The
//! networks of the zones that carry the store say which share of its hosts is.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, number};
use crate::context::{Context, Draft, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::{Message, Signal};
use std::collections::BTreeMap;
use tape::{Condition, Moves, PlaceId, Service};

/// The store follows its networks.
#[derive(Debug)]
pub(crate) enum Event {}

pub(crate) struct ObjectStore {
    copies: usize,
    cut: BTreeMap<PlaceId, f64>,
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
        ports: &[],
        actions: &[],
        leaves_out: &["the object store's own index and front doors are left out"],
    };

    fn new(numbers: &Numbers) -> Self {
        Self {
            copies: numbers.get("copies") as usize,
            cut: BTreeMap::new(),
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
                ctx.condition(
                    ctx.place(),
                    Service::ObjectStore,
                    Condition::errors(error),
                    Some(fact),
                );
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
            | Signal::GiveUp { .. }
            | Signal::Serving { .. }
            | Signal::Load { .. } => {}
        }
    }
}

impl ObjectStore {
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
