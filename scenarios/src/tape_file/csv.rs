//! CSV into the tree that a YAML tape would give: a line of column names, then one row each.
//!
//! A CSV file names no outage and no region: the outage is the file's name, the region the one all places lie in, and
//! the zone the first that a row names.

use crate::Source;
use crate::format::table::{Default, Field};
use crate::problem::Problem;
use crate::yaml::{Entry, Node, NodeKind, Span};

/// Parses a CSV text into the tree of a tape file.
///
/// # Errors
/// Lines that are not CSV, or have another number of columns than the first.
pub(super) fn parse(source: &Source) -> Result<Node, Vec<Problem>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .from_reader(source.text.as_bytes());
    let mut problems = Vec::new();
    let mut columns: Vec<(String, Span)> = Vec::new();
    let mut rows: Vec<Node> = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(e) => {
                problems.push(Problem::new(0..0, format!("this is not CSV: {e}")));
                break;
            }
        }
        let start = record.position().map_or(0, |p| p.byte() as usize);
        let fields = fields(&source.text, start, record.len());
        let cells = || {
            record
                .iter()
                .map(|c| c.trim().to_owned())
                .zip(fields.iter().cloned())
        };
        if columns.is_empty() {
            columns = cells().collect();
            not_separated(&columns)?;
            continue;
        }
        let line = fields.first().map_or(start..start, |f| {
            f.start..fields.last().map_or(f.end, |l| l.end)
        });
        if record.len() != columns.len() {
            let message = format!(
                "{} cells, but the first line names {} columns",
                record.len(),
                columns.len()
            );
            problems.push(Problem::new(line.clone(), message));
            continue;
        }
        let entries = columns
            .iter()
            .zip(cells())
            .filter(|(_, (text, _))| !text.is_empty());
        let entries = entries.map(|((key, _), (text, span))| {
            let value = Node {
                span: span.clone(),
                kind: NodeKind::Scalar(text),
            };
            Entry {
                key: key.clone(),
                key_span: span,
                value,
            }
        });
        rows.push(Node {
            span: line,
            kind: NodeKind::Map(entries.collect()),
        });
    }
    check_columns(&columns, &mut problems);
    if rows.is_empty() && problems.is_empty() {
        let end = source.text.trim_end().len();
        problems.push(Problem::new(end..end, "the table has no rows"));
    }
    if problems.is_empty() {
        Ok(tree(source, rows))
    } else {
        Err(problems)
    }
}

/// Refuses a line of column names that is one cell because other signs stand between them.
fn not_separated(columns: &[(String, Span)]) -> Result<(), Vec<Problem>> {
    let [(only, span)] = columns else {
        return Ok(());
    };
    let others = [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")];
    match others.into_iter().find(|(sign, _)| only.contains(*sign)) {
        Some((_, what)) => {
            let message = format!("columns are separated by commas, not {what}");
            Err(vec![Problem::new(span.clone(), message)])
        }
        None => Ok(()),
    }
}

fn check_columns(columns: &[(String, Span)], problems: &mut Vec<Problem>) {
    let known: Vec<&str> = super::ROW.fields.iter().map(|f| f.name).collect();
    for (i, (name, span)) in columns.iter().enumerate() {
        if !known.contains(&name.as_str()) {
            let problem = Problem::new(span.clone(), format!("unknown column `{name}`"));
            problems.push(problem.help(crate::problem::suggest(name, known.iter().copied())));
        }
        if columns[..i].iter().any(|(n, _)| n == name) {
            problems.push(Problem::new(
                span.clone(),
                format!("column `{name}` is given twice"),
            ));
        }
    }
    let given = |f: &&Field| columns.iter().any(|(n, _)| n == f.name);
    let required = super::ROW.fields.iter();
    let required = required.filter(|f| matches!(f.default, Default::Required));
    // A wrong name may be meant for the missing one.
    if problems.is_empty()
        && let Some(missing) = required.clone().find(|f| !given(f))
        && let (Some((_, first)), Some((_, last))) = (columns.first(), columns.last())
    {
        let message = format!("there is no column `{}`", missing.name);
        let names: Vec<&str> = required.map(|f| f.name).collect();
        let help = format!("every table has the columns {}", names.join(", "));
        problems.push(Problem::new(first.start..last.end, message).help(help));
    }
}

/// Where the cells of a record stand, without their quotes.
fn fields(text: &str, start: usize, count: usize) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut from = start;
    // The reader's position may lie before line breaks and comments that it skips.
    loop {
        match bytes.get(from) {
            Some(b'\n' | b'\r') => from += 1,
            Some(b'#') => from += text[from..].find('\n').map_or(text.len() - from, |i| i + 1),
            _ => break,
        }
    }
    for _ in 0..count {
        let mut quoted = false;
        let mut end = from;
        while let Some(&b) = bytes.get(end) {
            match b {
                b'"' => quoted = !quoted,
                b',' | b'\n' | b'\r' if !quoted => break,
                _ => {}
            }
            end += 1;
        }
        let end = end.min(bytes.len());
        let cell = &text[from.min(end)..end];
        let left = cell.len() - cell.trim_start().len();
        let right = cell.len() - cell.trim_end().len();
        out.push(if left + right > cell.len() {
            from..from
        } else {
            from + left..end - right
        });
        from = (end + 1).min(bytes.len());
    }
    out
}

/// The frame of a tape file round rows.
fn tree(source: &Source, rows: Vec<Node>) -> Node {
    let top = 0..1.min(source.text.len());
    let stem = source.name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = stem.rsplit_once('.').map_or(stem, |(s, _)| s);
    let text = |s: &str, span: &Span| Node {
        span: span.clone(),
        kind: NodeKind::Scalar(s.to_owned()),
    };
    let cut = |path: &str, n: usize| path.split('/').take(n).collect::<Vec<_>>().join("/");
    let places = rows.iter().filter_map(|r| {
        let place = r.get("place")?;
        Some((place.text()?, &place.span))
    });
    let (region, at) = places.clone().next().unwrap_or(("", &top));
    let region = cut(region, 2);
    let zone = places
        .clone()
        .find(|(p, _)| p.split('/').count() >= 3)
        .map(|(p, span)| (cut(p, 3), span));
    let mut entries = vec![
        ("kind", text("tape", &top)),
        ("version", text("1", &top)),
        ("outage", text(stem, &top)),
        ("region", text(&region, at)),
    ];
    if let Some((zone, at)) = zone.filter(|(z, _)| z.starts_with(&format!("{region}/"))) {
        entries.push(("zone", text(&zone, at)));
    }
    let end = source.text.len();
    entries.push((
        "rows",
        Node {
            span: 0..end,
            kind: NodeKind::List(rows),
        },
    ));
    let entry = |(key, value): (&str, Node)| Entry {
        key: key.to_owned(),
        key_span: top.clone(),
        value,
    };
    Node {
        span: 0..end,
        kind: NodeKind::Map(entries.into_iter().map(entry).collect()),
    }
}
