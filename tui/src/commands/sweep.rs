//! `zonefall sweep`.

use crate::cli::sweep::Sweep;
use crate::failure::Failure;
use crate::output::Console;

pub(super) fn run(_: &Sweep, _: &mut Console<'_>) -> Result<(), Failure> {
    Err(Failure::Invalid("error: not there yet".to_owned()))
}
