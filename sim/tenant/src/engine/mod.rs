//! One architecture living through one tape: an event loop that does work only when something changes.

mod options;

pub use options::{LiveOptions, Luck, TenantAction, TenantCommand, World};

use crate::architecture::Architecture;
use crate::outcome::{Communication, Outcome, Usage};

/// Lives through the tape.
#[must_use]
pub fn live(arch: &Architecture, world: &World<'_>, options: &LiveOptions) -> Outcome {
    Outcome {
        architecture: arch.name.clone(),
        outage: world.tape.outage.clone(),
        seed: options.seed,
        place: world.tape.places.path(world.tape.region).to_owned(),
        struck_zone: world
            .tape
            .zone
            .map(|z| world.tape.places.path(z).to_owned()),
        given_touched: options.luck == Luck::Touched,
        touched: false,
        p_touched_ppm: 0,
        end: world.tape.end,
        journeys: Vec::new(),
        stores: Vec::new(),
        health: Vec::new(),
        facts: world.tape.facts.clone(),
        tape_facts: world.tape.facts.len(),
        communication: Communication::default(),
        usage: Usage::default(),
        not_covered: Vec::new(),
        warnings: Vec::new(),
        assumptions: world.tape.assumptions.clone(),
        leaves_out: world.tape.leaves_out.clone(),
        digest: kernel::Digester::new().finish(),
    }
}
