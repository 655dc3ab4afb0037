//! Searching the events: hits while one types, back to where one was if one gives it up.

use super::Replay;
use crate::screen::page::Asks;
use kernel::SimTime;

/// What is searched for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Find {
    /// The text; empty: nothing.
    pub text: String,
    /// The events that hold it, as indices in order of time.
    pub hits: Vec<usize>,
    /// Where the search began, while it is typed.
    from: Option<SimTime>,
}

impl Find {
    /// Whether something is searched for.
    pub const fn is_on(&self) -> bool {
        !self.text.is_empty()
    }

    /// Whether this event is a hit.
    pub fn hit(&self, event: usize) -> bool {
        self.hits.binary_search(&event).is_ok()
    }
}

impl Replay {
    /// Asks for the text, or goes to the first event from here on that holds it.
    pub(super) fn search(&mut self, typed: Option<&str>, asks: &mut Asks) {
        let Some(text) = typed else {
            self.find.from = Some(self.at);
            asks.filter("find", "find in events", self.find.text.clone());
            return;
        };
        let from = *self.find.from.get_or_insert(self.at);
        let text = text.trim().to_owned();
        if text.is_empty() {
            self.find = Find::default();
            self.seek(from);
            return;
        }
        let hits = self.story.find(&text, self.view);
        let events = self.story.events();
        let first = hits.iter().find(|&&i| events[i].at >= from);
        let first = first.or(hits.first()).map(|&i| events[i].at);
        self.find.text = text;
        self.find.hits = hits;
        match first {
            Some(at) => self.seek(at),
            None => self.seek(from),
        }
    }

    /// The search stands; what is typed next begins from the instant that is looked at then.
    pub(super) fn search_settled(&mut self) {
        self.find.from = None;
    }

    /// Finds again among the events that are shown now.
    pub(super) fn search_again(&mut self) {
        if self.find.is_on() {
            self.find.hits = self.story.find(&self.find.text, self.view);
        }
    }

    /// To the next hit or the one before, round the end.
    pub(super) fn go_to_hit(&mut self, on: bool, asks: &mut Asks) {
        if !self.find.is_on() {
            asks.say("nothing is searched for: / searches the events");
            return;
        }
        let events = self.story.events();
        let hits = &self.find.hits;
        let at = |i: &usize| events[*i].at;
        let found = match on {
            true => hits.iter().find(|i| at(i) > self.at).or(hits.first()),
            false => hits.iter().rev().find(|i| at(i) < self.at).or(hits.last()),
        };
        match found.map(at) {
            Some(at) => self.seek(at),
            None => asks.say(format!("no event says `{}`", self.find.text)),
        }
    }
}
