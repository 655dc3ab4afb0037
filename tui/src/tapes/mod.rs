//! Simulated tapes, kept from one command to the next: a cloud run is a pure function of its inputs, and by far the
//! longest part of most commands.
//!
//! A kept tape is found by a fingerprint of everything that decides it: the inputs of the run and the sources of the
//! model ([`key`]). It is a file of its own with a checksum ([`file`]); whatever is not whole, or not ours, is passed over
//! and made again. Files are read and written whole ([`shelf`]), so that any number of commands can work at once. Nothing
//! that goes wrong here can make a command fail or change what it prints; what cannot be kept is said once, on the error
//! stream.

mod file;
mod key;
mod place;
mod shelf;

pub use shelf::{Content, Shelf};

use crate::cli::many::CacheArgs;
use crate::failure::Failure;
use cloud::CloudError;
use cloud::outage::CloudRun;
use std::sync::OnceLock;
use tape::Tape;

/// Where tapes come from: the cache, else the simulation.
#[derive(Debug)]
pub struct Tapes {
    shelf: Option<Shelf>,
    /// Why something could not be kept, if it could not.
    trouble: OnceLock<String>,
    /// Set when something was added.
    added: OnceLock<()>,
}

impl Tapes {
    /// Opens the user's cache; without one, and with `--no-cache`, everything is simulated.
    ///
    /// # Errors
    /// When a setting in the environment makes no sense.
    pub fn open(args: CacheArgs) -> Result<Self, Failure> {
        let shelf = if args.no_cache { None } else { place::shelf()? };
        Ok(Self {
            shelf,
            trouble: OnceLock::new(),
            added: OnceLock::new(),
        })
    }

    /// The tape of a run: as it was kept, or simulated and kept.
    ///
    /// # Errors
    /// As the simulation's.
    pub fn of(&self, run: &CloudRun) -> Result<Tape, CloudError> {
        let Some(shelf) = &self.shelf else {
            return simulated(run);
        };
        let Some(key) = key::of(run) else {
            return simulated(run);
        };
        if let Some(tape) = shelf.read(&key) {
            return Ok(tape);
        }
        let tape = simulated(run)?;
        match shelf.write(&key, &tape) {
            Ok(()) => {
                self.added.get_or_init(|| ());
            }
            Err(why) => {
                self.trouble.get_or_init(|| why.to_string());
            }
        }
        Ok(tape)
    }

    /// Keeps to the size that was set. What went wrong, if anything did, for whoever can say it.
    pub fn close(self) -> Option<String> {
        let shelf = self.shelf.as_ref()?;
        if self.added.get().is_some() {
            shelf.shrink();
        }
        let why = self.trouble.get()?;
        Some(format!(
            "note: simulated outages cannot be kept in {}: {why}\n  = help: ZONEFALL_CACHE names another folder; \
             --no-cache keeps nothing",
            shelf.folder().display()
        ))
    }
}

/// The shelf that commands use, if there is a place for one.
///
/// # Errors
/// When a setting in the environment makes no sense.
pub fn shelf() -> Result<Option<Shelf>, Failure> {
    place::shelf()
}

fn simulated(run: &CloudRun) -> Result<Tape, CloudError> {
    cloud::simulate(run).map(|r| r.tape)
}

#[cfg(test)]
mod tests {
    use super::key::tests::short_run;
    use super::*;
    use std::fs;
    use std::path::{Path, PathBuf};

    fn tapes(folder: &Path) -> Tapes {
        Tapes {
            shelf: Some(Shelf::new(folder.to_owned(), 1_000_000_000)),
            trouble: OnceLock::new(),
            added: OnceLock::new(),
        }
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("a folder");
        entries.map(|e| e.expect("readable").path()).collect()
    }

    #[test]
    fn a_kept_tape_is_the_simulated_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let run = short_run(3);
        let simulated = simulated(&run).expect("it runs");
        let tapes = tapes(folder.path());
        for time in ["kept", "read"] {
            assert_eq!(tapes.of(&run).expect("it runs"), simulated, "{time}");
        }
        let other = Tape::calm("p/r", kernel::SimDuration(1));
        let (shelf, key) = (tapes.shelf.as_ref().expect("one"), key::of(&run));
        let key = key.expect("a key");
        shelf.write(&key, &other).expect("written");
        assert_eq!(tapes.of(&run).expect("it runs"), other, "it is read");
        let next = short_run(4);
        assert_ne!(tapes.of(&next).expect("it runs"), simulated);
        assert_eq!(files(folder.path()).len(), 2, "one file each");
    }

    #[test]
    fn what_is_damaged_is_made_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let run = short_run(3);
        let tapes = tapes(folder.path());
        let simulated = tapes.of(&run).expect("it runs");
        let file = &files(folder.path())[0];
        let whole = fs::read(file).expect("it is there");
        for at in [0, 20, 50, 80, whole.len() / 2, whole.len() - 1] {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x10;
            fs::write(file, &damaged).expect("it is damaged");
            assert_eq!(tapes.of(&run).expect("it runs"), simulated, "byte {at}");
            assert_eq!(fs::read(file).expect("it is there"), whole, "byte {at}");
        }
    }

    #[test]
    fn a_place_that_cannot_be_written_changes_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("file");
        fs::write(&file, "in the way").expect("written");
        let run = short_run(3);
        let tapes = tapes(&file.join("folder"));
        let simulated = simulated(&run).expect("it runs");
        assert_eq!(tapes.of(&run).expect("it runs"), simulated);
        assert_eq!(tapes.of(&run).expect("it runs"), simulated);
        assert!(tapes.trouble.get().is_some(), "it is said");
    }

    #[test]
    fn many_at_once_do_not_damage_each_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let run = short_run(3);
        let expected = simulated(&run).expect("it runs");
        std::thread::scope(|s| {
            for _ in 0..4 {
                s.spawn(|| {
                    for _ in 0..3 {
                        let tapes = tapes(folder.path());
                        assert_eq!(tapes.of(&run).expect("it runs"), expected);
                        let shelf = tapes.shelf.as_ref().expect("one");
                        shelf.clear().expect("cleared");
                    }
                });
            }
        });
        for file in files(folder.path()) {
            assert!(file.extension().is_some_and(|e| e == "tape"), "{file:?}");
        }
    }
}
