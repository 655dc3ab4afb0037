//! What keys and clicks do on the screen one begins with.

use super::draw::first_shown;
use super::{Home, Pane, Recent, Wanted, panels, recent};
use crate::cli::LuckArg;
use crate::screen::compare::Compare;
use crate::screen::distribution::Distribution;
use crate::screen::lab::Lab;
use crate::screen::matrix::Matrix;
use crate::screen::page::{Ask, Asks};
use crate::screen::predict::Predict;
use crate::screen::replay::Replay;
use crate::screen::work::{Job, Product, Setup};
use kernel::SimTime;
use ratatui::layout::{Position, Rect};
use std::sync::Arc;

/// Rows of a large step.
const PAGE: usize = 8;

impl Home {
    /// Does a command of the table; whether it knows it.
    pub(super) fn do_command(&mut self, id: &str, argument: Option<&str>, asks: &mut Asks) -> bool {
        match id {
            "replay" => self.live(Wanted::Replay, asks),
            "predict" => self.live(Wanted::Predict, asks),
            "lab" => self.live(Wanted::Lab, asks),
            "matrix" => self.with_setup(asks, |setup, asks| asks.open(Matrix::new(setup))),
            "distribution" => {
                self.with_setup(asks, |setup, asks| asks.open(Distribution::new(setup)));
            }
            "compare" => self.compare(argument, asks),
            "mark" => self.mark(asks),
            "filter" => self.filter(argument, asks),
            "next-pane" => self.turn(1),
            "previous-pane" => self.turn(Pane::ALL.len() - 1),
            "up" => self.step(1, false),
            "down" => self.step(1, true),
            "page-up" => self.step(PAGE, false),
            "page-down" => self.step(PAGE, true),
            "first" => self.step(usize::MAX, false),
            "last" => self.step(usize::MAX, true),
            "pick" => self.pick(argument, asks),
            "big" => self.big = !self.big,
            "seed" => self.seed(argument, asks),
            "luck" => self.luck(argument, asks),
            "onto" => self.onto(argument, asks),
            "open" => self.open(argument, asks),
            _ => return false,
        }
        true
    }

    /// The run is there: it is kept and shown.
    pub(super) fn go_on(&mut self, product: Product, asks: &mut Asks) {
        let Product::Story(story) = product else {
            return;
        };
        let run = Recent::of(&story);
        recent::add(&mut self.data.recent, run.clone());
        if self.focus == Pane::Recent {
            self.recent.at = 0;
        }
        if let Some(file) = self.data.recent_file.clone() {
            let run = Box::new(run);
            asks.ask(Ask::Remember { file, run });
        }
        match self.wanted.take() {
            Some(Wanted::Predict) => asks.open(Predict::new(story)),
            Some(Wanted::Lab) => asks.open(Lab::new(Arc::clone(&story), SimTime::ZERO)),
            Some(Wanted::Replay) | None => asks.open(Replay::new(story)),
        }
    }

    /// A click on a row chooses it, a click on the chosen one goes on with it.
    pub(super) fn pointed(&mut self, pane: Pane, inner: Rect, at: Position, asks: &mut Asks) {
        self.look_at(pane);
        if !inner.contains(at) {
            return;
        }
        let (width, row) = (usize::from(inner.width), usize::from(at.y - inner.y));
        if pane == Pane::Start {
            if let Some(id) = panels::start_at(width, usize::from(at.x - inner.x), row) {
                self.do_command(id, None, asks);
            }
            return;
        }
        let Some(rows) = panels::list(self, pane, width) else {
            return;
        };
        let skip = first_shown(&rows, usize::from(inner.height));
        let Some(row) = rows.get(skip + row) else {
            return;
        };
        if row.chosen {
            self.live(Wanted::Replay, asks);
        } else if let Some(choice) = self.choice_mut(pane) {
            choice.at = row.index;
        }
    }

    /// Keys go to this panel.
    pub(super) fn look_at(&mut self, pane: Pane) {
        if self.focus != pane {
            self.focus = pane;
            self.scroll = 0;
        }
    }

    fn live(&mut self, wanted: Wanted, asks: &mut Asks) {
        let Some(setup) = self.setup() else {
            return asks.say("nothing is chosen");
        };
        self.wanted = Some(wanted);
        asks.ask(Ask::Work(Job::Live(setup)));
    }

    fn with_setup(&self, asks: &mut Asks, then: impl FnOnce(Setup, &mut Asks)) {
        match self.setup() {
            Some(setup) => then(setup, asks),
            None => asks.say("nothing is chosen"),
        }
    }

    fn open(&mut self, typed: Option<&str>, asks: &mut Asks) {
        match typed.map(str::trim) {
            None => asks.prompt("open", "architecture (a name or a file)", ""),
            Some("") => {}
            Some(typed) => {
                self.wanted = Some(Wanted::Replay);
                asks.ask(Ask::Work(Job::Live(self.setup_of(typed))));
            }
        }
    }

