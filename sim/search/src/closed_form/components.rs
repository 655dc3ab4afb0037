//! A01-A09: components that fail and are repaired, alone and together.

use super::metric::farthest;
use super::metrics::{certain, known, lived, measured, ratio};
use super::runs::{Trial, availability, down_spells, is_up_at_end, mean, share, waited};
use super::units::{HOUR, Units, moments_h};
use super::{Bench, Formula, Metric, Rule};
use crate::statistics::Sum;
use kernel::{SimDuration, SimTime, math};
use tenant::End;
use tenant::architecture::Architecture;
use tenant::score::structure::{downtime_s, k_of_n, k_of_n_shared, parallel, series, union};
use tenant::score::{estimate, score};

/// By name.
pub(super) const FORMULAS: &[(&str, Formula)] = &[
    ("one_component", one_component),
    ("insensitive_component", insensitive_component),
    ("series_parallel", series_parallel),
    ("k_of_n", k_of_n_repaired),
    ("k_of_n_crew", k_of_n_crew),
    ("first_failure", first_failure),
    ("common_cause", common_cause),
    ("shared_shock", shared_shock),
    ("union_of_faults", union_of_faults),
];

/// The month that minutes of downtime are stated for.
const MONTH: SimDuration = SimDuration::from_hours(30 * 24);

fn hours(d: SimDuration) -> f64 {
    d.secs_f64() / HOUR
}

fn at(d: SimDuration) -> End {
    End::At(SimTime::ZERO + d)
}

/// What the product works out for a journey without a run: its share of time down.
fn estimated(arch: &Architecture, journey: usize) -> Result<f64, String> {
    let found = estimate(arch)
        .journeys
        .get(journey)
        .and_then(|j| j.unavailability.ok());
    found.ok_or_else(|| format!("there is no estimate for '{}'", arch.name))
}

/// A01. Up and down by exponential laws: A = M / (M + R), from up A(t) = A + (1 - A) e^-(l + m) t.
fn one_component(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let (horizon, warm_up) = (bench.duration("horizon")?, bench.duration("warm_up")?);
    let (instant, n, looks) = (
        bench.duration("instant")?,
        bench.runs("runs")?,
        bench.runs("looks")?,
    );
    let units = Units::only(arch)?;
    let (l, m, t) = (units.rate()?, units.repair_rate()?, hours(horizon));
    let a = units.availability()?;
    let sigma = units.availability_sigma(t)?;
    // Starting with all up is worth this much of an average over t.
    let start = l / ((l + m) * (l + m)) * -math::exp_m1(-(l + m) * t);
    let count = l * m * t / (l + m) + l * start;
    let point = a + (1.0 - a) * math::exp(-(l + m) * hours(instant));

    let warm = Trial::of(bench, arch, at(horizon + warm_up), (0.0, 0.3));
    let steady = warm.each("steady", n, |o| availability(arch, o, warm_up));
    let fresh = Trial::of(bench, arch, at(horizon), (0.3, 0.6));
    let from_up = fresh.each("from up", n, |o| {
        let seen = availability(arch, o, SimDuration::ZERO);
        (seen, down_spells(arch, o).len() as f64)
    });
    let (over, spells): (Vec<f64>, Vec<f64>) = from_up.into_iter().unzip();
    let short = Trial::of(bench, arch, at(instant), (0.6, 1.0));
    let up = short.each("instant", looks, |o| is_up_at_end(arch, o));

    let estimate = 1.0 - estimated(arch, 0)?;
    Ok(vec![
        measured("availability_steady", a, mean(&steady), known(sigma, n)),
        measured(
            "availability_over_T_from_up",
            a + start / t,
            mean(&over),
            known(sigma, n),
        ),
        measured(
            "point_availability_at_4h",
            point,
            share(&up),
            known((point * (1.0 - point)).sqrt(), looks),
        ),
        certain(
            "downtime_min_per_30d",
            (1.0 - a) * MONTH.secs_f64() / 60.0,
            downtime_s(estimate, MONTH) / 60.0,
            1e-6,
        ),
        measured(
            "failures_per_run",
            count,
            mean(&spells),
            known(count.sqrt(), n),
        ),
    ])
}

