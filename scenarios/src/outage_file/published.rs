//! What was published: milestones, counterfactuals, posts, customers.

use super::{Lower, at, level, tag};
use crate::format::value::{Data, Record, Value};
use crate::problem::suggest;
use crate::unit::{self, Wrong};
use crate::yaml::{Node, NodeKind, Span};
use crate::{Kind, yaml};
use cloud::outage::{Counterfactual, Customer, DatedAction, DatedPost, Milestone, Quantity, Query};
use kernel::{SimDuration, SimTime};
use tape::query::{Measure, Take};
use tape::{FateState, PopulationKind, Service};

/// A length of time in seconds, negative for what came before.
fn signed_length(text: &str) -> Result<f64, Wrong> {
    let text = text.trim();
    match text.strip_prefix('-') {
        Some(positive) => unit::seconds(positive).map(|s| -s),
        None => unit::seconds(text),
    }
}

/// A value that is a share or a time: the number, and whether it is a time (in seconds).
fn share_or_time(text: &str) -> Result<(f64, bool), Wrong> {
    if text.starts_with("T+") {
        return unit::instant(text).map(|t| (t.secs_f64(), true));
    }
    if text.ends_with('%') {
        return unit::share_exact(text.strip_prefix('-').unwrap_or(text))
            .map(|x| (if text.starts_with('-') { -x } else { x }, false));
    }
    unit::seconds(text).map(|s| (s, true)).map_err(|w| Wrong {
        help: format!(
            "a share like 13%, an instant like T+4:43 or a length of time; {}",
            w.help
        ),
        ..w
    })
}

/// Whether the answer to a query is an instant (else a share).
const fn takes_instant(query: &Query) -> bool {
    matches!(query.take, Take::FirstOver { .. } | Take::LastUnder { .. })
}

