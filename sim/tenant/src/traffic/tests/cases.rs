//! Closed forms: drains, collapse with hysteresis, retries.

use crate::architecture::{JourneyId, Retry};
use crate::traffic::{
    Counters, FailMode, JourneyTraffic, Route, Servers, StationId, StationState, TrafficNet,
};
use kernel::{SimDuration, SimTime};

const J: JourneyId = JourneyId(0);

/// Whole requests per second, or whole requests, in millionths.
fn per_s(n: f64) -> u64 {
    (n * 1e6 + 0.5) as u64
}

fn at(seconds: f64) -> SimTime {
    SimTime::ZERO + SimDuration::from_secs_f64(seconds)
}

fn retry(attempts: u32, delay_ms: u64) -> Retry {
    let delay = SimDuration(delay_ms * 1000);
    Retry {
        attempts,
        delay,
        doubling: false,
        budget_ppm: None,
        delay_max: None,
        jitter: false,
    }
}

fn capacity(rate: f64) -> StationState {
    StationState {
        capacity_micro_per_s: Some(per_s(rate)),
        ..StationState::default()
    }
}

fn failing(pass_ppm: u32, fail: FailMode) -> StationState {
    StationState {
        pass_ppm,
        fail,
        ..StationState::default()
    }
}

/// One journey over one station.
fn one_station(timeout_s: u64, retry: Retry, demand: f64) -> (TrafficNet, StationId) {
    let journey = JourneyTraffic {
        timeout: SimDuration::from_secs(timeout_s),
        retry,
    };
    let mut net = TrafficNet::new(&[journey]);
    let s = net.add_station();
    net.set_routes(
        J,
        &[Route {
            share_ppm: 1_000_000,
            group: 0,
            stations: vec![s],
        }],
        FailMode::Fast,
    );
    net.set_demand(J, per_s(demand));
    (net, s)
}

fn conserved(c: Counters) {
    assert_eq!(c.offered, c.served + c.failed + c.shed + c.waiting);
}

fn near(a: f64, b: f64, tolerance: f64) {
    assert!(
        (a - b).abs() <= tolerance,
        "{a} is not {b} within {tolerance}"
    );
}

/// Lets time pass from crossing to crossing until the queue is empty; the instant, or none.
fn empty_at(net: &mut TrafficNet, s: StationId, until: f64) -> Option<f64> {
    while let Some(t) = net.next_crossing().filter(|&t| t <= at(until)) {
        net.advance(t);
        if net.queue_micro(s) == 0 {
            return Some(t.secs_f64());
        }
    }
    net.advance(at(until));
    None
}

#[test]
fn calm_traffic_is_served_to_the_last_micro_request() {
    let (mut net, _) = one_station(10, retry(1, 1000), 40.123_457);
    for hour in 1..=96u64 {
        net.advance(SimTime::from_secs(hour * 3600));
    }
    let c = net.counters(J);
    assert_eq!(c.offered, 40_123_457 * 96 * 3600);
    assert_eq!((c.served, c.failed, c.waiting), (c.offered, 0, 0));
    assert_eq!(net.next_crossing(), None);
}

/// C07: 600 s without service, 80/s against 100/s: 48,000 wait, 480 s the first, drained after
/// 2,400 s.
#[test]
fn backlog_drains_at_the_spare_rate() {
    let (mut net, s) = one_station(3600, retry(1, 1000), 80.0);
    net.set_station(s, capacity(0.0));
    net.advance(at(600.0));
    assert_eq!(net.queue_micro(s), per_s(48_000.0));
    assert_eq!(net.counters(J).served, 0);
    net.set_station(s, capacity(100.0));
    near(empty_at(&mut net, s, 10_000.0).unwrap(), 3000.0, 2e-6);
    let c = net.counters(J);
    conserved(c);
    assert_eq!(c.served, c.offered);
    assert_eq!(c.offered, per_s(240_000.0));
}

