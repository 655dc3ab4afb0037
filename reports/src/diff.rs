//! Where two runs part: the first line on which two traces differ, or the first field of two results.
//!
//! A trace is what `zonefall run --trace-digest` writes: a head of `# name value` lines, then one line per event and
//! component or journey, in order of time: microseconds, event, who, running digest of that lane, what became true,
//! separated by tabs. Both are read line by line, whatever their size. A trace whose last line comes before the end that
//! its head names was cut off, and is not compared.

use crate::json::seconds;
use crate::paint::heading;
use kernel::SimTime;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::io;
use tenant::TraceLine;

/// First line of every trace.
pub const TRACE: &str = "# zonefall trace 1";

/// Tells people what the columns of a trace are.
const COLUMNS: (&str, &str) = (
    "columns",
    "time in us, event, who, running digest of who, what became true; counts and rates in millionths, times in us",
);

/// Heads of a trace that say what came out, not what it was made from.
const OUTCOMES: [&str; 2] = ["end", "digest"];

/// Most fields of two results that are named; the rest is counted.
const FIELDS_MAX: usize = 8;

/// Fields of a result that say most, first. The rest follows by name.
const HEADLINES: [&str; 8] = [
    "journeys",
    "architectures",
    "stores",
    "credits",
    "money",
    "cases",
    "milestones",
    "communication",
];

/// `zonefall diff A B --format json`.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DiffJson {
    /// `zonefall/diff/1`.
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// Whether both say the same.
    pub same: bool,
    /// What the two were made from, where that differs.
    pub inputs: Vec<FieldJson>,
    /// Events that both share before the first difference; of results, the fields that are alike.
    pub shared: u64,
    /// Fields of a result that differ, without those that say what it was made from.
    pub fields_different: Option<u64>,
    /// Those fields, what says most first, at most eight.
    pub fields: Vec<FieldJson>,
    /// What a difference means, if it is less than it seems.
    pub note: Option<String>,
    /// Time of the last event that both share, seconds.
    pub shared_until_s: Option<f64>,
    /// The first difference, if there is one.
    pub first: Option<FirstJson>,
    /// Components and journeys that end alike (traces only).
    pub lanes_alike: Vec<String>,
    /// Components and journeys that do not, or that one run does not have.
    pub lanes_different: Vec<String>,
}

/// One field of two heads, or of two results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldJson {
    /// Which.
    pub name: String,
    /// In the first file.
    pub a: Option<String>,
    /// In the second file.
    pub b: Option<String>,
}

/// Where two runs part.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FirstJson {
    /// When, seconds since the start of the outage; null for results.
    pub time_s: Option<f64>,
    /// What kind of event; `head` for a field of a trace's head, `field` for one of a result.
    pub event: String,
    /// `component/NAME`, `journey/NAME` or `run`; for heads and results the field.
    pub who: String,
    /// What the first run has there; null if nothing.
    pub a: Option<String>,
    /// What the second run has there; null if nothing.
    pub b: Option<String>,
}

/// A trace as text; `head` says what the run was made from.
#[must_use]
pub fn trace(head: &[(&str, String)], lines: &[TraceLine]) -> String {
    let mut out = format!("{TRACE}\n");
    let columns = (COLUMNS.0, COLUMNS.1.to_owned());
    for (name, value) in std::iter::once(&columns).chain(head) {
        let value = value.replace(char::is_control, " ");
        out.push_str(&format!("# {name} {value}\n"));
    }
    for l in lines {
        let (at, digest) = (l.at.0, l.digest);
        out.push_str(&format!(
            "{at}\t{}\t{}\t{digest:016x}\t{}\n",
            l.event, l.who, l.what
        ));
    }
    out
}

/// One line of a trace, read back.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    at: u64,
    event: String,
    who: String,
    digest: String,
    what: String,
}

impl Line {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(5, '\t');
        let mut next = || parts.next().map(str::to_owned);
        Some(Self {
            at: next()?.parse().ok()?,
            event: next()?,
            who: next()?,
            digest: next()?,
            what: next()?,
        })
    }
}

