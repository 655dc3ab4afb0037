//! What a run used, for money: hosts by the hour, volumes and backups by the month, bytes that left.
//!
//! Leaves out: request prices, object storage other than backups, root volumes and discounts.

use super::hosts::{Host, region_of};
use super::run::Run;
use crate::architecture::{Backup, BackupPlace, ComponentId, ComponentKind, DatabaseHost};
use crate::outcome::Usage;
use kernel::SimTime;
use tape::Prices;

/// Bytes that one write sends to each other copy. Assumed: 1 kB, range 0.2 to 10 kB.
const BYTES_PER_WRITE: u64 = 1_000;
const GB: u128 = 1_000_000_000;
const HOURS_PER_MONTH: u128 = 720;

impl Run<'_> {
    pub(crate) fn usage(&self, end: SimTime) -> Usage {
        let hours_us = u128::from(end.0);
        let per_hour = |micro: u128| micro * hours_us / 3_600_000_000;
        let struck = self.world.tape.zone.map(|z| self.world.tape.places.path(z));
        // Servers launched in the run are paid from their launch on.
        let (mut all, mut in_struck) = (0u128, 0u128);
        for host in self.hosts.list.iter().filter(|h| !h.extra) {
            let path = host
                .zone
                .map_or(self.arch.home.as_str(), |z| self.arch.zone(z));
            let micro = self.micro_per_hour(host, path);
            all += micro;
            if host.zone.is_some() && struck == Some(path) {
                in_struck += micro;
            }
        }
        let mut spend = per_hour(all);
        let mut extra_s = 0;
        for &(from, zone) in &self.launches.extra {
            let lived = end - from;
            extra_s += lived.0 / 1_000_000;
            let price = self.prices(self.arch.zone(zone)).instance_hour;
            spend += u128::from(price) * u128::from(lived.0) / 3_600_000_000;
        }
        let kept = self.arch.backups.iter().map(|b| self.backup_micro(b, end));
        spend += kept.sum::<u128>();
        let (zone_bytes, replicated) = self.replicated_bytes();
        let egress_bytes = self.recovery.egress_bytes + replicated;
        let home = self.prices(&self.arch.home);
        spend += u128::from(egress_bytes) * u128::from(home.egress_gb) / GB;
        spend += u128::from(zone_bytes) * u128::from(home.zone_gb) / GB;
        Usage {
            extra_instance_s: extra_s,
            egress_bytes,
            zone_bytes,
            spend_micro: spend.min(u128::from(u64::MAX)) as u64,
            struck_zone_micro_per_day: (in_struck * 24).min(u128::from(u64::MAX)) as u64,
        }
    }

    fn prices(&self, path: &str) -> Prices {
        self.world
            .offer(path)
            .map_or(Prices::default(), |o| o.prices)
    }

    /// Price of keeping a backup until `end`, micro-dollars: one full copy in the object store. Assumed: increments and
    /// versions are left out, and a copy on a server of one's own or elsewhere costs what the home's object store does.
    fn backup_micro(&self, backup: &Backup, end: SimTime) -> u128 {
        let bytes = match &self.arch.component(backup.of).kind {
            ComponentKind::Database(x) => x.bytes,
            ComponentKind::Volume(x) => x.bytes,
            // How much lies in a bucket is not known.
            ComponentKind::Bucket(_)
            | ComponentKind::Instances(_)
            | ComponentKind::LoadBalancer(_)
            | ComponentKind::DnsName(_)
            | ComponentKind::Cdn(_)
            | ComponentKind::Queue(_)
            | ComponentKind::Cache(_)
            | ComponentKind::Key(_)
            | ComponentKind::External(_) => 0,
        };
        let place = match &backup.place {
            BackupPlace::ObjectStore(region) => region,
            BackupPlace::Component(_) | BackupPlace::Elsewhere => &self.arch.home,
        };
        let per_month = u128::from(bytes) * u128::from(self.prices(place).object_gb_month) / GB;
        per_month * u128::from(end.0) / (HOURS_PER_MONTH * 3_600_000_000)
    }

    /// Price of one host, micro-dollars per hour.
    fn micro_per_hour(&self, host: &Host, path: &str) -> u128 {
        let p = self.prices(path);
        let volume =
            |bytes: u64| u128::from(bytes) * u128::from(p.volume_gb_month) / GB / HOURS_PER_MONTH;
        match &self.arch.component(host.component).kind {
            ComponentKind::Instances(_) | ComponentKind::Cache(_) => u128::from(p.instance_hour),
            ComponentKind::LoadBalancer(_) => u128::from(p.balancer_hour),
            ComponentKind::Volume(x) => volume(x.bytes),
            ComponentKind::Database(x) => match x.copies.first().map(|c| c.host) {
                Some(DatabaseHost::Managed) => u128::from(p.database_hour) + volume(x.bytes),
                Some(DatabaseHost::Volumes(_)) => u128::from(p.instance_hour) + volume(x.bytes),
                Some(DatabaseHost::LocalDisk) | None => u128::from(p.instance_hour),
            },
            ComponentKind::DnsName(_)
            | ComponentKind::Cdn(_)
            | ComponentKind::Bucket(_)
            | ComponentKind::Queue(_)
            | ComponentKind::Key(_)
            | ComponentKind::External(_) => 0,
        }
    }

    /// Bytes that replication sent to other zones, and to other regions or providers.
    fn replicated_bytes(&self) -> (u64, u64) {
        let (mut zone, mut away) = (0u64, 0u64);
        for (i, journey) in self.arch.journeys.iter().enumerate() {
            let Some(store) = self.layout.store[i].filter(|_| journey.writes) else {
                continue;
            };
            let id = crate::architecture::JourneyId(i as u16);
            let served = self.journeys.net.served(id);
            let bytes = served / 1_000_000 * BYTES_PER_WRITE;
            let (near, far) = self.other_copies(store);
            zone += bytes * near;
            away += bytes * far;
        }
        (zone, away)
    }

    /// Copies of a store in other zones of its first copy's region, and elsewhere.
    fn other_copies(&self, store: ComponentId) -> (u64, u64) {
        match &self.arch.component(store).kind {
            ComponentKind::Database(x) => {
                let zones = x.copies.iter().map(|c| self.arch.zone(c.zone));
                let Some(first) = zones.clone().next() else {
                    return (0, 0);
                };
                let near = |z: &&str| region_of(z) == region_of(first);
                let others = zones.filter(|z| *z != first);
                let far = others.clone().filter(|z| !near(z)).count() as u64;
                (others.filter(near).count() as u64, far)
            }
            ComponentKind::Bucket(x) => (0, u64::from(x.copy.is_some())),
            ComponentKind::Instances(_)
            | ComponentKind::LoadBalancer(_)
            | ComponentKind::DnsName(_)
            | ComponentKind::Cdn(_)
            | ComponentKind::Volume(_)
            | ComponentKind::Queue(_)
            | ComponentKind::Cache(_)
            | ComponentKind::Key(_)
            | ComponentKind::External(_) => (0, 0),
        }
    }
}
