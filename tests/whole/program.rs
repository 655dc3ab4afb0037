//! Runs the program as a user would, in an empty folder and without their settings.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// What a run of the program showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Exit code; `None` if a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Shown {
    /// Asserts that all went well and nothing was complained about.
    pub fn ok(self) -> String {
        assert_eq!(
            self.code,
            Some(0),
            "exit code\n--- out\n{}\n--- err\n{}",
            self.out,
            self.err
        );
        assert_eq!(self.err, "", "nothing on the error stream");
        self.out
    }

    /// Everything, for a golden.
    pub fn all(&self) -> String {
        let code = self.code.map_or("signal".to_owned(), |c| c.to_string());
        let mut text = format!("exit code {code}\n");
        for (name, part) in [("out", &self.out), ("err", &self.err)] {
            if !part.is_empty() {
                text.push_str(&format!("--- {name}\n{part}"));
            }
        }
        text
    }
}

/// A folder of its own, and the program in it.
pub struct Desk {
    folder: TempDir,
}

impl Desk {
    /// An empty folder.
    pub fn new() -> Self {
        Self {
            folder: TempDir::new().expect("a temporary folder"),
        }
    }

    /// Where it is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into it.
    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.path(name), bytes).expect("the file is written");
        self
    }

    /// The program with these arguments, not yet started.
    pub fn command(&self, program: &Path, args: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(args)
            .current_dir(self.folder.path())
            .env_clear()
            .env("COLUMNS", "100");
        command
    }

    /// Runs the program.
    pub fn run(&self, args: &[&str]) -> Shown {
        self.run_with(under_test(), args)
    }

    /// Runs another build of the program.
    pub fn run_with(&self, program: &Path, args: &[&str]) -> Shown {
        shown(
            self.command(program, args)
                .output()
                .expect("the program starts"),
        )
    }
}

/// Asserts that threads do not count: all that is shown with one is shown with two. Yields it.
pub fn with_one_thread_and_with_two(desk: &Desk, args: &[&str]) -> Shown {
    let with = |threads: &str| {
        let mut command = desk.command(under_test(), args);
        command.env("RAYON_NUM_THREADS", threads);
        shown(command.output().expect("the program starts"))
    };
    let one = with("1");
    assert_eq!(one, with("2"));
    one
}

/// The program that was built together with these tests.
pub fn under_test() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_zonefall-under-test"))
}

/// Runs the program in a folder of its own.
pub fn run(args: &[&str]) -> Shown {
    Desk::new().run(args)
}

/// Decodes what a process left.
pub fn shown(output: Output) -> Shown {
    let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
    Shown {
        code: output.status.code(),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// The root of the source.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("tests lies in the root").to_owned()
}

/// Compares with the golden file of that name.
pub fn golden(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("goldens"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
