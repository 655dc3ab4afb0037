//! How estimates are said: with the digits that their uncertainty leaves, and with what was refused.

use crate::table::Cell;
use crate::words::count;
use search::spread::{Chance, Expected, SOME, Spread, Untold};
use search::statistics::Interval;

/// Digits after the point at most.
const DIGITS_MAX: usize = 8;

/// A length of time as estimates are said: `45 s`, `12 min`, `3.2 h`, `35 h`, `3.2 d`.
pub(crate) fn about(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s <= 0.0 => return "0".to_owned(),
        s if s < 100.0 => (s, "s"),
        s if s < 6000.0 => (s / 60.0, "min"),
        s if s < 72.0 * 3600.0 => (s / 3600.0, "h"),
        s => (s / 86_400.0, "d"),
    };
    format!("{} {unit}", number(value))
}

/// A round length of time, as borders are: `10 min`, `1 h`, `3 d`.
pub(crate) fn border(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    for (size, unit) in [(86_400, "d"), (3600, "h"), (60, "min")] {
        if whole >= size && whole.is_multiple_of(size) {
            return format!("{} {unit}", whole / size);
        }
    }
    about(seconds)
}

/// A number with two digits that count, or all of a whole number above.
pub(crate) fn number(value: f64) -> String {
    let size = value.abs();
    let text = match size {
        0.0 => return "0".to_owned(),
        s if s < 0.001 => return format!("{value:.1e}"),
        s if s < 0.0995 => format!("{value:.3}"),
        s if s < 0.995 => format!("{value:.2}"),
        s if s < 9.95 => format!("{value:.1}"),
        _ => return count(value.round() as u64),
    };
    trimmed(&text).to_owned()
}

