//! The answer in one sentence that can be pasted into a review.

use super::numbers::{WORST, kind, target};
use crate::forecast::numbers::{about, percent};
use crate::words::count;
use search::compare::{Comparison, JourneyPair, PromisePair};
use search::statistics::{Interval, Quantile};

pub(super) fn sentence(c: &Comparison) -> String {
    let head = format!(
        "Under {}, {} instead of {}",
        c.a.outage, c.b.architecture, c.a.architecture
    );
    let Some(journey) = looked_at(c) else {
        return format!("{head} changes nothing that was looked at.");
    };
    let name = journey
        .name
        .as_deref()
        .map_or(format!("the {WORST}"), |n| format!("`{n}`"));
    let promise = promise(c, journey);
    let changed = journey.down.better + journey.down.worse > 0;
    let what = match changed {
        true => time(journey, &name),
        false => format!(
            "changes nothing in how long {name} is down in any of {} runs",
            count(journey.down.runs())
        ),
    };
    match promise {
        Some(p) => format!("{head} {what} and {}.", kept(c, journey, p)),
        None => format!("{head} {what}."),
    }
}

/// The journey that differs in most runs; of equals one with promises, then the first.
fn looked_at(c: &Comparison) -> Option<&JourneyPair> {
    let all = c.numbers.journeys.iter().rev();
    all.max_by_key(|j| (j.down.better + j.down.worse, !j.promises.is_empty()))
}

/// The promise whose keeping changes most, of that journey if it gives any.
fn promise<'a>(c: &'a Comparison, journey: &'a JourneyPair) -> Option<&'a PromisePair> {
    let of = |j: &'a JourneyPair| {
        let same = |p: &&PromisePair| p.targets.is_none_or(|[a, b]| a == b) && p.met.met.all() > 0;
        j.promises.iter().filter(same)
    };
    let widest = |list: Vec<&'a PromisePair>| {
        let size = |p: &PromisePair| p.met.difference.abs();
        let wider = |x: &&PromisePair, y: &&PromisePair| size(x).total_cmp(&size(y));
        list.into_iter().rev().max_by(wider)
    };
    widest(of(journey).collect())
        .or_else(|| widest(c.numbers.journeys.iter().flat_map(of).collect()))
}

fn time(j: &JourneyPair, name: &str) -> String {
    let p = &j.down;
    let runs = count(p.runs());
    if let Ok(q) = p.median
        && q.value.is_finite()
        && (q.interval.low > 0.0 || q.interval.high < 0.0)
    {
        return format!("{} of the time {name} is down", median(q));
    }
    if let Ok(d) = p.mean
        && let Ok(i) = d.interval
        && (i.low > 0.0 || i.high < 0.0)
    {
        let verb = if d.mean < 0.0 { "saves" } else { "costs" };
        return format!(
            "{verb} {} on average of the time {name} is down (shorter in {} of {runs} runs, longer in {})",
            unsigned(d.mean, i),
            count(p.better),
            count(p.worse)
        );
    }
    let mut text = format!(
        "leaves {name} down for less time in {} and for more in {} of {runs} runs",
        count(p.better),
        count(p.worse)
    );
    let e = p.endless;
    if e.either() > 0 {
        text.push_str(&format!(
            ", not restored in {} instead of {}",
            count(e.both + e.only_b),
            count(e.both + e.only_a)
        ));
    }
    text
}

/// `saves a median of 3 h [2.5 h .. 4 h]`
fn median(q: Quantile) -> String {
    let verb = if q.value < 0.0 { "saves" } else { "costs" };
    format!(
        "{verb} a median of {} [{}]",
        about(q.value.abs()),
        range(q.value, q.interval)
    )
}

fn unsigned(mean: f64, interval: Interval) -> String {
    format!("{} [{}]", about(mean.abs()), range(mean, interval))
}

/// An interval seen in the direction of its middle: what is saved is positive.
fn range(value: f64, i: Interval) -> String {
    let (from, to) = match value < 0.0 {
        true => (0.0 - i.high, 0.0 - i.low),
        false => (i.low, i.high),
    };
    let said = |x: f64| match x {
        x if x.is_infinite() => "no end".to_owned(),
        x if x < 0.0 => format!("-{}", about(x.abs())),
        x => about(x),
    };
    format!("{} .. {}", said(from), said(to))
}

/// `keeps RTO 15m in 97 % instead of 12 % of runs`
fn kept(c: &Comparison, journey: &JourneyPair, p: &PromisePair) -> String {
    let what = match p.targets {
        None => "every promise".to_owned(),
        Some([a, _]) => format!("{} {}", kind(&p.name), target(a)),
    };
    let gives = |j: &&JourneyPair| j.promises.iter().any(|own| std::ptr::eq(own, p));
    let owner = c.numbers.journeys.iter().find(gives);
    let whose = match owner.and_then(|j| j.name.as_deref()) {
        Some(name) if !gives(&journey) => format!(" of `{name}`"),
        Some(_) | None => String::new(),
    };
    let [a, b] = p.met.shares().map(percent);
    match a == b {
        true => format!("keeps {what}{whose} in {b} of runs, as before"),
        false => format!("keeps {what}{whose} in {b} instead of {a} of runs"),
    }
}
