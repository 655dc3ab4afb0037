//! What happens at one instant happens in some order; results may not hang on which.

use super::design::any_design;
use super::weather::any_weather;
use super::{LIBRARY, built, config, lived, options};
use kernel::Ties;
use proptest::prelude::*;
use tenant::LiveOptions;
use tenant::score::score;

proptest! {
    #![proptest_config(config())]

    /// With ties turned round every journey is down as long, to a minute, and as many requests are served, to a thousandth.
    #[test]
    fn scores_do_not_hang_on_ties(design in any_design(), weather in any_weather(), seed in 0u64..1000) {
        let arch = built(&design);
        let tape = weather.tape(1);
        let usual = lived(&arch, &tape, &options(seed));
        let turned = lived(&arch, &tape, &LiveOptions { ties: Ties::Last, ..options(seed) });
        let a = score(&arch, &usual, LIBRARY.offers(), 0);
        let b = score(&arch, &turned, LIBRARY.offers(), 0);
        for (x, y) in a.journeys.iter().zip(&b.journeys) {
            let minutes = x.downtime.0.abs_diff(y.downtime.0) / 60_000_000;
            prop_assert!(minutes < 1, "{}: {} or {}", x.name, x.downtime.secs_f64(), y.downtime.secs_f64());
            let apart = x.served.abs_diff(y.served);
            prop_assert!(apart <= x.offered / 1000, "{}: {} or {} served", x.name, x.served, y.served);
        }
        for (x, y) in a.stores.iter().zip(&b.stores) {
            prop_assert!(x.lost.abs_diff(y.lost) <= 10 + x.lost / 1000, "{} or {} writes lost", x.lost, y.lost);
        }
    }
}
