//! Properties that hold for every architecture and every outage, checked on ones made up at random.
//!
//! `design` and `weather` make them up; each other file holds one family of properties. What is never worse, conserved,
//! symmetric or harmless is said here once and holds for files nobody has written yet.

mod conservation;
mod design;
mod harmless;
mod idle;
mod monotone;
mod overlays;
mod robust;
mod scaling;
mod symmetry;
mod ties;
mod weather;

use design::{Design, LIBRARY, read};
use proptest::test_runner::{Config as ProptestConfig, RngSeed};
use tape::Tape;
use tenant::architecture::Architecture;
use tenant::outcome::Outcome;
use tenant::{LiveOptions, Luck, World, live};

/// The cases each property is tried on: always the same 256, so that a change fails on its own merits. More and others:
/// `PROPTEST_CASES=10000 PROPTEST_RNG_SEED=7 cargo test -p zonefall-tests properties`.
fn config() -> ProptestConfig {
    let number = |name: &str| -> Option<u64> { std::env::var(name).ok()?.parse().ok() };
    ProptestConfig {
        cases: number("PROPTEST_CASES").unwrap_or(256) as u32,
        rng_seed: RngSeed::Fixed(number("PROPTEST_RNG_SEED").unwrap_or(1)),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// The usual circumstances: nobody draws until hit, so that two designs meet the same weather.
fn options(seed: u64) -> LiveOptions {
    LiveOptions {
        seed,
        luck: Luck::Drawn,
        start_hour_utc: 12.0,
        ..LiveOptions::default()
    }
}

/// One life.
fn lived(arch: &Architecture, tape: &Tape, options: &LiveOptions) -> Outcome {
    let world = World::new(LIBRARY.offers(), tape);
    live(arch, &world, options)
}

/// Requests served over a whole run, by journey.
fn served(outcome: &Outcome) -> Vec<u64> {
    let total = |j: &tenant::outcome::JourneyTimeline| j.segments.iter().map(|s| s.served).sum();
    outcome.journeys.iter().map(total).collect()
}

/// The architecture of a design.
fn built(design: &Design) -> Architecture {
    read(&design.text())
}