/// A trace on its way in.
struct Reader<I> {
    lines: I,
    number: usize,
    head: BTreeMap<String, String>,
    lanes: BTreeMap<String, String>,
    waiting: Option<Line>,
    lines_read: u64,
    last: Option<SimTime>,
}

impl<I: Iterator<Item = io::Result<String>>> Reader<I> {
    fn new(lines: I) -> Result<Self, String> {
        let mut reader = Self {
            lines,
            number: 0,
            head: BTreeMap::new(),
            lanes: BTreeMap::new(),
            waiting: None,
            lines_read: 0,
            last: None,
        };
        match reader.text()? {
            Some(first) if first.trim_end() == TRACE => {}
            Some(_) | None => return Err("is not a trace".to_owned()),
        }
        reader.waiting = reader.read()?;
        Ok(reader)
    }

    fn text(&mut self) -> Result<Option<String>, String> {
        self.number += 1;
        let line = self.lines.next().transpose();
        line.map_err(|e| format!("line {}: {e}", self.number))
    }

    fn read(&mut self) -> Result<Option<Line>, String> {
        while let Some(text) = self.text()? {
            if let Some(field) = text.strip_prefix("# ") {
                let (name, value) = field.split_once(' ').unwrap_or((field, ""));
                self.head.insert(name.to_owned(), value.to_owned());
                continue;
            }
            let line = Line::read(&text)
                .ok_or_else(|| format!("line {} is not one of a trace", self.number))?;
            self.lanes.insert(line.who.clone(), line.digest.clone());
            (self.lines_read, self.last) = (self.lines_read + 1, Some(SimTime(line.at)));
            return Ok(Some(line));
        }
        self.is_whole()?;
        Ok(None)
    }

    /// Whether the last line is of the time at which the run ended.
    fn is_whole(&self) -> Result<(), String> {
        if self.last.is_none() {
            return Err("holds no events: it was cut off".to_owned());
        }
        let last = self.last.map(|t| t.to_string());
        match self.head.get("end") {
            Some(end) if last.as_ref() != Some(end) => {
                let last = last.unwrap_or_default();
                let why =
                    format!("stops at {last} although its run lasted to {end}: it was cut off");
                Err(why)
            }
            Some(_) | None => Ok(()),
        }
    }

    fn next(&mut self) -> Result<Option<Line>, String> {
        let next = self.read()?;
        Ok(std::mem::replace(&mut self.waiting, next))
    }
}

/// Compares two traces.
///
/// # Errors
/// Which of the two (0 or 1) cannot be used, and why.
pub fn traces(
    a: impl Iterator<Item = io::Result<String>>,
    b: impl Iterator<Item = io::Result<String>>,
    version: &str,
) -> Result<DiffJson, (usize, String)> {
    let mut a = Reader::new(a).map_err(|e| (0, e))?;
    let mut b = Reader::new(b).map_err(|e| (1, e))?;
    let (mut shared, mut until, mut first) = (0, None, None);
    loop {
        let one = a.next().map_err(|e| (0, e))?;
        let other = b.next().map_err(|e| (1, e))?;
        if one.is_none() && other.is_none() {
            break;
        }
        if first.is_some() {
            continue;
        }
        match (one, other) {
            (Some(x), Some(y)) if x == y => (shared, until) = (shared + 1, Some(seconds(x.at))),
            (x, y) => first = Some(parting(x, y)),
        }
    }
    let (alike, different) = compare_lanes(&a.lanes, &b.lanes);
    let note = first.as_ref().filter(|_| different.is_empty());
    let note = note.map(|_| same_results(a.lines_read, b.lines_read));
    let first = first.or_else(|| compare_outcomes(&a.head, &b.head));
    Ok(DiffJson {
        schema: "zonefall/diff/1".to_owned(),
        version: version.to_owned(),
        same: first.is_none(),
        inputs: compare_heads(&a.head, &b.head),
        shared,
        fields_different: None,
        fields: Vec::new(),
        note,
        shared_until_s: until,
        first,
        lanes_alike: alike,
        lanes_different: different,
    })
}

