//! The conditions a tenant meets: the tape's tracks at the places it uses, merged with their parents' and looked up
//! by number, so that nothing is searched twice.

use kernel::SimTime;
use std::collections::BTreeMap;
use tape::{Condition, FactId, PlaceId, Service, Tape};

/// Names a watched pair of place and service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WatchId(u32);

/// A change of what is watched.
#[derive(Debug, Clone, Copy)]
struct Change {
    at: SimTime,
    condition: Condition,
    cause: Option<FactId>,
}

#[derive(Debug)]
struct Watch {
    changes: Vec<Change>,
    /// Changes already in force; kept by [`Weather::advance`].
    past: usize,
}

/// All conditions in use.
#[derive(Debug)]
pub(crate) struct Weather<'a> {
    tape: &'a Tape,
    watches: Vec<Watch>,
    known: BTreeMap<(Option<PlaceId>, Service, bool), WatchId>,
    now: SimTime,
}

impl<'a> Weather<'a> {
    pub(crate) fn new(tape: &'a Tape) -> Self {
        Self {
            tape,
            watches: Vec::new(),
            known: BTreeMap::new(),
            now: SimTime::ZERO,
        }
    }

    /// Watches a service at a place together with the places around it.
    pub(crate) fn watch(&mut self, path: &str, service: Service) -> WatchId {
        let place = self.tape.places.deepest(path);
        self.intern(place, service, true)
    }

    /// Watches a service at exactly this place: what a neighbour in the same region meets.
    pub(crate) fn watch_own(&mut self, path: &str, service: Service) -> WatchId {
        let place = self.tape.places.find(path);
        self.intern(place, service, false)
    }

    fn intern(&mut self, place: Option<PlaceId>, service: Service, around: bool) -> WatchId {
        if let Some(&id) = self.known.get(&(place, service, around)) {
            return id;
        }
        let changes = place.map_or_else(Vec::new, |p| merged(self.tape, p, service, around));
        let past = changes.partition_point(|c| c.at <= self.now);
        let id = WatchId(self.watches.len() as u32);
        self.watches.push(Watch { changes, past });
        self.known.insert((place, service, around), id);
        id
    }

    /// Moves to `now`; whether something watched changed on the way.
    pub(crate) fn advance(&mut self, now: SimTime) -> bool {
        self.now = now;
        let mut changed = false;
        for w in &mut self.watches {
            while w.changes.get(w.past).is_some_and(|c| c.at <= now) {
                w.past += 1;
                changed = true;
            }
        }
        changed
    }

    /// The condition in force.
    pub(crate) fn now(&self, id: WatchId) -> Condition {
        let w = &self.watches[id.0 as usize];
        w.past
            .checked_sub(1)
            .map_or(Condition::CALM, |i| w.changes[i].condition)
    }

    /// The fact behind the condition in force.
    pub(crate) fn cause(&self, id: WatchId) -> Option<FactId> {
        let w = &self.watches[id.0 as usize];
        w.past.checked_sub(1).and_then(|i| w.changes[i].cause)
    }

    /// What will hold at `t` and since when it does; calm days start at zero.
    pub(crate) fn at(&self, id: WatchId, t: SimTime) -> (Condition, SimTime) {
        let changes = &self.watches[id.0 as usize].changes;
        let n = changes.partition_point(|c| c.at <= t);
        n.checked_sub(1)
            .map_or((Condition::CALM, SimTime::ZERO), |i| {
                (changes[i].condition, changes[i].at)
            })
    }

    /// The first change after `t`.
    pub(crate) fn change_after(&self, id: WatchId, t: SimTime) -> Option<SimTime> {
        let changes = &self.watches[id.0 as usize].changes;
        changes
            .get(changes.partition_point(|c| c.at <= t))
            .map(|c| c.at)
    }

    /// When the next of all watched conditions changes.
    pub(crate) fn next_change(&self) -> Option<SimTime> {
        self.watches
            .iter()
            .filter_map(|w| w.changes.get(w.past).map(|c| c.at))
            .min()
    }
}

/// The tracks of a place and the places around it as one: the worst of each, calm after the tape's end.
fn merged(tape: &Tape, place: PlaceId, service: Service, around: bool) -> Vec<Change> {
    let tracks: Vec<_> = tape
        .places
        .up(place)
        .take(if around { usize::MAX } else { 1 })
        .filter_map(|p| tape.track(p, service))
        .collect();
    let mut instants: Vec<SimTime> = tracks
        .iter()
        .flat_map(|t| t.steps.iter().map(|s| s.at))
        .filter(|&at| at < tape.end)
        .collect();
    if instants.is_empty() {
        return Vec::new();
    }
    instants.push(tape.end);
    instants.sort_unstable();
    instants.dedup();
    let mut out: Vec<Change> = Vec::with_capacity(instants.len());
    for at in instants {
        let mut change = Change {
            at,
            condition: Condition::CALM,
            cause: None,
        };
        let in_force = tracks.iter().filter_map(|t| t.step_at(at));
        let latest = in_force.clone().max_by_key(|s| s.at);
        change.cause = latest.and_then(|s| s.cause);
        if at < tape.end {
            for s in in_force {
                if s.condition.error_ppm > change.condition.error_ppm {
                    change.cause = s.cause;
                }
                change.condition = worst(change.condition, s.condition);
            }
        }
        if out.last().map_or(Condition::CALM, |c| c.condition) != change.condition {
            out.push(change);
        }
    }
    out
}

fn worst(a: Condition, b: Condition) -> Condition {
    Condition {
        error_ppm: a.error_ppm.max(b.error_ppm),
        latency_ppm: a.latency_ppm.max(b.latency_ppm),
        throughput_ppm: a.throughput_ppm.min(b.throughput_ppm),
        capacity_ppm: a.capacity_ppm.min(b.capacity_ppm),
    }
}
