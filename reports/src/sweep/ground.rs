//! What a sweep stands on, and what it does not say.

use super::WIDTH;
use crate::forecast::numbers::percent;
use crate::paint::{QUIET, WARN, heading, paint};
use crate::words::wrap;
use search::many::Noted;
use search::statistics::zero_events_upper;
use search::sweep::Sweep;

/// Lines of each kind that are printed; the rest is counted, and stands in the JSON.
const SHOWN_MAX: usize = 3;

pub(super) fn text(s: &Sweep) -> String {
    let mut out = String::new();
    if !s.notes.warnings.is_empty() {
        out.push_str(&heading("WARNINGS"));
        for text in s.notes.warnings.keys() {
            out.push_str(&format!(
                "{} {}\n",
                paint(WARN, "!"),
                wrap(text, WIDTH - 2, 2)
            ));
        }
    }
    out.push_str(&heading("WHAT IT LEAVES OUT"));
    for text in luck(s) {
        out.push_str(&line(&text));
    }
    if !s.notes.not_covered.is_empty() {
        let all: Vec<&str> = s.notes.not_covered.keys().map(String::as_str).collect();
        out.push_str(&line(&format!(
            "in use, not on the outage's record, taken as calm: {}",
            all.join(", ")
        )));
    }
    out.push_str(&some(&s.notes.leaves_out));
    out.push_str(&assumed(s));
    out
}

/// What nobody can know from so few draws of the provider's luck.
pub(super) fn luck(s: &Sweep) -> Vec<String> {
    // Fewer seeds than draws have not met them all.
    let draws = u64::from(s.frame.clouds).min(s.seeds.1 - s.seeds.0);
    let unseen = percent(zero_events_upper(draws.max(1), 0.95));
    match draws {
        0 | 1 => vec![
            "another day of the same kind: the provider's luck is that of a single course of the outage".to_owned(),
        ],
        n => vec![format!(
            "what the provider's luck alone decides and none of its {n} draws has shown; that may happen in up to {unseen} \
             of them (95 % sure), also where all runs agree"
        )],
    }
}

fn line(text: &str) -> String {
    format!("  {}\n", wrap(text, WIDTH - 2, 4))
}

fn some(list: &Noted) -> String {
    let mut out: String = list.keys().take(SHOWN_MAX).map(|t| line(t)).collect();
    if list.len() > SHOWN_MAX {
        let more = format!("  and {} more: --format json\n", list.len() - SHOWN_MAX);
        out.push_str(&paint(QUIET, &more));
    }
    out
}

fn assumed(s: &Sweep) -> String {
    let list = &s.frame.assumptions;
    if list.is_empty() {
        return String::new();
    }
    let mut out = heading(&format!("ASSUMED NUMBERS THAT CARRY IT: {}", list.len()));
    for a in list.iter().take(SHOWN_MAX) {
        out.push_str(&line(&format!("{} = {}: {}", a.name, a.value, a.why)));
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
