//! Rates of the present instant: from demand and retries through the stations to the outlets.
//!
//! Two ways that agree: while nothing queues and every station keeps up, one walk over the paths
//! (calm); otherwise station by station in the order in which they are met (busy).

use super::erlang::Waiting;
use super::net::{FailMode, StationId, TrafficNet, total};
use super::parts::{Clients, Lane, Station};
use super::queue::Flow;

/// Rates under this are nothing, requests per second.
const NOTHING: f64 = 1e-9;

/// exp(-CERTAIN) is under one in a million.
const CERTAIN: f64 = 14.0;

/// What a path does to what enters it while nothing queues, as shares of that.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Walk {
    passed: f64,
    failed: f64,
    hung: f64,
    /// Seconds.
    latency: f64,
}

impl Walk {
    fn along(path: &[StationId], stations: &[Station]) -> Self {
        let mut w = Self {
            passed: 1.0,
            ..Self::default()
        };
        for s in path {
            let s = &stations[usize::from(s.0)];
            let lost = w.passed * (1.0 - s.pass);
            match s.state.fail {
                FailMode::Fast => w.failed += lost,
                FailMode::Hang => w.hung += lost,
            }
            w.passed *= s.pass;
            w.latency += s.state.latency.secs_f64();
        }
        w
    }
}

impl TrafficNet {
    /// Computes all rates and the next crossing.
    pub(super) fn solve(&mut self) {
        let now = self.now;
        for c in &mut self.journeys {
            c.make_attempts(now);
            c.served = 0.0;
            c.failing.fill(0.0);
            c.refused.fill(0.0);
        }
        if self.walks_stale {
            self.walk_paths();
        }
        let mut hanging = std::mem::take(&mut self.hanging);
        hanging.clear();
        if self.queued || !self.calm(&mut hanging) {
            self.busy(&mut hanging);
            self.queued = true;
        }
        let now_s = now as f64 / 1e6;
        if !hanging.is_empty() || !self.limbo.is_empty() {
            self.limbo.set(now_s, &hanging, 0.0, self.tick_s);
        }
        self.hanging = hanging;
        self.leave(now_s);
        for c in &mut self.journeys {
            try_again(c, now);
        }
        self.crossing = self.find_crossing(now_s);
    }

    /// Clients that give up now.
    fn leave(&mut self, now_s: f64) {
        let (journeys, paths) = (&mut self.journeys, &self.paths);
        let mut leave = |lane: Lane, rate: f64| {
            let journey = paths[usize::from(lane.path)].journey;
            journeys[journey].failing[usize::from(lane.slot)] += rate;
        };
        for s in self.limited.iter().map(|&s| &self.stations[usize::from(s)]) {
            s.queue.leaving(now_s, &mut leave);
        }
        self.limbo.leaving(now_s, &mut leave);
    }

    /// Finds out anew what paths do to what enters them.
    fn walk_paths(&mut self) {
        self.walks_stale = false;
        let stations = &self.stations;
        for p in &mut self.paths {
            p.walk = Walk::along(&p.stations, stations);
            p.limits.clear();
            let mut reached = 1.0;
            for s in &p.stations {
                let station = &stations[usize::from(s.0)];
                reached *= station.pass;
                if station.capacity < f64::INFINITY {
                    p.limits.push((s.0, reached));
                }
            }
        }
        self.limited.clear();
        for (i, s) in self.stations.iter().enumerate() {
            if s.capacity < f64::INFINITY || !s.queue.is_empty() {
                self.limited.push(i as u16);
            }
        }
    }

