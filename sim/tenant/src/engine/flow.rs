//! A request's way through the architecture as it stands: shares of the traffic (legs) that reach the end, hang or
//! are refused, and the stations they pass. Every split gives its last outlet the remainder, so no share is lost.
//!
//! A call into another zone of the same region meets that zone's own network; a call from outside meets the network of
//! the zone and all around it. Network trouble and stuck storage hang; everything else refuses at once.

use super::choices::Choices;
use super::hosts::Works;
use super::layout::{Seen, Spot};
use super::run::Run;
use super::weather::WatchId;
use crate::architecture::{Clients, ComponentId, ComponentKind, DatabaseMode, ZoneId};
use crate::components;
use tape::FactId;

/// All of the traffic, in parts per million.
pub(crate) const WHOLE: u32 = 1_000_000;
/// A service that fails more calls than this counts as not working where only yes or no will do.
pub(crate) const HALF: u32 = 500_000;
/// Most stations on one way; more are not told apart.
pub(crate) const STATIONS_MAX: usize = 12;

/// Where a leg has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Goes on.
    Open,
    /// Is answered and needs nothing more.
    Done,
    /// Waits for an answer that does not come.
    Hang,
    /// Is refused at once.
    Fast,
}

/// The stations a leg passes, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Way {
    ids: [u16; STATIONS_MAX],
    len: u8,
}

impl Way {
    /// A way with one station.
    pub(crate) fn to(station: u16) -> Self {
        let mut way = Self::default();
        way.push(station);
        way
    }

    pub(crate) fn push(&mut self, station: u16) {
        if (self.len as usize) < STATIONS_MAX {
            self.ids[self.len as usize] = station;
            self.len += 1;
        }
    }

    /// The way and one more station, if there is one.
    pub(crate) fn then(mut self, station: Option<u16>) -> Self {
        if let Some(station) = station {
            self.push(station);
        }
        self
    }

    pub(crate) fn as_slice(&self) -> &[u16] {
        &self.ids[..self.len as usize]
    }
}

/// A share of the traffic on its way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leg {
    pub(crate) ppm: u32,
    pub(crate) at: Option<Spot>,
    pub(crate) way: Way,
    /// What its retries will meet again.
    pub(crate) choices: Choices,
    pub(crate) seen: Seen,
    pub(crate) end: End,
    /// The component at which it failed, and the fact behind that.
    pub(crate) blame: Option<(ComponentId, Option<FactId>)>,
    /// The bucket or outside service to which a name has led it in place of the application.
    pub(crate) page: Option<ComponentId>,
}

impl Leg {
    /// All traffic, coming from outside or standing somewhere.
    pub(crate) fn whole(at: Option<Spot>) -> Self {
        Self {
            ppm: WHOLE,
            at,
            way: Way::default(),
            choices: Choices::default(),
            seen: Seen::default(),
            end: End::Open,
            blame: None,
            page: None,
        }
    }

    pub(crate) fn failed(mut self, end: End, blame: ComponentId, cause: Option<FactId>) -> Self {
        self.end = end;
        self.blame = Some((blame, cause));
        self
    }
}

/// What requests do to stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Intent {
    /// Read everywhere.
    Read,
    /// Write to this store.
    Write(ComponentId),
    /// Try everything: a component's health is whether it could do all its work.
    Probe,
    /// Knock: does anything answer, whatever it needs to do its work.
    Knock,
}

/// Shares of a number by weights; the last takes the remainder.
pub(crate) struct Shares {
    left: u32,
    weight_left: u64,
}

impl Shares {
    pub(crate) fn of(total: u32, weights: u64) -> Self {
        Self {
            left: total,
            weight_left: weights,
        }
    }

    pub(crate) fn next(&mut self, weight: u64) -> u32 {
        if self.weight_left == 0 {
            return 0;
        }
        let part = (u64::from(self.left) * weight / self.weight_left) as u32;
        self.left -= part;
        self.weight_left -= weight.min(self.weight_left);
        part
    }
}

/// Follows requests of one kind through the run as it stands.
#[derive(Clone, Copy)]
pub(crate) struct Walk<'r, 'a> {
    pub(crate) run: &'r Run<'a>,
    pub(crate) intent: Intent,
    /// Who asks; `None`: a probe, which keeps no answers.
    pub(crate) clients: Option<&'a Clients>,
}

impl Walk<'_, '_> {
    /// Follows all of the traffic along a path.
    pub(crate) fn path(&self, path: &[ComponentId], from: Option<Spot>) -> Vec<Leg> {
        let mut legs = vec![Leg::whole(from)];
        let mut next = Vec::new();
        for (i, &c) in path.iter().enumerate() {
            for leg in legs.drain(..) {
                self.enter(c, leg, &mut next);
            }
            std::mem::swap(&mut legs, &mut next);
            for leg in &mut legs {
                self.end_on_page(path, path.len() - i - 1, leg);
            }
        }
        legs
    }

    /// A page in place of the application answers only who reads and goes no further; a path that names the page
    /// itself counts it as part of the application.
    fn end_on_page(&self, path: &[ComponentId], left: usize, leg: &mut Leg) {
        let Some(page) = leg.page.filter(|_| leg.end == End::Open) else {
            return;
        };
        let Run { arch, layout, .. } = self.run;
        let ways = layout.paths.iter().zip(&layout.store);
        let mut same = arch.journeys.iter().zip(ways).filter(|(j, (way, store))| {
            let intent = store
                .filter(|_| j.writes)
                .map_or(Intent::Read, Intent::Write);
            *way == path && intent == self.intent
        });
        if same.any(|(j, _)| j.path.contains(&page)) {
            return;
        }
        let writes = match self.intent {
            Intent::Write(store) => store != page,
            Intent::Read | Intent::Probe | Intent::Knock => false,
        };
        if left > 0 || writes {
            *leg = leg.failed(End::Fast, page, self.run.status_fact(page));
        }
    }

