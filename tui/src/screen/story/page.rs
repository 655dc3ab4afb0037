//! What the provider's status page says at an instant, what is true then, and how far the two are apart.

use super::{Mark, Story};
use kernel::{SimDuration, SimTime};
use reports::words::share;
use tape::query::{Measure, course};
use tape::{FateState, PlaceId, PopulationKind, Post, PostLevel, Service, Tape};
use tenant::architecture::{Architecture, Component, ComponentKind, DatabaseHost, Root};

/// The status page and the truth beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct PageNow<'a> {
    /// The latest post, if there is one yet.
    pub says: Option<&'a Post>,
    /// What the page as a whole claims.
    pub claims: Mark,
    /// How many posts there are by now, and in all.
    pub posts: (usize, usize),
    /// What is wrong: things of the kind that the architecture rents, other things, calls, the worst of each first;
    /// empty on a calm moment.
    pub truth: Vec<TruthNow>,
    /// How long the page has said that all is well, or nothing, while it was not.
    pub hid: SimDuration,
    /// The end that the latest post with one promises.
    pub promised: Option<SimTime>,
}

/// One thing that is wrong, wherever it is.
#[derive(Debug, Clone, PartialEq)]
pub struct TruthNow {
    /// `volumes stuck`, `volume calls fail`.
    pub what: &'static str,
    /// Place and share, the largest first.
    pub places: Vec<(String, f64)>,
}

impl TruthNow {
    /// `volumes stuck: 13.4 % in a`; places with the same share stand together.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
        for (place, share) in &self.places {
            let said = share_said(*share);
            match groups.iter_mut().find(|g| g.0 == said) {
                Some(group) => group.1.push(place),
                None => groups.push((said, vec![place])),
            }
        }
        let groups: Vec<String> = groups
            .iter()
            .map(|(share, places)| format!("{share} in {}", places.join(", ")))
            .collect();
        format!("{}: {}", self.what, groups.join("; "))
    }
}

/// One measure of the provider's side over the whole run.
#[derive(Debug, Clone, PartialEq)]
pub struct Truth {
    /// `volumes stuck`, `volume calls fail`.
    pub what: &'static str,
    /// Path of the place.
    pub path: String,
    /// Its last part: `a`.
    pub place: String,
    /// What it is about: 0 things of the kind that the architecture rents, 1 other things, 2 calls.
    pub rank: u8,
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

    /// `volumes stuck in a`
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} in {}", self.what, self.place)
    }
}

/// Shares under this say nothing: a volume or two of thousands are always ill.
const SHOWS_FROM: f64 = 0.002;

/// A share with so few digits that it can be read at a glance.
pub(super) fn share_said(value: f64) -> String {
    match value {
        0.1..0.9995 => share((value * 1e3).round() / 1e3),
        _ => share((value * 1e4).round() / 1e4),
    }
}

/// Everything measured on a tape at its places.
pub(super) fn truths(tape: &Tape, arch: &Architecture) -> Vec<Truth> {
    let mut out = Vec::new();
    let mut add = |what, rank, measure: Measure, place: PlaceId| {
        let course = course(tape, &measure, place);
        if course.iter().any(|c| c.1 >= SHOWS_FROM) {
            out.push(Truth {
                what,
                path: tape.places.path(place).to_owned(),
                place: tape.places.short(place).to_owned(),
                rank,
                course,
            });
        }
    };
    for p in &tape.populations {
        let measure = Measure::Share(p.kind, ILL.to_vec());
        let rank = u8::from(!rents(arch, p.kind));
        add(members(p.kind), rank, measure, p.place);
    }
    for t in &tape.tracks {
        add(calls(t.service), 2, Measure::Error(t.service), t.place);
    }
    out
}