/// The difference between two lines of which at least one exists: the earlier one names it.
fn parting(a: Option<Line>, b: Option<Line>) -> FirstJson {
    let key = |l: &Line| (l.at, l.event.clone(), l.who.clone());
    let same_place = a.as_ref().map(key) == b.as_ref().map(key);
    let a_leads = match (&a, &b) {
        (Some(x), Some(y)) => x.at <= y.at,
        (Some(_), None) => true,
        (None, _) => false,
    };
    let place = if a_leads { a.as_ref() } else { b.as_ref() };
    let at = place.map(|l| l.at);
    let tell = |l: &Option<Line>| {
        l.as_ref().map(|l| {
            let what = match l.what.as_str() {
                "" => format!("digest {}", l.digest),
                what => format!("{what} (digest {})", l.digest),
            };
            match same_place {
                true => what,
                false => format!("{} {} {}: {what}", SimTime(l.at), l.event, l.who),
            }
        })
    };
    FirstJson {
        time_s: at.map(seconds),
        event: place.map(|l| l.event.clone()).unwrap_or_default(),
        who: place.map(|l| l.who.clone()).unwrap_or_default(),
        a: tell(&a),
        b: tell(&b),
    }
}

/// What it means that lines differ although everybody ends alike.
fn same_results(a: u64, b: u64) -> String {
    let missing = |n: u64, which: &str| match n {
        1 => format!("the same results, but a line is missing in the {which}"),
        n => format!("the same results, but {n} lines are missing in the {which}"),
    };
    match a.cmp(&b) {
        Ordering::Less => missing(b - a, "first"),
        Ordering::Greater => missing(a - b, "second"),
        Ordering::Equal => "the same results, but a line is written otherwise".to_owned(),
    }
}

/// The first head that tells another outcome though all lines are alike.
fn compare_outcomes(
    a: &BTreeMap<String, String>,
    b: &BTreeMap<String, String>,
) -> Option<FirstJson> {
    let name = OUTCOMES.into_iter().find(|n| a.get(*n) != b.get(*n))?;
    Some(FirstJson {
        time_s: None,
        event: "head".to_owned(),
        who: name.to_owned(),
        a: a.get(name).cloned(),
        b: b.get(name).cloned(),
    })
}

fn compare_heads(a: &BTreeMap<String, String>, b: &BTreeMap<String, String>) -> Vec<FieldJson> {
    let mut names: Vec<&String> = a.keys().chain(b.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let differs = names.into_iter().filter(|n| a.get(*n) != b.get(*n));
    differs
        .filter(|n| !OUTCOMES.contains(&n.as_str()) && *n != COLUMNS.0)
        .map(|n| FieldJson {
            name: n.clone(),
            a: a.get(n).cloned(),
            b: b.get(n).cloned(),
        })
        .collect()
}

fn compare_lanes(
    a: &BTreeMap<String, String>,
    b: &BTreeMap<String, String>,
) -> (Vec<String>, Vec<String>) {
    let mut names: Vec<String> = a.keys().chain(b.keys()).cloned().collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().partition(|n| a.get(n) == b.get(n))
}

/// Compares two JSON results of the program.
#[must_use]
pub fn results(a: &Value, b: &Value, version: &str) -> DiffJson {
    let (mut shared, mut found) = (0, Vec::new());
    walk("", Some(a), Some(b), &mut shared, &mut found);
    let inputs = [
        "architecture",
        "outage",
        "seed",
        "cloud_seed",
        "assumed",
        "version",
    ];
    let (made_from, mut rest): (Vec<FieldJson>, Vec<FieldJson>) = found
        .into_iter()
        .partition(|f| inputs.contains(&f.name.as_str()));
    rest.sort_by_key(|f| rank(&f.name));
    let first = rest.first();
    let first = first.or(made_from.first()).map(|f| FirstJson {
        time_s: None,
        event: "field".to_owned(),
        who: f.name.clone(),
        a: f.a.clone(),
        b: f.b.clone(),
    });
    DiffJson {
        schema: "zonefall/diff/1".to_owned(),
        version: version.to_owned(),
        same: first.is_none(),
        inputs: made_from,
        shared,
        fields_different: Some(rest.len() as u64),
        fields: rest.into_iter().take(FIELDS_MAX).collect(),
        note: None,
        shared_until_s: None,
        first,
        lanes_alike: Vec::new(),
        lanes_different: Vec::new(),
    }
}

/// How late a field is named: what says most comes first, and digests last: they differ because something else does.
fn rank(path: &str) -> (usize, bool) {
    if path.split('.').any(|part| part.starts_with("digest")) {
        return (usize::MAX, true);
    }
    let top = path.split('.').next().unwrap_or_default();
    let found = HEADLINES.iter().position(|h| *h == top);
    let downtime = path.rsplit('.').any(|part| part.starts_with("downtime"));
    (found.unwrap_or(HEADLINES.len()), !downtime)
}

/// What kind of result a JSON value is: `run` of `zonefall/run/1`; nothing if it is none of ours.
#[must_use]
pub fn kind(result: &Value) -> Option<&str> {
    let (kind, _) = result["schema"]
        .as_str()?
        .strip_prefix("zonefall/")?
        .split_once('/')?;
    Some(kind)
}

/// Every leaf that differs, by its path.
fn walk(
    path: &str,
    a: Option<&Value>,
    b: Option<&Value>,
    shared: &mut u64,
    found: &mut Vec<FieldJson>,
) {
    let below = |name: &str| match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    };
    match (a, b) {
        (Some(Value::Object(x)), Some(Value::Object(y))) => {
            for name in x.keys().chain(y.keys().filter(|k| !x.contains_key(*k))) {
                walk(&below(name), x.get(name), y.get(name), shared, found);
            }
        }
        (Some(Value::Array(x)), Some(Value::Array(y))) => {
            for i in 0..x.len().max(y.len()) {
                walk(&below(&i.to_string()), x.get(i), y.get(i), shared, found);
            }
        }
        (x, y) if x == y => *shared += 1,
        (x, y) => found.push(FieldJson {
            name: path.to_owned(),
            a: x.map(Value::to_string),
            b: y.map(Value::to_string),
        }),
    }
}

