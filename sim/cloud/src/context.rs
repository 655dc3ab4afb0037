//! What a mechanism can see and do while it reacts: the time, its own future, its wires, the tape.

use crate::assemble::Wiring;
use crate::mechanisms::AnyEvent;
use crate::signal::{Message, Signal};
use kernel::{EventId, EventQueue, Phase, SimDuration, SimTime, Stream};
use std::collections::BTreeMap;
use tape::{
    Condition, Fact, FactId, FateState, Moves, PlaceId, PopulationKind, Post, Service, TapeBuilder,
};

/// Index of an instance in the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct InstanceId(pub(crate) u16);

/// What waits in the queue.
#[derive(Debug)]
pub(crate) enum Pending {
    /// An instance's own event.
    Own(InstanceId, AnyEvent),
    /// A signal arriving.
    Deliver(InstanceId, Message),
    /// The dated action of that index.
    Act(usize),
    /// The dated post of that index.
    Post(usize),
}

/// The numbers in force for one instance; all of its specification are there.
#[derive(Debug, Clone)]
pub(crate) struct Numbers(pub(crate) BTreeMap<&'static str, f64>);

impl Numbers {
    /// The value of a parameter the mechanism itself declared.
    pub(crate) fn get(&self, name: &str) -> f64 {
        match self.0.get(name) {
            Some(&v) => v,
            None => unreachable!("parameter {name} is not in the specification"),
        }
    }

    /// The value of a switch.
    pub(crate) fn on(&self, name: &str) -> bool {
        self.get(name) >= 0.5
    }

    /// The value as a length of time, for parameters in seconds.
    pub(crate) fn duration(&self, name: &str) -> SimDuration {
        SimDuration::from_secs_f64(self.get(name))
    }
}

/// An action somebody does to a mechanism.
#[derive(Debug, Clone)]
pub(crate) struct Action {
    /// One of the mechanism's own action names.
    pub(crate) name: &'static str,
    /// One value for each of the action's parameters.
    pub(crate) arguments: Numbers,
    /// The input fact it became.
    pub(crate) fact: FactId,
}

/// A fact about to be recorded at the mechanism's own place.
pub(crate) struct Draft<'a> {
    /// `mechanism.what`.
    pub(crate) kind: &'static str,
    /// A plain sentence.
    pub(crate) text: String,
    /// The latest necessary condition.
    pub(crate) cause: Option<FactId>,
    /// Standing conditions.
    pub(crate) given: &'a [Option<FactId>],
    /// What it moves.
    pub(crate) moves: &'a [Moves],
}

/// The world as one instance may touch it.
pub(crate) struct Context<'a> {
    /// Which instance.
    pub(crate) me: InstanceId,
    /// The instant.
    pub(crate) now: SimTime,
    pub(crate) seed: u64,
    pub(crate) queue: &'a mut EventQueue<Pending>,
    pub(crate) tape: &'a mut TapeBuilder,
    pub(crate) wiring: &'a Wiring,
}

