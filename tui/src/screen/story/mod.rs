//! One run as it can be looked at: at an instant, over a stretch of time, by a component or a journey.
//!
//! A story holds what a run left behind and answers questions about any instant at once; going back costs as little as
//! going on. It computes nothing that the run does not hold.

mod events;
mod journeys;
mod page;
mod topology;
mod why;

pub use events::{Event, EventKind};
pub use journeys::{JourneyNow, Standing};
pub use page::{PageNow, Truth};
pub use topology::Row;
pub use why::WhyRow;

use super::work::Setup;
use kernel::SimTime;
use reports::words::Clock;
use search::Try;
use tape::Tape;
use tenant::architecture::Architecture;
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
    /// Everything that happened, in order of time.
    events: Vec<Event>,
    truths: Vec<Truth>,
    explanations: Vec<Explanation>,
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
        let truths = page::truths(&tape);
        let explanations = why::explanations(&life);
        Self {
            setup,
            title,
            clock,
            arch,
            life,
            tape,
            events,
            truths,
            explanations,
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
