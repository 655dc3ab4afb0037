//! The same waiting on the fluid traffic, seen from outside: shares of requests that are answered too late.
//!
//! A client whose patience is just the time of service notices every wait. With more patience it notices long ones, and
//! the integral of that share over all patiences is the mean wait.

use super::super::traffic::{Lived, calm};
use super::super::{Bench, Class, Metric, Rule};
use kernel::{SimDuration, SimTime};
use tenant::architecture::{Architecture, ComponentKind, JourneyId, Retry};
use tenant::traffic::{
    FailMode, JourneyTraffic, Route, Servers as Group, StationState, TrafficNet,
};

/// Steps of an integral over patience; even.
const STEPS: u32 = 400;
/// A wait this many times the usual one is left out: it has less than one part in a million.
const USUAL: f64 = 14.0;

/// The servers of a case's architecture and what they are asked for, per second.
pub(super) struct Servers {
    pub(super) count: u32,
    pub(super) rate: f64,
    pub(super) arrivals: f64,
    service: SimDuration,
}

impl Servers {
    pub(super) fn of(bench: &Bench<'_>) -> Result<Self, String> {
        let arch = bench.architecture("main")?;
        for c in &arch.components {
            if let ComponentKind::Instances(x) = &c.kind {
                let capacity = x.capacity_micro_per_s.ok_or("servers without a capacity")?;
                return Ok(Self {
                    count: x.per_zone.iter().map(|z| z.1).sum::<u32>(),
                    rate: capacity as f64 / 1e6,
                    arrivals: arch.journeys[0].rate_micro_per_s as f64 / 1e6,
                    service: x.service_time,
                });
            }
        }
        Err("the architecture has no servers".to_owned())
    }
}

/// What clients of an architecture see of waiting.
pub(super) struct Seen {
    pub(super) waits: f64,
    pub(super) wait_s: f64,
    pub(super) waits_long: f64,
}

/// Waiting as clients of an architecture see it, through the engine: it lives once for each patience.
pub(super) fn architecture(
    bench: &Bench<'_>,
    servers: &Servers,
    long_wait: f64,
) -> Result<Seen, String> {
    let mut arch = bench.architecture("main")?.clone();
    let spare = f64::from(servers.count) * servers.rate - servers.arrivals;
    let mut late = |patience: f64| -> Result<f64, String> {
        arch.clients[0].timeout = servers.service + SimDuration::from_secs_f64(patience);
        let lived = Lived::of(bench, &arch, &calm(&arch, bench, 3600.0), Vec::new())?;
        lived.failed_share(0)
    };
    Ok(Seen {
        waits: late(0.0)?,
        waits_long: late(long_wait)?,
        wait_s: integral(USUAL / spare, &mut late)?,
    })
}

/// The mean wait before one server in the traffic network itself, for the architecture has no law of service.
pub(super) fn single(arrivals: f64, service: f64, scv: f64) -> Result<f64, String> {
    let micro = |x: f64| (x * 1e6 + 0.5) as u64;
    let state = StationState {
        capacity_micro_per_s: Some(micro(1.0 / service)),
        servers: Some(Group {
            count: 1,
            variation_ppm: micro(1.0 + scv) as u32,
        }),
        ..StationState::default()
    };
    let mut late = |patience: f64| {
        let clients = JourneyTraffic {
            timeout: SimDuration::from_secs_f64(patience),
            retry: Retry {
                attempts: 1,
                delay: SimDuration::ZERO,
                doubling: false,
                delay_max: None,
                jitter: false,
                budget_ppm: None,
            },
        };
        let mut net = TrafficNet::new(&[clients]);
        let station = net.add_station();
        net.set_station(station, state);
        let journey = JourneyId(0);
        let route = Route {
            share_ppm: 1_000_000,
            group: 0,
            stations: vec![station],
        };
        net.set_routes(journey, &[route], FailMode::Fast);
        net.set_demand(journey, micro(arrivals));
        net.advance(SimTime::from_secs(3600));
        let rates = net.rates(journey);
        Ok((rates.offered - rates.served) as f64 / rates.offered as f64)
    };
    let spare = 1.0 / service - arrivals;
    integral(USUAL * (1.0 + scv) / 2.0 / spare, &mut late)
}

/// Simpson's rule from 0 to `until`.
fn integral(until: f64, f: &mut dyn FnMut(f64) -> Result<f64, String>) -> Result<f64, String> {
    let step = until / f64::from(STEPS);
    let mut sum = 0.0;
    for i in 0..=STEPS {
        let weight = match i {
            0 | STEPS => 1.0,
            _ if i % 2 == 1 => 4.0,
            _ => 2.0,
        };
        sum += weight * f(step * f64::from(i))?;
    }
    Ok(sum * step / 3.0)
}

/// What a fluid that is asked for more than it can serve must lose: refused, once the line of an architecture is full.
/// The fluid's servers do not notice that a client has left, so here the line is short and nobody leaves.
pub(super) fn overload(bench: &Bench<'_>) -> Result<Metric, String> {
    let arch: &Architecture = bench.architecture("main")?;
    let servers = Servers::of(bench)?;
    let capacity = f64::from(servers.count) * servers.rate;
    let lived = Lived::of(bench, arch, &calm(arch, bench, 24.0 * 3600.0), Vec::new())?;
    let last = lived.last(0)?;
    Ok(Metric {
        name: "fluid_P_abandon".to_owned(),
        exact: 1.0 - capacity / servers.arrivals,
        simulated: (last.shed + last.failed) as f64 / last.offered as f64,
        std_error: 0.0,
        rule: Rule::Exact(1e-9),
        class: Class::Engine,
        remark: "what does not fit is refused by a full line".to_owned(),
    })
}
