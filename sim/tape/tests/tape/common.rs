//! Small tapes made by hand.

use kernel::{SimDuration, SimTime};
use zonefall_tape::{Evidence, FateState, PlaceId, Places, PopulationKind, Tape, TapeBuilder};

/// A builder about `aws/us-east-1`, and its zone `aws/us-east-1/a`.
pub fn empty() -> (TapeBuilder, PlaceId) {
    let mut places = Places::default();
    let zone = places.intern("aws/us-east-1/a");
    let region = places.intern("aws/us-east-1");
    (
        TapeBuilder::new("by-hand", Evidence::Observed, places, region),
        zone,
    )
}

/// `size` volumes in `aws/us-east-1/a`, of which the first `touched` hang from 1 h to 3 h.
pub fn tape_with(size: u32, touched: u32) -> Tape {
    let (mut b, zone) = empty();
    b.tape().zone = Some(zone);
    b.tape().end = hours(4);
    b.population(zone, PopulationKind::Volumes, size);
    for member in 0..touched {
        for (at, state) in [(1, FateState::Hung), (3, FateState::Healthy)] {
            b.fate(
                hours(at),
                zone,
                PopulationKind::Volumes,
                member,
                state,
                None,
            );
        }
    }
    b.finish().expect("short")
}

/// `n` hours after the start.
pub fn hours(n: u64) -> SimTime {
    SimTime::ZERO + SimDuration::from_hours(n)
}
