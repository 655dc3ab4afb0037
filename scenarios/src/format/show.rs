//! A file with every default filled in and where it comes from. What is printed can be read again and means the same.

use super::value::{Data, Origin, Provenance, Record, Sourced, Value};
use crate::yaml::{Node, NodeKind};

/// A decoded file as text.
pub(crate) fn show(file: &Record) -> String {
    let mut out = String::new();
    record(&mut out, file, 0);
    out
}

fn pad(out: &mut String, indent: usize) {
    for _ in 0..indent {
        out.push_str("  ");
    }
}

fn record(out: &mut String, r: &Record, indent: usize) {
    for (key, value) in &r.fields {
        match (&value.data, &value.origin) {
            (Data::Absent | Data::Broken, Origin::Default(meaning)) if !meaning.is_empty() => {
                pad(out, indent);
                out.push_str(&format!("# {key}: not given ({meaning})\n"));
            }
            (Data::Absent | Data::Broken, _) => {}
            _ => entry(out, &quoted(key), value, indent),
        }
    }
}

/// `key: value`, or the key and what lies under it.
fn entry(out: &mut String, key: &str, value: &Value, indent: usize) {
    pad(out, indent);
    out.push_str(key);
    out.push(':');
    match inline(value) {
        Some(text) => {
            out.push(' ');
            out.push_str(&text);
            if let Origin::Default(source) = &value.origin {
                out.push_str(&format!("  # default: {source}"));
            }
            out.push('\n');
        }
        None => {
            out.push('\n');
            block(out, value, indent + 1);
        }
    }
}

fn block(out: &mut String, value: &Value, indent: usize) {
    match &value.data {
        Data::Record(r) => record(out, r, indent),
        Data::Map(names) => {
            for n in names {
                entry(out, &quoted(&n.name), &n.value, indent);
            }
        }
        Data::List(items) => {
            for item in items {
                let mut inner = String::new();
                match inline(item) {
                    Some(text) => inner.push_str(&format!("{text}\n")),
                    None => block(&mut inner, item, indent + 1),
                }
                pad(out, indent);
                out.push_str("- ");
                out.push_str(inner.trim_start());
            }
        }
        // All others are inline.
        Data::Absent
        | Data::None
        | Data::Broken
        | Data::Text
        | Data::Duration(_)
        | Data::Law(_)
        | Data::Integer(_)
        | Data::Harm(..)
        | Data::Number(_)
        | Data::Switch(_)
        | Data::Offset(_)
        | Data::Date(_)
        | Data::Instant(_)
        | Data::Form(..)
        | Data::Sourced(_)
        | Data::Raw(_) => {}
    }
}

/// A value on one line, if it fits there.
fn inline(value: &Value) -> Option<String> {
    match &value.data {
        Data::Record(r) if r.fields.iter().all(|(_, v)| !v.is_there()) => Some("{}".to_owned()),
        Data::Record(_) => None,
        Data::Map(names) if names.is_empty() => Some("{}".to_owned()),
        Data::Map(names) => {
            let simple = |v: &Value| matches!(v.data, Data::Integer(_) | Data::Raw(_));
            let all = names.iter().all(|n| simple(&n.value));
            all.then(|| {
                let list = names
                    .iter()
                    .map(|n| Some(format!("{}: {}", quoted(&n.name), inline(&n.value)?)));
                list.collect::<Option<Vec<_>>>()
                    .map(|l| format!("{{ {} }}", l.join(", ")))
            })?
        }
        Data::List(items) if items.is_empty() => Some("[]".to_owned()),
        Data::List(items) => {
            let texts: Vec<String> = items.iter().map(inline).collect::<Option<_>>()?;
            let line = format!("[{}]", texts.join(", "));
            (line.len() < 100).then_some(line)
        }
        Data::None => Some("none".to_owned()),
        Data::Sourced(s) => Some(sourced(s)),
        Data::Raw(node) => Some(raw(node)),
        Data::Absent
        | Data::Broken
        | Data::Text
        | Data::Duration(_)
        | Data::Law(_)
        | Data::Integer(_)
        | Data::Harm(..)
        | Data::Number(_)
        | Data::Switch(_)
        | Data::Offset(_)
        | Data::Date(_)
        | Data::Instant(_)
        | Data::Form(..) => Some(quoted(&value.text)),
    }
}

fn sourced(s: &Sourced) -> String {
    let value = inline(&s.value).unwrap_or_default();
    let rest = match &s.provenance {
        Provenance::Published(source) => format!("published: {}", quoted(source)),
        Provenance::Calibrated(ids, reason) => {
            let ids: Vec<String> = ids.iter().map(|i| quoted(i)).collect();
            format!(
                "calibrated: [{}], reason: {}",
                ids.join(", "),
                quoted(reason)
            )
        }
        Provenance::Assumed { reason, range } => {
            format!(
                "assumed: {}, range: [{}, {}]",
                quoted(reason),
                quoted(&range[0].0),
                quoted(&range[1].0)
            )
        }
    };
    format!("{{ value: {value}, {rest} }}")
}

fn raw(node: &Node) -> String {
    match &node.kind {
        NodeKind::Empty => "~".to_owned(),
        NodeKind::Scalar(text) => quoted(text),
        NodeKind::List(items) => {
            format!("[{}]", items.iter().map(raw).collect::<Vec<_>>().join(", "))
        }
        NodeKind::Map(entries) => {
            let list = entries
                .iter()
                .map(|e| format!("{}: {}", quoted(&e.key), raw(&e.value)));
            format!("{{ {} }}", list.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A text that YAML reads back as the same text, in or outside brackets.
pub(crate) fn quoted(text: &str) -> String {
    let plain = !matches!(text, "" | "~" | "null")
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || " ._-+%/()$".contains(c) || c == ':')
        && text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '$')
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #");
    if plain {
        text.to_owned()
    } else {
        serde_json::Value::from(text).to_string()
    }
}
