//! The rented machines of one zone, each with a fate of its own.
//!
//! Models that a machine hangs, to whoever calls it, from when the host under it stops until that host serves again.
//! Which machines stand on the hosts that stop, and in which order those come back, is chance.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, needs, number};
use crate::context::{Context, InstanceId, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::{Message, Signal};
use kernel::Stream;
use std::collections::BTreeMap;
use tape::{FateState, PopulationKind};

/// Machines follow their hosts.
#[derive(Debug)]
pub(crate) enum Event {}

pub(crate) struct Machines {
    count: u32,
    needs: BTreeMap<InstanceId, f64>,
    /// Which hang; the others are up.
    hang: Vec<u32>,
    /// Machines in order of who hangs next, as far as anybody ever hung.
    up: Vec<u32>,
    luck: Option<Stream>,
}

impl Mechanism for Machines {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "machines",
        doc: "the rented machines of a zone, which hang while the hosts under them do not serve",
        stands: Stands::Zone,
        parameters: &[number(
            "machines",
            Unit::Members,
            10.0,
            1e6,
            "machines of the zone",
        )],
        provides: false,
        ports: &[needs("hosts")],
        actions: &[],
        leaves_out: &["what a machine's owner has to do once it runs again, but for its volumes"],
    };

    fn new(numbers: &Numbers) -> Self {
        Self {
            count: numbers.get("machines") as u32,
            needs: BTreeMap::new(),
            hang: Vec::new(),
            up: Vec::new(),
            luck: None,
        }
    }

    fn start(&mut self, ctx: &mut Context<'_>) {
        ctx.population(PopulationKind::Instances, self.count);
    }

    fn event(&mut self, event: Event, _ctx: &mut Context<'_>) {
        match event {}
    }

    fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
        let Signal::Serving { share } = message.signal else {
            return;
        };
        self.needs.insert(message.sender, share);
        let worst = self.needs.values().fold(1.0, |a: f64, &b| a.min(b));
        let wanted = ((1.0 - worst) * f64::from(self.count) + 0.5) as usize;
        let luck = self.luck.get_or_insert_with(|| ctx.stream("machines"));
        if self.up.is_empty() && self.hang.is_empty() {
            self.up = (0..self.count).collect();
            luck.shuffle(&mut self.up);
        }
        while self.hang.len() < wanted {
            let Some(machine) = self.up.pop() else { break };
            self.hang.push(machine);
            ctx.fate(
                PopulationKind::Instances,
                machine,
                FateState::Hung,
                message.cause,
            );
        }
        while self.hang.len() > wanted {
            let at = luck.below(self.hang.len() as u64) as usize;
            let machine = self.hang.swap_remove(at);
            self.up.push(machine);
            ctx.fate(
                PopulationKind::Instances,
                machine,
                FateState::Healthy,
                message.cause,
            );
        }
    }
}
