//! Runs that share a draw of the cloud are no independent witnesses: intervals that know it.
//!
//! The bootstrap has two stages: draws of the cloud are chosen again first, runs within each of them second (Davison and
//! Hinkley, Bootstrap Methods and their Application, 3.8). Done naively that counts the luck of single runs twice, for a
//! draw's own mean scatters by it already. So a draw that is chosen k times weighs 1 + c (k - 1), with c between 0 and 1
//! such that the resamples of a mean (for a quantile: of the share beyond it) scatter as far as draws of that size do:
//! by [`Scatter::variance`]. Few draws say little of their own scatter; the tails are taken further out by Student's t
//! (the expanded percentile interval: Hesterberg 2015, What Teachers Should Know about the Bootstrap, 3.2).
//!
//! Shares have Wilson's interval with the number of independent runs that would scatter as far (design effect: Kish,
//! Survey Sampling, 5.4; effective size less the degrees of freedom lost: Korn and Graubard 1998).
//!
//! Where all runs agree there is no scatter to learn from: then every run counts as a witness of its own, which is too
//! sure of what a draw of the cloud decides alone. Whoever shows such a share says how many draws there were.

use super::{Interval, Ordered, Share, Sum, normal_cdf, t_quantile};
use kernel::Stream;
use rayon::prelude::*;

/// Resamples: enough for the 2.5 % tails.
const RESAMPLES: u64 = 1000;

/// Which runs share a draw of the cloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clusters {
    /// Runs, draw by draw.
    order: Vec<u32>,
    /// Where each draw begins in that order, and the end.
    bounds: Vec<usize>,
}

/// How a mean over runs scatters, by what is seen between draws and within them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scatter {
    runs: f64,
    draws: f64,
    /// Variance of the mean from choosing draws again.
    between: f64,
    /// Variance of the mean from choosing runs within draws again.
    within: f64,
    /// Variance of the mean if all runs were independent.
    plain: f64,
}

/// Intervals of one series over runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Bands {
    /// Of the mean; `None` where a value is not finite.
    pub mean: Option<Interval>,
    /// Of each quantile asked for.
    pub quantiles: Vec<Interval>,
}

impl Clusters {
    /// Of the draw of each run.
    #[must_use]
    pub fn of(draws: &[u32]) -> Self {
        let mut order: Vec<u32> = (0..draws.len() as u32).collect();
        order.sort_by_key(|&run| draws[run as usize]);
        let mut bounds = vec![0];
        for at in 1..=order.len() {
            let draw = |i: usize| draws[order[i] as usize];
            if at == order.len() || draw(at) != draw(at - 1) {
                bounds.push(at);
            }
        }
        Self { order, bounds }
    }

    /// Draws with a run.
    #[must_use]
    pub fn draws(&self) -> usize {
        self.bounds.len() - 1
    }

    /// Runs of each draw, as positions in the order of draws.
    fn ranges(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        self.bounds.windows(2).map(|w| w[0]..w[1])
    }

    /// In the order of draws.
    fn grouped(&self, values: &[f64]) -> Vec<f64> {
        self.order.iter().map(|&run| values[run as usize]).collect()
    }

    /// How the mean of these values, one per run, scatters.
    #[must_use]
    pub fn scatter(&self, values: &[f64]) -> Scatter {
        let grouped = self.grouped(values);
        let n = grouped.len().max(1) as f64;
        let mean = Sum::of(grouped.iter().copied()) / n;
        let (mut between, mut within, mut all) = (Sum::default(), Sum::default(), Sum::default());
        for range in self.ranges() {
            let runs = &grouped[range];
            let size = runs.len() as f64;
            let middle = Sum::of(runs.iter().copied()) / size;
            between.add(size * (middle - mean) * size * (middle - mean));
            for v in runs {
                within.add((v - middle) * (v - middle));
                all.add((v - mean) * (v - mean));
            }
        }
        Scatter {
            runs: n,
            draws: self.draws().max(1) as f64,
            between: between.value() / (n * n),
            within: within.value() / (n * n),
            plain: all.value() / (n - 1.0).max(1.0) / n,
        }
    }

