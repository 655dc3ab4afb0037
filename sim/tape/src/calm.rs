//! A calm world: zones in which nothing happens.
//!
//! What befalls an architecture there is its own doing: parts that fail by themselves, crowds, people, commands. Every
//! service is covered, and calm, so nothing is reported as unknown. Leaves out: the weather of a real provider, unless
//! whoever asks lays it over the architecture as shocks.

use crate::{PlaceKind, Service, Tape, Track};
use kernel::{SimDuration, SimTime};

/// A tape until `end` about `region` and all of `zones` (paths, also of other regions and providers), without an event.
#[must_use]
pub fn calm<'a>(region: &str, zones: impl IntoIterator<Item = &'a str>, end: SimTime) -> Tape {
    let mut tape = Tape::calm(region, SimDuration(end.0));
    for zone in zones {
        tape.places.intern(zone);
    }
    for place in tape.places.ids() {
        if tape.places.kind(place) == PlaceKind::Region {
            tape.tracks.extend(Service::ALL.map(|service| Track {
                place,
                service,
                steps: Vec::new(),
            }));
        }
    }
    tape
}
