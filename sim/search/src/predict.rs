//! What somebody said before a run, beside what happened, and how well they judged.
//!
//! Of each journey one may say whether it will be down, for how long, and how sure one is; of each store whose data is
//! promised, whether it loses acknowledged writes. Two scores, both proper: nobody does better on average than by saying
//! what they believe.
//!
//! - Yes or no: the Brier score (Brier 1950), the square of what the stated chance missed by. 0 is best, 1 worst; who
//!   always says 50 % gets 0.25.
//! - A length: in how many doublings it is off, |log2((said + 1 min) / (was + 1 min))|. It is a growing function of an
//!   absolute error, so it is least for whoever says the median of what they believe; the minute lets it be told of
//!   lengths of 0.

use crate::Try;
use crate::statistics::Sum;
use kernel::{SimDuration, math};
use tenant::architecture::Architecture;
use tenant::score::{JourneyScore, Score, StoreScore, reach};

/// What is asked before a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Name of the journey or store.
    pub subject: String,
    /// Which of the two.
    pub about: About,
}

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// Whether a journey is down, and for how long.
    Journey,
    /// Whether a store loses acknowledged writes.
    Store,
}

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// The journey will be down, all its times together for so long if that is said.
    Down(Option<SimDuration>),
    /// It will never be down.
    Up,
    /// The store loses acknowledged writes.
    Loses,
    /// It loses none.
    Keeps,
}

impl Claim {
    /// What it can be said of.
    #[must_use]
    pub const fn about(self) -> About {
        match self {
            Self::Down(_) | Self::Up => About::Journey,
            Self::Loses | Self::Keeps => About::Store,
        }
    }

    /// The length that is said.
    #[must_use]
    pub const fn length(self) -> Option<SimDuration> {
        match self {
            Self::Down(length) => length,
            Self::Up | Self::Loses | Self::Keeps => None,
        }
    }
}

/// Something said of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prediction {
    /// Of which journey or store.
    pub subject: String,
    /// What.
    pub claim: Claim,
    /// How sure one is, 50 to 100 percent.
    pub sure: u8,
}

/// What became of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// The journey was down for so long in all, 0 if never, and whether it came back.
    Down(SimDuration, bool),
    /// So many acknowledged writes of the store are missing; `true` if nothing can bring the store back.
    Lost(u64, bool),
}

impl Happened {
    /// Whether the bad thing happened.
    #[must_use]
    pub const fn is_bad(self) -> bool {
        match self {
            Self::Down(length, _) => length.0 > 0,
            Self::Lost(writes, gone) => writes > 0 || gone,
        }
    }
}

/// A question, what was said, and what happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// What was asked.
    pub question: Question,
    /// What was said; `None`: it was left out.
    pub said: Option<Prediction>,
    /// What happened.
    pub happened: Happened,
    /// Whether the yes or no was right.
    pub right: Option<bool>,
    /// Its Brier score.
    pub brier: Option<f64>,
    /// Doublings by which the length was off, if one was said.
    pub doublings: Option<f64>,
}

/// How well somebody judged a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// One per question.
    pub rows: Vec<Judged>,
    /// Mean Brier score of what was said; `None`: nothing was.
    pub brier: Option<f64>,
    /// Mean of the doublings.
    pub doublings: Option<f64>,
}

/// What can be asked of an architecture: every journey, and every store behind a journey with a promise of data.
#[must_use]
pub fn questions(arch: &Architecture, score: &Score) -> Vec<Question> {
    let journeys = score.journeys.iter().map(|j| Question {
        subject: j.name.clone(),
        about: About::Journey,
    });
    let promised = arch.objectives.iter().filter(|o| o.rpo.is_some());
    let reached: Vec<Vec<bool>> = promised
        .map(|o| reach(arch, &arch.journeys[usize::from(o.journey.0)]))
        .collect();
    let is_promised = |s: &&StoreScore| reached.iter().any(|r| r[usize::from(s.component.0)]);
    let stores = score.stores.iter().filter(is_promised).map(|s| Question {
        subject: s.name.clone(),
        about: About::Store,
    });
    journeys.chain(stores).collect()
}

