//! Whoever did not come through: what broke, the nearest built-in design that did, and what to paste.
//!
//! Outages in which the same architecture has the same nearest design are told together.

use super::cells::{gone, held, lossy, promise_said, rows};
use super::{Lines, Shown, WIDTH};
use crate::paint::{BAD, QUIET, heading, paint};
use crate::words::wrap;
use search::matrix::{Cell, Nearest, Standing};
use search::statistics::Share;
use search::sweep::PromiseView;

/// Differences that are told; the comparison tells the rest.
const DIFFERENCES: usize = 5;
/// Broken promises that are told.
const REASONS: usize = 3;

/// The failed cells of an architecture that have the same nearest design.
struct Group<'a> {
    name: &'a str,
    cell: &'a Cell,
    lines: &'a Lines,
    outages: Vec<&'a str>,
}

/// The part of the report about failures; empty if there are none.
pub(super) fn text(shown: &Shown<'_>) -> String {
    let groups = groups(shown);
    if groups.is_empty() {
        return "\nNobody failed.\n".to_owned();
    }
    let mut out = heading("WHO FAILED, AND THE NEAREST BUILT-IN DESIGN THAT CAME THROUGH");
    let note = "Nearest: it differs in the fewest and lightest features of structure. It came through these runs of this \
                outage, with its own load and promises; that is an example to study, no guarantee.";
    out.push_str(&format!("{}\n", paint(QUIET, &wrap(note, WIDTH, 0))));
    for group in &groups {
        out.push_str(&told(shown, group));
    }
    out
}

fn groups<'a>(shown: &Shown<'a>) -> Vec<Group<'a>> {
    let m = shown.matrix;
    let mut out: Vec<Group<'a>> = Vec::new();
    for row in rows(m, shown.sort) {
        let first = out.len();
        for (column, cell) in m.cells[row].iter().enumerate() {
            if cell.standing != Standing::Failed {
                continue;
            }
            let outage = m.outages[column].0.as_str();
            let alike = |g: &&mut Group<'_>| g.cell.nearest == cell.nearest;
            match out[first..].iter_mut().find(alike) {
                Some(group) => group.outages.push(outage),
                None => out.push(Group {
                    name: &m.architectures[row],
                    cell,
                    lines: &shown.lines[row][column],
                    outages: vec![outage],
                }),
            }
        }
    }
    out
}

fn told(shown: &Shown<'_>, group: &Group<'_>) -> String {
    let mut out = format!("\n{}", paint(BAD, &format!("x {}", group.name)));
    if shown.matrix.outages.len() > 1 {
        let under = format!(" under {}", group.outages.join(", "));
        out.push_str(&wrap(&under, WIDTH - group.name.len() - 3, 4).replacen("under", " under", 1));
    }
    out.push('\n');
    out.push_str(&format!(
        "    {}\n",
        wrap(&why(group.cell).join("; "), WIDTH - 4, 4)
    ));
    match &group.cell.nearest {
        Some(nearest) => out.push_str(&changes(nearest)),
        None => out.push_str("  no built-in design came through\n"),
    }
    let pastes = [
        ("side by side", &group.lines.compare),
        ("a bad run", &group.lines.replay),
    ];
    for (what, line) in pastes {
        if let Some(line) = line {
            out.push_str(&format!("  {what}: {line}\n"));
        }
    }
    out
}

fn changes(nearest: &Nearest) -> String {
    let mut out = format!(
        "  nearest that came through: {}. There,\n",
        nearest.architecture
    );
    for one in nearest.differs.iter().take(DIFFERENCES) {
        out.push_str(&format!("    - {}\n", wrap(one, WIDTH - 6, 6)));
    }
    if let Some(more @ 1..) = nearest.differs.len().checked_sub(DIFFERENCES) {
        out.push_str(&format!(
            "    - and {more} smaller {}\n",
            if more == 1 { "thing" } else { "things" }
        ));
    }
    if !nearest.less.is_empty() {
        let less = format!(
            "(and, though it protects less: {})",
            nearest.less.join("; ")
        );
        out.push_str(&format!("    {}\n", wrap(&less, WIDTH - 4, 4)));
    }
    out
}

/// What speaks against a cell, the worst first.
#[must_use]
pub fn why(cell: &Cell) -> Vec<String> {
    let view = &cell.sweep.touched;
    let journeys = view.journeys.iter();
    let promises = journeys.flat_map(|j| j.objectives.iter().map(move |p| (j, p)));
    let mut broken: Vec<_> = promises.filter(|(_, p)| !holds(p)).collect();
    broken.sort_by_key(|(_, p)| held(p).hits);
    let mut out: Vec<String> = broken
        .iter()
        .take(REASONS)
        .map(|(j, p)| format!("{} held in {}", promise_said(j, p), of(held(p))))
        .collect();
    if out.is_empty() {
        let never = view
            .journeys
            .iter()
            .map(|j| (j.down.not_restored.share, &j.name));
        let worst = never.max_by_key(|(share, _)| share.hits);
        out.extend(
            worst
                .filter(|(share, _)| share.hits > 0)
                .map(|(share, name)| format!("{name} not restored in {}", of(share))),
        );
    }
    if gone(cell).hits > 0 {
        out.push(format!(
            "nothing can bring the data back in {}",
            of(gone(cell))
        ));
    } else if lossy(cell).hits > 0 {
        out.push(format!("writes missing in {}", of(lossy(cell))));
    }
    out
}

fn holds(p: &PromiseView) -> bool {
    let share = held(p);
    share.hits * 100 >= share.of * 95
}

fn of(share: Share) -> String {
    format!("{} of {} runs", share.hits, share.of)
}
