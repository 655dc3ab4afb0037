//! One station: requests arrive, wait in line, are served by one of several equal servers, and leave.
//!
//! Models: Poisson arrivals; a law of service; a number of servers; room for a number of requests, beyond which they
//! are refused; clients that wait only so long, and whether the server then drops their request or serves it for
//! nobody. That covers M/M/1, M/M/c, M/G/1, M/G/c/c, M/M/c/K and M/M/c+M.
//! Leaves out: classes of requests, servers that differ, retries of those refused.

use crate::law::Law;
use crate::line::{Line, Ticket, Waiter};
use crate::tally::Tally;
use kernel::{EventQueue, Phase, SimDuration, SimTime, Stream};

/// How long clients wait for service to begin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Patience {
    /// How long.
    pub law: Law,
    /// Whether a request leaves the line with its client. If not, it is served for nobody.
    pub cancels: bool,
}

/// A station.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Station {
    /// Requests per second, independent of each other.
    pub arrivals_per_s: f64,
    /// Time to serve one.
    pub service: Law,
    /// Equal servers.
    pub servers: u32,
    /// Requests that may be inside at once, those in service included; `None`: any number.
    pub room: Option<u32>,
    /// How long clients wait; `None`: for ever.
    pub patience: Option<Patience>,
}

/// How long a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Not counted, for the station begins empty.
    pub warm_up: SimDuration,
    /// What is counted, after that.
    pub watched: SimDuration,
    /// A wait longer than this is counted as long.
    pub long_wait: SimDuration,
}

/// A request in service.
#[derive(Debug, Clone, Copy)]
struct Request {
    arrived: SimTime,
    forsaken: bool,
}

/// All that can happen.
enum Event {
    /// The next request comes.
    Arrive,
    /// A server is done with a request.
    Finish(Request),
    /// A client's patience ends.
    GiveUp(Ticket),
}

/// A station as it stands.
struct Model<'a> {
    station: &'a Station,
    long_wait: SimDuration,
    queue: EventQueue<Event>,
    busy: u32,
    line: Line,
    /// Until when `inside_us` and `queued_us` are summed; not before the end of the warm-up.
    summed: SimTime,
    /// Whether the warm-up is over.
    watching: bool,
    warm: SimTime,
    arrivals: Stream,
    services: Stream,
    patiences: Stream,
    tally: Tally,
}

/// Runs a station and says what was seen. Chance hangs on the seed and on `entity`, which names the run.
#[must_use]
pub fn run(station: &Station, span: &Span, seed: u64, entity: &str) -> Tally {
    let warm = SimTime::ZERO + span.warm_up;
    let end = warm + span.watched;
    let mut model = Model {
        station,
        long_wait: span.long_wait,
        queue: EventQueue::new(),
        busy: 0,
        line: Line::default(),
        summed: warm,
        watching: false,
        warm,
        arrivals: Stream::named(seed, "arrivals", entity),
        services: Stream::named(seed, "services", entity),
        patiences: Stream::named(seed, "patiences", entity),
        tally: Tally::default(),
    };
    model.expect(SimTime::ZERO);
    // What happens at the very end of the warm-up belongs to what is watched.
    while model.queue.peek_time().is_some_and(|at| at < warm) {
        model.step(end);
    }
    model.watching = true;
    model.tally.inside_first = u64::from(model.inside());
    while model.step(end) {}
    model.close(end)
}

