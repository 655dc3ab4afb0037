//! Servers of a location that keep telling each other how all of them are.
//!
//! Models that a wrong state which can still be read is passed on by whoever hears it, because nothing checks it: it
//! spreads in rounds, to the other locations too, and servers that have it spend their time telling it and serve next
//! to nothing. Putting some servers right does not help, as the rest tell them again. Stopping all of them at once and
//! clearing what they know does; then they come back server by server, first to talk to each other, then to serve.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, action, not_an_action, number, optional, port, switch};
use crate::context::{Action, Context, Draft, InstanceId, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::{Message, Signal};
use kernel::{Phase, SimDuration, math};
use std::collections::BTreeMap;
use tape::FactId;

/// Parts in which servers are counted as they begin to serve.
const PARTS: u64 = 100;
/// Beyond this share everybody has the wrong state.
const ALL: f64 = 0.9999;

#[derive(Debug)]
pub(crate) enum Event {
    /// Servers tell each other what they know.
    Round,
    /// The last server talks to the others again; of the restart of that number.
    Joined(u32),
    /// A further part of the servers serves; of the restart of that number.
    Serves(u32),
}

/// What the servers of the location do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Running,
    Stopped,
    /// One after the other begins to talk.
    Joining,
    /// All talk; some other location does not yet.
    Joined,
    /// All locations talk; this many parts of the servers serve.
    Restarting(u64),
}

/// What is known of another location.
struct Peer {
    /// Share of its servers with the wrong state.
    wrong: f64,
    /// All its servers talk.
    talks: bool,
}

pub(crate) struct Gossip {
    round: SimDuration,
    partners: f64,
    across: f64,
    checked: bool,
    busy: f64,
    contacts: u32,
    /// From the first server that talks to the last.
    joining: SimDuration,
    /// From the first server that serves to the last.
    restarting: SimDuration,
    state: State,
    /// Share of the servers with the wrong state.
    wrong: f64,
    peers: BTreeMap<InstanceId, Peer>,
    in_round: bool,
    restarts: u32,
    failing: Option<FactId>,
    told: f64,
}

