//! A load balancer's checks of what it sends traffic to.
//!
//! Models that new targets whose network is not set up yet fail and pass their checks by turns, that every such change
//! costs the checking system work, and that a checking system which is behind takes nodes for failed that are well:
//! automatic fail-over then takes good capacity away. A limit on how much may be taken away, or switching fail-over off,
//! ends it.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, action, needs, not_an_action, number};
use crate::context::{Action, Context, Draft, InstanceId, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::{Message, Signal};
use kernel::{Phase, SimDuration};
use std::collections::BTreeMap;
use tape::{Condition, FactId, Moves};

/// How often targets are looked at while some flap.
const STEP: SimDuration = SimDuration::from_secs(60);

/// Share of flapping targets below which there are none.
const NONE: f64 = 1e-5;

#[derive(Debug)]
pub(crate) enum Event {
    /// Targets came and settled.
    Step,
}

pub(crate) struct HealthChecks {
    new_per_hour: f64,
    settle_time: f64,
    work_per_flap: f64,
    headroom: f64,
    removed_max: f64,
    exposed: f64,
    spare: f64,
    launches: BTreeMap<InstanceId, f64>,
    network: BTreeMap<InstanceId, f64>,
    failover: bool,
    /// Share of the targets that fail and pass by turns.
    flapping: f64,
    stepping: bool,
    cause: Option<FactId>,
    failing: Option<FactId>,
    told: f64,
}

impl Mechanism for HealthChecks {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "health_checks",
        doc: "a load balancer's checks of its targets, and the automatic fail-over that follows them",
        stands: Stands::Region,
        parameters: &[
            number(
                "new_per_hour",
                Unit::PerHour,
                0.0,
                60.0,
                "share of the targets that are new each hour of a calm day",
            ),
            number(
                "settle_time",
                Unit::Seconds,
                60.0,
                86_400.0,
                "mean time until a flapping target has its network or is given up",
            ),
            number(
                "work_per_flap",
                Unit::Factor,
                0.0,
                1e5,
                "checking work of a flapping target, in targets that do not flap",
            ),
            number(
                "headroom",
                Unit::Factor,
                1.0,
                100.0,
                "checks that can be done, as a multiple of a calm day's",
            ),
            number(
                "removed_max",
                Unit::Share,
                0.0,
                1.0,
                "largest share of a balancer's capacity that fail-over may take away",
            ),
            number(
                "exposed",
                Unit::Share,
                0.0,
                1.0,
                "share of the balancers that fail over automatically",
            ),
            number(
                "spare",
                Unit::Share,
                0.0,
                0.99,
                "share of its capacity that a balancer can do without",
            ),
        ],
        provides: true,
        ports: &[needs("launches"), needs("network")],
        actions: &[
            action(
                "disable_failover",
                &[],
                "leaves everything in service, whatever its checks say",
            ),
            action(
                "enable_failover",
                &[],
                "lets checks take capacity away again",
            ),
        ],
        leaves_out: &[
            "balancers are alike; targets that flap are few and their own loss is not counted",
        ],
    };

    fn new(numbers: &Numbers) -> Self {
        Self {
            new_per_hour: numbers.get("new_per_hour"),
            settle_time: numbers.get("settle_time") / 3600.0,
            work_per_flap: numbers.get("work_per_flap"),
            headroom: numbers.get("headroom"),
            removed_max: numbers.get("removed_max"),
            exposed: numbers.get("exposed"),
            spare: numbers.get("spare"),
            launches: BTreeMap::new(),
            network: BTreeMap::new(),
            failover: true,
            flapping: 0.0,
            stepping: false,
            cause: None,
            failing: None,
            told: 0.0,
        }
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        match event {
            Event::Step => {
                self.stepping = false;
                self.step(ctx);
            }
        }
    }

    fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
        match message.signal {
            Signal::Serving { share } => {
                let port = match message.port {
                    Some("network") => &mut self.network,
                    _ => &mut self.launches,
                };
                port.insert(message.sender, share);
                self.cause = message.cause;
                self.go_on(ctx);
            }
            Signal::Cut { .. }
            | Signal::Volumes { .. }
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

    fn act(&mut self, action: &Action, ctx: &mut Context<'_>) {
        self.cause = Some(action.fact);
        match action.name {
            "disable_failover" => self.failover = false,
            "enable_failover" => self.failover = true,
            _ => not_an_action(action),
        }
        self.tell(ctx);
    }
}

impl HealthChecks {
    fn late(&self) -> f64 {
        1.0 - self.network.values().fold(1.0, |a: f64, &b| a.min(b))
    }

    fn go_on(&mut self, ctx: &mut Context<'_>) {
        if !self.stepping && (self.late() > 0.0 || self.flapping > NONE) {
            self.stepping = true;
            ctx.schedule(ctx.now + STEP, Phase::Control, Event::Step);
        }
    }

    fn step(&mut self, ctx: &mut Context<'_>) {
        let hours = STEP.secs_f64() / 3600.0;
        let launched = self.launches.values().fold(1.0, |a, b| a * b);
        self.flapping += self.new_per_hour * launched * self.late() * hours;
        self.flapping -= self.flapping * (hours / self.settle_time).min(1.0);
        if self.flapping <= NONE && self.late() == 0.0 {
            self.flapping = 0.0;
        }
        self.tell(ctx);
        self.go_on(ctx);
    }

    /// Share of requests that are lost.
    fn lost(&self) -> f64 {
        if !self.failover {
            return 0.0;
        }
        let work = 1.0 + self.work_per_flap * self.flapping;
        // A check that is not done in time counts as failed.
        let removed = (1.0 - self.headroom / work).clamp(0.0, self.removed_max);
        let needed = 1.0 - self.spare;
        self.exposed * (1.0 - (1.0 - removed) / needed).max(0.0)
    }

    fn tell(&mut self, ctx: &mut Context<'_>) {
        let lost = self.lost();
        let edge = (lost == 0.0) != (self.told == 0.0);
        if !edge && (lost - self.told).abs() < 0.005 {
            return;
        }
        self.told = lost;
        let (kind, text) = match (self.failing.is_some(), lost > 0.0) {
            (false, true) => (
                "health_checks.take_away",
                "checks are behind: fail-over takes capacity away that is well",
            ),
            (true, false) => (
                "health_checks.well",
                "no capacity that is well is taken away any more",
            ),
            (true, true) | (false, false) => ("", ""),
        };
        let mut cause = self.failing.or(self.cause);
        if !kind.is_empty() {
            let fact = ctx.fact(Draft {
                kind,
                text: text.to_owned(),
                cause: self.cause,
                given: &[self.failing],
                moves: &[Moves::Service(ctx.provides())],
            });
            cause = Some(fact);
            self.failing = (lost > 0.0).then_some(fact);
        }
        let share = 1.0 - lost;
        ctx.condition(ctx.place(), ctx.provides(), Condition::errors(lost), cause);
        ctx.tell(cause, |_| Some(Signal::Serving { share }));
    }
}
