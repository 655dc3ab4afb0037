//! `zonefall compare`: two designs under the same weather.

use crate::again::replay_line;
use crate::cli::LuckArg;
use crate::cli::compare::{Compare, CompareFormat};
use crate::failure::Failure;
use crate::inputs;
use crate::output::Console;
use crate::progress::Progress;
use crate::screen::{self, First, work::Versus};
use crate::weather;
use reports::compare::Pair;
use search::compare::Question;
use tenant::Luck;

pub(super) fn run(args: &Compare, console: &mut Console<'_>) -> Result<(), Failure> {
    if args.tui || args.look.plain {
        return screen::open(First::Compare(Versus::typed(args)), &args.look);
    }
    let library = inputs::library()?;
    let (a, _) = inputs::architecture(&library, &args.a)?;
    let (b, _) = inputs::architecture(&library, &args.b)?;
    let onto = inputs::onto(&library, args.onto.as_deref())?;
    let progress = Progress::new(console.progress);
    let storms = weather::storms(&library, &args.outage, &args.draws, &progress)?;
    let stage = |arch| storms.stage(&library, arch, onto);
    let stages = [stage(&a)?, stage(&b)?];
    let question = Question {
        a: &stages[0],
        b: &stages[1],
        files: [&a, &b],
        seeds: &args.seeds.list(),
        luck: match args.luck {
            LuckArg::Touched => Luck::Touched,
            LuckArg::Drawn => Luck::Drawn,
        },
        shown: args.seed,
    };
    let comparison = search::compare::compare(&question, &|done, total| {
        progress.at("living both", done, total);
    });
    drop(progress);
    let again = [&args.a, &args.b].map(|arch| {
        let seed = comparison.shown.seed;
        replay_line(
            arch,
            &args.outage,
            onto,
            seed,
            storms.weather.draw_of(seed) as u32,
            storms.weather.values,
            question.luck,
        )
    });
    let pair = Pair {
        comparison: &comparison,
        clock: storms.clock,
        again: [&again[0], &again[1]],
    };
    let text = match args.format {
        CompareFormat::Text => reports::compare::text(&pair),
        CompareFormat::Json => reports::json::compare(&pair, env!("CARGO_PKG_VERSION")),
        CompareFormat::Md => {
            let text = reports::compare::markdown(&pair);
            anstream::adapter::strip_str(&text).to_string()
        }
    };
    console.write(&text, args.output.as_deref())
}
