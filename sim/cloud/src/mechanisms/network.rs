//! The network between the hosts of one service in one zone: a main path and a smaller backup path.
//!
//! Models a change that moves all traffic of a share of the hosts from the main path to the backup path.
//! If their traffic does not fit there, the path congests and those hosts are cut off from the others,
//! and from each other, until somebody moves the traffic back.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, action, not_an_action, number, optional, port};
use crate::context::{Action, Context, Draft, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::Signal;
use tape::FactId;

/// A network has no future of its own: it changes only when somebody changes it.
#[derive(Debug)]
pub(crate) enum Event {}

pub(crate) struct Network {
    /// Traffic of a host as a share of what the main path gives it.
    demand: f64,
    /// Capacity of the backup path per host, in the same measure.
    secondary: f64,
    /// Share of the hosts whose traffic a shift moves.
    shifted: f64,
    saturated: Option<FactId>,
}

impl Mechanism for Network {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "network",
        doc: "two network paths of different capacity between the hosts of a service in one zone",
        stands: Stands::Zone,
        parameters: &[
            number(
                "demand",
                Unit::Share,
                0.0,
                1.0,
                "a host's traffic as a share of its main path",
            ),
            number(
                "secondary_capacity",
                Unit::Share,
                0.0,
                1.0,
                "the backup path's capacity for a host as a share of its main path",
            ),
            number(
                "shifted_share",
                Unit::Share,
                0.0,
                1.0,
                "share of the hosts whose traffic moves when somebody shifts traffic",
            ),
        ],
        provides: false,
        ports: &[optional(port("carries", "object_store"))],
        actions: &[
            action(
                "shift_traffic",
                &[],
                "moves all traffic of the hosts behind one router to the backup path",
            ),
            action("roll_back", &[], "moves all traffic back to the main path"),
        ],
        leaves_out: &[
            "a congested backup path is cut altogether; packets that get through it are left out",
            "traffic of storage hosts is constant; what re-mirroring adds to it is left out",
        ],
    };

    fn new(numbers: &Numbers) -> Self {
        Self {
            demand: numbers.get("demand"),
            secondary: numbers.get("secondary_capacity"),
            shifted: numbers.get("shifted_share"),
            saturated: None,
        }
    }

    fn event(&mut self, event: Event, _ctx: &mut Context<'_>) {
        match event {}
    }

    fn act(&mut self, action: &Action, ctx: &mut Context<'_>) {
        match action.name {
            "shift_traffic" => self.shift(self.shifted, action.fact, ctx),
            "roll_back" => self.shift(0.0, action.fact, ctx),
            _ => not_an_action(action),
        }
    }
}

impl Network {
    fn shift(&mut self, share: f64, cause: FactId, ctx: &mut Context<'_>) {
        let fits = share == 0.0 || self.demand <= self.secondary;
        let (cut, fact) = match (fits, self.saturated) {
            (true, None) => return,
            (true, Some(since)) => {
                self.saturated = None;
                let text = "the storage hosts' traffic flows over the main path again".to_owned();
                let kind = "network.restored";
                (
                    0.0,
                    ctx.fact(Draft {
                        kind,
                        text,
                        cause: Some(cause),
                        given: &[Some(since)],
                        moves: &[],
                    }),
                )
            }
            (false, _) => {
                let text = format!(
                    "the backup path saturated: its hosts send {:.1} times what it carries",
                    self.demand / self.secondary.max(0.001)
                );
                let kind = "network.saturated";
                let fact = ctx.fact(Draft {
                    kind,
                    text,
                    cause: Some(cause),
                    given: &[],
                    moves: &[],
                });
                self.saturated = Some(fact);
                (share, fact)
            }
        };
        ctx.send("carries", Signal::Cut { share: cut }, Some(fact));
        ctx.tell(Some(fact), |_| Some(Signal::Cut { share: cut }));
    }
}
