//! The text behind a name in a suite: a built-in file, or one that is looked for from the suite's own folder.

use crate::problem::suggest;
use crate::unit::Wrong;
use crate::{Kind, Library, Source, read_source};
use std::path::{Component, Path, PathBuf};

/// What the names of built-in sources begin with.
const BUILT_IN: &str = "built-in/";

/// The built-in of one of these kinds and this name, else the file.
pub(crate) fn find(
    suite: &Source,
    library: &Library,
    kinds: &[Kind],
    name: &str,
) -> Result<Source, Wrong> {
    if let Some(item) = kinds.iter().find_map(|&k| library.find(k, name)) {
        return Ok(item.source.clone());
    }
    let path = path(suite, name);
    // Neither a folder nor a device: reading these may never end.
    if !suite.name.starts_with(BUILT_IN) && path.is_file() {
        return read_source(&path).map_err(|wrong| {
            let first = wrong.list().first();
            Wrong {
                message: first.map_or(String::new(), |p| format!("`{name}`: {}", p.message)),
                help: first.and_then(|p| p.help.clone()).unwrap_or_default(),
            }
        });
    }
    let what: Vec<&str> = kinds.iter().map(|k| k.name()).collect();
    let built_in = kinds.iter().flat_map(|&k| library.list(k));
    let names: Vec<String> = built_in
        .map(|i| i.name.clone())
        .chain(files(suite))
        .collect();
    Err(Wrong {
        message: format!(
            "there is no {} `{name}`, and no such file",
            what.join(" or ")
        ),
        help: match suggest(name, names.iter().map(String::as_str)) {
            near if near.starts_with("did you mean") => near,
            _ if path.is_dir() => "this is a folder: name one file in it".to_owned(),
            _ => elsewhere(library, kinds, name, &path),
        },
    })
}

/// What a name is that is neither, or where it was looked for.
fn elsewhere(library: &Library, kinds: &[Kind], name: &str, path: &Path) -> String {
    let other = Kind::ALL
        .into_iter()
        .find(|&k| library.find(k, name).is_some());
    match (other, kinds) {
        (Some(kind), _) => format!("`{name}` is built in, of kind {}", kind.name()),
        (None, [kind, ..]) => format!(
            "`zonefall list {}` prints the names that are built in; the file would be {}",
            kind.name(),
            path.display()
        ),
        (None, []) => String::new(),
    }
}

/// Where the file is, seen from where the program runs: short, and without `.` in it.
fn path(suite: &Source, name: &str) -> PathBuf {
    let folder = Path::new(&suite.name).parent().unwrap_or(Path::new(""));
    let joined = folder.join(name);
    joined
        .components()
        .filter(|c| *c != Component::CurDir)
        .collect()
}

/// Names of the files in the suite's folder that could be meant.
fn files(suite: &Source) -> Vec<String> {
    if suite.name.starts_with(BUILT_IN) {
        return Vec::new();
    }
    let folder = Path::new(&suite.name).parent();
    let folder = folder.filter(|p| !p.as_os_str().is_empty());
    let read = std::fs::read_dir(folder.unwrap_or(Path::new(".")));
    let entries = read.into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|e| e.file_name().into_string().ok())
        .collect();
    names.retain(|n| n.ends_with(".yaml") || n.ends_with(".yml") || n.ends_with(".csv"));
    names.sort();
    names
}
