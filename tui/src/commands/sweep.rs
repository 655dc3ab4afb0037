//! `zonefall sweep`: one architecture against one outage, many seeds.

use crate::again::{page_line, replay_line};
use crate::cli::many::{AssumedArg, CacheArgs, Draws, ManyFormat, ManyOutput};
use crate::cli::sweep::Sweep;
use crate::failure::Failure;
use crate::inputs;
use crate::output::Console;
use crate::progress::Progress;
use crate::screen::{self, First, work::Ask};
use crate::shards::{self, Command, Input, Lived, Part, Question, Share};
use crate::weather::{storms, storms_of};
use clap::ValueEnum as _;
use reports::Card;
use reports::page::{Made, Shown, telling};
use scenarios::{Kind, Library};
use search::Replay;
use search::many::Values;
use std::collections::BTreeMap;
use tenant::Luck;

pub(super) fn run(args: &Sweep, console: &mut Console<'_>) -> Result<(), Failure> {
    if args.tui || args.look.plain {
        let (ask, until) = Ask::typed(args);
        return screen::open(First::Distribution(ask, until), &args.look);
    }
    let library = inputs::library()?;
    let (architecture, _) = inputs::architecture(&library, &args.architecture)?;
    let onto = inputs::onto(&library, args.onto.as_deref())?;
    let question = question(&library, args)?;
    let watched = console.progress;
    let mut live = |shares: &[Share]| {
        // A part may have no run at all; there is a single pair otherwise.
        let Some(Share { seeds, .. }) = shares.first() else {
            return Ok(Vec::new());
        };
        let progress = Progress::new(watched);
        let storms = storms(&library, &args.outage, &args.draws, &progress)?;
        let stage = storms.stage(&library, &architecture, onto)?;
        let runs = stage.runs(seeds, &|done| progress.at("living", done, seeds.len()));
        Ok(vec![Lived {
            frame: stage.frame(),
            runs,
            notes: stage.notes(),
        }])
    };
    if shards::live(&args.sharding, &library, &question, console, &mut live)? {
        return Ok(());
    }
    let lived = live(&shards::shares(&question, Part::WHOLE))?;
    let desk = Desk {
        library: &library,
        cache: args.draws.cache,
        output: &args.output,
    };
    report(&question, &lived, desk, console)
}

fn question(library: &Library, args: &Sweep) -> Result<Question, Failure> {
    let input = |kinds: &[Kind], typed: &str| Input::of(library, kinds, typed);
    Ok(Question {
        command: Command::Sweep,
        architectures: vec![input(&[Kind::Architecture], &args.architecture)?],
        outages: vec![input(inputs::STORMS, &args.outage)?],
        onto: args.onto.clone(),
        seeds: (args.seeds.0.start, args.seeds.0.end),
        clouds: args.draws.clouds,
        assumed: args.draws.assumed.name().to_owned(),
        report: BTreeMap::new(),
    })
}

/// What a report needs besides its runs.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub library: &'a Library,
    pub cache: CacheArgs,
    pub output: &'a ManyOutput,
}

/// What all runs say together, wherever they were lived.
pub(super) fn report(
    question: &Question,
    lived: &[Lived],
    desk: Desk<'_>,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let ([architecture], [outage], [lived]) =
        (&question.architectures[..], &question.outages[..], lived)
    else {
        return Err(Failure::Invalid(
            "error: a sweep is of one architecture under one outage".to_owned(),
        ));
    };
    let Lived { frame, runs, notes } = lived;
    let sweep = search::sweep::sweep(frame.clone(), question.seeds, runs, notes.clone());
    let onto = question.onto.as_deref();
    let again = |seed: u64, luck: Luck| {
        let (cloud, values) = (frame.draw_of(seed), frame.values);
        replay_line(
            &architecture.name,
            &outage.name,
            onto,
            seed,
            cloud,
            values,
            luck,
        )
    };
    let to = desk.output.output.as_deref();
    let text = match desk.output.format {
        ManyFormat::Text => reports::sweep::text(&sweep, &again),
        ManyFormat::Json => reports::json::sweep(&sweep, env!("CARGO_PKG_VERSION")),
        ManyFormat::Csv => reports::sweep::csv(frame, runs),
        ManyFormat::Md => reports::sweep::markdown(&sweep, &again),
        ManyFormat::Html => {
            let page = page(question, &sweep, desk, &again, console.progress)?;
            return console.write_page(&page, to);
        }
    };
    console.write(&text, to)
}

/// The page, with the runs that say most lived once more to be told in full.
fn page(
    question: &Question,
    sweep: &search::sweep::Sweep,
    desk: Desk<'_>,
    again: &dyn Fn(u64, Luck) -> String,
    watched: bool,
) -> Result<String, Failure> {
    let library = desk.library;
    let source = question.architectures[0].source(library, &[Kind::Architecture])?;
    let loaded = scenarios::load_architecture(&source, library);
    let (architecture, _) = loaded.map_err(|p| inputs::invalid(&p))?;
    let draws = Draws {
        clouds: question.clouds,
        assumed: AssumedArg::from_str(&question.assumed, false).unwrap_or(AssumedArg::Drawn),
        cache: desk.cache,
    };
    let outage = question.outages[0].source(library, inputs::STORMS)?;
    let storms = storms_of(library, &outage, &draws, &Progress::new(watched))?;
    let weather = &storms.weather;
    let onto = inputs::onto(library, question.onto.as_deref())?;
    let stage = storms.stage(library, &architecture, onto)?;
    let commands = storms.log(library, &architecture)?.told(&architecture);
    let runs: Vec<(&'static str, u64, Replay)> = telling::of_sweep(sweep)
        .into_iter()
        .map(|(what, seed)| (what, seed, stage.replay(seed, Luck::Touched)))
        .collect();
    let shown: Vec<Shown<'_>> = runs
        .iter()
        .map(|(what, seed, replay)| {
            let draw = weather.draw_of(*seed);
            Shown {
                title: format!("{what}: seed {seed}"),
                line: again(*seed, Luck::Touched),
                card: Card {
                    teaches: &sweep.frame.teaches,
                    title: &sweep.frame.title,
                    clock: storms.clock,
                    replay,
                    tape: &weather.tapes[draw],
                    commands: &commands,
                    cloud_seed: draw as u64,
                    values_drawn: weather.values == Values::Drawn,
                    absent: sweep.frame.absent,
                },
            }
        })
        .collect();
    let made = Made {
        version: env!("CARGO_PKG_VERSION"),
        command: &page_line(question),
    };
    Ok(reports::page::sweep(sweep, &shown, made))
}