    /// Lets a leg go through a component, what that leads to, and what it needs.
    pub(crate) fn enter(&self, c: ComponentId, mut leg: Leg, out: &mut Vec<Leg>) {
        if leg.end != End::Open || leg.seen.has(c) || leg.ppm == 0 {
            out.push(leg);
            return;
        }
        leg.seen.add(c);
        if self.run.status[c.0 as usize].failed || self.moved_away(c) {
            out.push(leg.failed(End::Fast, c, self.run.status_fact(c)));
            return;
        }
        let start = out.len();
        components::enter(self, c, leg, out);
        self.needs(c, start, out);
    }

    /// Lets the legs from `start` on go through what a component needs.
    pub(crate) fn needs(&self, c: ComponentId, start: usize, out: &mut Vec<Leg>) {
        if self.intent == Intent::Knock {
            return;
        }
        for &need in &self.run.arch.component(c).needs {
            let legs: Vec<Leg> = out.drain(start..).collect();
            for leg in legs {
                self.enter(need, leg, out);
            }
        }
    }

    /// Whether users do not reach a store because a plan has moved it and not yet pointed the application at it. What
    /// reads from replicas goes on; probes meet the store itself.
    fn moved_away(&self, c: ComponentId) -> bool {
        let asks = match (self.intent, &self.run.arch.component(c).kind) {
            (Intent::Probe | Intent::Knock, _) => false,
            (Intent::Read, ComponentKind::Database(x)) => !matches!(
                x.mode,
                DatabaseMode::Replicas {
                    read_replicas: true,
                    ..
                }
            ),
            (Intent::Read, ComponentKind::Bucket(x)) => x.copy.is_none(),
            (Intent::Read | Intent::Write(_), _) => true,
        };
        asks && self.run.recovery.moved_by(c).is_some()
    }

    /// Splits off the share that a condition fails; what goes on.
    pub(crate) fn pass(
        &self,
        mut leg: Leg,
        watch: WatchId,
        end: End,
        blame: ComponentId,
        out: &mut Vec<Leg>,
    ) -> Option<Leg> {
        let error = self.run.weather.now(watch).error_ppm;
        if error == 0 {
            return Some(leg);
        }
        let failing = (u64::from(leg.ppm) * u64::from(error) / u64::from(WHOLE)) as u32;
        if failing > 0 {
            let share = Leg {
                ppm: failing,
                ..leg
            };
            out.push(share.failed(end, blame, self.run.weather.cause(watch)));
            leg.ppm -= failing;
        }
        (leg.ppm > 0).then_some(leg)
    }

    /// Takes a leg to another place over the network; what arrives.
    pub(crate) fn hop(
        &self,
        mut leg: Leg,
        to: Spot,
        blame: ComponentId,
        out: &mut Vec<Leg>,
    ) -> Option<Leg> {
        if leg.at == Some(to) {
            return Some(leg);
        }
        let info = self.run.layout.info(to);
        let inside = leg
            .at
            .is_some_and(|from| self.run.layout.info(from).region == info.region);
        let watch = if inside {
            info.network_own
        } else {
            info.network
        };
        leg.at = Some(to);
        self.pass(leg, watch, End::Hang, blame, out)
    }

    /// Takes a leg to hosts that all fare alike in one zone; what they answer goes on.
    pub(crate) fn serve(
        &self,
        leg: Leg,
        stand: Stand,
        blame: ComponentId,
        out: &mut Vec<Leg>,
    ) -> Option<Leg> {
        let mut leg = leg;
        if let Some(zone) = stand.zone {
            let spot = self.run.layout.zone(zone);
            leg = self.hop(leg, spot, blame, out)?;
        }
        match stand.works {
            Works::Up => {}
            Works::Hung => {
                out.push(leg.failed(End::Hang, blame, stand.cause));
                return None;
            }
            Works::Down => {
                out.push(leg.failed(End::Fast, blame, stand.cause));
                return None;
            }
        }
        let Some(zone) = stand.zone else {
            return Some(leg);
        };
        let info = self.run.layout.info(self.run.layout.zone(zone));
        if stand.managed {
            leg = self.pass(leg, info.managed_database, End::Hang, blame, out)?;
        } else {
            leg = self.pass(leg, info.compute, End::Fast, blame, out)?;
        }
        if stand.block {
            leg = self.pass(leg, info.block_store, End::Hang, blame, out)?;
        }
        Some(leg)
    }
}

/// How hosts stand: equal ones are served together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stand {
    pub(crate) zone: Option<ZoneId>,
    pub(crate) works: Works,
    pub(crate) cause: Option<FactId>,
    pub(crate) block: bool,
    pub(crate) managed: bool,
}

/// What became of legs, summed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sum {
    pub(crate) good: u32,
    pub(crate) hang: u32,
    pub(crate) fast: u32,
    /// Whose fault the largest failing share is.
    pub(crate) blame: Option<(ComponentId, Option<FactId>)>,
}

impl Sum {
    pub(crate) fn of(legs: &[Leg]) -> Self {
        let mut sum = Self::default();
        let mut worst = 0;
        for leg in legs {
            match leg.end {
                End::Open | End::Done => sum.good += leg.ppm,
                End::Hang => sum.hang += leg.ppm,
                End::Fast => sum.fast += leg.ppm,
            }
            if matches!(leg.end, End::Hang | End::Fast) && leg.ppm > worst {
                worst = leg.ppm;
                sum.blame = leg.blame;
            }
        }
        sum
    }
}
