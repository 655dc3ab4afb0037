//! Tables of one or two outages, and the map of many.

use super::cells::{
    brief, kept, longest_s, lossy, percent, rows, said, sign, style, worst_journey,
};
use super::{Shown, WIDTH};
use crate::paint::{HEADING, paint};
use crate::table::{Cell as Field, Table};
use crate::words::share;
use search::matrix::{Cell, Standing};
use search::statistics::{Quantile, TooFew};

/// Characters of a column of the map: a sign of two and a number of six.
const COLUMN: usize = 8;
/// Between columns.
const GAP: usize = 2;
/// The longest name of an architecture that is shown whole.
const NAME_MAX: usize = 28;

/// A table per outage.
pub(super) fn tables(shown: &Shown<'_>) -> String {
    let m = shown.matrix;
    let mut out = String::new();
    for (column, (id, title)) in m.outages.iter().enumerate() {
        if m.outages.len() > 1 {
            out.push_str(&format!("{}\n", paint(HEADING, &format!("{id}: {title}"))));
        }
        let tails = has_tails(m.cells.iter().filter_map(|row| row.get(column)));
        let mut headings = vec!["", "architecture", "down"];
        headings.extend(tails.then_some("90 %"));
        headings.extend(["longest", "kept", "lost", "hit"]);
        let mut table = Table::new(&headings);
        for row in rows(m, shown.sort) {
            table.row(line(&m.architectures[row], &m.cells[row][column], tails));
        }
        out.push_str(&table.render(0));
        out.push('\n');
    }
    out
}

/// Whether the runs of any of them can support a 90th percentile.
fn has_tails<'a>(mut cells: impl Iterator<Item = &'a Cell>) -> bool {
    cells.any(|c| worst_journey(c).is_some_and(|j| j.down.quantiles_s[1].is_ok()))
}

fn line(name: &str, cell: &Cell, tails: bool) -> Vec<Field> {
    let style = style(cell.standing);
    let view = &cell.sweep.touched;
    let quantile = |q: &Result<Quantile, TooFew>| match q {
        Ok(q) => brief(q.value),
        Err(_) => "-".to_owned(),
    };
    let down = worst_journey(cell).map(|j| &j.down);
    let of = |i: usize| down.map_or_else(|| "-".to_owned(), |d| quantile(&d.quantiles_s[i]));
    let longest = down.map_or_else(|| "-".to_owned(), |d| brief(longest_s(d)));
    let kept = kept(cell).map_or_else(|| "-".to_owned(), |(share, ..)| percent(share));
    let mut fields = vec![
        Field::left(sign(cell)).styled(style),
        Field::left(cut(name)),
        Field::right(of(0)).styled(style),
    ];
    fields.extend(tails.then(|| Field::right(of(1))));
    fields.extend([
        Field::right(longest),
        Field::right(kept),
        Field::right(percent(lossy(cell))),
        Field::right(view.p_touched.map_or_else(|| "-".to_owned(), share)),
    ]);
    fields
}

/// A long name loses its end.
fn cut(name: &str) -> String {
    if name.chars().count() <= NAME_MAX {
        return name.to_owned();
    }
    let head: String = name.chars().take(NAME_MAX - 2).collect();
    format!("{head}..")
}

/// One number per cell, in blocks of as many outages as fit side by side.
pub(super) fn map(shown: &Shown<'_>) -> String {
    let m = shown.matrix;
    let names = m.architectures.iter().map(|n| cut(n).chars().count());
    let room = WIDTH - names.max().unwrap_or(0).min(WIDTH / 2);
    let columns: Vec<Option<usize>> = (0..m.outages.len()).map(Some).chain([None]).collect();
    let blocks = columns.chunks((room / (COLUMN + GAP)).max(1));
    let blocks: Vec<String> = blocks.map(|list| block(shown, list)).collect();
    let mut out = blocks.join("\n");
    out.push('\n');
    out
}

/// Some outages; `None`: how many each came through.
fn block(shown: &Shown<'_>, columns: &[Option<usize>]) -> String {
    let m = shown.matrix;
    let headings: Vec<Vec<String>> = columns
        .iter()
        .map(|c| c.map_or_else(|| vec!["through".to_owned()], |i| broken(&m.outages[i].0)))
        .collect();
    let high = headings.iter().map(Vec::len).max().unwrap_or(1);
    let mut table = Table::default();
    for n in 0..high {
        // Headings stand on the line above the numbers.
        let piece = |h: &Vec<String>| {
            let at = (n + h.len()).checked_sub(high);
            Field::right(at.map_or("", |i| h[i].as_str())).styled(crate::paint::QUIET)
        };
        let mut row = vec![Field::left("")];
        row.extend(headings.iter().map(piece));
        table.row(row);
    }
    for row in rows(m, shown.sort) {
        let mut line = vec![Field::left(cut(&m.architectures[row]))];
        line.extend(columns.iter().map(|c| match c {
            Some(i) => shown_cell(shown, &m.cells[row][*i]),
            None => Field::right(through(&m.cells[row])),
        }));
        table.row(line);
    }
    table.render(0)
}

fn shown_cell(shown: &Shown<'_>, cell: &Cell) -> Field {
    let text = format!("{:<2}{:>6}", sign(cell), said(shown.metric, cell));
    Field::right(text).styled(style(cell.standing))
}

/// How many of the outages that concern it an architecture came through.
fn through(row: &[Cell]) -> String {
    let there = row.iter().filter(|c| c.standing != Standing::PassedBy);
    let survived = row.iter().filter(|c| c.standing.survived());
    format!("{}/{}", survived.count(), there.count())
}

/// An id in pieces of at most a column's width, broken after dashes.
fn broken(id: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for part in id.split_inclusive('-') {
        let mut part: Vec<char> = part.chars().collect();
        while !part.is_empty() {
            let last = lines.len() - 1;
            let used = lines[last].chars().count();
            if used + part.len() <= COLUMN {
                lines[last].extend(part.drain(..));
            } else if used > 0 {
                lines.push(String::new());
            } else {
                lines[last].extend(part.drain(..COLUMN));
                lines.push(String::new());
            }
        }
    }
    lines.retain(|l| !l.is_empty());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_break_after_dashes() {
        assert_eq!(broken("aws-2011-04-21"), ["aws-", "2011-04-", "21"]);
        assert_eq!(broken("storm"), ["storm"]);
        assert_eq!(broken("thunderstorms-2"), ["thunders", "torms-2"]);
        assert_eq!(broken("eightlet-x"), ["eightlet", "-x"]);
    }

    #[test]
    fn long_names_lose_their_end() {
        assert_eq!(cut("two-zones"), "two-zones");
        let long = cut("a-name-that-somebody-has-made-far-too-long");
        assert_eq!(
            (long.as_str(), long.len()),
            ("a-name-that-somebody-has-m..", NAME_MAX)
        );
    }
}
