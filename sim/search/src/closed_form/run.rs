//! All cases with several seeds: what is printed, and what counts as agreement.
//!
//! Each metric is measured once per seed. The value printed is that of the seed that lies farthest off, counted in
//! tolerances, and a metric agrees only if it does with every seed. Where nothing is random one seed is enough. A
//! formula that cannot be worked out is a failure with its reason.

use super::{Bench, Case, Metric, Rule, formula};
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};
use tape::Offer;

/// Steps of progress in a case.
const STEPS: u64 = 1000;

/// One number with one seed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OfSeed {
    /// The seed.
    pub seed: u64,
    /// By the simulator.
    pub simulated: f64,
    /// As measured.
    pub std_error: f64,
}

/// One number: exact, and simulated with every seed.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Id of the case.
    pub id: String,
    /// Name of the metric.
    pub metric: String,
    /// By the formula.
    pub exact: f64,
    /// By the simulator, with the seed that lies farthest off.
    pub simulated: f64,
    /// Of that seed.
    pub std_error: f64,
    /// Of that seed.
    pub tolerance: f64,
    /// Why the tolerance is what it is.
    pub rule: Rule,
    /// Whether all seeds lie within their tolerances.
    pub passed: bool,
    /// What is special, or why it fails; empty: nothing.
    pub remark: String,
    /// Every seed.
    pub seeds: Vec<OfSeed>,
}

/// A case without numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Its id.
    pub id: String,
    /// What stood in the way.
    pub reason: String,
}

/// What came of all cases.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Id, title and formula of every case, in order.
    pub cases: Vec<[String; 3]>,
    /// The seeds.
    pub seeds: Vec<u64>,
    /// By how much runs were divided; 1 for the real table.
    pub thinned: u32,
    /// Every metric, in order of cases.
    pub rows: Vec<Row>,
    /// Cases that yielded nothing.
    pub broken: Vec<Broken>,
}

impl Table {
    /// How many metrics agree.
    #[must_use]
    pub fn passed(&self) -> usize {
        self.rows.iter().filter(|r| r.passed).count()
    }
}

/// How often a case is measured.
#[derive(Debug, Clone, Copy)]
pub struct Effort<'a> {
    /// Once with each of these, at least one.
    pub seeds: &'a [u64],
    /// Runs are divided by this.
    pub thinned: u32,
}

/// Works out every case. `progress` is told how many steps are done, of how many, and a case that is at work.
pub fn run(
    cases: &[Case],
    offers: &[Offer],
    effort: Effort<'_>,
    progress: &(dyn Fn(usize, usize, &str) + Sync),
) -> Table {
    let done = AtomicU64::new(0);
    let total = cases.len() as u64 * STEPS;
    let told = |id: &str, more: u64| {
        let now = done.fetch_add(more, Ordering::Relaxed) + more;
        progress(now.min(total) as usize, total as usize, id);
    };
    let one = |case: &Case| {
        let shown = AtomicU64::new(0);
        let at = |share: f64| {
            // A share of the case; what was told of it before is not told again, and never more than the whole.
            let share = if share.is_finite() { share } else { 0.0 };
            let now = (share.clamp(0.0, 1.0) * STEPS as f64) as u64;
            let before = shown.fetch_max(now, Ordering::Relaxed);
            told(&case.id, now.saturating_sub(before));
        };
        let result = measure(case, offers, effort, &at);
        at(1.0);
        result
    };
    let results: Vec<Result<Vec<Row>, String>> = cases.par_iter().map(one).collect();
    let mut table = Table {
        cases: Vec::new(),
        seeds: effort.seeds.to_vec(),
        thinned: effort.thinned,
        rows: Vec::new(),
        broken: Vec::new(),
    };
    for (case, result) in cases.iter().zip(results) {
        let told = [&case.id, &case.title, &case.formula];
        table.cases.push(told.map(String::clone));
        match result {
            Ok(rows) => table.rows.extend(rows),
            Err(reason) => table.broken.push(Broken {
                id: case.id.clone(),
                reason,
            }),
        }
    }
    table
}

/// A case with every seed.
fn measure(
    case: &Case,
    offers: &[Offer],
    effort: Effort<'_>,
    progress: &(dyn Fn(f64) + Sync),
) -> Result<Vec<Row>, String> {
    let work =
        formula(&case.formula).ok_or_else(|| format!("there is no formula `{}`", case.formula))?;
    let all = effort.seeds.len().max(1) as f64;
    let mut rows: Vec<Row> = Vec::new();
    for (i, &seed) in effort.seeds.iter().enumerate() {
        let within = |share: f64| progress((i as f64 + share.clamp(0.0, 1.0)) / all);
        let metrics = work(&Bench {
            case,
            offers,
            seed,
            thinned: effort.thinned.max(1),
            progress: &within,
        })
        .map_err(|e| format!("seed {seed}: {e}"))?;
        if i == 0 {
            rows = first(case, seed, metrics)?;
            let random = |r: &Row| !matches!(r.rule, Rule::Exact(_)) || r.std_error != 0.0;
            if !rows.iter().any(random) {
                break;
            }
        } else {
            more(&mut rows, seed, &metrics)?;
        }
    }
    for row in &mut rows {
        explain(row);
    }
    Ok(rows)
}

