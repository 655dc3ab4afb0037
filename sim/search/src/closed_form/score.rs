//! F01-F06: nines, credits, budgets, weights.

mod lived;

use super::{Bench, Class, Formula, Metric, Rule};
use kernel::{SimDuration, math};
use lived::{Month, downtimes, repairs};
use tape::{CreditStep, Law, Offer, Sla, SlaScope};
use tenant::architecture::{Architecture, Curve};
use tenant::score::budget::{ALERTS, exhausted_after_s};
use tenant::score::structure::downtime_s;
use tenant::score::{credit_ppm, time_ppb};

/// By name.
pub(super) const FORMULAS: &[(&str, Formula)] = &[
    ("nines", nines),
    ("credit_tables", credit_tables),
    ("credit_expected", credit_expected),
    ("burn_rates", burn_rates),
    ("weights", weights),
    ("lognormal_repair", lognormal_repair),
];

/// What a function of the product says.
fn exact(name: impl Into<String>, exact: f64, simulated: f64, tolerance: f64) -> Metric {
    Metric {
        name: name.into(),
        exact,
        simulated,
        std_error: 0.0,
        rule: Rule::Exact(tolerance),
        class: Class::Function,
        remark: String::new(),
    }
}

/// The same of a life through the engine.
fn lived_through(name: impl Into<String>, right: f64, simulated: f64, tolerance: f64) -> Metric {
    exact(name, right, simulated, tolerance).of(Class::Engine)
}

/// A mean over runs, with the deviation of one known by the formula.
fn sampled(name: &str, exact: f64, sigma: f64, values: &[f64]) -> Metric {
    let n = values.len() as f64;
    let mean = values.iter().fold(0.0, |all, x| all + x) / n;
    let squares = values
        .iter()
        .fold(0.0, |all, x| all + (x - mean) * (x - mean));
    Metric {
        name: name.to_owned(),
        exact,
        simulated: mean,
        std_error: (squares / (n - 1.0)).sqrt() / n.sqrt(),
        rule: Rule::Known { sigma, n },
        class: Class::Engine,
        remark: String::new(),
    }
}

/// A share of runs.
fn shared(name: &str, p: f64, values: &[bool]) -> Metric {
    let ones: Vec<f64> = values.iter().map(|&v| f64::from(u8::from(v))).collect();
    sampled(name, p, (p * (1.0 - p)).sqrt(), &ones)
}

/// A share in percent as people write it, e.g. `99.95`.
fn percent(share: f64) -> String {
    let hundred_thousandths = (share * 1e7 + 0.5).floor() / 1e5;
    hundred_thousandths.to_string()
}

/// F01: downtime that nines allow.
fn nines(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let (month, year) = (bench.duration("month")?, bench.duration("year")?);
    let mut out = Vec::new();
    for &a in bench.numbers("availability")? {
        let allowed = |period: SimDuration| period.secs_f64() - a * period.secs_f64();
        let name = percent(a);
        let days = |period: SimDuration| period.secs_f64() / 86_400.0;
        out.push(exact(
            format!("{name}_min_per_{}d", days(month)),
            allowed(month) / 60.0,
            downtime_s(a, month) / 60.0,
            1e-6,
        ));
        out.push(exact(
            format!("{name}_h_per_{}d", days(year)),
            allowed(year) / 3600.0,
            downtime_s(a, year) / 3600.0,
            1e-6,
        ));
    }
    Ok(out)
}

fn sla<'a>(offers: &'a [Offer], provider: &str, service: &str) -> Result<&'a Sla, String> {
    let offer = offers.iter().find(|o| o.provider == provider);
    let found = offer.and_then(|o| o.slas.iter().find(|s| s.service == service));
    found.ok_or_else(|| format!("'{provider}' has no contract for '{service}'"))
}

/// The hardest step under which a month with so much downtime lies, in whole numbers: exactly at a step is not under it.
fn step_of(steps: &[CreditStep], down: SimDuration, month: SimDuration) -> u32 {
    let under = |s: &&CreditStep| {
        let lost = u128::from(down.0) * 1_000_000;
        lost > u128::from(1_000_000 - s.below_ppm) * u128::from(month.0)
    };
    steps
        .iter()
        .filter(under)
        .map(|s| s.credit_ppm)
        .max()
        .unwrap_or(0)
}

