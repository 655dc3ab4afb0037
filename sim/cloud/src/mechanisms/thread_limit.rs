//! A fleet in which every server keeps one thread for each of the others, under a limit of its operating system.
//!
//! Models that an addition of servers costs every server threads, as soon as it has learned of the new ones; that a
//! server over the limit cannot complete the map by which it routes requests when it next has to build it, and is
//! useless from then on; and that nothing of it helps a server before somebody starts it anew: then it needs room under
//! the limit, which only a smaller fleet or a higher limit gives. Who is wired to it are the servers themselves.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, action, not_an_action, number};
use crate::context::{Action, Context, Draft, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::Signal;
use kernel::{Phase, SimDuration, SimTime};
use tape::FactId;

/// How often servers are looked at while any can change.
const STEP: SimDuration = SimDuration::from_secs(60);

#[derive(Debug)]
pub(crate) enum Event {
    /// Servers learned of new ones, or built their maps anew.
    Step,
}

/// One server of the fleet.
struct Server {
    /// Where in its rounds it asks for new servers, and builds its map, as a share of a round.
    learns_at: f64,
    builds_at: f64,
    /// New servers it knows, as a share of the fleet.
    knows: f64,
    /// Its map is incomplete, and it has no room to build another.
    useless: bool,
}

/// Servers that join evenly over a while.
struct Addition {
    since: SimTime,
    over: SimDuration,
    /// New servers before and after, as a share of the fleet.
    before: f64,
    after: f64,
}

impl Addition {
    fn joined(&self, now: SimTime) -> f64 {
        let (passed, over) = (now.since(self.since).secs_f64(), self.over.secs_f64());
        let share = if over > 0.0 {
            (passed / over).min(1.0)
        } else {
            1.0
        };
        self.before + (self.after - self.before) * share
    }
}

pub(crate) struct ThreadLimit {
    limit: f64,
    fleet_size: f64,
    added: f64,
    learn: f64,
    map_life: f64,
    members: usize,
    servers: Vec<Server>,
    addition: Addition,
    stepping: bool,
    cause: Option<FactId>,
    crossed: Option<FactId>,
    failing: Option<FactId>,
    told: f64,
}

impl Mechanism for ThreadLimit {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "thread_limit",
        doc: "a fleet whose servers keep one thread for each of the others, up to a limit",
        stands: Stands::Region,
        parameters: &[
            number("members", Unit::Members, 10.0, 1e6, "servers of the fleet"),
            number(
                "limit",
                Unit::Factor,
                0.01,
                100.0,
                "threads that a server may have, as a multiple of those that it keeps for a fleet of today's size",
            ),
            number(
                "fleet_size",
                Unit::Factor,
                0.01,
                100.0,
                "servers that do the same work, as a multiple of today's; half as many if each is twice as large",
            ),
            number(
                "added",
                Unit::Share,
                0.0,
                1.0,
                "servers that an addition adds, as a share of the fleet",
            ),
            number(
                "learn_time",
                Unit::Seconds,
                1.0,
                86_400.0,
                "time within which every server has learned of a new one",
            ),
            number(
                "map_life",
                Unit::Seconds,
                1.0,
                30.0 * 86_400.0,
                "how long a server routes by a map before it has to build it anew",
            ),
        ],
        provides: false,
        ports: &[],
        actions: &[
            action(
                "add_servers",
                &[number(
                    "over",
                    Unit::Seconds,
                    0.0,
                    86_400.0,
                    "from the first new server to the last",
                )],
                "adds servers to the fleet",
            ),
            action("remove_servers", &[], "removes all servers that were added"),
            action(
                "set_limit",
                &[number(
                    "limit",
                    Unit::Factor,
                    0.01,
                    100.0,
                    "as a multiple of the threads that a server keeps for a fleet of today's size",
                )],
                "changes the limit",
            ),
        ],
        leaves_out: &[
            "threads that a server needs for anything but its peers count as part of the limit; a thread ends with the peer it was for",
        ],
    };

    fn new(numbers: &Numbers) -> Self {
        Self {
            limit: numbers.get("limit"),
            fleet_size: numbers.get("fleet_size"),
            added: numbers.get("added"),
            learn: numbers.get("learn_time"),
            map_life: numbers.get("map_life"),
            members: numbers.get("members") as usize,
            servers: Vec::new(),
            addition: Addition {
                since: SimTime::ZERO,
                over: SimDuration::ZERO,
                before: 0.0,
                after: 0.0,
            },
            stepping: false,
            cause: None,
            crossed: None,
            failing: None,
            told: 1.0,
        }
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        match event {
            Event::Step => self.step(ctx),
        }
    }

    fn act(&mut self, action: &Action, ctx: &mut Context<'_>) {
        if self.servers.is_empty() {
            self.servers = self.draw(ctx);
        }
        self.cause = Some(action.fact);
        match action.name {
            "add_servers" => {
                let before = self.addition.joined(ctx.now);
                self.addition = Addition {
                    since: ctx.now,
                    over: SimDuration::from_secs_f64(action.arguments.get("over")),
                    before,
                    after: before + self.added,
                };
            }
            "remove_servers" => {
                (self.addition.before, self.addition.after) = (0.0, 0.0);
                self.servers.iter_mut().for_each(|s| s.knows = 0.0);
            }
            "set_limit" => self.limit = action.arguments.get("limit"),
            _ => not_an_action(action),
        }
        self.relieve();
        self.tell(ctx);
        if !self.stepping {
            self.stepping = true;
            ctx.schedule(ctx.now + STEP, Phase::Control, Event::Step);
        }
    }
}

