//! A world of one provider with three zones and a neighbour region, and short ways to build in it.

use crate::architecture::*;
use crate::engine::{LiveOptions, Luck, World, live};
use crate::outcome::{Health, Outcome};
use kernel::{SimDuration, SimTime};
use tape::{
    CheckDefaults, Condition, Evidence, Fact, FactId, FateState, Law, Moves, Offer, PlaceId,
    Places, PopulationKind, Post, PostLevel, Prices, Service, Tape, TapeBuilder, ThrottleLimit,
};

pub(super) const A: ZoneId = ZoneId(0);
pub(super) const B: ZoneId = ZoneId(1);
pub(super) const WEST: ZoneId = ZoneId(3);
/// Ten hours, the length of every tape here.
pub(super) const END: u64 = 36_000;

pub(super) fn secs(s: u64) -> SimDuration {
    SimDuration::from_secs(s)
}

pub(super) fn at(s: u64) -> SimTime {
    SimTime::from_secs(s)
}

/// One provider, `p`, whose launches take 100 s and whose databases fail over in 90 s.
pub(super) fn offer() -> Offer {
    let check = CheckDefaults {
        interval: secs(10),
        timeout: secs(5),
        unhealthy: 2,
        healthy: 2,
    };
    Offer {
        name: "p".into(),
        provider: "p".into(),
        regions: vec![
            ("east".into(), vec!["a".into(), "b".into(), "c".into()]),
            ("west".into(), vec!["a".into()]),
        ],
        launch_local: Law::Fixed(secs(100)),
        launch_block: Law::Fixed(secs(100)),
        database_failover: Law::Fixed(secs(90)),
        database_create: Law::Fixed(secs(600)),
        launch_throttle: ThrottleLimit {
            bucket: 100,
            refill_micro_per_s: 1_000_000,
        },
        restore_bytes_per_s: 1_000_000,
        cross_region_bytes_per_s: 500_000,
        balancer_check: check,
        dns_check: Some(check),
        dns_ttl: secs(60),
        dns_stretch_ppm: 0,
        dns_stretch_ttl: secs(3600),
        first_post: Law::Fixed(secs(1800)),
        prices: Prices::default(),
        slas: Vec::new(),
        claim_ppm: 0,
        background: None,
        assumptions: Vec::new(),
    }
}

/// A tape in the making, with places `p/east/{a,b,c}` and `p/west/a`.
pub(super) struct Weather {
    pub(super) builder: TapeBuilder,
    places: Places,
    cause: Option<FactId>,
}

impl Weather {
    pub(super) fn new() -> Self {
        let mut places = Places::default();
        let region = places.intern("p/east");
        for path in ["p/east/a", "p/east/b", "p/east/c", "p/west/a"] {
            places.intern(path);
        }
        let zone = places.find("p/east/a");
        let mut builder = TapeBuilder::new("test", Evidence::Observed, places.clone(), region);
        builder.tape().end = at(END);
        builder.tape().zone = zone;
        let cause = Some(builder.fact(Fact {
            at: SimTime::ZERO,
            place: zone,
            kind: "test.trigger".into(),
            text: "something breaks".into(),
            cause: None,
            given: Vec::new(),
            input: true,
            moves: Vec::<Moves>::new(),
        }));
        Self {
            builder,
            places,
            cause,
        }
    }

    fn place(&self, path: &str) -> PlaceId {
        self.places
            .find(path)
            .unwrap_or_else(|| panic!("no place {path}"))
    }

    /// From..until a service fails this share of calls.
    pub(super) fn errors(
        mut self,
        path: &str,
        service: Service,
        span: (u64, u64),
        share: f64,
    ) -> Self {
        let place = self.place(path);
        let c = Condition::errors(share);
        self.builder
            .condition(at(span.0), place, service, c, self.cause);
        self.builder
            .condition(at(span.1), place, service, Condition::CALM, self.cause);
        self
    }

    /// All members of a population are in a state from..until; until `None` for good.
    pub(super) fn fate(
        mut self,
        path: &str,
        kind: PopulationKind,
        (size, hit): (u32, u32),
        state: FateState,
        (from, until): (u64, Option<u64>),
    ) -> Self {
        let place = self.place(path);
        self.builder.population(place, kind, size);
        for member in 0..hit {
            self.builder
                .fate(at(from), place, kind, member, state, self.cause);
            if let Some(until) = until {
                let well = FateState::Healthy;
                self.builder
                    .fate(at(until), place, kind, member, well, self.cause);
            }
        }
        self
    }

