//! The runs of one kind of luck, journey by journey and store by store.

use super::estimates::{chance, ended, expected};
use super::lengths::Length;
use super::{JourneyView, Lengths, PromiseView, StoreView, View};
use crate::many::{Frame, JourneyFrame, JourneyRun, Lot, Promise, Run, StoreRun};
use crate::statistics::{Clusters, Sum};
use kernel::SimDuration;
use tenant::Luck;

/// The runs with one kind of luck and which of them share a draw.
struct Lots<'a> {
    clusters: &'a Clusters,
    runs: &'a [Run],
    lots: Vec<&'a Lot>,
}

impl View {
    pub(super) fn of(frame: &Frame, clusters: &Clusters, runs: &[Run], luck: Luck) -> Self {
        let lots = Lots {
            clusters,
            runs,
            lots: runs.iter().map(|r| r.lot(luck)).collect(),
        };
        let hit: Vec<bool> = lots.lots.iter().map(|l| l.touched).collect();
        let chances = lots.lots.iter().map(|l| f64::from(l.p_touched_ppm) / 1e6);
        let p_touched = Sum::of(chances) / lots.lots.len().max(1) as f64;
        let untouchable = lots.lots.iter().filter(|l| l.p_touched_ppm == 0).count();
        let journeys = frame.journeys.iter().enumerate();
        let stores = frame.stores.iter().enumerate();
        Self {
            luck,
            hit: chance(clusters, &hit),
            p_touched: frame.knows_shares.then_some(p_touched),
            untouchable: if frame.knows_shares {
                untouchable as u64
            } else {
                0
            },
            journeys: journeys.map(|(i, j)| lots.journey(j, i)).collect(),
            stores: stores.map(|(i, name)| lots.store(name, i)).collect(),
        }
    }
}

impl Lots<'_> {
    fn journey(&self, frame: &JourneyFrame, index: usize) -> JourneyView {
        let rows: Vec<&JourneyRun> = self.lots.iter().map(|l| &l.journeys[index]).collect();
        let down = self.lengths(rows.iter().map(|j| (j.down, !j.censored)));
        let mean: Vec<f64> = rows
            .iter()
            .map(|j| match j.censored {
                true => f64::INFINITY,
                false => j.mean_down.secs_f64(),
            })
            .collect();
        let failed: Vec<f64> = rows
            .iter()
            .map(|j| j.failed as f64 / j.offered.max(1) as f64)
            .collect();
        let never: Vec<bool> = rows
            .iter()
            .map(|j| !j.censored && j.down == SimDuration::ZERO)
            .collect();
        let objectives = frame.objectives.iter().enumerate();
        JourneyView {
            name: frame.name.clone(),
            down: Lengths::of(self.clusters, &down),
            mean_zone_s: ended(self.clusters, &mean),
            never_down: chance(self.clusters, &never),
            failed_share: expected(self.clusters, &failed),
            objectives: objectives
                .map(|(i, promise)| self.promise(promise, &rows, i))
                .collect(),
        }
    }

    fn promise(&self, promise: &Promise, rows: &[&JourneyRun], index: usize) -> PromiseView {
        let (mut draws, mut met) = (Vec::new(), Vec::new());
        let mut first_broken = None;
        for (run, row) in self.runs.iter().zip(rows) {
            if let Some(held) = row.objective(index) {
                draws.push(run.cloud);
                met.push(held);
                let earlier = |first: u64| first.min(run.seed);
                if !held {
                    first_broken = Some(first_broken.map_or(run.seed, earlier));
                }
            }
        }
        PromiseView {
            promise: promise.clone(),
            untold: (rows.len() - met.len()) as u64,
            met: chance(&Clusters::of(&draws), &met),
            first_broken,
        }
    }

    fn store(&self, name: &str, index: usize) -> StoreView {
        let rows: Vec<&StoreRun> = self.lots.iter().map(|l| &l.stores[index]).collect();
        let lossy: Vec<bool> = rows.iter().map(|s| s.lost > 0).collect();
        let gone: Vec<bool> = rows.iter().map(|s| s.rpo.is_none()).collect();
        let lost: Vec<f64> = rows.iter().map(|s| s.lost as f64).collect();
        let reach = rows
            .iter()
            .map(|s| (s.rpo.unwrap_or(SimDuration(u64::MAX)), s.rpo.is_some()));
        StoreView {
            name: name.to_owned(),
            lossy: chance(self.clusters, &lossy),
            unrecoverable: chance(self.clusters, &gone),
            lost: expected(self.clusters, &lost),
            rpo: Lengths::of(self.clusters, &self.lengths(reach)),
        }
    }

    /// Lengths and whether they have an end, with the seeds of their runs.
    fn lengths(&self, lengths: impl Iterator<Item = (SimDuration, bool)>) -> Vec<Length> {
        let of_run = |(run, (seen, ended)): (&Run, _)| Length {
            seed: run.seed,
            seen,
            ended,
        };
        self.runs.iter().zip(lengths).map(of_run).collect()
    }
}
