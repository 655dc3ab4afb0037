//! The debrief of a run: what was said before, what happened, where it turned and what could be seen then, what would have
//! come through, what to talk about. As text, as Markdown, and as sections for a screen.
//!
//! In the order of an after-action review: meant, happened, why, next. Nothing is told of a turning point that could not be
//! known by then; what it led to stands beside it as what happened next.

mod next;
mod said;
mod turns;

pub use turns::{Turn, turns};

use crate::paint::heading;
use crate::words::{Clock, wrap};
use search::Try;
use search::predict::Judgement;
use search::survivor::Survivor;
use tape::Tape;
use tenant::architecture::Architecture;

/// What a debrief is made of.
#[derive(Debug, Clone, Copy)]
pub struct Debrief<'a> {
    /// Whose run.
    pub arch: &'a Architecture,
    /// What the outage was, one line.
    pub title: &'a str,
    /// Local time of the outage.
    pub clock: Clock,
    /// What happened, with the struck zone that is looked at.
    pub life: &'a Try,
    /// The tape that was lived through.
    pub tape: &'a Tape,
    /// What was said before, beside what happened.
    pub judgement: &'a Judgement,
    /// Which design came through.
    pub survivor: Rescue<'a>,
}

/// Which design came through the same.
#[derive(Debug, Clone, Copy)]
pub enum Rescue<'a> {
    /// Nobody has looked yet.
    NotYet,
    /// There was no need: this one did.
    Itself,
    /// No built-in design did.
    None,
    /// This one did, and differs least.
    Found(&'a Survivor),
}

/// A heading with what stands under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its heading, in capitals.
    pub title: &'static str,
    /// What stands under it.
    pub lines: Vec<Line>,
}

/// A sentence or two, with a word before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is of: a journey, an instant, a number. May be empty.
    pub lead: String,
    /// What is said.
    pub text: String,
    /// How that is: `+` well, `x` not, a blank: neither.
    pub mark: char,
}

impl Line {
    fn new(lead: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            lead: lead.into(),
            text: text.into(),
            mark: ' ',
        }
    }

    fn marked(self, good: bool) -> Self {
        Self {
            mark: if good { '+' } else { 'x' },
            ..self
        }
    }
}

/// All of it, in order.
#[must_use]
pub fn sections(debrief: &Debrief<'_>) -> Vec<Section> {
    let section = |title, lines| Section { title, lines };
    vec![
        section("PREDICTED AND HAPPENED", said::lines(debrief)),
        section(
            "TURNING POINTS, AND WHAT COULD BE SEEN THEN",
            turns::lines(debrief),
        ),
        section("WHAT WOULD HAVE COME THROUGH", next::rescue(debrief)),
        section("TO TALK ABOUT", next::talk(debrief)),
    ]
}

/// `shop-1az under aws-2011-04-21`
fn head(debrief: &Debrief<'_>) -> String {
    let o = &debrief.life.outcome;
    format!("{} under {}", o.architecture, o.outage)
}

/// For people at a terminal.
#[must_use]
pub fn text(debrief: &Debrief<'_>) -> String {
    let mut out = crate::paint::paint(
        crate::paint::HEADING,
        &format!("Debrief: {}", head(debrief)),
    );
    out.push_str(&format!("\n  {}\n", wrap(debrief.title, 92, 2)));
    for section in sections(debrief) {
        out.push_str(&heading(section.title));
        let lead = lead_width(&section);
        for line in &section.lines {
            let text = wrap(&line.text, 92 - lead, lead + 6);
            out.push_str(&format!("  {} {:<lead$}  {text}\n", line.mark, line.lead));
        }
    }
    out
}

/// Room for the words before sentences.
#[must_use]
pub fn lead_width(section: &Section) -> usize {
    let widths = section.lines.iter().map(|l| l.lead.chars().count());
    widths.max().unwrap_or(0)
}

/// For a document.
#[must_use]
pub fn markdown(debrief: &Debrief<'_>) -> String {
    let mut out = format!("# Debrief: {}\n\n{}\n", head(debrief), debrief.title);
    for section in sections(debrief) {
        out.push_str(&format!("\n## {}\n\n", sentence_case(section.title)));
        for line in &section.lines {
            let lead = match line.lead.is_empty() {
                true => String::new(),
                false => format!("**{}** ", line.lead),
            };
            out.push_str(&format!("- {lead}{}\n", line.text));
        }
    }
    out
}

fn sentence_case(title: &str) -> String {
    let (first, rest) = title.split_at(1.min(title.len()));
    format!("{first}{}", rest.to_lowercase())
}
