//! What commands do to a matrix.

use super::metric::Metric;
use super::order::Sort;
use super::{Matrix, Panel};
use crate::screen::compare::Compare;
use crate::screen::distribution::Distribution;
use crate::screen::page::{Ask as Wish, Asks};
use crate::screen::work::{Grid, Job, RUNS, Setup};
use reports::matrix::{telling_seed, worst_journey};

/// The most lines that a text can be scrolled by.
const SCROLL_MAX: usize = 200;

/// Does a command; whether there is one of that name.
pub(super) fn act(page: &mut Matrix, id: &str, argument: Option<&str>, asks: &mut Asks) -> bool {
    match id {
        "replay" => {
            let seed = page.chosen().and_then(telling_seed);
            page.replay(seed, asks);
        }
        "replay-median" => page.replay(page.down(|d| d.quantile_seeds[0]), asks),
        "replay-worst" => page.replay(page.down(|d| d.worst_seed), asks),
        "distribution" => match page.ask(page.row) {
            Some(ask) => {
                page.interrupted = !page.is_whole();
                asks.open(Distribution::of(ask, RUNS));
            }
            None => asks.say("nothing is known of it yet"),
        },
        "mark" => {
            page.chose = true;
            page.mark();
        }
        "compare" => page.compare(argument, asks),
        "metric" => page.choose_metric(argument, asks),
        "sort" => page.choose_order(argument, asks),
        "transpose" => page.turn_over(),
        "hide-met" => {
            page.hide_met = !page.hide_met;
            page.keep_in_sight();
        }
        "filter" => match argument {
            None => asks.filter("filter", "only names with", page.filter.clone()),
            Some(text) => {
                text.clone_into(&mut page.filter);
                page.keep_in_sight();
            }
        },
        "outages" => page.other_outages(argument, asks),
        "add" => page.one_more(argument, asks),
        "go-on" => page.go_on(asks),
        "far-up" => page.scroll = page.scroll.saturating_sub(8),
        "far-down" => page.scroll = (page.scroll + 8).min(SCROLL_MAX),
        "next-panel" => page.turn(1),
        "previous-panel" => page.turn(Panel::ALL.len() - 1),
        "big" => page.big = !page.big,
        _ => return walk(page, id),
    }
    true
}

/// The commands that move the cursor.
fn walk(page: &mut Matrix, id: &str) -> bool {
    let by_rows = page.focus == Panel::Heat;
    page.chose = true;
    match id {
        "up" | "down" if !by_rows => {
            page.scroll = match id {
                "up" => page.scroll.saturating_sub(1),
                _ => (page.scroll + 1).min(SCROLL_MAX),
            }
        }
        "up" => page.step(page.transposed, false),
        "down" => page.step(page.transposed, true),
        "left" => page.step(!page.transposed, false),
        "right" => page.step(!page.transposed, true),
        "first" => page.row = page.order().first().copied().unwrap_or(0),
        "last" => page.row = page.order().last().copied().unwrap_or(0),
        _ => return false,
    }
    true
}

impl Matrix {
    fn down(&self, seed: impl Fn(&search::sweep::Lengths) -> Option<u64>) -> Option<u64> {
        worst_journey(self.chosen()?).and_then(|j| seed(&j.down))
    }

    fn replay(&mut self, seed: Option<u64>, asks: &mut Asks) {
        match seed.and_then(|seed| self.setup(self.row, seed)) {
            Some(setup) => {
                self.interrupted = !self.is_whole();
                asks.ask(Wish::Work(Job::Live(setup)));
            }
            None => asks.say("there is no such run yet"),
        }
    }

    fn mark(&mut self) {
        match self.marked.iter().position(|&row| row == self.row) {
            Some(at) => {
                self.marked.remove(at);
            }
            None => {
                self.marked.push(self.row);
                let surplus = self.marked.len().saturating_sub(2);
                self.marked.drain(..surplus);
            }
        }
    }

    /// The two that are meant by what is marked and where the cursor is.
    fn pair(&self) -> Option<(usize, String)> {
        let typed = |row: usize| self.rows().get(row).map(|r| r.typed.clone());
        match self.marked.as_slice() {
            [a, b] => Some((*a, typed(*b)?)),
            [a] if *a != self.row => Some((*a, typed(self.row)?)),
            _ => {
                let nearest = self.chosen()?.nearest.as_ref()?;
                Some((self.row, nearest.architecture.clone()))
            }
        }
    }

