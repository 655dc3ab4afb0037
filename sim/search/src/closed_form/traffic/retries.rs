//! C08-C11: how many attempts become of a request, and how long its pauses are.

use super::super::{Bench, Metric, Rule};
use super::lived::{compute, servers};
use super::{Lived, calm, metric, power};
use kernel::SimTime;
use tape::Condition;
use tenant::architecture::{Architecture, Retry};

/// How long is lived, seconds: the longest pauses are over long before.
const LENGTH: f64 = 3600.0;

/// Lives with a share of all calls failing at once.
fn failing(bench: &Bench<'_>, arch: &Architecture, share: f64) -> Result<Lived, String> {
    let (_, group) = servers(arch)?;
    let mut tape = calm(arch, bench, LENGTH);
    for (zone, _) in &group.per_zone {
        let condition = Condition::errors(share);
        compute(&mut tape, arch.zone(*zone), condition, SimTime::ZERO, None);
    }
    Lived::of(bench, arch, &tape, Vec::new())
}

/// Attempts per request in the steady state.
fn attempts(lived: &Lived) -> Result<f64, String> {
    let last = lived.last(0)?;
    Ok(last.attempts as f64 / last.offered as f64)
}

/// Mean number of attempts when each fails with probability `p` and there are at most `n`.
fn amplification(p: f64, n: u32) -> f64 {
    let mut sum = 0.0;
    for k in 0..n {
        sum += power(p, k);
    }
    sum
}

/// Standard deviation of that number.
fn spread(p: f64, n: u32) -> f64 {
    let mut squares = f64::from(n * n) * power(p, n - 1);
    for k in 1..n {
        squares += f64::from(k * k) * power(p, k - 1) * (1.0 - p);
    }
    let mean = amplification(p, n);
    (squares - mean * mean).max(0.0).sqrt()
}

/// Four standard errors where chance would play a part, rounding where not.
fn rule(sigma: f64, n: f64) -> Rule {
    if sigma > 0.0 {
        Rule::Known { sigma, n }
    } else {
        Rule::Exact(1e-9)
    }
}

/// The architecture with its clients trying so often.
fn trying(arch: &Architecture, attempts: u32) -> Architecture {
    let mut arch = arch.clone();
    arch.clients[0].retry.attempts = attempts;
    arch
}

/// C08: clients that try again.
pub(super) fn one_layer(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let n = bench.number("replications")?;
    let pairs = bench.numbers("attempts")?.iter();
    let mut metrics = Vec::new();
    for (&tries, &p) in pairs.zip(bench.numbers("errors")?) {
        let tries = tries as u32;
        let lived = failing(bench, &trying(arch, tries), p)?;
        metrics.push(metric(
            format!("n{tries}_p{p}"),
            amplification(p, tries),
            attempts(&lived)?,
            rule(spread(p, tries), n),
        ));
        if metrics.len() == 2 {
            let success = 1.0 - power(p, tries);
            metrics.push(metric(
                format!("success_n{tries}_p{p}"),
                success,
                1.0 - lived.failed_share(0)?,
                rule((success * (1.0 - success)).sqrt(), n),
            ));
        }
    }
    Ok(metrics)
}

/// C10: a budget for retries.
pub(super) fn budget(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let Retry {
        attempts: tries,
        budget_ppm: Some(ppm),
        ..
    } = arch.clients[0].retry
    else {
        return Err("the clients have no retry budget".to_owned());
    };
    let most = 1.0 + f64::from(ppm) / 1e6;
    let mut metrics = Vec::new();
    for &p in bench.numbers("errors")? {
        let exact = amplification(p, tries).min(most);
        let seen = attempts(&failing(bench, arch, p)?)?;
        metrics.push(metric(format!("p{p}"), exact, seen, Rule::Relative(0.005)));
    }
    let mut free = arch.clone();
    free.clients[0].retry.budget_ppm = None;
    let seen = attempts(&failing(bench, &free, 1.0)?)?;
    let exact = amplification(1.0, tries);
    metrics.push(metric("without_budget_p1", exact, seen, Rule::Exact(1e-9)));
    Ok(metrics)
}

/// C11: pauses that double up to a longest, drawn evenly between nothing and their length. By Little's law the mean of
/// all pauses of a request is the number of requests between two attempts, divided by the rate of requests.
pub(super) fn jitter(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let retry = arch.clients[0].retry;
    let n = bench.number("replications")?;
    let mut metrics = Vec::new();
    for &retries in bench.numbers("retries")? {
        let (mut sum, mut squares, mut pause) = (0.0, 0.0, retry.delay.secs_f64());
        let longest = retry.delay_max.map_or(f64::INFINITY, |d| d.secs_f64());
        for _ in 0..retries as u32 {
            let length = pause.min(longest);
            sum += length;
            squares += length * length;
            pause *= 2.0;
        }
        let lived = failing(bench, &trying(arch, retries as u32 + 1), 1.0)?;
        let rate = arch.journeys[0].rate_micro_per_s as f64 / 1e6;
        let sigma = (squares / 12.0).sqrt();
        let name = format!("total_wait_{retries}_s");
        let simulated = lived.waiting(0) / rate;
        metrics.push(metric(name, sum / 2.0, simulated, Rule::Known { sigma, n }));
    }
    Ok(metrics)
}

/// C09: callers that try again, one behind the other.
pub(super) fn layers(_bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    Err("to be done".to_owned())
}
