//! Many runs of one architecture under one outage, lived in steps so that what is known so far can be looked at.

use super::{Failed, Rooms, Setup, Ticker};
use crate::cli::many::{AssumedArg, CacheArgs, Draws};
use crate::cli::sweep::Sweep as Args;
use crate::cli::{Circumstances, LuckArg};
use crate::inputs;
use reports::words::Clock;
use search::many::{Run, Stage, Values};
use search::sweep::{Sweep, sweep};
use tenant::Luck;

/// What `zonefall sweep` is asked, but for how many runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// A file or the name of a built-in architecture.
    pub architecture: String,
    /// A file or the id of a built-in outage.
    pub outage: String,
    /// Region to put it on.
    pub onto: Option<String>,
    /// The first seed.
    pub from: u64,
    /// How the outage is drawn.
    pub draws: Draws,
}

/// Runs that commands live unless told otherwise.
pub const RUNS: u64 = 1000;
/// Draws of the cloud that commands take unless told otherwise.
const CLOUDS: u32 = 20;

impl Ask {
    /// As `zonefall sweep` would be asked without options about what this setup is of.
    #[must_use]
    pub fn of(setup: &Setup) -> Self {
        Self {
            architecture: setup.architecture.clone(),
            outage: setup.circumstances.outage.clone(),
            onto: setup.circumstances.onto.clone(),
            from: 0,
            draws: draws(),
        }
    }

    /// As the command was asked; with the seed after the last.
    #[must_use]
    pub fn typed(args: &Args) -> (Self, u64) {
        let ask = Self {
            architecture: args.architecture.clone(),
            outage: args.outage.clone(),
            onto: args.onto.clone(),
            from: args.seeds.0.start,
            draws: args.draws.clone(),
        };
        (ask, args.seeds.0.end)
    }

    /// Whether all that is named is there.
    ///
    /// # Errors
    /// What is not, or has mistakes.
    pub fn check(&self, rooms: &Rooms) -> Result<(), Failed> {
        let library = &rooms.library;
        inputs::architecture(library, &self.architecture)?;
        inputs::onto(library, self.onto.as_deref())?;
        inputs::source(library, inputs::STORMS, &self.outage)?;
        Ok(())
    }

    /// The setup that shows the run of a seed again. `values`: what the draws vary.
    #[must_use]
    pub fn setup(&self, seed: u64, luck: Luck, values: Values) -> Setup {
        let clouds = u64::from(self.draws.clouds.max(1));
        Setup {
            architecture: self.architecture.clone(),
            circumstances: Circumstances {
                outage: self.outage.clone(),
                onto: self.onto.clone(),
                luck: match luck {
                    Luck::Touched => LuckArg::Touched,
                    Luck::Drawn => LuckArg::Drawn,
                },
                seed,
                cloud_seed: (values != Values::Observed).then_some(seed % clouds),
                assumed: match values {
                    Values::Drawn => AssumedArg::Drawn,
                    Values::Fixed | Values::Observed => AssumedArg::Fixed,
                },
            },
            zone: None,
        }
    }
}

/// How the outage is drawn unless told otherwise.
#[must_use]
pub const fn draws() -> Draws {
    Draws {
        clouds: CLOUDS,
        assumed: AssumedArg::Drawn,
        cache: CacheArgs { no_cache: false },
    }
}

/// Many runs and what they say together.
#[derive(Debug, Clone, PartialEq)]
pub struct Many {
    /// What was asked.
    pub ask: Ask,
    /// One per seed from the first on.
    pub runs: Vec<Run>,
    /// What they say.
    pub sweep: Sweep,
    /// Local time of the outage.
    pub clock: Clock,
}

impl Many {
    /// The setup that shows the run of a seed again.
    #[must_use]
    pub fn setup(&self, seed: u64, luck: Luck) -> Setup {
        self.ask.setup(seed, luck, self.sweep.frame.values)
    }
}

/// Runs between two looks at whether somebody still wants them.
const CHUNK: usize = 16;

/// Lives what is missing of the runs up to the seed `until`.
pub(super) fn many(
    ask: &Ask,
    known: Option<&Many>,
    until: u64,
    rooms: &Rooms,
    ticker: &Ticker,
) -> Result<Many, Failed> {
    let library = &rooms.library;
    let (architecture, _) = inputs::architecture(library, &ask.architecture)?;
    let onto = inputs::onto(library, ask.onto.as_deref())?;
    let storms = rooms.weather(&ask.outage, &ask.draws, ticker)?;
    let stage = storms.stage(library, &architecture, onto)?;
    let mut runs = known.map_or_else(Vec::new, |k| k.runs.clone());
    let first = ask.from + runs.len() as u64;
    let seeds: Vec<u64> = (first..until).collect();
    live(&stage, &seeds, &mut runs, ticker)?;
    let frame = known.map_or_else(|| stage.frame(), |k| k.sweep.frame.clone());
    let mut notes = stage.notes();
    if let Some(known) = known {
        notes.merge(&known.sweep.notes);
    }
    let seeds = (ask.from, ask.from + runs.len() as u64);
    Ok(Many {
        ask: ask.clone(),
        sweep: sweep(frame, seeds, &runs, notes),
        runs,
        clock: storms.clock,
    })
}

/// Lives these seeds, and adds their runs.
pub(super) fn live(
    stage: &Stage<'_>,
    seeds: &[u64],
    runs: &mut Vec<Run>,
    ticker: &Ticker,
) -> Result<(), Failed> {
    let mut done = 0;
    for chunk in seeds.chunks(CHUNK) {
        ticker.at("living through it", done, seeds.len())?;
        runs.extend(stage.runs(chunk, &|_| {}));
        done += chunk.len();
    }
    Ok(ticker.at("adding it up", done, seeds.len())?)
}
