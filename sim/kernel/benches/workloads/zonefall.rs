//! The workloads on this kernel.

use super::phold::{self, Phold};
use super::tandem::{self, Agenda, Tandem};
use super::{Run, Tally};
use zonefall_kernel::{EventId, EventQueue, Phase, SimDuration, SimTime};

struct PholdRun {
    queue: EventQueue<u32>,
    model: Phold,
}

/// PHOLD, ready to run.
pub fn phold(config: &phold::Config) -> impl Run + use<> {
    let mut run = PholdRun {
        queue: EventQueue::new(),
        model: Phold::new(config),
    };
    for process in 0..config.processes {
        run.queue
            .schedule(SimTime(run.model.wait()), Phase::Traffic, process);
    }
    run
}

impl Run for PholdRun {
    fn run_until(&mut self, end: u64) {
        while let Some(popped) = self.queue.pop_until(SimTime(end)) {
            let (next, delay) = self.model.visit(popped.event);
            self.queue
                .schedule(popped.at + SimDuration(delay), Phase::Traffic, next);
        }
    }

    fn tally(&mut self) -> Tally {
        self.model.tally
    }
}

enum Event {
    Arrive,
    Complete { station: u32, request: u32 },
    TimeOut { request: u32 },
}

impl Agenda for EventQueue<Event> {
    type Handle = EventId;

    fn arrive(&mut self, delay: u64) {
        self.schedule(
            self.now() + SimDuration(delay),
            Phase::Traffic,
            Event::Arrive,
        );
    }

    fn complete(&mut self, delay: u64, station: u32, request: u32) {
        let event = Event::Complete { station, request };
        self.schedule(self.now() + SimDuration(delay), Phase::Traffic, event);
    }

    fn time_out(&mut self, delay: u64, request: u32) -> EventId {
        let event = Event::TimeOut { request };
        self.schedule(self.now() + SimDuration(delay), Phase::Traffic, event)
    }

    fn cancel(&mut self, handle: EventId) {
        EventQueue::cancel(self, handle);
    }
}

struct TandemRun {
    queue: EventQueue<Event>,
    model: Tandem<EventId>,
}

/// The three stations, ready to run.
pub fn tandem(config: &tandem::Config) -> impl Run + use<> {
    let mut run = TandemRun {
        queue: EventQueue::new(),
        model: Tandem::new(config),
    };
    run.queue.arrive(1);
    run
}

impl Run for TandemRun {
    fn run_until(&mut self, end: u64) {
        let Self { queue, model } = self;
        while let Some(popped) = queue.pop_until(SimTime(end)) {
            match popped.event {
                Event::Arrive => model.arrive(queue),
                Event::Complete { station, request } => model.complete(station, request, queue),
                Event::TimeOut { request } => model.time_out(request),
            }
        }
    }

    fn tally(&mut self) -> Tally {
        self.model.tally
    }
}
