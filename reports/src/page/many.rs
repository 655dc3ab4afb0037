//! Pages of many runs: of a sweep, a matrix, a check. Single runs that say most are shown in full, folded.

use super::frame::{Document, Section};
use super::ground::{Lists, Said};
use super::{Made, again, chain, fared, heat, knew, spread, timeline, verdicts};
use crate::card::Card;
use maud::{Markup, html};
use search::check::Check;
use search::many::{Frame, Noted, Notes};
use search::matrix::Matrix;
use search::sweep::Sweep;
use tape::Assumption;

/// A single run in a page of many.
#[derive(Debug, Clone)]
pub struct Shown<'a> {
    /// Which it is and why it is shown: `one-egg under aws-2011-04-21: the worst run, seed 7`.
    pub title: String,
    /// One line to paste that shows it.
    pub line: String,
    /// What happened.
    pub card: Card<'a>,
}

/// The page of a sweep.
#[must_use]
pub fn sweep(sweep: &Sweep, shown: &[Shown<'_>], made: Made<'_>) -> String {
    let f = &sweep.frame;
    let mut sections = vec![Section::new(
        "spread",
        "How long it is down",
        spread::markup(sweep),
    )];
    sections.extend(runs(shown));
    sections.extend(ground(&[f], &sweep.notes));
    sections.push(end(sweep.seeds, f.clouds, made));
    Document {
        kind: "One architecture, one outage, many runs",
        title: format!("{} under {}", f.architecture, f.outage),
        about: vec![("Architecture", &f.teaches), ("Outage", &f.title)],
        verdict: spread::sentence(sweep),
        facts: spread::facts(f, sweep.seeds),
        sections,
        version: made.version,
    }
    .render()
}

/// The page of a matrix.
#[must_use]
pub fn matrix(matrix: &Matrix, shown: &[Shown<'_>], made: Made<'_>) -> String {
    let cells = || matrix.cells.iter().flatten();
    let frames: Vec<&Frame> = cells().map(|c| &c.sweep.frame).collect();
    let mut notes = Notes::default();
    for c in cells() {
        notes.merge(&c.sweep.notes);
    }
    let mut sections = vec![Section::new(
        "heat",
        "Who survives what",
        heat::markup(matrix),
    )];
    let nearest = heat::nearest(matrix);
    sections
        .extend(nearest.map(|m| Section::new("nearest", "The nearest design that survived", m)));
    sections.push(Section::new(
        "spread",
        "How long each is down",
        cells_folded(matrix),
    ));
    sections.extend(runs(shown));
    sections.extend(ground(&frames, &notes));
    let clouds = frames.iter().map(|f| f.clouds).max().unwrap_or(1);
    sections.push(end(matrix.seeds, clouds, made));
    Document {
        kind: "Architectures by outages, many runs each",
        title: match &matrix.outages[..] {
            [(one, _)] => format!("Architectures under {one}"),
            _ => "Architectures by outages".to_owned(),
        },
        about: matrix
            .outages
            .iter()
            .map(|(_, title)| ("Outage", title.as_str()))
            .collect(),
        verdict: heat::sentence(matrix),
        facts: seeds_and_clouds(matrix.seeds, clouds),
        sections,
        version: made.version,
    }
    .render()
}

/// The page of a check.
#[must_use]
pub fn check(check: &Check, shown: &[Shown<'_>], made: Made<'_>) -> String {
    let frames: Vec<&Frame> = check.pairs.iter().map(|p| &p.frame).collect();
    let mut notes = Notes::default();
    for p in &check.pairs {
        notes.merge(&p.notes);
    }
    let mut sections = vec![Section::new(
        "verdicts",
        "Verdicts",
        verdicts::markup(check),
    )];
    sections.extend(runs(shown));
    sections.extend(ground(&frames, &notes));
    let clouds = frames.iter().map(|f| f.clouds).max().unwrap_or(1);
    sections.push(end(check.seeds, clouds, made));
    let mut facts = seeds_and_clouds(check.seeds, clouds);
    if let Some(b) = &check.baseline {
        facts.push(("Compared with", b.name.clone()));
    }
    Document {
        kind: "Promises, held or not",
        title: check.suite.clone(),
        about: Vec::new(),
        verdict: verdicts::sentence(check),
        facts,
        sections,
        version: made.version,
    }
    .render()
}

/// Every cell's spread, folded.
fn cells_folded(matrix: &Matrix) -> Markup {
    html! {
        @for c in matrix.cells.iter().flatten() {
            @let (mark, word) = heat::standing(c.standing);
            details {
                summary {
                    (c.sweep.frame.architecture) " under " (c.sweep.frame.outage) ": " (mark.chip(word)) ", " (heat::down(c))
                }
                (spread::markup(&c.sweep))
            }
        }
    }
}

/// Single runs, folded but for the first if it is alone with one other.
fn runs(shown: &[Shown<'_>]) -> Option<Section> {
    let few = shown.len() <= 2;
    let markup = html! {
        @for (i, s) in shown.iter().enumerate() {
            details open[few && i == 0] {
                summary { (s.title) }
                p { b { (fared::sentence(&s.card)) } }
                pre.line tabindex="0" { code { (s.line) } }
                @if !s.card.passed_by() {
                    (timeline::markup(&s.card))
                    @if let Some(why) = chain::markup(&s.card) { h3 { "Why it was down" } (why) }
                    @if !s.card.unharmed() { h3 { "Who knew when" } (knew::markup(&s.card)) }
                }
            }
        }
    };
    (!shown.is_empty()).then(|| Section::new("runs", "Single runs, moment by moment", markup))
}

/// What all of it stands on and leaves out.
fn ground(frames: &[&Frame], notes: &Notes) -> Vec<Section> {
    let mut assumptions: Vec<Assumption> = Vec::new();
    for a in frames.iter().flat_map(|f| &f.assumptions) {
        if !assumptions.contains(a) {
            assumptions.push(a.clone());
        }
    }
    let said = |n: &Noted| -> Vec<Said> { n.iter().map(|(t, n)| (t.clone(), Some(*n))).collect() };
    let plain = |n: &Noted| -> Vec<Said> { n.keys().map(|t| (t.clone(), None)).collect() };
    let lists = Lists {
        warnings: said(&notes.warnings),
        not_covered: plain(&notes.not_covered),
        leaves_out: plain(&notes.leaves_out),
    };
    lists.sections(&assumptions)
}

fn seeds_and_clouds(seeds: (u64, u64), clouds: u32) -> Vec<(&'static str, String)> {
    vec![
        (
            "Seeds",
            format!("{} to {}", seeds.0, seeds.1.saturating_sub(1)),
        ),
        ("Draws of each outage", clouds.to_string()),
    ]
}

fn end(seeds: (u64, u64), clouds: u32, made: Made<'_>) -> Section {
    let rows = seeds_and_clouds(seeds, clouds);
    Section::new(
        "again",
        "How to get this page again",
        again::rows_and_line(&rows, made),
    )
}
