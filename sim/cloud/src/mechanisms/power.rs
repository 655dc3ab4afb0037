//! How one site of a zone gets its power: a utility feed, generators, a second circuit behind them, and batteries.
//!
//! Models the chain in the order in which it fails. When the utility is lost the generators start; the switchgear waits
//! a moment for a steady voltage and then moves the load to them, or does not. A generator that fails hands its part of
//! the racks to a second circuit, whose breaker opens if it is set for less than it is given. Whatever has no source
//! lives on batteries until they are empty. When there is a source again, racks get power back one after another.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, action, not_an_action, number};
use crate::context::{Action, Context, Draft, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::Signal;
use kernel::{EventId, Phase, SimDuration, SimTime};
use tape::FactId;

/// How often racks that get power back are counted.
const STEP: SimDuration = SimDuration::from_secs(60);

#[derive(Debug)]
pub(crate) enum Event {
    /// The generators' voltage is steady.
    Steady,
    /// The switchgear has waited for the generators for as long as it does.
    WindowEnds,
    /// The batteries of a line are empty.
    BatteriesEmpty {
        /// Which line.
        line: usize,
    },
    /// More racks have power again.
    RacksBack,
    /// What changed at this instant is told.
    Told,
}

/// What the switchgear thinks of the generators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Generators {
    Off,
    /// They run, and their voltage is not steady yet.
    Starting,
    /// They carry what the utility does not.
    Carry,
    /// Their voltage came too late; people have to bring them in.
    GivenUp,
}

/// The racks behind one generator.
#[derive(Debug, Clone, Copy)]
struct Line {
    /// Its own generator has failed.
    failed: bool,
    /// It lives on batteries, which will be empty then.
    empty: Option<EventId>,
    /// Its racks have no power, or had none and get it back one after another.
    dark: bool,
}

pub(crate) struct Power {
    site_share: f64,
    settle_time: SimDuration,
    window: SimDuration,
    second_circuit: f64,
    batteries: SimDuration,
    return_time: f64,
    utility: bool,
    lost_at: SimTime,
    generators: Generators,
    lines: Vec<Line>,
    /// Share of the site's racks that have power.
    lit: f64,
    stepping: bool,
    telling: bool,
    cause: Option<FactId>,
    dark: Option<FactId>,
}

impl Mechanism for Power {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "power",
        doc: "the power of one site of a zone: utility, generators, a second circuit and batteries",
        stands: Stands::Zone,
        parameters: &[
            number(
                "site_share",
                Unit::Share,
                0.0,
                1.0,
                "share of the zone's racks that stand in the site",
            ),
            number(
                "generators",
                Unit::Count,
                1.0,
                100.0,
                "generators of the site; each has an equal part of the racks behind it",
            ),
            number(
                "settle_time",
                Unit::Seconds,
                0.0,
                86_400.0,
                "from the loss of the utility until the generators' voltage is steady",
            ),
            number(
                "switch_window",
                Unit::Seconds,
                0.0,
                86_400.0,
                "how long the switchgear waits for a steady voltage before it gives the generators up",
            ),
            number(
                "second_circuit",
                Unit::Share,
                0.0,
                10.0,
                "what the breaker of the second circuit lets through, as a share of a generator's load",
            ),
            number(
                "battery_time",
                Unit::Seconds,
                0.0,
                86_400.0,
                "how long the batteries carry the racks",
            ),
            number(
                "return_time",
                Unit::Seconds,
                0.0,
                86_400.0,
                "from the return of a source until every rack of the site has power again",
            ),
        ],
        provides: false,
        ports: &[],
        actions: &[
            action(
                "utility_lost",
                &[],
                "the utility's voltage leaves its bounds",
            ),
            action(
                "utility_back",
                &[],
                "the utility is back and carries the racks",
            ),
            action("generator_fails", &[], "one generator fails for good"),
            action(
                "generators_fixed",
                &[],
                "people bring every generator to a steady voltage",
            ),
        ],
        leaves_out: &[
            "batteries are full whenever they are needed; fuel and cooling last; everything behind a supply is in the same case",
        ],
    };

    fn new(numbers: &Numbers) -> Self {
        let line = Line {
            failed: false,
            empty: None,
            dark: false,
        };
        Self {
            site_share: numbers.get("site_share"),
            settle_time: numbers.duration("settle_time"),
            window: numbers.duration("switch_window"),
            second_circuit: numbers.get("second_circuit"),
            batteries: numbers.duration("battery_time"),
            return_time: numbers.get("return_time"),
            utility: true,
            lost_at: SimTime::ZERO,
            generators: Generators::Off,
            lines: vec![line; numbers.get("generators") as usize],
            lit: 1.0,
            stepping: false,
            telling: false,
            cause: None,
            dark: None,
        }
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        match event {
            Event::Steady if self.starting_for(self.settle_time, ctx.now) => {
                self.generators = Generators::Carry;
            }
            Event::WindowEnds if self.starting_for(self.window, ctx.now) => self.give_up(ctx),
            Event::Steady | Event::WindowEnds => return,
            Event::BatteriesEmpty { line } => self.goes_dark(line, ctx),
            Event::RacksBack => self.racks_back(ctx),
            Event::Told => {
                self.telling = false;
                let share = 1.0 - self.site_share * (1.0 - self.lit);
                ctx.tell(self.cause, |_| Some(Signal::Serving { share }));
                return;
            }
        }
        self.settle(ctx);
    }

    fn act(&mut self, action: &Action, ctx: &mut Context<'_>) {
        self.cause = Some(action.fact);
        match action.name {
            "utility_lost" => self.utility_lost(ctx),
            "utility_back" => {
                self.utility = true;
                self.generators = Generators::Off;
            }
            "generator_fails" => self.generator_fails(ctx),
            "generators_fixed" => {
                for line in &mut self.lines {
                    line.failed = false;
                }
                if !self.utility {
                    self.generators = Generators::Carry;
                }
            }
            _ => not_an_action(action),
        }
        self.settle(ctx);
    }
}

