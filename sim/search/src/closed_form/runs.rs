//! Many runs of an architecture in a calm world, and what is measured in each.
//!
//! Run i of a question has the seed that a stream named after the question and i begins with, under the bench's seed.
//! Runs go on in parallel; what they measured is gathered and added up in their order.

use super::Bench;
use crate::calm_world;
use crate::statistics::Sum;
use kernel::{SimDuration, SimTime, Stream};
use rayon::prelude::*;
use tape::Tape;
use tenant::architecture::Architecture;
use tenant::outcome::{Outcome, Segment};
use tenant::{Bias, End, Keep, LiveOptions, Luck, World, live};

/// Progress is told so many times per question.
const TOLD: u32 = 50;

/// An architecture in its calm world, ready to be lived through.
pub(super) struct Trial<'a> {
    bench: &'a Bench<'a>,
    arch: &'a Architecture,
    tape: Tape,
    end: End,
    /// Rare failures are made this many times as frequent.
    bias: Option<Bias>,
    /// Which part of the case's work this is, from and to.
    part: (f64, f64),
}

impl<'a> Trial<'a> {
    /// Runs of `arch` until `end`; they are the part of the case's work between these two shares.
    pub(super) fn of(
        bench: &'a Bench<'a>,
        arch: &'a Architecture,
        end: End,
        part: (f64, f64),
    ) -> Self {
        let over = match end {
            End::At(at) => at,
            // What may last until the end of time needs no tape that long.
            End::Settled | End::FirstLoss(_) | End::Cycle(_) | End::FirstDown(_) => SimTime::ZERO,
        };
        let tape = calm_world(arch, bench.offers, over);
        Self {
            bench,
            arch,
            tape,
            end,
            bias: None,
            part,
        }
    }

    /// The same with failures hastened while a unit is missing; what is averaged is multiplied by the runs' weights.
    pub(super) fn hastened(self, factor: f64) -> Self {
        Self {
            bias: Some(Bias { factor }),
            ..self
        }
    }

    /// One measurement of each of `n` runs, in their order.
    pub(super) fn each<T: Send>(
        &self,
        question: &str,
        n: u32,
        measure: impl Fn(&Outcome) -> T + Sync,
    ) -> Vec<T> {
        let one = |i: u32| measure(&self.run(seed(self.bench.seed, question, i)));
        gather(self.bench, n, self.part, one)
    }

    /// One run.
    pub(super) fn run(&self, seed: u64) -> Outcome {
        let world = World::new(self.bench.offers, &self.tape);
        let options = LiveOptions {
            seed,
            luck: Luck::Drawn,
            end: self.end,
            bias: self.bias,
            keep: Keep::Scores,
            ..LiveOptions::default()
        };
        live(self.arch, &world, &options)
    }
}

/// What each of `n` runs yields, in their order; they are the part of the case's work between these two shares.
pub(super) fn gather<T: Send>(
    bench: &Bench<'_>,
    n: u32,
    (from, to): (f64, f64),
    one: impl Fn(u32) -> T + Sync,
) -> Vec<T> {
    let step = n.div_ceil(TOLD).max(1);
    let mut out = Vec::with_capacity(n as usize);
    for first in (0..n).step_by(step as usize) {
        let last = first.saturating_add(step).min(n);
        out.par_extend((first..last).into_par_iter().map(&one));
        (bench.progress)(from + (to - from) * f64::from(last) / f64::from(n));
    }
    out
}

/// The seed of run `i` of a question.
pub(super) fn seed(seed: u64, question: &str, i: u32) -> u64 {
    Stream::named(seed, "run", &format!("{question} {i}")).bits()
}

/// Whether a journey was down in a segment; `before` where nothing was asked for.
fn is_down(s: &Segment, threshold_ppm: u32, before: bool) -> bool {
    let ended = s.served + s.failed + s.shed;
    if ended == 0 {
        return s.offered > 0 || before;
    }
    u128::from(s.served) * 1_000_000 < u128::from(ended) * u128::from(threshold_ppm)
}

