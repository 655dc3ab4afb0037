//! Journeys: demand over the day, routes through the traffic network, segments of the timeline, and who notices.
//!
//! Demand is constant over steps of 15 minutes with the curve's exact integral. A segment is closed when something
//! outside changed the rates, and at crossings of queues at least ten seconds apart; its counts are exact either way.

use super::choices::{Choices, Groups, complete};
use super::facts::Who;
use super::flow::{End, Intent, Leg, WHOLE, Walk, Way};
use super::run::{Event, Run};
use crate::architecture::{Architecture, ComponentId, Curve, Journey, JourneyId};
use crate::outcome::{JourneyTimeline, Segment};
use crate::traffic::{Counters, FailMode, JourneyTraffic, Route, StationId, TrafficNet};
use kernel::{EventId, Phase, SimDuration, SimTime, math};
use tape::FactId;

/// Demand's step.
const STEP: SimDuration = SimDuration::from_mins(15);
/// Crossings of queues closer than this share a segment.
const CROSSING_MIN: SimDuration = SimDuration::from_secs(10);
/// How long a journey is down until monitors fire. Assumed: five one-minute samples, range 1 to 10 minutes.
pub(crate) const MONITOR_AFTER: SimDuration = SimDuration::from_mins(5);
/// How long until customers have called. Assumed, range 5 to 30 minutes.
pub(crate) const CUSTOMERS_AFTER: SimDuration = SimDuration::from_mins(15);

/// One journey's course so far.
#[derive(Debug)]
pub(crate) struct Course {
    routes: Vec<Route>,
    groups: Groups,
    pub(crate) cause: Option<FactId>,
    segments: Vec<Segment>,
    from: SimTime,
    before: Counters,
    written: u64,
    pub(crate) down_since: Option<SimTime>,
    /// When it was first felt, and when monitors first fired.
    pub(crate) first_down: Option<SimTime>,
    pub(crate) monitored: Option<SimTime>,
    down_fact: Option<FactId>,
    /// That too much is asked of something on the way has been said.
    overloaded: bool,
}

impl Course {
    /// What has been closed of its timeline.
    pub(crate) fn segments(&self) -> &[Segment] {
        &self.segments
    }
}

/// All journeys.
#[derive(Debug)]
pub(crate) struct Journeys {
    pub(crate) net: TrafficNet,
    pub(crate) list: Vec<Course>,
    pub(crate) crossing_event: Option<(EventId, SimTime)>,
    well_since: Option<SimTime>,
    demand_ends: bool,
    last_crossing: SimTime,
    /// Rates were set anew, or queues crossed a mark: journeys have to be looked at.
    moved: bool,
}

impl Journeys {
    pub(crate) fn of(arch: &Architecture) -> Self {
        let clients = |j: &Journey| {
            let c = &arch.clients[j.clients];
            JourneyTraffic {
                timeout: c.timeout,
                retry: c.retry,
            }
        };
        let net = TrafficNet::new(&arch.journeys.iter().map(clients).collect::<Vec<_>>());
        let course = || Course {
            routes: Vec::new(),
            groups: Groups::default(),
            cause: None,
            segments: Vec::new(),
            from: SimTime::ZERO,
            before: Counters::default(),
            written: 0,
            down_since: None,
            first_down: None,
            monitored: None,
            down_fact: None,
            overloaded: false,
        };
        Self {
            net,
            list: arch.journeys.iter().map(|_| course()).collect(),
            crossing_event: None,
            well_since: Some(SimTime::ZERO),
            demand_ends: arch
                .journeys
                .iter()
                .all(|j| arch.clients[j.clients].curve == Curve::Flat),
            last_crossing: SimTime::ZERO,
            moved: true,
        }
    }

    /// Since when all journeys have been over their thresholds.
    pub(crate) fn well_since(&self) -> Option<SimTime> {
        self.well_since
    }

    /// How many events of this module's own always wait.
    pub(crate) fn events_pending(&self) -> usize {
        usize::from(!self.demand_ends) + usize::from(self.crossing_event.is_some())
    }

