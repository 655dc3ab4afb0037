//! A fleet of servers that come back one by one.
//!
//! Models members that stop because what they stand on stops (power, a limit), or because somebody stops them, and that
//! come back through a restart which shares something scarce: people, boot servers, a careful pace. In turn, each
//! restart has all of it and members come back evenly; all at once, they slow each other down and come back late and
//! together, the sooner the less each has to do.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, action, needs, not_an_action, number, switch};
use crate::context::{Action, Context, Draft, InstanceId, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::{Message, Signal};
use kernel::{EventId, Phase, SimDuration, SimTime};
use std::collections::{BTreeMap, BTreeSet};
use tape::FactId;

#[derive(Debug)]
pub(crate) enum Event {
    /// What these members stand on has been there for long enough for them to ask for their restart.
    Ready {
        /// From this member ...
        from: usize,
        /// ... to before this one.
        until: usize,
    },
    /// The next restart ends.
    Done,
}

/// How a member fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Up,
    /// What it stands on is gone.
    Dark,
    /// Nothing is missing, but nobody has restarted it.
    Stopped,
    Restarting,
}

pub(crate) struct Fleet {
    /// Restarts' worth of work done in an hour, as a share of the fleet.
    pace: f64,
    in_turn: bool,
    work_spread: f64,
    start_time: SimDuration,
    needed: f64,
    restarts_itself: bool,
    members: Vec<State>,
    up: usize,
    /// What each restart takes, in mean restarts; drawn when the first is needed.
    work: Vec<f64>,
    /// Members [0, dark) lack what they stand on.
    dark: usize,
    needs: BTreeMap<InstanceId, f64>,
    /// Restarts under way by the share of work at which they end, in nano-restarts, then by member.
    running: BTreeSet<(u64, usize)>,
    /// Work that every restart under way has had.
    had: f64,
    counted: SimTime,
    planned: Option<EventId>,
    cause: Option<FactId>,
    down: Option<FactId>,
    told: f64,
    /// The lowest share told since all served.
    lowest: f64,
    /// The share of the fleet that served when something was last recorded.
    noted: f64,
}

impl Mechanism for Fleet {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "fleet",
        doc: "servers that must be restarted once they have stopped, at a limited pace",
        stands: Stands::Either,
        parameters: &[
            number("members", Unit::Members, 10.0, 1e6, "servers of the fleet"),
            number(
                "restart_per_hour",
                Unit::PerHour,
                0.0,
                1e4,
                "share of the fleet whose restarts are done in an hour",
            ),
            switch(
                "in_turn",
                "whether one restart comes after another; else all that can begin do so at once and slow each other down",
            ),
            number(
                "work_spread",
                Unit::Factor,
                0.0,
                3.0,
                "spread of what one restart takes (sigma of a lognormal law); its mean stays the same",
            ),
            number(
                "start_time",
                Unit::Seconds,
                0.0,
                86_400.0,
                "from the return of what it stands on to the beginning of a server's restart",
            ),
            number(
                "needed",
                Unit::Share,
                0.01,
                1.0,
                "share of the fleet that suffices to serve everything",
            ),
            switch(
                "restarts_itself",
                "whether servers restart when what they stand on is back; else somebody has to begin",
            ),
        ],
        provides: false,
        ports: &[needs("needs")],
        actions: &[
            action(
                "stop",
                &[number("share", Unit::Share, 0.0, 1.0, "share of the fleet")],
                "stops servers",
            ),
            action(
                "restart",
                &[],
                "begins to restart everything that has stopped",
            ),
            action(
                "set_pace",
                &[number(
                    "restart_per_hour",
                    Unit::PerHour,
                    0.0,
                    1e4,
                    "share of the fleet whose restarts are done in an hour",
                )],
                "changes the pace",
            ),
        ],
        leaves_out: &[
            "a restart always succeeds in the end; servers of a fleet are alike but for what a restart takes",
        ],
    };

    fn new(numbers: &Numbers) -> Self {
        let members = numbers.get("members") as usize;
        Self {
            pace: numbers.get("restart_per_hour"),
            in_turn: numbers.on("in_turn"),
            work_spread: numbers.get("work_spread"),
            start_time: numbers.duration("start_time"),
            needed: numbers.get("needed"),
            restarts_itself: numbers.on("restarts_itself"),
            members: vec![State::Up; members],
            up: members,
            work: Vec::new(),
            dark: 0,
            needs: BTreeMap::new(),
            running: BTreeSet::new(),
            had: 0.0,
            counted: SimTime::ZERO,
            planned: None,
            cause: None,
            down: None,
            told: 1.0,
            lowest: 1.0,
            noted: 1.0,
        }
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        self.count(ctx.now);
        match event {
            Event::Ready { from, until } => self.begin(from..until, ctx),
            Event::Done => {
                self.planned = None;
                if let Some((_, member)) = self.running.pop_first() {
                    self.set(member, State::Up);
                }
            }
        }
        self.go_on(ctx);
    }

    fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
        match message.signal {
            Signal::Serving { share } => {
                self.count(ctx.now);
                self.needs.insert(message.sender, share);
                self.cause = message.cause;
                self.follow_needs(ctx);
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
        self.count(ctx.now);
        self.cause = Some(action.fact);
        match action.name {
            "stop" => {
                let count =
                    (action.arguments.get("share") * self.members.len() as f64 + 0.5) as usize;
                let up = (0..self.members.len()).filter(|&m| self.members[m] == State::Up);
                for m in up.take(count).collect::<Vec<_>>() {
                    self.set(m, State::Stopped);
                }
            }
            "restart" => self.begin(0..self.members.len(), ctx),
            "set_pace" => self.pace = action.arguments.get("restart_per_hour"),
            _ => not_an_action(action),
        }
        self.go_on(ctx);
    }
}

