//! What forbids to put shards together, in words: every problem with the file's name and what to do.

use super::file::{Input, Question, Shard, Spoilt};
use crate::failure::Failure;
use std::collections::BTreeSet;
use std::path::Path;

/// Numbers of missing shards that are written out.
const NUMBERS_MAX: usize = 20;

/// One thing that is wrong.
#[derive(Debug)]
pub enum Problem {
    /// A file that is no shard.
    Spoilt {
        /// Its name in the folder.
        name: String,
        /// Why.
        spoilt: Spoilt,
    },
    /// A shard of something else.
    Other {
        /// Its name in the folder.
        name: String,
        /// A shard of what most are of.
        model: String,
        /// In what they differ.
        differs: Vec<String>,
    },
    /// The same shard in several files.
    Doubled {
        /// Its number.
        number: u32,
        /// Of how many.
        total: u32,
        /// The files.
        names: Vec<String>,
    },
    /// Shards that are not there.
    Missing {
        /// Their numbers.
        numbers: Vec<u32>,
        /// Of how many.
        total: u32,
    },
}

/// All problems of a folder.
pub fn failure(folder: &Path, problems: &[Problem]) -> Failure {
    let count = match problems.len() {
        1 => "1 problem".to_owned(),
        n => format!("{n} problems"),
    };
    let mut text = format!(
        "error: the shards in {} cannot be put together: {count}\n",
        folder.display()
    );
    for problem in problems {
        text.push_str(&problem.words());
    }
    Failure::Invalid(text)
}

impl Problem {
    fn words(&self) -> String {
        match self {
            Self::Spoilt { name, spoilt } => {
                let (what, help) = spoilt.words();
                format!("  {name}: {what}\n    = help: {help}\n")
            }
            Self::Other {
                name,
                model,
                differs,
            } => {
                let lines = differs.iter().map(|d| format!("    {d}\n"));
                format!(
                    "  {name}: is of something else than {model}\n{}    = help: delete it, or keep each sweep or matrix in a \
                     folder of its own\n",
                    lines.collect::<String>()
                )
            }
            Self::Doubled {
                number,
                total,
                names,
            } => format!(
                "  shard {number} of {total} is there more than once: {}\n    = help: delete all but one\n",
                names.join(", ")
            ),
            Self::Missing { numbers, total } => missing(numbers, *total),
        }
    }
}

fn missing(numbers: &[u32], total: u32) -> String {
    let mut listed: Vec<String> = numbers
        .iter()
        .take(NUMBERS_MAX)
        .map(u32::to_string)
        .collect();
    if let Some(more) = numbers.len().checked_sub(NUMBERS_MAX).filter(|&n| n > 0) {
        listed.push(format!("{more} more"));
    }
    let last = listed.pop().unwrap_or_default();
    let (what, all) = match listed.is_empty() {
        true => ("shard", last),
        false => ("shards", format!("{} and {last}", listed.join(", "))),
    };
    let first = numbers.first().copied().unwrap_or(1);
    format!(
        "  missing: {what} {all} of {total}\n    = help: run the same command with --shard {first}/{total}{}\n",
        if numbers.len() > 1 { ", and so on" } else { "" }
    )
}

impl Spoilt {
    /// What is wrong and what to do.
    fn words(&self) -> (String, &'static str) {
        let again = "delete it and run its shard again";
        match self {
            Self::Unreadable(why) => (format!("cannot be read: {why}"), "check its permissions"),
            Self::Foreign => (
                "is no shard".to_owned(),
                "keep nothing but shards in the folder",
            ),
            Self::Format(other) => (
                format!("is a shard in format {other}, which this version does not read"),
                "use one version of the program for all shards and for merging",
            ),
            Self::CutOff => ("is cut off: its last line is missing".to_owned(), again),
            Self::Changed => (
                "is damaged: its bytes are not those that its checksum was made of".to_owned(),
                again,
            ),
            Self::Wrong(why) => (format!("is no whole shard: {why}"), again),
        }
    }
}

/// In what a shard differs from the one it should be like.
pub fn differences(model: &Shard, other: &Shard) -> Vec<String> {
    let (a, b) = (&model.header.origin, &other.header.origin);
    let mut out = Vec::new();
    let mut differs = |what: &str, here: &dyn ToString, there: &dyn ToString| {
        let (here, there) = (here.to_string(), there.to_string());
        if here != there {
            out.push(format!("{what}: {here} here, {there} there"));
        }
    };
    differs("number of shards", &other.part.total(), &model.part.total());
    differs("program", &b.engine, &a.engine);
    differs("built-in files", &short(&b.catalogue), &short(&a.catalogue));
    let (a, b) = (&a.question, &b.question);
    differs("command", &b.command.name(), &a.command.name());
    differs("--seeds", &seeds(b), &seeds(a));
    differs("--clouds", &b.clouds, &a.clouds);
    differs("--assumed", &b.assumed, &a.assumed);
    differs("--onto", &onto(b), &onto(a));
    let names: BTreeSet<&String> = a.report.keys().chain(b.report.keys()).collect();
    for name in names {
        let value = |q: &Question| q.report.get(name).cloned().unwrap_or_default();
        differs(&format!("--{name}"), &value(b), &value(a));
    }
    let lists = [
        ("architecture", &b.architectures, &a.architectures),
        ("outage", &b.outages, &a.outages),
    ];
    for (what, here, there) in lists {
        if here.len() != there.len() {
            differs(&format!("{what}s"), &here.len(), &there.len());
            continue;
        }
        for (here, there) in here.iter().zip(there) {
            differs(what, &input(here), &input(there));
        }
    }
    out
}

fn seeds(question: &Question) -> String {
    format!("{}..{}", question.seeds.0, question.seeds.1)
}

fn onto(question: &Question) -> &str {
    question.onto.as_deref().unwrap_or("not given")
}

/// `my.yaml (1a2b3c4d)`
fn input(input: &Input) -> String {
    match &input.text {
        Some(text) => {
            let hash = blake3::hash(text.as_bytes()).to_hex();
            format!("{} ({})", input.name, short(&hash))
        }
        None => format!("{} (built in)", input.name),
    }
}

/// The first digits of a hash.
fn short(hash: &str) -> &str {
    hash.get(..8).unwrap_or(hash)
}

impl super::file::Command {
    /// As it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sweep => "sweep",
            Self::Matrix => "matrix",
        }
    }
}
