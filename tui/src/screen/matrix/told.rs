//! A matrix in sentences.

use super::{Matrix, panels};
use reports::words::plural;

/// What the screen says, one sentence per line.
pub(super) fn told(page: &Matrix) -> Vec<String> {
    let Some(first) = page.columns.first() else {
        return vec!["Nothing has been lived yet.".to_owned()];
    };
    let runs = page.grid.seeds.1 - page.grid.seeds.0;
    let mut out = vec![format!(
        "{} under {}, {} each, seeds {}..{}, given that something of each is hit; {}.",
        plural(first.rows.len() as u64, "architecture"),
        plural(first.outages.len() as u64, "outage"),
        plural(runs, "run"),
        page.grid.seeds.0,
        page.grid.seeds.1,
        page.sort.says()
    )];
    for row in page.order() {
        for column in &page.columns {
            let name = &page.rows()[row].name;
            let marked = if page.marked.contains(&row) {
                ", marked"
            } else {
                ""
            };
            let said = panels::sentences(page, row, column.index).join(" ");
            out.push(format!("{name} under {}{marked}: {said}", column.outage.0));
        }
    }
    out.push(panels::bought(page));
    let (failed, list) = panels::lacking(page);
    for (n, text) in list {
        out.push(format!(
            "Of {}, {n} lack what their nearest survivor has: {text}.",
            plural(failed as u64, "failed cell")
        ));
    }
    out
}
