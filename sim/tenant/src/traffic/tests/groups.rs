//! A choice made once per request is kept by its retries; spreading over servers is not.

use crate::architecture::{JourneyId, Retry};
use crate::traffic::{
    Counters, FailMode, JourneyTraffic, Route, StationId, StationState, TrafficNet,
};
use kernel::{SimDuration, SimTime};

const J: JourneyId = JourneyId(0);

/// 40 requests a second with this many attempts, over one good station and one that fails or hangs.
fn world(attempts: u32, mode: FailMode) -> (TrafficNet, StationId, StationId) {
    let retry = Retry {
        attempts,
        delay: SimDuration::from_secs(1),
        doubling: false,
        budget_ppm: None,
        delay_max: None,
        jitter: false,
    };
    let timeout = SimDuration::from_secs(2);
    let mut net = TrafficNet::new(&[JourneyTraffic { timeout, retry }]);
    let (good, dead) = (net.add_station(), net.add_station());
    let state = StationState {
        pass_ppm: 0,
        fail: mode,
        ..StationState::default()
    };
    net.set_station(dead, state);
    net.set_demand(J, 40_000_000);
    (net, good, dead)
}

fn route(share_ppm: u32, group: u16, station: StationId) -> Route {
    Route {
        share_ppm,
        group,
        stations: vec![station],
    }
}

fn advance(net: &mut TrafficNet, s: u64) -> Counters {
    net.advance(SimTime::from_secs(s));
    let c = net.counters(J);
    assert_eq!(c.offered, c.served + c.failed + c.shed + c.waiting);
    c
}

/// Share of what ended in the second of two long stretches, parts per million.
fn failed_ppm(net: &mut TrafficNet) -> u64 {
    let a = advance(net, 1000);
    let b = advance(net, 2000);
    let (failed, served) = (b.failed - a.failed, b.served - a.served);
    (failed * 1_000_000 + (failed + served) / 2) / (failed + served)
}

/// 80 % of keys are in the cache, the database behind it is down: the others are missed again.
#[test]
fn a_missed_key_is_missed_again() {
    for mode in [FailMode::Fast, FailMode::Hang] {
        for attempts in 1..=4 {
            let (mut net, good, dead) = world(attempts, mode);
            let routes = [route(800_000, 3, good), route(200_000, 7, dead)];
            net.set_routes(J, &routes, FailMode::Fast);
            assert_eq!(failed_ppm(&mut net), 200_000, "{attempts} attempts");
            let each = net.rates(J).attempts;
            assert_eq!(each, 40_000_000 + 8_000_000 * u64::from(attempts - 1));
        }
    }
}

/// A balancer over two zones, one of them dead: each attempt lands in either.
#[test]
fn a_balancer_spreads_every_attempt() {
    for (attempts, failed) in [(1, 500_000), (2, 250_000), (3, 125_000)] {
        let (mut net, good, dead) = world(attempts, FailMode::Fast);
        let routes = [route(500_000, 0, good), route(500_000, 0, dead)];
        net.set_routes(J, &routes, FailMode::Fast);
        assert_eq!(failed_ppm(&mut net), failed, "{attempts} attempts");
    }
}

/// 30 % of clients keep an old address; the others meet two zones, one dead: 30 % + 70 % / 4.
#[test]
fn old_answers_and_a_balancer() {
    let (mut net, good, dead) = world(2, FailMode::Hang);
    let routes = [
        route(350_000, 1, good),
        route(350_000, 1, dead),
        route(300_000, 2, dead),
    ];
    net.set_routes(J, &routes, FailMode::Fast);
    assert_eq!(failed_ppm(&mut net), 475_000);
}

/// What the shares leave belongs to group 0, and only to it.
#[test]
fn what_is_left_over_is_of_group_0() {
    let (mut net, good, _) = world(2, FailMode::Fast);
    let routes = [route(200_000, 0, good), route(400_000, 5, good)];
    net.set_routes(J, &routes, FailMode::Fast);
    // 60 % are of group 0, of which two thirds fail, twice.
    assert_eq!(failed_ppm(&mut net), 266_667);
}

/// Old answers vanish while retries of theirs are in their pauses: those go to the new address.
#[test]
fn a_vanished_group_goes_over_to_the_others() {
    let (mut net, good, dead) = world(2, FailMode::Fast);
    let routes = [route(600_000, 1, good), route(400_000, 2, dead)];
    net.set_routes(J, &routes, FailMode::Fast);
    let before = advance(&mut net, 100);
    // One second of retries of a group with 16 requests a second is under way.
    assert_eq!(before.waiting, 16_000_000);
    net.set_routes(J, &[route(1_000_000, 1, good)], FailMode::Fast);
    let after = advance(&mut net, 200);
    assert_eq!(after.waiting, 0);
    assert_eq!(after.failed, before.failed);
    // And over to a good and a dead one by share, where it can fail for good.
    let (mut net, good, dead) = world(2, FailMode::Fast);
    net.set_routes(J, &[route(1_000_000, 2, dead)], FailMode::Fast);
    let before = advance(&mut net, 100);
    let routes = [route(250_000, 8, good), route(750_000, 9, dead)];
    net.set_routes(J, &routes, FailMode::Fast);
    let after = advance(&mut net, 101);
    // 40 requests under way: a quarter is served; the others fail with nothing new yet.
    assert_eq!(after.failed - before.failed, 30_000_000);
    assert_eq!(after.served - before.served, 20_000_000);
}
