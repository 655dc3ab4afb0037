//! A name that clients look up.
//!
//! Models: the answer in force, and the clients that still use an older one. After a change clients follow evenly over
//! the TTL, the share behind stretching resolvers over their stretched TTL. Both move in 32 parts, half of one at
//! once and half at the very end, so that counts are exact whenever a part of the TTL has passed and the last
//! client is there after the whole TTL. Behind resolvers that are asked now and then (r times a second) only a share
//! rT / (1 + rT) holds an answer, of age anything up to the TTL T; the others ask anew. Failover and weighted answers follow a checker (see `checks`); when every target fails,
//! the name answers as if all were well. When the provider's name servers fail, clients lose their cached answers over
//! the TTL in the same steps, and have them back at once when the servers answer again. Where a second provider answers for
//! the same name, a resolver that gets nothing from the one asks the other, so only what both fail is lost. The servers' own route (one
//! route per client at a time) splits the traffic. A bucket or an outside service among several targets
//! is a page: requests that write, or that have to go further than the name's targets, fail there.
//! Leaves out: negative caching and clients that never look up again.

use crate::architecture::{Clients, ComponentId, ComponentKind, DnsName, Routing};
use crate::components::Memory;
use crate::engine::checks::Subject;
use crate::engine::choices::NO_ANSWER;
use crate::engine::flow::{End, Leg, Shares, WHOLE, Walk};
use crate::engine::hosts::Works;
use crate::engine::run::{Beat, Run};
use crate::engine::weather::{WatchId, Weather};
use kernel::{SimDuration, SimTime};
use tape::{FactId, Service};

/// Parts of the TTL in which clients follow a change.
const STEPS: u64 = 32;

/// Clients of one kind and where they believe the name leads, in parts per million.
#[derive(Debug, Clone)]
struct Believers {
    ttl: SimDuration,
    shares: Vec<(ComponentId, u32)>,
    unresolved_ppm: u32,
    /// The next step towards the answer in force, 0..=STEPS; beyond: there.
    step: u64,
}

impl Believers {
    fn following(&self) -> bool {
        self.step <= STEPS
    }
}

/// Who believes what.
#[derive(Debug)]
pub(crate) struct Resolvers {
    /// The name servers of each provider that answers for it.
    servers: Vec<WatchId>,
    /// The answer in force: targets and weights.
    answer: Vec<(ComponentId, u32)>,
    /// Set by a person or a plan instead of what is configured.
    pointed: Option<ComponentId>,
    prompt: Believers,
    /// One for every length of time that stretching resolvers keep an answer; the first is the offer's.
    stretching: Vec<Believers>,
    /// When the last change began, and why.
    since: SimTime,
    pub(crate) cause: Option<FactId>,
    error_ppm: u32,
}

impl Resolvers {
    pub(crate) fn first(run: &mut Run<'_>, x: &DnsName) -> Self {
        let answer = configured(&x.routing);
        let shares = shares_of(&answer);
        let stretched = run
            .world
            .offer(&x.provider)
            .or(run.world.offer(&run.arch.home));
        let believers = |ttl| Believers {
            ttl,
            shares: shares.clone(),
            unresolved_ppm: 0,
            step: STEPS + 1,
        };
        let mut stretching = vec![stretched.map_or(x.ttl, |o| o.dns_stretch_ttl.max(x.ttl))];
        for ttl in run.arch.clients.iter().filter_map(|c| c.stretch_ttl) {
            if !stretching.contains(&ttl.max(x.ttl)) {
                stretching.push(ttl.max(x.ttl));
            }
        }
        Self {
            servers: std::iter::once(&x.provider)
                .chain(&x.second_provider)
                .map(|provider| run.weather.watch(provider, Service::Dns))
                .collect(),
            answer,
            pointed: None,
            prompt: believers(x.ttl),
            stretching: stretching.into_iter().map(believers).collect(),
            since: SimTime::ZERO,
            cause: None,
            error_ppm: 0,
        }
    }

