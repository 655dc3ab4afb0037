//! One run of both: where they part, their courses on one axis, why the worse one was down and what the other had.

use super::Pair;
use super::blocks::Block;
use crate::explain;
use crate::text::timeline::{COLUMNS, axis};
use crate::words::{Clock, count, length, share_ppm};
use kernel::SimDuration;
use search::compare::{Chosen, Meanwhile, Parting, Row, Said, Shown, State, Subject, What, Zones};
use tenant::outcome::Health;
use tenant::score::{explain as explanation, strip_legend, strip_until};

const SIDES: [&str; 2] = ["A", "B"];

pub(super) fn blocks(pair: &Pair<'_>) -> Vec<Block> {
    let c = pair.comparison;
    let shown = &c.shown;
    let mut out = vec![Block::Heading(format!(
        "WHERE THEY PART: one run, seed {}",
        shown.seed
    ))];
    out.push(Block::Text(which(shown)));
    if shown.partings.is_empty() {
        out.push(Block::Text(
            "They do not part: whatever both have fares alike from the first instant to the last."
                .to_owned(),
        ));
    }
    let mut told: Vec<String> = Vec::new();
    for parting in &shown.partings {
        out.extend(parted(pair.clock, parting, &mut told));
    }
    out.push(Block::Heading("SIDE BY SIDE: the same run".to_owned()));
    out.push(Block::Lines(strips(pair)));
    out.extend(why(pair));
    if let Some(m) = &shown.meanwhile {
        out.extend(meanwhile(pair, m));
    }
    out.push(Block::Heading(
        "EACH BY ITSELF: with all that happened".to_owned(),
    ));
    out.push(again(pair));
    out
}

/// Which run it is and why this one.
#[must_use]
pub fn which(shown: &Shown) -> String {
    let chosen = match shown.chosen {
        Chosen::Asked => "The run that was asked for".to_owned(),
        Chosen::Middle(1) => "The only run that differs".to_owned(),
        Chosen::Middle(n) => format!("The middle one of the {} runs that differ", count(n)),
        Chosen::First => "No run differs; this is the first".to_owned(),
    };
    let [a, b] = shown.tries.each_ref().map(|t| t.zone.as_deref());
    let zone = match (shown.zones, a, b) {
        (Zones::Same, Some(zone), _) => format!(", with {zone} struck"),
        (Zones::Position(_), Some(a), Some(b)) => {
            format!(", with {a} struck for A and {b} for B, which share no zone there")
        }
        (Zones::Same | Zones::Position(_), _, _) => String::new(),
    };
    format!("{chosen}{zone}.")
}

/// What differs from when on, and the facts behind it that have not been told yet.
fn parted(clock: Clock, p: &Parting, told: &mut Vec<String>) -> Vec<Block> {
    let text = parting(clock, p, SIDES);
    let mut items = Vec::new();
    for (side, state) in SIDES.iter().zip(&p.sides) {
        let item = behind(clock, state).map(|text| format!("{side}: {text}"));
        if let Some(item) = item.filter(|i| !told.contains(i)) {
            told.push(item.clone());
            items.push(item);
        }
    }
    let mut out = vec![Block::Text(text)];
    if !items.is_empty() {
        out.push(Block::Items(items));
    }
    out
}

/// What differs from when on, in a sentence; what the two are called is said.
#[must_use]
pub fn parting(clock: Clock, p: &Parting, [x, y]: [&str; 2]) -> String {
    let at = clock.exact(p.at);
    let [a, b] = p.sides.each_ref().map(|s| state(s.what));
    match &p.subject {
        Subject::Component(name) => format!("At {at} `{name}` {a} in {x}; in {y} it {b}."),
        Subject::Journey([one, other]) if one == other => {
            format!("At {at} {x} {a} of `{one}`; {y} {b}.")
        }
        Subject::Journey([one, other]) => {
            format!("At {at} {x} {a} of `{one}`; {y} {b} of `{other}`.")
        }
    }
}

fn state(what: What) -> String {
    match what {
        What::Served(ppm) => format!("serves {}", share_ppm(u64::from(ppm))),
        What::Health(h) => health(h).to_owned(),
        What::Absent => "is no part".to_owned(),
    }
}

const fn health(h: Health) -> &'static str {
    match h {
        Health::Up => "works",
        Health::Degraded => "works in part",
        Health::Hung => "hangs",
        Health::Down => "is down",
        Health::Recovering => "is being made again",
    }
}

/// The fact behind a state, and the one it all began with; `None`: there is no such part.
#[must_use]
pub fn behind(clock: Clock, s: &State) -> Option<String> {
    if s.what == What::Absent {
        return None;
    }
    let Some(first) = s.because.first() else {
        return Some("nothing has happened to it".to_owned());
    };
    let mut text = said(clock, first);
    for (i, fact) in s.because.iter().enumerate().skip(1) {
        if i <= 2 || i + 1 == s.because.len() {
            text.push_str(&format!(", because {}", said(clock, fact)));
        } else if i == 3 {
            text.push_str(", and so on back to");
        }
    }
    Some(text.replace("back to, because", "back to:"))
}

