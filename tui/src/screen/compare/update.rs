//! What keys and time do to a comparison. Pure: no clock, no terminal.

use super::{Compare, Panel, now};
use crate::screen::clock::{SPEEDS, instant};
use crate::screen::distribution::Distribution;
use crate::screen::page::{Ask as Wish, Asks};
use crate::screen::replay::Replay;
use crate::screen::story::{Event, Story};
use crate::screen::work::{Job, Over, Versus};
use kernel::{SimDuration, SimTime};
use std::sync::Arc;

/// One step of the arrow keys, as a part of what the strips show.
const STEPS: u64 = 60;
/// One step of the page keys.
const PAGES: u64 = 6;
/// The closest look.
const SPAN_MIN: SimDuration = SimDuration::from_mins(10);
/// The most lines that a panel can be scrolled by.
const SCROLL_MAX: usize = 200;

/// Does a command; whether there is one of that name.
pub(super) fn act(page: &mut Compare, id: &str, argument: Option<&str>, asks: &mut Asks) -> bool {
    match id {
        "play" => page.play(),
        "faster" => page.speed = (page.speed + 1).min(SPEEDS.len() - 1),
        "slower" => page.speed = page.speed.saturating_sub(1),
        "back" => page.step(STEPS, false),
        "on" => page.step(STEPS, true),
        "far-back" => page.step(PAGES, false),
        "far-on" => page.step(PAGES, true),
        "previous-event" => page.jump(false, |_, _| true, asks),
        "next-event" => page.jump(true, |_, _| true, asks),
        "previous-turn" => page.jump(false, Story::turns, asks),
        "next-turn" => page.jump(true, Story::turns, asks),
        "parting" => page.part(asks),
        "begin" => page.seek(SimTime::ZERO),
        "end" => page.seek(page.end()),
        "goto" => page.go(argument, asks),
        "link" => page.link(),
        "worst" => page.worst(asks),
        "side-a" => page.side = 0,
        "side-b" => page.side = 1,
        "replay" => page.replay(asks),
        "distribution" => match page.story(page.side) {
            Some(story) => asks.open(Distribution::new(story.setup.clone())),
            None => asks.say("nothing is known of it yet"),
        },
        "many" => page.many(asks),
        "middle-run" => page.middle(asks),
        _ => return arrange(page, id),
    }
    true
}

/// The commands that change how it is shown.
fn arrange(page: &mut Compare, id: &str) -> bool {
    match id {
        "swap" => {
            page.swapped = !page.swapped;
            page.at.swap(0, 1);
            page.side = 1 - page.side;
        }
        "differences" => {
            page.differences = !page.differences;
            page.scroll = 0;
        }
        "journey" => page.journey = (page.journey + 1) % now::names(page).len().max(1),
        "zoom-in" => page.zoom(1, 2),
        "zoom-out" => page.zoom(2, 1),
        "zoom-all" => page.span = (SimTime::ZERO, page.end()),
        "up" => page.scroll = page.scroll.saturating_sub(1),
        "down" => page.scroll = (page.scroll + 1).min(SCROLL_MAX),
        "next-panel" => page.turn(1),
        "previous-panel" => page.turn(Panel::ALL.len() - 1),
        "big" => page.big = !page.big,
        _ => return false,
    }
    true
}

/// Lets so much real time pass.
pub(super) fn pass(page: &mut Compare, real: SimDuration) {
    if !page.playing {
        return;
    }
    let on = SimDuration(real.0.saturating_mul(SPEEDS[page.speed]));
    page.seek(page.at[page.side].plus(on));
    if page.at[page.side] >= page.end() {
        page.playing = false;
    }
}

impl Compare {
    /// Goes to an instant, both or the one that keys go to, and keeps it in sight.
    pub(super) fn seek(&mut self, at: SimTime) {
        let at = at.min(self.end());
        match self.linked {
            true => self.at = [at; 2],
            false => self.at[self.side] = at,
        }
        let (from, until) = self.span;
        if at < from || at > until {
            self.show_around(until.since(from));
        }
    }

    fn play(&mut self) {
        if self.at[self.side] >= self.end() {
            self.seek(SimTime::ZERO);
        }
        self.playing = !self.playing && self.pair.is_some();
    }