impl Mechanism for Gossip {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "gossip",
        doc: "servers of a location that tell each other the state of all, which nobody checks",
        stands: Stands::Region,
        parameters: &[
            number(
                "round",
                Unit::Seconds,
                0.1,
                3600.0,
                "how often a server tells others what it knows",
            ),
            number(
                "partners",
                Unit::Count,
                1.0,
                100.0,
                "how many others it tells in a round",
            ),
            number(
                "across",
                Unit::Share,
                0.0,
                1.0,
                "share of them that belong to other locations",
            ),
            switch(
                "checked",
                "whether messages carry a checksum, so that wrong ones are thrown away",
            ),
            number(
                "busy",
                Unit::Share,
                0.0,
                1.0,
                "share of its time that a server with a wrong state spends telling it",
            ),
            number(
                "contacts",
                Unit::Count,
                1.0,
                100.0,
                "servers that a request needs, one after the other",
            ),
            number(
                "size",
                Unit::Factor,
                0.001,
                1e6,
                "servers of the location, as a multiple of those of a small one",
            ),
            number(
                "joins_per_hour",
                Unit::PerHour,
                0.001,
                1e4,
                "share of the location's servers that begin to talk again in an hour",
            ),
            number(
                "restarts_per_hour",
                Unit::PerHour,
                0.001,
                1e4,
                "servers that begin to serve again in an hour, as a share of those of a small location",
            ),
        ],
        provides: false,
        ports: &[optional(port("peers", "gossip"))],
        actions: &[
            action(
                "corrupt",
                &[number(
                    "share",
                    Unit::Share,
                    0.0,
                    1.0,
                    "share of the servers it reaches first",
                )],
                "messages that can be read tell servers a wrong state",
            ),
            action(
                "clean",
                &[number(
                    "share",
                    Unit::Share,
                    0.0,
                    1.0,
                    "share of the servers",
                )],
                "puts servers right while the others go on",
            ),
            action(
                "stop",
                &[],
                "stops all communication and all serving, and clears what the servers know",
            ),
            action(
                "restore",
                &[],
                "lets servers talk again one after the other, and serve again once those of all locations talk",
            ),
        ],
        leaves_out: &[
            "servers of a location are alike, and who tells whom is drawn evenly; single servers are not counted",
            "clearing forgets every wrong state; none is kept anywhere to come back from",
        ],
    };

    fn new(numbers: &Numbers) -> Self {
        let hours = |h: f64| SimDuration::from_secs_f64(h * 3600.0);
        Self {
            round: numbers.duration("round"),
            partners: numbers.get("partners"),
            across: numbers.get("across"),
            checked: numbers.on("checked"),
            busy: numbers.get("busy"),
            contacts: numbers.get("contacts") as u32,
            joining: hours(1.0 / numbers.get("joins_per_hour")),
            restarting: hours(numbers.get("size") / numbers.get("restarts_per_hour")),
            state: State::Running,
            wrong: 0.0,
            peers: BTreeMap::new(),
            in_round: false,
            restarts: 0,
            failing: None,
            told: 1.0,
        }
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        match event {
            Event::Round => self.round(ctx),
            Event::Joined(n) if n == self.restarts => {
                self.state = State::Joined;
                let fact = self.note("gossip.talks", "all servers talk again", self.failing, ctx);
                ctx.send("peers", Signal::Reach { connected: true }, Some(fact));
                self.begin_to_serve(ctx);
            }
            Event::Serves(n) if n == self.restarts => {
                if let State::Restarting(parts) = self.state {
                    self.state = State::Restarting(parts + 1);
                    self.next_part(ctx);
                }
            }
            Event::Joined(_) | Event::Serves(_) => return,
        }
        self.tell(self.failing, ctx);
    }

    fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
        // What a location says to whoever stands on it is no concern of the other locations.
        if message.port.is_some() {
            return;
        }
        let fresh = Peer {
            wrong: 0.0,
            talks: true,
        };
        let peer = self.peers.entry(message.sender).or_insert(fresh);
        match message.signal {
            Signal::Serving { share } => {
                peer.wrong = 1.0 - share;
                if self.failing.is_none() && peer.wrong > 0.0 && self.spreads() {
                    self.failing = message.cause;
                }
                self.go_on(ctx);
            }
            Signal::Reach { connected } => {
                peer.talks = connected;
                self.begin_to_serve(ctx);
            }
            Signal::Cut { .. }
            | Signal::Volumes { .. }
            | Signal::Stuck { .. }
            | Signal::Creates(_)
            | Signal::Elections { .. }
            | Signal::CreateDemand { .. }
            | Signal::Api(_)
            | Signal::Relaunch { .. }
            | Signal::Eta { .. }
            | Signal::GiveUp { .. } => {}
        }
    }

    fn act(&mut self, action: &Action, ctx: &mut Context<'_>) {
        let fact = Some(action.fact);
        match action.name {
            "corrupt" if self.spreads() => {
                self.wrong = self.wrong.max(action.arguments.get("share"));
                self.failing = fact;
                self.say_wrong(fact, ctx);
                self.go_on(ctx);
            }
            "corrupt" => {}
            "clean" => {
                self.wrong *= 1.0 - action.arguments.get("share");
                self.say_wrong(fact, ctx);
                self.go_on(ctx);
            }
            "stop" => {
                self.restarts += 1;
                (self.state, self.wrong) = (State::Stopped, 0.0);
                self.say_wrong(fact, ctx);
                ctx.send("peers", Signal::Reach { connected: false }, fact);
                self.failing = fact;
            }
            "restore" if self.state == State::Stopped => {
                self.state = State::Joining;
                self.failing = fact;
                let at = ctx.now + self.joining;
                ctx.schedule(at, Phase::Control, Event::Joined(self.restarts));
                // Whoever talks again hears what the others say.
                self.go_on(ctx);
            }
            "restore" => {}
            _ => not_an_action(action),
        }
        self.tell(fact, ctx);
    }
}

