//! The line before the servers: first come, first served, and some leave from its middle.

use kernel::{EventId, SimTime};
use std::collections::VecDeque;

/// Somebody in the line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Waiter {
    pub(crate) arrived: SimTime,
    /// The event with which patience ends, to be cancelled when service begins.
    pub(crate) timer: Option<EventId>,
    /// Whether the client has gone while the request stayed.
    pub(crate) forsaken: bool,
}

/// Names a place in the line for its whole life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ticket(u64);

/// The line. Places of those who left stay empty until the head passes them, so a ticket finds its place at once.
#[derive(Debug, Default)]
pub(crate) struct Line {
    places: VecDeque<Option<Waiter>>,
    /// Ticket of the first place.
    first: u64,
    /// How many wait.
    len: u32,
}

impl Line {
    pub(crate) fn len(&self) -> u32 {
        self.len
    }

    /// The ticket that the next to join will get.
    pub(crate) fn next_ticket(&self) -> Ticket {
        Ticket(self.first + self.places.len() as u64)
    }

    pub(crate) fn join(&mut self, waiter: Waiter) {
        self.places.push_back(Some(waiter));
        self.len += 1;
    }

    /// The first in line, who leaves it.
    pub(crate) fn call(&mut self) -> Option<Waiter> {
        while let Some(place) = self.places.pop_front() {
            self.first += 1;
            if place.is_some() {
                self.len -= 1;
                return place;
            }
        }
        None
    }

    /// Whoever holds a ticket leaves the line.
    pub(crate) fn leave(&mut self, ticket: Ticket) -> Option<Waiter> {
        let waiter = self.place(ticket)?.take()?;
        self.len -= 1;
        Some(waiter)
    }

    /// Whoever holds a ticket.
    pub(crate) fn holder(&mut self, ticket: Ticket) -> Option<&mut Waiter> {
        self.place(ticket)?.as_mut()
    }

    fn place(&mut self, ticket: Ticket) -> Option<&mut Option<Waiter>> {
        let index = ticket.0.checked_sub(self.first)?;
        self.places.get_mut(index as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiter(s: u64) -> Waiter {
        Waiter {
            arrived: SimTime::from_secs(s),
            timer: None,
            forsaken: false,
        }
    }

    #[test]
    fn who_leaves_is_passed_over() {
        let mut line = Line::default();
        let tickets: Vec<Ticket> = (0..4)
            .map(|s| {
                let ticket = line.next_ticket();
                line.join(waiter(s));
                ticket
            })
            .collect();
        assert!(line.leave(tickets[1]).is_some());
        assert!(line.leave(tickets[1]).is_none(), "nobody leaves twice");
        assert_eq!(line.len(), 3);
        let called = |line: &mut Line| line.call().map(|w| w.arrived.0 / 1_000_000);
        assert_eq!(called(&mut line), Some(0));
        assert!(line.leave(tickets[0]).is_none(), "an old ticket is void");
        assert_eq!(called(&mut line), Some(2));
        assert_eq!(called(&mut line), Some(3));
        assert_eq!((called(&mut line), line.len()), (None, 0));
    }
}