/// The first request of that backlog waits 600 s and the one at the recovery 480 s: with a patience
/// of 500 s
/// those older than that at their turn are served in vain.
#[test]
fn age_in_the_queue_is_exact() {
    let (mut net, s) = one_station(500, retry(1, 1000), 80.0);
    net.set_station(s, capacity(0.0));
    net.advance(at(600.0));
    // 100 s of arrivals have given up by now.
    near(net.counters(J).failed as f64 / 1e6, 8000.0, 1e-3);
    net.set_station(s, capacity(100.0));
    empty_at(&mut net, s, 10_000.0).unwrap();
    // The head, 600 s old, catches up by 0.25 s per second: after 400 s it is 500 s old. The
    // deadline has then moved
    // on to arrivals of 500 s: 40,000 gave up.
    let c = net.counters(J);
    near(c.failed as f64 / 1e6, 40_000.0, 1e-3);
    near(c.served as f64 / 1e6, 200_000.0, 1e-3);
    conserved(c);
}

/// A 10 s blip at 300/s, one re-send after 1 s, first in first out, no cancelling.
fn collapse(
    load: f64,
    until: f64,
    budget_ppm: Option<u32>,
) -> (TrafficNet, StationId, Option<f64>) {
    let (mut net, s) = one_station(
        1,
        Retry {
            budget_ppm,
            ..retry(2, 0)
        },
        load,
    );
    net.set_station(s, capacity(0.0));
    net.advance(at(10.0));
    net.set_station(s, capacity(300.0));
    let t = empty_at(&mut net, s, until);
    (net, s, t.map(|t| t - 10.0))
}

/// C12. A re-send "at once" is one after a millisecond here, which moves the drain by a few
/// milliseconds.
#[test]
fn metastable_collapse() {
    near(collapse(140.0, 400.0, None).2.unwrap(), 120.75, 0.02);
    near(collapse(100.0, 400.0, None).2.unwrap(), 18.0, 0.02);
    let (mut net, _, t) = collapse(160.0, 3600.0, None);
    assert_eq!(t, None);
    assert_eq!(net.rates(J).attempts, per_s(320.0));
    let (mut net, s, t) = collapse(280.0, 3600.0, None);
    assert_eq!(t, None);
    let r = net.rates(J);
    assert_eq!(
        (r.attempts, r.served, r.failed),
        (per_s(560.0), 0, per_s(280.0))
    );
    assert!(net.queue_micro(s) > per_s(900_000.0));
    assert!(!net.limit_hit());
    conserved(net.counters(J));
}

/// C12, hysteresis: stepped down from 280/s it recovers between 160 and 140, though 280 was fine
/// before the blip.
#[test]
fn collapse_has_hysteresis() {
    let (mut net, s) = one_station(1, retry(2, 0), 100.0);
    net.set_station(s, capacity(300.0));
    for (i, load) in [100.0, 160.0, 220.0, 280.0].into_iter().enumerate() {
        net.set_demand(J, per_s(load));
        net.advance(at(100.0 * (i + 1) as f64));
    }
    let c = net.counters(J);
    assert_eq!((c.failed, c.waiting), (0, 0));
    net.set_station(s, capacity(0.0));
    net.advance(at(410.0));
    net.set_station(s, capacity(300.0));
    net.set_demand(J, per_s(220.0));
    net.advance(at(500.0));
    net.set_demand(J, per_s(160.0));
    net.advance(at(1000.0));
    let stuck = net.queue_micro(s);
    net.advance(at(1100.0));
    assert_eq!(net.queue_micro(s) - stuck, per_s(2000.0));
    assert_eq!(net.rates(J).served, 0);
    net.set_demand(J, per_s(140.0));
    assert!(empty_at(&mut net, s, 20_000.0).is_some());
    net.advance(at(20_000.0));
    let r = net.rates(J);
    assert_eq!((r.served, r.attempts), (per_s(140.0), per_s(140.0)));
}

/// C12 with a retry budget of 10 %: the threshold moves to 300 / 1.1 = 272.7.
#[test]
fn a_retry_budget_moves_the_threshold() {
    assert!(collapse(270.0, 3600.0, Some(100_000)).2.is_some());
    assert_eq!(collapse(280.0, 3600.0, Some(100_000)).2, None);
    assert!(collapse(280.0, 3600.0, Some(50_000)).2.is_some());
}