/// Whether an architecture rents things of this kind.
fn rents(arch: &Architecture, kind: PopulationKind) -> bool {
    let on_volumes = |c: &Component| match &c.kind {
        ComponentKind::Instances(x) => x.root == Root::BlockStore,
        ComponentKind::Database(x) => x
            .copies
            .iter()
            .any(|c| matches!(c.host, DatabaseHost::Volumes(_))),
        ComponentKind::Volume(_) => true,
        ComponentKind::LoadBalancer(_)
        | ComponentKind::DnsName(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Bucket(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Cache(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => false,
    };
    let managed = |copies: std::ops::RangeInclusive<usize>| {
        arch.components.iter().any(|c| {
            matches!(&c.kind, ComponentKind::Database(x) if copies.contains(&x.copies.len())
                && x.copies.iter().any(|c| c.host == DatabaseHost::Managed))
        })
    };
    let any = |is: fn(&ComponentKind) -> bool| arch.components.iter().any(|c| is(&c.kind));
    match kind {
        PopulationKind::Volumes => arch.components.iter().any(on_volumes),
        PopulationKind::Instances => any(|k| matches!(k, ComponentKind::Instances(_))),
        PopulationKind::Balancers => any(|k| matches!(k, ComponentKind::LoadBalancer(_))),
        PopulationKind::DatabasesSingle => managed(0..=1),
        PopulationKind::DatabasesMulti => managed(2..=usize::MAX),
    }
}

/// The times in which the page said that all is well, or nothing, while it was not.
pub(super) fn hidden(tape: &Tape, truths: &[Truth]) -> Vec<(SimTime, SimTime)> {
    let mut instants: Vec<SimTime> = tape.posts.iter().map(|p| p.at).collect();
    instants.extend(truths.iter().flat_map(|t| t.course.iter().map(|c| c.0)));
    instants.sort_unstable();
    instants.dedup();
    let mut out: Vec<(SimTime, SimTime)> = Vec::new();
    for (i, &from) in instants.iter().enumerate() {
        let until = instants.get(i + 1).copied().unwrap_or(tape.end.max(from));
        let post = tape.posts.partition_point(|p| p.at <= from);
        let claims = post.checked_sub(1).map(|i| claim(tape.posts[i].level));
        let well = claims.is_none_or(|c| c == Mark::Up);
        if !well || truths.iter().all(|t| t.at(from) < SHOWS_FROM) {
            continue;
        }
        match out.last_mut() {
            Some(last) if last.1 == from => last.1 = until,
            _ => out.push((from, until)),
        }
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

const fn members(kind: PopulationKind) -> &'static str {
    match kind {
        PopulationKind::Volumes => "volumes stuck",
        PopulationKind::Instances => "servers not usable",
        PopulationKind::Balancers => "load balancers not usable",
        PopulationKind::DatabasesSingle => "single-zone databases stuck",
        PopulationKind::DatabasesMulti => "multi-zone databases stuck",
    }
}

const fn calls(service: Service) -> &'static str {
    match service {
        Service::ControlApi => "control calls fail",
        Service::BlockApi => "volume calls fail",
        Service::LaunchBlock => "launches from volumes fail",
        Service::LaunchLocal => "launches from local disks fail",
        Service::DatabaseApi => "database calls fail",
        Service::Compute => "server errors",
        Service::BlockStore => "volume I/O errors",
        Service::ObjectStore => "object store errors",
        Service::LoadBalancer => "load balancer errors",
        Service::Dns => "name server errors",
        Service::ManagedDatabase => "managed database errors",
        Service::Queue => "queue errors",
        Service::Cdn => "CDN errors",
        Service::Keys => "key service errors",
        Service::Network => "network errors",
        Service::Table => "table errors",
        Service::Stream => "stream errors",
        Service::Functions => "function errors",
        Service::Containers => "container service errors",
        Service::SignIn => "sign-in errors",
        Service::Metrics => "metrics and alarms missing",
        Service::ObjectWrites => "writing objects fails",
        Service::StatusPage => "the status page cannot be changed",
    }
}

impl Story {
    /// The status page and the truth at `t`.
    #[must_use]
    pub fn page_at(&self, t: SimTime) -> PageNow<'_> {
        let posts = &self.tape.posts;
        let by = posts.partition_point(|p| p.at <= t);
        let says = by.checked_sub(1).map(|i| &posts[i]);
        PageNow {
            says,
            claims: says.map_or(Mark::Up, |p| claim(p.level)),
            posts: (by, posts.len()),
            truth: self.truth_at(t),
            hid: self.hidden_by(t),
            promised: posts[..by].iter().rev().find_map(|p| p.eta),
        }
    }

    /// What is wrong at `t`, by what it is, in the order of [`PageNow::truth`].
    fn truth_at(&self, t: SimTime) -> Vec<TruthNow> {
        let mut out: Vec<(u8, TruthNow)> = Vec::new();
        for truth in self.truths() {
            let share = truth.at(t);
            if share < SHOWS_FROM {
                continue;
            }
            let place = (truth.place.clone(), share);
            match out.iter_mut().find(|o| o.1.what == truth.what) {
                Some(known) => known.1.places.push(place),
                None => out.push((
                    truth.rank,
                    TruthNow {
                        what: truth.what,
                        places: vec![place],
                    },
                )),
            }
        }
        for (_, truth) in &mut out {
            truth.places.sort_by(|a, b| b.1.total_cmp(&a.1));
        }
        let worst = |t: &TruthNow| t.places.first().map_or(0.0, |p| p.1);
        out.sort_by(|a, b| a.0.cmp(&b.0).then(worst(&b.1).total_cmp(&worst(&a.1))));
        out.into_iter().map(|(_, truth)| truth).collect()
    }

    /// What matters most of what is wrong in exactly this place at `t`.
    #[must_use]
    pub fn worst_truth(&self, path: &str, t: SimTime) -> Option<(&'static str, f64)> {
        let here = self.truths().iter().filter(|x| x.path == path);
        let now = here.map(|x| (x, x.at(t))).filter(|x| x.1 >= SHOWS_FROM);
        let worst = now.min_by(|a, b| a.0.rank.cmp(&b.0.rank).then(b.1.total_cmp(&a.1)))?;
        Some((worst.0.what, worst.1))
    }

    /// How long the page has hidden trouble by `t`.
    fn hidden_by(&self, t: SimTime) -> SimDuration {
        let begun = self.hidden.iter().filter(|h| h.0 < t);
        SimDuration(begun.map(|h| h.1.min(t).since(h.0).0).sum())
    }

    /// When something first was wrong.
    #[must_use]
    pub fn trouble_from(&self) -> Option<SimTime> {
        let first = |t: &Truth| t.course.iter().find(|c| c.1 >= SHOWS_FROM).map(|c| c.0);
        self.truths().iter().filter_map(first).min()
    }

    /// What the page claims in so many columns, the worst of each: blank before the first post.
    #[must_use]
    pub fn page_strip(&self, from: SimTime, until: SimTime, columns: usize) -> String {
        let posts = &self.tape.posts;
        let worst = |from: SimTime, until: SimTime| {
            let first = posts.partition_point(|p| p.at <= from);
            let before = first.checked_sub(1).map(|i| claim(posts[i].level));
            let inside = posts[first..].iter().take_while(|p| p.at < until);
            inside
                .map(|p| Some(claim(p.level)))
                .fold(before, Option::max)
        };
        super::columns(from, until, columns)
            .map(|(from, until)| match worst(from, until) {
                None => ' ',
                Some(Mark::Up) => '#',
                Some(other) => other.glyph(),
            })
            .collect()
    }

    /// How much of something works in so many columns, the worst of each, as the strips of journeys have it.
    #[must_use]
    pub fn truth_strip(
        &self,
        truth: &Truth,
        from: SimTime,
        until: SimTime,
        columns: usize,
    ) -> String {
        let worst = |from: SimTime, until: SimTime| {
            let first = truth.course.partition_point(|c| c.0 <= from);
            let inside = truth.course[first..].iter().take_while(|c| c.0 < until);
            inside.map(|c| c.1).fold(truth.at(from), f64::max)
        };
        super::columns(from, until, columns)
            .map(|(from, until)| digit(1.0 - worst(from, until)))
            .collect()
    }
}

/// As `tenant::score::strip` writes shares.
fn digit(good: f64) -> char {
    match good {
        0.999.. => '#',
        0.05.. => char::from(b'0' + ((good * 10.0) as u8).min(9)),
        _ => '.',
    }
}

pub(super) const fn claim(level: PostLevel) -> Mark {
    match level {
        PostLevel::Normal => Mark::Up,
        PostLevel::Notice | PostLevel::Degraded => Mark::Part,
        PostLevel::Disrupted => Mark::Down,
    }
}
