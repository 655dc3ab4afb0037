//! One run, ready to be looked at.

use super::{Failed, Rooms, Setup, Ticker};
use crate::inputs;
use crate::screen::story::Story;

/// The worst of the runs over the zones that could be struck, or that of the zone that was asked for.
pub(super) fn story(setup: &Setup, rooms: &Rooms, ticker: &Ticker) -> Result<Story, Failed> {
    let circumstances = &setup.circumstances;
    let library = &rooms.library;
    let (architecture, _) = inputs::architecture(library, &setup.architecture)?;
    let onto = inputs::onto(library, circumstances.onto.as_deref())?;
    ticker.at("simulating the outage", 0, 2)?;
    let storm = rooms.storm(circumstances)?;
    ticker.at("living through it", 1, 2)?;
    let offers = library.offers();
    let tapes = search::ready(&architecture, offers, &storm.tape, onto);
    let options = storm.options(circumstances);
    let mut replay = search::replay(&architecture, offers, &tapes, &options);
    crate::commands::show_zone(&mut replay, setup.zone.as_deref())?;
    let tape = tapes[replay.worst].tape.clone().into_owned();
    let life = replay.tries.swap_remove(replay.worst);
    drop(tapes);
    Ok(Story::new(
        setup.clone(),
        storm.title.clone(),
        storm.clock,
        architecture,
        life,
        tape,
    ))
}