/// C13: one of three zones lost at 70 % utilisation of 30 servers each, one request per second
/// each.
#[test]
fn a_lost_zone_overloads_the_others() {
    let (mut net, s) = one_station(600, retry(1, 1000), 63.0);
    net.set_station(s, capacity(90.0));
    net.advance(at(100.0));
    assert_eq!(net.queue_micro(s), 0);
    net.set_station(s, capacity(60.0));
    net.advance(at(200.0));
    assert_eq!(net.queue_micro(s), per_s(300.0));
    net.advance(at(300.0));
    assert_eq!(net.queue_micro(s), per_s(600.0));
}

/// C08: attempts per request at a failure probability.
#[test]
fn retries_amplify() {
    for (tries, pass, expected) in [
        (3, 900_000, 1.11),
        (3, 500_000, 1.75),
        (4, 500_000, 1.875),
        (3, 0, 3.0),
        (4, 0, 4.0),
    ] {
        for mode in [FailMode::Fast, FailMode::Hang] {
            let (mut net, s) = one_station(2, retry(tries, 500), 1000.0);
            net.set_station(s, failing(pass, mode));
            net.advance(at(100.0));
            let r = net.rates(J);
            near(r.attempts as f64 / 1e9, expected, 1e-9);
            let p = 1.0 - f64::from(pass) / 1e6;
            let mut lost = 1.0;
            for _ in 0..tries {
                lost *= p;
            }
            near(r.failed as f64 / 1e9, lost, 1e-9);
            near(r.served as f64 / 1e9, 1.0 - lost, 1e-9);
            conserved(net.counters(J));
        }
    }
}

/// C10: a budget of 10 % caps the amplification.
#[test]
fn a_budget_caps_retries() {
    for (pass, expected) in [(950_000, 1.0525), (0, 1.1)] {
        let retry = Retry {
            budget_ppm: Some(100_000),
            ..retry(3, 500)
        };
        let (mut net, s) = one_station(2, retry, 1000.0);
        net.set_station(s, failing(pass, FailMode::Fast));
        net.advance(at(100.0));
        near(net.rates(J).attempts as f64 / 1e9, expected, 1e-6);
    }
}

/// A hang holds the client until its time-out, a fast failure does not.
#[test]
fn hanging_takes_the_whole_timeout() {
    let (mut net, s) = one_station(10, retry(2, 2000), 1.0);
    net.set_station(s, failing(0, FailMode::Hang));
    net.advance(at(21.999));
    assert_eq!(net.counters(J).failed, 0);
    // First attempt 10 s, pause 2 s, second attempt 10 s: 78 requests of the first 100 s have
    // failed for good.
    net.advance(at(100.0));
    near(net.counters(J).failed as f64 / 1e6, 78.0, 1e-5);
    near(net.counters(J).attempts as f64 / 1e6, 188.0, 1e-5);
    net.set_station(s, StationState::default());
    net.advance(at(150.0));
    let c = net.counters(J);
    // Failed for good: those whose second attempt began before 100 s. The rest is served at its
    // second attempt.
    near(c.failed as f64 / 1e6, 88.0, 1e-5);
    assert_eq!(c.waiting, 0);
    conserved(c);
}

#[test]
fn doubling_pauses() {
    let (mut net, s) = one_station(
        10,
        Retry {
            doubling: true,
            ..retry(4, 1000)
        },
        1.0,
    );
    net.set_station(s, failing(0, FailMode::Fast));
    // Pauses of 1, 2 and 4 s: the first final failure comes after 7 s.
    net.advance(at(7.0));
    assert_eq!(net.counters(J).failed, 0);
    net.advance(at(8.0));
    near(net.counters(J).failed as f64 / 1e6, 1.0, 1e-5);
}

