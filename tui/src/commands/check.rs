//! `zonefall check`.

use crate::cli::check::Check;
use crate::failure::Failure;
use crate::output::Console;

pub(super) fn run(_: &Check, _: &mut Console<'_>) -> Result<(), Failure> {
    Err(Failure::Invalid("error: not there yet".to_owned()))
}
