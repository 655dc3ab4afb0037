//! A part that no journey depends on changes nobody else's life.

use super::design::{any_design, idle_parts, read};
use super::weather::any_weather;
use super::{config, lived, options};
use proptest::prelude::*;
use tenant::outcome::{JourneyTimeline, Outcome};

/// Requests of a journey over its whole life, and the stretches in which it was not served in full.
type Course = (String, [u64; 3], Vec<(u64, u64)>);

/// What journeys did. Segments may be cut at other instants, and ids shift with idle parts: rates and names are compared.
fn courses(outcome: &Outcome) -> Vec<Course> {
    let course = |j: &JourneyTimeline| {
        let mut totals = [0; 3];
        let mut bad: Vec<(u64, u64)> = Vec::new();
        for s in &j.segments {
            totals[0] += s.offered;
            totals[1] += s.served;
            totals[2] += s.failed;
            if s.failed == 0 {
                continue;
            }
            match bad.last_mut() {
                Some(last) if last.1 == s.from.0 => last.1 = s.until.0,
                _ => bad.push((s.from.0, s.until.0)),
            }
        }
        (j.name.clone(), totals, bad)
    };
    outcome.journeys.iter().map(course).collect()
}

/// What stores lost.
fn losses(outcome: &Outcome) -> Vec<(String, [u64; 4])> {
    let own = outcome
        .stores
        .iter()
        .filter(|s| !s.name.starts_with("idle"));
    own.map(|s| {
        (
            s.name.clone(),
            [s.acknowledged, s.lost, s.diverged, s.unknown],
        )
    })
    .collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn an_idle_part_changes_nobody(
        design in any_design(), weather in any_weather(), seed in 0u64..1000, idle in idle_parts(),
    ) {
        let tape = weather.tape(1);
        let alone = lived(&read(&design.text()), &tape, &options(seed));
        let beside = lived(&read(&design.with_idle(&idle)), &tape, &options(seed));
        for (a, b) in courses(&alone).iter().zip(courses(&beside)) {
            prop_assert_eq!((&a.0, &a.2), (&b.0, &b.2));
            // A stretch of time cut in two is rounded twice.
            prop_assert!(a.1.iter().zip(b.1).all(|(x, y)| x.abs_diff(y) < 10), "{a:?} {b:?}");
        }
        prop_assert_eq!(losses(&alone), losses(&beside));
    }
}
