//! An outage drawn several times: simulated, or read from the cache, or the single tape of an observed one; with what a
//! commands file has done in it.

use crate::campaign;
use crate::cli::many::{AssumedArg, Draws};
use crate::failure::Failure;
use crate::inputs;
use crate::progress::Progress;
use crate::tapes::Tapes;
use cloud::outage::{CloudRun, DatedAction};
use rayon::prelude::*;
use reports::words::Clock;
use scenarios::{CommandFile, Kind, Library, Source};
use search::draws;
use search::log::Log;
use search::many::{Stage, Values, Weather};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use tape::{Offer, Tape};
use tenant::architecture::Architecture;

/// An outage for many runs.
#[derive(Debug)]
pub struct Storms {
    /// Its draws.
    pub weather: Weather,
    /// Its local time.
    pub clock: Clock,
    /// The cloud whose offer held then, if one is named.
    pub cloud: Option<String>,
    /// What is done in it, if anything is.
    pub commands: Option<CommandFile>,
}

impl Storms {
    /// What is done when this architecture lives through it.
    pub fn log(&self, library: &Library, architecture: &Architecture) -> Result<Log, Failure> {
        inputs::log(self.commands.as_ref(), library, architecture)
    }

    /// What providers offered at the time.
    pub fn offers<'a>(&self, library: &'a Library) -> &'a [Offer] {
        inputs::offers(library, self.cloud.as_deref())
    }

    /// An architecture in it, with all that is done.
    pub fn stage<'a>(
        &'a self,
        library: &'a Library,
        architecture: &'a Architecture,
        onto: Option<&'a str>,
    ) -> Result<Stage<'a>, Failure> {
        let log = self.log(library, architecture)?;
        let offers = self.offers(library);
        Ok(Stage::under(
            architecture,
            offers,
            &self.weather,
            onto,
            &log,
        ))
    }
}

/// Draws an outage that was typed: a built-in or a file, an outage, an observed tape or a commands file.
pub fn storms(
    library: &Library,
    typed: &str,
    draws: &Draws,
    progress: &Progress,
) -> Result<Storms, Failure> {
    let source = inputs::source(library, inputs::STORMS, typed)?;
    storms_of(library, &source, draws, progress)
}

/// The same of a text that was found already.
pub fn storms_of(
    library: &Library,
    source: &Source,
    draws: &Draws,
    progress: &Progress,
) -> Result<Storms, Failure> {
    let watch = |done, total| {
        progress.at("simulating the outage", done, total);
        Ok(())
    };
    let (storms, trouble) = watched(library, source, draws, &watch)?;
    if let Some(text) = trouble {
        progress.note(&text);
    }
    Ok(storms)
}

/// Told how many draws are made, of how many; a failure ends it.
pub type Watch<'a> = &'a (dyn Fn(usize, usize) -> Result<(), Failure> + Sync);

/// The same, with somebody who may give it up; and what could not be kept.
pub fn watched(
    library: &Library,
    source: &Source,
    draws: &Draws,
    watch: Watch<'_>,
) -> Result<(Storms, Option<String>), Failure> {
    match scenarios::kind_of(source).map_err(|p| inputs::invalid(&p))? {
        Kind::Tape => {
            let storm = inputs::observed(library, source)?;
            let named = (storm.title, storm.clock, storm.cloud);
            let storms = of(named, vec![storm.tape], Values::Observed);
            Ok((storms, None))
        }
        Kind::Campaign => campaign::storms(library, source, draws, watch),
        Kind::Commands => {
            let file = scenarios::load_commands(source, library);
            let file = file.map_err(|p| inputs::invalid(&p))?;
            let outage = &file.outage_source;
            let (mut storms, mut trouble) = watched(library, outage, draws, watch)?;
            let actions = file.cloud();
            if !actions.is_empty() {
                let (changed, more) = simulated(library, outage, &actions, draws, watch)?;
                trouble = trouble.or(more);
                storms.weather.plain =
                    std::mem::replace(&mut storms.weather.tapes, changed.weather.tapes);
            }
            storms.weather.outage = stem(source);
            storms.weather.title = inputs::title_with(&file, &storms.weather.title);
            storms.commands = Some(file);
            Ok((storms, trouble))
        }
        Kind::Outage | Kind::Architecture | Kind::Cloud | Kind::Case | Kind::Suite => {
            simulated(library, source, &[], draws, watch)
        }
    }
}

/// What an outage with commands is called: its file, for there may be any number of them about one outage.
fn stem(source: &Source) -> String {
    let stem = Path::new(&source.name).file_stem();
    stem.map_or_else(|| source.name.clone(), |s| s.to_string_lossy().into_owned())
}

fn simulated(
    library: &Library,
    source: &Source,
    actions: &[DatedAction],
    draws: &Draws,
    watch: Watch<'_>,
) -> Result<(Storms, Option<String>), Failure> {
    let (outage, cloud) = inputs::outage(library, source)?;
    let named = (
        outage.title.clone(),
        inputs::clock(&outage),
        Some(outage.cloud.clone()),
    );
    let base = CloudRun {
        cloud: cloud.clone(),
        outage,
        seed: 0,
        commands: actions.to_vec(),
    };
    let total = draws.clouds as usize;
    let done = AtomicUsize::new(0);
    let kept = Tapes::open(draws.cache)?;
    let one = |seed: u64| {
        let tape = kept.of(&draw(&base, draws.assumed, seed));
        watch(done.fetch_add(1, Ordering::Relaxed) + 1, total)?;
        tape.map_err(|e| Failure::Invalid(format!("error: {}: {e}", source.name)))
    };
    let tapes: Result<Vec<Tape>, Failure> = (0..u64::from(draws.clouds))
        .into_par_iter()
        .map(one)
        .collect();
    let trouble = kept.close();
    let values = values(draws.assumed);
    Ok((of(named, tapes?, values), trouble))
}

/// Where the numbers of drawn clouds come from.
pub const fn values(assumed: AssumedArg) -> Values {
    match assumed {
        AssumedArg::Drawn => Values::Drawn,
        AssumedArg::Fixed => Values::Fixed,
    }
}

/// The run of one draw of the cloud.
pub fn draw(base: &CloudRun, assumed: AssumedArg, seed: u64) -> CloudRun {
    match assumed {
        AssumedArg::Drawn => {
            let list = draws::assumed(&base.cloud, &base.outage);
            draws::with_draw(base, &list, seed)
        }
        AssumedArg::Fixed => CloudRun {
            seed,
            ..base.clone()
        },
    }
}

/// Draws of an outage of this title, local time and cloud.
pub fn of(
    (title, clock, cloud): (String, Clock, Option<String>),
    tapes: Vec<Tape>,
    values: Values,
) -> Storms {
    let of_day = clock.start_unix.unwrap_or(0).rem_euclid(86_400);
    let outage = tapes.first().map_or_else(String::new, |t| t.outage.clone());
    Storms {
        weather: Weather {
            outage,
            title,
            start_hour_utc: of_day as f64 / 3600.0,
            tapes,
            plain: Vec::new(),
            values,
        },
        clock,
        cloud,
        commands: None,
    }
}
