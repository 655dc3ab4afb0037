//! SLA credits by the provider's schedule, which is often nothing.
//!
//! What a contract counts as down is seen through the renter's own components, since that is what a
//! claim needs: a service is down while all of the renter's components of that kind at that
//! provider are down at once. Leaves out: claims for other months, contracts above the list.

use crate::architecture::{
    Architecture, Component, ComponentId, ComponentKind, Database, DatabaseHost,
};
use crate::outcome::{Health, HealthChange, Outcome};
use kernel::{SimDuration, SimTime};
use tape::{CreditStep, Offer, Prices, Service, Sla, SlaScope};

/// Down is counted in whole slots of five minutes by yearly contracts.
const SLOT: SimDuration = SimDuration::from_mins(5);
/// Host contracts pay per completed half hour.
const HALF_HOUR: SimDuration = SimDuration::from_mins(30);
const MONTH: SimDuration = SimDuration::from_hours(720);
const YEAR: SimDuration = SimDuration::from_hours(365 * 24);
const GB: u64 = 1_000_000_000;

/// What one contract pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// The provider.
    pub provider: String,
    /// The service, as the contract names it.
    pub service: String,
    /// What the contract counts as down.
    pub down: SimDuration,
    /// Share of the month's bill for that service, parts per million.
    pub share_ppm: u32,
    /// That bill, micro-dollars.
    pub bill_micro: u64,
    /// The credit if it is claimed, micro-dollars.
    pub micro: u64,
    /// Why it is what it is.
    pub why: String,
}

/// Credit by a table: the largest of the steps that the availability is strictly under.
#[must_use]
pub fn credit_ppm(steps: &[CreditStep], availability_ppb: u32) -> u32 {
    let under = |s: &&CreditStep| u64::from(availability_ppb) < u64::from(s.below_ppm) * 1000;
    steps
        .iter()
        .filter(under)
        .map(|s| s.credit_ppm)
        .max()
        .unwrap_or(0)
}

/// The part of a run that a contract looks at.
#[derive(Clone, Copy)]
struct Seen<'a> {
    health: &'a [HealthChange],
    from: SimTime,
    until: SimTime,
    /// Whether an outage struck a zone.
    struck: bool,
}

impl<'a> Seen<'a> {
    fn whole(outcome: &'a Outcome) -> Self {
        Self {
            health: &outcome.health,
            from: SimTime::ZERO,
            until: outcome.end,
            struck: outcome.struck_zone.is_some(),
        }
    }
}

/// What every contract of an offer pays, if the architecture uses the service.
pub(super) fn credits(arch: &Architecture, outcome: &Outcome, offer: &Offer) -> Vec<Credit> {
    let seen = Seen::whole(outcome);
    offer
        .slas
        .iter()
        .filter_map(|sla| credit(arch, seen, offer, sla))
        .collect()
}

/// What one contract pays over a run of many of its months or years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditSum {
    /// The provider.
    pub provider: String,
    /// The service, as the contract names it.
    pub service: String,
    /// Months (or years, for yearly contracts) for which something is owed.
    pub periods: u32,
    /// All credits if all are claimed, micro-dollars.
    pub micro: u64,
    /// The same times the chance that a customer claims.
    pub expected_micro: u64,
}

/// What all contracts pay over a long run: each looks at its own month of 30 days, or year, one after the other from the
/// start. A month that the run does not finish counts as calm from there on.
#[must_use]
pub fn credits_over(arch: &Architecture, outcome: &Outcome, offers: &[Offer]) -> Vec<CreditSum> {
    let mut out = Vec::new();
    for offer in offers {
        for sla in &offer.slas {
            out.extend(credit_sum(arch, outcome, offer, sla));
        }
    }
    out
}

fn credit_sum(
    arch: &Architecture,
    outcome: &Outcome,
    offer: &Offer,
    sla: &Sla,
) -> Option<CreditSum> {
    let period = match sla.scope {
        SlaScope::RegionYear => YEAR,
        SlaScope::RegionMonth | SlaScope::HostMonth => MONTH,
    };
    let mut sum = CreditSum {
        provider: offer.provider.clone(),
        service: sla.service.clone(),
        periods: 0,
        micro: 0,
        expected_micro: 0,
    };
    let mut seen = Seen::whole(outcome);
    while seen.from < outcome.end {
        seen.until = (seen.from + period).min(outcome.end);
        let credit = credit(arch, seen, offer, sla)?;
        sum.periods += u32::from(credit.micro > 0);
        sum.micro += credit.micro;
        seen.from = seen.from + period;
    }
    sum.expected_micro = (u128::from(sum.micro) * u128::from(offer.claim_ppm) / 1_000_000) as u64;
    Some(sum)
}

