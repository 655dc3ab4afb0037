//! Single runs that a page of many shows in full, lived once more from the lines that show them.

use super::run::Lived;
use reports::page::Shown;

/// A run with what it is.
pub(super) struct Told {
    title: String,
    line: String,
    lived: Lived,
}

impl Told {
    /// Lives what a line to paste shows; `None` if it shows no run.
    pub fn of_line(title: String, line: String) -> Option<Self> {
        let lived = Lived::of_line(&line)?;
        Some(Self { title, line, lived })
    }
}

/// The runs as a page wants them.
pub(super) fn shown(told: &[Told]) -> Vec<Shown<'_>> {
    told.iter()
        .map(|t| Shown {
            title: t.title.clone(),
            line: t.line.clone(),
            card: t.lived.card(),
        })
        .collect()
}
