//! The state of a run, its events, and the loop that takes them in order.
//!
//! Everything that happens at one instant is handled first; then what depends on it is reviewed once.

use super::calls::Calls;
use super::checks::Checks;
use super::facts::{Facts, Who};
use super::hosts::{HostId, Hosts};
use super::journeys::Journeys;
use super::launches::Launches;
use super::layout::Layout;
use super::options::{End, Keep, LiveOptions, World};
use super::ordinary::Life;
use super::people::People;
use super::recovery::Recovery;
use super::stations::Stations;
use super::status::Status;
use super::stores::Stores;
use super::trace::Recorder;
use super::weather::{WatchId, Weather};
use crate::architecture::{Architecture, ComponentId, ComponentKind, JourneyId, PersonId, ZoneId};
use crate::components::{self, Memory};
use crate::outcome::HealthChange;
use crate::steps::{self, Link};
use kernel::{EventId, EventQueue, Phase, SimDuration, SimTime};
use std::collections::BTreeMap;
use tape::{FactId, PlaceKind, Service};

/// Longest time after a tape's end that a run goes on.
const AFTER_MAX: SimDuration = SimDuration::from_hours(30 * 24);
/// Most times that components look again at one instant; what still moves then waits for the next event.
const REVIEWS_MAX: u32 = 8;
/// How long a run goes on after everything has settled, so that recovery is seen to last.
const CALM: SimDuration = SimDuration::from_mins(15);

/// What a component's own clock rings for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beat {
    /// Clients of a name take a step.
    Drain,
    /// What is kept has become too old.
    Expire,
    /// A cache is a quarter warmer.
    Warm,
    /// A database's move is done.
    Database,
    /// A dead server may have to be replaced.
    Replace,
}

/// Everything that can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// Conditions change.
    Weather,
    /// A root of a host changes state.
    Fate { root: usize, transition: usize },
    /// A check has made up its mind.
    Check { owner: ComponentId, index: usize },
    /// A component's own clock.
    Beat { component: ComponentId, beat: Beat },
    /// Demand takes its next step.
    Demand,
    /// Queues fill or empty by themselves.
    Traffic,
    /// A journey has been down for as long as somebody takes to notice.
    Notice { journey: usize },
    /// A person gets to the next point.
    Person { person: usize },
    /// A plan may have to do something.
    Plan { plan: usize },
    /// A step of a plan gets to its next point.
    Step { plan: usize, step: usize },
    /// A launch gets to its next point.
    Launch { launch: usize },
    /// A copy on the link that restores share has arrived.
    Restores,
    /// A store goes off line or comes back.
    Offline { store: usize },
    /// Something on the status page.
    Post { index: usize },
    /// A line of the command log.
    Command { index: usize },
    /// Look whether the run is over.
    Settle,
}

