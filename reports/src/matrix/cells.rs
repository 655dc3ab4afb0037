//! What is shown of a cell: its sign, its numbers, and which of its journeys and promises speak for it.

use crate::matrix::{Metric, Sort};
use crate::paint::{BAD, QUIET, WARN};
use crate::words::{length, share_ppb};
use anstyle::Style;
use search::matrix::{Cell, Matrix, Standing};
use search::statistics::Share;
use search::sweep::{JourneyView, Lengths, PromiseView};
use std::cmp::Reverse;
use tenant::score::Target;

/// How it ended, as a sign, with `!` where data was lost in some run.
#[must_use]
pub fn sign(cell: &Cell) -> String {
    let standing = match cell.standing {
        Standing::PassedBy => "?",
        Standing::Survived => "+",
        Standing::Hurt => "~",
        Standing::Failed => "x",
    };
    let lost = if lossy(cell).hits > 0 { "!" } else { "" };
    format!("{standing}{lost}")
}

/// The colour that says it again; whoever is well has none, so that trouble stands out.
pub(super) const fn style(standing: Standing) -> Style {
    match standing {
        Standing::PassedBy => QUIET,
        Standing::Survived => Style::new(),
        Standing::Hurt => WARN,
        Standing::Failed => BAD,
    }
}

/// The journey that fared worst.
#[must_use]
pub fn worst_journey(cell: &Cell) -> Option<&JourneyView> {
    let journeys = cell.sweep.touched.journeys.iter();
    journeys.reduce(|worst, j| if harsher(j, worst) { j } else { worst })
}

fn harsher(a: &JourneyView, b: &JourneyView) -> bool {
    let key = |j: &JourneyView| {
        (
            typical_s(&j.down),
            j.down.not_restored.share.hits,
            j.down.longest,
        )
    };
    let ((x, m, k), (y, n, l)) = (key(a), key(b));
    x.total_cmp(&y).then(m.cmp(&n)).then(k.cmp(&l)).is_gt()
}

/// The median in seconds, infinite: not restored; where there is none, the harshest run.
#[must_use]
pub fn typical_s(down: &Lengths) -> f64 {
    match &down.quantiles_s[0] {
        Ok(q) => q.value,
        Err(_) => longest_s(down),
    }
}

/// The longest in seconds; infinite: not restored.
pub(super) fn longest_s(down: &Lengths) -> f64 {
    if down.not_restored.share.hits > 0 {
        f64::INFINITY
    } else {
        down.longest.secs_f64()
    }
}

/// Runs in which the promise held that held least, with that promise. Where it cannot be told it did not hold.
#[must_use]
pub fn kept(cell: &Cell) -> Option<(Share, &JourneyView, &PromiseView)> {
    let journeys = cell.sweep.touched.journeys.iter();
    let all = journeys.flat_map(|j| j.objectives.iter().map(move |p| (held(p), j, p)));
    all.min_by_key(|(share, ..)| share.hits)
}

/// The seed of the run that says most about a cell: the first that breaks the promise that held least; if none is
/// broken, the harshest of the journey that fared worst.
#[must_use]
pub fn telling_seed(cell: &Cell) -> Option<u64> {
    let broken = kept(cell).and_then(|(_, _, p)| p.first_broken);
    broken.or_else(|| worst_journey(cell).and_then(|j| j.down.worst_seed))
}

/// Runs in which a promise held, of all.
pub(super) fn held(p: &PromiseView) -> Share {
    Share {
        hits: p.met.share.hits,
        of: p.met.share.of + p.untold,
    }
}

/// Runs in which acknowledged writes were missing, in the store where that happened most.
#[must_use]
pub fn lossy(cell: &Cell) -> Share {
    let stores = cell.sweep.touched.stores.iter();
    let shares = stores.map(|s| s.lossy.share);
    shares.max_by_key(|s| s.hits).unwrap_or_default()
}

/// Runs in which nothing could bring a store back.
pub(super) fn gone(cell: &Cell) -> Share {
    let stores = cell.sweep.touched.stores.iter();
    let shares = stores.map(|s| s.unrecoverable.share);
    shares.max_by_key(|s| s.hits).unwrap_or_default()
}

