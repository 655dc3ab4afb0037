//! `zonefall tour`: every built-in architecture against one outage.

use crate::cli::{Format, LuckArg, Tour};
use crate::failure::Failure;
use crate::inputs;
use crate::output::Console;
use crate::progress::Progress;
use rayon::prelude::*;
use reports::Card;
use search::Replay;

pub(super) fn run(args: &Tour, console: &mut Console<'_>) -> Result<(), Failure> {
    let progress = Progress::new(console.progress);
    let library = inputs::library()?;
    let architectures = inputs::architectures(&library)?;
    let onto = inputs::onto(&library, args.circumstances.onto.as_deref())?;
    progress.at("simulating the outage", 0, 2);
    let storm = inputs::storm(&library, &args.circumstances)?;
    let options = storm.options(&args.circumstances);
    progress.at("living through it", 1, 2);
    let replays: Vec<Replay> = architectures
        .par_iter()
        .map(|a| {
            let tapes = search::ready(a, library.offers(), &storm.tape, onto);
            search::replay(a, library.offers(), &tapes, &options)
        })
        .collect();
    drop(progress);
    let card = |(a, replay)| {
        let a: &tenant::architecture::Architecture = a;
        Card {
            teaches: &a.teaches,
            title: &storm.title,
            clock: storm.clock,
            replay,
        }
    };
    let mut cards: Vec<Card<'_>> = architectures.iter().zip(&replays).map(card).collect();
    reports::tour::sort(&mut cards);
    let text = match args.output.format {
        Format::Text => reports::tour::text(&cards),
        Format::Json => {
            let luck = match args.circumstances.luck {
                LuckArg::Touched => "touched",
                LuckArg::Drawn => "drawn",
            };
            let seed = args.circumstances.seed;
            reports::json::tour(
                &cards,
                &storm.tape.outage,
                seed,
                luck,
                env!("CARGO_PKG_VERSION"),
            )
        }
    };
    console.write(&text, args.output.output.as_deref())
}
