//! What happens to volumes when hosts lose their power and come back.

use super::cluster::State;
use super::search::FATES;
use super::{BlockStore, Event};
use crate::context::{Context, Draft};
use kernel::{SimDuration, Stream};
use std::collections::VecDeque;
use tape::{FactId, FateState};

/// Volumes are checked in parts of this length.
const STEP: SimDuration = SimDuration::from_secs(60);
const STEP_HOURS: f64 = 60.0 / 3600.0;

/// Volumes on hosts without power, and those that wait for their check.
#[derive(Default)]
pub(super) struct Held {
    dark: Vec<u32>,
    checks: VecDeque<u32>,
    /// Checks done that make no whole one yet.
    part: f64,
    checking: bool,
    luck: Option<Stream>,
}

impl BlockStore {
    /// This share of the hosts has power and has booted.
    pub(super) fn hosts_serve(&mut self, share: f64, cause: Option<FactId>, ctx: &mut Context<'_>) {
        let wanted = ((1.0 - share) * f64::from(self.volumes) + 0.5) as usize;
        let mut luck = match self.held.luck.take() {
            Some(luck) => luck,
            None => ctx.stream("power"),
        };
        if self.held.dark.len() < wanted {
            self.lose_power(wanted, cause, ctx);
        } else {
            self.power_back(wanted, cause, &mut luck, ctx);
        }
        self.held.luck = Some(luck);
    }

    fn lose_power(&mut self, wanted: usize, cause: Option<FactId>, ctx: &mut Context<'_>) {
        let fact = Some(
            ctx.fact(Draft {
                kind: "block_store.hosts_dark",
                text: "storage hosts lose their power, and volumes with both copies there hang"
                    .to_owned(),
                cause,
                given: &[],
                moves: &FATES,
            }),
        );
        self.known.dark = fact;
        for v in 0..self.volumes {
            if self.held.dark.len() >= wanted {
                break;
            }
            if self.calm().volumes[v as usize].state == State::Works {
                self.set(v, State::Held, false, ctx);
                self.fate(v, FateState::Hung, fact, ctx);
                self.held.dark.push(v);
            }
        }
    }

    fn power_back(
        &mut self,
        wanted: usize,
        cause: Option<FactId>,
        luck: &mut Stream,
        ctx: &mut Context<'_>,
    ) {
        let in_flight = self.numbers.get("in_flight_share");
        while self.held.dark.len() > wanted {
            let at = luck.below(self.held.dark.len() as u64) as usize;
            let v = self.held.dark.swap_remove(at);
            if luck.bernoulli(in_flight) {
                self.held.checks.push_back(v);
                self.fate(v, FateState::Waiting, cause, ctx);
            } else {
                self.set(v, State::Works, false, ctx);
                self.fate(v, FateState::Healthy, cause, ctx);
            }
        }
        if !self.held.checking && !self.held.checks.is_empty() {
            self.held.checking = true;
            self.plan(STEP, Event::Checked, ctx);
        }
    }

    /// What was being written when the power went is checked at a limited pace and handed back.
    pub(super) fn checked(&mut self, ctx: &mut Context<'_>) {
        let per_hour = self.numbers.get("checks_per_hour");
        self.held.part += per_hour * f64::from(self.volumes) * STEP_HOURS;
        while self.held.part >= 1.0 {
            let Some(v) = self.held.checks.pop_front() else {
                self.held.part = 0.0;
                break;
            };
            self.held.part -= 1.0;
            self.set(v, State::Works, false, ctx);
            self.fate(v, FateState::Healthy, self.known.dark, ctx);
        }
        self.held.checking = !self.held.checks.is_empty();
        if self.held.checking {
            self.plan(STEP, Event::Checked, ctx);
        }
    }
}
