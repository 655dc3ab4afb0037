//! `zonefall explain`: why a journey was down.

use super::run::Lived;
use crate::cli::{Format, Run};
use crate::failure::Failure;
use crate::output::Console;

pub(super) fn run(args: &Run, console: &mut Console<'_>) -> Result<(), Failure> {
    let lived = Lived::new(
        &args.architecture,
        &args.circumstances,
        args.zone.as_deref(),
    )?;
    let card = lived.card();
    let text = match args.output.format {
        Format::Text => reports::explain::text(&card),
        Format::Json => reports::json::explain(&card, env!("CARGO_PKG_VERSION")),
    };
    console.write(&text, args.output.output.as_deref())
}
