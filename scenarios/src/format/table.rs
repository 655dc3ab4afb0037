//! Field tables: what a kind of file may say. One table drives the decoder, the JSON Schema, `show` and the reference.

use tape::Offer;

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub enum Type {
    /// Any text.
    Text,
    /// The name of something declared in the file (or built in): what it names, e.g. `component`.
    Refer(&'static str),
    /// One of these words.
    Word(&'static [&'static str]),
    /// `30s`
    Duration,
    /// `lognormal(45m, 1.0)` or a duration.
    Law,
    /// A law that failures follow, or `afr(0.2%)`: a law with a length that does something.
    Lifetime,
    /// `40/s`, held in millionths per second.
    Rate,
    /// `100 GB`, held in bytes.
    Size,
    /// `20 MB/s`, held in bytes per second.
    Speed,
    /// `0.03 USD`, held in millionths.
    Money,
    /// `0.03 USD` or `1 patients waiting`.
    Harm,
    /// `13%`, held in parts per million.
    Share,
    /// A number with any unit or none, or a list of such, held in base units.
    Quantity,
    /// `4`
    Count,
    /// `1.5`
    Factor,
    /// `true`, `false`
    Switch,
    /// `-07:00`, held in minutes.
    Offset,
    /// ISO 8601 with offset.
    Date,
    /// `T+1:53`, or ISO 8601 in a file that has a `start`.
    Instant,
    /// One of several calls: `volumes(4)`, `daily(50%, 20h)`.
    Form(&'static [Form]),
    /// `[a, b]`
    List(&'static Type),
    /// Names, each with a value.
    Map(&'static Type),
    /// Fixed keys.
    Record(&'static Table),
    /// The inner type, or the word `none`.
    OrNone(&'static Type),
    /// Fixed keys that depend on a tag.
    Choice(&'static Choice),
    /// A value with where it comes from: `{ value, published }` or `{ value, assumed, range }`.
    Sourced(&'static Type),
    /// Read later, when it is known what belongs here.
    Raw,
}

/// A call with arguments.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// Its name.
    pub name: &'static str,
    /// Its arguments: name and type.
    pub arguments: &'static [(&'static str, Type)],
    /// How many of the arguments must be given.
    pub required: usize,
    /// Whether the last argument may be repeated.
    pub repeats: bool,
    /// What it means.
    pub doc: &'static str,
}

/// What holds when a field is not given.
#[derive(Debug, Clone, Copy)]
pub enum Default {
    /// It must be given.
    Required,
    /// Nothing; what that means.
    Absent(&'static str),
    /// This text, and where the value comes from.
    Value(&'static str, &'static str),
    /// What the provider at `home` offers, and how that is called.
    Offer(fn(&Offer) -> Option<String>, &'static str),
    /// The defaults of the fields inside.
    Inner,
}

/// A key and what may stand behind it.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// What it holds.
    pub ty: Type,
    /// What holds without it.
    pub default: Default,
    /// One line.
    pub doc: &'static str,
    /// The field belongs here only if another one has one of these words.
    pub when: Option<(&'static str, &'static [&'static str])>,
}

impl Field {
    /// A field that must be given.
    #[must_use]
    pub const fn new(name: &'static str, ty: Type, doc: &'static str) -> Self {
        Self {
            name,
            ty,
            default: Default::Required,
            doc,
            when: None,
        }
    }

    /// May be left out; what that means.
    #[must_use]
    pub const fn or_absent(mut self, meaning: &'static str) -> Self {
        self.default = Default::Absent(meaning);
        self
    }

    /// May be left out; the default as text, and its source.
    #[must_use]
    pub const fn or(mut self, text: &'static str, source: &'static str) -> Self {
        self.default = Default::Value(text, source);
        self
    }

    /// May be left out; then the provider's offer decides.
    #[must_use]
    pub const fn or_offer(
        mut self,
        value: fn(&Offer) -> Option<String>,
        what: &'static str,
    ) -> Self {
        self.default = Default::Offer(value, what);
        self
    }

    /// May be left out; then the fields inside have their defaults.
    #[must_use]
    pub const fn or_inner(mut self) -> Self {
        self.default = Default::Inner;
        self
    }

    /// Belongs here only if `other` is one of `words`.
    #[must_use]
    pub const fn when(mut self, other: &'static str, words: &'static [&'static str]) -> Self {
        self.when = Some((other, words));
        self
    }
}

/// Keys that belong together.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// What it describes, with article: `a load balancer`.
    pub name: &'static str,
    /// One or two lines.
    pub doc: &'static str,
    /// Its keys.
    pub fields: &'static [Field],
}

/// How a choice is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// By the word behind this key; the variant's keys stand beside it.
    Key(&'static str),
    /// By which one key is given; what stands behind it is the variant.
    OneOf,
}

/// Several shapes.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// What it describes, with article: `a component`.
    pub name: &'static str,
    /// How the shape is told.
    pub tag: Tag,
    /// Keys that all shapes have.
    pub common: &'static [Field],
    /// The shapes.
    pub variants: &'static [Variant],
}

/// One shape.
#[derive(Debug, Clone, Copy)]
pub struct Variant {
    /// Its word or key.
    pub name: &'static str,
    /// What it holds; a record where the tag is a word.
    pub ty: Type,
    /// One line.
    pub doc: &'static str,
}

impl Variant {
    /// The table behind a variant that is told by a word.
    #[must_use]
    pub fn table(&self) -> Option<&'static Table> {
        if let Type::Record(table) = self.ty {
            Some(table)
        } else {
            None
        }
    }
}

impl Type {
    /// What it is called in messages: `a duration`.
    #[must_use]
    pub fn noun(&self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Refer(what) if what.starts_with(['a', 'e', 'i', 'o', 'u']) => {
                format!("the name of an {what}")
            }
            Self::Refer(what) => format!("the name of a {what}"),
            Self::Word([one]) => format!("`{one}`"),
            Self::Word(words) => format!("one of {}", words.join(", ")),
            Self::Duration => "a duration, e.g. 30s".to_owned(),
            Self::Law => "how long it takes, e.g. 45m or lognormal(45m, 1.0)".to_owned(),
            Self::Lifetime => {
                "the time between failures, e.g. exponential(1000h) or afr(2%)".to_owned()
            }
            Self::Rate => "a rate, e.g. 40/s".to_owned(),
            Self::Size => "a size, e.g. 100 GB".to_owned(),
            Self::Speed => "a speed, e.g. 20 MB/s".to_owned(),
            Self::Money => "money, e.g. 0.03 USD".to_owned(),
            Self::Harm => "harm, e.g. 0.03 USD or 1 patients waiting".to_owned(),
            Self::Share => "a share, e.g. 13%".to_owned(),
            Self::Quantity => "a number, with or without a unit, or a list of such".to_owned(),
            Self::Count => "a count, e.g. 4".to_owned(),
            Self::Factor => "a number, e.g. 1.5".to_owned(),
            Self::Switch => "true or false".to_owned(),
            Self::Offset => "an offset from UTC, e.g. -07:00".to_owned(),
            Self::Date => "a date, e.g. 2011-04-21T00:47:00-07:00".to_owned(),
            Self::Instant => "an instant, e.g. T+1:53".to_owned(),
            Self::Form(forms) => forms
                .iter()
                .map(Form::shape)
                .collect::<Vec<_>>()
                .join(" or "),
            Self::List(inner) => format!("a list, each {}", inner.noun()),
            Self::Map(inner) => format!("names, each with {}", inner.noun()),
            Self::Record(table) => format!("the keys of {}", table.name),
            Self::OrNone(inner) => format!("{}, or none", inner.noun()),
            Self::Choice(choice) => choice.name.to_owned(),
            Self::Sourced(inner) => format!("{} with its source", inner.noun()),
            Self::Raw => "a value".to_owned(),
        }
    }
}

impl Form {
    /// How it is written: `volumes(count)`.
    #[must_use]
    pub fn shape(&self) -> String {
        if self.arguments.is_empty() {
            return self.name.to_owned();
        }
        let list: Vec<String> = self
            .arguments
            .iter()
            .enumerate()
            .map(|(i, (name, _))| {
                if i < self.required {
                    (*name).to_owned()
                } else {
                    format!("[{name}]")
                }
            })
            .collect();
        let more = if self.repeats { ", ..." } else { "" };
        format!("{}({}{more})", self.name, list.join(", "))
    }
}
