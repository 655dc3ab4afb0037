//! `zonefall show`: a file with every default filled in and where it comes from.

use crate::cli::Show;
use crate::failure::Failure;
use crate::inputs::{self, invalid};
use crate::output::Console;
use scenarios::Kind;

pub(super) fn run(args: &Show, console: &mut Console<'_>) -> Result<(), Failure> {
    let library = inputs::library()?;
    let source = inputs::source(&library, &Kind::ALL, &args.name)?;
    let text = scenarios::show(&source, &library).map_err(|p| invalid(&p))?;
    console.write(&text, None)
}
