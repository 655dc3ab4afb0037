//! The one wrapper round the YAML crate: text in, a tree with spans out.
//!
//! The crate gives events with byte spans; the tree keeps every scalar as it was written, so that `40` and `0.30`
//! mean nothing until a field says what they are. Refused here: duplicate keys, tags, several documents, nesting
//! deeper than [`DEPTH_MAX`], and aliases that expand to more than [`NODES_MAX`] values (an alias bomb).

use crate::Source;
use crate::problem::Problem;
use granit_parser::{Event, Parser, ScalarStyle};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{ControlFlow, Range};

/// Deepest nesting that is accepted; our formats need about eight levels.
pub const DEPTH_MAX: usize = 32;

/// Most values in a file, aliases counted with what they stand for.
pub const NODES_MAX: usize = 200_000;

/// Where something stands in the text, in bytes.
pub type Span = Range<usize>;

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it stands; a collection spans from its first to its last byte.
    pub span: Span,
    /// What it is.
    pub kind: NodeKind,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// Nothing after the colon (or `~`, `null`).
    Empty,
    /// Text, as written but for quotes and escapes.
    Scalar(String),
    /// `[a, b]` or `- a`.
    List(Vec<Node>),
    /// `key: value`, in the order of the file.
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// An empty value at a place.
    #[must_use]
    pub fn empty(span: Span) -> Self {
        Self {
            span,
            kind: NodeKind::Empty,
        }
    }

    /// The value of a key, if this is a map that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        match &self.kind {
            NodeKind::Map(entries) => entries.iter().find(|e| e.key == key).map(|e| &e.value),
            NodeKind::Empty | NodeKind::Scalar(_) | NodeKind::List(_) => None,
        }
    }

    /// The text, if this is a scalar.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Scalar(text) => Some(text),
            NodeKind::Empty | NodeKind::List(_) | NodeKind::Map(_) => None,
        }
    }

    /// What it is, for messages: `a list`.
    #[must_use]
    pub fn noun(&self) -> &'static str {
        match self.kind {
            NodeKind::Empty => "nothing",
            NodeKind::Scalar(_) => "a single value",
            NodeKind::List(_) => "a list",
            NodeKind::Map(_) => "keys with values",
        }
    }
}

/// Parses a text into a tree.
///
/// # Errors
/// All duplicate keys and tags, or the first mistake after which the rest cannot be understood.
pub fn parse(source: &Source) -> Result<Node, Vec<Problem>> {
    let mut builder = Builder::default();
    let options = granit_parser::options! { emit_comments: false, disallow_directives: true };
    for next in Parser::new_from_str_with_options(&source.text, options) {
        match next {
            Ok((event, span)) => {
                let span = span.byte_range().unwrap_or(0..0);
                if builder.event(event, span).is_break() {
                    break;
                }
            }
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or_default();
                let problem = syntax(&source.text, at, &error.info().to_string());
                builder.problems.push(problem);
                break;
            }
        }
    }
    builder.finish()
}

/// What the parser says of brackets that do not match.
const UNCLOSED: [&str; 6] = [
    "mismatched bracket",
    "while parsing a flow",
    "unclosed bracket",
    "illegal placement of ':'",
    "',' or '}'",
    "',' or ']'",
];

/// A mistake after which the text is no tree; the usual ones in plain words.
fn syntax(text: &str, at: usize, info: &str) -> Problem {
    // The parser may stumble over a tab only lines later.
    let mut start = 0;
    for (i, line) in text.split_inclusive('\n').enumerate() {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let tab = line[..indent].find('\t');
        if let Some(tab) = tab.filter(|_| start <= at && !line.trim().is_empty()) {
            let message = format!("line {} is indented with a tab", i + 1);
            return Problem::new(start + tab..start + tab + 1, message).help("use spaces");
        }
        start += line.len();
    }
    let problem = Problem::new(at..at + 1, format!("this is not YAML: {info}"));
    let colons = ["mapping values are not allowed", "expected ':'"];
    if colons.iter().any(|c| info.contains(c)) {
        problem.help(
            "a colon needs a space after it, a text with `: ` in it needs quotes; see also the line above",
        )
    } else if UNCLOSED.iter().any(|c| info.contains(c)) {
        problem.help(
            "a bracket is not closed: each { needs its }, each [ its ]; it may have been opened lines above",
        )
    } else if info.contains("did not find expected key") {
        problem.help("keys that belong together begin in the same column; see also the lines above")
    } else {
        problem
    }
}

/// A collection under construction.
enum Open {
    List {
        span: Span,
        anchor: usize,
        items: Vec<Node>,
    },
    Map {
        span: Span,
        anchor: usize,
        entries: Vec<Entry>,
        seen: BTreeMap<String, Span>,
        key: Option<(String, Span)>,
    },
}

#[derive(Default)]
struct Builder {
    stack: Vec<Open>,
    anchors: BTreeMap<usize, (Node, usize)>,
    nodes: usize,
    root: Option<Node>,
    documents: usize,
    problems: Vec<Problem>,
    /// Anchors whose collection is still open: an alias to one of them would contain itself.
    open_anchors: BTreeSet<usize>,
}

