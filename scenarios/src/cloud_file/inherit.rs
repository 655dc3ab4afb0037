//! Clouds that take over what an earlier one says: the text tree of the older file with the newer one's laid over it.
//!
//! Keys are merged at every depth; a value with its source, a contract and a list are replaced as a whole. What is taken
//! over points at the line `extends:`, because that is where it comes into the newer file. A cloud of another provider takes
//! over what is offered, not where, nor the machinery behind it.

use crate::Source;
use crate::problem::{Problem, suggest};
use crate::yaml::{self, Entry, Node, NodeKind, Span};

/// Longest chain of clouds that extend each other.
const CHAIN_MAX: usize = 16;

/// Keys that say what a file is; they are never taken over.
const OWN: [&str; 5] = ["kind", "version", "name", "extends", "without"];

/// Keys that mark something that is replaced as a whole: a value with its source, a contract.
const WHOLE: [&str; 2] = ["value", "scope"];

/// The tree with everything that it takes over.
pub(super) fn whole(
    root: Node,
    find: &dyn Fn(&str) -> Option<Source>,
    names: &[&str],
) -> Result<Node, Problem> {
    follow(root, find, names, 0)
}

/// A whole tree as one that extends nothing.
pub(super) fn alone(mut root: Node) -> Node {
    drop_key(&mut root, "extends");
    if let Some(machinery) = inner(&mut root, "machinery") {
        drop_key(machinery, "without");
    }
    root
}

fn drop_key(node: &mut Node, key: &str) {
    if let NodeKind::Map(entries) = &mut node.kind {
        entries.retain(|e| e.key != key);
    }
}

fn follow(
    root: Node,
    find: &dyn Fn(&str) -> Option<Source>,
    names: &[&str],
    depth: usize,
) -> Result<Node, Problem> {
    let Some(line) = root.get("extends") else {
        return Ok(root);
    };
    let (span, name) = (
        line.span.clone(),
        line.text().unwrap_or_default().to_owned(),
    );
    let Some(source) = find(&name) else {
        let problem = Problem::new(span, format!("there is no cloud `{name}`"));
        return Err(problem.help(suggest(&name, names.iter().copied())));
    };
    if depth == CHAIN_MAX {
        let problem = Problem::new(span, "these clouds extend each other in a circle");
        return Err(problem.help("one of them has to say everything itself"));
    }
    let wrong = |message: String| Problem::new(span.clone(), message);
    let base = yaml::parse(&source).map_err(|_| wrong(format!("cloud `{name}` cannot be read")))?;
    let base = follow(base, find, names, depth + 1).map_err(|p| wrong(p.message))?;
    let mut base = at(base, &span);
    let provider = |n: &Node| n.get("provider").and_then(Node::text).map(str::to_owned);
    if provider(&root).is_some_and(|own| provider(&base) != Some(own)) {
        drop_key(&mut base, "regions");
        drop_key(&mut base, "machinery");
    }
    let without = texts(root.get("machinery").and_then(|m| m.get("without")));
    Ok(drop_mechanisms(lay_over(base, root), &without))
}

/// Everything of a tree at one place.
fn at(node: Node, span: &Span) -> Node {
    let kind = match node.kind {
        NodeKind::List(items) => NodeKind::List(items.into_iter().map(|n| at(n, span)).collect()),
        NodeKind::Map(entries) => {
            let moved = entries
                .into_iter()
                .filter(|e| !OWN.contains(&e.key.as_str()));
            NodeKind::Map(
                moved
                    .map(|e| Entry {
                        key: e.key,
                        key_span: span.clone(),
                        value: at(e.value, span),
                    })
                    .collect(),
            )
        }
        NodeKind::Empty | NodeKind::Scalar(_) => node.kind,
    };
    Node {
        span: span.clone(),
        kind,
    }
}

/// The older tree with the newer one's entries over it; the newer one's come where the older one's stood.
fn lay_over(base: Node, newer: Node) -> Node {
    let replaced = WHOLE.iter().any(|key| newer.get(key).is_some());
    match (base.kind, newer.kind) {
        (NodeKind::Map(mut old), NodeKind::Map(new)) if !replaced => {
            for entry in new {
                match old.iter_mut().find(|e| e.key == entry.key) {
                    Some(e) => {
                        let before = std::mem::replace(&mut e.value, Node::empty(0..0));
                        e.value = lay_over(before, entry.value);
                        e.key_span = entry.key_span;
                    }
                    None => old.push(entry),
                }
            }
            Node {
                span: newer.span,
                kind: NodeKind::Map(old),
            }
        }
        (_, kind) => Node {
            span: newer.span,
            kind,
        },
    }
}