    /// Whether some clients still use an older answer.
    pub(crate) fn following(&self) -> bool {
        self.prompt.following() || self.stretching.iter().any(Believers::following)
    }

    /// The share of questions that nobody answers, and why.
    fn unanswered(&self, weather: &Weather<'_>) -> (u32, Option<FactId>) {
        let mut share = WHOLE;
        for &servers in &self.servers {
            share = part(share, weather.now(servers).error_ppm);
        }
        let facts = self.servers.iter().filter_map(|&w| weather.cause(w));
        (share, facts.max())
    }

    fn all(&mut self) -> impl Iterator<Item = &mut Believers> {
        std::iter::once(&mut self.prompt).chain(&mut self.stretching)
    }

    /// The stretching resolvers of these clients.
    fn stretching(&self, clients: &Clients) -> &Believers {
        let ttl = clients.stretch_ttl.map(|ttl| ttl.max(self.prompt.ttl));
        let own = self.stretching.iter().find(|b| Some(b.ttl) == ttl);
        own.unwrap_or(&self.stretching[0])
    }
}

/// Everything the file names, with weights; a failover list answers with its first.
fn configured(routing: &Routing) -> Vec<(ComponentId, u32)> {
    match routing {
        Routing::Simple(to) => vec![(*to, 1)],
        Routing::Failover(list, _) => list.first().map(|&c| (c, 1)).into_iter().collect(),
        Routing::Weighted(list, _) => list.clone(),
    }
}

pub(crate) fn enter(
    walk: &Walk<'_, '_>,
    id: ComponentId,
    x: &DnsName,
    leg: Leg,
    out: &mut Vec<Leg>,
) {
    let Memory::DnsName(r) = walk.run.memory(id) else {
        return;
    };
    let Some(clients) = walk.clients else {
        lead(
            walk,
            (id, x),
            leg,
            &r.prompt.shares,
            r.prompt.unresolved_ppm,
            out,
        );
        return;
    };
    let offer = walk.run.world.offer(&walk.run.arch.home);
    let stretch_ppm = clients.stretch_ppm.or(offer.map(|o| o.dns_stretch_ppm));
    let stretched = part(leg.ppm, stretch_ppm.unwrap_or(0));
    let kinds = [
        (leg.ppm - stretched, &r.prompt),
        (stretched, r.stretching(clients)),
    ];
    for (ppm, believers) in kinds {
        let held = match clients.resolver_micro_per_s {
            Some(rate) => part(ppm, held_ppm(rate, believers.ttl)),
            None => ppm,
        };
        let (shares, unresolved) = (&believers.shares, believers.unresolved_ppm);
        lead(
            walk,
            (id, x),
            Leg { ppm: held, ..leg },
            shares,
            unresolved,
            out,
        );
        let asking = Leg {
            ppm: ppm - held,
            ..leg
        };
        if asking.ppm > 0 {
            lead(
                walk,
                (id, x),
                asking,
                &shares_of(&r.answer),
                r.error_ppm,
                out,
            );
        }
    }
}

/// A share of parts per million, rounded down.
fn part(ppm: u32, share_ppm: u32) -> u32 {
    (u64::from(ppm) * u64::from(share_ppm) / u64::from(WHOLE)) as u32
}

/// Chance that a resolver holds an answer: it asks anew when somebody asks it after the old one has become too old.
fn held_ppm(rate_micro_per_s: u64, ttl: SimDuration) -> u32 {
    // Requests in one TTL, in units of 1e-12.
    let asked = u128::from(rate_micro_per_s) * u128::from(ttl.0);
    (asked * u128::from(WHOLE) / (asked + 1_000_000_000_000)) as u32
}

/// An answer's weights as parts per million.
fn shares_of(answer: &[(ComponentId, u32)]) -> Vec<(ComponentId, u32)> {
    let mut shares = Shares::of(WHOLE, answer.iter().map(|a| u64::from(a.1)).sum::<u64>());
    let share = |&(c, w): &(ComponentId, u32)| (c, shares.next(u64::from(w)));
    answer.iter().map(share).collect()
}