    /// All volumes of zone a are stuck from..until.
    pub(super) fn stuck(self, from: u64, until: u64) -> Self {
        let (kind, state) = (PopulationKind::Volumes, FateState::Hung);
        self.fate("p/east/a", kind, (1000, 1000), state, (from, Some(until)))
    }

    pub(super) fn post(
        mut self,
        t: u64,
        level: PostLevel,
        eta: Option<u64>,
        explains: bool,
    ) -> Self {
        let place = self.place("p/east");
        self.builder.post(Post {
            at: at(t),
            place,
            level,
            text: "news".into(),
            eta: eta.map(at),
            explains,
            truth_ppm: 0,
            fact: None,
        });
        self
    }

    pub(super) fn tape(self) -> Tape {
        self.builder.finish().unwrap_or_else(|e| panic!("{e}"))
    }
}

/// An architecture at `p/east` with impatient clients and no people.
pub(super) fn architecture() -> Architecture {
    Architecture {
        name: "test".into(),
        zones: ["p/east/a", "p/east/b", "p/east/c", "p/west/a"]
            .map(String::from)
            .into(),
        home: "p/east".into(),
        clients: vec![Clients {
            name: "users".into(),
            curve: Curve::Flat,
            stretch_ppm: Some(0),
            stretch_ttl: None,
            retry: Retry {
                attempts: 1,
                delay: secs(1),
                doubling: false,
                budget_ppm: None,
                delay_max: None,
                jitter: false,
            },
            timeout: secs(10),
            resolver_micro_per_s: None,
        }],
        ..Architecture::default()
    }
}

/// Short ways to add parts.
pub(super) trait Build {
    fn part(&mut self, name: &str, kind: ComponentKind) -> ComponentId;
    fn journey(&mut self, name: &str, path: &[ComponentId], writes: bool);
    fn servers(&mut self, name: &str, per_zone: &[(ZoneId, u32)], root: Root) -> ComponentId;
    fn database(&mut self, copies: &[(ZoneId, DatabaseHost)], mode: DatabaseMode) -> ComponentId;
    fn person(&mut self, name: &str, learns: Awareness) -> PersonId;
    fn plan(&mut self, trigger: Trigger, steps: Vec<StepKind>);
}

impl Build for Architecture {
    fn part(&mut self, name: &str, kind: ComponentKind) -> ComponentId {
        self.components.push(Component {
            name: name.into(),
            luck: name.into(),
            line: 0,
            kind,
            needs: Vec::new(),
            deployment: Deployment::Automation {
                duration: SimDuration::ZERO,
                needs: Vec::new(),
            },
            fails: None,
        });
        ComponentId((self.components.len() - 1) as u16)
    }

    fn journey(&mut self, name: &str, path: &[ComponentId], writes: bool) {
        self.journeys.push(Journey {
            name: name.into(),
            clients: 0,
            rate_micro_per_s: 10_000_000,
            path: path.to_vec(),
            writes,
            threshold_ppm: 900_000,
            harm: None,
        });
    }

    fn servers(&mut self, name: &str, per_zone: &[(ZoneId, u32)], root: Root) -> ComponentId {
        self.part(
            name,
            ComponentKind::Instances(Instances {
                per_zone: per_zone.to_vec(),
                root,
                capacity_micro_per_s: None,
                service_time: SimDuration::from_secs_f64(0.02),
                auto_replace: false,
                max: 20,
                at_least: None,
            }),
        )
    }

    fn database(&mut self, copies: &[(ZoneId, DatabaseHost)], mode: DatabaseMode) -> ComponentId {
        let copies = copies.iter().enumerate().map(|(i, &(zone, host))| Copy {
            name: format!("copy{i}"),
            zone,
            host,
        });
        let copies = copies.collect();
        self.part(
            "db",
            ComponentKind::Database(Database {
                copies,
                mode,
                bytes: 3_600_000_000,
                capacity_micro_per_s: None,
                merge_keeps_both: false,
                key: None,
                acknowledges: None,
            }),
        )
    }