/// A02. Any laws: A = E[U] / (E[U] + E[D]), T · Var → (A² Var D + (1 - A)² Var U) / (E[U] + E[D]).
fn insensitive_component(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let (horizon, warm_up) = (bench.duration("horizon")?, bench.duration("warm_up")?);
    let n = bench.runs("runs")?;
    let units = Units::only(arch)?;
    let repair = units.repair.ok_or("there is no repair")?;
    let ((up, up_sd), (down, down_sd)) = (moments_h(units.every), moments_h(repair));
    let a = up / (up + down);
    let (x, y) = (a * down_sd, (1.0 - a) * up_sd);
    let variance = (x * x + y * y) / (up + down);
    let trial = Trial::of(bench, arch, at(horizon + warm_up), (0.0, 1.0));
    let seen = trial.each("steady", n, |o| availability(arch, o, warm_up));
    let sigma = (variance / hours(horizon)).sqrt();
    Ok(vec![measured(
        "availability_steady",
        a,
        mean(&seen),
        known(sigma, n),
    )])
}

/// Share of time up of a component's single unit.
fn unit_availability(arch: &Architecture, name: &str) -> Result<f64, String> {
    let units = Units::of(arch, name)?;
    let (up, down) = (units.mttf_h(), units.mttr_h()?);
    Ok(up / (up + down))
}

/// A03. Series: product; pair: 1 - u².
fn series_parallel(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let one = |name: &str| unit_availability(arch, name);
    let (lb, app, db, dns) = (one("lb")?, one("app")?, one("db")?, one("dns")?);
    let (three, pair) = (lb * db * dns, 1.0 - (1.0 - app) * (1.0 - app));
    let whole = 1.0 - estimated(arch, 0)?;
    let exact = lb * db * dns * pair;
    Ok(vec![
        certain("series_of_three", three, series(&[lb, db, dns]), 1e-12),
        certain("pair", pair, parallel(&[app, app]), 1e-12),
        certain("whole", exact, whole, 1e-12),
        certain(
            "whole_downtime_min_per_30d",
            (1.0 - exact) * MONTH.secs_f64() / 60.0,
            downtime_s(whole, MONTH) / 60.0,
            1e-6,
        ),
    ])
}

/// Availability of runs until `horizon`.
fn availabilities(
    bench: &Bench<'_>,
    arch: &Architecture,
    (question, horizon): (&str, SimDuration),
    part: (f64, f64),
) -> Result<Vec<f64>, String> {
    let trial = Trial::of(bench, arch, at(horizon), part);
    let n = bench.runs("runs")?;
    Ok(trial.each(question, n, |o| availability(arch, o, SimDuration::ZERO)))
}

/// A04. k of n, each with a repairer of its own: binomial; goes down at the rate at which the last spare fails.
fn k_of_n_repaired(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let (horizon, n, spells) = (
        bench.duration("horizon")?,
        bench.runs("runs")?,
        bench.runs("spells")?,
    );
    let units = Units::only(arch)?;
    let (chain, last) = (units.chain()?, units.tolerates);
    let per_h = chain.stationary()[last] * chain.rate(last, last + 1);
    let still_up: Vec<usize> = (0..=last).collect();
    let spell = chain.time_until(last + 1, &still_up);
    let t = hours(horizon);

    let trial = Trial::of(bench, arch, at(horizon), (0.0, 1.0));
    let runs = trial.each("k of n", n, |o| {
        (
            availability(arch, o, SimDuration::ZERO),
            down_spells(arch, o),
        )
    });
    let seen: Vec<f64> = runs.iter().map(|r| r.0).collect();
    let often: Vec<f64> = runs.iter().map(|r| r.1.len() as f64 / t).collect();
    let first = runs.iter().flat_map(|r| r.1.iter()).take(spells as usize);
    let lengths: Vec<f64> = first.map(|d| hours(*d)).collect();
    Ok(vec![
        measured(
            "availability",
            units.availability()?,
            mean(&seen),
            known(units.availability_sigma(t)?, n),
        ),
        measured(
            "system_failures_per_h",
            per_h,
            mean(&often),
            known((per_h / t).sqrt(), n),
        ),
        measured(
            "mean_system_down_spell_h",
            spell.mean,
            mean(&lengths),
            known(spell.deviation, lengths.len() as u32),
        ),
    ])
}

/// A05. The same with one crew: birth and death with repairs at one rate.
fn k_of_n_crew(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let (main, apart) = (bench.architecture("main")?, bench.architecture("apart")?);
    let (crew, own) = (Units::only(main)?, Units::only(apart)?);
    let horizon = bench.duration("horizon")?;
    let (t, n) = (hours(horizon), bench.runs("runs")?);
    let of = |arch, question, part| availabilities(bench, arch, (question, horizon), part);
    let with_crew = mean(&of(main, "one crew", (0.0, 0.5))?);
    let with_own = mean(&of(apart, "own repairers", (0.5, 1.0))?);
    let ratio = ratio(
        (1.0 - with_crew.0, with_crew.1),
        (1.0 - with_own.0, with_own.1),
    );
    let exact = crew.unavailability()? / own.unavailability()?;
    Ok(vec![
        measured(
            "availability",
            crew.availability()?,
            with_crew,
            known(crew.availability_sigma(t)?, n),
        ),
        measured(
            "ratio_unavail_crew_over_independent",
            exact,
            ratio,
            Rule::Measured,
        ),
    ])
}

