//! C07-C14: backlog, retries, metastable collapse, static stability and mass re-launch, through the engine.
//!
//! What is shown is read from the outcome: requests offered, served, failed, refused and waiting, and attempts.

mod capacity;
mod collapse;
mod launches;
mod lived;
mod retries;

pub(super) use lived::{Lived, calm};

use super::{Class, Formula, Metric, Rule};

/// By name.
pub(super) const FORMULAS: &[(&str, Formula)] = &[
    ("backlog_drain", capacity::backlog_drain),
    ("retry_one_layer", retries::one_layer),
    ("retry_layers", retries::layers),
    ("retry_budget", retries::budget),
    ("retry_jitter", retries::jitter),
    ("metastable", collapse::metastable),
    ("static_stability", capacity::static_stability),
    ("mass_relaunch", launches::mass_relaunch),
];

/// A number that the fluid gives without noise, with the tolerance that a simulation of single requests would have.
fn metric(name: impl Into<String>, exact: f64, simulated: f64, rule: Rule) -> Metric {
    Metric {
        name: name.into(),
        exact,
        simulated,
        std_error: 0.0,
        rule,
        class: Class::Engine,
        remark: String::new(),
    }
}

/// An integer power; the exponent is small.
fn power(x: f64, n: u32) -> f64 {
    let mut product = 1.0;
    for _ in 0..n {
        product *= x;
    }
    product
}