/// C11: pauses of 1, 2, 3 and 3 s, each drawn evenly up to its length: 4.5 s in all on average, so of 10/s that fail
/// 45 are in a pause. Those of one instant come back over a stretch and not all at once.
#[test]
fn jitter_spreads_the_pauses() {
    let jittered = Retry {
        doubling: true,
        jitter: true,
        delay_max: Some(SimDuration::from_secs(3)),
        ..retry(5, 1000)
    };
    let (mut net, s) = one_station(2, jittered, 10.0);
    net.set_station(s, failing(0, FailMode::Fast));
    net.advance(at(60.0));
    let c = net.counters(J);
    near(c.waiting as f64 / 1e6, 45.0, 1e-3);
    near(net.rates(J).attempts as f64 / 1e6, 50.0, 1e-3);
    conserved(c);
    // Some come back at once, and the last of the first round after a second.
    let (mut net, s) = one_station(2, jittered, 10.0);
    net.set_station(s, failing(0, FailMode::Fast));
    net.advance(at(0.5));
    let early = net.counters(J).attempts as f64 / 1e6 - 5.0;
    assert!(early > 0.5, "{early} retries in half a second");
    net.set_station(s, StationState::default());
    net.advance(at(9.0));
    let c = net.counters(J);
    assert_eq!((c.waiting, c.served), (0, c.offered));
}

/// A full queue refuses what is too much, at once.
#[test]
fn a_full_queue_sheds() {
    let (mut net, s) = one_station(60, retry(1, 1000), 150.0);
    let state = StationState {
        queue_max_micro: Some(per_s(500.0)),
        ..capacity(100.0)
    };
    net.set_station(s, state);
    assert_eq!(
        net.next_crossing()
            .map(SimTime::secs_f64)
            .map(|t| (t * 1e5) as u64),
        Some(1_000_000)
    );
    net.advance(at(10.0));
    assert_eq!(net.counters(J).shed, 0);
    net.advance(at(110.0));
    let c = net.counters(J);
    near(c.shed as f64 / 1e6, 5000.0, 1e-3);
    near(c.served as f64 / 1e6, 11_000.0, 1e-3);
    assert_eq!(net.queue_micro(s), per_s(500.0));
    conserved(c);
}

/// Servers die, and with them the room to wait: nothing is let in until what waits fits again.
#[test]
fn a_lowered_limit_shrinks_the_queue() {
    let (mut net, s) = one_station(60, retry(1, 1000), 150.0);
    let servers = |n: f64| StationState {
        queue_max_micro: Some(per_s(125.0 * n)),
        ..capacity(25.0 * n)
    };
    net.set_station(s, servers(4.0));
    net.advance(at(10.0));
    assert_eq!(net.queue_micro(s), per_s(500.0));
    net.set_station(s, servers(1.0));
    net.advance(at(20.0));
    assert_eq!(net.queue_micro(s), per_s(250.0));
    assert_eq!(net.rates(J).shed, per_s(150.0));
    net.advance(at(30.0));
    assert_eq!(net.queue_micro(s), per_s(125.0));
    assert_eq!(net.rates(J).shed, per_s(125.0));
    assert_eq!(net.rates(J).served, per_s(25.0));
}

/// What finds no route fails; the rest goes on.
#[test]
fn what_has_no_route_fails() {
    let (mut net, s) = one_station(10, retry(1, 1000), 8.0);
    net.set_routes(
        J,
        &[Route {
            share_ppm: 750_000,
            group: 0,
            stations: vec![s],
        }],
        FailMode::Fast,
    );
    net.advance(at(10.0));
    let c = net.counters(J);
    assert_eq!(
        (c.served, c.failed, c.waiting),
        (per_s(60.0), per_s(20.0), 0)
    );
}

/// An answer slower than the client's patience is no answer.
#[test]
fn slow_answers_are_failures() {
    let (mut net, s) = one_station(10, retry(1, 1000), 8.0);
    let slow = |s| StationState {
        latency: SimDuration::from_secs(s),
        ..StationState::default()
    };
    net.set_station(s, slow(9));
    net.advance(at(10.0));
    assert_eq!(net.counters(J).failed, 0);
    net.set_station(s, slow(11));
    net.advance(at(30.0));
    near(net.counters(J).failed as f64 / 1e6, 80.0, 1e-5);
}