    fn compare(&mut self, typed: Option<&str>, asks: &mut Asks) {
        let pair = match typed {
            Some(name) => Some((self.row, name.to_owned())),
            None => self.pair(),
        };
        let Some((row, other)) = pair else {
            asks.prompt("compare", "compare with which architecture", "");
            return;
        };
        let seed = self.cell(row, self.outage()).and_then(telling_seed);
        let Some(a) = self.setup(row, seed.unwrap_or(self.grid.seeds.0)) else {
            asks.say("nothing is known of it yet");
            return;
        };
        let b = Setup {
            architecture: other,
            ..a.clone()
        };
        self.interrupted = !self.is_whole();
        asks.open(Compare::new(a, b));
    }

    fn choose_metric(&mut self, typed: Option<&str>, asks: &mut Asks) {
        let all = Metric::ALL;
        let now = all.iter().position(|m| *m == self.metric());
        let next = match typed {
            None => Some((now.unwrap_or(0) + 1) % all.len()),
            Some(name) => all.iter().position(|m| m.name() == name),
        };
        let Some(next) = next else {
            asks.say("numbers are: down, kept, lost, harm, month");
            return;
        };
        if self.is_single() {
            self.column = next;
        }
        self.metric = all[next];
        asks.say(all[next].means());
    }

    fn choose_order(&mut self, typed: Option<&str>, asks: &mut Asks) {
        let all = Sort::ALL;
        let now = all.iter().position(|s| *s == self.sort).unwrap_or(0);
        let next = match typed {
            None => Some(all[(now + 1) % all.len()]),
            Some(name) => all.into_iter().find(|s| s.name() == name),
        };
        match next {
            Some(sort) => self.sort = sort,
            None => asks.say("orders are: worst, column, cheapest, name, given"),
        }
    }

    fn turn_over(&mut self) {
        let (outage, metric) = (self.outage(), self.metric());
        self.transposed = !self.transposed;
        self.metric = metric;
        self.column = match self.is_single() {
            true => Metric::ALL.iter().position(|m| *m == metric).unwrap_or(0),
            false => outage,
        };
    }

    /// The cursor stays on a row that is shown.
    fn keep_in_sight(&mut self) {
        let order = self.order();
        if !order.contains(&self.row) {
            self.row = order.first().copied().unwrap_or(self.row);
        }
    }

    /// One step among columns or among architectures.
    fn step(&mut self, columns: bool, on: bool) {
        let moved = |at: usize, len: usize| match on {
            true => (at + 1).min(len.saturating_sub(1)),
            false => at.saturating_sub(1),
        };
        if columns {
            self.column = moved(self.column, self.shown().len());
            return;
        }
        let order = self.order();
        let at = order.iter().position(|&row| row == self.row).unwrap_or(0);
        self.row = order.get(moved(at, order.len())).copied().unwrap_or(0);
    }

    fn turn(&mut self, on: usize) {
        let now = Panel::ALL.iter().position(|&p| p == self.focus);
        self.focus = Panel::ALL[(now.unwrap_or(0) + on) % Panel::ALL.len()];
        self.scroll = 0;
    }

    fn other_outages(&mut self, typed: Option<&str>, asks: &mut Asks) {
        let now = self
            .columns
            .first()
            .map_or(String::new(), |c| c.outages.join(","));
        match typed {
            None => asks.prompt("outages", "outages, with commas", now),
            Some(typed) => {
                let names = typed.split(',').map(|n| n.trim().to_owned());
                let grid = Grid {
                    outages: names.filter(|n| !n.is_empty()).collect(),
                    ..self.grid.clone()
                };
                self.again_with(grid, asks);
            }
        }
    }

    fn one_more(&mut self, typed: Option<&str>, asks: &mut Asks) {
        match typed.map(str::trim).filter(|t| !t.is_empty()) {
            None => asks.prompt("add", "a file or a built-in architecture", ""),
            Some(typed) => {
                let mut architectures: Vec<String> =
                    self.rows().iter().map(|r| r.typed.clone()).collect();
                architectures.push(typed.to_owned());
                let grid = Grid {
                    architectures,
                    ..self.grid.clone()
                };
                self.again_with(grid, asks);
                self.begin_at = Some(typed.to_owned());
            }
        }
    }
}