    fn compare(&mut self, typed: Option<&str>, asks: &mut Asks) {
        let marked = self.marked.and_then(|i| self.data.designs.get(i));
        let with = typed
            .map(|t| t.trim().to_owned())
            .or_else(|| marked.map(|d| d.typed.clone()));
        let (Some(with), Some(setup)) = (with, self.setup()) else {
            return asks.prompt("compare", "compare with (Space marks one instead)", "");
        };
        if with.is_empty() {
            return;
        }
        if with == setup.architecture {
            return asks.say(format!(
                "{with} is the chosen design itself: choose another"
            ));
        }
        let other = Setup {
            architecture: with,
            zone: None,
            ..setup.clone()
        };
        asks.open(Compare::new(setup, other));
    }

    fn mark(&mut self, asks: &mut Asks) {
        self.look_at(Pane::Designs);
        let at = self.designs.at;
        self.marked = (self.marked != Some(at)).then_some(at);
        if let (Some(_), Some(d)) = (self.marked, self.design()) {
            asks.say(format!(
                "{} is marked: choose another, c compares them",
                d.typed
            ));
        }
    }

    fn filter(&mut self, typed: Option<&str>, asks: &mut Asks) {
        if self.choice(self.focus).is_none() {
            self.look_at(Pane::Designs);
        }
        let pane = self.focus;
        let Some(typed) = typed else {
            let now = self.choice(pane).map_or("", |c| &c.filter).to_owned();
            return asks.filter("filter", "show only", now);
        };
        if let Some(choice) = self.choice_mut(pane) {
            typed.trim().clone_into(&mut choice.filter);
        }
        let rows = self.rows(pane);
        if let Some(choice) = self.choice_mut(pane)
            && !rows.contains(&choice.at)
        {
            choice.at = rows.first().copied().unwrap_or(choice.at);
        }
    }

    /// To another panel; recent runs only if there are any.
    fn turn(&mut self, by: usize) {
        let now = Pane::ALL.iter().position(|&p| p == self.focus);
        let mut next = now.unwrap_or(0);
        loop {
            next = (next + by) % Pane::ALL.len();
            if Pane::ALL[next] != Pane::Recent || !self.data.recent.is_empty() {
                break;
            }
        }
        self.look_at(Pane::ALL[next]);
    }

    fn step(&mut self, by: usize, down: bool) {
        let rows = self.rows(self.focus);
        let Some(choice) = self.choice_mut(self.focus) else {
            self.scroll = match down {
                true => self.scroll.saturating_add(by).min(200),
                false => self.scroll.saturating_sub(by),
            };
            return;
        };
        let now = rows.iter().position(|i| *i == choice.at).unwrap_or(0);
        let next = match down {
            true => now.saturating_add(by).min(rows.len().saturating_sub(1)),
            false => now.saturating_sub(by),
        };
        if let Some(&at) = rows.get(next) {
            choice.at = at;
        }
        // What is known of another one is read from its beginning.
        self.scroll = 0;
    }

    /// The row of a number, counted from 1 as it is told.
    fn pick(&mut self, typed: Option<&str>, asks: &mut Asks) {
        let Some(typed) = typed else {
            return asks.prompt("pick", "number of the row", "");
        };
        let rows = self.rows(self.focus);
        let number: Option<usize> = typed.trim().parse().ok();
        let row = number.and_then(|n| rows.get(n.checked_sub(1)?));
        match (row, self.choice_mut(self.focus)) {
            (Some(&row), Some(choice)) => choice.at = row,
            (_, _) => asks.say(format!("there is no row {typed} here")),
        }
    }

    fn seed(&mut self, typed: Option<&str>, asks: &mut Asks) {
        match typed.map(|t| (t, t.trim().parse())) {
            None => asks.prompt("seed", "seed", self.circumstances.seed.to_string()),
            Some((_, Ok(seed))) => {
                self.circumstances.seed = seed;
                asks.say(format!("seed {seed}: the same seed gives the same run"));
            }
            Some((typed, Err(_))) => asks.say(format!(
                "`{typed}` is no seed: a whole number from 0 to {}",
                u64::MAX
            )),
        }
    }

    fn luck(&mut self, typed: Option<&str>, asks: &mut Asks) {
        let luck = match (typed.map(str::trim), self.circumstances.luck) {
            (Some("touched"), _) | (None, LuckArg::Drawn) => LuckArg::Touched,
            (Some("drawn"), _) | (None, LuckArg::Touched) => LuckArg::Drawn,
            (Some(_), _) => return asks.say("luck is touched or drawn"),
        };
        self.circumstances.luck = luck;
        asks.say(match luck {
            LuckArg::Touched => "fates are drawn until something of the design is hit",
            LuckArg::Drawn => "fates are drawn once: most designs may be spared",
        });
    }

    fn onto(&mut self, typed: Option<&str>, asks: &mut Asks) {
        let Some(typed) = typed else {
            let now = self.circumstances.onto.clone().unwrap_or_default();
            return asks.prompt("onto", "region to strike (empty: the design's home)", now);
        };
        let typed = typed.trim();
        self.circumstances.onto = (!typed.is_empty()).then(|| typed.to_owned());
    }
}
