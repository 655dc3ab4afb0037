//! What keys and time do to a replay. Pure: no clock, no terminal.

use super::{Panel, Replay, SPAN_MIN};
use crate::screen::clock::{SPEEDS, instant};
use crate::screen::page::Asks;
use crate::screen::story::Event;
use kernel::{SimDuration, SimTime};

/// One step of the arrow keys, as a part of what the timeline shows.
const STEPS: u64 = 60;
/// One step of the page keys.
const PAGES: u64 = 6;

/// Does a command; whether there is one of that name.
pub(super) fn act(replay: &mut Replay, id: &str, argument: Option<&str>, asks: &mut Asks) -> bool {
    match id {
        "play" => replay.play(),
        "faster" => replay.speed = (replay.speed + 1).min(SPEEDS.len() - 1),
        "slower" => replay.speed = replay.speed.saturating_sub(1),
        "back" => replay.step(STEPS, false),
        "on" => replay.step(STEPS, true),
        "far-back" => replay.step(PAGES, false),
        "far-on" => replay.step(PAGES, true),
        "previous-event" => replay.jump(false, |_, _| true, asks),
        "next-event" => replay.jump(true, |_, _| true, asks),
        "previous-turn" => replay.jump(false, Replay::is_turn, asks),
        "next-turn" => replay.jump(true, Replay::is_turn, asks),
        "begin" => replay.seek(SimTime::ZERO),
        "end" => replay.seek(replay.story.end()),
        "zoom-in" => replay.zoom(1, 2),
        "zoom-out" => replay.zoom(2, 1),
        "zoom-all" => replay.span = (SimTime::ZERO, replay.story.end()),
        "goto" => replay.go(argument, asks),
        "next-panel" => replay.focus(1),
        "previous-panel" => replay.focus(Panel::ALL.len() - 1),
        "big" => replay.big = !replay.big,
        "up" => replay.choose(false),
        "down" => replay.choose(true),
        _ => return false,
    }
    true
}

impl Replay {
    /// Lets so much real time pass.
    pub(super) fn let_pass(&mut self, real: SimDuration) {
        if !self.playing {
            return;
        }
        let on = SimDuration(real.0.saturating_mul(SPEEDS[self.speed]));
        self.seek(self.at.plus(on));
        if self.at >= self.story.end() {
            self.playing = false;
        }
    }

    /// Goes to an instant, and keeps it in sight.
    pub fn seek(&mut self, at: SimTime) {
        self.at = at.min(self.story.end());
        let (from, until) = self.span;
        if self.at < from || self.at > until {
            self.show_around(until.since(from));
        }
    }

    fn go(&mut self, typed: Option<&str>, asks: &mut Asks) {
        match typed {
            None => asks.prompt("goto", "go to (2:40, +3h, -10m, 50%)", ""),
            Some(typed) => match instant(typed, self.at, self.story.end()) {
                Some(at) => self.seek(at),
                None => asks.say(format!("`{typed}` is no instant: 2:40, +3h, -10m or 50%")),
            },
        }
    }

    fn play(&mut self) {
        if self.at >= self.story.end() {
            self.seek(SimTime::ZERO);
        }
        self.playing = !self.playing;
    }

    fn step(&mut self, parts: u64, on: bool) {
        let length = self.span.1.since(self.span.0);
        let step = SimDuration((length.0 / parts).max(1_000_000));
        let at = match on {
            true => self.at.plus(step),
            false => SimTime(self.at.0.saturating_sub(step.0)),
        };
        self.seek(at);
    }

    fn is_turn(&self, event: &Event) -> bool {
        self.story.turns(event)
    }

    fn jump(&mut self, on: bool, wanted: impl Fn(&Self, &Event) -> bool, asks: &mut Asks) {
        let found = match on {
            true => self.story.next(self.at, |e| wanted(self, e)),
            false => self.story.previous(self.at, |e| wanted(self, e)),
        };
        match found {
            Some(at) => self.seek(at),
            None => asks.say("there is none"),
        }
    }

    fn zoom(&mut self, times: u64, over: u64) {
        let length = self.span.1.since(self.span.0);
        let all = self.story.end().since(SimTime::ZERO);
        let wanted = SimDuration(length.0 / over * times);
        self.show_around(wanted.max(SPAN_MIN).min(all));
    }

    /// Shows so much with the instant in the middle, as far as the run reaches.
    fn show_around(&mut self, length: SimDuration) {
        let end = self.story.end();
        let latest = end.0.saturating_sub(length.0);
        let from = SimTime(self.at.0.saturating_sub(length.0 / 2).min(latest));
        self.span = (from, from.plus(length).min(end));
    }

    fn focus(&mut self, on: usize) {
        let now = Panel::ALL
            .iter()
            .position(|&p| p == self.focus)
            .unwrap_or(0);
        self.focus = Panel::ALL[(now + on) % Panel::ALL.len()];
        self.scroll = 0;
    }

    /// Up and down choose a journey where journeys are listed, and scroll elsewhere.
    fn choose(&mut self, down: bool) {
        if self.focus == Panel::Journeys {
            let count = self.story.arch.journeys.len().max(1);
            let now = self.asked().unwrap_or(0);
            let next = if down { now + 1 } else { now + count - 1 };
            self.journey = Some(next % count);
        } else if down {
            self.scroll = (self.scroll + 1).min(self.story.events().len());
        } else {
            self.scroll = self.scroll.saturating_sub(1);
        }
    }
}
