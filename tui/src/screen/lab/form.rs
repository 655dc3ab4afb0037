//! The form of one thing to do: when, for how long, with which numbers, and what somebody expects of it.

use super::choice::Choice;
use super::map::Target;
use super::session::{Guess, Step};
use cloud::model::Unit;
use kernel::{SimDuration, SimTime};
use reports::words::{length, minutes};
use scenarios::unit;
use search::log::Command;
use search::log::menu::{Holds, Parameter};
use tenant::architecture::Architecture;

/// A form that is being filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// What is done.
    pub choice: Choice,
    /// When.
    pub at: SimTime,
    /// For how long; `None`: to the end.
    pub length: Option<SimDuration>,
    /// One per parameter, in its unit; of choices the index.
    pub values: Vec<f64>,
    /// Whether somebody expects that it hurts; `None`: nobody said.
    pub worse: Option<bool>,
    /// Whom.
    pub journey: usize,
    /// By how much.
    pub by: SimDuration,
    /// How sure, percent.
    pub sure: u8,
    /// The line that keys go to.
    pub row: usize,
}

/// A line of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// When.
    At,
    /// For how long.
    For,
    /// A parameter, by index.
    Value(usize),
    /// Which journey is asked about.
    Journey,
    /// Whether it will be down longer.
    Worse,
    /// By how much.
    By,
    /// How sure.
    Sure,
    /// Do it.
    Run,
}

/// Lengths that Left and Right go through; after the last comes "to the end".
const LENGTHS_MIN: [u64; 13] = [1, 5, 10, 15, 30, 60, 120, 240, 480, 720, 1440, 2880, 5760];
/// Shares that Left and Right go through, percent.
const SHARES: [f64; 11] = [
    0.0, 1.0, 5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 100.0,
];
/// Least and most that somebody can be sure of a yes or no.
const SURE: (u8, u8) = (50, 100);

impl Form {
    /// For one thing to do, at an instant.
    #[must_use]
    pub fn new(choice: Choice, at: SimTime, journey: usize) -> Self {
        let values = choice.item.defaults();
        let mut form = Self {
            choice,
            at,
            length: Some(SimDuration::from_hours(1)),
            values,
            worse: None,
            journey,
            by: SimDuration::from_mins(30),
            sure: 70,
            row: 0,
        };
        form.row = form.lines().len().saturating_sub(1);
        form
    }

