//! `zonefall explain`: why a journey was down.

use super::run::Lived;
use crate::cli::{Format, Run};
use crate::failure::Failure;
use crate::output::Console;
use crate::recorded::Asked;

pub(super) fn run(args: &Run, console: &mut Console<'_>) -> Result<(), Failure> {
    let asked = Asked::of(
        args.architecture.as_deref(),
        &args.circumstances,
        args.zone.as_deref(),
        &args.recorded,
    )?;
    let lived = Lived::new(&asked)?;
    let card = lived.card();
    let text = match args.output.format {
        Format::Text => reports::explain::text(&card),
        Format::Json => reports::json::explain(&card, env!("CARGO_PKG_VERSION")),
    };
    console.write(&text, args.output.output.as_deref())?;
    asked.compare(&lived.digest(), console)
}
