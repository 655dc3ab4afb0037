//! `zonefall sweep`: one architecture against one outage, many seeds.

use crate::again::replay_line;
use crate::cli::many::ManyFormat;
use crate::cli::sweep::Sweep;
use crate::failure::Failure;
use crate::inputs;
use crate::output::Console;
use crate::progress::Progress;
use crate::weather::storms;
use search::many::Stage;
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
    };
    console.write(&text, args.output.output.as_deref())
}
