//! The workloads on the standard library's heap, the plain way: whole records in the heap,
//! cancelled ones recognised by a table of tickets when they surface.

use super::phold::{self, Phold};
use super::tandem::{self, Agenda, Tandem};
use super::{Run, Tally};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use zonefall_kernel::Phase;

/// Marks a record that cannot be cancelled.
const NO_TICKET: u32 = u32::MAX;

/// Compared in the order of the fields; the sequence is unique, so the rest never decides.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Record<E> {
    at: u64,
    phase: Phase,
    sequence: u64,
    ticket: u32,
    event: E,
}

struct Queue<E> {
    heap: BinaryHeap<Reverse<Record<E>>>,
    next_sequence: u64,
    now: u64,
    /// Whether the time-out of this ticket was cancelled.
    cancelled: Vec<bool>,
    free: Vec<u32>,
}

impl<E: Ord> Queue<E> {
    fn new() -> Self {
        Self {
            heap: BinaryHeap::new(),
            next_sequence: 0,
            now: 0,
            cancelled: Vec::new(),
            free: Vec::new(),
        }
    }

    fn schedule(&mut self, delay: u64, ticket: u32, event: E) {
        let (at, sequence) = (self.now + delay, self.next_sequence);
        self.next_sequence += 1;
        self.heap.push(Reverse(Record {
            at,
            phase: Phase::Traffic,
            sequence,
            ticket,
            event,
        }));
    }

    fn schedule_ticket(&mut self, delay: u64, event: E) -> u32 {
        let ticket = match self.free.pop() {
            Some(ticket) => ticket,
            None => {
                self.cancelled.push(false);
                (self.cancelled.len() - 1) as u32
            }
        };
        self.cancelled[ticket as usize] = false;
        self.schedule(delay, ticket, event);
        ticket
    }

    fn pop_until(&mut self, end: u64) -> Option<E> {
        loop {
            if self.heap.peek()?.0.at > end {
                return None;
            }
            let Reverse(record) = self.heap.pop()?;
            if record.ticket != NO_TICKET {
                self.free.push(record.ticket);
                if self.cancelled[record.ticket as usize] {
                    continue;
                }
            }
            self.now = record.at;
            return Some(record.event);
        }
    }
}

struct PholdRun {
    queue: Queue<u32>,
    model: Phold,
}

/// PHOLD, ready to run.
pub fn phold(config: &phold::Config) -> impl Run + use<> {
    let mut run = PholdRun {
        queue: Queue::new(),
        model: Phold::new(config),
    };
    for process in 0..config.processes {
        run.queue.schedule(run.model.wait(), NO_TICKET, process);
    }
    run
}

impl Run for PholdRun {
    fn run_until(&mut self, end: u64) {
        while let Some(process) = self.queue.pop_until(end) {
            let (next, delay) = self.model.visit(process);
            self.queue.schedule(delay, NO_TICKET, next);
        }
    }

    fn tally(&mut self) -> Tally {
        self.model.tally
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Arrive,
    Complete { station: u32, request: u32 },
    TimeOut { request: u32 },
}

impl Agenda for Queue<Event> {
    type Handle = u32;

    fn arrive(&mut self, delay: u64) {
        self.schedule(delay, NO_TICKET, Event::Arrive);
    }

    fn complete(&mut self, delay: u64, station: u32, request: u32) {
        self.schedule(delay, NO_TICKET, Event::Complete { station, request });
    }

    fn time_out(&mut self, delay: u64, request: u32) -> u32 {
        self.schedule_ticket(delay, Event::TimeOut { request })
    }

    fn cancel(&mut self, ticket: u32) {
        self.cancelled[ticket as usize] = true;
    }
}

struct TandemRun {
    queue: Queue<Event>,
    model: Tandem<u32>,
}

/// The three stations, ready to run.
pub fn tandem(config: &tandem::Config) -> impl Run + use<> {
    let mut run = TandemRun {
        queue: Queue::new(),
        model: Tandem::new(config),
    };
    run.queue.arrive(1);
    run
}

impl Run for TandemRun {
    fn run_until(&mut self, end: u64) {
        let Self { queue, model } = self;
        while let Some(event) = queue.pop_until(end) {
            match event {
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