impl Gossip {
    /// Whether a wrong state would be believed and passed on.
    fn spreads(&self) -> bool {
        !self.checked && self.state != State::Stopped
    }

    fn say_wrong(&self, cause: Option<FactId>, ctx: &mut Context<'_>) {
        let share = 1.0 - self.wrong;
        ctx.send("peers", Signal::Serving { share }, cause);
    }

    /// How likely one message is a wrong one.
    fn pressure(&self) -> f64 {
        let peers = self.peers.values().map(|p| p.wrong);
        let others = peers.fold(0.0, f64::max);
        (1.0 - self.across) * self.wrong + self.across * others
    }

    /// Goes on with rounds while there is anything to pass on.
    fn go_on(&mut self, ctx: &mut Context<'_>) {
        let news = self.spreads() && self.wrong < 1.0 && self.pressure() > 0.0;
        if news && !self.in_round {
            self.in_round = true;
            ctx.schedule(ctx.now + self.round, Phase::Traffic, Event::Round);
        }
    }

    fn round(&mut self, ctx: &mut Context<'_>) {
        self.in_round = false;
        if self.spreads() {
            let missed = math::exp(-self.partners * self.pressure());
            self.wrong += (1.0 - self.wrong) * (1.0 - missed);
            if self.wrong > ALL {
                self.wrong = 1.0;
            }
            self.say_wrong(self.failing, ctx);
        }
        self.go_on(ctx);
    }

    /// Begins to serve once the servers of all locations talk.
    fn begin_to_serve(&mut self, ctx: &mut Context<'_>) {
        if self.state == State::Joined && self.peers.values().all(|p| p.talks) {
            self.state = State::Restarting(0);
            self.next_part(ctx);
        }
    }

    /// Plans the next part of the servers, or ends the restart.
    fn next_part(&mut self, ctx: &mut Context<'_>) {
        if self.state == State::Restarting(PARTS) {
            self.state = State::Running;
            return;
        }
        let at = ctx.now + SimDuration(self.restarting.0 / PARTS);
        ctx.schedule(at, Phase::Control, Event::Serves(self.restarts));
    }

    /// Share of requests that succeed.
    fn share(&self) -> f64 {
        let servers = match self.state {
            State::Running => 1.0,
            State::Stopped | State::Joining | State::Joined => 0.0,
            State::Restarting(parts) => parts as f64 / PARTS as f64,
        };
        let works = 1.0 - self.busy * self.wrong;
        (0..self.contacts).fold(servers, |all, _| all * works)
    }

    fn tell(&mut self, cause: Option<FactId>, ctx: &mut Context<'_>) {
        let share = self.share();
        let edge = share == 1.0 || share == 0.0;
        if share == self.told || !(edge || (share - self.told).abs() >= 0.005) {
            return;
        }
        let before = std::mem::replace(&mut self.told, share);
        let fact = if before == 1.0 {
            let text = "servers pass on a wrong state and serve less and less";
            self.failing = Some(self.note("gossip.spreads", text, cause, ctx));
            self.failing
        } else if share == 1.0 {
            let text = "all servers serve again";
            let fact = self.note("gossip.serves", text, self.failing, ctx);
            self.failing = None;
            Some(fact)
        } else {
            cause
        };
        ctx.tell(fact, |_| Some(Signal::Serving { share }));
    }

    fn note(
        &self,
        kind: &'static str,
        text: &str,
        cause: Option<FactId>,
        ctx: &mut Context<'_>,
    ) -> FactId {
        ctx.fact(Draft {
            kind,
            text: format!("{}: {text}", ctx.name()),
            cause,
            given: &[self.failing],
            moves: &[],
        })
    }
}
