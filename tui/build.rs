//! A digest of everything that turns files into results, for the program to carry: results of different engines are not
//! to be compared.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Folders of sources beside this one's, in the order in which they are digested.
const ENGINE: [&str; 6] = [
    "sim/kernel/src",
    "sim/tape/src",
    "sim/cloud/src",
    "sim/tenant/src",
    "sim/search/src",
    "scenarios/src",
];

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let root = here.parent().unwrap_or(&here);
    let mut hasher = blake3::Hasher::new();
    for folder in ENGINE {
        println!("cargo::rerun-if-changed={}", root.join(folder).display());
        add(&root.join(folder), folder, &mut hasher)?;
    }
    let digest = hasher.finalize().to_hex();
    println!("cargo::rustc-env=ZONEFALL_ENGINE={}", &digest[..32]);
    Ok(())
}

/// Adds the files of a folder, by name, each with the length of what it holds.
fn add(folder: &Path, name: &str, hasher: &mut blake3::Hasher) -> io::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<io::Result<_>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            add(&entry.path(), &name, hasher)?;
        } else if name.ends_with(".rs") {
            let text = fs::read(entry.path())?;
            for part in [name.as_bytes(), &text] {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part);
            }
        }
    }
    Ok(())
}
