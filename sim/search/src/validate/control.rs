//! The negative control: the same cloud without the trigger, on which nothing may happen but what ordinary days bring.

use super::Case;
use super::runs::Answer;
use super::table::{ControlMembers, ControlRow, ControlWorst};
use crate::draws;
use kernel::{SimDuration, SimTime};
use tape::{Condition, FateState, History, PopulationKind, Tape};

/// A service that loses less than this share of what it does on a calm day is quiet: the step that a tape does not even
/// write down.
const LOSS_MAX: f64 = 0.01;
/// A member that is unusable for longer than this without a break counts.
const LONG: SimDuration = SimDuration::from_secs(60);
/// The share of volumes that may be unusable for long on ordinary days, per year: the upper end of the failure rate that
/// the provider stated for its volumes (0.1-0.5 % a year, notice of 2012). Both hosts of a volume do fail now and then.
const VOLUMES_PER_YEAR: f64 = 0.005;
/// The same for what runs on servers: 8 % of servers see a hardware fault in a year (Vishwanath & Nagappan 2010).
const SERVERS_PER_YEAR: f64 = 0.08;
const HOURS_PER_YEAR: f64 = 8766.0;

/// How quiet a run was.
pub(super) struct Quiet {
    /// Facts that are not dated inputs.
    happened: u32,
    /// The worst that any service came to; `None`: calm throughout.
    worst: Option<ControlWorst>,
    /// Per kind: members there are, and how many of them were unusable for long.
    members: Vec<(PopulationKind, u32, u32)>,
    /// The longest that any was without a break.
    longest: SimDuration,
}

impl Quiet {
    pub(super) fn of(tape: &Tape) -> Self {
        let mut out = Self {
            happened: tape.facts.iter().filter(|f| !f.input).count() as u32,
            worst: worst(tape),
            members: Vec::new(),
            longest: SimDuration::ZERO,
        };
        for kind in PopulationKind::ALL {
            let (mut size, mut long) = (0, 0);
            for population in tape.populations.iter().filter(|p| p.kind == kind) {
                size += population.size;
                for history in &population.touched {
                    let stretch = longest_stretch(history, tape.end);
                    out.longest = out.longest.max(stretch);
                    long += u32::from(stretch > LONG);
                }
            }
            if size > 0 {
                out.members.push((kind, size, long));
            }
        }
        out
    }
}

fn worst(tape: &Tape) -> Option<ControlWorst> {
    let mut out: Option<ControlWorst> = None;
    for track in &tape.tracks {
        for step in &track.steps {
            let loss = loss(step.condition);
            if loss > out.as_ref().map_or(0.0, |w| w.loss) {
                out = Some(ControlWorst {
                    service: track.service,
                    place: tape.places.path(track.place).to_owned(),
                    at_s: step.at.secs_f64(),
                    loss,
                });
            }
        }
    }
    out
}

/// The share of what a service does on a calm day that it does not do: by errors, slowness, or want of capacity.
fn loss(c: Condition) -> f64 {
    let calm = 1e6;
    let slow = 1.0 - calm / f64::from(c.latency_ppm.max(1));
    let narrow = 1.0 - f64::from(c.throughput_ppm) / calm;
    let scarce = 1.0 - f64::from(c.capacity_ppm) / calm;
    c.error().max(slow).max(narrow).max(scarce)
}

/// The longest that a member was unusable without a break.
fn longest_stretch(history: &History, end: SimTime) -> SimDuration {
    let mut longest = SimDuration::ZERO;
    let mut since: Option<SimTime> = None;
    for x in &history.transitions {
        match x.state {
            FateState::Healthy => {
                longest = longest.max(since.take().map_or(SimDuration::ZERO, |s| x.at - s));
            }
            FateState::Hung
            | FateState::Waiting
            | FateState::Down
            | FateState::FailingOver
            | FateState::Abandoned
            | FateState::Lost => {
                since.get_or_insert(x.at);
            }
        }
    }
    longest.max(since.map_or(SimDuration::ZERO, |s| end - s))
}

