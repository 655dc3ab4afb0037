//! Health checks: what balancers and checked names believe about what stands behind them.
//!
//! Models: each member is probed at a phase of its own and every interval from then on; phases are drawn evenly over an
//! interval. What is bad is taken out by the probe that makes `unhealthy` bad ones in a row, so after (unhealthy - 1)
//! intervals and what was left until the next probe; put back likewise. A probe at the very instant of a failure
//! already sees it. A shallow check sees a server's process and its zone's network; a deep one also what the server needs and what follows it on a
//! journey's path. Where calls fail in part, a member counts as bad when half of them or more fail.
//! Leaves out: how long a probe waits for its answer, probes lost by chance, probes that overload what they check.

use super::flow::{HALF, Intent, Leg, Sum, Walk};
use super::hosts::{HostId, Works};
use super::run::{Event, Run};
use crate::architecture::{Check, ComponentId, ComponentKind, LoadBalancer, Routing, ZoneId};
use kernel::{EventId, Phase, SimDuration, SimTime, Stream};
use tape::FactId;

/// What a check looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A server behind a balancer.
    Host(HostId),
    /// A balancer's own foot in a zone.
    Entry(ZoneId),
    /// A target of a name.
    Component(ComponentId),
}

/// One check.
#[derive(Debug)]
pub(crate) struct Watcher {
    pub(crate) subject: Subject,
    /// Gets traffic.
    pub(crate) inside: bool,
    check: Check,
    phase: SimDuration,
    pending: Option<EventId>,
    fact: Option<FactId>,
}

impl Watcher {
    /// The first probe at or after an instant.
    fn next_probe(&self, now: SimTime) -> SimTime {
        let (phase, every) = (self.phase.0, self.check.interval.0.max(1));
        SimTime(phase + now.0.saturating_sub(phase).div_ceil(every) * every)
    }
}

/// All checks, by who makes them.
#[derive(Debug)]
pub(crate) struct Checks {
    pub(crate) of: Vec<Vec<Watcher>>,
}

impl Checks {
    pub(crate) fn none(components: usize) -> Self {
        Self {
            of: (0..components).map(|_| Vec::new()).collect(),
        }
    }

    /// The latest verdict of a component's checks.
    pub(crate) fn last_fact(&self, owner: ComponentId) -> Option<FactId> {
        self.of[owner.0 as usize]
            .iter()
            .filter_map(|w| w.fact)
            .max()
    }
}

