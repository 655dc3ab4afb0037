//! What the result does not say, and what it stands on.

use crate::card::Card;
use crate::paint::{QUIET, WARN, heading, paint};
use crate::words::wrap;

/// Lines of each kind that are printed; the rest is counted, and stands in the JSON.
const SHOWN_MAX: usize = 6;
const WIDTH: usize = 96;

pub(super) fn text(card: &Card<'_>) -> String {
    let o = &card.worst().outcome;
    let mut out = String::new();
    if !o.warnings.is_empty() {
        out.push_str(&heading("WARNINGS"));
        for w in &o.warnings {
            out.push_str(&format!("{} {}\n", paint(WARN, "!"), wrap(w, WIDTH, 2)));
        }
    }
    out.push_str(&heading("WHAT THIS RUN LEAVES OUT"));
    if !o.not_covered.is_empty() {
        let text = format!(
            "in use, not on the outage's record, taken as calm: {}",
            o.not_covered.join(", ")
        );
        out.push_str(&format!("  {}\n", wrap(&text, WIDTH, 4)));
    }
    out.push_str(&some_of(&o.leaves_out));
    if o.not_covered.is_empty() && o.leaves_out.is_empty() {
        out.push_str("  nothing is noted\n");
    }
    if !o.assumptions.is_empty() {
        out.push_str(&heading(&format!(
            "ASSUMED NUMBERS THAT CARRY IT: {}",
            o.assumptions.len()
        )));
        let lines: Vec<String> = o
            .assumptions
            .iter()
            .map(|a| format!("{} = {}: {}", a.name, a.value, a.why))
            .collect();
        out.push_str(&some_of(&lines));
    }
    out
}

/// The first lines, and how many more there are.
fn some_of(lines: &[String]) -> String {
    let mut out = String::new();
    for line in lines.iter().take(SHOWN_MAX) {
        out.push_str(&format!("  {}\n", wrap(line, WIDTH, 4)));
    }
    if lines.len() > SHOWN_MAX {
        let more = format!(
            "  and {} more, all in --format json\n",
            lines.len() - SHOWN_MAX
        );
        out.push_str(&paint(QUIET, &more));
    }
    out
}
