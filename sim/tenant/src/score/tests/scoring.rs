//! Episodes, recovery times, objectives, harm, strips.

use super::world::{RATE, architecture, minutes, outcome, stretch};
use crate::architecture::JourneyId;
use crate::outcome::{Communication, Segment};
use crate::score::{Score, Target, score, strip};
use kernel::SimDuration;

fn of(segments: Vec<Segment>) -> Score {
    score(&architecture(), &outcome(segments, Vec::new()), &[], 0)
}

fn mins(n: u64) -> SimDuration {
    SimDuration::from_mins(n)
}

#[test]
fn never_down() {
    let s = of(vec![
        stretch(0, 60, 1_000_000, None),
        stretch(60, 120, 900_000, None),
    ]);
    let j = &s.journeys[0];
    assert_eq!(
        (j.rto, j.downtime, j.censored),
        (Some(SimDuration::ZERO), SimDuration::ZERO, false)
    );
    assert!(j.episodes.is_empty());
    assert_eq!(j.failed, RATE * 360);
    assert_eq!(j.availability_time_ppb, 1_000_000_000);
}

#[test]
fn one_episode() {
    let s = of(vec![
        stretch(0, 60, 1_000_000, None),
        stretch(60, 90, 200_000, Some(0)),
        stretch(90, 100, 899_999, Some(1)),
        stretch(100, 200, 1_000_000, Some(2)),
    ]);
    let j = &s.journeys[0];
    assert_eq!(j.episodes.len(), 1);
    let e = j.episodes[0];
    assert_eq!(
        (e.from, e.until, e.depth_ppm),
        (minutes(60), minutes(100), 800_000)
    );
    assert_eq!(e.cause.map(|c| c.0), Some(0));
    assert_eq!(e.failed, j.failed);
    assert_eq!((j.rto, j.downtime), (Some(mins(40)), mins(40)));
    // 40 minutes of 28 days.
    assert_eq!(j.availability_time_ppb, 999_007_937);
    // 24 + 1 minutes' worth of requests in 28 days at the mean rate.
    assert_eq!(j.availability_requests_ppb, 999_379_960);
    // Half a dollar for each of the 15,000.006 that failed.
    assert_eq!(
        (s.money.harm[0].unit.as_str(), s.money.harm[0].micro),
        ("USD", 7_500_003_000)
    );
}

/// Four minutes of service do not end an episode, five do.
#[test]
fn five_minutes_end_an_episode() {
    let course = |up: u64| {
        vec![
            stretch(0, 10, 0, None),
            stretch(10, 10 + up, 1_000_000, None),
            stretch(10 + up, 40, 500_000, None),
            stretch(40, 60, 1_000_000, None),
        ]
    };
    let short = of(course(4));
    assert_eq!(short.journeys[0].episodes.len(), 1);
    assert_eq!(short.journeys[0].downtime, mins(40));
    let long = of(course(5));
    assert_eq!(long.journeys[0].episodes.len(), 2);
    assert_eq!(long.journeys[0].downtime, mins(35));
    assert_eq!(long.journeys[0].rto, Some(mins(25)));
}

#[test]
fn not_restored_is_not_the_length_of_the_run() {
    let s = of(vec![
        stretch(0, 10, 1_000_000, None),
        stretch(10, 200, 0, None),
    ]);
    let j = &s.journeys[0];
    assert_eq!((j.rto, j.censored), (None, true));
    assert_eq!(j.objectives[0].actual, None);
    // Three hours are already too long for an objective of one; half an hour would not be.
    assert_eq!(j.objectives[0].met, Some(false));
    let s = of(vec![
        stretch(0, 10, 1_000_000, None),
        stretch(10, 40, 0, None),
    ]);
    assert_eq!(s.journeys[0].objectives[0].met, None);
}

/// C07: ten minutes without an answer, nobody gives up; the backlog is gone after another forty.
#[test]
fn the_drain_belongs_to_the_recovery() {
    let pile = RATE * 600;
    let hang = Segment {
        served: 0,
        failed: 0,
        waiting: pile as i64,
        ..stretch(10, 20, 0, None)
    };
    let calm = stretch(20, 80, 1_000_000, None);
    let faster = Segment {
        served: calm.offered + pile,
        waiting: -(pile as i64),
        ..calm
    };
    let faster = Segment {
        until: minutes(60),
        offered: RATE * 2400,
        attempts: RATE * 2400,
        ..faster
    };
    let rest = stretch(60, 80, 1_000_000, None);
    let s = of(vec![stretch(0, 10, 1_000_000, None), hang, faster, rest]);
    let e = s.journeys[0].episodes[0];
    assert_eq!((e.until, e.drained), (minutes(20), minutes(60)));
    assert_eq!(e.depth_ppm, 1_000_000);
    assert_eq!(s.journeys[0].downtime, mins(10));
    assert_eq!(s.journeys[0].rto, Some(mins(50)));
}

