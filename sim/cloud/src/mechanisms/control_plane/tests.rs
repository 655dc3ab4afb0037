//! Admission on its own, worked out by hand.

use super::*;

fn plane(base_load: f64, attempts: f64) -> ControlPlane {
    let set = [
        ("threads", 100.0),
        ("timeout", 600.0),
        ("base_load", base_load),
        ("attempts", attempts),
    ];
    let all = ControlPlane::SPEC
        .parameters
        .iter()
        .map(|p| (p.name, p.low));
    let mut plane = ControlPlane::new(&Numbers(all.chain(set).collect()));
    plane.zones.push(Zone {
        place: PlaceId(0),
        creates_per_second: 0.0,
        creates: Creates::Hang,
        elections: 0.0,
        connected: true,
        cause: None,
        told: ApiHealth::default(),
    });
    plane.pools.push(Pool::calm(vec![0], 100.0));
    plane
}

fn settle(plane: &mut ControlPlane, steps: u64) -> f64 {
    for i in 0..steps {
        plane.admit(0, SimTime::ZERO + SimDuration(STEP.0 * i));
    }
    plane.pools[0].error
}

/// With short calls that want the share `d` of the threads, and calls that would hold `h` times all threads
/// if all were let in, whoever arrives is let in with the chance 1 / (d + h).
#[test]
fn a_full_pool_admits_everybody_alike() {
    for (d, h) in [(0.5, 2.0), (0.8, 0.5), (0.3, 9.0)] {
        let mut plane = plane(d, 1.0);
        plane.zones[0].creates_per_second = h * 100.0 / 600.0;
        // Threads come free in waves one time-out long; the mean over whole waves is what counts.
        settle(&mut plane, 2000);
        let (mut sum, mut count) = (0.0, 0.0);
        for i in 2000..2000 + 30 * 60 {
            plane.admit(0, SimTime::ZERO + SimDuration(STEP.0 * i));
            sum += plane.pools[0].error;
            count += 1.0;
        }
        let error = sum / count;
        assert!(
            (error - (1.0 - 1.0 / (d + h))).abs() < 0.02,
            "{d} {h}: {error}"
        );
    }
}

#[test]
fn a_pool_with_room_admits_everybody() {
    let mut plane = plane(0.5, 3.0);
    plane.zones[0].creates_per_second = 0.4 * 100.0 / 600.0;
    assert_eq!(settle(&mut plane, 2000), 0.0);
    assert!((plane.pools[0].hung - 0.4).abs() < 1e-6, "Little's law");
}

/// After the last hanging call was let in, the pool is free again within one time-out.
#[test]
fn a_pool_drains_within_one_time_out() {
    let mut plane = plane(0.8, 3.0);
    plane.zones[0].creates_per_second = 100.0 / 600.0;
    assert!(settle(&mut plane, 500) > 0.3);
    plane.zones[0].creates = Creates::Refused;
    let last = SimTime::ZERO + SimDuration(STEP.0 * 499);
    plane.admit(0, last + SimDuration::from_secs(590));
    assert!(plane.pools[0].hung > 0.0);
    plane.admit(0, last + SimDuration::from_secs(600));
    assert_eq!(plane.pools[0].hung, 0.0);
}
