//! What keys and time do to a replay. Pure: no clock, no terminal.

use super::scene::Scene;
use super::{Panel, Replay, SPAN_MIN, goto, panels};
use crate::screen::clock::SPEEDS;
use crate::screen::compare::Compare;
use crate::screen::debrief::Debrief;
use crate::screen::distribution::Distribution;
use crate::screen::lab::Lab;
use crate::screen::look::{Look, cut};
use crate::screen::matrix::Matrix;
use crate::screen::page::Asks;
use crate::screen::predict::Predict;
use crate::screen::story::{Event, View};
use crate::screen::work::Setup;
use kernel::{SimDuration, SimTime};
use ratatui::layout::Rect;
use std::sync::Arc;

/// One step of the arrow keys, as a part of what the timeline shows.
const STEPS: u64 = 60;
/// Most characters of the list of names in a prompt: what is typed must stay in sight.
const NAMES_SHOWN: usize = 44;
/// One step of the page keys.
const PAGES: u64 = 6;

/// Does a command; whether there is one of that name.
pub(super) fn act(replay: &mut Replay, id: &str, argument: Option<&str>, asks: &mut Asks) -> bool {
    if id != "find" {
        replay.search_settled();
    }
    in_time(replay, id, argument, asks)
        || in_panels(replay, id, argument, asks)
        || elsewhere(replay, id, argument, asks)
}

/// Commands that move the playhead or the timeline.
fn in_time(replay: &mut Replay, id: &str, argument: Option<&str>, asks: &mut Asks) -> bool {
    match id {
        "play" => replay.play(),
        "faster" => replay.speed = (replay.speed + 1).min(SPEEDS.len() - 1),
        "slower" => replay.speed = replay.speed.saturating_sub(1),
        "back" => replay.step(STEPS, false),
        "on" => replay.step(STEPS, true),
        "far-back" => replay.step(PAGES, false),
        "far-on" => replay.step(PAGES, true),
        "previous-event" => replay.jump(false, Replay::is_shown, asks),
        "next-event" => replay.jump(true, Replay::is_shown, asks),
        "previous-turn" => replay.jump(false, |_, e| e.turns, asks),
        "next-turn" => replay.jump(true, |_, e| e.turns, asks),
        "previous-milestone" => replay.go_to_milestone(false, asks),
        "next-milestone" => replay.go_to_milestone(true, asks),
        "begin" => replay.move_to(SimTime::ZERO),
        "end" => replay.move_to(replay.story.end()),
        "zoom-in" => replay.zoom(1, 2, replay.at),
        "zoom-out" => replay.zoom(2, 1, replay.at),
        "zoom-all" => replay.span = (SimTime::ZERO, replay.story.end()),
        "pan-back" => replay.pan(false),
        "pan-on" => replay.pan(true),
        "goto" => replay.go(argument, asks),
        "find" => replay.search(argument, asks),
        "next-hit" => replay.go_to_hit(true, asks),
        "previous-hit" => replay.go_to_hit(false, asks),
        _ => return false,
    }
    true
}

/// Commands that change what is looked at.
fn in_panels(replay: &mut Replay, id: &str, argument: Option<&str>, asks: &mut Asks) -> bool {
    match id {
        "next-panel" => replay.focus_by(1),
        "previous-panel" => replay.focus_by(Panel::ALL.len() - 1),
        "big" => replay.big = !replay.big,
        "up" => replay.choose(false, asks),
        "down" => replay.choose(true, asks),
        "inspect" => replay.inspect(argument, asks),
        "why" => replay.enlarge(Panel::Why),
        "status" => replay.enlarge(Panel::Page),
        "milestones" => replay.enlarge(Panel::Milestones),
        "journey" => replay.ask_about(argument, asks),
        "kinds" => replay.look_at(argument, asks),
        _ => return false,
    }
    true
}

/// Commands that open other screens.
fn elsewhere(replay: &Replay, id: &str, argument: Option<&str>, asks: &mut Asks) -> bool {
    let story = Arc::clone(&replay.story);
    match id {
        "lab" => asks.open(Lab::new(story, replay.at)),
        "debrief" => asks.open(Debrief::new(story)),
        "predict" => asks.open(Predict::new(story)),
        "matrix" => asks.open(Matrix::new(story.setup.clone())),
        "distribution" => asks.open(Distribution::new(story.setup.clone())),
        "compare" => compare(replay, argument, asks),
        _ => return false,
    }
    true
}

