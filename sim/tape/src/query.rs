//! Queries over tapes: what milestones ask of simulated and observed tapes alike.

use crate::{FateState, PlaceId, PopulationKind, Service, Tape};
use kernel::SimTime;
use serde::Serialize;

/// What is measured, always as a share between 0 and 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Measure {
    /// Share of calls to a service that fail at the place (with its parents).
    Error(Service),
    /// Share of a population's members that are in one of these states.
    Share(PopulationKind, Vec<FateState>),
    /// Share of a population's members that have been in one of these states at any time up to then.
    Ever(PopulationKind, Vec<FateState>),
    /// Share of those members that were touched up to then that are healthy again; 0 where none was.
    Back(PopulationKind),
}

/// What is taken from the measure's course over time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub enum Take {
    /// Its value at an instant.
    At(SimTime),
    /// Seconds after the start until it first reaches the level, searched from an instant on.
    FirstOver {
        /// The level.
        level: f64,
        /// Searched from here ...
        from: SimTime,
        /// ... to here.
        until: SimTime,
    },
    /// Seconds after the start until it is under the level for good (up to `until`), searched from an instant on.
    LastUnder {
        /// The level.
        level: f64,
        /// Searched from here ...
        from: SimTime,
        /// ... to here.
        until: SimTime,
    },
    /// Its largest value in a span.
    Peak {
        /// From here ...
        from: SimTime,
        /// ... to here.
        until: SimTime,
    },
    /// Its value at `until` less its value at `from`.
    Change {
        /// From here ...
        from: SimTime,
        /// ... to here.
        until: SimTime,
    },
}

/// The course of a measure: (instant, value from then on), starting at zero time, no equal neighbours.
#[must_use]
pub fn course(tape: &Tape, measure: &Measure, place: PlaceId) -> Vec<(SimTime, f64)> {
    match measure {
        Measure::Error(service) => error_course(tape, *service, place),
        Measure::Share(kind, states) => fate_course(tape, *kind, states, place, false),
        Measure::Ever(kind, states) => fate_course(tape, *kind, states, place, true),
        Measure::Back(kind) => back_course(tape, *kind, place),
    }
}

/// The answer to a query; `None` when the level is never crossed.
#[must_use]
pub fn ask(tape: &Tape, measure: &Measure, place: PlaceId, take: Take) -> Option<f64> {
    take_from(&course(tape, measure, place), take)
}

/// The same on a course already computed.
#[must_use]
pub fn take_from(course: &[(SimTime, f64)], take: Take) -> Option<f64> {
    match take {
        Take::At(t) => Some(value_at(course, t)),
        Take::Change { from, until } => Some(value_at(course, until) - value_at(course, from)),
        Take::Peak { from, until } => Some(
            pieces(course, from, until)
                .map(|(_, v)| v)
                .fold(value_at(course, from), f64::max),
        ),
        Take::FirstOver { level, from, until } => pieces(course, from, until)
            .find(|&(_, v)| v >= level)
            .map(|(t, _)| t.secs_f64()),
        Take::LastUnder { level, from, until } => {
            let list: Vec<_> = pieces(course, from, until).collect();
            let last_over = list.iter().rposition(|&(_, v)| v >= level);
            match last_over {
                None => Some(from.secs_f64()),
                Some(i) => list.get(i + 1).map(|&(t, _)| t.secs_f64()),
            }
        }
    }
}

fn value_at(course: &[(SimTime, f64)], t: SimTime) -> f64 {
    let n = course.partition_point(|&(at, _)| at <= t);
    n.checked_sub(1).map_or(0.0, |i| course[i].1)
}

/// The pieces that overlap [from, until], the first clipped to `from`.
fn pieces(
    course: &[(SimTime, f64)],
    from: SimTime,
    until: SimTime,
) -> impl Iterator<Item = (SimTime, f64)> + '_ {
    std::iter::once((from, value_at(course, from))).chain(
        course
            .iter()
            .copied()
            .filter(move |&(t, _)| t > from && t <= until),
    )
}

fn error_course(tape: &Tape, service: Service, place: PlaceId) -> Vec<(SimTime, f64)> {
    let mut instants = vec![SimTime::ZERO];
    for p in tape.places.up(place) {
        if let Some(track) = tape.track(p, service) {
            instants.extend(track.steps.iter().map(|s| s.at));
        }
    }
    instants.sort_unstable();
    instants.dedup();
    let values = instants
        .into_iter()
        .map(|t| (t, tape.condition(place, service, t).error()));
    without_repeats(values)
}

fn fate_course(
    tape: &Tape,
    kind: PopulationKind,
    states: &[FateState],
    place: PlaceId,
    ever: bool,
) -> Vec<(SimTime, f64)> {
    let mut changes: Vec<(SimTime, i64)> = Vec::new();
    let mut size = 0u64;
    for population in &tape.populations {
        if population.kind != kind || !tape.places.within(population.place, place) {
            continue;
        }
        size += u64::from(population.size);
        for history in &population.touched {
            let mut inside = false;
            for x in &history.transitions {
                let now = states.contains(&x.state) || (ever && inside);
                if now != inside {
                    changes.push((x.at, if now { 1 } else { -1 }));
                    inside = now;
                }
            }
        }
    }
    changes.sort_unstable();
    let mut count = 0i64;
    let mut values = vec![(SimTime::ZERO, 0.0)];
    for (at, change) in changes {
        count += change;
        let share = count as f64 / size.max(1) as f64;
        match values.last_mut() {
            Some(last) if last.0 == at => last.1 = share,
            _ => values.push((at, share)),
        }
    }
    without_repeats(values.into_iter())
}

fn back_course(tape: &Tape, kind: PopulationKind, place: PlaceId) -> Vec<(SimTime, f64)> {
    // When, how many more have been touched, how many more of them are healthy.
    let mut changes: Vec<(SimTime, i64, i64)> = Vec::new();
    for population in &tape.populations {
        if population.kind != kind || !tape.places.within(population.place, place) {
            continue;
        }
        for history in &population.touched {
            let (mut touched, mut back) = (false, false);
            for x in &history.transitions {
                let healthy = x.state == FateState::Healthy;
                let first = !touched && !healthy;
                let now = touched && healthy;
                touched |= first;
                let change = i64::from(now) - i64::from(back);
                if first || change != 0 {
                    changes.push((x.at, i64::from(first), change));
                }
                back = now;
            }
        }
    }
    changes.sort_unstable();
    let (mut touched, mut back) = (0i64, 0i64);
    let mut values = vec![(SimTime::ZERO, 0.0)];
    for (at, more, again) in changes {
        touched += more;
        back += again;
        let share = back as f64 / touched.max(1) as f64;
        match values.last_mut() {
            Some(last) if last.0 == at => last.1 = share,
            _ => values.push((at, share)),
        }
    }
    without_repeats(values.into_iter())
}

fn without_repeats(values: impl Iterator<Item = (SimTime, f64)>) -> Vec<(SimTime, f64)> {
    let mut out: Vec<(SimTime, f64)> = Vec::new();
    for (t, v) in values {
        if out.last().is_none_or(|&(_, last)| last != v) {
            out.push((t, v));
        }
    }
    out
}
