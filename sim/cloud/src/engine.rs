//! Runs the mechanisms of one cloud through one outage.

use crate::assemble::{Assembly, assemble};
use crate::context::{Action, Context, InstanceId, Pending};
use crate::error::CloudError;
use crate::mechanisms::AnyMechanism;
use crate::outage::{CloudRun, Outage};
use kernel::{EventQueue, Phase, Popped, SimTime};
use tape::query::{Measure, Take, ask};
use tape::{Evidence, Fact, FateState, PopulationKind, Tape, TapeBuilder};

/// Most events of one run.
pub const EVENTS_MAX: u64 = 5_000_000;

/// What a cloud did.
#[derive(Debug, Clone)]
pub struct CloudResult {
    /// As its renters felt it.
    pub tape: Tape,
    /// How many events it took.
    pub events: u64,
}

/// Runs a cloud through an outage. A pure function of `run`.
///
/// # Errors
/// When `run` names something that does not exist, leaves something out, or grows beyond its limits.
pub fn simulate(run: &CloudRun) -> Result<CloudResult, CloudError> {
    let assembly = assemble(run)?;
    let mut engine = Engine::new(run, assembly);
    engine.start();
    let events = engine.run_until(SimTime::ZERO + run.outage.length)?;
    Ok(CloudResult {
        tape: engine.finish()?,
        events,
    })
}

struct Engine<'a> {
    outage: &'a Outage,
    seed: u64,
    assembly: Assembly,
    queue: EventQueue<Pending>,
    tape: TapeBuilder,
}

impl<'a> Engine<'a> {
    fn new(run: &'a CloudRun, assembly: Assembly) -> Self {
        let outage = &run.outage;
        let places = run.cloud.places.clone();
        let mut tape = TapeBuilder::new(&outage.id, Evidence::Simulated, places, assembly.region);
        let plain = tape.tape();
        plain.zone = Some(assembly.zone);
        plain.end = SimTime::ZERO + outage.length;
        plain.goodwill_days = outage.goodwill_days;
        plain.assumptions.clone_from(&assembly.assumptions);
        plain.leaves_out.clone_from(&assembly.leaves_out);
        Self {
            outage,
            seed: run.seed,
            assembly,
            queue: EventQueue::new(),
            tape,
        }
    }

    /// Plans the dated inputs, then lets every mechanism plan its own beginning.
    fn start(&mut self) {
        for (i, action) in self.assembly.actions.iter().enumerate() {
            self.queue
                .schedule(action.at, Phase::Fault, Pending::Act(i));
        }
        for (i, post) in self.outage.posts.iter().enumerate() {
            self.queue
                .schedule(post.at, Phase::Measure, Pending::Post(i));
        }
        for i in 0..self.assembly.mechanisms.len() {
            self.with(InstanceId(i as u16), AnyMechanism::start);
        }
    }

    fn run_until(&mut self, end: SimTime) -> Result<u64, CloudError> {
        let mut events = 0;
        while self.queue.peek_time().is_some_and(|t| t <= end) {
            let Some(Popped { event, .. }) = self.queue.pop() else {
                break;
            };
            events += 1;
            if events > EVENTS_MAX {
                return Err(CloudError::TooManyEvents {
                    events_max: EVENTS_MAX,
                });
            }
            match event {
                Pending::Own(id, event) => self.with(id, |m, ctx| m.event(event, ctx)),
                Pending::Deliver(id, message) => self.with(id, |m, ctx| m.receive(&message, ctx)),
                Pending::Act(i) => self.act(i),
                Pending::Post(i) => self.post(i),
            }
        }
        Ok(events)
    }

    fn with(&mut self, id: InstanceId, f: impl FnOnce(&mut AnyMechanism, &mut Context<'_>)) {
        let mut ctx = Context {
            me: id,
            now: self.queue.now(),
            seed: self.seed,
            queue: &mut self.queue,
            tape: &mut self.tape,
            wiring: &self.assembly.wiring,
        };
        f(&mut self.assembly.mechanisms[usize::from(id.0)], &mut ctx);
    }

    fn act(&mut self, index: usize) {
        let planned = &self.assembly.actions[index];
        let (to, name) = (planned.to, planned.action);
        let arguments = planned.arguments.clone();
        let fact = self.tape.fact(Fact {
            at: self.queue.now(),
            place: Some(self.assembly.wiring.place(to)),
            kind: format!("action.{name}"),
            text: planned.text.clone(),
            cause: None,
            given: Vec::new(),
            input: true,
            moves: Vec::new(),
        });
        self.with(to, |m, ctx| {
            m.act(
                &Action {
                    name,
                    arguments,
                    fact,
                },
                ctx,
            )
        });
    }

    fn post(&mut self, index: usize) {
        let (Some(page), post) = (self.assembly.status_page, &self.outage.posts[index]) else {
            return;
        };
        let place = self.assembly.post_places[index];
        self.with(page, |m, ctx| m.post(post, place, ctx));
    }

    fn finish(self) -> Result<Tape, CloudError> {
        let mut tape = self.tape.finish()?;
        let stuck = Measure::Share(
            PopulationKind::Volumes,
            vec![FateState::Hung, FateState::Waiting],
        );
        let zones = &self.assembly.wiring.zones;
        let truth = |at: SimTime| {
            let shares = zones
                .iter()
                .filter_map(|&z| ask(&tape, &stuck, z, Take::At(at)));
            (shares.fold(0.0, f64::max) * 1e6 + 0.5) as u32
        };
        let truths: Vec<u32> = tape.posts.iter().map(|p| truth(p.at)).collect();
        for (post, truth) in tape.posts.iter_mut().zip(truths) {
            post.truth_ppm = truth;
        }
        Ok(tape)
    }
}
