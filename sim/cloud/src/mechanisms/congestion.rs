//! Network devices between two parts of a provider's network, and the clients that talk across them.
//!
//! Models that a device over its capacity drops what does not fit; that an exchange fails unless all its messages get
//! through; and that a client whose exchange failed tries again sooner than one that was served would ask anew. So loss
//! makes load and load makes loss: a surge can push a device into a state that it does not leave when the surge is over,
//! until load is taken off it or clients back off. Nothing here says that it stays there: it follows from the loop.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, action, not_an_action, number, switch};
use crate::context::{Action, Context, Draft, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::Signal;
use kernel::{Phase, SimDuration, SimTime};
use tape::FactId;

/// How often devices are looked at while anything changes.
const STEP: SimDuration = SimDuration::from_secs(60);
/// Parts of a step in which clients answer to what they met.
const ROUNDS: u32 = 20;
/// Loads that change less than this in a step have settled.
const SETTLED: f64 = 1e-5;

#[derive(Debug)]
pub(crate) enum Event {
    /// Clients have answered to what they met.
    Step,
}

/// One of the devices that carry the traffic side by side.
struct Device {
    /// Its calm day's load beside the mean of all.
    weight: f64,
    /// What is sent through it, as a multiple of what it carries.
    load: f64,
}

pub(crate) struct Congestion {
    demand: f64,
    spread: f64,
    clients: Clients,
    surge: f64,
    moved: f64,
    relief_per_hour: f64,
    devices: Vec<Device>,
    count: usize,
    surge_until: SimTime,
    /// Load that was taken off, as a share of the calm day's.
    taken: f64,
    relieving: bool,
    stepping: bool,
    cause: Option<FactId>,
    collapsed: Option<FactId>,
    told: f64,
}

/// How clients ask, and ask again.
struct Clients {
    /// Messages in a row that must get through.
    messages: u32,
    period: f64,
    pause: f64,
    back_off: bool,
    pause_max: f64,
}

impl Clients {
    /// Share of the exchanges that succeed on a device with that load.
    fn success(&self, load: f64) -> f64 {
        let through = 1.0 / load.max(1.0);
        (0..self.messages).fold(1.0, |all, _| all * through)
    }

    /// How often a client sends when that share of its exchanges succeeds, as a multiple of when all do.
    fn attempts(&self, success: f64) -> f64 {
        1.0 / (success * (1.0 + self.paused(success) / self.period))
    }

    /// Mean time that a client pauses after failures between one success and the next.
    fn paused(&self, success: f64) -> f64 {
        let failure = 1.0 - success;
        if !self.back_off {
            return self.pause * failure / success;
        }
        // The chance that there is another failure, and the pause after it.
        let (mut chance, mut pause, mut sum) = (failure, self.pause, 0.0);
        while pause < self.pause_max && chance > 0.0 {
            sum += chance * pause;
            chance *= failure;
            pause *= 2.0;
        }
        sum + chance / success * self.pause_max
    }
}

impl Mechanism for Congestion {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "congestion",
        doc: "network devices between two parts of a network, whose clients try again when they lose messages",
        stands: Stands::Region,
        parameters: &[
            number(
                "devices",
                Unit::Members,
                1.0,
                1e5,
                "devices that carry the traffic side by side",
            ),
            number(
                "demand",
                Unit::Share,
                0.0,
                1.0,
                "load of a calm day as a share of what the devices carry",
            ),
            number(
                "spread",
                Unit::Factor,
                0.0,
                1.0,
                "spread of the load among the devices (sigma of a lognormal law); its mean stays the same",
            ),
            number(
                "messages",
                Unit::Count,
                1.0,
                100.0,
                "messages in a row that an exchange needs to get through",
            ),
            number(
                "period",
                Unit::Seconds,
                0.001,
                86_400.0,
                "time from a client's exchange to its next when all is well",
            ),
            number(
                "pause",
                Unit::Seconds,
                0.001,
                86_400.0,
                "time from a client's failed exchange to its next, the time-out included",
            ),
            switch(
                "back_off",
                "whether a client doubles its pause with each failure",
            ),
            number(
                "pause_max",
                Unit::Seconds,
                0.001,
                86_400.0,
                "longest pause of a client that backs off",
            ),
            number(
                "surge",
                Unit::Factor,
                0.0,
                1e3,
                "load of a surge beside that of a calm day",
            ),
            number(
                "moved",
                Unit::Share,
                0.0,
                1.0,
                "share of a calm day's load that moving one use to another way takes off",
            ),
            number(
                "relief_per_hour",
                Unit::PerHour,
                0.0,
                100.0,
                "share of a calm day's load that operators take off, or make room for, in an hour",
            ),
        ],
        provides: false,
        ports: &[],
        actions: &[
            action(
                "surge",
                &[number(
                    "length",
                    Unit::Seconds,
                    1.0,
                    86_400.0,
                    "how long it lasts",
                )],
                "sends a surge of new connections",
            ),
            action("move_use", &[], "moves one use to another way"),
            action(
                "begin_relief",
                &[],
                "begins to take load off, and to add capacity, one use after another",
            ),
            action("end_relief", &[], "takes no more off"),
        ],
        leaves_out: &[
            "all clients are alike; load is not sent to another device when one drops it; delay is left out, and only loss counts",
        ],
    };

    fn new(numbers: &Numbers) -> Self {
        Self {
            demand: numbers.get("demand"),
            spread: numbers.get("spread"),
            clients: Clients {
                messages: numbers.get("messages") as u32,
                period: numbers.get("period"),
                pause: numbers.get("pause"),
                back_off: numbers.on("back_off"),
                pause_max: numbers.get("pause_max"),
            },
            surge: numbers.get("surge"),
            moved: numbers.get("moved"),
            relief_per_hour: numbers.get("relief_per_hour"),
            devices: Vec::new(),
            count: numbers.get("devices") as usize,
            surge_until: SimTime::ZERO,
            taken: 0.0,
            relieving: false,
            stepping: false,
            cause: None,
            collapsed: None,
            told: 1.0,
        }
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        match event {
            Event::Step => self.step(ctx),
        }
    }

    fn act(&mut self, action: &Action, ctx: &mut Context<'_>) {
        if self.devices.is_empty() {
            self.devices = self.draw(ctx);
        }
        self.cause = Some(action.fact);
        match action.name {
            "surge" => {
                self.surge_until = ctx.now + action.arguments.duration("length");
            }
            "move_use" => self.taken = (self.taken + self.moved).min(1.0),
            "begin_relief" => self.relieving = true,
            "end_relief" => self.relieving = false,
            _ => not_an_action(action),
        }
        if !self.stepping {
            self.stepping = true;
            ctx.schedule(ctx.now + STEP, Phase::Control, Event::Step);
        }
    }
}

