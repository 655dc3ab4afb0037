//! Where text goes: standard output, or a file that appears whole or not at all.

use crate::failure::Failure;
use scenarios::{Kind, Source};
use std::io::Write;
use std::path::Path;

/// The streams of one run of the program.
pub struct Console<'a> {
    /// Results.
    pub out: &'a mut dyn Write,
    /// Errors, warnings, progress.
    pub err: &'a mut dyn Write,
    /// Whether somebody watches the error stream, so that progress is worth showing.
    pub progress: bool,
    /// Whether somebody watches the results, who would rather not see the source of a page.
    pub terminal: bool,
}

impl Console<'_> {
    /// Writes a result to standard output, or to `file` without its colours.
    pub fn write(&mut self, text: &str, file: Option<&Path>) -> Result<(), Failure> {
        match file {
            Some(path) => {
                spare_input(path)?;
                write_file(path, &anstream::adapter::strip_str(text).to_string())?;
                writeln!(self.err, "wrote {}", path.display())?;
            }
            None => {
                self.out.write_all(text.as_bytes())?;
                self.out.flush()?;
            }
        }
        Ok(())
    }

    /// The same of an HTML page, with a hint for whoever has it printed on a terminal.
    pub fn write_page(&mut self, page: &str, file: Option<&Path>) -> Result<(), Failure> {
        self.write(page, file)?;
        if file.is_none() && self.terminal {
            writeln!(
                self.err,
                "hint: that is a page for a browser: `-o page.html` writes it to a file"
            )?;
        }
        Ok(())
    }
}

/// A result never takes the place of a file that somebody wrote for the program to read.
pub fn spare_input(path: &Path) -> Result<(), Failure> {
    if !path.is_file() {
        return Ok(());
    }
    let kind = scenarios::read_source(path)
        .ok()
        .and_then(|source| Some((scenarios::kind_of(&source).ok()?, source)))
        .filter(|(kind, source)| *kind != Kind::Tape || is_tape(source))
        .map(|(kind, _)| kind);
    match kind {
        Some(kind) => Err(Failure::Invalid(format!(
            "error: {} is of kind {}, and a result would take its place\n  = help: name another file for the result",
            path.display(),
            kind.name()
        ))),
        None => Ok(()),
    }
}

/// Whether a file is a tape by more than the ending of its name: results are tables too, and may be written again. No
/// result has a column `from`, and no tape is without one.
fn is_tape(source: &Source) -> bool {
    let cells = |line: &str| {
        let mut cells = line.split([',', ';', '\t']);
        cells.any(|cell| cell.trim().trim_matches('"') == "from")
    };
    !source.name.to_ascii_lowercase().ends_with(".csv") || source.text.lines().any(cells)
}

/// Writes a file under a temporary name in the same folder and renames it, so that nobody ever sees half of it; whoever
/// interrupts the program meanwhile waits for that. What is no ordinary file (a pipe, a device) is written as it is.
pub fn write_file(path: &Path, text: &str) -> Result<(), Failure> {
    if std::fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir()) {
        return std::fs::OpenOptions::new()
            .write(true)
            .open(path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(|e| Failure::io("write", path, &e));
    }
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let written = crate::signals::later(|| {
        let mut file = tempfile::Builder::new()
            .prefix(".zonefall-")
            .permissions(readable())
            .tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.persist(path).map_err(|e| e.error)
    });
    written
        .map(|_| ())
        .map_err(|e| Failure::io("write", path, &e))
}

/// Temporary files are private by default; a report is an ordinary file (less the user's umask).
fn readable() -> std::fs::Permissions {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::Permissions::from_mode(0o666)
}
