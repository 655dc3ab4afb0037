//! Which built-in design came through the same weather.

use super::{Failed, Rooms, Setup, Ticker};
use crate::inputs;
use search::survivor::{Survivor, survivor};

/// The nearest built-in design that came through, if one did.
pub(super) fn find(
    setup: &Setup,
    rooms: &Rooms,
    ticker: &Ticker,
) -> Result<Option<Survivor>, Failed> {
    let circumstances = &setup.circumstances;
    let library = &rooms.library;
    ticker.at("simulating the outage", 0, 1)?;
    let storm = rooms.storm(circumstances)?;
    if storm.commands.is_some() {
        // What was done to this design, by the names of its own parts, is nothing that another could come through.
        return Ok(None);
    }
    let (arch, _) = inputs::architecture(library, &setup.architecture)?;
    let onto = inputs::onto(library, circumstances.onto.as_deref())?;
    let designs = inputs::architectures(library)?;
    let world = (storm.offers(library), &storm.tape, onto);
    let options = storm.options(circumstances);
    let mut given_up = Ok(());
    let found = survivor(&arch, &designs, world, &options, |tried| {
        given_up = ticker.at(
            "looking for a design that came through",
            tried,
            designs.len(),
        );
        given_up.is_ok()
    });
    given_up?;
    Ok(found)
}
