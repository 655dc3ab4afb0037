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

/// What the case allows where chance would play a part with single requests, rounding where not.
fn rule(sigma: f64, n: f64) -> Rule {
    if sigma > 0.0 {
        Rule::Allowed { sigma, n }
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
    let (mut metrics, mut answered) = (Vec::new(), None);
    for (&tries, &p) in pairs.zip(bench.numbers("errors")?) {
        let tries = tries as u32;
        let lived = failing(bench, &trying(arch, tries), p)?;
        metrics.push(metric(
            format!("n{tries}_p{p}"),
            amplification(p, tries),
            attempts(&lived)?,
            rule(spread(p, tries), n),
        ));
        // Once for the first number of attempts.
        if p == bench.number("success_at")? && answered.is_none() {
            let success = 1.0 - power(p, tries);
            answered = Some(metric(
                format!("success_n{tries}_p{p}"),
                success,
                1.0 - lived.failed_share(0)?,
                rule((success * (1.0 - success)).sqrt(), n),
            ));
        }
    }
    metrics.extend(answered);
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
        metrics.push(metric(
            name,
            sum / 2.0,
            simulated,
            Rule::Allowed { sigma, n },
        ));
    }
    Ok(metrics)
}

/// Callers one behind the other, each trying as often, as probability has it.
struct Layers {
    /// Calls of the lowest for one request at the top.
    attempts: f64,
    /// Standard deviation of that number.
    spread: f64,
    /// Share of requests at the top that fail.
    failing: f64,
}

impl Layers {
    fn of(p: f64, tries: u32, count: u32) -> Self {
        // Mean and variance of the calls below, when the call of a layer fails and when it does not.
        let (mut fail, mut good) = ((1.0, 0.0), (1.0, 0.0));
        let (mut attempts, mut failing) = (1.0, p);
        for _ in 0..count {
            attempts *= amplification(failing, tries);
            good = Self::answered(failing, tries, fail, good);
            fail = (f64::from(tries) * fail.0, f64::from(tries) * fail.1);
            failing = power(failing, tries);
        }
        let squares = |(mean, variance): (f64, f64)| variance + mean * mean;
        let all = failing * squares(fail) + (1.0 - failing) * squares(good);
        Self {
            attempts,
            spread: (all - attempts * attempts).max(0.0).sqrt(),
            failing,
        }
    }

    /// Of a layer whose last try succeeded after none or more that failed.
    fn answered(p: f64, tries: u32, fail: (f64, f64), good: (f64, f64)) -> (f64, f64) {
        let (mut whole, mut mean, mut squares) = (0.0, 0.0, 0.0);
        for failed in 0..tries {
            let weight = power(p, failed);
            let calls = f64::from(failed) * fail.0 + good.0;
            whole += weight;
            mean += weight * calls;
            squares += weight * (f64::from(failed) * fail.1 + good.1 + calls * calls);
        }
        (mean / whole, squares / whole - mean / whole * mean / whole)
    }
}

/// The same, lived through: each layer meets as errors what the layer below it could not make good.
fn lived_through(
    bench: &Bench<'_>,
    arch: &Architecture,
    p: f64,
    count: u32,
) -> Result<(f64, f64), String> {
    let (mut all, mut failing_share) = (1.0, p);
    for _ in 0..count {
        let lived = failing(bench, arch, failing_share)?;
        all *= attempts(&lived)?;
        failing_share = lived.failed_share(0)?;
    }
    Ok((all, failing_share))
}

/// C09: callers that try again, one behind the other.
pub(super) fn layers(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let n = bench.number("replications")?;
    let tries = bench.numbers("attempts")?.iter();
    let rows = tries
        .zip(bench.numbers("layers")?)
        .zip(bench.numbers("errors")?);
    let (mut metrics, mut failure) = (Vec::new(), None);
    for ((&tries, &count), &p) in rows {
        let (tries, count) = (tries as u32, count as u32);
        let exact = Layers::of(p, tries, count);
        let (calls, failing) = lived_through(bench, &trying(arch, tries), p, count)?;
        let name = format!("n{tries}_k{count}_p{p}");
        let mut m = metric(&*name, exact.attempts, calls, rule(exact.spread, n));
        m.remark = REMARK.to_owned();
        metrics.push(m);
        if p == bench.number("failure_at")? {
            let sigma = (exact.failing * (1.0 - exact.failing)).sqrt();
            let name = format!("user_failure_{name}");
            let mut m = metric(name, exact.failing, failing, rule(sigma, n));
            m.remark = REMARK.to_owned();
            failure = Some(m);
        }
    }
    metrics.extend(failure);
    Ok(metrics)
}

/// What an architecture file cannot say.
const REMARK: &str =
    "only clients retry, so layers are lived one by one, each with the failures of the one below";
