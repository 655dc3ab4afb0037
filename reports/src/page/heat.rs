//! Architectures by outages as a map: a sign, a word and a colour per cell, with the number behind it.

use super::mark::Mark;
use super::note;
use super::spread::{long, worst};
use crate::words::{plural, share};
use maud::{Markup, html};
use search::matrix::{Cell, Matrix, Standing};
use search::sweep::JourneyView;

/// The sign and the word of a standing.
pub(super) const fn standing(s: Standing) -> (Mark, &'static str) {
    match s {
        Standing::PassedBy => (Mark::None, "passed by"),
        Standing::Survived => (Mark::Good, "survived"),
        Standing::Hurt => (Mark::Hurt, "hurt"),
        Standing::Failed => (Mark::Bad, "failed"),
    }
}

/// The answer in one line: how many cells ended how.
pub(super) fn sentence(m: &Matrix) -> (Mark, String) {
    let all = || m.cells.iter().flatten();
    let of = |s: Standing| all().filter(|c| c.standing == s).count() as u64;
    let (failed, hurt, survived) = (
        of(Standing::Failed),
        of(Standing::Hurt),
        of(Standing::Survived),
    );
    let passed = of(Standing::PassedBy);
    let mut parts = Vec::new();
    for (n, word) in [
        (survived, "survived"),
        (hurt, "hurt"),
        (failed, "failed"),
        (passed, "passed by"),
    ] {
        if n > 0 {
            parts.push(format!("{n} {word}"));
        }
    }
    let mark = match (failed, hurt) {
        (0, 0) => Mark::Good,
        (0, _) => Mark::Hurt,
        (_, _) => Mark::Bad,
    };
    let all = match m.outages.len() {
        1 => plural(m.architectures.len() as u64, "architecture"),
        _ => format!(
            "{} of architecture and outage",
            plural(all().count() as u64, "pair")
        ),
    };
    (mark, format!("{all}: {}", parts.join(", ")))
}

/// The map.
pub(super) fn markup(m: &Matrix) -> Markup {
    html! {
        div.wide tabindex="0" { table.heat {
            thead { tr {
                th scope="col" { "Architecture" }
                @for (id, title) in &m.outages { th scope="col" { (id) br; span.quiet { (title) } } }
            } }
            tbody { @for (name, row) in m.architectures.iter().zip(&m.cells) { tr {
                th scope="row" { (name) @if let Some(c) = row.first() { br; span.quiet { (c.sweep.frame.teaches) } } }
                @for c in row { (cell(c)) }
            } } }
        } }
        (note("Given a hit, in the zone that hurts most. Survived: every promise held in at least 95 % of the runs. \
               Hurt: some promise held in fewer. Failed: a promise held in fewer than half, or data was lost beyond it. \
               Without promises: hurt if down, failed if not restored or data was lost."))
    }
}

fn cell(c: &Cell) -> Markup {
    let (mark, word) = standing(c.standing);
    html! {
        td class={ "cell " (mark.class()) } {
            (mark.chip(word))
            @if c.standing != Standing::PassedBy {
                p.in-cell { (down(c)) }
                @if let Some(p) = c.sweep.touched.p_touched { p.in-cell.quiet { "hit " (share(p)) } }
            }
        }
    }
}

/// The middle run of the journey that fares worst.
pub(super) fn down(c: &Cell) -> String {
    match worst(&c.sweep) {
        Some(j) if j.never_down.share.hits == j.never_down.share.of => "never down".to_owned(),
        Some(j) => match j.down.quantiles_s[0] {
            Ok(q) if q.value <= 0.0 => often(j),
            Ok(q) => format!("down {}", long(q.value)),
            Err(_) => often(j),
        },
        None => "no journey".to_owned(),
    }
}

/// How often it is down at all.
fn often(j: &JourneyView) -> String {
    format!(
        "down in {} of the runs",
        share(1.0 - j.never_down.share.value())
    )
}

/// For whoever failed: the nearest design that did not.
pub(super) fn nearest(m: &Matrix) -> Option<Markup> {
    let rows: Vec<(&Cell, &search::matrix::Nearest)> = m
        .cells
        .iter()
        .flatten()
        .filter_map(|c| c.nearest.as_ref().map(|n| (c, n)))
        .collect();
    (!rows.is_empty()).then(|| {
        html! {
            p { "Of the built-in designs that came through, the one that differs least. That it came through these \
                 seeds is no promise that it will." }
            div.wide tabindex="0" { table {
                thead { tr { th scope="col" { "Architecture" } th scope="col" { "Outage" } th scope="col" { "Nearest that survived" } th scope="col" { "What would have to change" } } }
                tbody { @for (c, n) in rows { tr {
                    th scope="row" { (c.sweep.frame.architecture) } td { (c.sweep.frame.outage) } td { (n.architecture) }
                    td { ul.tight {
                        @for d in &n.differs { li { (d) } }
                        @for l in &n.less { li.quiet { "and without: " (l) } }
                    } }
                } } }
            } }
        }
    })
}
