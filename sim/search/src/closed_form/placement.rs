//! B09-B10: copysets.
//!
//! The chance of a loss is worked out here from binomial coefficients; measured is what the block store's own placement
//! does: its formulas (B09) and its sets of hosts under failures drawn at random (B10).

use super::{Bench, Class, Formula, Metric, Rule};
use cloud::{PlacementPolicy, copysets, loss_chance, place};
use kernel::{Stream, math};
use rayon::prelude::*;

/// By name.
pub(super) const FORMULAS: &[(&str, Formula)] = &[
    ("copysets", copysets_by_formula),
    ("copysets_lived", copysets_lived),
];

/// What the policy for a permutation formula may be off: sets of one shuffle are disjoint and not independent.
const DEPENDENCE: f64 = 0.01;

/// C(n, k), as a float.
fn choose(n: f64, k: u32) -> f64 {
    (0..k).fold(1.0, |all, i| all * (n - f64::from(i)) / f64::from(i + 1))
}

/// Chance that at least one of `sets` independent sets is hit, each with chance `one`.
fn any(sets: f64, one: f64) -> f64 {
    1.0 - math::exp(sets * math::ln_1p(-one))
}

fn exact(name: &str, exact: f64, simulated: f64, tolerance: f64) -> Metric {
    Metric {
        name: name.to_owned(),
        exact,
        simulated,
        std_error: 0.0,
        rule: Rule::Exact(tolerance),
        class: Class::Function,
        remark: String::new(),
    }
}

/// B09: three stores of the paper, random and with copysets.
fn copysets_by_formula(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let hosts = bench.number("hosts")?;
    let (failed, copies) = (bench.number("failed")?, bench.number("copies")? as u32);
    let one = choose(failed, copies) / choose(hosts, copies);
    let (n, f) = (hosts as u32, failed as u32);
    let chance = |sets: f64| loss_chance(sets, n, f, copies);
    let mut out = vec![exact("p_one_copyset", one, chance(1.0), 1e-15)];
    let mut row = |name: &str, sets: f64, used: f64, tolerance: f64| {
        out.push(exact(name, any(sets, one), chance(used), tolerance));
    };
    let random = |chunks: f64| copysets(PlacementPolicy::Random, chunks, n, copies);
    let grouped = |scatter: f64| {
        copysets(
            PlacementPolicy::scattered(scatter as u32, copies),
            0.0,
            n,
            copies,
        )
    };
    let by_scatter = |scatter: f64| scatter / f64::from(copies - 1) * hosts / f64::from(copies);
    let r = f64::from(copies);

    let ramcloud = bench.number("ramcloud_chunks_per_host")? * hosts / r;
    row(
        "RAMCloud_random_8000_chunks_per_node",
        ramcloud,
        random(ramcloud),
        1e-9,
    );
    let few = bench.number("ramcloud_scatter")?;
    row("RAMCloud_copyset_S2", by_scatter(few), grouped(few), 1e-12);
    // Within a window of the next hosts, as one deployment places them: it scatters over so many.
    let window = bench.number("facebook_scatter")?;
    let wide = hosts * choose(window + 1.0, copies - 1);
    row(
        "Facebook_random_S10_275000_copysets",
        wide,
        random(wide),
        1e-12,
    );
    let plain = hosts * choose(window, copies - 1);
    row(
        "Facebook_random_S10_225000_copysets",
        plain,
        random(plain),
        1e-12,
    );
    row(
        "Facebook_copyset_S10",
        by_scatter(window),
        grouped(window),
        1e-12,
    );
    let hdfs = bench.number("hdfs_chunks_per_host")? * hosts / r;
    let hdfs = hdfs.min(hosts * choose(bench.number("hdfs_scatter")?, copies - 1));
    row(
        "HDFS_random_S200_10000_blocks_per_node",
        hdfs,
        random(hdfs),
        1e-12,
    );
    let years = (1.0 / any(by_scatter(few), one), 1.0 / chance(grouped(few)));
    out.push(exact(
        "years_between_losses_copyset_S2_one_outage_per_year",
        years.0,
        years.1,
        1e-6,
    ));
    Ok(out)
}

/// The numbers of one store of B10.
#[derive(Clone, Copy)]
struct Store {
    hosts: u32,
    copies: u32,
    failed: u32,
    chunks: u32,
    policy: PlacementPolicy,
}

