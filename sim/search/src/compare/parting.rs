//! The first instant at which two runs differ, and the fact behind it on each side.
//!
//! Looked at are the served share of a journey that both have and the health of components. A component that only one
//! has counts from the moment on at which it does not work. Shares that differ by less than a point do not count, nor
//! does what lasts less than a second.

use kernel::SimTime;
use tape::FactId;
use tenant::architecture::{Architecture, ComponentId, JourneyId};
use tenant::outcome::{Health, Outcome};
use tenant::score::served_ppm;

/// Shares that differ by less are alike, parts per million.
const ALIKE_PPM: u32 = 10_000;
/// Stretches shorter than this say more about rounding than service, microseconds.
const SHOWS_FROM: u64 = 1_000_000;
/// Most facts of a chain.
const CHAIN_MAX: usize = 12;

/// Where two runs part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parting {
    /// When.
    pub at: SimTime,
    /// In what.
    pub subject: Subject,
    /// A and B from then on.
    pub sides: [State; 2],
}

/// What differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The journey, by its name in A and in B; they differ where the worst of each are compared.
    Journey([String; 2]),
    /// The component of that name.
    Component(String),
}

/// How it is with one of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// What holds.
    pub what: What,
    /// The fact behind it, then the one behind that, back to an input. Empty: nothing has happened to it.
    pub because: Vec<Said>,
}

/// What holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// So much of what is asked for is served, parts per million.
    Served(u32),
    /// It fares like this.
    Health(Health),
    /// There is no such part.
    Absent,
}

/// A fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// When.
    pub at: SimTime,
    /// What became true.
    pub text: String,
    /// Whether it is a dated input.
    pub input: bool,
}

/// A fact and those behind it.
pub(super) fn chain(outcome: &Outcome, from: Option<FactId>) -> Vec<Said> {
    let mut out = Vec::new();
    let mut next = from;
    while let Some(fact) = next.and_then(|id| outcome.facts.get(id.0 as usize)) {
        if out.len() == CHAIN_MAX {
            break;
        }
        out.push(Said {
            at: fact.at,
            text: fact.text.clone(),
            input: fact.input,
        });
        next = fact.cause;
    }
    out
}

/// What something is from an instant on, and the fact behind it.
type Step = (SimTime, What, Option<FactId>);

/// A parting that may not be the first.
struct Candidate {
    subject: Subject,
    at: SimTime,
    sides: [(What, Option<FactId>); 2],
}

impl Candidate {
    /// Of several at one instant, what was told first stands behind the others.
    fn told(&self) -> u32 {
        let facts = self.sides.iter().filter_map(|s| s.1);
        facts.map(|f| f.0).min().unwrap_or(u32::MAX)
    }

    fn name(&self) -> &str {
        match &self.subject {
            Subject::Journey([a, b]) => a.min(b),
            Subject::Component(name) => name,
        }
    }
}

/// Where two runs part: first of all, and where the journeys looked at do if that is later.
pub(super) fn partings(
    files: [&Architecture; 2],
    outcomes: [&Outcome; 2],
    journeys: Option<[JourneyId; 2]>,
) -> Vec<Parting> {
    let mut all = components(files, outcomes);
    let mut looked_at = None;
    if let Some(ids) = journeys {
        let names = [0, 1].map(|i| files[i].journeys[usize::from(ids[i].0)].name.clone());
        let courses = [0, 1].map(|i| served(outcomes[i], ids[i]));
        looked_at = first(&courses[0], &courses[1]).map(|(at, sides)| Candidate {
            subject: Subject::Journey(names),
            at,
            sides,
        });
    }
    all.extend(others(outcomes));
    // A component before a journey: users feel what parts do.
    all.sort_by(|x, y| {
        let journey = |c: &Candidate| matches!(c.subject, Subject::Journey(_));
        let key = |c: &Candidate| (c.at, journey(c), c.told());
        key(x).cmp(&key(y)).then_with(|| x.name().cmp(y.name()))
    });
    let mut chosen: Vec<Candidate> = all.into_iter().take(1).collect();
    let known = |c: &Candidate| chosen.iter().any(|k| k.subject == c.subject);
    let more = looked_at.filter(|c| !known(c));
    chosen.extend(more);
    let parting = |c: Candidate| Parting {
        at: c.at,
        sides: [0, 1].map(|i| State {
            what: c.sides[i].0,
            because: chain(outcomes[i], c.sides[i].1),
        }),
        subject: c.subject,
    };
    chosen.into_iter().map(parting).collect()
}

