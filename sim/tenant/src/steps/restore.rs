//! Restores a backup onto a new copy of a database, a new volume, or a bucket.
//!
//! Needs: the backup's place and key readable; on volumes the block store's API, launches and a server to put them on;
//! managed, the database API. Takes: the copy at the backup's speed or the offer's (across regions at most one
//! stream's), alone or over the link that restores share; the log since the last base copy for archives, since the
//! snapshot where the file says that one is kept, which then brings back what was written since; launching and
//! deploying a server. A point that turns out unreadable costs
//! its whole copy, then the next older is tried. If the store works again by itself meanwhile, nothing is changed.
//! Users reach what was restored when the rest of the plan is done.
//! Leaves out: what else the link carries.

use super::{Begun, Work, link};
use crate::architecture::{
    BackupKind, BackupPlace, ComponentId, ComponentKind, DatabaseHost, Deployment, Need, Root,
    ZoneId,
};
use crate::components::{Memory, database};
use crate::data::{BackupPoint, RestoreWork, Want};
use crate::engine::hosts::{Plot, database_roots, region_of};
use crate::engine::run::Run;
use crate::engine::stores::write_rate;
use kernel::SimDuration;
use tape::{PopulationKind, Service};

/// Log of one write. Assumed: 1 kB, range 0.2 to 10 kB.
const LOG_BYTES_PER_WRITE: u64 = 1_000;
/// Log since the last base copy of an archive. Assumed: half a day on average, base copies once a day.
const LOG_SINCE_BASE_S: u64 = 12 * 3600;
/// Speed of a restore where no offer says. Assumed: 50 MB/s.
const BYTES_PER_S: u64 = 50_000_000;
/// Unreadable points tried before giving up.
const POINTS_MAX: u32 = 8;

/// A restore under way.
#[derive(Debug)]
pub(crate) struct Filling {
    point: BackupPoint,
}

/// How data is kept where it is restored to.
fn host_of(run: &Run<'_>, of: ComponentId) -> Option<DatabaseHost> {
    database::restore_host(run, of)
}

pub(super) fn always_needs(run: &Run<'_>, backup: usize, zone: ZoneId) -> Vec<Need> {
    let Some(b) = run.arch.backups.get(backup) else {
        return Vec::new();
    };
    let path = run.arch.zone(zone).to_owned();
    let mut needs = vec![Need::Backup(backup)];
    if let BackupPlace::ObjectStore(region) = &b.place {
        needs.push(Need::Service(Service::ObjectStore, region.clone()));
    }
    if let ComponentKind::Database(x) = &run.arch.component(b.of).kind
        && let Some(key) = x.key
    {
        needs.push(Need::Key(key));
    }
    if run.world.offer(&path).is_none() {
        needs.push(Need::Offer(path.clone(), Service::Compute));
    }
    match (host_of(run, b.of), &run.arch.component(b.of).kind) {
        (Some(DatabaseHost::Managed), _) => {
            needs.push(Need::Service(Service::DatabaseApi, path));
        }
        (Some(DatabaseHost::LocalDisk), _) => {
            needs.push(Need::Service(Service::LaunchLocal, path));
        }
        (Some(DatabaseHost::Volumes(_)), _) => {
            needs.push(Need::Service(Service::BlockApi, path.clone()));
            needs.push(Need::Service(Service::LaunchBlock, path));
        }
        (None, ComponentKind::Volume(_)) => {
            needs.push(Need::Service(Service::BlockApi, path));
        }
        (None, _) => {}
    }
    needs
}

