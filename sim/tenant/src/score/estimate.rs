//! What availability a journey would have if its parts failed independently of each other: a cross-check by hand.
//!
//! Each component's own availability is mean time up / (mean time up + mean repair), units of it together by their
//! structure (copies, quorums, fewest servers). A journey works while everything on its path works, and what that leads
//! to and needs; a name that checks works while any of its targets does. Components that several need count once.
//! A volume of several units comes back from what it tolerates and is lost for good beyond: it is down for half of a
//! life in which that happens, and where such lives are not few there is no estimate.
//! Leaves out: everything that [`Estimate::leaves_out`] says, and load.

use super::loss;
use super::structure::k_of_n_down;
use crate::architecture::{
    Age, Architecture, Component, ComponentId, ComponentKind, Database, DatabaseMode, Journey,
    JourneyId, Rebuild, Routing, WriteConcern,
};
use kernel::SimDuration;

/// Most combinations of parts up and down that are looked at for one journey.
const STATES_MAX: u32 = 1 << 18;

/// The long run of an architecture, by its parts' laws alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// One per journey, in the architecture's order.
    pub journeys: Vec<JourneyEstimate>,
    /// What this architecture has and the estimate leaves out; the simulation should differ by that.
    pub leaves_out: Vec<String>,
}

/// Why there is no estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoEstimate {
    /// This one is never repaired, so there is no long run.
    NeverRepaired(ComponentId),
    /// The data of this one is lost for good in too many lives.
    LostForGood(ComponentId),
    /// There are too many ways to fail.
    TooManyWays,
}

/// The long run of one journey.
#[derive(Debug, Clone, PartialEq)]
pub struct JourneyEstimate {
    /// Which.
    pub journey: JourneyId,
    /// Share of time down, or why there is none.
    pub unavailability: Result<f64, NoEstimate>,
    /// The parts that count, and each one's own share of time down.
    pub parts: Vec<(ComponentId, f64)>,
}

impl JourneyEstimate {
    /// Share of time up.
    #[must_use]
    pub fn availability(&self) -> Option<f64> {
        self.unavailability.ok().map(|u| 1.0 - u)
    }
}

/// Works out every journey's availability in the long run if parts failed independently.
#[must_use]
pub fn estimate(arch: &Architecture) -> Estimate {
    estimate_within(arch, None)
}

/// The same over lives of that length; `None`: lives without end, in which data that can be lost will be.
#[must_use]
pub fn estimate_within(arch: &Architecture, life: Option<SimDuration>) -> Estimate {
    let ids = (0..arch.journeys.len() as u16).map(JourneyId);
    let journeys: Vec<_> = ids.map(|id| journey_estimate(arch, id, life)).collect();
    let mut leaves_out: Vec<String> = leaves_out(arch).into_iter().map(str::to_owned).collect();
    leaves_out.extend(journeys.iter().filter_map(|j| refused(arch, j)));
    Estimate {
        journeys,
        leaves_out,
    }
}

/// A journey without an estimate, in words.
fn refused(arch: &Architecture, j: &JourneyEstimate) -> Option<String> {
    let why = match j.unavailability.err()? {
        NoEstimate::NeverRepaired(c) => format!("{} is never repaired", arch.component(c).name),
        NoEstimate::LostForGood(c) => {
            format!(
                "the data of {} can be lost for good",
                arch.component(c).name
            )
        }
        NoEstimate::TooManyWays => "it has too many ways to fail".to_owned(),
    };
    let name = &arch.journeys[usize::from(j.journey.0)].name;
    Some(format!("journey {name} altogether, because {why}"))
}

/// One component's share of time down as a journey sees it: `None` if it does not fail, or is never repaired.
#[must_use]
pub fn component_unavailability(
    arch: &Architecture,
    id: ComponentId,
    journey: &Journey,
) -> Option<f64> {
    let component = arch.component(id);
    let unit = unit_unavailability(component)?;
    let (k, n) = needed(arch, id, journey);
    Some(k_of_n_down(k, n, unit))
}

fn unit_unavailability(component: &Component) -> Option<f64> {
    let fails = component.fails?;
    let (up, out) = (fails.every.mean_s(), fails.repair?.mean_s());
    let whole = up + out;
    Some(if whole > 0.0 { out / whole } else { 0.0 })
}

