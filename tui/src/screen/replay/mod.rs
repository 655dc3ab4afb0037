//! The replay: one run on a timeline that can be played, stepped and searched in both directions.

mod draw;
mod panels;
mod timeline;
mod update;

use super::clock::{SPEED, SPEEDS};
use super::keys::{Key, main, more};
use super::look::Look;
use super::page::{Asks, Page};
use super::story::Story;
use crossterm::event::KeyCode::{
    BackTab, Char, Down, End, Home, Left, PageDown, PageUp, Right, Tab, Up,
};
use kernel::{SimDuration, SimTime};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use reports::words::length;
use std::sync::Arc;

/// The panels, in the order of Tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Panel {
    /// Where everything runs, and how it fares.
    Topology,
    /// Why the chosen journey is down.
    Why,
    /// Journeys with what they served lately.
    Journeys,
    /// The status page beside the truth.
    Page,
    /// What happened.
    Events,
    /// What it has cost by now.
    Score,
}

impl Panel {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Topology,
        Self::Why,
        Self::Journeys,
        Self::Page,
        Self::Events,
        Self::Score,
    ];
}

/// What is looked at, and how.
#[derive(Debug, Clone)]
pub struct Replay {
    /// The run.
    pub story: Arc<Story>,
    /// The instant that is looked at.
    pub at: SimTime,
    /// Whether time goes on by itself.
    pub playing: bool,
    /// Index of [`SPEEDS`].
    pub speed: usize,
    /// The stretch that the timeline shows.
    pub span: (SimTime, SimTime),
    /// The panel that keys go to.
    pub focus: Panel,
    /// Whether that panel is shown alone.
    pub big: bool,
    /// The journey asked about; `None`: whichever is worst off.
    pub journey: Option<usize>,
    /// Lines scrolled in the panel that has the focus.
    pub scroll: usize,
}

/// The closest look.
const SPAN_MIN: SimDuration = SimDuration::from_mins(10);

impl Replay {
    /// At the beginning of a run, all of it in sight.
    #[must_use]
    pub fn new(story: Arc<Story>) -> Self {
        let end = story.end();
        Self {
            story,
            at: SimTime::ZERO,
            playing: false,
            speed: SPEED,
            span: (SimTime::ZERO, end),
            focus: Panel::Topology,
            big: false,
            journey: None,
            scroll: 0,
        }
    }

    /// The journey that is asked about at this instant.
    #[must_use]
    pub fn asked(&self) -> Option<usize> {
        self.journey.or_else(|| self.story.worst_journey(self.at))
    }
}

/// The keys of a replay.
const KEYS: &[Key] = &[
    main("play", &[Char(' ')], "Space", "play", "plays or pauses"),
    more(
        "back",
        &[Left, Char('h')],
        "Left",
        "back",
        "a step back in time, a sixtieth of what the timeline shows",
    ),
    more(
        "on",
        &[Right, Char('l')],
        "Right",
        "on",
        "a step on in time",
    ),
    more(
        "far-back",
        &[PageUp],
        "PgUp",
        "far back",
        "a large step back",
    ),
    more("far-on", &[PageDown], "PgDn", "far on", "a large step on"),
    more(
        "previous-event",
        &[Char(',')],
        ",",
        "event before",
        "to the event before",
    ),
    main(
        "next-event",
        &[Char('.')],
        ".",
        "event",
        "to the next event",
    ),
    more(
        "previous-turn",
        &[Char('[')],
        "[",
        "turn before",
        "to the turning point before",
    ),
    main(
        "next-turn",
        &[Char(']')],
        "]",
        "turning point",
        "to the next turning point: somebody acts, a journey goes down or comes back",
    ),
    more("begin", &[Home], "Home", "beginning", "to the beginning"),
    more("end", &[End], "End", "end", "to the end"),
    more("faster", &[Char('>')], ">", "faster", "plays faster"),
    more("slower", &[Char('<')], "<", "slower", "plays slower"),
    main(
        "zoom-in",
        &[Char('='), Char('+')],
        "=",
        "closer",
        "a closer look at the time round the playhead",
    ),
    more("zoom-out", &[Char('-')], "-", "wider", "a wider look"),
    more("zoom-all", &[Char('0')], "0", "whole run", "the whole run"),
    main(
        "goto",
        &[Char('g')],
        "g",
        "go to",
        "to an instant: goto 2:40, goto +3h, goto 50%",
    ),
    main("next-panel", &[Tab], "Tab", "panel", "the next panel"),
    more(
        "previous-panel",
        &[BackTab],
        "Shift-Tab",
        "panel before",
        "the panel before",
    ),
    main(
        "big",
        &[Char('z')],
        "z",
        "big",
        "this panel alone, or all again",
    ),
    more(
        "up",
        &[Up, Char('k')],
        "Up",
        "up",
        "up in the panel: the journey before, or scrolls",
    ),
    more(
        "down",
        &[Down, Char('j')],
        "Down",
        "down",
        "down in the panel",
    ),
];

impl Page for Replay {
    fn name(&self) -> &'static str {
        "REPLAY"
    }

    fn head(&self) -> (String, String) {
        let outcome = &self.story.life.outcome;
        let play = if self.playing { "|>" } else { "||" };
        let speed = length(kernel::SimDuration::from_secs(SPEEDS[self.speed]));
        let at = self.story.clock.both(self.at);
        (
            format!("{} x {}", outcome.outage, outcome.architecture),
            format!("{at}  {play} {speed}/s"),
        )
    }

    fn keys(&self) -> &'static [Key] {
        KEYS
    }

    fn act(&mut self, id: &str, argument: Option<&str>, asks: &mut Asks) -> bool {
        update::act(self, id, argument, asks)
    }

    fn close(&mut self) -> bool {
        std::mem::take(&mut self.big)
    }

    fn moves(&self) -> bool {
        self.playing
    }

    fn pass(&mut self, real: SimDuration) {
        self.let_pass(real);
    }

    fn draw(&self, buffer: &mut Buffer, area: Rect, look: &Look) {
        draw::draw(buffer, self, look, area);
    }

    fn told(&self) -> Vec<String> {
        Vec::new()
    }
}
