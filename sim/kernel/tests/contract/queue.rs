//! The queue: total order, exact cancelling, harmless stale ids; also against a naive model.

use proptest::prelude::*;
use zonefall_kernel::{EventId, EventQueue, Phase, Popped, SimDuration, SimTime, Ties};

const PHASES: [Phase; 4] = [Phase::Fault, Phase::Control, Phase::Traffic, Phase::Measure];

fn events<E>(queue: &mut EventQueue<E>) -> Vec<E> {
    std::iter::from_fn(|| queue.pop().map(|popped| popped.event)).collect()
}

#[test]
fn ties_break_by_phase_then_by_sequence() {
    let mut queue = EventQueue::new();
    let noon = SimTime::from_secs(43_200);
    for (phase, event) in [
        (Phase::Measure, "probe reads"),
        (Phase::Traffic, "first request"),
        (Phase::Fault, "power fails"),
        (Phase::Traffic, "second request"),
        (Phase::Control, "detector looks"),
        (Phase::Fault, "cooling fails"),
    ] {
        queue.schedule(noon, phase, event);
    }
    queue.schedule(SimTime(noon.0 - 1), Phase::Measure, "a microsecond before");
    queue.schedule(SimTime(noon.0 + 1), Phase::Fault, "a microsecond after");
    let expected = [
        "a microsecond before",
        "power fails",
        "cooling fails",
        "detector looks",
        "first request",
        "second request",
        "probe reads",
        "a microsecond after",
    ];
    assert_eq!(events(&mut queue), expected);
}

#[test]
fn ties_can_be_turned_round() {
    let mut queue = EventQueue::with_ties(Ties::Last);
    for (at, phase, event) in [
        (5, Phase::Traffic, 'a'),
        (5, Phase::Traffic, 'b'),
        (5, Phase::Fault, 'c'),
        (4, Phase::Traffic, 'd'),
    ] {
        queue.schedule(SimTime(at), phase, event);
    }
    let gone = queue.schedule(SimTime(5), Phase::Traffic, 'x');
    assert_eq!(queue.cancel(gone), Some('x'));
    assert_eq!(events(&mut queue), ['d', 'c', 'b', 'a']);
}

#[test]
fn an_earlier_phase_of_the_present_instant_still_comes_next() {
    let mut queue = EventQueue::new();
    queue.schedule(SimTime(5), Phase::Traffic, 'a');
    queue.schedule(SimTime(5), Phase::Traffic, 'b');
    assert_eq!(queue.pop().map(|p| p.event), Some('a'));
    queue.schedule(SimTime(5), Phase::Fault, 'f');
    assert_eq!(events(&mut queue), ['f', 'b']);
}

#[test]
fn popped_tells_when_and_in_which_phase() {
    let mut queue = EventQueue::new();
    for phase in PHASES {
        queue.schedule(SimTime::NEVER, phase, ());
    }
    for phase in PHASES {
        assert_eq!(
            queue.pop(),
            Some(Popped {
                at: SimTime::NEVER,
                phase,
                event: ()
            })
        );
    }
    assert_eq!(queue.now(), SimTime::NEVER);
    assert_eq!(queue.pop(), None);
}

#[test]
fn cancelling_takes_back_exactly_one_event() {
    let mut queue = EventQueue::new();
    let ids = ["a", "b", "c"].map(|event| queue.schedule(SimTime(7), Phase::Control, event));
    assert_eq!(queue.cancel(ids[1]), Some("b"));
    assert_eq!(queue.cancel(ids[1]), None, "cancelled twice");
    assert_eq!(queue.len(), 2);
    assert_eq!(events(&mut queue), ["a", "c"]);
    assert_eq!(queue.cancel(ids[0]), None, "already happened");
    assert!(queue.is_empty());
}

#[test]
fn a_stale_id_does_not_hit_the_next_tenant_of_its_slot() {
    let mut queue = EventQueue::new();
    let cancelled = queue.schedule(SimTime(1), Phase::Fault, "cancelled");
    queue.cancel(cancelled);
    let happened = queue.schedule(SimTime(1), Phase::Fault, "happened");
    queue.pop();
    queue.schedule(SimTime(1), Phase::Fault, "tenant");
    assert_eq!(queue.cancel(cancelled), None);
    assert_eq!(queue.cancel(happened), None);
    assert_eq!(events(&mut queue), ["tenant"]);
}

#[test]
fn an_id_of_another_queue_is_harmless() {
    let mut large = EventQueue::new();
    let ids: Vec<EventId> = (0..10)
        .map(|i| large.schedule(SimTime(i), Phase::Fault, i))
        .collect();
    let mut empty = EventQueue::<u64>::new();
    assert_eq!(empty.cancel(ids[9]), None);
}

