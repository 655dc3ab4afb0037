//! Arrows from a cause to what it caused, where both can be seen as spans.
//!
//! Not every fact is a span: what changed in between is skipped, and the arrow begins at the nearest fact behind that is.

use super::events::{Events, Track};
use ::tenant::outcome::Outcome;
use kernel::SimTime;
use std::collections::BTreeMap;
use tape::FactId;

/// Most facts skipped on the way back to one that can be seen.
const SKIPPED_MAX: usize = 16;

/// Where facts can be seen, and what has one behind it.
#[derive(Debug, Default)]
pub(super) struct Arrows {
    /// Spans that stand for a fact.
    seen: BTreeMap<u32, (Track, SimTime, SimTime)>,
    /// Spans, and the fact with which each began.
    ends: Vec<(Track, SimTime, FactId)>,
}

impl Arrows {
    /// A span that stands for a fact.
    pub(super) fn stands_for(
        &mut self,
        fact: Option<FactId>,
        track: Track,
        span: (SimTime, SimTime),
    ) {
        if let Some(fact) = fact.filter(|_| span.0 < span.1) {
            self.seen.entry(fact.0).or_insert((track, span.0, span.1));
            self.ends.push((track, span.0, fact));
        }
    }

    /// A span that has a fact behind it without being it.
    pub(super) fn ends_at(&mut self, fact: Option<FactId>, track: Track, from: SimTime) {
        self.ends.extend(fact.map(|fact| (track, from, fact)));
    }

    /// Draws what can be drawn.
    pub(super) fn draw(self, outcome: &Outcome, events: &mut Events) {
        let cause = |id: FactId| outcome.facts.get(id.0 as usize).and_then(|f| f.cause);
        let mut number = 0;
        for &(track, at, fact) in &self.ends {
            let itself = self
                .seen
                .get(&fact.0)
                .is_some_and(|s| (s.0, s.1) == (track, at));
            let mut next = if itself { cause(fact) } else { Some(fact) };
            for _ in 0..SKIPPED_MAX {
                let Some(id) = next else { break };
                // An arrow begins within its span, and no later than it ends.
                let from = self.seen.get(&id.0).filter(|s| s.0 != track && s.1 <= at);
                if let Some(&(start, begun, over)) = from {
                    number += 1;
                    let leaves = at.min(SimTime(over.0 - 1)).max(begun);
                    events.arrow(number, (start, leaves), (track, at));
                    break;
                }
                next = cause(id);
            }
        }
    }
}
