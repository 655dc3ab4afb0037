//! Living all runs or one part of them.

use super::file::{self, Header, Input, Lived, Origin, Question, Shard};
use super::{Part, env};
use crate::cli::shard::Sharding;
use crate::failure::Failure;
use crate::inputs;
use crate::output::Console;
use scenarios::{Kind, Library, Source};
use std::path::Path;

/// Version of the program and digest of the sources that turn files into results.
const ENGINE: &str = concat!(env!("CARGO_PKG_VERSION"), "-", env!("ZONEFALL_ENGINE"));

/// Runs of one architecture under one outage that are to be lived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Which architecture of the question.
    pub architecture: usize,
    /// Which outage of it.
    pub outage: usize,
    /// Their seeds in order, at least one.
    pub seeds: Vec<u64>,
}

/// Lives all shares, in any order, and gives what they left in theirs.
pub type Live<'a> = dyn FnMut(&[Share]) -> Result<Vec<Lived>, Failure> + 'a;

/// What a part has of every pair of architecture and outage, where it has anything.
pub fn shares(question: &Question, part: Part) -> Vec<Share> {
    let share = |pair| Share {
        architecture: pair / question.outages.len(),
        outage: pair % question.outages.len(),
        seeds: question.seeds_of(part, pair).collect(),
    };
    let all = (0..question.pairs()).map(share);
    all.filter(|s| !s.seeds.is_empty()).collect()
}

/// Lives the part that was asked for and writes it down, unless it is there already; `false`: no part was asked for.
pub fn live(
    args: &Sharding,
    library: &Library,
    question: &Question,
    console: &mut Console<'_>,
    live: &mut Live<'_>,
) -> Result<bool, Failure> {
    let Some(part) = part(args)? else {
        return Ok(false);
    };
    stands_alone(library, question)?;
    let header = Header::new(origin(library, question), part);
    let path = args.out.join(part.file_name());
    if there(&path, &header, console)? {
        return Ok(true);
    }
    writable(&args.out)?;
    let shares = shares(question, part);
    let mut pairs = vec![None; question.pairs()];
    for (share, lived) in shares.iter().zip(live(&shares)?) {
        pairs[share.architecture * question.outages.len() + share.outage] = Some(lived);
    }
    let shard = Shard {
        header,
        part,
        pairs,
    };
    file::write(&path, &shard)?;
    let runs = question.runs_of(part);
    let when = match part.total() {
        1 => String::new(),
        total => format!("when all {total} shards are there: "),
    };
    writeln!(
        console.err,
        "wrote {}: {runs} of {} runs\n  = help: {when}zonefall merge {}",
        path.display(),
        question.runs(),
        args.out.display()
    )?;
    Ok(true)
}

/// A shard carries the texts that were typed, and no file that one of these names in turn.
fn stands_alone(library: &Library, question: &Question) -> Result<(), Failure> {
    for outage in &question.outages {
        let Some(text) = &outage.text else { continue };
        let source = Source::new(&outage.name, text);
        if !scenarios::kind_of(&source).is_ok_and(|kind| kind == Kind::Commands) {
            continue;
        }
        let file = scenarios::load_commands(&source, library).map_err(|p| inputs::invalid(&p))?;
        let named = file.architecture.iter().map(|(_, source)| source);
        let beside = named
            .chain([&file.outage_source])
            .find(|s| !s.name.starts_with("built-in/"));
        if let Some(beside) = beside {
            return Err(Failure::Invalid(format!(
                "error: {} names the file {}, which a shard does not carry\n  = help: sweep it on one machine, or name \
                 what is built in",
                outage.name, beside.name
            )));
        }
    }
    Ok(())
}

/// The part that was asked for.
fn part(args: &Sharding) -> Result<Option<Part>, Failure> {
    if args.shard_from_env {
        let get = |name: &str| std::env::var(name).ok();
        return env::from_env(&get).map(Some).map_err(Failure::Invalid);
    }
    Ok(args.shard)
}

/// Whether the very shard is there and whole; anything else in its place is told, and lived again.
fn there(path: &Path, header: &Header, console: &mut Console<'_>) -> Result<bool, Failure> {
    if !path.exists() {
        return Ok(false);
    }
    let (same, what) = match file::read(path) {
        Ok(shard) if shard.header == *header => (true, "is there already, whole and of the same"),
        Ok(_) => (false, "is of something else, and its runs are lived again"),
        Err(_) => (false, "is no whole shard, and its runs are lived again"),
    };
    writeln!(console.err, "{} {what}", path.display())?;
    Ok(same)
}

/// Makes the folder, and finds out before hours of work whether something can be written there.
fn writable(folder: &Path) -> Result<(), Failure> {
    let probe = std::fs::create_dir_all(folder).and_then(|()| {
        tempfile::Builder::new()
            .prefix(".zonefall-")
            .tempfile_in(folder)
    });
    probe
        .map(|_| ())
        .map_err(|e| Failure::io("write into", folder, &e))
}

/// By whom and from what runs are made.
pub fn origin(library: &Library, question: &Question) -> Origin {
    Origin {
        engine: ENGINE.to_owned(),
        catalogue: catalogue(library),
        question: question.clone(),
    }
}

/// A hash of everything that is built in.
fn catalogue(library: &Library) -> String {
    let mut hasher = blake3::Hasher::new();
    for kind in [Kind::Cloud, Kind::Outage, Kind::Architecture, Kind::Tape] {
        for item in library.list(kind) {
            for part in [kind.name(), &item.name, &item.source.text] {
                // With its length, so that no text can begin in the one before it.
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part.as_bytes());
            }
        }
    }
    hasher.finalize().to_hex().to_string()
}

impl Input {
    /// What was typed, with the text behind it if that is a file.
    pub fn of(library: &Library, kinds: &[Kind], typed: &str) -> Result<Self, Failure> {
        let source = inputs::source(library, kinds, typed)?;
        let built_in = kinds.iter().any(|&k| library.find(k, typed).is_some());
        Ok(Self {
            name: typed.to_owned(),
            text: (!built_in).then_some(source.text),
        })
    }

    /// The text behind it, wherever the file is now.
    pub fn source(&self, library: &Library, kinds: &[Kind]) -> Result<Source, Failure> {
        match &self.text {
            Some(text) => Ok(Source::new(&self.name, text)),
            None => inputs::source(library, kinds, &self.name),
        }
    }
}
