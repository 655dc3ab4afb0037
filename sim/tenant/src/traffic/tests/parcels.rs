//! A second engine to agree with: parcels of requests moved by hand in small steps of time.

use crate::architecture::{JourneyId, Retry};
use crate::traffic::{FailMode, JourneyTraffic, Route, StationId, StationState, TrafficNet};
use kernel::{SimDuration, SimTime};
use std::collections::VecDeque;

const STEP_MS: u64 = 5;

#[derive(Debug, Clone, Copy)]
struct Parcel {
    amount: f64,
    issued: u64,
    attempt: usize,
    gone: bool,
}

/// One journey through stations in a row, each with a capacity per second.
struct Parcels {
    timeout: u64,
    attempts: usize,
    delay: u64,
    demand: f64,
    capacities: Vec<f64>,
    queues: Vec<VecDeque<Parcel>>,
    /// (time of the next attempt, amount, number of that attempt)
    pauses: VecDeque<(u64, f64, usize)>,
    now: u64,
    served: f64,
    failed: f64,
}

impl Parcels {
    fn fail(&mut self, p: Parcel) {
        if p.attempt + 1 < self.attempts {
            self.pauses
                .push_back((self.now + self.delay, p.amount, p.attempt + 1));
        } else {
            self.failed += p.amount;
        }
    }

    fn step(&mut self) {
        let seconds = STEP_MS as f64 / 1e3;
        let issued = self.now;
        let first = Parcel {
            amount: self.demand * seconds,
            issued,
            attempt: 0,
            gone: false,
        };
        self.queues[0].push_back(first);
        while let Some(&(at, amount, attempt)) = self.pauses.front() {
            if at > self.now {
                break;
            }
            self.pauses.pop_front();
            self.queues[0].push_back(Parcel {
                amount,
                issued,
                attempt,
                gone: false,
            });
        }
        self.now += STEP_MS;
        for s in 0..self.queues.len() {
            let mut work = self.capacities[s] * seconds;
            while let Some(front) = self.queues[s].front_mut() {
                let part = front.amount.min(work);
                let served = Parcel {
                    amount: part,
                    ..*front
                };
                front.amount -= part;
                work -= part;
                if front.amount > 1e-12 && work <= 0.0 {
                    self.hand_on(s, served);
                    break;
                }
                self.queues[s].pop_front();
                self.hand_on(s, served);
            }
        }
        for s in 0..self.queues.len() {
            for i in 0..self.queues[s].len() {
                let p = self.queues[s][i];
                if !p.gone && self.now >= p.issued + self.timeout {
                    self.queues[s][i].gone = true;
                    self.fail(p);
                }
            }
        }
    }

    fn hand_on(&mut self, s: usize, p: Parcel) {
        match self.queues.get_mut(s + 1) {
            Some(next) if p.amount > 0.0 => next.push_back(p),
            Some(_) => {}
            None if !p.gone => self.served += p.amount,
            None => {}
        }
    }
}

/// Capacities and demand from then on, milliseconds.
type Script = [(u64, f64, [f64; 2])];

fn compare(timeout: u64, attempts: u32, delay: u64, script: &Script, end: u64) {
    let retry = Retry {
        attempts,
        delay: SimDuration(delay * 1000),
        doubling: false,
        budget_ppm: None,
        delay_max: None,
        jitter: false,
    };
    let clients = JourneyTraffic {
        timeout: SimDuration(timeout * 1000),
        retry,
    };
    let mut net = TrafficNet::new(&[clients]);
    let stations: Vec<StationId> = (0..2).map(|_| net.add_station()).collect();
    let route = Route {
        share_ppm: 1_000_000,
        group: 0,
        stations,
    };
    net.set_routes(JourneyId(0), &[route], FailMode::Fast);
    let mut parcels = Parcels {
        timeout,
        attempts: attempts as usize,
        delay,
        demand: 0.0,
        capacities: vec![0.0; 2],
        queues: vec![VecDeque::new(); 2],
        pauses: VecDeque::new(),
        now: 0,
        served: 0.0,
        failed: 0.0,
    };
    let mut script = script.iter().peekable();
    while parcels.now < end {
        while let Some(&&(at, demand, capacities)) = script.peek().filter(|s| s.0 <= parcels.now) {
            net.advance(SimTime(at * 1000));
            parcels.demand = demand;
            parcels.capacities = capacities.to_vec();
            net.set_demand(JourneyId(0), (demand * 1e6) as u64);
            for (i, c) in capacities.iter().enumerate() {
                let capacity_micro_per_s = Some((c * 1e6) as u64);
                let state = StationState {
                    capacity_micro_per_s,
                    ..StationState::default()
                };
                net.set_station(StationId(i as u16), state);
            }
            script.next();
        }
        parcels.step();
        if parcels.now.is_multiple_of(2500) {
            net.advance(SimTime(parcels.now * 1000));
            let c = net.counters(JourneyId(0));
            let offered = c.offered as f64 / 1e6;
            let (served, failed) = (c.served as f64 / 1e6, c.failed as f64 / 1e6);
            let tolerance = 0.01 * offered + 5.0;
            assert!(
                (served - parcels.served).abs() < tolerance
                    && (failed - parcels.failed).abs() < tolerance,
                "at {} ms of {offered}: served {served} or {}, failed {failed} or {}",
                parcels.now,
                parcels.served,
                parcels.failed
            );
        }
    }
}

#[test]
fn overload_of_one_station() {
    let script = [
        (0, 80.0, [100.0, 1e6]),
        (10_000, 130.0, [100.0, 1e6]),
        (40_000, 60.0, [100.0, 1e6]),
    ];
    compare(3000, 1, 0, &script, 90_000);
    compare(3000, 2, 500, &script, 90_000);
    compare(3000, 4, 1500, &script, 90_000);
}

#[test]
fn outage_and_return() {
    let script = [
        (0, 90.0, [150.0, 120.0]),
        (5_000, 90.0, [150.0, 0.0]),
        (12_000, 90.0, [150.0, 120.0]),
        (60_000, 30.0, [150.0, 120.0]),
    ];
    compare(2000, 1, 0, &script, 120_000);
    compare(2000, 3, 700, &script, 120_000);
}

#[test]
fn two_bottlenecks() {
    let script = [
        (0, 50.0, [100.0, 80.0]),
        (10_000, 140.0, [100.0, 80.0]),
        (30_000, 140.0, [60.0, 80.0]),
        (50_000, 20.0, [100.0, 50.0]),
    ];
    compare(6000, 1, 0, &script, 150_000);
    compare(6000, 2, 1000, &script, 150_000);
    compare(20_000, 2, 3000, &script, 150_000);
}