/// The tree without the mechanisms that the newer file drops.
fn drop_mechanisms(mut root: Node, without: &[String]) -> Node {
    if let Some(mechanisms) = inner(&mut root, "machinery").and_then(|m| inner(m, "mechanisms"))
        && let NodeKind::Map(entries) = &mut mechanisms.kind
    {
        entries.retain(|e| !without.contains(&e.key));
    }
    root
}

fn inner<'a>(node: &'a mut Node, key: &str) -> Option<&'a mut Node> {
    match &mut node.kind {
        NodeKind::Map(entries) => entries
            .iter_mut()
            .find(|e| e.key == key)
            .map(|e| &mut e.value),
        NodeKind::Empty | NodeKind::Scalar(_) | NodeKind::List(_) => None,
    }
}

fn texts(list: Option<&Node>) -> Vec<String> {
    match list.map(|n| &n.kind) {
        Some(NodeKind::List(items)) => items
            .iter()
            .filter_map(|n| n.text().map(str::to_owned))
            .collect(),
        Some(NodeKind::Empty | NodeKind::Scalar(_) | NodeKind::Map(_)) | None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::whole;
    use crate::Source;
    use crate::yaml::{self, Node, NodeKind};

    fn find(name: &str) -> Option<Source> {
        let text = match name {
            "old" => {
                "name: old\nprovider: p\nregions: { r: [a, b] }\noffer:\n  ttl: { value: 5m, assumed: x, range: [1m, 1h] }\n  \
                      check: { value: none, published: y }\nmachinery:\n  region: r\n  mechanisms:\n    one: { mechanism: x, \
                      wires: { p: two } }\n    two: { mechanism: y }\n"
            }
            "left" => "extends: right\n",
            "right" => "extends: left\n",
            _ => return None,
        };
        Some(Source::new(name, text))
    }

    fn made(text: &str) -> Result<Node, String> {
        let root = yaml::parse(&Source::new("new", text)).expect("the example is YAML");
        whole(root, &find, &["old"]).map_err(|p| p.message)
    }

    fn at<'a>(node: &'a Node, path: &[&str]) -> Option<&'a Node> {
        path.iter().try_fold(node, |n, key| n.get(key))
    }

    #[test]
    fn what_is_not_said_is_taken_over() {
        let text = "name: new\nextends: old\noffer:\n  ttl: { value: 1m, published: z }\nmachinery:\n  without: [two]\n  \
                    mechanisms:\n    one: { parameters: { n: 1 } }\n";
        let root = made(text).expect("it can be made");
        let word = |path: &[&str]| at(&root, path).and_then(Node::text).map(str::to_owned);
        assert_eq!(word(&["name"]).as_deref(), Some("new"));
        assert_eq!(word(&["offer", "ttl", "value"]).as_deref(), Some("1m"));
        assert!(at(&root, &["offer", "ttl", "assumed"]).is_none());
        assert_eq!(word(&["offer", "check", "value"]).as_deref(), Some("none"));
        let one = ["machinery", "mechanisms", "one"];
        assert_eq!(
            word(&[&one[..], &["mechanism"]].concat()).as_deref(),
            Some("x")
        );
        assert_eq!(
            word(&[&one[..], &["parameters", "n"]].concat()).as_deref(),
            Some("1")
        );
        assert!(at(&root, &["machinery", "mechanisms", "two"]).is_none());
        let regions = at(&root, &["regions", "r"]).map(|n| &n.kind);
        assert!(matches!(regions, Some(NodeKind::List(zones)) if zones.len() == 2));
        // What is taken over stands where it comes in.
        let line = at(&root, &["extends"]).map(|n| n.span.clone());
        assert_eq!(at(&root, &["offer", "check"]).map(|n| n.span.clone()), line);
    }

    #[test]
    fn another_provider_has_regions_and_machinery_of_its_own() {
        let text = "name: new\nextends: old\nprovider: other\nregions: { s: [c] }\n";
        let root = made(text).expect("it can be made");
        assert!(at(&root, &["regions", "s"]).is_some());
        assert!(at(&root, &["regions", "r"]).is_none());
        assert!(at(&root, &["machinery"]).is_none());
        assert!(at(&root, &["offer", "ttl"]).is_some());
        let same = made("name: new\nextends: old\nprovider: p\n").expect("it can be made");
        assert!(at(&same, &["regions", "r"]).is_some());
    }

    #[test]
    fn circles_and_unknown_names_are_refused() {
        assert_eq!(
            made("extends: nobody\n"),
            Err("there is no cloud `nobody`".to_owned())
        );
        let circle = made("extends: left\n").expect_err("left and right extend each other");
        assert!(circle.contains("in a circle"), "{circle}");
    }
}
