//! Availability by structure: what parts that fail independently make together.
//!
//! Everything is worked out in unavailability, where precision matters: 1 - 1e-12 keeps four digits, 1e-12 all of them.
//! The functions that take availabilities are thin covers.

use kernel::{SimDuration, math};

/// All parts are needed: 1 - (1 - u1)(1 - u2)...
#[must_use]
pub fn series(availabilities: &[f64]) -> f64 {
    availabilities.iter().fold(1.0, |all, a| all * a)
}

/// One part is enough.
#[must_use]
pub fn parallel(availabilities: &[f64]) -> f64 {
    1.0 - availabilities.iter().fold(1.0, |all, a| all * (1.0 - a))
}

/// At least `k` of `n` equal parts are needed.
#[must_use]
pub fn k_of_n(k: u32, n: u32, availability: f64) -> f64 {
    1.0 - k_of_n_down(k, n, 1.0 - availability)
}

/// Chance that more than `n - k` of `n` equal parts are down at once. With more wanted than there are: certain.
#[must_use]
pub fn k_of_n_down(k: u32, n: u32, unavailability: f64) -> f64 {
    if k > n {
        return 1.0;
    }
    // spare[d]: chance that exactly d of the parts looked at are down, while d is still tolerated.
    let mut spare = vec![0.0; (n - k) as usize + 1];
    spare[0] = 1.0;
    let mut broken = 0.0;
    for _ in 0..n {
        broken += spare[spare.len() - 1] * unavailability;
        for d in (0..spare.len()).rev() {
            let fewer = if d > 0 { spare[d - 1] } else { 0.0 };
            spare[d] = spare[d] * (1.0 - unavailability) + fewer * unavailability;
        }
    }
    broken
}

/// The same, where all parts stand on something shared that must be up too.
#[must_use]
pub fn k_of_n_shared(k: u32, n: u32, availability: f64, shared: f64) -> f64 {
    shared * k_of_n(k, n, availability)
}

/// Share of time in which at least one of several independent faults is present. Adding them up would count overlaps
/// more than once.
#[must_use]
pub fn union(unavailabilities: &[f64]) -> f64 {
    // u + v - uv keeps small numbers whole where 1 - (1 - u)(1 - v) does not.
    unavailabilities
        .iter()
        .fold(0.0, |all, u| all + u * (1.0 - all))
}

/// At least `quorum` nodes up, where `zones` says how many stand in each zone, and a node is up only with its zone.
#[must_use]
pub fn zones_quorum(zones: &[u32], quorum: u32, node: f64, zone: f64) -> f64 {
    let mut up = vec![1.0];
    for &nodes in zones {
        let mut here = binomial(nodes, node);
        for p in &mut here {
            *p *= zone;
        }
        here[0] += 1.0 - zone;
        up = sum_of(&up, &here);
    }
    // Few are down as a rule, so the short tail of too few is summed and taken from one.
    let few = up.iter().take(quorum as usize);
    1.0 - few.fold(0.0, |all, p| all + p)
}

/// Chances of 0, 1, ... `n` parts up.
fn binomial(n: u32, availability: f64) -> Vec<f64> {
    let one = [1.0 - availability, availability];
    (0..n).fold(vec![1.0], |all, _| sum_of(&all, &one))
}

/// The law of the sum of two independent counts.
fn sum_of(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; a.len() + b.len() - 1];
    for (i, p) in a.iter().enumerate() {
        for (j, q) in b.iter().enumerate() {
            out[i + j] += p * q;
        }
    }
    out
}

/// Seconds of downtime that an availability allows in a period.
#[must_use]
pub fn downtime_s(availability: f64, period: SimDuration) -> f64 {
    (1.0 - availability) * period.secs_f64()
}

/// The availability that this much downtime in a period leaves; nothing is left where it fills the period.
#[must_use]
pub fn availability_of(downtime_s: f64, period: SimDuration) -> f64 {
    let length = period.secs_f64();
    if length <= 0.0 {
        return 1.0;
    }
    1.0 - (downtime_s / length).clamp(0.0, 1.0)
}

/// How many nines: 3 for 99.9 %. Without any downtime infinitely many.
#[must_use]
pub fn nines(availability: f64) -> f64 {
    -math::ln(1.0 - availability) / std::f64::consts::LN_10
}

/// The availability with that many nines.
#[must_use]
pub fn of_nines(nines: f64) -> f64 {
    1.0 - math::exp(-nines * std::f64::consts::LN_10)
}
