//! Overlays: conditions or fates of a place replaced for a while, as somebody asks who says "what if".
//!
//! Overlays are laid on a tape that is finished, one after another in the order of the log; where two meet, the later
//! line wins, and where one ends, what lies under it holds again: an earlier overlay, else the tape itself. A condition
//! replaces that of the very place; what its region does is still felt in its zones. Which members of a population are
//! struck is drawn from a stream named by place and kind alone, so that 30 % lie among 50 % whatever else is overlaid.
//! An overlay changes nothing before it begins. Leaves out: consequences on the provider's side. A zone without power
//! fills no neighbour; for that, something must be done to the machinery itself. What was overlaid is no evidence.

use crate::query::{Measure, Take, course, take_from};
use crate::{
    Condition, Fact, FactId, FateState, History, Moves, PlaceId, Population, PopulationKind,
    Service, Step, Tape, Track, Transition,
};
use kernel::{SimDuration, SimTime, Stream};

/// How many members a population has that no tape knows the size of.
const SIZE: u32 = 10_000;
/// How long a tape goes on, at the least, after something began that has no end.
const OPEN_AT_LEAST: SimDuration = SimDuration::from_hours(24);

/// A place's conditions or fates replaced for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlay {
    /// Since when.
    pub at: SimTime,
    /// For how long; `None`: until the tape's end, which then is at least a day later. What is lost is lost for good,
    /// whatever stands here.
    pub length: Option<SimDuration>,
    /// Path of the place as the run knows it, after transplanting; one to four segments, none of them empty.
    pub place: String,
    /// What holds there meanwhile.
    pub change: Change,
}

/// What an overlay puts in the place of what the tape says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// How well a service works.
    Service {
        /// Which.
        service: Service,
        /// How well.
        condition: Condition,
    },
    /// How a share of a population fares.
    Members {
        /// Which population.
        kind: PopulationKind,
        /// How these members fare.
        state: FateState,
        /// How many, parts per million; at least one member if it is not zero.
        share_ppm: u32,
    },
}

impl Overlay {
    /// When it ends; `None`: with the tape.
    #[must_use]
    pub fn until(&self) -> Option<SimTime> {
        let lost = matches!(
            self.change,
            Change::Members {
                state: FateState::Lost,
                ..
            }
        );
        self.length.filter(|_| !lost).map(|l| self.at + l)
    }

    /// The tape's end must not be before this.
    fn reaches(&self) -> SimTime {
        self.until().unwrap_or(self.at + OPEN_AT_LEAST)
    }

    fn moves(&self) -> Moves {
        match self.change {
            Change::Service { service, .. } => Moves::Service(service),
            Change::Members { kind, .. } => Moves::Fates(kind),
        }
    }

    /// What holds meanwhile, a plain sentence without the time, e.g. `30% of volumes at aws/us-east-1/a are hung`.
    #[must_use]
    pub fn describe(&self) -> String {
        let place = &self.place;
        match self.change {
            Change::Service { service, condition } => {
                format!("{} at {place}: {}", service.name(), plight(condition))
            }
            Change::Members {
                kind,
                state,
                share_ppm,
            } => format!(
                "{} of {} at {place} are {}",
                percent(share_ppm),
                kind.name(),
                state.name()
            ),
        }
    }
}