/// What a map shows of a cell.
#[must_use]
pub fn said(metric: Metric, cell: &Cell) -> String {
    match metric {
        Metric::Downtime => worst_journey(cell).map_or_else(
            || "-".to_owned(),
            |j| {
                let few = j.down.quantiles_s[0].is_err();
                format!(
                    "{}{}",
                    if few { "<" } else { "" },
                    brief(typical_s(&j.down))
                )
            },
        ),
        Metric::Met => kept(cell).map_or_else(|| "-".to_owned(), |(share, ..)| percent(share)),
        Metric::Lost if gone(cell).hits > 0 => "gone".to_owned(),
        Metric::Lost => percent(lossy(cell)),
    }
}

/// A length in at most six characters; infinite is `open`.
#[must_use]
pub fn brief(seconds: f64) -> String {
    let minutes = (seconds / 60.0) as u64;
    match minutes {
        _ if seconds.is_infinite() => "open".to_owned(),
        0 if seconds <= 0.0 => "0".to_owned(),
        0 => format!("{:.0}s", seconds.max(1.0).floor()),
        1..60 => format!("{minutes}m"),
        60..6000 => format!("{}h{:02}", minutes / 60, minutes % 60),
        _ => format!("{}d", minutes / 1440),
    }
}

/// A share of few runs has no digits after the point, and is 0 or 100 only when it is that.
#[must_use]
pub fn percent(share: Share) -> String {
    let of = share.of.max(1);
    let rounded = (share.hits * 100 + of / 2) / of;
    let apart = match share.hits {
        0 => 0,
        h if h == share.of => 100,
        _ => rounded.clamp(1, 99),
    };
    format!("{apart} %")
}

/// `order rto 24h`.
pub(super) fn promise_said(journey: &JourneyView, p: &PromiseView) -> String {
    let target = match p.promise.target {
        Target::Time(d) => length(d),
        Target::Share(ppb) => share_ppb(ppb),
    };
    let name = p.promise.name.replace('_', " ");
    format!("{} {name} {target}", journey.name)
}

/// Rows in the order asked for, as indices; cells that are not known yet count for nothing.
#[must_use]
pub fn rows(matrix: &Matrix, sort: Sort) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..matrix.architectures.len()).collect();
    let name = |&i: &usize| matrix.architectures[i].clone();
    match sort {
        Sort::Given => {}
        Sort::Name => rows.sort_by_key(name),
        Sort::Worst => rows.sort_by(|a, b| {
            let count = |i: usize, s| matrix.cells[i].iter().filter(|c| c.standing == s).count();
            let key = |i: usize| Reverse((count(i, Standing::Failed), count(i, Standing::Hurt)));
            key(*a)
                .cmp(&key(*b))
                .then_with(|| worst_s(matrix, *b).total_cmp(&worst_s(matrix, *a)))
                .then_with(|| name(a).cmp(&name(b)))
        }),
    }
    rows
}

/// The longest typical downtime of a row.
fn worst_s(matrix: &Matrix, row: usize) -> f64 {
    let journeys = matrix.cells[row].iter().filter_map(worst_journey);
    journeys.fold(0.0, |worst, j| f64::max(worst, typical_s(&j.down)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_brief() {
        for (seconds, said) in [
            (0.0, "0"),
            (0.4, "1s"),
            (59.9, "59s"),
            (60.0, "1m"),
            (3599.0, "59m"),
            (128_580.0, "35h43"),
            (359_999.0, "99h59"),
            (360_000.0, "4d"),
            (f64::INFINITY, "open"),
        ] {
            assert_eq!(brief(seconds), said);
            assert!(brief(seconds).len() <= 6);
        }
    }

    #[test]
    fn a_share_is_all_or_nothing_only_if_it_is() {
        let said = |hits, of| percent(Share { hits, of });
        assert_eq!(said(0, 1000), "0 %");
        assert_eq!(said(1, 1000), "1 %");
        assert_eq!(said(999, 1000), "99 %");
        assert_eq!(said(20, 20), "100 %");
        assert_eq!(said(13, 20), "65 %");
    }
}