impl Fleet {
    fn set(&mut self, member: usize, state: State) {
        let before = std::mem::replace(&mut self.members[member], state);
        self.up -= usize::from(before == State::Up);
        self.up += usize::from(state == State::Up);
    }

    /// Members lose what they stand on, or have it again.
    fn follow_needs(&mut self, ctx: &mut Context<'_>) {
        let worst = self.needs.values().fold(1.0, |a: f64, &b| a.min(b));
        let before = self.dark;
        self.dark = ((1.0 - worst) * self.members.len() as f64 + 0.5) as usize;
        for m in before..self.dark {
            self.set(m, State::Dark);
        }
        let dark = self.dark;
        self.running.retain(|&(_, m)| m >= dark);
        for m in self.dark..before {
            self.set(m, State::Stopped);
        }
        if self.restarts_itself && self.dark < before {
            let (from, until) = (self.dark, before);
            let at = ctx.now + self.start_time;
            ctx.schedule(at, Phase::Control, Event::Ready { from, until });
        }
    }

    /// Stopped members of the range begin their restarts.
    fn begin(&mut self, range: std::ops::Range<usize>, ctx: &Context<'_>) {
        if self.work.is_empty() {
            self.work = self.draw_work(ctx);
        }
        if self.running.is_empty() {
            self.had = 0.0;
        }
        for m in range {
            if self.members[m] == State::Stopped {
                self.set(m, State::Restarting);
                // One after another, a restart ends when all before it and it have had their work.
                let before = if self.in_turn {
                    self.last_end()
                } else {
                    self.had
                };
                self.running
                    .insert((nano(before.max(self.had) + self.work[m]), m));
            }
        }
    }

    /// A lognormal draw for each member, divided by the law's mean.
    fn draw_work(&self, ctx: &Context<'_>) -> Vec<f64> {
        let mut stream = ctx.stream("restart work");
        let sigma = self.work_spread;
        let median = kernel::math::exp(-sigma * sigma / 2.0);
        let draw = |_: &State| stream.lognormal(median, sigma);
        self.members.iter().map(draw).collect()
    }

    fn last_end(&self) -> f64 {
        self.running
            .last()
            .map_or(self.had, |&(end, _)| end as f64 / 1e9)
    }

    /// Work per second that each restart under way gets.
    fn speed(&self) -> f64 {
        let all = self.pace * self.members.len() as f64 / 3600.0;
        match (self.in_turn, self.running.len()) {
            (_, 0) => 0.0,
            (true, _) => all,
            (false, n) => all / n as f64,
        }
    }

    /// Brings the work done up to now.
    fn count(&mut self, now: SimTime) {
        self.had += self.speed() * now.since(self.counted).secs_f64();
        self.counted = now;
    }

    /// Plans the next end of a restart, and says how many serve.
    fn go_on(&mut self, ctx: &mut Context<'_>) {
        if let Some(id) = self.planned.take() {
            ctx.cancel(id);
        }
        let speed = self.speed();
        if let Some(&(end, _)) = self.running.first()
            && speed > 0.0
        {
            let left = (end as f64 / 1e9 - self.had).max(0.0);
            let at = ctx.now + SimDuration::from_secs_f64(left / speed);
            self.planned = Some(ctx.schedule(at, Phase::Control, Event::Done));
        }
        self.tell(ctx);
    }

    fn tell(&mut self, ctx: &mut Context<'_>) {
        let share = (self.up as f64 / self.members.len() as f64 / self.needed).min(1.0);
        let edge = share == 1.0 || share == 0.0;
        // Steps of a hundredth of what is gone, so that small parts come back as smoothly as large ones.
        let step = 0.01 * (1.0 - self.lowest.min(share));
        if share == self.told || !(edge || (share - self.told).abs() >= step) {
            return;
        }
        self.lowest = if share == 1.0 {
            1.0
        } else {
            self.lowest.min(share)
        };
        let fell = share < self.told;
        self.told = share;
        let text = match (self.down.is_some(), share < 1.0) {
            (false, true) => format!("servers of {} stopped", ctx.name()),
            (true, false) => format!("enough servers of {} are back", ctx.name()),
            // One by one they would bury everything else.
            (true, true) if fell && self.noted - share >= 0.1 => {
                format!("more servers of {} stopped", ctx.name())
            }
            (true, true) | (false, false) => String::new(),
        };
        // Servers that come back make the next loss a new one.
        self.noted = self.noted.max(share);
        if !text.is_empty() {
            self.noted = share;
            let fact = ctx.fact(Draft {
                kind: if fell { "fleet.stopped" } else { "fleet.back" },
                text,
                cause: self.cause,
                given: &[self.down],
                moves: &[],
            });
            self.down = (share < 1.0).then_some(fact);
            self.cause = Some(fact);
        }
        ctx.tell(self.cause, |_| Some(Signal::Serving { share }));
    }
}

fn nano(work: f64) -> u64 {
    (work * 1e9 + 0.5) as u64
}
