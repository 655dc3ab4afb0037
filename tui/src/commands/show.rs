//! `zonefall show`: a file with every default filled in and where it comes from.

use crate::cli::Show;
use crate::failure::Failure;
use crate::inputs::{self, invalid};
use crate::output::Console;
use scenarios::{Kind, Source};

pub(super) fn run(args: &Show, console: &mut Console<'_>) -> Result<(), Failure> {
    if let Some(case) = case(&args.name) {
        return console.write(&case.text, None);
    }
    let library = inputs::library()?;
    let source = inputs::source(&library, &Kind::ALL, &args.name)?;
    let text = scenarios::show(&source, &library).map_err(|p| invalid(&p))?;
    console.write(&text, None)
}

/// The built-in case of this id. Nothing in its file has a default, and its comments say what it is about.
fn case(typed: &str) -> Option<Source> {
    scenarios::case_sources().into_iter().find(|source| {
        let root = scenarios::yaml::parse(source).ok();
        let id = root.as_ref().and_then(|r| r.get("id")?.text());
        id.is_some_and(|id| id.eq_ignore_ascii_case(typed))
    })
}
