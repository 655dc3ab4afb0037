//! Servers: a group of equal machines, spread over zones.
//!
//! Models: each server hangs when a root of it hangs, refuses when its machine is down, and takes its equal share of
//! what is sent to the group. Without a balancer in front, clients spread evenly over all servers, dead ones included.
//! Members of a group with a least number know of each other: with that many at work those in reach that work serve
//! everything, with fewer the group refuses.
//! Leaves out: sessions bound to one server, and servers that are slow but not dead.

use crate::architecture::{ComponentId, ComponentKind};
use crate::engine::flow::{Leg, Shares, Stand, Walk};
use crate::engine::hosts::{Host, Works};

pub(crate) fn enter(walk: &Walk<'_, '_>, id: ComponentId, leg: Leg, out: &mut Vec<Leg>) {
    let hosts = walk.run.hosts.of(id).map(|(_, h)| h);
    spread(walk, id, hosts, leg, out);
}

/// Spreads a leg evenly over servers.
pub(crate) fn spread<'h>(
    walk: &Walk<'_, '_>,
    id: ComponentId,
    hosts: impl Iterator<Item = &'h Host>,
    leg: Leg,
    out: &mut Vec<Leg>,
) {
    let enough = match &walk.run.arch.component(id).kind {
        ComponentKind::Instances(x) => x.at_least.map(|least| at_work(walk, id) >= least as usize),
        ComponentKind::LoadBalancer(_)
        | ComponentKind::DnsName(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Volume(_)
        | ComponentKind::Database(_)
        | ComponentKind::Bucket(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Cache(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => None,
    };
    let mut stands: Vec<(Stand, u64)> = Vec::new();
    for host in hosts {
        if enough == Some(false) || (enough.is_some() && host.works != Works::Up) {
            continue;
        }
        let stand = stand(host);
        let like = |s: &Stand| (s.zone, s.works, s.block) == (stand.zone, stand.works, stand.block);
        match stands.iter_mut().find(|(s, _)| like(s)) {
            Some((s, n)) => {
                *n += 1;
                s.cause = s.cause.max(stand.cause);
            }
            None => stands.push((stand, 1)),
        }
    }
    let total = stands.iter().map(|&(_, n)| n).sum::<u64>();
    if total == 0 {
        let cause = walk.run.status_fact(id);
        out.push(leg.failed(crate::engine::flow::End::Fast, id, cause));
        return;
    }
    let mut shares = Shares::of(leg.ppm, total);
    for (stand, n) in stands {
        let ppm = shares.next(n);
        let part = Leg { ppm, ..leg };
        if ppm == 0 {
            continue;
        }
        if let Some(mut served) = walk.serve(part, stand, id, out) {
            if let Some(zone) = stand.zone
                && let Some(station) = walk.run.stations.of(id, zone.0)
            {
                served.way.push(station);
            }
            out.push(served);
        }
    }
}

/// How many servers of a group work.
fn at_work(walk: &Walk<'_, '_>, id: ComponentId) -> usize {
    let hosts = walk.run.hosts.of(id);
    hosts.filter(|(_, h)| h.works == Works::Up).count()
}

/// How a host stands.
pub(crate) fn stand(host: &Host) -> Stand {
    Stand {
        zone: host.zone,
        works: host.works,
        cause: host.cause,
        block: host.block_by_condition && host.works == Works::Up,
        managed: host.managed_by_condition,
    }
}