    /// The fact that names a journey's trouble, if it is in trouble.
    pub(crate) fn trouble(&self) -> Option<(SimTime, Option<FactId>)> {
        let down = self
            .list
            .iter()
            .filter_map(|c| c.down_since.map(|t| (t, c.down_fact)));
        down.min_by_key(|d| d.0)
    }
}

impl Run<'_> {
    /// Demand for the next step.
    pub(crate) fn step_demand(&mut self) {
        let start_hour = self.options.start_hour_utc + f64::from(self.arch.utc_offset_min) / 60.0;
        let hour = start_hour + self.now.secs_f64() / 3600.0;
        // Journeys of the same clients mostly stand together, and sines are dear.
        let mut known: Option<(usize, f64)> = None;
        for (i, journey) in self.arch.journeys.iter().enumerate() {
            let factor = match known {
                Some((clients, factor)) if clients == journey.clients => factor,
                Some(_) | None => {
                    mean_factor(&self.arch.clients[journey.clients].curve, hour, 0.25)
                }
            };
            known = Some((journey.clients, factor));
            let rate = (journey.rate_micro_per_s as f64 * factor + 0.5) as u64;
            self.journeys.net.set_demand(JourneyId(i as u16), rate);
        }
        self.close_if_moved();
        if !self.journeys.demand_ends {
            self.queue
                .schedule(self.now + STEP, Phase::Traffic, Event::Demand);
        }
    }

    /// Lets traffic flow until now and the stores acknowledge what was served.
    pub(crate) fn pass_time(&mut self) {
        let now = self.now;
        self.journeys.net.advance(now);
        for i in 0..self.journeys.list.len() {
            let Some(store) = self.written_by(i) else {
                continue;
            };
            // All journeys that write to one store are told at once, with the first of them; a pause is told too.
            if (0..i).any(|j| self.written_by(j) == Some(store)) {
                continue;
            }
            let writers =
                (i..self.journeys.list.len()).filter(|&j| self.written_by(j) == Some(store));
            let served = |j: usize| self.journeys.net.served(JourneyId(j as u16));
            let since = |j: usize| served(j).saturating_sub(self.journeys.list[j].written);
            let fresh = writers.map(since).sum::<u64>();
            if self.acknowledge(store, fresh) {
                for j in i..self.journeys.list.len() {
                    if self.written_by(j) == Some(store) {
                        let served = self.journeys.net.served(JourneyId(j as u16));
                        let written = &mut self.journeys.list[j].written;
                        *written = served.max(*written);
                    }
                }
            }
        }
    }

    /// The store that a journey writes to, if it writes.
    fn written_by(&self, i: usize) -> Option<ComponentId> {
        self.layout.store[i].filter(|_| self.arch.journeys[i].writes)
    }

    /// Closes every journey's segment at this instant.
    pub(crate) fn close_segments(&mut self) {
        let now = self.now;
        let tells = self.tells();
        for (i, course) in self.journeys.list.iter_mut().enumerate() {
            if course.from >= now {
                continue;
            }
            let c = self.journeys.net.counters(JourneyId(i as u16));
            let b = course.before;
            debug_assert_eq!(c.offered, c.served + c.failed + c.shed + c.waiting);
            course.segments.push(Segment {
                from: course.from,
                until: now,
                offered: c.offered - b.offered,
                attempts: c.attempts - b.attempts,
                served: c.served - b.served,
                failed: c.failed - b.failed,
                shed: c.shed - b.shed,
                waiting: c.waiting as i64 - b.waiting as i64,
                cause: course.cause.filter(|_| tells),
            });
            course.from = now;
            course.before = c;
        }
    }

    /// Closes the segments if rates have been set anew at this instant.
    fn close_if_moved(&mut self) {
        if self.journeys.net.take_touched() {
            self.journeys.moved = true;
            self.close_segments();
        }
    }

    /// Finds every journey's way anew.
    pub(crate) fn review_routes(&mut self) {
        self.set_stations();
        let mut causes = Vec::new();
        for i in 0..self.arch.journeys.len() {
            let journey = &self.arch.journeys[i];
            let intent = match self.layout.store[i].filter(|_| journey.writes) {
                Some(store) => Intent::Write(store),
                None => Intent::Read,
            };
            let walk = Walk {
                run: self,
                intent,
                clients: Some(&self.arch.clients[journey.clients]),
            };
            let legs = walk.path(&self.layout.paths[i], None);
            let mut groups = std::mem::take(&mut self.journeys.list[i].groups);
            let gate = self.layout.store[i]
                .and_then(|s| Some((s, self.stations.gate(s, journey.writes)?)));
            let routes = self.routes_of(&legs, gate, &mut groups);
            self.journeys.list[i].groups = groups;
            let course = &self.journeys.list[i];
            if routes == course.routes {
                continue;
            }
            let cause = match self.tells() {
                true => self.latest_on_way(&legs).or(course.cause),
                false => None,
            };
            causes.push((i, cause));
            self.journeys
                .net
                .set_routes(JourneyId(i as u16), &routes, FailMode::Fast);
            self.journeys.list[i].routes = routes;
        }
        self.close_if_moved();
        for (i, cause) in causes {
            self.journeys.list[i].cause = cause;
        }
    }

    /// Legs as the traffic network takes them: equal ways of one group together, what hangs or is refused through a
    /// station that does just that. Those that reach the journey's store end at its gate.
    fn routes_of(
        &self,
        legs: &[Leg],
        gate: Option<(ComponentId, u16)>,
        groups: &mut Groups,
    ) -> Vec<Route> {
        let mut ways: Vec<((Choices, Way), u32)> = Vec::new();
        for leg in complete(legs) {
            let way = match leg.end {
                End::Fast => Way::to(self.stations.refusal()),
                End::Open | End::Done => leg
                    .way
                    .then(gate.filter(|g| leg.seen.has(g.0)).map(|g| g.1)),
                End::Hang => Way::to(self.stations.silence()),
            };
            let way = (leg.choices, way);
            match ways.iter_mut().find(|w| w.0 == way) {
                Some(w) => w.1 += leg.ppm,
                None => ways.push((way, leg.ppm)),
            }
        }
        ways.sort_unstable();
        let routes = ways
            .into_iter()
            .filter(|w| w.1 > 0)
            .map(|((choices, way), share_ppm)| Route {
                share_ppm,
                group: groups.number(choices),
                stations: way.as_slice().iter().map(|&s| StationId(s)).collect(),
            });
        routes.collect()
    }

    /// The fact about whichever component on the way changed last.
    fn latest_on_way(&self, legs: &[Leg]) -> Option<FactId> {
        let all = (0..self.arch.components.len()).map(|i| ComponentId(i as u16));
        let met = all.filter(|&c| legs.iter().any(|l| l.seen.has(c)));
        let latest = met.max_by_key(|c| self.status[c.0 as usize].touch)?;
        self.status_fact(latest)
    }

    /// Sees how every journey fares now, if anything about that has changed; notes when one goes down or comes back.
    pub(crate) fn review_journeys(&mut self) {
        if !std::mem::take(&mut self.journeys.moved) {
            return;
        }
        let now = self.now;
        let mut well = true;
        for i in 0..self.journeys.list.len() {
            let journey = &self.arch.journeys[i];
            let rates = self.journeys.net.rates(JourneyId(i as u16));
            let least = u128::from(rates.offered) * u128::from(journey.threshold_ppm);
            let down = u128::from(rates.served) * u128::from(WHOLE) < least;
            self.facts.about(Who::Journey(JourneyId(i as u16)));
            well &= !down;
            if down && !self.journeys.list[i].overloaded {
                self.blame_overload(i);
            }
            let course = &self.journeys.list[i];
            let (name, cause) = (&journey.name, course.cause);
            match (down, course.down_since) {
                (true, None) => {
                    self.trouble_begins(self.journeys.well_since);
                    let tells = self.tells();
                    let mut tell = || {
                        let text = format!("{name} is down");
                        self.fact("tenant.journey_down", text, cause)
                    };
                    let fact = tells.then(&mut tell);
                    let course = &mut self.journeys.list[i];
                    course.down_since = Some(now);
                    course.down_fact = fact;
                    course.first_down.get_or_insert(now);
                    for after in [MONITOR_AFTER, CUSTOMERS_AFTER] {
                        let event = Event::Notice { journey: i };
                        self.queue.schedule(now + after, Phase::Control, event);
                    }
                }
                (false, Some(_)) => {
                    if self.tells() {
                        let text = format!("{name} is served again");
                        self.fact("tenant.journey_up", text, cause);
                    }
                    let course = &mut self.journeys.list[i];
                    course.down_since = None;
                    course.down_fact = None;
                    course.overloaded = false;
                }
                (true, Some(_)) | (false, None) => {}
            }
        }
        self.journeys.well_since = match (well, self.journeys.well_since) {
            (true, None) => Some(now),
            (true, since) => since,
            (false, _) => None,
        };
        self.schedule_crossing();
    }

    /// A journey is down: if something on its way is asked for more than it can serve, that is why.
    fn blame_overload(&mut self, i: usize) {
        let routes = self.journeys.list[i].routes.clone();
        let Some((id, asked, can)) = self.overloaded(&routes) else {
            return;
        };
        let name = &self.arch.component(id).name;
        let text = format!("{name} is asked for {asked} requests/s and can serve {can}");
        let cause = self.journeys.list[i].cause.or(self.status_fact(id));
        let fact = self.fact("tenant.overload", text, cause);
        self.close_segments();
        let course = &mut self.journeys.list[i];
        (course.cause, course.overloaded) = (Some(fact), true);
    }

    fn schedule_crossing(&mut self) {
        let next = self.journeys.net.next_crossing();
        let soonest = self.journeys.last_crossing + CROSSING_MIN;
        let wanted = next.map(|at| at.max(soonest).max(SimTime(self.now.0 + 1)));
        if self.journeys.crossing_event.map(|e| e.1) == wanted {
            return;
        }
        if let Some((event, _)) = self.journeys.crossing_event.take() {
            self.queue.cancel(event);
        }
        if let Some(at) = wanted.filter(|&at| at < SimTime::NEVER) {
            let event = self.queue.schedule(at, Phase::Traffic, Event::Traffic);
            self.journeys.crossing_event = Some((event, at));
        }
    }

    /// Queues moved by themselves.
    pub(crate) fn crossed(&mut self) {
        self.journeys.crossing_event = None;
        self.journeys.last_crossing = self.now;
        self.journeys.moved = true;
        self.close_segments();
    }

    /// A journey may have been down long enough for monitors or customers.
    pub(crate) fn noticed(&mut self, journey: usize) {
        let now = self.now;
        let course = &mut self.journeys.list[journey];
        let Some(since) = course.down_since else {
            return;
        };
        let fact = course.down_fact;
        if since + MONITOR_AFTER <= now {
            course.monitored.get_or_insert(now);
            self.people_sense(crate::architecture::Awareness::Pager, fact);
        }
        if since + CUSTOMERS_AFTER <= now {
            self.people_sense(crate::architecture::Awareness::Customers, fact);
        }
    }

    /// The finished timelines.
    pub(crate) fn timelines(&mut self) -> Vec<JourneyTimeline> {
        let list = std::mem::take(&mut self.journeys.list);
        let named = list.into_iter().zip(&self.arch.journeys).enumerate();
        named
            .map(|(i, (course, journey))| JourneyTimeline {
                journey: JourneyId(i as u16),
                name: journey.name.clone(),
                segments: course.segments,
            })
            .collect()
    }
}

/// Mean of a demand curve over `hours` from a local hour on, as a multiple of its mean over the day.
fn mean_factor(curve: &Curve, hour: f64, hours: f64) -> f64 {
    match *curve {
        Curve::Flat => 1.0,
        Curve::Daily { swing, peak_hour } => {
            let turn = std::f64::consts::TAU / 24.0;
            let sine = |h: f64| math::sin((h - peak_hour) * turn);
            let factor = 1.0 + swing * (sine(hour + hours) - sine(hour)) / (turn * hours);
            if factor > 0.0 { factor } else { 0.0 }
        }
    }
}
