//! A campaign as a tape: outages after one another, each on a zone of its own region.
//!
//! Zones are called as each report calls them, which says nothing about which they were: a later outage strikes the
//! first one's zone only where it is said to, else any zone of the region by chance.

use crate::replay::put;
use kernel::{SimDuration, Stream};
use std::borrow::Cow;
use tape::strung::{Overlap, Part, string};
use tape::{Offer, Tape};

/// One outage of a campaign.
#[derive(Debug, Clone, Copy)]
pub struct Chapter<'a> {
    /// When it begins, from the beginning of the first.
    pub after: SimDuration,
    /// What happened.
    pub tape: &'a Tape,
    /// Whether it strikes the zone that the first one struck.
    pub same_zone: bool,
}

/// All of them on one tape, called `name`; `seed` draws zones, and who is hit in each.
///
/// # Errors
/// When one begins before the one before it is over.
///
/// # Panics
/// When there are none.
pub fn campaign(
    name: &str,
    chapters: &[Chapter<'_>],
    offers: &[Offer],
    seed: u64,
) -> Result<Tape, Overlap> {
    let first = chapters[0].tape;
    let tapes: Vec<Cow<'_, Tape>> = chapters
        .iter()
        .enumerate()
        .map(|(i, c)| match i {
            0 => Cow::Borrowed(c.tape),
            _ => struck(c, first, offers, seed, &format!("{name}/{i}")),
        })
        .collect();
    let begins = chapters.iter().map(|c| c.after);
    let parts: Vec<Part<'_>> = begins
        .zip(&tapes)
        .map(|(after, tape)| Part { after, tape })
        .collect();
    string(name, &parts, seed)
}

/// The tape with the zone struck that it is to strike.
fn struck<'a>(
    chapter: &Chapter<'a>,
    first: &Tape,
    offers: &[Offer],
    seed: u64,
    who: &str,
) -> Cow<'a, Tape> {
    let tape = chapter.tape;
    let region = tape.places.path(tape.region);
    let zones = zones(offers, region);
    let before = first.zone.map(|z| first.places.path(z));
    let again = before.filter(|z| chapter.same_zone && zones.iter().any(|known| known == z));
    let drawn = Stream::named(seed, "campaign zones", who).below(zones.len().max(1) as u64);
    match again.or(zones.get(drawn as usize).map(String::as_str)) {
        Some(zone) if tape.zone.is_some() => put(tape, region, zone, &zones),
        Some(_) | None => Cow::Borrowed(tape),
    }
}

/// Paths of a region's zones.
fn zones(offers: &[Offer], region: &str) -> Vec<String> {
    let of = |o: &Offer| {
        let here = o.regions.iter();
        here.filter(|(name, _)| region == format!("{}/{name}", o.provider))
            .flat_map(|(_, zones)| zones.iter().map(|z| format!("{region}/{z}")))
            .collect::<Vec<_>>()
    };
    offers.iter().flat_map(of).collect()
}
