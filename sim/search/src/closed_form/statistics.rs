//! G01-G05: what the simulator says about its own certainty.

use super::lives::{Leaving, Lives, stop};
use super::metrics::{certain, identity, known, measured, ratio};
use super::runs::{Trial, availability, down_spells, failures, mean, seed};
use super::units::{HOUR, Units};
use super::{Bench, Formula, Metric, Rule};
use crate::statistics::{
    Interval, Mean, Share, Sum, mean_interval, runs_for_relative, zero_events_upper,
};
use kernel::{SimDuration, SimTime, Stream, math};
use tape::Law;
use tenant::End;
use tenant::architecture::{Architecture, ComponentId, ComponentKind, Routing};

/// By name.
pub(super) const FORMULAS: &[(&str, Formula)] = &[
    ("certainty", certainty),
    ("rare_events", rare_events),
    ("common_random_numbers", common_random_numbers),
    ("coverage", coverage),
    ("superposition", superposition),
];

/// When the first target of a name is stopped.
const FAILS: SimTime = SimTime::from_secs(600);
/// Parts of the runs from which the error of a ratio is told.
const BATCHES: usize = 20;

/// Intervals that a quick look at their coverage has at least.
const LEAST_SAMPLES: u32 = 400;

/// A percentage as names of metrics have it.
fn percent(share: f64) -> String {
    format!("{}", (share * 1000.0).round() / 10.0)
}

/// Pure statistics. Nothing seen in N runs: p < 1 - (1 - c)^(1/N). Runs for a relative half-width e: (z/e)² (1 - p)/p.
fn certainty(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let (n, confidence) = (bench.number("runs_without")?, bench.number("confidence")?);
    let (z, e) = (bench.number("deviations")?, bench.number("relative_error")?);
    let mut metrics = vec![certain(
        &format!("upper{}_N{n}", percent(confidence)),
        1.0 - math::pow(1.0 - confidence, 1.0 / n),
        zero_events_upper(n as u64, confidence),
        1e-12,
    )];
    for &p in bench.numbers("chances")? {
        let chance = if p < 0.001 {
            format!("{p:e}")
        } else {
            format!("{p}")
        };
        let name = format!("runs_for_{}pct_at_{chance}", percent(e));
        let exact = z * z / (e * e) * (1.0 / p - 1.0);
        metrics.push(certain(&name, exact, runs_for_relative(z, e, p), 1.0));
    }
    Ok(metrics)
}

/// Copies that are lost before all are whole again, too rarely to wait for: with failures hastened until the next one is
/// as likely as a repair, and each cycle weighed by how much more likely that has made it.
fn rare_events(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let units = Units::only(bench.architecture("main")?)?;
    let (z, e) = (bench.number("deviations")?, bench.number("relative_error")?);
    let (within, l, n) = (bench.number("within")?, units.rate()?, units.count);
    let chain = units.chain()?;
    let lost = units.too_few();
    let mut cycle = lost.clone();
    cycle.push(0);
    // From one broken copy: which comes first, all lost or all whole.
    let mut gain = vec![0.0; n + 1];
    for &s in &lost {
        for (from, gain) in gain
            .iter_mut()
            .enumerate()
            .take(units.tolerates + 1)
            .skip(1)
        {
            *gain += chain.rate(from, s);
        }
    }
    let gamma = chain.until(&cycle, &gain)[1];
    let length = 1.0 / (n as f64 * l) + chain.until(&cycle, &vec![1.0; n + 1])[1];
    let runs = bench.runs("cycles")?;
    let arch = bench.architecture("main")?;
    let trial = |part| Trial::of(bench, arch, End::Cycle(SimTime::NEVER), part);
    let factor = chain.rate(1, 0) / chain.rate(1, 2);
    let lost = trial((0.0, 0.8))
        .hastened(factor)
        .each("hastened cycles", runs, |o| {
            let lost = o.parts.iter().any(|p| p.losses > 0);
            if lost { o.weight() } else { 0.0 }
        });
    let whole = trial((0.8, 1.0)).each("plain cycles", runs, |o| o.end.secs_f64() / HOUR);
    let (seen, whole) = (mean(&lost), mean(&whole));
    let time = ratio(whole, seen);
    let near = |name: &str, exact: f64, seen: (f64, f64)| {
        // A quick look sees less sharply than the tolerance of the full number of cycles asks for.
        let rule = match bench.thinned {
            0 | 1 => Rule::Relative(within),
            _ => Rule::Measured,
        };
        let metric = measured(name, exact, seen, rule);
        Metric {
            remark: format!(
                "failures hastened {factor:.0} times while a copy is missing, cycles weighed"
            ),
            ..metric
        }
    };
    // So rare that what is left of one does not count.
    let plain = z * z / (e * e) / gamma;
    Ok(vec![
        near("gamma", gamma, seen),
        near("MTTDL_h", length / gamma, time),
        identity(
            &format!("naive_cycles_for_{}pct", percent(e)),
            plain,
            runs_for_relative(z, e, gamma),
            plain * 1e-6,
        ),
    ])
}

