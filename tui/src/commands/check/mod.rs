//! `zonefall check`: whether promises hold in enough runs, and whether a change made one worse.

mod against;
mod apart;
mod baseline;
mod design;
mod files;
mod git;
mod ground;
mod plan;

use crate::again::{quoted, replay_line};
use crate::cli::Format;
use crate::cli::check::{Check as Args, FailOnArg};
use crate::failure::Failure;
use crate::inputs;
use crate::output::Console;
use crate::progress::Progress;
use crate::weather::{Storms, storms_of};
use against::{Old, OldPair};
use baseline::Earlier;
use design::Design;
use plan::{Outage, Plan};
use rayon::prelude::*;
use scenarios::Library;
use search::check::{Baseline, Check, FailOn, Pair, Past, Trial, Verdict};
use std::sync::atomic::{AtomicUsize, Ordering};

pub(super) fn run(args: &Args, console: &mut Console<'_>) -> Result<(), Failure> {
    files::are_apart(args)?;
    if args.fail_on == FailOnArg::Regression && args.against.is_none() && args.baseline.is_none() {
        let text = "error: without a baseline there is no regression\n  = help: add --against GIT_REV or --baseline FILE";
        return Err(Failure::Invalid(text.to_owned()));
    }
    let library = inputs::library()?;
    let plan = Plan::of(&library, args)?;
    let progress = Progress::new(console.progress);
    let check = check(&library, &plan, args, &progress)?;
    drop(progress);
    let suite_file = plan.suite.as_ref().map(|s| s.name.as_str());
    let written = files::write_reports(&check, suite_file, args, console);
    let text = match args.output.format {
        Format::Text => reports::check::text(&check),
        Format::Json => reports::json::promises(&check, env!("CARGO_PKG_VERSION")),
    };
    let shown = console.write(&text, args.output.output.as_deref());
    // A report that cannot be written costs nobody the result, and a reader who leaves early costs no pipeline the
    // verdict.
    for done in [shown, written] {
        match done {
            Ok(()) | Err(Failure::ReaderGone) => {}
            Err(failure) => return Err(failure),
        }
    }
    if check.fail_on == FailOn::Regression && check.regressed().is_none() {
        return Err(apart::nothing_in_common(&check));
    }
    match check.answer() {
        Verdict::Pass => Ok(()),
        Verdict::Fail => Err(Failure::No),
        Verdict::Undecided => Err(Failure::Undecided),
    }
}

fn check(
    library: &Library,
    plan: &Plan,
    args: &Args,
    progress: &Progress,
) -> Result<Check, Failure> {
    let ground = ground::of(library, plan);
    // What cannot be used is told before anything is simulated.
    let old = match (&args.against, &args.baseline) {
        (Some(revision), _) => Some(Before::Lived(Box::new(Old::read(
            library, plan, args, revision, progress,
        )?))),
        (None, Some(file)) => {
            let seeds = &plan.rules.seeds;
            let earlier = Earlier::read(file, &ground, seeds.end - seeds.start)?;
            Some(Before::Kept(Box::new(earlier)))
        }
        (None, None) => None,
    };
    let mut storms = Vec::new();
    for outage in &plan.outages {
        let storm = storms_of(library, &outage.source, &plan.draws, progress)?;
        enough_seeds(plan, outage, &storm)?;
        storms.push(storm);
    }
    let pairs = pairs(library, plan, &storms, old.as_ref(), progress)?;
    let objectives = pairs.iter().flat_map(|p| &p.objectives);
    let seeds = &plan.rules.seeds;
    Ok(Check {
        suite: plan.name.clone(),
        verdict: Verdict::worst(objectives.map(|o| o.verdict)),
        confidence: plan.rules.confidence,
        seeds: (seeds.start, seeds.end),
        luck: plan.rules.luck,
        fail_on: match args.fail_on {
            FailOnArg::Objective => FailOn::Objective,
            FailOnArg::Regression => FailOn::Regression,
        },
        ground,
        pairs,
        baseline: old.map(Before::baseline),
    })
}