/// How many units a component has, and how many of them the journey needs.
fn needed(arch: &Architecture, id: ComponentId, journey: &Journey) -> (u32, u32) {
    match &arch.component(id).kind {
        ComponentKind::Instances(x) => {
            let n = x.per_zone.iter().fold(0, |all, (_, n)| all + n);
            let checks = |kind: &ComponentKind| matches!(kind, ComponentKind::LoadBalancer(lb) if lb.targets == id && lb.check.is_some());
            let checked = arch.components.iter().any(|c| checks(&c.kind));
            let share = u64::from(n) * u64::from(journey.threshold_ppm);
            let k = x.at_least.unwrap_or(if checked {
                1
            } else {
                share.div_ceil(1_000_000) as u32
            });
            (k.max(1), n)
        }
        ComponentKind::Database(x) => copies_needed(x, journey.writes),
        ComponentKind::Volume(v) => v
            .redundancy
            .map_or((1, 1), |r| (r.units.saturating_sub(r.tolerates), r.units)),
        ComponentKind::LoadBalancer(_)
        | ComponentKind::DnsName(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Bucket(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Cache(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => (1, 1),
    }
}

/// As the database itself decides whether it answers, once it has failed over.
fn copies_needed(x: &Database, writes: bool) -> (u32, u32) {
    let n = x.copies.len() as u32;
    match x.mode {
        DatabaseMode::Alone => (1, 1),
        DatabaseMode::Standby { .. } => (1, n),
        DatabaseMode::Replicas {
            promote_after,
            read_replicas,
            ..
        } => {
            if promote_after.is_some() || (read_replicas && !writes) {
                (1, n)
            } else {
                (1, 1)
            }
        }
        DatabaseMode::Ring { move_on, .. } => {
            if move_on {
                (1, n)
            } else {
                (1, 1)
            }
        }
        DatabaseMode::Quorum(WriteConcern::One) => (1, n),
        DatabaseMode::Quorum(WriteConcern::Quorum(k)) => (
            if writes {
                k
            } else {
                (n + 1).saturating_sub(k).max(1)
            },
            n,
        ),
    }
}

fn journey_estimate(
    arch: &Architecture,
    id: JourneyId,
    life: Option<SimDuration>,
) -> JourneyEstimate {
    let journey = &arch.journeys[usize::from(id.0)];
    let reached = super::store::reach(arch, journey);
    let mut parts = Vec::new();
    let mut refused = None;
    for (i, _) in reached.iter().enumerate().filter(|(_, r)| **r) {
        let c = ComponentId(i as u16);
        match (
            component_unavailability(arch, c, journey),
            loss::share_down(arch, c, life),
        ) {
            (Some(_), Some(Err(loss::TooLikely))) => {
                refused = refused.or(Some(NoEstimate::LostForGood(c)));
            }
            (Some(u), lost) => parts.push((c, u.max(lost.and_then(Result::ok).unwrap_or(0.0)))),
            (None, _) if arch.component(c).fails.is_some() => {
                refused = refused.or(Some(NoEstimate::NeverRepaired(c)));
            }
            (None, _) => {}
        }
    }
    let mut search = Search {
        arch,
        journey,
        up: vec![Some(true); arch.components.len()],
        own: vec![0.0; arch.components.len()],
        left: STATES_MAX,
    };
    for &(c, u) in &parts {
        search.up[usize::from(c.0)] = None;
        search.own[usize::from(c.0)] = u;
    }
    let unavailability = match refused {
        Some(why) => Err(why),
        None => search.down().ok_or(NoEstimate::TooManyWays),
    };
    JourneyEstimate {
        journey: id,
        unavailability,
        parts,
    }
}

/// Whether something works, given what is known of its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Works,
    Fails,
    /// It depends, first of all on this part.
    Asks(ComponentId),
}

impl Verdict {
    /// Both are needed.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Fails, _) | (_, Self::Fails) => Self::Fails,
            (Self::Works, rest) => rest,
            (Self::Asks(c), _) => Self::Asks(c),
        }
    }

    /// Either is enough.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Works, _) | (_, Self::Works) => Self::Works,
            (Self::Fails, rest) => rest,
            (Self::Asks(c), _) => Self::Asks(c),
        }
    }
}

/// Factoring: asks for one part after the other until the verdict on the journey is known.
struct Search<'a> {
    arch: &'a Architecture,
    journey: &'a Journey,
    /// What is supposed of each component.
    up: Vec<Option<bool>>,
    /// Each one's share of time down.
    own: Vec<f64>,
    left: u32,
}

