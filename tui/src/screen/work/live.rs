//! One run, ready to be looked at.

use super::{Failed, Rooms, Setup, Ticker};
use crate::inputs::{self, Storm};
use crate::screen::story::{Around, Story, milestones};
use scenarios::Kind;
use tape::Offer;
use tenant::LiveOptions;

/// The worst of the runs over the zones that could be struck, or that of the zone that was asked for.
pub fn story(setup: &Setup, rooms: &Rooms, ticker: &Ticker) -> Result<Story, Failed> {
    let circumstances = &setup.circumstances;
    let library = &rooms.library;
    let (architecture, _) = inputs::architecture(library, &setup.architecture)?;
    let onto = inputs::onto(library, circumstances.onto.as_deref())?;
    ticker.at("simulating the outage", 0, 2)?;
    let storm = rooms.storm(circumstances)?;
    ticker.at("living through it", 1, 2)?;
    let log = storm.log(library, &architecture)?;
    let tapes = storm.ready(library, &architecture, onto, &log);
    let options = LiveOptions {
        commands: log.tenant(),
        ..storm.options(circumstances)
    };
    let mut replay = search::replay(&architecture, storm.offers(library), &tapes, &options);
    crate::commands::show_zone(&mut replay, setup.zone.as_deref())?;
    let tape = tapes[replay.worst].tape.clone().into_owned();
    let life = replay.tries.swap_remove(replay.worst);
    drop(tapes);
    let story = Story::new(
        setup.clone(),
        storm.title.clone(),
        storm.clock,
        architecture,
        life,
        tape,
    );
    Ok(story.within(around(&storm, rooms)))
}

/// Paths of all zones that were rented out.
fn offered(offers: &[Offer]) -> Vec<String> {
    let of = |o: &Offer| {
        let zones = o.regions.iter().flat_map(|(region, zones)| {
            zones
                .iter()
                .map(move |z| format!("{}/{region}/{z}", o.provider))
        });
        zones.collect::<Vec<_>>()
    };
    offers.iter().flat_map(of).collect()
}

/// What lies round any run of this outage.
pub(super) fn around(storm: &Storm, rooms: &Rooms) -> Around {
    let architectures = rooms.library.list(Kind::Architecture);
    Around {
        milestones: milestones(&storm.milestones, &storm.tape, storm.clock),
        cloud: storm.cloud.clone(),
        zones: offered(storm.offers(&rooms.library)),
        architectures: architectures.map(|i| i.name.clone()).collect(),
    }
}
