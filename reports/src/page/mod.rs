//! One self-contained HTML page for a review: no script, no request to anywhere, light and dark, on paper as on a wall.
//!
//! Every section is a file of its own and is left out where it has nothing to say. Figures are SVG that stretches
//! with the page; all words are HTML, so they keep their size on a phone and on a projector. Whatever a user named is
//! escaped by the template. Colour repeats what a glyph and a word say.

mod again;
mod chain;
mod fared;
mod frame;
mod ground;
mod heat;
mod knew;
mod many;
mod mark;
mod spread;
pub mod telling;
mod timeline;
mod verdicts;
mod what_if;

pub use many::{Shown, check, matrix, sweep};

use crate::card::Card;
use frame::{Document, Section};
use mark::Mark;
use maud::html;

/// How a page was made.
#[derive(Debug, Clone, Copy)]
pub struct Made<'a> {
    /// Version of the program.
    pub version: &'a str,
    /// One line to paste that makes the page again.
    pub command: &'a str,
}

/// The page of one run.
#[must_use]
pub fn run(card: &Card<'_>, made: Made<'_>) -> String {
    let o = &card.worst().outcome;
    let mut sections: Vec<Section> = what_if::section(card).into_iter().collect();
    if !card.passed_by() {
        sections.push(Section::new("fared", "How it fared", fared::markup(card)));
        sections.push(Section::new("timeline", "Timeline", timeline::markup(card)));
        sections.extend(chain::markup(card).map(|m| Section::new("why", "Why it was down", m)));
        if !card.unharmed() {
            sections.push(Section::new("knew", "Who knew when", knew::markup(card)));
        }
    }
    sections.extend(ground::of_run(o));
    sections.push(again::run(card, made));
    let mark = if card.passed_by() {
        Mark::Unknown
    } else if card.unharmed() {
        Mark::Good
    } else {
        Mark::Bad
    };
    Document {
        kind: "One architecture, one outage, one run",
        title: format!("{} under {}", o.architecture, o.outage),
        about: vec![("Architecture", card.teaches), ("Outage", card.title)],
        verdict: (mark, fared::sentence(card)),
        facts: fared::facts(card),
        sections,
        version: made.version,
    }
    .render()
}

/// Paragraph of small print under a table or a figure.
fn note(text: &str) -> maud::Markup {
    html! { p.note { (text) } }
}
