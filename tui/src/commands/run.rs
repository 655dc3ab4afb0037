//! `zonefall run`: one architecture against one outage.

use super::debrief;
use crate::again;
use crate::cli::many::AssumedArg;
use crate::cli::{self, Command, LuckArg, RunFormat, RunOne};
use crate::failure::Failure;
use crate::inputs::{self, Storm};
use crate::output::Console;
use crate::recorded::Asked;
use crate::screen::{self, work::Setup};
use reports::Card;
use reports::trace::Picture;
use scenarios::Library;
use search::log::Told;
use search::many::Values;
use search::{Ready, Replay, Try};
use tenant::architecture::Architecture;
use tenant::{LiveOptions, Luck};

pub(super) fn run(args: &RunOne, console: &mut Console<'_>) -> Result<(), Failure> {
    let asked = Asked::of(
        args.architecture.as_deref(),
        &args.circumstances,
        args.zone.as_deref(),
        &args.recorded,
    )?;
    if args.tui || args.look.plain {
        return on_screen(asked, args);
    }
    if args.debrief || args.markdown || !args.predict.is_empty() {
        return debrief::run(asked, args, console);
    }
    let digest = shown(&asked, args, console)?;
    asked.compare(&digest, console)
}

/// Shows the run as it was asked for; its digest.
fn shown(asked: &Asked, args: &RunOne, console: &mut Console<'_>) -> Result<String, Failure> {
    let file = args.output.as_deref();
    let version = env!("CARGO_PKG_VERSION");
    let made_of = match (args.trace_digest, args.format) {
        (true, _) => Some(digests(asked)?),
        (false, RunFormat::Trace) => Some(trace(asked)?),
        (false, RunFormat::Text | RunFormat::Json | RunFormat::Html) => None,
    };
    if let Some((text, digest)) = made_of {
        console.write(&text, file)?;
        return Ok(digest);
    }
    let lived = Lived::new(asked)?;
    let card = lived.card();
    match args.format {
        RunFormat::Json => console.write(&reports::json::run(&card, version), file)?,
        RunFormat::Html => {
            let command = again(asked);
            let made = reports::page::Made {
                version,
                command: &command,
            };
            console.write_page(&reports::page::run(&card, made), file)?;
        }
        RunFormat::Text | RunFormat::Trace => console.write(&reports::text::text(&card), file)?,
    }
    Ok(lived.digest())
}

/// On the full screen, or line by line; what somebody did opens as a branch of the lab.
fn on_screen(asked: Asked, args: &RunOne) -> Result<(), Failure> {
    let setup = Setup {
        architecture: asked.architecture,
        circumstances: asked.circumstances,
        zone: asked.zone,
    };
    let first = match args.recorded.commands {
        Some(_) => screen::First::Lab(setup),
        None => screen::First::Replay(setup),
    };
    screen::open(first, &args.look)
}

/// The line that makes the page again.
fn again(asked: &Asked) -> String {
    let c = &asked.circumstances;
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
        &asked.architecture,
        &c.outage,
        onto,
        c.seed,
        cloud,
        values,
        luck,
    );
    format!("{line} --format html -o page.html")
}

/// What a run is made of, with the worst of its zones.
struct Worst<'a> {
    library: &'a Library,
    architecture: &'a Architecture,
    ready: &'a Ready<'a>,
    storm: &'a Storm,
    options: &'a LiveOptions,
    lived: &'a Try,
}

