//! Lengths of time, instants after the start, hours of the day, dates and offsets from UTC.

use super::{Wrong, join, meant, number, plain, wrong};
use kernel::{SimDuration, SimTime};

/// Longest time that is accepted anywhere: a hundred years.
const SECONDS_MAX: f64 = 100.0 * 365.25 * 86_400.0;

const TIME_UNITS: &[(&str, f64)] = &[
    ("ms", 0.001),
    ("s", 1.0),
    ("m", 60.0),
    ("h", 3600.0),
    ("d", 86_400.0),
    ("w", 604_800.0),
];

/// A length of time: `30s`, `1h30m`, `96.9s`, `7d`.
///
/// # Errors
/// No number, no unit, an unknown unit, more than a hundred years.
pub fn duration(text: &str) -> Result<SimDuration, Wrong> {
    seconds(text).map(SimDuration::from_secs_f64)
}

/// A length of time in seconds.
///
/// # Errors
/// As [`duration`].
pub fn seconds(text: &str) -> Result<f64, Wrong> {
    let total = any_seconds(text)?;
    if total > SECONDS_MAX {
        return wrong(
            format!("`{text}` is longer than a hundred years"),
            "times in files are shorter: `30s`, `15m`, `1h30m`, `7d`",
        );
    }
    Ok(total)
}

/// A length of time in seconds, however long.
pub(super) fn any_seconds(text: &str) -> Result<f64, Wrong> {
    let help = || {
        format!(
            "for example `30s`, `15m`, `1h30m`; units: {}",
            join(TIME_UNITS)
        )
    };
    plain(text)?;
    let mut rest = text.trim();
    let mut total = 0.0;
    let mut parts = 0;
    while !rest.is_empty() {
        let Some((value, after)) = number(rest) else {
            return wrong(format!("`{text}` is not a duration"), help());
        };
        let end = after
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(after.len());
        let unit = &after[..end];
        if unit.is_empty() {
            return wrong(
                format!("a duration needs a unit: `{text}` has none"),
                help(),
            );
        }
        let Some((_, factor)) = TIME_UNITS.iter().find(|(u, _)| *u == unit) else {
            let help = match meant(unit, TIME_UNITS) {
                Some(meant) => {
                    let number = rest[..rest.len() - after.len()].trim_end();
                    format!("did you mean `{number}{meant}`?")
                }
                None => help(),
            };
            return wrong(format!("`{unit}` is not a unit of a duration"), help);
        };
        total += value * factor;
        parts += 1;
        rest = after[end..].trim_start();
    }
    if parts == 0 {
        return wrong("a duration is missing", help());
    }
    Ok(total)
}

/// A length of time so that [`duration`] reads exactly it again: `1h30m`, `96s900ms`, `0.000250s`.
#[must_use]
pub fn show_duration(d: SimDuration) -> String {
    if !d.0.is_multiple_of(1000) {
        return format!("{}.{:06}s", d.0 / 1_000_000, d.0 % 1_000_000);
    }
    const UNITS: [(&str, u64); 5] = [
        ("d", 86_400_000_000),
        ("h", 3_600_000_000),
        ("m", 60_000_000),
        ("s", 1_000_000),
        ("ms", 1000),
    ];
    let mut rest = d.0;
    let mut out = String::new();
    for (unit, us) in UNITS {
        if rest >= us {
            out.push_str(&format!("{}{unit}", rest / us));
            rest %= us;
        }
    }
    if out.is_empty() { "0s".to_owned() } else { out }
}

/// Hour of the day: `20h`, `8.5h`, `08:30`.
///
/// # Errors
/// Anything else, or after 24:00.
pub fn hour(text: &str) -> Result<f64, Wrong> {
    let help = "an hour of the day, for example `20h` or `08:30`";
    let value = match text.split_once(':') {
        Some((h, m)) => match (number(h), number(m)) {
            (Some((h, "")), Some((m, ""))) if m < 60.0 => Some(h + m / 60.0),
            _ => None,
        },
        None => number(text)
            .filter(|(_, unit)| *unit == "h")
            .map(|(h, _)| h),
    };
    match value {
        Some(h) if h <= 24.0 => Ok(h),
        Some(_) => wrong(format!("`{text}` is after 24:00"), help),
        None => wrong(format!("`{text}` is not an hour of the day"), help),
    }
}

