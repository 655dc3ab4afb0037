//! Say what will happen before it is shown: of each journey whether it is down, how long and how sure; of each store whose
//! data is promised, whether it loses any.
//!
//! The run has been lived already, but nothing of it is shown here but what is known before: the outage by its name and the
//! design as it stands. What is said is locked when the replay opens, and stands beside what happened in the debrief. What
//! is left out is recorded as left out.

mod answer;
mod draw;

use super::debrief::Debrief;
use super::keys::{Key, main, more};
use super::look::Look;
use super::page::{Ask, Asks, Button, Mouse, Page};
use super::replay::Replay;
use super::story::Story;
use crate::cli::predict as typed;
use answer::Answer;
use crossterm::event::KeyCode::{BackTab, Char, Down, Enter, Left, Right, Tab, Up};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use search::predict::{Prediction, questions};
use std::sync::Arc;

/// Say what will happen before it is shown.
#[derive(Debug)]
pub struct Predict {
    /// The run, not shown yet.
    story: Arc<Story>,
    answers: Vec<Answer>,
    /// The answer that keys go to.
    at: usize,
    /// Whether what was said stands: the end has been shown.
    locked: bool,
}

impl Predict {
    /// Before this run.
    #[must_use]
    pub fn new(story: Arc<Story>) -> Self {
        let asked = questions(&story.arch, &story.life.score);
        Self {
            answers: asked.into_iter().map(Answer::new).collect(),
            story,
            at: 0,
            locked: false,
        }
    }

    /// What has been said so far.
    fn said(&self) -> Vec<Prediction> {
        self.answers.iter().filter_map(Answer::said).collect()
    }

    /// What was said is locked; the run with it.
    fn lock(&mut self) -> Arc<Story> {
        self.locked = true;
        Arc::new(self.story.with_predictions(self.said()))
    }

    fn answer(&mut self, change: impl FnOnce(&mut Answer)) {
        if let Some(answer) = self.answers.get_mut(self.at) {
            change(answer);
        }
    }

    fn step(&mut self, by: usize) {
        let count = self.answers.len().max(1);
        self.at = (self.at + by) % count;
    }

    /// The question of a number, counted from 1 as it is told.
    fn pick(&mut self, typed: Option<&str>, asks: &mut Asks) {
        let Some(typed) = typed else {
            return asks.prompt("pick", "number of the question", "");
        };
        let number: Option<usize> = typed.trim().parse().ok();
        match number
            .and_then(|n| n.checked_sub(1))
            .filter(|n| *n < self.answers.len())
        {
            Some(at) => self.at = at,
            None => asks.say(format!("there is no question {typed}")),
        }
    }

    fn length(&mut self, typed: Option<&str>, asks: &mut Asks) {
        match typed.map(typed::length) {
            None => asks.prompt("length", "down for how long (20m, 2h, 3d)", ""),
            Some(Ok(length)) => self.answer(|a| a.set_length(length)),
            Some(Err(why)) => asks.say(why),
        }
    }

    fn sure(&mut self, typed: Option<&str>, asks: &mut Asks) {
        match typed.map(typed::sure) {
            None => asks.prompt("sure", "how sure (50 to 100 %)", ""),
            Some(Ok(sure)) => self.answer(|a| a.set_sure(sure)),
            Some(Err(why)) => asks.say(why),
        }
    }

    /// A whole prediction as the command line takes it.
    fn say(&mut self, typed: Option<&str>, asks: &mut Asks) {
        let Some(typed) = typed else {
            return asks.prompt("say", "say (shop=down for 2h at 80%)", "");
        };
        let said = match typed::prediction(typed) {
            Ok(said) => said,
            Err(why) => return asks.say(why),
        };
        let found = self.answers.iter().position(|a| a.is_of(&said));
        match found {
            Some(at) => {
                self.at = at;
                self.answer(|a| a.set(&said));
            }
            None => asks.say(format!("nothing like that is asked of `{}`", said.subject)),
        }
    }
}

