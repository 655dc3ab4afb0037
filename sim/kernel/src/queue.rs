//! The queue of pending events: a heap of packed keys over a slab of payloads.
//!
//! A key is one `u128`: 56 bits of time, 3 of phase, 45 of sequence, 24 of slot. Comparing keys is
//! the total order of the house, and the heap moves 16 bytes per event whatever the payload is.
//! Cancelling takes the payload and frees its slot at once; the key stays behind as a tombstone,
//! recognised because the slot no longer carries its sequence, and is dropped when it surfaces or
//! when tombstones outnumber the living.

use crate::heap::KeyHeap;
use crate::{Phase, SimTime};

const SLOT_BITS: u32 = 24;
const SEQUENCE_BITS: u32 = 45;
const PHASE_BITS: u32 = 3;

/// Events that can wait at once: 16,777,216.
const SLOTS_MAX: usize = 1 << SLOT_BITS;
/// Events that can be scheduled in the life of one queue: 2^45, a year at a million per second.
const SEQUENCE_MAX: u64 = 1 << SEQUENCE_BITS;
/// What an empty slot carries instead of a sequence.
const NOBODY: u64 = SEQUENCE_MAX;
/// Fewer tombstones than this are not worth a purge.
const PURGE_MIN: usize = 64;

/// Names a scheduled event, for cancelling. Stale ids are harmless.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventId {
    slot: u32,
    sequence: u64,
}

/// What comes out of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Popped<E> {
    /// When it happens.
    pub at: SimTime,
    /// In which phase of that instant.
    pub phase: Phase,
    /// What happens.
    pub event: E,
}

/// Place of one payload; `sequence` tells whose.
#[derive(Debug, Clone)]
struct Slot<E> {
    sequence: u64,
    event: Option<E>,
}

/// Who comes first of events with the same time and phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Ties {
    /// Whoever was scheduled first: the order of the house.
    #[default]
    First,
    /// Whoever was scheduled last. A model whose results hang on ties shows it under this order.
    Last,
}

/// Pending events in the total order (time, phase, sequence).
///
/// A clone is a snapshot: it continues exactly like the original, and ids given before the snapshot
/// are good in both.
///
/// # Limits
///
/// 2^24 events waiting at once, 2^45 scheduled in one queue's life, instants up to
/// [`SimTime::NEVER`]; passing one of them panics.
#[derive(Debug, Clone)]
pub struct EventQueue<E> {
    heap: KeyHeap,
    slots: Vec<Slot<E>>,
    free: Vec<u32>,
    next_sequence: u64,
    /// Turns sequences round when the last of a tie comes first.
    flip: u64,
    now: SimTime,
}

impl<E> Default for EventQueue<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E> EventQueue<E> {
    /// An empty queue at time zero.
    #[must_use]
    pub fn new() -> Self {
        Self::with_ties(Ties::First)
    }

    /// An empty queue at time zero with another order of ties.
    #[must_use]
    pub fn with_ties(ties: Ties) -> Self {
        Self {
            heap: KeyHeap::default(),
            slots: Vec::new(),
            free: Vec::new(),
            next_sequence: 0,
            flip: match ties {
                Ties::First => 0,
                Ties::Last => SEQUENCE_MAX - 1,
            },
            now: SimTime::ZERO,
        }
    }

    /// The time of the event popped last.
    #[must_use]
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// Events waiting; cancelled ones do not count.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Whether nothing is waiting.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Schedules `event`; an instant in the past is a bug in the caller.
    #[inline]
    pub fn schedule(&mut self, at: SimTime, phase: Phase, event: E) -> EventId {
        assert!(
            at >= self.now,
            "scheduled into the past: {at} before {}",
            self.now
        );
        assert!(at <= SimTime::NEVER, "scheduled after the end of time");
        let sequence = self.next_sequence;
        assert!(
            sequence < SEQUENCE_MAX,
            "more than 2^{SEQUENCE_BITS} events scheduled"
        );
        self.next_sequence += 1;
        let sequence = sequence ^ self.flip;
        let filled = Slot {
            sequence,
            event: Some(event),
        };
        let slot = match self.free.pop() {
            Some(slot) => {
                self.slots[slot as usize] = filled;
                slot
            }
            None => {
                let slot = new_slot(self.slots.len());
                self.slots.push(filled);
                slot
            }
        };
        self.heap.push(pack(at, phase, sequence, slot));
        EventId { slot, sequence }
    }

    /// Takes an event back. `None` if it already happened or was cancelled.
    #[inline]
    pub fn cancel(&mut self, id: EventId) -> Option<E> {
        let event = self.take(id.slot, id.sequence)?;
        let tombstones = self.heap.len() - self.len();
        if tombstones > PURGE_MIN && tombstones > self.len() {
            self.purge();
        }
        Some(event)
    }

    /// When the next event happens.
    pub fn peek_time(&mut self) -> Option<SimTime> {
        loop {
            let key = self.heap.first()?;
            if self.slots[slot_of(key) as usize].sequence == sequence_of(key) {
                return Some(time_of(key));
            }
            self.heap.pop();
        }
    }

    /// The next event.
    #[inline]
    pub fn pop(&mut self) -> Option<Popped<E>> {
        self.pop_until(SimTime::NEVER)
    }