/// What a journey's name promises.
struct Name {
    first: ComponentId,
    interval: f64,
    ttl: f64,
    /// When all clients have moved.
    end: SimTime,
}

impl Name {
    fn of(arch: &Architecture) -> Result<Self, String> {
        let journey = arch.journeys.first().ok_or("there is no journey")?;
        let first = journey.path.first().ok_or("a journey without a path")?;
        let ComponentKind::DnsName(name) = &arch.component(*first).kind else {
            return Err("the journey begins with a name".to_owned());
        };
        let Routing::Failover(targets, check) = &name.routing else {
            return Err("the name has `failover`".to_owned());
        };
        let detect = SimDuration(check.interval.0 * u64::from(check.unhealthy));
        Ok(Self {
            first: targets[0],
            interval: check.interval.secs_f64(),
            ttl: name.ttl.secs_f64(),
            end: FAILS + detect + name.ttl + SimDuration::from_mins(1),
        })
    }
}

/// In each of `n` runs, when a client drawn by the run's seed has moved.
fn moved(
    bench: &Bench<'_>,
    arch: &Architecture,
    (question, n): (&str, u32),
    part: (f64, f64),
) -> Result<Vec<f64>, String> {
    let name = Name::of(arch)?;
    let lives = Lives::calm(bench, arch, name.end);
    let times = lives.each(
        (question, n),
        part,
        &[stop(FAILS, name.first)],
        |seed, o| {
            let drawn = Stream::named(seed, "one client", "").unit();
            Leaving::of(&o.journeys[0].segments, FAILS).map(|l| l.client(drawn))
        },
    );
    let times: Option<Vec<f64>> = times.into_iter().collect();
    times.ok_or_else(|| "some clients never left".to_owned())
}

/// A variance and its standard error, from the fourth moment.
fn variance(values: &[f64]) -> (f64, f64) {
    let Some(m) = Mean::of(values) else {
        return (f64::NAN, f64::NAN);
    };
    let n = values.len() as f64;
    let square = |v: &f64| (v - m.mean) * (v - m.mean);
    let fourth = Sum::of(values.iter().map(|v| square(v) * square(v))) / n;
    let s2 = m.deviation * m.deviation;
    (s2, ((fourth - s2 * s2).max(0.0) / n).sqrt())
}

/// Two designs that differ in a TTL, met by the same luck and by different luck. Both detect by U(0, I) and wait for
/// U(0, TTL); under the same luck only the TTLs differ: Var = (T - t)²/12 against (t² + T² + 2 I²)/12.
fn common_random_numbers(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let n = bench.runs("runs")?;
    let (short, long) = (bench.architecture("short")?, bench.architecture("long")?);
    let a = moved(bench, short, ("same luck", n), (0.0, 0.33))?;
    let b = moved(bench, long, ("same luck", n), (0.33, 0.66))?;
    let other = moved(bench, short, ("other luck", n), (0.66, 1.0))?;
    let (one, two) = (Name::of(short)?, Name::of(long)?);
    if one.interval != two.interval {
        return Err("the designs differ in their TTL alone".to_owned());
    }
    let differ = |a: &[f64]| -> Vec<f64> { b.iter().zip(a).map(|(b, a)| b - a).collect() };
    let (same, apart) = (differ(&a), differ(&other));
    let (t, u, i) = (one.ttl, two.ttl, one.interval);
    let independent = (t * t + u * u + 2.0 * i * i) / 12.0;
    let common = (u - t) * (u - t) / 12.0;
    let batch = same.len().div_ceil(BATCHES).max(2);
    let parts = apart.chunks(batch).zip(same.chunks(batch));
    let ratios: Vec<f64> = parts.map(|(a, s)| variance(a).0 / variance(s).0).collect();
    let ratio = variance(&apart).0 / variance(&same).0;
    Ok(vec![
        measured("difference_s", (u - t) / 2.0, mean(&same), Rule::Measured),
        measured(
            "var_independent",
            independent,
            variance(&apart),
            Rule::Measured,
        ),
        measured("var_CRN", common, variance(&same), Rule::Measured),
        measured(
            "variance_ratio",
            independent / common,
            (ratio, mean(&ratios).1),
            Rule::Measured,
        ),
    ])
}

