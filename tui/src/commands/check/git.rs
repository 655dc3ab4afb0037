//! Files as they are in a revision of their git repository, read by the program `git`.

use crate::failure::Failure;
use scenarios::{Source, from_bytes};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A revision of a repository.
pub struct Revision {
    /// As it was typed.
    typed: String,
    /// Its full hash: what is read is one state, whatever becomes of a branch meanwhile.
    hash: String,
    /// The top of the repository.
    top: PathBuf,
}

impl Revision {
    /// The revision of that name in the repository of a file.
    pub fn find(file: &Path, typed: &str) -> Result<Self, Failure> {
        let folder = folder(file);
        let top = git(folder, &["rev-parse", "--show-toplevel"])?;
        if !top.status.success() {
            return Err(unusable(format!(
                "{} is in no git repository: {}\n  = help: --baseline compares with an earlier result instead",
                file.display(),
                said(&top)
            )));
        }
        let commit = format!("{typed}^{{commit}}");
        let options = ["rev-parse", "--verify", "--quiet", "--end-of-options"];
        let hash = git(folder, &[&options[..], &[&commit]].concat())?;
        if !hash.status.success() {
            return Err(unusable(format!(
                "the git repository of {} has no revision `{typed}`\n  = help: a branch, tag or hash; a pipeline that \
                 fetches only the last commit has to fetch this one too",
                file.display()
            )));
        }
        Ok(Self {
            typed: typed.to_owned(),
            hash: said(&hash),
            top: PathBuf::from(said(&top)),
        })
    }

    /// `origin/main (1a2b3c4)`
    pub fn name(&self) -> String {
        let short = self.hash.get(..7).unwrap_or(&self.hash);
        match self.hash.starts_with(&self.typed) {
            true => short.to_owned(),
            false => format!("{} ({short})", self.typed),
        }
    }

    /// As it was typed.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// A file as it is there; `None`: it is not.
    pub fn read(&self, file: &Path) -> Result<Option<Source>, Failure> {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        self.read_from(folder(file), &name)
            .map(|found| found.map(|bytes| (file.display().to_string(), bytes)))?
            .map(|(path, bytes)| {
                let name = format!("{}:{path}", self.typed);
                from_bytes(&name, bytes).map_err(|p| unusable_file(&p.render(true)))
            })
            .transpose()
    }

    /// The bytes of a file that is named from a folder.
    pub fn read_from(&self, folder: &Path, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        let top = git(folder, &["rev-parse", "--show-toplevel"])?;
        if Path::new(&said(&top)) != self.top {
            return Err(unusable(format!(
                "{} is not in the repository {}",
                folder.join(name).display(),
                self.top.display()
            )));
        }
        let object = format!("{}:./{name}", self.hash);
        let found = git(folder, &["rev-parse", "--verify", "--quiet", &object])?;
        if !found.status.success() {
            return Ok(None);
        }
        let blob = git(folder, &["cat-file", "blob", &said(&found)])?;
        match blob.status.success() {
            true => Ok(Some(blob.stdout)),
            false => Err(unusable(format!(
                "{} cannot be read in {}: {}",
                folder.join(name).display(),
                self.name(),
                said(&blob)
            ))),
        }
    }
}

/// What is wrong with a baseline.
pub fn unusable(text: impl std::fmt::Display) -> Failure {
    Failure::Baseline(format!("error: the baseline cannot be used: {text}"))
}

/// What is wrong with a file of a baseline, told as for any file.
pub fn unusable_file(text: &str) -> Failure {
    unusable(format!("a file in it has mistakes\n{text}"))
}

/// The folder of a file.
pub fn folder(file: &Path) -> &Path {
    let folder = file.parent().filter(|p| !p.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// Runs `git` in a folder, as if nobody had told it where its repository is: a hook does, and means another folder.
fn git(folder: &Path, arguments: &[&str]) -> Result<Output, Failure> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments);
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(variable);
    }
    let output = command.env("LC_ALL", "C").stdin(Stdio::null()).output();
    output.map_err(|e| match e.kind() == io::ErrorKind::NotFound {
        true => unusable("the program `git` is not there"),
        false => unusable(format!("the program `git` cannot be started: {e}")),
    })
}

/// What it printed, in one line: the result, else the complaint.
fn said(output: &Output) -> String {
    let stream = match output.status.success() {
        true => &output.stdout,
        false => &output.stderr,
    };
    String::from_utf8_lossy(stream).trim().replace('\n', "; ")
}
