//! A folder of kept tapes that any number of commands share.
//!
//! A file is written under a temporary name in the same folder and renamed, so nobody ever sees half of one; two commands
//! that make the same tape write the same bytes. A file that is read is marked as used by its time of change. When the
//! folder outgrows its size, files used longest ago go first; whoever has one open keeps reading it. Files that are not
//! ours are neither read, counted nor removed.

use super::file::{self, MAGIC};
use super::key::Key;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tape::Tape;

/// What our files are called: a key and this.
const ENDING: &str = ".tape";
/// What files are called while they are written.
const PART_BEGINS: &str = ".zonefall-";
/// And what those end with.
const PART_ENDS: &str = ".part";
/// What is still not whole after this long was left behind by a command that was stopped.
const STALE: Duration = Duration::from_secs(3600);

/// The folder.
#[derive(Debug, Clone)]
pub struct Shelf {
    folder: PathBuf,
    most: u64,
}

/// What lies in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Content {
    /// Tapes.
    pub tapes: u64,
    /// The room they take, bytes.
    pub bytes: u64,
}

/// A kept tape.
struct Kept {
    used: SystemTime,
    name: PathBuf,
    bytes: u64,
}

impl Shelf {
    /// A folder, which need not be there yet, and the most room it may take.
    pub fn new(folder: PathBuf, most: u64) -> Self {
        Self { folder, most }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The most room it may take, bytes.
    pub fn most(&self) -> u64 {
        self.most
    }

    /// The tape of that key, if it is there and whole.
    pub fn read(&self, key: &Key) -> Option<Tape> {
        let mut open = File::open(self.path(key)).ok()?;
        let mut bytes = Vec::new();
        open.read_to_end(&mut bytes).ok()?;
        let tape = file::decode(key, &bytes)?;
        // In a folder that cannot be written it stays as old as it is.
        let _ = open.set_modified(SystemTime::now());
        Some(tape)
    }

    /// Keeps a tape; one that is larger than the whole shelf is not kept.
    pub fn write(&self, key: &Key, tape: &Tape) -> io::Result<()> {
        let bytes =
            file::encode(key, tape).ok_or_else(|| io::Error::other("it cannot be written down"))?;
        if bytes.len() as u64 > self.most {
            return Ok(());
        }
        fs::create_dir_all(&self.folder)?;
        let mut part = tempfile::Builder::new()
            .prefix(PART_BEGINS)
            .suffix(PART_ENDS)
            .tempfile_in(&self.folder)?;
        part.write_all(&bytes)?;
        part.persist(self.path(key)).map_err(|e| e.error)?;
        Ok(())
    }

    /// What lies in it.
    pub fn content(&self) -> Content {
        let list = self.kept();
        Content {
            tapes: list.len() as u64,
            bytes: list.iter().map(|k| k.bytes).sum(),
        }
    }

    /// Removes what was used longest ago until the rest fits. What cannot be removed stays.
    pub fn shrink(&self) {
        let mut list = self.kept();
        list.sort_by(|a, b| (a.used, &a.name).cmp(&(b.used, &b.name)));
        let mut bytes: u64 = list.iter().map(|k| k.bytes).sum();
        for kept in list {
            if bytes <= self.most {
                break;
            }
            if fs::remove_file(&kept.name).is_ok() {
                bytes -= kept.bytes;
            }
        }
        self.sweep();
    }

    /// Removes every tape, and says how many there were.
    ///
    /// # Errors
    /// With the file that cannot be removed.
    pub fn clear(&self) -> Result<Content, (PathBuf, io::Error)> {
        let mut gone = Content::default();
        for kept in self.kept() {
            match fs::remove_file(&kept.name) {
                Ok(()) => {
                    gone.tapes += 1;
                    gone.bytes += kept.bytes;
                }
                // Another command was faster.
                Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                Err(e) => return Err((kept.name, e)),
            }
        }
        self.sweep();
        Ok(gone)
    }

    /// Removes what stopped commands left behind.
    fn sweep(&self) {
        for (path, about) in self.files() {
            let begun = about.modified().ok();
            let stale = begun.is_some_and(|b| b.elapsed().is_ok_and(|age| age > STALE));
            let name = name_of(&path);
            if stale && name.starts_with(PART_BEGINS) && name.ends_with(PART_ENDS) {
                // It does no harm where it is.
                let _ = fs::remove_file(&path);
            }
        }
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(format!("{key}{ENDING}"))
    }

    /// Every file that has our name and begins like ours.
    fn kept(&self) -> Vec<Kept> {
        let ours = |(path, about): (PathBuf, fs::Metadata)| {
            let kept = is_key(name_of(&path).strip_suffix(ENDING)?) && begins_like_ours(&path);
            kept.then(|| Kept {
                used: about.modified().unwrap_or(SystemTime::UNIX_EPOCH),
                name: path,
                bytes: about.len(),
            })
        };
        self.files().filter_map(ours).collect()
    }

    /// Every ordinary file; none where there is no folder.
    fn files(&self) -> impl Iterator<Item = (PathBuf, fs::Metadata)> {
        let entries = fs::read_dir(&self.folder).ok().into_iter().flatten();
        entries.filter_map(|entry| {
            let entry = entry.ok()?;
            let about = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            Some((entry.path(), about))
        })
    }
}

fn name_of(path: &Path) -> &str {
    path.file_name()
        .and_then(|n| n.to_str())
        .unwrap_or_default()
}

fn is_key(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn begins_like_ours(path: &Path) -> bool {
    let mut begin = [0; MAGIC.len()];
    let read = File::open(path).and_then(|mut f| f.read_exact(&mut begin));
    read.is_ok() && begin == *MAGIC
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SimDuration;

    fn shelf(folder: &tempfile::TempDir, most: u64) -> Shelf {
        Shelf::new(folder.path().join("in/side"), most)
    }

    fn tape(length: u64) -> Tape {
        Tape::calm("p/r", SimDuration(length))
    }

    fn set_age(shelf: &Shelf, key: &Key, seconds: u64) {
        let file = File::options()
            .write(true)
            .open(shelf.path(key))
            .expect("it is there");
        let then = SystemTime::now() - Duration::from_secs(seconds);
        file.set_modified(then).expect("it is ours");
    }

    #[test]
    fn what_is_put_is_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let shelf = shelf(&folder, 10_000);
        let (a, b) = (Key([1; 32]), Key([2; 32]));
        assert_eq!(shelf.read(&a), None, "nothing is there, not even a folder");
        assert_eq!(shelf.content(), Content::default());
        shelf.write(&a, &tape(5)).expect("it is written");
        assert_eq!(shelf.read(&a), Some(tape(5)));
        assert_eq!(shelf.read(&b), None);
        assert_eq!(shelf.content().tapes, 1);
    }

    #[test]
    fn a_damaged_file_is_made_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let shelf = shelf(&folder, 10_000);
        let key = Key([1; 32]);
        for damage in [&b""[..], b"zonefall", b"somebody else's"] {
            shelf.write(&key, &tape(5)).expect("it is written");
            fs::write(shelf.path(&key), damage).expect("it is damaged");
            assert_eq!(shelf.read(&key), None);
        }
        shelf.write(&key, &tape(5)).expect("it is written over");
        assert_eq!(shelf.read(&key), Some(tape(5)));
    }

