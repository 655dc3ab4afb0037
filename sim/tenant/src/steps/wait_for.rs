//! Waits until something works. What it waits for is its need, so that it begins when the wait is over.

use super::Begun;
use crate::architecture::{Architecture, Need};
use kernel::SimDuration;

pub(super) fn begin() -> Begun {
    Begun::For(SimDuration::ZERO)
}

pub(super) fn describe(arch: &Architecture, need: &Need) -> String {
    match need {
        Need::Service(service, place) => format!("{} in {place}", service.name()),
        Need::Component(c) => arch.component(*c).name.clone(),
        Need::Key(c) => format!("key {}", arch.component(*c).name),
        Need::Backup(b) => {
            format!(
                "backup {}",
                arch.backups.get(*b).map_or("?", |b| b.name.as_str())
            )
        }
        Need::Person(p) => arch.people[p.0 as usize].name.clone(),
        Need::Offer(provider, service) => format!("an offer of {} by {provider}", service.name()),
    }
}
