//! The network of stations: what callers set, how time passes, what was counted.

use super::counters::{Counters, Sums};
use super::line::Grain;
use super::parts::{Clients, Path, Station};
use super::pause::Pause;
use super::queue::{Flow, Queue};
use crate::architecture::{JourneyId, Retry};
use kernel::{SimDuration, SimTime};

/// Steps that a loop of retries may take between two outside changes until it is held at its mean.
const TICKS_MAX: u32 = 20_000;

/// Index of a station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StationId(pub u16);

/// How a request fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailMode {
    /// An error comes back at once.
    Fast,
    /// Nothing comes back; the client waits until its time-out.
    Hang,
}

/// Equal servers behind a station, for the waiting below saturation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Servers {
    /// How many.
    pub count: u32,
    /// Sum of the squared coefficients of variation of arrivals and service, parts per million
    /// (2,000,000: Poisson arrivals, exponential service).
    pub variation_ppm: u32,
}

/// How a station works from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StationState {
    /// Requests it serves, millionths per second; `None`: never the bottleneck.
    pub capacity_micro_per_s: Option<u64>,
    /// Requests that may wait, millionths; more are refused (counted as shed). `None`: any number.
    pub queue_max_micro: Option<u64>,
    /// Share of requests that get through, parts per million.
    pub pass_ppm: u32,
    /// What happens to the others.
    pub fail: FailMode,
    /// Time it adds to an answer, besides waiting for capacity.
    pub latency: SimDuration,
    /// For Erlang waiting; needs a capacity.
    pub servers: Option<Servers>,
}

impl Default for StationState {
    /// Passes everything at once.
    fn default() -> Self {
        Self {
            capacity_micro_per_s: None,
            queue_max_micro: None,
            pass_ppm: 1_000_000,
            fail: FailMode::Fast,
            latency: SimDuration::ZERO,
            servers: None,
        }
    }
}

/// A way through the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Share of the journey's first attempts that take it, parts per million.
    pub share_ppm: u32,
    /// Which choice it stands for. The choice between groups is made once per request and kept by
    /// its retries (a key that a cache does not hold is missed again); within a group each attempt
    /// chooses anew (a balancer picks another server).
    pub group: u16,
    /// The stations met, in order.
    pub stations: Vec<StationId>,
}

/// What the clients of a journey do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JourneyTraffic {
    /// How long a client waits for an answer.
    pub timeout: SimDuration,
    /// What it does without one.
    pub retry: Retry,
}

/// Requests per second right now, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rates {
    /// First attempts by users.
    pub offered: u64,
    /// All attempts.
    pub attempts: u64,
    /// Answers in time.
    pub served: u64,
    /// Failures for good.
    pub failed: u64,
    /// Refusals for good.
    pub shed: u64,
    /// Attempts that end without an answer, final or not.
    pub failed_attempts: u64,
}

/// All traffic of one architecture.
#[derive(Debug, Clone)]
pub struct TrafficNet {
    /// Up to where counts and queues have been carried.
    pub(super) now: u64,
    /// Up to where time has passed. What lies between is carried when rates change or somebody counts, so that an
    /// instant that changes nothing leaves no trace, not even in the rounding.
    seen: u64,
    pub(super) journeys: Vec<Clients>,
    pub(super) stations: Vec<Station>,
    /// The first paths, one per journey, stand for attempts without a route.
    pub(super) paths: Vec<Path>,
    /// Paths with a share, in order.
    pub(super) taken: Vec<u16>,
    /// What paths do has to be found out anew.
    pub(super) walks_stale: bool,
    /// Stations with a limit or a queue, in order.
    pub(super) limited: Vec<u16>,
    /// Whether something queues or cannot keep up.
    pub(super) queued: bool,
    /// Requests that hang until their clients leave.
    pub(super) limbo: Queue,
    /// What flows there now; kept to spare an allocation.
    pub(super) hanging: Vec<Flow>,
    /// Stations so that what is met earlier comes earlier.
    pub(super) order: Vec<u16>,
    /// Place of each station in that order.
    pub(super) rank: Vec<u16>,
    pub(super) order_stale: bool,
    pub(super) inbox: Vec<Vec<Flow>>,
    /// Shortest step that queues tell apart, seconds.
    pub(super) tick_s: f64,
    pub(super) crossing: Option<u64>,
    stale: bool,
    touched: bool,
    ticks: u32,
    steps: u64,
    limit_hit: bool,
}

