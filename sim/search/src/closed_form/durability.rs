//! B01-B08: copies, arrays, fleets and bursts.

use super::metrics::{identity, known, measured, ratio, yes_or_no};
use super::runs::{Trial, failures, share, waited};
use super::units::{HOUR, Units, transform};
use super::{Bench, Class, Formula, Metric, Rule};
use crate::statistics::Sum;
use kernel::{SimTime, math};
use tenant::End;
use tenant::architecture::Architecture;

/// By name.
pub(super) const FORMULAS: &[(&str, Formula)] = &[
    ("two_copies", two_copies),
    ("three_copies", three_copies),
    ("arrays", arrays),
    ("fixed_rebuild", fixed_rebuild),
    ("loss_within", loss_within),
    ("fleet", fleet),
    ("stripes", stripes),
    ("bursts", bursts),
];

/// The year of annualised failure rates.
const YEAR_H: f64 = 8760.0;
/// Hours of a day.
const DAY_H: f64 = 24.0;

/// Mean time until data is lost, lived through run by run. A run that comes to the end of simulated time counts as time
/// without a loss, and all time is divided by all losses; the tolerance is that of as many runs as are expected to lose.
fn time_to_loss(
    bench: &Bench<'_>,
    (name, exact, sigma): (&str, f64, f64),
    arch: &Architecture,
    part: (f64, f64),
) -> Result<Metric, String> {
    let n = bench.runs("runs")?;
    let trial = Trial::of(bench, arch, End::FirstLoss(SimTime::NEVER), part);
    let waits = trial.each(name, n, |o| {
        let lost = o.parts.iter().any(|p| p.losses > 0);
        (o.end.secs_f64() / HOUR, lost)
    });
    let seen = waited(&waits);
    let clock = SimTime::NEVER.secs_f64() / HOUR;
    let rule = Rule::Known {
        sigma,
        n: f64::from(n) * -math::exp_m1(-clock / exact),
    };
    let mut metric = measured(name, exact, (seen.mean_h, seen.std_error), rule);
    if seen.cut > 0 {
        metric.remark = format!(
            "{} of {n} runs came to the end of simulated time ({clock:.0} h) without a loss",
            seen.cut
        );
    }
    Ok(metric)
}

/// The same, exactly by the chain that the architecture's only failing component is.
fn by_chain(
    bench: &Bench<'_>,
    name: &str,
    which: &str,
    part: (f64, f64),
) -> Result<Metric, String> {
    let arch = bench.architecture(which)?;
    let exact = Units::only(arch)?.first_down_h()?;
    time_to_loss(bench, (name, exact.mean, exact.deviation), arch, part)
}

/// B01. (3 l + m) / 2 l², about MTTF² / 2 MTTR.
fn two_copies(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let units = Units::only(bench.architecture("main")?)?;
    let (mttf, mttr) = (units.mttf_h(), units.mttr_h()?);
    Ok(vec![
        by_chain(bench, "MTTDL_h", "main", (0.0, 1.0))?,
        identity(
            "approx_h",
            mttf * mttf / (2.0 * mttr),
            leading_h(&units)?,
            1e-9,
        ),
    ])
}

/// The largest term of the time to loss: all rates back over all rates down.
fn leading_h(units: &Units) -> Result<f64, String> {
    let chain = units.chain()?;
    let last = units.tolerates;
    let back = (1..=last).map(|b| chain.rate(b, b - 1));
    let down = (0..=last).map(|b| chain.rate(b, b + 1));
    Ok(back.fold(1.0, |all, r| all * r) / down.fold(1.0, |all, r| all * r))
}

/// B02. Rebuilt one by one (11 l² + 4 l m + m²) / 6 l³, all at once (11 l² + 7 l m + 2 m²) / 6 l³.
fn three_copies(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    Ok(vec![
        by_chain(bench, "MTTDL_serial_h", "serial", (0.0, 0.35))?,
        by_chain(bench, "MTTDL_parallel_h", "parallel", (0.35, 1.0))?,
    ])
}

