//! From a run that is over to its outcome: communication, warnings, what is not covered.

use super::digests::Material;
use super::hosts::region_of;
use super::options::Luck;
use super::run::Run;
use crate::architecture::ComponentKind;
use crate::outcome::{Communication, JourneyTimeline, Outcome, Segment};
use kernel::{SimDuration, SimTime, Stream};
use std::collections::BTreeSet;
use tape::{Assumption, Evidence, PopulationKind, PostLevel, Service};

/// An interruption that pauses for less than this goes on.
const PAUSE: SimDuration = SimDuration::from_mins(5);
/// A tenant that rents more than one in so many members of a population is no small tenant.
const SMALL: u64 = 1000;

/// What this half of the model leaves out of every run.
const LEAVES_OUT: [&str; 8] = [
    "single requests: traffic is a fluid",
    "latency between regions and zones; only time-outs and waiting are felt",
    NO_ORDINARY_LIFE,
    "databases catch up at once when a copy is back within reach",
    "bugs of the tenant's own software and mistakes of its people",
    "sessions: clients do not mind which server answers",
    "restores do not share their link with other traffic",
    "the bill counts one full copy per backup, not its increments and versions",
];

/// The row of these that is left out where the architecture says how parts fail.
const NO_ORDINARY_LIFE: &str =
    "components that fail on their own: only what is on the tape happens";