    /// Wilson's interval of a share, one answer per run. `None` of no runs.
    #[must_use]
    pub fn share(&self, answers: &[bool], confidence: f64) -> Option<Interval> {
        let values: Vec<f64> = answers.iter().map(|&a| f64::from(u8::from(a))).collect();
        let independent = self.scatter(&values).independent_runs(confidence);
        Share::count(answers.iter().copied()).wilson_of(independent, confidence)
    }

    /// Intervals of the mean and of these quantiles, one value per run; values may be infinite. All resamples come from
    /// members of `stream`. Fewer than two runs have intervals of no width.
    #[must_use]
    pub fn bands(&self, values: &[f64], levels: &[f64], confidence: f64, stream: &Stream) -> Bands {
        let asked = Asked::new(self, values, levels);
        let rows: Vec<Vec<f64>> = (0..RESAMPLES)
            .into_par_iter()
            .map_init(
                || Resample::new(self),
                |resample, number| {
                    resample.choose(self, &mut stream.member(number));
                    asked.answer(self, resample)
                },
            )
            .collect();
        let interval = |column: usize| {
            let tail = asked.scatters[column].tail(confidence);
            let list = Ordered::new(rows.iter().map(|row| row[column]).collect());
            let list = list.values();
            let out = ((list.len() as f64 * tail) as usize).min(list.len() / 2);
            Interval {
                low: list[out],
                high: list[list.len() - 1 - out],
            }
        };
        Bands {
            mean: values.iter().all(|v| v.is_finite()).then(|| interval(0)),
            quantiles: (1..=levels.len()).map(interval).collect(),
        }
    }
}

impl Scatter {
    /// Variance of the mean: by the scatter of draws, but never less than that of independent runs, since draws cannot
    /// be more alike than chance makes them.
    #[must_use]
    pub fn variance(&self) -> f64 {
        let by_draws = match self.draws {
            a if a > 1.0 => self.between * a / (a - 1.0),
            _ => 0.0,
        };
        by_draws.max(self.plain)
    }

    /// How many times the variance of independent runs that is; 1 where all values are alike.
    #[must_use]
    pub fn design_effect(&self) -> f64 {
        match self.plain > 0.0 {
            true => self.variance() / self.plain,
            false => 1.0,
        }
    }

    /// Degrees of freedom of that variance: the part of independent runs has those of runs, the rest those of draws
    /// (Satterthwaite 1946).
    #[must_use]
    pub fn freedom(&self) -> f64 {
        let runs = (self.runs - 1.0).max(1.0);
        let draws = (self.draws - 1.0).max(1.0);
        let plain = 1.0 / self.design_effect();
        let rest = 1.0 - plain;
        1.0 / (plain * plain / runs + rest * rest / draws)
    }

    /// Independent runs that tell as much: n / effect · (t(n - 1) / t(freedom))²; never fewer than there are draws, nor
    /// more than runs.
    #[must_use]
    pub fn independent_runs(&self, confidence: f64) -> f64 {
        let t = |freedom: f64| t_quantile(0.5 + confidence / 2.0, freedom.max(1.0));
        let lost = t(self.freedom()) / t(self.runs - 1.0);
        (self.runs / (self.design_effect() * lost * lost)).clamp(self.draws, self.runs)
    }

    /// The square of c: how far a draw's weight follows the number of times that it was chosen.
    fn follow_squared(&self) -> f64 {
        let once = 1.0 - 1.0 / self.draws;
        let per_square = self.between + self.within * once;
        match per_square > 0.0 {
            true => ((self.variance() - self.within) / per_square).clamp(0.0, 1.0),
            false => 0.0,
        }
    }

    /// The part of resamples that an interval leaves out on each side.
    fn tail(&self, confidence: f64) -> f64 {
        let squared = self.follow_squared();
        let once = 1.0 - 1.0 / self.draws;
        let resampled = squared * self.between + self.within * (1.0 + squared * once);
        let short = match resampled > 0.0 {
            true => (self.variance() / resampled).sqrt().max(1.0),
            false => 1.0,
        };
        let t = t_quantile(0.5 + confidence / 2.0, self.freedom());
        normal_cdf(-t * short)
    }
}

