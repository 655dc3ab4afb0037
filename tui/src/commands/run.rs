//! `zonefall run`: one architecture against one outage.

use super::debrief;
use crate::again;
use crate::cli::many::AssumedArg;
use crate::cli::{Circumstances, Cli, Command, LuckArg, RunFormat, RunOne};
use crate::failure::Failure;
use crate::inputs::{self, Storm};
use crate::output::Console;
use crate::screen::{self, work::Setup};
use clap::Parser as _;
use reports::Card;
use reports::trace::Picture;
use scenarios::Library;
use search::many::Values;
use search::{Ready, Replay};
use tenant::architecture::Architecture;
use tenant::{LiveOptions, Luck};

pub(super) fn run(args: &RunOne, console: &mut Console<'_>) -> Result<(), Failure> {
    let file = args.output.as_deref();
    if args.trace_digest {
        return console.write(&digests(args)?, file);
    }
    if args.tui || args.look.plain {
        return on_screen(args);
    }
    if args.debrief || args.markdown || !args.predict.is_empty() {
        return debrief::run(args, console);
    }
    let lived = || {
        Lived::new(
            &args.architecture,
            &args.circumstances,
            args.zone.as_deref(),
        )
    };
    let version = env!("CARGO_PKG_VERSION");
    match args.format {
        RunFormat::Text => console.write(&reports::text::text(&lived()?.card()), file),
        RunFormat::Json => console.write(&reports::json::run(&lived()?.card(), version), file),
        RunFormat::Html => {
            let command = again(args);
            let made = reports::page::Made {
                version,
                command: &command,
            };
            console.write_page(&reports::page::run(&lived()?.card(), made), file)
        }
        RunFormat::Trace => console.write(&trace(args)?, file),
    }
}

/// On the full screen, or line by line.
fn on_screen(args: &RunOne) -> Result<(), Failure> {
    let setup = Setup {
        architecture: args.architecture.clone(),
        circumstances: args.circumstances.clone(),
        zone: args.zone.clone(),
    };
    screen::open(screen::First::Replay(setup), &args.look)
}

/// The line that makes the page again.
fn again(args: &RunOne) -> String {
    let c = &args.circumstances;
    let values = match c.assumed {
        AssumedArg::Fixed => Values::Fixed,
        AssumedArg::Drawn => Values::Drawn,
    };
    let luck = match c.luck {
        LuckArg::Touched => Luck::Touched,
        LuckArg::Drawn => Luck::Drawn,
    };
    let (onto, cloud) = (c.onto.as_deref(), c.cloud_seed());
    let line = again::replay_line(
        &args.architecture,
        &c.outage,
        onto,
        c.seed,
        cloud,
        values,
        luck,
    );
    format!("{line} --format html -o page.html")
}

