//! Repairs: whose turn it is.
//!
//! A component whose rebuilds are serial mends one unit at a time and keeps the others in the order in which they
//! failed. A unit whose turn it is asks its crew, which takes those who ask in order; without a crew every unit has a
//! repairer of its own.

use super::clocks::SILENT;
use super::{CrewId, Ordinary, UnitId, UnitState};
use crate::architecture::Crew;
use std::collections::VecDeque;

/// A crew at work.
#[derive(Debug, Clone)]
pub(super) struct CrewState {
    free: u32,
    waiting: VecDeque<UnitId>,
}

impl CrewState {
    pub(super) fn of(crew: &Crew) -> Self {
        Self {
            free: crew.size.max(1),
            waiting: VecDeque::new(),
        }
    }
}

impl Ordinary {
    /// A broken unit's repair begins, or it waits for its turn.
    pub(super) fn ask_for_repair(&mut self, unit: UnitId) {
        let group = &mut self.groups[self.units[unit.0 as usize].group as usize];
        if group.serial && std::mem::replace(&mut group.busy, true) {
            group.waiting.push_back(unit);
            self.wait(unit);
            return;
        }
        self.ask_crew(unit);
    }

    fn ask_crew(&mut self, unit: UnitId) {
        let group = &self.groups[self.units[unit.0 as usize].group as usize];
        let crew = group
            .crew
            .and_then(|CrewId(c)| self.crews.get_mut(usize::from(c)));
        match crew {
            Some(crew) if crew.free == 0 => {
                crew.waiting.push_back(unit);
                self.wait(unit);
            }
            Some(crew) => {
                crew.free -= 1;
                self.begin_repair(unit);
            }
            None => self.begin_repair(unit),
        }
    }

    fn wait(&mut self, unit: UnitId) {
        self.units[unit.0 as usize].state = UnitState::Waiting;
        self.set_clock(unit, SILENT);
    }

    fn begin_repair(&mut self, unit: UnitId) {
        let u = &mut self.units[unit.0 as usize];
        u.state = UnitState::Repairing;
        let group = &self.groups[u.group as usize];
        let at = group.repaired_at(self.now, &mut self.luck[unit.0 as usize]);
        self.set_clock(unit, at);
    }

    /// Whoever repaired a unit of this group goes on to the next.
    pub(super) fn repairer_is_free(&mut self, g: usize) {
        let crew = self.groups[g].crew;
        if let Some(crew) = crew.and_then(|CrewId(c)| self.crews.get_mut(usize::from(c))) {
            match crew.waiting.pop_front() {
                Some(next) => self.begin_repair(next),
                None => crew.free += 1,
            }
        }
        let group = &mut self.groups[g];
        if group.serial {
            match group.waiting.pop_front() {
                Some(next) => self.ask_crew(next),
                None => group.busy = false,
            }
        }
    }

    /// Nobody works on this unit any more, nor waits to.
    pub(super) fn stop_repair(&mut self, unit: UnitId) {
        let g = self.units[unit.0 as usize].group as usize;
        match self.units[unit.0 as usize].state {
            UnitState::Repairing => self.repairer_is_free(g),
            UnitState::Waiting => {
                let group = &mut self.groups[g];
                let before = group.waiting.len();
                group.waiting.retain(|&w| w != unit);
                let in_own_line = group.waiting.len() < before;
                if let Some(CrewId(c)) = group.crew {
                    self.crews[usize::from(c)].waiting.retain(|&w| w != unit);
                }
                // It held its component's turn while it waited for the crew.
                let group = &mut self.groups[g];
                if group.serial && !in_own_line {
                    match group.waiting.pop_front() {
                        Some(next) => self.ask_crew(next),
                        None => group.busy = false,
                    }
                }
            }
            UnitState::Sound | UnitState::Broken | UnitState::Gone => {}
        }
    }
}