fn compare(replay: &Replay, typed: Option<&str>, asks: &mut Asks) {
    let story = &replay.story;
    let others = story.around.architectures.iter();
    let others: Vec<&str> = others
        .map(String::as_str)
        .filter(|n| *n != story.arch.name)
        .collect();
    match typed.map(str::trim).filter(|t| !t.is_empty()) {
        None => {
            let names = cut(&others.join(", "), NAMES_SHOWN);
            asks.prompt("compare", format!("compare with ({names})"), "");
        }
        Some(name) if others.contains(&name) || name.contains(['/', '.', '\\']) => {
            let other = Setup {
                architecture: name.to_owned(),
                ..story.setup.clone()
            };
            asks.open(Compare::new(story.setup.clone(), other));
        }
        Some(name) => {
            let help = scenarios::problem::suggest(name, others.iter().copied());
            asks.say(format!("there is no other architecture `{name}`; {help}"));
        }
    }
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
            self.show_around(until.since(from), self.at);
        }
    }

    /// Goes to an instant because somebody asked for it: what has happened since the one before can be told.
    pub(super) fn move_to(&mut self, at: SimTime) {
        self.before = self.at;
        self.seek(at);
    }

    fn go(&mut self, typed: Option<&str>, asks: &mut Asks) {
        let milestones = &self.story.around.milestones;
        match typed {
            None => asks.prompt("goto", "go to (2:40, +3h, -10m, 50%, B)", ""),
            Some(typed) => match goto::instant(typed, self.at, self.story.end(), milestones) {
                Some(at) => self.move_to(at),
                None => asks.say(format!(
                    "`{typed}` is no instant: 2:40, +3h, -10m, 50% or a milestone's letter"
                )),
            },
        }
    }

    fn play(&mut self) {
        if self.at >= self.story.end() {
            self.seek(SimTime::ZERO);
        }
        self.before = self.at;
        self.playing = !self.playing;
    }

    fn step(&mut self, parts: u64, on: bool) {
        let length = self.span.1.since(self.span.0);
        let step = SimDuration((length.0 / parts).max(1_000_000));
        let at = match on {
            true => self.at.plus(step),
            false => SimTime(self.at.0.saturating_sub(step.0)),
        };
        self.move_to(at);
    }

    fn is_shown(&self, event: &Event) -> bool {
        self.view.shows(event)
    }

    fn jump(&mut self, on: bool, wanted: impl Fn(&Self, &Event) -> bool, asks: &mut Asks) {
        let found = match on {
            true => self.story.next(self.at, |e| wanted(self, e)),
            false => self.story.previous(self.at, |e| wanted(self, e)),
        };
        match (found, on) {
            (Some(at), _) => self.move_to(at),
            (None, true) => asks.say("there is none after this"),
            (None, false) => asks.say("there is none before this"),
        }
    }

    fn go_to_milestone(&mut self, on: bool, asks: &mut Asks) {
        let (before, after) = self.story.milestones_round(self.at);
        let found = if on { after } else { before };
        let found = found.map(|m| (m.at, m.sentence()));
        match found {
            Some((at, what)) => {
                self.move_to(at);
                asks.say(what);
            }
            None if self.story.around.milestones.is_empty() => {
                asks.say("nothing was published about this outage; { and } go to turning points");
            }
            None if on => asks.say("there is no milestone after this"),
            None => asks.say("there is no milestone before this"),
        }
    }

    /// A look `times / over` as wide, round an instant.
    pub(super) fn zoom(&mut self, times: u64, over: u64, round: SimTime) {
        let length = self.span.1.since(self.span.0);
        let all = self.story.end().since(SimTime::ZERO);
        let wanted = SimDuration(length.0 / over * times);
        self.show_around(wanted.max(SPAN_MIN).min(all), round);
    }

    /// Shows so much with an instant in the middle, as far as the run reaches.
    fn show_around(&mut self, length: SimDuration, round: SimTime) {
        let end = self.story.end();
        let latest = end.0.saturating_sub(length.0);
        let from = SimTime(round.0.saturating_sub(length.0 / 2).min(latest));
        self.span = (from, from.plus(length).min(end));
    }

    fn pan(&mut self, on: bool) {
        let (from, until) = self.span;
        let length = until.since(from);
        let middle = from.0 + length.0 / 2;
        let step = length.0 / 4;
        let middle = match on {
            true => middle.saturating_add(step).min(self.story.end().0),
            false => middle.saturating_sub(step),
        };
        self.show_around(length, SimTime(middle));
    }

    fn focus_by(&mut self, on: usize) {
        let now = Panel::ALL.iter().position(|&p| p == self.focus);
        let next = (now.unwrap_or(0) + on) % Panel::ALL.len();
        self.focus_on(Panel::ALL[next]);
    }

    /// Keys go to this panel from now on.
    pub(super) fn focus_on(&mut self, panel: Panel) {
        if self.focus != panel {
            self.focus = panel;
            self.scroll = 0;
        }
    }

    /// This panel alone, or all again if it is.
    fn enlarge(&mut self, panel: Panel) {
        let already = self.big && self.focus == panel;
        self.focus_on(panel);
        self.big = !already;
    }

    /// Looks closely at the part of that name, or at what is selected in the panel that has the focus.
    fn inspect(&mut self, name: Option<&str>, asks: &mut Asks) {
        if let Some(name) = name.map(str::trim).filter(|n| !n.is_empty()) {
            return self.inspect_part(name, asks);
        }
        match self.focus {
            Panel::Topology => self.enlarge(Panel::Inspector),
            Panel::Journeys => self.enlarge(Panel::Why),
            Panel::Inspector
            | Panel::Why
            | Panel::Events
            | Panel::Page
            | Panel::Score
            | Panel::Milestones => self.big = !self.big,
        }
    }

    fn inspect_part(&mut self, name: &str, asks: &mut Asks) {
        let arch = &self.story.arch;
        let rows = self.story.topology_at(self.at);
        let id = arch.find(name);
        match rows.iter().position(|r| id.is_some() && r.component == id) {
            Some(row) => {
                self.selected = row;
                self.focus_on(Panel::Inspector);
                self.big = true;
            }
            None => {
                let known = arch.components.iter().map(|c| c.name.as_str());
                let help = scenarios::problem::suggest(name, known);
                asks.say(format!("there is no part `{name}`; {help}"));
            }
        }
    }

    /// Up and down: in the topology a part, among journeys a journey, among events the playhead; elsewhere it scrolls.
    fn choose(&mut self, down: bool, asks: &mut Asks) {
        match self.focus {
            Panel::Topology | Panel::Inspector => {
                let count = self.story.topology_at(self.at).len().max(1);
                let now = self.selected.min(count - 1);
                self.selected = if down { now + 1 } else { now + count - 1 } % count;
                self.scroll = 0;
            }
            Panel::Journeys => self.choose_journey(down),
            Panel::Events => self.jump(down, Self::is_shown, asks),
            Panel::Why | Panel::Page | Panel::Score | Panel::Milestones => {
                let on = if down { 1 } else { -1 };
                self.scroll_by(on);
            }
        }
    }

    /// Scrolls the panel that has the focus, not far beyond its end: how long it is hangs on its width.
    pub(super) fn scroll_by(&mut self, lines: isize) {
        let room = Rect::new(0, 0, 80, 24);
        let most = panels::lines(&Scene::new(self), self.focus, room, &Look::default()).len();
        let wanted = self.scroll.saturating_add_signed(lines);
        self.scroll = wanted.min(most.saturating_sub(1));
    }

    fn choose_journey(&mut self, down: bool) {
        let count = self.story.arch.journeys.len().max(1);
        let now = self.asked().unwrap_or(0);
        let next = if down { now + 1 } else { now + count - 1 };
        self.journey = Some(next % count);
        self.scroll = 0;
    }

    fn ask_about(&mut self, name: Option<&str>, asks: &mut Asks) {
        let Some(name) = name else {
            return self.choose_journey(true);
        };
        let mut names = self.story.arch.journeys.iter().map(|j| j.name.as_str());
        match names.clone().position(|n| n == name) {
            Some(i) => self.journey = Some(i),
            None => {
                let help = scenarios::problem::suggest(name, &mut names);
                asks.say(format!("there is no journey `{name}`; {help}"));
            }
        }
    }

    fn look_at(&mut self, name: Option<&str>, asks: &mut Asks) {
        let now = View::ALL.iter().position(|v| *v == self.view).unwrap_or(0);
        let next = match name {
            Some(name) => View::ALL.into_iter().find(|v| v.name() == name),
            None => Some(View::ALL[(now + 1) % View::ALL.len()]),
        };
        match next {
            Some(view) => {
                self.view = view;
                self.search_again();
                asks.say(format!("events: {}", view.name()));
            }
            None => asks.say("kinds of events are: main, all, inputs, cloud, yours"),
        }
    }
}