    /// Nothing queues: one walk per path. False (and nothing booked) if a station cannot keep up.
    fn calm(&mut self, hanging: &mut Vec<Flow>) -> bool {
        for &s in &self.limited {
            self.stations[usize::from(s)].load = 0.0;
            self.stations[usize::from(s)].flush = 0.0;
        }
        for &i in &self.taken {
            let p = &self.paths[usize::from(i)];
            let rate = self.journeys[p.journey].groups[p.group].attempts * p.share;
            for &(s, reached) in &p.limits {
                self.stations[usize::from(s)].load += rate * reached;
            }
        }
        for s in self.limited.iter().map(|&s| &self.stations[usize::from(s)]) {
            if s.load > s.capacity * (1.0 + NOTHING) {
                return false;
            }
        }
        for i in 0..self.taken.len() {
            let path = usize::from(self.taken[i]);
            let p = &self.paths[path];
            let mut walk = p.walk;
            let patience = self.journeys[p.journey].timeout_s - walk.latency;
            if patience < 0.0 {
                walk = Walk {
                    passed: 0.0,
                    failed: 0.0,
                    hung: 1.0,
                    ..walk
                };
            } else {
                let mut in_time = 1.0;
                for &(s, _) in &p.limits {
                    in_time *= 1.0 - too_late(&self.stations[usize::from(s)], patience);
                }
                walk.hung += walk.passed * (1.0 - in_time);
                walk.passed *= in_time;
            }
            self.spread(path, walk, hanging);
        }
        self.lose(hanging);
        true
    }

    /// Books a path's outlets for every attempt number of its group.
    fn spread(&mut self, path: usize, walk: Walk, hanging: &mut Vec<Flow>) {
        let now = self.now as f64 / 1e6;
        let p = &self.paths[path];
        let c = &mut self.journeys[p.journey];
        for k in c.slots(p.group) {
            let rate = c.attempts[k] * p.share;
            if rate <= 0.0 {
                continue;
            }
            c.served += rate * walk.passed;
            c.failing[k] += rate * walk.failed;
            hang(
                hanging,
                p.journey,
                k,
                rate * walk.hung,
                now + c.timeout_s,
                1.0,
            );
        }
    }

    /// Attempts that find no route.
    fn lose(&mut self, hanging: &mut Vec<Flow>) {
        let now = self.now as f64 / 1e6;
        for (j, c) in self.journeys.iter_mut().enumerate() {
            if c.lost_share == 0.0 {
                continue;
            }
            for k in c.slots(0) {
                let rate = c.attempts[k] * c.lost_share;
                match c.remainder {
                    FailMode::Fast => c.failing[k] += rate,
                    FailMode::Hang => hang(hanging, j, k, rate, now + c.timeout_s, 1.0),
                }
            }
        }
    }

    /// Something queues: station by station.
    fn busy(&mut self, hanging: &mut Vec<Flow>) {
        self.sort_stations();
        for inbox in &mut self.inbox {
            inbox.clear();
        }
        self.lose(hanging);
        for i in 0..self.taken.len() {
            self.enter(usize::from(self.taken[i]), hanging);
        }
        for i in 0..self.order.len() {
            self.visit(usize::from(self.order[i]), hanging);
        }
    }

    /// Attempts set out on a path.
    fn enter(&mut self, path: usize, hanging: &mut Vec<Flow>) {
        let now = self.now as f64 / 1e6;
        let p = &self.paths[path];
        let (journey, group, share) = (p.journey, p.group, p.share);
        let first = p.stations.first().copied();
        let latency = p.walk.latency;
        let timeout = self.journeys[journey].timeout_s;
        let dead = latency > timeout;
        for k in self.journeys[journey].slots(group) {
            let rate = self.journeys[journey].attempts[k] * share;
            if rate <= 0.0 {
                continue;
            }
            if dead {
                hang(hanging, journey, k, rate, now + timeout, 1.0);
            }
            let lane = Lane {
                path: path as u16,
                slot: k as u16,
            };
            let deadline = now + timeout - latency;
            let f = Flow {
                lane,
                hop: 0,
                rate,
                deadline,
                slope: 1.0,
                dead,
                in_time: 1.0,
            };
            match first {
                Some(s) => self.inbox[usize::from(s.0)].push(f),
                None => self.finish(f, hanging),
            }
        }
    }