impl Congestion {
    fn draw(&self, ctx: &Context<'_>) -> Vec<Device> {
        let mut stream = ctx.stream("load of devices");
        let median = kernel::math::exp(-self.spread * self.spread / 2.0);
        let draw = |_| {
            let weight = stream.lognormal(median, self.spread);
            Device {
                weight,
                load: self.demand * weight,
            }
        };
        (0..self.count).map(draw).collect()
    }

    /// What is asked for now that is not a repetition, as a share of what the devices carry.
    fn wanted(&self) -> f64 {
        self.demand * (1.0 - self.taken)
    }

    fn step(&mut self, ctx: &mut Context<'_>) {
        let surging = ctx.now <= self.surge_until;
        if self.relieving {
            let share = self.relief_per_hour * STEP.secs_f64() / 3600.0;
            self.taken = (self.taken + share).min(1.0);
        }
        let surge = if surging {
            self.surge * self.demand
        } else {
            0.0
        };
        let moved = self.settle(surge);
        self.tell(ctx);
        self.stepping = surging || moved > SETTLED || (self.relieving && self.taken < 1.0);
        if self.stepping {
            ctx.schedule(ctx.now + STEP, Phase::Control, Event::Step);
        }
    }

    /// Lets clients answer to what they meet for one step; the largest change of a load.
    fn settle(&mut self, surge: f64) -> f64 {
        let wanted = self.wanted();
        let round = STEP.secs_f64() / f64::from(ROUNDS);
        // Within about a pause all of those who failed have tried again.
        let answered = (round / self.clients.pause).min(1.0);
        let mut largest: f64 = 0.0;
        for d in &mut self.devices {
            let before = d.load;
            for _ in 0..ROUNDS {
                let success = self.clients.success(d.load);
                let load = d.weight * (wanted * self.clients.attempts(success) + surge);
                d.load += (load - d.load) * answered;
            }
            largest = largest.max((d.load - before).abs());
        }
        largest
    }

    /// Share of the exchanges that succeed, over all devices.
    fn success(&self) -> f64 {
        let (mut served, mut of) = (0.0, 0.0);
        for d in &self.devices {
            served += d.weight * self.clients.success(d.load);
            of += d.weight;
        }
        if of > 0.0 { served / of } else { 1.0 }
    }

    fn tell(&mut self, ctx: &mut Context<'_>) {
        let share = self.success();
        let edge = (share == 1.0) != (self.told == 1.0);
        if !(edge || (share - self.told).abs() >= 0.01) {
            return;
        }
        self.note(share, ctx);
        self.told = share;
        ctx.tell(self.cause, |_| Some(Signal::Serving { share }));
    }

    /// Records that devices congest, and that the last of them no longer does.
    fn note(&mut self, share: f64, ctx: &mut Context<'_>) {
        let (kind, text) = match (self.collapsed.is_some(), share < 1.0) {
            (false, true) => (
                "congestion.began",
                format!(
                    "the devices of {} drop messages, and who lost them tries again",
                    ctx.name()
                ),
            ),
            (true, false) => (
                "congestion.cleared",
                format!("all devices of {} carry what is sent again", ctx.name()),
            ),
            (false, false) | (true, true) => return,
        };
        let fact = ctx.fact(Draft {
            kind,
            text,
            cause: self.cause,
            given: &[self.collapsed],
            moves: &[],
        });
        self.collapsed = (share < 1.0).then_some(fact);
        self.cause = Some(fact);
    }
}
