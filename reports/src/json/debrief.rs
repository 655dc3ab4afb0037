//! What was said before a run beside what happened, and where it turned.

use super::seconds;
use crate::debrief::{Debrief, Rescue, Turn, turns};
use schemars::JsonSchema;
use search::predict::{About, Claim, Happened, Judged};
use serde::Serialize;

/// `zonefall run --debrief --format json`.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DebriefJson {
    /// `zonefall/debrief/1`.
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// The architecture's name.
    pub architecture: String,
    /// The outage's id.
    pub outage: String,
    /// The seed.
    pub seed: u64,
    /// Fingerprint of the run.
    pub digest: String,
    /// Whether it kept its promises; without promises, whether nothing was down and nothing lost.
    pub came_through: bool,
    /// One per question, whether it was answered or not.
    pub questions: Vec<QuestionJson>,
    /// Mean Brier score of the answers; null if there were none.
    pub brier: Option<f64>,
    /// Mean doublings by which lengths were off; null if none was said.
    pub doublings: Option<f64>,
    /// Where the run turned, in order of time.
    pub turning_points: Vec<TurnJson>,
    /// The nearest built-in design that came through the same; null if none did or none was needed.
    pub survivor: Option<SurvivorJson>,
}

/// What was asked, said, and what happened.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct QuestionJson {
    /// Name of the journey or store.
    pub subject: String,
    /// `journey` (is it down?) or `store` (does it lose acknowledged writes?).
    pub about: String,
    /// What was said: whether that happens; null: left out.
    pub said: Option<bool>,
    /// How sure, percent.
    pub sure_percent: Option<u8>,
    /// For how long, seconds, if that was said.
    pub said_s: Option<f64>,
    /// Whether it happened.
    pub happened: bool,
    /// Of a journey: how long it was down in all, seconds.
    pub down_s: Option<f64>,
    /// Of a journey: whether it was up at the end.
    pub restored: Option<bool>,
    /// Of a store: acknowledged writes that are missing.
    pub lost: Option<u64>,
    /// Brier score of the yes or no: the square of what the stated chance missed by.
    pub brier: Option<f64>,
    /// |log2((said + 1 min) / (was + 1 min))|.
    pub doublings: Option<f64>,
}

/// A moment at which a run turned.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct TurnJson {
    /// Seconds after the start.
    pub at_s: f64,
    /// What happened.
    pub what: String,
    /// What could be seen of one's own.
    pub seen: String,
    /// What the status page said by then; null: nothing yet.
    pub page: Option<String>,
}

/// A design that came through.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SurvivorJson {
    /// Its name.
    pub architecture: String,
    /// What came of its run, one line.
    pub result: String,
    /// What would have to change to be like it.
    pub differs: Vec<String>,
    /// What it does without.
    pub less: Vec<String>,
}

/// The debrief as JSON.
#[must_use]
pub fn debrief(debrief: &Debrief<'_>, version: &str) -> String {
    let (life, judgement) = (debrief.life, debrief.judgement);
    let o = &life.outcome;
    let all = turns(debrief.arch, o, &life.score, debrief.tape);
    super::text(&DebriefJson {
        schema: "zonefall/debrief/1".to_owned(),
        version: version.to_owned(),
        architecture: o.architecture.clone(),
        outage: o.outage.clone(),
        seed: o.seed,
        digest: o.digest.to_string(),
        came_through: matches!(debrief.survivor, Rescue::Itself),
        questions: judgement.rows.iter().map(question).collect(),
        brier: judgement.brier,
        doublings: judgement.doublings,
        turning_points: all.into_iter().map(turn).collect(),
        survivor: match debrief.survivor {
            Rescue::Found(found) => Some(SurvivorJson {
                architecture: found.nearest.architecture.clone(),
                result: crate::said(&found.life),
                differs: found.nearest.differs.clone(),
                less: found.nearest.less.clone(),
            }),
            Rescue::NotYet | Rescue::Itself | Rescue::None => None,
        },
    })
}

fn question(row: &Judged) -> QuestionJson {
    let (down_s, restored, lost) = match row.happened {
        Happened::Down(d, restored) => (Some(seconds(d.0)), Some(restored), None),
        Happened::Lost(writes, _) => (None, None, Some(writes)),
    };
    let claim = row.said.as_ref().map(|p| p.claim);
    QuestionJson {
        subject: row.question.subject.clone(),
        about: match row.question.about {
            About::Journey => "journey",
            About::Store => "store",
        }
        .to_owned(),
        said: claim.map(|c| matches!(c, Claim::Down(_) | Claim::Loses)),
        sure_percent: row.said.as_ref().map(|p| p.sure),
        said_s: claim.and_then(Claim::length).map(|d| seconds(d.0)),
        happened: row.happened.is_bad(),
        down_s,
        restored,
        lost,
        brier: row.brier,
        doublings: row.doublings,
    }
}

fn turn(turn: Turn) -> TurnJson {
    TurnJson {
        at_s: seconds(turn.at.0),
        what: turn.what,
        seen: turn.seen,
        page: turn.page,
    }
}
