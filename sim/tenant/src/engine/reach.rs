//! Whom a shock can reach: units of components it names, and units that stand in places it names.

use super::hosts::region_of;
use crate::architecture::{Architecture, ComponentId, ComponentKind, Shock, ShockTarget, ZoneId};

/// Whether a shock may hit any unit of a component.
pub(super) fn may_hit(arch: &Architecture, shock: &Shock, id: ComponentId) -> bool {
    let zones: Vec<Option<ZoneId>> = match &arch.component(id).kind {
        ComponentKind::Instances(x) => x.per_zone.iter().map(|z| Some(z.0)).collect(),
        ComponentKind::Database(x) => x.copies.iter().map(|c| Some(c.zone)).collect(),
        ComponentKind::LoadBalancer(_)
        | ComponentKind::DnsName(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Volume(_)
        | ComponentKind::Bucket(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Cache(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => vec![None],
    };
    zones.into_iter().any(|zone| hits(arch, shock, id, zone))
}

/// Whether a unit of a component in this zone is in a shock's reach.
pub(super) fn hits(
    arch: &Architecture,
    shock: &Shock,
    id: ComponentId,
    zone: Option<ZoneId>,
) -> bool {
    let path = zone.map_or_else(|| place_of(arch, id), |z| Some(arch.zone(z)));
    shock.targets.iter().any(|target| match target {
        ShockTarget::Component(c) => *c == id,
        ShockTarget::Place(place) => path.is_some_and(|p| {
            let rest = p.strip_prefix(place.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        }),
    })
}

/// Where a component stands whose units have no zone of their own.
fn place_of(arch: &Architecture, id: ComponentId) -> Option<&str> {
    match &arch.component(id).kind {
        ComponentKind::Volume(x) => Some(arch.zone(x.zone)),
        ComponentKind::Cache(x) => Some(arch.zone(x.zone)),
        ComponentKind::LoadBalancer(x) => x.zones.first().map(|&z| region_of(arch.zone(z))),
        ComponentKind::DnsName(x) => Some(&x.provider),
        ComponentKind::Cdn(x) => Some(&x.provider),
        ComponentKind::Bucket(x) => Some(&x.region),
        ComponentKind::Queue(x) => Some(&x.region),
        ComponentKind::Key(x) => x.region.as_deref(),
        ComponentKind::External(x) => x.place.as_deref(),
        ComponentKind::Instances(_) | ComponentKind::Database(_) => None,
    }
}
