//! How each component fares, found by sending it a probe, and the facts about it.

use super::facts::Who;
use super::flow::{Intent, Leg, Sum, WHOLE, Walk};
use super::run::Run;
use crate::architecture::{ComponentId, ComponentKind};
use crate::components;
use crate::outcome::{Health, HealthChange};
use kernel::SimTime;
use tape::FactId;

/// A component that serves less than this share of a probe does not work. Assumed: half.
const WORKING_PPM: u32 = 500_000;
/// One that serves less than this works in part.
const WHOLE_PPM: u32 = 990_000;

/// What is known about a component.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Status {
    pub(crate) health: Health,
    /// Since when it has not worked.
    pub(crate) down_since: Option<SimTime>,
    /// The latest fact about it.
    pub(crate) fact: Option<FactId>,
    /// Counts changes all over the run: who changed last has the highest.
    pub(crate) touch: u32,
    /// Has failed by itself, as a whole.
    pub(crate) failed: bool,
}

impl Default for Status {
    fn default() -> Self {
        Self {
            health: Health::Up,
            down_since: None,
            fact: None,
            touch: 0,
            failed: false,
        }
    }
}

impl Status {
    pub(crate) fn works(&self) -> bool {
        matches!(self.health, Health::Up | Health::Degraded)
    }
}

impl Run<'_> {
    /// The latest fact about a component.
    pub(crate) fn status_fact(&self, id: ComponentId) -> Option<FactId> {
        self.status[id.0 as usize].fact
    }

    /// Notes that a component now behaves otherwise, and why.
    pub(crate) fn touch(&mut self, id: ComponentId, fact: Option<FactId>) {
        let highest = self.status.iter().map(|s| s.touch).max().unwrap_or(0);
        let s = &mut self.status[id.0 as usize];
        s.touch = highest + 1;
        if fact.is_some() {
            s.fact = fact;
        }
    }

    /// Lets every component look at what it stands on, then probes it.
    pub(crate) fn review_components(&mut self) {
        for i in 0..self.layout.order.len() {
            let id = self.layout.order[i];
            let arch = self.arch;
            self.facts.about(Who::Component(id));
            match &arch.component(id).kind {
                ComponentKind::Database(x) => {
                    self.fill_copies(id, x);
                    components::database::review(self, id, x);
                }
                ComponentKind::DnsName(_) => components::dns_name::review(self, id),
                ComponentKind::Cache(x) => components::cache::review(self, id, x),
                ComponentKind::Cdn(x) => components::cdn::review(self, id, x),
                ComponentKind::Queue(x) => components::queue::review(self, id, x),
                ComponentKind::Volume(_) | ComponentKind::Bucket(_) => self.review_plain_store(id),
                ComponentKind::Instances(_)
                | ComponentKind::LoadBalancer(_)
                | ComponentKind::Key(_)
                | ComponentKind::External(_) => {}
            }
            self.probe(id);
        }
    }

    fn is_empty_group(&self, id: ComponentId) -> bool {
        let group = matches!(self.arch.component(id).kind, ComponentKind::Instances(_));
        group && self.hosts.of(id).next().is_none()
    }

    /// Sends a component a probe and notes how it fares.
    fn probe(&mut self, id: ComponentId) {
        let walk = Walk {
            run: self,
            intent: Intent::Probe,
            clients: None,
        };
        let mut legs = Vec::new();
        walk.enter(id, Leg::whole(None), &mut legs);
        let sum = Sum::of(&legs);
        let mut health = if sum.good >= WHOLE_PPM {
            Health::Up
        } else if sum.good >= WORKING_PPM {
            Health::Degraded
        } else if sum.hang >= sum.fast {
            Health::Hung
        } else {
            Health::Down
        };
        if matches!(health, Health::Hung | Health::Down) && self.launches.renews(id) {
            health = Health::Recovering;
        }
        let was = self.status[id.0 as usize].health;
        if was == health {
            return;
        }
        debug_assert!(sum.good <= WHOLE);
        let fact = self.tells().then(|| self.tell_of_health(id, health, sum));
        self.health.push(HealthChange {
            at: self.now,
            component: id,
            health,
            cause: fact,
        });
        // What looked at it before may have to look again.
        self.dirty = true;
        let now = self.now;
        self.touch(id, fact);
        let s = &mut self.status[id.0 as usize];
        s.health = health;
        s.down_since = match s.works() {
            true => None,
            false => s.down_since.or(Some(now)),
        };
    }

    /// The fact about a component's new health.
    fn tell_of_health(&mut self, id: ComponentId, health: Health, sum: Sum) -> FactId {
        let was = self.status[id.0 as usize].health;
        let cause = match sum.blame {
            Some((other, _)) if other != id && health > was => self.status_fact(other),
            Some((_, cause)) if health > was => cause.or(self.status_fact(id)),
            Some(_) | None => self.news.or(self.status_fact(id)),
        };
        let cause = cause.or(self.news);
        let name = &self.arch.component(id).name;
        let leads = matches!(self.arch.component(id).kind, ComponentKind::DnsName(_));
        let text = match health {
            Health::Hung if leads => format!("what {name} leads to hangs"),
            Health::Down if leads => format!("{name} leads to nothing that works"),
            Health::Up => format!("{name} works"),
            Health::Degraded => format!("{name} works in part"),
            Health::Hung => format!("{name} hangs"),
            Health::Down if self.is_empty_group(id) => format!("{name} has no servers"),
            Health::Down => format!("{name} is down"),
            Health::Recovering => format!("{name} is being made again"),
        };
        self.fact("tenant.health", text, cause)
    }
}
