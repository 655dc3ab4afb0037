//! The background: what a provider's things do by themselves, laid under the parts of a file that do not say.
//!
//! Servers, copies of databases and caches fail like the provider's servers; volumes lose their data; a zone goes out
//! whole, whatever shocks the file adds. A part that states how it fails keeps its law, and a zone whose parts all do gets
//! no outages laid under it. A volume that states its copies gets none either: the provider's rate is of
//! whole volumes, which it keeps in several copies already. Leaves out: services that the provider runs as a whole (names, balancers,
//! buckets, queues, keys), which publish no such rates.

use tape::{Assumption, Background, Offer};
use tenant::architecture::{
    Age, Architecture, Component, ComponentKind, DatabaseHost, Failures, Shock, ShockTarget,
};

/// What was laid under an architecture.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Laid {
    /// Parts that got a law, by name.
    pub parts: Vec<String>,
    /// Zones that can go out.
    pub zones: Vec<String>,
    /// Where the numbers come from.
    pub sources: Vec<Assumption>,
    /// What is left out of it.
    pub leaves_out: Vec<String>,
}

/// A copy of the architecture with the background under it.
/// Outages of whole zones are part of it only if `zones` says so: recorded outages are outages of zones.
pub(super) fn lay_under(
    arch: &Architecture,
    offers: &[Offer],
    zones: bool,
) -> (Architecture, Laid) {
    let mut out = arch.clone();
    let mut laid = Laid::default();
    let mut providers: Vec<&str> = Vec::new();
    let mut bare: Vec<&str> = Vec::new();
    for (i, c) in arch.components.iter().enumerate() {
        let zones = zones_of(arch, c);
        let Some(offer) = zones.first().and_then(|z| offer_at(offers, z)) else {
            continue;
        };
        let Some(background) = offer.background.as_ref() else {
            continue;
        };
        if c.fails.is_some() || states_data(c) {
            continue;
        }
        out.components[i].fails = Some(law(background, c));
        laid.parts.push(c.name.clone());
        bare.extend(zones);
        if !providers.contains(&offer.provider.as_str()) {
            providers.push(&offer.provider);
        }
    }
    for zone in arch.zones.iter().filter(|_| zones) {
        let background = offer_at(offers, zone).and_then(|o| o.background.as_ref());
        let Some(background) = background.filter(|_| bare.contains(&zone.as_str())) else {
            continue;
        };
        out.shocks.push(Shock {
            name: format!("an outage of {zone}"),
            every: background.zone_every,
            targets: vec![ShockTarget::Place(zone.clone())],
            hit_ppm: 1_000_000,
            lasts: Some(background.zone_out),
            age: Age::Any,
        });
        laid.zones.push(zone.clone());
    }
    let volumes = arch
        .components
        .iter()
        .any(|c| is_volume(c) && laid.parts.contains(&c.name));
    let servers = arch
        .components
        .iter()
        .any(|c| !is_volume(c) && laid.parts.contains(&c.name));
    let used = [
        ("server", servers),
        ("volume", volumes),
        ("zone", !laid.zones.is_empty()),
    ];
    laid.sources = sources(offers, &providers);
    laid.sources.retain(|s| {
        let field = s.name.rsplit('.').next().unwrap_or_default();
        used.iter()
            .any(|(what, is_used)| *is_used && field.starts_with(what))
    });
    laid.leaves_out = leaves_out(arch, &laid);
    (out, laid)
}

const fn is_volume(c: &Component) -> bool {
    matches!(c.kind, ComponentKind::Volume(_))
}

/// A volume that states `data`.
pub(super) const fn states_data(c: &Component) -> bool {
    matches!(&c.kind, ComponentKind::Volume(v) if v.redundancy.is_some())
}

fn law(background: &Background, c: &Component) -> Failures {
    let is_volume = is_volume(c);
    Failures {
        every: if is_volume {
            background.volume_every
        } else {
            background.server_every
        },
        repair: (!is_volume).then_some(background.server_out),
        crew: None,
        common_cause_ppm: 0,
        age: Age::Any,
    }
}

/// Zones in which a part rents what the background speaks of.
fn zones_of<'a>(arch: &'a Architecture, c: &Component) -> Vec<&'a str> {
    match &c.kind {
        ComponentKind::Instances(x) => {
            let some = x.per_zone.iter().filter(|(_, n)| *n > 0);
            some.map(|(z, _)| arch.zone(*z)).collect()
        }
        ComponentKind::Database(x) => x.copies.iter().map(|c| arch.zone(c.zone)).collect(),
        ComponentKind::Cache(x) => vec![arch.zone(x.zone)],
        ComponentKind::Volume(x) => vec![arch.zone(x.zone)],
        ComponentKind::LoadBalancer(_)
        | ComponentKind::DnsName(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Bucket(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => Vec::new(),
    }
}

fn offer_at<'a>(offers: &'a [Offer], path: &str) -> Option<&'a Offer> {
    let provider = path.split('/').next().unwrap_or(path);
    offers.iter().find(|o| o.provider == provider)
}

fn sources(offers: &[Offer], providers: &[&str]) -> Vec<Assumption> {
    let used = offers
        .iter()
        .filter(|o| providers.contains(&o.provider.as_str()));
    used.filter_map(|o| o.background.as_ref())
        .flat_map(|b| b.sources.iter().cloned())
        .collect()
}

fn leaves_out(arch: &Architecture, laid: &Laid) -> Vec<String> {
    let on_volumes = |c: &&Component| match &c.kind {
        ComponentKind::Database(x) => x
            .copies
            .iter()
            .any(|c| matches!(c.host, DatabaseHost::Volumes(_))),
        ComponentKind::Instances(_)
        | ComponentKind::LoadBalancer(_)
        | ComponentKind::DnsName(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Volume(_)
        | ComponentKind::Bucket(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Cache(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => false,
    };
    let mut parts = arch
        .components
        .iter()
        .filter(|c| laid.parts.contains(&c.name));
    let mut out = Vec::new();
    if parts.any(|c| on_volumes(&c)) {
        let text = "volumes under databases: the background fails their servers, not their data";
        out.push(text.to_owned());
    }
    out
}