    /// Its lines, "do it" last.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let mut out = vec![Line::At];
        if self.choice.item.lasts {
            out.push(Line::For);
        }
        out.extend((0..self.choice.item.parameters.len()).map(Line::Value));
        out.extend([Line::Journey, Line::Worse]);
        if self.worse.is_some() {
            out.extend([Line::By, Line::Sure]);
        }
        out.push(Line::Run);
        out
    }

    /// The line that keys go to.
    #[must_use]
    pub fn line(&self) -> Line {
        let lines = self.lines();
        lines.get(self.row).copied().unwrap_or(Line::Run)
    }

    /// A line down or up.
    pub fn go(&mut self, down: bool) {
        let last = self.lines().len().saturating_sub(1);
        self.row = match down {
            true => (self.row + 1).min(last),
            false => self.row.min(last).saturating_sub(1),
        };
    }

    /// Somebody says whether it will hurt; keys stay on the line they were on.
    pub fn say(&mut self, worse: Option<bool>) {
        let line = self.line();
        self.worse = worse;
        let found = self.lines().iter().position(|l| *l == line);
        self.row = found.unwrap_or_else(|| self.lines().len().saturating_sub(1));
    }

    /// What a line is called and what stands in it.
    #[must_use]
    pub fn shown(&self, line: Line, arch: &Architecture) -> (String, String) {
        let text = |a: &str, b: String| (a.to_owned(), b);
        match line {
            Line::At => text("at", minutes(self.at)),
            Line::For => text("for", self.length.map_or("to the end".to_owned(), length)),
            Line::Value(i) => {
                let p = &self.choice.item.parameters[i];
                (p.name.to_owned(), p.show(self.values[i]))
            }
            Line::Journey => {
                let name = arch.journeys.get(self.journey);
                text("of journey", name.map_or(String::new(), |j| j.name.clone()))
            }
            Line::Worse => text(
                "down longer?",
                match self.worse {
                    Some(true) => "yes",
                    Some(false) => "no",
                    None => "not said",
                }
                .to_owned(),
            ),
            Line::By => match self.worse {
                Some(true) => text("by how long", length(self.by)),
                Some(false) | None => text("by how long", "-".to_owned()),
            },
            Line::Sure => text("how sure", format!("{}%", self.sure)),
            Line::Run => text("do it", String::new()),
        }
    }

    /// What a line asks for, when it is typed.
    #[must_use]
    pub fn asks(&self, line: Line) -> String {
        match line {
            Line::At => "at (2:40, +3h, -10m, 50%)".to_owned(),
            Line::For => "for (15m, 2h, end)".to_owned(),
            Line::Value(i) => {
                let p = &self.choice.item.parameters[i];
                format!("{} ({})", p.name, range(p))
            }
            Line::By => "by how long (20m, 3h)".to_owned(),
            Line::Sure => "how sure (50% to 100%)".to_owned(),
            Line::Journey | Line::Worse | Line::Run => String::new(),
        }
    }

    /// A step left or right in the line that keys go to.
    pub fn turn(&mut self, more: bool, end: SimTime, journeys: usize) {
        match self.line() {
            Line::At => {
                let step = SimDuration::from_mins(5);
                self.at = match more {
                    true => self.at.plus(step).min(end),
                    false => SimTime(self.at.0.saturating_sub(step.0)),
                };
            }
            Line::For => self.length = turned_length(self.length, more),
            Line::Value(i) => {
                self.values[i] = turned(&self.choice.item.parameters[i], self.values[i], more);
            }
            Line::Journey => {
                let count = journeys.max(1);
                self.journey = (self.journey + if more { 1 } else { count - 1 }) % count;
            }
            Line::Worse => self.say(match (self.worse, more) {
                (None, true) | (Some(false), false) => Some(true),
                (Some(true), true) | (None, false) => Some(false),
                (Some(false), true) | (Some(true), false) => None,
            }),
            Line::By => self.by = turned_length(Some(self.by), more).unwrap_or(self.by),
            Line::Sure => {
                let sure = if more {
                    self.sure + 5
                } else {
                    self.sure.saturating_sub(5)
                };
                self.sure = sure.clamp(SURE.0, SURE.1);
            }
            Line::Run => {}
        }
    }

    /// Takes what was typed for a line.
    ///
    /// # Errors
    /// What is wrong with it, and how it is written.
    pub fn typed(&mut self, line: Line, text: &str, end: SimTime) -> Result<(), String> {
        let said = |w: unit::Wrong| format!("{}; {}", w.message, w.help);
        match line {
            Line::At => {
                let at = crate::screen::clock::instant(text, self.at, end);
                let at =
                    at.ok_or_else(|| format!("`{text}` is no instant: 2:40, +3h, -10m or 50%"))?;
                self.at = at.min(end);
            }
            Line::For => {
                self.length = match text.trim() {
                    "end" | "to the end" => None,
                    text => Some(unit::duration(text).map_err(said)?),
                };
            }
            Line::Value(i) => self.values[i] = read(&self.choice.item.parameters[i], text)?,
            Line::By => self.by = unit::duration(text).map_err(said)?,
            Line::Sure => {
                let share = unit::share(text).map_err(said)?;
                let percent = u8::try_from(share / 10_000).unwrap_or(SURE.1);
                self.sure = percent.clamp(SURE.0, SURE.1);
            }
            Line::Journey | Line::Worse | Line::Run => {}
        }
        Ok(())
    }

    /// What is done, in a few words: of several commands what they are called together, else what it says of itself.
    fn title(&self, commands: &[Command], arch: &Architecture) -> String {
        let told = match commands {
            [Command::Overlay(overlay)] => overlay.describe(),
            [Command::Tenant(command)] => command.action.describe(arch),
            [Command::Cloud(_)] | [] | [_, _, ..] => return self.choice.sentence.clone(),
        };
        match &self.choice.target {
            Target::Place(path) => told.replace(path.as_str(), &self.choice.whom),
            Target::Component(_) | Target::People | Target::Machinery => told,
        }
    }

    /// What is done, ready for a branch.
    ///
    /// # Errors
    /// Why it cannot be done so.
    pub fn step(&self, arch: &Architecture) -> Result<Step, String> {
        let length = self.length.filter(|_| self.choice.item.lasts);
        let commands = self.choice.item.commands(self.at, length, &self.values)?;
        let guess = self.worse.map(|worse| Guess {
            journey: self.journey,
            worse,
            by: if worse { self.by } else { SimDuration(0) },
            sure: self.sure,
        });
        Ok(Step {
            title: self.title(&commands, arch),
            at: self.at,
            length,
            commands,
            guess,
        })
    }
}

