//! Every request is served, failed, shed or waiting; every acknowledged write has a fate.

use super::design::any_design;
use super::weather::any_weather;
use super::{built, config, lived, options};
use kernel::SimTime;
use proptest::prelude::*;

proptest! {
    #![proptest_config(config())]

    /// Nothing is lost between offered and its ends, in each stretch of time and over all.
    #[test]
    fn requests_are_conserved(design in any_design(), weather in any_weather(), seed in 0u64..1000) {
        let outcome = lived(&built(&design), &weather.tape(1), &options(seed));
        for journey in &outcome.journeys {
            let mut at = SimTime::ZERO;
            let mut waiting = 0i64;
            for s in &journey.segments {
                prop_assert_eq!(s.from, at, "a gap in {}", &journey.name);
                prop_assert!(s.until > s.from, "an empty segment in {}", &journey.name);
                at = s.until;
                let ended = s.served + s.failed + s.shed;
                prop_assert_eq!(i128::from(s.offered), i128::from(ended) + i128::from(s.waiting));
                waiting += s.waiting;
                prop_assert!(waiting >= 0, "fewer than none wait in {}", &journey.name);
            }
            prop_assert_eq!(at, outcome.end);
        }
    }

    /// A store acknowledges what its writing journeys were served, to a write, and loses nothing without a reason.
    #[test]
    fn writes_are_conserved(design in any_design(), weather in any_weather(), seed in 0u64..1000) {
        let arch = built(&design);
        let outcome = lived(&arch, &weather.tape(1), &options(seed));
        for store in &outcome.stores {
            let writers = arch.journeys.iter().zip(&outcome.journeys).filter(|(j, _)| {
                j.writes && j.path.contains(&store.component)
            });
            let served: u64 = writers.flat_map(|(_, t)| &t.segments).map(|s| s.served).sum();
            let off = (store.acknowledged * 1_000_000).abs_diff(served);
            prop_assert!(off <= 2_000_000, "{} acknowledged, {served} millionths served", store.acknowledged);
            if store.lost + store.diverged + store.unknown == 0 {
                prop_assert_eq!(store.rpo.0, 0, "data is missing that nobody counts");
            }
        }
    }
}
