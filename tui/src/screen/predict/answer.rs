//! One question with what is said of it so far.

use kernel::SimDuration;
use reports::words::length;
use search::predict::{About, Claim, Prediction, Question};

/// A question and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    question: Question,
    /// Whether the bad thing happens; `None`: nothing is said.
    bad: Option<bool>,
    length: SimDuration,
    sure: u8,
}

/// Lengths that keys go through, minutes.
const LENGTHS: [u64; 13] = [
    5, 10, 20, 40, 60, 120, 240, 480, 960, 1440, 2160, 2880, 5760,
];
/// What stands there before anything is said.
const LENGTH: SimDuration = SimDuration::from_mins(60);
/// How sure one is to begin with, percent.
const SURE: u8 = 70;
/// A step of that.
const STEP: u8 = 5;

impl Answer {
    pub fn new(question: Question) -> Self {
        Self {
            question,
            bad: None,
            length: LENGTH,
            sure: SURE,
        }
    }

    /// What is said, if anything is.
    pub fn said(&self) -> Option<Prediction> {
        let claim = match (self.question.about, self.bad?) {
            (About::Journey, true) => Claim::Down(Some(self.length)),
            (About::Journey, false) => Claim::Up,
            (About::Store, true) => Claim::Loses,
            (About::Store, false) => Claim::Keeps,
        };
        Some(Prediction {
            subject: self.question.subject.clone(),
            claim,
            sure: self.sure,
        })
    }

    /// Whether a prediction answers this question.
    pub fn is_of(&self, said: &Prediction) -> bool {
        self.question.subject == said.subject && self.question.about == said.claim.about()
    }

    /// Takes an answer over.
    pub fn set(&mut self, said: &Prediction) {
        self.bad = Some(matches!(said.claim, Claim::Down(_) | Claim::Loses));
        self.length = said.claim.length().unwrap_or(self.length);
        self.sure = said.sure;
    }

    pub fn flip(&mut self) {
        self.bad = match self.bad {
            None => Some(true),
            Some(true) => Some(false),
            Some(false) => None,
        };
    }

    /// To say how long is to say that it happens.
    pub fn set_length(&mut self, length: SimDuration) {
        if self.question.about == About::Journey {
            self.length = length;
            self.bad = Some(true);
        }
    }

    pub fn step_length(&mut self, longer: bool) {
        if self.question.about != About::Journey {
            return;
        }
        if self.bad == Some(true) {
            let mut all = LENGTHS.iter().map(|&m| SimDuration::from_mins(m));
            let next = match longer {
                true => all.find(|l| *l > self.length),
                false => all.rfind(|l| *l < self.length),
            };
            self.length = next.unwrap_or(self.length);
        }
        self.bad = Some(true);
    }

    pub fn set_sure(&mut self, sure: u8) {
        self.sure = sure;
    }

    pub fn step_sure(&mut self, surer: bool) {
        self.sure = match surer {
            true => (self.sure + STEP).min(100),
            false => self.sure.saturating_sub(STEP).max(50),
        };
    }

    /// `Will shop be down?`
    pub fn asked(&self) -> String {
        let subject = &self.question.subject;
        match self.question.about {
            About::Journey => format!("Will {subject} be down?"),
            About::Store => format!("Will {subject} lose acknowledged writes?"),
        }
    }

    /// `yes, for 2h`, and how sure; nothing of the latter if nothing is said.
    pub fn shown(&self) -> (String, String) {
        let sure = format!("{} % sure", self.sure);
        match (self.bad, self.question.about) {
            (None, _) => ("no answer".to_owned(), String::new()),
            (Some(true), About::Journey) => (format!("yes, for {}", length(self.length)), sure),
            (Some(true), About::Store) => ("yes".to_owned(), sure),
            (Some(false), _) => ("no".to_owned(), sure),
        }
    }
}