    /// The next event, if it happens at `end` or earlier.
    #[inline]
    pub fn pop_until(&mut self, end: SimTime) -> Option<Popped<E>> {
        loop {
            let key = self.heap.first()?;
            let at = time_of(key);
            if at > end {
                return None;
            }
            self.heap.pop();
            if let Some(event) = self.take(slot_of(key), sequence_of(key)) {
                self.now = at;
                return Some(Popped {
                    at,
                    phase: phase_of(key),
                    event,
                });
            }
        }
    }

    /// Empties the slot if it still belongs to `sequence`.
    #[inline]
    fn take(&mut self, slot: u32, sequence: u64) -> Option<E> {
        let place = self.slots.get_mut(slot as usize)?;
        if place.sequence != sequence {
            return None;
        }
        place.sequence = NOBODY;
        self.free.push(slot);
        place.event.take()
    }

    /// Drops all tombstones. They outnumber the living, so each cancel pays for a constant share.
    #[cold]
    fn purge(&mut self) {
        let slots = &self.slots;
        self.heap
            .retain(|key| slots[slot_of(key) as usize].sequence == sequence_of(key));
    }
}

/// The slot after `used` others.
fn new_slot(used: usize) -> u32 {
    assert!(
        used < SLOTS_MAX,
        "more than 2^{SLOT_BITS} events waiting at once"
    );
    used as u32
}

#[inline]
fn pack(at: SimTime, phase: Phase, sequence: u64, slot: u32) -> u128 {
    (u128::from(at.0) << (PHASE_BITS + SEQUENCE_BITS + SLOT_BITS))
        | (u128::from(phase as u8) << (SEQUENCE_BITS + SLOT_BITS))
        | (u128::from(sequence) << SLOT_BITS)
        | u128::from(slot)
}

#[inline]
fn time_of(key: u128) -> SimTime {
    SimTime((key >> (PHASE_BITS + SEQUENCE_BITS + SLOT_BITS)) as u64)
}

#[inline]
fn phase_of(key: u128) -> Phase {
    match (key >> (SEQUENCE_BITS + SLOT_BITS)) as u8 & 7 {
        0 => Phase::Fault,
        1 => Phase::Control,
        2 => Phase::Traffic,
        _ => Phase::Measure,
    }
}

#[inline]
fn sequence_of(key: u128) -> u64 {
    (key >> SLOT_BITS) as u64 & (SEQUENCE_MAX - 1)
}

#[inline]
fn slot_of(key: u128) -> u32 {
    key as u32 & (SLOTS_MAX as u32 - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_holds_its_parts_at_their_limits() {
        let (at, sequence, slot) = (SimTime::NEVER, SEQUENCE_MAX - 1, SLOTS_MAX as u32 - 1);
        let key = pack(at, Phase::Measure, sequence, slot);
        assert_eq!((time_of(key), phase_of(key)), (at, Phase::Measure));
        assert_eq!((sequence_of(key), slot_of(key)), (sequence, slot));
        assert!(key < u128::MAX, "a key must be less than a vacant place");
        let zero = pack(SimTime::ZERO, Phase::Fault, 0, 0);
        assert_eq!(zero, 0, "parts must not spill into each other");
        assert_eq!(
            time_of(pack(SimTime::ZERO, Phase::Measure, sequence, slot)),
            SimTime::ZERO
        );
        assert_eq!(sequence_of(pack(at, Phase::Measure, 0, slot)), 0);
    }

    #[test]
    fn the_last_sequence_is_usable() {
        let mut queue = EventQueue::new();
        queue.next_sequence = SEQUENCE_MAX - 1;
        let id = queue.schedule(SimTime::NEVER, Phase::Measure, 'x');
        assert_eq!(queue.cancel(id), Some('x'));
    }

    #[test]
    #[should_panic(expected = "more than 2^45 events scheduled")]
    fn one_sequence_too_many() {
        let mut queue = EventQueue::new();
        queue.next_sequence = SEQUENCE_MAX;
        queue.schedule(SimTime::ZERO, Phase::Fault, ());
    }

    #[test]
    fn the_last_slot_is_usable() {
        assert_eq!(new_slot(SLOTS_MAX - 1), 0xff_ffff);
    }

    #[test]
    #[should_panic(expected = "more than 2^24 events waiting at once")]
    fn one_slot_too_many() {
        new_slot(SLOTS_MAX);
    }

    #[test]
    fn tombstones_are_purged_when_they_outnumber_the_living() {
        let mut queue = EventQueue::new();
        let ids: Vec<EventId> = (0..1000)
            .map(|i| queue.schedule(SimTime(i), Phase::Traffic, i))
            .collect();
        for &id in &ids[..500] {
            queue.cancel(id);
        }
        assert_eq!((queue.heap.len(), queue.len()), (1000, 500));
        queue.cancel(ids[500]);
        assert_eq!((queue.heap.len(), queue.len()), (499, 499));
        assert_eq!(queue.pop().map(|p| p.event), Some(501));
    }

    #[test]
    fn slots_are_used_again_at_once() {
        let mut queue = EventQueue::new();
        for i in 0..1000 {
            let id = queue.schedule(SimTime(i), Phase::Traffic, i);
            queue.cancel(id);
            queue.schedule(SimTime(i), Phase::Traffic, i);
            assert_eq!(queue.pop().map(|p| p.event), Some(i));
        }
        assert_eq!(queue.slots.len(), 1);
    }
}