impl TrafficNet {
    /// A network without stations, at time zero, without demand.
    #[must_use]
    pub fn new(journeys: &[JourneyTraffic]) -> Self {
        let clients: Vec<Clients> = journeys.iter().map(new_clients).collect();
        let paths = (0..journeys.len())
            .map(|journey| Path::new(journey, 0, &[]))
            .collect();
        Self {
            now: 0,
            seen: 0,
            journeys: clients,
            stations: Vec::new(),
            paths,
            taken: Vec::new(),
            walks_stale: true,
            limited: Vec::new(),
            queued: false,
            limbo: Queue::default(),
            hanging: Vec::new(),
            order: Vec::new(),
            rank: Vec::new(),
            order_stale: false,
            inbox: Vec::new(),
            tick_s: 0.1,
            crossing: None,
            stale: true,
            touched: false,
            ticks: 0,
            steps: 0,
            limit_hit: false,
        }
    }

    /// Another station; it passes everything until set.
    pub fn add_station(&mut self) -> StationId {
        let state = StationState::default();
        let (capacity, pass) = (f64::INFINITY, 1.0);
        self.stations.push(Station {
            state,
            capacity,
            queue_max: None,
            pass,
            queue: Queue::default(),
            flush: 0.0,
            load: 0.0,
        });
        self.inbox.push(Vec::new());
        self.order_stale = true;
        StationId((self.stations.len() - 1) as u16)
    }

    /// From now on the station works like this.
    pub fn set_station(&mut self, id: StationId, state: StationState) {
        if self.stations[usize::from(id.0)].state == state {
            return;
        }
        let met = self.paths.iter().any(|p| p.stations.contains(&id));
        if met {
            self.catch_up();
        }
        let station = &mut self.stations[usize::from(id.0)];
        station.state = state;
        station.capacity = state
            .capacity_micro_per_s
            .map_or(f64::INFINITY, |c| c as f64 / 1e6);
        station.queue_max = state.queue_max_micro.map(|m| m as f64 / 1e6);
        station.pass = f64::from(state.pass_ppm.min(1_000_000)) / 1e6;
        // What nobody has met yet is looked at when the first path leads there.
        if met {
            self.walks_stale = true;
            self.touch();
        }
    }

    /// From now on the journey's attempts take these routes; what their shares leave meets no
    /// station and fails, as part of group 0. What already waits somewhere stays on its old way;
    /// retries of a group that is no longer among the routes go over to the others by their shares.
    pub fn set_routes(&mut self, journey: JourneyId, routes: &[Route], remainder: FailMode) {
        self.catch_up();
        let journey = usize::from(journey.0);
        for p in self.paths.iter_mut().filter(|p| p.journey == journey) {
            p.share = 0.0;
        }
        let left = self.share_out(journey, routes);
        for route in routes {
            let group = self.journeys[journey].group(route.group);
            let whole = self.journeys[journey].groups[group].share_ppm;
            if whole > 0 {
                let path = self.path(journey, group, &route.stations);
                self.paths[path].share += f64::from(route.share_ppm) / f64::from(whole);
            }
        }
        let shared = self.paths.iter().enumerate().filter(|(_, p)| p.share > 0.0);
        self.taken = shared.map(|(i, _)| i as u16).collect();
        let clients = &mut self.journeys[journey];
        clients.remainder = remainder;
        let whole = clients.groups[0].share_ppm.max(1);
        clients.lost_share = f64::from(left) / f64::from(whole);
        self.touch();
    }