/// A condition in words.
fn plight(c: Condition) -> String {
    let times = |ppm: u32| format!("{} times", f64::from(ppm) / 1e6);
    let calm = Condition::CALM;
    let parts = [
        (c.error_ppm != calm.error_ppm).then(|| format!("{} of calls fail", percent(c.error_ppm))),
        (c.latency_ppm != calm.latency_ppm)
            .then(|| format!("calls take {} as long", times(c.latency_ppm))),
        (c.throughput_ppm != calm.throughput_ppm)
            .then(|| format!("{} of its speed", percent(c.throughput_ppm))),
        (c.capacity_ppm != calm.capacity_ppm)
            .then(|| format!("{} of its capacity", percent(c.capacity_ppm))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts.is_empty() {
        true => "as on a calm day".to_owned(),
        false => parts.join(", "),
    }
}

fn percent(ppm: u32) -> String {
    format!("{}%", f64::from(ppm) / 1e4)
}

/// The tape with these overlays laid on it in their order. Places keep their ids; facts are numbered anew, for each
/// overlay is one, and its end another. Where an overlay reaches beyond the tape's end, the tape ends with it.
///
/// # Panics
/// When a place is not a path: those are checked by whoever reads the log.
#[must_use]
pub fn overlaid(tape: &Tape, overlays: &[Overlay]) -> Tape {
    let mut out = tape.clone();
    let Some(reach) = overlays.iter().map(Overlay::reaches).max() else {
        return out;
    };
    for overlay in overlays {
        out.places.intern(&overlay.place);
    }
    extend(&mut out, reach);
    let told = tell(&mut out, overlays);
    for (overlay, told) in overlays.iter().zip(told) {
        let Some(place) = out.places.find(&overlay.place) else {
            continue;
        };
        let span = Span {
            from: overlay.at,
            until: overlay.until().unwrap_or(out.end),
            told,
        };
        if span.from >= span.until {
            continue;
        }
        match overlay.change {
            Change::Service { service, condition } => {
                lay_condition(&mut out, place, service, condition, span);
            }
            Change::Members {
                kind,
                state,
                share_ppm,
            } => lay_members(&mut out, (place, kind), state, share_ppm, span),
        }
    }
    tell_truth(&mut out, overlays);
    out
}

/// Lets a tape end later. What was calm only because the tape was over is then written down as calm.
fn extend(tape: &mut Tape, end: SimTime) {
    let old = tape.end;
    if end <= old {
        return;
    }
    for track in &mut tape.tracks {
        track.steps.retain(|s| s.at <= old);
        let Some(last) = track.steps.last_mut() else {
            continue;
        };
        if last.condition == Condition::CALM {
            continue;
        }
        if last.at == old {
            last.condition = Condition::CALM;
            continue;
        }
        let calm = Step {
            at: old,
            condition: Condition::CALM,
            cause: last.cause,
        };
        track.steps.push(calm);
    }
    for history in tape.populations.iter_mut().flat_map(|p| &mut p.touched) {
        let list = &mut history.transitions;
        list.retain(|x| x.at < old || x.state == FateState::Lost);
        if let Some(last) = list.last().copied()
            && !matches!(last.state, FateState::Healthy | FateState::Lost)
        {
            list.push(Transition {
                at: old,
                state: FateState::Healthy,
                cause: last.cause,
            });
        }
    }
    tape.end = end;
}

/// The facts of an overlay.
#[derive(Debug, Clone, Copy)]
struct Told {
    begins: FactId,
    ends: Option<FactId>,
}

/// While an overlay holds.
#[derive(Debug, Clone, Copy)]
struct Span {
    from: SimTime,
    until: SimTime,
    told: Told,
}

/// Puts the overlays among the facts, each after what the tape says of the same instant, and numbers all anew.
fn tell(tape: &mut Tape, overlays: &[Overlay]) -> Vec<Told> {
    let mut entries: Vec<(SimTime, bool, usize)> = Vec::new();
    for (i, overlay) in overlays.iter().enumerate() {
        entries.push((overlay.at, true, i));
        if let Some(until) = overlay.until() {
            // An overlay of no length still begins before it ends.
            entries.push((until, until == overlay.at, i));
        }
    }
    entries.sort();
    let old = std::mem::take(&mut tape.facts);
    let mut numbers: Vec<FactId> = Vec::with_capacity(old.len());
    let mut told: Vec<Option<Told>> = vec![None; overlays.len()];
    let mut waiting = entries.into_iter().peekable();
    let mut facts: Vec<Fact> = Vec::with_capacity(old.len() + overlays.len());
    let mut tell_until = |facts: &mut Vec<Fact>, before: Option<SimTime>| {
        while let Some((at, _, i)) = waiting.next_if(|e| before.is_none_or(|b| e.0 < b)) {
            let id = FactId(facts.len() as u32);
            let place = tape.places.find(&overlays[i].place);
            match &mut told[i] {
                Some(t) => {
                    facts.push(ended(&overlays[i], at, place, t.begins));
                    t.ends = Some(id);
                }
                None => {
                    facts.push(begun(&overlays[i], place));
                    told[i] = Some(Told {
                        begins: id,
                        ends: None,
                    });
                }
            }
        }
    };
    for fact in old {
        tell_until(&mut facts, Some(fact.at));
        numbers.push(FactId(facts.len() as u32));
        facts.push(fact);
    }
    tell_until(&mut facts, None);
    renumber(tape, &mut facts, &numbers);
    tape.facts = facts;
    told.into_iter().flatten().collect()
}

fn begun(overlay: &Overlay, place: Option<PlaceId>) -> Fact {
    Fact {
        at: overlay.at,
        place,
        kind: "overlay".to_owned(),
        text: format!("command: {}", overlay.describe()),
        cause: None,
        given: Vec::new(),
        input: true,
        moves: vec![overlay.moves()],
    }
}

fn ended(overlay: &Overlay, at: SimTime, place: Option<PlaceId>, begins: FactId) -> Fact {
    Fact {
        at,
        text: format!("command over: {}", overlay.describe()),
        kind: "overlay.ended".to_owned(),
        cause: Some(begins),
        ..begun(overlay, place)
    }
}

/// Gives what the tape says its facts' new numbers. Facts of overlays are told from the tape's by what they are.
fn renumber(tape: &mut Tape, facts: &mut [Fact], numbers: &[FactId]) {
    let new = |id: &mut FactId| {
        if let Some(&n) = numbers.get(id.0 as usize) {
            *id = n;
        }
    };
    for &n in numbers {
        let fact = &mut facts[n.0 as usize];
        fact.cause.iter_mut().chain(&mut fact.given).for_each(new);
    }
    for step in tape.tracks.iter_mut().flat_map(|t| &mut t.steps) {
        step.cause.iter_mut().for_each(new);
    }
    let histories = tape.populations.iter_mut().flat_map(|p| &mut p.touched);
    for x in histories.flat_map(|h| &mut h.transitions) {
        x.cause.iter_mut().for_each(new);
    }
    for post in &mut tape.posts {
        post.fact.iter_mut().for_each(new);
    }
}

fn lay_condition(
    tape: &mut Tape,
    place: PlaceId,
    service: Service,
    condition: Condition,
    span: Span,
) {
    let found = tape
        .tracks
        .binary_search_by_key(&(place, service), |t| (t.place, t.service));
    let index = found.unwrap_or_else(|i| {
        let steps = Vec::new();
        tape.tracks.insert(
            i,
            Track {
                place,
                service,
                steps,
            },
        );
        i
    });
    let track = &mut tape.tracks[index];
    let under = track.step_at(span.until).copied();
    let then = under.map_or(Condition::CALM, |s| s.condition);
    let cause = match then == Condition::CALM {
        true => span.told.ends,
        false => under.and_then(|s| s.cause),
    };
    let laid = Step {
        at: span.from,
        condition,
        cause: Some(span.told.begins),
    };
    // What lasts until the tape is over is over with it.
    let back = span.told.ends.map(|_| Step {
        at: span.until,
        condition: then,
        cause,
    });
    let old = std::mem::take(&mut track.steps);
    let before = old.iter().filter(|s| s.at < span.from);
    let after = old.iter().filter(|s| s.at > span.until);
    let all = before.copied().chain([laid]).chain(back);
    for step in all.chain(after.copied()) {
        let last = track.steps.last().map_or(Condition::CALM, |s| s.condition);
        if last != step.condition {
            track.steps.push(step);
        }
    }
}

fn lay_members(
    tape: &mut Tape,
    (place, kind): (PlaceId, PopulationKind),
    state: FateState,
    share_ppm: u32,
    span: Span,
) {
    let index = population(tape, place, kind);
    let size = tape.populations[index].size;
    let members = struck(tape.places.path(place), kind, size, share_ppm);
    let touched = std::mem::take(&mut tape.populations[index].touched);
    let mut out: Vec<History> = Vec::with_capacity(touched.len() + members.len());
    let mut old = touched.into_iter().peekable();
    for member in members {
        out.extend(std::iter::from_fn(|| old.next_if(|h| h.member < member)));
        let found = old.next_if(|h| h.member == member);
        let list = found.as_ref().map_or(&[][..], |h| &h.transitions);
        let transitions = replaced(list, state, span);
        if !transitions.is_empty() {
            out.push(History {
                member,
                transitions,
            });
        }
    }
    out.extend(old);
    tape.populations[index].touched = out;
}

/// A history with a state laid over a stretch of it.
fn replaced(list: &[Transition], state: FateState, span: Span) -> Vec<Transition> {
    let under = list[..list.partition_point(|x| x.at <= span.until)].last();
    let then = under.map_or(FateState::Healthy, |x| x.state);
    let laid = Transition {
        at: span.from,
        state,
        cause: Some(span.told.begins),
    };
    let back = Transition {
        at: span.until,
        state: then,
        cause: match then {
            FateState::Healthy => span.told.ends.or(Some(span.told.begins)),
            FateState::Hung
            | FateState::Waiting
            | FateState::Down
            | FateState::FailingOver
            | FateState::Abandoned
            | FateState::Lost => under.and_then(|x| x.cause),
        },
    };
    let goes_on = state != FateState::Lost;
    let before = list.partition_point(|x| x.at < span.from);
    let after = match goes_on {
        true => list.partition_point(|x| x.at <= span.until),
        false => list.len(),
    };
    // Whoever has been well so far has no history.
    let well = before == 0 && state == FateState::Healthy;
    let mut out = Vec::with_capacity(before + 2 + list.len() - after);
    out.extend_from_slice(&list[..before]);
    if !well {
        out.push(laid);
    }
    if goes_on && !(well && then == FateState::Healthy) {
        out.push(back);
    }
    out.extend_from_slice(&list[after..]);
    out
}

/// The index of a population, added as large as the largest of its kind if the tape has none there.
fn population(tape: &mut Tape, place: PlaceId, kind: PopulationKind) -> usize {
    let found = tape
        .populations
        .binary_search_by_key(&(place, kind), |p| (p.place, p.kind));
    found.unwrap_or_else(|i| {
        let alike = tape.populations.iter().filter(|p| p.kind == kind);
        let size = alike.map(|p| p.size).max().unwrap_or(SIZE).max(1);
        tape.populations.insert(
            i,
            Population {
                place,
                kind,
                size,
                touched: Vec::new(),
            },
        );
        i
    })
}

/// The members that are struck: the first so many of an order that place and kind alone decide.
fn struck(path: &str, kind: PopulationKind, size: u32, share_ppm: u32) -> Vec<u32> {
    let share = u64::from(share_ppm.min(1_000_000));
    let count = (u64::from(size) * share + 500_000) / 1_000_000;
    let count = count.max(u64::from(share > 0)).min(u64::from(size));
    let mut order: Vec<u32> = (0..size).collect();
    if count == u64::from(size) {
        return order;
    }
    let mut stream = Stream::named(0, "overlay", &format!("{path} {}", kind.name()));
    for i in 0..count as usize {
        let left = u64::from(size) - i as u64;
        order.swap(i, i + stream.below(left) as usize);
    }
    order.truncate(count as usize);
    order.sort_unstable();
    order
}

/// Works out again what was true when the status page said something, where overlays changed that.
fn tell_truth(tape: &mut Tape, overlays: &[Overlay]) {
    let volumes = |o: &&Overlay| o.moves() == Moves::Fates(PopulationKind::Volumes);
    let Some(since) = overlays.iter().filter(volumes).map(|o| o.at).min() else {
        return;
    };
    let stuck = Measure::Share(
        PopulationKind::Volumes,
        vec![FateState::Hung, FateState::Waiting],
    );
    let places = tape.populations.iter();
    let places = places.filter(|p| p.kind == PopulationKind::Volumes);
    // A course goes through every member once, however many posts ask for it.
    let courses: Vec<Vec<(SimTime, f64)>> = places.map(|p| course(tape, &stuck, p.place)).collect();
    let truth = |at: SimTime| {
        let shares = courses.iter().filter_map(|c| take_from(c, Take::At(at)));
        (shares.fold(0.0, f64::max) * 1e6 + 0.5) as u32
    };
    let late = |at: SimTime| (at >= since).then(|| truth(at));
    let truths: Vec<Option<u32>> = tape.posts.iter().map(|p| late(p.at)).collect();
    for (post, truth) in tape.posts.iter_mut().zip(truths) {
        post.truth_ppm = truth.unwrap_or(post.truth_ppm);
    }
}
