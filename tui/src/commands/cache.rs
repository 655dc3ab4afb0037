//! `zonefall cache`.

use crate::cli::cache::Cache;
use crate::failure::Failure;
use crate::output::Console;

pub(super) fn run(_: &Cache, _: &mut Console<'_>) -> Result<(), Failure> {
    Err(Failure::Invalid("error: not there yet".to_owned()))
}