#[test]
fn objectives() {
    let s = of(vec![
        stretch(0, 50, 0, None),
        stretch(50, 100, 1_000_000, None),
    ]);
    let o = &s.journeys[0].objectives;
    let names: Vec<_> = o.iter().map(|o| (o.name, o.met)).collect();
    // 50 minutes of 28 days are 0.12 %: more than 0.1 %.
    assert_eq!(
        names,
        [
            ("rto", Some(true)),
            ("rpo", Some(true)),
            ("availability_slo", Some(false))
        ]
    );
    assert_eq!(o[1].actual, Some(Target::Time(mins(2))));
    assert_eq!(o[2].target, Target::Share(999_000_000));
    // 0.124008 % lost of 0.1 % allowed.
    let budget = o[2].budget.as_ref().expect("a budget");
    assert_eq!(budget.used_ppm, 1_240_079);
    // A thousandth of 28 days, and a full outage at 14.4, 6 and 1 times a thousandth of 1, 6 and 72 hours.
    assert_eq!(budget.allowed, SimDuration(2_419_200_000));
    let after: Vec<_> = budget.alerts.iter().map(|a| a.after).collect();
    let seconds = [51.84, 129.6, 259.2];
    assert_eq!(after, seconds.map(|s| Some(SimDuration::from_secs_f64(s))));
}

/// F04: a burn rate of 14.4 for an hour uses 2 % of a month's budget.
#[test]
fn burning_the_budget() {
    let month: Vec<Segment> = vec![
        Segment {
            waiting: 0,
            ..stretch(0, 60, 985_600, None)
        },
        stretch(60, 43_200, 1_000_000, None),
    ];
    let s = of(month);
    let budget = s.journeys[0].objectives[2]
        .budget
        .as_ref()
        .expect("a budget");
    assert_eq!(budget.used_ppm, 20_000);
    // Exactly at the limit after its hour; the six hours see a sixth of 14.4; the three days a fifth of one.
    let after: Vec<_> = budget.alerts.iter().map(|a| a.after).collect();
    assert_eq!(after, [Some(mins(60)), None, None]);
}

/// A run longer than the window of an objective is its own window.
#[test]
fn a_long_run_is_judged_over_its_length() {
    let days = |n: u64| n * 24 * 60;
    // Forty minutes in 56 days are half of what 99.9 % allows; in 28 days they would be nearly all of it.
    let life = vec![
        stretch(0, 40, 0, None),
        stretch(40, days(56), 1_000_000, None),
    ];
    let s = of(life);
    let budget = s.journeys[0].objectives[2]
        .budget
        .as_ref()
        .expect("a budget");
    assert!(
        budget.used_ppm.abs_diff(496_000) < 1000,
        "{}",
        budget.used_ppm
    );
}

#[test]
fn lost_data_breaks_the_rpo() {
    let mut o = outcome(vec![stretch(0, 100, 1_000_000, None)], Vec::new());
    o.stores[0].unknown = 1;
    let rpo = |o: &_| score(&architecture(), o, &[], 0).journeys[0].objectives[1].clone();
    assert_eq!(rpo(&o).met, None);
    o.stores[0].rpo = mins(6);
    assert_eq!(rpo(&o).met, Some(false));
    o.stores[0].unrecoverable = true;
    assert_eq!((rpo(&o).met, rpo(&o).actual), (Some(false), None));
    assert_eq!(score(&architecture(), &o, &[], 0).stores[0].rpo, None);
}

#[test]
fn communication() {
    let mut o = outcome(vec![stretch(0, 100, 1_000_000, None)], Vec::new());
    o.communication = Communication {
        customers: Some(minutes(8)),
        eta: Some(minutes(840)),
        restored: Some(minutes(3768)),
        ..Communication::default()
    };
    let c = score(&architecture(), &o, &[], 0).communication;
    assert_eq!(c.eta_error_us, Some(2928 * 60_000_000));
    o.communication.restored = None;
    assert_eq!(
        score(&architecture(), &o, &[], 0)
            .communication
            .eta_error_us,
        None
    );
}

#[test]
fn a_strip_shows_the_worst_of_each_column() {
    let o = outcome(
        vec![
            stretch(0, 10, 1_000_000, None),
            stretch(10, 11, 420_000, None),
            stretch(11, 20, 1_000_000, None),
            stretch(20, 40, 0, None),
            stretch(40, 50, 60_000, None),
            stretch(50, 60, 890_000, None),
        ],
        Vec::new(),
    );
    assert_eq!(strip(&o, JourneyId(0), 6), "#4..08");
    assert_eq!(strip(&o, JourneyId(0), 3), "4.0");
    assert_eq!(strip(&o, JourneyId(0), 0), "");
    assert_eq!(strip(&o, JourneyId(7), 2), "  ");
}
