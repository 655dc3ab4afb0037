//! One architecture under one outage: runs are lived in blocks until every promise is decided, or the seeds are used up.
//!
//! A block is one seed per draw of the cloud. Looks are made after whole blocks, at least [`LOOK_RUNS`] runs apart, so
//! that threads have something to share; where they are depends on the seeds and the number of draws alone. A baseline
//! that is lived again meets the same blocks.

use super::compare::{Compared, Earlier, Named, matching};
use super::course::Course;
use super::{Before, Failing, Gone, Objective, Pair, Verdict};
use crate::many::{Frame, Lot, Promise, Stage};
use crate::statistics::Mixture;
use rayon::prelude::*;
use std::ops::Range;
use tenant::Luck;

/// Runs from one look to the next are at least so many.
const LOOK_RUNS: u64 = 16;

/// What a promise has to do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Asked {
    /// Share of runs in which it has to hold, 0.5..1.
    pub hold_in: f64,
    /// Line and column in the architecture's file, from 1, if it stands there.
    pub place: Option<(usize, usize)>,
    /// Whether it was let go ([`super::let_go`]): it is asked only to compare. Such promises follow those that are made.
    pub let_go: bool,
}

/// How runs are made and judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Confidence of each verdict.
    pub confidence: f64,
    /// Seeds that may be used.
    pub seeds: Range<u64>,
    /// Whose luck is looked at.
    pub luck: Luck,
}

/// Makes the line that shows the run of a seed in which that zone is struck; `None`: the one that hurts most.
pub type Replay<'a> = dyn Fn(u64, Option<&str>) -> String + Sync + 'a;

/// An architecture under an outage, to be tried.
pub struct Trial<'a> {
    /// Both of them.
    pub stage: Stage<'a>,
    /// The architecture's file, or the name of a built-in one.
    pub file: String,
    /// The outage as it was named: ids of an outage and of what was observed of it are the same.
    pub under: String,
    /// Per journey what is asked of its promises, in the order of the frame.
    pub asked: Vec<Vec<Asked>>,
    /// The line that shows the run of a seed, in a zone of its own choice or in this one.
    pub replay: &'a Replay<'a>,
}

/// What a trial is compared with.
pub enum Past<'a> {
    /// Nothing that it depends on has changed.
    Same,
    /// The files as they were.
    Lived(Box<Trial<'a>>),
    /// An earlier result.
    Kept(Vec<Kept>),
}

/// A promise of an earlier result.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Its journey.
    pub journey: String,
    /// What was promised.
    pub promise: Promise,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether it held, one per seed from the first on.
    pub held: Vec<bool>,
}

/// The fewest runs after which a promise can pass, if none breaks it.
#[must_use]
pub fn runs_to_pass(hold_in: f64, confidence: f64) -> Option<u64> {
    Mixture::leaning(hold_in).runs_to_pass(0, hold_in, confidence, 100_000_000)
}

