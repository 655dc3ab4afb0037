//! C12: metastable collapse. A short stall of a store under clients that try again leaves it busy for good with
//! requests whose clients have left, at a load that was fine before; only less load brings it back.

use super::super::metric::distance;
use super::super::{Bench, Metric, Rule};
use super::lived::{STALLED, at, at_rest, capacity, command, compute, servers};
use super::{Lived, calm, metric};
use kernel::SimTime;
use tape::Tape;
use tenant::TenantCommand;
use tenant::architecture::{Architecture, ComponentId};
use tenant::outcome::Segment;

/// When the stall begins, seconds.
const BEGINS: f64 = 600.0;
/// How long a load has to recover, seconds: the longest line takes hours to be worked off.
const PATIENCE: f64 = 100_000.0;

/// The numbers of the case.
struct Blip {
    /// Requests per second that the store can serve.
    capacity: f64,
    timeout: f64,
    attempts: f64,
    outage: f64,
}

impl Blip {
    fn of(bench: &Bench<'_>) -> Result<Self, String> {
        let arch = bench.architecture("main")?;
        let clients = &arch.clients[0];
        Ok(Self {
            capacity: capacity(servers(arch)?.1),
            timeout: clients.timeout.secs_f64(),
            attempts: f64::from(clients.retry.attempts),
            outage: bench.number("outage")?,
        })
    }

    /// Largest load that recovers.
    fn threshold(&self) -> f64 {
        self.capacity / self.attempts
    }

    /// Time from the end of the stall until nothing waits, for clients with one re-send: attempts pile up during the
    /// stall and are worked off at what is left of the capacity; once the wait is shorter than patience, re-sends stop.
    fn drain(&self, load: f64) -> f64 {
        let patient = self.capacity * self.timeout;
        let piled = load * self.outage + load * (self.outage - self.timeout);
        let spare = self.capacity - 2.0 * load;
        let until_patient = (piled - patient) / spare;
        let rest = (patient - spare * self.timeout) / (self.capacity - load);
        until_patient + self.timeout + rest
    }

    /// Standard deviation of that time if requests came and were served at random: what has piled up varies, and so
    /// does the difference of two re-sent attempts per request and what is served.
    fn spread(&self, load: f64) -> f64 {
        let alone = self.timeout;
        let twice = self.outage - self.timeout;
        let spare = self.capacity - 2.0 * load;
        let long = load * (2.0 * self.outage - self.timeout) - self.capacity * self.timeout;
        let piled = load * (alone + 4.0 * twice) / (spare * spare);
        let worked_off = long * (4.0 * load + self.capacity) / (spare * spare * spare);
        (piled + worked_off).sqrt()
    }
}

/// The architecture with all journeys but the first left out, and that at a load.
fn at_load(arch: &Architecture, load: f64) -> Architecture {
    let mut arch = arch.clone();
    arch.journeys.truncate(1);
    arch.journeys[0].rate_micro_per_s = (load * 1e6 + 0.5) as u64;
    arch
}

/// A tape on which the store stands still for the case's time.
fn stall(bench: &Bench<'_>, arch: &Architecture, length: f64) -> Result<(Tape, SimTime), String> {
    let mut tape = calm(arch, bench, BEGINS + length);
    let ends = at(BEGINS + bench.number("outage")?);
    for (zone, _) in &servers(arch)?.1.per_zone {
        compute(&mut tape, arch.zone(*zone), STALLED, at(BEGINS), Some(ends));
    }
    Ok((tape, ends))
}

/// How long after the stall nothing waits, if that comes.
fn drain(bench: &Bench<'_>, arch: &Architecture) -> Result<Option<f64>, String> {
    let (tape, ends) = stall(bench, arch, PATIENCE)?;
    let rest = at_rest(bench, arch, &tape, ends)?;
    Ok(rest.map(|t| t.since(ends).secs_f64()))
}

/// Attempts for each request while the store is behind and its line not yet full, as the outcome counts them.
fn attempts(bench: &Bench<'_>, arch: &Architecture) -> Result<f64, String> {
    let (tape, ends) = stall(bench, arch, PATIENCE)?;
    let counts = |after: f64| {
        let end = at(ends.secs_f64() + after);
        let lived = Lived::until(bench, arch, &tape, Vec::new(), end)?;
        let sum = |f: fn(&Segment) -> u64| lived.segments(0).iter().map(f).sum::<u64>();
        Ok::<_, String>((sum(|s| s.attempts), sum(|s| s.offered)))
    };
    let (early, late) = (counts(100.0)?, counts(1100.0)?);
    Ok((late.0 - early.0) as f64 / (late.1 - early.1) as f64)
}

