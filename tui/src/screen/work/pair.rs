//! Two architectures under the same outage: one run of both to be looked at, and what many runs say of them.

use super::many::{draws, live};
use super::{Ask, Failed, Rooms, Setup, Ticker, story};
use crate::cli::LuckArg;
use crate::cli::compare::Compare as Args;
use crate::cli::many::{AssumedArg, Draws};
use crate::inputs::{self, Storm};
use crate::screen::story::Story;
use scenarios::{Kind, Library};
use search::compare::{Comparison, Question, of_runs};
use search::log::Log;
use search::many::{Stage, Values, Weather};
use search::matrix::monthly_micro;
use std::sync::Arc;
use tape::Offer;
use tenant::Luck;
use tenant::architecture::Architecture;

/// What is compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Versus {
    /// One; its circumstances are those of both.
    pub a: Setup,
    /// The other.
    pub b: Setup,
    /// Many runs of both; `None`: the one of the circumstances.
    pub over: Option<Over>,
}

/// Many runs of two, as `zonefall compare` lives them.
#[derive(Debug, Clone, PartialEq)]
pub struct Over {
    /// First seed and the one after the last.
    pub seeds: (u64, u64),
    /// How the outage is drawn.
    pub draws: Draws,
    /// With which luck.
    pub luck: LuckArg,
    /// The run to be looked at; `None`: the middle one of those that differ.
    pub shown: Option<u64>,
}

/// Pairs of runs that the command lives unless told otherwise.
const RUNS: u64 = 200;

impl Over {
    /// As `zonefall compare` would be asked without options.
    #[must_use]
    pub const fn usual() -> Self {
        Self {
            seeds: (0, RUNS),
            draws: draws(),
            luck: LuckArg::Drawn,
            shown: None,
        }
    }
}

impl Versus {
    /// As the command was asked.
    #[must_use]
    pub fn typed(args: &Args) -> Self {
        let mut a = Setup::new(&args.a);
        a.circumstances.outage.clone_from(&args.outage);
        a.circumstances.onto.clone_from(&args.onto);
        a.circumstances.luck = args.luck;
        let b = Setup {
            architecture: args.b.clone(),
            ..a.clone()
        };
        let over = Over {
            seeds: (args.seeds.0.start, args.seeds.0.end),
            draws: args.draws.clone(),
            luck: args.luck,
            shown: args.seed,
        };
        Self {
            a,
            b,
            over: Some(over),
        }
    }

    /// Whether all that is named is there.
    ///
    /// # Errors
    /// What is not, or has mistakes.
    pub fn check(&self, rooms: &Rooms) -> Result<(), Failed> {
        let library = &rooms.library;
        inputs::architecture(library, &self.a.architecture)?;
        inputs::architecture(library, &self.b.architecture)?;
        inputs::onto(library, self.a.circumstances.onto.as_deref())?;
        source(library, &self.a)?;
        Ok(())
    }
}

/// The text of the outage.
fn source(library: &Library, setup: &Setup) -> Result<scenarios::Source, Failed> {
    let outage = &setup.circumstances.outage;
    Ok(inputs::source(library, inputs::STORMS, outage)?)
}

/// One run of two architectures, and what all runs say.
#[derive(Debug)]
pub struct Pair {
    /// What was asked.
    pub versus: Versus,
    /// The run of each.
    pub stories: [Arc<Story>; 2],
    /// Of all runs; its shown run is that of the stories.
    pub comparison: Comparison,
    /// What each rents on a calm month, micro-dollars.
    pub monthly_micro: [u64; 2],
}

