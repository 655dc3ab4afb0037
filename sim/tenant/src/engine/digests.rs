//! The fingerprints of a run: one per component and journey, one of the rest, all together.
//!
//! Whom something is about is hashed by name and a cause by what it says, never by number, so that a component that
//! nobody needs changes nobody else's digest, and the order of components in the file changes none.

use super::facts::Who;
use crate::architecture::Architecture;
use crate::outcome::{Digests, HealthChange, JourneyTimeline, Lane, PartLife, StoreOutcome};
use kernel::{Digest, Digester, SimTime};
use tape::{Fact, FactId};

/// What is hashed.
pub(super) struct Material<'a> {
    pub(super) arch: &'a Architecture,
    pub(super) end: SimTime,
    pub(super) journeys: &'a [JourneyTimeline],
    pub(super) stores: &'a [StoreOutcome],
    pub(super) parts: &'a [PartLife],
    pub(super) health: &'a [HealthChange],
    /// The tape's, then the run's own.
    pub(super) facts: &'a [Fact],
    /// Whom the run's own are about.
    pub(super) who: &'a [Who],
}

impl Material<'_> {
    /// All digests.
    pub(super) fn digests(&self) -> Digests {
        let mut components = vec![Numbers::default(); self.arch.components.len()];
        let mut journeys = vec![Numbers::default(); self.arch.journeys.len()];
        let mut rest = Numbers::default();
        rest.num(self.end.0);
        for (fact, who) in self.own().zip(self.who) {
            let lane = match *who {
                Who::Component(c) => &mut components[c.0 as usize],
                Who::Journey(j) => &mut journeys[j.0 as usize],
                Who::All => &mut rest,
            };
            lane.num(fact.at.0).text(&fact.kind).text(&fact.text);
            self.cause(lane, fact.cause);
        }
        for change in self.health {
            let lane = &mut components[change.component.0 as usize];
            lane.num(change.at.0).num(change.health as u64);
        }
        for s in self.stores {
            let lane = &mut components[s.component.0 as usize];
            lane.num(s.acknowledged).num(s.lost).num(s.diverged);
            lane.num(s.unknown).num(s.rpo.0);
            lane.num(u64::from(s.unrecoverable));
        }
        for p in self.parts {
            let lane = &mut components[p.component.0 as usize];
            lane.num(p.failures).num(p.repairs).num(p.losses);
            lane.num(p.first_loss.map_or(u64::MAX, |t| t.0))
                .num(p.out.0);
        }
        for (timeline, lane) in self.journeys.iter().zip(&mut journeys) {
            self.timeline(lane, timeline);
        }
        let names = self.arch.components.iter().map(|c| c.name.as_str());
        let components = lanes(names, &components);
        let names = self.arch.journeys.iter().map(|j| j.name.as_str());
        Digests {
            components,
            journeys: lanes(names, &journeys),
            rest: rest.digest(),
        }
    }

    fn own(&self) -> impl Iterator<Item = &Fact> {
        self.facts[self.facts.len() - self.who.len()..].iter()
    }

    fn timeline(&self, lane: &mut Numbers, timeline: &JourneyTimeline) {
        lane.num(timeline.segments.len() as u64);
        for s in &timeline.segments {
            lane.num(s.from.0).num(s.until.0).num(s.offered);
            lane.num(s.served).num(s.failed).num(s.shed);
            lane.num(s.waiting as u64);
            self.cause(lane, s.cause);
        }
    }

    /// A cause by what it says: its number depends on what else was told.
    fn cause(&self, lane: &mut Numbers, cause: Option<FactId>) {
        match cause.and_then(|id| self.facts.get(id.0 as usize)) {
            Some(fact) => lane.num(fact.at.0).text(&fact.kind).text(&fact.text),
            None => lane.num(u64::MAX),
        };
    }
}

fn lanes<'a>(names: impl Iterator<Item = &'a str>, numbers: &[Numbers]) -> Vec<Lane> {
    let lane = |(name, numbers): (&str, &Numbers)| Lane {
        name: name.to_owned(),
        digest: numbers.digest(),
    };
    names.zip(numbers).map(lane).collect()
}

/// Numbers and texts as bytes: hashing them at once is several times faster than one by one.
#[derive(Clone, Default)]
struct Numbers(Vec<u8>);

impl Numbers {
    fn num(&mut self, n: u64) -> &mut Self {
        self.0.extend_from_slice(&n.to_le_bytes());
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.num(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    fn digest(&self) -> Digest {
        let mut d = Digester::new();
        d.bytes(&self.0);
        d.finish()
    }
}
