//! The units of one component: how they fail, what their failures mean together, and the common cause.

use super::bias::Haste;
use super::clocks::SILENT;
use super::unit::{BARE, Draw, Luck, Unit, first, thinned};
use super::{Change, CrewId, Ordinary, UnitId, UnitState, What};
use crate::architecture::{ComponentId, Failures};
use crate::outcome::PartLife;
use kernel::{SimDuration, SimTime, Stream};
use std::collections::VecDeque;
use tape::Law;

/// Index of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct GroupId(pub(crate) u16);

/// What can be felt of a group's units from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Each of them.
    Each,
    /// Only whether at least so many are up.
    AtLeast(u32),
    /// Data that is there while no more than so many are missing.
    Data { tolerates: u32 },
}

/// What a group is made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GroupPlan<'a> {
    pub(crate) component: ComponentId,
    /// Name for chance.
    pub(crate) entity: &'a str,
    /// `None`: only shocks touch it.
    pub(crate) fails: Option<Failures>,
    pub(crate) rule: Rule,
    /// One repair at a time.
    pub(crate) serial: bool,
}

/// A group.
#[derive(Debug, Clone)]
pub(super) struct Group {
    fails: Option<Failures>,
    /// The law of failures of a unit alone.
    pub(super) alone: Option<Law>,
    every: Option<Draw>,
    repair: Option<Draw>,
    pub(super) crew: Option<CrewId>,
    pub(super) rule: Rule,
    pub(super) serial: bool,
    /// A unit has the turn where rebuilds are serial; those that wait for it.
    pub(super) busy: bool,
    pub(super) waiting: VecDeque<UnitId>,
    common: Option<(Draw, Stream)>,
    pub(super) units: Vec<UnitId>,
    pub(super) up: u32,
    pub(super) broken: u32,
    pub(super) out: u32,
    /// Its data is lost and no new set has begun.
    pub(super) lost: bool,
    /// Too many are out for its data to be read.
    withheld: bool,
    /// What can be felt of [`Rule::AtLeast`] as told last.
    enough: bool,
    /// Whether its failures are hastened now.
    pub(super) haste: Haste,
    pub(super) tally: PartLife,
}

impl Group {
    fn of(plan: &GroupPlan<'_>, seed: u64) -> Self {
        let beta = plan
            .fails
            .map_or(0.0, |f| f64::from(f.common_cause_ppm) / 1e6);
        let alone = plan.fails.and_then(|f| thinned(f.every, 1.0 - beta));
        let together = plan
            .fails
            .filter(|f| f.common_cause_ppm > 0)
            .and_then(|f| thinned(f.every, beta));
        Self {
            fails: plan.fails,
            alone,
            every: alone.map(Draw::of),
            repair: plan.fails.and_then(|f| f.repair).map(Draw::of),
            crew: plan.fails.and_then(|f| f.crew),
            rule: plan.rule,
            serial: plan.serial,
            busy: false,
            waiting: VecDeque::new(),
            common: together.map(|law| {
                let stream = Stream::named(seed, "common cause", plan.entity);
                (Draw::of(law), stream)
            }),
            units: Vec::new(),
            up: 0,
            broken: 0,
            out: 0,
            lost: false,
            withheld: false,
            enough: true,
            haste: Haste::default(),
            tally: PartLife {
                component: plan.component,
                failures: 0,
                repairs: 0,
                losses: 0,
                first_loss: None,
                out: SimDuration::ZERO,
            },
        }
    }

    pub(super) fn repairs(&self) -> bool {
        self.repair.is_some()
    }

    pub(super) fn first_life(&self, lives: &mut Stream) -> Option<SimDuration> {
        let (fails, alone) = (self.fails.as_ref()?, self.alone?);
        Some(first(fails.age, alone, lives))
    }

    #[inline]
    pub(super) fn next_failure(&self, now: SimTime, luck: &mut Luck) -> SimTime {
        let at = self
            .every
            .map_or(SILENT, |law| now + law.draw(&mut luck.lives));
        self.haste.shorten(at, now)
    }