impl Lower<'_> {
    pub(super) fn milestones(&mut self, file: &Record) -> Vec<Milestone> {
        let records: Vec<&Record> = file
            .list("milestones")
            .iter()
            .filter_map(Value::record)
            .collect();
        let all: Vec<Milestone> = records.iter().filter_map(|r| self.milestone(r)).collect();
        for r in records {
            self.check_after(r, &all, file);
        }
        all
    }

    /// `after` names another milestone that answers with an instant of its own.
    fn check_after(&mut self, r: &Record, all: &[Milestone], file: &Record) {
        if !r.has("after") {
            return;
        }
        let (span, name) = (r.span("after"), r.text("after"));
        if name == r.text("id") {
            self.problem(&span, "a milestone cannot come after itself", "");
            return;
        }
        let declared = file.list("milestones").iter().filter_map(Value::record);
        let declared = declared.map(|m| m.text("id"));
        let known = |m: &&Milestone| m.quantity() == Quantity::Instant;
        match all.iter().find(|m| m.id == name) {
            // A milestone that is there and broken has problems of its own.
            None if declared.clone().any(|id| id == name) => {}
            None => {
                let names = all.iter().filter(known).map(|m| m.id.as_str());
                let help = suggest(name, names);
                self.problem(&span, format!("there is no milestone `{name}`"), help);
            }
            Some(other) => match other.quantity() {
                Quantity::Instant => {}
                Quantity::Share => self.problem(
                    &span,
                    format!(
                        "milestone `{name}` answers with a share, and `after` needs an instant"
                    ),
                    "name one that takes `first_over` or `last_under`, or one with `input`",
                ),
                Quantity::Length => self.problem(
                    &span,
                    format!("milestone `{name}` has an `after` itself"),
                    "count both from the same one: `after` does not chain",
                ),
            },
        }
    }

    fn milestone(&mut self, r: &Record) -> Option<Milestone> {
        let base = Milestone {
            id: r.text("id").to_owned(),
            row: r.text("row").to_owned(),
            what: r.text("what").to_owned(),
            query: None,
            published: 0.0,
            published_until: None,
            after: r.has("after").then(|| r.text("after").to_owned()),
            is_time: true,
            shape: r.switch("shape"),
            low: 0.0,
            high: 0.0,
            is_input: true,
            source: r.text("source").to_owned(),
            tag: tag(r.text("tag")),
        };
        let measured = ["measure", "where", "take", "published", "tolerance"];
        if let Some(t) = r.get("input").instant() {
            let shape = r.switch("shape").then_some("shape");
            let mut claims = measured.into_iter().chain(["after"]);
            if let Some(key) = claims.find(|k| r.has(k)).or(shape) {
                self.problem(
                    &r.span(key),
                    format!("an input has no `{key}`"),
                    "leave `input` or the measure out",
                );
            }
            let published = t.secs_f64();
            return Some(Milestone {
                published,
                low: published,
                high: published,
                after: None,
                shape: false,
                ..base
            });
        }
        if let Some(key) = measured.iter().find(|k| !r.has(k)) {
            if r.get(key).data == Data::Absent && r.get("input").data == Data::Absent {
                let message = format!("milestone `{}` needs `{key}`", base.id);
                self.problem(
                    &r.span("id"),
                    message,
                    "or `input: T+...` if it only records an action",
                );
            }
            return None;
        }
        let query = self.query(r)?;
        let is_time = takes_instant(&query);
        let after = base.after.is_some();
        if after && !is_time {
            self.problem(
                &r.span("after"),
                "`after` needs a milestone that answers with an instant, and this one answers with a share",
                "take `first_over` or `last_under`, or leave `after` out",
            );
            return None;
        }
        let quantity = match (is_time, after) {
            (false, _) => Quantity::Share,
            (true, false) => Quantity::Instant,
            (true, true) => Quantity::Length,
        };
        let (published, published_until) = self.published(r.get("published"), quantity)?;
        let (low, high) = self.tolerance(r, quantity)?;
        if !(low <= published && published_until.unwrap_or(published) <= high) {
            self.problem(
                &r.span("tolerance"),
                "the published value lies outside its own tolerance",
                "",
            );
        }
        let is_input = r.switch("repeats_input");
        Some(Milestone {
            query: Some(query),
            published,
            published_until,
            is_time,
            low,
            high,
            is_input,
            ..base
        })
    }

    /// The bounds a published value is accepted in.
    fn tolerance(&mut self, r: &Record, quantity: Quantity) -> Option<(f64, f64)> {
        let [low, high] = r.list("tolerance") else {
            self.problem(
                &r.span("tolerance"),
                "a tolerance has two bounds",
                "write [FROM, TO]",
            );
            return None;
        };
        Some((self.number(low, quantity)?, self.number(high, quantity)?))
    }

    /// A value, or a window of which nothing inside is known better.
    fn published(&mut self, value: &Value, quantity: Quantity) -> Option<(f64, Option<f64>)> {
        let Data::Raw(node) = &value.data else {
            return None;
        };
        let NodeKind::List(bounds) = &node.kind else {
            return Some((self.number_at(node, quantity)?, None));
        };
        let numbers: Vec<f64> = bounds
            .iter()
            .filter_map(|n| self.number_at(n, quantity))
            .collect();
        match numbers.as_slice() {
            &[from, until] if bounds.len() == 2 && from < until => Some((from, Some(until))),
            found => {
                if found.len() == bounds.len() {
                    let message = "a published window has two bounds, the lower one first";
                    self.problem(&node.span, message, "write [FROM, TO], or one value");
                }
                None
            }
        }
    }

    fn number(&mut self, value: &Value, quantity: Quantity) -> Option<f64> {
        let Data::Raw(node) = &value.data else {
            return None;
        };
        self.number_at(node, quantity)
    }

    fn number_at(&mut self, node: &Node, quantity: Quantity) -> Option<f64> {
        let text = node.text().unwrap_or_default();
        let other = text.ends_with('%') || text.starts_with("T+");
        let read = match quantity {
            Quantity::Length if !other => signed_length(text).map(|s| (s, true)),
            Quantity::Share | Quantity::Instant | Quantity::Length => share_or_time(text),
        };
        let right = |is_time: bool| match quantity {
            Quantity::Share => !is_time,
            Quantity::Instant => is_time,
            Quantity::Length => is_time && !other,
        };
        match read {
            Ok((value, is_time)) if right(is_time) => Some(value),
            Ok(_) => {
                let (what, help) = match quantity {
                    Quantity::Share => ("a share", "like 13%"),
                    Quantity::Instant => ("an instant", "like T+4:43"),
                    Quantity::Length => (
                        "a length of time",
                        "like 2h17m, or -10m before: with `after` the time since that milestone is meant",
                    ),
                };
                self.problem(&node.span, format!("expected {what} here"), help);
                None
            }
            Err(w) => {
                self.problem(&node.span, w.message, w.help);
                None
            }
        }
    }

    fn query(&mut self, r: &Record) -> Option<Query> {
        let measure = r.record("measure").and_then(|m| self.measure(m));
        let take = r.record("take").and_then(|t| self.take(t));
        let place = r.text("where").to_owned();
        self.place(&place, &r.span("where"), r.has("where"));
        Some(Query {
            measure: measure?,
            place,
            take: take?,
        })
    }

    fn measure(&mut self, m: &Record) -> Option<Measure> {
        let given: Vec<&str> = ["error", "share", "ever", "back"]
            .into_iter()
            .filter(|k| m.has(k))
            .collect();
        let &[one] = given.as_slice() else {
            self.problem(
                &m.span,
                "a measure is exactly one of error, share, ever, back",
                "",
            );
            return None;
        };
        let states: Vec<FateState> = m
            .list("in")
            .iter()
            .filter_map(|v| FateState::parse(&v.text))
            .collect();
        if matches!(one, "error" | "back") != states.is_empty() {
            let help = "write { share: volumes, in: [hung, waiting] } or { error: block_api }";
            self.problem(
                &m.span,
                "`share` and `ever` need `in`, `error` and `back` do not",
                help,
            );
            return None;
        }
        match one {
            "error" => Service::parse(m.text("error")).map(Measure::Error),
            "share" => PopulationKind::parse(m.text("share")).map(|k| Measure::Share(k, states)),
            "back" => PopulationKind::parse(m.text("back")).map(Measure::Back),
            _ => PopulationKind::parse(m.text("ever")).map(|k| Measure::Ever(k, states)),
        }
    }

    fn take(&mut self, t: &Record) -> Option<Take> {
        let kinds = ["at", "peak", "change", "first_over", "last_under"];
        let given: Vec<&str> = kinds.into_iter().filter(|k| t.has(k)).collect();
        let &[one] = given.as_slice() else {
            self.problem(
                &t.span,
                format!("`take` is exactly one of {}", kinds.join(", ")),
                "",
            );
            return None;
        };
        let level = f64::from(t.count(one)) / 1e6;
        match one {
            "at" => t.get("at").instant().map(Take::At),
            "peak" => self
                .span_of(t, "peak")
                .map(|(from, until)| Take::Peak { from, until }),
            "change" => self
                .span_of(t, "change")
                .map(|(from, until)| Take::Change { from, until }),
            "first_over" => self
                .span_of(t, "between")
                .map(|(from, until)| Take::FirstOver { level, from, until }),
            _ => self
                .span_of(t, "between")
                .map(|(from, until)| Take::LastUnder { level, from, until }),
        }
    }

    /// Two instants in order.
    pub(super) fn span_of(&mut self, t: &Record, key: &str) -> Option<(SimTime, SimTime)> {
        let instants: Vec<SimTime> = t.list(key).iter().filter_map(Value::instant).collect();
        match instants.as_slice() {
            [from, until] if from < until => Some((*from, *until)),
            _ if t.list(key).iter().any(|v| v.data == Data::Broken) => None,
            _ => {
                let message = format!("`{key}` needs two instants, the earlier one first");
                self.problem(&t.span(key), message, "write [T+0:10, T+2:00]");
                None
            }
        }
    }

    pub(super) fn counterfactuals(
        &mut self,
        file: &Record,
        actions: &[DatedAction],
    ) -> Vec<Counterfactual> {
        let records: Vec<&Record> = file
            .list("counterfactuals")
            .iter()
            .filter_map(Value::record)
            .collect();
        records
            .into_iter()
            .filter_map(|r| self.counterfactual(r, actions))
            .collect()
    }

    fn counterfactual(&mut self, r: &Record, actions: &[DatedAction]) -> Option<Counterfactual> {
        let settings = self.overrides(r);
        let mut without = Vec::new();
        for v in r.list("without") {
            if v.text == "trigger" || actions.iter().any(|a| a.id == v.text) {
                without.push(v.text.clone());
            } else {
                let names = actions.iter().map(|a| a.id.as_str()).chain(["trigger"]);
                let help = suggest(&v.text, names);
                self.problem(&v.span, format!("there is no action `{}`", v.text), help);
            }
        }
        if !r.has("set") && !r.has("without") {
            self.problem(
                &r.span("id"),
                "nothing is changed",
                "give `set` or `without`",
            );
        }
        let query = self.query(r);
        let holds = r.get("holds_if").clone();
        let quantity = match query.as_ref().is_some_and(takes_instant) {
            true => Quantity::Instant,
            false => Quantity::Share,
        };
        let (low, high, none_holds) = self.holds(&holds, quantity)?;
        Some(Counterfactual {
            id: r.text("id").to_owned(),
            change: r.text("change").to_owned(),
            settings,
            without,
            expected: r.text("expected").to_owned(),
            query: query?,
            low,
            high,
            none_holds,
        })
    }

    /// The bounds of `holds_if`, and whether "never" is what should happen.
    fn holds(&mut self, value: &Value, quantity: Quantity) -> Option<(f64, f64, bool)> {
        let Data::Raw(node) = &value.data else {
            return None;
        };
        let bad = |this: &mut Self, span: &Span| {
            this.problem(span, "`holds_if` is [FROM, TO] or `never`", "");
            None
        };
        match &node.kind {
            // No crossing at all holds; any crossing lies outside an empty interval.
            NodeKind::Scalar(word) if word == "never" => Some((f64::INFINITY, f64::INFINITY, true)),
            NodeKind::List(items) => match items.as_slice() {
                [low, high] => Some((
                    self.number_at(low, quantity)?,
                    self.number_at(high, quantity)?,
                    false,
                )),
                [low, high, never] if never.text() == Some("never") => Some((
                    self.number_at(low, quantity)?,
                    self.number_at(high, quantity)?,
                    true,
                )),
                _ => bad(self, &node.span),
            },
            NodeKind::Scalar(_) | NodeKind::Map(_) | NodeKind::Empty => bad(self, &node.span),
        }
    }

    pub(super) fn posts(&mut self, file: &Record) -> Vec<DatedPost> {
        let mut out: Vec<DatedPost> = Vec::new();
        for r in file.list("posts").iter().filter_map(Value::record) {
            let place = r.text("place").to_owned();
            self.place(&place, &r.span("place"), r.has("place"));
            let post = DatedPost {
                at: at(r, "at"),
                place,
                level: level(r.text("level")),
                text: r.text("text").to_owned(),
                eta: r.get("eta").instant(),
                explains: r.switch("explains"),
                source: r.text("source").to_owned(),
                tag: tag(r.text("tag")),
            };
            if out.last().is_some_and(|last| last.at > post.at) {
                self.problem(&r.span("at"), "posts are not in order of time", "");
            }
            out.push(post);
        }
        out
    }

    pub(super) fn customers(&mut self, file: &Record) -> Vec<Customer> {
        let mut out = Vec::new();
        for r in file.list("customers").iter().filter_map(Value::record) {
            self.customer_stands_for(r);
            let lost = r.switch("lost");
            let given = (r.duration_if_given("up_to"), r.duration_if_given("typical"));
            let (published, up_to) = match (given, lost) {
                ((Some(d), None), false) => (d, true),
                ((None, Some(d)), false) => (d, false),
                ((None, None), true) => (SimDuration::ZERO, false),
                (_, _) => {
                    self.problem(
                        &r.span("who"),
                        "a customer has one of `up_to`, `typical` and `lost: true`",
                        "",
                    );
                    continue;
                }
            };
            out.push(Customer {
                who: r.text("who").to_owned(),
                architecture: r.text("architecture").to_owned(),
                journey: r.text("journey").to_owned(),
                published,
                lost,
                up_to,
                source: r.text("source").to_owned(),
                tag: tag(r.text("tag")),
            });
        }
        out
    }

    fn customer_stands_for(&mut self, r: &Record) {
        let name = r.text("architecture");
        let Some(item) = self.library.find(Kind::Architecture, name) else {
            let names: Vec<&str> = self
                .library
                .list(Kind::Architecture)
                .map(|i| i.name.as_str())
                .collect();
            if r.has("architecture") {
                let help = suggest(name, names);
                self.problem(
                    &r.span("architecture"),
                    format!("there is no architecture `{name}`"),
                    help,
                );
            }
            return;
        };
        let Ok(root) = yaml::parse(&item.source) else {
            return;
        };
        let journeys = match root.get("journeys").map(|n| &n.kind) {
            Some(NodeKind::Map(entries)) => entries.iter().map(|e| e.key.clone()).collect(),
            _ => Vec::new(),
        };
        let journey = r.text("journey");
        if r.has("journey") && journeys.iter().all(|j| j != journey) {
            let help = suggest(journey, journeys.iter().map(String::as_str));
            self.problem(
                &r.span("journey"),
                format!("architecture {name} has no journey `{journey}`"),
                help,
            );
        }
    }
}