impl Search<'_> {
    /// Chance that the journey is down, given what is supposed; `None` when there are too many ways.
    fn down(&mut self) -> Option<f64> {
        self.left = self.left.checked_sub(1)?;
        let mut seen = vec![false; self.up.len()];
        let c = match self.all(&self.journey.path, &mut seen) {
            Verdict::Works => return Some(0.0),
            Verdict::Fails => return Some(1.0),
            Verdict::Asks(c) => usize::from(c.0),
        };
        self.up[c] = Some(true);
        let with = self.down();
        self.up[c] = Some(false);
        let without = self.down();
        self.up[c] = None;
        Some((1.0 - self.own[c]) * with? + self.own[c] * without?)
    }

    fn all(&self, list: &[ComponentId], seen: &mut [bool]) -> Verdict {
        list.iter()
            .fold(Verdict::Works, |v, &c| v.and(self.works(c, seen)))
    }

    /// `seen` holds the components on the way here: who needs each other in a circle works if nothing else fails.
    fn works(&self, id: ComponentId, seen: &mut [bool]) -> Verdict {
        let i = usize::from(id.0);
        if seen[i] {
            return Verdict::Works;
        }
        seen[i] = true;
        let own = match self.up[i] {
            Some(true) => Verdict::Works,
            Some(false) => Verdict::Fails,
            None => Verdict::Asks(id),
        };
        let component = self.arch.component(id);
        let verdict = own
            .and(self.all(&component.needs, seen))
            .and(self.onward(&component.kind, seen));
        seen[i] = false;
        verdict
    }

    /// Where a component sends requests.
    fn onward(&self, kind: &ComponentKind, seen: &mut [bool]) -> Verdict {
        let mut any = |list: &[ComponentId]| {
            list.iter()
                .fold(Verdict::Fails, |v, &c| v.or(self.works(c, seen)))
        };
        match kind {
            ComponentKind::DnsName(name) => match &name.routing {
                Routing::Simple(to) => self.works(*to, seen),
                Routing::Failover(..) | Routing::Weighted(_, Some(_)) => {
                    any(&name.routing.targets())
                }
                Routing::Weighted(_, None) => self.all(&name.routing.targets(), seen),
            },
            ComponentKind::LoadBalancer(lb) => self.works(lb.targets, seen),
            ComponentKind::Cdn(cdn) => self.works(cdn.origin, seen),
            ComponentKind::Cache(cache) => self.works(cache.origin, seen),
            ComponentKind::Instances(_)
            | ComponentKind::Volume(_)
            | ComponentKind::Database(_)
            | ComponentKind::Bucket(_)
            | ComponentKind::Queue(_)
            | ComponentKind::Key(_)
            | ComponentKind::External(_) => Verdict::Works,
        }
    }
}

/// What the architecture has that makes parts depend on each other or takes time.
fn leaves_out(arch: &Architecture) -> Vec<&'static str> {
    let mut out = Vec::new();
    let fails = || arch.components.iter().filter_map(|c| c.fails);
    if fails().next().is_some() {
        out.push("that every life begins with all parts working");
    }
    if fails().any(|f| f.age == Age::New) {
        out.push("that parts begin new (`age: new`), so that they fail earlier or later than parts of any age");
    }
    if fails().any(|f| f.crew.is_some()) {
        out.push("waiting for a repair crew");
    }
    if fails().any(|f| f.common_cause_ppm > 0) {
        out.push("causes that units of a component share");
    }
    if !arch.shocks.is_empty() {
        out.push("shocks that hit many units at once");
    }
    let kinds = || {
        arch.components
            .iter()
            .filter(|c| c.fails.is_some())
            .map(|c| &c.kind)
    };
    let serial = |kind: &ComponentKind| {
        let made = if let ComponentKind::Volume(v) = kind {
            v.redundancy
        } else {
            None
        };
        made.is_some_and(|r| r.rebuild == Rebuild::Serial)
    };
    if kinds().any(serial) {
        out.push("rebuilds that wait for each other");
    }
    let moves = |kind: &ComponentKind| {
        matches!(
            kind,
            ComponentKind::LoadBalancer(_) | ComponentKind::DnsName(_)
        ) || matches!(kind, ComponentKind::Database(d) if d.copies.len() > 1)
    };
    if fails().next().is_some() && arch.components.iter().any(|c| moves(&c.kind)) {
        out.push("the time until a failure is noticed and traffic has moved");
    }
    out
}
