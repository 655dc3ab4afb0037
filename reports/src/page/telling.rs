//! Which single runs a page of many shows in full: those that say most.

use super::spread::worst;
use search::check::{Check, Verdict};
use search::matrix::{Matrix, Standing};
use search::sweep::Sweep;
use std::cmp::Reverse;

/// Most single runs of a page, so that it stays readable and small.
const RUNS_MAX: usize = 6;

/// Of a sweep: the harshest run of the journey that fares worst and its run in the middle, given a hit, each with what
/// it is.
#[must_use]
pub fn of_sweep(sweep: &Sweep) -> Vec<(&'static str, u64)> {
    let Some(down) = worst(sweep).map(|j| &j.down) else {
        return Vec::new();
    };
    let mut out: Vec<(&'static str, u64)> = Vec::new();
    out.extend(down.worst_seed.map(|seed| ("the harshest run", seed)));
    let middle = down.quantile_seeds[0].filter(|m| Some(*m) != down.worst_seed);
    out.extend(middle.map(|seed| ("the run in the middle", seed)));
    out
}

/// Of a matrix: the rows and columns of the cells that ended worst, in the order of the map.
#[must_use]
pub fn of_matrix(matrix: &Matrix) -> Vec<(usize, usize)> {
    let mut all: Vec<(Standing, usize, usize)> = Vec::new();
    for (row, cells) in matrix.cells.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            if matches!(cell.standing, Standing::Hurt | Standing::Failed) {
                all.push((cell.standing, row, column));
            }
        }
    }
    all.sort_by_key(|&(standing, row, column)| (Reverse(standing), row, column));
    all.truncate(RUNS_MAX);
    all.into_iter()
        .map(|(_, row, column)| (row, column))
        .collect()
}

/// Of a check: per pair the first run that breaks a promise, failed promises before undecided ones; what it is and the
/// line that shows it.
#[must_use]
pub fn of_check(check: &Check) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (i, pair) in check.pairs.iter().enumerate() {
        let broken = pair
            .objectives
            .iter()
            .filter(|o| o.verdict != Verdict::Pass);
        let first = broken.max_by_key(|o| (o.verdict, Reverse(o.failing.as_ref().map(|f| f.seed))));
        if let Some((o, f)) = first.and_then(|o| o.failing.as_ref().map(|f| (o, f))) {
            let (arch, outage) = (&pair.frame.architecture, &pair.frame.outage);
            let title = format!(
                "{arch} under {outage}: {} breaks its promise, seed {}",
                o.journey, f.seed
            );
            all.push((Reverse(o.verdict), i, title, f.replay.clone()));
        }
    }
    all.sort();
    all.truncate(RUNS_MAX);
    all.into_iter()
        .map(|(_, _, title, line)| (title, line))
        .collect()
}
