//! Runs written by hand, and what a sweep makes of them.

use super::*;
use crate::many::{JourneyFrame, JourneyRun, Lot, StoreRun, Values};
use tenant::score::Target;

pub(super) fn frame() -> Frame {
    Frame {
        architecture: "shop".to_owned(),
        teaches: String::new(),
        outage: "storm".to_owned(),
        title: "a storm".to_owned(),
        place: "cloud/r1".to_owned(),
        absent: false,
        zones: vec![Some("cloud/r1/a".to_owned())],
        clouds: 2,
        values: Values::Drawn,
        knows_shares: true,
        journeys: vec![JourneyFrame {
            name: "order".to_owned(),
            objectives: vec![Promise {
                name: "rto".to_owned(),
                target: Target::Time(SimDuration::from_hours(1)),
            }],
        }],
        stores: vec!["db".to_owned()],
        assumptions: Vec::new(),
    }
}

fn lot(minutes: u64, censored: bool) -> Lot {
    let down = SimDuration::from_mins(minutes);
    let met = u32::from(!censored && minutes <= 60);
    let journey = JourneyRun {
        down,
        censored,
        mean_down: SimDuration(down.0 / 2),
        rto: (!censored).then_some(down),
        offered: 1_000,
        failed: minutes,
        met,
        told: 1,
    };
    Lot {
        zone: 0,
        touched: minutes > 0,
        p_touched_ppm: if minutes > 0 { 500_000 } else { 0 },
        journeys: Box::new([journey]),
        stores: Box::new([StoreRun {
            lost: minutes,
            rpo: (!censored).then_some(down),
            unknown: 0,
        }]),
    }
}

/// One run per number of minutes; `None`: not restored after ten hours.
fn runs(minutes: &[Option<u64>]) -> Vec<Run> {
    let run = |(seed, m): (usize, &Option<u64>)| Run {
        seed: seed as u64,
        cloud: seed as u32 % 2,
        drawn: lot(0, false),
        redrawn: Some(lot(m.unwrap_or(600), m.is_none())),
    };
    minutes.iter().enumerate().map(run).collect()
}

fn swept(minutes: &[Option<u64>]) -> Sweep {
    let n = minutes.len() as u64;
    sweep(frame(), (0, n), &runs(minutes), Notes::default())
}

#[test]
fn what_does_not_end_is_longer_than_all_that_does() {
    let minutes: Vec<Option<u64>> = (1..=40).map(|i| (i % 8 != 0).then_some(i)).collect();
    let s = swept(&minutes);
    let j = &s.touched.journeys[0];
    assert_eq!(j.down.mean_s, Err(NotRestored { runs: 5 }));
    assert_eq!(j.mean_zone_s, Err(NotRestored { runs: 5 }));
    assert_eq!(j.down.not_restored.share.hits, 5);
    let [p50, p90, p99] = j.down.quantiles_s;
    // 35 ended: the 20th of 40 is the 20th that ended (8 and 16 did not): 22 minutes.
    assert_eq!(p50.expect("40 runs").value, 22.0 * 60.0);
    assert_eq!(p90.expect("40 runs").value, f64::INFINITY);
    assert_eq!(p99.expect_err("too few").needed, 368);
    assert_eq!(j.down.quantile_seeds, [Some(21), Some(7), None]);
    assert_eq!(j.down.worst_seed, Some(7));
    assert_eq!(j.down.longest, SimDuration::from_mins(39));
    assert_eq!(j.down.histogram.counts.iter().sum::<u64>(), 35);
    assert_eq!((j.down.dots_s.len(), j.down.dots_s[19]), (20, None));
    assert_eq!(j.objectives[0].met.share.hits, 35);
    assert_eq!(j.objectives[0].first_broken, Some(7));
    assert_eq!(s.touched.stores[0].unrecoverable.share.hits, 5);
}

#[test]
fn both_lucks_stand_side_by_side() {
    let s = swept(&[Some(30), Some(90)]);
    assert_eq!((s.touched.hit.share.hits, s.drawn.hit.share.hits), (2, 0));
    assert_eq!(s.touched.p_touched, Some(0.5));
    assert_eq!((s.touched.untouchable, s.drawn.untouchable), (0, 2));
    let met = |v: &View| v.journeys[0].objectives[0].met.share;
    assert_eq!((met(&s.touched).hits, met(&s.drawn).hits), (1, 2));
    assert_eq!(
        s.touched.journeys[0].mean_zone_s.expect("ended").mean,
        1800.0
    );
    assert_eq!(s.drawn.journeys[0].never_down.share.hits, 2);
}

#[test]
fn no_runs_say_nothing() {
    let s = swept(&[]);
    let j = &s.touched.journeys[0];
    assert_eq!(j.down.worst_seed, None);
    assert!(j.down.quantiles_s.iter().all(Result::is_err));
    assert_eq!(j.objectives[0].met.interval, None);
}
