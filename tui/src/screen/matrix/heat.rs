//! The map as a table: what stands in each cell and where it stands on the screen.

use super::metric::Metric;
use super::{Matrix, Panel};
use crate::screen::look::{Look, cut, line_at};
use crate::screen::story::Mark;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use reports::matrix::sign;
use search::matrix::Standing;

/// Characters of a cell: a sign of two and a number of six.
const CELL: usize = 8;
/// Between cells; the cursor stands there.
const GAP: usize = 2;
/// Characters before names: the cursor and a mark.
const LEAD: usize = 2;
/// Lines under the table: what signs and numbers mean.
const FOOT: usize = 2;

/// How a standing looks.
pub(super) const fn mark(standing: Standing) -> Mark {
    match standing {
        Standing::PassedBy => Mark::Unknown,
        Standing::Survived => Mark::Up,
        Standing::Hurt => Mark::Part,
        Standing::Failed => Mark::Down,
    }
}

/// A row of the table: an architecture, or an outage if it is turned over.
struct Row {
    label: String,
    cells: Vec<(String, Style)>,
}

/// The table in view.
struct Table {
    heads: Vec<Vec<String>>,
    rows: Vec<Row>,
    /// Row and column of the cursor.
    at: (usize, usize),
}

/// Where the table stands in a room.
struct Place {
    names: usize,
    head: usize,
    /// The first column and row in sight, and how many.
    columns: (usize, usize),
    rows: (usize, usize),
}

impl Table {
    fn of(page: &Matrix, look: &Look) -> Self {
        let order = page.order();
        let shown = page.shown();
        let at = order.iter().position(|&row| row == page.row).unwrap_or(0);
        let outage = |i: usize| page.columns.get(i).map_or("..", |c| c.outage.0.as_str());
        if page.transposed {
            let name = |&row: &usize| stacked(&page.rows()[row].name);
            let line = |o: usize| Row {
                label: format!("  {}", outage(o)),
                cells: order
                    .iter()
                    .map(|&row| cell(page, look, row, o, page.metric, true))
                    .collect(),
            };
            return Self {
                heads: order.iter().map(name).collect(),
                rows: (0..page.outages()).map(line).collect(),
                at: (page.outage(), at),
            };
        }
        let single = page.is_single();
        let heads = shown.iter().map(|&(o, metric)| match single {
            true => vec![metric.name().to_owned()],
            false => stacked(outage(o)),
        });
        let line = |&row: &usize| {
            let marked = if page.marked.contains(&row) { '*' } else { ' ' };
            let cells = shown.iter().enumerate();
            Row {
                label: format!(" {marked}{}", page.rows()[row].name),
                cells: cells
                    .map(|(i, &(o, metric))| cell(page, look, row, o, metric, !single || i == 0))
                    .collect(),
            }
        };
        Self {
            heads: heads.collect(),
            rows: order.iter().map(line).collect(),
            at: (at, page.column),
        }
    }

    fn place(&self, room: Rect) -> Place {
        let (width, height) = (usize::from(room.width), usize::from(room.height));
        let labels = self.rows.iter().map(|r| r.label.chars().count());
        let longest = labels.max().unwrap_or(0).max(LEAD + 6);
        let names = longest.min((width / 2).max(12)).min(width);
        let head = self.heads.iter().map(Vec::len).max().unwrap_or(1);
        let fit = ((width - names) / (CELL + GAP)).max(1);
        let tall = height.saturating_sub(head + FOOT).max(1);
        let first = |at: usize, fit: usize| (at + 1).saturating_sub(fit);
        Place {
            names,
            head,
            columns: (first(self.at.1, fit), fit),
            rows: (first(self.at.0, tall), tall),
        }
    }
}

/// What the map shows of a cell, and how.
fn cell(
    page: &Matrix,
    look: &Look,
    row: usize,
    outage: usize,
    metric: Metric,
    signed: bool,
) -> (String, Style) {
    let Some(cell) = page.cell(row, outage) else {
        return (format!("{:>CELL$}", ".."), look.theme.quiet());
    };
    let said = page.said(row, outage, metric).unwrap_or_default();
    let text = match signed {
        true => format!("{:<2}{said:>6}", sign(cell)),
        false => format!("{said:>CELL$}"),
    };
    (text, look.theme.mark(mark(cell.standing)))
}

/// A name in pieces of at most a cell's width, broken after dashes.
fn stacked(name: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in name.split_inclusive('-') {
        let room = |line: &String| line.chars().count() + part.chars().count() <= CELL;
        match lines.last_mut().filter(|l| room(l)) {
            Some(line) => line.push_str(part),
            None => lines.push(cut(part, CELL)),
        }
    }
    lines
}