/// Tries one, beside its past if it has one.
///
/// Which runs are lived depends on neither threads nor the order of pairs.
#[must_use]
pub fn pair(trial: &Trial<'_>, past: Option<Past<'_>>, rules: &Rules) -> Pair {
    let frame = Frame {
        outage: trial.under.clone(),
        ..trial.stage.frame()
    };
    let mut now = courses(&frame, &trial.asked);
    let same = matches!(past, Some(Past::Same));
    let (other, mut then) = match past {
        None | Some(Past::Same) => (None, Vec::new()),
        Some(Past::Kept(list)) => (None, list.into_iter().map(Earlier::Kept).collect()),
        Some(Past::Lived(old)) => {
            let list = courses(&old.stage.frame(), &old.asked);
            (Some(old), list.into_iter().map(Earlier::Lived).collect())
        }
    };
    let links = Links::of(&now, &then);
    let mut compared: Vec<Compared> = then.iter().map(|_| Compared::default()).collect();
    for seeds in looks(&rules.seeds, frame.clouds) {
        live(
            &trial.stage,
            &seeds,
            rules,
            &mut now.iter_mut().collect::<Vec<_>>(),
        );
        if let Some(old) = &other {
            live(&old.stage, &seeds, rules, &mut lived(&mut then));
        }
        let made = now.iter().filter(|c| !c.asked.let_go);
        let mut open = made.clone().any(|c| c.verdict.is_none());
        for ((then, by), compared) in then.iter().zip(&links.judged_by).zip(&mut compared) {
            let Some(by) = by else { continue };
            compared.look(&now[*by].held, then, rules.confidence);
            open |= !then.decided() || compared.open(then);
        }
        if !open {
            break;
        }
    }
    let all = now
        .into_iter()
        .map(|c| (c.asked.let_go, objective(c, rules, trial)));
    let all: Vec<(bool, Objective)> = all.collect();
    let before = |i: usize| links.before(i, &compared[i], &then[i], &all);
    let mut objectives = Vec::new();
    for (n, (let_go, objective)) in all.iter().enumerate() {
        if *let_go {
            continue;
        }
        let mut objective = objective.clone();
        objective.before = match links.matched[n] {
            Some(i) => before(i),
            None if same => Some(unchanged(&objective)),
            None => None,
        };
        objectives.push(objective);
    }
    let gone = (0..then.len()).filter(|i| !links.matched.contains(&Some(*i)));
    let gone = gone.map(|i| Gone {
        journey: then[i].journey().to_owned(),
        promise: then[i].promise().clone(),
        judged: links.judged_by[i].map(|by| Objective {
            before: before(i),
            ..all[by].1.clone()
        }),
    });
    Pair {
        gone: gone.collect(),
        objectives,
        file: trial.file.clone(),
        notes: trial.stage.notes(),
        frame,
    }
}

/// Which promises of now and of then belong together.
struct Links {
    /// For each promise of now the one that it was, if it is made.
    matched: Vec<Option<usize>>,
    /// For each promise of then the one of now that its runs are compared with: itself if it was let go.
    judged_by: Vec<Option<usize>>,
}

impl Links {
    fn of(now: &[Course], then: &[Earlier]) -> Self {
        let made = now.iter().filter(|c| !c.asked.let_go);
        let made: Vec<Named<'_>> = made.map(|c| (c.journey.as_str(), &c.promise)).collect();
        let was: Vec<Named<'_>> = then.iter().map(|e| (e.journey(), e.promise())).collect();
        // Promises that are made come first within their journey only.
        let mut found = matching(&made, &was).into_iter();
        let of = |c: &Course| if c.asked.let_go { None } else { found.next()? };
        let matched: Vec<Option<usize>> = now.iter().map(of).collect();
        let mut judged_by = vec![None; then.len()];
        for (n, i) in matched.iter().enumerate() {
            if let Some(i) = i {
                judged_by[*i] = Some(n);
            }
        }
        let let_go = now.iter().enumerate().filter(|(_, c)| c.asked.let_go);
        let mut taken = vec![false; then.len()];
        for (n, c) in let_go {
            let is_it = |&i: &usize| !taken[i] && was[i] == (c.journey.as_str(), &c.promise);
            if let Some(i) = (0..then.len()).find(is_it) {
                taken[i] = true;
                judged_by[i] = Some(n);
            }
        }
        Self { matched, judged_by }
    }

    /// What is said of a promise of then beside what is there now.
    fn before(
        &self,
        i: usize,
        compared: &Compared,
        then: &Earlier,
        all: &[(bool, Objective)],
    ) -> Option<Before> {
        let (let_go, by) = &all[self.judged_by[i]?];
        let loosened = *let_go && self.matched.contains(&Some(i));
        Some(Before {
            loosened,
            failing: by.failing.clone().filter(|_| loosened),
            ..compared.before(then)
        })
    }
}