impl Model<'_> {
    /// Lets the next event happen, if it does by `end`.
    #[inline]
    fn step(&mut self, end: SimTime) -> bool {
        let Some(popped) = self.queue.pop_until(end) else {
            return false;
        };
        let now = popped.at;
        self.tally.events += 1;
        self.sum(now);
        match popped.event {
            Event::Arrive => self.arrive(now),
            Event::Finish(request) => self.finish(now, request),
            Event::GiveUp(ticket) => self.give_up(now, ticket),
        }
        true
    }

    /// Requests in the station.
    #[inline]
    fn inside(&self) -> u32 {
        self.busy + self.line.len()
    }

    /// Sums over the time since the last event, in which nothing changed.
    #[inline]
    fn sum(&mut self, now: SimTime) {
        let us = u128::from(now.since(self.summed).0);
        if us > 0 {
            self.tally.inside_us += us * u128::from(self.inside());
            self.tally.queued_us += us * u128::from(self.line.len());
            self.summed = now;
        }
    }

    /// Schedules the next arrival.
    #[inline]
    fn expect(&mut self, now: SimTime) {
        let pause = Law::Exponential(1.0 / self.station.arrivals_per_s).draw(&mut self.arrivals);
        self.queue
            .schedule(now + pause, Phase::Traffic, Event::Arrive);
    }

    #[inline]
    fn arrive(&mut self, now: SimTime) {
        self.expect(now);
        let counts = u64::from(self.watching);
        self.tally.arrived += counts;
        if self.station.room.is_some_and(|room| self.inside() >= room) {
            self.tally.refused += counts;
        } else if self.busy < self.station.servers {
            let request = Request {
                arrived: now,
                forsaken: false,
            };
            self.begin(now, request);
        } else {
            self.join(now);
        }
    }

    fn join(&mut self, now: SimTime) {
        let ticket = self.line.next_ticket();
        let timer = self.station.patience.map(|p| {
            let at = now + p.law.draw(&mut self.patiences);
            self.queue
                .schedule(at, Phase::Traffic, Event::GiveUp(ticket))
        });
        self.line.join(Waiter {
            arrived: now,
            timer,
            forsaken: false,
        });
    }

    /// A server takes a request.
    #[inline]
    fn begin(&mut self, now: SimTime, request: Request) {
        self.busy += 1;
        if self.watching && !request.forsaken {
            let wait = now.since(request.arrived);
            self.tally.begun += 1;
            self.tally.wait_us += u128::from(wait.0);
            self.tally.waited += u64::from(wait.0 > 0);
            self.tally.waited_long += u64::from(wait > self.long_wait);
        }
        let done = now + self.station.service.draw(&mut self.services);
        self.queue
            .schedule(done, Phase::Traffic, Event::Finish(request));
    }

    #[inline]
    fn finish(&mut self, now: SimTime, request: Request) {
        self.busy -= 1;
        if self.watching {
            self.tally.served += u64::from(!request.forsaken);
            self.tally.in_vain += u64::from(request.forsaken);
            self.tally.respond(now.since(request.arrived));
            self.stayed(request.arrived, now);
        }
        if let Some(waiter) = self.line.call() {
            if let Some(timer) = waiter.timer {
                self.queue.cancel(timer);
            }
            let request = Request {
                arrived: waiter.arrived,
                forsaken: waiter.forsaken,
            };
            self.begin(now, request);
        }
    }

    fn give_up(&mut self, now: SimTime, ticket: Ticket) {
        let counts = u64::from(self.watching);
        self.tally.abandoned += counts;
        if self.station.patience.is_some_and(|p| p.cancels) {
            self.tally.dropped += counts;
            if let Some(waiter) = self.line.leave(ticket) {
                self.stayed(waiter.arrived, now);
            }
        } else if let Some(waiter) = self.line.holder(ticket) {
            waiter.forsaken = true;
        }
    }

    /// A request was inside from then until now; what lies before the end of the warm-up does not count.
    #[inline]
    fn stayed(&mut self, arrived: SimTime, until: SimTime) {
        self.tally.stays_us += u128::from(until.since(arrived.max(self.warm)).0);
    }

    /// Sums up to the end, and over those still inside.
    fn close(mut self, end: SimTime) -> Tally {
        self.sum(end);
        self.tally.watched_us = end.since(self.warm).0;
        self.tally.inside_last = u64::from(self.inside());
        while let Some(waiter) = self.line.call() {
            self.stayed(waiter.arrived, end);
        }
        while let Some(popped) = self.queue.pop() {
            match popped.event {
                Event::Finish(request) => self.stayed(request.arrived, end),
                Event::Arrive | Event::GiveUp(_) => {}
            }
        }
        self.tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span() -> Span {
        Span {
            warm_up: SimDuration::from_secs(100),
            watched: SimDuration::from_secs(2000),
            long_wait: SimDuration::from_secs(1),
        }
    }

    /// Overloaded, with little room and little patience: everything that can happen does.
    fn crowded(cancels: bool) -> Station {
        Station {
            arrivals_per_s: 12.0,
            service: Law::Exponential(0.4),
            servers: 4,
            room: Some(10),
            patience: Some(Patience {
                law: Law::Exponential(0.5),
                cancels,
            }),
        }
    }

    /// Little's law over a finite time is an equality, not an approximation: the area under the number inside is the
    /// sum of the stays in it.
    #[test]
    fn littles_law_is_exact() {
        for cancels in [true, false] {
            let t = run(&crowded(cancels), &span(), 1, "little");
            assert!(t.refused > 0 && t.abandoned > 0 && t.served > 0);
            assert_eq!(t.inside_us, t.stays_us);
        }
    }

    #[test]
    fn nothing_is_lost() {
        for cancels in [true, false] {
            let t = run(&crowded(cancels), &span(), 2, "conserved");
            assert!(t.is_conserved() && t.inside_first > 0 && t.inside_last > 0);
            assert_eq!((t.in_vain > 0, t.dropped > 0), (!cancels, cancels));
        }
    }

    #[test]
    fn a_run_is_a_function_of_seed_and_name() {
        let digest = |seed, entity| run(&crowded(true), &span(), seed, entity).digest();
        assert_eq!(digest(1, "a"), digest(1, "a"));
        assert_ne!(digest(1, "a"), digest(2, "a"));
        assert_ne!(digest(1, "a"), digest(1, "b"));
    }

    /// One server, fixed service, arrivals so rare that nobody waits.
    #[test]
    fn an_idle_station_only_serves() {
        let station = Station {
            arrivals_per_s: 0.01,
            service: Law::Fixed(0.001),
            servers: 1,
            room: None,
            patience: None,
        };
        let t = run(&station, &span(), 3, "idle");
        assert!(t.served > 5);
        assert_eq!((t.waited, t.refused, t.abandoned), (0, 0, 0));
        assert_eq!(t.response_us, u128::from(t.served) * 1000);
    }
}
