//! Where the promises of an architecture stand in its file, so that reports can point at them.

use crate::yaml::{Entry, Node, NodeKind, parse};
use crate::{Problems, Source};

/// Every promise of an architecture file in its order: the journey, the name of the promise (`rto`, `rpo`,
/// `availability_slo`), and line and column of that name, both from 1.
///
/// # Errors
/// When it is not YAML. What is wrong beyond that is left to [`crate::load_architecture`].
pub fn objective_places(source: &Source) -> Result<Vec<(String, String, usize, usize)>, Problems> {
    let root = parse(source).map_err(|list| Problems::of(source.clone(), list))?;
    let mut out = Vec::new();
    for journey in entries(root.get("objectives")) {
        for promise in entries(Some(&journey.value)) {
            let (line, column) = source.position(promise.key_span.start);
            out.push((journey.key.clone(), promise.key.clone(), line, column));
        }
    }
    Ok(out)
}

fn entries(node: Option<&Node>) -> &[Entry] {
    match node.map(|n| &n.kind) {
        Some(NodeKind::Map(entries)) => entries,
        Some(NodeKind::Empty | NodeKind::Scalar(_) | NodeKind::List(_)) | None => &[],
    }
}
