//! Builds a tape and keeps its promises: order, bands, limits.

use crate::{
    Condition, Evidence, Fact, FactId, FateState, History, Moves, PlaceId, Places, Population,
    PopulationKind, Post, Service, Step, Tape, Track, Transition,
};
use kernel::SimTime;
use std::collections::BTreeMap;
use std::fmt;

/// Why a tape could not be finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BuildError {
    /// A track has more than [`Track::STEPS_MAX`] steps.
    TooManySteps {
        /// Where.
        place: String,
        /// What.
        service: Service,
        /// How many.
        steps: usize,
    },
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManySteps {
                place,
                service,
                steps,
            } => write!(
                f,
                "{} at {place} changes {steps} times, more than the {} a tape holds",
                service.name(),
                Track::STEPS_MAX
            ),
        }
    }
}

impl std::error::Error for BuildError {}

struct Members {
    size: u32,
    histories: BTreeMap<u32, Vec<Transition>>,
}

/// Collects what happens, in order of time.
pub struct TapeBuilder {
    tape: Tape,
    tracks: BTreeMap<(PlaceId, Service), Vec<Step>>,
    populations: BTreeMap<(PlaceId, PopulationKind), Members>,
}

impl TapeBuilder {
    /// An empty tape about `region`.
    #[must_use]
    pub fn new(outage: &str, evidence: Evidence, places: Places, region: PlaceId) -> Self {
        let mut tape = Tape::calm("x/x", kernel::SimDuration::ZERO);
        tape.outage = outage.to_owned();
        tape.evidence = evidence;
        tape.places = places;
        tape.region = region;
        Self {
            tape,
            tracks: BTreeMap::new(),
            populations: BTreeMap::new(),
        }
    }

    /// The tape so far, for the plain fields (zone, end, assumptions, ...).
    pub fn tape(&mut self) -> &mut Tape {
        &mut self.tape
    }

    /// Records a fact; facts must come in order of time.
    pub fn fact(&mut self, fact: Fact) -> FactId {
        debug_assert!(
            self.tape.facts.last().is_none_or(|f| f.at <= fact.at),
            "facts out of order"
        );
        debug_assert!(
            fact.given.len() <= Fact::GIVEN_MAX,
            "too many standing conditions"
        );
        self.tape.facts.push(fact);
        FactId((self.tape.facts.len() - 1) as u32)
    }

    /// Adds to what an earlier fact moves.
    pub fn moves(&mut self, fact: FactId, moves: Moves) {
        let list = &mut self.tape.facts[fact.0 as usize].moves;
        if !list.contains(&moves) {
            list.push(moves);
        }
    }

    /// Records a condition; a change inside the band of the last step is dropped.
    pub fn condition(
        &mut self,
        at: SimTime,
        place: PlaceId,
        service: Service,
        condition: Condition,
        cause: Option<FactId>,
    ) {
        let steps = self.tracks.entry((place, service)).or_default();
        let last = steps.last().map_or(Condition::CALM, |s| s.condition);
        if !last.leaves_band(condition) {
            return;
        }
        match steps.last_mut() {
            Some(s) if s.at == at => {
                *s = Step {
                    at,
                    condition,
                    cause,
                }
            }
            _ => steps.push(Step {
                at,
                condition,
                cause,
            }),
        }
    }

    /// Declares a population.
    pub fn population(&mut self, place: PlaceId, kind: PopulationKind, size: u32) {
        self.populations.insert(
            (place, kind),
            Members {
                size,
                histories: BTreeMap::new(),
            },
        );
    }

    /// Records a member's change of state; a change at the same instant replaces the earlier one.
    pub fn fate(
        &mut self,
        at: SimTime,
        place: PlaceId,
        kind: PopulationKind,
        member: u32,
        state: FateState,
        cause: Option<FactId>,
    ) {
        let Some(members) = self.populations.get_mut(&(place, kind)) else {
            debug_assert!(false, "fate in an undeclared population");
            return;
        };
        debug_assert!(member < members.size, "member out of range");
        let history = members.histories.entry(member).or_default();
        match history.last_mut() {
            Some(x) if x.at == at => *x = Transition { at, state, cause },
            Some(x) if x.state == state => {}
            None if state == FateState::Healthy => {}
            _ => history.push(Transition { at, state, cause }),
        }
    }

    /// Records that a member stays in its state for a new reason. Histories may so hold two transitions
    /// into the same state; every reader that looks at states sees one stretch.
    pub fn fate_reason(
        &mut self,
        at: SimTime,
        place: PlaceId,
        kind: PopulationKind,
        member: u32,
        cause: Option<FactId>,
    ) {
        let Some(members) = self.populations.get_mut(&(place, kind)) else {
            debug_assert!(false, "reason in an undeclared population");
            return;
        };
        let Some(history) = members.histories.get_mut(&member) else {
            return;
        };
        match history.last_mut() {
            Some(x) if x.cause == cause => {}
            Some(x) if x.at == at => x.cause = cause,
            Some(x) => {
                let state = x.state;
                history.push(Transition { at, state, cause });
            }
            None => {}
        }
    }

    /// Records a status post.
    pub fn post(&mut self, post: Post) {
        self.tape.posts.push(post);
    }

    /// The finished tape.
    ///
    /// # Errors
    /// When a track is too long.
    pub fn finish(mut self) -> Result<Tape, BuildError> {
        for ((place, service), steps) in self.tracks {
            if steps.len() > Track::STEPS_MAX {
                return Err(BuildError::TooManySteps {
                    place: self.tape.places.path(place).to_owned(),
                    service,
                    steps: steps.len(),
                });
            }
            if !steps.is_empty() {
                self.tape.tracks.push(Track {
                    place,
                    service,
                    steps,
                });
            }
        }
        for ((place, kind), members) in self.populations {
            let touched = members
                .histories
                .into_iter()
                .filter(|(_, t)| !t.is_empty())
                .map(|(member, transitions)| History {
                    member,
                    transitions,
                })
                .collect();
            self.tape.populations.push(Population {
                place,
                kind,
                size: members.size,
                touched,
            });
        }
        self.tape.posts.sort_by_key(|p| p.at);
        Ok(self.tape)
    }
}