/// A run.
pub(crate) struct Run<'a> {
    pub(crate) arch: &'a Architecture,
    pub(crate) world: World<'a>,
    pub(crate) options: &'a LiveOptions,
    pub(crate) now: SimTime,
    pub(crate) queue: EventQueue<Event>,
    pub(crate) weather: Weather<'a>,
    pub(crate) calls: Calls<'a>,
    pub(crate) layout: Layout,
    pub(crate) hosts: Hosts,
    pub(crate) checks: Checks,
    pub(crate) stations: Stations,
    pub(crate) status: Vec<Status>,
    pub(crate) stores: Stores,
    pub(crate) journeys: Journeys,
    pub(crate) people: People,
    pub(crate) recovery: Recovery,
    pub(crate) launches: Launches,
    pub(crate) restoring: Link,
    /// What fails by itself, if anything does.
    pub(crate) life: Option<Box<Life>>,
    pub(crate) facts: Facts,
    /// Notes of every event, if somebody wants them.
    pub(crate) trace: Option<Recorder>,
    pub(crate) health: Vec<HealthChange>,
    pub(crate) warnings: Vec<String>,
    /// The fact that started what is being handled.
    pub(crate) news: Option<FactId>,
    /// Events handled.
    pub(crate) spent: u64,
    /// Something changed that the components must look at.
    pub(crate) dirty: bool,
    pub(crate) touched: bool,
    pub(crate) p_touched_ppm: u32,
    /// Zones that a plan has left, by component.
    left: Vec<(ComponentId, ZoneId)>,
    memories: Vec<Memory>,
    balancer_watch: Vec<WatchId>,
    external_watches: BTreeMap<ComponentId, Vec<WatchId>>,
    weather_event: Option<EventId>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(arch: &'a Architecture, world: World<'a>, options: &'a LiveOptions) -> Self {
        let mut weather = Weather::new(world.tape);
        let layout = Layout::of(arch, &mut weather);
        let mut hosts = Hosts::found(arch, &world);
        let (touched, p_touched_ppm) = hosts.draw(arch, &world, options.seed, options.luck);
        let mut run = Self {
            arch,
            world,
            options,
            now: SimTime::ZERO,
            queue: EventQueue::with_ties(options.ties),
            weather,
            calls: Calls::new(world.tape),
            layout,
            hosts,
            checks: Checks::none(arch.components.len()),
            stations: Stations::default(),
            status: vec![Status::default(); arch.components.len()],
            stores: Stores::default(),
            journeys: Journeys::of(arch),
            people: People::of(arch, options),
            recovery: Recovery::of(arch),
            launches: Launches::of(arch),
            restoring: Link::default(),
            life: None,
            facts: Facts::after(world.tape.facts.len(), options.keep),
            trace: None,
            health: Vec::new(),
            warnings: Vec::new(),
            news: None,
            spent: 0,
            dirty: true,
            touched,
            p_touched_ppm,
            left: Vec::new(),
            memories: Vec::new(),
            balancer_watch: Vec::new(),
            external_watches: BTreeMap::new(),
            weather_event: None,
        };
        run.furnish();
        run
    }

    /// Fills in what needs a run to be made.
    fn furnish(&mut self) {
        for i in 0..self.arch.components.len() {
            let memory = Memory::first(self, ComponentId(i as u16));
            self.memories.push(memory);
        }
        for zone in &self.arch.zones {
            self.balancer_watch
                .push(self.weather.watch(zone, Service::LoadBalancer));
        }
        self.find_external_watches();
        self.stores = Stores::found(self);
        self.found_checks();
        self.found_stations();
        self.find_cycles();
        self.warn_of_size();
        self.life = Life::of(self);
        if self.arch.components.len() > super::layout::COMPONENTS_MAX {
            self.warnings.push(format!(
                "more than {} components: those beyond are not told apart on a request's way",
                super::layout::COMPONENTS_MAX
            ));
        }
    }

    fn find_external_watches(&mut self) {
        let of_a_host = [Service::Compute, Service::Network, Service::BlockStore];
        for (i, c) in self.arch.components.iter().enumerate() {
            let ComponentKind::External(x) = &c.kind else {
                continue;
            };
            let Some(place) = &x.place else {
                continue;
            };
            let mut places = vec![place.clone()];
            let tape = self.world.tape;
            if let Some(zone) = tape.zone.filter(|_| !x.survives_zone) {
                let inside = tape
                    .places
                    .find(place)
                    .is_some_and(|p| tape.places.within(zone, p));
                if inside {
                    places.push(tape.places.path(zone).to_owned());
                }
            }
            if x.survives_zone
                && let Some(p) = tape.places.find(place)
                && tape.places.kind(p) == PlaceKind::Zone
                && let Some((region, _)) = place.rsplit_once('/')
            {
                places = vec![region.to_owned()];
            }
            let mut list = Vec::new();
            for p in &places {
                match x.service {
                    Some(service) => list.push(self.weather.watch(p, service)),
                    None => list.extend(of_a_host.map(|s| self.weather.watch(p, s))),
                }
            }
            self.external_watches.insert(ComponentId(i as u16), list);
        }
    }

    /// Lives from the start to the end; when it ended.
    pub(crate) fn live(&mut self) -> SimTime {
        self.schedule_first();
        self.weather.advance(SimTime::ZERO);
        self.review_all();
        self.warn_of_narrow();
        self.trace_review("start");
        let latest = self.latest();
        while let Some(at) = self.next_instant(latest) {
            self.now = at;
            self.pass_time();
            self.take_part_changes();
            self.trace_review("ordinary");
            let mut settled = false;
            while !self.is_spent()
                && let Some(popped) = self.queue.pop_until(at)
            {
                settled |= self.handle(popped.event);
            }
            self.review_all();
            if self.is_spent() {
                self.warn_of_bound();
                return self.finish_time(at);
            }
            self.trace_review("review");
            if settled || self.has_come_to_its_end() {
                return self.finish_time(at);
            }
        }
        self.finish_time(latest)
    }

    /// The last instant of a run that does not end by itself.
    pub(crate) fn latest(&self) -> SimTime {
        match self.options.end {
            End::Settled => self.world.tape.end + AFTER_MAX,
            End::At(at) | End::FirstLoss(at) | End::Cycle(at) | End::FirstDown(at) => at,
        }
    }

    /// When something happens next that has to be looked at: in the queue, or by itself in ordinary life.
    fn next_instant(&mut self, latest: SimTime) -> Option<SimTime> {
        let queued = self.queue.peek_time().filter(|&at| at <= latest);
        let unfelt_max = self.unfelt_max();
        let Some(life) = &mut self.life else {
            return queued;
        };
        let felt = life.state.advance(queued.unwrap_or(latest), unfelt_max);
        felt.map(|at| at.max(self.now)).or(queued)
    }

    /// Whether what the run waits for has happened.
    fn has_come_to_its_end(&self) -> bool {
        match self.options.end {
            End::Settled | End::At(_) => false,
            End::FirstLoss(_) => self.life.as_ref().is_some_and(|l| l.state.losses() > 0),
            End::Cycle(_) => self
                .life
                .as_ref()
                .is_some_and(|l| l.state.losses() + l.state.cycles() > 0),
            End::FirstDown(_) => self.journeys.list.iter().any(|c| c.first_down.is_some()),
        }
    }

    /// Closes all counts at an instant.
    fn finish_time(&mut self, at: SimTime) -> SimTime {
        self.now = at;
        self.pass_time();
        self.close_segments();
        self.trace_review("end");
        at
    }

    fn schedule_first(&mut self) {
        for root in 0..self.hosts.roots.len() {
            self.schedule_fates(root);
        }
        for (index, post) in self.world.tape.posts.iter().enumerate() {
            self.queue
                .schedule(post.at, Phase::Fault, Event::Post { index });
        }
        for (index, command) in self.options.commands.iter().enumerate() {
            self.queue
                .schedule(command.at, Phase::Fault, Event::Command { index });
        }
        for store in 0..self.stores.list.len() {
            self.schedule_offline(store);
        }
        self.queue
            .schedule(SimTime::ZERO, Phase::Traffic, Event::Demand);
        if self.options.end == End::Settled {
            let at = self.world.tape.end + CALM;
            self.queue.schedule(at, Phase::Measure, Event::Settle);
        }
    }

    fn schedule_fates(&mut self, root: usize) {
        for transition in 0..self.hosts.roots[root].transitions.len() {
            let at = self.hosts.roots[root].transitions[transition].at;
            if at >= self.now {
                self.queue
                    .schedule(at, Phase::Fault, Event::Fate { root, transition });
            }
        }
    }

    /// Starts a new host: it stands on members that are healthy now.
    pub(crate) fn start_host(&mut self, id: HostId) {
        self.hosts
            .born(self.world.tape, self.options.seed, id, self.now);
        for root in self.hosts.roots_of(id) {
            self.schedule_fates(root);
        }
        self.part_starts(id);
        self.dirty = true;
    }

    /// Handles one event; whether the run has settled.
    fn handle(&mut self, event: Event) -> bool {
        self.news = None;
        self.spent += 1;
        let who = self.whom(event);
        self.facts.about(who);
        let settled = self.act(event);
        self.trace_event(event, who);
        settled
    }

    fn act(&mut self, event: Event) -> bool {
        match event {
            Event::Weather => {
                self.weather_event = None;
                self.dirty |= self.weather.advance(self.now);
            }
            Event::Fate { root, transition } => self.fate(root, transition),
            Event::Check { owner, index } => self.checked(owner, index),
            Event::Beat { component, beat } => self.ring(component, beat),
            Event::Demand => self.step_demand(),
            Event::Traffic => self.crossed(),
            Event::Notice { journey } => self.noticed(journey),
            Event::Person { person } => self.person_moves(person),
            Event::Plan { plan } => self.plan_moves(plan),
            Event::Step { plan, step } => self.step_moves(plan, step),
            Event::Launch { launch } => self.launch_moves(launch),
            Event::Restores => steps::arrived(self),
            Event::Offline { store } => self.offline_moves(store),
            Event::Post { index } => self.read_post(index),
            Event::Command { index } => self.obey(index),
            Event::Settle => return self.look_whether_settled(),
        }
        false
    }

    /// Whom an event is about.
    fn whom(&self, event: Event) -> Who {
        match event {
            Event::Fate { root, .. } => {
                Who::Component(self.hosts.get(self.hosts.roots[root].host).component)
            }
            Event::Check { owner, .. } => Who::Component(owner),
            Event::Beat { component, .. } => Who::Component(component),
            Event::Notice { journey } => Who::Journey(JourneyId(journey as u16)),
            Event::Launch { launch } => Who::Component(self.launches.component(launch)),
            Event::Offline { store } => Who::Component(self.stores.list[store].component),
            Event::Weather
            | Event::Restores
            | Event::Demand
            | Event::Traffic
            | Event::Person { .. }
            | Event::Plan { .. }
            | Event::Step { .. }
            | Event::Post { .. }
            | Event::Command { .. }
            | Event::Settle => Who::All,
        }
    }

    fn fate(&mut self, root: usize, transition: usize) {
        let tape_cause = self.hosts.roots[root].transitions[transition].cause;
        let (id, changed) = self.hosts.turn(root, transition);
        let host = self.hosts.get(id);
        if !host.running || host.gone {
            return;
        }
        if changed {
            let text = format!("{}: {}", host.label, self.hosts.plight(id));
            let fact = self.fact("tenant.host", text, tape_cause);
            self.hosts.get_mut(id).cause = Some(fact);
            self.news = Some(fact);
            let component = self.hosts.get(id).component;
            self.touch(component, Some(fact));
        }
        // Even a change that calls do not feel (stuck, then lost) matters to the data.
        self.dirty = true;
    }

    fn ring(&mut self, id: ComponentId, beat: Beat) {
        match (beat, &self.arch.component(id).kind) {
            (Beat::Drain, _) => components::dns_name::follow(self, id),
            (Beat::Expire, ComponentKind::Cdn(x)) => components::cdn::expire(self, id, x),
            (Beat::Expire, ComponentKind::Queue(x)) => components::queue::expire(self, id, x),
            (Beat::Warm, ComponentKind::Cache(x)) => components::cache::warm(self, id, x),
            (Beat::Database, ComponentKind::Database(x)) => {
                components::database::moved(self, id, x);
            }
            (Beat::Replace, _) => {}
            (Beat::Expire | Beat::Warm | Beat::Database, _) => {
                debug_assert!(false, "a clock rang for the wrong kind");
            }
        }
        self.dirty = true;
    }

    /// Lets everything that depends on what changed look again, until nothing moves.
    fn review(&mut self) {
        let mut rounds = 0;
        while std::mem::take(&mut self.dirty) {
            self.review_components();
            self.review_checks();
            rounds += 1;
            if rounds == REVIEWS_MAX {
                self.dirty = false;
                break;
            }
        }
        if rounds > 0 {
            self.review_routes();
        }
        self.review_journeys();
        self.schedule_weather();
        self.facts.about(Who::All);
        if rounds > 0 || self.recovery.reconsider {
            self.review_plans();
        }
    }

    /// Reviews again while plans that act at once change something.
    fn review_all(&mut self) {
        for _ in 0..REVIEWS_MAX {
            self.review();
            if !self.dirty && !self.recovery.reconsider {
                return;
            }
        }
    }

    fn schedule_weather(&mut self) {
        if self.weather_event.is_none()
            && let Some(at) = self.weather.next_change()
        {
            let event = self.queue.schedule(at, Phase::Fault, Event::Weather);
            self.weather_event = Some(event);
        }
    }

    /// Sets a component's own clock.
    pub(crate) fn beat(&mut self, at: SimTime, component: ComponentId, beat: Beat) -> EventId {
        let phase = match beat {
            Beat::Drain => Phase::Traffic,
            Beat::Expire | Beat::Warm | Beat::Database | Beat::Replace => Phase::Control,
        };
        self.queue
            .schedule(at, phase, Event::Beat { component, beat })
    }

    /// Whether facts are kept; if not, their texts need not be made.
    pub(crate) fn tells(&self) -> bool {
        self.options.keep == Keep::All
    }

    /// Records what became true now.
    pub(crate) fn fact(&mut self, kind: &str, text: String, cause: Option<FactId>) -> FactId {
        self.facts.push(self.now, kind, text, cause)
    }

    pub(crate) fn memory(&self, id: ComponentId) -> &Memory {
        &self.memories[id.0 as usize]
    }

    pub(crate) fn memory_mut(&mut self, id: ComponentId) -> &mut Memory {
        &mut self.memories[id.0 as usize]
    }

    /// The load balancer service of a zone.
    pub(crate) fn service_at(&self, zone: ZoneId) -> WatchId {
        self.balancer_watch[zone.0 as usize]
    }

    /// What an external service depends on.
    pub(crate) fn external_watches(&self, id: ComponentId) -> &[WatchId] {
        self.external_watches.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Whether a plan has taken a component out of a zone.
    pub(crate) fn has_left(&self, id: ComponentId, zone: ZoneId) -> bool {
        self.left.contains(&(id, zone))
    }

    /// Takes a component out of a zone.
    pub(crate) fn leave(&mut self, id: ComponentId, zone: ZoneId) {
        if !self.has_left(id, zone) {
            self.left.push((id, zone));
        }
        self.dirty = true;
    }

    /// Whether a person is at work by the clock.
    pub(crate) fn at_work(&self, person: PersonId) -> bool {
        self.people.at_work(self.arch, person, self.now)
    }

    /// Whether the run is over; if not, when to look again.
    fn look_whether_settled(&mut self) -> bool {
        if self.settled() {
            return true;
        }
        self.queue
            .schedule(self.now + CALM, Phase::Measure, Event::Settle);
        false
    }

    /// Either all is well and nothing is under way, or nothing is to come that could change anything.
    fn settled(&self) -> bool {
        if self.weather.next_change().is_some() {
            return false;
        }
        let well = self
            .journeys
            .well_since()
            .is_some_and(|since| since + CALM <= self.now);
        let following = self
            .memories
            .iter()
            .any(|m| matches!(m, Memory::DnsName(r) if r.following()));
        let told = self.options.commands.iter().any(|c| c.at > self.now);
        let busy = told || self.launches.busy() || self.recovery.busy() || following;
        (well && !busy) || self.queue.len() <= self.journeys.events_pending()
    }
}