impl Run<'_> {
    /// The outcome of a run that ended at `end`.
    pub(crate) fn outcome(mut self, end: SimTime) -> Outcome {
        let tape = self.world.tape;
        self.warn_of_limits();
        let communication = self.communication();
        let stores = self.store_outcomes();
        let usage = self.usage(end);
        let parts = self.part_lives(end);
        let weight_ln_e9 = self.weight_ln_e9(end);
        let not_covered = self.not_covered();
        let tells = self.tells();
        let assumptions = match tells {
            true => self.assumptions(),
            false => Vec::new(),
        };
        let journeys = self.timelines();
        let communication = Communication {
            restored: self.restored(&journeys),
            ..communication
        };
        let mut facts = match tells {
            true => tape.facts.clone(),
            false => Vec::new(),
        };
        let tape_facts = facts.len();
        let (own, who) = self.facts.into_own();
        facts.extend(own);
        let digests = tells.then(|| {
            Material {
                arch: self.arch,
                end,
                journeys: &journeys,
                stores: &stores,
                parts: &parts,
                health: &self.health,
                facts: &facts,
                who: &who,
            }
            .digests()
        });
        let digests = digests.unwrap_or_default();
        let mut leaves_out = tape.leaves_out.clone();
        let ordinary = self.life.is_some();
        let rows = LEAVES_OUT
            .iter()
            .filter(|&&row| !(ordinary && row == NO_ORDINARY_LIFE));
        leaves_out.extend(rows.map(|&row| row.to_owned()));
        Outcome {
            architecture: self.arch.name.clone(),
            outage: tape.outage.clone(),
            seed: self.options.seed,
            place: tape.places.path(tape.region).to_owned(),
            struck_zone: tape.zone.map(|z| tape.places.path(z).to_owned()),
            given_touched: self.options.luck == Luck::Touched,
            touched: self.touched,
            p_touched_ppm: self.p_touched_ppm,
            end,
            journeys,
            stores,
            parts,
            weight_ln_e9,
            health: self.health,
            facts,
            tape_facts,
            communication,
            usage,
            not_covered,
            warnings: self.warnings,
            assumptions,
            leaves_out,
            digest: digests.whole(),
            digests,
        }
    }

    fn warn_of_limits(&mut self) {
        if self.journeys.net.limit_hit() {
            let text = "a loop of retries did not settle and was held at its mean".to_owned();
            self.fact("tenant.ticks_max", text.clone(), None);
            self.warnings.push(text);
        }
    }

    /// Says so when an architecture rents too large a part of a simulated population. The size of an observed one only
    /// sets how finely its shares are told.
    pub(crate) fn warn_of_size(&mut self) {
        match self.world.luck.evidence {
            Evidence::Simulated => {}
            Evidence::Observed => return,
        }
        let mut asked: Vec<(Option<tape::PlaceId>, PopulationKind)> = self.hosts.asked().collect();
        asked.sort_unstable();
        for group in asked.chunk_by(|a, b| a == b) {
            let (Some(place), kind) = group[0] else {
                continue;
            };
            let size = self
                .world
                .luck
                .population(place, kind)
                .map_or(0, |p| u64::from(p.size));
            if size > 0 && group.len() as u64 * SMALL > size {
                self.warnings.push(format!(
                    "{} {} of the {size} in {}: not a small tenant, whose own weight is left out",
                    group.len(),
                    kind.name(),
                    self.world.luck.places.path(place)
                ));
            }
        }
    }

    fn communication(&self) -> Communication {
        let tape = self.world.tape;
        let mut posts = tape.posts.iter().filter(|p| self.concerns(p));
        let told = posts
            .clone()
            .find(|p| p.level != PostLevel::Normal)
            .map(|p| p.at);
        let quiet = tape.facts.is_empty() || !tape.posts.is_empty();
        let drawn = self
            .world
            .offer(&self.arch.home)
            .filter(|_| !quiet)
            .map(|o| {
                let mut stream = Stream::named(self.options.seed, "first post", &o.provider);
                let start = tape.facts.first().map_or(SimTime::ZERO, |f| f.at);
                start + o.first_post.draw(&mut stream)
            });
        let felt = self.journeys.list.iter().filter_map(|c| c.first_down).min();
        Communication {
            customers: felt,
            monitors: self.journeys.list.iter().filter_map(|c| c.monitored).min(),
            people: self.people.first_look,
            first_post: told.or(drawn),
            explained: posts.clone().find(|p| p.explains).map(|p| p.at),
            eta: posts.find_map(|p| p.eta),
            restored: None,
        }
    }

    /// When the last interruption of any journey ended; `None` if it never did, or there was none.
    fn restored(&self, journeys: &[JourneyTimeline]) -> Option<SimTime> {
        let mut last: Option<(SimTime, bool)> = None;
        for (timeline, journey) in journeys.iter().zip(&self.arch.journeys) {
            for (_, until, open) in interruptions(&timeline.segments, journey.threshold_ppm) {
                last = last.max(Some((until, open)));
            }
        }
        last.filter(|l| !l.1).map(|l| l.0)
    }

    /// Services used in the struck region about which the outage itself says nothing at all.
    fn not_covered(&self) -> Vec<String> {
        let tape = self.world.luck;
        let region = tape.places.path(tape.region);
        let mut used: BTreeSet<Service> = BTreeSet::new();
        let mut note = |path: &str, service: Service| {
            if region_of(path) == region {
                used.insert(service);
            }
        };
        for c in &self.arch.components {
            match &c.kind {
                ComponentKind::Instances(x) => x
                    .per_zone
                    .iter()
                    .for_each(|&(z, _)| note(self.arch.zone(z), Service::Compute)),
                ComponentKind::LoadBalancer(x) => x
                    .zones
                    .iter()
                    .for_each(|&z| note(self.arch.zone(z), Service::LoadBalancer)),
                ComponentKind::Volume(x) => note(self.arch.zone(x.zone), Service::BlockStore),
                ComponentKind::Database(x) => x.copies.iter().for_each(|c| {
                    let service = match c.host {
                        crate::architecture::DatabaseHost::Volumes(_) => Service::BlockStore,
                        crate::architecture::DatabaseHost::LocalDisk => Service::Compute,
                        crate::architecture::DatabaseHost::Managed => Service::ManagedDatabase,
                    };
                    note(self.arch.zone(c.zone), service);
                }),
                ComponentKind::Bucket(x) => note(&x.region, Service::ObjectStore),
                ComponentKind::Queue(x) => note(&x.region, Service::Queue),
                ComponentKind::Cache(x) => note(self.arch.zone(x.zone), Service::Compute),
                ComponentKind::Key(x) => {
                    x.region.iter().for_each(|r| note(r, Service::Keys));
                }
                ComponentKind::Cdn(x) => note(&x.provider, Service::Cdn),
                ComponentKind::DnsName(x) => note(&x.provider, Service::Dns),
                ComponentKind::External(x) => {
                    if let (Some(place), Some(service)) = (&x.place, x.service) {
                        note(place, service);
                    }
                }
            }
        }
        let silent = used.into_iter().filter(|&s| !self.tape_covers(s));
        silent
            .map(|s| format!("{} in {region}", s.name()))
            .collect()
    }

    fn tape_covers(&self, service: Service) -> bool {
        let tape = self.world.luck;
        let kinds: &[PopulationKind] = match service {
            Service::Compute => &[PopulationKind::Instances],
            Service::BlockStore => &[PopulationKind::Volumes],
            Service::LoadBalancer => &[PopulationKind::Balancers],
            Service::ManagedDatabase => &[
                PopulationKind::DatabasesSingle,
                PopulationKind::DatabasesMulti,
            ],
            Service::ObjectStore
            | Service::Dns
            | Service::Queue
            | Service::Cdn
            | Service::Keys
            | Service::ControlApi
            | Service::BlockApi
            | Service::LaunchBlock
            | Service::LaunchLocal
            | Service::DatabaseApi
            | Service::Network
            | Service::Table
            | Service::Stream
            | Service::Functions
            | Service::Containers
            | Service::SignIn
            | Service::Metrics
            | Service::ObjectWrites
            | Service::StatusPage => &[],
        };
        let here = |place| tape.places.within(place, tape.region);
        let around = |place| tape.places.within(tape.region, place);
        tape.tracks
            .iter()
            .any(|t| t.service == service && (here(t.place) || around(t.place)))
            || tape
                .populations
                .iter()
                .any(|p| kinds.contains(&p.kind) && here(p.place))
    }

    /// The tape's assumptions, and those of every provider in use.
    fn assumptions(&self) -> Vec<Assumption> {
        let mut list = self.world.tape.assumptions.clone();
        let used = |provider: &str| {
            self.layout
                .spots
                .iter()
                .any(|s| s.path.split('/').next() == Some(provider))
        };
        for offer in self.world.offers.iter().filter(|o| used(&o.provider)) {
            list.extend(offer.assumptions.iter().cloned());
        }
        list
    }
}

/// From, until, and whether it lasts to the end: stretches under the threshold, short pauses bridged.
fn interruptions(segments: &[Segment], threshold_ppm: u32) -> Vec<(SimTime, SimTime, bool)> {
    let mut list: Vec<(SimTime, SimTime, bool)> = Vec::new();
    let end = segments.last().map(|s| s.until);
    for s in segments {
        let least = u128::from(s.offered) * u128::from(threshold_ppm);
        if s.offered == 0 || u128::from(s.served) * 1_000_000 >= least {
            continue;
        }
        let open = Some(s.until) == end;
        match list.last_mut() {
            Some(last) if s.from - last.1 < PAUSE => (last.1, last.2) = (s.until, open),
            _ => list.push((s.from, s.until, open)),
        }
    }
    list
}