/// The load over which the store, once it is behind, is asked for more than it can serve: found by halving, in
/// millionths of requests per second, and then between two of these by the number of attempts.
fn threshold(bench: &Bench<'_>, arch: &Architecture, blip: &Blip) -> Result<f64, String> {
    let (mut low, mut high) = (1_u64, (blip.capacity * 1e6) as u64);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        let load = middle as f64 / 1e6;
        if load * attempts(bench, &at_load(arch, load))? > blip.capacity {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(blip.capacity / attempts(bench, &at_load(arch, high as f64 / 1e6))?)
}

/// The threshold, and how budgets for retries move it.
fn thresholds(bench: &Bench<'_>, arch: &Architecture, blip: &Blip) -> Result<Metric, String> {
    let found = threshold(bench, arch, blip)?;
    let mut m = metric("threshold_qps", blip.threshold(), found, Rule::Exact(1e-9));
    let mut moved = Vec::new();
    for &budget in bench.numbers("budgets")? {
        let mut saving = arch.clone();
        saving.clients[0].retry.budget_ppm = Some((budget * 1e6 + 0.5) as u32);
        let found = threshold(bench, &saving, blip)?;
        let exact = blip.capacity / (1.0 + budget).min(blip.attempts);
        if distance(found, exact) > 1e-6 {
            return Err(format!("with a budget of {budget}: {found}, not {exact}"));
        }
        moved.push(format!(
            "{found:.1} with a retry budget of {} %",
            100.0 * budget
        ));
    }
    m.remark = moved.join(", ");
    Ok(m)
}

/// Whether all requests of a stretch are served, but for what rounding leaves.
fn is_all(served: u64, offered: u64) -> bool {
    served + 10 >= offered
}

/// Whether a load recovered after the loads before it were taken away one by one.
struct Step {
    load: f64,
    recovered: bool,
}

/// Raises the load by one journey after the other, lets the store stall, and takes the journeys away again, the last
/// first, by stopping what stands before the store.
fn stepped_down(bench: &Bench<'_>, arch: &Architecture) -> Result<Vec<Step>, String> {
    let fronts: Vec<ComponentId> = arch.journeys[1..].iter().map(|j| j.path[0]).collect();
    let count = fronts.len();
    let (tape, ends) = stall(bench, arch, (count + 2) as f64 * PATIENCE)?;
    let mut commands: Vec<TenantCommand> = Vec::new();
    for (i, &front) in fronts.iter().enumerate() {
        commands.push(command(SimTime::ZERO, front, false));
        let raised = at(BEGINS * (i + 1) as f64 / (count + 1) as f64);
        commands.push(command(raised, front, true));
        let taken = ends.secs_f64() + (count - i) as f64 * PATIENCE;
        commands.push(command(at(taken), front, false));
    }
    let mut steps = Vec::new();
    for left in (0..=count).rev() {
        let looked_at = at(ends.secs_f64() + (count - left + 1) as f64 * PATIENCE - 1.0);
        let lived = Lived::until(bench, arch, &tape, commands.clone(), looked_at)?;
        let mut step = Step {
            load: 0.0,
            recovered: true,
        };
        for j in 0..=left {
            let last = lived.last(j)?;
            step.load += arch.journeys[j].rate_micro_per_s as f64 / 1e6;
            step.recovered &= is_all(last.served, last.offered);
        }
        steps.push(step);
    }
    let before = Lived::until(bench, arch, &tape, commands, at(BEGINS))?;
    if before
        .segments(count)
        .last()
        .is_none_or(|s| !is_all(s.served, s.offered))
    {
        return Err("the full load is not served even before the stall".to_owned());
    }
    Ok(steps)
}

/// C12.
pub(super) fn metastable(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let blip = Blip::of(bench)?;
    let mut metrics = vec![thresholds(bench, arch, &blip)?];
    let loads = bench.numbers("loads")?;
    let highest = loads.first().copied().unwrap_or(0.0);
    let seen = attempts(bench, &at_load(arch, highest))?;
    metrics.push(metric(
        format!("L{highest}_offered_in_metastable_qps"),
        highest * blip.attempts,
        highest * seen,
        Rule::Exact(1e-9),
    ));
    let steps = stepped_down(bench, arch)?;
    for &load in loads {
        metrics.push(recovery(bench, &blip, load, &steps)?);
    }
    for &load in bench.numbers("drains")? {
        let name = format!("L{load}_time_to_drain_s");
        let simulated = drain(bench, &at_load(arch, load))?.unwrap_or(f64::INFINITY);
        let rule = Rule::Allowed {
            sigma: blip.spread(load),
            n: bench.number("replications")?,
        };
        metrics.push(metric(name, blip.drain(load), simulated, rule));
    }
    Ok(metrics)
}

/// Whether a load recovers: when it was there all the time, and when it is what is left of a higher one.
fn recovery(bench: &Bench<'_>, blip: &Blip, load: f64, steps: &[Step]) -> Result<Metric, String> {
    let arch = bench.architecture("main")?;
    let alone = drain(bench, &at_load(arch, load))?.is_some();
    let stepped = steps.iter().find(|s| (s.load - load).abs() < 1e-9);
    let both = stepped.map_or(alone, |s| s.recovered);
    let number = |b: bool| f64::from(u8::from(b));
    let mut m = metric(
        format!("L{load}_recovers"),
        number(load < blip.threshold()),
        (number(alone) + number(both)) / 2.0,
        Rule::Exact(0.0),
    );
    m.remark = match stepped {
        Some(_) if alone == both => "the same when stepped down to from above".to_owned(),
        Some(_) => "not the same when stepped down to from above".to_owned(),
        None => String::new(),
    };
    Ok(m)
}
