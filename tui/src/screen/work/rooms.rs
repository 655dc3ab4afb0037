//! What all jobs share: the built-in library, and the outage that was simulated last.

use super::{Failed, Ticker};
use crate::cli::Circumstances;
use crate::cli::many::{CacheArgs, Draws};
use crate::failure::Failure;
use crate::inputs::{self, Storm};
use crate::weather::{self, Storms};
use cloud::outage::DatedAction;
use scenarios::Library;
use std::sync::{Arc, Mutex, PoisonError};

/// What all jobs share.
#[derive(Debug)]
pub struct Rooms {
    /// Everything built in.
    pub library: Library,
    /// The last outages that were needed, the newest first: the next job mostly needs the same.
    storms: Mutex<Vec<(Circumstances, Arc<Storm>)>>,
    /// The last outage that was drawn many times, with how: many tapes, so only one is held.
    weather: Mutex<Option<(String, Draws, Arc<Storms>)>>,
    /// Whether simulated outages may be kept in the user's cache directory.
    keeps: bool,
    /// The same with actions on the cloud.
    changed: Mutex<Vec<Changed>>,
}

/// An outage with actions on its cloud.
#[derive(Debug)]
struct Changed {
    circumstances: Circumstances,
    actions: Vec<DatedAction>,
    storm: Arc<Storm>,
}

/// How many outages are held in memory; each takes some megabytes.
const HELD: usize = 4;

impl Rooms {
    /// With the built-in library; nothing is kept on disk.
    ///
    /// # Errors
    /// When a built-in file is broken, which is a mistake of ours.
    pub fn new() -> Result<Self, Failure> {
        Ok(Self {
            library: inputs::library()?,
            storms: Mutex::new(Vec::new()),
            weather: Mutex::new(None),
            keeps: false,
            changed: Mutex::new(Vec::new()),
        })
    }

    /// The same, and simulated outages are kept in the user's cache directory as commands keep them.
    #[must_use]
    pub fn keeping(self) -> Self {
        Self {
            keeps: true,
            ..self
        }
    }

    /// An outage drawn many times.
    ///
    /// # Errors
    /// When there is no such outage, its file has mistakes, or it is given up.
    pub fn weather(
        &self,
        outage: &str,
        draws: &Draws,
        ticker: &Ticker,
    ) -> Result<Arc<Storms>, Failed> {
        let mut held = self.weather.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((name, how, storms)) = &*held
            && name == outage
            && how == draws
        {
            return Ok(Arc::clone(storms));
        }
        let source = inputs::source(&self.library, inputs::STORMS, outage)?;
        let no_cache = draws.cache.no_cache || !self.keeps;
        let drawn = Draws {
            cache: CacheArgs { no_cache },
            ..draws.clone()
        };
        let watch = |done, total| {
            let going = ticker.at("simulating the outage", done, total);
            going.map_err(|_| Failure::Failed("given up".to_owned()))
        };
        watch(0, draws.clouds as usize)?;
        // Under a full screen nobody reads the error stream: what could not be kept is made again next time.
        let storms = match weather::watched(&self.library, &source, &drawn, &watch) {
            Ok((storms, _)) => Arc::new(storms),
            Err(_) if ticker.is_cancelled() => return Err(Failed::Cancelled),
            Err(failure) => return Err(failure.into()),
        };
        *held = Some((outage.to_owned(), draws.clone(), Arc::clone(&storms)));
        Ok(storms)
    }

    /// The outage under these circumstances; simulated unless it was just needed.
    ///
    /// # Errors
    /// When there is no such outage, or its file has mistakes.
    pub fn storm(&self, circumstances: &Circumstances) -> Result<Arc<Storm>, Failure> {
        let key = weather_of(circumstances);
        let held = self.held();
        if let Some((_, storm)) = held.iter().find(|(k, _)| *k == key) {
            return Ok(Arc::clone(storm));
        }
        drop(held);
        let storm = Arc::new(inputs::storm(&self.library, circumstances)?);
        let mut held = self.held();
        held.insert(0, (key, Arc::clone(&storm)));
        held.truncate(HELD);
        Ok(storm)
    }

    /// The outage under these circumstances with something done to the cloud; simulated unless it was just needed.
    ///
    /// # Errors
    /// When there is no such outage, or this cannot be done to its cloud.
    pub fn changed(
        &self,
        circumstances: &Circumstances,
        actions: &[DatedAction],
    ) -> Result<Arc<Storm>, Failure> {
        let key = weather_of(circumstances);
        let lock = || self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        let is = |c: &&Changed| c.circumstances == key && c.actions == actions;
        let known = lock().iter().find(is).map(|c| Arc::clone(&c.storm));
        if let Some(storm) = known {
            return Ok(storm);
        }
        let storm = Arc::new(inputs::changed(&self.library, circumstances, actions)?);
        let made = Changed {
            circumstances: key,
            actions: actions.to_vec(),
            storm: Arc::clone(&storm),
        };
        let mut held = lock();
        held.insert(0, made);
        held.truncate(HELD);
        Ok(storm)
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Vec<(Circumstances, Arc<Storm>)>> {
        self.storms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The part of the circumstances that the provider's side hangs on.
fn weather_of(circumstances: &Circumstances) -> Circumstances {
    Circumstances {
        onto: None,
        seed: circumstances.cloud_seed(),
        cloud_seed: None,
        luck: crate::cli::LuckArg::Touched,
        ..circumstances.clone()
    }
}
