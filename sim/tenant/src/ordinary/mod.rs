//! Ordinary life: parts fail by themselves, together and by shocks, and are repaired.
//!
//! Models: units that fail by a law of their own and after a repair are as good as new; repairers of their own or
//! crews that take units in the order in which they come; rebuilds one by one; a common cause that fails all units of
//! a component (beta factor); shocks that hit each unit in reach on its own; data on several units, lost when more are
//! broken than it tolerates. When data is lost its units stay as they are until a new set of units begins, and their
//! time out counts no more.
//! A shock that passes is over a unit, broken or not, until it ends; of several over one unit the longest counts. What
//! happens to the unit itself goes on below: it ages (lives are counted by the calendar, as annual rates of failure are),
//! breaks and is repaired at the same instants as without the shock. A unit serves if it is not broken and no shock is
//! over it, so a shock more can never make it serve longer. Who was not there when a shock began (servers launched since,
//! a new set of units) is not under it.
//! At one instant common causes come first, then shocks, then units by number.
//! Leaves out: parts that get worse before they fail, repairs that fail, spare parts that run out, repairs that cannot
//! be made while a shock lasts.
//!
//! Nothing here knows of the engine: it is told until when to go, and says when something changed that can be felt from
//! outside. What cannot be felt (a copy missing that is tolerated) stays inside and costs no event of the engine's.

mod bias;
mod clocks;
mod crew;
mod group;
mod shock;
#[cfg(test)]
mod tests;
mod unit;

pub(crate) use group::{GroupId, GroupPlan, Rule};
pub(crate) use shock::Hits;
pub(crate) use unit::{Luck, UnitState};

use crate::architecture::{Crew, CrewId};
use clocks::{Clocks, SILENT};
use crew::CrewState;
use group::Group;
use kernel::SimTime;
use shock::ShockState;
use unit::{BARE, Unit};

/// Index of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct UnitId(pub(crate) u32);

/// What became of a unit or a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// The unit failed by itself.
    Failed,
    /// The unit failed by its group's common cause.
    FailedTogether,
    /// The unit was hit by the shock of that index.
    Hit(u16),
    /// The unit works again.
    Back,
    /// All units of the group still up are about to fail by one cause.
    CommonCause,
    /// The shock of that index is about to hit.
    Shock(u16),
    /// More units are broken than the group's data tolerates.
    Lost,
    /// Too many units are out for the data to be read, or no longer so.
    Withheld(bool),
}

/// A change, in order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) at: SimTime,
    pub(crate) what: What,
    /// `None` for shocks.
    pub(crate) group: Option<GroupId>,
    pub(crate) unit: Option<UnitId>,
}

/// All units of an architecture and who repairs them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ordinary {
    seed: u64,
    now: SimTime,
    groups: Vec<Group>,
    shocks: Vec<ShockState>,
    crews: Vec<CrewState>,
    units: Vec<Unit>,
    /// By unit.
    luck: Vec<Luck>,
    /// One per group (its common cause), one per shock, one per unit.
    clocks: Clocks,
    changes: Vec<Change>,
    /// Tell of every unit's change, felt or not.
    tell_all: bool,
    /// Something happened at `now` that can be felt.
    felt: bool,
    /// Groups with changes that nobody was told of.
    quiet: bool,
    losses: u64,
    /// Times that all units of a group with data were back; whether that is felt.
    cycles: u64,
    cycles_felt: bool,
    /// How much more often units fail while one is missing; what that has done to the run's weight.
    bias: Option<f64>,
    weight_ln: f64,
    /// Clocks that have rung.
    rung: u64,
}

impl Ordinary {
    /// No units yet. `tell_all`: changes that cannot be felt are told too.
    pub(crate) fn new(seed: u64, crews: &[Crew], tell_all: bool) -> Self {
        Self {
            seed,
            crews: crews.iter().map(CrewState::of).collect(),
            tell_all,
            ..Self::default()
        }
    }

    /// Draws what is left to every unit at the start. All groups, units and shocks of the start are there.
    pub(crate) fn begin(&mut self) {
        self.clocks = Clocks::of(self.first_unit() as usize + self.units.len());
        for g in 0..self.groups.len() {
            let at = self.groups[g].next_common_cause(SimTime::ZERO);
            self.clocks.preset(g as u32, at);
        }
        for s in 0..self.shocks.len() {
            let at = self.shocks[s].first();
            self.clocks.preset((self.groups.len() + s) as u32, at);
        }
        for u in 0..self.units.len() {
            let group = &self.groups[self.units[u].group as usize];
            let at = match group.first_life(&mut self.luck[u].lives) {
                Some(life) => SimTime::ZERO + life,
                None => SILENT,
            };
            self.clocks.preset(self.first_unit() + u as u32, at);
        }
        self.clocks.settle();
    }

