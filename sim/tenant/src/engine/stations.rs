//! Stations: the places in the traffic network where capacity is limited, one per group and zone and one per copy; and
//! gates before stores, at which what has waited somewhere finds the store shut that was open when it came.

use super::flow::{Intent, Leg, Sum, WHOLE, Walk};
use super::hosts::Works;
use super::run::Run;
use crate::architecture::{ComponentId, ComponentKind, Curve, ZoneId};
use crate::traffic::{FailMode, Route, Servers, StationId, StationState};
use kernel::SimDuration;

/// Requests that may wait at one server. Linux's `net.core.somaxconn` was 128 up to 2019; more are refused.
const BACKLOG: u64 = 128;
/// Requests that may wait at one copy of a database: MySQL's default `max_connections` is 151.
const CONNECTIONS: u64 = 151;

/// Sum of the squared coefficients of variation of arrivals and service: Poisson arrivals, exponential service.
/// Assumed; measured web traffic lies between 1 and 4.
const VARIATION_PPM: u32 = 2_000_000;

/// The slot of a database at which writes wait for acknowledgements.
pub(crate) const COMMIT: u16 = u16::MAX;

/// One station and what it stands for.
#[derive(Debug, Clone, Copy)]
struct Entry {
    component: ComponentId,
    /// Zone (servers) or copy (databases).
    slot: u16,
    station: u16,
    capacity_micro_per_s: Option<u64>,
}

/// The last thing on a way: a store that takes reads or writes, or does not.
#[derive(Debug, Clone, Copy)]
struct Gate {
    store: ComponentId,
    writes: bool,
    station: u16,
}

/// Which station stands for what.
#[derive(Debug, Default)]
pub(crate) struct Stations {
    list: Vec<Entry>,
    gates: Vec<Gate>,
    /// Takes what hangs, and never answers.
    silence: u16,
    /// Refuses everything at once.
    refusal: u16,
}

impl Stations {
    /// The station that never answers.
    pub(crate) fn silence(&self) -> u16 {
        self.silence
    }

    /// The station that refuses everything at once.
    pub(crate) fn refusal(&self) -> u16 {
        self.refusal
    }

    /// The gate before a store.
    pub(crate) fn gate(&self, store: ComponentId, writes: bool) -> Option<u16> {
        let mut gates = self.gates.iter();
        let gate = gates.find(|g| (g.store, g.writes) == (store, writes));
        gate.map(|g| g.station)
    }

    /// The station of a component at a zone (servers) or copy (databases).
    pub(crate) fn of(&self, id: ComponentId, slot: u16) -> Option<u16> {
        self.list
            .iter()
            .find(|s| (s.component, s.slot) == (id, slot))
            .map(|s| s.station)
    }
}