/// Erlang C with the share that waits longer than the client does: M/M/1, exp(-(mu - lambda) t)
/// rho.
#[test]
fn steady_waiting_costs_the_impatient() {
    let (mut net, s) = one_station(1, retry(1, 1000), 8.0);
    let servers = Some(Servers {
        count: 1,
        variation_ppm: 2_000_000,
    });
    net.set_station(
        s,
        StationState {
            servers,
            ..capacity(10.0)
        },
    );
    let r = net.rates(J);
    near(
        r.served as f64 / 8e6,
        1.0 - 0.8 * kernel::math::exp(-2.0),
        1e-6,
    );
}

/// Two queues in a row: the second sees what the first lets through, and ages count from the start.
#[test]
fn queues_in_a_row() {
    let journey = JourneyTraffic {
        timeout: SimDuration::from_secs(20),
        retry: retry(1, 1000),
    };
    let mut net = TrafficNet::new(&[journey]);
    let (a, b) = (net.add_station(), net.add_station());
    net.set_station(a, capacity(90.0));
    net.set_station(b, capacity(60.0));
    net.set_routes(
        J,
        &[Route {
            share_ppm: 1_000_000,
            group: 0,
            stations: vec![a, b],
        }],
        FailMode::Fast,
    );
    net.set_demand(J, per_s(120.0));
    net.advance(at(10.0));
    assert_eq!(net.queue_micro(a), per_s(300.0));
    assert_eq!(net.queue_micro(b), per_s(300.0));
    near(net.counters(J).served as f64 / 1e6, 600.0, 1e-3);
    // At time t the request leaving began at t / 2: from 40 s on they are older than 20 s.
    net.advance(at(40.0));
    near(net.counters(J).served as f64 / 1e6, 2400.0, 1e-2);
    net.advance(at(60.0));
    near(net.counters(J).served as f64 / 1e6, 2400.0, 1e-2);
    // Clients leave 20 s after their start: those who began between 20 s and 40 s.
    near(net.counters(J).failed as f64 / 1e6, 2400.0, 1e-2);
    conserved(net.counters(J));
}

/// Retries without a pause, on and over the edge of three stations in a row: the loop turns every
/// millisecond and
/// does not settle, so it is held at its mean and says so. Nothing is lost by that.
#[test]
fn a_loop_that_does_not_settle_is_held() {
    let retry = Retry {
        doubling: true,
        ..retry(4, 0)
    };
    let journey = JourneyTraffic {
        timeout: SimDuration(800_000),
        retry,
    };
    let mut net = TrafficNet::new(&[journey]);
    let stations: Vec<StationId> = (0..3).map(|_| net.add_station()).collect();
    let servers = |count| {
        Some(Servers {
            count,
            variation_ppm: 2_000_000,
        })
    };
    net.set_station(stations[0], capacity(85.0));
    let second = StationState {
        pass_ppm: 800_000,
        servers: servers(2),
        ..capacity(102.0)
    };
    net.set_station(stations[1], second);
    let queue_max_micro = Some(per_s(596.0));
    let third = StationState {
        queue_max_micro,
        servers: servers(3),
        ..capacity(85.0)
    };
    net.set_station(stations[2], third);
    net.set_routes(
        J,
        &[Route {
            share_ppm: 1_000_000,
            group: 0,
            stations,
        }],
        FailMode::Fast,
    );
    net.set_demand(J, per_s(75.0));
    net.advance(at(1.0));
    assert!(!net.limit_hit());
    net.advance(at(60.0));
    assert!(net.limit_hit());
    let c = net.counters(J);
    conserved(c);
    assert!(c.served > 0 && c.attempts > c.offered);
    // An outside change lets it turn again: with room enough everything is served.
    for s in 0..3 {
        net.set_station(StationId(s), StationState::default());
    }
    net.advance(at(70.0));
    let r = net.rates(J);
    assert_eq!((r.served, r.attempts), (per_s(75.0), per_s(75.0)));
}
