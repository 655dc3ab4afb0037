//! E01-E07: replication, snapshots, restores, rings, quorums.
//!
//! Traffic is a fluid. Where the file gives a law, what a crash finds on its way is counted in whole writes; a fixed lag
//! loses exactly the mean of that count, without its scatter.

use super::lives::{Blow, Lives, stop, struck};
use super::metrics::{allowed, certain, identity, known, lived, measured, yes_or_no};
use super::runs::{down_spells, mean, share};
use super::units::moments_h;
use super::{Bench, Class, Formula, Metric};
use crate::statistics::{Ordered, Sum};
use kernel::{SimDuration, SimTime, Stream};
use tape::Law;
use tenant::Keep;
use tenant::architecture::{
    Architecture, BackupKind, ComponentId, ComponentKind, Database, DatabaseMode, Sharing,
    StepKind, Trigger,
};
use tenant::data::{commit_latency, waits_for};
use tenant::outcome::{Outcome, StoreOutcome};
use tenant::score::structure::{k_of_n, series, zones_quorum};

/// By name.
pub(super) const FORMULAS: &[(&str, Formula)] = &[
    ("asynchronous_replication", asynchronous_replication),
    ("snapshot_age", snapshot_age),
    ("restore_time", restore_time),
    ("ring", ring),
    ("quorum", quorum),
    ("quorum_across_zones", quorum_across_zones),
    ("commit_latency", commit),
];

/// When things happen.
const CRASH: SimTime = SimTime::from_secs(600);
/// The shortest time there is.
const TICK: SimDuration = SimDuration(1);
const HOUR: f64 = 3600.0;
/// What is said of numbers that a fluid gives exactly.
const FLUID: &str = "the fluid gives the mean of the count; a fixed lag draws nothing";

fn database<'a>(arch: &'a Architecture, name: &str) -> Result<&'a Database, String> {
    let found = arch.components.iter().find(|c| c.name == name);
    match found.map(|c| &c.kind) {
        Some(ComponentKind::Database(x)) => Ok(x),
        _ => Err(format!("{} has no database '{name}'", arch.name)),
    }
}

/// Writes per second of the first journey.
fn write_rate(arch: &Architecture) -> f64 {
    arch.journeys[0].rate_micro_per_s as f64 / 1e6
}

fn store(outcome: &Outcome) -> &StoreOutcome {
    &outcome.stores[0]
}

fn fluid(metric: Metric) -> Metric {
    metric.noted(FLUID)
}

/// Lost writes of runs in which the primary's zone falls silent and a replica is promoted.
fn lost_at_crash(
    bench: &Bench<'_>,
    arch: &Architecture,
    (question, n): (&str, u32),
    part: (f64, f64),
) -> Result<Vec<f64>, String> {
    let end = CRASH + SimDuration::from_mins(10);
    let zone = database(arch, "db")?.copies[0].zone.0;
    let lives = Lives {
        tape: struck(arch, &[(CRASH, usize::from(zone), Blow::Silent)], end)?,
        ..Lives::calm(bench, arch, end)
    };
    Ok(lives.each((question, n), part, &[], |_, o| store(o).lost as f64))
}

/// Lag of a database's replicas, and how many writes per second they can apply.
fn lag_of(arch: &Architecture) -> Result<(Law, Option<u64>), String> {
    if let DatabaseMode::Replicas {
        lag,
        apply_micro_per_s,
        ..
    } = database(arch, "db")?.mode
    {
        Ok((lag, apply_micro_per_s))
    } else {
        Err("the database has no replicas".to_owned())
    }
}