/// Lives both.
pub(super) fn pair(versus: &Versus, rooms: &Rooms, ticker: &Ticker) -> Result<Pair, Failed> {
    let library = &rooms.library;
    let (a, _) = inputs::architecture(library, &versus.a.architecture)?;
    let (b, _) = inputs::architecture(library, &versus.b.architecture)?;
    let (comparison, offers) = compared(versus, [&a, &b], rooms, ticker)?;
    let seed = comparison.shown.seed;
    let side = |setup: &Setup, i: usize| -> Result<Arc<Story>, Failed> {
        let zone = comparison.shown.tries[i].zone.clone();
        let shown = match &versus.over {
            None => setup.clone(),
            Some(over) => {
                let ask = Ask {
                    architecture: setup.architecture.clone(),
                    outage: versus.a.circumstances.outage.clone(),
                    onto: versus.a.circumstances.onto.clone(),
                    from: over.seeds.0,
                    draws: over.draws.clone(),
                };
                ask.setup(seed, luck(over.luck), comparison.a.values)
            }
        };
        let circumstances = match &versus.over {
            None => versus.a.circumstances.clone(),
            Some(_) => shown.circumstances.clone(),
        };
        let setup = Setup {
            circumstances,
            zone,
            ..shown
        };
        Ok(Arc::new(story(&setup, rooms, ticker)?))
    };
    Ok(Pair {
        stories: [side(&versus.a, 0)?, side(&versus.b, 1)?],
        versus: versus.clone(),
        monthly_micro: [&a, &b].map(|arch| monthly_micro(arch, offers)),
        comparison,
    })
}

const fn luck(typed: LuckArg) -> Luck {
    match typed {
        LuckArg::Touched => Luck::Touched,
        LuckArg::Drawn => Luck::Drawn,
    }
}

/// What all runs say, or the single one; and what was offered at the time.
fn compared<'a>(
    versus: &Versus,
    files: [&Architecture; 2],
    rooms: &'a Rooms,
    ticker: &Ticker,
) -> Result<(Comparison, &'a [Offer]), Failed> {
    let circumstances = &versus.a.circumstances;
    let onto = inputs::onto(&rooms.library, circumstances.onto.as_deref())?;
    let with = |(weather, offers): (&Weather, &'a [Offer]),
                logs: [Log; 2],
                seeds: &[u64],
                with: Luck,
                shown| {
        let stage = |i: usize| Stage::under(files[i], offers, weather, onto, &logs[i]);
        let stages = [stage(0), stage(1)];
        let mut runs = [Vec::new(), Vec::new()];
        for (stage, runs) in stages.iter().zip(&mut runs) {
            live(stage, seeds, runs, ticker)?;
        }
        let question = Question {
            a: &stages[0],
            b: &stages[1],
            files,
            seeds,
            luck: with,
            shown,
        };
        Ok((of_runs(&question, [&runs[0], &runs[1]]), offers))
    };
    match &versus.over {
        Some(over) => {
            let storms = rooms.weather(&circumstances.outage, &over.draws, ticker)?;
            let seeds: Vec<u64> = (over.seeds.0..over.seeds.1).collect();
            let log = |arch| storms.log(&rooms.library, arch);
            let logs = [log(files[0])?, log(files[1])?];
            let world = (&storms.weather, storms.offers(&rooms.library));
            with(world, logs, &seeds, luck(over.luck), over.shown)
        }
        None => {
            ticker.at("simulating the outage", 0, 1)?;
            let weather = alone(versus, rooms)?;
            let seed = circumstances.seed;
            let storm = rooms.storm(circumstances)?;
            let log = |arch| storm.log(&rooms.library, arch);
            let logs = [log(files[0])?, log(files[1])?];
            with(
                (&weather, storm.offers(&rooms.library)),
                logs,
                &[seed],
                luck(circumstances.luck),
                Some(seed),
            )
        }
    }
}

/// What the outage is that commands are about; of others their own kind.
fn kind_of_draws(storm: &Storm, kind: Kind) -> Kind {
    storm.commands.as_ref().map_or(kind, |c| c.outage_kind)
}

/// The outage of the circumstances as the only draw there is.
fn alone(versus: &Versus, rooms: &Rooms) -> Result<Weather, Failed> {
    let circumstances = &versus.a.circumstances;
    let source = source(&rooms.library, &versus.a)?;
    let kind = scenarios::kind_of(&source).map_err(|p| inputs::invalid(&p))?;
    let storm = rooms.storm(circumstances)?;
    let of_day = storm.clock.start_unix.unwrap_or(0).rem_euclid(86_400);
    Ok(Weather {
        outage: storm.tape.outage.clone(),
        title: storm.title.clone(),
        start_hour_utc: of_day as f64 / 3600.0,
        tapes: vec![storm.tape.clone()],
        plain: storm.plain.iter().cloned().collect(),
        values: match (kind_of_draws(&storm, kind), circumstances.assumed) {
            (Kind::Tape, _) => Values::Observed,
            (_, AssumedArg::Drawn) => Values::Drawn,
            (_, AssumedArg::Fixed) => Values::Fixed,
        },
    })
}
