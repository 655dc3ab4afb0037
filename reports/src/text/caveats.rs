//! What the result does not say, and what it stands on.

use crate::card::Card;
use crate::paint::{QUIET, WARN, heading, paint};
use crate::words::wrap;
use tape::Assumption;

/// Lines of each kind that are printed; the rest is counted, and stands in the JSON.
const SHOWN_MAX: usize = 3;
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
    out.push_str(&assumptions(&o.assumptions));
    out
}

/// The first lines, and how many more there are.
fn some_of(lines: &[String]) -> String {
    let mut out = String::new();
    for line in lines.iter().take(SHOWN_MAX) {
        out.push_str(&format!("  {}\n", wrap(line, WIDTH, 4)));
    }
    if lines.len() > SHOWN_MAX {
        let more = format!("  and {} more: --format json\n", lines.len() - SHOWN_MAX);
        out.push_str(&paint(QUIET, &more));
    }
    out
}

/// The first of the assumed numbers, and how many more there are.
fn assumptions(list: &[Assumption]) -> String {
    if list.is_empty() {
        return String::new();
    }
    let mut out = heading(&format!("ASSUMED NUMBERS THAT CARRY IT: {}", list.len()));
    for a in list.iter().take(SHOWN_MAX) {
        let text = format!("{} = {}: {}", a.name, a.value, a.why);
        out.push_str(&format!("  {}\n", wrap(&text, WIDTH, 4)));
    }
    if list.len() > SHOWN_MAX {
        let more = format!(
            "  and {} more, each with its reason and range: --format json\n",
            list.len() - SHOWN_MAX
        );
        out.push_str(&paint(QUIET, &more));
    }
    out
}