/// What a check is compared with.
enum Before {
    /// Files of another revision.
    Lived(Box<Old>),
    /// An earlier result.
    Kept(Box<Earlier>),
}

impl Before {
    fn baseline(self) -> Baseline {
        match self {
            Self::Lived(old) => old.baseline,
            Self::Kept(earlier) => Baseline {
                name: earlier.name,
                gone: Vec::new(),
                notes: Vec::new(),
            },
        }
    }
}

/// Runs are made in whole blocks of one seed per draw.
fn enough_seeds(plan: &Plan, outage: &Outage, storm: &Storms) -> Result<(), Failure> {
    let (seeds, draws) = (&plan.rules.seeds, storm.weather.tapes.len() as u64);
    let count = seeds.end - seeds.start;
    if count >= draws {
        return Ok(());
    }
    Err(Failure::Invalid(format!(
        "error: {count} seeds are fewer than the {draws} draws of {}: each draw needs one at least\n  \
         = help: --seeds 0..2000, or fewer draws with --clouds",
        outage.named
    )))
}

/// Every architecture under every outage.
fn pairs(
    library: &Library,
    plan: &Plan,
    storms: &[Storms],
    before: Option<&Before>,
    progress: &Progress,
) -> Result<Vec<Pair>, Failure> {
    let all: Vec<(&Design, &Outage, &Storms)> = plan
        .designs
        .iter()
        .flat_map(|d| plan.outages.iter().zip(storms).map(move |(o, s)| (d, o, s)))
        .collect();
    let done = AtomicUsize::new(0);
    let one = |&(design, outage, storm): &(&Design, &Outage, &Storms)| {
        let pair = pair(library, plan, (design, outage, storm), before);
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        progress.at("checking", done, all.len());
        pair
    };
    all.par_iter().map(one).collect()
}

fn pair(
    library: &Library,
    plan: &Plan,
    (design, outage, storm): (&Design, &Outage, &Storms),
    before: Option<&Before>,
) -> Result<Pair, Failure> {
    let onto = plan.onto.as_deref();
    let replay = |seed: u64, zone: Option<&str>| {
        let weather = &storm.weather;
        let line = replay_line(
            &design.named,
            &outage.named,
            onto,
            seed,
            weather.draw_of(seed) as u32,
            weather.values,
            plan.rules.luck,
        );
        zone.map_or_else(
            || line.clone(),
            |zone| format!("{line} --zone {}", quoted(zone)),
        )
    };
    let trial = |design, storm| trial(library, plan, design, (outage, storm), &replay);
    let mut once = Vec::new();
    let past = match before {
        Some(Before::Lived(old)) => match old.pair(design, &outage.named) {
            Some(OldPair::Same) => Some(Past::Same),
            Some(OldPair::Other(then, storms)) => {
                once = then.promises();
                let then = trial(then, storms.unwrap_or(storm))?;
                Some(Past::Lived(Box::new(then)))
            }
            None => None,
        },
        Some(Before::Kept(earlier)) => earlier.pair(&design.named, &outage.named).map(|kept| {
            let promises = kept.iter().map(|k| (k.journey.clone(), k.promise.clone()));
            once = promises.collect();
            Past::Kept(kept)
        }),
        None => None,
    };
    // To promise less must not hide what became worse.
    let let_go = search::check::let_go(&design.promises(), &once);
    let design = design.clone().asked_also(&let_go);
    let now = trial(&design, storm)?;
    Ok(search::check::pair(&now, past, &plan.rules))
}

/// An architecture under an outage, both as they are or both as they were.
fn trial<'a>(
    library: &'a Library,
    plan: &'a Plan,
    design: &'a Design,
    (outage, storm): (&'a Outage, &'a Storms),
    replay: &'a search::check::Replay<'a>,
) -> Result<Trial<'a>, Failure> {
    let onto = plan.onto.as_deref();
    Ok(Trial {
        stage: storm.stage(library, &design.architecture, onto)?,
        file: design.named.clone(),
        under: outage.named.clone(),
        asked: design.asked.clone(),
        replay,
    })
}
