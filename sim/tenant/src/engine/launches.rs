//! Launches of servers: accepted, granted, booted, deployed.
//!
//! Accepted: the account's throttle lets the calls through and the launch service answers one. Granted: one draw per
//! tenant, zone, class and step of capacity, and another for every hour of it, for capacity turns over. Booted: the offer's law times the service's latency. Deployed: by hand (a
//! person's effort for each server), from an image (which may have drifted: repaired by hand once), or by automation
//! that needs what it needs. Dead servers of a group that replaces itself are launched anew in the group's zone where
//! launches fail least, their own first. Leaves out: other sizes of server when one is sold out.

use super::calls::Api;
use super::facts::Who;
use super::hosts::{HostId, Works};
use super::run::{Event, Run};
use crate::architecture::{
    Architecture, ComponentId, ComponentKind, Deployment, Instances, Need, PersonId, Root, ZoneId,
};
use kernel::{Phase, SimDuration, SimTime, Stream};
use tape::{FactId, Law, Service};

/// Hands-on time where an image or a script cannot be used. Assumed: one hour, range 15 minutes to 4 hours.
const BY_HAND: SimDuration = SimDuration::from_mins(60);
/// How long after a server's death a group without a balancer's check replaces it. Assumed: two failed five-minute
/// status checks, range 2 to 15 minutes.
const REPLACE_AFTER: SimDuration = SimDuration::from_mins(10);

/// How far a launch has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Accepting,
    Granting,
    Booting,
    /// Waits for what its scripts need.
    Waiting,
    Deploying,
    Done,
}

/// Some servers on their way.
#[derive(Debug)]
pub(crate) struct Launch {
    component: ComponentId,
    zone: ZoneId,
    count: u32,
    stage: Stage,
    /// The plan's step that waits for it, and who does the work.
    step: Option<(usize, usize)>,
    by: Option<PersonId>,
    replaces: Option<HostId>,
    cause: Option<FactId>,
    draws: Stream,
}

/// A provider's throttle as it stands.
#[derive(Debug)]
struct Throttle {
    provider: String,
    /// When the bucket will have been full, if nobody takes anything.
    full_at: SimTime,
}

/// All launches.
#[derive(Debug)]
pub(crate) struct Launches {
    pub(crate) list: Vec<Launch>,
    throttles: Vec<Throttle>,
    replaced: Vec<HostId>,
    /// Servers ever started, by component, for names.
    numbers: Vec<u32>,
    /// When each extra server began to cost, and its provider's zone.
    pub(crate) extra: Vec<(SimTime, ZoneId)>,
}

impl Launches {
    pub(crate) fn of(arch: &Architecture) -> Self {
        Self {
            list: Vec::new(),
            throttles: Vec::new(),
            replaced: Vec::new(),
            numbers: arch
                .components
                .iter()
                .map(|c| first_number(&c.kind))
                .collect(),
            extra: Vec::new(),
        }
    }

    /// Whether a launch is under way.
    pub(crate) fn busy(&self) -> bool {
        self.list.iter().any(|l| l.stage != Stage::Done)
    }

    /// Whose servers a launch makes.
    pub(crate) fn component(&self, launch: usize) -> ComponentId {
        self.list[launch].component
    }

    /// Whether servers of a component are being made.
    pub(crate) fn renews(&self, c: ComponentId) -> bool {
        self.list
            .iter()
            .any(|l| l.component == c && l.stage != Stage::Done)
    }

    fn pending(&self, c: ComponentId) -> u32 {
        let open = self
            .list
            .iter()
            .filter(|l| l.component == c && l.stage != Stage::Done);
        open.fold(0, |sum, l| sum + l.count)
    }
}

/// The service that launches such servers.
pub(crate) fn launch_service(root: Root) -> Service {
    match root {
        Root::BlockStore => Service::LaunchBlock,
        Root::LocalDisk => Service::LaunchLocal,
    }
}

/// Order of a launch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order {
    pub(crate) component: ComponentId,
    pub(crate) zone: ZoneId,
    pub(crate) count: u32,
    pub(crate) step: Option<(usize, usize)>,
    pub(crate) by: Option<PersonId>,
    pub(crate) replaces: Option<HostId>,
    pub(crate) cause: Option<FactId>,
}

