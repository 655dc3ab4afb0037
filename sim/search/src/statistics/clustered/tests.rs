//! Small cases by hand, and how often intervals hold the truth where runs share their draw's luck.

use super::*;
use crate::statistics::coverage;

/// Two draws of two runs each that agree within: all scatter is between draws.
fn split() -> (Clusters, [f64; 4]) {
    (Clusters::of(&[0, 1, 0, 1]), [0.0, 1.0, 0.0, 1.0])
}

#[test]
fn scatter_by_hand() {
    let (clusters, values) = split();
    let s = clusters.scatter(&values);
    // Draws' sums are one off the mean on either side: (1 + 1) / 4²; with two draws twice that.
    assert_eq!((s.between, s.within, s.variance()), (0.125, 0.0, 0.25));
    // Four independent runs: (4 · 1/4) / 3 / 4.
    assert_eq!(s.plain, 1.0 / 12.0);
    assert!((s.design_effect() - 3.0).abs() < 1e-12);
    // 1 / (1/9 / 3 + 4/9 / 1)
    assert!((s.freedom() - 27.0 / 13.0).abs() < 1e-12);
    assert_eq!(s.independent_runs(0.95), 2.0, "never fewer than draws");
    assert_eq!(s.follow_squared(), 1.0);
    // Alternating within draws: they agree with each other, and chance would make them differ more.
    let even = Clusters::of(&[0, 0, 1, 1]).scatter(&values);
    assert_eq!((even.between, even.within), (0.0, 1.0 / 16.0));
    assert_eq!((even.variance(), even.design_effect()), (1.0 / 12.0, 1.0));
    assert!((even.independent_runs(0.95) - 4.0).abs() < 1e-9, "{even:?}");
}

#[test]
fn draws_are_found_in_any_order() {
    let clusters = Clusters::of(&[7, 2, 7, 2, 9]);
    assert_eq!(
        (clusters.draws(), &clusters.order[..]),
        (3, &[1, 3, 0, 2, 4][..])
    );
    assert_eq!(clusters.bounds, [0, 2, 4, 5]);
    assert_eq!(Clusters::of(&[]).draws(), 0);
}

#[test]
fn a_share_of_agreeing_draws_counts_draws() {
    let draws: Vec<u32> = (0..400).map(|i| i % 20).collect();
    let clusters = Clusters::of(&draws);
    let by_draw: Vec<bool> = draws.iter().map(|&d| d < 5).collect();
    let wide = clusters.share(&by_draw, 0.95).expect("runs");
    let twenty = Share { hits: 5, of: 20 }.wilson(0.95).expect("runs");
    assert!((wide.low - twenty.low).abs() < 1e-12 && (wide.high - twenty.high).abs() < 1e-12);
    // A quarter of each draw's runs: as sure as 400 of their own.
    let by_run: Vec<bool> = (0..400).map(|i| i / 20 < 5).collect();
    let narrow = clusters.share(&by_run, 0.95).expect("runs");
    let plain = Share { hits: 100, of: 400 }.wilson(0.95).expect("runs");
    assert!((narrow.low - plain.low).abs() < 1e-9 && (narrow.high - plain.high).abs() < 1e-9);
}

/// A value per run: the draw's luck plus the run's own.
fn lived(draws: u32, runs: u32, between: f64, within: f64, stream: &mut Stream) -> Vec<f64> {
    let luck: Vec<f64> = (0..draws).map(|_| stream.normal() * between).collect();
    (0..draws * runs)
        .map(|i| luck[(i % draws) as usize] + stream.normal() * within)
        .collect()
}

/// How often the intervals of mean, share above zero, median and 90th percentile hold the truth, of `worlds`.
fn held(draws: u32, runs: u32, between: f64, worlds: u64) -> [f64; 4] {
    let within = 1.0;
    let clusters = Clusters::of(&(0..draws * runs).map(|i| i % draws).collect::<Vec<_>>());
    let name = format!("{draws} {runs} {between}");
    let world = Stream::named(5, "hierarchy", &name);
    let (mut mean, mut share, mut median, mut tail) = (vec![], vec![], vec![], vec![]);
    for number in 0..worlds {
        let values = lived(draws, runs, between, within, &mut world.member(number));
        let stream = Stream::named(number, "bootstrap", &name);
        let bands = clusters.bands(&values, &[0.5, 0.9], 0.95, &stream);
        mean.push(bands.mean.expect("finite"));
        median.push(bands.quantiles[0]);
        tail.push(bands.quantiles[1]);
        let above: Vec<bool> = values.iter().map(|&v| v > 0.0).collect();
        share.push(clusters.share(&above, 0.95).expect("runs"));
    }
    let q90 = 1.281_551_565_544_600_4 * (within * within + between * between).sqrt();
    [(mean, 0.0), (share, 0.5), (median, 0.0), (tail, q90)]
        .map(|(intervals, truth)| coverage(intervals, truth).value())
}

/// Nominal: 95 %. No kind of scatter may make it much less, nor independence make intervals needlessly wide. The 90th
/// percentile of few draws is held less often: no draw may lie beyond it.
#[test]
fn intervals_hold_the_truth_as_often_as_they_say() {
    for (between, tail_least) in [(0.0, 0.90), (0.3, 0.90), (1.0, 0.85)] {
        let [mean, share, median, tail] = held(20, 15, between, 150);
        for (what, found) in [("mean", mean), ("share", share), ("median", median)] {
            assert!((0.90..=0.995).contains(&found), "{what} {between}: {found}");
        }
        assert!(tail >= tail_least, "tail {between}: {tail}");
    }
}

/// The same without knowing of draws: far too sure.
#[test]
fn ordinary_intervals_do_not_hold_it() {
    let world = Stream::named(5, "hierarchy", "ordinary");
    let intervals = (0..150).map(|number| {
        let values = lived(20, 15, 1.0, 1.0, &mut world.member(number));
        Share::count(values.iter().map(|&v| v > 0.0))
            .wilson(0.95)
            .expect("runs")
    });
    let found = coverage(intervals, 0.5).value();
    assert!(found < 0.75, "{found}");
}
