//! An architecture living through the engine, seen from its journeys: what was served, failed and waits, and when.

use super::super::Bench;
use kernel::{SimDuration, SimTime};
use tape::{Condition, Service, Step, Tape, Track};
use tenant::architecture::{Architecture, ComponentId, ComponentKind, Instances};
use tenant::outcome::{Outcome, Segment};
use tenant::{End, LiveOptions, Luck, TenantAction, TenantCommand, World, live};

/// Requests in millionths that are none: what rounding of a few counts may leave.
const NOTHING: i64 = 10;

/// A world in which nothing happens from outside, for so many seconds.
pub(in super::super) fn calm(arch: &Architecture, bench: &Bench<'_>, seconds: f64) -> Tape {
    crate::calm_world(arch, bench.offers, at(seconds))
}

/// An instant, seconds after the start.
pub(super) fn at(seconds: f64) -> SimTime {
    SimTime::ZERO + SimDuration::from_secs_f64(seconds)
}

/// Compute of a zone is in a condition from one instant to another; to the end if there is no other.
pub(super) fn compute(
    tape: &mut Tape,
    zone: &str,
    condition: Condition,
    from: SimTime,
    until: Option<SimTime>,
) {
    let place = tape.places.intern(zone);
    let step = |at, condition| Step {
        at,
        condition,
        cause: None,
    };
    let mut steps = vec![step(from, condition)];
    steps.extend(until.map(|at| step(at, Condition::CALM)));
    let track = Track {
        place,
        service: Service::Compute,
        steps,
    };
    let key = |t: &Track| (t.place, t.service);
    let i = tape.tracks.partition_point(|t| key(t) < key(&track));
    tape.tracks.insert(i, track);
}

/// Nothing is done, and nothing fails: machines that are there and stand still.
pub(super) const STALLED: Condition = Condition {
    throughput_ppm: 0,
    ..Condition::CALM
};

/// Stop or start a component.
pub(super) fn command(at: SimTime, component: ComponentId, start: bool) -> TenantCommand {
    let action = if start {
        TenantAction::Start(component)
    } else {
        TenantAction::Stop(component)
    };
    TenantCommand { at, action }
}

/// The only servers of an architecture, and what they are called.
pub(super) fn servers(arch: &Architecture) -> Result<(ComponentId, &Instances), String> {
    for (i, c) in arch.components.iter().enumerate() {
        if let ComponentKind::Instances(x) = &c.kind
            && x.capacity_micro_per_s.is_some()
        {
            return Ok((ComponentId(i as u16), x));
        }
    }
    Err(format!("{} has no servers with a capacity", arch.name))
}

/// What all servers of a group can serve, requests per second.
pub(super) fn capacity(x: &Instances) -> f64 {
    let count: u32 = x.per_zone.iter().map(|z| z.1).sum();
    f64::from(count) * x.capacity_micro_per_s.unwrap_or(0) as f64 / 1e6
}

/// How an architecture lived.
pub(in super::super) struct Lived {
    pub(super) outcome: Outcome,
}

impl Lived {
    /// Lives through a tape to its end. Fails if requests were lost or made, or the engine hit a limit.
    pub(in super::super) fn of(
        bench: &Bench<'_>,
        arch: &Architecture,
        tape: &Tape,
        commands: Vec<TenantCommand>,
    ) -> Result<Self, String> {
        Self::until(bench, arch, tape, commands, tape.end)
    }

    /// The same up to an instant.
    pub(super) fn until(
        bench: &Bench<'_>,
        arch: &Architecture,
        tape: &Tape,
        commands: Vec<TenantCommand>,
        end: SimTime,
    ) -> Result<Self, String> {
        let world = World::new(bench.offers, tape);
        let options = LiveOptions {
            seed: bench.seed,
            luck: Luck::Drawn,
            commands,
            end: End::At(end),
            ..LiveOptions::default()
        };
        let outcome = live(arch, &world, &options);
        for s in outcome.journeys.iter().flat_map(|j| &j.segments) {
            let gone = (s.served + s.failed + s.shed) as i64 + s.waiting;
            if s.offered as i64 != gone || s.attempts < s.offered {
                return Err(format!("requests were lost or made at {}", s.from));
            }
        }
        Ok(Self { outcome })
    }

    /// Stretches of a journey's course.
    pub(super) fn segments(&self, journey: usize) -> &[Segment] {
        &self.outcome.journeys[journey].segments
    }

    /// The last stretch: the steady state, if there is one.
    pub(in super::super) fn last(&self, journey: usize) -> Result<&Segment, String> {
        let last = self.segments(journey).last();
        last.ok_or_else(|| "a journey without a course".to_owned())
    }

    /// Share of the requests of the last stretch that are not served.
    pub(in super::super) fn failed_share(&self, journey: usize) -> Result<f64, String> {
        let s = self.last(journey)?;
        Ok((s.failed + s.shed) as f64 / s.offered as f64)
    }

    /// Requests of a journey that wait when the run ends, millionths.
    pub(super) fn waiting_micro(&self, journey: usize) -> i64 {
        self.segments(journey)
            .iter()
            .map(|s| s.waiting)
            .sum::<i64>()
    }

    /// Requests of a journey that wait when the run ends.
    pub(super) fn waiting(&self, journey: usize) -> f64 {
        self.waiting_micro(journey) as f64 / 1e6
    }

    /// Requests served from an instant on, in stretches: (length in seconds, requests).
    pub(super) fn served_from(&self, journey: usize, from: SimTime) -> Vec<(f64, f64)> {
        let later = self.segments(journey).iter().filter(|s| s.from >= from);
        let stretch = |s: &Segment| (s.until.since(s.from).secs_f64(), s.served as f64 / 1e6);
        later.map(stretch).collect()
    }
}

/// The first instant after `from` at which no request of the first journey waits, to a microsecond; `None`: some still
/// do at the tape's end. Found by halving: a run ends at each instant that is looked at.
pub(super) fn at_rest(
    bench: &Bench<'_>,
    arch: &Architecture,
    tape: &Tape,
    from: SimTime,
) -> Result<Option<SimTime>, String> {
    let waits = |end: SimTime| {
        let lived = Lived::until(bench, arch, tape, Vec::new(), end)?;
        Ok::<bool, String>(lived.waiting_micro(0) > NOTHING)
    };
    if waits(tape.end)? {
        return Ok(None);
    }
    let (mut low, mut high) = (from.0, tape.end.0);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if waits(SimTime(middle))? {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(Some(SimTime(high)))
}
