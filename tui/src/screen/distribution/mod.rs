//! Many runs of one architecture: how long, how often, how surely; and any of them as a replay.
//!
//! Runs come in steps, so that there is something to look at soon; everything said is what `zonefall sweep` says of the
//! same runs.

mod draw;
mod panels;
mod told;

use super::compare::Compare;
use super::keys::{Key, main, more};
use super::look::Look;
use super::matrix::Matrix;
use super::page::{Ask as Wish, Asks, Button, Mouse, Page};
use super::replay::Replay;
use super::work::{Ask, Job, Many, Product, RUNS, Setup};
use crossterm::event::KeyCode::{
    BackTab, Char, Down, Enter, Left, PageDown, PageUp, Right, Tab, Up,
};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use reports::words::{count, plural};
use search::sweep::{JourneyView, View};
use std::sync::Arc;
use tenant::Luck;

/// The panels, in the order of Tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Panel {
    /// Bars, twenty runs that stand for all, the promise.
    Shape,
    /// Quantiles with their intervals and a run for each.
    Percentiles,
    /// Two kinds of runs, where there are.
    Kinds,
    /// Share of runs that are back by a length of time.
    Back,
    /// Who is hit, what fails, what is lost, what it stands on.
    Besides,
}

impl Panel {
    const ALL: [Self; 5] = [
        Self::Shape,
        Self::Percentiles,
        Self::Kinds,
        Self::Back,
        Self::Besides,
    ];
}

/// Many runs of one architecture: how long, how often, how surely.
#[derive(Debug)]
pub struct Distribution {
    ask: Ask,
    /// The seed after the last that is wanted.
    until: u64,
    /// What is known by now.
    many: Option<Arc<Many>>,
    journey: usize,
    luck: Luck,
    /// Which of the quantiles' runs is chosen; the last one is the worst.
    run: usize,
    /// Index of [`panels::LENGTHS_S`]: the length whose share is read.
    reading: usize,
    /// Runs that are down no longer than each of these lengths, of the journey and luck in view.
    within: Vec<u64>,
    focus: Panel,
    big: bool,
    scroll: usize,
    /// Whether runs were left undone for something else that was wanted at once.
    interrupted: bool,
}

/// Fewest runs of the first step.
const STEP: u64 = 100;
/// How many times as many runs there are after a step.
const STEPS: u64 = 4;

