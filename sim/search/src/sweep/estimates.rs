//! Means and shares over runs of which some share a draw of the cloud.

use super::NotRestored;
use crate::spread::{CONFIDENCE, Chance, Expected, SOME, Untold};
use crate::statistics::{Bands, Clusters, Interval, Mean, Share, zero_events_upper};
use kernel::Stream;

/// Where all resamples come from: the same for every series, so that what is alike stays alike.
pub(super) fn resamples() -> Stream {
    Stream::named(0, "bootstrap", "sweep")
}

/// In how many runs; one answer per run.
pub(super) fn chance(clusters: &Clusters, answers: &[bool]) -> Chance {
    if clusters.draws() < 2 {
        return Chance::of(answers.iter().copied());
    }
    let share = Share::count(answers.iter().copied());
    Chance {
        share,
        interval: clusters.share(answers, CONFIDENCE),
        upper: (share.hits == 0 && share.of > 0).then(|| zero_events_upper(share.of, CONFIDENCE)),
    }
}

/// A mean; one value per run, none below zero.
pub(super) fn expected(clusters: &Clusters, values: &[f64]) -> Expected {
    if clusters.draws() < 2 {
        return Expected::of(values, 0, "sweep");
    }
    let mut out = plain(clusters, values);
    if let Ok(interval) = &mut out.interval
        && interval.high > interval.low
    {
        let bands = clusters.bands(values, &[], CONFIDENCE, &resamples());
        *interval = bands.mean.unwrap_or(*interval);
    }
    out
}

/// A mean whose interval is among these bands.
pub(super) fn expected_in(clusters: &Clusters, values: &[f64], bands: &Bands) -> Expected {
    let mut out = plain(clusters, values);
    if let (Ok(interval), Some(band)) = (&mut out.interval, bands.mean) {
        *interval = band;
    }
    out
}

/// The mean of lengths that all have an end.
pub(super) fn ended(clusters: &Clusters, values: &[f64]) -> Result<Expected, NotRestored> {
    match values.iter().filter(|v| !v.is_finite()).count() {
        0 => Ok(expected(clusters, values)),
        runs => Err(NotRestored { runs: runs as u64 }),
    }
}

/// A mean with the span of all that was seen for an interval, or the reason why there is none.
fn plain(clusters: &Clusters, values: &[f64]) -> Expected {
    let (low, high) = values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &v| {
            (low.min(v), high.max(v))
        });
    let seen = Interval { low, high };
    let some = values.iter().filter(|&&v| v != 0.0).count();
    let interval = match some {
        0 => Err(Untold::Never),
        _ if values.len() == 1 => Err(Untold::OneRun),
        n if n < SOME && n < values.len() => Err(Untold::Few),
        _ if low < high && apart(values) < SOME.min(values.len() / 4) => Err(Untold::Alike(seen)),
        _ => Ok(seen),
    };
    Expected {
        mean: Mean::of(values).map_or(0.0, |m| m.mean),
        std_error: clusters.scatter(values).variance().sqrt(),
        interval,
    }
}

/// Runs that differ from the one in the middle.
fn apart(values: &[f64]) -> usize {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted[sorted.len() / 2];
    values.iter().filter(|&&v| v != middle).count()
}
