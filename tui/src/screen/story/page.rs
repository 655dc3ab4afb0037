//! What the provider's status page says at an instant, and what is true then.

use super::{Mark, Story};
use kernel::SimTime;
use tape::query::{Measure, course};
use tape::{FateState, PlaceId, PopulationKind, Post, PostLevel, Service, Tape};

/// The status page and the truth beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct PageNow<'a> {
    /// The latest post, if there is one yet.
    pub says: Option<&'a Post>,
    /// What the page as a whole claims.
    pub claims: Mark,
    /// How many posts there are by now, and in all.
    pub posts: (usize, usize),
    /// What is wrong in the struck zone and region, the worst first; empty on a calm moment.
    pub truth: Vec<(String, f64)>,
}

/// One measure of the provider's side over the whole run.
#[derive(Debug, Clone, PartialEq)]
pub struct Truth {
    /// `volumes stuck in us-east-1/a`
    pub name: String,
    /// (instant, share from then on).
    pub course: Vec<(SimTime, f64)>,
}

impl Truth {
    /// The share at `t`.
    #[must_use]
    pub fn at(&self, t: SimTime) -> f64 {
        let i = self.course.partition_point(|c| c.0 <= t);
        i.checked_sub(1).map_or(0.0, |i| self.course[i].1)
    }
}

/// Shares under this say nothing: a volume or two of thousands are always ill.
const SHOWS_FROM: f64 = 0.002;

/// Everything measured on a tape at its struck zone and region.
pub(super) fn truths(tape: &Tape) -> Vec<Truth> {
    let mut out = Vec::new();
    let mut add = |name: String, measure: Measure, place: PlaceId| {
        let course = course(tape, &measure, place);
        if course.iter().any(|c| c.1 >= SHOWS_FROM) {
            out.push(Truth { name, course });
        }
    };
    for p in &tape.populations {
        let place = tape.places.short(p.place);
        let name = format!("{} out of order in {place}", members(p.kind));
        add(name, Measure::Share(p.kind, ILL.to_vec()), p.place);
    }
    for t in &tape.tracks {
        let place = tape.places.short(t.place);
        let name = format!("{} fail in {place}", calls(t.service));
        add(name, Measure::Error(t.service), t.place);
    }
    out
}

/// States in which a member does not work.
const ILL: [FateState; 6] = [
    FateState::Hung,
    FateState::Waiting,
    FateState::Down,
    FateState::FailingOver,
    FateState::Abandoned,
    FateState::Lost,
];

fn members(kind: PopulationKind) -> &'static str {
    match kind {
        PopulationKind::Volumes => "volumes",
        PopulationKind::Instances => "servers",
        PopulationKind::Balancers => "load balancers",
        PopulationKind::DatabasesSingle => "single-zone databases",
        PopulationKind::DatabasesMulti => "multi-zone databases",
    }
}

fn calls(service: Service) -> String {
    match service {
        Service::ControlApi => "control calls".to_owned(),
        Service::BlockApi => "volume calls".to_owned(),
        Service::LaunchBlock => "launches from volumes".to_owned(),
        Service::LaunchLocal => "launches from local disks".to_owned(),
        Service::DatabaseApi => "database calls".to_owned(),
        Service::Compute
        | Service::BlockStore
        | Service::ObjectStore
        | Service::LoadBalancer
        | Service::Dns
        | Service::ManagedDatabase
        | Service::Queue
        | Service::Cdn
        | Service::Keys
        | Service::Network => format!("calls of {}", service.name().replace('_', " ")),
    }
}

impl Story {
    /// The status page and the truth at `t`.
    #[must_use]
    pub fn page_at(&self, t: SimTime) -> PageNow<'_> {
        let posts = &self.tape.posts;
        let by = posts.partition_point(|p| p.at <= t);
        let says = by.checked_sub(1).map(|i| &posts[i]);
        let mut truth: Vec<(String, f64)> = self
            .truths()
            .iter()
            .map(|c| (c.name.clone(), c.at(t)))
            .filter(|c| c.1 >= SHOWS_FROM)
            .collect();
        truth.sort_by(|a, b| b.1.total_cmp(&a.1));
        PageNow {
            says,
            claims: says.map_or(Mark::Up, |p| claim(p.level)),
            posts: (by, posts.len()),
            truth,
        }
    }
}

const fn claim(level: PostLevel) -> Mark {
    match level {
        PostLevel::Normal => Mark::Up,
        PostLevel::Notice | PostLevel::Degraded => Mark::Part,
        PostLevel::Disrupted => Mark::Down,
    }
}