    /// The clock of the first unit.
    #[inline]
    fn first_unit(&self) -> u32 {
        (self.groups.len() + self.shocks.len()) as u32
    }

    /// Something happens to a unit itself then.
    #[inline]
    fn set_clock(&mut self, unit: UnitId, at: SimTime) {
        let u = &mut self.units[unit.0 as usize];
        let mut rings = at;
        if u.covered != BARE {
            u.own = at;
            rings = at.min(u.covered);
        }
        self.clocks.set(self.first_unit() + unit.0, rings);
    }

    /// Goes on until something can be felt, at `limit` at the latest; the instant of that. Everything that happens at
    /// that instant has happened then. Stops where it is after `rung_max` clocks have rung.
    pub(crate) fn advance(&mut self, limit: SimTime, rung_max: u64) -> Option<SimTime> {
        loop {
            if self.rung >= rung_max {
                return Some(self.now);
            }
            self.rung += 1;
            let (clock, at) = self.clocks.first();
            if self.felt && at > self.now {
                self.felt = false;
                return Some(self.now);
            }
            if at > limit {
                return None;
            }
            self.now = at;
            match clock.checked_sub(self.first_unit()) {
                Some(unit) => self.unit_rings(UnitId(unit)),
                None => self.other_rings(clock as usize),
            }
        }
    }

    /// Clocks that have rung since the start.
    pub(crate) fn rung(&self) -> u64 {
        self.rung
    }

    #[inline]
    fn unit_rings(&mut self, unit: UnitId) {
        let u = &self.units[unit.0 as usize];
        if u.covered != BARE && u.own > self.now {
            self.uncover(unit);
            return;
        }
        match u.state {
            UnitState::Sound => self.fail(unit, What::Failed),
            UnitState::Repairing => self.repaired(unit),
            UnitState::Waiting | UnitState::Broken | UnitState::Gone => {
                debug_assert!(false, "the clock of a unit rang that has none");
            }
        }
    }

    fn other_rings(&mut self, clock: usize) {
        match clock.checked_sub(self.groups.len()) {
            None => self.common_cause(GroupId(clock as u16)),
            Some(shock) => self.strike(shock),
        }
    }

    /// A unit breaks.
    fn fail(&mut self, unit: UnitId, what: What) {
        let u = &mut self.units[unit.0 as usize];
        let g = u.group as usize;
        let group = &mut self.groups[g];
        group.tally.failures += 1;
        group.broken += 1;
        if u.covered == BARE {
            u.since = self.now;
            group.up -= 1;
        } else {
            group.out -= 1;
        }
        if group.repairs() {
            self.ask_for_repair(unit);
        } else {
            self.units[unit.0 as usize].state = UnitState::Broken;
            self.set_clock(unit, SILENT);
        }
        self.judge(g, unit, what);
    }

    /// A unit is as good as new.
    fn repaired(&mut self, unit: UnitId) {
        let u = &mut self.units[unit.0 as usize];
        let g = u.group as usize;
        u.state = UnitState::Sound;
        let covered = u.covered != BARE;
        let group = &mut self.groups[g];
        group.tally.repairs += 1;
        group.broken -= 1;
        if covered {
            group.out += 1;
        } else {
            group.tally.out += self.now.since(u.since);
            group.up += 1;
        }
        let at = group.next_failure(self.now, &mut self.luck[unit.0 as usize]);
        self.set_clock(unit, at);
        self.repairer_is_free(g);
        if covered {
            self.judge_covered(g);
        } else {
            self.judge(g, unit, What::Back);
        }
    }

    /// Everything that changed since this was asked last, in order of time.
    pub(crate) fn take_changes(&mut self, into: &mut Vec<Change>) {
        into.append(&mut self.changes);
    }

    /// Whether units changed of which nobody was told since this was asked last.
    pub(crate) fn take_quiet(&mut self) -> bool {
        std::mem::take(&mut self.quiet)
    }

    /// Whether a unit serves.
    pub(crate) fn is_up(&self, unit: UnitId) -> bool {
        self.units[unit.0 as usize].is_up()
    }

    /// The units of a group.
    pub(crate) fn units_of(&self, group: GroupId) -> impl Iterator<Item = UnitId> + '_ {
        self.groups[usize::from(group.0)].units.iter().copied()
    }

    /// Times that data was lost.
    pub(crate) fn losses(&self) -> u64 {
        self.losses
    }
}
