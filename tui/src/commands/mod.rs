//! One command per file.

mod cache;
mod check;
mod check_file;
mod closed_form;
mod compare;
mod debrief;
mod diff;
mod explain;
mod forecast;
mod init;
mod list;
pub mod matrix;
mod merge;
mod run;
mod schema;
mod show;
mod sweep;
mod tape;
mod told;
mod tour;
mod validate;

pub use run::show_zone;

use crate::cli::{Cli, Command};
use crate::failure::Failure;
use crate::output::Console;
use crate::screen;

/// Does what was asked; without a command, the full screen where somebody sits before one, else the tour.
pub fn run(cli: Cli, console: &mut Console<'_>) -> Result<(), Failure> {
    match cli.command {
        None if cli.look.plain || (console.terminal && screen::guard::somebody_is_there()) => {
            let places = screen::home::Places::of_user();
            screen::open(screen::First::Home(places), &cli.look)
        }
        None => tour::run(&crate::cli::Tour::default(), console),
        Some(Command::Tour(args)) => tour::run(&args, console),
        Some(Command::Run(args)) => run::run(&args, console),
        Some(Command::Sweep(args)) => sweep::run(&args, console),
        Some(Command::Matrix(args)) => matrix::run(&args, console),
        Some(Command::Check(args)) => check::run(&args, console),
        Some(Command::Compare(args)) => compare::run(&args, console),
        Some(Command::Merge(args)) => merge::run(&args, console),
        Some(Command::Cache(args)) => cache::run(&args, console),
        Some(Command::Explain(args)) => explain::run(&args, console),
        Some(Command::Diff(args)) => diff::run(&args, console),
        Some(Command::Validate(args)) if args.closed_form => closed_form::run(&args, console),
        Some(Command::Validate(args)) => validate::run(&args, console),
        Some(Command::Forecast(args)) => forecast::run(&args, console),
        Some(Command::Tape(args)) => tape::run(&args, console),
        Some(Command::List(args)) => list::run(&args, console),
        Some(Command::Show(args)) => show::run(&args, console),
        Some(Command::Schema(args)) => schema::run(args, console),
        Some(Command::Init(args)) => init::run(&args, console),
        Some(Command::CheckFile(args)) => check_file::run(&args, console),
    }
}