/// E01. w writes per second, lag L at the crash: Poisson(w L); an M/M/1 replica has rho / (1 - rho) waiting.
fn asynchronous_replication(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let (fixed, law, queue) = (
        bench.architecture("fixed")?,
        bench.architecture("law")?,
        bench.architecture("queue")?,
    );
    let (n, many) = (bench.runs("runs")?, bench.runs("many")?);
    let m = write_rate(fixed) * moments_h(lag_of(fixed)?.0).0 * HOUR;
    let certain_loss = lost_at_crash(bench, fixed, ("fixed lag", n.min(100)), (0.0, 0.1))?;
    let (lag, deviation) = moments_h(lag_of(law)?.0);
    let w = write_rate(law);
    let (mean_lost, spread) = (w * lag * HOUR, w * deviation * HOUR);
    let Law::Exponential(_) = lag_of(law)?.0 else {
        return Err("the chance of no loss is known for an exponential lag".to_owned());
    };
    let none = 1.0 / (1.0 + mean_lost);
    let lost = lost_at_crash(bench, law, ("lag by a law", many), (0.1, 0.6))?;
    let whole: Vec<bool> = lost.iter().map(|&x| x == 0.0).collect();
    let (_, apply) = lag_of(queue)?;
    let rho = write_rate(queue) / (apply.ok_or("replicas have no `apply`")? as f64 / 1e6);
    let late = write_rate(queue) * moments_h(lag_of(queue)?.0).0 * HOUR;
    let waiting = lost_at_crash(bench, queue, ("replica that queues", many), (0.6, 1.0))?;
    let bytes = bench.number("write_bytes")?;
    Ok(vec![
        fluid(measured(
            "lost_const_lag_mean",
            m,
            mean(&certain_loss),
            allowed(m.sqrt(), n),
        )),
        measured(
            "lost_exp_lag_mean",
            mean_lost,
            mean(&lost[..lost.len().min(n as usize)]),
            known((mean_lost + spread * spread).sqrt(), n),
        ),
        measured(
            "P_zero_loss_exp_lag",
            none,
            share(&whole),
            known(yes_or_no(none), many),
        ),
        measured(
            "lost_MM1_replica_rho0.9",
            late + rho / (1.0 - rho),
            mean(&waiting),
            known((late + rho / ((1.0 - rho) * (1.0 - rho))).sqrt(), many),
        ),
        identity("bytes_1KB", m * bytes, mean(&certain_loss).0 * bytes, 1e-9),
    ])
}

/// Cadence and length of an architecture's first backup, seconds, and the chance that one fails.
fn snapshots(arch: &Architecture) -> Result<(f64, f64, f64), String> {
    let backup = arch.backups.first().ok_or("there is no backup")?;
    let BackupKind::Snapshot { every, takes, .. } = backup.kind else {
        return Err("the backup is no snapshot".to_owned());
    };
    let failing = f64::from(backup.fail_ppm) / 1e6;
    Ok((every.secs_f64(), takes.secs_f64(), failing))
}

/// Lives in which a store is stopped and restored.
fn restoring<'a>(bench: &'a Bench<'a>, arch: &'a Architecture, end: SimTime) -> Lives<'a> {
    Lives {
        end,
        ..Lives::calm(bench, arch, SimTime::ZERO)
    }
}

/// How old what was restored was at the crash: hours.
fn ages(
    bench: &Bench<'_>,
    arch: &Architecture,
    (question, n): (&str, u32),
    part: (f64, f64),
) -> Vec<f64> {
    let end = CRASH + SimDuration::from_mins(30);
    let crash = [stop(CRASH, arch.backups[0].of)];
    let lives = restoring(bench, arch, end);
    lives.each((question, n), part, &crash, |_, o| {
        store(o).rpo.secs_f64() / HOUR
    })
}

