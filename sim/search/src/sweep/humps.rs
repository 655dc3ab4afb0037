//! Whether runs are of two kinds rather than one, so that a mean describes neither.
//!
//! Three kinds of border are looked for, in this order; on each side of one there are at least a twentieth of the runs
//! and at least ten:
//!
//! 1. nothing against something: runs of no length at all against runs whose median is a minute or more;
//! 2. an end against none: at least three times as much was seen of the runs without an end as nineteen in twenty of
//!    the others lasted;
//! 3. a valley, on the scale of logarithms: the medians of both sides are at least three times apart, and somewhere
//!    between them is a window in which runs are at most a third as dense as around either median, so much fewer that
//!    chance alone would do that in less than one case in ten thousand (binomial).
//!
//! A single wide hump falls off on both sides and has no valley.

use super::lengths::Length;
use super::{Humps, estimates::chance};
use crate::statistics::{Clusters, binomial_cdf};
use kernel::math::{exp, ln};

/// Part of all runs on either side.
const SIDE_SHARE: f64 = 0.05;
/// Runs on either side.
const SIDE_RUNS: usize = 10;
/// What is worth a hump of its own beside nothing at all, seconds.
const SOMETHING_S: f64 = 60.0;
/// How many times the medians are apart.
const APART: f64 = 3.0;
/// The valley's density is at most this part of either hump's.
const VALLEY: f64 = 1.0 / 3.0;
/// Chance of such a valley where there is none.
const BY_CHANCE: f64 = 1e-4;

/// `values`: seconds, infinite without an end; in the order of `lengths`.
pub(super) fn find(clusters: &Clusters, lengths: &[Length], values: &[f64]) -> Option<Humps> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let side = SIDE_RUNS.max((sorted.len() as f64 * SIDE_SHARE).ceil() as usize);
    let none = sorted.partition_point(|&v| v <= 0.0);
    let ended = sorted.partition_point(|v| v.is_finite());
    let border = nothing(&sorted, none, side)
        .or_else(|| without_end(&sorted[..ended], lengths, side))
        .or_else(|| valley(&sorted[none..ended], none, sorted.len() - ended, side))?;
    Some(parted(clusters, &sorted, values, border))
}

fn nothing(sorted: &[f64], none: usize, side: usize) -> Option<f64> {
    let rest = &sorted[none..];
    let big = none >= side && rest.len() >= side && median(rest) >= SOMETHING_S;
    big.then(|| rest[0])
}

fn without_end(ended: &[f64], lengths: &[Length], side: usize) -> Option<f64> {
    let mut open: Vec<f64> = lengths
        .iter()
        .filter(|l| !l.ended)
        .map(|l| l.seen.secs_f64())
        .collect();
    open.sort_by(f64::total_cmp);
    if open.len() < side || ended.len() < side {
        return None;
    }
    let most = ended[(ended.len() * 19).div_ceil(20) - 1];
    let last = ended[ended.len() - 1];
    (median(&open) >= APART * most).then(|| last.max(most * APART))
}

/// `below` and `above`: runs of no length and without end, which belong to the sides too.
fn valley(some: &[f64], below: usize, above: usize, side: usize) -> Option<f64> {
    let logs: Vec<f64> = some.iter().map(|&v| ln(v)).collect();
    let n = logs.len();
    if n < 2 * SIDE_RUNS {
        return None;
    }
    // Borders in the widest gaps between neighbours a little apart, from the emptiest window on.
    let mut best: Option<(f64, f64)> = None;
    let step = (n / 400).max(1);
    for cut in (1..n).step_by(step) {
        if below + cut < side || above + n - cut < side || cut < SIDE_RUNS || n - cut < SIDE_RUNS {
            continue;
        }
        let (low, high) = (median(&logs[..cut]), median(&logs[cut..]));
        if high - low < ln(APART) {
            continue;
        }
        let Some((density, at)) = emptiest(&logs, low, high) else {
            continue;
        };
        if best.is_none_or(|(least, _)| density < least) {
            best = Some((density, at));
        }
    }
    best.map(|(_, at)| exp(at))
}

/// The emptiest window between two medians, if it is a valley: how dense it is beside the lower hump, and its middle.
fn emptiest(logs: &[f64], low: f64, high: f64) -> Option<(f64, f64)> {
    let width = (high - low) / 4.0;
    let inside = |from: f64| {
        let first = logs.partition_point(|&v| v < from);
        (logs.partition_point(|&v| v < from + width) - first) as u64
    };
    let hump = inside(low - width / 2.0).min(inside(high - width / 2.0));
    let windows = 8;
    let mut best: Option<(u64, f64)> = None;
    for i in 0..=windows {
        let from =
            low + width / 2.0 + f64::from(i) * (high - low - 2.0 * width) / f64::from(windows);
        let count = inside(from);
        if best.is_none_or(|(least, _)| count < least) {
            best = Some((count, from + width / 2.0));
        }
    }
    let (least, at) = best?;
    let rare = binomial_cdf(least, least + hump, 0.5) < BY_CHANCE;
    (rare && least as f64 <= VALLEY * hump as f64).then(|| (least as f64 / hump as f64, at))
}

fn parted(clusters: &Clusters, sorted: &[f64], values: &[f64], border_s: f64) -> Humps {
    let at = sorted.partition_point(|&v| v < border_s);
    let low: Vec<bool> = values.iter().map(|&v| v < border_s).collect();
    let high: Vec<bool> = low.iter().map(|l| !l).collect();
    Humps {
        border_s,
        low: (chance(clusters, &low), median(&sorted[..at])),
        high: (chance(clusters, &high), median(&sorted[at..])),
    }
}

/// Of values in order of size; the lower of two in the middle.
fn median(sorted: &[f64]) -> f64 {
    sorted[(sorted.len() - 1) / 2]
}
