//! `zonefall validate`: how close a simulated outage comes to what was published.

use crate::cli::{Format, Validate};
use crate::failure::Failure;
use crate::inputs::{self, invalid};
use crate::output::Console;
use crate::progress::Progress;
use scenarios::{Kind, Library};
use search::{Case, Effort};
use tape::Tape;

pub(super) fn run(args: &Validate, console: &mut Console<'_>) -> Result<(), Failure> {
    let library = inputs::library()?;
    let source = inputs::source(&library, &[Kind::Outage, Kind::Tape], &args.outage)?;
    if scenarios::kind_of(&source).map_err(|p| invalid(&p))? == Kind::Tape {
        return Err(Failure::Invalid(format!(
            "error: {} is a tape, and a tape has no milestones\n  = help: name an outage: zonefall list outage",
            source.name
        )));
    }
    let (outage, cloud) = inputs::outage(&library, &source)?;
    let architectures = inputs::architectures(&library)?;
    let observed = observed(&library, &outage.id)?;
    let case = Case {
        outage: &outage,
        cloud,
        offers: library.offers_at(&outage.cloud),
        architectures: &architectures,
        observed: observed.as_ref(),
    };
    let progress = Progress::new(console.progress);
    let seen = |done: usize, total: usize, what: &str| progress.at(what, done, total);
    let table = search::validate(&case, args.seed, effort(args.quick), &seen)
        .map_err(|e| Failure::Invalid(format!("error: {}: {e}", source.name)))?;
    drop(progress);
    let text = match args.output.format {
        Format::Text => reports::validate::text(&table),
        Format::Json => reports::json::validate(&table, env!("CARGO_PKG_VERSION")),
    };
    console.write(&text, args.output.output.as_deref())
}

/// The usual effort, or about a twentieth of it: enough to see the table, not to judge by it.
fn effort(quick: bool) -> Effort {
    if !quick {
        return Effort::default();
    }
    Effort {
        volumes: Some(10_000),
        seeds: 3,
        draws: 20,
        counterfactual_draws: 4,
        sensitivity_draws: 12,
        sensitivity_volumes: 5_000,
        control_runs: 1,
        scale: [(5_000, 2), (10_000, 2), (20_000, 1)],
        customer_draws: 1,
    }
}

/// The tape on which the same outage was written down, if there is one.
fn observed(library: &Library, outage: &str) -> Result<Option<Tape>, Failure> {
    for item in library.list(Kind::Tape) {
        let tape = scenarios::load_tape(&item.source).map_err(|p| invalid(&p))?;
        if tape.outage == outage {
            return Ok(Some(tape));
        }
    }
    Ok(None)
}