/// Lives on every zone and hands over what is known of the worst: the architecture, its tape, the storm, all runs.
fn with_worst(
    args: &RunOne,
    tell: impl FnOnce(&Library, &Architecture, &Ready<'_>, &Storm, &Replay) -> String,
) -> Result<String, Failure> {
    let circumstances = &args.circumstances;
    let library = inputs::library()?;
    let (architecture, _) = inputs::architecture(&library, &args.architecture)?;
    let onto = inputs::onto(&library, circumstances.onto.as_deref())?;
    let storm = inputs::storm(&library, circumstances)?;
    let offers = library.offers();
    let tapes = search::ready(&architecture, offers, &storm.tape, onto);
    let options = storm.options(circumstances);
    let mut replay = search::replay(&architecture, offers, &tapes, &options);
    show_zone(&mut replay, args.zone.as_deref())?;
    Ok(tell(
        &library,
        &architecture,
        &tapes[replay.worst],
        &storm,
        &replay,
    ))
}

/// The worst of the runs as a trace.
fn trace(args: &RunOne) -> Result<String, Failure> {
    with_worst(args, |_, architecture, ready, storm, replay| {
        let picture = Picture {
            architecture,
            lived: &replay.tries[replay.worst],
            tape: &ready.tape,
            cloud_seed: args.circumstances.cloud_seed(),
            values_drawn: args.circumstances.assumed == AssumedArg::Drawn,
            title: &storm.title,
            start: storm.clock.start(),
        };
        reports::trace::trace(&picture, env!("CARGO_PKG_VERSION"))
    })
}

/// The worst of the runs again, event by event.
fn digests(args: &RunOne) -> Result<String, Failure> {
    let circumstances = &args.circumstances;
    with_worst(args, |library, architecture, ready, storm, _| {
        let options: LiveOptions = storm.options(circumstances);
        let world = ready.world(library.offers());
        let (outcome, lines) = tenant::live_traced(architecture, &world, &options);
        let luck = match options.luck {
            tenant::Luck::Touched => "touched",
            tenant::Luck::Drawn => "drawn",
        };
        let head = [
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
            ("architecture", outcome.architecture),
            ("outage", outcome.outage),
            ("place", outcome.place),
            ("struck", outcome.struck_zone.unwrap_or("none".to_owned())),
            ("luck", luck.to_owned()),
            ("seed", circumstances.seed.to_string()),
            ("cloud-seed", circumstances.cloud_seed().to_string()),
            ("assumed", circumstances.assumed.name().to_owned()),
            ("end", outcome.end.to_string()),
            ("digest", outcome.digest.to_string()),
        ];
        reports::diff::trace(&head, &lines)
    })
}

/// Has the run shown in which this zone is struck: its whole path, or its last part.
pub fn show_zone(replay: &mut Replay, zone: Option<&str>) -> Result<(), Failure> {
    let Some(asked) = zone else { return Ok(()) };
    let tried: Vec<&str> = replay
        .tries
        .iter()
        .filter_map(|t| t.zone.as_deref())
        .collect();
    let is = |path: &str| path == asked || path.rsplit('/').next() == Some(asked);
    let found = replay
        .tries
        .iter()
        .position(|t| t.zone.as_deref().is_some_and(is));
    let unknown = || inputs::unknown("tried zone", asked, tried.iter().copied());
    replay.worst = found.ok_or_else(unknown)?;
    Ok(())
}

/// An architecture that has lived through an outage.
pub(super) struct Lived {
    teaches: String,
    storm: Storm,
    replay: Replay,
    cloud_seed: u64,
    values_drawn: bool,
    absent: bool,
}

impl Lived {
    /// Loads both and runs them.
    pub(super) fn new(
        architecture: &str,
        circumstances: &Circumstances,
        zone: Option<&str>,
    ) -> Result<Self, Failure> {
        let library = inputs::library()?;
        let (architecture, _) = inputs::architecture(&library, architecture)?;
        let onto = inputs::onto(&library, circumstances.onto.as_deref())?;
        let storm = inputs::storm(&library, circumstances)?;
        let tapes = search::ready(&architecture, library.offers(), &storm.tape, onto);
        let options = storm.options(circumstances);
        let mut replay = search::replay(&architecture, library.offers(), &tapes, &options);
        drop(tapes);
        show_zone(&mut replay, zone)?;
        let region = onto.unwrap_or(&architecture.home);
        Ok(Self {
            absent: inputs::absent(&architecture, region),
            cloud_seed: circumstances.cloud_seed(),
            values_drawn: circumstances.assumed == AssumedArg::Drawn,
            teaches: architecture.teaches,
            storm,
            replay,
        })
    }

    /// What a line to paste shows; `None` if it shows no run.
    pub(super) fn of_line(line: &str) -> Option<Self> {
        let words = shlex::split(line)?;
        let Some(Command::Run(args)) = Cli::try_parse_from(words).ok()?.command else {
            return None;
        };
        Self::new(
            &args.architecture,
            &args.circumstances,
            args.zone.as_deref(),
        )
        .ok()
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
            values_drawn: self.values_drawn,
            absent: self.absent,
        }
    }
}
