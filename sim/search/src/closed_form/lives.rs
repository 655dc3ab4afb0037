//! Many runs of an architecture to which something is done at a known time: commands, or a zone that is struck.
//!
//! Seeds as in `runs`; what runs measured is gathered in their order.

use super::Bench;
use super::runs::{gather, seed};
use crate::calm_world;
use crate::statistics::Sum;
use kernel::{SimDuration, SimTime};
use tape::{Condition, Evidence, FateState, PopulationKind, Service, Tape, TapeBuilder};
use tenant::architecture::{Architecture, ComponentId};
use tenant::outcome::{Outcome, Segment};
use tenant::{End, Keep, LiveOptions, Luck, TenantAction, TenantCommand, World, live};

/// An architecture and what happens to its zones.
pub(super) struct Lives<'a> {
    pub(super) bench: &'a Bench<'a>,
    pub(super) arch: &'a Architecture,
    pub(super) tape: Tape,
    pub(super) end: SimTime,
    pub(super) keep: Keep,
}

impl<'a> Lives<'a> {
    /// In a calm world, until `end`.
    pub(super) fn calm(bench: &'a Bench<'a>, arch: &'a Architecture, end: SimTime) -> Self {
        Self {
            bench,
            arch,
            tape: calm_world(arch, bench.offers, end),
            end,
            keep: Keep::Scores,
        }
    }

    /// One measurement of each of `n` runs; this is the part of the case's work between two shares.
    pub(super) fn each<T: Send>(
        &self,
        (question, n): (&str, u32),
        part: (f64, f64),
        commands: &[TenantCommand],
        measure: impl Fn(u64, &Outcome) -> T + Sync,
    ) -> Vec<T> {
        let one = |i: u32| {
            let seed = seed(self.bench.seed, question, i);
            measure(seed, &self.run(seed, commands))
        };
        gather(self.bench, n, part, one)
    }

    /// One run.
    pub(super) fn run(&self, seed: u64, commands: &[TenantCommand]) -> Outcome {
        let world = World::new(self.bench.offers, &self.tape);
        let options = LiveOptions {
            seed,
            luck: Luck::Drawn,
            commands: commands.to_vec(),
            end: End::At(self.end),
            keep: self.keep,
            ..LiveOptions::default()
        };
        live(self.arch, &world, &options)
    }
}

/// A component is stopped at an instant.
pub(super) fn stop(at: SimTime, component: ComponentId) -> TenantCommand {
    TenantCommand {
        at,
        action: TenantAction::Stop(component),
    }
}

/// What happens to a zone at an instant, for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blow {
    /// Its machines do not answer; what they hold is not known.
    Silent,
    /// Its machines and all that is on them are gone.
    Gone,
}

/// A world that is calm but for these blows (index into the architecture's zones).
pub(super) fn struck(
    arch: &Architecture,
    blows: &[(SimTime, usize, Blow)],
    end: SimTime,
) -> Result<Tape, String> {
    let mut places = tape::Places::default();
    let home = places.intern(&arch.home);
    let zones: Vec<_> = arch.zones.iter().map(|z| places.intern(z)).collect();
    let mut builder = TapeBuilder::new("blows", Evidence::Observed, places, home);
    // After its end a tape is calm again, so it ends later than the run.
    builder.tape().end = end + SimDuration::from_hours(1);
    for &(at, zone, blow) in blows {
        let place = *zones.get(zone).ok_or("there are too few zones")?;
        let kind = PopulationKind::Instances;
        match blow {
            Blow::Silent => {
                builder.condition(at, place, Service::Compute, Condition::errors(1.0), None);
            }
            Blow::Gone => {
                builder.population(place, kind, 1);
                builder.fate(at, place, kind, 0, FateState::Lost, None);
            }
        }
    }
    builder.finish().map_err(|e| e.to_string())
}

/// How the clients of a name move away from what has died, as the share of their requests that fail.
#[derive(Debug, Clone)]
pub(super) struct Leaving {
    /// Seconds from the failure until the first are away.
    pub(super) found: f64,
    /// Until the last are away.
    pub(super) last: f64,
    /// From, until, share: from the failure on.
    pieces: Vec<(f64, f64, f64)>,
}