/// Lives on every zone and hands over what is known of the worst; the text that is made of it, and its digest.
fn with_worst(
    asked: &Asked,
    tell: impl FnOnce(&Worst<'_>) -> String,
) -> Result<(String, String), Failure> {
    let circumstances = &asked.circumstances;
    let library = inputs::library()?;
    let (architecture, _) = inputs::architecture(&library, &asked.architecture)?;
    let onto = inputs::onto(&library, circumstances.onto.as_deref())?;
    let storm = inputs::storm(&library, circumstances)?;
    let log = storm.log(&library, &architecture)?;
    let tapes = storm.ready(&library, &architecture, onto, &log);
    let options = LiveOptions {
        commands: log.tenant(),
        ..storm.options(circumstances)
    };
    let mut replay = search::replay(&architecture, storm.offers(&library), &tapes, &options);
    show_zone(&mut replay, asked.zone.as_deref())?;
    let lived = &replay.tries[replay.worst];
    let text = tell(&Worst {
        library: &library,
        architecture: &architecture,
        ready: &tapes[replay.worst],
        storm: &storm,
        options: &options,
        lived,
    });
    Ok((text, lived.outcome.digest.to_string()))
}

/// The worst of the runs as a trace.
fn trace(asked: &Asked) -> Result<(String, String), Failure> {
    with_worst(asked, |worst| {
        let picture = Picture {
            architecture: worst.architecture,
            lived: worst.lived,
            tape: &worst.ready.tape,
            cloud_seed: asked.circumstances.cloud_seed(),
            values_drawn: asked.circumstances.assumed == AssumedArg::Drawn,
            title: &worst.storm.title,
            start: worst.storm.clock.start(),
        };
        reports::trace::trace(&picture, env!("CARGO_PKG_VERSION"))
    })
}

/// The worst of the runs again, event by event.
fn digests(asked: &Asked) -> Result<(String, String), Failure> {
    let circumstances = &asked.circumstances;
    with_worst(asked, |worst| {
        let world = worst.ready.world(worst.storm.offers(worst.library));
        let options = worst.options;
        let (outcome, lines) = tenant::live_traced(worst.architecture, &world, options);
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
    commands: Vec<Told>,
    cloud_seed: u64,
    values_drawn: bool,
    absent: bool,
}

impl Lived {
    /// Loads both and runs them.
    pub(super) fn new(asked: &Asked) -> Result<Self, Failure> {
        let circumstances = &asked.circumstances;
        let library = inputs::library()?;
        let (architecture, _) = inputs::architecture(&library, &asked.architecture)?;
        let onto = inputs::onto(&library, circumstances.onto.as_deref())?;
        let storm = inputs::storm(&library, circumstances)?;
        let log = storm.log(&library, &architecture)?;
        let tapes = storm.ready(&library, &architecture, onto, &log);
        let options = LiveOptions {
            commands: log.tenant(),
            ..storm.options(circumstances)
        };
        let mut replay = search::replay(&architecture, storm.offers(&library), &tapes, &options);
        drop(tapes);
        show_zone(&mut replay, asked.zone.as_deref())?;
        let region = onto.unwrap_or_else(|| search::strikes(&architecture, &storm.tape));
        Ok(Self {
            absent: search::absent(&architecture, region),
            commands: log.told(&architecture),
            cloud_seed: circumstances.cloud_seed(),
            values_drawn: circumstances.assumed == AssumedArg::Drawn,
            teaches: architecture.teaches,
            storm,
            replay,
        })
    }

    /// What a line to paste shows; `None` if it shows no run.
    pub(super) fn of_line(line: &str) -> Option<Self> {
        let words = shlex::split(line)?.into_iter().map(Into::into);
        let Some(Command::Run(args)) = cli::parse(words).ok()?.command else {
            return None;
        };
        let asked = Asked::of(
            args.architecture.as_deref(),
            &args.circumstances,
            args.zone.as_deref(),
            &args.recorded,
        );
        Self::new(&asked.ok()?).ok()
    }

    /// Fingerprint of the run that is shown.
    pub(super) fn digest(&self) -> String {
        let shown = &self.replay.tries[self.replay.worst];
        shown.outcome.digest.to_string()
    }

    /// What reports need.
    pub(super) fn card(&self) -> Card<'_> {
        Card {
            teaches: &self.teaches,
            title: &self.storm.title,
            clock: self.storm.clock,
            replay: &self.replay,
            tape: &self.storm.tape,
            commands: &self.commands,
            cloud_seed: self.cloud_seed,
            values_drawn: self.values_drawn,
            absent: self.absent,
        }
    }
}
