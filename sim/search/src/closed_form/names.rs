//! D01-D04: health checks, time to live, resolvers.
//!
//! The first target of every name is stopped at a known time. A run shows when its check found out, and from the share
//! of requests that still fail how its clients followed.

use super::lives::{Leaving, Lives, stop};
use super::metrics::{allowed, certain, known, lived, measured, yes_or_no};
use super::runs::mean;
use super::{Bench, Formula, Metric};
use crate::fit::decay;
use crate::statistics::Ordered;
use kernel::{SimDuration, SimTime, math};
use tenant::architecture::{
    Architecture, Check, Clients, ComponentId, ComponentKind, DnsName, Routing,
};

/// By name.
pub(super) const FORMULAS: &[(&str, Formula)] = &[
    ("detection", detection),
    ("dns_failover", dns_failover),
    ("stretching_resolvers", stretching_resolvers),
    ("demand_driven_cache", demand_driven_cache),
];

/// When the first target is stopped.
const FAILS: SimTime = SimTime::from_secs(600);
/// The shortest time there is.
const TICK: SimDuration = SimDuration(1);
/// Clients looked at in each run, evenly spread over the order in which they leave.
const CLIENTS: u32 = 50;
/// Parts of the runs from which the error of a quantile is told.
const BATCHES: usize = 20;

/// A name that a journey begins with.
struct Name<'a> {
    journey: usize,
    clients: &'a Clients,
    first: ComponentId,
    check: Check,
    ttl: f64,
}

impl Name<'_> {
    /// Seconds between probes.
    fn interval(&self) -> f64 {
        self.check.interval.secs_f64()
    }

    /// Intervals besides the one in which the failure falls.
    fn waited(&self) -> f64 {
        f64::from(self.check.unhealthy - 1) * self.interval()
    }

    fn label(&self) -> String {
        format!("I{}_k{}", self.interval(), self.check.unhealthy)
    }

    /// How long stretching resolvers keep an answer, and the share behind them.
    fn stretch(&self, bench: &Bench<'_>, arch: &Architecture) -> Result<(f64, f64), String> {
        let provider = arch.home.split('/').next().unwrap_or_default();
        let offer = bench.offers.iter().find(|o| o.provider == provider);
        let ppm = self
            .clients
            .stretch_ppm
            .or(offer.map(|o| o.dns_stretch_ppm));
        let ttl = self
            .clients
            .stretch_ttl
            .or(offer.map(|o| o.dns_stretch_ttl));
        match (ppm, ttl) {
            (Some(ppm), Some(ttl)) => Ok((f64::from(ppm) / 1e6, ttl.secs_f64().max(self.ttl))),
            (_, _) => Err("nothing says how many resolvers stretch".to_owned()),
        }
    }
}

/// The names that journeys begin with.
fn names(arch: &Architecture) -> Result<Vec<Name<'_>>, String> {
    let mut list = Vec::new();
    for (journey, j) in arch.journeys.iter().enumerate() {
        let first = j.path.first().ok_or("a journey without a path")?;
        let ComponentKind::DnsName(DnsName {
            routing: Routing::Failover(targets, check),
            ttl,
            ..
        }) = &arch.component(*first).kind
        else {
            return Err("a journey begins with a name that has `failover`".to_owned());
        };
        list.push(Name {
            journey,
            clients: &arch.clients[j.clients],
            first: targets[0],
            check: *check,
            ttl: ttl.secs_f64(),
        });
    }
    Ok(list)
}

/// Until all clients of all names have moved.
fn end(arch: &Architecture) -> Result<SimTime, String> {
    let mut longest = 0.0f64;
    for n in names(arch)? {
        let stretched = n.clients.stretch_ttl.map_or(0.0, SimDuration::secs_f64);
        longest = longest.max(n.waited() + n.interval() + n.ttl.max(stretched));
    }
    Ok(FAILS + SimDuration::from_secs_f64(longest) + SimDuration::from_mins(1))
}

/// How the clients of every name left, in each of `n` runs.
fn watch(
    bench: &Bench<'_>,
    arch: &Architecture,
    (question, n): (&str, u32),
) -> Result<Vec<Vec<Leaving>>, String> {
    let names = names(arch)?;
    let lives = Lives::calm(bench, arch, end(arch)?);
    let first = names.first().ok_or("there is no journey")?.first;
    let runs = lives.each((question, n), (0.0, 1.0), &[stop(FAILS, first)], |_, o| {
        let of = |name: &Name<'_>| Leaving::of(&o.journeys[name.journey].segments, FAILS);
        names.iter().map(of).collect::<Option<Vec<_>>>()
    });
    let runs: Option<Vec<_>> = runs.into_iter().collect();
    runs.ok_or_else(|| "some clients never left".to_owned())
}