    /// One station: its failures, its queue, what it hands on.
    fn visit(&mut self, station: usize, hanging: &mut Vec<Flow>) {
        let now = self.now as f64 / 1e6;
        let mut arrivals = std::mem::take(&mut self.inbox[station]);
        let pass = self.stations[station].pass;
        let fail = self.stations[station].state.fail;
        let mut load = 0.0;
        for f in &mut arrivals {
            if pass < 1.0 && !f.dead {
                self.lose_share(*f, f.rate * (1.0 - pass), fail, hanging);
            }
            f.rate *= pass;
            load += f.rate;
        }
        arrivals.retain(|f| f.rate > NOTHING);
        let s = &mut self.stations[station];
        s.load = load;
        if s.queue.is_empty() && load <= s.capacity * (1.0 + NOTHING) {
            s.flush = 0.0;
            for mut f in arrivals.drain(..) {
                let late = too_late(&self.stations[station], f.deadline - now);
                f.in_time *= 1.0 - late;
                self.forward(f, station, hanging);
            }
            self.inbox[station] = arrivals;
            return;
        }
        let speed = s.speed();
        let let_in = s.let_in(load);
        if let_in < 1.0 {
            for f in &mut arrivals {
                if !f.dead {
                    let lane = f.lane;
                    let c = &mut self.journeys[self.paths[usize::from(lane.path)].journey];
                    let refused = f.rate * (1.0 - let_in);
                    c.failing[usize::from(lane.slot)] += refused;
                    c.refused[usize::from(lane.slot)] += refused;
                }
                f.rate *= let_in;
            }
            arrivals.retain(|f| f.rate > NOTHING);
        }
        s.queue.set(now, &arrivals, speed, self.tick_s);
        arrivals.clear();
        s.queue.departures(now, &mut arrivals);
        for f in arrivals.drain(..) {
            self.forward(f, station, hanging);
        }
        self.inbox[station] = arrivals;
    }

    /// A share of a flow fails at a station.
    fn lose_share(&mut self, f: Flow, rate: f64, mode: FailMode, hanging: &mut Vec<Flow>) {
        let path = &self.paths[usize::from(f.lane.path)];
        match mode {
            FailMode::Fast => {
                let c = &mut self.journeys[path.journey];
                c.failing[usize::from(f.lane.slot)] += rate;
            }
            FailMode::Hang => {
                let deadline = f.deadline + path.walk.latency;
                let slot = usize::from(f.lane.slot);
                hang(hanging, path.journey, slot, rate, deadline, f.slope);
            }
        }
    }

    /// To the next station that is still to be visited, or to the end. One met before on a path, or
    /// against the order, only fails its share: it cannot be a bottleneck twice.
    fn forward(&mut self, mut f: Flow, here: usize, hanging: &mut Vec<Flow>) {
        loop {
            f.hop += 1;
            let stations = &self.paths[usize::from(f.lane.path)].stations;
            let Some(next) = stations.get(usize::from(f.hop)).map(|s| usize::from(s.0)) else {
                self.finish(f, hanging);
                return;
            };
            if self.rank[next] > self.rank[here] {
                self.inbox[next].push(f);
                return;
            }
            let s = &self.stations[next];
            let (pass, fail) = (s.pass, s.state.fail);
            if pass < 1.0 && !f.dead {
                self.lose_share(f, f.rate * (1.0 - pass), fail, hanging);
            }
            f.rate *= pass;
            if f.rate <= NOTHING {
                return;
            }
        }
    }

    /// The answer: in time, or too late because of steady waiting on the way.
    fn finish(&mut self, f: Flow, hanging: &mut Vec<Flow>) {
        if f.dead {
            return;
        }
        let path = &self.paths[usize::from(f.lane.path)];
        self.journeys[path.journey].served += f.rate * f.in_time;
        let late = f.rate * (1.0 - f.in_time);
        let deadline = f.deadline + path.walk.latency;
        hang(
            hanging,
            path.journey,
            usize::from(f.lane.slot),
            late,
            deadline,
            f.slope,
        );
    }