    /// Gives every group its share, and the demand that goes with it; what is left over.
    fn share_out(&mut self, journey: usize, routes: &[Route]) -> u32 {
        let clients = &mut self.journeys[journey];
        for g in &mut clients.groups {
            g.share_ppm = 0;
        }
        let mut left = 1_000_000u32;
        for route in routes {
            debug_assert!(route.share_ppm <= left, "shares of a journey exceed one");
            left = left.saturating_sub(route.share_ppm);
            let group = clients.group(route.group);
            clients.groups[group].share_ppm += route.share_ppm;
        }
        clients.groups[0].share_ppm += left;
        clients.split_demand();
        left
    }

    /// The path of a journey's group with these stations, made if it was not there.
    fn path(&mut self, journey: usize, group: usize, stations: &[StationId]) -> usize {
        let first = self.journeys.len();
        let known = self.paths[first..]
            .iter()
            .position(|p| p.journey == journey && p.group == group && p.stations == stations);
        known.map_or_else(
            || {
                self.paths.push(Path::new(journey, group, stations));
                self.walks_stale = true;
                self.order_stale = true;
                self.paths.len() - 1
            },
            |i| i + first,
        )
    }

    /// From now on users start so many requests, millionths per second.
    pub fn set_demand(&mut self, journey: JourneyId, rate_micro_per_s: u64) {
        if self.journeys[usize::from(journey.0)].demand_micro != rate_micro_per_s {
            self.catch_up();
            let clients = &mut self.journeys[usize::from(journey.0)];
            clients.demand_micro = rate_micro_per_s;
            clients.split_demand();
            self.touch();
        }
    }

    /// Something outside changed: the loop may run again.
    fn touch(&mut self) {
        self.stale = true;
        self.touched = true;
        self.ticks = 0;
    }

    /// Whether anything that callers set has changed since this was asked last.
    pub fn take_touched(&mut self) -> bool {
        std::mem::take(&mut self.touched)
    }

    /// When rates change next by themselves, if nothing outside does: a queue is full or empty, a
    /// deadline passes, a retry comes back.
    pub fn next_crossing(&mut self) -> Option<SimTime> {
        self.refresh();
        self.crossing.map(SimTime)
    }

    /// Lets time pass until `to`, through any crossing on the way.
    pub fn advance(&mut self, to: SimTime) {
        debug_assert!(to.0 >= self.seen, "traffic cannot go back");
        while self.now < to.0 {
            self.refresh();
            let Some(next) = self.crossing.filter(|&c| c <= to.0) else {
                break;
            };
            self.integrate(next);
            self.stale = true;
            self.count_tick();
        }
        self.seen = to.0;
    }

    /// Carries counts and queues up to where time has passed.
    fn catch_up(&mut self) {
        if self.now < self.seen {
            self.integrate(self.seen);
        }
    }

    /// Holds the retry loops when they have not settled within the limit.
    fn count_tick(&mut self) {
        let before = Grain::after(self.ticks);
        self.ticks += 1;
        self.steps += 1;
        if Grain::after(self.ticks) != before {
            self.set_grain();
        }
        if self.ticks == TICKS_MAX {
            self.limit_hit = true;
            for line in self.journeys.iter_mut().flat_map(|c| &mut c.lines) {
                line.hold(self.now);
            }
        }
    }

    /// How finely loops are followed from now on.
    fn set_grain(&mut self) {
        let grain = Grain::after(self.ticks);
        let mut tick = u64::MAX;
        for line in self.journeys.iter_mut().flat_map(|c| &mut c.lines) {
            line.set_grain(grain);
            tick = tick.min(line.tick());
        }
        self.tick_s = if tick == u64::MAX {
            0.1
        } else {
            tick as f64 / 1e6
        };
    }