/// F02: what tables of contracts pay for outages of some lengths, and what an architecture gets that lives through them.
fn credit_tables(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let month = bench.duration("month")?;
    let today = bench.architecture("main")?;
    let home = today.home.split('/').next().unwrap_or_default();
    let minutes = bench.numbers("down")?;
    let mut out = Vec::new();
    for (name, service) in [
        ("EC2", "compute"),
        ("S3", "object_store"),
        ("RDS", "managed_database"),
    ] {
        let steps = &sla(bench.offers, home, service)?.credits;
        for &s in minutes {
            let down = SimDuration::from_secs_f64(s);
            let paid = credit_ppm(steps, time_ppb(down, month));
            out.push(credit_metric(
                &format!("{name}_{}min", s / 60.0),
                step_of(steps, down, month),
                paid,
            ));
        }
    }
    // Exactly at the first step of each table nothing is paid, a second more pays.
    for (name, service) in [("EC2", "compute"), ("RDS", "managed_database")] {
        let steps = &sla(bench.offers, home, service)?.credits;
        let first = steps.iter().map(|s| s.below_ppm).max().unwrap_or(0);
        let at =
            SimDuration((u128::from(month.0) * u128::from(1_000_000 - first) / 1_000_000) as u64);
        let second = SimDuration::from_secs(1);
        for (what, down) in [
            ("exactly_at_first_step", at),
            ("a_second_more", at + second),
        ] {
            let paid = lived::credit(bench, today, service, down, month)?;
            out.push(
                credit_metric(
                    &format!("{name}_{what}_lived"),
                    step_of(steps, down, month),
                    paid,
                )
                .of(Class::Engine),
            );
        }
        for &s in minutes {
            let down = SimDuration::from_secs_f64(s);
            let paid = lived::credit(bench, today, service, down, month)?;
            out.push(
                credit_metric(
                    &format!("{name}_{}min_lived", s / 60.0),
                    step_of(steps, down, month),
                    paid,
                )
                .of(Class::Engine),
            );
        }
    }
    out.extend(half_hours(bench, month)?);
    Ok(out)
}

fn credit_metric(name: &str, owed_ppm: u32, paid_ppm: u32) -> Metric {
    exact(
        name,
        f64::from(owed_ppm) / 1e4,
        f64::from(paid_ppm) / 1e4,
        0.0,
    )
}

/// A contract that pays a rate for each half hour completed, up to the whole bill.
fn half_hours(bench: &Bench<'_>, month: SimDuration) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("hosts")?;
    let home = arch.home.split('/').next().unwrap_or_default();
    let contract = sla(bench.offers, home, "compute")?;
    let ([step], SlaScope::HostMonth) = (&contract.credits[..], contract.scope) else {
        return Err(format!("'{home}' does not pay by the half hour"));
    };
    let mut out = Vec::new();
    for &s in bench.numbers("host_down")? {
        let owed = (s / 1800.0).floor() * f64::from(step.credit_ppm);
        let down = SimDuration::from_secs_f64(s);
        let paid = lived::credit(bench, arch, "compute", down, month)?;
        let name = if s % 3600.0 == 0.0 {
            format!("rackspace2011_{}h_pct", s / 3600.0)
        } else {
            format!("rackspace2011_{}min_net_pct", s / 60.0)
        };
        out.push(credit_metric(&name, owed.min(1e6) as u32, paid).of(Class::Engine));
    }
    Ok(out)
}

/// The first shock of an architecture: mean time between two and mean length, seconds.
fn shock(arch: &Architecture) -> Result<(f64, f64), String> {
    let shock = arch.shocks.first().ok_or("the architecture has no shock")?;
    match (shock.every, shock.lasts) {
        (Law::Exponential(every), Some(Law::Exponential(lasts))) if shock.hit_ppm == 1_000_000 => {
            Ok((every.secs_f64(), lasts.secs_f64()))
        }
        _ => Err("the shock must hit all, come and last exponentially".to_owned()),
    }
}

