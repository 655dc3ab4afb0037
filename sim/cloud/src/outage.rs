//! An outage as data: trigger, dated actions, numbers in force, milestones, counterfactuals, posts.

use crate::model::{CloudModel, Parameter};
use kernel::{SimDuration, SimTime};
use serde::Serialize;
use tape::PostLevel;
use tape::query::{Measure, Take};

/// How well a published value is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Tag {
    /// Primary text.
    Primary,
    /// Secondary source.
    Secondary,
    /// From memory of the report, not verified.
    Memory,
    /// Inferred by arithmetic.
    Inferred,
}

/// Something that people did at a known time. An input, never a result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DatedAction {
    /// Its id in the file.
    pub id: String,
    /// When.
    pub at: SimTime,
    /// Where the date is not published: between which bounds it is varied, `at` lying between them.
    pub range: Option<(SimTime, SimTime)>,
    /// The mechanism instance it is done to, e.g. `ebs/a`.
    pub target: String,
    /// Which of that mechanism's actions.
    pub action: String,
    /// Its arguments in base units.
    pub arguments: Vec<(String, f64)>,
    /// What happened, a plain sentence for `explain`.
    pub text: String,
    /// Where it is published.
    pub source: String,
    /// How well it is known.
    pub tag: Tag,
}

/// A parameter of a family of mechanisms that this outage sets differently from the cloud file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Setting {
    /// The family or the single instance, e.g. `ebs` or `ebs/a`.
    pub target: String,
    /// The value.
    pub parameter: Parameter,
}

/// A published value that the tape must answer for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Milestone {
    /// Its id.
    pub id: String,
    /// Its row in the table of ground truth, if any, e.g. `12b`.
    pub row: String,
    /// What it says, one line.
    pub what: String,
    /// The query; `None` for a row that only records an input.
    pub query: Option<Query>,
    /// The published value: a share, or seconds after the start (or after another milestone). Where a window is published, its beginning.
    pub published: f64,
    /// Where a window is published and no value inside it, its end.
    pub published_until: Option<f64>,
    /// The milestone since whose answer the time to its own is counted: its values are then lengths of time, negative
    /// where it came first. Both answer with instants.
    pub after: Option<String>,
    /// Whether values are instants or lengths of time (else shares).
    pub is_time: bool,
    /// Whether only an order or a sign is claimed and no value: met anywhere inside the bounds.
    pub shape: bool,
    /// Accepted from here ...
    pub low: f64,
    /// ... to here.
    pub high: f64,
    /// Declared an input or repeating a published parameter: no prediction is claimed.
    pub is_input: bool,
    /// Where it is published.
    pub source: String,
    /// How well it is known.
    pub tag: Tag,
}

/// What the values of a milestone are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// A share, or a change of one.
    Share,
    /// Seconds after the start.
    Instant,
    /// Seconds after another milestone's answer; negative before it.
    Length,
}

impl Milestone {
    /// What its values are.
    #[must_use]
    pub const fn quantity(&self) -> Quantity {
        match (self.is_time, self.after.is_some()) {
            (false, _) => Quantity::Share,
            (true, false) => Quantity::Instant,
            (true, true) => Quantity::Length,
        }
    }

    /// The milestone among `all` since whose answer its own is counted.
    #[must_use]
    pub fn reference<'a>(&self, all: &'a [Self]) -> Option<&'a Self> {
        let id = self.after.as_ref()?;
        all.iter().find(|m| m.id == *id)
    }

    /// What a tape answers to it, where `ask` says what it answers to queries: one of `all` the milestones of an outage.
    /// A reference that is an input has its date for an answer.
    #[must_use]
    pub fn answer(&self, all: &[Self], ask: impl Fn(&Query) -> Option<f64>) -> Option<f64> {
        let own = ask(self.query.as_ref()?)?;
        if self.after.is_none() {
            return Some(own);
        }
        let reference = self.reference(all)?;
        let since = match &reference.query {
            Some(query) => ask(query)?,
            None => reference.published,
        };
        Some(own - since)
    }
}

/// What a milestone asks of a tape.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Query {
    /// What is measured.
    pub measure: Measure,
    /// Path of the place.
    pub place: String,
    /// What is taken from it.
    pub take: Take,
}

/// One thing changed, and what must come of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Counterfactual {
    /// Its id.
    pub id: String,
    /// What is changed, in words.
    pub change: String,
    /// Parameters set differently: (family or instance, parameter, value in base units).
    pub settings: Vec<(String, String, f64)>,
    /// Ids of dated actions (or `trigger`) left out.
    pub without: Vec<String>,
    /// What should happen then, in words.
    pub expected: String,
    /// The query that decides; the effect counts as gone when its answer lies in [low, high]. A query that
    /// finds no crossing counts as `high` being infinite: it lies inside only if `none_holds`.
    pub query: Query,
    /// From here ...
    pub low: f64,
    /// ... to here.
    pub high: f64,
    /// Whether "never crossed" is what should happen.
    pub none_holds: bool,
}