impl ThreadLimit {
    /// Every server is somewhere in its rounds.
    fn draw(&self, ctx: &Context<'_>) -> Vec<Server> {
        let mut stream = ctx.stream("rounds");
        let draw = |_| Server {
            learns_at: stream.unit(),
            builds_at: stream.unit(),
            knows: 0.0,
            useless: false,
        };
        (0..self.members).map(draw).collect()
    }

    /// Whether a server that knows so many new ones needs more threads than it may have.
    fn over_limit(&self, knows: f64) -> bool {
        self.fleet_size * (1.0 + knows) > self.limit
    }

    /// A server with room under the limit again lacks nothing but a restart.
    fn relieve(&mut self) {
        for i in 0..self.servers.len() {
            if !self.over_limit(self.servers[i].knows) {
                self.servers[i].useless = false;
            }
        }
    }

    fn step(&mut self, ctx: &mut Context<'_>) {
        let until = ctx.now.secs_f64();
        let since = until - STEP.secs_f64();
        let joined = self.addition.joined(ctx.now);
        let mut open = false;
        for i in 0..self.servers.len() {
            let s = &self.servers[i];
            let learns = comes(s.learns_at, self.learn, since, until);
            let builds = comes(s.builds_at, self.map_life, since, until);
            let knows = if learns { joined } else { s.knows };
            let over = self.over_limit(knows);
            let s = &mut self.servers[i];
            s.knows = knows;
            s.useless |= over && builds;
            open |= (knows - self.addition.after).abs() > 1e-12 || (over && !s.useless);
            if over && self.crossed.is_none() {
                self.cross(ctx);
            }
        }
        self.tell(ctx);
        self.stepping = open;
        if open {
            ctx.schedule(ctx.now + STEP, Phase::Control, Event::Step);
        }
    }

    fn cross(&mut self, ctx: &mut Context<'_>) {
        let fact = ctx.fact(Draft {
            kind: "thread_limit.crossed",
            text: format!(
                "servers of {} need more threads for their peers than they may have",
                ctx.name()
            ),
            cause: self.cause,
            given: &[],
            moves: &[],
        });
        self.crossed = Some(fact);
        self.cause = Some(fact);
    }

    /// Says which share of the servers could do its work.
    fn tell(&mut self, ctx: &mut Context<'_>) {
        let useless = self.servers.iter().filter(|s| s.useless).count();
        let share = 1.0 - useless as f64 / self.servers.len().max(1) as f64;
        let edge = useless == 0 || useless == self.servers.len();
        if share == self.told || !(edge || (share - self.told).abs() >= 0.01) {
            return;
        }
        let text = match (self.failing.is_some(), useless > 0) {
            (false, true) => "cannot complete the maps by which they route",
            (true, false) => "would have room for their threads, once started anew",
            (true, true) | (false, false) => "",
        };
        if !text.is_empty() {
            let kind = if useless > 0 {
                "thread_limit.maps_incomplete"
            } else {
                "thread_limit.relieved"
            };
            let fact = ctx.fact(Draft {
                kind,
                text: format!("servers of {} {text}", ctx.name()),
                cause: self.cause,
                given: &[self.failing],
                moves: &[],
            });
            self.failing = (useless > 0).then_some(fact);
            self.cause = Some(fact);
        }
        if useless == 0 {
            self.crossed = None;
        }
        self.told = share;
        ctx.tell(self.cause, |_| Some(Signal::Serving { share }));
    }
}

/// Whether a round of that length that stands at `offset` ends after `since` and by `until`.
fn comes(offset: f64, length: f64, since: f64, until: f64) -> bool {
    let rounds = |t: f64| (t / length - offset).floor();
    rounds(until) > rounds(since)
}