/// Chance that outages of a month, `rate` in the mean and each exponential with `mean`, take more than `x` together.
fn more_than(rate: f64, mean: f64, x: f64) -> f64 {
    let y = x / mean;
    let mut poisson = math::exp(-rate);
    // P(sum of n > x) = P(fewer than n events of a Poisson law with mean y).
    let mut term = math::exp(-y);
    let mut fewer = term;
    let mut sum = 0.0;
    for n in 1..200 {
        poisson *= rate / f64::from(n);
        sum += poisson * fewer;
        term *= y / f64::from(n);
        fewer += term;
    }
    sum
}

/// F03: months of random outages, each scored by the contract.
fn credit_expected(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let month = bench.duration("month")?;
    let (every, lasts) = shock(arch)?;
    let home = arch.home.split('/').next().unwrap_or_default();
    let steps = &sla(bench.offers, home, "compute")?.credits;
    let over = |below_ppm: u32| {
        let allowed = f64::from(1_000_000 - below_ppm) / 1e6 * month.secs_f64();
        more_than(month.secs_f64() / every, lasts, allowed)
    };
    let chances: Vec<f64> = steps.iter().map(|s| over(s.below_ppm)).collect();
    let (mut mean, mut square) = (0.0, 0.0);
    for (i, s) in steps.iter().enumerate() {
        let here = chances[i] - chances.get(i + 1).copied().unwrap_or(0.0);
        let paid = f64::from(s.credit_ppm) / 1e4;
        mean += paid * here;
        square += paid * paid * here;
    }
    let runs = bench.runs("runs")?;
    let months = downtimes(bench, arch, "compute", month, runs)?;
    let under = |below_ppm: u32| -> Vec<bool> {
        let holds = |m: &Month| u64::from(time_ppb(m.down, month)) < u64::from(below_ppm) * 1000;
        months.iter().map(holds).collect()
    };
    let credits: Vec<f64> = months
        .iter()
        .map(|m| f64::from(m.credit_ppm) / 1e4)
        .collect();
    let mut out = Vec::new();
    for (s, &p) in steps.iter().zip(&chances).take(2) {
        let below = percent(f64::from(s.below_ppm) / 1e6);
        out.push(shared(
            &if out.is_empty() {
                format!("P_uptime_below_{below}")
            } else {
                format!("P_below_{below}")
            },
            p,
            &under(s.below_ppm),
        ));
    }
    let sigma = (square - mean * mean).sqrt();
    let mut expected = sampled("expected_credit_pct", mean, sigma, &credits);
    expected.remark = "outages that overlap or reach into the next month are not the formula's; \
                       both are well under a tenth of the tolerance"
        .to_owned();
    out.push(expected);
    Ok(out)
}

/// F04: alerts on the burn rate, by formula and in a life.
fn burn_rates(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let window = bench.duration("window")?;
    let objective = arch.objectives.first().and_then(|o| o.availability_slo_ppm);
    let slo_ppm = objective.ok_or("the architecture has no objective of availability")?;
    let slo = f64::from(slo_ppm) / 1e6;
    let mut out = Vec::new();
    for alert in ALERTS {
        let (burn, hours) = (alert.burn(), alert.over.secs_f64() / 3600.0);
        let used = burn * hours / (window.secs_f64() / 3600.0);
        let name = format!("burn_{burn}_{hours}h_pct");
        out.push(exact(
            name,
            100.0 * used,
            100.0 * alert.budget_used(window),
            1e-9,
        ));
    }
    let fast = ALERTS[0];
    let after = |share: f64| fast.burn() * (1.0 - slo) * fast.over.secs_f64() / share;
    for (name, share, component) in [("full_outage", 1.0, "main"), ("error_10pct", 0.1, "part")] {
        let formula = fast.fires_after_s(share, slo).unwrap_or(f64::INFINITY);
        // What takes minutes is told in minutes.
        let (unit, seconds) = if share < 1.0 {
            ("min", 60.0)
        } else {
            ("s", 1.0)
        };
        out.push(exact(
            format!("{name}_detect_{unit}_at_14.4_1h"),
            after(share) / seconds,
            formula / seconds,
            1e-9,
        ));
        // The clock counts microseconds.
        let lived = lived::alert(bench, bench.architecture(component)?, fast, slo_ppm)?;
        out.push(lived_through(
            format!("{name}_detect_s_lived"),
            after(share),
            lived,
            2e-6,
        ));
    }
    let budget_s = (1.0 - slo) * window.secs_f64();
    out.push(exact(
        "budget_min",
        budget_s / 60.0,
        downtime_s(slo, window) / 60.0,
        1e-9,
    ));
    out.push(exact(
        "time_to_exhaust_at_10pct_errors_h",
        budget_s / 0.1 / 3600.0,
        exhausted_after_s(0.1, slo, window) / 3600.0,
        1e-9,
    ));
    Ok(out)
}

