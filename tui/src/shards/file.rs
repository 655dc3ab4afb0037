//! A shard as a file: lines of JSON that any tool can read.
//!
//! The first line says what was asked, with the text of all files that were named, by which version, and which part this
//! is. Then, for every architecture under every outage, a line with what its runs share and a line per run. The last line
//! has a checksum of all bytes before it, so a file that was cut off or changed is told from a whole one. It is not
//! compressed: a run takes some 600 bytes, ten thousand of them are a file that is read at once, and engines pack what they
//! carry.

use super::Part;
use crate::failure::Failure;
use crate::output;
use search::many::{Frame, Lot, Notes, Run};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// The number of the format; another one is not read.
const FORMAT: u32 = 1;

/// What was asked, with everything that shapes the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Which command.
    pub command: Command,
    /// Architectures in their order.
    pub architectures: Vec<Input>,
    /// Outages in their order.
    pub outages: Vec<Input>,
    /// Region that the outages were put on, if one was named.
    pub onto: Option<String>,
    /// First seed and the one after the last.
    pub seeds: (u64, u64),
    /// How many times a cloud was drawn.
    pub clouds: u32,
    /// What the draws vary: `drawn` or `fixed`.
    pub assumed: String,
    /// Other options that shape the report, by their names.
    pub report: BTreeMap<String, String>,
}

/// A command whose runs can be parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Command {
    /// One architecture under one outage.
    Sweep,
    /// Architectures by outages.
    Matrix,
}

/// Something that was named on the command line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// As it was typed.
    pub name: String,
    /// The text of the file, so that whoever merges needs no file; `None`: it is built in, and the catalogue's hash
    /// covers it.
    pub text: Option<String>,
}

/// By whom and from what runs were made; equal origins give equal runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Version of the program and hash of the simulation's sources.
    pub engine: String,
    /// Hash of everything that is built in.
    pub catalogue: String,
    /// What was asked.
    pub question: Question,
}

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// [`FORMAT`].
    format: u32,
    /// Which shard, from 1.
    shard: u32,
    /// Of how many.
    of: u32,
    /// Runs in it.
    runs: u64,
    /// By whom and from what.
    pub origin: Origin,
}

/// Runs of one architecture under one outage, with everything a report is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Lived {
    /// What the runs share.
    pub frame: Frame,
    /// In the order of seeds.
    pub runs: Vec<Run>,
    /// What they said beside their numbers.
    pub notes: Notes,
}

/// What is in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Shard {
    /// Its first line.
    pub header: Header,
    /// Which part it is.
    pub part: Part,
    /// Per pair of architecture and outage, in their order; `None` where it has no run.
    pub pairs: Vec<Option<Lived>>,
}

/// A line.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    Zonefall(Header),
    Pair(Pair),
    Run(Run),
    End(End),
}

/// What the runs after it share.
#[derive(Serialize, Deserialize)]
struct Pair {
    /// Number of the pair.
    pair: usize,
    notes: Notes,
    frame: Frame,
}

/// The last line.
#[derive(Serialize, Deserialize)]
struct End {
    /// Of all bytes before this line, in hexadecimal digits.
    blake3: String,
}

/// Why a file is no shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spoilt {
    /// It cannot be read.
    Unreadable(String),
    /// It was never one.
    Foreign,
    /// It is one of another version of the format.
    Format(u32),
    /// It ends before its last line.
    CutOff,
    /// Some byte is not what was written.
    Changed,
    /// It was never whole: what does not fit.
    Wrong(&'static str),
}

impl Question {
    /// How many pairs of architecture and outage there are.
    pub fn pairs(&self) -> usize {
        self.architectures.len() * self.outages.len()
    }

    /// How many runs there are.
    pub fn runs(&self) -> u64 {
        let seeds = self.seeds.1.saturating_sub(self.seeds.0);
        seeds.saturating_mul(self.pairs() as u64)
    }

    /// The seeds that a part has of a pair.
    pub fn seeds_of(&self, part: Part, pair: usize) -> impl Iterator<Item = u64> + use<> {
        let (from, until) = self.seeds;
        let first = (pair as u64).wrapping_mul(until.saturating_sub(from));
        (from..until).filter(move |seed| part.has(first.wrapping_add(seed - from)))
    }

    /// How many runs a part has.
    pub fn runs_of(&self, part: Part) -> u64 {
        let pairs = 0..self.pairs();
        pairs.map(|p| self.seeds_of(part, p).count() as u64).sum()
    }
}

impl Header {
    /// The first line of a part.
    pub fn new(origin: Origin, part: Part) -> Self {
        Self {
            format: FORMAT,
            shard: part.number(),
            of: part.total(),
            runs: origin.question.runs_of(part),
            origin,
        }
    }
}

/// Writes a shard; it appears whole or not at all.
pub fn write(path: &Path, shard: &Shard) -> Result<(), Failure> {
    output::write_file(path, &text(shard))
}