/// E02. Newest complete snapshot at an instant that does not know of them: U(d, T + d); each may fail: + T f / (1 - f).
fn snapshot_age(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let (main, failing) = (bench.architecture("main")?, bench.architecture("failing")?);
    let (n, many) = (bench.runs("runs")?, bench.runs("many")?);
    let (every, takes, _) = snapshots(main)?;
    let (t, d) = (every / HOUR, takes / HOUR);
    let seen = ages(bench, main, ("snapshots", n), (0.0, 0.3));
    let sorted = Ordered::new(seen.clone());
    let at = ((0.95 * seen.len() as f64) as usize).min(seen.len() - 1);
    let p95 = sorted.values()[at];
    let batches: Vec<f64> = seen
        .chunks(seen.len().div_ceil(20))
        .map(|batch| {
            let batch = Ordered::new(batch.to_vec());
            batch.values()[(0.95 * batch.values().len() as f64) as usize]
        })
        .collect();
    let (every_f, takes_f, f) = snapshots(failing)?;
    let (tf, df) = (every_f / HOUR, takes_f / HOUR);
    let some = ages(bench, failing, ("failing snapshots", many), (0.3, 1.0));
    let oldest = oldest_age(bench, main, (every, takes))?;
    Ok(vec![
        measured(
            "mean_h",
            t / 2.0 + d,
            mean(&seen),
            known(t / 12.0f64.sqrt(), n),
        ),
        measured(
            "p95_h",
            d + 0.95 * t,
            (p95, mean(&batches).1),
            known(yes_or_no(0.95) * t, n),
        ),
        lived("max_h", t + d, oldest, 1e-3),
        measured(
            &format!("mean_with_{}pct_failures_h", 100.0 * f),
            tf / 2.0 + df + tf * f / (1.0 - f),
            mean(&some),
            known(
                (tf * tf / 12.0 + tf * tf * f / ((1.0 - f) * (1.0 - f))).sqrt(),
                many,
            ),
        ),
    ])
}

/// The first instant from the usual crash on that lies so long after the beginning of a snapshot.
fn after_snapshot(begun: i64, every: f64, after: SimDuration) -> SimTime {
    let every = SimDuration::from_secs_f64(every).0 as i64;
    let mut at = begun + after.0 as i64;
    while at < CRASH.0 as i64 {
        at += every;
    }
    SimTime(at as u64)
}

/// The age at a crash just before a snapshot is complete, hours.
fn oldest_age(
    bench: &Bench<'_>,
    arch: &Architecture,
    (every, takes): (f64, f64),
) -> Result<f64, String> {
    let complete = after_snapshot(
        begun(bench, arch)?,
        every,
        SimDuration::from_secs_f64(every + takes),
    );
    let crash = SimTime(complete.0 - TICK.0);
    let lives = restoring(bench, arch, crash + SimDuration::from_mins(30));
    let outcome = lives.run(bench.seed, &[stop(crash, arch.backups[0].of)]);
    Ok(store(&outcome).rpo.secs_f64() / HOUR)
}

/// Size of a volume, bytes.
fn bytes(arch: &Architecture, id: ComponentId) -> Result<f64, String> {
    if let ComponentKind::Volume(x) = &arch.component(id).kind {
        Ok(x.bytes as f64)
    } else {
        Err("the backup is not of a volume".to_owned())
    }
}

/// Seconds from a store's failure until its plan restores: noticed, and work by hand before that.
fn before_restore(arch: &Architecture) -> Result<f64, String> {
    let plan = arch.plans.first().ok_or("there is no plan")?;
    let Trigger::Automatic { down_for, .. } = &plan.trigger else {
        return Err("the plan does not start by itself".to_owned());
    };
    let by_hand = plan.steps.iter().map(|s| {
        if let StepKind::Manual { effort, .. } = &s.kind {
            effort.secs_f64()
        } else {
            0.0
        }
    });
    Ok(down_for.secs_f64() + Sum::of(by_hand))
}

/// Seconds from the beginning of the first restore to the end of each.
fn restores(outcome: &Outcome) -> Vec<f64> {
    let at = |kind: &'static str| {
        let facts = outcome.facts.iter().filter(move |f| f.kind == kind);
        facts.map(|f| f.at)
    };
    let first = at("tenant.restore").next().unwrap_or(SimTime::ZERO);
    at("tenant.restored")
        .map(|t| t.since(first).secs_f64())
        .collect()
}

