//! What is built in, as a list for people.

use crate::json::Entry;
use crate::paint::heading;
use crate::table::{Cell, Table};

/// The entries by kind, in the order given.
#[must_use]
pub fn text(entries: &[Entry]) -> String {
    let mut kinds: Vec<&str> = entries.iter().map(|e| e.kind.as_str()).collect();
    kinds.dedup();
    let mut out = String::new();
    for kind in kinds {
        out.push_str(&heading(&format!("{}S", kind.to_uppercase())));
        let mut table = Table::default();
        for e in entries.iter().filter(|e| e.kind == kind) {
            table.row(vec![Cell::left(&e.name), Cell::left(&e.about)]);
        }
        out.push_str(&table.render(2));
    }
    out.trim_start().to_owned()
}
