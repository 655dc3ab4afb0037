//! `zonefall merge`.

use crate::cli::merge::Merge;
use crate::failure::Failure;
use crate::output::Console;

pub(super) fn run(_: &Merge, _: &mut Console<'_>) -> Result<(), Failure> {
    Err(Failure::Invalid("error: not there yet".to_owned()))
}
