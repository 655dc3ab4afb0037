//! `zonefall schema`: the JSON Schema of a kind of file.

use crate::cli::Schema;
use crate::failure::Failure;
use crate::output::Console;

pub(super) fn run(args: Schema, console: &mut Console<'_>) -> Result<(), Failure> {
    console.write(
        &format!("{:#}\n", scenarios::schema(args.kind.into())),
        None,
    )
}