impl Distribution {
    /// A thousand seeds of one setup.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        Self::of(Ask::of(&setup), RUNS)
    }

    /// The seeds of this up to before one of them.
    #[must_use]
    pub fn of(ask: Ask, until: u64) -> Self {
        Self {
            ask,
            until,
            many: None,
            journey: 0,
            luck: Luck::Touched,
            run: 0,
            reading: panels::READ_FIRST,
            within: Vec::new(),
            focus: Panel::Percentiles,
            big: false,
            scroll: 0,
            interrupted: false,
        }
    }

    /// What is known by now.
    #[must_use]
    pub fn known(&self) -> Option<&Many> {
        self.many.as_deref()
    }

    fn view(&self) -> Option<&View> {
        let sweep = &self.many.as_ref()?.sweep;
        Some(match self.luck {
            Luck::Touched => &sweep.touched,
            Luck::Drawn => &sweep.drawn,
        })
    }

    fn journey(&self) -> Option<&JourneyView> {
        let journeys = &self.view()?.journeys;
        journeys.get(self.journey)
    }

    /// Seeds of the runs that can be looked at: of each quantile, then the worst.
    fn seeds(&self) -> [Option<u64>; 4] {
        let Some(j) = self.journey() else {
            return [None; 4];
        };
        let [a, b, c] = j.down.quantile_seeds;
        [a, b, c, j.down.worst_seed]
    }

    /// Counts anew what is read off.
    fn count(&mut self) {
        let many = self.many.as_ref();
        let lengths = panels::LENGTHS_S.iter();
        let within = |&seconds: &u32| many.map_or(0, |m| panels::within(self, m, seconds));
        self.within = lengths.map(within).collect();
    }

    fn chosen(&self) -> Option<Setup> {
        let many = self.many.as_ref()?;
        let seed = self.seeds()[self.run]?;
        Some(many.setup(seed, self.luck))
    }

    fn runs(&self) -> u64 {
        self.many.as_ref().map_or(0, |m| m.runs.len() as u64)
    }

    fn wanted(&self) -> u64 {
        self.until.saturating_sub(self.ask.from)
    }

    /// Asks for the next step, if one is missing.
    fn go_on(&mut self, asks: &mut Asks) {
        self.interrupted = false;
        let runs = self.runs();
        if runs >= self.wanted() {
            return;
        }
        let step = (runs * STEPS).max(STEP).min(self.wanted());
        let until = self.ask.from + step;
        asks.ask(Wish::Work(Job::Many(
            self.ask.clone(),
            self.many.clone(),
            until,
        )));
    }

    /// Twice as many runs, as many as are said, or those that are still missing.
    fn more(&mut self, typed: Option<&str>, asks: &mut Asks) {
        match typed {
            None if self.runs() < self.wanted() => {}
            None => self.until = self.ask.from.saturating_add(2 * self.wanted()),
            Some(typed) => match typed.replace(',', "").parse::<u64>() {
                Ok(runs @ 1..=1_000_000) => self.until = self.ask.from.saturating_add(runs),
                Ok(_) | Err(_) => {
                    asks.say(format!("`{typed}` is no number of runs up to 1,000,000"));
                    return;
                }
            },
        }
        self.go_on(asks);
        if self.runs() >= self.wanted() {
            asks.say(format!("there are {} already", plural(self.runs(), "run")));
        }
    }

    fn replay(&mut self, asks: &mut Asks) {
        match self.chosen() {
            Some(setup) => {
                self.interrupted = self.runs() < self.wanted();
                asks.ask(Wish::Work(Job::Live(setup)));
            }
            None => asks.say("there is no such run yet"),
        }
    }

    fn compare(&self, typed: Option<&str>, asks: &mut Asks) {
        let Some(setup) = self.chosen() else {
            asks.say("there is no such run yet");
            return;
        };
        match typed {
            None => asks.prompt("compare", "compare with which architecture", ""),
            Some(other) => {
                let other = Setup {
                    architecture: other.to_owned(),
                    ..setup.clone()
                };
                asks.open(Compare::new(setup, other));
            }
        }
    }

    fn turn(&mut self, on: bool) {
        let step = if on { 1 } else { Panel::ALL.len() - 1 };
        let now = Panel::ALL.iter().position(|&p| p == self.focus);
        self.focus = Panel::ALL[(now.unwrap_or(0) + step) % Panel::ALL.len()];
        self.scroll = 0;
    }

    /// The next row that has a run, up or down; elsewhere the panel scrolls.
    fn choose(&mut self, down: bool) {
        if self.focus == Panel::Besides || self.focus == Panel::Kinds {
            self.scroll = match down {
                true => self.scroll.saturating_add(1).min(200),
                false => self.scroll.saturating_sub(1),
            };
            return;
        }
        let seeds = self.seeds();
        let there = |i: &usize| seeds[*i].is_some();
        let next = match down {
            true => (self.run + 1..seeds.len()).find(there),
            false => (0..self.run).rev().find(there),
        };
        self.run = next.unwrap_or(self.run);
    }

    fn journey_named(&mut self, typed: Option<&str>, asks: &mut Asks) {
        let Some(view) = self.view() else { return };
        let names: Vec<String> = view.journeys.iter().map(|j| j.name.clone()).collect();
        match typed {
            None => self.journey = (self.journey + 1) % names.len().max(1),
            Some(typed) => match names.iter().position(|n| n == typed) {
                Some(i) => self.journey = i,
                None => asks.say(format!("journeys are: {}", names.join(", "))),
            },
        }
    }
}

/// The keys of a distribution.
const KEYS: &[Key] = &[
    main(
        "replay",
        &[Enter],
        "Enter",
        "replay",
        "plays the chosen run: the one of a percentile, or the worst",
    ),
    main(
        "more-runs",
        &[Char('n')],
        "n",
        "more runs",
        "twice as many runs, or as many as are said: more-runs 5000",
    ),
    main(
        "luck",
        &[Char('t')],
        "t",
        "luck",
        "given that something of it is hit, or as the dice fall",
    ),
    main(
        "journey",
        &[Char('v')],
        "v",
        "journey",
        "the next journey, or one by its name: journey shop",
    ),
    main(
        "read-on",
        &[Right, Char('l')],
        "Left/Right",
        "read",
        "how many runs are back within a longer time",
    ),
    more(
        "read-back",
        &[Left, Char('h')],
        "Left",
        "shorter",
        "how many runs are back within a shorter time",
    ),
    main(
        "compare",
        &[Char('c')],
        "c",
        "compare",
        "the chosen run beside another architecture: compare two-zones",
    ),
    more(
        "matrix",
        &[Char('x')],
        "x",
        "matrix",
        "all architectures under this outage",
    ),
    more(
        "up",
        &[Up, Char('k')],
        "Up",
        "run before",
        "the run of the percentile before; scrolls what has no runs",
    ),
    more(
        "down",
        &[Down, Char('j')],
        "Down",
        "next run",
        "the run of the next percentile",
    ),
    more("far-up", &[PageUp], "PgUp", "far up", "scrolls up"),
    more("far-down", &[PageDown], "PgDn", "far down", "scrolls down"),
    main("next-panel", &[Tab], "Tab", "panel", "the next panel"),
    more(
        "previous-panel",
        &[BackTab],
        "Shift-Tab",
        "panel before",
        "the panel before",
    ),
    more(
        "big",
        &[Char('z')],
        "z",
        "big",
        "this panel alone, or all again",
    ),
];

