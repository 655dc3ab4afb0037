//! `zonefall matrix`.

use crate::cli::matrix::Matrix;
use crate::failure::Failure;
use crate::output::Console;

pub(super) fn run(_: &Matrix, _: &mut Console<'_>) -> Result<(), Failure> {
    Err(Failure::Invalid("error: not there yet".to_owned()))
}
