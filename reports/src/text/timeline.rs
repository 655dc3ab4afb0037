//! The course of every journey as a line of characters over a clock.

use crate::card::Card;
use crate::paint::{QUIET, heading, paint};
use crate::words::{Clock, length};
use kernel::{SimDuration, SimTime};
use tenant::score::{strip, strip_legend};

/// Characters of a strip.
pub(crate) const COLUMNS: usize = 80;
/// Least characters between two marks of the axis, so that their labels stay apart.
const MARK_MIN: u64 = 13;
/// Steps of the axis in hours.
const STEPS_H: [u64; 11] = [1, 2, 3, 6, 12, 24, 48, 72, 120, 168, 240];

/// A step of many months is a multiple of this.
const MONTH_H: u64 = 720;

pub(super) fn text(card: &Card<'_>) -> String {
    let o = &card.worst().outcome;
    let widest = o
        .journeys
        .iter()
        .map(|j| j.name.chars().count())
        .max()
        .unwrap_or(0);
    let column = SimDuration(o.end.0 / COLUMNS as u64);
    let mut out = heading("TIMELINE");
    for j in &o.journeys {
        let strip = strip(o, j.journey, COLUMNS);
        out.push_str(&format!("  {:<widest$}  {}\n", j.name, strip.trim_end()));
    }
    for line in axis(o.end, card.clock) {
        out.push_str(format!("  {:<widest$}  {line}", "").trim_end());
        out.push('\n');
    }
    let legend = format!(
        "  {}\n  a column is {}, and shows its worst\n",
        strip_legend(),
        length(column)
    );
    out.push_str(&paint(QUIET, &legend));
    out
}

/// Marks, offsets, and local times if the outage has a date.
pub(crate) fn axis(end: SimTime, clock: Clock) -> Vec<String> {
    const HOUR: u64 = 3_600_000_000;
    let column = (end.0 / COLUMNS as u64).max(1);
    let fits = |&&h: &&u64| h * HOUR / column >= MARK_MIN;
    let months = || {
        let least = (MARK_MIN * column).div_ceil(HOUR * MONTH_H);
        least * MONTH_H
    };
    let step_h = STEPS_H.iter().find(fits).copied().unwrap_or_else(months);
    let step = step_h * HOUR;
    let (mut marks, mut offsets, mut locals) = (String::new(), String::new(), String::new());
    for i in 0..=end.0 / step {
        let at = (i * step / column) as usize;
        if at + 3 > COLUMNS {
            break;
        }
        let t = SimTime(i * step);
        put(&mut marks, at, "|");
        put(&mut offsets, at, &format!("T+{}h", t.0 / HOUR));
        // A local time names the day of the month only, which says nothing over many months.
        if let Some(local) = clock.local(t).filter(|_| step_h < MONTH_H) {
            put(&mut locals, at, &local);
        }
    }
    let mut lines = vec![marks, offsets];
    lines.extend((!locals.is_empty()).then_some(locals));
    lines
}

/// Writes a label at a column.
fn put(line: &mut String, column: usize, label: &str) {
    let filled = line.chars().count();
    line.push_str(&" ".repeat(column.saturating_sub(filled)));
    line.push_str(label);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_has_labels_that_stay_apart() {
        let clock = Clock {
            start_unix: Some(1_303_372_020),
            utc_offset_min: -420,
        };
        let lines = axis(SimTime::from_secs(96 * 3600), clock);
        assert_eq!(
            lines[1].split_whitespace().collect::<Vec<_>>(),
            ["T+0h", "T+24h", "T+48h", "T+72h"]
        );
        assert_eq!(lines[0].find('|'), Some(0));
        assert_eq!(lines[0].chars().filter(|&c| c == '|').count(), 4);
        assert!(
            lines[2].starts_with("00:47 ") && lines[2].contains("22nd 00:47"),
            "{lines:?}"
        );
    }

    #[test]
    fn years_have_an_axis_too() {
        let clock = Clock {
            start_unix: Some(1_303_372_020),
            utc_offset_min: -420,
        };
        let lines = axis(SimTime::from_secs(440 * 86_400), clock);
        assert_eq!(lines.len(), 2, "a day of the month is no date: {lines:?}");
        let labels: Vec<_> = lines[1].split_whitespace().collect();
        assert_eq!(labels[..3], ["T+0h", "T+2160h", "T+4320h"]);
    }

    #[test]
    fn a_short_run_has_an_axis_too() {
        let lines = axis(SimTime::from_secs(600), Clock::default());
        assert_eq!(lines, ["|", "T+0h"]);
    }
}
