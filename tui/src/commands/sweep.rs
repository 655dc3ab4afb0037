//! `zonefall sweep`: one architecture against one outage, many seeds.

use crate::again::replay_line;
use crate::cli::many::{AssumedArg, ManyFormat};
use crate::cli::sweep::Sweep;
use crate::failure::Failure;
use crate::inputs;
use crate::output::Console;
use crate::progress::Progress;
use crate::weather::{Storms, storms};
use reports::Card;
use reports::page::{Made, Shown, telling};
use search::Replay;
use search::many::{Stage, Values};
use tenant::Luck;

pub(super) fn run(args: &Sweep, console: &mut Console<'_>) -> Result<(), Failure> {
    let library = inputs::library()?;
    let (architecture, _) = inputs::architecture(&library, &args.architecture)?;
    let onto = inputs::onto(&library, args.onto.as_deref())?;
    let progress = Progress::new(console.progress);
    let storms = storms(&library, &args.outage, &args.draws, &progress)?;
    let weather = &storms.weather;
    let stage = Stage::new(&architecture, library.offers(), weather, onto);
    let seeds = args.seeds.list();
    let runs = stage.runs(&seeds, &|done| progress.at("living", done, seeds.len()));
    drop(progress);
    let range = (args.seeds.0.start, args.seeds.0.end);
    let sweep = search::sweep::sweep(stage.frame(), range, &runs, stage.notes());
    let again = |seed: u64, luck: Luck| {
        replay_line(
            &args.architecture,
            &args.outage,
            onto,
            seed,
            weather.draw_of(seed) as u32,
            weather.values,
            luck,
        )
    };
    let text = match args.output.format {
        ManyFormat::Text => reports::sweep::text(&sweep, &again),
        ManyFormat::Json => reports::json::sweep(&sweep, env!("CARGO_PKG_VERSION")),
        ManyFormat::Csv => reports::sweep::csv(&sweep.frame, &runs),
        ManyFormat::Md => reports::sweep::markdown(&sweep, &again),
        ManyFormat::Html => {
            let page = page(args, &sweep, &stage, &storms, &again);
            return console.write_page(&page, args.output.output.as_deref());
        }
    };
    console.write(&text, args.output.output.as_deref())
}

/// The page, with the runs that say most in full.
fn page(
    args: &Sweep,
    sweep: &search::sweep::Sweep,
    stage: &Stage<'_>,
    storms: &Storms,
    again: &dyn Fn(u64, Luck) -> String,
) -> String {
    let weather = &storms.weather;
    let told = telling::of_sweep(sweep);
    let runs: Vec<(&'static str, u64, Replay)> = told
        .into_iter()
        .map(|(what, seed)| (what, seed, stage.replay(seed, Luck::Touched)))
        .collect();
    let mut shown = Vec::new();
    for (what, seed, replay) in &runs {
        let draw = weather.draw_of(*seed);
        shown.push(Shown {
            title: format!("{what}: seed {seed}"),
            line: again(*seed, Luck::Touched),
            card: Card {
                teaches: &sweep.frame.teaches,
                title: &sweep.frame.title,
                clock: storms.clock,
                replay,
                tape: &weather.tapes[draw],
                cloud_seed: draw as u64,
                values_drawn: weather.values == Values::Drawn,
                absent: sweep.frame.absent,
            },
        });
    }
    let made = Made {
        version: env!("CARGO_PKG_VERSION"),
        command: &line(args),
    };
    reports::page::sweep(sweep, &shown, made)
}

/// The line that makes the page again.
fn line(args: &Sweep) -> String {
    let seeds = format!("{}..{}", args.seeds.0.start, args.seeds.0.end);
    let clouds = args.draws.clouds.to_string();
    let mut words = vec![
        "zonefall",
        "sweep",
        &args.architecture,
        "--outage",
        &args.outage,
    ];
    if let Some(region) = &args.onto {
        words.extend(["--onto", region]);
    }
    words.extend(["--seeds", &seeds, "--clouds", &clouds]);
    if args.draws.assumed == AssumedArg::Fixed {
        words.extend(["--assumed", "fixed"]);
    }
    words.extend(["--format", "html", "-o", "page.html"]);
    shlex::try_join(words).unwrap_or_default()
}