fn said(clock: Clock, fact: &Said) -> String {
    let input = if fact.input { " [input]" } else { "" };
    format!("{}{input} at {}", fact.text, clock.both(fact.at))
}

/// Courses of the journeys that both have, on one axis.
fn strips(pair: &Pair<'_>) -> String {
    let shown = &pair.comparison.shown;
    let [a, b] = shown.tries.each_ref().map(|t| &t.outcome);
    let end = a.end.max(b.end);
    let mut rows: Vec<(String, String)> = Vec::new();
    let names = pair.comparison.numbers.journeys.iter();
    let named: Vec<&str> = names.filter_map(|j| j.name.as_deref()).collect();
    for (side, t) in SIDES.iter().zip(&shown.tries) {
        for j in &t.outcome.journeys {
            if named.is_empty() || named.contains(&j.name.as_str()) {
                let strip = strip_until(&t.outcome, j.journey, end, COLUMNS);
                rows.push((format!("{side} {}", j.name), strip.trim_end().to_owned()));
            }
        }
    }
    // What belongs together stands together.
    let place = |label: &str| named.iter().position(|n| label.get(2..) == Some(n));
    rows.sort_by_key(|r| (place(&r.0), r.0.clone()));
    let widest = rows.iter().map(|r| r.0.chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for (label, strip) in rows {
        out.push_str(&format!("  {label:<widest$}  {strip}\n"));
    }
    for line in axis(end, pair.clock) {
        out.push_str(format!("  {:<widest$}  {line}", "").trim_end());
        out.push('\n');
    }
    let column = SimDuration(end.0 / COLUMNS as u64);
    out.push_str(&format!(
        "  {}\n  a column is {}, and shows its worst; blank: all was well again and the run over\n",
        strip_legend(),
        length(column)
    ));
    out
}

/// Why a side was down, for each that was.
fn why(pair: &Pair<'_>) -> Vec<Block> {
    let shown = &pair.comparison.shown;
    let Some(journeys) = shown.journeys else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for (i, (t, journey)) in shown.tries.iter().zip(journeys).enumerate() {
        let e = explanation(&t.outcome, &t.score, journey);
        let scored = t.score.journeys.iter().find(|j| j.journey == journey);
        if e.episodes.is_empty() {
            out.push(Block::Heading(format!("{}: never down", SIDES[i])));
            out.push(Block::Text(format!(
                "In {} `{}` was never down.",
                SIDES[i], e.name
            )));
            continue;
        }
        out.push(Block::Heading(format!("WHY {} WAS DOWN", SIDES[i])));
        let down = crate::card::downtime_said(scored);
        out.push(Block::Text(format!("`{}` was down {down}.", e.name)));
        out.push(Block::Lines(explain::journey(pair.clock, &e)));
    }
    out
}

fn meanwhile(pair: &Pair<'_>, m: &Meanwhile) -> Vec<Block> {
    let (worse, better) = (SIDES[m.worse], SIDES[1 - m.worse]);
    let mut out = vec![Block::Heading(format!("WHAT {better} HAD INSTEAD"))];
    let served = |i: usize| match m.served[i] {
        Some(ppm) => format!("serves {}", share_ppm(u64::from(ppm))),
        None => "has nothing left to settle".to_owned(),
    };
    let mut text = format!(
        "In the middle of {worse}'s longest time down, at {}, {worse} {} and {better} {}",
        pair.clock.both(m.at),
        served(m.worse),
        served(1 - m.worse)
    );
    match m.because.first() {
        Some(fact) => text.push_str(&format!(
            "; the last to change that: {}.",
            said(pair.clock, fact)
        )),
        None => text.push('.'),
    }
    out.push(Block::Text(text));
    if !m.rows.is_empty() {
        let rows = m.rows.iter().map(|r| row(pair.clock, r)).collect();
        out.push(Block::Table(vec!["part", "A", "B"], rows));
        out.push(Block::Note(
            "Parts that work in both are left out.".to_owned(),
        ));
    }
    out
}

fn row(clock: Clock, row: &Row) -> Vec<String> {
    let mut out = vec![row.name.clone()];
    for side in &row.sides {
        out.push(match side {
            None => "no such part".to_owned(),
            Some(s) => match &s.since {
                Some(since) => format!("{} since {}", health(s.health), clock.both(since.at)),
                None => health(s.health).to_owned(),
            },
        });
    }
    out
}

/// How to see each run by itself.
fn again(pair: &Pair<'_>) -> Block {
    let lines = SIDES.iter().zip(pair.again);
    // Lines to paste stay whole.
    let lines: Vec<String> = lines
        .map(|(side, line)| format!("  {side} alone\n    {line}\n"))
        .collect();
    Block::Lines(lines.concat())
}