/// The seeds between one look and the next. What is left of them in the end and makes no whole block is not used.
fn looks(seeds: &Range<u64>, clouds: u32) -> impl Iterator<Item = Range<u64>> {
    let block = u64::from(clouds.max(1));
    let step = LOOK_RUNS.div_ceil(block) * block;
    let end = seeds.end - (seeds.end - seeds.start) % block;
    let starts = (seeds.start..end).step_by(step as usize);
    starts.map(move |from| from..end.min(from.saturating_add(step)))
}

/// Lives these seeds and lets the promises look.
fn live(stage: &Stage<'_>, seeds: &Range<u64>, rules: &Rules, courses: &mut [&mut Course]) {
    let list: Vec<u64> = seeds.clone().collect();
    let runs: Vec<(u32, Lot)> = list
        .par_iter()
        .map(|&seed| stage.lot(seed, rules.luck))
        .collect();
    for course in courses {
        for (&seed, (cloud, lot)) in list.iter().zip(&runs) {
            course.add(seed, *cloud, lot);
        }
        course.look(rules.confidence);
    }
}

fn lived(then: &mut [Earlier]) -> Vec<&mut Course> {
    then.iter_mut().filter_map(Earlier::course).collect()
}

fn courses(frame: &Frame, asked: &[Vec<Asked>]) -> Vec<Course> {
    let mut out = Vec::new();
    for (j, journey) in frame.journeys.iter().enumerate() {
        let asked = asked.get(j).map_or(&[][..], Vec::as_slice);
        for (i, (promise, asked)) in journey.objectives.iter().zip(asked).enumerate() {
            out.push(Course::new(
                &journey.name,
                promise,
                *asked,
                (j, i),
                frame.clouds,
            ));
        }
    }
    out
}

fn objective(course: Course, rules: &Rules, trial: &Trial<'_>) -> Objective {
    let replay = |seed: u64| {
        let zone = trial.stage.zone_that_breaks(seed, rules.luck, course.index);
        (trial.replay)(seed, zone.as_deref())
    };
    let verdict = course.verdict.unwrap_or(Verdict::Undecided);
    let needed = match verdict {
        Verdict::Undecided => course.runs_needed(rules.confidence),
        Verdict::Pass | Verdict::Fail => None,
    };
    Objective {
        hold_in: course.asked.hold_in,
        verdict,
        held: course.seen.hits,
        runs: course.seen.of,
        untold: course.untold,
        interval: course.interval(rules.confidence),
        worst_cloud: course.worst_cloud(),
        failing: course.failing.map(|(seed, cloud)| Failing {
            seed,
            cloud,
            replay: replay(seed),
        }),
        place: course.asked.place,
        runs_needed: needed,
        before: None,
        journey: course.journey,
        promise: course.promise,
        held_by_run: course.held,
    }
}

/// What is the same as it was needs no second life.
fn unchanged(now: &Objective) -> Before {
    let held = now.held_by_run.iter().filter(|h| **h).count();
    let runs = now.held_by_run.len();
    let share = held as f64 / runs.max(1) as f64;
    Before {
        target: now.promise.target,
        verdict: now.verdict,
        runs: runs as u64,
        share,
        share_now: share,
        worse: 0,
        better: 0,
        regressed: Verdict::Pass,
        loosened: false,
        failing: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(seeds: Range<u64>, clouds: u32) -> Vec<(u64, u64)> {
        looks(&seeds, clouds).map(|r| (r.start, r.end)).collect()
    }

    #[test]
    fn looks_are_made_after_whole_blocks() {
        assert_eq!(lengths(0..60, 20), [(0, 20), (20, 40), (40, 60)]);
        // What makes no whole block is left.
        assert_eq!(lengths(7..50, 20), [(7, 27), (27, 47)]);
        assert_eq!(lengths(0..19, 20), []);
        // Small blocks are taken together.
        assert_eq!(lengths(0..40, 6), [(0, 18), (18, 36)]);
        assert_eq!(lengths(0..20, 1), [(0, 16), (16, 20)]);
        let end = u64::MAX;
        assert_eq!(lengths(end - 20..end, 20), [(end - 20, end)]);
    }
}