impl Builder {
    fn event(&mut self, event: Event<'_>, span: Span) -> ControlFlow<()> {
        if event.tag().is_some() {
            self.problems.push(Problem::new(
                span.clone(),
                "tags (`!name`) are not part of the format",
            ));
        }
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    let problem = Problem::new(span, "a second document begins here");
                    return self.stop(
                        problem.help("one file holds one document; put this into its own file"),
                    );
                }
            }
            Event::Alias(id) => return self.alias(id, span),
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                let kind = match text.as_ref() {
                    "" | "~" | "null" if plain => NodeKind::Empty,
                    text => NodeKind::Scalar(text.to_owned()),
                };
                return self.value(Node { span, kind }, anchor, 1);
            }
            Event::SequenceStart(_, anchor, _) => {
                self.open_anchors.insert(anchor);
                self.stack.push(Open::List {
                    span,
                    anchor,
                    items: Vec::new(),
                });
            }
            Event::MappingStart(_, anchor, _) => {
                self.open_anchors.insert(anchor);
                let (entries, seen) = (Vec::new(), BTreeMap::new());
                self.stack.push(Open::Map {
                    span,
                    anchor,
                    entries,
                    seen,
                    key: None,
                });
            }
            Event::SequenceEnd | Event::MappingEnd => return self.close(span),
            // Comments, anchors' own events and unresolved aliases are off; the rest carries no value.
            Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentEnd
            | Event::Anchor(..)
            | Event::UnresolvedAlias(_)
            | Event::Comment(..) => {}
            // The enum may grow: what is new carries no value either, or the file is refused for what is missing.
            _ => {}
        }
        if self.stack.len() > DEPTH_MAX {
            let at = self.stack.last().map_or(0..0, |o| match o {
                Open::List { span, .. } | Open::Map { span, .. } => span.clone(),
            });
            let message = format!("nested more than {DEPTH_MAX} levels deep");
            return self
                .stop(Problem::new(at, message).help("the formats need about eight levels"));
        }
        ControlFlow::Continue(())
    }

    fn stop(&mut self, problem: Problem) -> ControlFlow<()> {
        self.problems.push(problem);
        ControlFlow::Break(())
    }

    fn close(&mut self, end: Span) -> ControlFlow<()> {
        let (node, anchor) = match self.stack.pop() {
            Some(Open::List {
                span,
                anchor,
                items,
            }) => {
                let end = end.end.max(items.last().map_or(span.end, |n| n.span.end));
                (
                    Node {
                        span: span.start..end,
                        kind: NodeKind::List(items),
                    },
                    anchor,
                )
            }
            Some(Open::Map {
                span,
                anchor,
                entries,
                ..
            }) => {
                let end = end
                    .end
                    .max(entries.last().map_or(span.end, |e| e.value.span.end));
                (
                    Node {
                        span: span.start..end,
                        kind: NodeKind::Map(entries),
                    },
                    anchor,
                )
            }
            None => return ControlFlow::Continue(()),
        };
        self.open_anchors.remove(&anchor);
        self.value(node, anchor, 1)
    }

    fn alias(&mut self, id: usize, span: Span) -> ControlFlow<()> {
        if self.open_anchors.contains(&id) {
            return self.stop(Problem::new(span, "this alias contains itself"));
        }
        let Some((node, size)) = self.anchors.get(&id) else {
            return self.stop(Problem::new(span, "this alias has no anchor"));
        };
        let size = *size;
        if self.nodes + size > NODES_MAX {
            let message = format!("aliases expand to more than {NODES_MAX} values");
            return self.stop(
                Problem::new(span, message).help("write the values out, or use fewer aliases"),
            );
        }
        // Problems inside the copy are reported at the alias only if the copy's own place is unknown.
        let node = node.clone();
        self.value(node, 0, size)
    }

    fn value(&mut self, node: Node, anchor: usize, size: usize) -> ControlFlow<()> {
        self.nodes += size;
        if self.nodes > NODES_MAX {
            let message = format!("more than {NODES_MAX} values");
            return self.stop(Problem::new(node.span, message));
        }
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), count(&node)));
        }
        match self.stack.last_mut() {
            None => {
                self.root.get_or_insert(node);
            }
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Map {
                entries, seen, key, ..
            }) => match key.take() {
                None => match node.kind {
                    NodeKind::Scalar(text) => *key = Some((text, node.span)),
                    NodeKind::Empty => *key = Some((String::new(), node.span)),
                    NodeKind::List(_) | NodeKind::Map(_) => {
                        return self.stop(Problem::new(node.span, "a key must be a single word"));
                    }
                },
                Some((key, key_span)) => {
                    if let Some(first) = seen.get(&key) {
                        let problem =
                            Problem::new(key_span.clone(), format!("`{key}` is given twice"))
                                .also(first.clone(), "first given here");
                        self.problems.push(problem);
                    } else {
                        seen.insert(key.clone(), key_span.clone());
                        entries.push(Entry {
                            key,
                            key_span,
                            value: node,
                        });
                    }
                }
            },
        }
        ControlFlow::Continue(())
    }

    fn finish(self) -> Result<Node, Vec<Problem>> {
        match self.root {
            Some(root) if self.problems.is_empty() => Ok(root),
            None if self.problems.is_empty() => {
                Err(vec![Problem::new(0..0, "the file holds no values")])
            }
            _ => Err(self.problems),
        }
    }
}

/// How many values a tree has.
fn count(node: &Node) -> usize {
    1 + match &node.kind {
        NodeKind::Empty | NodeKind::Scalar(_) => 0,
        NodeKind::List(items) => items.iter().map(count).sum(),
        NodeKind::Map(entries) => entries.iter().map(|e| count(&e.value)).sum(),
    }
}
