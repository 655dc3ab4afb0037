//! Runs that were looked at lately: a small file in this user's state directory, so that one goes on where one was.
//!
//! A run is what was asked for and one line of what came of it; it is lived again when it is opened. A file that cannot be
//! read is left alone and told of; losing it loses nothing.

use crate::cli::many::AssumedArg;
use crate::cli::{Circumstances, LuckArg};
use crate::failure::Failure;
use crate::output;
use crate::screen::story::Story;
use crate::screen::work::Setup;
use etcetera::BaseStrategy as _;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Names the folder in place of the system's.
const FOLDER: &str = "ZONEFALL_STATE";
/// Version of the file.
const VERSION: u32 = 1;
/// So many are kept.
const KEPT: usize = 20;
/// Larger than any such file.
const BYTES_MAX: u64 = 100_000;

/// A run that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recent {
    /// A built-in architecture or a file.
    pub architecture: String,
    /// As it was typed.
    pub outage: String,
    /// Region it was put onto, if it was.
    pub onto: Option<String>,
    /// Whether the dice fell as they fall, rather than given a hit.
    pub drawn: bool,
    /// Seed of all chance.
    pub seed: u64,
    /// Seed of the cloud, if it was another.
    pub cloud_seed: Option<u64>,
    /// Whether assumed numbers were drawn.
    pub assumed_drawn: bool,
    /// The struck zone, if it was asked for.
    pub zone: Option<String>,
    /// What came of it, one line.
    pub result: String,
}

/// The file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    version: u32,
    runs: Vec<Recent>,
}

impl Recent {
    /// What is worth keeping of a run.
    #[must_use]
    pub fn of(story: &Story) -> Self {
        let Setup {
            architecture,
            circumstances: c,
            zone,
        } = story.setup.clone();
        Self {
            architecture,
            outage: c.outage,
            onto: c.onto,
            drawn: c.luck == LuckArg::Drawn,
            seed: c.seed,
            cloud_seed: c.cloud_seed,
            assumed_drawn: c.assumed == AssumedArg::Drawn,
            zone,
            result: reports::said(&story.life),
        }
    }

    /// The same to be lived again.
    #[must_use]
    pub fn setup(&self) -> Setup {
        Setup {
            architecture: self.architecture.clone(),
            circumstances: Circumstances {
                outage: self.outage.clone(),
                onto: self.onto.clone(),
                luck: match self.drawn {
                    true => LuckArg::Drawn,
                    false => LuckArg::Touched,
                },
                seed: self.seed,
                cloud_seed: self.cloud_seed,
                assumed: match self.assumed_drawn {
                    true => AssumedArg::Drawn,
                    false => AssumedArg::Fixed,
                },
            },
            zone: self.zone.clone(),
        }
    }

    /// Whether the same was asked for.
    fn is_again(&self, other: &Self) -> bool {
        self.setup() == other.setup()
    }
}

/// Puts a run first; one that asked for the same gives way.
pub fn add(runs: &mut Vec<Recent>, run: Recent) {
    runs.retain(|r| !r.is_again(&run));
    runs.insert(0, run);
    runs.truncate(KEPT);
}

/// The file of this user; `None` where nobody's home is known.
#[must_use]
pub fn file() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty());
    if let Some(folder) = set(FOLDER) {
        return Some(PathBuf::from(folder).join("recent.json"));
    }
    // Without these it could only be guessed whose state it is.
    let known = ["HOME", "XDG_STATE_HOME", "LOCALAPPDATA"];
    known.into_iter().find_map(set)?;
    let system = etcetera::base_strategy::choose_native_strategy().ok()?;
    let folder = system.state_dir().unwrap_or_else(|| system.data_dir());
    Some(folder.join("zonefall").join("recent.json"))
}

/// The runs in a file; none if there is no file.
///
/// # Errors
/// When it is not one of ours, or cannot be read.
pub fn read(file: &Path) -> Result<Vec<Recent>, String> {
    let broken = |why: String| format!("recent runs are left out: {} {why}", file.display());
    match std::fs::metadata(file) {
        Err(_) => return Ok(Vec::new()),
        Ok(m) if m.len() > BYTES_MAX => return Err(broken("is too large".to_owned())),
        Ok(_) => {}
    }
    let text = std::fs::read_to_string(file).map_err(|e| broken(format!("cannot be read: {e}")))?;
    let kept: Kept =
        serde_json::from_str(&text).map_err(|_| broken("is not one of zonefall's".to_owned()))?;
    match kept.version {
        VERSION => Ok(kept.runs),
        other => Err(broken(format!("is of version {other}"))),
    }
}

/// Puts a run first in a file; the file is made if there is none, and one that cannot be read is not touched.
///
/// # Errors
/// When it cannot be read or written.
pub fn remember(file: &Path, mut run: Recent) -> Result<(), Failure> {
    let mut runs = read(file).map_err(Failure::Failed)?;
    for typed in [&mut run.architecture, &mut run.outage] {
        *typed = from_anywhere(typed);
    }
    add(&mut runs, run);
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(|e| Failure::io("make", folder, &e))?;
    }
    let kept = Kept {
        version: VERSION,
        runs,
    };
    let text = serde_json::to_string_pretty(&kept)
        .map_err(|e| Failure::Failed(format!("error: recent runs: {e}")))?;
    output::write_file(file, &format!("{text}\n"))
}

/// The whole path of a file, for its name says nothing in another folder; a built-in name has neither folder nor ending.
fn from_anywhere(typed: &str) -> String {
    let file = typed.contains(['/', '\\', '.']);
    let path = std::fs::canonicalize(typed).ok().filter(|_| file);
    path.map_or_else(|| typed.to_owned(), |p| p.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(seed: u64) -> Recent {
        Recent {
            architecture: "one-egg".to_owned(),
            outage: "aws-2011-04-21".to_owned(),
            onto: None,
            drawn: false,
            seed,
            cloud_seed: None,
            assumed_drawn: false,
            zone: None,
            result: String::new(),
        }
    }

    #[test]
    fn runs_are_kept_the_latest_first_and_each_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("state/recent.json");
        assert_eq!(read(&file), Ok(Vec::new()));
        for seed in (0..30).chain([15]) {
            remember(&file, run(seed)).expect("written");
        }
        let seeds: Vec<u64> = read(&file).expect("read").iter().map(|r| r.seed).collect();
        assert_eq!(seeds.len(), KEPT);
        assert_eq!(seeds[..4], [15, 29, 28, 27]);
        assert_eq!(seeds.iter().filter(|s| **s == 15).count(), 1);
    }

    #[test]
    fn a_file_that_is_not_ours_is_left_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("recent.json");
        for text in ["", "{}", "{\"version\":2,\"runs\":[]}"] {
            std::fs::write(&file, text).expect("written");
            assert!(read(&file).is_err(), "{text}");
            assert!(remember(&file, run(1)).is_err(), "{text}");
            assert_eq!(std::fs::read_to_string(&file).expect("read"), text);
        }
    }
}
