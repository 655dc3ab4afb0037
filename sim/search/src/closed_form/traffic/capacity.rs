//! C07 and C13: servers that stand still for a while, and servers that lose a zone.

use super::super::queues::erlang_c;
use super::super::{Bench, Metric, Rule};
use super::lived::{STALLED, at, at_rest, capacity, compute, servers};
use super::{Lived, calm, metric};
use kernel::SimTime;
use tape::{Condition, Tape};
use tenant::architecture::Architecture;

/// When trouble begins, seconds: the start is calm.
const BEGINS: f64 = 600.0;
/// How long after that a balancer has noticed, seconds.
const NOTICED: f64 = 100.0;
/// How long a backlog is watched while it grows, seconds: its line is not yet full.
const WATCHED: f64 = 1600.0;

/// C07: all servers stand still for a while; requests pile up and are worked off in order.
pub(super) fn backlog_drain(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let (_, group) = servers(arch)?;
    let rate = capacity(group);
    let load = arch.journeys[0].rate_micro_per_s as f64 / 1e6;
    let (outage, n) = (bench.number("outage")?, bench.number("replications")?);
    let spare = rate - load;
    let normal = outage * rate / spare;
    let (begins, ends) = (at(BEGINS), at(BEGINS + outage));
    let mut tape = calm(arch, bench, BEGINS + 2.0 * normal);
    for (zone, _) in &group.per_zone {
        compute(&mut tape, arch.zone(*zone), STALLED, begins, Some(ends));
    }
    let rest = at_rest(bench, arch, &tape, ends)?.ok_or("the backlog does not drain")?;
    let backlog = Lived::until(bench, arch, &tape, Vec::new(), ends)?.waiting(0);
    let drained = Lived::until(bench, arch, &tape, Vec::new(), rest)?;
    let first = time_to_serve(&drained.served_from(0, ends), backlog)?;
    let delayed = served(&drained, ends);
    let variance =
        load * outage * ((rate + load) / (spare * spare * spare) + 1.0 / (spare * spare));
    let allowed = Rule::Allowed {
        sigma: variance.sqrt(),
        n,
    };
    Ok(vec![
        metric(
            "drain_s",
            load * outage / spare,
            seconds(ends, rest),
            allowed,
        ),
        metric(
            "time_to_normal_from_outage_start_s",
            normal,
            seconds(begins, rest),
            Rule::Exact(1e-6),
        ),
        metric(
            "delay_of_first_job_after_recovery_s",
            load * outage / rate,
            first,
            Rule::Exact(1e-6),
        ),
        metric("jobs_delayed", load * normal, delayed, Rule::Exact(1e-3)),
    ])
}

fn seconds(from: SimTime, to: SimTime) -> f64 {
    to.since(from).secs_f64()
}

/// Requests of the first journey served from an instant on.
fn served(lived: &Lived, from: SimTime) -> f64 {
    let mut sum = 0.0;
    for (_, requests) in lived.served_from(0, from) {
        sum += requests;
    }
    sum
}

/// How long it takes to serve so many requests, along a course of stretches.
fn time_to_serve(course: &[(f64, f64)], requests: f64) -> Result<f64, String> {
    let (mut time, mut left) = (0.0, requests);
    for &(length, served) in course {
        if served >= left {
            return Ok(time + length * left / served);
        }
        time += length;
        left -= served;
    }
    Err("not that many are served".to_owned())
}

/// C13: one of several zones is lost; the others must carry its load.
pub(super) fn static_stability(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let (_, group) = servers(arch)?;
    let (all, zones) = (capacity(group), group.per_zone.len() as f64);
    let [fits, too_much] = bench.numbers("utilisation")? else {
        return Err("input 'utilisation' has two numbers".to_owned());
    };
    let left = all * (zones - 1.0) / zones;
    let after = |u: f64| u * zones / (zones - 1.0);
    let calm_use = Struck::at(bench, arch, all * fits)?;
    let over = Struck::at(bench, arch, all * too_much)?;
    let further = Struck::at(bench, arch, all * (too_much + 0.01))?;
    // Where the growth of the backlog begins, seen from two loads beyond.
    let slope = (further.growth - over.growth) / (further.load - over.load);
    let limit = (over.load - over.growth / slope) / all;
    let exact = Rule::Exact(1e-9);
    let name = |u: f64| format!("u{u}_after");
    let growth = all * too_much - left;
    let mut metrics = vec![
        metric(name(*fits), after(*fits), calm_use.arriving() / left, exact),
        metric(
            name(*too_much),
            after(*too_much),
            over.arriving() / left,
            exact,
        ),
        metric("limit", (zones - 1.0) / zones, limit, exact),
    ];
    for (which, rule) in [("before", exact), ("after", Rule::Relative(0.02))] {
        metrics.push(waiting(bench, which, rule)?);
    }
    let name = format!("backlog_rate_u{too_much}_c{left:.0}_per_s");
    metrics.push(metric(name, growth, over.growth, exact));
    Ok(metrics)
}

/// How an architecture fares when one of its zones is gone and its balancer has noticed.
struct Struck {
    /// Requests per second that are asked for.
    load: f64,
    /// Requests per second that are served.
    served: f64,
    /// By how much more of them wait, each second.
    growth: f64,
}

impl Struck {
    fn at(bench: &Bench<'_>, arch: &Architecture, load: f64) -> Result<Self, String> {
        let mut arch = arch.clone();
        arch.journeys[0].rate_micro_per_s = (load * 1e6 + 0.5) as u64;
        let (from, until) = (at(BEGINS + NOTICED), at(BEGINS + NOTICED + WATCHED));
        let tape = without_a_zone(bench, &arch)?;
        let early = Lived::until(bench, &arch, &tape, Vec::new(), from)?;
        let late = Lived::until(bench, &arch, &tape, Vec::new(), until)?;
        let (zero, length) = (SimTime::ZERO, seconds(from, until));
        let growth = (late.waiting_micro(0) - early.waiting_micro(0)) as f64 / 1e6;
        Ok(Self {
            load,
            served: (served(&late, zero) - served(&early, zero)) / length,
            growth: growth / length,
        })
    }

    /// Requests per second that come to the servers that are left.
    fn arriving(&self) -> f64 {
        self.served + self.growth
    }
}

/// The first zone's machines refuse everything, for ever.
fn without_a_zone(bench: &Bench<'_>, arch: &Architecture) -> Result<Tape, String> {
    let (_, group) = servers(arch)?;
    let mut tape = calm(arch, bench, 10.0 * BEGINS);
    let zone = arch.zone(group.per_zone[0].0).to_owned();
    compute(&mut tape, &zone, Condition::errors(1.0), at(BEGINS), None);
    Ok(tape)
}

/// The share that has to wait at servers in one place; clients are as patient as service takes, and notice every wait.
fn waiting(bench: &Bench<'_>, which: &str, rule: Rule) -> Result<Metric, String> {
    let arch = bench.architecture(which)?;
    let (_, group) = servers(arch)?;
    let count: u32 = group.per_zone.iter().map(|z| z.1).sum();
    let each = group.capacity_micro_per_s.unwrap_or(0) as f64;
    let erlangs = arch.journeys[0].rate_micro_per_s as f64 / each;
    let mut arch = arch.clone();
    arch.clients[0].timeout = group.service_time;
    let lived = Lived::of(bench, &arch, &calm(&arch, bench, 86_400.0), Vec::new())?;
    let name = format!("ErlangC_{count}_servers_{erlangs}erl");
    let share = lived.failed_share(0)?;
    Ok(metric(name, erlang_c(count, erlangs), share, rule))
}
