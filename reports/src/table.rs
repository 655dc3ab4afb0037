//! Columns of text, aligned, with colours that do not count as width.

use crate::paint::paint;
use anstyle::Style;

/// One cell.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    text: String,
    style: Style,
    right: bool,
}

impl Cell {
    /// Text from the left.
    pub fn left(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// A number, against the right edge.
    pub fn right(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            right: true,
            ..Self::default()
        }
    }

    /// The same in a style.
    #[must_use]
    pub fn styled(self, style: Style) -> Self {
        Self { style, ..self }
    }

    fn width(&self) -> usize {
        self.text.chars().count()
    }
}

/// Rows of cells; every column is as wide as its widest cell.
#[derive(Debug, Clone, Default)]
pub struct Table {
    rows: Vec<Vec<Cell>>,
    /// Lines that keep to no column, by the number of rows before them.
    lines: Vec<(usize, String)>,
}

impl Table {
    /// A table with these headings.
    #[must_use]
    pub fn new(headings: &[&str]) -> Self {
        let row = headings
            .iter()
            .map(|h| Cell::left(*h).styled(crate::paint::QUIET))
            .collect();
        Self {
            rows: vec![row],
            lines: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    /// Adds a line that keeps to no column.
    pub fn line(&mut self, text: String) {
        self.lines.push((self.rows.len(), text));
    }

    /// The table as lines, each indented by `indent`, columns two blanks apart.
    #[must_use]
    pub fn render(&self, indent: usize) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |i: usize| {
            self.rows
                .iter()
                .filter_map(|r| r.get(i))
                .map(Cell::width)
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut out = String::new();
        for (number, row) in self.rows.iter().enumerate() {
            for (_, text) in self.lines.iter().filter(|l| l.0 == number) {
                out.push_str(&format!("{}{text}\n", " ".repeat(indent)));
            }
            let mut line = " ".repeat(indent);
            for (i, cell) in row.iter().enumerate() {
                let gap = " ".repeat(widths[i] - cell.width());
                // A heading stands where its column's numbers stand.
                let right = cell.right
                    || self
                        .rows
                        .get(1)
                        .and_then(|r| r.get(i))
                        .is_some_and(|c| c.right);
                let text = paint(cell.style, &cell.text);
                let last = i + 1 == row.len();
                match (right, last) {
                    (true, _) => line.push_str(&format!("{gap}{text}")),
                    (false, true) => line.push_str(&text),
                    (false, false) => line.push_str(&format!("{text}{gap}")),
                }
                if !last {
                    line.push_str("  ");
                }
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_and_numbers_stand_right() {
        let mut table = Table::new(&["who", "how long"]);
        table.row(vec![Cell::left("a"), Cell::right("1")]);
        table.row(vec![Cell::left("long name"), Cell::right("22")]);
        let plain = table
            .render(2)
            .replace("\u{1b}[2m", "")
            .replace("\u{1b}[0m", "");
        assert_eq!(
            plain,
            "  who        how long\n  a                 1\n  long name        22\n"
        );
    }
}