/// The bytes of a shard.
fn text(shard: &Shard) -> String {
    let mut text = String::new();
    add(&mut text, &Line::Zonefall(shard.header.clone()));
    for (pair, lived) in shard.pairs.iter().enumerate() {
        let Some(lived) = lived else { continue };
        let shared = Pair {
            pair,
            notes: lived.notes.clone(),
            frame: lived.frame.clone(),
        };
        add(&mut text, &Line::Pair(shared));
        for run in &lived.runs {
            add(&mut text, &Line::Run(run.clone()));
        }
    }
    let end = end(&text);
    text.push_str(&end);
    text
}

/// The last line after these.
fn end(body: &str) -> String {
    let blake3 = blake3::hash(body.as_bytes()).to_hex().to_string();
    let mut line = String::new();
    add(&mut line, &Line::End(End { blake3 }));
    line
}

fn add(text: &mut String, line: &Line) {
    // Our own types have string keys and no failing serialisers.
    let line = serde_json::to_string(line).unwrap_or_else(|e| unreachable!("{e}"));
    text.push_str(&line);
    text.push('\n');
}

/// Reads a shard and checks that it is whole.
pub fn read(path: &Path) -> Result<Shard, Spoilt> {
    let bytes = std::fs::read(path).map_err(|e| Spoilt::Unreadable(e.to_string()))?;
    parse(&bytes)
}

/// Reads the bytes of a shard.
pub(super) fn parse(bytes: &[u8]) -> Result<Shard, Spoilt> {
    let mut lines = whole(bytes)?.lines();
    let Some(Ok(Line::Zonefall(header))) = lines.next().map(serde_json::from_str) else {
        return Err(Spoilt::Wrong("its first line cannot be read"));
    };
    let wrong = Spoilt::Wrong;
    let part = Part::new(u64::from(header.shard).wrapping_sub(1), header.of.into())
        .ok_or_else(|| wrong("there is no such shard"))?;
    if header.origin.question.runs() == 0 {
        return Err(wrong("it asks for no run"));
    }
    let mut pairs: Vec<Option<Lived>> = vec![None; header.origin.question.pairs()];
    let mut now = None;
    for line in lines {
        match serde_json::from_str(line) {
            Ok(Line::Pair(pair)) if pair.pair < pairs.len() => {
                let at = pair.pair;
                pairs[at] = Some(pair.begun());
                now = Some(at);
            }
            Ok(Line::Run(run)) => match now.and_then(|p| pairs[p].as_mut()) {
                Some(lived) if fits(&run, &lived.frame) => lived.runs.push(run),
                Some(_) | None => return Err(wrong("a run does not fit to its architecture")),
            },
            Ok(Line::Pair(_) | Line::Zonefall(_) | Line::End(_)) | Err(_) => {
                return Err(wrong("a line cannot be read"));
            }
        }
    }
    let question = &header.origin.question;
    for (pair, lived) in pairs.iter().enumerate() {
        let found = lived.iter().flat_map(|l| l.runs.iter().map(|r| r.seed));
        if !found.eq(question.seeds_of(part, pair)) {
            return Err(wrong("it does not have the runs that its first line says"));
        }
    }
    Ok(Shard {
        header,
        part,
        pairs,
    })
}

/// All lines but the last, if the last bears them out.
fn whole(bytes: &[u8]) -> Result<&str, Spoilt> {
    if !bytes.starts_with(b"{\"zonefall\":{\"format\":") {
        return Err(Spoilt::Foreign);
    }
    if let Some(other) = format(bytes).filter(|&f| f != FORMAT) {
        return Err(Spoilt::Format(other));
    }
    let lines = bytes.strip_suffix(b"\n").ok_or(Spoilt::CutOff)?;
    let last = lines.iter().rposition(|&b| b == b'\n');
    let (body, last) = bytes.split_at(last.ok_or(Spoilt::CutOff)? + 1);
    if !last.starts_with(b"{\"end\":") {
        return Err(Spoilt::CutOff);
    }
    let body = std::str::from_utf8(body).map_err(|_| Spoilt::Changed)?;
    match end(body).as_bytes() == last {
        true => Ok(body),
        false => Err(Spoilt::Changed),
    }
}

/// The number of the format, which stands first in every version.
fn format(bytes: &[u8]) -> Option<u32> {
    let digits = bytes.get(22..)?;
    let end = digits.iter().position(|b| !b.is_ascii_digit())?;
    std::str::from_utf8(&digits[..end]).ok()?.parse().ok()
}

/// Whether a run has the journeys and stores that its architecture has.
fn fits(run: &Run, frame: &Frame) -> bool {
    let lot = |lot: &Lot| {
        lot.journeys.len() == frame.journeys.len()
            && lot.stores.len() == frame.stores.len()
            && usize::from(lot.zone) < frame.zones.len().max(1)
    };
    lot(&run.drawn) && run.redrawn.as_ref().is_none_or(lot) && run.cloud < frame.clouds
}

impl Pair {
    /// With its runs still to come.
    fn begun(self) -> Lived {
        Lived {
            frame: self.frame,
            runs: Vec::new(),
            notes: self.notes,
        }
    }
}