/// An offset from UTC in minutes: `-07:00`, `+00:00`, `UTC`.
///
/// # Errors
/// Anything else.
pub fn utc_offset(text: &str) -> Result<i32, Wrong> {
    let fail = || {
        wrong(
            format!("`{text}` is not an offset from UTC"),
            "for example `-07:00` or `UTC`",
        )
    };
    if matches!(text, "UTC" | "Z") {
        return Ok(0);
    }
    let (sign, rest) = match text.as_bytes().first() {
        Some(b'+') => (1, &text[1..]),
        Some(b'-') => (-1, &text[1..]),
        _ => return fail(),
    };
    match rest
        .split_once(':')
        .map(|(h, m)| (two_digits(h), two_digits(m)))
    {
        Some((Some(h), Some(m))) if h <= 14 && m < 60 => Ok(sign * (h * 60 + m)),
        _ => fail(),
    }
}

fn two_digits(text: &str) -> Option<i32> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// An instant on the wall clock: seconds since 1970-01-01 UTC, and the offset it was written with in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// Seconds since 1970-01-01 UTC.
    pub unix: i64,
    /// Offset from UTC in minutes.
    pub offset_min: i32,
}

/// ISO 8601 with offset: `2011-04-21T00:47:00-07:00`.
///
/// # Errors
/// Anything else, dates that do not exist.
pub fn date(text: &str) -> Result<Date, Wrong> {
    let help = "for example `2011-04-21T00:47:00-07:00`, with its offset from UTC";
    let fail = || wrong(format!("`{text}` is not a date with time and offset"), help);
    let Some((day, time)) = text.split_once('T') else {
        return fail();
    };
    let mut parts = day.split('-').map(|p| {
        p.parse::<i64>()
            .ok()
            .filter(|_| p.bytes().all(|b| b.is_ascii_digit()))
    });
    let (Some(Some(y)), Some(Some(m)), Some(Some(d)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return fail();
    };
    let Some(split) = time.find(['+', '-', 'Z']) else {
        return wrong(format!("`{text}` has no offset from UTC"), help);
    };
    let (clock, offset) = time.split_at(split);
    let offset_min = utc_offset(offset)?;
    let mut clock = clock.split(':').map(two_digits);
    let (Some(Some(h)), Some(Some(min)), sec) = (clock.next(), clock.next(), clock.next()) else {
        return fail();
    };
    let sec = match sec {
        None => 0,
        Some(Some(s)) if s < 60 => s,
        Some(_) => return fail(),
    };
    let leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    let days = match m {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if !(1970..=9999).contains(&y)
        || !(1..=12).contains(&m)
        || !(1..=days).contains(&d)
        || h > 23
        || min > 59
    {
        return wrong(format!("`{text}` does not exist on the calendar"), help);
    }
    let unix = days_since_1970(y, m, d) * 86_400 + i64::from(h * 3600 + min * 60 + sec);
    Ok(Date {
        unix: unix - i64::from(offset_min) * 60,
        offset_min,
    })
}

/// Days since 1970-01-01 of a date in the Gregorian calendar.
fn days_since_1970(y: i64, m: i64, d: i64) -> i64 {
    // Years are counted from March, so that the leap day is the last of its year.
    let y = if m <= 2 { y - 1 } else { y };
    let era = y.div_euclid(400);
    let year_of_era = y - era * 400;
    let day_of_year = (153 * ((m + 9) % 12) + 2) / 5 + d - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// An instant so that [`instant`] reads exactly it again: `T+1:53`, `T+0:07:30`, `T+0:07:30.250000`.
#[must_use]
pub fn show_instant(t: SimTime) -> String {
    match t.0 % 1_000_000 {
        0 => t.to_string(),
        us => {
            let s = t.0 / 1_000_000;
            format!("T+{}:{:02}:{:02}.{us:06}", s / 3600, s / 60 % 60, s % 60)
        }
    }
}

/// Digits behind a point as microseconds: `25` is a quarter of a second.
fn microseconds(digits: &str) -> Option<u64> {
    let well = (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    well.then(|| format!("{digits:0<6}").parse().ok()).flatten()
}

/// An instant after the start: `T+1:53`, `T+0:07:30`, `T+0:07:30.25`.
///
/// # Errors
/// Anything else, minutes over 59, more than a hundred years.
pub fn instant(text: &str) -> Result<SimTime, Wrong> {
    let help = "hours and minutes after the start: `T+1:53`, with seconds `T+0:07:30`";
    if text.starts_with("T-") {
        return wrong(
            format!("`{text}` lies before the start"),
            "the first instant is T+0:00",
        );
    }
    let fail = || wrong(format!("`{text}` is not an instant"), help);
    let Some(rest) = text.strip_prefix("T+") else {
        return fail();
    };
    let (rest, us) = match rest.split_once('.') {
        Some((whole, digits)) if whole.matches(':').count() == 2 => (whole, microseconds(digits)),
        Some(_) => return fail(),
        None => (rest, Some(0)),
    };
    let parts: Vec<&str> = rest.split(':').collect();
    let (h, m, s) = match parts.as_slice() {
        [h, m] => (h, two_digits(m), Some(0)),
        [h, m, s] => (h, two_digits(m), two_digits(s)),
        _ => return fail(),
    };
    let hours = (h.bytes().all(|b| b.is_ascii_digit()) && h.len() <= 6)
        .then(|| h.parse::<u64>().ok())
        .flatten();
    match (hours, m, s, us) {
        (Some(h), Some(m), Some(s), Some(us)) if m < 60 && s < 60 => {
            let seconds = h * 3600 + (m * 60 + s) as u64;
            let whole = SimTime::from_secs(seconds.min(SECONDS_MAX as u64));
            Ok(whole + SimDuration(us))
        }
        _ => fail(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_need_units_and_add_up() {
        assert_eq!(duration("1h30m"), Ok(SimDuration::from_mins(90)));
        assert_eq!(duration("96.9s"), Ok(SimDuration(96_900_000)));
        assert_eq!(duration("100 ms"), Ok(SimDuration(100_000)));
        assert!(duration("30").unwrap_err().message.contains("needs a unit"));
        assert!(
            duration("30 parsecs")
                .unwrap_err()
                .message
                .contains("not a unit")
        );
        assert!(duration("").is_err() && duration("s").is_err() && duration("1..2s").is_err());
        assert!(duration("9999999999999h").is_err());
    }

    #[test]
    fn durations_are_shown_as_they_are_read() {
        for text in ["0s", "1h30m", "96s900ms", "1d1s", "7d"] {
            let d = duration(text).unwrap();
            assert_eq!(duration(&show_duration(d)), Ok(d), "{text}");
        }
        assert_eq!(show_duration(SimDuration::from_mins(90)), "1h30m");
    }

    #[test]
    fn instants_and_dates() {
        assert_eq!(instant("T+1:53"), Ok(SimTime::from_secs(6780)));
        assert_eq!(instant("T+0:07:30"), Ok(SimTime::from_secs(450)));
        assert_eq!(instant("T+0:07:30.25"), Ok(SimTime(450_250_000)));
        for us in [0, 1, 450_250_000, 6_780_000_000, 3_600_000_000_001] {
            assert_eq!(instant(&show_instant(SimTime(us))), Ok(SimTime(us)));
            let length = SimDuration(us);
            assert_eq!(duration(&show_duration(length)), Ok(length));
        }
        assert!(instant("T+1:30.5").is_err() && instant("T+0:07:30.").is_err());
        assert!(instant("T+1:60").is_err() && instant("T+1").is_err() && instant("1:53").is_err());
        assert!(
            instant("T-0:05")
                .unwrap_err()
                .message
                .contains("before the start")
        );
        // `date -d 2011-04-21T00:47:00-07:00 +%s`
        assert_eq!(
            date("2011-04-21T00:47:00-07:00"),
            Ok(Date {
                unix: 1_303_372_020,
                offset_min: -420
            })
        );
        assert_eq!(date("1970-01-01T00:00Z").map(|d| d.unix), Ok(0));
        assert_eq!(
            date("2000-02-29T12:00:00+00:00").map(|d| d.unix),
            Ok(951_825_600)
        );
        assert!(date("2011-02-29T00:00:00Z").is_err() && date("2011-04-21T00:47:00").is_err());
    }
}