/// The soonest and the latest that the last client of a name may be away: the failure at a probe, and just after one.
fn range(bench: &Bench<'_>, arch: &Architecture, name: &Name<'_>) -> Result<(f64, f64), String> {
    let lives = Lives::calm(bench, arch, end(arch)? + SimDuration::from_mins(10));
    let left = |fails: SimTime| {
        let outcome = lives.run(bench.seed, &[stop(fails, name.first)]);
        Leaving::of(&outcome.journeys[name.journey].segments, fails)
            .ok_or_else(|| "some clients never left".to_owned())
    };
    // The check found out with a probe, and probes are one interval apart.
    let probe = FAILS + SimDuration::from_secs_f64(left(FAILS)?.found);
    Ok((left(probe)?.last, left(probe + TICK)?.last))
}

/// D01. (k - 1) I + U(0, I).
fn detection(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let n = bench.runs("runs")?;
    let runs = watch(bench, arch, ("detection", n))?;
    let names = names(arch)?;
    let mut metrics = Vec::new();
    for (i, name) in names.iter().enumerate() {
        let found: Vec<f64> = runs.iter().map(|r| r[i].found).collect();
        metrics.push(measured(
            &format!("{}_mean_s", name.label()),
            name.waited() + name.interval() / 2.0,
            mean(&found),
            known(name.interval() / 12.0f64.sqrt(), n),
        ));
    }
    let first = names.first().ok_or("there is no journey")?;
    let (soonest, latest) = range(bench, arch, first)?;
    let (label, waited) = (first.label(), first.waited());
    let most = waited + first.interval();
    metrics.push(lived(&format!("{label}_max_s"), most, latest, 1e-3));
    metrics.push(lived(&format!("{label}_min_s"), waited, soonest, 0.01));
    Ok(metrics)
}

/// The sum of two even draws, up to `a` and `b`: the value that a share `p` does not exceed, and the density there.
fn trapezoid(a: f64, b: f64, p: f64) -> (f64, f64) {
    let (short, long) = (a.min(b), a.max(b));
    let ramp = short / (2.0 * long);
    if p < ramp {
        let x = (2.0 * p * a * b).sqrt();
        (x, x / (a * b))
    } else if p <= 1.0 - ramp {
        (p * long + short / 2.0, 1.0 / long)
    } else {
        let x = (2.0 * (1.0 - p) * a * b).sqrt();
        (a + b - x, x / (a * b))
    }
}

/// The quantile of all these clients, with an error from batches of runs.
fn quantile(times: &[Vec<f64>], p: f64) -> (f64, f64) {
    let of = |runs: &[Vec<f64>]| {
        let all = Ordered::new(runs.concat());
        let at = (p * all.values().len() as f64) as usize;
        all.values()[at.min(all.values().len() - 1)]
    };
    let batch = times.len().div_ceil(BATCHES).max(1);
    let parts: Vec<f64> = times.chunks(batch).map(of).collect();
    (of(times), mean(&parts).1)
}

/// D02. Detection, and then what is left of an answer's life: U(0, TTL).
fn dns_failover(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let n = bench.runs("runs")?;
    let runs = watch(bench, arch, ("dns failover", n))?;
    let mut metrics = Vec::new();
    for (i, name) in names(arch)?.iter().enumerate() {
        let (every, ttl, waited) = (name.interval(), name.ttl, name.waited());
        let label = format!("{}_TTL{ttl}", name.label());
        let means: Vec<f64> = runs.iter().map(|r| r[i].mean()).collect();
        let sigma = ((every * every + ttl * ttl) / 12.0).sqrt();
        metrics.push(measured(
            &format!("{label}_mean_s"),
            waited + (every + ttl) / 2.0,
            mean(&means),
            allowed(sigma, n),
        ));
        let client = |c: u32| (f64::from(c) + 0.5) / f64::from(CLIENTS);
        let one = |r: &Vec<Leaving>| (0..CLIENTS).map(|c| r[i].client(client(c))).collect();
        let times: Vec<Vec<f64>> = runs.iter().map(one).collect();
        for (percent, p) in [(50, 0.5), (95, 0.95), (99, 0.99)] {
            let (x, density) = trapezoid(every, ttl, p);
            metrics.push(measured(
                &format!("{label}_p{percent}_s"),
                waited + x,
                quantile(&times, p),
                allowed(yes_or_no(p) / density, n),
            ));
        }
        let (_, latest) = range(bench, arch, name)?;
        let most = waited + every + ttl;
        metrics.push(lived(&format!("{label}_max_s"), most, latest, 0.01));
    }
    Ok(metrics)
}

