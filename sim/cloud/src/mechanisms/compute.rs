//! Launching instances in one zone.
//!
//! Models what a launch needs: with a root volume, the volume calls, space for a new volume and a working
//! attach path; on local disks, only the general control API; both need room in the zone's fleet, which
//! customers who flee from other zones fill, and whatever else the cloud file wires them to (a store of
//! images, hosts that take instances, their network, calls that are let in): each for its share of the launches.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, needs, number, optional, port};
use crate::context::{Context, InstanceId, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::{ApiHealth, Message, Signal};
use std::collections::BTreeMap;
use tape::{Condition, FactId, Service};

/// Launches follow what others do.
#[derive(Debug)]
pub(crate) enum Event {}

pub(crate) struct Compute {
    free_share: f64,
    api: ApiHealth,
    arrivals: f64,
    needs: BTreeMap<InstanceId, f64>,
}

impl Mechanism for Compute {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "compute",
        doc: "launching instances in a zone, with a root volume or on local disks",
        stands: Stands::Zone,
        parameters: &[number(
            "free_share",
            Unit::Share,
            0.001,
            1.0,
            "room for new instances as a share of the zone's fleet",
        )],
        provides: false,
        ports: &[
            optional(port("control_plane", "control_plane")),
            optional(port("crowd", "crowd")),
            needs("images"),
            needs("needs"),
        ],
        actions: &[],
        leaves_out: &["all instance types share one room; customers who fled do not come back"],
    };

    fn new(numbers: &Numbers) -> Self {
        Self {
            free_share: numbers.get("free_share"),
            api: ApiHealth::default(),
            arrivals: 0.0,
            needs: BTreeMap::new(),
        }
    }

    fn event(&mut self, event: Event, _ctx: &mut Context<'_>) {
        match event {}
    }

    fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
        match message.signal {
            Signal::Api(api) => self.api = api,
            // Who came stays for the run: the room taken is not given back.
            Signal::Relaunch { share } => self.arrivals = self.arrivals.max(share),
            Signal::Serving { share } => {
                self.needs.insert(message.sender, share);
            }
            Signal::Cut { .. }
            | Signal::Volumes { .. }
            | Signal::Stuck { .. }
            | Signal::Creates(_)
            | Signal::Elections { .. }
            | Signal::Reach { .. }
            | Signal::CreateDemand { .. }
            | Signal::Eta { .. }
            | Signal::GiveUp { .. } => return,
        }
        self.write(message.cause, ctx);
    }
}

impl Compute {
    fn write(&self, cause: Option<FactId>, ctx: &mut Context<'_>) {
        let api = self.api;
        let room = (1.0 - self.arrivals / self.free_share).max(0.0);
        let met = self.needs.values().fold(1.0, |a, b| a * b);
        let local = met * (1.0 - api.control) * (1.0 - api.changes);
        let block = local * (1.0 - api.block) * (1.0 - api.create) * (1.0 - api.attach);
        let with = |error: f64| {
            let capacity_ppm = (room * 1e6 + 0.5) as u32;
            Condition {
                capacity_ppm,
                ..Condition::errors(error)
            }
        };
        let place = ctx.place();
        ctx.condition(place, Service::LaunchBlock, with(1.0 - block), cause);
        ctx.condition(place, Service::LaunchLocal, with(1.0 - local), cause);
    }
}
