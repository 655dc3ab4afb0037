//! What is built in, as a list for people.

use crate::json::Entry;
use crate::paint::heading;
use crate::words::wrap;

/// The entries by kind, in the order given.
#[must_use]
pub fn text(entries: &[Entry]) -> String {
    let mut kinds: Vec<&str> = entries.iter().map(|e| e.kind.as_str()).collect();
    kinds.dedup();
    let mut out = String::new();
    for kind in kinds {
        out.push_str(&heading(&format!("{}S", kind.to_uppercase())));
        let widest = entries
            .iter()
            .map(|e| e.name.chars().count())
            .max()
            .unwrap_or(0);
        for e in entries.iter().filter(|e| e.kind == kind) {
            let about = wrap(&e.about, 96 - widest, widest + 4);
            out.push_str(&format!("  {:<widest$}  {about}\n", e.name));
        }
    }
    out.trim_start().to_owned()
}