fn credit(arch: &Architecture, seen: Seen<'_>, offer: &Offer, sla: &Sla) -> Option<Credit> {
    let service = Service::parse(&sla.service)?;
    let used = users(arch, &offer.provider, service);
    if used.is_empty() {
        return None;
    }
    let zones = zones_in_use(arch, &offer.provider, &used);
    let (down, share_ppm, why) = match sla.scope {
        SlaScope::RegionYear => region_year(seen, sla, &used, zones),
        SlaScope::RegionMonth => region_month(seen, sla, service, &used, zones),
        SlaScope::HostMonth => host_month(seen, sla, &used),
    };
    let mut bill_micro = 0;
    for &id in &used {
        bill_micro += bill(
            arch,
            arch.component(id),
            &offer.provider,
            service,
            &offer.prices,
        );
    }
    Some(Credit {
        provider: offer.provider.clone(),
        service: sla.service.clone(),
        down,
        share_ppm,
        bill_micro,
        micro: (u128::from(bill_micro) * u128::from(share_ppm) / 1_000_000) as u64,
        why,
    })
}

fn region_year(
    seen: Seen<'_>,
    sla: &Sla,
    used: &[ComponentId],
    zones: usize,
) -> (SimDuration, u32, String) {
    let nothing = |why: &str| (SimDuration::ZERO, 0, why.to_owned());
    if zones < 2 {
        return nothing("covers only those who use more than one zone");
    }
    if seen.struck {
        return nothing("pays only when more than one zone in use is unreachable; one was struck");
    }
    let down = all_down(seen, used);
    let counted = SimDuration(down.0 / SLOT.0 * SLOT.0);
    let share = credit_ppm(&sla.credits, super::time_ppb(counted, YEAR));
    (
        counted,
        share,
        "counted in five-minute slots over a year".to_owned(),
    )
}

fn region_month(
    seen: Seen<'_>,
    sla: &Sla,
    service: Service,
    used: &[ComponentId],
    zones: usize,
) -> (SimDuration, u32, String) {
    if service == Service::Compute && zones < 2 {
        let why = "covers only those who use more than one zone";
        return (SimDuration::ZERO, 0, why.to_owned());
    }
    let down = all_down(seen, used);
    let share = credit_ppm(&sla.credits, super::time_ppb(down, MONTH));
    (down, share, "counted over a month of 30 days".to_owned())
}

/// One step is a rate per completed half hour; several are a table.
fn host_month(seen: Seen<'_>, sla: &Sla, used: &[ComponentId]) -> (SimDuration, u32, String) {
    let worst = used
        .iter()
        .map(|&c| all_down(seen, &[c]))
        .max()
        .unwrap_or(SimDuration::ZERO);
    if let [step] = sla.credits[..] {
        let share = (worst.0 / HALF_HOUR.0).saturating_mul(u64::from(step.credit_ppm));
        let why = "counted per completed half hour of the worst host".to_owned();
        return (worst, share.min(1_000_000) as u32, why);
    }
    let share = credit_ppm(&sla.credits, super::time_ppb(worst, MONTH));
    (
        worst,
        share,
        "counted over a month of 30 days for the worst host".to_owned(),
    )
}

/// How long all of these components were down or hung at once.
fn all_down(seen: Seen<'_>, components: &[ComponentId]) -> SimDuration {
    let mut down = vec![false; components.len()];
    let mut since: Option<SimTime> = None;
    let mut sum = SimDuration::ZERO;
    let within = |a: SimTime, b: SimTime| b.min(seen.until).since(a.max(seen.from));
    for change in seen.health.iter().take_while(|c| c.at < seen.until) {
        let Some(i) = components.iter().position(|&c| c == change.component) else {
            continue;
        };
        down[i] = match change.health {
            Health::Down | Health::Hung | Health::Recovering => true,
            Health::Up | Health::Degraded => false,
        };
        let all = down.iter().all(|&d| d);
        match since {
            None if all => since = Some(change.at),
            Some(t) if !all => {
                sum += within(t, change.at);
                since = None;
            }
            None | Some(_) => {}
        }
    }
    sum + since.map_or(SimDuration::ZERO, |t| within(t, seen.until))
}