/// What was said beside what happened. The last that was said of a subject counts; what was said of nobody is left out.
#[must_use]
pub fn judge(arch: &Architecture, life: &Try, said: &[Prediction]) -> Judgement {
    let score = &life.score;
    let rows: Vec<Judged> = questions(arch, score)
        .into_iter()
        .filter_map(|question| {
            let happened = happened(&question, score)?;
            let is_of = |p: &&Prediction| {
                p.subject == question.subject && p.claim.about() == question.about
            };
            let said = said.iter().rev().find(is_of).cloned();
            Some(judged(question, said, happened))
        })
        .collect();
    Judgement {
        brier: mean(rows.iter().filter_map(|r| r.brier)),
        doublings: mean(rows.iter().filter_map(|r| r.doublings)),
        rows,
    }
}

fn happened(question: &Question, score: &Score) -> Option<Happened> {
    let name = &question.subject;
    match question.about {
        About::Journey => {
            let journey: &JourneyScore = score.journeys.iter().find(|j| j.name == *name)?;
            Some(Happened::Down(journey.downtime, !journey.censored))
        }
        About::Store => {
            let store = score.stores.iter().find(|s| s.name == *name)?;
            Some(Happened::Lost(store.lost, store.unrecoverable))
        }
    }
}

fn judged(question: Question, said: Option<Prediction>, happened: Happened) -> Judged {
    let right = said.as_ref().map(|p| {
        let bad = matches!(p.claim, Claim::Down(_) | Claim::Loses);
        bad == happened.is_bad()
    });
    let brier = said
        .as_ref()
        .zip(right)
        .map(|(p, right)| brier(p.sure, right));
    let length = said.as_ref().and_then(|p| p.claim.length());
    let doublings = length.and_then(|said| match happened {
        Happened::Down(was, _) => Some(doublings(said, was)),
        Happened::Lost(..) => None,
    });
    Judged {
        question,
        said,
        happened,
        right,
        brier,
        doublings,
    }
}

/// The square of what a chance missed by, for a claim held with so many percent.
#[must_use]
pub fn brier(sure: u8, right: bool) -> f64 {
    let sure = u32::from(sure.min(100));
    let missed = if right { 100 - sure } else { sure };
    f64::from(missed * missed) / 10_000.0
}

/// In how many doublings a length is off.
#[must_use]
pub fn doublings(said: SimDuration, was: SimDuration) -> f64 {
    let minutes = |d: SimDuration| d.secs_f64() / 60.0 + 1.0;
    let apart = math::ln(minutes(said) / minutes(was)) / math::ln(2.0);
    apart.abs()
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let all: Vec<f64> = values.collect();
    let count = all.len() as f64;
    (count > 0.0).then(|| Sum::of(all) / count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_sure_is_a_quarter_whatever_happens() {
        assert_eq!(brier(50, true), 0.25);
        assert_eq!(brier(50, false), 0.25);
        assert_eq!(brier(100, true), 0.0);
        assert_eq!(brier(100, false), 1.0);
        assert!((brier(80, false) - 0.64).abs() < 1e-12);
    }

    #[test]
    fn nobody_does_better_than_by_saying_what_they_believe() {
        for belief in [50u8, 60, 70, 85, 95] {
            let p = f64::from(belief) / 100.0;
            let expected = |said: u8| p * brier(said, true) + (1.0 - p) * brier(said, false);
            for said in 50..=100 {
                assert!(
                    expected(belief) <= expected(said) + 1e-12,
                    "{belief} {said}"
                );
            }
        }
    }

    #[test]
    fn lengths_are_off_by_doublings_either_way() {
        let minutes = SimDuration::from_mins;
        assert_eq!(doublings(minutes(59), minutes(59)), 0.0);
        assert!((doublings(minutes(1), minutes(7)) - 2.0).abs() < 1e-9);
        assert!((doublings(minutes(7), minutes(1)) - 2.0).abs() < 1e-9);
        assert!((doublings(minutes(15), SimDuration::ZERO) - 4.0).abs() < 1e-9);
    }

    #[test]
    fn the_median_is_the_best_length_to_say() {
        let beliefs: Vec<SimDuration> = [0, 2, 10, 60, 600].map(SimDuration::from_mins).to_vec();
        let expected = |said: u64| {
            let said = SimDuration::from_mins(said);
            Sum::of(beliefs.iter().map(|was| doublings(said, *was)))
        };
        for said in [0, 1, 5, 9, 11, 30, 60, 1000] {
            assert!(expected(10) <= expected(said) + 1e-9, "{said}");
        }
    }
}