    /// Puts stations so that what is met earlier comes earlier; in a circle the lowest comes first.
    fn sort_stations(&mut self) {
        if !self.order_stale {
            return;
        }
        self.order_stale = false;
        let count = self.stations.len();
        let mut edges: Vec<(u16, u16)> = Vec::new();
        for p in &self.paths {
            edges.extend(p.stations.windows(2).map(|w| (w[0].0, w[1].0)));
        }
        edges.sort_unstable();
        edges.dedup();
        self.order.clear();
        self.rank = vec![0; count];
        let mut placed = vec![false; count];
        while self.order.len() < count {
            let free = |s: &u16| {
                !placed[usize::from(*s)]
                    && edges
                        .iter()
                        .all(|(a, b)| b != s || placed[usize::from(*a)] || a == b)
            };
            let next = (0..count as u16).find(free);
            let next = next.or_else(|| (0..count as u16).find(|s| !placed[usize::from(*s)]));
            if let Some(s) = next {
                placed[usize::from(s)] = true;
                self.rank[usize::from(s)] = self.order.len() as u16;
                self.order.push(s);
            }
        }
    }

    /// The next instant, in microseconds, at which a rate changes by itself.
    fn find_crossing(&self, now_s: f64) -> Option<u64> {
        let mut seconds = self.limbo.next(now_s, None);
        for s in self.limited.iter().map(|&s| &self.stations[usize::from(s)]) {
            seconds = seconds.min(s.queue.next(now_s, s.queue_max));
        }
        let mut next = None;
        if seconds < 1e9 {
            // Rounded up, so that at the crossing what was to happen has happened.
            next = Some(self.now + ((seconds * 1e6 - 1e-3).ceil() as u64).max(1));
        }
        for line in self.journeys.iter().flat_map(|c| &c.lines) {
            if let Some(t) = line.next(self.now) {
                next = Some(next.map_or(t, |n: u64| n.min(t)));
            }
        }
        next
    }
}

/// Adds hanging attempts; equal ones are kept together.
fn hang(list: &mut Vec<Flow>, journey: usize, slot: usize, rate: f64, deadline: f64, slope: f64) {
    if rate <= NOTHING {
        return;
    }
    let lane = Lane {
        path: journey as u16,
        slot: slot as u16,
    };
    let twin = list.iter_mut().find(|f| {
        f.lane == lane && (f.deadline - deadline).abs() < 1e-9 && (f.slope - slope).abs() < 1e-9
    });
    match twin {
        Some(f) => f.rate += rate,
        None => {
            list.push(Flow {
                lane,
                hop: 0,
                rate,
                deadline,
                slope,
                dead: false,
                in_time: 1.0,
            });
        }
    }
}

/// Share of requests that wait longer than `patience` at a station that keeps up.
fn too_late(s: &Station, patience: f64) -> f64 {
    let Some(servers) = s.state.servers.filter(|_| s.capacity < f64::INFINITY) else {
        return 0.0;
    };
    let scv = f64::from(servers.variation_ppm) / 1e6;
    // With enough spare capacity it is less than one in a million, whoever has to wait at all.
    if patience * (s.capacity - s.load) * 2.0 > scv * CERTAIN {
        return 0.0;
    }
    Waiting::steady(servers.count, s.load, s.capacity, scv).over(patience)
}

/// Splits what fails now into what will be tried again and what has failed for good.
fn try_again(c: &mut Clients, now: u64) {
    let tries = c.tries();
    let mut wish = 0.0;
    for group in c.failing.chunks_exact(tries) {
        wish += total(&group[..tries - 1]);
    }
    let allowed = match c.retry.budget_ppm {
        Some(ppm) if wish > 0.0 => (f64::from(ppm) / 1e6 * c.demand() / wish).min(1.0),
        _ => 1.0,
    };
    c.failed = 0.0;
    c.shed = 0.0;
    for k in 0..c.failing.len() {
        let (group, number) = (k / tries, k % tries);
        let last = number + 1 == tries;
        let again = if last { 0.0 } else { allowed };
        c.shed += c.refused[k] * (1.0 - again);
        c.failed += (c.failing[k] - c.refused[k]) * (1.0 - again);
        if !last {
            // What a line does not take because it is close enough fails for good, or a little less does.
            let wish = c.failing[k] * again;
            let line = &mut c.lines[group * (tries - 1) + number];
            c.failed += wish - line.input(now, wish);
        }
    }
    c.failed = c.failed.max(0.0);
}
