//! Structure functions: worked values, edges, and what holds for all of them.

use crate::score::structure::{
    availability_of, downtime_s, k_of_n, k_of_n_down, k_of_n_shared, nines, of_nines, parallel,
    series, union, zones_quorum,
};
use kernel::SimDuration;
use proptest::prelude::*;

fn near(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance, "{a} is not {b}");
}

#[test]
fn worked_values() {
    near(series(&[0.9995, 0.999, 0.9999]), 0.998_400_649_95, 1e-15);
    near(parallel(&[0.995, 0.995]), 0.999_975, 1e-15);
    near(k_of_n(2, 3, 0.99), 3.0 * 0.9801 * 0.01 + 0.970_299, 1e-15);
    near(k_of_n_down(1, 3, 1e-5), 1e-15, 1e-28);
    near(k_of_n_shared(2, 3, 0.9, 0.5), 0.486, 1e-15);
    near(union(&[0.01, 0.02, 0.03]), 0.058_906, 1e-15);
    // Two zones cannot beat the bigger one.
    near(zones_quorum(&[3, 2], 3, 1.0, 0.9995), 0.9995, 1e-15);
    near(
        zones_quorum(&[1, 1, 1], 2, 0.9, 1.0),
        k_of_n(2, 3, 0.9),
        1e-15,
    );
    near(
        downtime_s(0.999, SimDuration::from_hours(720)),
        2592.0,
        1e-9,
    );
    near(
        availability_of(2592.0, SimDuration::from_hours(720)),
        0.999,
        1e-15,
    );
    near(nines(0.999), 3.0, 1e-12);
    near(of_nines(3.0), 0.999, 1e-15);
}

#[test]
fn edges() {
    for (k, n, a, whole) in [
        (0, 5, 0.0, 1.0),
        (1, 5, 0.0, 0.0),
        (5, 5, 1.0, 1.0),
        (6, 5, 1.0, 0.0),
        (0, 0, 0.3, 1.0),
        (2, 1000, 1.0, 1.0),
    ] {
        near(k_of_n(k, n, a), whole, 0.0);
    }
    near(series(&[]), 1.0, 0.0);
    near(parallel(&[]), 0.0, 0.0);
    near(union(&[]), 0.0, 0.0);
    near(zones_quorum(&[], 1, 0.9, 0.9), 0.0, 0.0);
    near(availability_of(5.0, SimDuration::ZERO), 1.0, 0.0);
    near(availability_of(5.0, SimDuration::from_secs(2)), 0.0, 0.0);
    assert!(nines(1.0).is_infinite());
}

fn share() -> impl Strategy<Value = f64> {
    prop_oneof![8 => 0.0..=1.0, 1 => Just(0.0), 1 => Just(1.0)]
}

proptest! {
    #[test]
    fn k_of_n_lies_between_series_and_parallel(n in 1u32..12, k in 1u32..12, a in share()) {
        prop_assume!(k <= n);
        let all = vec![a; n as usize];
        let x = k_of_n(k, n, a);
        prop_assert!(x >= series(&all) - 1e-12 && x <= parallel(&all) + 1e-12, "{x}");
        prop_assert!(k_of_n_shared(k, n, a, 0.9) <= 0.9 + 1e-12);
    }

    #[test]
    fn better_parts_never_make_a_worse_whole(n in 1u32..8, k in 0u32..10, a in share(), b in share()) {
        let (low, high) = (a.min(b), a.max(b));
        prop_assert!(k_of_n(k, n, low) <= k_of_n(k, n, high) + 1e-12);
        prop_assert!(k_of_n(k + 1, n, a) <= k_of_n(k, n, a) + 1e-12);
        prop_assert!(k_of_n(k, n, a) <= k_of_n(k, n + 1, a) + 1e-12);
        let zones = [2, n, 1];
        prop_assert!(zones_quorum(&zones, k, low, 0.9) <= zones_quorum(&zones, k, high, 0.9) + 1e-12);
        prop_assert!(zones_quorum(&zones, k, 0.9, low) <= zones_quorum(&zones, k, 0.9, high) + 1e-12);
    }

    #[test]
    fn a_union_is_at_least_its_largest_and_at_most_its_sum(us in prop::collection::vec(share(), 0..8)) {
        let x = union(&us);
        let sum = us.iter().fold(0.0, |all, u| all + u);
        let max = us.iter().fold(0.0f64, |m, u| m.max(*u));
        prop_assert!(x <= sum.min(1.0) + 1e-12 && x >= max - 1e-12, "{x}");
        let ups: Vec<f64> = us.iter().map(|u| 1.0 - u).collect();
        prop_assert!((x - (1.0 - series(&ups))).abs() < 1e-12);
    }

    #[test]
    fn downtime_and_back(a in share(), hours in 1u64..10_000) {
        let period = SimDuration::from_hours(hours);
        prop_assert!((availability_of(downtime_s(a, period), period) - a).abs() < 1e-12);
    }
}
