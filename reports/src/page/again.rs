//! How to get the page again.

use super::frame::Section;
use super::{Made, note};
use crate::card::Card;
use maud::{Markup, html};

const SAME: &str =
    "The same version, files and options give the same page, byte for byte, on every machine.";

/// Of a single run.
pub(super) fn run(card: &Card<'_>, made: Made<'_>) -> Section {
    let o = &card.worst().outcome;
    let rows = [
        ("Seed", o.seed.to_string()),
        ("Seed of the cloud", card.cloud_seed.to_string()),
        ("Fingerprint of the run", o.digest.to_string()),
    ];
    Section::new(
        "again",
        "How to get this page again",
        rows_and_line(&rows, made),
    )
}

/// The line to paste, over what it stands on.
pub(super) fn rows_and_line(rows: &[(&str, String)], made: Made<'_>) -> Markup {
    html! {
        pre.line tabindex="0" { code { (made.command) } }
        dl.facts {
            div { dt { "Program" } dd { "zonefall " (made.version) } }
            @for (name, value) in rows { div { dt { (name) } dd { (value) } } }
        }
        (note(SAME))
    }
}