/// B03. One parity disk: ((2n - 1) l + m) / n (n - 1) l²; two: the chain.
fn arrays(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    Ok(vec![
        by_chain(bench, "RAID5_MTTDL_h", "raid5", (0.0, 0.1))?,
        by_chain(bench, "RAID6_MTTDL_h", "raid6", (0.1, 1.0))?,
    ])
}

/// B04. Two copies, rebuilt in whatever time X: p = 1 - E[exp(-l X)], MTTDL = 1 / (2 l p) + 1 / l.
fn fixed_rebuild(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let units = Units::only(arch)?;
    if (units.count, units.tolerates) != (2, 1) {
        return Err("this formula knows two copies".to_owned());
    }
    let (l, repair) = (units.rate()?, units.repair.ok_or("there is no repair")?);
    let p = 1.0 - transform(repair, l)?;
    let exact = 1.0 / (2.0 * l * p) + 1.0 / l;
    // Nearly exponential, so that the deviation is about the mean.
    Ok(vec![time_to_loss(
        bench,
        ("MTTDL_h", exact, exact),
        arch,
        (0.0, 1.0),
    )?])
}

/// B05. Roots s of s² + (3 l + m) s + 2 l²: P = 1 - (s1 e^(s2 t) - s2 e^(s1 t)) / (s1 - s2); about 1 - e^(-t / MTTDL).
fn loss_within(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let (within, n) = (bench.duration("within")?, bench.runs("runs")?);
    let units = Units::only(arch)?;
    let (l, m, t) = (
        units.rate()?,
        units.repair_rate()?,
        within.secs_f64() / HOUR,
    );
    let exact = units.chain()?.reached_within(0, &units.too_few(), t);
    let approx = -math::exp_m1(-t / units.first_down_h()?.mean);
    let by_hand = -math::exp_m1(-t * 2.0 * l * l / (3.0 * l + m));

    let trial = Trial::of(
        bench,
        arch,
        End::FirstLoss(SimTime::ZERO + within),
        (0.0, 1.0),
    );
    let lost = trial.each("loss within", n, |o| o.parts.iter().any(|p| p.losses > 0));
    Ok(vec![
        measured("P_loss_1y", exact, share(&lost), known(yes_or_no(exact), n)),
        identity("approx", by_hand, approx, 1e-9),
    ])
}

/// B06. Of n volumes that fail within a year with a chance of AFR each, n · AFR do; at least one with 1 - (1 - AFR)^n.
fn fleet(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let (fleet, hundreds) = (bench.architecture("main")?, bench.architecture("hundreds")?);
    let (n, many) = (bench.runs("runs")?, bench.runs("looks")?);
    let year = End::At(SimTime::ZERO + bench.duration("year")?);
    let (afr, count) = annual(fleet, "fleet")?;
    let sigma = (count * afr * (1.0 - afr)).sqrt();
    let trial = Trial::of(bench, fleet, year, (0.0, 0.3));
    let failed = trial.each("fleet", n, |o| failures(fleet, o, "fleet") as f64);
    let mut out = vec![measured(
        "losses_1000_vol_AFR_0.2pct",
        count * afr,
        super::runs::mean(&failed),
        known(sigma, n),
    )];

    let rows = [
        ("P_any_of_100_AFR_0.1pct", "low"),
        ("P_any_of_100_AFR_0.2pct", "middle"),
        ("P_any_of_100_AFR_0.5pct", "high"),
    ];
    let trial = Trial::of(bench, hundreds, year, (0.3, 1.0));
    let any = trial.each("hundreds", many, |o| {
        rows.map(|(_, name)| failures(hundreds, o, name) > 0)
    });
    for (i, (metric, name)) in rows.into_iter().enumerate() {
        let (afr, count) = annual(hundreds, name)?;
        let exact = 1.0 - math::pow(1.0 - afr, count);
        let seen: Vec<bool> = any.iter().map(|a| a[i]).collect();
        out.push(measured(
            metric,
            exact,
            share(&seen),
            known(yes_or_no(exact), many),
        ));
    }
    Ok(out)
}

