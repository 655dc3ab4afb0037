//! Something needed to read encrypted data, or a credential.
//!
//! Models: where it can be read from: a provider's key service, a component that must work, a backup that must have
//! been restored, or a person. For serving, a person's key is taken as typed in at the start; for a restore the person
//! must be at work or busy with the trouble. Leaves out: rotation and leaks.

use crate::architecture::{ComponentId, Key};
use crate::components::Memory;
use crate::engine::flow::{End, HALF, Leg, Walk};
use crate::engine::run::Run;
use crate::engine::weather::WatchId;
use crate::outcome::Health;
use tape::Service;

/// Where a key can be read.
#[derive(Debug)]
pub(crate) struct Ring {
    service: Option<WatchId>,
    /// The backup it lies in has been restored.
    pub(crate) unlocked: bool,
}

impl Ring {
    pub(crate) fn first(run: &mut Run<'_>, x: &Key) -> Self {
        let service = x
            .region
            .as_deref()
            .map(|r| run.weather.watch(r, Service::Keys));
        Self {
            service,
            unlocked: false,
        }
    }
}

pub(crate) fn enter(walk: &Walk<'_, '_>, id: ComponentId, x: &Key, leg: Leg, out: &mut Vec<Leg>) {
    let Memory::Key(ring) = walk.run.memory(id) else {
        return;
    };
    if ring.unlocked || x.with.is_some() {
        out.push(leg);
        return;
    }
    match (ring.service, x.on) {
        (Some(watch), None) => service(walk, leg, watch, id, out),
        (Some(watch), Some(on)) => {
            if walk.run.weather.now(watch).error_ppm < HALF {
                service(walk, leg, watch, id, out);
            } else {
                walk.enter(on, leg, out);
            }
        }
        (None, Some(on)) => walk.enter(on, leg, out),
        // Lies only in a backup: what already runs has read it long ago.
        (None, None) => out.push(leg),
    }
}

fn service(walk: &Walk<'_, '_>, leg: Leg, watch: WatchId, id: ComponentId, out: &mut Vec<Leg>) {
    if let Some(leg) = walk.pass(leg, watch, End::Fast, id, out) {
        out.push(leg);
    }
}

/// Whether the key can be read now, by whoever restores something.
pub(crate) fn readable(run: &Run<'_>, id: ComponentId, x: &Key) -> bool {
    let Memory::Key(ring) = run.memory(id) else {
        return false;
    };
    let service = ring
        .service
        .is_some_and(|w| run.weather.now(w).error_ppm < HALF);
    let on =
        x.on.is_some_and(|c| run.status[c.0 as usize].health == Health::Up);
    let with = x.with.is_some_and(|p| run.present(p));
    ring.unlocked || service || on || with
}
