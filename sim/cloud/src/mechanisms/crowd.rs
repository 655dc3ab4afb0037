//! The region's other customers, taken together.
//!
//! Models that customers with stuck volumes notice after a while and react: they create volumes again and
//! again where theirs is stuck, relaunch in the other zones, and, once nobody promises a time of recovery
//! any more, restore elsewhere and give up on what is stuck. The surge has to come from people and their
//! automation: at constant demand a pool of threads fills within one time-out.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, number, port};
use crate::context::{Context, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::{Message, Signal};
use kernel::{Phase, SimDuration};
use std::collections::BTreeMap;
use tape::{FactId, PlaceId};

/// How often the crowd's reaction is looked at while it changes.
const STEP: SimDuration = SimDuration::from_secs(60);

#[derive(Debug)]
pub(crate) enum Event {
    /// More customers have noticed, or forgotten.
    Step,
}

/// What the customers of one zone know.
struct Affected {
    stuck: f64,
    /// Share of those affected who have noticed and react.
    noticed: f64,
    cause: Option<FactId>,
    /// Create calls per second as told last.
    told: f64,
    moving_told: f64,
}

pub(crate) struct Crowd {
    notice: f64,
    creates_per_second: f64,
    surge: f64,
    relaunch_share: f64,
    restore_elsewhere_per_hour: f64,
    zones: BTreeMap<PlaceId, Affected>,
    stepping: bool,
}

impl Mechanism for Crowd {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "crowd",
        doc: "the region's other customers: they notice, relaunch, retry and restore elsewhere",
        stands: Stands::Region,
        parameters: &[
            number(
                "notice_time",
                Unit::Seconds,
                1.0,
                86_400.0,
                "mean time until a customer with a stuck volume reacts",
            ),
            number(
                "creates_per_second",
                Unit::PerSecond,
                0.0,
                1e6,
                "calls that create a volume in one zone on a calm day",
            ),
            number(
                "surge",
                Unit::Factor,
                0.0,
                1e4,
                "extra create calls per calm create call, for each whole share of volumes stuck",
            ),
            number(
                "relaunch_share",
                Unit::Share,
                0.0,
                1.0,
                "share of the customers with stuck volumes who relaunch in the other zones",
            ),
            number(
                "restore_elsewhere_per_hour",
                Unit::PerHour,
                0.0,
                10.0,
                "rate at which owners of stuck databases restore them elsewhere when nobody promises a time",
            ),
        ],
        provides: false,
        ports: &[
            port("control_plane", "control_plane"),
            port("news", "status_page"),
        ],
        actions: &[],
        leaves_out: &[
            "all customers react alike; there are no large customers whose single decision matters",
            "customers move between zones but do not leave for another region",
        ],
    };

    fn new(numbers: &Numbers) -> Self {
        Self {
            notice: numbers.get("notice_time"),
            creates_per_second: numbers.get("creates_per_second"),
            surge: numbers.get("surge"),
            relaunch_share: numbers.get("relaunch_share"),
            restore_elsewhere_per_hour: numbers.get("restore_elsewhere_per_hour"),
            zones: BTreeMap::new(),
            stepping: false,
        }
    }

    fn start(&mut self, ctx: &mut Context<'_>) {
        let per_second = self.creates_per_second;
        for zone in ctx.zones().to_vec() {
            ctx.send(
                "control_plane",
                Signal::CreateDemand { zone, per_second },
                None,
            );
        }
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        match event {
            Event::Step => self.step(ctx),
        }
    }

    fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
        match message.signal {
            Signal::Stuck { share } => {
                let told = self.creates_per_second;
                let fresh = Affected {
                    stuck: 0.0,
                    noticed: 0.0,
                    cause: None,
                    told,
                    moving_told: 0.0,
                };
                let zone = self.zones.entry(message.from).or_insert(fresh);
                zone.stuck = share;
                zone.cause = message.cause;
                if !self.stepping {
                    self.stepping = true;
                    ctx.schedule(ctx.now + STEP, Phase::Control, Event::Step);
                }
            }
            Signal::Eta { withdrawn } => {
                let per_hour = if withdrawn {
                    self.restore_elsewhere_per_hour
                } else {
                    0.0
                };
                ctx.tell(message.cause, |_| Some(Signal::GiveUp { per_hour }));
            }
            Signal::Cut { .. }
            | Signal::Volumes { .. }
            | Signal::Creates(_)
            | Signal::Elections { .. }
            | Signal::Reach { .. }
            | Signal::CreateDemand { .. }
            | Signal::Api(_)
            | Signal::Relaunch { .. }
            | Signal::GiveUp { .. }
            | Signal::Serving { .. } => {}
        }
    }
}

impl Crowd {
    fn step(&mut self, ctx: &mut Context<'_>) {
        // Those who notice come over with a constant rate; when nothing is stuck any more they calm down alike.
        let share = STEP.secs_f64() / self.notice;
        let share = share.min(1.0);
        let others = (ctx.zones().len() as f64 - 1.0).max(1.0);
        let mut moving = false;
        let mut news = Vec::new();
        for (&place, zone) in &mut self.zones {
            let goal = if zone.stuck > 0.0 { 1.0 } else { 0.0 };
            zone.noticed += (goal - zone.noticed) * share;
            if (goal - zone.noticed).abs() > 0.001 {
                moving = true;
            } else {
                zone.noticed = goal;
            }
            let reacting = zone.stuck * zone.noticed;
            let demand = self.creates_per_second * (1.0 + self.surge * reacting);
            if (demand - zone.told).abs() > 0.02 * zone.told.max(1e-9) {
                zone.told = demand;
                let signal = Signal::CreateDemand {
                    zone: place,
                    per_second: demand,
                };
                ctx.send("control_plane", signal, zone.cause);
            }
            let leaving = self.relaunch_share * reacting / others;
            if (leaving - zone.moving_told).abs() > 0.001 {
                zone.moving_told = leaving;
                news.push(zone.cause);
            }
        }
        if let Some(&cause) = news.last() {
            let leaving = |to: PlaceId| {
                let mut share = 0.0;
                for (_, zone) in self.zones.iter().filter(|(from, _)| **from != to) {
                    share += zone.moving_told;
                }
                share
            };
            ctx.tell(cause, |to| Some(Signal::Relaunch { share: leaving(to) }));
        }
        self.stepping = moving;
        if moving {
            ctx.schedule(ctx.now + STEP, Phase::Control, Event::Step);
        }
    }
}