    #[test]
    fn what_was_used_longest_ago_goes_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let roomy = shelf(&folder, 10_000);
        let keys = [1, 2, 3, 4].map(|i| Key([i; 32]));
        for (i, key) in keys.iter().enumerate() {
            roomy.write(key, &tape(5)).expect("it is written");
            set_age(&roomy, key, 1000 - 100 * i as u64);
        }
        assert!(roomy.read(&keys[0]).is_some(), "and so it is used");
        let one = roomy.content().bytes / 4;
        roomy.shrink();
        assert_eq!(roomy.content().tapes, 4, "there is room for all");
        shelf(&folder, 2 * one + 1).shrink();
        let left = keys.map(|k| roomy.read(&k).is_some());
        assert_eq!(left, [true, false, false, true]);
        shelf(&folder, one)
            .write(&keys[1], &tape(5))
            .expect("it fits");
        let tight = shelf(&folder, one - 1);
        tight
            .write(&keys[2], &tape(5))
            .expect("too large is no mistake");
        assert_eq!(roomy.read(&keys[2]), None);
    }

    #[test]
    fn what_is_not_ours_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let shelf = shelf(&folder, 0);
        fs::create_dir_all(shelf.folder()).expect("a folder");
        let key = Key([9; 32]);
        let fresh = format!("{PART_BEGINS}x{PART_ENDS}");
        let foreign = ["notes.txt", ".zonefall-1", "a.tape", &fresh];
        for name in foreign {
            fs::write(shelf.folder().join(name), MAGIC).expect("written");
        }
        fs::write(shelf.path(&key), "my thesis").expect("written");
        let old = shelf.folder().join(format!("{PART_BEGINS}old{PART_ENDS}"));
        fs::write(&old, "half").expect("written");
        let file = File::options().write(true).open(&old).expect("there");
        file.set_modified(SystemTime::now() - 2 * STALE)
            .expect("ours");
        shelf.shrink();
        assert_eq!(shelf.clear().expect("cleared"), Content::default());
        for name in foreign {
            assert!(shelf.folder().join(name).exists(), "{name}");
        }
        assert!(shelf.path(&key).exists());
        assert!(!old.exists(), "left behind by a stopped command");
    }

    #[test]
    fn cleared_means_empty() {
        let folder = tempfile::tempdir().expect("a folder");
        let shelf = shelf(&folder, 10_000);
        shelf.write(&Key([1; 32]), &tape(5)).expect("written");
        shelf.write(&Key([2; 32]), &tape(6)).expect("written");
        let before = shelf.content();
        assert_eq!(shelf.clear().expect("cleared"), before);
        assert_eq!(before.tapes, 2);
        assert_eq!(shelf.content(), Content::default());
    }
}
