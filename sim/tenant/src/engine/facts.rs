//! The run's own facts, numbered after the tape's.

use super::options::Keep;
use crate::architecture::{ComponentId, JourneyId};
use kernel::SimTime;
use tape::{Fact, FactId};

/// Whom something is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Who {
    /// One component, and the store in it.
    Component(ComponentId),
    /// One journey.
    Journey(JourneyId),
    /// People, plans, commands, the run as a whole.
    All,
}

/// Facts of this run, in order of time.
#[derive(Debug)]
pub(crate) struct Facts {
    base: usize,
    keep: Keep,
    own: Vec<Fact>,
    who: Vec<Who>,
    about: Who,
}

impl Facts {
    /// An empty list after `base` facts of the tape; it stays empty if facts are not kept.
    pub(crate) fn after(base: usize, keep: Keep) -> Self {
        Self {
            base,
            keep,
            own: Vec::new(),
            who: Vec::new(),
            about: Who::All,
        }
    }

    /// What is told from now on is about this; whom it was about until now.
    pub(crate) fn about(&mut self, who: Who) -> Who {
        std::mem::replace(&mut self.about, who)
    }

    /// Adds what became true.
    pub(crate) fn push(
        &mut self,
        at: SimTime,
        kind: &str,
        text: String,
        cause: Option<FactId>,
    ) -> FactId {
        if self.keep == Keep::Scores {
            return FactId(self.base as u32);
        }
        self.own.push(Fact {
            at,
            place: None,
            kind: kind.to_owned(),
            text,
            cause,
            given: Vec::new(),
            input: false,
            moves: Vec::new(),
        });
        self.who.push(self.about);
        FactId((self.base + self.own.len() - 1) as u32)
    }

    /// Adds what somebody did from outside.
    pub(crate) fn input(&mut self, at: SimTime, kind: &str, text: String) -> FactId {
        let id = self.push(at, kind, text, None);
        if let Some(fact) = self.own.get_mut(id.0 as usize - self.base) {
            fact.input = true;
        }
        id
    }

    /// Names a standing condition of an own fact.
    pub(crate) fn given(&mut self, id: FactId, condition: FactId) {
        let Some(fact) = (id.0 as usize)
            .checked_sub(self.base)
            .and_then(|i| self.own.get_mut(i))
        else {
            return;
        };
        if fact.given.len() < Fact::GIVEN_MAX && !fact.given.contains(&condition) {
            fact.given.push(condition);
        }
    }

    /// Own facts from a number on, and whom each is about.
    pub(crate) fn since(&self, from: usize) -> impl Iterator<Item = (&Fact, Who)> {
        self.own[from..]
            .iter()
            .zip(self.who[from..].iter().copied())
    }

    /// An own fact by its place in the list.
    pub(crate) fn own(&self, index: usize) -> Option<&Fact> {
        self.own.get(index)
    }

    /// The own facts, and whom each is about.
    pub(crate) fn into_own(self) -> (Vec<Fact>, Vec<Who>) {
        (self.own, self.who)
    }
}