/// F05: the same outage at the peak and at the trough of the day.
fn weights(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let (period, outage) = (bench.duration("period")?, bench.duration("outage")?);
    let clients = arch
        .clients
        .first()
        .ok_or("the architecture has no clients")?;
    let Curve::Daily { swing, peak_hour } = clients.curve else {
        return Err("demand must go over the day".to_owned());
    };
    let share = outage.secs_f64() / period.secs_f64();
    let half = std::f64::consts::PI * outage.secs_f64() / 86_400.0;
    let wave = swing * math::sin(half) / half;
    let mut out = Vec::new();
    for (name, side, hour) in [("peak", 1.0, peak_hour), ("trough", -1.0, peak_hour + 12.0)] {
        let (by_time, by_requests) = lived::outage_at(bench, arch, hour % 24.0, outage, period)?;
        // Scores are whole parts per billion.
        out.push(lived_through(
            if side > 0.0 {
                "time_weighted".to_owned()
            } else {
                format!("time_weighted_{name}")
            },
            1.0 - share,
            by_time,
            0.5e-9 + 1e-12,
        ));
        let lost = share * (1.0 + side * wave);
        out.push(lived_through(
            format!("request_weighted_{name}"),
            1.0 - lost,
            by_requests,
            1e-9,
        ));
    }
    Ok(out)
}

/// The value under which a standard normal law stays with chance `p`, by halving.
fn normal_value(p: f64) -> f64 {
    let (mut low, mut high) = (-10.0, 10.0);
    for _ in 0..100 {
        let middle = (low + high) / 2.0;
        let under = 0.5 * math::erfc(-middle / std::f64::consts::SQRT_2);
        if under < p {
            low = middle
        } else {
            high = middle
        }
    }
    low
}

/// F06: lognormal repair, lived.
fn lognormal_repair(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let repair = arch
        .components
        .iter()
        .find_map(|c| c.fails)
        .and_then(|f| f.repair);
    let Some(law @ Law::Lognormal(median, sigma)) = repair else {
        return Err("repair must be lognormal".to_owned());
    };
    let median = median.secs_f64() / 60.0;
    let mean = median * math::exp(sigma * sigma / 2.0);
    let deviation = mean * (math::exp(sigma * sigma) - 1.0).sqrt();
    let spells = repairs(bench, arch)?;
    let minutes: Vec<f64> = spells.iter().map(|s| s / 60.0).collect();
    let logs: Vec<f64> = minutes.iter().map(|&m| math::ln(m)).collect();
    let long = bench.duration("long")?.secs_f64() / 60.0;
    let over: Vec<bool> = minutes.iter().map(|&m| m > long).collect();
    let tail = 0.5 * math::erfc(math::ln(long / median) / sigma / std::f64::consts::SQRT_2);
    let p95 = median * math::exp(sigma * normal_value(0.95));
    Ok(vec![
        sampled("mean_min", mean, deviation, &minutes),
        exact("mean_min_of_law", mean, law.mean_s() / 60.0, 1e-9),
        exact(
            "deviation_min_of_law",
            deviation,
            law.variance_s2().sqrt() / 60.0,
            1e-9,
        ),
        exact("p95_min", p95, law.quantile_s(0.95) / 60.0, 1e-6),
        exact("p50_min", median, law.quantile_s(0.5) / 60.0, 1e-9),
        shared(&format!("P_over_{}h", long / 60.0), tail, &over),
        sampled("log_mean", math::ln(median), sigma, &logs),
    ])
}