    /// Computes rates anew if anything changed.
    fn refresh(&mut self) {
        if !self.stale {
            return;
        }
        self.stale = false;
        if self.ticks == 0 {
            self.set_grain();
            for line in self.journeys.iter_mut().flat_map(|c| &mut c.lines) {
                line.release();
            }
        }
        self.solve();
    }

    /// Adds up constant rates until `to`.
    fn integrate(&mut self, to: u64) {
        let us = to - self.now;
        let dt = us as f64 / 1e6;
        self.now = to;
        let now = to as f64 / 1e6;
        if self.queued {
            self.queued = false;
            for &s in &self.limited {
                let queue = &mut self.stations[usize::from(s)].queue;
                queue.advance(now, dt);
                self.queued |= !queue.is_empty();
            }
        }
        if !self.limbo.is_empty() {
            self.limbo.advance(now, dt);
            self.limbo.forget_left();
        }
        let idle = self.is_idle();
        for clients in &mut self.journeys {
            clients.sums = clients.sums.after(clients, us, idle);
        }
    }

    /// What happened to a journey's requests so far.
    pub fn counters(&mut self, journey: JourneyId) -> Counters {
        self.catch_up();
        self.journeys[usize::from(journey.0)].sums.counters
    }

    /// Whether nothing is under way.
    fn is_idle(&self) -> bool {
        let mut lines = self.journeys.iter().flat_map(|c| &c.lines);
        !self.queued && self.limbo.is_empty() && lines.all(Pause::is_idle)
    }

    /// Micro-requests served so far, give or take one; looking leaves no trace.
    #[must_use]
    pub fn served(&self, journey: JourneyId) -> u64 {
        let clients = &self.journeys[usize::from(journey.0)];
        match self.seen - self.now {
            0 => clients.sums.counters.served,
            us => {
                clients
                    .sums
                    .after(clients, us, self.is_idle())
                    .counters
                    .served
            }
        }
    }

    /// How a journey fares now.
    pub fn rates(&mut self, journey: JourneyId) -> Rates {
        self.refresh();
        let c = &self.journeys[usize::from(journey.0)];
        Rates {
            offered: c.demand_micro,
            attempts: micro(total(&c.attempts)),
            served: micro(c.served),
            failed: micro(c.failed),
            shed: micro(c.shed),
            failed_attempts: micro(total(&c.failing)),
        }
    }

    /// Requests that wait at a station, millionths (including those whose clients have left).
    pub fn queue_micro(&mut self, station: StationId) -> u64 {
        self.catch_up();
        micro(self.stations[usize::from(station.0)].queue.amount)
    }

    /// Requests that a station with a limit has to serve now, millionths per second.
    pub fn load_micro_per_s(&mut self, station: StationId) -> u64 {
        self.refresh();
        micro(self.stations[usize::from(station.0)].load)
    }

    /// How often rates have changed by themselves.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Whether a loop of retries ever failed to settle within its limit and was held at its mean.
    #[must_use]
    pub fn limit_hit(&self) -> bool {
        self.limit_hit
    }
}

fn new_clients(j: &JourneyTraffic) -> Clients {
    let mut clients = Clients {
        timeout_s: j.timeout.0.max(1) as f64 / 1e6,
        retry: j.retry,
        demand_micro: 0,
        groups: Vec::new(),
        attempts: Vec::new(),
        failing: Vec::new(),
        refused: Vec::new(),
        lines: Vec::new(),
        remainder: FailMode::Fast,
        lost_share: 1.0,
        served: 0.0,
        failed: 0.0,
        shed: 0.0,
        sums: Sums::default(),
    };
    clients.group(0);
    clients.groups[0].share_ppm = 1_000_000;
    clients
}

/// Sum in order; float `sum` is banned because its order is not promised.
pub(super) fn total(rates: &[f64]) -> f64 {
    let mut sum = 0.0;
    for r in rates {
        sum += r;
    }
    sum
}

fn micro(requests: f64) -> u64 {
    (requests * 1e6 + 0.5) as u64
}
