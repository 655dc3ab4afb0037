//! Names of a service whose records automation keeps up to date.
//!
//! Models a planner that makes plans and several enactors that apply them and delete old ones. An enactor asks whether
//! its plan is newer than the record's before it begins; one that is held up after that writes an old plan over a newer
//! one, and the next clean-up deletes that plan with what the record held. Nobody then knows what the record should
//! be compared with, so the automation stops. Clients keep answers, also the empty one, until these run out: both loss
//! and return are spread over that time.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, action, not_an_action, number, switch};
use crate::context::{Action, Context, Draft, Numbers};
use crate::model::{MechanismSpec, Stands, Unit};
use crate::signal::Signal;
use kernel::{EventId, Phase, SimDuration, SimTime};
use tape::FactId;

/// How finely the spread of answers is told.
const STEP: SimDuration = SimDuration::from_secs(60);

#[derive(Debug)]
pub(crate) enum Event {
    /// Another enactor has applied the newest plan elsewhere and deletes old ones.
    CleanUp,
    /// An enactor applies the newest plan to the record.
    Apply,
    /// More clients have asked anew.
    Step,
}

/// What the record holds.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Record {
    Newest,
    /// A plan of that age, and the fact that put it there.
    Old(SimDuration, FactId),
    Empty(FactId),
}

/// Clients go over from one answer to another.
struct Spread {
    from: f64,
    to: f64,
    since: SimTime,
    length: SimDuration,
}

pub(crate) struct DnsRecords {
    plan_interval: SimDuration,
    plans_kept: f64,
    check_at_write: bool,
    repairs_itself: bool,
    ttl: SimDuration,
    empty_ttl: SimDuration,
    record: Record,
    share: f64,
    spread: Option<Spread>,
    planned: Option<EventId>,
    cause: Option<FactId>,
}

impl Mechanism for DnsRecords {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "dns_records",
        doc: "names of a service, kept by a planner and several enactors; says which share of clients resolves them",
        stands: Stands::Region,
        parameters: &[
            number(
                "plan_interval",
                Unit::Seconds,
                1.0,
                86_400.0,
                "time between two plans, and between two rounds of an enactor",
            ),
            number(
                "plans_kept",
                Unit::Count,
                1.0,
                1e6,
                "plans behind the newest that a clean-up leaves",
            ),
            switch(
                "check_at_write",
                "whether an enactor compares plans when it writes; else only before it begins",
            ),
            switch(
                "repairs_itself",
                "whether enactors fill an empty record; else a person has to",
            ),
            number(
                "ttl",
                Unit::Seconds,
                0.0,
                604_800.0,
                "how long clients keep an address",
            ),
            number(
                "empty_ttl",
                Unit::Seconds,
                0.0,
                604_800.0,
                "how long clients keep the answer that there is no address",
            ),
        ],
        provides: false,
        ports: &[],
        actions: &[
            action(
                "apply_late",
                &[number(
                    "age",
                    Unit::Seconds,
                    0.0,
                    604_800.0,
                    "how long the enactor was held up since it took its plan",
                )],
                "an enactor that was held up writes its plan",
            ),
            action("restore", &[], "people write the record by hand"),
        ],
        leaves_out: &[
            "clients that hold open connections go on until these end; here whoever cannot resolve a name cannot use the service",
            "name servers that keep answers longer than they may",
        ],
    };

    fn new(numbers: &Numbers) -> Self {
        Self {
            plan_interval: numbers.duration("plan_interval"),
            plans_kept: numbers.get("plans_kept"),
            check_at_write: numbers.on("check_at_write"),
            repairs_itself: numbers.on("repairs_itself"),
            ttl: numbers.duration("ttl"),
            empty_ttl: numbers.duration("empty_ttl"),
            record: Record::Newest,
            share: 1.0,
            spread: None,
            planned: None,
            cause: None,
        }
    }

    fn event(&mut self, event: Event, ctx: &mut Context<'_>) {
        match event {
            Event::CleanUp => self.clean_up(ctx),
            Event::Apply => self.apply(ctx),
            Event::Step => {
                self.planned = None;
                self.step(ctx);
            }
        }
    }

    fn act(&mut self, action: &Action, ctx: &mut Context<'_>) {
        match action.name {
            "apply_late" => {
                let age = action.arguments.duration("age");
                self.write_late(age, action.fact, ctx);
            }
            "restore" => {
                if let Record::Empty(since) = self.record {
                    self.fill(action.fact, since, ctx);
                }
            }
            _ => not_an_action(action),
        }
    }
}