    #[inline]
    pub(super) fn repaired_at(&self, now: SimTime, luck: &mut Luck) -> SimTime {
        self.repair
            .map_or(SILENT, |law| now + law.draw(&mut luck.repairs))
    }

    /// Its members have changed: whether they are enough now. Whoever changed them knows and need not be told.
    fn count_again(&mut self) {
        if let Rule::AtLeast(least) = self.rule {
            self.enough = self.up >= least;
        }
    }

    pub(super) fn next_common_cause(&mut self, now: SimTime) -> SimTime {
        match &mut self.common {
            Some((law, stream)) => now + law.draw(stream),
            None => SILENT,
        }
    }
}

impl Ordinary {
    /// Another group, without units.
    pub(crate) fn add_group(&mut self, plan: &GroupPlan<'_>) -> GroupId {
        self.groups.push(Group::of(plan, self.seed));
        GroupId((self.groups.len() - 1) as u16)
    }

    /// Another unit of a group, up; before [`Ordinary::begin`].
    pub(crate) fn add_unit(&mut self, group: GroupId, luck: Luck) -> UnitId {
        let unit = UnitId(self.units.len() as u32);
        self.units.push(Unit::of(group.0));
        self.luck.push(luck);
        let group = &mut self.groups[usize::from(group.0)];
        group.units.push(unit);
        group.up += 1;
        group.count_again();
        unit
    }

    /// A new unit at work from now on, whatever passes over the others.
    pub(crate) fn join(&mut self, group: GroupId, luck: Luck, now: SimTime) -> UnitId {
        let unit = self.add_unit(group, luck);
        self.clocks
            .grow(self.first_unit() as usize + self.units.len());
        let group = &self.groups[usize::from(group.0)];
        let at = group.next_failure(now, &mut self.luck[unit.0 as usize]);
        self.set_clock(unit, at);
        unit
    }

    /// A unit is given back: nothing happens to it any more.
    pub(crate) fn retire(&mut self, unit: UnitId, now: SimTime) {
        self.stop_repair(unit);
        let u = &mut self.units[unit.0 as usize];
        let group = &mut self.groups[u.group as usize];
        let was_up = u.is_up();
        match u.state {
            UnitState::Gone => return,
            UnitState::Sound if was_up => group.up -= 1,
            UnitState::Sound => group.out -= 1,
            UnitState::Waiting | UnitState::Repairing | UnitState::Broken => group.broken -= 1,
        }
        if !was_up && !group.lost {
            group.tally.out += now.since(u.since);
        }
        (u.state, u.covered) = (UnitState::Gone, BARE);
        group.count_again();
        self.set_clock(unit, SILENT);
    }

    /// All units of a group that are not broken fail at once.
    pub(super) fn common_cause(&mut self, id: GroupId) {
        let g = usize::from(id.0);
        let at = self.groups[g].next_common_cause(self.now);
        self.clocks.set(u32::from(id.0), at);
        if self.groups[g].up + self.groups[g].out == 0 || self.groups[g].lost {
            return;
        }
        if self.tell_all {
            self.tell(What::CommonCause, Some(id), None);
        }
        for i in 0..self.groups[g].units.len() {
            let unit = self.groups[g].units[i];
            if self.units[unit.0 as usize].state == UnitState::Sound && !self.groups[g].lost {
                self.fail(unit, What::FailedTogether);
            }
        }
    }

    /// Sees what a unit's change means for its group.
    #[inline]
    pub(super) fn judge(&mut self, g: usize, unit: UnitId, what: What) {
        let group = &mut self.groups[g];
        let id = Some(GroupId(g as u16));
        match group.rule {
            Rule::Each => {
                self.felt = true;
                self.tell(what, id, Some(unit));
            }
            Rule::AtLeast(least) => {
                let enough = group.up >= least;
                self.felt |= enough != group.enough;
                group.enough = enough;
                self.quiet = true;
                if self.tell_all {
                    self.tell(what, id, Some(unit));
                }
            }
            Rule::Data { tolerates } => {
                if self.tell_all {
                    self.tell(what, id, Some(unit));
                }
                self.judge_units(g, tolerates, what);
            }
        }
    }

