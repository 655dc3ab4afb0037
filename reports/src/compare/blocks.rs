//! A report in pieces that can be written for a terminal or as Markdown.

use crate::paint::{HEADING, QUIET, paint};
use crate::table::{Cell, Table};
use crate::words::wrap;

/// Lines of running text are at most this long.
const WIDTH: usize = 90;

/// A piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// The first line.
    Title(String),
    /// A heading.
    Heading(String),
    /// Running text.
    Text(String),
    /// Small print.
    Note(String),
    /// One line each.
    Items(Vec<String>),
    /// Headings, then rows; a column whose heading begins with `>` stands right.
    Table(Vec<&'static str>, Vec<Vec<String>>),
    /// Lines that stay as they are.
    Lines(String),
}

/// For a terminal.
pub(super) fn text(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Title(t) => out.push_str(&format!("{}\n", paint(HEADING, &wrap(t, WIDTH, 2)))),
            Block::Heading(t) => out.push_str(&format!("\n{}\n", paint(HEADING, t))),
            Block::Text(t) => out.push_str(&format!("  {}\n", wrap(t, WIDTH - 2, 2))),
            Block::Note(t) => {
                out.push_str(&format!("  {}\n", paint(QUIET, &wrap(t, WIDTH - 2, 2))));
            }
            Block::Items(list) => {
                for item in list {
                    out.push_str(&format!("  - {}\n", wrap(item, WIDTH - 4, 4)));
                }
            }
            Block::Table(heads, rows) => out.push_str(&plain_table(heads, rows)),
            Block::Lines(lines) => out.push_str(lines),
        }
    }
    out
}

fn plain_table(heads: &[&'static str], rows: &[Vec<String>]) -> String {
    let names: Vec<&str> = heads.iter().map(|h| h.trim_start_matches('>')).collect();
    let mut table = Table::new(&names);
    for row in rows {
        let cell = |(i, text): (usize, &String)| match heads[i].starts_with('>') {
            true => Cell::right(text),
            false => Cell::left(text),
        };
        table.row(row.iter().enumerate().map(cell).collect());
    }
    table.render(2)
}

/// As Markdown.
pub(super) fn markdown(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Title(t) => out.push_str(&format!("# {}\n", escaped(t))),
            Block::Heading(t) => out.push_str(&format!("\n## {}\n", escaped(&sentence(t)))),
            Block::Text(t) => out.push_str(&format!("\n{}\n", escaped(t))),
            Block::Note(t) => out.push_str(&format!("\n<sub>{}</sub>\n", escaped(t))),
            Block::Items(list) => {
                out.push('\n');
                for item in list {
                    out.push_str(&format!("- {}\n", escaped(item)));
                }
            }
            Block::Table(heads, rows) => out.push_str(&marked_table(heads, rows)),
            Block::Lines(lines) => {
                out.push_str(&format!("\n```text\n{}\n```\n", lines.trim_matches('\n')));
            }
        }
    }
    out
}

fn marked_table(heads: &[&'static str], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let names: Vec<String> = heads
        .iter()
        .map(|h| escaped(h.trim_start_matches('>')))
        .collect();
    let rule: Vec<String> = heads
        .iter()
        .map(|h| if h.starts_with('>') { "--:" } else { ":--" }.to_owned())
        .collect();
    let mut out = format!("\n{}{}", line(&names), line(&rule));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|c| escaped(c)).collect();
        out.push_str(&line(&cells));
    }
    out
}

/// A heading of a terminal as one of a page: `WHERE THEY PART: seed 3` as `Where they part: seed 3`.
fn sentence(heading: &str) -> String {
    let (shout, rest) = heading.split_once(':').unwrap_or((heading, ""));
    let mut out = String::new();
    for word in shout.split(' ') {
        let lower = match word.chars().count() {
            1 if out.is_empty() => word.to_owned(),
            1 if word != "A" && word != "B" => word.to_lowercase(),
            1 => word.to_owned(),
            _ if out.is_empty() => {
                let mut letters = word.chars();
                let first: String = letters.by_ref().take(1).collect();
                first + &letters.as_str().to_lowercase()
            }
            _ => word.to_lowercase(),
        };
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&lower);
    }
    if heading.contains(':') {
        out.push(':');
        out.push_str(rest);
    }
    out
}

/// What would be markup is not; names in back quotes stay code.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    let mut code = false;
    for c in text.chars() {
        match c {
            '`' => code = !code,
            '|' => out.push('\\'),
            '<' if !code => {
                out.push_str("&lt;");
                continue;
            }
            '*' | '_' if !code => out.push('\\'),
            _ => {}
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_not_shouted_on_a_page() {
        assert_eq!(
            sentence("WHERE THEY PART: seed 3"),
            "Where they part: seed 3"
        );
        assert_eq!(sentence("WHY A WAS DOWN"), "Why A was down");
    }

    #[test]
    fn text_is_no_markup() {
        assert_eq!(escaped("a_b | <c> `d_e`"), "a\\_b \\| &lt;c> `d_e`");
    }
}
