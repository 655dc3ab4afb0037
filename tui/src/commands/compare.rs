//! `zonefall compare`.

use crate::cli::compare::Compare;
use crate::failure::Failure;
use crate::output::Console;

pub(super) fn run(_: &Compare, _: &mut Console<'_>) -> Result<(), Failure> {
    Err(Failure::Invalid("error: not there yet".to_owned()))
}