impl Run<'_> {
    pub(crate) fn found_stations(&mut self) {
        let silence = self.journeys.net.add_station();
        let mute = StationState {
            pass_ppm: 0,
            fail: FailMode::Hang,
            ..StationState::default()
        };
        self.journeys.net.set_station(silence, mute);
        self.stations.silence = silence.0;
        let refusal = self.journeys.net.add_station();
        let shut = StationState {
            pass_ppm: 0,
            fail: FailMode::Fast,
            ..StationState::default()
        };
        self.journeys.net.set_station(refusal, shut);
        self.stations.refusal = refusal.0;
        for (i, c) in self.arch.components.iter().enumerate() {
            let id = ComponentId(i as u16);
            match &c.kind {
                ComponentKind::Instances(x) => {
                    for &(zone, _) in &x.per_zone {
                        self.station_of_group(id, zone);
                    }
                }
                ComponentKind::Database(_) => self.stations_of_database(id),
                ComponentKind::LoadBalancer(_)
                | ComponentKind::DnsName(_)
                | ComponentKind::Cdn(_)
                | ComponentKind::Volume(_)
                | ComponentKind::Bucket(_)
                | ComponentKind::Queue(_)
                | ComponentKind::Cache(_)
                | ComponentKind::Key(_)
                | ComponentKind::External(_) => {}
            }
        }
        self.found_gates();
    }

    fn found_gates(&mut self) {
        for (i, journey) in self.arch.journeys.iter().enumerate() {
            let Some(store) = self.layout.store[i] else {
                continue;
            };
            let writes = journey.writes;
            if self.stations.gate(store, writes).is_none() {
                let station = self.journeys.net.add_station().0;
                self.stations.gates.push(Gate {
                    store,
                    writes,
                    station,
                });
            }
        }
    }

    /// Shuts the gates of stores that answer nobody, opens the others: shares that fail are the routes' business.
    fn set_gates(&mut self) {
        for i in 0..self.stations.gates.len() {
            let gate = self.stations.gates[i];
            let walk = Walk {
                run: self,
                intent: match gate.writes {
                    true => Intent::Write(gate.store),
                    false => Intent::Read,
                },
                clients: None,
            };
            let mut legs = Vec::new();
            walk.enter(gate.store, Leg::whole(None), &mut legs);
            let sum = Sum::of(&legs);
            let shut = StationState {
                pass_ppm: 0,
                fail: if sum.hang > sum.fast {
                    FailMode::Hang
                } else {
                    FailMode::Fast
                },
                ..StationState::default()
            };
            let state = match sum.good {
                0 => shut,
                _ => StationState::default(),
            };
            let station = StationId(gate.station);
            self.journeys.net.set_station(station, state);
        }
    }

    /// A component on these ways that is asked for more than it can serve: name, asked and served per second.
    pub(crate) fn overloaded(&mut self, ways: &[Route]) -> Option<(ComponentId, u64, u64)> {
        for i in 0..self.stations.list.len() {
            let entry = self.stations.list[i];
            let station = StationId(entry.station);
            if !ways.iter().any(|w| w.stations.contains(&station)) {
                continue;
            }
            let load = self.journeys.net.load_micro_per_s(station);
            if let Some(capacity) = entry.capacity_micro_per_s.filter(|&c| load > c) {
                return Some((entry.component, load / 1_000_000, capacity / 1_000_000));
            }
        }
        None
    }

    /// Warns of every component that is asked for more than it can serve at the busiest hour while nothing is broken.
    pub(crate) fn warn_of_narrow(&mut self) {
        let mut asked = vec![(0_u64, Vec::new()); self.stations.list.len()];
        for (i, journey) in self.arch.journeys.iter().enumerate() {
            let store = self.layout.store[i].filter(|_| journey.writes);
            let walk = Walk {
                run: self,
                intent: store.map_or(Intent::Read, Intent::Write),
                clients: None,
            };
            let busiest = match self.arch.clients[journey.clients].curve {
                Curve::Flat => 1.0,
                Curve::Daily { swing, .. } => 1.0 + swing,
            };
            for leg in walk.path(&self.layout.paths[i], None) {
                let share = f64::from(leg.ppm) / f64::from(WHOLE);
                let rate = journey.rate_micro_per_s as f64 * busiest * share;
                for (entry, asked) in self.stations.list.iter().zip(&mut asked) {
                    if leg.way.as_slice().contains(&entry.station) {
                        asked.0 += rate as u64;
                        asked.1.push(i);
                    }
                }
            }
        }
        for i in 0..self.arch.components.len() {
            let (mut wanted, mut can, mut down) = (0, 0, Vec::new());
            for (entry, (asked, by)) in self.stations.list.iter().zip(&asked) {
                let own = entry.component == ComponentId(i as u16);
                let capacity = entry.capacity_micro_per_s.filter(|c| own && c < asked);
                let Some(capacity) = capacity else {
                    continue;
                };
                (wanted, can) = (wanted + asked, can + capacity);
                down.extend(by);
            }
            down.sort_unstable();
            down.dedup();
            let names = down
                .iter()
                .map(|&j: &usize| self.arch.journeys[j].name.as_str());
            let names: Vec<&str> = names.collect();
            if !names.is_empty() {
                self.warnings.push(format!(
                    "{} is asked for {} requests/s on a calm day and can serve {}: {} suffers before any outage",
                    self.arch.components[i].name,
                    per_second(wanted),
                    per_second(can),
                    names.join(" and ")
                ));
            }
        }
    }

    /// Makes sure that a group has a station in a zone.
    pub(crate) fn station_of_group(&mut self, id: ComponentId, zone: ZoneId) {
        self.add_station(id, zone.0);
    }

    /// Makes sure that every copy of a database with a limit has a station.
    pub(crate) fn stations_of_database(&mut self, id: ComponentId) {
        let limited = match &self.arch.component(id).kind {
            ComponentKind::Database(x) => x.capacity_micro_per_s.is_some(),
            ComponentKind::Instances(_)
            | ComponentKind::LoadBalancer(_)
            | ComponentKind::DnsName(_)
            | ComponentKind::Cdn(_)
            | ComponentKind::Volume(_)
            | ComponentKind::Bucket(_)
            | ComponentKind::Queue(_)
            | ComponentKind::Cache(_)
            | ComponentKind::Key(_)
            | ComponentKind::External(_) => false,
        };
        let copies = self
            .memory(id)
            .copies()
            .filter(|_| limited)
            .map_or(0, |c| c.list.len());
        for i in 0..copies {
            self.add_station(id, i as u16);
        }
        if self
            .memory(id)
            .copies()
            .is_some_and(|c| c.commit_latency() > SimDuration::ZERO)
        {
            self.add_station(id, COMMIT);
        }
    }

    fn add_station(&mut self, id: ComponentId, slot: u16) {
        if self.stations.of(id, slot).is_none() {
            let station = self.journeys.net.add_station();
            self.stations.list.push(Entry {
                component: id,
                slot,
                station: station.0,
                capacity_micro_per_s: None,
            });
        }
    }

    /// Sets every station to what its hosts can do now.
    pub(crate) fn set_stations(&mut self) {
        for i in 0..self.stations.list.len() {
            let Entry {
                component: id,
                slot,
                station,
                ..
            } = self.stations.list[i];
            let state = match &self.arch.component(id).kind {
                ComponentKind::Instances(x) => {
                    let zone = ZoneId(slot);
                    let watch = self.layout.info(self.layout.zone(zone)).compute;
                    let c = self.weather.now(watch);
                    let up = |h: &crate::engine::hosts::Host| {
                        h.zone == Some(zone) && h.works == Works::Up
                    };
                    let count = self.hosts.of(id).filter(|(_, h)| up(h)).count() as u64;
                    let capacity = x.capacity_micro_per_s.map(|c| c.saturating_mul(count));
                    station_state(capacity, (count as u32, BACKLOG), x.service_time, c)
                }
                ComponentKind::Database(_) if slot == COMMIT => {
                    let wait = self.memory(id).copies().map(|c| c.commit_latency());
                    StationState {
                        latency: wait.unwrap_or(SimDuration::ZERO),
                        ..StationState::default()
                    }
                }
                ComponentKind::Database(x) => {
                    let c = tape::Condition::CALM;
                    station_state(
                        x.capacity_micro_per_s,
                        (1, CONNECTIONS),
                        SimDuration::ZERO,
                        c,
                    )
                }
                ComponentKind::LoadBalancer(_)
                | ComponentKind::DnsName(_)
                | ComponentKind::Cdn(_)
                | ComponentKind::Volume(_)
                | ComponentKind::Bucket(_)
                | ComponentKind::Queue(_)
                | ComponentKind::Cache(_)
                | ComponentKind::Key(_)
                | ComponentKind::External(_) => continue,
            };
            self.stations.list[i].capacity_micro_per_s = state.capacity_micro_per_s;
            self.journeys.net.set_station(StationId(station), state);
        }
        self.set_gates();
    }
}

/// Requests per second, with one digit after the point when they are few.
fn per_second(micro: u64) -> String {
    let tenths = (micro + 50_000) / 100_000;
    match tenths % 10 {
        0 => format!("{}", tenths / 10),
        _ if tenths >= 100 => format!("{}", (tenths + 5) / 10),
        digit => format!("{}.{digit}", tenths / 10),
    }
}

fn station_state(
    capacity: Option<u64>,
    (count, waiting): (u32, u64),
    service_time: SimDuration,
    c: tape::Condition,
) -> StationState {
    let scaled = |n: u64, ppm: u32| {
        (u128::from(n) * u128::from(ppm) / u128::from(WHOLE)).min(u128::from(u64::MAX)) as u64
    };
    StationState {
        capacity_micro_per_s: capacity.map(|n| scaled(n, c.throughput_ppm)),
        queue_max_micro: capacity.map(|_| waiting * u64::from(count) * 1_000_000),
        latency: SimDuration(scaled(service_time.0, c.latency_ppm)),
        servers: capacity.filter(|_| count > 0).map(|_| Servers {
            count,
            variation_ppm: VARIATION_PPM,
        }),
        ..StationState::default()
    }
}
