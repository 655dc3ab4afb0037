//! A journey's course as a line of plain characters.

use super::timeline::served_ppm;
use crate::architecture::JourneyId;
use crate::outcome::{Outcome, Segment};
use kernel::SimTime;

/// What the characters of a strip mean.
#[must_use]
pub fn strip_legend() -> &'static str {
    "# = 99.9 % served or more, 9 = 90-99.9 %, 8 = 80-90 %, ... 0 = 5-10 %, . = under 5 %"
}

/// The served share over the run in `columns` equal columns, the worst of each: `#` from 99.9 %, `9` for 90-99.9 %
/// down to `0` for 5-10 %, `.` under 5 %, a blank where nothing was asked for.
#[must_use]
pub fn strip(outcome: &Outcome, journey: JourneyId, columns: usize) -> String {
    strip_until(outcome, journey, outcome.end, columns)
}

/// The same up to another instant, to lay runs of different lengths side by side; blank where the run was over.
#[must_use]
pub fn strip_until(outcome: &Outcome, journey: JourneyId, end: SimTime, columns: usize) -> String {
    let end = SimTime(end.0.max(1));
    strip_between(outcome, journey, SimTime::ZERO, end, columns)
}

/// The same over a part of the run.
#[must_use]
pub fn strip_between(
    outcome: &Outcome,
    journey: JourneyId,
    from: SimTime,
    until: SimTime,
    columns: usize,
) -> String {
    let course = outcome.journeys.iter().find(|j| j.journey == journey);
    let segments = course.map_or(&[][..], |j| &j.segments[..]);
    let length = u128::from(until.since(from).0);
    let mut out = String::with_capacity(columns);
    for i in 0..columns as u64 {
        let edge =
            |i: u64| SimTime(from.0 + (length * u128::from(i) / columns.max(1) as u128) as u64);
        out.push(worst(segments, edge(i), edge(i + 1)).map_or(' ', digit));
    }
    out
}

/// Shortest stretch that shows, microseconds: shorter ones say more about rounding than service.
const SHOWS_FROM: u64 = 1_000_000;

/// Served from here on counts as whole, parts per million: a failure of one in a hundred must be seen.
const WHOLE_PPM: u32 = 999_000;

fn worst(segments: &[Segment], from: SimTime, until: SimTime) -> Option<u32> {
    let first = segments.partition_point(|s| s.until <= from);
    let here = segments[first..].iter().take_while(|s| s.from < until);
    here.filter(|s| s.until.since(s.from).0 >= SHOWS_FROM)
        .filter_map(served_ppm)
        .min()
}

fn digit(ppm: u32) -> char {
    if ppm < 50_000 {
        return '.';
    }
    if ppm >= WHOLE_PPM {
        return '#';
    }
    char::from(b'0' + (ppm / 100_000).min(9) as u8)
}
