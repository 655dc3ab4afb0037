//! Three stations in a row, many servers each; every request sets a time-out and cancels it when it
//! leaves.
//!
//! Arrivals and service are exponential (M/M/c), mean service one second, load 0.8; the time-out is
//! ten times the mean service, so that nearly all are cancelled, as in the clouds this kernel is
//! for. A time-out that does fire is counted; the request goes on, as abandoned work does.

use super::{Span, Tally};
use std::collections::VecDeque;
use zonefall_kernel::{SimDuration, Stream};

const STATIONS: usize = 3;
const LOAD: f64 = 0.8;
const TIME_OUT_US: u64 = 10_000_000;

/// Size of a run.
#[derive(Debug, Clone, Copy)]
pub struct Config {
    /// Servers at each station.
    pub servers: u32,
    /// What is measured.
    pub span: Span,
}

impl Config {
    /// A run with `servers` per station that handles about `events` events in the measured span.
    pub fn new(servers: u32, events: u64) -> Self {
        let start = 20_000_000;
        let requests_per_second = LOAD * f64::from(servers);
        // One arrival and one completion per station make four events per request.
        let seconds = events as f64 / (requests_per_second * (1 + STATIONS) as f64);
        Self {
            servers,
            span: Span {
                start,
                end: start + (seconds * 1e6) as u64,
            },
        }
    }
}

/// How the model schedules what comes; delays in microseconds, never zero.
pub trait Agenda {
    /// Names a time-out, for cancelling.
    type Handle;
    /// The next request comes.
    fn arrive(&mut self, delay: u64);
    /// `station` finishes `request`.
    fn complete(&mut self, delay: u64, station: u32, request: u32);
    /// `request` has waited too long.
    fn time_out(&mut self, delay: u64, request: u32) -> Self::Handle;
    /// The time-out is not needed any more.
    fn cancel(&mut self, handle: Self::Handle);
}

struct Station {
    idle: u32,
    waiting: VecDeque<u32>,
}

/// The stations and the requests in them.
pub struct Tandem<H> {
    stream: Stream,
    arrival_gap: f64,
    stations: [Station; STATIONS],
    /// The time-out of each request, by request; requests that left are in `gone` for reuse.
    time_outs: Vec<Option<H>>,
    gone: Vec<u32>,
    /// Events handled.
    pub tally: Tally,
}

impl<H> Tandem<H> {
    /// Empty stations.
    pub fn new(config: &Config) -> Self {
        let station = || Station {
            idle: config.servers,
            waiting: VecDeque::new(),
        };
        Self {
            stream: Stream::named(1, "tandem", "all"),
            arrival_gap: 1.0 / (LOAD * f64::from(config.servers)),
            stations: std::array::from_fn(|_| station()),
            time_outs: Vec::new(),
            gone: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// A request comes, and the one after it is scheduled.
    pub fn arrive(&mut self, agenda: &mut impl Agenda<Handle = H>) {
        self.tally.add(0);
        let gap = self.delay(self.arrival_gap);
        agenda.arrive(gap);
        let request = match self.gone.pop() {
            Some(request) => request,
            None => {
                self.time_outs.push(None);
                (self.time_outs.len() - 1) as u32
            }
        };
        self.time_outs[request as usize] = Some(agenda.time_out(TIME_OUT_US, request));
        self.enter(0, request, agenda);
    }

    /// `station` has finished `request`, which moves on or leaves.
    pub fn complete(&mut self, station: u32, request: u32, agenda: &mut impl Agenda<Handle = H>) {
        self.tally
            .add(u64::from(request) << 2 | u64::from(station + 1));
        match self.stations[station as usize].waiting.pop_front() {
            Some(next) => self.serve(station, next, agenda),
            None => self.stations[station as usize].idle += 1,
        }
        if station + 1 < STATIONS as u32 {
            self.enter(station + 1, request, agenda);
        } else {
            if let Some(handle) = self.time_outs[request as usize].take() {
                agenda.cancel(handle);
            }
            self.gone.push(request);
        }
    }

    /// `request` has waited too long.
    pub fn time_out(&mut self, request: u32) {
        self.tally.add(u64::from(request) << 2);
        self.time_outs[request as usize] = None;
    }

    fn enter(&mut self, station: u32, request: u32, agenda: &mut impl Agenda<Handle = H>) {
        let place = &mut self.stations[station as usize];
        if place.idle == 0 {
            place.waiting.push_back(request);
        } else {
            place.idle -= 1;
            self.serve(station, request, agenda);
        }
    }

    fn serve(&mut self, station: u32, request: u32, agenda: &mut impl Agenda<Handle = H>) {
        let delay = self.delay(1.0);
        agenda.complete(delay, station, request);
    }

    fn delay(&mut self, mean_seconds: f64) -> u64 {
        SimDuration::from_secs_f64(self.stream.exponential(mean_seconds))
            .0
            .max(1)
    }
}
