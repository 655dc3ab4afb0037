//! Shocks: what hits many units at once.
//!
//! A renewal process; each unit in reach has a stream of its own that says whether it is hit by the first, second, ...
//! so that another unit in reach changes nobody's luck.

use super::clocks::SILENT;
use super::unit::Draw;
use super::{Ordinary, UnitId, UnitState, What};
use crate::architecture::Shock;
use kernel::{SimTime, Stream};

/// Who may be hit, each with its own stream.
pub(crate) type Hits = Vec<(UnitId, Stream)>;

/// A shock and who is in its reach.
#[derive(Debug, Clone)]
pub(super) struct ShockState {
    every: Draw,
    lasts: Option<Draw>,
    hit: f64,
    times: Stream,
    lengths: Stream,
    reach: Hits,
}

impl ShockState {
    pub(super) fn next(&mut self, now: SimTime) -> SimTime {
        now + self.every.draw(&mut self.times)
    }
}

impl Ordinary {
    /// Another shock; before [`Ordinary::begin`].
    pub(crate) fn add_shock(&mut self, shock: &Shock, reach: Hits) {
        self.shocks.push(ShockState {
            every: Draw::of(shock.every),
            lasts: shock.lasts.map(Draw::of),
            hit: f64::from(shock.hit_ppm) / 1e6,
            times: Stream::named(self.seed, "shock", &shock.name),
            lengths: Stream::named(self.seed, "shock length", &shock.name),
            reach,
        });
    }

    /// A unit that joined later is in a shock's reach too.
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
            let u = &self.units[unit.0 as usize];
            let lost = self.groups[u.group as usize].lost;
            if chosen && u.state == UnitState::Up && !lost {
                self.take_hit(*unit, What::Hit(shock as u16), until);
            }
        }
        self.shocks[shock].reach = reach;
    }

    fn take_hit(&mut self, unit: UnitId, what: What, until: Option<SimTime>) {
        let Some(until) = until else {
            self.fail(unit, what);
            return;
        };
        let rings = self.clocks.at(self.first_unit() + unit.0);
        let u = &mut self.units[unit.0 as usize];
        let g = u.group as usize;
        u.state = UnitState::Out;
        u.since = self.now;
        // A clock that never rings is far enough away to stay so.
        u.left = rings.since(self.now);
        let group = &mut self.groups[g];
        group.tally.failures += 1;
        group.up -= 1;
        group.out += 1;
        self.set_clock(unit, until.min(SILENT));
        self.judge(g, unit, what);
    }
}