impl DnsRecords {
    /// An enactor writes a plan that it took long ago.
    fn write_late(&mut self, age: SimDuration, cause: FactId, ctx: &mut Context<'_>) {
        if age < self.plan_interval || self.record != Record::Newest {
            return;
        }
        if self.check_at_write {
            let text = "the enactor saw that the record held a newer plan, and left it".to_owned();
            note("dns_records.refused", text, cause, None, ctx);
            return;
        }
        let plans = age.secs_f64() / self.plan_interval.secs_f64();
        let text = format!("a plan {plans:.0} plans old was written over the newest");
        let fact = note("dns_records.overwritten", text, cause, None, ctx);
        self.record = Record::Old(age, fact);
        // Another enactor is somewhere in its round.
        let left = ctx.stream("enactor's round").unit() * self.plan_interval.secs_f64();
        let at = ctx.now + SimDuration::from_secs_f64(left);
        ctx.schedule(at, Phase::Control, Event::CleanUp);
    }

    fn clean_up(&mut self, ctx: &mut Context<'_>) {
        let Record::Old(age, cause) = self.record else {
            return;
        };
        let at = ctx.now + self.plan_interval;
        if age.secs_f64() <= self.plans_kept * self.plan_interval.secs_f64() {
            ctx.schedule(at, Phase::Control, Event::Apply);
            return;
        }
        let text = "the clean-up deleted the old plan, and with it all addresses of the record";
        let fact = note("dns_records.empty", text.to_owned(), cause, None, ctx);
        self.record = Record::Empty(fact);
        self.cause = Some(fact);
        self.go_over(0.0, self.ttl, ctx);
        if self.repairs_itself {
            ctx.schedule(at, Phase::Control, Event::Apply);
        }
    }

    fn apply(&mut self, ctx: &mut Context<'_>) {
        match self.record {
            Record::Newest => {}
            Record::Old(_, since) => {
                let text = "an enactor wrote the newest plan over the old one".to_owned();
                note("dns_records.caught_up", text, since, None, ctx);
                self.record = Record::Newest;
            }
            Record::Empty(since) => self.fill(since, since, ctx),
        }
    }

    fn fill(&mut self, cause: FactId, since: FactId, ctx: &mut Context<'_>) {
        let text = "the record holds addresses again".to_owned();
        let fact = note("dns_records.filled", text, cause, Some(since), ctx);
        self.record = Record::Newest;
        self.cause = Some(fact);
        self.go_over(1.0, self.empty_ttl, ctx);
    }

    /// Clients asked at different times, so their answers run out evenly over the time they may keep them.
    fn go_over(&mut self, to: f64, length: SimDuration, ctx: &mut Context<'_>) {
        self.spread = Some(Spread {
            from: self.share,
            to,
            since: ctx.now,
            length,
        });
        if let Some(id) = self.planned.take() {
            ctx.cancel(id);
        }
        self.plan_step(ctx);
    }

    fn plan_step(&mut self, ctx: &mut Context<'_>) {
        if let Some(spread) = &self.spread {
            let at = (ctx.now + STEP).min(spread.since + spread.length);
            self.planned = Some(ctx.schedule(at, Phase::Control, Event::Step));
        }
    }

    fn step(&mut self, ctx: &mut Context<'_>) {
        let Some(spread) = &self.spread else {
            return;
        };
        let gone = ctx.now.since(spread.since);
        let (from, to) = (spread.from, spread.to);
        if gone >= spread.length {
            self.share = to;
            self.spread = None;
        } else {
            let part = gone.secs_f64() / spread.length.secs_f64();
            self.share = from + (to - from) * part;
        }
        let share = self.share;
        ctx.tell(self.cause, |_| Some(Signal::Serving { share }));
        self.plan_step(ctx);
    }
}

fn note(
    kind: &'static str,
    text: String,
    cause: FactId,
    given: Option<FactId>,
    ctx: &mut Context<'_>,
) -> FactId {
    ctx.fact(Draft {
        kind,
        text,
        cause: Some(cause),
        given: &[given],
        moves: &[],
    })
}