impl Page for Distribution {
    fn name(&self) -> &'static str {
        "DISTRIBUTION"
    }

    fn head(&self) -> (String, String) {
        let frame = self.many.as_ref().map(|m| &m.sweep.frame);
        let (outage, arch) = frame.map_or((&self.ask.outage, &self.ask.architecture), |f| {
            (&f.outage, &f.architecture)
        });
        let (runs, wanted) = (self.runs(), self.wanted());
        let from = self.ask.from;
        let right = match runs < wanted {
            true => format!("{} of {}", count(runs), plural(wanted, "run")),
            false => format!("{}, seeds {from}..{}", plural(runs, "run"), from + runs),
        };
        (format!("{outage} x {arch}"), right)
    }

    fn keys(&self) -> &'static [Key] {
        KEYS
    }

    fn begin(&mut self, asks: &mut Asks) {
        self.go_on(asks);
    }

    fn again(&mut self, asks: &mut Asks) {
        if self.interrupted {
            self.go_on(asks);
        }
    }

    fn act(&mut self, id: &str, argument: Option<&str>, asks: &mut Asks) -> bool {
        match id {
            "replay" => self.replay(asks),
            "more-runs" => self.more(argument, asks),
            "luck" => {
                self.luck = match self.luck {
                    Luck::Touched => Luck::Drawn,
                    Luck::Drawn => Luck::Touched,
                };
                self.count();
            }
            "journey" => {
                self.journey_named(argument, asks);
                self.count();
            }
            "read-on" => self.reading = (self.reading + 1).min(panels::LENGTHS_S.len() - 1),
            "read-back" => self.reading = self.reading.saturating_sub(1),
            "compare" => self.compare(argument, asks),
            "matrix" => {
                let (luck, values) = (self.luck, search::many::Values::Drawn);
                asks.open(Matrix::new(self.ask.setup(self.ask.from, luck, values)));
            }
            "up" => self.choose(false),
            "down" => self.choose(true),
            "far-up" => self.scroll = self.scroll.saturating_sub(8),
            "far-down" => self.scroll = (self.scroll + 8).min(200),
            "next-panel" => self.turn(true),
            "previous-panel" => self.turn(false),
            "big" => self.big = !self.big,
            _ => return false,
        }
        true
    }

    fn close(&mut self) -> bool {
        std::mem::take(&mut self.big)
    }

    fn mouse(&mut self, event: Mouse, area: Rect, _asks: &mut Asks) {
        let down = match event.what {
            Button::WheelUp => return self.choose(false),
            Button::WheelDown => return self.choose(true),
            Button::Down => true,
            Button::Drag => false,
        };
        let Some((panel, room)) = draw::at(self, area, event.at) else {
            return;
        };
        if down {
            self.focus = panel;
        }
        if panel == Panel::Percentiles && down {
            let row = usize::from(event.at.y.saturating_sub(room.y));
            let run = row.saturating_sub(panels::HEAD_ROWS);
            if row >= panels::HEAD_ROWS && self.seeds().get(run).is_some_and(Option::is_some) {
                self.run = run;
            }
        }
    }

    fn done(&mut self, product: Product, asks: &mut Asks) {
        if let Product::Story(story) = product {
            asks.open(Replay::new(story));
        } else if let Product::Many(many) = product {
            self.many = Some(many);
            let journeys = self.view().map_or(0, |v| v.journeys.len());
            self.journey = self.journey.min(journeys.saturating_sub(1));
            self.count();
            self.go_on(asks);
        }
    }

    fn draw(&self, buffer: &mut Buffer, area: Rect, look: &Look) {
        draw::draw(buffer, self, look, area);
    }

    fn told(&self) -> Vec<String> {
        told::told(self)
    }
}
