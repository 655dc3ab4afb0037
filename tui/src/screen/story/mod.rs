//! One run as it can be looked at: at an instant, over a stretch of time, by a component or a journey.
//!
//! A story holds what a run left behind and answers questions about any instant at once; going back costs as little as
//! going on. It computes nothing that the run does not hold.

mod around;
mod data;
mod events;
mod inspect;
mod journeys;
mod page;
mod topology;
mod why;

pub use around::{Around, Milestone, milestones};
pub use data::StoreNow;
pub use events::{Event, EventKind, View};
pub use inspect::Inspected;
pub use journeys::{JourneyNow, Standing};
pub use page::{PageNow, Truth, TruthNow};
pub use topology::Row;
pub use why::WhyRow;

use super::work::Setup;
use kernel::SimTime;
use reports::words::Clock;
use search::Try;
use search::predict::Prediction;
use tape::{FactId, Tape};
use tenant::architecture::Architecture;
use tenant::outcome::HealthChange;
use tenant::score::Explanation;

/// A state as a character and a word; colour only repeats it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// Works.
    Up,
    /// Works in part.
    Part,
    /// Being made again.
    Making,
    /// Does not work.
    Down,
    /// Nothing is known, or nothing of it is there.
    Unknown,
}

impl Mark {
    /// The character.
    #[must_use]
    pub const fn glyph(self) -> char {
        match self {
            Self::Up => '+',
            Self::Part => '~',
            Self::Making => 'r',
            Self::Down => 'x',
            Self::Unknown => '?',
        }
    }
}

/// One run, ready to be looked at.
#[derive(Debug, Clone)]
pub struct Story {
    /// How it came about.
    pub setup: Setup,
    /// What the outage was, one line.
    pub title: String,
    /// Local time of the outage.
    pub clock: Clock,
    /// Whose life.
    pub arch: Architecture,
    /// What happened, with the struck zone that hurts most.
    pub life: Try,
    /// The tape that was lived through, on the architecture's places.
    pub tape: Tape,
    /// What lies round it.
    pub around: Around,
    /// What was said of it before it was shown.
    pub predictions: Vec<Prediction>,
    /// Everything that happened, in order of time.
    events: Vec<Event>,
    /// The events of each view, in the order of [`View::ALL`].
    views: [Vec<usize>; 5],
    /// What people and plans did, in order of time.
    acts: Vec<FactId>,
    truths: Vec<Truth>,
    /// When the status page said that all is well, or nothing, while it was not.
    hidden: Vec<(SimTime, SimTime)>,
    explanations: Vec<Explanation>,
    /// Changes of health, by component.
    courses: Vec<Vec<HealthChange>>,
    /// What has failed by the end of each segment, by journey.
    failed: Vec<Vec<u64>>,
}

impl Story {
    /// Makes a run ready.
    #[must_use]
    pub fn new(
        setup: Setup,
        title: String,
        clock: Clock,
        arch: Architecture,
        life: Try,
        tape: Tape,
    ) -> Self {
        let events = events::of(&life.outcome);
        let truths = page::truths(&tape, &arch);
        Self {
            views: events::views(&events),
            acts: why::acts(&life.outcome.facts),
            hidden: page::hidden(&tape, &truths),
            explanations: why::explanations(&life),
            courses: topology::courses(&life.outcome.health, arch.components.len()),
            failed: journeys::failed(&life.outcome.journeys),
            around: Around::default(),
            setup,
            title,
            clock,
            arch,
            life,
            tape,
            predictions: Vec::new(),
            events,
            truths,
        }
    }

    /// The same with what lies round it.
    #[must_use]
    pub fn within(self, around: Around) -> Self {
        Self { around, ..self }
    }

    /// The milestones before and after an instant, those at it left out.
    #[must_use]
    pub fn milestones_round(&self, t: SimTime) -> (Option<&Milestone>, Option<&Milestone>) {
        let all = &self.around.milestones;
        let before = all.partition_point(|m| m.at < t);
        let after = all.partition_point(|m| m.at <= t);
        (before.checked_sub(1).map(|i| &all[i]), all.get(after))
    }

    /// The same with what was said of it before.
    #[must_use]
    pub fn with_predictions(&self, predictions: Vec<Prediction>) -> Self {
        Self {
            predictions,
            ..self.clone()
        }
    }

    /// When the run ended.
    #[must_use]
    pub fn end(&self) -> SimTime {
        self.life.outcome.end
    }

    /// The provider's side over the whole run.
    #[must_use]
    pub fn truths(&self) -> &[Truth] {
        &self.truths
    }

    /// Every journey's longest episodes, explained.
    #[must_use]
    pub fn explanations(&self) -> &[Explanation] {
        &self.explanations
    }

    /// Everything that happened, in order of time.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }
}

/// A stretch of time in so many columns: where each begins and ends.
fn columns(
    from: SimTime,
    until: SimTime,
    count: usize,
) -> impl Iterator<Item = (SimTime, SimTime)> {
    let length = u128::from(until.since(from).0);
    let edge = move |i: usize| SimTime(from.0 + (length * i as u128 / count.max(1) as u128) as u64);
    (0..count).map(move |i| (edge(i), edge(i + 1)))
}
