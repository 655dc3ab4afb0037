//! Everything that happened in a run, in order of time, and the way from one event to the next.

use super::Story;
use kernel::SimTime;
use std::collections::BTreeMap;
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
    /// Whether many of its kind happened: one more says little.
    pub routine: bool,
    /// Whether it is a turning point.
    pub turns: bool,
}

/// Which events are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum View {
    /// All but the routine.
    #[default]
    Main,
    /// All.
    All,
    /// What somebody outside did.
    Inputs,
    /// What followed on the provider's side.
    Cloud,
    /// What happened to the architecture.
    Yours,
}

impl View {
    /// All of them, in the order in which a key goes through them.
    pub const ALL: [Self; 5] = [
        Self::Main,
        Self::All,
        Self::Inputs,
        Self::Cloud,
        Self::Yours,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::All => "all",
            Self::Inputs => "inputs",
            Self::Cloud => "cloud",
            Self::Yours => "yours",
        }
    }

    /// Whether it lets an event through.
    #[must_use]
    pub const fn shows(self, event: &Event) -> bool {
        match (self, event.kind) {
            (Self::Main, _) => !event.routine,
            (Self::All, _)
            | (Self::Inputs, EventKind::Input)
            | (Self::Cloud, EventKind::Provider)
            | (Self::Yours, EventKind::Own) => true,
            (Self::Inputs | Self::Cloud | Self::Yours, _) => false,
        }
    }
}

/// From so many of a kind on, one more says little.
const ROUTINE_FROM: usize = 20;

/// The facts of a run as events.
pub(super) fn of(outcome: &Outcome) -> Vec<Event> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for f in &outcome.facts {
        *counts.entry(&f.kind).or_default() += 1;
    }
    let kind = |i: usize, f: &Fact| match (f.input, i < outcome.tape_facts) {
        (true, _) => EventKind::Input,
        (false, true) => EventKind::Provider,
        (false, false) => EventKind::Own,
    };
    let event = |(i, f): (usize, &Fact)| Event {
        at: f.at,
        fact: FactId(i as u32),
        kind: kind(i, f),
        routine: !f.input
            && counts
                .get(f.kind.as_str())
                .is_some_and(|n| *n > ROUTINE_FROM),
        turns: f.input || matches!(f.kind.as_str(), "tenant.journey_down" | "tenant.journey_up"),
    };
    let mut events: Vec<Event> = outcome.facts.iter().enumerate().map(event).collect();
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
    pub const fn turns(&self, event: &Event) -> bool {
        event.turns
    }

    /// The events that a view shows, as indices of [`Story::events`].
    #[must_use]
    pub fn viewed(&self, view: View) -> &[usize] {
        &self.views[view as usize]
    }

    /// Events whose sentence holds a text, in small or large letters, as indices of [`Story::events`].
    #[must_use]
    pub fn find(&self, text: &str, view: View) -> Vec<usize> {
        let text = text.to_lowercase();
        let holds = |e: &Event| {
            let fact = self.fact(e.fact);
            fact.is_some_and(|f| f.text.to_lowercase().contains(&text))
        };
        let all = self.viewed(view).iter().copied();
        all.filter(|&i| holds(&self.events[i])).collect()
    }
}

/// The events of each view.
pub(super) fn views(events: &[Event]) -> [Vec<usize>; 5] {
    View::ALL.map(|view| {
        let shown = events.iter().enumerate().filter(|(_, e)| view.shows(e));
        shown.map(|(i, _)| i).collect()
    })
}