impl Context<'_> {
    /// Where this instance stands.
    pub(crate) fn place(&self) -> PlaceId {
        self.wiring.place(self.me)
    }

    /// This instance's name.
    pub(crate) fn name(&self) -> &str {
        self.wiring.name(self.me)
    }

    /// The service this instance provides; its specification demands that the file says one.
    pub(crate) fn provides(&self) -> Service {
        match self.wiring.provides(self.me) {
            Some(service) => service,
            None => unreachable!("{} provides nothing", self.name()),
        }
    }

    /// A place's short name, e.g. `a`.
    pub(crate) fn short(&mut self, place: PlaceId) -> String {
        self.tape.tape().places.short(place).to_owned()
    }

    /// The zones of this instance's region.
    pub(crate) fn zones(&self) -> &[PlaceId] {
        &self.wiring.zones
    }

    /// This instance's own stream for a purpose.
    pub(crate) fn stream(&self, purpose: &str) -> Stream {
        Stream::named(self.seed, purpose, self.wiring.name(self.me))
    }

    /// Plans an event of this instance.
    pub(crate) fn schedule(
        &mut self,
        at: SimTime,
        phase: Phase,
        event: impl Into<AnyEvent>,
    ) -> EventId {
        self.queue
            .schedule(at, phase, Pending::Own(self.me, event.into()))
    }

    /// Takes a planned event back.
    pub(crate) fn cancel(&mut self, id: EventId) {
        self.queue.cancel(id);
    }

    /// Tells the instance at the other end of one of this instance's ports.
    pub(crate) fn send(&mut self, port: &str, signal: Signal, cause: Option<FactId>) {
        let from = self.place();
        for &(_, to) in self
            .wiring
            .wires(self.me)
            .iter()
            .filter(|(p, _)| *p == port)
        {
            let message = Message {
                sender: self.me,
                from,
                port: None,
                signal: signal.clone(),
                cause,
            };
            self.queue
                .schedule(self.now, Phase::Control, Pending::Deliver(to, message));
        }
    }

    /// Tells every instance that is wired to this one; `signal` may differ by the listener's place, or be none.
    pub(crate) fn tell(
        &mut self,
        cause: Option<FactId>,
        signal: impl Fn(PlaceId) -> Option<Signal>,
    ) {
        let from = self.place();
        for &(port, to) in self.wiring.listeners(self.me) {
            if let Some(signal) = signal(self.wiring.place(to)) {
                let message = Message {
                    sender: self.me,
                    from,
                    port: Some(port),
                    signal,
                    cause,
                };
                self.queue
                    .schedule(self.now, Phase::Control, Pending::Deliver(to, message));
            }
        }
    }

    /// Records a fact at this instance's place.
    pub(crate) fn fact(&mut self, draft: Draft<'_>) -> FactId {
        let mut given: Vec<FactId> = draft.given.iter().flatten().copied().collect();
        given.retain(|g| Some(*g) != draft.cause);
        given.dedup();
        given.truncate(Fact::GIVEN_MAX);
        self.tape.fact(Fact {
            at: self.now,
            place: Some(self.place()),
            kind: draft.kind.to_owned(),
            text: draft.text,
            cause: draft.cause,
            given,
            input: false,
            moves: draft.moves.to_vec(),
        })
    }

    /// Records an input: something people did at a known time, at any place.
    pub(crate) fn input(&mut self, kind: &'static str, text: String, place: PlaceId) -> FactId {
        self.tape.fact(Fact {
            at: self.now,
            place: Some(place),
            kind: kind.to_owned(),
            text,
            cause: None,
            given: Vec::new(),
            input: true,
            moves: Vec::new(),
        })
    }

    /// Records a status post.
    pub(crate) fn post(&mut self, post: Post) {
        self.tape.post(post);
    }

    /// Adds what an earlier fact, such as an input, turned out to move.
    pub(crate) fn moves(&mut self, fact: FactId, moves: Moves) {
        self.tape.moves(fact, moves);
    }

    /// Records how a service works at a place.
    pub(crate) fn condition(
        &mut self,
        place: PlaceId,
        service: Service,
        condition: Condition,
        cause: Option<FactId>,
    ) {
        self.tape
            .condition(self.now, place, service, condition, cause);
    }

    /// Declares a population at this instance's place.
    pub(crate) fn population(&mut self, kind: PopulationKind, size: u32) {
        let place = self.place();
        self.tape.population(place, kind, size);
    }

    /// Records why a member is still in the state it was in.
    pub(crate) fn fate_reason(&mut self, kind: PopulationKind, member: u32, cause: Option<FactId>) {
        let place = self.place();
        self.tape.fate_reason(self.now, place, kind, member, cause);
    }

    /// Records a member's change of state.
    pub(crate) fn fate(
        &mut self,
        kind: PopulationKind,
        member: u32,
        state: FateState,
        cause: Option<FactId>,
    ) {
        let place = self.place();
        self.tape.fate(self.now, place, kind, member, state, cause);
    }
}