fn trimmed(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

/// A share with two or three digits that count, kept apart from 0 and 100 %.
pub(crate) fn percent(value: f64) -> String {
    let p = value * 100.0;
    let text = match p {
        p if p <= 0.0 => "0".to_owned(),
        p if p >= 100.0 => "100".to_owned(),
        p if p < 0.01 => format!("{p:.1e}"),
        p if p < 0.095 => format!("{p:.3}"),
        p if p < 1.0 => format!("{p:.2}"),
        p if p > 99.0 => format!("{p:.2}"),
        p => format!("{p:.1}"),
    };
    match text.as_str() {
        "100.00" => "99.99 %".to_owned(),
        t if t.contains('e') => format!("{t} %"),
        t => format!("{} %", trimmed(t)),
    }
}

/// An availability with the digits that its standard error leaves, and one more; without an error all that count. Never
/// rounded up to 100 %.
pub(super) fn availability(value: f64, std_error: f64) -> String {
    if value >= 1.0 {
        return "100 %".to_owned();
    }
    let mut digits = 2;
    let mut step = 0.01;
    while digits < DIGITS_MAX && std_error > 0.0 && std_error * 100.0 < step {
        digits += 1;
        step /= 10.0;
    }
    let down = (1.0 - value) * 100.0;
    while digits < DIGITS_MAX && down * 2.0 <= step {
        digits += 1;
        step /= 10.0;
    }
    if std_error <= 0.0 {
        return format!("{} %", trimmed(&format!("{:.5}", value * 100.0)));
    }
    let text = format!("{:.digits$} %", value * 100.0);
    match text.starts_with("100") {
        true => format!("over 99.{} %", "9".repeat(digits)),
        false => text,
    }
}

/// Where an availability lies.
pub(super) fn range(e: &Expected, many: &str) -> String {
    let said = |i: Interval| {
        let [low, high] = [i.low, i.high].map(|a| availability(a, e.std_error));
        match low == high {
            true => low,
            false => format!("{} .. {high}", low.trim_end_matches(" %")),
        }
    };
    match e.interval {
        Ok(i) => said(i),
        Err(Untold::Never) => format!("no {many} with any: no interval"),
        Err(Untold::Few) => format!("fewer than {SOME} {many} with any: no interval"),
        Err(Untold::OneRun) => "one run: no interval".to_owned(),
        Err(Untold::Alike(i)) => format!("nearly the same in all: {}", said(i)),
    }
}

/// `12 % (10 % .. 14 %)`, or what nothing seen bounds.
pub(super) fn chance(c: &Chance) -> String {
    chance_of(c, "")
}

/// The same of so many of something, e.g. `years`.
pub(super) fn chance_of(c: &Chance, what: &str) -> String {
    let of = |text: String| match what {
        "" => text,
        _ => format!("{text} of {what}"),
    };
    match (c.upper, c.interval) {
        (Some(upper), _) => {
            let n = count(c.share.of);
            let all = if what.is_empty() {
                n
            } else {
                format!("{n} {what}")
            };
            format!("none of {all} (under {}, 95 % sure)", percent(upper))
        }
        (None, Some(i)) => format!(
            "{} ({} .. {})",
            of(percent(c.share.value())),
            percent(i.low),
            percent(i.high)
        ),
        (None, None) => "no run tells".to_owned(),
    }
}

/// A row of a spread: its name, mean, quantiles, largest.
pub(super) fn spread_row(name: &str, s: &Spread) -> Vec<Cell> {
    let mut row = vec![Cell::left(name), Cell::right(about(s.mean.mean))];
    for q in &s.quantiles {
        row.push(Cell::right(match q {
            Ok(q) => about(q.value),
            Err(_) => "-".to_owned(),
        }));
    }
    row.push(Cell::right(about(s.max)));
    row
}

/// The interval under a cell of that row.
pub(super) fn interval_cell(column: usize, s: &Spread) -> Cell {
    let said = |i: Interval| match (about(i.low), about(i.high)) {
        (a, b) if a == b => a,
        (a, b) => {
            // One unit is enough where both have the same.
            let same = a.rsplit_once(' ').map(|x| x.1) == b.rsplit_once(' ').map(|x| x.1);
            let a = if same {
                a.rsplit_once(' ').map_or(a.clone(), |x| x.0.to_owned())
            } else {
                a
            };
            format!("{a}..{b}")
        }
    };
    let text = match column {
        0 => return Cell::left("  95 % interval").styled(crate::paint::QUIET),
        1 => s.mean.interval.map_or_else(|_| "-".to_owned(), said),
        2..=4 => s.quantiles[column - 2].map_or("-".to_owned(), |q| said(q.interval)),
        _ => String::new(),
    };
    Cell::right(text).styled(crate::paint::QUIET)
}

/// What the sample cannot support, and how many runs could.
pub(super) fn refused(s: &Spread, lives: &str) -> String {
    let names = ["median", "1 in 10", "1 in 100"];
    let mut out = String::new();
    for (q, name) in s.quantiles.iter().zip(names) {
        if let Err(few) = q {
            out.push_str(&format!(
                "  - {name}: {} {lives} are too few, {} are needed (--runs)\n",
                count(few.runs),
                count(few.needed)
            ));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_have_few_digits() {
        for (seconds, said) in [
            (0.0, "0"),
            (4.44, "4.4 s"),
            (75.0, "75 s"),
            (750.0, "13 min"),
            (7200.0, "2 h"),
            (126_000.0, "35 h"),
            (300_000.0, "3.5 d"),
        ] {
            assert_eq!(about(seconds), said);
        }
    }

    #[test]
    fn shares_keep_apart_from_nothing_and_all() {
        let said = [0.0, 0.000_98, 0.004, 0.12, 0.9991, 0.999_999, 1.0].map(percent);
        let all = [
            "0 %", "0.1 %", "0.4 %", "12 %", "99.91 %", "99.99 %", "100 %",
        ];
        assert_eq!(said, all);
        assert_eq!(percent(0.000_000_3), "3.0e-5 %");
    }

    #[test]
    fn an_availability_has_the_digits_it_deserves() {
        assert_eq!(availability(0.996_016, 0.000_019), "99.602 %");
        assert_eq!(availability(0.996_016, 0.000_6), "99.60 %");
        assert_eq!(availability(0.999, 0.0), "99.9 %");
        assert_eq!(availability(1.0, 0.1), "100 %");
        assert_eq!(availability(0.999_999_7, 0.01), "99.99997 %");
        assert_eq!(availability(1.0 - 1e-12, 1e-6), "over 99.99999999 %");
        assert_eq!(
            [60.0, 5400.0, 86_400.0, 14_400.0].map(border),
            ["1 min", "90 min", "1 d", "4 h"]
        );
    }
}
