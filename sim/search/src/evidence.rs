//! Evidence, computed: does a simulated value follow from mechanisms, or from an input just before it?
//!
//! From the instant that answers a query, every fact that has moved the measure by then is followed to all it stands
//! on, up to the dated inputs. The later the last of those inputs, the less was predicted. All movers count, not only
//! the last: an ordinary host failure just before the query would otherwise hide what people did.

use cloud::outage::{Milestone, Quantity, Query};
use kernel::SimTime;
use tape::query::{Measure, Take, course, take_from};
use tape::{FactId, Moves, PlaceId, Tape};

/// What a milestone is evidence of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// A dated input, or a published parameter repeated: nothing is claimed.
    Input,
    /// A parameter was fitted on it.
    Calibrated,
    /// It follows a dated action by construction: the last one upstream lies in the last tenth of its offset.
    Anchored,
    /// It comes out of the mechanisms.
    Predicted,
}

impl Evidence {
    /// The name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Calibrated => "calibrated",
            Self::Anchored => "anchored",
            Self::Predicted => "predicted",
        }
    }
}

/// What a simulated value stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Chain {
    /// The instant that answers the query.
    pub at: SimTime,
    /// The last fact that moved the measure by then; `None`: nothing ever did.
    pub last_fact: Option<FactId>,
    /// The last dated input upstream of that fact.
    pub last_input: Option<FactId>,
    /// When that input was.
    pub last_action: Option<SimTime>,
}

/// The chain behind the answer to a query; the query's place must be on the tape.
#[must_use]
pub fn trace(tape: &Tape, query: &Query, place: PlaceId) -> Chain {
    let course = course(tape, &query.measure, place);
    let at = instant(&course, query.take);
    // What has not changed the measure by then, such as an action at that very instant, has no part in the answer.
    let changes = course.partition_point(|&(t, _)| t <= at);
    let changed = match query.take {
        // What keeps a measure from changing decides a change as much as what moved it.
        Take::Change { .. } => SimTime(at.0.saturating_sub(1)),
        Take::At(_) | Take::FirstOver { .. } | Take::LastUnder { .. } | Take::Peak { .. } => {
            changes
                .checked_sub(1)
                .map_or(SimTime::ZERO, |i| course[i].0)
        }
    };
    let movers = movers(tape, &query.measure, place, changed);
    let order = |&f: &FactId| (tape.fact(f).at, f);
    let last_fact = movers.iter().copied().max_by_key(order);
    let inputs = upstream(tape, movers)
        .into_iter()
        .filter(|&f| tape.fact(f).input);
    let last_input = inputs.max_by_key(order);
    let last_action = last_input.map(|f| tape.fact(f).at);
    Chain {
        at,
        last_fact,
        last_input,
        last_action,
    }
}

/// What kind of evidence a milestone is; `fitted_on`: whether a calibrated parameter names it.
#[must_use]
pub fn judge(milestone: &Milestone, fitted_on: bool, chain: Option<Chain>) -> Evidence {
    if milestone.is_input || milestone.query.is_none() {
        return Evidence::Input;
    }
    if fitted_on {
        return Evidence::Calibrated;
    }
    match chain {
        Some(Chain {
            at,
            last_action: Some(action),
            ..
        }) if at.since(action).0 * 10 < at.0 => Evidence::Anchored,
        Some(_) | None => Evidence::Predicted,
    }
}

/// |simulated - published| / (published - last dated action upstream): the error over the stretch that the model had
/// to cover on its own. Inside a published window nothing is off. Only for times, and for one that is counted from another
/// milestone the stretch begins no earlier than that; `None` where there is no such stretch.
#[must_use]
pub fn free_stretch_error(
    milestone: &Milestone,
    simulated: Option<f64>,
    chain: Chain,
) -> Option<f64> {
    let simulated = simulated.filter(|_| milestone.is_time)?;
    let stretch = milestone.published - free_from(milestone, Some(simulated), chain);
    let until = milestone.published_until.unwrap_or(milestone.published);
    let off = (milestone.published - simulated)
        .max(simulated - until)
        .max(0.0);
    (stretch > 0.0).then(|| off / stretch)
}

/// From where on the model is on its own, on the scale of the milestone's values: the last dated action upstream, or the
/// milestone that is counted from if that came later; zero for shares.
#[must_use]
pub fn free_from(milestone: &Milestone, simulated: Option<f64>, chain: Chain) -> f64 {
    let action = chain.last_action.map_or(0.0, SimTime::secs_f64);
    match milestone.quantity() {
        Quantity::Share => 0.0,
        Quantity::Instant => action,
        Quantity::Length => {
            let reference = simulated.map_or(0.0, |s| chain.at.secs_f64() - s);
            (action - reference).max(0.0)
        }
    }
}

/// The instant at which the answer to a query is decided.
fn instant(course: &[(SimTime, f64)], take: Take) -> SimTime {
    match take {
        Take::At(t) => t,
        Take::Change { until, .. } => until,
        Take::FirstOver { until, .. } | Take::LastUnder { until, .. } => {
            let answer = take_from(course, take);
            answer.map_or(until, |s| SimTime((s * 1e6 + 0.5) as u64))
        }
        Take::Peak { from, until } => {
            let peak = take_from(course, take).unwrap_or(0.0);
            let first = course
                .iter()
                .find(|&&(t, v)| t > from && t <= until && v >= peak);
            let held = take_from(course, Take::At(from)).is_some_and(|v| v >= peak);
            if held {
                from
            } else {
                first.map_or(from, |x| x.0)
            }
        }
    }
}

/// The facts that have moved the measure by `at`: those that say so, and those that a step or transition names.
fn movers(tape: &Tape, measure: &Measure, place: PlaceId, at: SimTime) -> Vec<FactId> {
    let places = &tape.places;
    let (moves, inner_too) = match measure {
        Measure::Error(service) => (Moves::Service(*service), false),
        Measure::Share(kind, _) | Measure::Ever(kind, _) | Measure::Back(kind) => {
            (Moves::Fates(*kind), true)
        }
    };
    let here = |p: PlaceId| places.within(place, p) || (inner_too && places.within(p, place));
    let said = tape
        .facts
        .iter()
        .enumerate()
        .filter(|(_, f)| f.at <= at && f.moves.contains(&moves) && f.place.is_some_and(here));
    let mut out: Vec<FactId> = said.map(|(i, _)| FactId(i as u32)).collect();
    match measure {
        Measure::Error(service) => {
            let tracks = tape
                .tracks
                .iter()
                .filter(|t| t.service == *service && here(t.place));
            let steps = tracks.flat_map(|t| &t.steps).filter(|s| s.at <= at);
            out.extend(steps.filter_map(|s| s.cause));
        }
        Measure::Share(kind, _) | Measure::Ever(kind, _) | Measure::Back(kind) => {
            let members = tape
                .populations
                .iter()
                .filter(|p| p.kind == *kind && here(p.place));
            let histories = members
                .flat_map(|p| &p.touched)
                .flat_map(|h| &h.transitions);
            out.extend(histories.filter(|x| x.at <= at).filter_map(|x| x.cause));
        }
    }
    out
}

/// These facts and everything they stand on, each once.
fn upstream(tape: &Tape, mut open: Vec<FactId>) -> Vec<FactId> {
    let mut seen = vec![false; tape.facts.len()];
    let mut out = Vec::new();
    while let Some(f) = open.pop() {
        if std::mem::replace(&mut seen[f.0 as usize], true) {
            continue;
        }
        out.push(f);
        let fact = tape.fact(f);
        open.extend(fact.cause.iter().chain(&fact.given));
    }
    out
}
