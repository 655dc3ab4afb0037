//! The provider's name servers.
//!
//! Models a data plane that answers on its own, and a share of answers that hinges on changes made through
//! the control API (records that follow health checks): those are wrong while changes fail.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, number, port};
use crate::context::{Context, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::{Message, Signal};
use tape::{Condition, Service};

/// Name servers follow what they depend on.
#[derive(Debug)]
pub(crate) enum Event {}

pub(crate) struct DnsService {
    change_dependence: f64,
}

impl Mechanism for DnsService {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "dns_service",
        doc: "the provider's name servers, whose answers may hinge on changes made through the control API",
        stands: Stands::Region,
        parameters: &[number(
            "change_dependence",
            Unit::Share,
            0.0,
            1.0,
            "share of answers that are wrong when no change can be made",
        )],
        provides: false,
        ports: &[port("control_plane", "control_plane")],
        actions: &[],
        leaves_out: &["name servers of other providers, and caches, belong to the architecture"],
    };

    fn new(numbers: &Numbers) -> Self {
        Self {
            change_dependence: numbers.get("change_dependence"),
        }
    }

    fn event(&mut self, event: Event, _ctx: &mut Context<'_>) {
        match event {}
    }

    fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
        match message.signal {
            Signal::Api(api) => {
                let condition = Condition::errors(api.control * self.change_dependence);
                ctx.condition(ctx.place(), Service::Dns, condition, message.cause);
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
