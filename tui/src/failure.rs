//! What can go wrong, in two classes, and the exit codes of the whole program in one table.

use crate::output::Console;
use std::io;
use std::path::Path;

/// Done as asked. Also when a reader of the output went away early.
pub const EXIT_OK: u8 = 0;
/// Done, and the answer is no. For `check`: a promise fails; for `diff`: the two differ; for
/// `validate --closed-form --strict`: a metric fails.
pub const EXIT_FAILED: u8 = 1;
/// It could not be done: wrong usage, an unknown name, a file with mistakes or one that is not there, a file that cannot
/// be written.
pub const EXIT_INVALID: u8 = 2;
/// For `check`: no promise fails, but of some it cannot be told whether they hold.
pub const EXIT_UNDECIDED: u8 = 3;
/// For `check`: what it was to be compared with cannot be used, or has nothing that could be compared.
pub const EXIT_BASELINE: u8 = 4;

/// Why a command ended early. Everything else is a bug and panics.
#[derive(Debug)]
pub enum Failure {
    /// A mistake in what was asked; the text says what and how to mend it. May have many lines.
    Invalid(String),
    /// The outside world did not play along.
    Failed(String),
    /// The answer is no, as has been shown: things differ, a promise fails. Not an error.
    No,
    /// The answer cannot be told, as has been shown. Not an error.
    Undecided,
    /// What was to be compared with cannot be used; the text says why.
    Baseline(String),
    /// Whoever read the output stopped reading. Not an error.
    ReaderGone,
}

impl Failure {
    /// An I/O error about a file, in words.
    pub fn io(what: &str, path: &Path, error: &io::Error) -> Self {
        Self::Failed(format!("error: cannot {what} {}: {error}", path.display()))
    }

    /// What it says, without colours.
    pub fn plain(&self) -> String {
        let text = match self {
            Self::Invalid(text) | Self::Failed(text) | Self::Baseline(text) => text.as_str(),
            Self::No => "the answer is no",
            Self::Undecided => "the answer cannot be told",
            Self::ReaderGone => "",
        };
        anstream::adapter::strip_str(text.trim_end()).to_string()
    }

    /// Tells the user and yields the exit code.
    pub fn report(&self, console: &mut Console<'_>) -> u8 {
        let (text, code) = match self {
            Self::Invalid(text) => (text, EXIT_INVALID),
            Self::Failed(text) => (text, EXIT_INVALID),
            Self::Baseline(text) => (text, EXIT_BASELINE),
            Self::No => return EXIT_FAILED,
            Self::Undecided => return EXIT_UNDECIDED,
            Self::ReaderGone => return EXIT_OK,
        };
        // Nothing is left to be done when the error stream is gone too; the exit code still tells.
        let _ = writeln!(console.err, "{}", text.trim_end());
        code
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::ReaderGone
        } else {
            Self::Failed(format!("error: cannot write the output: {error}"))
        }
    }
}