/// Intervals of the kind that forecasts print, each from runs of its own: the least and the largest share that holds the
/// truth, beside the bounds that a binomial share keeps to.
fn coverage(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let confidence = bench.number("confidence")?;
    // A bound from fewer intervals would allow anything.
    let n = bench
        .runs("samples")?
        .max(LEAST_SAMPLES.min(bench.number("samples")? as u32));
    let error = (confidence * (1.0 - confidence) / f64::from(n)).sqrt();
    let room = bench.number("errors")? * error;
    let up = availability_coverage(bench, n, confidence)?;
    let people = repair_coverage(bench, n, confidence)?;
    let remark = format!(
        "of {n} intervals each, covered {up:.3} of availabilities and {people:.3} of mean repairs"
    );
    let bound = |name: &str, exact: f64, covered: f64, rule: Rule| {
        let error = (covered * (1.0 - covered) / f64::from(n)).sqrt();
        measured(name, exact, (covered, error), rule).noted(remark.clone())
    };
    Ok(vec![
        bound(
            "coverage_ok_low",
            confidence - room,
            up.min(people),
            Rule::AtLeast,
        ),
        bound(
            "coverage_ok_high",
            confidence + room,
            up.max(people),
            Rule::AtMost,
        ),
    ])
}

/// Of intervals of a component's availability over a horizon that begins with all up.
fn availability_coverage(bench: &Bench<'_>, n: u32, confidence: f64) -> Result<f64, String> {
    let arch = bench.architecture("component")?;
    let horizon = bench.duration("horizon")?;
    let each = bench.number("runs_per_sample")? as u32;
    let units = Units::only(arch)?;
    let (l, m, t) = (
        units.rate()?,
        units.repair_rate()?,
        horizon.secs_f64() / 3600.0,
    );
    let (all, a) = (l + m, units.availability()?);
    let truth = a + (1.0 - a) / (all * t) * (1.0 - math::exp(-all * t));
    let end = End::At(SimTime::ZERO + horizon);
    let trial = Trial::of(bench, arch, end, (0.0, 0.7));
    let values = trial.each("coverage of availability", n * each, |o| {
        availability(arch, o, SimDuration::ZERO)
    });
    let intervals = values.chunks(each as usize).enumerate();
    Ok(held(
        intervals.map(|(i, v)| interval(bench, i, v, confidence)),
        truth,
    ))
}

/// Of intervals of the mean time to repair, from repairs one after the other.
fn repair_coverage(bench: &Bench<'_>, n: u32, confidence: f64) -> Result<f64, String> {
    let arch = bench.architecture("people")?;
    let wanted = bench.number("repairs_per_sample")? as usize;
    let truth = moments(Units::only(arch)?.repair)?;
    let end = End::At(SimTime::ZERO + bench.duration("repair_horizon")?);
    let trial = Trial::of(bench, arch, end, (0.7, 1.0));
    let samples = trial.each("coverage of repairs", n, |o| {
        let spells = down_spells(arch, o).into_iter().take(wanted);
        let values: Vec<f64> = spells.map(SimDuration::secs_f64).collect();
        (values.len() == wanted).then(|| {
            let mut stream = Stream::named(o.seed, "bootstrap", "coverage");
            mean_interval(&values, confidence, &mut stream)
        })
    });
    let samples: Option<Vec<_>> = samples.into_iter().collect();
    let samples = samples.ok_or("the horizon has too few repairs")?;
    Ok(held(samples.into_iter(), truth))
}

fn moments(repair: Option<Law>) -> Result<f64, String> {
    Ok(repair.ok_or("nobody repairs")?.mean_s())
}

fn interval(bench: &Bench<'_>, i: usize, values: &[f64], confidence: f64) -> Option<Interval> {
    let of = seed(bench.seed, "coverage intervals", i as u32);
    mean_interval(
        values,
        confidence,
        &mut Stream::named(of, "bootstrap", "coverage"),
    )
}

/// Share of intervals that hold the truth; one that was refused does not.
fn held(intervals: impl Iterator<Item = Option<Interval>>, truth: f64) -> f64 {
    Share::count(intervals.map(|i| i.is_some_and(|i| i.contains(truth)))).value()
}

/// Failures of many hosts are a Poisson stream: n · rate · t of them, and as much variance as mean.
fn superposition(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let (horizon, n) = (bench.duration("horizon")?, bench.runs("runs")?);
    let units = Units::only(arch)?;
    let expected = units.count as f64 * units.rate()? * horizon.secs_f64() / 3600.0;
    let failing = arch.components.iter().find(|c| c.fails.is_some());
    let name = failing.map_or("", |c| c.name.as_str());
    let end = End::At(SimTime::ZERO + horizon);
    let trial = Trial::of(bench, arch, end, (0.0, 1.0));
    let counts = trial.each("superposition", n, |o| failures(arch, o, name) as f64);
    let (spread, error) = variance(&counts);
    let of_mean = mean(&counts);
    Ok(vec![
        measured("failures", expected, of_mean, known(expected.sqrt(), n)),
        measured(
            "variance_over_mean",
            1.0,
            (spread / of_mean.0, error / of_mean.0),
            known(std::f64::consts::SQRT_2, n),
        ),
    ])
}