/// The rows of the first seed.
fn first(case: &Case, seed: u64, metrics: Vec<Metric>) -> Result<Vec<Row>, String> {
    let mut rows: Vec<Row> = Vec::new();
    for m in metrics {
        if rows.iter().any(|r| r.metric == m.name) {
            return Err(format!("two metrics are called `{}`", m.name));
        }
        rows.push(Row {
            id: case.id.clone(),
            exact: m.exact,
            simulated: m.simulated,
            std_error: m.std_error,
            tolerance: m.tolerance(),
            rule: m.rule,
            passed: m.passed(),
            seeds: vec![of_seed(seed, &m)],
            metric: m.name,
            remark: m.remark,
        });
    }
    Ok(rows)
}

/// Adds another seed: the row shows the one that lies farthest off.
fn more(rows: &mut [Row], seed: u64, metrics: &[Metric]) -> Result<(), String> {
    if metrics.len() != rows.len() {
        return Err(format!("seed {seed} yields other metrics than the first"));
    }
    for (row, m) in rows.iter_mut().zip(metrics) {
        if row.metric != m.name {
            return Err(format!("seed {seed} yields other metrics than the first"));
        }
        row.seeds.push(of_seed(seed, m));
        row.passed &= m.passed();
        let so_far = off(row.simulated - row.exact, row.tolerance);
        if off(m.simulated - m.exact, m.tolerance()) > so_far {
            row.exact = m.exact;
            row.simulated = m.simulated;
            row.std_error = m.std_error;
            row.tolerance = m.tolerance();
            row.rule = m.rule;
            row.remark.clone_from(&m.remark);
        }
    }
    Ok(())
}

fn of_seed(seed: u64, m: &Metric) -> OfSeed {
    OfSeed {
        seed,
        simulated: m.simulated,
        std_error: m.std_error,
    }
}

/// How far off, in tolerances.
fn off(difference: f64, tolerance: f64) -> f64 {
    let distance = difference.abs();
    if distance == 0.0 {
        0.0
    } else if distance.is_nan() || tolerance <= 0.0 {
        f64::INFINITY
    } else {
        distance / tolerance
    }
}

/// Says of a failing row how far off it is, before what its formula says.
fn explain(row: &mut Row) {
    if row.passed {
        return;
    }
    let times = off(row.simulated - row.exact, row.tolerance);
    let mut text = if row.simulated.is_nan() {
        "nothing was measured".to_owned()
    } else if times < 1000.0 {
        format!("off by {times:.2} tolerances")
    } else {
        "off by more than a thousand tolerances".to_owned()
    };
    if !row.remark.is_empty() {
        text.push_str(&format!("; {}", row.remark));
    }
    row.remark = text;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn case(id: &str, formula: &str) -> Case {
        Case {
            id: id.to_owned(),
            title: String::new(),
            formula: formula.to_owned(),
            architectures: BTreeMap::new(),
            inputs: BTreeMap::new(),
        }
    }

    fn metric(simulated: f64) -> Metric {
        Metric {
            name: "m".to_owned(),
            exact: 1.0,
            simulated,
            std_error: 0.1,
            rule: Rule::Known {
                sigma: 1.0,
                n: 100.0,
            },
            remark: String::new(),
        }
    }

    #[test]
    fn the_seed_farthest_off_is_shown_and_one_that_fails_fails_all() {
        let mut rows = first(&case("X", "f"), 1, vec![metric(1.1)]).unwrap();
        more(&mut rows, 2, &[metric(0.5)]).unwrap();
        more(&mut rows, 3, &[metric(1.2)]).unwrap();
        explain(&mut rows[0]);
        assert!(!rows[0].passed && rows[0].simulated == 0.5, "{rows:?}");
        assert_eq!(rows[0].remark, "off by 1.25 tolerances");
        assert_eq!(rows[0].seeds.len(), 3);
        let mut rows = first(&case("X", "f"), 1, vec![metric(1.1)]).unwrap();
        more(&mut rows, 2, &[metric(f64::NAN)]).unwrap();
        assert!(!rows[0].passed && rows[0].simulated.is_nan());
        assert!(more(&mut rows, 3, &[]).is_err());
    }

    #[test]
    fn what_cannot_be_worked_out_is_told_and_does_not_stop_the_others() {
        let cases = [case("X01", "no such formula"), case("X02", "nor this")];
        let effort = Effort {
            seeds: &[1, 2, 3],
            thinned: 1,
        };
        let last = AtomicU64::new(0);
        let seen = |done: usize, total: usize, _: &str| {
            assert!(done <= total);
            last.fetch_max(done as u64, Ordering::Relaxed);
        };
        let table = run(&cases, &[], effort, &seen);
        assert_eq!((table.rows.len(), table.passed()), (0, 0));
        assert_eq!(table.broken.len(), 2);
        assert!(table.broken[0].reason.contains("no such formula"));
        assert_eq!(last.into_inner(), 2000, "progress ends at the end");
    }
}