impl Run<'_> {
    fn group(&self, c: ComponentId) -> Option<&Instances> {
        match &self.arch.component(c).kind {
            ComponentKind::Instances(x) => Some(x),
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
        }
    }

    /// Orders servers; `Err` says why nobody can deliver them.
    pub(crate) fn launch(&mut self, order: Order) -> Result<(), String> {
        let Some(root) = self.group(order.component).map(|g| g.root) else {
            return Err(format!(
                "{} has no servers",
                self.arch.component(order.component).name
            ));
        };
        let path = self.arch.zone(order.zone).to_owned();
        let Some(offer) = self.world.offer(&path) else {
            return Err(format!("nobody rents out servers in {path}"));
        };
        let provider = offer.provider.clone();
        let (bucket, refill) = (
            offer.launch_throttle.bucket,
            offer.launch_throttle.refill_micro_per_s,
        );
        let from = self.throttled(&provider, order.count, bucket, refill);
        let name = &self.arch.component(order.component).luck;
        let before = self.launches.list.iter();
        let before = before.filter(|l| l.component == order.component).count();
        let entity = format!("{name}/{before}");
        let mut draws = Stream::named(self.options.seed, "launch", &entity);
        let apis = self.launch_apis(order.component, root, &path);
        let at = self.calls.accepted(&apis, from, &mut draws);
        let name = self.arch.component(order.component).name.clone();
        let short = path.rsplit('/').next().unwrap_or(&path).to_owned();
        let text = format!("launching {} {name} in {short}", order.count);
        let was = self.facts.about(Who::Component(order.component));
        let mut cause = Some(self.fact("tenant.launch", text, order.cause));
        if at > self.now
            && let Some((i, error, because)) = self.calls.worst(&apis, self.now)
        {
            let percent = error / 10_000;
            let service = apis[i].service.name();
            let text = format!("launching {name} in {short} fails: {service} refuses {percent} %");
            let fact = self.fact("tenant.launch_fails", text, because.or(cause));
            if let Some(ordered) = cause {
                self.facts.given(fact, ordered);
            }
            cause = Some(fact);
        }
        let launch = self.launches.list.len();
        self.launches.list.push(Launch {
            component: order.component,
            zone: order.zone,
            count: order.count,
            stage: Stage::Accepting,
            step: order.step,
            by: order.by,
            replaces: order.replaces,
            cause,
            draws,
        });
        self.queue
            .schedule(at, Phase::Control, Event::Launch { launch });
        self.facts.about(was);
        Ok(())
    }

    /// What a launch must call.
    fn launch_apis(&self, c: ComponentId, root: Root, path: &str) -> Vec<Api> {
        let mut apis = vec![Api {
            service: launch_service(root),
            place: path.to_owned(),
        }];
        if let Deployment::Image { region, .. } = &self.arch.component(c).deployment
            && same_provider(region, path)
        {
            apis.push(Api {
                service: Service::ObjectStore,
                place: region.clone(),
            });
        }
        apis
    }

    /// When an account's throttle lets so many calls through.
    fn throttled(&mut self, provider: &str, count: u32, bucket: u32, refill: u64) -> SimTime {
        if refill == 0 {
            return self.now;
        }
        let per_call = SimDuration((1_000_000_000_000 / refill).max(1));
        let list = &mut self.launches.throttles;
        let i = match list.iter().position(|t| t.provider == provider) {
            Some(i) => i,
            None => {
                list.push(Throttle {
                    provider: provider.to_owned(),
                    full_at: SimTime::ZERO,
                });
                list.len() - 1
            }
        };
        let taken = SimDuration(per_call.0.saturating_mul(u64::from(count)));
        let full_at = list[i].full_at.max(self.now) + taken;
        list[i].full_at = full_at;
        let burst = per_call.0.saturating_mul(u64::from(bucket));
        SimTime(full_at.0.saturating_sub(burst)).max(self.now)
    }

    /// A launch gets to its next point.
    pub(crate) fn launch_moves(&mut self, i: usize) {
        let l = &self.launches.list[i];
        let (c, zone) = (l.component, l.zone);
        let path = self.arch.zone(zone).to_owned();
        let Some(root) = self.group(c).map(|g| g.root) else {
            return;
        };
        let api = Api {
            service: launch_service(root),
            place: path.clone(),
        };
        match l.stage {
            Stage::Accepting => {
                let at = self.calls.granted(&api, self.now, self.options.seed);
                self.launches.list[i].stage = Stage::Granting;
                if at > self.now {
                    let name = &self.arch.component(c).name;
                    let text = format!("launching {name} in {path}: no capacity left");
                    let cause = self.launches.list[i].cause;
                    let fact = self.fact("tenant.no_capacity", text, cause);
                    self.launches.list[i].cause = Some(fact);
                }
                self.queue
                    .schedule(at, Phase::Control, Event::Launch { launch: i });
            }
            Stage::Granting => {
                let law = self.launch_law(root, &path);
                let slow = self.calls.condition(&api, self.now).latency_ppm;
                let l = &mut self.launches.list[i];
                let boot = law.draw(&mut l.draws).secs_f64() * f64::from(slow) / 1e6;
                l.stage = Stage::Booting;
                let at = self.now + SimDuration::from_secs_f64(boot);
                for _ in 0..l.count {
                    self.launches.extra.push((self.now, zone));
                }
                self.queue
                    .schedule(at, Phase::Control, Event::Launch { launch: i });
            }
            Stage::Booting | Stage::Waiting => self.deploy(i),
            Stage::Deploying => self.launched(i),
            Stage::Done => {}
        }
    }

    pub(crate) fn launch_law(&self, root: Root, path: &str) -> Law {
        let fallback = Law::Fixed(SimDuration::from_mins(5));
        self.world.offer(path).map_or(fallback, |o| match root {
            Root::BlockStore => o.launch_block,
            Root::LocalDisk => o.launch_local,
        })
    }

    /// Begins to deploy on servers that run.
    fn deploy(&mut self, i: usize) {
        let l = &self.launches.list[i];
        let (c, count, by) = (l.component, l.count, l.by);
        let path = self.arch.zone(l.zone).to_owned();
        let arch = self.arch;
        let takes = match &arch.component(c).deployment {
            Deployment::ByHand { effort } => Some((*effort, count)),
            Deployment::Image { region, .. } if !same_provider(region, &path) => {
                Some((BY_HAND, count))
            }
            Deployment::Image { drift_ppm, .. } => {
                let drifts = f64::from(*drift_ppm) / 1e6;
                self.launches.list[i]
                    .draws
                    .bernoulli(drifts)
                    .then_some((BY_HAND, 1))
            }
            Deployment::Automation { duration, needs } => {
                let needs: Vec<Need> = needs.iter().map(|&n| Need::Component(n)).collect();
                if self.held(&needs).is_some() {
                    self.launches.list[i].stage = Stage::Waiting;
                    return;
                }
                self.launches.list[i].stage = Stage::Deploying;
                let at = self.now + *duration;
                self.queue
                    .schedule(at, Phase::Control, Event::Launch { launch: i });
                return;
            }
        };
        self.launches.list[i].stage = Stage::Deploying;
        let begins = match (takes, by) {
            (None, _) | (Some(_), Some(_)) => self.now,
            (Some(_), None) if arch.people.is_empty() => {
                let name = &arch.component(c).name;
                let text =
                    format!("new servers of {name} need somebody to set them up: nobody is there");
                if !self.warnings.contains(&text) {
                    self.warnings.push(text);
                }
                self.launches.list[i].stage = Stage::Done;
                return;
            }
            (Some(_), None) if self.present(PersonId(0)) => self.now,
            (Some(_), None) => self.people.next_at_work(arch, PersonId(0), self.now),
        };
        let work = takes.map_or(0, |(effort, n)| effort.0.saturating_mul(u64::from(n)));
        let at = begins + SimDuration(work);
        self.queue
            .schedule(at, Phase::Control, Event::Launch { launch: i });
    }

    /// Servers are ready.
    fn launched(&mut self, i: usize) {
        self.launches.list[i].stage = Stage::Done;
        let l = &self.launches.list[i];
        let (c, zone, count, step) = (l.component, l.zone, l.count, l.step);
        let (replaces, cause) = (l.replaces, l.cause);
        let Some(root) = self.group(c).map(|g| g.root) else {
            return;
        };
        let name = &self.arch.component(c).name;
        let text = format!("{count} new {name} run in {}", self.arch.zone(zone));
        let fact = self.fact("tenant.launched", text, cause);
        self.news = Some(fact);
        for _ in 0..count {
            let number = self.launches.numbers[c.0 as usize];
            self.launches.numbers[c.0 as usize] += 1;
            let host = self
                .hosts
                .found_instance(self.arch, &self.world, (c, root), zone, number);
            self.hosts.get_mut(host).extra = true;
            self.start_host(host);
            self.check_new_host(host);
        }
        if let Some(old) = replaces {
            self.give_back(old);
        }
        self.station_of_group(c, zone);
        self.touch(c, Some(fact));
        self.dirty = true;
        if let Some((plan, step)) = step {
            self.finish_step(plan, step);
        }
    }

    /// Launches that wait for what their scripts need go on; dead servers are replaced.
    pub(crate) fn review_launches(&mut self) {
        for i in 0..self.launches.list.len() {
            if self.launches.list[i].stage == Stage::Waiting {
                self.deploy(i);
            }
        }
        for i in 0..self.arch.components.len() {
            let id = ComponentId(i as u16);
            if self.group(id).is_some_and(|g| g.auto_replace) {
                self.replace_dead(id);
            }
        }
    }

    fn replace_dead(&mut self, id: ComponentId) {
        let dead: Vec<HostId> = self
            .hosts
            .of(id)
            .filter(|(h, host)| host.works != Works::Up && !self.launches.replaced.contains(h))
            .map(|(h, _)| h)
            .collect();
        for host in dead {
            let Some(max) = self.group(id).map(|g| g.max) else {
                return;
            };
            let up = self
                .hosts
                .of(id)
                .filter(|(_, h)| h.works == Works::Up)
                .count() as u32;
            if up + self.launches.pending(id) >= max || !self.noticed_dead(id, host) {
                continue;
            }
            self.launches.replaced.push(host);
            let (zone, cause) = self.zone_for(id, host);
            let order = Order {
                component: id,
                zone,
                count: 1,
                step: None,
                by: None,
                replaces: Some(host),
                cause,
            };
            if let Err(why) = self.launch(order)
                && !self.warnings.contains(&why)
            {
                self.warnings.push(why);
            }
        }
    }

    /// Whether whoever replaces servers knows of a death: a balancer's check, or a status check after a while.
    fn noticed_dead(&mut self, id: ComponentId, host: HostId) -> bool {
        let subject = super::checks::Subject::Host(host);
        let mut watchers = self
            .checks
            .of
            .iter()
            .flatten()
            .filter(|w| w.subject == subject);
        if let Some(first) = watchers.next() {
            return !first.inside || watchers.any(|w| !w.inside);
        }
        let now = self.now;
        let since = match self.hosts.get(host).dead_since {
            Some(since) => since,
            None => {
                self.hosts.get_mut(host).dead_since = Some(now);
                now
            }
        };
        if since + REPLACE_AFTER <= now {
            return true;
        }
        if since == now {
            let at = now + REPLACE_AFTER;
            self.beat(at, id, super::run::Beat::Replace);
        }
        false
    }

    /// The zone of a group where launches fail least; of equals the dead server's own.
    fn zone_for(&mut self, id: ComponentId, host: HostId) -> (ZoneId, Option<FactId>) {
        let (own, cause) = {
            let h = self.hosts.get(host);
            (h.zone.unwrap_or(ZoneId(0)), h.cause)
        };
        let Some((zones, root)) = self
            .group(id)
            .map(|g| (g.per_zone.iter().map(|z| z.0).collect::<Vec<_>>(), g.root))
        else {
            return (own, cause);
        };
        let mut best = own;
        let mut least = u32::MAX;
        for zone in std::iter::once(own).chain(zones) {
            let place = self.arch.zone(zone).to_owned();
            let api = Api {
                service: launch_service(root),
                place,
            };
            let error = self.calls.condition(&api, self.now).error_ppm;
            if error < least {
                (best, least) = (zone, error);
            }
        }
        (best, cause)
    }
}

/// The number of the first server that is launched during a run.
fn first_number(kind: &ComponentKind) -> u32 {
    if let ComponentKind::Instances(x) = kind {
        x.per_zone.iter().map(|z| z.1).max().unwrap_or(0)
    } else {
        0
    }
}

/// Whether two paths belong to one provider.
fn same_provider(a: &str, b: &str) -> bool {
    a.split('/').next() == b.split('/').next()
}