/// A post on the status page, dated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DatedPost {
    /// When.
    pub at: SimTime,
    /// Path of the place it speaks of.
    pub place: String,
    /// What it claims.
    pub level: PostLevel,
    /// In our words.
    pub text: String,
    /// When it says all will be well.
    pub eta: Option<SimTime>,
    /// Whether it names the cause.
    pub explains: bool,
    /// Where it is recorded.
    pub source: String,
    /// How well it is known.
    pub tag: Tag,
}

/// What a published customer went through, for comparison with an architecture that stands for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Customer {
    /// Who, e.g. `Heroku, dedicated databases`.
    pub who: String,
    /// The built-in architecture that stands for it.
    pub architecture: String,
    /// The journey that is compared.
    pub journey: String,
    /// Published downtime; no matter where what it had was lost.
    pub published: SimDuration,
    /// Whether it never came back: what it had was lost for good.
    pub lost: bool,
    /// Whether the published value is an "up to" (compared with the 95th percentile) or typical (median).
    pub up_to: bool,
    /// Where it is published.
    pub source: String,
    /// How well it is known.
    pub tag: Tag,
}

/// One outage.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outage {
    /// Its id, e.g. `aws-2011-04-21`.
    pub id: String,
    /// One line.
    pub title: String,
    /// A paragraph for people who choose it.
    pub brief: String,
    /// When it began, seconds since 1970-01-01 UTC.
    pub start_unix: i64,
    /// Offset of local time from UTC in minutes, for reports.
    pub utc_offset_min: i32,
    /// The cloud file it happened in.
    pub cloud: String,
    /// Kinds of the mechanisms that carry it: without any one of them it would not have gone as it did.
    pub mechanisms: Vec<String>,
    /// Path of the region.
    pub region: String,
    /// Path of the struck zone.
    pub zone: String,
    /// How long the cloud is simulated.
    pub length: SimDuration,
    /// What set it off.
    pub trigger: DatedAction,
    /// What operators did.
    pub actions: Vec<DatedAction>,
    /// Numbers that differ from the cloud file.
    pub settings: Vec<Setting>,
    /// What was published.
    pub milestones: Vec<Milestone>,
    /// What would have changed it.
    pub counterfactuals: Vec<Counterfactual>,
    /// What the status page said.
    pub posts: Vec<DatedPost>,
    /// What happened to customers.
    pub customers: Vec<Customer>,
    /// Credit given beyond the contract, days of the bill of the struck zone.
    pub goodwill_days: u32,
    /// What this outage's model leaves out, besides what its mechanisms say.
    pub leaves_out: Vec<String>,
}

/// A run of the provider's side: everything that decides its tape.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CloudRun {
    /// The machinery.
    pub cloud: CloudModel,
    /// The outage; its settings override the cloud's parameters.
    pub outage: Outage,
    /// The seed.
    pub seed: u64,
    /// Actions added by a command log, after the outage's own.
    pub commands: Vec<DatedAction>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use tape::Service;

    fn milestone(id: &str, at_s: Option<u64>, after: Option<&str>) -> Milestone {
        Milestone {
            id: id.to_owned(),
            row: String::new(),
            what: String::new(),
            query: at_s.map(|s| Query {
                measure: Measure::Error(Service::Dns),
                place: String::new(),
                take: Take::At(SimTime::from_secs(s)),
            }),
            published: 40.0,
            published_until: None,
            after: after.map(str::to_owned),
            is_time: true,
            shape: false,
            low: 0.0,
            high: 0.0,
            is_input: false,
            source: String::new(),
            tag: Tag::Primary,
        }
    }

    #[test]
    fn an_answer_after_another_is_the_time_between_them() {
        // Whatever is asked for an instant answers with it, and never beyond 100 s.
        let ask = |q: &Query| match q.take {
            Take::At(t) => Some(t.secs_f64()).filter(|&s| s < 100.0),
            Take::FirstOver { .. }
            | Take::LastUnder { .. }
            | Take::Peak { .. }
            | Take::Change { .. } => None,
        };
        let all = [
            milestone("first", Some(30), None),
            milestone("never", Some(200), None),
            milestone("input", None, None),
        ];
        let answer = |at, after| milestone("own", Some(at), after).answer(&all, ask);
        assert_eq!(answer(50, None), Some(50.0));
        assert_eq!(answer(50, Some("first")), Some(20.0));
        assert_eq!(answer(10, Some("first")), Some(-20.0), "before it");
        assert_eq!(answer(50, Some("input")), Some(10.0), "its date");
        assert_eq!(answer(50, Some("never")), None);
        assert_eq!(answer(200, Some("first")), None);
        assert_eq!(all[2].answer(&all, ask), None, "an input claims nothing");
    }
}