    /// Sees what it means that a unit is repaired while a shock is over it: outside it is as out as before.
    pub(super) fn judge_covered(&mut self, g: usize) {
        if let Rule::Data { tolerates } = self.groups[g].rule {
            self.judge_units(g, tolerates, What::Back);
        }
    }

    #[inline]
    fn judge_units(&mut self, g: usize, tolerates: u32, what: What) {
        self.judge_data(g, tolerates);
        if self.bias.is_some() {
            self.pace(g, what);
        }
    }

    #[inline]
    fn judge_data(&mut self, g: usize, tolerates: u32) {
        let group = &mut self.groups[g];
        let missing = group.broken + group.out;
        if missing == 0 {
            self.cycles += 1;
            self.felt |= self.cycles_felt;
        }
        if missing <= tolerates && !group.withheld {
            return;
        }
        if group.broken > tolerates {
            self.lose(g);
            return;
        }
        let withheld = missing > tolerates;
        if withheld != group.withheld {
            group.withheld = withheld;
            self.felt = true;
            self.tell(What::Withheld(withheld), Some(GroupId(g as u16)), None);
        }
    }

    /// A group's data is gone: its units stay as they are until a new set begins, and their time out counts no more.
    fn lose(&mut self, g: usize) {
        let now = self.now;
        self.losses += 1;
        self.groups[g].lost = true;
        let tally = &mut self.groups[g].tally;
        tally.losses += 1;
        tally.first_loss.get_or_insert(now);
        for i in 0..self.groups[g].units.len() {
            let unit = self.groups[g].units[i];
            self.stop_repair(unit);
            let u = &mut self.units[unit.0 as usize];
            if !u.is_up() && u.state != UnitState::Gone {
                self.groups[g].tally.out += now.since(u.since);
            }
            if matches!(u.state, UnitState::Waiting | UnitState::Repairing) {
                u.state = UnitState::Broken;
            }
            self.clocks.set(self.first_unit() + unit.0, SILENT);
        }
        self.felt = true;
        self.tell(What::Lost, Some(GroupId(g as u16)), None);
    }

    /// A new set of units takes the place of a group's, whatever passes over the others.
    pub(crate) fn renew(&mut self, id: GroupId, now: SimTime) {
        let g = usize::from(id.0);
        for i in 0..self.groups[g].units.len() {
            let unit = self.groups[g].units[i];
            self.stop_repair(unit);
            let u = &mut self.units[unit.0 as usize];
            if !u.is_up() && !self.groups[g].lost {
                self.groups[g].tally.out += now.since(u.since);
            }
            (u.state, u.covered) = (UnitState::Sound, BARE);
            let at = self.groups[g].next_failure(now, &mut self.luck[unit.0 as usize]);
            self.set_clock(unit, at);
        }
        let group = &mut self.groups[g];
        group.up = group.units.len() as u32;
        (group.broken, group.out) = (0, 0);
        (group.lost, group.withheld) = (false, false);
        group.count_again();
    }

    #[inline]
    pub(super) fn tell(&mut self, what: What, group: Option<GroupId>, unit: Option<UnitId>) {
        self.changes.push(Change {
            at: self.now,
            what,
            group,
            unit,
        });
    }

    /// What became of every group's units until now.
    pub(crate) fn lives(&self, now: SimTime) -> Vec<PartLife> {
        let life = |group: &Group| {
            let mut tally = group.tally;
            for unit in &group.units {
                let u = &self.units[unit.0 as usize];
                if !group.lost && !u.is_up() && u.state != UnitState::Gone {
                    tally.out += now.since(u.since);
                }
            }
            tally
        };
        let mut lives: Vec<PartLife> = self.groups.iter().map(life).collect();
        lives.sort_by_key(|l| l.component);
        lives
    }
}