/// Lets requests go where their clients believe the name leads.
fn lead(
    walk: &Walk<'_, '_>,
    (id, x): (ComponentId, &DnsName),
    leg: Leg,
    believed: &[(ComponentId, u32)],
    unresolved_ppm: u32,
    out: &mut Vec<Leg>,
) {
    let lost = part(leg.ppm, unresolved_ppm);
    if lost > 0 {
        let mut cause = None;
        if let Memory::DnsName(r) = walk.run.memory(id) {
            cause = r.unanswered(&walk.run.weather).1;
        }
        let part = Leg {
            ppm: lost,
            choices: leg.choices.and(id, NO_ANSWER),
            ..leg
        };
        out.push(part.failed(End::Fast, id, cause));
    }
    let mut shares = Shares::of(leg.ppm - lost, u64::from(WHOLE));
    for &(target, share) in believed {
        let part = Leg {
            ppm: shares.next(u64::from(share)),
            choices: leg.choices.and(id, target.0),
            ..leg
        };
        if part.ppm > 0 {
            let start = out.len();
            walk.enter(target, part, out);
            if is_page(walk.run, x, target) {
                for leg in &mut out[start..] {
                    leg.page = Some(target);
                }
            }
        }
    }
}

/// Whether a target answers in place of the application: a bucket or somebody else's service that is not all the name
/// is configured to lead to.
fn is_page(run: &Run<'_>, x: &DnsName, target: ComponentId) -> bool {
    let stands_in = match &run.arch.component(target).kind {
        ComponentKind::Bucket(_) | ComponentKind::External(_) => true,
        ComponentKind::Instances(_)
        | ComponentKind::LoadBalancer(_)
        | ComponentKind::DnsName(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Volume(_)
        | ComponentKind::Database(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Cache(_)
        | ComponentKind::Key(_) => false,
    };
    stands_in && !matches!(&x.routing, Routing::Simple(to) if *to == target)
}

/// Points a name elsewhere for good. Pointed at servers themselves it leads to those that work at that moment: the
/// others of the group are given up.
pub(crate) fn point(run: &mut Run<'_>, id: ComponentId, to: ComponentId, cause: Option<FactId>) {
    if let Memory::DnsName(r) = run.memory_mut(id) {
        r.pointed = Some(to);
    }
    if let ComponentKind::Instances(_) = run.arch.component(to).kind {
        let hosts: Vec<_> = run.hosts.of(to).map(|(id, h)| (id, h.works)).collect();
        let any = hosts.iter().any(|h| h.1 == Works::Up);
        for (host, _) in hosts.into_iter().filter(|h| any && h.1 != Works::Up) {
            run.give_back(host);
            run.dirty = true;
        }
    }
    settle_answer(run, id, cause);
}

/// Looks at checks and name servers again; starts whatever change they call for.
pub(crate) fn review(run: &mut Run<'_>, id: ComponentId) {
    settle_answer(run, id, None);
    let Memory::DnsName(r) = run.memory(id) else {
        return;
    };
    let (error, cause) = r.unanswered(&run.weather);
    if error == r.error_ppm {
        return;
    }
    let Memory::DnsName(r) = run.memory_mut(id) else {
        return;
    };
    r.error_ppm = error;
    r.cause = cause;
    for believers in r.all() {
        if error < believers.unresolved_ppm || believers.ttl == SimDuration::ZERO {
            believers.unresolved_ppm = error;
        }
    }
    start_steps(run, id);
}

/// The answer that checks and people call for; facts and steps if it changed.
fn settle_answer(run: &mut Run<'_>, id: ComponentId, cause: Option<FactId>) {
    let ComponentKind::DnsName(x) = &run.arch.component(id).kind else {
        return;
    };
    let Memory::DnsName(r) = run.memory(id) else {
        return;
    };
    let well = |c: &ComponentId| {
        let checks = &run.checks.of[id.0 as usize];
        checks
            .iter()
            .all(|w| w.subject != Subject::Component(*c) || w.inside)
    };
    let wanted: Vec<(ComponentId, u32)> = match (r.pointed, &x.routing) {
        (Some(to), _) => vec![(to, 1)],
        (None, Routing::Simple(to)) => vec![(*to, 1)],
        (None, Routing::Failover(list, _)) => {
            let first = list.iter().find(|c| well(c)).or(list.first());
            first.map(|&c| (c, 1)).into_iter().collect()
        }
        (None, Routing::Weighted(list, _)) => {
            let good: Vec<_> = list.iter().copied().filter(|(c, _)| well(c)).collect();
            if good.is_empty() { list.clone() } else { good }
        }
    };
    if wanted == r.answer {
        return;
    }
    let names: Vec<&str> = wanted
        .iter()
        .map(|&(c, _)| run.arch.component(c).name.as_str())
        .collect();
    let text = format!(
        "{} now leads to {}",
        run.arch.component(id).name,
        names.join(" and ")
    );
    let cause = cause.or(run.checks.last_fact(id)).or(run.news);
    let fact = run.fact("tenant.name_pointed", text, cause);
    if let Memory::DnsName(r) = run.memory_mut(id) {
        r.answer = wanted;
        r.cause = Some(fact);
    }
    run.touch(id, Some(fact));
    start_steps(run, id);
}

fn start_steps(run: &mut Run<'_>, id: ComponentId) {
    let now = run.now;
    if let Memory::DnsName(r) = run.memory_mut(id) {
        r.since = now;
        for believers in r.all() {
            believers.step = 0;
        }
    }
    run.dirty = true;
    follow(run, id);
}

/// Clients of both kinds take the steps that are due; the next one is scheduled.
pub(crate) fn follow(run: &mut Run<'_>, id: ComponentId) {
    let now = run.now;
    let Memory::DnsName(r) = run.memory_mut(id) else {
        return;
    };
    let (since, error) = (r.since, r.error_ppm);
    let goal = shares_of(&r.answer);
    let mut next: Option<SimTime> = None;
    for believers in r.all() {
        while believers.following() {
            let due = since + SimDuration(believers.ttl.0 * believers.step / STEPS);
            if due > now {
                next = Some(next.map_or(due, |n| n.min(due)));
                break;
            }
            step(believers, &goal, error);
        }
    }
    let cause = r.cause;
    if let Some(at) = next {
        run.beat(at, id, Beat::Drain);
    }
    run.touch(id, cause);
    run.dirty = true;
}

/// One step of what is left to go.
fn step(b: &mut Believers, goal: &[(ComponentId, u32)], error: u32) {
    // In halves of a part: the first and the last step are half as long.
    let (stride, left) = match b.step {
        0 => (1, 2 * STEPS),
        STEPS => (1, 1),
        k => (2, 2 * (STEPS - k) + 1),
    };
    for &(c, _) in goal {
        if !b.shares.iter().any(|s| s.0 == c) {
            b.shares.push((c, 0));
        }
    }
    for (c, share) in &mut b.shares {
        let goal = goal.iter().find(|g| g.0 == *c).map_or(0, |g| g.1);
        let far = u64::from(goal.abs_diff(*share)) * stride / left;
        *share = if goal > *share {
            *share + far as u32
        } else {
            *share - far as u32
        };
    }
    // Rounding: the last outlet takes the remainder.
    let sum = b.shares.iter().fold(0, |sum, s| sum + s.1);
    if let Some(last) = b.shares.last_mut() {
        last.1 = (last.1 + WHOLE).saturating_sub(sum);
    }
    let far = (u64::from(error.abs_diff(b.unresolved_ppm)) * stride / left) as u32;
    b.unresolved_ppm = match error > b.unresolved_ppm {
        true => b.unresolved_ppm + far,
        false => b.unresolved_ppm - far,
    };
    b.step += 1;
    if !b.following() {
        b.shares = goal.to_vec();
    }
}