fn turned_length(now: Option<SimDuration>, more: bool) -> Option<SimDuration> {
    let ladder = LENGTHS_MIN.map(SimDuration::from_mins);
    let (first, last) = (ladder[0], ladder[ladder.len() - 1]);
    match (now, more) {
        (None, true) => None,
        (None, false) => Some(last),
        (Some(d), true) => ladder.into_iter().find(|x| *x > d),
        (Some(d), false) => Some(ladder.into_iter().rev().find(|x| *x < d).unwrap_or(first)),
    }
}

/// What a parameter may be, as text: `0% to 100%`, `hung, down or lost`.
#[must_use]
pub fn range(p: &Parameter) -> String {
    match &p.holds {
        Holds::Number { low, high, .. } => format!("{} to {}", p.show(*low), p.show(*high)),
        Holds::Choice(words) => words.join(", "),
    }
}

/// The next value up or down.
fn turned(p: &Parameter, value: f64, more: bool) -> f64 {
    match &p.holds {
        Holds::Choice(words) => {
            let last = words.len().saturating_sub(1) as f64;
            (value + if more { 1.0 } else { -1.0 }).clamp(0.0, last)
        }
        Holds::Number {
            unit, low, high, ..
        } => next(*unit, value, more).max(*low).min(*high),
    }
}

fn next(unit: Unit, value: f64, more: bool) -> f64 {
    match unit {
        Unit::Switch => f64::from(u8::from(more)),
        Unit::Share => ladder(&SHARES.map(|p| p / 100.0), value, more),
        Unit::Seconds => ladder(&LENGTHS_MIN.map(|m| (m * 60) as f64), value, more),
        Unit::Count | Unit::Members if value < 10.0 => value + if more { 1.0 } else { -1.0 },
        Unit::Count
        | Unit::Members
        | Unit::Factor
        | Unit::PerSecond
        | Unit::PerHour
        | Unit::Bytes
        | Unit::BytesPerSecond => match more {
            true if value <= 0.0 => 1.0,
            true => value * 2.0,
            false => value / 2.0,
        },
    }
}

/// A value as it was typed.
fn read(p: &Parameter, text: &str) -> Result<f64, String> {
    let said = |w: unit::Wrong| format!("{}; {}", w.message, w.help);
    let (unit, low, high) = match &p.holds {
        Holds::Choice(words) => {
            let found = words.iter().position(|c| c == text.trim());
            let list = words.join(", ");
            return found
                .map(|i| i as f64)
                .ok_or_else(|| format!("it is one of: {list}"));
        }
        Holds::Number {
            unit, low, high, ..
        } => (*unit, *low, *high),
    };
    let value = match unit {
        Unit::Seconds => unit::seconds(text),
        Unit::Share => unit::share_exact(text),
        Unit::PerSecond => unit::rate(text),
        Unit::PerHour => unit::per_hour(text),
        Unit::Bytes => unit::size(text).map(|n| n as f64),
        Unit::BytesPerSecond => unit::speed(text).map(|n| n as f64),
        Unit::Count | Unit::Members => unit::count(text).map(|n| n as f64),
        Unit::Factor => unit::factor(text),
        Unit::Switch => unit::switch(text).map(|on| f64::from(u8::from(on))),
    };
    let value = value.map_err(said)?;
    match (low..=high).contains(&value) {
        true => Ok(value),
        false => Err(format!("{} is from {}", p.name, range(p))),
    }
}

fn ladder(steps: &[f64], value: f64, more: bool) -> f64 {
    let mut up = steps.iter().copied();
    let mut down = steps.iter().rev().copied();
    match more {
        true => up.find(|s| *s > value).unwrap_or(value),
        false => down.find(|s| *s < value).unwrap_or(value),
    }
}
