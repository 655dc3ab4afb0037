//! While the one was down: which of its parts did not work, and what the other had instead.

use kernel::SimTime;
use tape::FactId;
use tenant::architecture::{Architecture, JourneyId};
use tenant::outcome::{Health, Outcome};
use tenant::score::{JourneyScore, served_ppm};

use super::parting::{Said, chain};
use crate::Try;

/// The two at one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meanwhile {
    /// Which of the two is down longer: 0 is A, 1 is B.
    pub worse: usize,
    /// The middle of its longest time down.
    pub at: SimTime,
    /// What is served of the journey by A and by B, parts per million; `None` where nobody asks or it is over.
    pub served: [Option<u32>; 2],
    /// The fact behind what the better one serves, back to an input; empty if nothing has happened to it.
    pub because: Vec<Said>,
    /// Components that are not up in both, or are in one alone.
    pub rows: Vec<Row>,
}

/// A component of that name in A and in B.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// How it fares in A and in B; `None`: there is none.
    pub sides: [Option<Standing>; 2],
}

/// How a component fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its health.
    pub health: Health,
    /// Since when, and what was said of it then; `None`: from the beginning.
    pub since: Option<Said>,
}

/// The two in the middle of the longest time that the worse one was down; `None` where both are as bad.
pub(super) fn meanwhile(
    files: [&Architecture; 2],
    tries: [&Try; 2],
    journeys: [JourneyId; 2],
) -> Option<Meanwhile> {
    let score = |i: usize| -> Option<&JourneyScore> {
        let mut all = tries[i].score.journeys.iter();
        all.find(|j| j.journey == journeys[i])
    };
    let bad = |i: usize| score(i).map(|j| (j.censored, j.downtime));
    let worse = match bad(0).cmp(&bad(1)) {
        std::cmp::Ordering::Greater => 0,
        std::cmp::Ordering::Less => 1,
        std::cmp::Ordering::Equal => return None,
    };
    let longest = score(worse)?.episodes.iter().rev();
    let longest = longest.max_by_key(|e| e.length())?;
    let at = SimTime(longest.from.0 + longest.length().0 / 2);
    let outcomes = tries.map(|t| &t.outcome);
    let now = [0, 1].map(|i| segment(outcomes[i], journeys[i], at));
    Some(Meanwhile {
        worse,
        at,
        served: now.map(|s| s.and_then(|s| s.0)),
        because: chain(outcomes[1 - worse], now[1 - worse].and_then(|s| s.1)),
        rows: rows(files, outcomes, at),
    })
}

/// The served share of a journey at an instant, and the fact behind it.
fn segment(outcome: &Outcome, id: JourneyId, at: SimTime) -> Option<(Option<u32>, Option<FactId>)> {
    let course = outcome.journeys.iter().find(|j| j.journey == id)?;
    let mut here = course.segments.iter();
    let s = here.find(|s| s.from <= at && at < s.until)?;
    Some((served_ppm(s), s.cause))
}

fn rows(files: [&Architecture; 2], outcomes: [&Outcome; 2], at: SimTime) -> Vec<Row> {
    let mut names: Vec<&String> = Vec::new();
    for c in files.iter().flat_map(|f| &f.components) {
        if !names.contains(&&c.name) {
            names.push(&c.name);
        }
    }
    let one = |name: &String| Row {
        name: name.clone(),
        sides: [0, 1].map(|i| standing(files[i], outcomes[i], name, at)),
    };
    let all = names.into_iter().map(one);
    let fine = |s: &Option<Standing>| s.as_ref().is_some_and(|s| s.health == Health::Up);
    all.filter(|r| !r.sides.iter().all(fine)).collect()
}

fn standing(file: &Architecture, outcome: &Outcome, name: &str, at: SimTime) -> Option<Standing> {
    let id = file.find(name)?;
    let changes = outcome.health.iter();
    let last = changes.rev().find(|h| h.component == id && h.at <= at);
    Some(match last {
        None => Standing {
            health: Health::Up,
            since: None,
        },
        Some(h) => Standing {
            health: h.health,
            since: chain(outcome, h.cause).into_iter().next(),
        },
    })
}
