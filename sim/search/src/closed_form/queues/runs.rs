//! Many runs of stations, in parallel, gathered in order; what was seen and how sure that is.

use super::super::metric::farthest;
use super::super::{Bench, Class, Metric, Rule};
use kernel_examples::{Span, Station, Tally, run};
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many runs a case's tolerances are about.
const FULL: f64 = 100.0;

/// The runs of one or more stations.
pub(super) struct Runs {
    per_station: usize,
    tallies: Vec<Tally>,
}

/// What was seen at one station.
pub(super) struct Seen<'a> {
    runs: &'a [Tally],
    pub(super) all: Tally,
}

impl Runs {
    /// Runs each station as often and as long as the case says. Runs of one number meet the same luck at each station.
    pub(super) fn of(bench: &Bench<'_>, stations: &[Station]) -> Result<Self, String> {
        let span = Span {
            warm_up: bench.duration("warm_up")?,
            watched: bench.duration("length")?,
            long_wait: bench.duration("long_wait").unwrap_or_default(),
        };
        let per_station = bench.runs("runs")? as usize;
        let done = AtomicUsize::new(0);
        let all = per_station * stations.len();
        let one = |i: usize| {
            let entity = format!("{}/{}", bench.case.id, i % per_station);
            let tally = run(&stations[i / per_station], &span, bench.seed, &entity);
            let so_far = done.fetch_add(1, Ordering::Relaxed) + 1;
            (bench.progress)(so_far as f64 / all as f64);
            tally
        };
        let tallies = (0..all).into_par_iter().map(one).collect();
        Ok(Self {
            per_station,
            tallies,
        })
    }

    /// What was seen at a station. Fails if Little's law or the conservation of requests does not hold.
    pub(super) fn measure(&self, station: usize) -> Result<Seen<'_>, String> {
        let from = station * self.per_station;
        let runs = &self.tallies[from..from + self.per_station];
        let mut all = Tally::default();
        for t in runs {
            if t.inside_us != t.stays_us {
                let (inside, stays) = (t.inside_us, t.stays_us);
                return Err(format!("Little's law: {inside} inside, {stays} of stays"));
            }
            if !t.is_conserved() {
                return Err("requests were lost or made".to_owned());
            }
            all.add(t);
        }
        Ok(Seen { runs, all })
    }
}

impl Seen<'_> {
    /// Four standard errors, from the deviation of a sum over a second of a run.
    pub(super) fn known(&self, deviation: f64) -> Rule {
        let seconds = self.all.watched_us as f64 / 1e6 / self.runs.len() as f64;
        Rule::Known {
            sigma: deviation / seconds.sqrt(),
            n: self.runs.len() as f64,
        }
    }

    /// This part of the exact value, more when there are fewer runs than the case asks for.
    pub(super) fn relative(&self, part: f64) -> Rule {
        Rule::Relative(part * (FULL / self.runs.len() as f64).max(1.0).sqrt())
    }

    /// A number of all runs together, with the standard error between runs.
    pub(super) fn metric(
        &self,
        name: &str,
        exact: f64,
        rule: Rule,
        measure: impl Fn(&Tally) -> f64,
    ) -> Metric {
        let n = self.runs.len() as f64;
        let (mut sum, mut squares) = (0.0, 0.0);
        for t in self.runs {
            let x = measure(t) - exact;
            sum += x;
            squares += x * x;
        }
        let variance = ((squares - sum * sum / n) / (n - 1.0)).max(0.0);
        Metric {
            name: name.to_owned(),
            exact,
            simulated: measure(&self.all),
            std_error: (variance / n).sqrt(),
            rule,
            class: Class::Engine,
            remark: String::new(),
        }
    }
}

/// The same quantity of the fluid traffic: shown in place of the other if it is further from the truth.
pub(super) fn with_fluid(mut m: Metric, fluid: f64) -> Metric {
    let requests = m.simulated;
    m.simulated = farthest(m.exact, [requests, fluid]);
    m.remark = format!("single requests {requests:.6}, fluid {fluid:.6}");
    m
}
