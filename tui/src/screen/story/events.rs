//! Everything that happened in a run, in order of time, and the way from one event to the next.

use super::Story;
use kernel::SimTime;
use tape::{Fact, FactId};
use tenant::outcome::Outcome;

/// What kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// Somebody outside did it at a known time: the trigger, an operator, a post.
    Input,
    /// It followed on the provider's side.
    Provider,
    /// It happened to the architecture.
    Own,
}

/// Something that became true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: SimTime,
    /// The fact.
    pub fact: FactId,
    /// Whose.
    pub kind: EventKind,
}

/// The facts of a run as events.
pub(super) fn of(outcome: &Outcome) -> Vec<Event> {
    let kind = |i: usize, f: &Fact| match (f.input, i < outcome.tape_facts) {
        (true, _) => EventKind::Input,
        (false, true) => EventKind::Provider,
        (false, false) => EventKind::Own,
    };
    let facts = outcome.facts.iter().enumerate();
    let mut events: Vec<Event> = facts
        .map(|(i, f)| Event {
            at: f.at,
            fact: FactId(i as u32),
            kind: kind(i, f),
        })
        .collect();
    events.sort_by_key(|e| (e.at, e.fact));
    events
}

impl Story {
    /// The fact behind an event.
    #[must_use]
    pub fn fact(&self, id: FactId) -> Option<&Fact> {
        self.life.outcome.facts.get(id.0 as usize)
    }

    /// How many events have happened by `t`.
    #[must_use]
    pub fn events_by(&self, t: SimTime) -> usize {
        self.events.partition_point(|e| e.at <= t)
    }

    /// The instant of the first event after `t`, of those that `wanted` lets through.
    pub fn next(&self, t: SimTime, wanted: impl Fn(&Event) -> bool) -> Option<SimTime> {
        let later = &self.events[self.events_by(t)..];
        later.iter().find(|e| wanted(e)).map(|e| e.at)
    }

    /// The instant of the last event before `t`, of those that `wanted` lets through.
    pub fn previous(&self, t: SimTime, wanted: impl Fn(&Event) -> bool) -> Option<SimTime> {
        let earlier = self.events.partition_point(|e| e.at < t);
        let mut back = self.events[..earlier].iter().rev();
        back.find(|e| wanted(e)).map(|e| e.at)
    }

    /// Whether an event is a turning point: somebody did something at a known time, or a journey went down or came back.
    #[must_use]
    pub fn turns(&self, event: &Event) -> bool {
        let fact = self.fact(event.fact);
        event.kind == EventKind::Input
            || fact.is_some_and(|f| {
                matches!(f.kind.as_str(), "tenant.journey_down" | "tenant.journey_up")
            })
    }
}