/// The components that rent a service from a provider.
fn users(arch: &Architecture, provider: &str, service: Service) -> Vec<ComponentId> {
    let rents = |c: &Component| match &c.kind {
        ComponentKind::Instances(i) => {
            service == Service::Compute
                && i.per_zone
                    .iter()
                    .any(|(z, n)| *n > 0 && at(arch.zone(*z), provider))
        }
        ComponentKind::Database(d) => copies(arch, d, provider, service) > 0,
        ComponentKind::LoadBalancer(lb) => {
            service == Service::LoadBalancer && lb.zones.iter().any(|z| at(arch.zone(*z), provider))
        }
        ComponentKind::DnsName(name) => service == Service::Dns && at(&name.provider, provider),
        ComponentKind::Cdn(cdn) => service == Service::Cdn && at(&cdn.provider, provider),
        ComponentKind::Volume(v) => {
            service == Service::BlockStore && at(arch.zone(v.zone), provider)
        }
        ComponentKind::Bucket(b) => service == Service::ObjectStore && at(&b.region, provider),
        ComponentKind::Queue(q) => service == Service::Queue && at(&q.region, provider),
        ComponentKind::Cache(_) | ComponentKind::Key(_) | ComponentKind::External(_) => false,
    };
    let ids = (0..arch.components.len() as u16).map(ComponentId);
    ids.filter(|&id| rents(arch.component(id))).collect()
}

/// Whether a path lies at a provider.
fn at(path: &str, provider: &str) -> bool {
    path.split('/').next() == Some(provider)
}

/// Copies of a database that rent this service from the provider.
fn copies(arch: &Architecture, d: &Database, provider: &str, service: Service) -> u64 {
    let here = d.copies.iter().filter(|c| at(arch.zone(c.zone), provider));
    let counts = here.filter(|c| match c.host {
        DatabaseHost::Managed => service == Service::ManagedDatabase,
        DatabaseHost::Volumes(_) => matches!(service, Service::Compute | Service::BlockStore),
        DatabaseHost::LocalDisk => service == Service::Compute,
    });
    counts.count() as u64
}

/// How many zones of the provider these components stand in.
fn zones_in_use(arch: &Architecture, provider: &str, used: &[ComponentId]) -> usize {
    let mut zones = Vec::new();
    for &id in used {
        match &arch.component(id).kind {
            ComponentKind::Instances(i) => {
                zones.extend(i.per_zone.iter().filter(|(_, n)| *n > 0).map(|(z, _)| *z));
            }
            ComponentKind::Database(d) => zones.extend(d.copies.iter().map(|c| c.zone)),
            ComponentKind::LoadBalancer(lb) => zones.extend(&lb.zones),
            ComponentKind::Volume(v) => zones.push(v.zone),
            ComponentKind::DnsName(_)
            | ComponentKind::Cdn(_)
            | ComponentKind::Bucket(_)
            | ComponentKind::Queue(_)
            | ComponentKind::Cache(_)
            | ComponentKind::Key(_)
            | ComponentKind::External(_) => {}
        }
    }
    zones.retain(|z| at(arch.zone(*z), provider));
    zones.sort_unstable();
    zones.dedup();
    zones.len()
}

