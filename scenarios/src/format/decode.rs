//! The one decoder: a tree and a table in, a record with every default filled in out. It collects problems and goes on.

use super::advice::{self, COMMA};
use super::table::{Choice, Default, Field, Form, Table, Tag, Type};
use super::value::{Data, Named, Origin, Provenance, Record, Sourced, Value};
use crate::problem::{Problem, suggest};
use crate::unit::{self, Date, Wrong};
use crate::yaml::{Entry, Node, NodeKind, Span};
use kernel::SimTime;
use tape::Offer;

/// Words that providers and people use: the word here, and what belongs to it.
const SYNONYMS: [(&str, &str, &str); 19] = [
    ("server", "instances", ""),
    ("servers", "instances", ""),
    ("instance", "instances", ""),
    ("vm", "instances", ""),
    ("ec2", "instances", ""),
    ("rds", "database", ", with copies `on: managed`"),
    ("db", "database", ""),
    ("ebs", "volume", ""),
    ("ebs", "block_store", ""),
    ("ephemeral", "local_disk", ""),
    ("block_store", "volume", ""),
    ("elb", "load_balancer", ""),
    ("alb", "load_balancer", ""),
    ("s3", "bucket", ""),
    ("sqs", "queue", ""),
    ("redis", "cache", ""),
    ("cloudfront", "cdn", ""),
    ("dns", "dns_name", ""),
    ("route53", "dns_name", ""),
];

/// Which of the known words is meant by another one.
fn meant(word: &str, known: &[&str]) -> String {
    SYNONYMS
        .iter()
        .find(|(w, v, _)| word.eq_ignore_ascii_case(w) && known.contains(v))
        .map_or_else(
            || suggest(word, known.iter().copied()),
            |(_, v, more)| format!("did you mean `{v}`{more}?"),
        )
}

/// Decodes trees.
#[derive(Debug, std::default::Default)]
pub struct Decoder<'a> {
    /// What is wrong so far.
    pub problems: Vec<Problem>,
    /// Where defaults that depend on the provider come from.
    pub offer: Option<&'a Offer>,
    /// What dates are counted from.
    pub start: Option<Date>,
}