/// E03. Detection + provisioning + size / bandwidth + age · log rate / replay; several share a link.
fn restore_time(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let main = bench.architecture("main")?;
    let log_age = bench.duration("log_age")?;
    let (every, _, _) = snapshots(main)?;
    let backup = &main.backups[0];
    let speed = backup
        .restore_bytes_per_s
        .ok_or("the backup has no `speed`")? as f64;
    let (log, replay) = backup.replay.ok_or("the backup has no `log`")?;
    let copy = bytes(main, backup.of)? / speed;
    let read = log_age.secs_f64() * log as f64 / replay as f64;
    let mut bare = main.clone();
    bare.backups[0].replay = None;
    let crash = after_snapshot(begun(bench, &bare)?, every, log_age);
    let whole_life = |arch: &Architecture| {
        let lives = Lives {
            keep: Keep::All,
            ..restoring(bench, arch, crash + SimDuration::from_hours(24))
        };
        lives.run(bench.seed, &[stop(crash, backup.of)])
    };
    let (whole, without) = (whole_life(main), whole_life(&bare));
    let only = |o: &Outcome| restores(o).first().copied().unwrap_or(f64::NAN);
    let spell = down_spells(main, &whole)
        .first()
        .map_or(f64::NAN, |d| d.secs_f64());
    let mut metrics = vec![
        lived("copy_s", copy, only(&without), 1e-6),
        lived("replay_s", read, only(&whole) - only(&without), 1e-6),
        lived("RTO_s", before_restore(main)? + copy + read, spell, 1e-6),
    ];
    metrics.extend(shared_link(bench)?);
    Ok(metrics)
}

/// When the newest snapshot at the crash began, microseconds from the start of the run (before it: negative).
fn begun(bench: &Bench<'_>, arch: &Architecture) -> Result<i64, String> {
    let lives = restoring(bench, arch, CRASH + SimDuration::from_hours(24));
    let outcome = lives.run(bench.seed, &[stop(CRASH, arch.backups[0].of)]);
    match store(&outcome).rpo.0 {
        0 => Err("nothing was restored".to_owned()),
        rpo => Ok(CRASH.0 as i64 - rpo as i64),
    }
}

/// The same architecture with its store, backup and plan so many times.
fn times(arch: &Architecture, n: u32, sharing: Sharing) -> Architecture {
    let mut many = arch.clone();
    if let Some(link) = &mut many.restore_link {
        link.sharing = sharing;
    }
    let of = arch.backups[0].of;
    for i in 1..n {
        let id = ComponentId(many.components.len() as u16);
        let mut component = arch.component(of).clone();
        component.name = format!("{}-{i}", component.name);
        component.luck.clone_from(&component.name);
        many.components.push(component);
        let mut backup = arch.backups[0].clone();
        backup.name = format!("{}-{i}", backup.name);
        backup.of = id;
        let index = many.backups.len();
        many.backups.push(backup);
        let mut plan = arch.plans[0].clone();
        plan.name = format!("{}-{i}", plan.name);
        if let Trigger::Automatic { component, .. } = &mut plan.trigger {
            *component = id;
        }
        for step in &mut plan.steps {
            if let StepKind::Restore { backup, .. } = &mut step.kind {
                *backup = index;
            }
        }
        many.plans.push(plan);
    }
    many
}

