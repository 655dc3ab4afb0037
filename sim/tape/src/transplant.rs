//! Transplanting: the same tape in another region, so that an outage can strike where an architecture lives.
//!
//! Only the names of places change. Services correspond to services of the same kind; what the other provider has
//! and this tape never mentions stays calm, and whoever replays reports it as not covered.

use crate::{PlaceKind, Tape};

/// The tape as if it had happened in `region`; `zones` pairs paths of the tape's zones with paths there.
///
/// Ids of places, facts and members stay. A zone without a counterpart, and every other region of the same
/// provider, stays on it under a name that begins with `~`, which no file can name: it strikes nobody. Onto its own
/// region, a tape keeps its other regions.
#[must_use]
pub fn onto(tape: &Tape, region: &str, zones: &[(String, String)]) -> Tape {
    let old_region = tape.places.path(tape.region);
    let at_home = old_region == region;
    let new_provider = provider(region);
    let rename = |path: &str| -> String {
        let (zone, domain) = zone_and_rest(path);
        if let Some((_, to)) = zones.iter().find(|(from, _)| from == zone) {
            return format!("{to}{domain}");
        }
        if path == provider(old_region) {
            return new_provider.to_owned();
        }
        match inside(path, old_region) {
            Some("") => region.to_owned(),
            Some(rest) => format!("{region}/{}", aside(rest)),
            None if at_home => path.to_owned(),
            None => match inside(path, provider(old_region)) {
                Some(rest) => format!("{new_provider}/{}", aside(rest)),
                None if provider(path) == new_provider => aside(path),
                None => path.to_owned(),
            },
        }
    };
    let mut out = tape.clone();
    out.places = tape.places.renamed(rename);
    out
}

/// Which zones correspond when the worst zone strikes `struck`: the worst there, the others in order onto the others
/// of `targets` (paths of the target region's zones). Where the tape has no worst zone, all in order.
#[must_use]
pub fn pairs(tape: &Tape, struck: &str, targets: &[String]) -> Vec<(String, String)> {
    let zones = tape
        .places
        .ids()
        .filter(|&p| tape.places.kind(p) == PlaceKind::Zone && tape.places.within(p, tape.region));
    let mut others: Vec<&str> = zones
        .filter(|&p| Some(p) != tape.zone)
        .map(|p| tape.places.path(p))
        .collect();
    others.sort_unstable();
    let free = targets
        .iter()
        .filter(|t| tape.zone.is_none() || *t != struck);
    let worst = tape
        .zone
        .map(|z| (tape.places.path(z).to_owned(), struck.to_owned()));
    let rest = others
        .into_iter()
        .zip(free)
        .map(|(from, to)| (from.to_owned(), to.clone()));
    worst.into_iter().chain(rest).collect()
}

fn provider(path: &str) -> &str {
    path.split_once('/').map_or(path, |(p, _)| p)
}

/// What follows `outer/` in `path`, `""` for `outer` itself, `None` outside.
fn inside<'a>(path: &'a str, outer: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(outer)?;
    if rest.is_empty() {
        Some("")
    } else {
        rest.strip_prefix('/')
    }
}

/// A path as its first three segments, and what follows them with its slash.
fn zone_and_rest(path: &str) -> (&str, &str) {
    let third = path
        .match_indices('/')
        .nth(2)
        .map_or(path.len(), |(i, _)| i);
    path.split_at(third)
}

/// A name that nobody can use.
fn aside(path: &str) -> String {
    if path.starts_with('~') {
        path.to_owned()
    } else {
        format!("~{path}")
    }
}