pub(super) fn row(case: &Case<'_>, answers: &[Answer]) -> ControlRow {
    let quiets: Vec<&Quiet> = answers.iter().filter_map(|a| a.quiet.as_ref()).collect();
    let hours = case.outage.length.secs_f64() / 3600.0;
    let ordinary = draws::fails_by_itself(case.cloud, case.outage);
    let happened: Vec<u32> = quiets.iter().map(|q| q.happened).collect();
    let members = members(&quiets, hours, ordinary);
    let worsts = quiets.iter().filter_map(|q| q.worst.clone());
    let worst = worsts.max_by(|a, b| a.loss.total_cmp(&b.loss));
    let calm = worst.as_ref().is_none_or(|w| w.loss <= LOSS_MAX);
    let whole = members
        .iter()
        .all(|m| m.unusable.iter().all(|&n| n <= m.allowed));
    ControlRow {
        runs: quiets.len(),
        hours,
        ordinary,
        quiet: calm && whole,
        holds: calm && whole && (!ordinary || happened.iter().all(|&n| n > 0)),
        happened,
        members,
        worst,
        loss_max: LOSS_MAX,
        longest: quiets.iter().map(|q| q.longest).max().unwrap_or_default(),
    }
}

fn members(quiets: &[&Quiet], hours: f64, ordinary: bool) -> Vec<ControlMembers> {
    let row = |kind: PopulationKind| {
        let of = |q: &&Quiet| q.members.iter().find(|m| m.0 == kind).copied();
        let members = quiets.iter().filter_map(of).map(|m| m.1).max()?;
        let per_year = match kind {
            PopulationKind::Volumes => VOLUMES_PER_YEAR,
            PopulationKind::Instances
            | PopulationKind::Balancers
            | PopulationKind::DatabasesSingle
            | PopulationKind::DatabasesMulti => SERVERS_PER_YEAR,
        };
        let expected = f64::from(members) * per_year * hours / HOURS_PER_YEAR;
        Some(ControlMembers {
            kind,
            members,
            // Where nothing fails by itself nobody may be touched.
            allowed: if ordinary { expected as u32 } else { 0 },
            unusable: quiets.iter().map(|q| of(q).map_or(0, |m| m.2)).collect(),
        })
    };
    PopulationKind::ALL.into_iter().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tape::{Evidence, Places, Service, TapeBuilder};

    const ZONE: &str = "aws/us-east-1/a";

    fn tape(fill: impl FnOnce(&mut TapeBuilder, tape::PlaceId)) -> Tape {
        let mut places = Places::default();
        let region = places.intern("aws/us-east-1");
        let zone = places.intern(ZONE);
        let mut b = TapeBuilder::new("t", Evidence::Simulated, places, region);
        b.tape().end = SimTime::from_secs(36_000);
        fill(&mut b, zone);
        b.finish().expect("short")
    }

    #[test]
    fn the_worst_of_all_services_is_found_whatever_it_lacks() {
        let slow = Condition {
            latency_ppm: 4_000_000,
            ..Condition::CALM
        };
        let found = Quiet::of(&tape(|b, zone| {
            let at = SimTime::from_secs;
            b.condition(at(60), zone, Service::Dns, Condition::errors(0.5), None);
            b.condition(at(120), zone, Service::Queue, slow, None);
        }));
        let worst = found.worst.expect("something");
        assert_eq!((worst.service, worst.loss), (Service::Queue, 0.75));
        assert_eq!((worst.place.as_str(), worst.at_s), (ZONE, 120.0));
        assert!(Quiet::of(&tape(|_, _| {})).worst.is_none());
    }

    #[test]
    fn members_of_every_kind_count_that_are_long_unusable() {
        let found = Quiet::of(&tape(|b, zone| {
            let kind = PopulationKind::Instances;
            b.population(zone, kind, 50);
            let mut fate = |s, member, state| {
                b.fate(SimTime::from_secs(s), zone, kind, member, state, None);
            };
            fate(10, 1, FateState::Down);
            fate(40, 1, FateState::Healthy);
            fate(100, 2, FateState::Down);
            fate(400, 2, FateState::Healthy);
            fate(500, 3, FateState::Lost);
        }));
        assert_eq!(found.members, [(PopulationKind::Instances, 50, 2)]);
        assert_eq!(found.longest, SimDuration::from_secs(36_000 - 500));
    }

    #[test]
    fn where_nothing_fails_by_itself_nobody_may_be_touched() {
        let quiet = Quiet {
            happened: 0,
            worst: None,
            members: vec![(PopulationKind::Volumes, 1_000_000, 3)],
            longest: SimDuration::ZERO,
        };
        let allowed = |ordinary| members(&[&quiet], 96.0, ordinary)[0].allowed;
        assert_eq!((allowed(true), allowed(false)), (54, 0));
    }
}
