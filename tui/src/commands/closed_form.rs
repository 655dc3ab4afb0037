//! `zonefall validate --closed-form`: how close the simulator comes to answers known by mathematics.

use crate::cli::{Format, Validate};
use crate::failure::Failure;
use crate::inputs::{self, invalid};
use crate::output::Console;
use crate::progress::Progress;
use scenarios::{CaseFile, Library, Source};
use search::closed_form::run::Effort;
use search::closed_form::{Case, formula_names, run::run as work_out};
use std::path::Path;

/// How many of the runs a quick look leaves out: all but one in so many.
const QUICK: u32 = 50;

pub(super) fn run(args: &Validate, console: &mut Console<'_>) -> Result<(), Failure> {
    let library = inputs::library()?;
    let cases: Vec<Case> = chosen(&library, &args.case)?
        .into_iter()
        .map(case)
        .collect();
    let three = [0, 1, 2].map(|i| args.seed.wrapping_add(i));
    let effort = Effort {
        seeds: if args.quick { &three[..1] } else { &three },
        thinned: if args.quick { QUICK } else { 1 },
    };
    let progress = Progress::new(console.progress);
    let seen = |done: usize, total: usize, id: &str| progress.at(id, done, total);
    let table = work_out(&cases, library.offers(), effort, &seen);
    drop(progress);
    let version = env!("CARGO_PKG_VERSION");
    let text = match args.output.format {
        Format::Text if args.markdown => {
            let inputs = scenarios::cases_digest(&formula_names()).to_string();
            reports::closed_form::markdown(&table, version, &inputs)
        }
        Format::Text => reports::closed_form::text(&table),
        Format::Json => reports::json::closed_form(&table, version),
    };
    console.write(&text, args.output.output.as_deref())?;
    let agrees = table.broken.is_empty() && table.passed() == table.rows.len();
    if args.strict && !agrees {
        // What does not agree has been shown.
        return Err(Failure::No);
    }
    Ok(())
}

/// The cases that were asked for, in order of id; all built-in ones if none was.
fn chosen(library: &Library, typed: &[String]) -> Result<Vec<CaseFile>, Failure> {
    let formulas = formula_names();
    let built_in = || scenarios::built_in_cases(library, &formulas).map_err(|p| invalid(&p));
    if typed.is_empty() {
        return built_in();
    }
    let mut found: Vec<(CaseFile, Source)> = Vec::new();
    let mut known = None;
    for name in typed {
        if name.contains(['/', '\\', '.']) {
            let source = scenarios::read_source(Path::new(name)).map_err(|p| invalid(&p))?;
            let case = scenarios::load_case(&source, library, &formulas);
            found.push((case.map_err(|p| invalid(&p))?, source));
            continue;
        }
        let known = match &mut known {
            Some(known) => known,
            none @ None => none.insert(built_in()?),
        };
        let Some(case) = known.iter().find(|c| c.id.eq_ignore_ascii_case(name)) else {
            let ids = known.iter().map(|c| c.id.as_str());
            return Err(inputs::unknown("case", name, ids));
        };
        if !found.iter().any(|(c, _)| c.id == case.id) {
            found.push((
                case.clone(),
                Source::new(format!("built-in case {}", case.id), ""),
            ));
        }
    }
    scenarios::in_order(found).map_err(|p| invalid(&p))
}

/// A case as the formulas see it.
fn case(file: CaseFile) -> Case {
    Case {
        id: file.id,
        title: file.title,
        formula: file.formula,
        architectures: file.architectures,
        inputs: file.inputs,
    }
}
