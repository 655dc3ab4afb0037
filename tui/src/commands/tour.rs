//! `zonefall tour`: every built-in architecture against one outage, many lives each.

use crate::cli::many::AssumedArg;
use crate::cli::{Circumstances, DEFAULT_OUTAGE, Format, LuckArg, Tour};
use crate::failure::Failure;
use crate::inputs::{self, Storm};
use crate::output::Console;
use crate::progress::Progress;
use rayon::prelude::*;
use reports::tour::{Frame, LIVES};
use reports::{Card, Life, Lives};
use scenarios::Library;
use search::log::{Log, Told};
use search::{Ready, Replay};
use tenant::LiveOptions;
use tenant::architecture::Architecture;

pub(super) fn run(args: &Tour, console: &mut Console<'_>) -> Result<(), Failure> {
    let circumstances = &args.circumstances;
    let progress = Progress::new(console.progress);
    let library = inputs::library()?;
    let architectures = inputs::architectures(&library)?;
    let onto = inputs::onto(&library, circumstances.onto.as_deref())?;
    progress.at("simulating the outage", 0, 2);
    let storm = inputs::storm(&library, circumstances)?;
    progress.at("living through it", 1, 2);
    let house = House {
        library: &library,
        storm: &storm,
        circumstances,
        onto,
    };
    // One architecture after the other, so that the tapes put onto its zones are few at a time.
    let guests: Vec<Guest<'_>> = architectures
        .iter()
        .map(|a| house.guest(a))
        .collect::<Result<_, _>>()?;
    let mut all: Vec<Lives> = guests.iter().map(|g| house.lives(g)).collect();
    reports::sort(&mut all);
    drop(progress);
    let begins = storm.clock.start();
    let options = options(circumstances);
    let frame = Frame {
        outage: &storm.tape.outage,
        title: &storm.title,
        begins: begins.as_deref(),
        seed: circumstances.seed,
        cloud_seed: circumstances.cloud_seed(),
        values_drawn: circumstances.assumed == AssumedArg::Drawn,
        given_touched: circumstances.luck == LuckArg::Touched,
        options: &options,
    };
    let text = match args.output.format {
        Format::Text => house.text(&frame, &guests, &all),
        Format::Json => reports::json::tour(&frame, &all, env!("CARGO_PKG_VERSION")),
    };
    console.write(&text, args.output.output.as_deref())
}

/// What all architectures share.
struct House<'a> {
    library: &'a Library,
    storm: &'a Storm,
    circumstances: &'a Circumstances,
    onto: Option<&'a str>,
}

/// An architecture, and what is done when it lives.
struct Guest<'a> {
    architecture: &'a Architecture,
    log: Log,
    told: Vec<Told>,
}

impl House<'_> {
    fn guest<'b>(&self, architecture: &'b Architecture) -> Result<Guest<'b>, Failure> {
        let log = self.storm.log(self.library, architecture)?;
        Ok(Guest {
            architecture,
            told: log.told(architecture),
            log,
        })
    }

    /// Every life of one architecture, in the order of seeds.
    fn lives(&self, guest: &Guest<'_>) -> Lives {
        let architecture = guest.architecture;
        let tapes = self.ready(guest);
        let live = |i: u64| {
            let seed = self.circumstances.seed.wrapping_add(i);
            let replay = self.replay(guest, &tapes, seed);
            Life::of(&self.card(guest, &replay))
        };
        let lives: Vec<Life> = (0..LIVES).into_par_iter().map(live).collect();
        Lives::new(
            &architecture.name,
            &architecture.teaches,
            self.region(architecture),
            search::absent(architecture, self.region(architecture)),
            lives,
        )
    }

    /// The table, and the median life of the first in it once more, for its details.
    fn text(&self, frame: &Frame<'_>, guests: &[Guest<'_>], all: &[Lives]) -> String {
        let detail = all.first().and_then(|first| {
            let mut known = guests.iter();
            let guest = known.find(|g| g.architecture.name == first.architecture)?;
            let tapes = self.ready(guest);
            let replay = self.replay(guest, &tapes, first.median().seed);
            Some((guest, replay))
        });
        let card = detail.as_ref().map(|(g, replay)| self.card(g, replay));
        reports::tour::text(frame, all, card.as_ref())
    }

    fn region<'b>(&'b self, architecture: &'b Architecture) -> &'b str {
        self.onto
            .unwrap_or_else(|| search::strikes(architecture, &self.storm.tape))
    }

    fn ready(&self, guest: &Guest<'_>) -> Vec<Ready<'_>> {
        let (library, storm) = (self.library, self.storm);
        storm.ready(library, guest.architecture, self.onto, &guest.log)
    }

    fn replay(&self, guest: &Guest<'_>, tapes: &[Ready<'_>], seed: u64) -> Replay {
        let options = LiveOptions {
            seed,
            commands: guest.log.tenant(),
            ..self.storm.options(self.circumstances)
        };
        let offers = self.storm.offers(self.library);
        search::replay(guest.architecture, offers, tapes, &options)
    }

    fn card<'b>(&'b self, guest: &'b Guest<'_>, replay: &'b Replay) -> Card<'b> {
        let architecture = guest.architecture;
        Card {
            teaches: &architecture.teaches,
            title: &self.storm.title,
            clock: self.storm.clock,
            replay,
            tape: &self.storm.tape,
            commands: &guest.told,
            cloud_seed: self.circumstances.cloud_seed(),
            values_drawn: self.circumstances.assumed == AssumedArg::Drawn,
            absent: search::absent(architecture, self.region(architecture)),
        }
    }
}

/// What was typed beside the seeds, where it is not what would be taken anyway.
fn options(circumstances: &Circumstances) -> String {
    let mut options = String::new();
    if circumstances.outage != DEFAULT_OUTAGE {
        options.push_str(&format!(" --outage {}", circumstances.outage));
    }
    if let Some(region) = &circumstances.onto {
        options.push_str(&format!(" --onto {region}"));
    }
    if circumstances.luck == LuckArg::Drawn {
        options.push_str(" --luck drawn");
    }
    if circumstances.assumed == AssumedArg::Drawn {
        options.push_str(" --assumed drawn");
    }
    options
}