/// Many restores at once over one link.
fn shared_link(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("many")?;
    let n = bench.number("restores")? as u32;
    let link = arch.restore_link.ok_or("there is no `restore_link`")?;
    let one = bytes(arch, arch.backups[0].of)? / link.bytes_per_s as f64;
    let all = f64::from(n) * one;
    let (gigabytes, speed) = (
        bytes(arch, arch.backups[0].of)? / 1e9,
        link.bytes_per_s as f64 / 1e9,
    );
    let label = format!("{n}x{gigabytes}GB_over_{speed}GBps");
    let ends = |sharing: Sharing| {
        let many = times(arch, n, sharing);
        let lives = Lives {
            keep: Keep::All,
            ..restoring(
                bench,
                &many,
                CRASH + SimDuration::from_secs_f64(all + 86_400.0),
            )
        };
        let stops: Vec<_> = many.backups.iter().map(|b| stop(CRASH, b.of)).collect();
        let ends = restores(&lives.run(bench.seed, &stops));
        let missing = ends.len() != n as usize;
        // The mean of fewer restores than there should be means nothing.
        if missing {
            f64::NAN
        } else {
            Sum::of(ends.iter().copied()) / f64::from(n)
        }
    };
    Ok(vec![
        lived(&format!("{label}_fair_s"), all, ends(Sharing::Fair), 1e-3),
        lived(
            &format!("{label}_FIFO_mean_s"),
            (f64::from(n) + 1.0) / 2.0 * one,
            ends(Sharing::Fifo),
            1e-3,
        ),
    ])
}

/// E04. A ring A → B → C → A with clients at every copy loses B: w·h of B's own are gone, A's do not reach C.
fn ring(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let x = database(arch, "db")?;
    let DatabaseMode::Ring {
        hop, each: true, ..
    } = x.mode
    else {
        return Err("the database is no ring with clients at each copy".to_owned());
    };
    let zone = |i: usize| usize::from(x.copies[i].zone.0);
    let (lost_at, after) = (SimTime::from_secs(3600), bench.duration("repoint_after")?);
    let (w, h) = (write_rate(arch) / x.copies.len() as f64, hop.secs_f64());
    let (own, missing) = (w * h, w * (after.secs_f64() + 2.0 * h));
    let struck_then = |then: Option<Blow>| -> Result<StoreOutcome, String> {
        let repoint = lost_at + after;
        let end = repoint + SimDuration::from_mins(10);
        let mut blows = vec![(lost_at, zone(1), Blow::Gone)];
        blows.extend(then.map(|blow| (repoint, zone(0), blow)));
        let lives = Lives {
            tape: struck(arch, &blows, end)?,
            ..Lives::calm(bench, arch, end)
        };
        Ok(store(&lives.run(bench.seed, &[])).clone())
    };
    let (alone, cut, dead) = (
        struck_then(None)?,
        struck_then(Some(Blow::Silent))?,
        struck_then(Some(Blow::Gone))?,
    );
    let (n, long) = (bench.runs("counts")?, bench.runs("long_counts")?);
    let count = |name: &str, exact: f64, seen: u64, n: u32| {
        fluid(measured(
            name,
            exact,
            (seen as f64, 0.0),
            allowed(exact.sqrt(), n),
        ))
    };
    let (link, links) = (bench.number("link")?, bench.number("links")? as usize);
    let up = (0..links).fold(1.0, |up, _| up * link);
    Ok(vec![
        count("permanently_lost", own, alone.lost, n),
        count("A_writes_missing_at_C", missing, cut.unknown, long),
        count(
            "lost_if_A_also_dies_at_repoint",
            missing + own,
            dead.lost,
            long,
        ),
        certain(
            &format!(
                "ring{links}_all_links_up_a{}",
                (link * 1e9 + 0.5).floor() / 1e9
            ),
            up,
            series(&vec![link; links]),
            1e-12,
        ),
    ])
}

/// Chance that enough nodes are up, by adding up every state of every node and zone.
fn enough_up(zones: &[u32], quorum: u32, (node, zone): (f64, f64)) -> f64 {
    let nodes: u32 = zones.iter().sum();
    let mut terms = Vec::new();
    for state in 0..1u32 << (nodes + zones.len() as u32) {
        let bit = |i: u32| state >> i & 1 == 1;
        let mut p = 1.0;
        let (mut up, mut first) = (0, 0);
        for (z, &n) in zones.iter().enumerate() {
            let alive = bit(nodes + z as u32);
            p *= if alive { zone } else { 1.0 - zone };
            for i in first..first + n {
                p *= if bit(i) { node } else { 1.0 - node };
                up += u32::from(alive && bit(i));
            }
            first += n;
        }
        if up >= quorum {
            terms.push(p);
        }
    }
    // From small to large, so that the small ones count.
    terms.sort_by(f64::total_cmp);
    Sum::of(terms)
}

