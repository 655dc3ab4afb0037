//! `zonefall merge`: the shards of a sweep or a matrix put together, to the report that one machine would have printed.

use super::{matrix, sweep};
use crate::cli::merge::Merge;
use crate::failure::Failure;
use crate::inputs;
use crate::output::Console;
use crate::progress::Progress;
use crate::shards::{self, Command};

pub(super) fn run(args: &Merge, console: &mut Console<'_>) -> Result<(), Failure> {
    let library = inputs::library()?;
    let progress = Progress::new(console.progress);
    let read = |done: usize, total: usize| progress.at("reading shards", done, total);
    let gathered = shards::gather(&args.folder, &read)?;
    drop(progress);
    let question = &gathered.origin.question;
    let ours = shards::origin(&library, question);
    if gathered.origin != ours {
        return Err(Failure::Invalid(format!(
            "error: the shards in {} were made by another version of the program: {}; this one is {}\n  = help: put them \
             together with the program that made them",
            args.folder.display(),
            gathered.origin.engine,
            ours.engine
        )));
    }
    match question.command {
        Command::Sweep => {
            let desk = sweep::Desk {
                library: &library,
                cache: args.cache,
                output: &args.output,
            };
            sweep::report(question, &gathered.lived, desk, console)
        }
        Command::Matrix => matrix::merged(&library, args, &gathered, console),
    }
}
