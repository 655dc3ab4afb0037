//! Agents that lose memory while something they call cannot be reached.
//!
//! Models servers each of which carries an agent that calls a peer of the provider's. Where the peer is gone, the agent
//! holds on to a little memory at each try, without an alarm; at a pace of its own every such server comes to the point
//! at which nothing is left and it serves nobody. A server that starves is restarted after a while by what watches over
//! it, and begins to leak anew; people who have understood free the memory of all.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, action, not_an_action, number};
use crate::context::{Action, Context, Draft, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::Signal;
use kernel::{Phase, SimDuration, Stream};
use tape::FactId;

#[derive(Debug)]
pub(crate) enum Event {
    /// The memory of a server is gone; planned in that round.
    Starves {
        /// Which server.
        member: usize,
        /// In which of its lives.
        life: u32,
    },
    /// A server has its memory back.
    Freed {
        /// Which server.
        member: usize,
        /// In which of its lives.
        life: u32,
    },
    /// What changed at this instant is told.
    Told,
}

/// A server.
#[derive(Clone)]
struct Member {
    /// It calls the peer that is gone.
    leaks: bool,
    starved: bool,
    /// Counts how often its memory has been freed; what was planned before does not count.
    life: u32,
    /// Its pace: how long its memory lasts, as a multiple of the median.
    lasts: f64,
}

pub(crate) struct Leak {
    share: f64,
    lasts: f64,
    spread: f64,
    watchdog: f64,
    by_hand: f64,
    members: Vec<Member>,
    starved: usize,
    told: f64,
    telling: bool,
    cause: Option<FactId>,
    noted: Option<FactId>,
    luck: Option<Stream>,
}

impl Mechanism for Leak {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "leak",
        doc: "agents on a zone's servers that lose memory while what they call cannot be reached",
        stands: Stands::Zone,
        parameters: &[
            number("members", Unit::Members, 10.0, 1e6, "servers of the zone"),
            number(
                "stale_share",
                Unit::Share,
                0.0,
                1.0,
                "share of the servers that go on calling a peer that is gone",
            ),
            number(
                "memory_lasts",
                Unit::Seconds,
                1.0,
                1e8,
                "median time until the memory of such a server is gone",
            ),
            number(
                "spread",
                Unit::Factor,
                0.0,
                3.0,
                "spread of that time between servers (sigma of a lognormal law)",
            ),
            number(
                "restart_time",
                Unit::Seconds,
                1.0,
                1e7,
                "mean time until a starved server has been restarted by what watches over it",
            ),
            number(
                "free_time",
                Unit::Seconds,
                1.0,
                1e7,
                "mean time in which people free a starved server's memory once they have understood",
            ),
        ],
        provides: false,
        ports: &[],
        actions: &[
            action(
                "peer_gone",
                &[number(
                    "since",
                    Unit::Seconds,
                    0.0,
                    1e8,
                    "for how long it has been gone already",
                )],
                "what the agents call is replaced, and some servers do not learn of it",
            ),
            action(
                "free_memory",
                &[],
                "people free the memory of every server and stop the leak",
            ),
        ],
        leaves_out: &["a server works as ever until its memory is gone, and then not at all"],
    };

    fn new(numbers: &Numbers) -> Self {
        let member = Member {
            leaks: false,
            starved: false,
            life: 0,
            lasts: 1.0,
        };
        Self {
            share: numbers.get("stale_share"),
            lasts: numbers.get("memory_lasts"),
            spread: numbers.get("spread"),
            watchdog: numbers.get("restart_time"),
            by_hand: numbers.get("free_time"),
            members: vec![member; numbers.get("members") as usize],
            starved: 0,
            told: 1.0,
            telling: false,
            cause: None,
            noted: None,
            luck: None,
        }
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        match event {
            Event::Starves { member, life } if self.members[member].life == life => {
                self.starves(member, ctx);
            }
            Event::Freed { member, life } if self.members[member].life == life => {
                self.freed(member, ctx);
            }
            Event::Starves { .. } | Event::Freed { .. } => {}
            Event::Told => self.tell(ctx),
        }
    }

    fn act(&mut self, action: &Action, ctx: &mut Context<'_>) {
        match action.name {
            "peer_gone" => {
                self.cause = Some(action.fact);
                self.begins(action.arguments.get("since"), ctx);
            }
            "free_memory" => self.free_all(action.fact, ctx),
            _ => not_an_action(action),
        }
    }
}

impl Leak {
    fn begins(&mut self, since: f64, ctx: &mut Context<'_>) {
        let mut luck = ctx.stream("leak");
        for i in 0..self.members.len() {
            let stale = luck.bernoulli(self.share);
            let lasts = luck.lognormal(1.0, self.spread);
            self.members[i].lasts = lasts;
            if stale && !self.members[i].leaks {
                self.members[i].leaks = true;
                let left = (lasts * self.lasts - since).max(0.0);
                self.plan_starving(i, left, ctx);
            }
        }
        self.luck = Some(luck);
    }

    fn plan_starving(&self, member: usize, seconds: f64, ctx: &mut Context<'_>) {
        let life = self.members[member].life;
        let at = ctx.now + SimDuration::from_secs_f64(seconds);
        ctx.schedule(at, Phase::Fault, Event::Starves { member, life });
    }

    fn plan_freeing(&mut self, member: usize, mean: f64, ctx: &mut Context<'_>) {
        let life = self.members[member].life;
        let luck = self.luck.get_or_insert_with(|| ctx.stream("leak"));
        let after = SimDuration::from_secs_f64(luck.exponential(mean));
        ctx.schedule(
            ctx.now + after,
            Phase::Control,
            Event::Freed { member, life },
        );
    }

    fn starves(&mut self, member: usize, ctx: &mut Context<'_>) {
        self.members[member].starved = true;
        self.starved += 1;
        if self.noted.is_none() {
            self.noted = Some(ctx.fact(Draft {
                kind: "leak.starved",
                text: format!("the memory of the first servers of {} is gone", ctx.name()),
                cause: self.cause,
                given: &[],
                moves: &[],
            }));
            self.cause = self.noted;
        }
        self.plan_freeing(member, self.watchdog, ctx);
        self.changed(ctx);
    }

    fn freed(&mut self, member: usize, ctx: &mut Context<'_>) {
        let m = &mut self.members[member];
        m.starved = false;
        m.life += 1;
        self.starved -= 1;
        if self.members[member].leaks {
            let lasts = self.members[member].lasts * self.lasts;
            self.plan_starving(member, lasts, ctx);
        }
        self.changed(ctx);
    }

    fn free_all(&mut self, fact: FactId, ctx: &mut Context<'_>) {
        self.cause = Some(fact);
        for i in 0..self.members.len() {
            self.members[i].leaks = false;
            // Whatever was planned for it is off.
            self.members[i].life += 1;
            if self.members[i].starved {
                self.plan_freeing(i, self.by_hand, ctx);
            }
        }
    }

    fn changed(&mut self, ctx: &mut Context<'_>) {
        if !self.telling {
            self.telling = true;
            ctx.schedule(ctx.now, Phase::Control, Event::Told);
        }
    }

    fn tell(&mut self, ctx: &mut Context<'_>) {
        self.telling = false;
        let share = 1.0 - self.starved as f64 / self.members.len() as f64;
        if share != self.told {
            self.told = share;
            ctx.tell(self.cause, |_| Some(Signal::Serving { share }));
        }
    }
}
