//! Ordinary life through the whole engine: what a run feels of parts that fail by themselves.

use super::kit::*;
use crate::architecture::*;
use crate::engine::{End, Keep, LiveOptions, Luck};
use crate::outcome::{Outcome, PartLife};
use kernel::{SimDuration, SimTime};
use tape::{Law, Tape};

fn hours(h: u64) -> SimDuration {
    SimDuration::from_hours(h)
}

fn instant(h: u64) -> SimTime {
    SimTime::ZERO + hours(h)
}

fn exponential(every: u64, repair: u64) -> Failures {
    Failures {
        every: Law::Exponential(hours(every)),
        repair: Some(Law::Exponential(hours(repair))),
        crew: None,
        common_cause_ppm: 0,
        age: Age::New,
    }
}

/// Nothing happens for ten hours.
fn calm() -> Tape {
    Weather::new().tape()
}

fn until(seed: u64, end: End) -> LiveOptions {
    LiveOptions {
        seed,
        luck: Luck::Drawn,
        end,
        keep: Keep::Scores,
        ..LiveOptions::default()
    }
}

fn part(outcome: &Outcome, c: ComponentId) -> PartLife {
    let found = outcome.parts.iter().find(|p| p.component == c);
    *found.unwrap_or_else(|| panic!("no life of {c:?}"))
}

/// Share of a journey's requests that were served.
fn availability(outcome: &Outcome, journey: usize) -> f64 {
    let segments = &outcome.journeys[journey].segments;
    let offered: u64 = segments.iter().map(|s| s.offered).sum();
    let served: u64 = segments.iter().map(|s| s.served).sum();
    served as f64 / offered as f64
}

/// Mean and standard error of the mean.
fn mean(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let (mut sum, mut squares) = (0.0, 0.0);
    for v in values {
        sum += v;
        squares += v * v;
    }
    let mean = sum / n;
    (mean, ((squares / n - mean * mean) / n).sqrt())
}

fn close(values: &[f64], exact: f64) {
    let (mean, error) = mean(values);
    assert!(
        (mean - exact).abs() <= 4.0 * error,
        "{mean} +- {error}, not {exact}"
    );
}

/// One server that fails every 1,000 h and is back after 4 h.
fn one_server() -> (Architecture, ComponentId) {
    let mut arch = architecture();
    let web = arch.servers("web", &[(A, 1)], Root::LocalDisk);
    arch.components[web.0 as usize].fails = Some(exponential(1000, 4));
    arch.journey("shop", &[web], false);
    (arch, web)
}

#[test]
fn a_year_of_one_server_is_up_as_long_as_its_chain_says() {
    let (arch, web) = one_server();
    let tape = calm();
    let (mut up, mut failures) = (Vec::new(), Vec::new());
    for seed in 0..400 {
        let outcome = run_with(&arch, &tape, &until(seed, End::At(instant(8760))));
        assert_eq!(outcome.end, instant(8760));
        up.push(availability(&outcome, 0));
        failures.push(part(&outcome, web).failures as f64);
    }
    let (l, m, t) = (1.0 / 1000.0, 0.25, 8760.0);
    let s: f64 = l + m;
    close(
        &up,
        m / s + l / (s * s * t) * (1.0 - kernel::math::exp(-s * t)),
    );
    close(&failures, l * m / s * t + l * l / (s * s));
}