/// Chance that one unit fails within a year, and how many there are.
fn annual(arch: &Architecture, name: &str) -> Result<(f64, f64), String> {
    let units = Units::of(arch, name)?;
    Ok((-math::exp_m1(-YEAR_H * units.rate()?), units.count as f64))
}

/// B07. Ford et al., OSDI 2010: (1 / l) ΣΣ (r / l)^i / (s - k + i)(s - k + i - 1)...(s - k), against the chain.
fn stripes(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let published = bench.numbers("published_days")?;
    let mut out = Vec::new();
    for (i, published) in published.iter().enumerate() {
        let copies = i + 2;
        let units = Units::of(arch, &format!("r{copies}"))?;
        if (units.count, units.tolerates, units.repairers) != (copies, copies - 1, 1) {
            return Err(format!(
                "r{copies} must be {copies} copies, rebuilt one by one"
            ));
        }
        let exact = double_sum(copies, units.rate()?, units.repair_rate()?) / DAY_H;
        let chain = units.first_down_h()?.mean / DAY_H;
        let mut metric = identity(&format!("R{copies}_days"), exact, chain, 1e-9 * exact);
        metric.remark = format!("published {published:.3e}, {:.3} of it", exact / published);
        out.push(metric);
    }
    Ok(out)
}

fn double_sum(copies: usize, l: f64, r: f64) -> f64 {
    let mut all = Sum::default();
    for k in 0..copies {
        for i in 0..=k {
            // Kept in one product, so that no power grows too large.
            let below = |q: usize| (copies - k + i - q) as f64;
            all.add((0..i).fold(1.0 / below(i), |x, q| x * (r / l) / below(q)));
        }
    }
    all.value() / l
}

/// B08. Bursts: i to j at n C(i, i-j) q^(i-j) (1-q)^j; without them a line of births and deaths.
fn bursts(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let rows = [("two", 2, 0.1), ("three", 3, 0.4), ("four", 4, 1.0)];
    let mut done = 0.0;
    let mut out = Vec::new();
    for (which, copies, until) in rows {
        let arch = bench.architecture(which)?;
        let units = Units::only(arch)?;
        let name = format!("R{copies}_with_shocks_h");
        let with = by_chain(bench, &name, which, (done, until))?;
        let apart = units.without_bursts();
        let independent = apart.first_down_h()?.mean;
        let seen = ratio((independent, 0.0), (with.simulated, with.std_error));
        let by_line = line_h(&apart)?;
        let exact = independent / with.exact;
        out.push(with);
        out.push(identity(
            &format!("R{copies}_independent_h"),
            independent,
            by_line,
            1e-9 * independent,
        ));
        out.push(
            measured(&format!("R{copies}_ratio"), exact, seen, Rule::Measured)
                .of(Class::Identity)
                .noted("the row with shocks again, under a number of the formula"),
        );
        done = until;
    }
    Ok(out)
}

/// Time to loss of a chain that goes one state at a time, by its own sum: from each state the time to the next one is
/// 1 / d + (b / d) · (that from the state before).
fn line_h(units: &Units) -> Result<f64, String> {
    let chain = units.chain()?;
    let (mut next, mut all) = (0.0, Sum::default());
    for broken in 0..=units.tolerates {
        let back = if broken > 0 {
            chain.rate(broken, broken - 1)
        } else {
            0.0
        };
        next = (1.0 + back * next) / chain.rate(broken, broken + 1);
        all.add(next);
    }
    Ok(all.value())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_double_sum_of_two_and_three_copies_by_hand() {
        let (l, r) = (8.1345e-3, 66.013);
        let two = (3.0 * l + r) / (2.0 * l * l);
        assert!((double_sum(2, l, r) / two - 1.0).abs() < 1e-13);
        let three = (11.0 * l * l + 4.0 * l * r + r * r) / (6.0 * l * l * l);
        assert!((double_sum(3, l, r) / three - 1.0).abs() < 1e-13);
    }
}
