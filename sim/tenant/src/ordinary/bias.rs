//! Importance sampling of rare losses: while a unit of a group with data is missing, the others fail more often, and the
//! run's weight says how much more likely it has become.
//!
//! The weight is the likelihood ratio of what happened: for every life that ran `t` under a rate made `b` times as high,
//! exp((b - 1) rate t), and 1/b for every failure then. Means of weighted runs are those of plain runs. Lives are drawn
//! anew when the rate changes, which is exact only without memory: other laws than the exponential, common causes and
//! shocks keep their rates.

use super::group::{Group, Rule};
use super::{Ordinary, UnitState, What};
use kernel::{SimDuration, SimTime, math};
use tape::Law;

/// Where a group stands with its bias.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Haste {
    /// Failures are as many times as frequent now, since when; 0: they are not hastened.
    factor: f64,
    since: SimTime,
    /// Units that have lived under it since then.
    lives: u32,
}

impl Haste {
    /// How much sooner what is drawn now happens.
    #[inline]
    pub(super) fn shorten(self, life: SimTime, now: SimTime) -> SimTime {
        match self.factor > 0.0 && life < SimTime::NEVER {
            true => now + SimDuration((life.since(now).0 as f64 / self.factor + 0.5) as u64),
            false => life,
        }
    }
}

impl Group {
    /// Failures of a unit alone per second, where they can be hastened.
    fn hastened_rate(&self) -> Option<f64> {
        match (self.rule, self.alone) {
            (Rule::Data { .. }, Some(Law::Exponential(mean))) => Some(1.0 / mean.secs_f64()),
            (_, _) => None,
        }
    }

    /// What the weight's logarithm gains until `now`.
    fn gain(&self, now: SimTime) -> f64 {
        let Haste {
            factor,
            since,
            lives,
        } = self.haste;
        match self.hastened_rate() {
            Some(rate) if factor > 0.0 => {
                (factor - 1.0) * rate * f64::from(lives) * now.since(since).secs_f64()
            }
            Some(_) | None => 0.0,
        }
    }
}

impl Ordinary {
    /// From the start on, failures while a unit is missing are so many times as frequent.
    pub(crate) fn hasten(&mut self, factor: f64) {
        self.bias = Some(factor).filter(|&f| f > 0.0);
    }

    /// Tells when all units of a group with data are back after a failure.
    pub(crate) fn tell_of_cycles(&mut self) {
        self.cycles_felt = true;
    }

    /// Times that all units of a group with data were back.
    pub(crate) fn cycles(&self) -> u64 {
        self.cycles
    }

    /// Logarithm of how much more likely this course is without the bias than with it.
    pub(crate) fn weight_ln(&self, now: SimTime) -> f64 {
        let mut ln = self.weight_ln;
        for group in &self.groups {
            ln += group.gain(now);
        }
        ln
    }

    /// A group's units have changed: settles its weight and sets the pace of those that are up.
    pub(super) fn pace(&mut self, g: usize, what: What) {
        let Some(bias) = self.bias else {
            return;
        };
        let now = self.now;
        let group = &mut self.groups[g];
        if group.hastened_rate().is_none() {
            return;
        }
        self.weight_ln += group.gain(now);
        let was = group.haste.factor > 0.0;
        if was && what == What::Failed {
            self.weight_ln -= math::ln(bias);
        }
        let is = group.broken + group.out > 0 && !group.lost;
        group.haste = Haste {
            factor: if is { bias } else { 0.0 },
            since: now,
            lives: group.up + group.out,
        };
        if was == is || group.lost {
            return;
        }
        for i in 0..self.groups[g].units.len() {
            let unit = self.groups[g].units[i];
            if self.units[unit.0 as usize].state == UnitState::Sound {
                let at = self.groups[g].next_failure(now, &mut self.luck[unit.0 as usize]);
                self.set_clock(unit, at);
            }
        }
    }
}