pub(super) fn begin(
    run: &mut Run<'_>,
    (plan, step): (usize, usize),
    backup: usize,
    zone: ZoneId,
) -> Begun {
    let arch = run.arch;
    let now = run.now;
    let Some(b) = arch.backups.get(backup) else {
        return Begun::Never("there is no such backup".to_owned());
    };
    if run.status[b.of.0 as usize].works() {
        let text = format!("{} works: nothing is restored", arch.component(b.of).name);
        let cause = run.recovery.plans[plan].cause;
        run.fact("tenant.restore_not_needed", text, cause);
        run.recovery.step_mut(plan, step).work = Work::Needless;
        return Begun::For(SimDuration::ZERO);
    }
    let mut work = work_of(run, backup, zone, (plan, step));
    // Copies of unreadable points come on top, and the log of the point that is readable in the end.
    let (mut bytes, mut takes) = (0, SimDuration::ZERO);
    for _ in 0..POINTS_MAX {
        let Some(store) = run.stores.of_mut(b.of) else {
            break;
        };
        let Some(id) = store.backup(backup) else {
            break;
        };
        let Some(mut point) = store.data.restorable_at(now, id, Want::Newest) else {
            break;
        };
        if let (BackupKind::Snapshot { .. }, Some((log_per_s, replay_per_s))) = (b.kind, b.replay) {
            let age = store.data.age_at_failure(&point, now);
            store.data.roll_forward(&mut point);
            work.log_bytes = (u128::from(age.0) * u128::from(log_per_s) / 1_000_000) as u64;
            work.replay_bytes_per_s = replay_per_s;
        }
        takes += work.duration();
        bytes += work.bytes;
        let corrupt = f64::from(b.corrupt_ppm) / 1e6;
        let draws = run.recovery.plans[plan].draws_of(step);
        if !draws.bernoulli(corrupt) {
            count_bytes(run, backup, zone, work.bytes);
            let text = format!("restoring {}, which is {} old", b.name, point.age);
            let cause = run.recovery.plans[plan].cause;
            let fact = run.fact("tenant.restore", text, cause);
            run.recovery.plans[plan].cause = Some(fact);
            run.recovery.step_mut(plan, step).work = Work::Restore(Filling { point });
            if arch.restore_link.is_none() {
                return Begun::For(takes);
            }
            let alone = RestoreWork {
                bytes,
                log_bytes: 0,
                fixed: SimDuration::ZERO,
                ..work
            };
            let then = SimDuration(takes.0.saturating_sub(alone.duration().0));
            link::send(run, (plan, step), (bytes, work.bytes_per_s), then);
            return Begun::Launched;
        }
        let text = format!("a copy of {} turns out to be unreadable", b.name);
        let cause = run.recovery.plans[plan].cause;
        let fact = run.fact("tenant.backup_corrupt", text, cause);
        run.recovery.plans[plan].cause = Some(fact);
        if let Some(store) = run.stores.of_mut(b.of) {
            store.data.spoil(&point);
        }
    }
    Begun::Never(format!("no readable copy of {} is left", b.name))
}