/// The comparison for people.
#[must_use]
pub fn text(diff: &DiffJson) -> String {
    let nothing = |side: &Option<String>| side.clone().unwrap_or_else(|| "nothing".to_owned());
    let mut out = String::new();
    for f in &diff.inputs {
        let (a, b) = (nothing(&f.a), nothing(&f.b));
        out.push_str(&format!("made from another {}: {a} | {b}\n", f.name));
    }
    let until = diff.shared_until_s.map(|s| {
        let at = SimTime((s * 1e6 + 0.5) as u64);
        format!(", up to {}", at)
    });
    let until = until.unwrap_or_default();
    let Some(first) = &diff.first else {
        let what = match diff.fields_different {
            Some(_) => "fields",
            None => "lines",
        };
        out.push_str(&format!("the same: {} {what}{until}\n", diff.shared));
        return out;
    };
    let title = heading("FIRST DIFFERENCE");
    match out.is_empty() {
        true => out.push_str(title.trim_start_matches('\n')),
        false => out.push_str(&title),
    }
    let when = first.time_s.map(|s| {
        let at = SimTime((s * 1e6 + 0.5) as u64);
        format!("{}  ", at)
    });
    let when = when.unwrap_or_default();
    out.push_str(&format!("  {when}{}  {}\n", first.event, first.who));
    out.push_str(&format!("  first   {}\n", nothing(&first.a)));
    out.push_str(&format!("  second  {}\n", nothing(&first.b)));
    for f in diff.fields.iter().filter(|f| f.name != first.who) {
        let (a, b) = (nothing(&f.a), nothing(&f.b));
        out.push_str(&format!("  then    {}  {a} | {b}\n", f.name));
    }
    out.push_str(&match diff.fields_different {
        Some(n) => format!(
            "  in all  fields that differ: {n}, that are alike: {}\n",
            diff.shared
        ),
        None => format!("  before it both share {} lines{until}\n", diff.shared),
    });
    if let Some(note) = &diff.note {
        out.push_str(&format!("  {note}\n"));
    }
    if !diff.lanes_different.is_empty() {
        out.push_str(&format!(
            "  different  {}\n",
            diff.lanes_different.join(" ")
        ));
    }
    if !diff.lanes_alike.is_empty() {
        out.push_str(&format!("  alike      {}\n", diff.lanes_alike.join(" ")));
    }
    out
}
