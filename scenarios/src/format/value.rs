//! What a decoded file holds: every field of its tables, given or by default, with its place.

use super::table::Table;
use crate::unit::Date;
use crate::yaml::{Node, Span};
use kernel::{SimDuration, SimTime};
use tape::Law;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The file.
    Given,
    /// A default; its source.
    Default(String),
}

/// A decoded value.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// Where it stands (for a default: what it belongs to).
    pub span: Span,
    /// Whether the file gave it.
    pub origin: Origin,
    /// As it is written, for single values.
    pub text: String,
    /// What it means.
    pub data: Data,
}

/// What a value means.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// Not given, and that is fine.
    Absent,
    /// `none`, where that is a choice.
    None,
    /// Wrong; the problem is already reported.
    Broken,
    /// Text, a name, a word.
    Text,
    /// A length of time.
    Duration(SimDuration),
    /// How long something takes.
    Law(Law),
    /// A rate, size, speed, amount of money, share or count in its base unit.
    Integer(u64),
    /// Harm per request in millionths, and its unit.
    Harm(u64, String),
    /// A plain number.
    Number(f64),
    /// Yes or no.
    Switch(bool),
    /// Minutes from UTC.
    Offset(i32),
    /// A date.
    Date(Date),
    /// An instant after the start.
    Instant(SimTime),
    /// A call with its arguments.
    Form(&'static str, Vec<Value>),
    /// A list.
    List(Vec<Value>),
    /// Names with values.
    Map(Vec<Named>),
    /// Fixed keys.
    Record(Record),
    /// A value with where it comes from.
    Sourced(Box<Sourced>),
    /// Not read yet.
    Raw(Node),
}

/// A name with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// The name.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// The value.
    pub value: Value,
}

/// A value with where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Sourced {
    /// The value.
    pub value: Value,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// Where a number comes from, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Provenance {
    /// Published here.
    Published(String),
    /// Fitted on these milestones, and why this value.
    Calibrated(Vec<String>, String),
    /// Not known: why this value, and the bounds as written.
    Assumed {
        /// Why.
        reason: String,
        /// Lower and upper bound as written, each with its place.
        range: Box<[(String, Span); 2]>,
    },
}

/// Fixed keys with their values.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Where it stands.
    pub span: Span,
    /// Which shape, if there are several.
    pub variant: Option<&'static str>,
    /// Its fields, in the order of the table.
    pub fields: Vec<(&'static str, Value)>,
    /// What it is.
    pub name: &'static str,
}

static ABSENT: Value = Value {
    span: 0..0,
    origin: Origin::Given,
    text: String::new(),
    data: Data::Absent,
};

impl Value {
    /// Whether it was given or has a default.
    #[must_use]
    pub fn is_there(&self) -> bool {
        !matches!(self.data, Data::Absent | Data::Broken | Data::None)
    }

    /// Whether it is wrong, which is reported already.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.data == Data::Broken
    }

    /// The record inside, if it is one.
    #[must_use]
    pub fn record(&self) -> Option<&Record> {
        if let Data::Record(r) = &self.data {
            Some(r)
        } else {
            None
        }
    }

    /// The integer inside; 0 if there is none.
    #[must_use]
    pub fn integer(&self) -> u64 {
        if let Data::Integer(n) = self.data {
            n
        } else {
            0
        }
    }

    /// The duration inside; zero if there is none.
    #[must_use]
    pub fn duration(&self) -> SimDuration {
        if let Data::Duration(d) = self.data {
            d
        } else {
            SimDuration::ZERO
        }
    }

    /// The instant inside, if it is one.
    #[must_use]
    pub fn instant(&self) -> Option<SimTime> {
        if let Data::Instant(t) = self.data {
            Some(t)
        } else {
            None
        }
    }

    /// The values inside, if it is a list.
    #[must_use]
    pub fn list(&self) -> &[Self] {
        if let Data::List(items) = &self.data {
            items
        } else {
            &[]
        }
    }

    /// The names inside, if it is a map.
    #[must_use]
    pub fn map(&self) -> &[Named] {
        if let Data::Map(items) = &self.data {
            items
        } else {
            &[]
        }
    }
}

impl Record {
    /// An empty record, for what is broken.
    #[must_use]
    pub fn empty(table: &Table, span: Span) -> Self {
        Self {
            span,
            variant: None,
            fields: Vec::new(),
            name: table.name,
        }
    }

    /// A field; absent if there is none of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> &Value {
        self.fields
            .iter()
            .find(|(n, _)| *n == name)
            .map_or(&ABSENT, |(_, v)| v)
    }

    /// Whether a field was given or has a default.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_there()
    }

    /// Whether a field was given, wrong or right, or has a default.
    #[must_use]
    pub fn is_given(&self, name: &str) -> bool {
        self.has(name) || self.get(name).is_broken()
    }

    /// A field's place; the record's own if the field is not in the file.
    #[must_use]
    pub fn span(&self, name: &str) -> Span {
        match self.get(name) {
            v if v.span.is_empty() => self.span.clone(),
            v => v.span.clone(),
        }
    }

    /// A field's text as written.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        &self.get(name).text
    }

    /// A field's duration; zero if there is none.
    #[must_use]
    pub fn duration(&self, name: &str) -> SimDuration {
        self.get(name).duration()
    }

    /// A field's duration, if there is one.
    #[must_use]
    pub fn duration_if_given(&self, name: &str) -> Option<SimDuration> {
        self.has(name).then(|| self.duration(name))
    }

    /// A field's integer; 0 if there is none.
    #[must_use]
    pub fn integer(&self, name: &str) -> u64 {
        self.get(name).integer()
    }

    /// A field's integer, if there is one.
    #[must_use]
    pub fn integer_if_given(&self, name: &str) -> Option<u64> {
        self.has(name).then(|| self.integer(name))
    }

    /// A field's integer as 32 bits, at most the largest that fits.
    #[must_use]
    pub fn count(&self, name: &str) -> u32 {
        u32::try_from(self.integer(name)).unwrap_or(u32::MAX)
    }

    /// A field's yes or no; no if there is none.
    #[must_use]
    pub fn switch(&self, name: &str) -> bool {
        matches!(self.get(name).data, Data::Switch(true))
    }

    /// A field's law; nothing at all if there is none.
    #[must_use]
    pub fn law(&self, name: &str) -> Law {
        if let Data::Law(law) = self.get(name).data {
            law
        } else {
            Law::Fixed(SimDuration::ZERO)
        }
    }

    /// A field's values, if it is a list.
    #[must_use]
    pub fn list(&self, name: &str) -> &[Value] {
        self.get(name).list()
    }

    /// A field's names, if it is a map.
    #[must_use]
    pub fn map(&self, name: &str) -> &[Named] {
        self.get(name).map()
    }

    /// A field's record, if there is one.
    #[must_use]
    pub fn record(&self, name: &str) -> Option<&Self> {
        self.get(name).record()
    }

    /// A field's call: its name and arguments.
    #[must_use]
    pub fn form(&self, name: &str) -> Option<(&'static str, &[Value])> {
        if let Data::Form(name, arguments) = &self.get(name).data {
            Some((name, arguments))
        } else {
            None
        }
    }
}
