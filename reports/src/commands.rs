//! What somebody did in a run, and that its result is then no evidence about the outage that really was.

use crate::card::Card;
use crate::paint::{WARN, paint};
use crate::words::{plural, wrap};

/// Lines that are printed; the rest is counted, and stands in the JSON.
const SHOWN_MAX: usize = 12;

/// What has to be said wherever something was commanded.
pub(crate) const NO_EVIDENCE: &str = "what comes of it is no evidence about the real outage";

/// The lines under the head of a text; empty where nothing was done.
pub(crate) fn text(card: &Card<'_>) -> String {
    let list = card.commands;
    if list.is_empty() {
        return String::new();
    }
    let count = plural(list.len() as u64, "command");
    let mut out = format!(
        "  what if       {}\n",
        paint(WARN, &format!("{count}; {NO_EVIDENCE}"))
    );
    for told in list.iter().take(SHOWN_MAX) {
        let line = format!("{} {}", told.at, told.text);
        out.push_str(&format!("                {}\n", wrap(&line, 82, 18)));
    }
    if list.len() > SHOWN_MAX {
        let more = list.len() - SHOWN_MAX;
        out.push_str(&format!("                and {more} more: --format json\n"));
    }
    out
}
