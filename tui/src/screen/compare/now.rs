//! Both at their instants: journeys by name, what it has cost by then, who is down longest.

use super::Compare;
use crate::screen::story::{JourneyNow, Story};
use kernel::SimTime;
use tenant::score::Episode;

/// A journey of that name on the left and on the right.
pub(super) struct Both<'a> {
    /// Its name.
    pub name: String,
    /// How it fares; `None`: there is none.
    pub sides: [Option<JourneyNow<'a>>; 2],
}

/// Names of journeys, those of the left one first.
pub(super) fn names(page: &Compare) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for story in (0..2).filter_map(|side| page.story(side)) {
        for journey in &story.arch.journeys {
            if !out.contains(&journey.name) {
                out.push(journey.name.clone());
            }
        }
    }
    out
}

/// The journey to begin with: the one whose parting is told, else the first.
pub(super) fn first_journey(page: &Compare) -> usize {
    let names = names(page);
    let pair = page.pair.as_ref();
    let scores = pair.and_then(|p| p.comparison.shown.scores());
    let told = scores.and_then(|[a, _]| names.iter().position(|n| *n == a.name));
    told.unwrap_or(0)
}

/// Every journey at the instants in view.
pub(super) fn journeys(page: &Compare) -> Vec<Both<'_>> {
    let mut sides = [0, 1].map(|side| {
        let story = page.story(side);
        story.map_or_else(Vec::new, |s| s.journeys_at(page.seen(side)))
    });
    let mut taken = |name: &str, side: usize| {
        let at = sides[side].iter().position(|j| j.name == name)?;
        Some(sides[side].swap_remove(at))
    };
    let both = |name: String| Both {
        sides: [taken(&name, 0), taken(&name, 1)],
        name,
    };
    names(page).into_iter().map(both).collect()
}

/// What failed requests have cost by an instant: the unit and millionths of it; `None`: it is not said.
pub(super) fn harm_by(story: &Story, t: SimTime) -> Option<(&str, u64)> {
    let mut stated = story.arch.journeys.iter().filter_map(|j| j.harm.as_ref());
    let unit = stated.next()?.unit.as_str();
    let mut micro = 0u128;
    for course in &story.life.outcome.journeys {
        let journey = &story.arch.journeys[usize::from(course.journey.0)];
        let Some(harm) = journey.harm.as_ref().filter(|h| h.unit == unit) else {
            continue;
        };
        let begun = course.segments.iter().take_while(|s| s.from < t);
        for s in begun {
            // Within a stretch rates are constant.
            let whole = u128::from(s.until.since(s.from).0).max(1);
            let part = u128::from(s.until.min(t).since(s.from).0);
            let failed = u128::from(s.failed + s.shed) * part / whole;
            micro += failed * u128::from(harm.per_request_micro) / 1_000_000;
        }
    }
    Some((unit, u64::try_from(micro).unwrap_or(u64::MAX)))
}

/// The middle of the longest time that a journey was down.
pub(super) fn worst(story: &Story) -> Option<SimTime> {
    let journeys = story.life.score.journeys.iter();
    let longest = journeys
        .flat_map(|j| &j.episodes)
        .max_by_key(|e| Episode::length(e))?;
    Some(
        longest
            .from
            .plus(kernel::SimDuration(longest.length().0 / 2)),
    )
}
