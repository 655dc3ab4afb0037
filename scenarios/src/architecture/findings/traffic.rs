//! Findings about the way of requests: too little room, with nothing broken or without a zone; names that lead past the
//! servers; parts named in the wrong order; harm in another currency than bills.
//!
//! The way is followed as the simulator does it while everything works: names lead to their first or weighted targets,
//! balancers to their members, caches pass on what they miss. Left out: uneven zones behind a balancer.

use super::{Failure, Search, Severity};
use crate::architecture::cycles::needed_by_serving;
use tenant::architecture::{
    Component, ComponentId, ComponentKind, Curve, DatabaseMode, Harm, Journey, Routing,
};

/// All of the requests of a journey, in parts per million.
const WHOLE: u64 = 1_000_000;

/// Most steps that are followed for one part of a path; where weighted names fan out further, nothing is found.
const STEPS_MAX: usize = 1_000;

impl Search<'_> {
    /// All findings about the way of requests.
    pub(super) fn traffic(&mut self) {
        let mut calm = vec![0u64; self.a.components.len()];
        let mut busy = false;
        for (i, j) in self.a.journeys.iter().enumerate() {
            let peak = self.peak_of(j);
            busy |= peak > j.rate_micro_per_s;
            for (sum, share) in calm.iter_mut().zip(self.arrivals(j)) {
                *sum = sum.saturating_add(part(peak, share));
            }
            let line = self.line("journeys", i);
            self.order(j, line);
            self.currency(j, line);
        }
        for (i, c) in self.a.components.iter().enumerate() {
            let id = ComponentId(i as u16);
            if !self.room(c, calm[i], busy) {
                self.without_a_zone(id, c);
            }
            if let ComponentKind::DnsName(name) = &c.kind {
                let targets = match &name.routing {
                    Routing::Simple(_) => Vec::new(),
                    Routing::Failover(..) | Routing::Weighted(..) => name.routing.targets(),
                };
                self.targets(id, c, &targets);
            }
        }
        self.retries();
    }

    /// Demand of a journey at its busiest hour, millionths per second.
    fn peak_of(&self, j: &Journey) -> u64 {
        let swing = match self.a.clients[j.clients].curve {
            Curve::Flat => 0,
            Curve::Daily { swing, .. } => (swing * 1e6) as u64,
        };
        part(j.rate_micro_per_s, WHOLE + swing)
    }

    /// Which share of a journey's requests comes to each component while everything works, parts per million.
    fn arrivals(&self, j: &Journey) -> Vec<u64> {
        let mut at = vec![0u64; self.a.components.len()];
        let mut going = WHOLE;
        for &first in &j.path {
            if at[usize::from(first.0)] > 0 {
                continue;
            }
            // What comes to a component, and whether it goes on along the path afterwards.
            let mut todo = vec![(first, going, true)];
            going = 0;
            for step in 0.. {
                let Some((id, share, goes_on)) = todo.pop() else {
                    break;
                };
                if step == STEPS_MAX {
                    return vec![0; at.len()];
                }
                let c = self.a.component(id);
                at[usize::from(id.0)] += share;
                let (next, kept) = sends(c, share, j.writes);
                if goes_on {
                    going += kept;
                }
                todo.extend(next.into_iter().map(|(to, s)| (to, s, goes_on)));
                let new = c.needs.iter().filter(|n| at[usize::from(n.0)] == 0);
                todo.extend(new.map(|&n| (n, share, false)));
            }
        }
        at
    }

    /// Whether a component has too little room with nothing broken; notes it.
    fn room(&mut self, c: &Component, demand: u64, busy: bool) -> bool {
        let room = match &c.kind {
            ComponentKind::Instances(x) => x.capacity_micro_per_s.map(|one| {
                let all: u64 = x.per_zone.iter().map(|(_, n)| u64::from(*n)).sum();
                one.saturating_mul(all)
            }),
            ComponentKind::Database(x) => x.capacity_micro_per_s.map(|one| {
                let one_answers = match x.mode {
                    DatabaseMode::Alone | DatabaseMode::Standby { .. } => true,
                    DatabaseMode::Replicas { read_replicas, .. } => !read_replicas,
                    DatabaseMode::Ring { .. } | DatabaseMode::Quorum(_) => false,
                };
                let answering = if one_answers {
                    1
                } else {
                    x.copies.len() as u64
                };
                one.saturating_mul(answering)
            }),
            ComponentKind::LoadBalancer(_)
            | ComponentKind::DnsName(_)
            | ComponentKind::Cdn(_)
            | ComponentKind::Volume(_)
            | ComponentKind::Bucket(_)
            | ComponentKind::Queue(_)
            | ComponentKind::Cache(_)
            | ComponentKind::Key(_)
            | ComponentKind::External(_) => None,
        };
        let Some(room) = room.filter(|&r| r < demand) else {
            return false;
        };
        let when = if busy { " at the busiest hour" } else { "" };
        self.add(
            (Severity::High, Failure::ExcessiveLoad),
            (c.line, &c.name),
            format!(
                "has room for {} of the {} requests/s it is asked for{when} with nothing broken",
                per_second(room),
                per_second(demand)
            ),
            "run more of it, or give it more capacity",
        );
        true
    }

    /// What is left of a group after losing its largest zone, against the demand of all who may come to it.
    fn without_a_zone(&mut self, id: ComponentId, c: &Component) {
        let ComponentKind::Instances(group) = &c.kind else {
            return;
        };
        let Some(capacity) = group.capacity_micro_per_s else {
            return;
        };
        let counts = group.per_zone.iter().map(|(_, n)| u64::from(*n));
        let zones = counts.clone().filter(|n| *n > 0).count();
        let rest = counts.clone().sum::<u64>() - counts.max().unwrap_or_default();
        let left = rest.saturating_mul(capacity);
        let demand = self
            .through(id)
            .fold(0u64, |sum, j| sum.saturating_add(self.peak_of(j)));
        if zones > 1 && demand > left {
            let percent = u128::from(left) * 100 / u128::from(demand);
            self.add(
                (Severity::Medium, Failure::ExcessiveLoad),
                (c.line, &c.name),
                format!("without its largest zone it has room for {percent}% of its peak load"),
                "run enough that the rest can carry all",
            );
        }
    }

    /// Targets of a name from which no server is reached, while from another one some are.
    fn targets(&mut self, id: ComponentId, c: &Component, targets: &[ComponentId]) {
        let serves = |t: ComponentId| {
            let reached = self.reach(&[t], true);
            self.a.components.iter().enumerate().any(|(i, c)| {
                let server = matches!(
                    c.kind,
                    ComponentKind::Instances(_) | ComponentKind::External(_)
                );
                server && (reached[i] || i == usize::from(t.0))
            })
        };
        let past: Vec<ComponentId> = targets.iter().copied().filter(|&t| !serves(t)).collect();
        if past.len() == targets.len() {
            return;
        }
        let Some(journey) = self.through(id).next().map(|j| j.name.clone()) else {
            return;
        };
        for t in past {
            let target = &self.a.component(t).name;
            let message = format!(
                "may lead to {target}, which leads to no server: what it answers counts as {journey} served"
            );
            self.add(
                (Severity::High, Failure::MisconfigurationAndBugs),
                (c.line, &c.name),
                message,
                "a sorry page serves nobody: lead the name to servers only",
            );
        }
    }

    /// Parts that a path names before what leads to them.
    fn order(&mut self, j: &Journey, line: u32) {
        for (i, &later) in j.path.iter().enumerate() {
            let reached = self.reach(&[later], false);
            let before = j.path[..i].iter().find(|b| reached[usize::from(b.0)]);
            if let Some(&before) = before {
                let name = |id| &self.a.component(id).name;
                let message = format!(
                    "its path names {} before {}, which leads there",
                    name(before),
                    name(later)
                );
                let advice = format!("put {} before {}", name(later), name(before));
                self.add(
                    (Severity::Medium, Failure::MisconfigurationAndBugs),
                    (line, &j.name),
                    message,
                    &advice,
                );
            }
        }
    }

    /// Harm in a currency that bills and credits are not in.
    fn currency(&mut self, j: &Journey, line: u32) {
        let Some(Harm { unit, .. }) = &j.harm else {
            return;
        };
        let looks_like_one = unit.len() == 3 && unit.bytes().all(|b| b.is_ascii_uppercase());
        if looks_like_one && unit != "USD" {
            self.add(
                (Severity::Low, Failure::MisconfigurationAndBugs),
                (line, &j.name),
                format!("its harm is in {unit}, but bills are in USD: they cannot be compared"),
                "write the harm in USD",
            );
        }
    }

    fn retries(&mut self) {
        for (i, clients) in self.a.clients.iter().enumerate() {
            if clients.retry.attempts > 3 && clients.retry.budget_ppm.is_none() {
                let line = self.line("clients", i);
                self.add(
                    (Severity::Low, Failure::ExcessiveLoad),
                    (line, &clients.name),
                    format!(
                        "make up to {} attempts without a budget",
                        clients.retry.attempts
                    ),
                    "a retry budget of 10% keeps an outage from feeding itself",
                );
            }
        }
    }

    /// Which components these lead to; or need, if that counts too.
    fn reach(&self, from: &[ComponentId], needs_too: bool) -> Vec<bool> {
        let mut reached = vec![false; self.a.components.len()];
        let mut todo = from.to_vec();
        while let Some(c) = todo.pop() {
            let c = self.a.component(c);
            let needs = if needs_too { 0 } else { c.needs.len() };
            for to in needed_by_serving(c).split_off(needs) {
                if !std::mem::replace(&mut reached[usize::from(to.0)], true) {
                    todo.push(to);
                }
            }
        }
        reached
    }

    /// The journeys whose requests may come to a component.
    pub(super) fn through(&self, id: ComponentId) -> impl Iterator<Item = &Journey> {
        let comes = move |j: &&Journey| {
            j.path.contains(&id) || self.reach(&j.path, true)[usize::from(id.0)]
        };
        self.a.journeys.iter().filter(comes)
    }
}

