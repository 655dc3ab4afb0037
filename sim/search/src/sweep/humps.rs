//! Whether runs are of two kinds rather than one, so that a mean describes neither.
//!
//! Three kinds of border are looked for, in this order; on each side of one there are at least a twentieth of the runs
//! and at least ten:
//!
//! 1. an end against none: at least three times as much was seen of the runs without an end as nineteen in twenty of
//!    the others lasted;
//! 2. a valley, on the scale of logarithms: the medians of both sides are at least three times apart, and somewhere
//!    between them is a window in which runs are at most a third as dense as around either median, so much fewer that
//!    chance alone would do that in less than one case in ten thousand (binomial);
//! 3. nothing against something: runs of no length at all against runs whose median is a minute or more.
//!
//! A single wide hump falls off on both sides and has no valley.
//!
//! Measured: of 200 samples of 100 and of 1000 runs each from lognormals of sigma 1 and 2, a uniform, an exponential and
//! a Weibull law of shape 1/2, none was taken for two. Of two lognormals of sigma 0.3 ten times apart with a tenth of the
//! runs in the upper one, 98 in 100 samples of 300 runs were told and all of 1000; of sigma 0.5, whose valley is shallow,
//! 34 in 100 of 1000 runs; of equal halves all from 300 runs on. Under 150 runs a tenth is too few to be told.

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
    let border = without_end(&sorted[..ended], lengths, side)
        .or_else(|| valley(&sorted[none..ended], none, sorted.len() - ended, side))
        .or_else(|| nothing(&sorted, none, side))?;
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
    // Of all ways to part them the one with the deepest valley.
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

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{SimDuration, Stream};

    fn humps_of(seconds: &[f64]) -> Option<Humps> {
        let lengths: Vec<Length> = seconds
            .iter()
            .map(|&s| Length {
                seed: 0,
                seen: SimDuration::from_secs_f64(s.abs()),
                ended: s >= 0.0,
            })
            .collect();
        let values: Vec<f64> = seconds
            .iter()
            .map(|&s| if s < 0.0 { f64::INFINITY } else { s })
            .collect();
        let clusters = Clusters::of(&vec![0; values.len()]);
        find(&clusters, &lengths, &values)
    }

    /// How often two kinds are found in `runs` runs of a law, of `worlds`.
    fn found(name: &str, runs: usize, worlds: u64, law: impl Fn(&mut Stream) -> f64) -> f64 {
        let base = Stream::named(3, "humps", name);
        let once = |number| {
            let stream = &mut base.member(number);
            let values: Vec<f64> = (0..runs).map(|_| law(stream)).collect();
            humps_of(&values).is_some()
        };
        (0..worlds).filter(|&n| once(n)).count() as f64 / worlds as f64
    }

    fn mixed(stream: &mut Stream, high: f64, sigma: f64) -> f64 {
        match stream.bernoulli(high) {
            true => stream.lognormal(6000.0, sigma),
            false => stream.lognormal(600.0, sigma),
        }
    }

    #[test]
    fn one_hump_however_wide_is_one() {
        let worlds = 200;
        for runs in [100, 1000] {
            let rates = [
                found("lognormal", runs, worlds, |s| s.lognormal(600.0, 1.0)),
                found("wide", runs, worlds, |s| s.lognormal(600.0, 2.0)),
                found("uniform", runs, worlds, |s| s.uniform(0.0, 3600.0)),
                found("exponential", runs, worlds, |s| s.exponential(600.0)),
                found("weibull", runs, worlds, |s| s.weibull(600.0, 0.5)),
            ];
            println!("{runs} runs of one hump: {rates:?}");
            assert!(rates.iter().all(|&r| r <= 0.01), "{runs}: {rates:?}");
        }
    }

    #[test]
    fn two_humps_ten_times_apart_are_two() {
        let rates: Vec<[f64; 3]> = [100, 300, 1000]
            .map(|runs| {
                [
                    found("narrow", runs, 100, |s| mixed(s, 0.1, 0.3)),
                    found("wider", runs, 100, |s| mixed(s, 0.1, 0.5)),
                    found("half", runs, 100, |s| mixed(s, 0.5, 0.5)),
                ]
            })
            .to_vec();
        println!("two humps, by 100, 300, 1000 runs: {rates:?}");
        assert!(rates[2][0] >= 0.99 && rates[1][0] >= 0.9, "{rates:?}");
        let mut stream = Stream::named(1, "humps", "one");
        let values: Vec<f64> = (0..1000).map(|_| mixed(&mut stream, 0.1, 0.3)).collect();
        let humps = humps_of(&values).expect("two");
        assert!((1000.0..4000.0).contains(&humps.border_s), "{humps:?}");
        assert!((500.0..700.0).contains(&humps.low.1), "{humps:?}");
        assert!((5000.0..7000.0).contains(&humps.high.1), "{humps:?}");
    }

    #[test]
    fn nothing_and_no_end_are_kinds_of_their_own() {
        let hours = |i: u32| 3600.0 * f64::from(10 + i % 5);
        let never: Vec<f64> = (0..100)
            .map(|i| if i < 60 { 0.0 } else { hours(i) })
            .collect();
        let humps = humps_of(&never).expect("never down or for hours");
        assert_eq!((humps.low.0.share.hits, humps.low.1), (60, 0.0));
        let seconds: Vec<f64> = never.iter().map(|v| v / 3600.0).collect();
        assert_eq!(humps_of(&seconds), None, "seconds are next to nothing");
        // Below zero here: no end was seen in so many seconds.
        let open = |after: f64| -> Vec<f64> {
            (0..100)
                .map(|i| if i < 90 { hours(i) } else { -after })
                .collect()
        };
        let humps = humps_of(&open(60.0 * 3600.0)).expect("restored or not");
        assert_eq!((humps.high.0.share.hits, humps.high.1), (10, f64::INFINITY));
        assert_eq!(
            humps_of(&open(16.0 * 3600.0)),
            None,
            "a little longer than the rest"
        );
        let few: Vec<f64> = (0..100)
            .map(|i| if i < 96 { 0.0 } else { hours(i) })
            .collect();
        assert_eq!(humps_of(&few), None, "four runs are no kind");
    }
}
