//! Shocks: what hits many units at once.
//!
//! A renewal process, in the middle of its course at the start unless the shock is new then; each unit in reach has a
//! stream of its own that says whether it is hit by the first, second, ... so that another unit in reach changes nobody's
//! luck. A shock that does not pass breaks those it hits that are not broken. One that passes is over all it hits until
//! it ends, broken or not.

use super::clocks::SILENT;
use super::unit::{BARE, Draw, first};
use super::{GroupId, Ordinary, UnitId, UnitState, What};
use crate::architecture::{Age, Shock};
use kernel::{SimTime, Stream};
use tape::Law;

/// Who may be hit, each with its own stream.
pub(crate) type Hits = Vec<(UnitId, Stream)>;

/// A shock and who is in its reach.
#[derive(Debug, Clone)]
pub(super) struct ShockState {
    law: Law,
    age: Age,
    every: Draw,
    lasts: Option<Draw>,
    hit: f64,
    times: Stream,
    lengths: Stream,
    reach: Hits,
}

impl ShockState {
    /// The first after the start.
    pub(super) fn first(&mut self) -> SimTime {
        SimTime::ZERO + first(self.age, self.law, &mut self.times)
    }

    pub(super) fn next(&mut self, now: SimTime) -> SimTime {
        now + self.every.draw(&mut self.times)
    }
}

impl Ordinary {
    /// Another shock; before [`Ordinary::begin`].
    pub(crate) fn add_shock(&mut self, shock: &Shock, reach: Hits) {
        self.shocks.push(ShockState {
            law: shock.every,
            age: shock.age,
            every: Draw::of(shock.every),
            lasts: shock.lasts.map(Draw::of),
            hit: f64::from(shock.hit_ppm) / 1e6,
            times: Stream::named(self.seed, "shock", &shock.name),
            lengths: Stream::named(self.seed, "shock length", &shock.name),
            reach,
        });
    }

    /// A unit that joined later is in reach of a shock's next strikes.
    pub(crate) fn expose(&mut self, shock: usize, unit: UnitId, draws: Stream) {
        self.shocks[shock].reach.push((unit, draws));
    }

    /// A shock hits now.
    pub(super) fn strike(&mut self, shock: usize) {
        let at = self.shocks[shock].next(self.now);
        self.clocks.set((self.groups.len() + shock) as u32, at);
        let state = &mut self.shocks[shock];
        let until = match state.lasts {
            Some(law) => Some(self.now + law.draw(&mut state.lengths)),
            None => None,
        };
        if self.tell_all {
            self.tell(What::Shock(shock as u16), None, None);
        }
        let mut reach = std::mem::take(&mut self.shocks[shock].reach);
        let hit = self.shocks[shock].hit;
        for (unit, draws) in &mut reach {
            // Drawn for all, up or not: the next shock finds everybody's luck where it would be anyway.
            let chosen = draws.bernoulli(hit);
            if chosen {
                self.take_hit(*unit, What::Hit(shock as u16), until);
            }
        }
        self.shocks[shock].reach = reach;
    }

    fn take_hit(&mut self, unit: UnitId, what: What, until: Option<SimTime>) {
        let u = &self.units[unit.0 as usize];
        if u.state == UnitState::Gone || self.groups[u.group as usize].lost {
            return;
        }
        match until {
            Some(until) => self.cover(unit, what, until.min(SILENT)),
            None if u.state == UnitState::Sound => self.fail(unit, what),
            None => {}
        }
    }

    /// A shock that passes is over a unit until then.
    fn cover(&mut self, unit: UnitId, what: What, until: SimTime) {
        let rings = self.clocks.at(self.first_unit() + unit.0);
        let u = &mut self.units[unit.0 as usize];
        let (g, was_up) = (u.group as usize, u.is_up());
        if u.covered == BARE {
            u.own = rings;
            self.groups[g].tally.failures += 1;
        }
        u.covered = u.covered.max(until);
        let own = u.own;
        if was_up {
            u.since = self.now;
            self.groups[g].up -= 1;
            self.groups[g].out += 1;
        }
        self.set_clock(unit, own);
        if was_up {
            self.judge(g, unit, what);
        } else if self.tell_all {
            self.felt = true;
            let group = GroupId(g as u16);
            self.tell(what, Some(group), Some(unit));
        }
    }

    /// The last shock over a unit has passed.
    pub(super) fn uncover(&mut self, unit: UnitId) {
        let u = &mut self.units[unit.0 as usize];
        let (g, own) = (u.group as usize, u.own);
        u.covered = BARE;
        let group = &mut self.groups[g];
        group.tally.repairs += 1;
        let is_up = u.is_up();
        if is_up {
            group.tally.out += self.now.since(u.since);
            group.out -= 1;
            group.up += 1;
        }
        self.set_clock(unit, own);
        if is_up {
            self.judge(g, unit, What::Back);
        }
    }
}