    fn step(&mut self, parts: u64, on: bool) {
        let length = self.span.1.since(self.span.0);
        let step = SimDuration((length.0 / parts).max(1_000_000));
        let at = self.at[self.side];
        self.seek(match on {
            true => at.plus(step),
            false => SimTime(at.0.saturating_sub(step.0)),
        });
    }

    /// To the nearest event that is wanted: of both, or of the one that keys go to.
    fn jump(&mut self, on: bool, wanted: fn(&Story, &Event) -> bool, asks: &mut Asks) {
        let at = self.at[self.side];
        let sides = match self.linked {
            true => vec![0, 1],
            false => vec![self.side],
        };
        let stories = sides.into_iter().filter_map(|side| self.story(side));
        let found = stories.filter_map(|story| match on {
            true => story.next(at, |e| wanted(story, e)),
            false => story.previous(at, |e| wanted(story, e)),
        });
        let found = match on {
            true => found.min(),
            false => found.max(),
        };
        match found {
            Some(at) => self.seek(at),
            None => asks.say("there is none"),
        }
    }

    fn part(&mut self, asks: &mut Asks) {
        let all = super::panels::partings(self);
        let later = all.iter().find(|t| **t > self.at[self.side]);
        match later.or(all.first()) {
            Some(&at) => self.seek(at),
            None => asks.say("they do not part"),
        }
    }

    fn go(&mut self, typed: Option<&str>, asks: &mut Asks) {
        match typed {
            None => asks.prompt("goto", "go to (2:40, +3h, -10m, 50%)", ""),
            Some(typed) => match instant(typed, self.at[self.side], self.end()) {
                Some(at) => self.seek(at),
                None => asks.say(format!("`{typed}` is no instant: 2:40, +3h, -10m or 50%")),
            },
        }
    }

    fn link(&mut self) {
        self.linked = !self.linked;
        if self.linked {
            self.at = [self.at[self.side]; 2];
        }
    }

    fn worst(&mut self, asks: &mut Asks) {
        let worst = [0, 1].map(|side| self.story(side).and_then(|s| now::worst(s)));
        if worst == [None; 2] {
            asks.say("neither is ever down");
            return;
        }
        self.linked = false;
        for (at, worst) in self.at.iter_mut().zip(worst) {
            *at = worst.unwrap_or(*at);
        }
        asks.say("each in the middle of its longest time down; L links them again");
    }

    fn replay(&self, asks: &mut Asks) {
        match self.story(self.side) {
            Some(story) => {
                let mut replay = Replay::new(Arc::clone(story));
                replay.seek(self.seen(self.side));
                asks.open(replay);
            }
            None => asks.say("nothing is known of it yet"),
        }
    }

    fn many(&self, asks: &mut Asks) {
        if self.many.is_some() {
            asks.say("they have been lived; m shows the middle one of those that differ");
            return;
        }
        let versus = Versus {
            over: Some(Over::usual()),
            ..self.versus.clone()
        };
        asks.ask(Wish::Work(Job::Pair(Box::new(versus))));
    }

    /// Between the run in view and the middle one of many.
    fn middle(&mut self, asks: &mut Asks) {
        let Some(many) = self.many.take() else {
            asks.say("n lives many runs first");
            return;
        };
        self.show(Arc::clone(&many));
        self.many = Some(many);
    }

    fn zoom(&mut self, times: u64, over: u64) {
        let length = self.span.1.since(self.span.0);
        let wanted = SimDuration(length.0 / over * times);
        self.show_around(wanted.max(SPAN_MIN));
    }

    /// Shows so much with the instant in the middle, as far as the runs reach.
    fn show_around(&mut self, length: SimDuration) {
        let end = self.end();
        let length = length.min(end.since(SimTime::ZERO));
        let latest = end.0.saturating_sub(length.0);
        let middle = self.at[self.side].0;
        let from = SimTime(middle.saturating_sub(length.0 / 2).min(latest));
        self.span = (from, from.plus(length).min(end));
    }

    fn turn(&mut self, on: usize) {
        let now = Panel::ALL.iter().position(|&p| p == self.focus);
        self.focus = Panel::ALL[(now.unwrap_or(0) + on) % Panel::ALL.len()];
        self.scroll = 0;
    }
}
