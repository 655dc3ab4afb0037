//! `zonefall run`: one architecture against one outage.

use crate::cli::{Circumstances, Format, Run};
use crate::failure::Failure;
use crate::inputs::{self, Storm};
use crate::output::Console;
use reports::Card;
use search::Replay;

pub(super) fn run(args: &Run, console: &mut Console<'_>) -> Result<(), Failure> {
    let live = Lived::new(&args.architecture, &args.circumstances)?;
    let card = live.card();
    let text = match args.output.format {
        Format::Text => reports::text::text(&card),
        Format::Json => reports::json::run(&card, env!("CARGO_PKG_VERSION")),
    };
    console.write(&text, args.output.output.as_deref())
}

/// An architecture that has lived through an outage.
pub(super) struct Lived {
    teaches: String,
    storm: Storm,
    replay: Replay,
    cloud_seed: u64,
    absent: bool,
}

impl Lived {
    /// Loads both and runs them.
    pub(super) fn new(architecture: &str, circumstances: &Circumstances) -> Result<Self, Failure> {
        let library = inputs::library()?;
        let (architecture, _) = inputs::architecture(&library, architecture)?;
        let onto = inputs::onto(&library, circumstances.onto.as_deref())?;
        let storm = inputs::storm(&library, circumstances)?;
        let tapes = search::ready(&architecture, library.offers(), &storm.tape, onto);
        let options = storm.options(circumstances);
        let replay = search::replay(&architecture, library.offers(), &tapes, &options);
        drop(tapes);
        let region = onto.unwrap_or(&architecture.home);
        Ok(Self {
            absent: inputs::absent(&architecture, region),
            cloud_seed: circumstances.cloud_seed(),
            teaches: architecture.teaches,
            storm,
            replay,
        })
    }

    /// What reports need.
    pub(super) fn card(&self) -> Card<'_> {
        Card {
            teaches: &self.teaches,
            title: &self.storm.title,
            clock: self.storm.clock,
            replay: &self.replay,
            tape: &self.storm.tape,
            cloud_seed: self.cloud_seed,
            absent: self.absent,
        }
    }
}
