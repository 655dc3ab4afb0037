//! All cases with several seeds: what is printed, and what counts as agreement.
//!
//! Each metric is measured once per seed. The value printed is that of the seed that lies farthest off, counted in
//! tolerances, and a metric agrees only if it does with every seed. Where nothing is random one seed is enough. A
//! formula that cannot be worked out is a failure with its reason.

use super::{Bench, Case, Class, Metric, Rule, formula};
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};
use tape::Offer;

/// Steps of progress in a case.
const STEPS: u64 = 1000;
/// A tolerance over this part of the value judges nothing.
const COARSE: f64 = 0.25;
/// This part of a value is rounding.
const ROUNDING: f64 = 1e-9;

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
    /// What stands behind the simulated value.
    pub class: Class,
    /// Whether all seeds lie within their tolerances.
    pub passed: bool,
    /// Whether this quick look is too coarse to judge by: the tolerance is over a quarter of the value, or a bound of a
    /// share lies outside of what a share can be.
    pub coarse: bool,
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

    /// How many metrics are of a class.
    #[must_use]
    pub fn of(&self, class: Class) -> usize {
        self.rows.iter().filter(|r| r.class == class).count()
    }

    /// How many metrics a quick look is too coarse for.
    #[must_use]
    pub fn coarse(&self) -> usize {
        self.rows.iter().filter(|r| r.coarse).count()
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
        row.coarse = effort.thinned > 1 && is_coarse(row);
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
            class: m.class,
            passed: m.passed(),
            coarse: false,
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
        if farther(m, row) {
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

/// A row as a metric of the seed it shows.
fn shown(row: &Row) -> Metric {
    Metric {
        name: row.metric.clone(),
        exact: row.exact,
        simulated: row.simulated,
        std_error: row.std_error,
        rule: row.rule,
        class: row.class,
        remark: String::new(),
    }
}

/// Whether a metric is farther off than the one a row shows, counted in tolerances.
fn farther(m: &Metric, row: &Row) -> bool {
    let so_far = shown(row);
    match m.rule {
        Rule::AtLeast | Rule::AtMost => m.miss() > so_far.miss(),
        Rule::Exact(_)
        | Rule::Known { .. }
        | Rule::Allowed { .. }
        | Rule::Relative(_)
        | Rule::Measured => off(m) > off(&so_far),
    }
}

/// How far off, in tolerances; 0: not at all.
fn off(m: &Metric) -> f64 {
    let (miss, tolerance) = (m.miss(), m.tolerance());
    if miss <= 0.0 {
        0.0
    } else if miss.is_infinite() || tolerance.is_nan() || tolerance <= 0.0 {
        f64::INFINITY
    } else {
        miss / tolerance
    }
}

fn is_coarse(row: &Row) -> bool {
    match row.rule {
        Rule::AtLeast | Rule::AtMost => !(0.0..=1.0).contains(&row.exact),
        Rule::Exact(_) => false,
        Rule::Known { .. } | Rule::Allowed { .. } | Rule::Relative(_) | Rule::Measured => {
            row.tolerance > COARSE * row.exact.abs()
        }
    }
}

/// Says of a failing row how far off it is, and of one that passes what its tolerance hides; before what its formula says.
fn explain(row: &mut Row) {
    let said = if row.passed { bias(row) } else { failure(row) };
    let parts = [said, std::mem::take(&mut row.remark)];
    let parts: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    row.remark = parts.join("; ");
}

fn failure(row: &Row) -> String {
    let times = off(&shown(row));
    if row.simulated.is_nan() {
        "nothing was measured".to_owned()
    } else if let Rule::AtLeast | Rule::AtMost = row.rule {
        "beyond its bound".to_owned()
    } else if times < 1000.0 {
        format!("off by {times:.2} tolerances")
    } else {
        "off by more than a thousand tolerances".to_owned()
    }
}

/// More than four standard errors off as measured, though the tolerance allows it; or no error at all.
fn bias(row: &Row) -> String {
    let known = matches!(
        row.rule,
        Rule::Known { .. } | Rule::Allowed { .. } | Rule::Relative(_)
    );
    let (miss, most) = (shown(row).miss(), row.exact.abs());
    if !known {
        return String::new();
    }
    let percent = 100.0 * miss / most;
    let away = if percent < 0.01 {
        String::new()
    } else {
        format!(": {percent:.2} % off")
    };
    if row.std_error <= ROUNDING * most && !matches!(row.rule, Rule::Known { .. }) {
        return format!("nothing is random here{away}");
    }
    let errors = miss / row.std_error;
    if errors > 4.0 && errors.is_finite() {
        return format!("{errors:.1} standard errors off as measured, {percent:.2} % of the value");
    }
    String::new()
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
            class: Class::Engine,
            remark: String::new(),
        }
    }

    #[test]
    fn a_bias_that_the_tolerance_hides_is_told() {
        let biased = Metric {
            std_error: 0.01,
            rule: Rule::Allowed {
                sigma: 1.0,
                n: 100.0,
            },
            ..metric(1.1)
        };
        let told = |m: Metric| {
            let mut rows = first(&case("X", "f"), 1, vec![m]).unwrap();
            explain(&mut rows[0]);
            assert!(rows[0].passed, "{rows:?}");
            rows.remove(0).remark
        };
        assert_eq!(
            told(biased.clone().noted("why")),
            "10.0 standard errors off as measured, 10.00 % of the value; why"
        );
        assert_eq!(told(metric(1.1)), "");
        let still = Metric {
            std_error: 0.0,
            ..biased
        };
        assert_eq!(told(still), "nothing is random here: 10.00 % off");
    }

    #[test]
    fn of_bounds_the_seed_nearest_to_the_wrong_side_is_shown() {
        let share = |x: f64| Metric {
            rule: Rule::AtMost,
            ..metric(x)
        };
        let mut rows = first(&case("X", "f"), 1, vec![share(0.5)]).unwrap();
        more(&mut rows, 2, &[share(0.9)]).unwrap();
        more(&mut rows, 3, &[share(0.7)]).unwrap();
        assert!(rows[0].passed && rows[0].simulated == 0.9, "{rows:?}");
        more(&mut rows, 4, &[share(1.1)]).unwrap();
        explain(&mut rows[0]);
        assert!(!rows[0].passed && rows[0].remark == "beyond its bound");
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