/// E05. At least q of n.
fn quorum(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let a = bench.number("availability")?;
    let rows = [
        ("q2", "majority", 1e-12),
        ("write_all", "write_all", 1e-12),
        ("read_one", "read_one", 1e-15),
        ("q3", "large_majority", 1e-12),
    ];
    let one = |&(label, input, tolerance): &(&str, &str, f64)| {
        let [n, q] = *bench.numbers(input)? else {
            return Err(format!(
                "'{input}' is the number of nodes and how many are needed"
            ));
        };
        let (n, q) = (n as u32, q as u32);
        let exact = enough_up(&[n], q, (a, 1.0));
        let name = format!("N{n}_{label}");
        Ok(certain(&name, exact, k_of_n(q, n, a), tolerance))
    };
    rows.iter().map(one).collect()
}

/// E06. Nodes that are up only with their zone.
fn quorum_across_zones(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let (node, zone) = (bench.number("node")?, bench.number("zone")?);
    let rows = [
        ("one_each", "q"),
        ("two_two_one", "q"),
        ("three_two", "q"),
        ("two_each_write", "W"),
        ("two_each_read", "R"),
    ];
    let one = |&(input, letter): &(&str, &str)| {
        let list = bench.numbers(input)?;
        let (quorum, zones) = list.split_first().ok_or("a layout needs a quorum first")?;
        let (quorum, zones) = (*quorum as u32, zones.iter().map(|&n| n as u32));
        let zones: Vec<u32> = zones.collect();
        let layout: Vec<String> = zones.iter().map(u32::to_string).collect();
        let name = format!("{}_{letter}{quorum}", layout.join("+"));
        let exact = enough_up(&zones, quorum, (node, zone));
        Ok(certain(
            &name,
            exact,
            zones_quorum(&zones, quorum, node, zone),
            1e-12,
        ))
    };
    rows.iter().map(one).collect()
}

/// E07. The k-th of n exponential waits: mean · Σ 1/i over i = n - k + 1 ..= n.
fn commit(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let arch = bench.architecture("main")?;
    let n = bench.runs("writes")?;
    let mut metrics = Vec::new();
    for c in &arch.components {
        let ComponentKind::Database(x) = &c.kind else {
            continue;
        };
        let Some(law @ Law::Exponential(mean_wait)) = x.acknowledges else {
            return Err(format!(
                "copies of {} do not acknowledge exponentially",
                c.name
            ));
        };
        let (k, of) = waits_for(x, x.copies.len());
        let parts = || (of - k + 1..=of).map(|i| 1.0 / i as f64);
        let ms = mean_wait.secs_f64() * 1e3;
        let mut draws = Stream::named(bench.seed, "commit latency", &c.luck);
        let one = |_| commit_latency(law, (k, of), &mut draws).secs_f64() * 1e3;
        let waits: Vec<f64> = (0..n).map(one).collect();
        metrics.push(
            measured(
                &format!("{k}_of_{of}_ms"),
                ms * Sum::of(parts()),
                mean(&waits),
                known(ms * Sum::of(parts().map(|x| x * x)).sqrt(), n),
            )
            .of(Class::Function)
            .noted("drawn by the function that the engine draws with, outside of it"),
        );
    }
    Ok(metrics)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enough_of_three_nodes_in_three_zones() {
        let up: f64 = 0.9 * 0.8;
        let two = 3.0 * up * up * (1.0 - up) + up * up * up;
        assert!((enough_up(&[1, 1, 1], 2, (0.9, 0.8)) - two).abs() < 1e-15);
        // Two in one zone: both or none, and the zone must be up.
        assert!((enough_up(&[2], 1, (0.9, 0.8)) - 0.8 * 0.99).abs() < 1e-15);
    }
}