/// What is asked of every resample.
struct Asked {
    grouped: Vec<f64>,
    /// Positions by size of their values.
    ranked: Vec<u32>,
    /// Draw of each position.
    draws: Vec<u32>,
    levels: Vec<f64>,
    /// Of the mean, then of each quantile.
    scatters: Vec<Scatter>,
    follows: Vec<f64>,
}

impl Asked {
    fn new(clusters: &Clusters, values: &[f64], levels: &[f64]) -> Self {
        let grouped = clusters.grouped(values);
        let mut ranked: Vec<u32> = (0..grouped.len() as u32).collect();
        ranked.sort_by(|&a, &b| grouped[a as usize].total_cmp(&grouped[b as usize]));
        let mut draws = Vec::with_capacity(grouped.len());
        for (draw, range) in clusters.ranges().enumerate() {
            draws.extend(range.map(|_| draw as u32));
        }
        let quantile = |p: f64| {
            let rank = ((grouped.len() as f64 * p).ceil() as usize).max(1) - 1;
            ranked.get(rank).map_or(0.0, |&at| grouped[at as usize])
        };
        let beyond = |p: &f64| {
            let q = quantile(*p);
            let over: Vec<f64> = values.iter().map(|v| f64::from(u8::from(*v > q))).collect();
            clusters.scatter(&over)
        };
        let mut scatters = vec![clusters.scatter(values)];
        scatters.extend(levels.iter().map(beyond));
        Self {
            follows: scatters.iter().map(|s| s.follow_squared().sqrt()).collect(),
            scatters,
            grouped,
            ranked,
            draws,
            levels: levels.to_vec(),
        }
    }

    /// Mean and quantiles of a resample.
    fn answer(&self, clusters: &Clusters, resample: &mut Resample) -> Vec<f64> {
        resample.weigh(self.follows[0]);
        let (mut sum, mut weight) = (Sum::default(), Sum::default());
        for (draw, range) in clusters.ranges().enumerate() {
            let runs = range.len() as f64;
            let inner = range.map(|at| f64::from(resample.runs[at]) * self.grouped[at]);
            sum.add(resample.weights[draw] * Sum::of(inner));
            weight.add(resample.weights[draw] * runs);
        }
        let mut row = vec![sum.value() / weight.value()];
        for (&p, &follow) in self.levels.iter().zip(&self.follows[1..]) {
            resample.weigh(follow);
            row.push(self.quantile(clusters, resample, p));
        }
        row
    }

    fn quantile(&self, clusters: &Clusters, resample: &Resample, p: f64) -> f64 {
        let total = Sum::of(
            clusters
                .ranges()
                .zip(&resample.weights)
                .map(|(range, w)| range.len() as f64 * w),
        );
        // A hair less, so that rounding asks for no further run.
        let wanted = total * p * (1.0 - 1e-12);
        let mut seen = 0.0;
        for &at in &self.ranked {
            let at = at as usize;
            seen += f64::from(resample.runs[at]) * resample.weights[self.draws[at] as usize];
            if seen >= wanted {
                return self.grouped[at];
            }
        }
        self.ranked
            .last()
            .map_or(0.0, |&at| self.grouped[at as usize])
    }
}

/// One choice of draws and of runs within them.
struct Resample {
    /// How often each draw was chosen.
    times: Vec<u32>,
    /// How often each run was, by position.
    runs: Vec<u32>,
    /// Weights of draws for the statistic at hand.
    weights: Vec<f64>,
}

impl Resample {
    fn new(clusters: &Clusters) -> Self {
        Self {
            times: vec![0; clusters.draws()],
            runs: vec![0; clusters.order.len()],
            weights: vec![0.0; clusters.draws()],
        }
    }

    fn choose(&mut self, clusters: &Clusters, stream: &mut Stream) {
        self.times.fill(0);
        self.runs.fill(0);
        for range in clusters.ranges() {
            self.times[stream.below(clusters.draws() as u64) as usize] += 1;
            for _ in range.clone() {
                self.runs[range.start + stream.below(range.len() as u64) as usize] += 1;
            }
        }
    }

    fn weigh(&mut self, follow: f64) {
        for (weight, &times) in self.weights.iter_mut().zip(&self.times) {
            *weight = 1.0 + follow * (f64::from(times) - 1.0);
        }
    }
}

#[cfg(test)]
mod tests;
