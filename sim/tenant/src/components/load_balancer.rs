//! A load balancer: spreads requests over the servers that its checks say are well.
//!
//! Models: an entry in each of its zones, taking equal shares; members taken out after (unhealthy - 1) intervals and a
//! phase, put back likewise; fail open when every member is out. An entry whose zone answers less than half of the
//! calls is taken out the same way (assumed: providers drop a balancer's zone from its name). Without a check it never
//! notices, and a dead zone keeps its share. Leaves out: connection draining, warm-up of the balancer itself.

use crate::architecture::{ComponentId, LoadBalancer};
use crate::components::instances;
use crate::engine::checks::Subject;
use crate::engine::flow::{End, Leg, Shares, Walk};
use crate::engine::hosts::Works;

pub(crate) fn enter(
    walk: &Walk<'_, '_>,
    id: ComponentId,
    x: &LoadBalancer,
    leg: Leg,
    out: &mut Vec<Leg>,
) {
    if let Some((_, host)) = walk.run.hosts.of(id).next() {
        let end = match host.works {
            Works::Up => None,
            Works::Hung => Some(End::Hang),
            Works::Down => Some(End::Fast),
        };
        if let Some(end) = end {
            out.push(leg.failed(end, id, host.cause));
            return;
        }
    }
    let checks = &walk.run.checks.of[id.0 as usize];
    let is_out = |subject| checks.iter().any(|w| w.subject == subject && !w.inside);
    let entries = x.zones.iter().copied();
    let open: Vec<_> = entries
        .clone()
        .filter(|&z| !is_out(Subject::Entry(z)))
        .collect();
    let entries = if open.is_empty() {
        entries.collect()
    } else {
        open
    };
    if entries.is_empty() {
        members(walk, id, x, leg, out);
        return;
    }
    let mut shares = Shares::of(leg.ppm, entries.len() as u64);
    for zone in entries {
        let part = Leg {
            ppm: shares.next(1),
            ..leg
        };
        let Some(part) = walk.hop(part, walk.run.layout.zone(zone), id, out) else {
            continue;
        };
        let watch = walk.run.service_at(zone);
        if let Some(part) = walk.pass(part, watch, End::Fast, id, out) {
            members(walk, id, x, part, out);
        }
    }
}

/// Sends a leg on to the members in rotation.
fn members(
    walk: &Walk<'_, '_>,
    id: ComponentId,
    x: &LoadBalancer,
    mut leg: Leg,
    out: &mut Vec<Leg>,
) {
    if leg.seen.has(x.targets) {
        out.push(leg);
        return;
    }
    leg.seen.add(x.targets);
    let checks = &walk.run.checks.of[id.0 as usize];
    let members = || walk.run.hosts.of(x.targets);
    let is_in = |h| {
        let mut own = checks.iter().filter(|w| w.subject == Subject::Host(h));
        own.all(|w| w.inside)
    };
    let left = |h: &crate::engine::hosts::Host| {
        h.zone
            .is_none_or(|z| !walk.run.has_left(id, z) && !walk.run.has_left(x.targets, z))
    };
    let any = members().any(|(i, h)| is_in(i) && left(h));
    let chosen = members()
        .filter(|&(i, h)| left(h) && (!any || is_in(i)))
        .map(|(_, h)| h);
    let start = out.len();
    instances::spread(walk, x.targets, chosen, leg, out);
    walk.needs(x.targets, start, out);
}
