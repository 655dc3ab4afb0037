//! How numbers are said: lengths of time, instants, shares, money, counts.

use cloud::model::Unit;
use kernel::{SimDuration, SimTime};

/// Turns instants of a run into local clock time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clock {
    /// When the outage began, seconds since 1970-01-01 UTC; `None` where a tape has no date.
    pub start_unix: Option<i64>,
    /// Offset of the outage's local time from UTC in minutes.
    pub utc_offset_min: i32,
}

impl Clock {
    /// `T+7:33 (08:20)`, with the day of the month after the first: `T+35:43 (22nd 12:30)`.
    #[must_use]
    pub fn both(&self, t: SimTime) -> String {
        match self.local(t) {
            Some(local) => format!("{} ({local})", minutes(t)),
            None => minutes(t),
        }
    }

    /// As [`Self::both`], with the seconds of the offset where there are any: for stretches of minutes.
    #[must_use]
    pub fn exact(&self, t: SimTime) -> String {
        let whole = t.0 / 60_000_000 * 60_000_000;
        let seconds = (t.0 - whole) / 1_000_000;
        if t.0 < 60_000_000 || seconds == 0 {
            return self.both(t);
        }
        let offset = format!("{}:{seconds:02}", SimTime(whole));
        match self.local(t) {
            Some(local) => format!("{offset} ({local})"),
            None => offset,
        }
    }

    /// `08:20`, or `22nd 12:30` on a later day than the start's.
    #[must_use]
    pub fn local(&self, t: SimTime) -> Option<String> {
        let start = self.start_unix? + i64::from(self.utc_offset_min) * 60;
        let now = start + (t.0 / 1_000_000) as i64;
        let clock = format!(
            "{:02}:{:02}",
            now.rem_euclid(86_400) / 3600,
            now.rem_euclid(3600) / 60
        );
        let day = now.div_euclid(86_400);
        if day == start.div_euclid(86_400) {
            return Some(clock);
        }
        let (_, _, day) = date(day);
        Some(format!("{day}{} {clock}", ordinal(day)))
    }

    /// `21 April 2011 00:47 UTC-7`.
    #[must_use]
    pub fn start(&self) -> Option<String> {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let local = self.start_unix? + i64::from(self.utc_offset_min) * 60;
        let (year, month, day) = date(local.div_euclid(86_400));
        let clock = self.local(SimTime::ZERO)?;
        Some(format!(
            "{day} {} {year} {clock} {}",
            MONTHS[month as usize - 1],
            self.zone()
        ))
    }

    /// `UTC-7`, `UTC+5:30`.
    #[must_use]
    pub fn zone(&self) -> String {
        let minutes = self.utc_offset_min.abs();
        let sign = if self.utc_offset_min < 0 { '-' } else { '+' };
        match (minutes / 60, minutes % 60) {
            (0, 0) => "UTC".to_owned(),
            (h, 0) => format!("UTC{sign}{h}"),
            (h, m) => format!("UTC{sign}{h}:{m:02}"),
        }
    }
}

/// `T+7:33`, rounded down to the minute; the first minute keeps its seconds.
#[must_use]
pub fn minutes(t: SimTime) -> String {
    if t.0 < 60_000_000 {
        t.to_string()
    } else {
        SimTime(t.0 / 60_000_000 * 60_000_000).to_string()
    }
}

/// Year, month 1..=12 and day 1..=31 of a day counted from 1970-01-01 (Hinnant's civil-from-days).
fn date(days: i64) -> (i64, u32, u32) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * shifted + 2) / 5 + 1) as u32;
    let month = (if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    }) as u32;
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

fn ordinal(day: u32) -> &'static str {
    match (day % 10, day) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        (_, _) => "th",
    }
}

/// A length as people say it: `0`, `45s`, `3h31m`, `60h`.
#[must_use]
pub fn length(d: SimDuration) -> String {
    let seconds = d.0 / 1_000_000;
    match seconds {
        0 if d.0 == 0 => "0".to_owned(),
        3600.. if seconds % 3600 < 60 => format!("{}h", seconds / 3600),
        3600.. => format!("{}h{:02}m", seconds / 3600, seconds / 60 % 60),
        _ => d.to_string(),
    }
}

/// A length given in seconds.
#[must_use]
pub fn length_s(seconds: f64) -> String {
    length(SimDuration::from_secs_f64(seconds))
}

/// A share given in parts per million: `97.3 %`, with as many digits as keep it apart from 0 and 100.
#[must_use]
pub fn share_ppm(ppm: u64) -> String {
    match ppm {
        0 => "0 %".to_owned(),
        1_000_000 => "100 %".to_owned(),
        1..1_000 | 999_001..1_000_000 => format!("{} %", trimmed(ppm as f64 / 1e4, 3)),
        1_000..100_000 | 990_001..=999_000 => format!("{} %", trimmed(ppm as f64 / 1e4, 2)),
        _ => format!("{} %", trimmed(ppm as f64 / 1e4, 1)),
    }
}