/// A06. From all up until the first time down, with repair and without.
fn first_failure(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let n = bench.runs("runs")?;
    let rows = [
        ("with_repair_h", "repaired", (0.0, 0.7)),
        ("no_repair_h", "worn", (0.7, 1.0)),
    ];
    let one = |&(name, which, part): &(&str, &str, (f64, f64))| {
        let arch = bench.architecture(which)?;
        let exact = Units::only(arch)?.first_down_h()?;
        let trial = Trial::of(bench, arch, End::FirstDown(SimTime::NEVER), part);
        let waits = trial.each(which, n, |o| {
            (o.end.secs_f64() / HOUR, o.end < SimTime::NEVER)
        });
        let seen = waited(&waits);
        Ok(measured(
            name,
            exact.mean,
            (seen.mean_h, seen.std_error),
            known(exact.deviation, n),
        ))
    };
    rows.iter().map(one).collect()
}

/// A07. Beta factor: alone at (1 - b) l each, all that are up together at b l.
fn common_cause(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let units = Units::only(arch)?;
    // A number: files have no length of time over a hundred years.
    let t = bench.number("horizon_hours")?;
    let horizon = SimDuration::from_secs_f64(t * HOUR);
    let apart = units.without_common_cause().unavailability()?;
    let exact = units.unavailability()?;
    let (up, std_error) = mean(&availabilities(
        bench,
        arch,
        ("common cause", horizon),
        (0.0, 1.0),
    )?);
    let seen = (1.0 - up, std_error);
    let rule = known(units.availability_sigma(t)?, bench.runs("runs")?);
    let independent = estimated(arch, 0)?;
    Ok(vec![
        measured("unavailability", exact, seen, rule),
        certain("unavailability_if_beta_0", apart, independent, 1e-15),
        measured(
            "ratio",
            exact / apart,
            ratio(seen, (independent, 0.0)),
            Rule::Measured,
        ),
    ])
}

/// A08. What all stand on limits them all.
fn shared_shock(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let (zone, region) = (
        unit_availability(arch, "any")?,
        unit_availability(arch, "region")?,
    );
    let u = 1.0 - zone;
    let any = 1.0 - u * u * u;
    let most = 3.0 * zone * zone - 2.0 * zone * zone * zone;
    let shared = |k| k_of_n_shared(k, 3, zone, region);
    let one = farthest(region * any, [1.0 - estimated(arch, 0)?, shared(1)]);
    let two = farthest(region * most, [1.0 - estimated(arch, 1)?, shared(2)]);
    Ok(vec![
        certain("at_least_1", region * any, one, 1e-12),
        certain("at_least_2", region * most, two, 1e-12),
        certain("naive_independent_1", any, k_of_n(1, 3, zone), 1e-15),
    ])
}

/// A09. Faults that come like the digits of a clock overlap as if they were independent; down is their union.
fn union_of_faults(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let horizon = bench.duration("horizon")?;
    let failing = arch.components.iter().filter(|c| c.fails.is_some());
    let down = failing.map(|c| unit_availability(arch, &c.name).map(|a| 1.0 - a));
    let down: Vec<f64> = down.collect::<Result<_, _>>()?;
    let exact = 1.0 - down.iter().fold(1.0, |all, u| all * (1.0 - u));
    let sum = Sum::of(down.iter().copied());

    let outcome = Trial::of(bench, arch, at(horizon), (0.0, 1.0)).run(bench.seed);
    let scored = score(arch, &outcome, bench.offers, 0);
    let seen = scored.journeys[0].downtime.secs_f64() / horizon.secs_f64();
    let apart = Sum::of(outcome.parts.iter().map(|p| p.out.secs_f64())) / horizon.secs_f64();
    let whole = farthest(exact, [seen, union(&down), estimated(arch, 0)?]);
    let minutes = MONTH.secs_f64() / 60.0;
    Ok(vec![
        lived("union", exact, whole, 1e-12),
        lived("sum_wrong", sum, apart, 1e-12),
        lived(
            "union_min_per_30d",
            exact * minutes,
            downtime_s(1.0 - seen, MONTH) / 60.0,
            1e-6,
        ),
    ])
}
