//! Text on its way in: where it comes from, and what is refused before anybody parses it.

use crate::problem::{Problem, Problems};
use std::path::Path;

/// Largest file that is read, in bytes. A three-tier application is about 2 kB; this is plenty.
pub const BYTES_MAX: u64 = 4_000_000;

/// A text with the name it is reported under.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// The path as the user gave it, or `built-in/NAME`.
    pub name: String,
    /// The whole text.
    pub text: String,
}

impl Source {
    /// A source from a name and a text.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
        }
    }

    /// Line and column (both from 1, columns in characters) of a byte offset.
    #[must_use]
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &self.text[..end];
        let line = before.bytes().filter(|&b| b == b'\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
        (line, column)
    }
}

/// Reads a file.
///
/// # Errors
/// A missing file, a directory, more than [`BYTES_MAX`] bytes, text that is not UTF-8, an empty file.
pub fn read_source(path: &Path) -> Result<Source, Problems> {
    let name = path.display().to_string();
    let fail = |message: String, help: &str| {
        let problem = Problem::new(0..0, message).help(help);
        Problems::of(Source::new(name.clone(), ""), vec![problem])
    };
    let meta = std::fs::metadata(path).map_err(|e| {
        if e.kind() == std::io::ErrorKind::NotFound {
            let help = match path.to_str().filter(|n| crate::library::is_built_in(n)) {
                Some(name) => format!("`{name}` is built in: zonefall show {name}"),
                None => "`zonefall list` prints the names that are built in".to_owned(),
            };
            return fail("there is no such file".to_owned(), &help);
        }
        fail(
            format!("the file cannot be read: {e}"),
            "check its permissions",
        )
    })?;
    if meta.is_dir() {
        return Err(fail(
            "this is a directory, not a file".to_owned(),
            "name one file in it",
        ));
    }
    if meta.len() > BYTES_MAX {
        return Err(fail(
            format!(
                "the file has {} bytes, more than the {BYTES_MAX} that are read",
                meta.len()
            ),
            "scenario files are small; is this the right file?",
        ));
    }
    let bytes = std::fs::read(path).map_err(|e| {
        fail(
            format!("the file cannot be read: {e}"),
            "check its permissions",
        )
    })?;
    from_bytes(&name, bytes)
}

/// A source from the bytes of a file.
///
/// # Errors
/// Bytes that are no text, text that is not UTF-8, an empty file.
pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Source, Problems> {
    if bytes.contains(&0) {
        let problem = Problem::new(0..0, "this is not a text file")
            .help("scenario files are YAML, or CSV for tapes");
        return Err(Problems::of(Source::new(name, ""), vec![problem]));
    }
    let source = match String::from_utf8(bytes) {
        Ok(text) => Source::new(name, text),
        Err(e) => return Err(not_utf8(name, &e)),
    };
    if source.text.trim().is_empty() {
        let problem = Problem::new(0..0, "the file is empty")
            .help("`zonefall init` writes a commented architecture file to start from");
        return Err(Problems::of(source, vec![problem]));
    }
    Ok(source)
}

fn not_utf8(name: &str, error: &std::string::FromUtf8Error) -> Problems {
    let valid = error.utf8_error().valid_up_to();
    let byte = error.as_bytes().get(valid).copied().unwrap_or_default();
    // What is shown is the text with each bad byte replaced, so that the caret has something to point at.
    let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
    let problem = Problem::new(
        valid..valid + '\u{fffd}'.len_utf8(),
        format!("byte 0x{byte:02x} is not UTF-8"),
    )
    .help("save the file as UTF-8");
    Problems::of(Source::new(name, text), vec![problem])
}