impl Run<'_> {
    pub(crate) fn found_checks(&mut self) {
        for (i, c) in self.arch.components.iter().enumerate() {
            let owner = ComponentId(i as u16);
            match &c.kind {
                ComponentKind::LoadBalancer(x) => self.found_balancer_checks(owner, x),
                ComponentKind::DnsName(x) => {
                    let check = match x.routing {
                        Routing::Simple(_) => None,
                        Routing::Failover(_, check) => Some(check),
                        Routing::Weighted(_, check) => check,
                    };
                    if let Some(check) = check {
                        for target in x.routing.targets() {
                            self.found_check(owner, Subject::Component(target), check, true);
                        }
                    }
                }
                ComponentKind::Instances(_)
                | ComponentKind::Cdn(_)
                | ComponentKind::Volume(_)
                | ComponentKind::Database(_)
                | ComponentKind::Bucket(_)
                | ComponentKind::Queue(_)
                | ComponentKind::Cache(_)
                | ComponentKind::Key(_)
                | ComponentKind::External(_) => {}
            }
        }
    }

    fn found_balancer_checks(&mut self, owner: ComponentId, x: &LoadBalancer) {
        let Some(check) = x.check else {
            return;
        };
        for &zone in &x.zones {
            self.found_check(owner, Subject::Entry(zone), check, true);
        }
        let members: Vec<HostId> = self.hosts.of(x.targets).map(|(h, _)| h).collect();
        for host in members {
            self.found_check(owner, Subject::Host(host), check, true);
        }
    }

    fn found_check(&mut self, owner: ComponentId, subject: Subject, check: Check, inside: bool) {
        let arch = self.arch;
        let luck = &arch.component(owner).luck;
        let about = match subject {
            Subject::Host(h) => self.hosts.get(h).entity.as_str(),
            Subject::Entry(zone) => arch.zone(zone),
            Subject::Component(c) => &arch.component(c).luck,
        };
        let name = format!("{luck}>{about}");
        let mut stream = Stream::named(self.options.seed, "check phase", &name);
        let phase = SimDuration::from_secs_f64(stream.unit() * check.interval.secs_f64());
        self.checks.of[owner.0 as usize].push(Watcher {
            subject,
            inside,
            check,
            phase,
            pending: None,
            fact: None,
        });
    }

    /// Balancers begin to check a new server; it gets no traffic until it passes.
    pub(crate) fn check_new_host(&mut self, host: HostId) {
        let component = self.hosts.get(host).component;
        for (i, c) in self.arch.components.iter().enumerate() {
            if let ComponentKind::LoadBalancer(x) = &c.kind
                && x.targets == component
                && let Some(check) = x.check
            {
                self.found_check(ComponentId(i as u16), Subject::Host(host), check, false);
            }
        }
        self.dirty = true;
    }

    /// Compares what is with what is believed, and starts or takes back changes of mind.
    pub(crate) fn review_checks(&mut self) {
        for owner in 0..self.checks.of.len() {
            for index in 0..self.checks.of[owner].len() {
                let w = &self.checks.of[owner][index];
                let well = self.looks_well(ComponentId(owner as u16), w.subject, w.check.deep);
                let w = &mut self.checks.of[owner][index];
                if well == w.inside {
                    if let Some(event) = w.pending.take() {
                        self.queue.cancel(event);
                    }
                } else if w.pending.is_none() {
                    let probes = if well {
                        w.check.healthy
                    } else {
                        w.check.unhealthy
                    };
                    let wait = u64::from(probes.saturating_sub(1)) * w.check.interval.0;
                    let at = w.next_probe(self.now) + SimDuration(wait);
                    let owner = ComponentId(owner as u16);
                    let event = Event::Check { owner, index };
                    w.pending = Some(self.queue.schedule(at, Phase::Control, event));
                }
            }
        }
    }

    fn looks_well(&self, owner: ComponentId, subject: Subject, deep: bool) -> bool {
        match subject {
            Subject::Entry(zone) => {
                let info = self.layout.info(self.layout.zone(zone));
                let bad = |watch| self.weather.now(watch).error_ppm >= HALF;
                !bad(info.network) && !bad(self.service_at(zone))
            }
            Subject::Host(host) => self.host_looks_well(host, deep),
            Subject::Component(c) => {
                let intent = if deep { Intent::Probe } else { Intent::Knock };
                let walk = Walk {
                    run: self,
                    intent,
                    clients: None,
                };
                let mut first = Leg::whole(None);
                first.seen.add(owner);
                let mut legs = Vec::new();
                walk.enter(c, first, &mut legs);
                if deep {
                    self.go_downstream(&walk, c, &mut legs);
                }
                Sum::of(&legs).good > HALF
            }
        }
    }

    fn host_looks_well(&self, id: HostId, deep: bool) -> bool {
        let host = self.hosts.get(id);
        if host.works != Works::Up || !host.running || host.gone {
            return false;
        }
        let Some(zone) = host.zone else {
            return true;
        };
        let spot = self.layout.zone(zone);
        let info = self.layout.info(spot);
        let bad = |watch| self.weather.now(watch).error_ppm >= HALF;
        if bad(info.network)
            || bad(info.compute)
            || (host.block_by_condition && bad(info.block_store))
        {
            return false;
        }
        if !deep {
            return true;
        }
        let walk = Walk {
            run: self,
            intent: Intent::Probe,
            clients: None,
        };
        let mut first = Leg::whole(Some(spot));
        first.seen.add(host.component);
        let mut legs = vec![first];
        for &need in &self.arch.component(host.component).needs {
            for leg in std::mem::take(&mut legs) {
                walk.enter(need, leg, &mut legs);
            }
        }
        self.go_downstream(&walk, host.component, &mut legs);
        Sum::of(&legs).good > HALF
    }

    /// The fact about what a component needs, or what follows it, that does not work; else about itself.
    fn culprit_behind(&self, c: ComponentId) -> Option<FactId> {
        let needs = &self.arch.component(c).needs;
        let mut behind = needs.iter().chain(&self.layout.downstream[c.0 as usize]);
        let bad = behind.find(|d| !self.status[d.0 as usize].works());
        bad.and_then(|&d| self.status_fact(d))
            .or(self.status_fact(c))
            .or(self.news)
    }

    /// Goes on to what follows a component on the journeys' paths.
    fn go_downstream(&self, walk: &Walk<'_, '_>, c: ComponentId, legs: &mut Vec<Leg>) {
        for &next in &self.layout.downstream[c.0 as usize] {
            for leg in std::mem::take(legs) {
                walk.enter(next, leg, legs);
            }
        }
    }

    /// A check has seen enough.
    pub(crate) fn checked(&mut self, owner: ComponentId, index: usize) {
        let arch = self.arch;
        let w = &mut self.checks.of[owner.0 as usize][index];
        w.pending = None;
        w.inside = !w.inside;
        let (inside, subject) = (w.inside, w.subject);
        let (about, cause) = match subject {
            Subject::Host(h) => {
                let host = self.hosts.get(h);
                if host.gone {
                    return;
                }
                let cause = match host.works {
                    Works::Up => self.culprit_behind(host.component),
                    Works::Hung | Works::Down => host.cause,
                };
                (host.label.clone(), cause)
            }
            Subject::Entry(zone) => {
                let info = self.layout.info(self.layout.zone(zone));
                let cause = self.weather.cause(info.network);
                (format!("its entry in {}", arch.zone(zone)), cause)
            }
            Subject::Component(c) => (arch.component(c).name.clone(), self.status_fact(c)),
        };
        let name = &arch.component(owner).name;
        let text = match inside {
            true => format!("{name} puts {about} back: its checks pass"),
            false => format!("{name} takes {about} out: its checks fail"),
        };
        let fact = self.fact("tenant.checked", text, cause);
        self.checks.of[owner.0 as usize][index].fact = Some(fact);
        self.news = Some(fact);
        self.touch(owner, Some(fact));
        self.dirty = true;
    }
}
