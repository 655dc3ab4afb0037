//! All shards of a folder put together, or everything that forbids it.

use super::file::{self, Lived, Origin, Shard, Spoilt};
use super::problems::{self, Problem};
use crate::failure::Failure;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What a whole sweep or matrix left.
#[derive(Debug)]
pub struct Gathered {
    /// What was asked, by whom it was lived.
    pub origin: Origin,
    /// One per architecture and outage: architectures in their order, outages within each.
    pub lived: Vec<Lived>,
}

/// Reads every file of a folder and of the folders in it as a shard. `progress` is told how many are read, and of how
/// many.
///
/// # Errors
/// Everything that is wrong, at once: foreign or damaged files, shards of something else, missing or doubled ones.
pub fn gather(folder: &Path, progress: &dyn Fn(usize, usize)) -> Result<Gathered, Failure> {
    let mut paths = Vec::new();
    files(folder, &mut paths).map_err(|(path, e)| Failure::io("read", &path, &e))?;
    paths.sort();
    if paths.is_empty() {
        return Err(Failure::Invalid(format!(
            "error: there is no shard in {}\n  = help: `zonefall sweep ARCH --shard 1/4 --out {}` writes the first of four",
            folder.display(),
            folder.display()
        )));
    }
    let mut problems = Vec::new();
    let mut shards: Vec<(String, Shard)> = Vec::new();
    for (i, path) in paths.iter().enumerate() {
        let name = path.strip_prefix(folder).unwrap_or(path);
        let name = name.display().to_string();
        match file::read(path) {
            Ok(shard) => shards.push((name, shard)),
            Err(spoilt) => problems.push(Problem::Spoilt { name, spoilt }),
        }
        progress(i + 1, paths.len());
    }
    let Some(model) = model(&shards) else {
        return Err(problems::failure(folder, &problems));
    };
    set_beside(model, &shards, &mut problems);
    if problems.is_empty() {
        let origin = model.1.header.origin.clone();
        let lived = together(shards);
        lived.map(|lived| Gathered { origin, lived })
    } else {
        Err(problems::failure(folder, &problems))
    }
}

/// Every file that is not hidden: a hidden one is a shard that is being written, or was when the power failed.
fn files(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), (PathBuf, std::io::Error)> {
    let at = |e| (folder.to_owned(), e);
    for entry in std::fs::read_dir(folder).map_err(at)? {
        let entry = entry.map_err(at)?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        // Links to folders are not followed: they could lead back.
        match entry.file_type().map_err(at)?.is_dir() {
            true => files(&entry.path(), found)?,
            false => found.push(entry.path()),
        }
    }
    Ok(())
}

/// The shard that the others should be like: one of the largest number that agree; of equally many, the first.
fn model(shards: &[(String, Shard)]) -> Option<&(String, Shard)> {
    let alike = |a: &Shard| {
        let same = |b: &&(String, Shard)| same_set(a, &b.1);
        shards.iter().filter(same).count()
    };
    let most = shards.iter().map(|(_, s)| alike(s)).max()?;
    shards.iter().find(|(_, s)| alike(s) == most)
}

fn same_set(a: &Shard, b: &Shard) -> bool {
    a.part.total() == b.part.total() && a.header.origin == b.header.origin
}

/// What is mixed, doubled or missing.
fn set_beside(model: &(String, Shard), shards: &[(String, Shard)], problems: &mut Vec<Problem>) {
    let (model_name, model) = model;
    let mut by_number: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for (name, shard) in shards {
        if same_set(model, shard) {
            by_number.entry(shard.part.number()).or_default().push(name);
        } else {
            problems.push(Problem::Other {
                name: name.clone(),
                model: model_name.clone(),
                differs: problems::differences(model, shard),
            });
        }
    }
    let total = model.part.total();
    for (number, names) in by_number.iter().filter(|(_, names)| names.len() > 1) {
        problems.push(Problem::Doubled {
            number: *number,
            total,
            names: names.iter().map(|&n| n.to_owned()).collect(),
        });
    }
    // A file that is there and of no use is told already; its shard is not missing besides.
    let told: BTreeSet<String> = problems.iter().filter_map(Problem::spoilt_file).collect();
    let absent = |number: &u32| {
        let part = super::Part::new(u64::from(*number) - 1, total.into());
        let spoilt = part.is_some_and(|p| told.contains(&p.file_name()));
        !by_number.contains_key(number) && !spoilt
    };
    let numbers: Vec<u32> = (1..=total).filter(absent).collect();
    if !numbers.is_empty() {
        problems.push(Problem::Missing { numbers, total });
    }
}

/// The runs of all shards in the order in which they would have been lived in one go.
fn together(shards: Vec<(String, Shard)>) -> Result<Vec<Lived>, Failure> {
    let pairs = shards.first().map_or(0, |(_, s)| s.pairs.len());
    let mut all: Vec<Option<Lived>> = vec![None; pairs];
    for (name, shard) in shards {
        for (whole, piece) in all.iter_mut().zip(shard.pairs) {
            match (whole.as_mut(), piece) {
                (_, None) => {}
                (None, Some(piece)) => *whole = Some(piece),
                (Some(whole), Some(piece)) => {
                    if whole.frame != piece.frame {
                        return Err(Failure::Invalid(format!(
                            "error: {name} says other things about {} than the shards before it\n  = help: delete it and \
                             run its shard again",
                            piece.frame.architecture
                        )));
                    }
                    whole.runs.extend(piece.runs);
                    whole.notes.merge(&piece.notes);
                }
            }
        }
    }
    let sorted = all.into_iter().flatten().map(|mut lived| {
        lived.runs.sort_by_key(|run| run.seed);
        lived
    });
    Ok(sorted.collect())
}

impl Problem {
    /// The name of a file that was to be a shard and is of no use.
    fn spoilt_file(&self) -> Option<String> {
        match self {
            Self::Spoilt { name, spoilt } => match spoilt {
                Spoilt::Foreign => None,
                Spoilt::Unreadable(_)
                | Spoilt::Format(_)
                | Spoilt::CutOff
                | Spoilt::Changed
                | Spoilt::Wrong(_) => name.rsplit('/').next().map(str::to_owned),
            },
            Self::Other { name, .. } => name.rsplit('/').next().map(str::to_owned),
            Self::Doubled { .. } | Self::Missing { .. } => None,
        }
    }
}
