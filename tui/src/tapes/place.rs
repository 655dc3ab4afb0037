//! Where tapes are kept, and how many: from the environment, else as the system has it.

use super::shelf::Shelf;
use crate::failure::Failure;
use etcetera::BaseStrategy as _;
use std::ffi::OsString;
use std::path::PathBuf;

/// Names the folder.
const FOLDER: &str = "ZONEFALL_CACHE";
/// Names the most room that it may take, as `500 MB`.
const SIZE: &str = "ZONEFALL_CACHE_MAX";
/// The most room, bytes, unless told otherwise: some thousand tapes.
const SIZE_MAX: u64 = 2_000_000_000;

/// The shelf of this user; `None` where nobody's home is known.
pub fn shelf() -> Result<Option<Shelf>, Failure> {
    let most = match set(SIZE) {
        Some(typed) => size(&typed)?,
        None => SIZE_MAX,
    };
    Ok(folder().map(|folder| Shelf::new(folder, most)))
}

fn set(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

fn size(typed: &OsString) -> Result<u64, Failure> {
    let typed = typed.to_string_lossy();
    scenarios::unit::size(typed.trim()).map_err(|wrong| {
        Failure::Invalid(format!(
            "error: {SIZE} is `{typed}`: {}\n  = help: {}",
            wrong.message, wrong.help
        ))
    })
}

fn folder() -> Option<PathBuf> {
    if let Some(folder) = set(FOLDER) {
        return Some(PathBuf::from(folder));
    }
    // Without these it could only be guessed whose cache it is.
    let known = ["HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"];
    if !known.iter().any(|name| set(name).is_some()) {
        return None;
    }
    let system = etcetera::base_strategy::choose_native_strategy().ok()?;
    Some(system.cache_dir().join("zonefall"))
}