impl Power {
    fn utility_lost(&mut self, ctx: &mut Context<'_>) {
        if !self.utility {
            return;
        }
        self.utility = false;
        self.lost_at = ctx.now;
        self.generators = Generators::Starting;
        // At the same instant a steady voltage wins.
        ctx.schedule(ctx.now + self.settle_time, Phase::Fault, Event::Steady);
        ctx.schedule(ctx.now + self.window, Phase::Control, Event::WindowEnds);
    }

    /// Whether the generators have been starting for that long; what was planned at an earlier loss does not count.
    fn starting_for(&self, time: SimDuration, now: SimTime) -> bool {
        self.generators == Generators::Starting && now.since(self.lost_at) >= time
    }

    fn give_up(&mut self, ctx: &mut Context<'_>) {
        self.generators = Generators::GivenUp;
        self.cause = Some(ctx.fact(Draft {
            kind: "power.generators_not_steady",
            text: "the generators run, but their voltage is not steady when the switchgear looks: batteries carry the racks".to_owned(),
            cause: self.cause,
            given: &[],
            moves: &[],
        }));
    }

    fn generator_fails(&mut self, ctx: &mut Context<'_>) {
        let Some(line) = self.lines.iter_mut().find(|l| !l.failed) else {
            return;
        };
        line.failed = true;
        if !self.utility && self.second_circuit < 1.0 {
            self.cause = Some(ctx.fact(Draft {
                kind: "power.breaker_opens",
                text: "the breaker of the second circuit opens under the load of the failed generator".to_owned(),
                cause: self.cause,
                given: &[],
                moves: &[],
            }));
        }
    }

    /// Whether a line has a source.
    fn fed(&self, line: &Line) -> bool {
        let generator = self.generators == Generators::Carry;
        self.utility || (generator && (!line.failed || self.second_circuit >= 1.0))
    }

    /// Lines without a source live on batteries; dark ones that have one again get their racks back.
    fn settle(&mut self, ctx: &mut Context<'_>) {
        let mut returning = false;
        for i in 0..self.lines.len() {
            let line = self.lines[i];
            let fed = self.fed(&line);
            match (fed, line.empty) {
                (true, Some(id)) => {
                    ctx.cancel(id);
                    self.lines[i].empty = None;
                }
                (false, None) if !line.dark => {
                    let at = ctx.now + self.batteries;
                    let event = Event::BatteriesEmpty { line: i };
                    self.lines[i].empty = Some(ctx.schedule(at, Phase::Fault, event));
                }
                (true, None) | (false, Some(_) | None) => {}
            }
            returning |= fed && line.dark;
        }
        if returning && !self.stepping {
            self.stepping = true;
            let cause = ctx.fact(Draft {
                kind: "power.returns",
                text: format!("racks of {} get power again, one after another", ctx.name()),
                cause: self.cause,
                given: &[self.dark],
                moves: &[],
            });
            self.cause = Some(cause);
            ctx.schedule(ctx.now + STEP, Phase::Fault, Event::RacksBack);
        }
    }

    fn goes_dark(&mut self, line: usize, ctx: &mut Context<'_>) {
        self.lines[line].empty = None;
        self.lines[line].dark = true;
        self.lit = (self.lit - 1.0 / self.lines.len() as f64).max(0.0);
        if self.dark.is_none() {
            self.dark = Some(ctx.fact(Draft {
                kind: "power.dark",
                text: format!("batteries of {} are empty: racks lose power", ctx.name()),
                cause: self.cause,
                given: &[],
                moves: &[],
            }));
        }
        self.cause = self.dark;
        self.tell(ctx);
    }

    fn racks_back(&mut self, ctx: &mut Context<'_>) {
        let fed = self.lines.iter().filter(|l| !l.dark || self.fed(l)).count();
        let goal = fed as f64 / self.lines.len() as f64;
        let step = STEP.secs_f64() / self.return_time.max(1.0);
        self.lit = (self.lit + step).min(goal.max(self.lit));
        self.stepping = self.lit < goal;
        if self.stepping {
            ctx.schedule(ctx.now + STEP, Phase::Fault, Event::RacksBack);
        } else {
            for i in 0..self.lines.len() {
                self.lines[i].dark &= !self.fed(&self.lines[i]);
            }
            if self.lines.iter().all(|l| !l.dark) {
                self.lit = 1.0;
                self.dark = None;
            }
        }
        self.tell(ctx);
    }

    /// Lines that go dark at the same instant are told of together.
    fn tell(&mut self, ctx: &mut Context<'_>) {
        if !self.telling {
            self.telling = true;
            ctx.schedule(ctx.now, Phase::Control, Event::Told);
        }
    }
}
