//! `zonefall init`: a commented architecture file to start from.

use crate::cli::Init;
use crate::failure::Failure;
use crate::output::{Console, write_file};

pub(super) fn run(args: &Init, console: &mut Console<'_>) -> Result<(), Failure> {
    let file = args.file.display();
    if args.file.exists() && !args.force {
        return Err(Failure::Invalid(format!(
            "error: {file} exists already\n  = help: name another file, or overwrite it with --force"
        )));
    }
    let folder = args.file.parent().filter(|p| !p.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|f| !f.is_dir()) {
        return Err(Failure::Failed(format!(
            "error: there is no folder {}\n  = help: make it first, or name a file elsewhere",
            folder.display()
        )));
    }
    write_file(&args.file, &scenarios::init())?;
    writeln!(console.out, "wrote {file}; now: zonefall run {file}")?;
    Ok(())
}
