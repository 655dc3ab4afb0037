//! The workloads on NeXosim, one thread.
//!
//! A model's inputs are async methods and it schedules them on itself, cancellable ones by key. The
//! best form is one model that holds all processes or stations; PHOLD also runs with one model per
//! process, in a form that favours it: an event stays at its process, so no ports are crossed.

use crate::workloads::phold::{self, Phold};
use crate::workloads::tandem::{self, Agenda, Tandem};
use crate::workloads::{Run, Tally};
use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::QuerySource;
use nexosim::simulation::{EventKey, Mailbox, QueryId, SimInit, Simulation};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const START: MonotonicTime = MonotonicTime::EPOCH;

/// Models must be serialisable; no benchmark is ever saved and restored.
fn never<T>() -> T {
    unreachable!("a benchmark is not restored")
}

/// A simulation of one model that is asked for its tally.
struct WholeModel {
    simulation: Simulation,
    tally: QueryId<(), Tally>,
}

impl Run for WholeModel {
    fn run_until(&mut self, end: u64) {
        self.simulation
            .step_until(START + Duration::from_micros(end))
            .expect("simulation runs");
    }

    fn tally(&mut self) -> Tally {
        self.simulation
            .process_query(&self.tally, ())
            .expect("model answers")
    }
}

#[derive(Serialize, Deserialize)]
struct Processes {
    #[serde(skip, default = "never")]
    phold: Phold,
    count: u32,
}

#[Model]
impl Processes {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        for process in 0..self.count {
            let delay = Duration::from_micros(self.phold.wait());
            cx.schedule_event(delay, schedulable!(Self::visit), process)
                .expect("in the future");
        }
    }

    #[nexosim(schedulable)]
    async fn visit(&mut self, process: u32, cx: &Context<Self>) {
        let (next, delay) = self.phold.visit(process);
        cx.schedule_event(
            Duration::from_micros(delay),
            schedulable!(Self::visit),
            next,
        )
        .expect("in the future");
    }

    async fn tally(&mut self) -> Tally {
        self.phold.tally
    }
}

/// PHOLD with all processes in one model.
pub fn phold(config: &phold::Config) -> impl Run + use<> {
    let model = Processes {
        phold: Phold::new(config),
        count: config.processes,
    };
    let mailbox = Mailbox::new();
    let mut bench = SimInit::with_num_threads(1);
    let tally = QuerySource::new()
        .connect(Processes::tally, &mailbox)
        .register(&mut bench);
    let simulation = bench
        .add_model(model, mailbox, "processes")
        .init(START)
        .expect("bench starts");
    WholeModel { simulation, tally }
}

#[derive(Serialize, Deserialize)]
struct Process {
    #[serde(skip, default = "never")]
    phold: Arc<Mutex<Phold>>,
    number: u32,
}

#[Model]
impl Process {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        let delay = Duration::from_micros(self.phold.lock().expect("one thread").wait());
        cx.schedule_event(delay, schedulable!(Self::visit), ())
            .expect("in the future");
    }

    #[nexosim(schedulable)]
    async fn visit(&mut self, _: (), cx: &Context<Self>) {
        let (_, delay) = self.phold.lock().expect("one thread").visit(self.number);
        cx.schedule_event(Duration::from_micros(delay), schedulable!(Self::visit), ())
            .expect("in the future");
    }
}

struct ModelPerProcess {
    simulation: Simulation,
    phold: Arc<Mutex<Phold>>,
}

impl Run for ModelPerProcess {
    fn run_until(&mut self, end: u64) {
        self.simulation
            .step_until(START + Duration::from_micros(end))
            .expect("simulation runs");
    }

    fn tally(&mut self) -> Tally {
        self.phold.lock().expect("one thread").tally
    }
}

/// PHOLD with one model per process.
pub fn phold_spread(config: &phold::Config) -> impl Run + use<> {
    let phold = Arc::new(Mutex::new(Phold::new(config)));
    let mut bench = SimInit::with_num_threads(1);
    for number in 0..config.processes {
        bench = bench.add_model(
            Process {
                phold: phold.clone(),
                number,
            },
            Mailbox::new(),
            "process",
        );
    }
    ModelPerProcess {
        simulation: bench.init(START).expect("bench starts"),
        phold,
    }
}

#[derive(Serialize, Deserialize)]
struct Stations {
    #[serde(skip, default = "never")]
    tandem: Tandem<EventKey>,
}

struct Plan<'a>(&'a Context<Stations>);

impl Agenda for Plan<'_> {
    type Handle = EventKey;

    fn arrive(&mut self, delay: u64) {
        let delay = Duration::from_micros(delay);
        self.0
            .schedule_event(delay, schedulable!(Stations::arrive), ())
            .expect("in the future");
    }

    fn complete(&mut self, delay: u64, station: u32, request: u32) {
        let delay = Duration::from_micros(delay);
        self.0
            .schedule_event(delay, schedulable!(Stations::complete), (station, request))
            .expect("in the future");
    }

    fn time_out(&mut self, delay: u64, request: u32) -> EventKey {
        let delay = Duration::from_micros(delay);
        self.0
            .schedule_keyed_event(delay, schedulable!(Stations::time_out), request)
            .expect("in the future")
    }

    fn cancel(&mut self, key: EventKey) {
        key.cancel();
    }
}

#[Model]
impl Stations {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        Plan(cx).arrive(1);
    }

    #[nexosim(schedulable)]
    async fn arrive(&mut self, _: (), cx: &Context<Self>) {
        self.tandem.arrive(&mut Plan(cx));
    }

    #[nexosim(schedulable)]
    async fn complete(&mut self, (station, request): (u32, u32), cx: &Context<Self>) {
        self.tandem.complete(station, request, &mut Plan(cx));
    }

    #[nexosim(schedulable)]
    async fn time_out(&mut self, request: u32) {
        self.tandem.time_out(request);
    }

    async fn tally(&mut self) -> Tally {
        self.tandem.tally
    }
}

/// The three stations in one model.
pub fn tandem(config: &tandem::Config) -> impl Run + use<> {
    let model = Stations {
        tandem: Tandem::new(config),
    };
    let mailbox = Mailbox::new();
    let mut bench = SimInit::with_num_threads(1);
    let tally = QuerySource::new()
        .connect(Stations::tally, &mailbox)
        .register(&mut bench);
    let simulation = bench
        .add_model(model, mailbox, "stations")
        .init(START)
        .expect("bench starts");
    WholeModel { simulation, tally }
}
