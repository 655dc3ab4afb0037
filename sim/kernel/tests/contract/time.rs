//! Instants and lengths: how they print, round and saturate.

use zonefall_kernel::{SimDuration, SimTime};

#[test]
fn instants_print_hours_and_minutes_and_seconds_only_when_there_are_any() {
    for (seconds, text) in [
        (0, "T+0:00"),
        (59, "T+0:00:59"),
        (60, "T+0:01"),
        (450, "T+0:07:30"),
        (6780, "T+1:53"),
        (226_080, "T+62:48"),
    ] {
        assert_eq!(SimTime::from_secs(seconds).to_string(), text);
    }
    assert_eq!(
        SimTime(1_999_999).to_string(),
        "T+0:00:01",
        "parts of a second are not shown"
    );
}

#[test]
fn lengths_print_the_units_that_matter() {
    for (us, text) in [
        (0, "0s"),
        (1, "1us"),
        (999, "999us"),
        (1000, "1ms"),
        (350_000, "350ms"),
        (1_050_000, "1s"),
        (7_500_000, "7.5s"),
        (59_990_000, "59.9s"),
    ] {
        assert_eq!(SimDuration(us).to_string(), text);
    }
    for (seconds, text) in [
        (60, "1m"),
        (90, "1m30s"),
        (720, "12m"),
        (3599, "59m59s"),
        (3600, "1h00m"),
        (12_660, "3h31m"),
        (345_599, "95h59m"),
        (345_600, "4d0h"),
        (352_800, "4d2h"),
    ] {
        assert_eq!(SimDuration::from_secs(seconds).to_string(), text);
    }
}

#[test]
fn seconds_round_to_the_nearest_microsecond() {
    for (seconds, us) in [(0.0, 0), (4e-7, 0), (6e-7, 1), (1.25, 1_250_000), (1e-6, 1)] {
        assert_eq!(SimDuration::from_secs_f64(seconds), SimDuration(us));
    }
    assert_eq!(SimTime(2_500_000).secs_f64().to_bits(), 2.5f64.to_bits());
    assert_eq!(
        SimDuration(2_500_000).secs_f64().to_bits(),
        2.5f64.to_bits()
    );
}

#[test]
fn impossible_seconds_saturate() {
    for (seconds, us) in [
        (-1.0, 0),
        (f64::NAN, 0),
        (f64::NEG_INFINITY, 0),
        (f64::INFINITY, SimTime::NEVER.0),
        (1e30, SimTime::NEVER.0),
    ] {
        assert_eq!(
            SimDuration::from_secs_f64(seconds),
            SimDuration(us),
            "{seconds}"
        );
    }
}

#[test]
fn arithmetic_stays_between_the_start_and_never() {
    let (early, late) = (SimTime::from_secs(1), SimTime::from_secs(61));
    assert_eq!(late - early, SimDuration::from_mins(1));
    assert_eq!(early - late, SimDuration::ZERO);
    assert_eq!(early + SimDuration::from_mins(1), late);
    assert_eq!(late + SimDuration(u64::MAX), SimTime::NEVER);
    assert_eq!(SimTime::NEVER + SimDuration(1), SimTime::NEVER);
    assert_eq!(SimDuration::from_hours(2), SimDuration::from_secs(7200));
    let mut total = SimDuration(u64::MAX - 1);
    total += SimDuration(5);
    assert_eq!(total, SimDuration(u64::MAX));
}