/// B10: 501 hosts of which 15 fail, placed by the block store and tried.
fn copysets_lived(bench: &Bench<'_>) -> Result<Vec<Metric>, String> {
    let hosts = bench.number("hosts")? as u32;
    let (failed, copies) = (
        bench.number("failed")? as u32,
        bench.number("copies")? as u32,
    );
    let permutations = bench.numbers("permutations")?;
    let chunks = bench.numbers("chunks")?;
    if permutations.len() != chunks.len() {
        return Err("'permutations' and 'chunks' must have as many numbers".to_owned());
    }
    let one = choose(f64::from(failed), copies) / choose(f64::from(hosts), copies);
    let mut out = Vec::new();
    for (i, (&p, &chunks)) in permutations.iter().zip(chunks).enumerate() {
        let policy = PlacementPolicy::of_permutations(p as u32);
        let store = Store {
            hosts,
            copies,
            failed,
            chunks: chunks as u32,
            policy,
        };
        let groups = hosts / copies;
        let by_formula = any(f64::from(groups) * p, one);
        let (seen, n) = tried(bench, store, &format!("P{p}"))?;
        if p == 1.0 {
            let formula = loss_chance(f64::from(groups), hosts, failed, copies);
            out.push(sampled(
                "P1_exact",
                disjoint(hosts, failed, copies),
                seen,
                n,
                0.0,
            ));
            out.push(exact("P1_formula", by_formula, formula, 1e-12));
        } else {
            out.push(sampled(
                &format!("P{p}_formula"),
                by_formula,
                seen,
                n,
                DEPENDENCE,
            ));
        }
        (bench.progress)((i + 1) as f64 / (permutations.len() + 1) as f64);
    }
    let chunks = bench.number("random_chunks")? as u32;
    let store = Store {
        hosts,
        copies,
        failed,
        chunks,
        policy: PlacementPolicy::Random,
    };
    let (seen, n) = tried(bench, store, "random")?;
    let name = format!("random_{chunks}_chunks");
    out.push(sampled(&name, any(f64::from(chunks), one), seen, n, 0.0));
    Ok(out)
}

/// Chance that all of one group fail, where the groups are disjoint: by inclusion and exclusion.
fn disjoint(hosts: u32, failed: u32, copies: u32) -> f64 {
    let groups = f64::from(hosts / copies);
    // Chance that `some` given hosts are all among those that failed.
    let all = |some: u32| {
        let part = |i: u32| f64::from(failed - i) / f64::from(hosts - i);
        (0..some).fold(1.0, |p, i| p * part(i))
    };
    let term = |j: u32| choose(groups, j) * all(j * copies);
    let signed = |sum: f64, j: u32| {
        if j % 2 == 1 {
            sum + term(j)
        } else {
            sum - term(j)
        }
    };
    (1..=failed / copies).fold(0.0, signed)
}

/// A share seen in `n` trials; `slack` is the part of the exact value that its formula may be off.
fn sampled(name: &str, exact: f64, seen: f64, n: u32, slack: f64) -> Metric {
    let n = f64::from(n);
    let sigma = (exact * (1.0 - exact)).sqrt();
    let remark = match slack {
        0.0 => String::new(),
        _ => "the tolerance holds 1 % of the value besides: groups of one shuffle are disjoint"
            .to_owned(),
    };
    Metric {
        name: name.to_owned(),
        exact,
        simulated: seen,
        std_error: (seen * (1.0 - seen) / n).sqrt(),
        rule: Rule::Known {
            sigma: sigma + slack * exact * n.sqrt() / 4.0,
            n,
        },
        class: Class::Function,
        remark,
    }
}

/// Share of trials in which the failed hosts took all copies of a chunk, and how many trials.
fn tried(bench: &Bench<'_>, store: Store, name: &str) -> Result<(f64, u32), String> {
    let each = bench.number("trials_per_placement")?.max(1.0) as u32;
    let placements = (bench.runs("trials")? / each).max(1);
    let lost = |i: u32| {
        let mut stream = Stream::named(bench.seed, "copysets", &format!("{name} {i}"));
        let placed = place(
            store.policy,
            store.chunks,
            store.hosts,
            store.copies,
            &mut stream,
        );
        let mut order: Vec<u32> = (0..store.hosts).collect();
        let mut lost = 0;
        for _ in 0..each {
            for k in 0..store.failed as usize {
                let left = u64::from(store.hosts) - k as u64;
                order.swap(k, k + stream.below(left) as usize);
            }
            lost += u32::from(placed.loses(&order[..store.failed as usize]));
        }
        lost
    };
    let lost: u32 = (0..placements).into_par_iter().map(lost).sum();
    let n = placements * each;
    Ok((f64::from(lost) / f64::from(n), n))
}