impl Decoder<'_> {
    /// Decodes a whole file.
    pub fn file(&mut self, root: &Node, table: &'static Table) -> Record {
        match &root.kind {
            NodeKind::Map(entries) => self.record(root, entries, table.name, table.fields, None),
            NodeKind::Empty | NodeKind::Scalar(_) | NodeKind::List(_) => {
                let message = format!("{} begins with keys, not with {}", table.name, root.noun());
                self.problem(Problem::new(root.span.clone(), message));
                Record::empty(table, root.span.clone())
            }
        }
    }

    /// Notes a problem.
    pub fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Notes a problem of a value and yields a broken one.
    fn broken(&mut self, span: &Span, message: impl Into<String>, help: impl Into<String>) -> Data {
        self.problem(Problem::new(span.clone(), message).help(help));
        Data::Broken
    }

    fn record(
        &mut self,
        node: &Node,
        entries: &[Entry],
        name: &'static str,
        fields: &[Field],
        tag: Option<(&'static str, &'static str)>,
    ) -> Record {
        let before = self.problems.len();
        for entry in entries {
            let known = fields.iter().any(|f| f.name == entry.key)
                || tag.is_some_and(|(k, _)| k == entry.key);
            if !known {
                let names = fields.iter().map(|f| f.name);
                let message = format!("unknown key `{}` in {name}", entry.key);
                let help = match entry.value.kind {
                    NodeKind::Empty => COMMA.to_owned(),
                    NodeKind::Scalar(_) | NodeKind::List(_) | NodeKind::Map(_) => {
                        suggest(&entry.key, names)
                    }
                };
                self.problem(Problem::new(entry.key_span.clone(), message).help(help));
            }
        }
        let unknown = self.problems[before..].iter();
        let meant: Vec<String> = unknown.filter_map(|p| p.help.clone()).collect();
        let mut record = Record {
            span: node.span.clone(),
            variant: tag.map(|(_, v)| v),
            fields: Vec::new(),
            name,
        };
        if let Some((key, variant)) = tag {
            let value = Value {
                origin: Origin::Given,
                text: variant.to_owned(),
                data: Data::Text,
                ..absent(0..0)
            };
            record.fields.push((key, value));
        }
        let mut missing: Vec<&Field> = Vec::new();
        for field in fields {
            let given = entries.iter().find(|e| e.key == field.name);
            let value = self.field(field, given, &record);
            let misspelt = || meant.iter().any(|h| advice::names(h, field.name));
            if given.is_none() && value.is_broken() && !misspelt() {
                missing.push(field);
            }
            record.fields.push((field.name, value));
        }
        self.missing(&missing, &record, entries.first());
        record
    }

    /// Notes all keys that a record lacks, in one problem.
    fn missing(&mut self, fields: &[&Field], record: &Record, first: Option<&Entry>) {
        let names: Vec<String> = fields.iter().map(|f| format!("`{}`", f.name)).collect();
        let Some((last, before)) = names.split_last() else {
            return;
        };
        let at = first.map_or(record.span.start..record.span.start + 1, |e| {
            e.key_span.clone()
        });
        let list = match before {
            [] => last.clone(),
            _ => format!("{} and {last}", before.join(", ")),
        };
        let help = match fields {
            [one] => {
                if let Type::Word([word]) = one.ty {
                    format!("write `{}: {word}`", one.name)
                } else {
                    format!("{}: {}", one.doc, one.ty.noun())
                }
            }
            _ => String::new(),
        };
        self.problem(Problem::new(at, format!("{} needs {list}", record.name)).help(help));
    }

    fn field(&mut self, field: &Field, given: Option<&Entry>, record: &Record) -> Value {
        let belongs = field
            .when
            .is_none_or(|(other, words)| words.contains(&record.text(other)));
        match given {
            Some(entry) if !belongs => {
                let (other, words) = field.when.unwrap_or_default();
                let message = format!(
                    "`{}` does not belong to {other} `{}`",
                    field.name,
                    record.text(other)
                );
                let help = format!("it belongs to {other} {}", words.join(", "));
                self.problem(Problem::new(entry.key_span.clone(), message).help(help));
                absent(entry.value.span.clone())
            }
            Some(entry) => {
                if entry.value.kind == NodeKind::Empty {
                    let message = format!("`{}` has no value", field.name);
                    let help = format!("expected {}", field.ty.noun());
                    self.problem(Problem::new(entry.key_span.clone(), message).help(help));
                    return Value {
                        data: Data::Broken,
                        ..absent(entry.key_span.clone())
                    };
                }
                let before = self.problems.len();
                let value = self.value(&entry.value, &field.ty);
                advice::by_example(
                    &mut self.problems[before..],
                    field.name,
                    field.doc,
                    &field.ty,
                );
                value
            }
            None if !belongs => absent(0..0),
            None => self.default(field, record),
        }
    }

    /// What holds where a field is not given; broken if it must be.
    fn default(&mut self, field: &Field, record: &Record) -> Value {
        let (text, source) = match field.default {
            Default::Absent(meaning) => {
                return Value {
                    origin: Origin::Default(meaning.to_owned()),
                    ..absent(0..0)
                };
            }
            Default::Required => (None, String::new()),
            Default::Value(text, source) => (Some(text.to_owned()), source.to_owned()),
            Default::Offer(get, what) => match self.offer {
                Some(offer) => (get(offer), format!("{what} of {}", offer.name)),
                // Without a known home there is a problem already.
                None => return absent(0..0),
            },
            Default::Inner => {
                let ty = if let Type::OrNone(inner) = field.ty {
                    *inner
                } else {
                    field.ty
                };
                if let Type::Record(table) = ty {
                    let node = Node {
                        span: record.span.clone(),
                        kind: NodeKind::Map(Vec::new()),
                    };
                    let inner = self.record(&node, &[], table.name, table.fields, None);
                    return Value {
                        data: Data::Record(inner),
                        ..absent(0..0)
                    };
                }
                return absent(0..0);
            }
        };
        match text {
            Some(text) => {
                let node = Node {
                    span: 0..0,
                    kind: NodeKind::Scalar(text),
                };
                let value = self.value(&node, &field.ty);
                Value {
                    origin: Origin::Default(source),
                    ..value
                }
            }
            None => Value {
                data: Data::Broken,
                ..absent(0..0)
            },
        }
    }

    /// Decodes one value.
    pub fn value(&mut self, node: &Node, ty: &Type) -> Value {
        let data = match (ty, &node.kind) {
            (Type::Raw, _) => Data::Raw(node.clone()),
            (Type::OrNone(_), NodeKind::Scalar(text)) if text == "none" => Data::None,
            (Type::OrNone(inner), _) => return self.value(node, inner),
            (Type::Quantity, NodeKind::List(items)) => {
                Data::List(items.iter().map(|i| self.value(i, ty)).collect())
            }
            (Type::List(inner), NodeKind::List(items)) => {
                Data::List(items.iter().map(|i| self.value(i, inner)).collect())
            }
            (Type::Map(inner), NodeKind::Map(entries)) => Data::Map(self.names(entries, inner)),
            (Type::Record(table), NodeKind::Map(entries)) => {
                Data::Record(self.record(node, entries, table.name, table.fields, None))
            }
            (Type::Choice(choice), NodeKind::Map(entries)) => self.choice(node, entries, choice),
            (Type::Sourced(inner), NodeKind::Map(entries)) => self.sourced(node, entries, inner),
            (Type::Sourced(_), _) => self.broken(
                &node.span,
                "this number does not say where it comes from",
                "write { value: ..., published: SOURCE } or { value: ..., assumed: REASON, range: [LOW, HIGH] }",
            ),
            (_, NodeKind::Scalar(text)) => self.scalar(text, &node.span, ty),
            (_, NodeKind::Empty | NodeKind::List(_) | NodeKind::Map(_)) => {
                let message = format!("expected {}, found {}", ty.noun(), node.noun());
                self.broken(&node.span, message, "")
            }
        };
        let text = node.text().unwrap_or_default().to_owned();
        Value {
            span: node.span.clone(),
            origin: Origin::Given,
            text,
            data,
        }
    }

    fn names(&mut self, entries: &[Entry], inner: &Type) -> Vec<Named> {
        let mut out = Vec::new();
        for e in entries {
            if e.key.is_empty()
                || e.key
                    .contains(|c: char| c.is_control() || "(),".contains(c))
            {
                let message = format!("`{}` cannot be a name", e.key.escape_debug());
                let help = "names are words without brackets and commas";
                self.problem(Problem::new(e.key_span.clone(), message).help(help));
            }
            let before = self.problems.len();
            let value = self.value(&e.value, inner);
            advice::by_example(&mut self.problems[before..], &e.key, "", inner);
            out.push(Named {
                name: e.key.clone(),
                name_span: e.key_span.clone(),
                value,
            });
        }
        out
    }

    fn choice(&mut self, node: &Node, entries: &[Entry], choice: &'static Choice) -> Data {
        let names = || choice.variants.iter().map(|v| v.name);
        let Tag::Key(key) = choice.tag else {
            return self.one_of(node, entries, choice);
        };
        let Some(tag) = entries.iter().find(|e| e.key == key) else {
            let message = format!("{} needs `{key}`", choice.name);
            let help = format!("one of {}", names().collect::<Vec<_>>().join(", "));
            let at = entries
                .first()
                .map_or(node.span.clone(), |e| e.key_span.clone());
            return self.broken(&at, message, help);
        };
        let word = tag.value.text().unwrap_or_default();
        let Some(variant) = choice.variants.iter().find(|v| v.name == word) else {
            let message = format!("`{word}` is not the {key} of {}", choice.name);
            let help = meant(word, &names().collect::<Vec<_>>());
            return self.broken(&tag.value.span, message, help);
        };
        let own = variant.table().map_or(&[][..], |t| t.fields);
        let fields: Vec<Field> = own.iter().chain(choice.common).copied().collect();
        let name = variant.table().map_or(choice.name, |t| t.name);
        Data::Record(self.record(node, entries, name, &fields, Some((key, variant.name))))
    }

    /// A choice told by which one key is there.
    fn one_of(&mut self, node: &Node, entries: &[Entry], choice: &'static Choice) -> Data {
        let variants: Vec<_> = choice
            .variants
            .iter()
            .filter_map(|v| entries.iter().find(|e| e.key == v.name).map(|e| (v, e)))
            .collect();
        let names = choice
            .variants
            .iter()
            .map(|v| v.name)
            .collect::<Vec<_>>()
            .join(", ");
        let &[(variant, entry)] = variants.as_slice() else {
            let unknown = entries
                .iter()
                .find(|e| choice.common.iter().all(|f| f.name != e.key));
            return match (variants.get(1), unknown) {
                (Some((_, second)), _) => {
                    let message = format!("{} has exactly one of {names}", choice.name);
                    self.broken(&second.key_span, message, "this is the second")
                }
                (None, Some(e)) => {
                    let message = format!("unknown key `{}` in {}", e.key, choice.name);
                    self.broken(
                        &e.key_span,
                        message,
                        suggest(&e.key, choice.variants.iter().map(|v| v.name)),
                    )
                }
                (None, None) => self.broken(
                    &node.span,
                    format!("{} needs one of {names}", choice.name),
                    "",
                ),
            };
        };
        let rest: Vec<Entry> = entries
            .iter()
            .filter(|e| e.key != variant.name)
            .cloned()
            .collect();
        let value = self.value(&entry.value, &variant.ty);
        let mut record = self.record(node, &rest, choice.name, choice.common, None);
        record.variant = Some(variant.name);
        record.fields.insert(0, (variant.name, value));
        Data::Record(record)
    }

    fn sourced(&mut self, node: &Node, entries: &[Entry], inner: &Type) -> Data {
        const KEYS: [&str; 6] = [
            "value",
            "published",
            "calibrated",
            "assumed",
            "reason",
            "range",
        ];
        let mut sound = true;
        for e in entries.iter().filter(|e| !KEYS.contains(&e.key.as_str())) {
            let message = format!("unknown key `{}` beside a value", e.key);
            let mut help = suggest(&e.key, KEYS);
            if e.value.kind == NodeKind::Empty {
                help = COMMA.to_owned();
            }
            self.problem(Problem::new(e.key_span.clone(), message).help(help));
            sound = false;
        }
        let Some(value) = node.get("value") else {
            return self.broken(&node.span, "the `value` itself is missing", "");
        };
        let value = self.value(value, inner);
        let text = |key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
        let provenance = match (text("published"), node.get("calibrated"), text("assumed")) {
            (Some(source), None, None) => Some(Provenance::Published(source)),
            (None, Some(list), None) => {
                let ids = match &list.kind {
                    NodeKind::List(items) => items
                        .iter()
                        .filter_map(Node::text)
                        .map(str::to_owned)
                        .collect(),
                    NodeKind::Scalar(one) => vec![one.clone()],
                    NodeKind::Empty | NodeKind::Map(_) => Vec::new(),
                };
                Some(Provenance::Calibrated(
                    ids,
                    text("reason").unwrap_or_default(),
                ))
            }
            (None, None, Some(reason)) => self
                .range(node)
                .map(|range| Provenance::Assumed { reason, range }),
            _ => {
                let message =
                    "a number is `published`, `calibrated` or `assumed`: exactly one of them";
                self.problem(Problem::new(node.span.clone(), message));
                None
            }
        };
        match provenance {
            Some(provenance) if sound => Data::Sourced(Box::new(Sourced { value, provenance })),
            _ => Data::Broken,
        }
    }

    fn range(&mut self, node: &Node) -> Option<Box<[(String, Span); 2]>> {
        let bounds = match node.get("range").map(|r| &r.kind) {
            Some(NodeKind::List(items)) => match items.as_slice() {
                [low, high] => low.text().zip(high.text()).map(|(a, b)| {
                    Box::new([
                        (a.to_owned(), low.span.clone()),
                        (b.to_owned(), high.span.clone()),
                    ])
                }),
                _ => None,
            },
            _ => None,
        };
        if bounds.is_none() {
            let help = "add `range: [LOW, HIGH]`: between which values it is varied";
            self.problem(
                Problem::new(node.span.clone(), "an assumed number needs its range").help(help),
            );
        }
        bounds
    }

    /// Decodes a single value; `text` may be a default.
    fn scalar(&mut self, text: &str, span: &Span, ty: &Type) -> Data {
        let read = match ty {
            Type::Text | Type::Refer(_) => Ok(Data::Text),
            Type::Word(words) if words.contains(&text) => Ok(Data::Text),
            Type::Word(words) => Err(Wrong {
                message: format!("`{text}` is not known here"),
                help: match words {
                    [one] => format!("write `{one}`"),
                    _ => meant(text, words),
                },
            }),
            Type::Duration => unit::duration(text).map(Data::Duration),
            Type::Law => unit::law(text).map(Data::Law),
            Type::Lifetime => unit::lifetime(text).map(Data::Law),
            Type::Rate => unit::rate_micro(text).map(Data::Integer),
            Type::Size => unit::size(text).map(Data::Integer),
            Type::Speed => unit::speed(text).map(Data::Integer),
            Type::Money => unit::money_micro(text).map(Data::Integer),
            Type::Harm => unit::harm(text).map(|(n, u)| Data::Harm(n, u)),
            Type::Share => unit::share(text).map(|n| Data::Integer(n.into())),
            Type::Quantity => unit::quantity(text).map(Data::Number),
            Type::Count => unit::count(text).map(Data::Integer),
            Type::Factor => unit::factor(text).map(Data::Number),
            Type::Switch => unit::switch(text).map(Data::Switch),
            Type::Offset => unit::utc_offset(text).map(Data::Offset),
            Type::Date => unit::date(text).map(Data::Date),
            Type::Instant => self.instant(text).map(Data::Instant),
            Type::Form(forms) => return self.form(text, span, forms),
            // Not an error of a value but of a shape.
            Type::List(inner) => Err(Wrong {
                message: format!("expected {}, found a single value", ty.noun()),
                help: if matches!(inner, Type::Record(_) | Type::Choice(_)) {
                    String::new()
                } else {
                    format!("a list is written in brackets: [{text}]")
                },
            }),
            Type::Map(_) | Type::Record(_) | Type::Choice(_) => Err(Wrong {
                message: format!("expected {}, found a single value", ty.noun()),
                help: String::new(),
            }),
            Type::OrNone(_) | Type::Sourced(_) | Type::Raw => Ok(Data::Absent),
        };
        read.unwrap_or_else(|w| {
            let help = advice::with_bracket(w.help, text, span);
            self.broken(span, w.message, help)
        })
    }

    fn instant(&self, text: &str) -> Result<SimTime, Wrong> {
        let Some(start) = self.start.filter(|_| !text.starts_with('T')) else {
            return unit::instant(text).map_err(|wrong| match unit::date(text) {
                Ok(_) => Wrong {
                    message: format!("`{text}` is a date, but the file has no `start`"),
                    help: "write T+H:MM; YAML files may have a `start` and dates, a CSV has none"
                        .to_owned(),
                },
                Err(_) => wrong,
            });
        };
        match unit::date(text)?.unix - start.unix {
            after @ 0.. => Ok(SimTime::from_secs(after.unsigned_abs())),
            _ => Err(Wrong {
                message: format!("`{text}` lies before the start"),
                help: "the first instant is the file's `start`".to_owned(),
            }),
        }
    }

    fn form(&mut self, text: &str, span: &Span, forms: &'static [Form]) -> Data {
        let shapes = || forms.iter().map(Form::shape).collect::<Vec<_>>().join(", ");
        let Some((name, arguments)) = unit::call(text) else {
            let help = advice::with_bracket(String::new(), text, span);
            return self.broken(span, format!("`{text}` has an open bracket"), help);
        };
        let Some(form) = forms.iter().find(|f| f.name == name) else {
            return self.broken(
                span,
                format!("`{name}` is not known here"),
                format!("one of {}", shapes()),
            );
        };
        let most = if form.repeats {
            usize::MAX
        } else {
            form.arguments.len()
        };
        if arguments.len() < form.required || arguments.len() > most {
            let message = format!("`{name}` does not take {} arguments", arguments.len());
            return self.broken(span, message, format!("write {}", form.shape()));
        }
        let mut values = Vec::new();
        for (i, argument) in arguments.iter().enumerate() {
            let Some((_, ty)) = form.arguments.get(i).or(form.arguments.last()) else {
                continue;
            };
            let node = Node {
                span: span.clone(),
                kind: NodeKind::Scalar((*argument).to_owned()),
            };
            values.push(self.value(&node, ty));
        }
        Data::Form(form.name, values)
    }
}

fn absent(span: Span) -> Value {
    Value {
        span,
        origin: Origin::Default(String::new()),
        text: String::new(),
        data: Data::Absent,
    }
}
