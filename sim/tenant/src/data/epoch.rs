//! Epochs: what a promotion leaves behind, and what becomes of it when its side comes back.

use super::log::{Left, Log};
use super::store::Store;
use super::{CopyId, CopyState, Instant, MergeRule, WriterId, between};
use kernel::SimDuration;

/// What a promotion or restore left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Promotion {
    /// Acknowledged by the epoch before and not in the new one, micro-writes.
    pub diverged: u64,
    /// Age of the oldest of them at the failure (the instant of the promotion, if nothing had failed).
    pub rpo: SimDuration,
}

impl Store {
    /// Closes the logs of a writer (or all), sets where they were left, and opens new ones on a copy that holds
    /// `vector`.
    pub(super) fn open_epoch(
        &mut self,
        only: Option<WriterId>,
        copy: CopyId,
        vector: &[u64],
    ) -> Promotion {
        let mut promotion = Promotion::default();
        for writer in (0..self.writers)
            .map(WriterId)
            .filter(|&w| only.is_none_or(|o| o == w))
        {
            let failed_at = self.failed_at(writer).unwrap_or(self.now);
            let now = self.now;
            for (log, &position) in self.logs.iter_mut().zip(vector) {
                if log.writer != Some(writer) {
                    continue;
                }
                log.closed.get_or_insert(now);
                let line = log.line();
                if position < line {
                    promotion.diverged += line - position;
                    let age = between(log.when(position), failed_at);
                    promotion.rpo = promotion.rpo.max(age);
                }
                if position != line {
                    log.left = Some(Left {
                        position,
                        failed_at,
                    });
                }
            }
            self.logs.push(Log::open(Some(writer), copy, now));
        }
        promotion
    }

    /// When the copy that took a writer's writes last stopped or died, unless it came back.
    pub(super) fn failed_at(&self, writer: WriterId) -> Option<Instant> {
        self.logs
            .iter()
            .rfind(|log| log.writer == Some(writer))
            .and_then(|log| log.cut)
    }

    /// A copy that comes back meets the line of the epoch in force: what it holds beyond comes with it or goes.
    pub(super) fn reconcile(&self, copy: CopyId, held: &mut [Vec<u64>]) {
        let back = usize::from(copy.0);
        let keep = self.merge == MergeRule::KeepBoth && !self.copies[back].archive;
        for (i, log) in self.logs.iter().enumerate() {
            let brought = held[back][i];
            if brought <= log.line() {
                continue;
            }
            if !keep {
                held[back][i] = log.line();
                continue;
            }
            for taking in self.logs.iter().filter(|log| log.closed.is_none()) {
                let taking = usize::from(taking.origin.0);
                if self.copies[taking].state == CopyState::Live {
                    held[taking][i] = held[taking][i].max(brought);
                }
            }
        }
    }
}