impl Leaving {
    /// Of a journey's course after a failure; `None` if nobody ever left.
    pub(super) fn of(segments: &[Segment], failed: SimTime) -> Option<Self> {
        let after = segments.iter().filter(|s| s.from >= failed);
        let piece = |s: &Segment| {
            let share = s.failed as f64 / (s.failed + s.served) as f64;
            let since = |t: SimTime| t.since(failed).secs_f64();
            (since(s.from), since(s.until), share)
        };
        let mut pieces: Vec<(f64, f64, f64)> = after.map(piece).collect();
        let last = pieces.iter().rposition(|p| p.2 > 0.0)?;
        if last + 1 == pieces.len() {
            return None;
        }
        pieces.truncate(last + 1);
        let first = pieces.iter().find(|p| p.2 < 1.0);
        let last = pieces[pieces.len() - 1].1;
        let found = first.map_or(last, |p| p.0);
        Some(Self {
            found,
            last,
            pieces,
        })
    }

    /// Mean time until a client is away: all that failed over what came.
    pub(super) fn mean(&self) -> f64 {
        Sum::of(self.pieces.iter().map(|p| p.2 * (p.1 - p.0)))
    }

    /// Share still there at a time after the failure: on the line through the middles of the two steps that follow the
    /// one under way, for that one may have been cut short by clients of another kind. As it stands, where too few follow.
    pub(super) fn share(&self, at: f64) -> f64 {
        // Half a tick, so that a step at that very time counts.
        let now = at + 5e-7;
        let Some(i) = self.pieces.iter().position(|p| p.0 <= now && now < p.1) else {
            return 0.0;
        };
        let middle = |p: &(f64, f64, f64)| (p.0 + p.1) / 2.0;
        match (self.pieces.get(i + 1), self.pieces.get(i + 2)) {
            (Some(a), Some(b)) if at >= self.found => {
                a.2 + (a.2 - b.2) / (middle(b) - middle(a)) * (middle(a) - at)
            }
            _ => self.pieces[i].2,
        }
    }

    /// Share that holds an answer when the name begins to lead elsewhere: the line through the first two steps.
    pub(super) fn holding(&self) -> f64 {
        let mut steps = self.nodes();
        match (steps.next(), steps.next()) {
            (Some((t, x)), Some((u, y))) => x + (x - y) / (u - t) * (t - self.found),
            (Some((_, x)), None) => x,
            (None, _) => 0.0,
        }
    }

    /// When the client is away that so large a share of all leave before.
    ///
    /// The counts of a step are exact, so that its middle has its share; between middles clients leave evenly.
    pub(super) fn client(&self, before: f64) -> f64 {
        let mut at = (self.found, 1.0);
        for node in self.nodes().chain([(self.last, 0.0)]) {
            if node.1 <= 1.0 - before && node.1 < at.1 {
                return at.0 + (node.0 - at.0) * (at.1 - (1.0 - before)) / (at.1 - node.1);
            }
            at = node;
        }
        self.last
    }

    fn nodes(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let steps = self.pieces.iter().filter(|p| p.0 >= self.found);
        steps.map(|p| ((p.0 + p.1) / 2.0, p.2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_who_leave_in_steps_leave_evenly() {
        // Found after 10 s, then a TTL of 8 s in two parts, half of one at once and half at the end.
        let leaving = Leaving {
            found: 10.0,
            last: 18.0,
            pieces: vec![(0.0, 10.0, 1.0), (10.0, 14.0, 0.75), (14.0, 18.0, 0.25)],
        };
        assert_eq!(leaving.mean(), 14.0);
        assert_eq!(
            [0.0, 0.25, 0.5, 1.0].map(|u| leaving.client(u)),
            [10.0, 12.0, 14.0, 18.0]
        );
        assert_eq!(leaving.holding(), 1.0);
        assert_eq!(
            [9.0, 14.0, 18.0].map(|t| leaving.share(t)),
            [1.0, 0.25, 0.0]
        );
        // The first step of the slow ones is cut short by the last of the quick ones, at 12 s.
        let slow = [(12.0, 14.0, 0.45), (14.0, 18.0, 0.4), (18.0, 22.0, 0.3)];
        let leaving = Leaving {
            last: 22.0,
            pieces: [vec![(0.0, 10.0, 1.0), (10.0, 12.0, 0.75)], slow.to_vec()].concat(),
            ..leaving
        };
        assert!((leaving.share(12.0) - 0.5).abs() < 1e-12);
    }
}
