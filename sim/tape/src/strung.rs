//! Several outages on one tape: what a region went through in the months or years in which they fell.
//!
//! Between them all is calm. Who is hit in one says nothing of who is hit in the next: members of a population are dealt
//! anew for every outage. What was lost in one stays lost.

use crate::{
    Condition, Evidence, FactId, FateState, History, PlaceId, Places, Population, PopulationKind,
    Service, Step, Tape, Track, Transition,
};
use kernel::{SimDuration, SimTime, Stream};
use std::collections::BTreeMap;

/// One outage and when it begins.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// From the beginning of the whole.
    pub after: SimDuration,
    /// What happened.
    pub tape: &'a Tape,
}

impl Part<'_> {
    fn begin(&self) -> SimTime {
        SimTime::ZERO + self.after
    }

    /// When all that it recorded is over.
    #[must_use]
    pub fn end(&self) -> SimTime {
        self.tape.end + self.after
    }
}

/// A part begins before the one before it has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap {
    /// Index of the later part.
    pub part: usize,
}

/// One tape of them all, called `name`. Its region and its struck zone are the first part's; chance deals the members of
/// later parts.
///
/// # Errors
/// When parts overlap or are not in order of time.
///
/// # Panics
/// When there are no parts.
pub fn string(name: &str, parts: &[Part<'_>], seed: u64) -> Result<Tape, Overlap> {
    let early = |w: &[Part<'_>]| w[1].begin() < w[0].end();
    if let Some(i) = parts.windows(2).position(early) {
        return Err(Overlap { part: i + 1 });
    }
    let mut out = Strung::new(name, parts[0].tape);
    for (i, part) in parts.iter().enumerate() {
        out.add(i, part);
    }
    Ok(out.finish(parts, seed))
}

/// The whole on its way.
struct Strung {
    tape: Tape,
    tracks: BTreeMap<(PlaceId, Service), Vec<Step>>,
    populations: BTreeMap<(PlaceId, PopulationKind), Vec<Share>>,
}

/// One part's population, still with its own numbers.
struct Share {
    part: usize,
    population: Population,
    /// How many facts stand before the part's.
    facts: u32,
}

impl Strung {
    fn new(name: &str, first: &Tape) -> Self {
        let path = first.places.path(first.region);
        let mut places = Places::default();
        let region = places.intern(path);
        let zone = first.zone.map(|z| places.intern(first.places.path(z)));
        let tape = Tape {
            outage: name.to_owned(),
            evidence: Evidence::Simulated,
            places,
            region,
            zone,
            ..Tape::calm(path, SimDuration::ZERO)
        };
        Self {
            tape,
            tracks: BTreeMap::new(),
            populations: BTreeMap::new(),
        }
    }

    fn add(&mut self, index: usize, part: &Part<'_>) {
        let tape = part.tape;
        let facts = self.tape.facts.len() as u32;
        let ids = tape.places.ids();
        let mut intern = |id| self.tape.places.intern(tape.places.path(id));
        let places: Vec<PlaceId> = ids.map(&mut intern).collect();
        let here = |p: PlaceId| places[usize::from(p.0)];
        let later = |f: Option<FactId>| f.map(|f| FactId(f.0 + facts));
        for f in &tape.facts {
            let mut f = f.clone();
            f.at = f.at + part.after;
            f.place = f.place.map(here);
            f.cause = later(f.cause);
            f.given.iter_mut().for_each(|g| g.0 += facts);
            self.tape.facts.push(f);
        }
        for p in &tape.posts {
            let mut p = p.clone();
            p.at = p.at + part.after;
            p.place = here(p.place);
            p.eta = p.eta.map(|t| t + part.after);
            p.fact = later(p.fact);
            self.tape.posts.push(p);
        }
        for track in &tape.tracks {
            let key = (here(track.place), track.service);
            let steps = self.tracks.entry(key).or_default();
            steps.extend(track.steps.iter().map(|s| Step {
                at: s.at + part.after,
                cause: later(s.cause),
                ..*s
            }));
            calm_down(steps, part.end());
        }
        for p in &tape.populations {
            let key = (here(p.place), p.kind);
            self.populations.entry(key).or_default().push(Share {
                part: index,
                population: p.clone(),
                facts,
            });
        }
        self.take_over(tape, part.end());
    }

    /// What is said about the whole.
    fn take_over(&mut self, tape: &Tape, end: SimTime) {
        let whole = &mut self.tape;
        if tape.evidence == Evidence::Observed {
            whole.evidence = Evidence::Observed;
        }
        whole.end = whole.end.max(end);
        whole.goodwill_days += tape.goodwill_days;
        for a in &tape.assumptions {
            if !whole.assumptions.contains(a) {
                whole.assumptions.push(a.clone());
            }
        }
        for line in &tape.leaves_out {
            if !whole.leaves_out.contains(line) {
                whole.leaves_out.push(line.clone());
            }
        }
    }

    fn finish(mut self, parts: &[Part<'_>], seed: u64) -> Tape {
        let tracks = std::mem::take(&mut self.tracks).into_iter();
        self.tape.tracks = tracks
            .map(|((place, service), steps)| Track {
                place,
                service,
                steps,
            })
            .collect();
        for ((place, kind), shares) in std::mem::take(&mut self.populations) {
            let name = format!("{}/{}", self.tape.places.path(place), kind.name());
            let touched = deal(&shares, parts, seed, &name);
            self.tape.populations.push(Population {
                place,
                kind,
                size: size_of(&shares),
                touched,
            });
        }
        self.tape
    }
}

/// After its end a tape is calm.
fn calm_down(steps: &mut Vec<Step>, end: SimTime) {
    if steps.last().is_none_or(|s| s.condition == Condition::CALM) {
        return;
    }
    steps.retain(|s| s.at < end);
    steps.push(Step {
        at: end,
        condition: Condition::CALM,
        cause: None,
    });
}

fn size_of(shares: &[Share]) -> u32 {
    let sizes = shares.iter().map(|s| s.population.size);
    sizes.max().unwrap_or(0)
}

/// The histories of the members of the whole. Every member stands for one of each part's, where a small population's
/// stand for several, so that the same shares are hit.
fn deal(shares: &[Share], parts: &[Part<'_>], seed: u64, name: &str) -> Vec<History> {
    let size = size_of(shares);
    let mut histories: BTreeMap<u32, Vec<Transition>> = BTreeMap::new();
    for share in shares {
        let mut members: Vec<u32> = (0..size).collect();
        if share.part > 0 {
            let who = format!("{name}/{}", share.part);
            Stream::named(seed, "dealt", &who).shuffle(&mut members);
        }
        let part = &parts[share.part];
        for (m, &dealt) in members.iter().enumerate() {
            let own = u64::from(dealt) * u64::from(share.population.size) / u64::from(size);
            let Some(history) = share.population.history(own as u32) else {
                continue;
            };
            let list = histories.entry(m as u32).or_default();
            if list.last().is_none_or(|x| x.state != FateState::Lost) {
                live_on(list, history, part, share.facts);
            }
        }
    }
    let history = |(member, transitions)| History {
        member,
        transitions,
    };
    histories.into_iter().map(history).collect()
}

/// Adds what happens to a member in one part; what is not lost is well after it.
fn live_on(list: &mut Vec<Transition>, history: &History, part: &Part<'_>, facts: u32) {
    list.extend(history.transitions.iter().map(|x| Transition {
        at: x.at + part.after,
        state: x.state,
        cause: x.cause.map(|f| FactId(f.0 + facts)),
    }));
    let well = |x: &Transition| matches!(x.state, FateState::Healthy | FateState::Lost);
    if list.last().is_some_and(|x| !well(x)) {
        list.push(Transition {
            at: part.end(),
            state: FateState::Healthy,
            cause: None,
        });
    }
}