/// Mean share that is left some time after the name led elsewhere.
fn stale(runs: &[Vec<Leaving>], after: f64) -> (f64, f64) {
    let shares: Vec<f64> = runs
        .iter()
        .map(|r| r[0].share(r[0].found + after))
        .collect();
    mean(&shares)
}

/// D03. A share v keeps answers for T' instead of T.
fn stretching_resolvers(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let runs = watch(bench, arch, ("stretching", bench.runs("runs")?))?;
    let names = names(arch)?;
    let name = names.first().ok_or("there is no journey")?;
    let (v, long) = name.stretch(bench, arch)?;
    let (every, ttl) = (name.interval(), name.ttl);
    let left = (1.0 - v) * ttl / 2.0 + v * long / 2.0;
    let squares = (1.0 - v) * ttl * ttl / 3.0 + v * long * long / 3.0;
    let sigma = (every * every / 12.0 + squares - left * left).sqrt();
    let still = |ttl: f64, t: f64| (1.0 - t / ttl).max(0.0);
    let share = |t: f64| (1.0 - v) * still(ttl, t) + v * still(long, t);
    let means: Vec<f64> = runs.iter().map(|r| r[0].mean()).collect();
    let looks = bench.runs("looks")?;
    let mut metrics = vec![measured(
        "mean_failover_s",
        name.waited() + every / 2.0 + left,
        mean(&means),
        allowed(sigma, bench.runs("clients")?),
    )];
    for (label, t) in [("15min", 900.0), ("60s", 60.0)] {
        metrics.push(measured(
            &format!("stale_share_{label}_after_change"),
            share(t),
            stale(&runs, t),
            allowed(yes_or_no(share(t)), looks),
        ));
    }
    let (times, shares) = (bench.numbers("seen_after")?, bench.numbers("seen_stale")?);
    let points: Vec<_> = times.iter().copied().zip(shares.iter().copied()).collect();
    let [a, b] = points[..] else {
        return Err("two times and two shares are needed".to_owned());
    };
    let (seen_v, seen_tau) = decay(&points).ok_or("what was seen does not decay")?;
    let tau = (b.0 - a.0) / math::ln(a.1 / b.1);
    metrics.push(certain(
        "fit_Flavel_v",
        a.1 * math::exp(a.0 / tau),
        seen_v,
        1e-12,
    ));
    metrics.push(certain("fit_Flavel_tau_s", tau, seen_tau, 1e-9));
    Ok(metrics)
}

/// D04. A resolver asked r times a second holds an answer with chance rT / (1 + rT), of any age up to T.
fn demand_driven_cache(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let runs = watch(bench, arch, ("demand-driven", bench.runs("runs")?))?;
    let names = names(arch)?;
    let name = names.first().ok_or("there is no journey")?;
    let rate = name
        .clients
        .resolver_micro_per_s
        .ok_or("resolvers have no `resolver_rate`")?;
    let (r, t, n) = (rate as f64 / 1e6, name.ttl, bench.runs("resolvers")?);
    let held = r * t / (1.0 + r * t);
    let stale_at = held * (1.0 - bench.number("look")? / t);
    let wait = held * t / 2.0;
    let holding: Vec<f64> = runs.iter().map(|l| l[0].holding()).collect();
    let waits: Vec<f64> = runs.iter().map(|l| l[0].mean() - l[0].found).collect();
    Ok(vec![
        measured(
            "P_cached",
            held,
            mean(&holding),
            allowed(yes_or_no(held), n),
        ),
        measured(
            "stale_at_100s",
            stale_at,
            stale(&runs, bench.number("look")?),
            allowed(yes_or_no(stale_at), n),
        ),
        measured(
            "mean_failover_from_change_s",
            wait,
            mean(&waits),
            allowed((held * t * t / 3.0 - wait * wait).sqrt(), n),
        ),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trapezoid_has_its_corners_and_its_middle() {
        assert_eq!(trapezoid(30.0, 60.0, 0.5), (45.0, 1.0 / 60.0));
        // A triangle of two equal sides is left where its ramp is.
        let (x, density) = trapezoid(30.0, 60.0, 0.99);
        assert!((x - 84.0).abs() < 1e-9 && (density - 6.0 / 1800.0).abs() < 1e-12);
        let (x, _) = trapezoid(60.0, 30.0, 0.01);
        assert!((x - 6.0).abs() < 1e-9);
    }
}
