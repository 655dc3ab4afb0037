//! From instants to places in a figure: a thousand units wide, whatever the width of the page.

use crate::words::Clock;
use kernel::SimTime;

/// Width of every figure in its own units.
pub(super) const WIDTH: f64 = 1000.0;
/// Columns in which a course is drawn; each shows its worst.
pub(super) const COLUMNS: usize = 500;
/// Most marks of an axis, so that their labels stay apart.
const MARKS_MAX: u64 = 9;
/// Steps between marks in minutes.
const STEPS_MIN: [u64; 16] = [
    1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 4320, 7200, 14_400,
];
const MINUTE: u64 = 60_000_000;

/// A span of time laid over the width of a figure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    from: SimTime,
    length: u64,
}

/// A mark of the axis.
pub(super) struct Tick {
    /// Where.
    pub at: SimTime,
    /// `T+24h`, `T+0:30`.
    pub offset: String,
    /// `22nd 00:47`, where there is a date.
    pub local: Option<String>,
}

impl Scale {
    /// From one instant to another.
    pub(super) fn new(from: SimTime, until: SimTime) -> Self {
        Self {
            from,
            length: until.since(from).0.max(1),
        }
    }

    /// Where the figure ends.
    pub(super) fn end(self) -> SimTime {
        SimTime(self.from.0 + self.length)
    }

    /// Where an instant lies, 0..=1000; what lies outside is put on the edge.
    pub(super) fn x(self, t: SimTime) -> f64 {
        self.inside(t) as f64 / self.length as f64 * WIDTH
    }

    fn inside(self, t: SimTime) -> u64 {
        t.0.saturating_sub(self.from.0).min(self.length)
    }

    /// Whether any of an interval shows.
    pub(super) fn shows(self, from: SimTime, until: SimTime) -> bool {
        from < self.end() && until >= self.from
    }

    /// The same for CSS: `12.3%`.
    pub(super) fn percent(self, t: SimTime) -> String {
        format!("{}%", num(self.x(t) / 10.0))
    }

    /// The columns that an interval touches, at least one; none of what lies outside.
    pub(super) fn columns(self, from: SimTime, until: SimTime) -> std::ops::Range<usize> {
        if !self.shows(from, until) {
            return 0..0;
        }
        let column = |inside: u64| {
            let i = u128::from(inside) * COLUMNS as u128 / u128::from(self.length);
            (i as usize).min(COLUMNS - 1)
        };
        let first = column(self.inside(from));
        let last = column(self.inside(until).saturating_sub(1));
        first..last.max(first) + 1
    }

    /// Length of a column.
    pub(super) fn column(self) -> kernel::SimDuration {
        kernel::SimDuration(self.length / COLUMNS as u64)
    }

    /// The marks of the axis.
    pub(super) fn ticks(self, clock: Clock) -> Vec<Tick> {
        let fits = |&&m: &&u64| self.length / (m * MINUTE) < MARKS_MAX;
        let step = STEPS_MIN.iter().find(fits).copied().unwrap_or(43_200) * MINUTE;
        // A label at the very end would hang over the edge.
        let ends = self.from.0 + self.length / 100 * 93;
        let tick = |at: SimTime| Tick {
            at,
            offset: offset(at, step),
            local: clock.local(at),
        };
        let first = self.from.0.div_ceil(step);
        (first..=ends / step)
            .map(|i| tick(SimTime(i * step)))
            .collect()
    }
}

fn offset(t: SimTime, step: u64) -> String {
    let minutes = t.0 / MINUTE;
    if step.is_multiple_of(60 * MINUTE) {
        format!("T+{}h", minutes / 60)
    } else {
        format!("T+{}:{:02}", minutes / 60, minutes % 60)
    }
}

/// A coordinate with one digit after the point, if it needs one.
pub(super) fn num(v: f64) -> String {
    let text = format!("{v:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// The area under a course of one value per column, in parts per million of `height`, as an SVG path; columns without a
/// value are left open.
pub(super) fn area(values: &[Option<u32>], height: f64) -> String {
    let x = |i: usize| num(i as f64 * WIDTH / values.len().max(1) as f64);
    let y = |ppm: u32| num(height * (1.0 - f64::from(ppm) / 1e6));
    let mut path = String::new();
    let mut open: Option<u32> = None;
    for i in 0..=values.len() {
        let value = values.get(i).copied().flatten();
        if value == open {
            continue;
        }
        match (open, value) {
            (None, Some(v)) => path.push_str(&format!("M{} {}V{}", x(i), num(height), y(v))),
            (Some(_), Some(v)) => path.push_str(&format!("H{}V{}", x(i), y(v))),
            (Some(_), None) => path.push_str(&format!("H{}V{}Z", x(i), num(height))),
            (None, None) => {}
        }
        open = value;
    }
    path
}

/// Runs of columns that are alike: first column, the one after the last, what they are.
pub(super) fn runs<T: PartialEq + Copy>(columns: &[T]) -> Vec<(usize, usize, T)> {
    let mut out: Vec<(usize, usize, T)> = Vec::new();
    for (i, &c) in columns.iter().enumerate() {
        match out.last_mut() {
            Some(last) if last.2 == c => last.1 = i + 1,
            _ => out.push((i, i + 1, c)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_steps_from_value_to_value_and_leaves_gaps_open() {
        let half = Some(500_000);
        assert_eq!(
            area(&[half, half, Some(1_000_000), None, half], 40.0),
            "M0 40V20H400V0H600V40ZM800 40V20H1000V40Z"
        );
        assert_eq!(area(&[], 40.0), "");
        assert_eq!(area(&[None; 3], 40.0), "");
    }

    #[test]
    fn an_axis_has_few_marks_and_none_at_its_end() {
        for minutes in [1, 7, 59, 60, 61, 90, 600, 1441, 5760, 20_000, 525_600] {
            let scale = Scale::new(SimTime::ZERO, SimTime(minutes * MINUTE));
            let ticks = scale.ticks(Clock::default());
            assert!(
                (1..=13).contains(&ticks.len()),
                "{minutes}: {}",
                ticks.len()
            );
            assert!(ticks.iter().all(|t| scale.x(t.at) <= 931.0), "{minutes}");
        }
    }

    #[test]
    fn an_interval_touches_at_least_one_column_or_lies_outside() {
        let scale = Scale::new(SimTime(100 * MINUTE), SimTime(600 * MINUTE));
        let minute = |n: u64| SimTime(n * MINUTE);
        assert_eq!(scale.columns(minute(0), minute(99)), 0..0);
        assert_eq!(scale.columns(minute(100), minute(100)), 0..1);
        assert_eq!(scale.columns(minute(101), minute(102)), 1..2);
        assert_eq!(scale.columns(minute(599), SimTime::NEVER), 499..500);
    }
}
