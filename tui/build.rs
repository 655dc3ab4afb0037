//! Digests of the sources that turn files into results, for the program to carry: results of different engines are not
//! to be compared, and an outage that another model simulated is not taken from the cache. Nothing else goes into them:
//! not where the sources lie, nor how they are built.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Everything that turns files into results: folders beside this one's, in the order in which they are digested.
const ENGINE: [&str; 6] = [
    "sim/kernel/src",
    "sim/tape/src",
    "sim/cloud/src",
    "sim/tenant/src",
    "sim/search/src",
    "scenarios/src",
];
/// What a tape depends on besides the inputs of its run, and which versions of other people's code are in it: chance
/// and mathematics.
const MODEL: [&str; 4] = [
    "sim/kernel/src",
    "sim/tape/src",
    "sim/cloud/src",
    "Cargo.lock",
];

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let root = here.parent().unwrap_or(&here);
    let engine = digest(root, &ENGINE)?;
    println!("cargo::rustc-env=ZONEFALL_ENGINE={}", &engine[..32]);
    println!("cargo::rustc-env=ZONEFALL_MODEL={}", digest(root, &MODEL)?);
    Ok(())
}

/// The digest of these folders and files.
fn digest(root: &Path, names: &[&str]) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    for name in names {
        let path = root.join(name);
        println!("cargo::rerun-if-changed={}", path.display());
        if path.is_dir() {
            folder(&path, name, &mut hasher)?;
        } else {
            file(&path, name, &mut hasher)?;
        }
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// Adds the sources in a folder, by name.
fn folder(path: &Path, name: &str, hasher: &mut blake3::Hasher) -> io::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(path)?.collect::<io::Result<_>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            folder(&entry.path(), &name, hasher)?;
        } else if name.ends_with(".rs") {
            file(&entry.path(), &name, hasher)?;
        }
    }
    Ok(())
}

/// Adds a file with its name, each with its length, so that no two lists of files look alike.
fn file(path: &Path, name: &str, hasher: &mut blake3::Hasher) -> io::Result<()> {
    let text = fs::read(path)?;
    for part in [name.as_bytes(), &text] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    Ok(())
}
