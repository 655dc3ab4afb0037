//! Error budgets, burn rates and the alerts on them.

use super::world::{RATE, stretch};
use crate::score::budget::{ALERTS, BurnAlert, burn_rate, exhausted_after_s, used};
use kernel::{SimDuration, SimTime};
use proptest::prelude::*;

const MONTH: SimDuration = SimDuration::from_hours(720);

fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9, "{a} is not {b}");
}

#[test]
fn worked_values() {
    let [hour, six, three_days] = ALERTS;
    near(hour.budget_used(MONTH), 0.02);
    near(six.budget_used(MONTH), 0.05);
    near(three_days.budget_used(MONTH), 0.10);
    near(burn_rate(1.0, 0.999), 1000.0);
    near(
        hour.fires_after_s(1.0, 0.999).expect("a full outage"),
        51.84,
    );
    near(
        hour.fires_after_s(0.1, 0.999).expect("a tenth") / 60.0,
        8.64,
    );
    near(exhausted_after_s(0.1, 0.999, MONTH) / 3600.0, 7.2);
    assert_eq!(hour.fires_after_s(0.01, 0.999), None);
    assert_eq!(hour.fires_after_s(0.0, 1.0), None);
}

/// Two short outages of which neither would raise the alert: the window holds both at once.
#[test]
fn the_window_remembers() {
    let alert = BurnAlert {
        burn_milli: 14_400,
        over: SimDuration::from_hours(1),
    };
    let course = |pause: u64| {
        [
            stretch(0, 10, 1_000_000, None),
            stretch(10, 14, 900_000, None),
            stretch(14, 14 + pause, 1_000_000, None),
            stretch(14 + pause, 20 + pause, 900_000, None),
            stretch(20 + pause, 300, 1_000_000, None),
        ]
    };
    // 8.64 minutes at a tenth are needed: 4 of the first, 4.64 of the second.
    let at = alert.fires_at(&course(10), RATE, 999_000);
    assert_eq!(
        at,
        Some(SimTime::from_secs(24 * 60) + SimDuration::from_secs_f64(4.64 * 60.0))
    );
    assert_eq!(alert.fires_at(&course(70), RATE, 999_000), None);
    assert_eq!(alert.fires_at(&[], RATE, 999_000), None);
    assert_eq!(
        alert.fires_at(&[stretch(0, 60, 1_000_000, None)], RATE, 1_000_000),
        None
    );
}

proptest! {
    #[test]
    fn worse_errors_call_sooner_and_use_more(a in 0.0001..1.0, b in 0.0001..1.0, slo in 0.9..0.9999) {
        let (low, high) = (f64::min(a, b), f64::max(a, b));
        prop_assert!(burn_rate(low, slo) <= burn_rate(high, slo));
        prop_assert!(used(burn_rate(low, slo), MONTH, MONTH) <= used(burn_rate(high, slo), MONTH, MONTH));
        for alert in ALERTS {
            match (alert.fires_after_s(low, slo), alert.fires_after_s(high, slo)) {
                (Some(late), Some(soon)) => prop_assert!(soon <= late && late <= alert.over.secs_f64() + 1e-9),
                (late, _) => prop_assert!(late.is_none()),
            }
        }
    }

    /// The alert on a course of steady errors after calm is the one by the formula.
    #[test]
    fn a_course_calls_when_the_formula_says(error_ppm in 20_000u32..1_000_000, calm in 1u64..200) {
        let errors = stretch(calm, calm + 100, u64::from(1_000_000 - error_ppm), None);
        let course = [stretch(0, calm, 1_000_000, None), errors];
        let expected = ALERTS[0].fires_after_s(f64::from(error_ppm) / 1e6, 0.999).expect("many errors");
        let at = ALERTS[0].fires_at(&course, RATE, 999_000).expect("many errors");
        let after = at.since(SimTime::from_secs(calm * 60)).secs_f64();
        prop_assert!((after - expected).abs() < 1e-3, "{after} is not {expected}");
    }
}
