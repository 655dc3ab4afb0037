//! `zonefall list`: what is built in.

use crate::cli::{Format, List};
use crate::failure::Failure;
use crate::inputs::{self, invalid};
use crate::output::Console;
use reports::json::Entry;
use scenarios::{Item, Kind, Library};

pub(super) fn run(args: &List, console: &mut Console<'_>) -> Result<(), Failure> {
    let library = inputs::library()?;
    let wanted = args.kind.map(Kind::from);
    let mut entries = Vec::new();
    for kind in Kind::ALL
        .into_iter()
        .filter(|&k| wanted.is_none_or(|w| w == k))
    {
        // The many cases of `validate --closed-form` are listed when they are asked for.
        if kind == Kind::Case && wanted.is_some() {
            entries = cases(&library)?;
        }
        for item in library.list(kind) {
            let about = about(&library, item)?;
            entries.push(Entry {
                kind: kind.name().to_owned(),
                name: item.name.clone(),
                about,
            });
        }
    }
    let text = match args.output.format {
        Format::Text => reports::list::text(&entries),
        Format::Json => reports::json::list(entries, env!("CARGO_PKG_VERSION")),
    };
    console.write(&text, args.output.output.as_deref())
}

/// The built-in cases, by id.
fn cases(library: &Library) -> Result<Vec<Entry>, Failure> {
    let formulas = search::closed_form::formula_names();
    let found = scenarios::built_in_cases(library, &formulas).map_err(|p| invalid(&p))?;
    let entry = |case: scenarios::CaseFile| Entry {
        kind: Kind::Case.name().to_owned(),
        name: case.id,
        about: case.title,
    };
    Ok(found.into_iter().map(entry).collect())
}

/// Whose offer it is. `cloud` is nobody's.
fn provider(name: &str) -> String {
    match name {
        "cloud" => "a generic provider of today".to_owned(),
        name => format!("what {name} rents out"),
    }
}

/// One line about a built-in file, from its content.
fn about(library: &Library, item: &Item) -> Result<String, Failure> {
    let about = match item.kind {
        Kind::Architecture => {
            scenarios::load_architecture(&item.source, library).map(|(a, _)| a.teaches)
        }
        Kind::Outage => scenarios::load_outage(&item.source, library).map(|o| o.title),
        Kind::Cloud => scenarios::load_cloud(&item.source, library).map(|(machinery, offer)| {
            let region = |(r, zones): &(String, Vec<String>)| {
                format!("{}/{r} ({})", offer.provider, zones.join(" "))
            };
            let regions: Vec<String> = offer.regions.iter().map(region).collect();
            let machinery = if machinery.is_some() {
                ", with its machinery"
            } else {
                ""
            };
            format!(
                "{}{machinery}: {}",
                provider(&offer.provider),
                regions.join(", ")
            )
        }),
        // They are not items of the library.
        Kind::Case | Kind::Suite | Kind::Commands => Ok(String::new()),
        Kind::Campaign => scenarios::load_campaign(&item.source, library).map(|c| c.title),
        Kind::Tape => scenarios::load_tape(&item.source)
            .map(|t| format!("{} as it was observed, written down row by row", t.outage)),
    };
    about.map_err(|p| invalid(&p))
}