/// Journeys that both have by name.
fn others(outcomes: [&Outcome; 2]) -> Vec<Candidate> {
    let mut out = Vec::new();
    for a in &outcomes[0].journeys {
        let Some(b) = outcomes[1].journeys.iter().find(|b| b.name == a.name) else {
            continue;
        };
        let courses = [
            served(outcomes[0], a.journey),
            served(outcomes[1], b.journey),
        ];
        out.extend(
            first(&courses[0], &courses[1]).map(|(at, sides)| Candidate {
                subject: Subject::Journey([a.name.clone(), b.name.clone()]),
                at,
                sides,
            }),
        );
    }
    out
}

fn components(files: [&Architecture; 2], outcomes: [&Outcome; 2]) -> Vec<Candidate> {
    let mut names: Vec<&String> = Vec::new();
    for c in files.iter().flat_map(|f| &f.components) {
        if !names.contains(&&c.name) {
            names.push(&c.name);
        }
    }
    let one = |name: &&String| {
        let courses = [0, 1].map(|i| match files[i].find(name) {
            Some(id) => health(outcomes[i], id),
            None => vec![(SimTime::ZERO, What::Absent, None)],
        });
        first(&courses[0], &courses[1]).map(|(at, sides)| Candidate {
            subject: Subject::Component((*name).clone()),
            at,
            sides,
        })
    };
    names.iter().filter_map(one).collect()
}

/// A component's health over time.
fn health(outcome: &Outcome, id: ComponentId) -> Vec<Step> {
    let mut out = vec![(SimTime::ZERO, What::Health(Health::Up), None)];
    for h in outcome.health.iter().filter(|h| h.component == id) {
        out.push((h.at, What::Health(h.health), h.cause));
    }
    out
}

/// A journey's served share over time.
fn served(outcome: &Outcome, id: JourneyId) -> Vec<Step> {
    let course = outcome.journeys.iter().find(|j| j.journey == id);
    let segments = course.map_or(&[][..], |j| &j.segments[..]);
    let long = segments
        .iter()
        .filter(|s| s.until.since(s.from).0 >= SHOWS_FROM);
    long.filter_map(|s| Some((s.from, What::Served(served_ppm(s)?), s.cause)))
        .collect()
}

/// Whether two states are the same for whoever looks.
fn alike(a: What, b: What) -> bool {
    match (a, b) {
        (What::Served(a), What::Served(b)) => a.abs_diff(b) < ALIKE_PPM,
        // What is not there does not fail.
        (What::Absent, What::Health(h)) | (What::Health(h), What::Absent) => h == Health::Up,
        (a, b) => a == b,
    }
}

/// A state and the fact behind it.
type Seen = (What, Option<FactId>);

/// The first instant at which two courses differ, and what they are then.
fn first(a: &[Step], b: &[Step]) -> Option<(SimTime, [Seen; 2])> {
    let mut instants: Vec<SimTime> = a.iter().chain(b).map(|s| s.0).collect();
    instants.sort_unstable();
    instants.dedup();
    let now = |list: &[Step], t: SimTime| {
        let n = list.partition_point(|s| s.0 <= t);
        n.checked_sub(1).map(|i| (list[i].1, list[i].2))
    };
    instants.into_iter().find_map(|t| {
        let (x, y) = now(a, t).zip(now(b, t))?;
        (!alike(x.0, y.0)).then_some((t, [x, y]))
    })
}
