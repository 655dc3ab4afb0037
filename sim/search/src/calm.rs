//! The calm world of an architecture: everything it rents, and nothing that happens to it from outside.

use kernel::SimTime;
use tape::{Offer, Tape};
use tenant::architecture::Architecture;

/// A calm tape until `end` over every region the architecture uses, with all the zones that are rented out there.
#[must_use]
pub fn calm_world(arch: &Architecture, offers: &[Offer], end: SimTime) -> Tape {
    let mut regions: Vec<&str> = vec![&arch.home];
    let used = arch.zones.iter().filter_map(|z| z.rsplit_once('/'));
    for (region, _) in used {
        if !regions.contains(&region) {
            regions.push(region);
        }
    }
    let mut zones: Vec<String> = Vec::new();
    for region in regions {
        zones.extend(crate::replay::zones_of(arch, offers, region));
    }
    tape::calm(&arch.home, zones.iter().map(String::as_str), end)
}
