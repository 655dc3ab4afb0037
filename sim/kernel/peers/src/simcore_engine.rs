//! The workloads on SimCore, DSLab's kernel.
//!
//! Components receive boxed events, sorted out by type; time is floating point and counts
//! microseconds here, so that it is exact. The best form is one component that emits to itself;
//! PHOLD also runs with one component per process.

use crate::workloads::phold::{self, Phold};
use crate::workloads::tandem::{self, Agenda, Tandem};
use crate::workloads::{Run, Tally};
use serde::Serialize;
use simcore::event::EventId;
use simcore::{Event, EventHandler, Id, Simulation, SimulationContext, cast};
use std::cell::RefCell;
use std::rc::Rc;

/// What a run is asked for.
struct Loaded<C> {
    simulation: Simulation,
    component: Rc<RefCell<C>>,
    tally: fn(&C) -> Tally,
}

impl<C> Run for Loaded<C> {
    fn run_until(&mut self, end: u64) {
        self.simulation.step_until_time(end as f64);
    }

    fn tally(&mut self) -> Tally {
        (self.tally)(&self.component.borrow())
    }
}

#[derive(Clone, Serialize)]
struct Visit {
    process: u32,
}

struct Processes {
    context: SimulationContext,
    phold: Phold,
}

impl EventHandler for Processes {
    fn on(&mut self, event: Event) {
        cast!(match event.data {
            Visit { process } => {
                let (next, delay) = self.phold.visit(process);
                self.context
                    .emit_self(Visit { process: next }, delay as f64);
            }
        })
    }
}

/// PHOLD with all processes in one component.
pub fn phold(config: &phold::Config) -> impl Run + use<> {
    let mut simulation = Simulation::new(1);
    let context = simulation.create_context("processes");
    let component = Rc::new(RefCell::new(Processes {
        context,
        phold: Phold::new(config),
    }));
    simulation.add_handler("processes", component.clone());
    for process in 0..config.processes {
        let Processes { context, phold } = &mut *component.borrow_mut();
        context.emit_self(Visit { process }, phold.wait() as f64);
    }
    Loaded {
        simulation,
        component,
        tally: |c| c.phold.tally,
    }
}

#[derive(Clone, Serialize)]
struct Arrival {}

struct Process {
    context: SimulationContext,
    phold: Rc<RefCell<Phold>>,
    number: u32,
    first: Id,
}

impl EventHandler for Process {
    fn on(&mut self, event: Event) {
        cast!(match event.data {
            Arrival {} => {
                let (next, delay) = self.phold.borrow_mut().visit(self.number);
                self.context
                    .emit(Arrival {}, self.first + next, delay as f64);
            }
        })
    }
}

/// PHOLD with one component per process.
pub fn phold_spread(config: &phold::Config) -> impl Run + use<> {
    let mut simulation = Simulation::new(1);
    let phold = Rc::new(RefCell::new(Phold::new(config)));
    for number in 0..config.processes {
        let name = format!("process {number}");
        let context = simulation.create_context(&name);
        // Ids count up from zero in the order of creation.
        let first = context.id() - number;
        context.emit_self(Arrival {}, phold.borrow_mut().wait() as f64);
        let process = Process {
            context,
            phold: phold.clone(),
            number,
            first,
        };
        simulation.add_handler(&name, Rc::new(RefCell::new(process)));
    }
    Loaded {
        simulation,
        component: phold,
        tally: |phold| phold.tally,
    }
}

#[derive(Clone, Serialize)]
struct Arrive {}

#[derive(Clone, Serialize)]
struct Complete {
    station: u32,
    request: u32,
}

#[derive(Clone, Serialize)]
struct TimeOut {
    request: u32,
}

struct Plan<'a>(&'a SimulationContext);

impl Agenda for Plan<'_> {
    type Handle = EventId;

    fn arrive(&mut self, delay: u64) {
        self.0.emit_self(Arrive {}, delay as f64);
    }

    fn complete(&mut self, delay: u64, station: u32, request: u32) {
        self.0
            .emit_self(Complete { station, request }, delay as f64);
    }

    fn time_out(&mut self, delay: u64, request: u32) -> EventId {
        self.0.emit_self(TimeOut { request }, delay as f64)
    }

    fn cancel(&mut self, id: EventId) {
        self.0.cancel_event(id);
    }
}

struct Stations {
    context: SimulationContext,
    tandem: Tandem<EventId>,
}

impl EventHandler for Stations {
    fn on(&mut self, event: Event) {
        let Self { context, tandem } = self;
        let agenda = &mut Plan(context);
        cast!(match event.data {
            Complete { station, request } => {
                tandem.complete(station, request, agenda);
            }
            Arrive {} => {
                tandem.arrive(agenda);
            }
            TimeOut { request } => {
                tandem.time_out(request);
            }
        })
    }
}

/// The three stations in one component.
pub fn tandem(config: &tandem::Config) -> impl Run + use<> {
    let mut simulation = Simulation::new(1);
    let context = simulation.create_context("stations");
    Plan(&context).arrive(1);
    let component = Rc::new(RefCell::new(Stations {
        context,
        tandem: Tandem::new(config),
    }));
    simulation.add_handler("stations", component.clone());
    Loaded {
        simulation,
        component,
        tally: |c| c.tandem.tally,
    }
}
