//! Time in the lab: the playhead, playing, and how close one looks.

use super::{Lab, Panel};
use crate::screen::clock::{SPEEDS, instant};
use crate::screen::page::Asks;
use crate::screen::story::Event;
use kernel::{SimDuration, SimTime};

/// One step of the arrow keys, as a part of what the strips show.
const STEPS: u64 = 60;
/// One step of the page keys.
const PAGES: u64 = 6;
/// The closest look.
const SPAN_MIN: SimDuration = SimDuration::from_mins(10);

/// Commands that move the playhead or what is seen of time.
pub(super) fn act(lab: &mut Lab, id: &str, argument: Option<&str>, asks: &mut Asks) -> bool {
    match id {
        "left" => lab.turn(false),
        "right" => lab.turn(true),
        "far-back" => lab.step(PAGES, false),
        "far-on" => lab.step(PAGES, true),
        "previous-event" => lab.jump(false, |_, _| true, asks),
        "next-event" => lab.jump(true, |_, _| true, asks),
        "previous-turn" => lab.jump(false, |lab, e| lab.story.turns(e), asks),
        "next-turn" => lab.jump(true, |lab, e| lab.story.turns(e), asks),
        "first-difference" => match lab.diff.first {
            Some(at) => lab.seek(at),
            None => asks.say("nothing is different from main"),
        },
        "begin" => lab.seek(SimTime::ZERO),
        "end" => lab.seek(lab.end()),
        "play" => {
            if lab.at >= lab.end() {
                lab.seek(SimTime::ZERO);
            }
            lab.playing = !lab.playing;
        }
        "faster" => lab.speed = (lab.speed + 1).min(SPEEDS.len() - 1),
        "slower" => lab.speed = lab.speed.saturating_sub(1),
        "zoom-in" => lab.zoom(1, 2),
        "zoom-out" => lab.zoom(2, 1),
        "zoom-all" => lab.span = None,
        "goto" => lab.go_to(argument, asks),
        _ => return false,
    }
    true
}

/// What is done to time.
impl Lab {
    /// Lets so much real time pass.
    pub(super) fn let_pass(&mut self, real: SimDuration) {
        if !self.playing {
            return;
        }
        let on = SimDuration(real.0.saturating_mul(SPEEDS[self.speed]));
        self.seek(self.at.plus(on));
        if self.at >= self.end() {
            self.playing = false;
        }
    }

    /// Goes to an instant, and keeps it in sight.
    pub fn seek(&mut self, at: SimTime) {
        self.at = at.min(self.end());
        if let Some((from, until)) = self.span
            && (self.at < from || self.at > until)
        {
            self.show_around(until.since(from));
        }
    }

    /// Left and right: less or more of a line of the form, else back and on in time.
    fn turn(&mut self, more: bool) {
        let (end, journeys) = (self.end(), self.story.arch.journeys.len());
        match &mut self.form {
            Some(form) if self.focus == Panel::Menu => form.turn(more, end, journeys),
            Some(_) | None => self.step(STEPS, more),
        }
    }

    fn step(&mut self, parts: u64, on: bool) {
        let (from, until) = self.shown_span();
        let step = SimDuration((until.since(from).0 / parts).max(1_000_000));
        let at = match on {
            true => self.at.plus(step),
            false => SimTime(self.at.0.saturating_sub(step.0)),
        };
        self.seek(at);
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
        let (from, until) = self.shown_span();
        let wanted = SimDuration(until.since(from).0 / over * times);
        let all = self.end().since(SimTime::ZERO);
        if wanted >= all {
            self.span = None;
            return;
        }
        self.show_around(wanted.max(SPAN_MIN).min(all));
    }

    /// Shows so much with the instant in the middle, as far as the run reaches.
    fn show_around(&mut self, length: SimDuration) {
        let end = self.end();
        let latest = end.0.saturating_sub(length.0);
        let from = SimTime(self.at.0.saturating_sub(length.0 / 2).min(latest));
        self.span = Some((from, from.plus(length).min(end)));
    }

    fn go_to(&mut self, typed: Option<&str>, asks: &mut Asks) {
        match typed {
            None => asks.prompt("goto", "go to (2:40, +3h, -10m, 50%)", ""),
            Some(typed) => match instant(typed, self.at, self.end()) {
                Some(at) => self.seek(at),
                None => asks.say(format!("`{typed}` is no instant: 2:40, +3h, -10m or 50%")),
            },
        }
    }
}
