//! Two designs under the same weather, for people: what differs, by how much, where they part, and one sentence to paste.
//!
//! The same pieces are written for a terminal and as Markdown. A is the design that was named first; differences are
//! B - A, so less than nothing is good for B.

mod blocks;
mod numbers;
mod sentence;
mod shown;

pub use shown::{behind, parting, which};

use crate::words::{Clock, count, plural};
use blocks::Block;
use numbers::chance;
use search::compare::{Comparison, Differs, Matching};
use search::many::Values;
use tenant::Luck;

/// What a report of two designs needs.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// What came of it.
    pub comparison: &'a Comparison,
    /// Local time of the outage.
    pub clock: Clock,
    /// A line to paste for each that shows the run of it alone.
    pub again: [&'a str; 2],
}

/// For a terminal.
#[must_use]
pub fn text(pair: &Pair<'_>) -> String {
    blocks::text(&pieces(pair))
}

/// As Markdown.
#[must_use]
pub fn markdown(pair: &Pair<'_>) -> String {
    blocks::markdown(&pieces(pair))
}

/// The sentence at the end, as plain text.
#[must_use]
pub fn sentence(comparison: &Comparison) -> String {
    sentence::sentence(comparison)
}

fn pieces(pair: &Pair<'_>) -> Vec<Block> {
    let c = pair.comparison;
    let mut out = head(c);
    out.extend(numbers::journeys(c));
    out.extend(numbers::promises(c));
    out.extend(numbers::stores(c));
    out.extend(shown::blocks(pair));
    if !c.differs.is_empty() {
        out.push(Block::Heading("HOW THE FILES DIFFER".to_owned()));
        let line = |d: &Differs| format!("{}: A: {}; B: {}", d.what, d.sides[0], d.sides[1]);
        out.push(Block::Items(c.differs.iter().map(line).collect()));
    }
    out.extend(ground(c));
    out.push(Block::Heading("IN ONE SENTENCE".to_owned()));
    out.push(Block::Text(sentence::sentence(c)));
    out
}

fn head(c: &Comparison) -> Vec<Block> {
    let (a, b) = (&c.a, &c.b);
    let mut out = vec![
        Block::Title(format!(
            "{} (A) and {} (B) under {}",
            a.architecture, b.architecture, a.outage
        )),
        Block::Text(a.title.clone()),
    ];
    let drawn = match a.values {
        Values::Drawn => format!(
            "{} of the cloud, assumed numbers drawn too",
            draws(a.clouds)
        ),
        Values::Fixed => format!(
            "{} of the cloud, assumed numbers as in the file",
            draws(a.clouds)
        ),
        Values::Observed => "an outage as it was observed".to_owned(),
    };
    let place = match a.place == b.place {
        true => format!("put on {}", a.place),
        false => format!("put on {} for A and on {} for B", a.place, b.place),
    };
    out.push(Block::Text(format!(
        "{} each (seeds {}..{}) on {drawn}; {place}, on each zone in use in turn.",
        plural(c.numbers.runs, "run"),
        c.seeds.0,
        c.seeds.1
    )));
    out.push(Block::Text(luck(c)));
    for (name, frame) in [("A", a), ("B", b)] {
        if frame.absent {
            out.push(Block::Text(format!(
                "{name} has nothing in {}.",
                frame.place
            )));
        }
    }
    out
}

fn draws(n: u32) -> String {
    plural(u64::from(n), "draw")
}

/// Whose luck is looked at, and whom it hit.
fn luck(c: &Comparison) -> String {
    let mut text = match c.luck {
        Luck::Drawn => "As the dice fall, and both meet the same dice.".to_owned(),
        Luck::Touched => "Given that each is hit: its dice are thrown until it is, so the two may be hit in different ways \
             and with different chances; `--luck drawn` throws the same for both."
            .to_owned(),
    };
    if let [Some(a), Some(b)] = c.numbers.p_touched {
        text.push_str(&format!(
            " The chance of a hit where it hurts most is {} for A and {} for B",
            chance(a),
            chance(b)
        ));
        let hit = c.numbers.hit;
        if c.luck == Luck::Drawn {
            text.push_str(&format!(
                "; hit were both in {}, only A in {}, only B in {}, none in {}",
                count(hit.both),
                count(hit.only_a),
                count(hit.only_b),
                count(hit.neither)
            ));
        }
        text.push('.');
    }
    text
}

/// What all of it stands on: warnings of runs, places that nobody knows of, what was left out.
fn ground(c: &Comparison) -> Vec<Block> {
    let mut items = Vec::new();
    for (side, notes) in ["A", "B"].iter().zip(&c.notes) {
        items.extend(notes.warnings.keys().map(|text| format!("{side}: {text}")));
        let places: Vec<&str> = notes.not_covered.keys().map(String::as_str).collect();
        if !places.is_empty() {
            let places = places.join(", ");
            items.push(format!(
                "{side}: in use, not on the outage's record, taken as calm: {places}"
            ));
        }
    }
    if c.numbers.matching == Matching::Worst {
        items.push("no journey has the same name in both".to_owned());
    }
    if items.is_empty() {
        return Vec::new();
    }
    vec![Block::Heading("BESIDES".to_owned()), Block::Items(items)]
}
