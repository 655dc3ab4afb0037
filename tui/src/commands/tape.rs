//! `zonefall tape`: a simulated outage as a tape file, or an observed one in another form.

use crate::cli::many::AssumedArg;
use crate::cli::{Circumstances, LuckArg, TapeFormatArg, WriteTape};
use crate::failure::Failure;
use crate::inputs;
use crate::output::Console;
use scenarios::{About, Kind, Library, TapeFormat};
use tape::Tape;

pub(super) fn run(args: &WriteTape, console: &mut Console<'_>) -> Result<(), Failure> {
    let library = inputs::library()?;
    let circumstances = Circumstances {
        outage: args.outage.clone(),
        onto: None,
        luck: LuckArg::Drawn,
        seed: args.seed,
        cloud_seed: None,
        assumed: AssumedArg::Fixed,
    };
    let storm = inputs::storm(&library, &circumstances)?;
    let tape = match &args.zone {
        Some(zone) => struck(&library, &storm.tape, zone)?,
        None => storm.tape.clone(),
    };
    let source = inputs::source(&library, &[Kind::Outage, Kind::Tape], &args.outage)?;
    let root = scenarios::yaml::parse(&source).ok();
    let start = root.as_ref().and_then(|r| r.get("start")?.text());
    let zone = args.zone.as_ref().map(|z| format!(" --zone {z}"));
    let made_by = format!(
        "zonefall tape {} --seed {}{}",
        tape.outage,
        args.seed,
        zone.unwrap_or_default()
    );
    let about = About {
        title: &storm.title,
        start,
        cloud: storm.cloud.as_deref(),
        made_by: &made_by,
    };
    let format = match args.format {
        TapeFormatArg::Csv => TapeFormat::Csv,
        TapeFormatArg::Yaml => TapeFormat::Yaml,
    };
    let text = scenarios::write_tape(&tape, &about, format);
    console.write(&text, args.output.as_deref())
}

/// The tape as if another zone of its region had been struck.
fn struck(library: &Library, tape: &Tape, typed: &str) -> Result<Tape, Failure> {
    let region = tape.places.path(tape.region);
    if tape.zone.is_none() {
        return Err(Failure::Invalid(format!(
            "error: {} struck no zone more than others\n  = help: leave --zone out",
            tape.outage
        )));
    }
    let inside = |z: &String| z.rsplit_once('/').is_some_and(|(r, _)| r == region);
    let zones: Vec<String> = library.zones().into_iter().filter(inside).collect();
    let path = match typed.contains('/') {
        true => typed.to_owned(),
        false => format!("{region}/{typed}"),
    };
    if !zones.contains(&path) {
        return Err(inputs::unknown(
            "zone",
            typed,
            zones.iter().map(String::as_str),
        ));
    }
    let pairs = tape::transplant::pairs(tape, &path, &zones);
    Ok(tape::transplant::onto(tape, region, &pairs))
}