#[test]
fn a_cancelled_head_is_neither_seen_nor_advances_time() {
    let mut queue = EventQueue::new();
    let head = queue.schedule(SimTime(1), Phase::Fault, 'x');
    queue.schedule(SimTime(9), Phase::Fault, 'y');
    queue.cancel(head);
    assert_eq!(queue.peek_time(), Some(SimTime(9)));
    assert_eq!(queue.now(), SimTime::ZERO);
    assert_eq!(queue.pop().map(|p| p.at), Some(SimTime(9)));
    assert_eq!(queue.peek_time(), None);
}

#[test]
fn pop_until_stops_after_its_end() {
    let mut queue = EventQueue::new();
    queue.schedule(SimTime(5), Phase::Fault, 'a');
    queue.schedule(SimTime(6), Phase::Fault, 'b');
    assert_eq!(queue.pop_until(SimTime(4)), None);
    assert_eq!(queue.pop_until(SimTime(5)).map(|p| p.event), Some('a'));
    assert_eq!(queue.pop_until(SimTime(5)), None);
    assert_eq!((queue.now(), queue.len()), (SimTime(5), 1));
}

#[test]
#[should_panic(expected = "scheduled into the past")]
fn the_past_is_closed() {
    let mut queue = EventQueue::new();
    queue.schedule(SimTime(2), Phase::Fault, ());
    queue.pop();
    queue.schedule(SimTime(1), Phase::Fault, ());
}

#[test]
#[should_panic(expected = "scheduled after the end of time")]
fn the_end_of_time_is_closed() {
    EventQueue::new().schedule(SimTime(SimTime::NEVER.0 + 1), Phase::Fault, ());
}

/// A queue as one would write it without caring for speed: a vector kept in order.
#[derive(Default)]
struct Naive {
    /// Time, phase, sequence; the sequence is also the event.
    waiting: Vec<(SimTime, Phase, u64)>,
    now: SimTime,
}

impl Naive {
    fn schedule(&mut self, at: SimTime, phase: Phase, sequence: u64) {
        self.waiting.push((at, phase, sequence));
        self.waiting.sort_unstable();
    }

    fn cancel(&mut self, sequence: u64) -> Option<u64> {
        let index = self.waiting.iter().position(|w| w.2 == sequence)?;
        Some(self.waiting.remove(index).2)
    }

    fn pop_until(&mut self, end: SimTime) -> Option<Popped<u64>> {
        let &(at, phase, event) = self.waiting.first().filter(|w| w.0 <= end)?;
        self.waiting.remove(0);
        self.now = at;
        Some(Popped { at, phase, event })
    }
}

#[derive(Debug, Clone)]
enum Step {
    Schedule {
        delay: u64,
        phase: usize,
    },
    /// Any id ever given, stale ones too.
    Cancel {
        pick: usize,
    },
    Pop,
    PopUntil {
        delay: u64,
    },
    Peek,
    /// Goes on with a clone, as after a restored snapshot.
    Snapshot,
}

fn step() -> impl Strategy<Value = Step> {
    // Short delays make ties; long ones leave tombstones deep in the heap.
    let delay = || prop_oneof![0..3u64, 0..100u64, 0..1_000_000_000u64];
    prop_oneof![
        8 => (delay(), 0..4usize).prop_map(|(delay, phase)| Step::Schedule { delay, phase }),
        5 => any::<usize>().prop_map(|pick| Step::Cancel { pick }),
        3 => Just(Step::Pop),
        1 => delay().prop_map(|delay| Step::PopUntil { delay }),
        1 => Just(Step::Peek),
        1 => Just(Step::Snapshot),
    ]
}

proptest! {
    #[test]
    fn behaves_like_a_sorted_vector(steps in prop::collection::vec(step(), 0..600)) {
        let (mut queue, mut naive) = (EventQueue::new(), Naive::default());
        let mut ids: Vec<EventId> = Vec::new();
        for step in steps {
            match step {
                Step::Schedule { delay, phase } => {
                    let (at, event) = (queue.now() + SimDuration(delay), ids.len() as u64);
                    ids.push(queue.schedule(at, PHASES[phase], event));
                    naive.schedule(at, PHASES[phase], event);
                }
                Step::Cancel { pick } => {
                    // Nothing to pick before the first schedule.
                    if let Some(pick) = pick.checked_rem(ids.len()) {
                        prop_assert_eq!(queue.cancel(ids[pick]), naive.cancel(pick as u64));
                    }
                }
                Step::Pop => prop_assert_eq!(queue.pop(), naive.pop_until(SimTime::NEVER)),
                Step::PopUntil { delay } => {
                    let end = queue.now() + SimDuration(delay);
                    prop_assert_eq!(queue.pop_until(end), naive.pop_until(end));
                }
                Step::Peek => {
                    prop_assert_eq!(queue.peek_time(), naive.waiting.first().map(|w| w.0));
                }
                Step::Snapshot => queue = queue.clone(),
            }
            prop_assert_eq!(queue.len(), naive.waiting.len());
            prop_assert_eq!(queue.now(), naive.now);
        }
        let rest: Vec<u64> = naive.waiting.iter().map(|w| w.2).collect();
        prop_assert_eq!(events(&mut queue), rest);
    }
}
