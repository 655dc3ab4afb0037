//! Availability as a pure function of a timeline: nines, and the same hour at peak and at trough.

use super::world::{minutes, stretch};
use crate::outcome::Segment;
use crate::score::{availability, requests_ppb, time_ppb};
use kernel::{SimDuration, math};

/// F01: what nines allow in 30 days and in a year, and back.
#[test]
fn nines() {
    let month = SimDuration::from_hours(720);
    let year = SimDuration::from_hours(8760);
    for (minutes_per_month, seconds_per_year, ppb) in [
        (432_000u64, 315_360, 990_000_000),
        (216_000, 157_680, 995_000_000),
        (43_200, 31_536, 999_000_000),
        (21_600, 15_768, 999_500_000),
        (4_320, 3_154, 999_900_000),
        (432, 315, 999_990_000),
    ] {
        let down = SimDuration(minutes_per_month * 60_000);
        assert_eq!(time_ppb(down, month), ppb);
        assert!(time_ppb(SimDuration::from_secs(seconds_per_year), year).abs_diff(ppb) < 20);
    }
    assert_eq!(
        time_ppb(SimDuration(44_640 * 60_000), SimDuration::from_hours(744)),
        999_000_000
    );
    assert_eq!(requests_ppb(0, 0), 1_000_000_000);
    assert_eq!(requests_ppb(7, 5), 0);
}

/// 30 days of demand 1 + 0.8 sin over the day (integrated per minute), with an hour's outage centred
/// on the minute `centre`.
fn thirty_days(centre: u64) -> Vec<Segment> {
    let day = 24.0 * 60.0;
    let turn = 2.0 * std::f64::consts::PI / day;
    let integral = |m: u64| m as f64 - 0.8 / turn * math::cos(m as f64 * turn);
    (0..30 * 24 * 60)
        .map(|m| {
            let offered = ((integral(m + 1) - integral(m)) * 60e6 + 0.5) as u64;
            let down = m >= centre - 30 && m < centre + 30;
            let served = if down { 0 } else { offered };
            let (from, until) = (minutes(m), minutes(m + 1));
            let failed = offered - served;
            Segment {
                from,
                until,
                offered,
                attempts: offered,
                served,
                failed,
                ..stretch(0, 1, 0, None)
            }
        })
        .collect()
}

/// F05: one hour in 30 days is 0.998611 by time; by requests 0.997503 at the peak and 0.999719 at the trough.
#[test]
fn the_same_hour_at_peak_and_at_trough() {
    for (centre, requests) in [
        (10 * 1440 + 360, 997_503_170),
        (10 * 1440 + 1080, 999_719_052),
    ] {
        let a = availability(&thirty_days(centre), 900_000);
        assert_eq!(a.time_ppb, 998_611_111);
        assert!(
            a.requests_ppb.abs_diff(requests) <= 2,
            "{} is not {requests}",
            a.requests_ppb
        );
    }
}