/// A share given in parts per billion, with enough digits for an availability: `99.953 %`.
#[must_use]
pub fn share_ppb(ppb: u32) -> String {
    match ppb {
        990_000_001..1_000_000_000 => format!("{} %", trimmed(f64::from(ppb) / 1e7, 4)),
        _ => share_ppm(u64::from(ppb / 1000)),
    }
}

/// A share between 0 and 1.
#[must_use]
pub fn share(value: f64) -> String {
    share_ppm((value.max(0.0) * 1e6).round() as u64)
}

/// A number with at most `digits` after the point and no trailing zeros.
fn trimmed(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A value in the base unit of a parameter: `10m`, `11.3 %`, `22`, `3.94e-8 per second`.
#[must_use]
pub fn quantity(value: f64, unit: Option<Unit>) -> String {
    match unit {
        Some(Unit::Seconds) => length_s(value),
        Some(Unit::Share) => share(value),
        Some(Unit::PerSecond) => format!("{} per second", number(value)),
        Some(Unit::PerHour) => format!("{} per hour", number(value)),
        Some(Unit::Bytes) => format!("{} bytes", number(value)),
        Some(Unit::BytesPerSecond) => format!("{} bytes per second", number(value)),
        Some(Unit::Switch) => if value == 0.0 { "off" } else { "on" }.to_owned(),
        Some(Unit::Count | Unit::Members | Unit::Factor) | None => number(value),
    }
}

/// A number with three digits that count, or all of a whole number.
fn number(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".to_owned()
    } else if !(0.001..1e9).contains(&size) {
        format!("{value:.2e}")
    } else if size >= 100.0 {
        format!("{value:.0}")
    } else {
        trimmed(value, if size >= 1.0 { 2 } else { 4 })
    }
}

/// A count with separators: `1,234,567`.
#[must_use]
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// Micro-dollars: `$42,200`, `$3.50`, `$0`.
#[must_use]
pub fn dollars(micro: u64) -> String {
    let cents = (micro + 5_000) / 10_000;
    match cents {
        0 => "$0".to_owned(),
        1..10_000 if !cents.is_multiple_of(100) => format!("${}.{:02}", cents / 100, cents % 100),
        _ => format!("${}", count((cents + 50) / 100)),
    }
}

/// `1 write`, `2 writes`.
#[must_use]
pub fn plural(n: u64, one: &str) -> String {
    format!("{} {one}{}", count(n), if n == 1 { "" } else { "s" })
}

/// Breaks text into lines of at most `width` characters, and puts `indent` blanks before each but the first.
#[must_use]
pub fn wrap(text: &str, width: usize, indent: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let long = word.chars().count();
        if column > 0 && column + 1 + long > width {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += long;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_said_as_people_say_them() {
        for (seconds, said) in [
            (0, "0"),
            (45, "45s"),
            (450, "7m30s"),
            (3600, "1h"),
            (12_660, "3h31m"),
            (216_000, "60h"),
        ] {
            assert_eq!(length(SimDuration::from_secs(seconds)), said);
        }
    }

    #[test]
    fn the_clock_knows_days_and_zones() {
        let clock = Clock {
            start_unix: Some(1_303_372_020),
            utc_offset_min: -420,
        };
        assert_eq!(clock.start().as_deref(), Some("21 April 2011 00:47 UTC-7"));
        assert_eq!(
            clock.both(SimTime::from_secs(7 * 3600 + 33 * 60)),
            "T+7:33 (08:20)"
        );
        assert_eq!(
            clock.both(SimTime::from_secs(35 * 3600 + 43 * 60)),
            "T+35:43 (22nd 12:30)"
        );
        assert_eq!(Clock::default().both(SimTime::from_secs(61)), "T+0:01");
        assert_eq!(Clock::default().exact(SimTime::from_secs(158)), "T+0:02:38");
        assert_eq!(Clock::default().exact(SimTime::from_secs(120)), "T+0:02");
        assert_eq!(date(11_016), (2000, 2, 29));
        assert_eq!(date(-1), (1969, 12, 31));
    }

    #[test]
    fn shares_stay_apart_from_nothing_and_all() {
        assert_eq!(share_ppm(700), "0.07 %");
        assert_eq!(share_ppm(999_990), "99.999 %");
        assert_eq!(share_ppm(130_000), "13 %");
        assert_eq!(share(0.1347), "13.5 %");
    }

    #[test]
    fn quantities_have_units_and_few_digits() {
        assert_eq!(
            quantity(3.935_185e-8, Some(Unit::PerSecond)),
            "3.94e-8 per second"
        );
        assert_eq!(quantity(600.0, Some(Unit::Seconds)), "10m");
        assert_eq!(quantity(100_000.0, Some(Unit::Count)), "100000");
        assert_eq!(quantity(0.047, Some(Unit::PerHour)), "0.047 per hour");
    }

    #[test]
    fn money_and_counts_have_separators() {
        assert_eq!(dollars(42_200_000_000), "$42,200");
        assert_eq!(dollars(3_500_000), "$3.50");
        assert_eq!(dollars(12), "$0");
        assert_eq!(count(1_234_567), "1,234,567");
    }

    #[test]
    fn wrapping_keeps_every_word() {
        assert_eq!(wrap("one two three four", 9, 2), "one two\n  three\n  four");
    }
}