/// What has to be moved and done.
fn work_of(
    run: &mut Run<'_>,
    backup: usize,
    zone: ZoneId,
    (plan, step): (usize, usize),
) -> RestoreWork {
    let arch = run.arch;
    let b = &arch.backups[backup];
    let path = arch.zone(zone);
    let offer = run.world.offer(path);
    let (bytes, deployed) = match &arch.component(b.of).kind {
        ComponentKind::Database(x) => (x.bytes, true),
        ComponentKind::Volume(x) => (x.bytes, false),
        ComponentKind::Bucket(_)
        | ComponentKind::Instances(_)
        | ComponentKind::LoadBalancer(_)
        | ComponentKind::DnsName(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Cache(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => (0, false),
    };
    let near = place_of(run, backup).is_some_and(|from| from == region_of(path));
    let offered = offer.map_or(BYTES_PER_S, |o| o.restore_bytes_per_s);
    let here = b.restore_bytes_per_s.unwrap_or(offered);
    let bytes_per_s = match (near, offer) {
        (false, Some(o)) => here.min(o.cross_region_bytes_per_s),
        (true, _) | (false, None) => here,
    };
    let writes_per_s = write_rate(arch, run, b.of) / 1_000_000;
    let log_per_s = b.replay.map_or(writes_per_s * LOG_BYTES_PER_WRITE, |r| r.0);
    let log_bytes = match b.kind {
        BackupKind::Archive { .. } => LOG_SINCE_BASE_S * log_per_s,
        BackupKind::Snapshot { .. } => 0,
    };
    let law = match host_of(run, b.of) {
        Some(DatabaseHost::Managed) => offer.map(|o| o.database_create),
        Some(DatabaseHost::Volumes(_)) => Some(run.launch_law(Root::BlockStore, path)),
        Some(DatabaseHost::LocalDisk) => Some(run.launch_law(Root::LocalDisk, path)),
        None => None,
    };
    let managed = host_of(run, b.of) == Some(DatabaseHost::Managed);
    let deploy = match &arch.component(b.of).deployment {
        _ if !deployed || managed => SimDuration::ZERO,
        Deployment::ByHand { effort } => *effort,
        Deployment::Image { .. } => SimDuration::ZERO,
        Deployment::Automation { duration, .. } => *duration,
    };
    let draws = run.recovery.plans[plan].draws_of(step);
    let start = law.map_or(SimDuration::ZERO, |l| l.draw(draws));
    RestoreWork {
        bytes,
        bytes_per_s,
        log_bytes,
        replay_bytes_per_s: b.replay.map_or(here, |r| r.1),
        fixed: start + deploy,
    }
}

/// The region a backup lies in, if it is one.
fn place_of(run: &Run<'_>, backup: usize) -> Option<String> {
    match &run.arch.backups[backup].place {
        BackupPlace::ObjectStore(region) => Some(region.clone()),
        BackupPlace::Component(c) => {
            let host = run.hosts.of(*c).next()?;
            host.1.zone.map(|z| region_of(run.arch.zone(z)).to_owned())
        }
        BackupPlace::Elsewhere => None,
    }
}

fn count_bytes(run: &mut Run<'_>, backup: usize, zone: ZoneId, bytes: u64) {
    let to = region_of(run.arch.zone(zone)).to_owned();
    match place_of(run, backup) {
        Some(from) if from != to => run.recovery.egress_bytes += bytes,
        Some(_) | None => {}
    }
}

/// Whether the store works by itself.
pub(super) fn needless(run: &Run<'_>, backup: usize) -> bool {
    let of = run.arch.backups.get(backup).map(|b| b.of);
    of.is_some_and(|c| run.status[c.0 as usize].works())
}

pub(super) fn complete(
    run: &mut Run<'_>,
    (plan, step): (usize, usize),
    backup: usize,
    zone: ZoneId,
) {
    let arch = run.arch;
    let Some(b) = arch.backups.get(backup) else {
        return;
    };
    let work = std::mem::replace(&mut run.recovery.step_mut(plan, step).work, Work::Nothing);
    let Work::Restore(filling) = work else {
        return;
    };
    unlock_keys(run, backup);
    let name = &arch.component(b.of).name;
    let cause = run.recovery.plans[plan].cause;
    if needless(run, backup) {
        let text = format!("{name} works again by itself: what was restored is not used");
        run.fact("tenant.restore_not_needed", text, cause);
        return;
    }
    put_in_place(run, b.of, zone, &filling.point);
    let text = format!("{name} runs on what was restored in {}", arch.zone(zone));
    let fact = run.fact("tenant.restored", text, cause);
    run.news = Some(fact);
    run.touch(b.of, Some(fact));
    run.store_moved(plan, step, b.of);
}

/// Keys that lay in the backup can be read now.
fn unlock_keys(run: &mut Run<'_>, backup: usize) {
    for (i, c) in run.arch.components.iter().enumerate() {
        if let ComponentKind::Key(k) = &c.kind
            && k.in_backup == Some(backup)
            && let Memory::Key(ring) = run.memory_mut(ComponentId(i as u16))
        {
            ring.unlocked = true;
        }
    }
}

fn put_in_place(run: &mut Run<'_>, of: ComponentId, zone: ZoneId, point: &BackupPoint) {
    let now = run.now;
    let arch = run.arch;
    let world = run.world;
    let Some(store) = run.stores.of_mut(of) else {
        return;
    };
    let copy = store.begin_filling();
    store.data.restore(point, copy, now);
    store.backups_from(copy, now);
    let c = arch.component(of);
    let own = run.hosts.list.iter().filter(|h| h.component == of).count();
    let entity = format!("{}/restored/{own}", c.luck);
    let label = format!("restored {}", c.name);
    let path = arch.zone(zone);
    let plot = |roots| Plot {
        component: of,
        entity: &entity,
        label: &label,
        zone: Some(zone),
        path,
        roots,
    };
    match (&c.kind, host_of(run, of)) {
        (ComponentKind::Database(_), Some(kind)) => {
            let roots = database_roots(kind, false);
            let host = run.hosts.add(&world, plot(&roots));
            run.start_host(host);
            database::restored(run, of, zone, host);
        }
        (ComponentKind::Volume(_), _) => {
            let host = run.hosts.add(&world, plot(&[(PopulationKind::Volumes, 1)]));
            run.start_host(host);
            if let Memory::Volume(mount) = run.memory_mut(of) {
                let old = std::mem::replace(&mut mount.host, host);
                run.hosts.get_mut(old).gone = true;
            }
        }
        (_, _) => {}
    }
}
