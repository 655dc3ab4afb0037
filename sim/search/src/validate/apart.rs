//! Two tapes of one outage, simulated and observed: how far their conditions are apart over time.

use super::runs::Answer;
use super::table::ApartRow;
use crate::sample::Sample;
use kernel::SimTime;
use std::collections::BTreeSet;
use tape::query::{Measure, course};
use tape::{FateState, PopulationKind, Service, Tape};

/// What is compared at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    Service(Service),
    Members(PopulationKind),
}

/// How far one thing at one place is apart, in shares averaged over the time that both tapes tell of.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Apart {
    place: String,
    what: &'static str,
    simulated: f64,
    observed: f64,
    apart: f64,
}

/// Every place and service, or population, that either tape says anything of.
pub(super) fn all(simulated: &Tape, observed: &Tape) -> Vec<Apart> {
    let mut keys: BTreeSet<(String, Of)> = BTreeSet::new();
    for tape in [simulated, observed] {
        let path = |p| tape.places.path(p).to_owned();
        let tracks = tape.tracks.iter();
        keys.extend(tracks.map(|t| (path(t.place), Of::Service(t.service))));
        let populations = tape.populations.iter();
        keys.extend(populations.map(|p| (path(p.place), Of::Members(p.kind))));
    }
    let end = simulated.end.min(observed.end);
    let one = |(place, of): (String, Of)| {
        let (a, b) = (pieces(simulated, &place, of), pieces(observed, &place, of));
        let (what, [simulated, observed, apart]) = (of.name(), means(&a, &b, end));
        Apart {
            place,
            what,
            simulated,
            observed,
            apart,
        }
    };
    keys.into_iter().map(one).collect()
}

impl Of {
    fn name(self) -> &'static str {
        match self {
            Self::Service(s) => s.name(),
            Self::Members(k) => k.name(),
        }
    }
}

/// The course of errors, or of the share of members that are unusable.
fn pieces(tape: &Tape, place: &str, of: Of) -> Vec<(SimTime, f64)> {
    let unusable = FateState::ALL
        .into_iter()
        .filter(|&s| s != FateState::Healthy);
    let (place, measure) = match of {
        Of::Service(s) => (tape.places.deepest(place), Measure::Error(s)),
        Of::Members(k) => (
            tape.places.find(place),
            Measure::Share(k, unusable.collect()),
        ),
    };
    place.map_or_else(Vec::new, |p| course(tape, &measure, p))
}

/// Averages over [0, end) of a, of b, and of how far they are apart.
fn means(a: &[(SimTime, f64)], b: &[(SimTime, f64)], end: SimTime) -> [f64; 3] {
    let mut cuts: Vec<SimTime> = a.iter().chain(b).map(|p| p.0).collect();
    cuts.extend([SimTime::ZERO, end]);
    cuts.retain(|&t| t <= end);
    cuts.sort_unstable();
    cuts.dedup();
    let at = |course: &[(SimTime, f64)], t| {
        let n = course.partition_point(|&(since, _)| since <= t);
        n.checked_sub(1).map_or(0.0, |i| course[i].1)
    };
    let mut out = [0.0; 3];
    for pair in cuts.windows(2) {
        let length = (pair[1] - pair[0]).secs_f64();
        let (x, y) = (at(a, pair[0]), at(b, pair[0]));
        for (sum, v) in out.iter_mut().zip([x, y, (x - y).abs()]) {
            *sum += v * length;
        }
    }
    let whole = end.secs_f64();
    if whole > 0.0 {
        out.map(|v| v / whole)
    } else {
        out
    }
}

/// Medians over runs, the worst first.
pub(super) fn rows(answers: &[Answer]) -> Vec<ApartRow> {
    let all = || answers.iter().flat_map(|a| &a.apart);
    let keys: BTreeSet<(&str, &'static str)> = all().map(|x| (&*x.place, x.what)).collect();
    let row = |(place, what): (&str, &'static str)| {
        let of = || all().filter(|x| x.place == place && x.what == what);
        let median = |pick: fn(&Apart) -> f64| {
            let sample = Sample::new(of().map(|x| Some(pick(x))));
            sample.median().unwrap_or(0.0)
        };
        ApartRow {
            place: place.to_owned(),
            what,
            simulated: median(|x| x.simulated),
            observed: median(|x| x.observed),
            apart: median(|x| x.apart),
        }
    };
    let mut rows: Vec<ApartRow> = keys.into_iter().map(row).collect();
    rows.sort_by(|a, b| b.apart.total_cmp(&a.apart));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_between_two_courses_is_weighted_by_time() {
        let t = SimTime::from_secs;
        let a = [(t(0), 0.0), (t(10), 1.0), (t(20), 0.0)];
        let b = [(t(0), 0.0), (t(15), 0.5)];
        // a is 1 for 10 of 40 s, b one half for 25 of them; they differ by 1 for 5 s, then by a half for 25 s.
        assert_eq!(means(&a, &b, t(40)), [0.25, 0.3125, 17.5 / 40.0]);
        assert_eq!(means(&a, &a, t(40))[2], 0.0);
        assert_eq!(means(&a, &[], t(40)), [0.25, 0.0, 0.25]);
        assert_eq!(means(&a, &b, t(0)), [0.0; 3]);
    }
}
