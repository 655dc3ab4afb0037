//! What is different in a branch: when it parts from main, who is down longer, what happens in one of them only.

use crate::screen::story::{EventKind, Story};
use kernel::{SimDuration, SimTime};
use std::cmp::Ordering;

/// Two runs side by side.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diff {
    /// When something happens or fares otherwise for the first time; `None`: nothing is.
    pub first: Option<SimTime>,
    /// Every journey, in the architecture's order.
    pub journeys: Vec<JourneyDiff>,
    /// What failed requests cost, per unit: in main, here; millionths of the unit.
    pub harm: Vec<(String, u64, u64)>,
    /// Acknowledged writes that are missing afterwards, over all stores: in main, here.
    pub lost: (u64, u64),
    /// What happens in one of them only, in order of time.
    pub lines: Vec<DiffLine>,
}

/// One journey in both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JourneyDiff {
    /// Its index.
    pub journey: usize,
    /// Its name.
    pub name: String,
    /// How long it is down in main.
    pub main: SimDuration,
    /// How long it is down here.
    pub here: SimDuration,
    /// Whether it is still down when the run ends: in main, here.
    pub still: (bool, bool),
}

impl JourneyDiff {
    /// How much longer it is down here.
    #[must_use]
    pub fn longer(&self) -> Option<SimDuration> {
        let more = self.here.0.checked_sub(self.main.0)?;
        (more > 0).then_some(SimDuration(more))
    }

    /// By how much the two are apart.
    #[must_use]
    pub const fn apart(&self) -> u64 {
        self.here.0.abs_diff(self.main.0)
    }
}

/// Something that happens in one of two runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    /// When.
    pub at: SimTime,
    /// Whether it happens here; else in main.
    pub here: bool,
    /// Whose.
    pub kind: EventKind,
    /// What, a plain sentence.
    pub text: String,
}

impl Diff {
    /// What is different in `here` from `main`. Both are lives of one architecture.
    #[must_use]
    pub fn of(main: &Story, here: &Story) -> Self {
        let mut lines = lines(main, here);
        let facts = lines.first().map(|l| l.at);
        // The commands themselves stand in the log.
        lines.retain(|l| !l.text.starts_with("command"));
        let health = health(main, here);
        Self {
            first: [facts, health].into_iter().flatten().min(),
            journeys: journeys(main, here),
            harm: harm(main, here),
            lost: (lost(main), lost(here)),
            lines,
        }
    }

    /// Journeys, those that are furthest apart first.
    #[must_use]
    pub fn by_weight(&self) -> Vec<&JourneyDiff> {
        let mut all: Vec<&JourneyDiff> = self.journeys.iter().collect();
        all.sort_by_key(|j| (std::cmp::Reverse(j.apart()), j.journey));
        all
    }

    /// How many things happen here only, and in main only.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let here = self.lines.iter().filter(|l| l.here).count();
        (here, self.lines.len() - here)
    }
}

fn lines(main: &Story, here: &Story) -> Vec<DiffLine> {
    let (theirs, ours) = (all(main, false), all(here, true));
    let (mut a, mut b) = (theirs.into_iter().peekable(), ours.into_iter().peekable());
    let mut out = Vec::new();
    loop {
        let order = match (a.peek(), b.peek()) {
            (None, None) => return out,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(x), Some(y)) => (x.at, &x.text).cmp(&(y.at, &y.text)),
        };
        match order {
            Ordering::Less => out.extend(a.next()),
            Ordering::Greater => out.extend(b.next()),
            Ordering::Equal => {
                a.next();
                b.next();
            }
        }
    }
}

fn all(story: &Story, here: bool) -> Vec<DiffLine> {
    let line = |e: &crate::screen::story::Event| {
        let fact = story.fact(e.fact)?;
        Some(DiffLine {
            at: e.at,
            here,
            kind: e.kind,
            text: fact.text.clone(),
        })
    };
    let mut out: Vec<DiffLine> = story.events().iter().filter_map(line).collect();
    out.sort_by(|a, b| (a.at, &a.text).cmp(&(b.at, &b.text)));
    out
}

/// When the health of a component is another for the first time.
fn health(main: &Story, here: &Story) -> Option<SimTime> {
    let changes = |s: &Story| {
        let mut all: Vec<_> = s
            .life
            .outcome
            .health
            .iter()
            .map(|h| (h.at, h.component, h.health))
            .collect();
        all.sort_unstable();
        all
    };
    let (a, b) = (changes(main), changes(here));
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    [a.get(same), b.get(same)]
        .into_iter()
        .flatten()
        .map(|x| x.0)
        .min()
}

/// How long every journey is down in both.
pub(super) fn journeys(main: &Story, here: &Story) -> Vec<JourneyDiff> {
    let both = main
        .life
        .score
        .journeys
        .iter()
        .zip(&here.life.score.journeys);
    both.enumerate()
        .map(|(journey, (a, b))| JourneyDiff {
            journey,
            name: b.name.clone(),
            main: a.downtime,
            here: b.downtime,
            still: (a.censored, b.censored),
        })
        .collect()
}

fn harm(main: &Story, here: &Story) -> Vec<(String, u64, u64)> {
    let (a, b) = (&main.life.score.money.harm, &here.life.score.money.harm);
    let mut units: Vec<&String> = a.iter().chain(b).map(|h| &h.unit).collect();
    let mut seen = Vec::new();
    units.retain(|u| {
        let new = !seen.contains(u);
        seen.push(*u);
        new
    });
    let of = |list: &[tenant::score::HarmTotal], unit: &str| {
        list.iter().find(|h| h.unit == unit).map_or(0, |h| h.micro)
    };
    units
        .into_iter()
        .map(|u| (u.clone(), of(a, u), of(b, u)))
        .collect()
}

fn lost(story: &Story) -> u64 {
    let stores = story.life.score.stores.iter();
    stores.fold(0, |sum, s| sum.saturating_add(s.lost))
}
