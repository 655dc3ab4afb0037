//! `zonefall forecast`: what to expect of an architecture's ordinary life, with recorded outages in it if they are asked
//! for.

use crate::cli::many::{AssumedArg, Draws};
use crate::cli::{BackgroundArg, Forecast, Format};
use crate::failure::Failure;
use crate::inputs::{self, invalid};
use crate::output::Console;
use crate::progress::Progress;
use crate::weather;
use scenarios::{Kind, Library, Recurrence, Source};
use search::forecast::{Question, Recorded, Refused};
use tape::Tape;
use tenant::architecture::Architecture;

/// What stands for every recorded outage of the home's provider.
const ALL: &str = "recorded";

pub(super) fn run(args: &Forecast, console: &mut Console<'_>) -> Result<(), Failure> {
    let library = inputs::library()?;
    let (architecture, _) = inputs::architecture(&library, &args.architecture)?;
    let progress = Progress::new(console.progress);
    let drawn = drawn(&library, &architecture, args, &progress)?;
    let recorded: Vec<Recorded<'_>> = drawn.iter().map(Drawn::recorded).collect();
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
        recorded: &recorded,
    };
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

/// A recorded outage with its draws.
struct Drawn {
    title: String,
    recurrence: Recurrence,
    tapes: Vec<Tape>,
}

impl Drawn {
    fn recorded(&self) -> Recorded<'_> {
        Recorded {
            outage: self.tapes.first().map_or("", |t| t.outage.as_str()),
            title: &self.title,
            every: self.recurrence.every,
            why: &self.recurrence.why,
            tapes: &self.tapes,
        }
    }
}

fn drawn(
    library: &Library,
    architecture: &Architecture,
    args: &Forecast,
    progress: &Progress,
) -> Result<Vec<Drawn>, Failure> {
    let draws = Draws {
        clouds: args.clouds,
        assumed: AssumedArg::Drawn,
        cache: args.cache,
    };
    let mut out: Vec<Drawn> = Vec::new();
    for (source, recurrence) in wanted(library, architecture, &args.outages)? {
        let storms = weather::storms_of(library, &source, &draws, progress)?;
        out.push(Drawn {
            title: storms.weather.title,
            recurrence,
            tapes: storms.weather.tapes,
        });
    }
    Ok(out)
}

/// The outages that were asked for, each once.
fn wanted(
    library: &Library,
    architecture: &Architecture,
    typed: &[String],
) -> Result<Vec<(Source, Recurrence)>, Failure> {
    let mut out: Vec<(Source, Recurrence)> = Vec::new();
    let mut add = |source: Source, recurrence: Recurrence| {
        if out.iter().all(|(s, _)| s.name != source.name) {
            out.push((source, recurrence));
        }
    };
    for name in typed {
        if name == ALL {
            for (source, recurrence) in at_home(library, architecture)? {
                add(source, recurrence);
            }
            continue;
        }
        let source = inputs::source(library, &[Kind::Outage, Kind::Tape], name)?;
        let recurrence = scenarios::recurrence(&source).map_err(|p| invalid(&p))?;
        let recurrence = recurrence.ok_or_else(|| {
            Failure::Invalid(format!(
                "error: {name} does not say how often it happens, so it cannot be drawn\n  = help: add this to a copy \
                 of it: `every: {{ value: 3650d, assumed: why, range: [1000d, 10000d] }}`\n  = help: zonefall show {name}"
            ))
        })?;
        add(source, recurrence);
    }
    Ok(out)
}

/// Every outage of the home's provider that says how often it happens; where it is simulated and was observed too, the
/// simulated one.
fn at_home(
    library: &Library,
    architecture: &Architecture,
) -> Result<Vec<(Source, Recurrence)>, Failure> {
    let provider = architecture.home.split('/').next().unwrap_or_default();
    let mut out = Vec::new();
    for item in library.list(Kind::Outage).chain(library.list(Kind::Tape)) {
        let Some(recurrence) = scenarios::recurrence(&item.source).map_err(|p| invalid(&p))? else {
            continue;
        };
        let region = if item.kind == Kind::Tape {
            let tape = scenarios::load_tape(&item.source).map_err(|p| invalid(&p))?;
            if library.find(Kind::Outage, &tape.outage).is_some() {
                continue;
            }
            tape.places.path(tape.region).to_owned()
        } else {
            inputs::outage(library, &item.source)?.0.region
        };
        if region.split('/').next() == Some(provider) {
            out.push((item.source.clone(), recurrence));
        }
    }
    Ok(out)
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