/// The keys of predicting.
const KEYS: &[Key] = &[
    main(
        "lock",
        &[Enter],
        "Enter",
        "lock, watch",
        "locks what is said and opens the replay; the debrief comes when that is left",
    ),
    main(
        "flip",
        &[Char(' ')],
        "Space",
        "yes/no",
        "it will be down (or lose data), it will not, no answer",
    ),
    main(
        "longer",
        &[Right, Char('l')],
        "Left/Right",
        "length",
        "down for longer; Left: for a shorter time",
    ),
    more(
        "shorter",
        &[Left, Char('h')],
        "Left",
        "shorter",
        "down for a shorter time",
    ),
    main(
        "surer",
        &[Char('='), Char('+')],
        "- =",
        "sure",
        "5 % surer; -: 5 % less sure",
    ),
    more("less-sure", &[Char('-')], "-", "less sure", "5 % less sure"),
    main(
        "end",
        &[Char('d')],
        "d",
        "lock, debrief",
        "locks what is said and shows at once what happened",
    ),
    more(
        "up",
        &[Up, BackTab, Char('k')],
        "Up",
        "up",
        "the question above",
    ),
    more(
        "down",
        &[Down, Tab, Char('j')],
        "Down",
        "down",
        "the question below",
    ),
    more(
        "pick",
        &[],
        "",
        "pick",
        "the question of that number: pick 2",
    ),
    more(
        "length",
        &[Char('g')],
        "g",
        "length",
        "down for any length: length 3h30m",
    ),
    more(
        "sure",
        &[Char('s')],
        "s",
        "sure",
        "how sure, 50 to 100 %: sure 85",
    ),
    more(
        "say",
        &[],
        "",
        "say",
        "a whole prediction as the command line takes it: say shop=down for 2h at 80%",
    ),
];

impl Page for Predict {
    fn name(&self) -> &'static str {
        "PREDICT"
    }

    fn head(&self) -> (String, String) {
        let outcome = &self.story.life.outcome;
        let said = self.said().len();
        (
            format!("{} x {}", outcome.outage, outcome.architecture),
            format!("{said} of {} answered", self.answers.len()),
        )
    }

    fn keys(&self) -> &'static [Key] {
        KEYS
    }

    /// The replay was left: what was said stands beside what happened.
    fn again(&mut self, asks: &mut Asks) {
        if self.locked {
            let story = self.lock();
            asks.ask(Ask::Replace(Box::new(Debrief::new(story))));
        }
    }

    fn act(&mut self, id: &str, argument: Option<&str>, asks: &mut Asks) -> bool {
        match id {
            "flip" => self.answer(Answer::flip),
            "longer" => self.answer(|a| a.step_length(true)),
            "shorter" => self.answer(|a| a.step_length(false)),
            "surer" => self.answer(|a| a.step_sure(true)),
            "less-sure" => self.answer(|a| a.step_sure(false)),
            "lock" => {
                let story = self.lock();
                asks.open(Replay::new(story));
            }
            "end" => {
                let story = self.lock();
                asks.ask(Ask::Replace(Box::new(Debrief::new(story))));
            }
            "up" => self.step(self.answers.len().saturating_sub(1)),
            "down" => self.step(1),
            "pick" => self.pick(argument, asks),
            "length" => self.length(argument, asks),
            "sure" => self.sure(argument, asks),
            "say" => self.say(argument, asks),
            _ => return false,
        }
        true
    }

    fn mouse(&mut self, event: Mouse, area: Rect, _asks: &mut Asks) {
        match event.what {
            Button::Down => {
                if let Some(row) = draw::answer_at(self, area, event.at) {
                    if row == self.at {
                        self.answer(Answer::flip);
                    }
                    self.at = row;
                }
            }
            Button::WheelUp => self.step(self.answers.len().saturating_sub(1)),
            Button::WheelDown => self.step(1),
            Button::Drag => {}
        }
    }

    fn draw(&self, buffer: &mut Buffer, area: Rect, look: &Look) {
        draw::draw(buffer, self, look, area);
    }

    fn told(&self) -> Vec<String> {
        draw::told(self)
    }
}