/// Times in which the first journey was down, as long as they were seen: one that is still open at the end counts until
/// then. Shortest gaps count, unlike in scores.
pub(super) fn down_spells(arch: &Architecture, outcome: &Outcome) -> Vec<SimDuration> {
    let mut spells: Vec<SimDuration> = Vec::new();
    let mut down = false;
    for s in &outcome.journeys[0].segments {
        let now = is_down(s, arch.journeys[0].threshold_ppm, down);
        let length = s.until.since(s.from);
        match (down, now) {
            (_, false) => {}
            (true, true) => {
                if let Some(last) = spells.last_mut() {
                    *last += length;
                }
            }
            (false, true) => spells.push(length),
        }
        down = now;
    }
    spells
}

/// Share of time after `warm_up` in which the first journey was up, as scores count it.
pub(super) fn availability(arch: &Architecture, outcome: &Outcome, warm_up: SimDuration) -> f64 {
    let from = SimTime::ZERO + warm_up;
    let after = outcome.journeys[0].segments.iter();
    // The segment at the end of the warm-up counts from there; how much was asked for in it does not matter here.
    let after: Vec<Segment> = after
        .filter(|s| s.until > from)
        .map(|s| Segment {
            from: s.from.max(from),
            ..*s
        })
        .collect();
    let threshold = arch.journeys[0].threshold_ppm;
    f64::from(tenant::score::availability(&after, threshold).time_ppb) / 1e9
}

/// Whether the first journey is up when a run ends.
pub(super) fn is_up_at_end(arch: &Architecture, outcome: &Outcome) -> bool {
    let last = outcome.journeys[0].segments.last();
    last.is_none_or(|s| !is_down(s, arch.journeys[0].threshold_ppm, false))
}

/// Units of a component that failed in a run.
pub(super) fn failures(arch: &Architecture, outcome: &Outcome, component: &str) -> u64 {
    let parts = outcome.parts.iter();
    let of = |p: &&tenant::outcome::PartLife| arch.component(p.component).name == component;
    parts.filter(of).map(|p| p.failures).sum::<u64>()
}

/// Mean of so many values and its standard error.
pub(super) fn mean(values: &[f64]) -> (f64, f64) {
    let found = crate::statistics::Mean::of(values);
    found.map_or((f64::NAN, f64::NAN), |m| (m.mean, m.std_error()))
}

/// Share of runs in which something was so, and its standard error.
pub(super) fn share(values: &[bool]) -> (f64, f64) {
    let n = values.len() as f64;
    let p = values.iter().filter(|&&x| x).count() as f64 / n;
    (p, (p * (1.0 - p) / n).sqrt())
}

/// Hours of a run, and whether it ended with what it waited for.
pub(super) type Wait = (f64, bool);

/// What runs that were cut off before anything happened say of a mean time: all time seen over all that happened.
pub(super) struct Waited {
    /// The mean, hours.
    pub(super) mean_h: f64,
    /// Its standard error.
    pub(super) std_error: f64,
    /// Runs cut off.
    pub(super) cut: u32,
}

/// The mean of waits some of which were cut off.
pub(super) fn waited(waits: &[Wait]) -> Waited {
    let happened = waits.iter().filter(|w| w.1).count() as f64;
    let mean_h = Sum::of(waits.iter().map(|w| w.0)) / happened;
    // Of a ratio of sums: each run adds its time and, if it was not cut off, one loss.
    let off = |w: &Wait| w.0 - mean_h * f64::from(u8::from(w.1));
    let squares = Sum::of(waits.iter().map(|w| off(w) * off(w)));
    Waited {
        mean_h,
        std_error: squares.sqrt() / happened,
        cut: waits.iter().filter(|w| !w.1).count() as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_have_seeds_of_their_own() {
        assert_eq!(seed(1, "a", 0), seed(1, "a", 0));
        assert_ne!(seed(1, "a", 0), seed(1, "a", 1));
        assert_ne!(seed(1, "a", 0), seed(2, "a", 0));
        assert_ne!(seed(1, "a", 0), seed(1, "b", 0));
    }

    #[test]
    fn what_was_cut_off_counts_as_time_only() {
        // 10 + 20 + 30 hours, two losses.
        let w = waited(&[(10.0, true), (30.0, false), (20.0, true)]);
        assert_eq!((w.mean_h, w.cut), (30.0, 1));
        assert!((w.std_error - (400.0f64 + 900.0 + 100.0).sqrt() / 2.0).abs() < 1e-12);
        // Without cuts the usual standard error, n instead of n - 1.
        let w = waited(&[(1.0, true), (3.0, true)]);
        assert!((w.std_error - 1.0 / 2.0f64.sqrt()).abs() < 1e-12);
    }
}
