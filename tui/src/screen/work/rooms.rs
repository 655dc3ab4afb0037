//! What all jobs share: the built-in library, and the outage that was simulated last.

use crate::cli::Circumstances;
use crate::failure::Failure;
use crate::inputs::{self, Storm};
use scenarios::Library;
use std::sync::{Arc, Mutex, PoisonError};

/// What all jobs share.
#[derive(Debug)]
pub struct Rooms {
    /// Everything built in.
    pub library: Library,
    /// The last outages that were needed, the newest first: the next job mostly needs the same.
    storms: Mutex<Vec<(Circumstances, Arc<Storm>)>>,
}

/// How many outages are held in memory; each takes some megabytes.
const HELD: usize = 4;

impl Rooms {
    /// With the built-in library.
    ///
    /// # Errors
    /// When a built-in file is broken, which is a mistake of ours.
    pub fn new() -> Result<Self, Failure> {
        Ok(Self {
            library: inputs::library()?,
            storms: Mutex::new(Vec::new()),
        })
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
