//! `zonefall forecast`: what to expect of an architecture's ordinary life.

use crate::cli::{BackgroundArg, Forecast, Format};
use crate::failure::Failure;
use crate::inputs;
use crate::output::Console;
use crate::progress::Progress;
use search::forecast::{Question, Refused};

pub(super) fn run(args: &Forecast, console: &mut Console<'_>) -> Result<(), Failure> {
    let library = inputs::library()?;
    let (architecture, _) = inputs::architecture(&library, &args.architecture)?;
    let question = Question {
        arch: &architecture,
        offers: library.offers(),
        years: args.years,
        runs: args.runs,
        seed: args.seed,
        background: match args.background {
            BackgroundArg::Offer => true,
            BackgroundArg::None => false,
        },
    };
    let progress = Progress::new(console.progress);
    let result = search::forecast::forecast(&question, &|done, total| {
        progress.at("living", done, total);
    });
    drop(progress);
    let forecast = result.map_err(|why| refused(&architecture.name, why, args.background))?;
    let text = match args.output.format {
        Format::Text => reports::forecast::text(&forecast),
        Format::Json => reports::json::forecast(&forecast, env!("CARGO_PKG_VERSION")),
    };
    console.write(&text, args.output.output.as_deref())
}

fn refused(name: &str, why: Refused, background: BackgroundArg) -> Failure {
    let Refused::NothingFails = why;
    let help = match background {
        BackgroundArg::Offer => {
            "give parts a law: `fails: { every: exponential(1000h), repair: fixed(4h) }`"
        }
        BackgroundArg::None => {
            "leave out `--background none` to use the provider's, or give parts a law: `fails: { every: ..., repair: ... }`"
        }
    };
    Failure::Invalid(format!(
        "error: no part of {name} says how it fails, so there is nothing to forecast\n  = help: {help}"
    ))
}
