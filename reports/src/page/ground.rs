//! What a result stands on and what it leaves out: assumed numbers, warnings, what no record covers.

use super::frame::Section;
use super::note;
use crate::words::{count, plural};
use maud::{Markup, html};
use tape::Assumption;
use tenant::outcome::Outcome;

/// Lines of a list that are shown at once; the rest is folded.
const SHOWN_MAX: usize = 6;

/// Of a single run.
pub(super) fn of_run(o: &Outcome) -> Vec<Section> {
    let plain = |lines: &[String]| lines.iter().map(|l| (l.clone(), None)).collect::<Vec<_>>();
    let lists = Lists {
        warnings: plain(&o.warnings),
        not_covered: plain(&o.not_covered),
        leaves_out: plain(&o.leaves_out),
    };
    lists.sections(&o.assumptions)
}

/// A line, and in how many lives it was said where there are many.
pub(super) type Said = (String, Option<u64>);

/// What was said beside the numbers.
pub(super) struct Lists {
    /// Limits that were hit, plan cycles, a tenant too small to have shares.
    pub warnings: Vec<Said>,
    /// In use, and not on record.
    pub not_covered: Vec<Said>,
    /// What the model does not have.
    pub leaves_out: Vec<Said>,
}

impl Lists {
    /// As sections of a page.
    pub(super) fn sections(&self, assumptions: &[Assumption]) -> Vec<Section> {
        let mut out = Vec::new();
        if !assumptions.is_empty() {
            let title = "Assumptions and their sources";
            out.push(Section::new("assumptions", title, assumed(assumptions)));
        }
        if !self.warnings.is_empty() || !self.not_covered.is_empty() || !self.leaves_out.is_empty()
        {
            let title = "What this leaves out";
            out.push(Section::new("leaves-out", title, self.markup()));
        }
        out
    }

    fn markup(&self) -> Markup {
        let covered = "In use, not on the outage's record, taken as calm";
        html! {
            (list("Warnings", &self.warnings))
            (list(covered, &self.not_covered))
            (list("Not in the model", &self.leaves_out))
        }
    }
}

fn list(title: &str, lines: &[Said]) -> Markup {
    html! {
        @if !lines.is_empty() {
            h3 { (title) }
            (items(&lines[..lines.len().min(SHOWN_MAX)]))
            @if lines.len() > SHOWN_MAX {
                details {
                    summary { "and " (lines.len() - SHOWN_MAX) " more" }
                    (items(&lines[SHOWN_MAX..]))
                }
            }
        }
    }
}

fn items(lines: &[Said]) -> Markup {
    html! {
        ul.plain {
            @for (text, times) in lines {
                li { (text) @if let Some(n) = times { span.quiet { " (" (count(*n)) "x)" } } }
            }
        }
    }
}

fn assumed(list: &[Assumption]) -> Markup {
    let lead = format!(
        "{} carry the result and are not published. Each has a reason and, where it was varied, a range.",
        plural(list.len() as u64, "number")
    );
    html! {
        p { (lead) }
        details {
            summary { "All assumed numbers, with value, reason, range and source" }
            div.wide tabindex="0" {
                table.assumed {
                    thead { tr { th scope="col" { "Number" } th scope="col" { "Value" } th scope="col" { "Why, in which range, from where" } } }
                    tbody {
                        @for a in list {
                            tr { th scope="row" { (broken(&a.name)) } td.value { (a.value) } td { (a.why) } }
                        }
                    }
                }
            }
        }
        (note("Web addresses are plain text: the page asks nobody for anything."))
    }
}

/// A dotted name that may break after its dots and underscores.
fn broken(name: &str) -> Markup {
    html! {
        @for part in name.split_inclusive(['.', '_']) { (part) wbr; }
    }
}