/// A month's bill for a service of one component at a provider, micro-dollars; what depends on use
/// (requests, traffic, the size of buckets) is left out.
fn bill(
    arch: &Architecture,
    c: &Component,
    provider: &str,
    service: Service,
    prices: &Prices,
) -> u64 {
    let hours = MONTH.0 / SimDuration::from_hours(1).0;
    match &c.kind {
        ComponentKind::Instances(i) => {
            let here = i
                .per_zone
                .iter()
                .filter(|(z, _)| at(arch.zone(*z), provider));
            here.map(|(_, n)| u64::from(*n)).sum::<u64>() * prices.instance_hour * hours
        }
        ComponentKind::Database(d) => {
            let n = copies(arch, d, provider, service);
            if service == Service::ManagedDatabase {
                n * prices.database_hour * hours
            } else if service == Service::BlockStore {
                n * gigabytes(d.bytes, prices.volume_gb_month)
            } else {
                n * prices.instance_hour * hours
            }
        }
        ComponentKind::LoadBalancer(_) => prices.balancer_hour * hours,
        ComponentKind::Volume(v) => gigabytes(v.bytes, prices.volume_gb_month),
        ComponentKind::DnsName(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Bucket(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Cache(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => 0,
    }
}

fn gigabytes(bytes: u64, price_per_gb: u64) -> u64 {
    (u128::from(bytes) * u128::from(price_per_gb) / u128::from(GB)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::architecture::{
        Bucket, Cache, Cdn, Copy, DatabaseMode, Deployment, DnsName, External, Instances, Key,
        LoadBalancer, Queue, Root, Routing, Volume, ZoneId,
    };

    /// One component of every kind at `aws`, servers that stand nowhere, and databases on all kinds of hosts.
    fn everything() -> Architecture {
        let (zone, region) = (ZoneId(0), "aws/r".to_owned());
        let servers = |n| {
            ComponentKind::Instances(Instances {
                per_zone: vec![(zone, n)],
                root: Root::LocalDisk,
                capacity_micro_per_s: None,
                service_time: SimDuration::ZERO,
                auto_replace: false,
                max: n,
                at_least: None,
            })
        };
        let database = |host| {
            let name = "only".to_owned();
            ComponentKind::Database(Database {
                copies: vec![Copy { name, zone, host }],
                mode: DatabaseMode::Alone,
                bytes: 100 * GB,
                capacity_micro_per_s: None,
                merge_keeps_both: false,
                key: None,
                acknowledges: None,
            })
        };
        let kinds = vec![
            ("web", servers(2)),
            ("nobody", servers(0)),
            (
                "lb",
                ComponentKind::LoadBalancer(LoadBalancer {
                    zones: vec![zone],
                    targets: ComponentId(0),
                    check: None,
                }),
            ),
            (
                "www",
                ComponentKind::DnsName(DnsName {
                    provider: "aws".to_owned(),
                    second_provider: None,
                    routing: Routing::Simple(ComponentId(0)),
                    ttl: SimDuration::ZERO,
                }),
            ),
            (
                "cdn",
                ComponentKind::Cdn(Cdn {
                    provider: "aws".to_owned(),
                    origin: ComponentId(0),
                    hit_ppm: 0,
                    stale: SimDuration::ZERO,
                }),
            ),
            (
                "disk",
                ComponentKind::Volume(Volume {
                    zone,
                    bytes: 20 * GB,
                    redundancy: None,
                }),
            ),
            ("managed", database(DatabaseHost::Managed)),
            ("own", database(DatabaseHost::Volumes(1))),
            ("local", database(DatabaseHost::LocalDisk)),
            (
                "bucket",
                ComponentKind::Bucket(Bucket {
                    region: region.clone(),
                    copy: None,
                }),
            ),
            (
                "queue",
                ComponentKind::Queue(Queue {
                    region: region.clone(),
                    retention: SimDuration::ZERO,
                    consumer: ComponentId(0),
                }),
            ),
            (
                "cache",
                ComponentKind::Cache(Cache {
                    zone,
                    hit_ppm: 0,
                    warm_up: SimDuration::ZERO,
                    origin: ComponentId(0),
                }),
            ),
            (
                "key",
                ComponentKind::Key(Key {
                    on: None,
                    in_backup: None,
                    region: Some(region),
                    with: None,
                }),
            ),
            (
                "mail",
                ComponentKind::External(External {
                    place: None,
                    service: None,
                    survives_zone: true,
                }),
            ),
        ];
        let part = |(name, kind): (&str, ComponentKind)| Component {
            name: name.to_owned(),
            luck: name.to_owned(),
            line: 1,
            kind,
            needs: Vec::new(),
            deployment: Deployment::default(),
            fails: None,
        };
        Architecture {
            zones: vec!["aws/r/a".to_owned()],
            components: kinds.into_iter().map(part).collect(),
            ..Architecture::default()
        }
    }

    /// Every kind rents what it is made of, from the provider where it stands and from nobody else.
    #[test]
    fn who_rents_what() {
        let arch = everything();
        let names = |provider: &str, service| -> Vec<String> {
            let users = users(&arch, provider, service);
            users
                .into_iter()
                .map(|c| arch.component(c).name.clone())
                .collect()
        };
        for (service, expected) in [
            (Service::Compute, &["web", "own", "local"][..]),
            (Service::BlockStore, &["disk", "own"]),
            (Service::LoadBalancer, &["lb"]),
            (Service::Dns, &["www"]),
            (Service::Cdn, &["cdn"]),
            (Service::ManagedDatabase, &["managed"]),
            (Service::ObjectStore, &["bucket"]),
            (Service::Queue, &["queue"]),
            (Service::Keys, &[]),
        ] {
            assert_eq!(names("aws", service), expected, "{service:?}");
            assert_eq!(names("rackspace", service), [""; 0], "{service:?}");
        }
    }

    /// A month's bill: hours of servers, gigabytes of volumes.
    #[test]
    fn bills() {
        let arch = everything();
        let prices = Prices {
            instance_hour: 100,
            database_hour: 200,
            volume_gb_month: 7,
            balancer_hour: 3,
            ..Prices::default()
        };
        let of = |name: &str, service| {
            let id = arch.find(name).expect("a component");
            bill(&arch, arch.component(id), "aws", service, &prices)
        };
        assert_eq!(of("web", Service::Compute), 2 * 720 * 100);
        assert_eq!(of("managed", Service::ManagedDatabase), 720 * 200);
        assert_eq!(of("own", Service::BlockStore), 100 * 7);
        assert_eq!(of("own", Service::Compute), 720 * 100);
        assert_eq!(of("disk", Service::BlockStore), 20 * 7);
        assert_eq!(of("lb", Service::LoadBalancer), 720 * 3);
        assert_eq!(of("bucket", Service::ObjectStore), 0);
    }
}
