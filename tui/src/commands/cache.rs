//! `zonefall cache`: what is kept of simulated outages, and how to be rid of it.

use crate::cli::Format;
use crate::cli::cache::Cache;
use crate::failure::Failure;
use crate::output::Console;
use crate::tapes::{Content, shelf};
use reports::cache::CacheJson;

pub(super) fn run(args: &Cache, console: &mut Console<'_>) -> Result<(), Failure> {
    let found = found(args.clear)?;
    let text = match args.output.format {
        Format::Text => reports::cache::text(&found, args.clear),
        Format::Json => reports::json::cache(&found),
    };
    console.write(&text, args.output.output.as_deref())
}

fn found(clear: bool) -> Result<CacheJson, Failure> {
    let mut out = CacheJson {
        schema: "zonefall/cache/1".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        path: None,
        tapes: 0,
        bytes: 0,
        bytes_max: 0,
        removed: 0,
        removed_bytes: 0,
    };
    let Some(shelf) = shelf()? else {
        return Ok(out);
    };
    if clear {
        let gone = shelf
            .clear()
            .map_err(|(path, e)| Failure::io("remove", &path, &e))?;
        (out.removed, out.removed_bytes) = (gone.tapes, gone.bytes);
    }
    let Content { tapes, bytes } = shelf.content();
    (out.tapes, out.bytes, out.bytes_max) = (tapes, bytes, shelf.most());
    out.path = Some(shelf.folder().display().to_string());
    Ok(out)
}
