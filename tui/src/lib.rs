//! The program `zonefall`: commands over the functions of the other crates. It holds no model.
//!
//! A command turns names and files into plans ([`inputs`]), runs them, and hands the result to a
//! report. All input and output of the whole project happens in this crate.

mod again;
mod campaign;
mod cli;
mod commands;
mod failure;
mod inputs;
mod output;
mod progress;
mod recorded;
pub mod screen;
mod shards;
mod signals;
mod tapes;
mod weather;

use output::Console;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;

pub use failure::{EXIT_BASELINE, EXIT_FAILED, EXIT_INVALID, EXIT_OK, EXIT_UNDECIDED};

/// Runs the program with these arguments (the first is its name) on the real standard streams.
///
/// Colours are written to terminals only, and not when `NO_COLOR` is set.
pub fn main_with(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut out = anstream::AutoStream::auto(std::io::stdout()).lock();
    // Not locked: progress is drawn on the same stream by the threads that work.
    let mut err = anstream::AutoStream::auto(std::io::stderr());
    let progress = std::io::stderr().is_terminal();
    let terminal = std::io::stdout().is_terminal();
    ExitCode::from(run(
        args,
        &mut Console {
            out: &mut out,
            err: &mut err,
            progress,
            terminal,
        },
    ))
}

/// What the program printed into memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// Exit code.
    pub code: u8,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// The same without touching the standard streams, without colours and progress.
pub fn print(args: impl IntoIterator<Item = OsString>) -> Printed {
    let mut out = anstream::StripStream::new(Vec::new());
    let mut err = anstream::StripStream::new(Vec::new());
    let code = run(
        args,
        &mut Console {
            out: &mut out,
            err: &mut err,
            progress: false,
            terminal: false,
        },
    );
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Printed {
        code,
        out: text(out.into_inner()),
        err: text(err.into_inner()),
    }
}

fn run(args: impl IntoIterator<Item = OsString>, console: &mut Console<'_>) -> u8 {
    let result = match cli::parse(args) {
        Ok(cli) => commands::run(cli, console),
        Err(error) => cli::show(&error, console),
    };
    match result {
        Ok(()) => EXIT_OK,
        Err(failure) => failure.report(console),
    }
}
