//! No file that passes the checker makes the engine panic, hang or work without end, and every result can be told.

use super::design::any_design;
use super::weather::any_weather;
use super::{LIBRARY, built, config, lived, options};
use proptest::prelude::*;
use tenant::score::{explain, score};
use tenant::{LiveOptions, Luck};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_design_lives_through_every_outage(
        design in any_design(), weather in any_weather(), seed in any::<u64>(), touched in any::<bool>(),
    ) {
        let arch = built(&design);
        let luck = if touched { Luck::Touched } else { Luck::Drawn };
        let outcome = lived(&arch, &weather.tape(1), &LiveOptions { luck, ..options(seed) });
        let judged = score(&arch, &outcome, LIBRARY.offers(), 0);
        for journey in &judged.journeys {
            prop_assert!(journey.availability_time_ppb <= 1_000_000_000);
            prop_assert!(journey.availability_requests_ppb <= 1_000_000_000);
            prop_assert!(journey.downtime.0 <= outcome.end.0);
        }
        for pair in outcome.facts[outcome.tape_facts..].windows(2) {
            prop_assert!(pair[0].at <= pair[1].at, "facts out of order");
        }
        for (i, fact) in outcome.facts.iter().enumerate() {
            for cause in fact.cause.iter().chain(&fact.given) {
                prop_assert!((cause.0 as usize) < i || i < outcome.tape_facts, "a cause after its effect");
            }
        }
        for journey in &judged.journeys {
            let _ = explain(&outcome, &judged, journey.journey);
        }
        let again = lived(&arch, &weather.tape(1), &LiveOptions { luck, ..options(seed) });
        prop_assert_eq!(outcome.digest, again.digest);
    }
}