    fn person(&mut self, name: &str, learns: Awareness) -> PersonId {
        self.people.push(Person {
            name: name.into(),
            hours: (0.0, 24.0),
            learns,
            engage: Law::Fixed(secs(300)),
            diagnose: Law::Fixed(secs(600)),
            may_decide: true,
            believes_eta: false,
            patience: SimDuration::ZERO,
            sits_in: None,
        });
        PersonId((self.people.len() - 1) as u16)
    }

    fn plan(&mut self, trigger: Trigger, steps: Vec<StepKind>) {
        let step = |kind| Step {
            kind,
            needs: Vec::new(),
            after: Vec::new(),
            line: 0,
        };
        self.plans.push(Plan {
            name: format!("plan{}", self.plans.len()),
            trigger,
            learns: None,
            steps: steps.into_iter().map(step).collect(),
        });
    }
}

pub(super) fn check(deep: bool) -> Check {
    Check {
        interval: secs(10),
        timeout: secs(5),
        unhealthy: 3,
        healthy: 2,
        deep,
    }
}

pub(super) fn balancer(
    zones: &[ZoneId],
    targets: ComponentId,
    check: Option<Check>,
) -> ComponentKind {
    ComponentKind::LoadBalancer(LoadBalancer {
        zones: zones.to_vec(),
        targets,
        check,
    })
}

pub(super) fn name_to(to: ComponentId, ttl: u64) -> ComponentKind {
    ComponentKind::DnsName(DnsName {
        provider: "names".into(),
        second_provider: None,
        routing: Routing::Simple(to),
        ttl: secs(ttl),
    })
}

/// Lives with seed 1, fates drawn once (every member of the tapes here fares alike).
pub(super) fn run(arch: &Architecture, tape: &Tape) -> Outcome {
    run_with(
        arch,
        tape,
        &LiveOptions {
            luck: Luck::Drawn,
            ..LiveOptions::default()
        },
    )
}

pub(super) fn run_with(arch: &Architecture, tape: &Tape, options: &LiveOptions) -> Outcome {
    let offers = [offer()];
    let outcome = live(arch, &World::new(&offers, tape), options);
    for j in &outcome.journeys {
        let mut waiting = 0;
        for s in &j.segments {
            assert_eq!(
                s.offered as i64,
                s.served as i64 + s.failed as i64 + s.shed as i64 + s.waiting,
                "{} at {}",
                j.name,
                s.from
            );
            waiting += s.waiting;
        }
        assert!(waiting >= 0);
        let gaps = j.segments.windows(2).all(|w| w[0].until == w[1].from);
        assert!(gaps, "segments without gaps");
    }
    let ids = outcome.facts.len() as u32;
    for f in &outcome.facts {
        assert!(f.cause.is_none_or(|c| c.0 < ids));
    }
    let own = &outcome.facts[outcome.tape_facts..];
    assert!(
        own.windows(2).all(|w| w[0].at <= w[1].at),
        "own facts in order"
    );
    outcome
}

/// Requests (whole, rounded) of a journey that were not served.
pub(super) fn unserved(outcome: &Outcome, journey: usize) -> u64 {
    let segments = &outcome.journeys[journey].segments;
    let offered: u64 = segments.iter().map(|s| s.offered).sum();
    let served: u64 = segments.iter().map(|s| s.served).sum();
    (offered - served + 500_000) / 1_000_000
}

/// When a component came into a state for the first time after an instant, in seconds.
pub(super) fn becomes(
    outcome: &Outcome,
    c: ComponentId,
    health: Health,
    after: u64,
) -> Option<f64> {
    let mut changes = outcome.health.iter();
    let found = changes.find(|h| h.component == c && h.health == health && h.at >= at(after));
    found.map(|h| h.at.secs_f64())
}

/// When a fact of that kind first became true, in seconds.
pub(super) fn when(outcome: &Outcome, kind: &str) -> Option<f64> {
    let fact = outcome.facts.iter().find(|f| f.kind == kind)?;
    Some(fact.at.secs_f64())
}

/// Whether some own fact says this.
pub(super) fn says(outcome: &Outcome, part: &str) -> bool {
    outcome.facts.iter().any(|f| f.text.contains(part))
}