/// Rows that the table would like.
pub(super) fn wants(page: &Matrix) -> u16 {
    let table = Table::of(page, &Look::default());
    let head = table.heads.iter().map(Vec::len).max().unwrap_or(1);
    (table.rows.len() + head + FOOT).min(60) as u16
}

/// Draws the table.
pub(super) fn draw(buffer: &mut Buffer, page: &Matrix, look: &Look, room: Rect) {
    if room.is_empty() {
        return;
    }
    let table = Table::of(page, look);
    let place = table.place(room);
    let column = |i: usize| place.names + GAP + i * (CELL + GAP);
    let put = |buffer: &mut Buffer, x: usize, y: usize, text: &str, style: Style| {
        let left = usize::from(room.width).saturating_sub(x);
        if y < usize::from(room.height) && left >= 1 {
            let (x, y) = (room.x + x as u16, room.y + y as u16);
            line_at(buffer, x, y, left as u16, text, style);
        }
    };
    let heads = table.heads.iter().enumerate().skip(place.columns.0);
    for (i, head) in heads.take(place.columns.1) {
        for (n, line) in head.iter().enumerate() {
            let y = place.head - head.len() + n;
            let x = column(i - place.columns.0).saturating_sub(GAP);
            let style = match i == table.at.1 {
                true => look.theme.title(),
                false => look.theme.quiet(),
            };
            put(
                buffer,
                x,
                y,
                &format!("{line:>width$}", width = CELL + GAP),
                style,
            );
        }
    }
    let rows = table.rows.iter().enumerate().skip(place.rows.0);
    for (r, row) in rows.take(place.rows.1) {
        let y = place.head + r - place.rows.0;
        let here = r == table.at.0;
        let label = match here {
            true => format!(">{}", row.label.get(1..).unwrap_or_default()),
            false => row.label.clone(),
        };
        put(buffer, 0, y, &cut(&label, place.names), Style::new());
        let cells = row.cells.iter().enumerate().skip(place.columns.0);
        for (c, (text, style)) in cells.take(place.columns.1) {
            let x = column(c - place.columns.0);
            let chosen = here && c == table.at.1;
            let style = if chosen {
                look.theme.selected()
            } else {
                *style
            };
            let lead = if chosen { ">" } else { " " };
            put(
                buffer,
                x.saturating_sub(1),
                y,
                &format!("{lead}{text}"),
                style,
            );
        }
    }
    let foot = usize::from(room.height)
        .saturating_sub(FOOT)
        .max(place.head + 1);
    for (n, line) in legend(page, usize::from(room.width))
        .into_iter()
        .enumerate()
    {
        put(buffer, 0, foot + n, &line, look.theme.quiet());
    }
}

/// What signs and numbers mean.
fn legend(page: &Matrix, width: usize) -> [String; 2] {
    let long = " + every promise kept  ~ some broken  x failed  ? has nothing there  ! data lost";
    let short = " + kept  ~ some broken  x failed  ? not there  ! data lost";
    let signs = if width >= long.len() { long } else { short };
    [
        cut(signs, width),
        cut(&format!(" {}", page.metric().means()), width),
    ]
}

/// Moves the cursor to where the mouse went down.
pub(super) fn point(page: &mut Matrix, room: Rect, at: Position) {
    page.focus = Panel::Heat;
    page.chose = true;
    let table = Table::of(page, &Look::default());
    let place = table.place(room);
    let (x, y) = (usize::from(at.x - room.x), usize::from(at.y - room.y));
    let row = (y >= place.head && y < place.head + place.rows.1)
        .then(|| y - place.head + place.rows.0)
        .filter(|r| *r < table.rows.len());
    let column = x
        .checked_sub(place.names)
        .map(|x| x / (CELL + GAP) + place.columns.0)
        .filter(|c| *c < table.heads.len());
    let (outage, architecture) = match page.transposed {
        true => (row, column),
        false => (column, row),
    };
    let order = page.order();
    if let Some(&row) = architecture.and_then(|i| order.get(i)) {
        page.row = row;
    }
    page.column = outage.unwrap_or(page.column);
}

#[cfg(test)]
mod tests {
    use super::stacked;

    #[test]
    fn names_break_after_dashes() {
        assert_eq!(stacked("aws-2011-04-21"), ["aws-", "2011-04-", "21"]);
        assert_eq!(stacked("thunderstorm"), ["thunde.."]);
        assert_eq!(stacked("two-zones"), ["two-", "zones"]);
    }
}