/// Where a component sends a share of requests, and what of it goes on along the path instead.
fn sends(c: &Component, share: u64, writes: bool) -> (Vec<(ComponentId, u64)>, u64) {
    let hits = |ppm: u32| {
        if writes {
            0
        } else {
            part(share, u64::from(ppm))
        }
    };
    match &c.kind {
        ComponentKind::LoadBalancer(x) => (vec![(x.targets, share)], 0),
        ComponentKind::DnsName(x) => match &x.routing {
            Routing::Simple(to) => (vec![(*to, share)], 0),
            Routing::Failover(list, _) => {
                (list.first().map(|&t| (t, share)).into_iter().collect(), 0)
            }
            Routing::Weighted(list, _) => {
                let all: u64 = list.iter().map(|(_, w)| u64::from(*w)).sum();
                let of = |w: u32| share * u64::from(w) / all.max(1);
                (list.iter().map(|&(t, w)| (t, of(w))).collect(), 0)
            }
        },
        // An answer of the CDN is the end of the way; an answer of a cache is one for the server that asked.
        ComponentKind::Cdn(x) => (vec![(x.origin, share - hits(x.hit_ppm))], 0),
        ComponentKind::Cache(x) => {
            let hit = hits(x.hit_ppm);
            (vec![(x.origin, share - hit)], hit)
        }
        ComponentKind::Instances(_)
        | ComponentKind::Volume(_)
        | ComponentKind::Database(_)
        | ComponentKind::Bucket(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => (Vec::new(), share),
    }
}

/// A share (parts per million) of a number.
fn part(n: u64, ppm: u64) -> u64 {
    let product = u128::from(n) * u128::from(ppm) / u128::from(WHOLE);
    u64::try_from(product).unwrap_or(u64::MAX)
}

/// Millionths per second as requests per second, to a tenth.
fn per_second(micro: u64) -> String {
    match micro / 100_000 {
        tenths if tenths % 10 == 0 => (tenths / 10).to_string(),
        tenths => format!("{}.{}", tenths / 10, tenths % 10),
    }
}
