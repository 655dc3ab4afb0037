//! A small architecture and outcomes of it, for the other tests.

use crate::architecture::{
    Architecture, Clients, Component, ComponentId, ComponentKind, Curve, Database, DatabaseHost,
    DatabaseMode, Deployment, Harm, Instances, Journey, JourneyId, Objective, Retry, Root, ZoneId,
};
use crate::outcome::{Communication, JourneyTimeline, Outcome, Segment, StoreOutcome, Usage};
use kernel::{Digest, SimDuration, SimTime};
use tape::{Fact, FactId};

/// Demand of the journey, micro-requests per second.
pub(super) const RATE: u64 = 10_000_000;

pub(super) fn minutes(n: u64) -> SimTime {
    SimTime::from_secs(n * 60)
}

/// A stretch in which `served_ppm` of ten requests per second are served and the rest fails.
pub(super) fn stretch(from: u64, until: u64, served_ppm: u64, cause: Option<u32>) -> Segment {
    let offered = RATE * 60 * (until - from);
    let served = offered / 1_000_000 * served_ppm;
    Segment {
        from: minutes(from),
        until: minutes(until),
        offered,
        attempts: offered,
        served,
        failed: offered - served,
        shed: 0,
        waiting: 0,
        cause: cause.map(FactId),
    }
}

pub(super) fn fact(minute: u64, kind: &str, text: &str, cause: Option<u32>) -> Fact {
    Fact {
        at: minutes(minute),
        place: None,
        kind: kind.to_owned(),
        text: text.to_owned(),
        cause: cause.map(FactId),
        given: Vec::new(),
        input: cause.is_none(),
        moves: Vec::new(),
    }
}

/// Two web servers in each of two zones and a managed database; orders are the only journey.
pub(super) fn architecture() -> Architecture {
    let part = |name: &str, kind| Component {
        name: name.to_owned(),
        luck: name.to_owned(),
        line: 1,
        kind,
        needs: Vec::new(),
        deployment: Deployment::default(),
        fails: None,
    };
    let web = Instances {
        per_zone: vec![(ZoneId(0), 2), (ZoneId(1), 2)],
        root: Root::BlockStore,
        capacity_micro_per_s: None,
        service_time: SimDuration::ZERO,
        auto_replace: false,
        max: 4,
        at_least: None,
    };
    let copy = crate::architecture::Copy {
        name: "only".to_owned(),
        zone: ZoneId(0),
        host: DatabaseHost::Managed,
    };
    let db = Database {
        copies: vec![copy],
        mode: DatabaseMode::Alone,
        bytes: 100_000_000_000,
        capacity_micro_per_s: None,
        merge_keeps_both: false,
        key: None,
        acknowledges: None,
    };
    let retry = Retry {
        attempts: 1,
        delay: SimDuration::ZERO,
        doubling: false,
        budget_ppm: None,
        delay_max: None,
        jitter: false,
    };
    Architecture {
        name: "shop".to_owned(),
        zones: vec!["aws/us-east-1/a".to_owned(), "aws/us-east-1/b".to_owned()],
        home: "aws/us-east-1".to_owned(),
        clients: vec![Clients {
            name: "shoppers".to_owned(),
            curve: Curve::Flat,
            stretch_ppm: None,
            stretch_ttl: None,
            retry,
            timeout: SimDuration::from_secs(10),
            resolver_micro_per_s: None,
        }],
        journeys: vec![Journey {
            name: "order".to_owned(),
            clients: 0,
            rate_micro_per_s: RATE,
            path: vec![ComponentId(0), ComponentId(1)],
            writes: true,
            threshold_ppm: 900_000,
            harm: Some(Harm {
                unit: "USD".to_owned(),
                per_request_micro: 500_000,
            }),
        }],
        components: vec![
            part("web", ComponentKind::Instances(web)),
            part("db", ComponentKind::Database(db)),
        ],
        objectives: vec![Objective {
            journey: JourneyId(0),
            rto: Some(SimDuration::from_mins(60)),
            rpo: Some(SimDuration::from_mins(5)),
            availability_slo_ppm: Some(999_000),
        }],
        ..Architecture::default()
    }
}

/// An outcome of that architecture with this course.
pub(super) fn outcome(segments: Vec<Segment>, facts: Vec<Fact>) -> Outcome {
    let end = segments.last().map_or(SimTime::ZERO, |s| s.until);
    Outcome {
        architecture: "shop".to_owned(),
        outage: "test".to_owned(),
        seed: 1,
        place: "aws/us-east-1".to_owned(),
        struck_zone: None,
        given_touched: true,
        touched: true,
        p_touched_ppm: 1_000_000,
        end,
        journeys: vec![JourneyTimeline {
            journey: JourneyId(0),
            name: "order".to_owned(),
            segments,
        }],
        stores: vec![StoreOutcome {
            component: ComponentId(1),
            name: "db".to_owned(),
            acknowledged: 1000,
            lost: 3,
            diverged: 5,
            unknown: 0,
            rpo: SimDuration::from_mins(2),
            unrecoverable: false,
        }],
        health: Vec::new(),
        tape_facts: 0,
        facts,
        communication: Communication::default(),
        usage: Usage::default(),
        not_covered: Vec::new(),
        warnings: Vec::new(),
        assumptions: Vec::new(),
        leaves_out: Vec::new(),
        digest: Digest::default(),
        digests: crate::outcome::Digests::default(),
        parts: Vec::new(),
        weight_ln_e9: 0,
    }
}
