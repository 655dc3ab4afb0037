//! Numbers with units: `30s`, `13%`, `40/s`, `100 GB`, `20 MB/s`, `0.03 USD`, `T+1:53`, ISO 8601 dates, laws.
//!
//! A number without its unit is refused, with the ways to write it. Counts and plain factors have no unit.

use kernel::{SimDuration, SimTime};
use tape::Law;

/// Why a text is not the number it should be: what is wrong, and how to write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// What is wrong.
    pub message: String,
    /// How to write it.
    pub help: String,
}

fn wrong<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong { message: message.into(), help: help.into() })
}

/// Longest time that is accepted anywhere: a hundred years.
const SECONDS_MAX: f64 = 100.0 * 365.25 * 86_400.0;

/// A number at the start of a text (digits, at most one point, underscores between digits), and what follows it.
fn number(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_')).unwrap_or(text.len());
    let digits: String = text[..end].chars().filter(|&c| c != '_').collect();
    let starts_well = digits.starts_with(|c: char| c.is_ascii_digit());
    let value: f64 = digits.parse().ok().filter(|_| starts_well && !digits.ends_with('.'))?;
    value.is_finite().then(|| (value, text[end..].trim_start()))
}

/// A number with one of the given units and nothing after it.
fn with_unit(text: &str, what: &str, units: &[(&str, f64)], example: &str) -> Result<f64, Wrong> {
    let help = || format!("for example `{example}`; units: {}", join(units));
    let Some((value, unit)) = number(text) else {
        return wrong(format!("`{text}` is not {what}"), help());
    };
    match units.iter().find(|(u, _)| *u == unit) {
        Some((_, factor)) => Ok(value * factor),
        None if unit.is_empty() => wrong(format!("{what} needs a unit: `{text}` has none"), help()),
        None => wrong(format!("`{unit}` is not a unit of {what}"), help()),
    }
}

fn join(units: &[(&str, f64)]) -> String {
    units.iter().map(|(u, _)| *u).collect::<Vec<_>>().join(" ")
}

const TIME_UNITS: &[(&str, f64)] =
    &[("ms", 0.001), ("s", 1.0), ("m", 60.0), ("h", 3600.0), ("d", 86_400.0), ("w", 604_800.0)];
const SIZE_UNITS: &[(&str, f64)] = &[
    ("B", 1.0),
    ("kB", 1e3),
    ("MB", 1e6),
    ("GB", 1e9),
    ("TB", 1e12),
    ("PB", 1e15),
    ("KiB", 1024.0),
    ("MiB", 1_048_576.0),
    ("GiB", 1_073_741_824.0),
    ("TiB", 1_099_511_627_776.0),
];
const RATE_UNITS: &[(&str, f64)] =
    &[("/s", 1.0), ("/min", 1.0 / 60.0), ("/h", 1.0 / 3600.0), ("/d", 1.0 / 86_400.0)];
const SPEED_UNITS: &[(&str, f64)] = &[("kB/s", 1e3), ("MB/s", 1e6), ("GB/s", 1e9), ("B/s", 1.0)];

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
    let help = || format!("for example `30s`, `15m`, `1h30m`; units: {}", join(TIME_UNITS));
    let mut rest = text.trim();
    let mut total = 0.0;
    let mut parts = 0;
    while !rest.is_empty() {
        let Some((value, after)) = number(rest) else {
            return wrong(format!("`{text}` is not a duration"), help());
        };
        let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let unit = &after[..end];
        if unit.is_empty() {
            return wrong(format!("a duration needs a unit: `{text}` has none"), help());
        }
        let Some((_, factor)) = TIME_UNITS.iter().find(|(u, _)| *u == unit) else {
            return wrong(format!("`{unit}` is not a unit of a duration"), help());
        };
        total += value * factor;
        parts += 1;
        rest = after[end..].trim_start();
    }
    if parts == 0 {
        return wrong("a duration is missing", help());
    }
    if total > SECONDS_MAX {
        return wrong(format!("`{text}` is longer than a hundred years"), help());
    }
    Ok(total)
}

/// A length of time so that [`duration`] reads exactly it again: `1h30m`, `96s900ms`.
#[must_use]
pub fn show_duration(d: SimDuration) -> String {
    const UNITS: [(&str, u64); 5] =
        [("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1000)];
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

/// A share in parts per million: `13%`.
///
/// # Errors
/// No number, no percent sign, more than 100 %.
pub fn share(text: &str) -> Result<u32, Wrong> {
    let value = with_unit(text, "a share", &[("%", 1.0)], "13%")?;
    if value > 100.0 {
        return wrong(format!("a share of {text} is over 100%"), "shares lie between 0% and 100%");
    }
    Ok((value * 1e4 + 0.5) as u32)
}

/// A share as a fraction: `13%` is 0.13. Over 100 % is left to the caller's bounds.
///
/// # Errors
/// No number, no percent sign.
pub fn share_exact(text: &str) -> Result<f64, Wrong> {
    with_unit(text, "a share", &[("%", 1.0)], "13%").map(|percent| percent / 100.0)
}

/// A rate in millionths per second: `40/s`, `10/min`.
///
/// # Errors
/// No number, no unit, too large.
pub fn rate_micro(text: &str) -> Result<u64, Wrong> {
    micro(with_unit(text, "a rate", RATE_UNITS, "40/s")?, text)
}

/// A rate per second.
///
/// # Errors
/// No number, no unit.
pub fn rate(text: &str) -> Result<f64, Wrong> {
    with_unit(text, "a rate", RATE_UNITS, "40/s")
}

/// A rate per hour, of events (`40/h`) or of shares (`3%/h`, as a share).
///
/// # Errors
/// No number, no unit.
pub fn per_hour(text: &str) -> Result<f64, Wrong> {
    let units = &[("/h", 1.0), ("%/h", 0.01), ("%/d", 0.01 / 24.0), ("/s", 3600.0), ("/min", 60.0), ("/d", 1.0 / 24.0)];
    with_unit(text, "a rate per hour", units, "3%/h")
}

/// A size in bytes: `100 GB`.
///
/// # Errors
/// No number, no unit, too large.
pub fn size(text: &str) -> Result<u64, Wrong> {
    let bytes = with_unit(text, "a size", SIZE_UNITS, "100 GB")?;
    whole(bytes, text)
}

/// A speed in bytes per second: `20 MB/s`.
///
/// # Errors
/// No number, no unit, too large.
pub fn speed(text: &str) -> Result<u64, Wrong> {
    let bytes = with_unit(text, "a speed", SPEED_UNITS, "20 MB/s")?;
    whole(bytes, text)
}

/// An amount of money in millionths of a US dollar: `0.03 USD`.
///
/// # Errors
/// No number, no currency, too large.
pub fn money_micro(text: &str) -> Result<u64, Wrong> {
    micro(with_unit(text, "an amount of money", &[("USD", 1.0)], "0.03 USD")?, text)
}

/// Harm per failed request: millionths of a unit, and the unit: `0.01 USD`, `1 patients waiting`.
///
/// # Errors
/// No number, no unit.
pub fn harm(text: &str) -> Result<(u64, String), Wrong> {
    let help = "for example `0.03 USD` or `1 patients waiting`";
    match number(text) {
        Some((value, unit)) if !unit.is_empty() => Ok((micro(value, text)?, unit.to_owned())),
        Some(_) => wrong(format!("harm needs a unit: `{text}` has none"), help),
        None => wrong(format!("`{text}` is not an amount of harm"), help),
    }
}

/// A whole number without a unit.
///
/// # Errors
/// Anything else.
pub fn count(text: &str) -> Result<u64, Wrong> {
    match number(text) {
        Some((value, "")) if value.fract() == 0.0 => whole(value, text),
        Some((_, "")) => wrong(format!("`{text}` is not a whole number"), "for example `4`"),
        _ => wrong(format!("`{text}` is not a count"), "a whole number without a unit, for example `4`"),
    }
}

/// A plain number without a unit.
///
/// # Errors
/// Anything else.
pub fn factor(text: &str) -> Result<f64, Wrong> {
    match number(text) {
        Some((value, "")) => Ok(value),
        _ => wrong(format!("`{text}` is not a plain number"), "a number without a unit, for example `1.5`"),
    }
}

/// `yes`/`no`, `on`/`off`, `true`/`false`.
///
/// # Errors
/// Anything else.
pub fn switch(text: &str) -> Result<bool, Wrong> {
    match text {
        "true" | "yes" | "on" => Ok(true),
        "false" | "no" | "off" => Ok(false),
        _ => wrong(format!("`{text}` is neither yes nor no"), "write true or false (yes/no and on/off do too)"),
    }
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
        None => number(text).filter(|(_, unit)| *unit == "h").map(|(h, _)| h),
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
    let fail = || wrong(format!("`{text}` is not an offset from UTC"), "for example `-07:00` or `UTC`");
    if matches!(text, "UTC" | "Z") {
        return Ok(0);
    }
    let (sign, rest) = match text.as_bytes().first() {
        Some(b'+') => (1, &text[1..]),
        Some(b'-') => (-1, &text[1..]),
        _ => return fail(),
    };
    match rest.split_once(':').map(|(h, m)| (two_digits(h), two_digits(m))) {
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
    let Some((day, time)) = text.split_once('T') else { return fail() };
    let mut parts = day.split('-').map(|p| p.parse::<i64>().ok().filter(|_| p.bytes().all(|b| b.is_ascii_digit())));
    let (Some(Some(y)), Some(Some(m)), Some(Some(d)), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return fail();
    };
    let Some(split) = time.find(['+', '-', 'Z']) else {
        return wrong(format!("`{text}` has no offset from UTC"), help);
    };
    let (clock, offset) = time.split_at(split);
    let offset_min = utc_offset(offset)?;
    let mut clock = clock.split(':').map(two_digits);
    let (Some(Some(h)), Some(Some(min)), sec) = (clock.next(), clock.next(), clock.next()) else { return fail() };
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
    if !(1970..=9999).contains(&y) || !(1..=12).contains(&m) || !(1..=days).contains(&d) || h > 23 || min > 59 {
        return wrong(format!("`{text}` does not exist on the calendar"), help);
    }
    let unix = days_since_1970(y, m, d) * 86_400 + i64::from(h * 3600 + min * 60 + sec);
    Ok(Date { unix: unix - i64::from(offset_min) * 60, offset_min })
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

/// An instant after the start: `T+1:53`, `T+0:07:30`.
///
/// # Errors
/// Anything else, minutes over 59, more than a hundred years.
pub fn instant(text: &str) -> Result<SimTime, Wrong> {
    let help = "hours and minutes after the start: `T+1:53`, with seconds `T+0:07:30`";
    if text.starts_with("T-") {
        return wrong(format!("`{text}` lies before the start"), "the first instant is T+0:00");
    }
    let fail = || wrong(format!("`{text}` is not an instant"), help);
    let Some(rest) = text.strip_prefix("T+") else { return fail() };
    let parts: Vec<&str> = rest.split(':').collect();
    let (h, m, s) = match parts.as_slice() {
        [h, m] => (h, two_digits(m), Some(0)),
        [h, m, s] => (h, two_digits(m), two_digits(s)),
        _ => return fail(),
    };
    let hours = (h.bytes().all(|b| b.is_ascii_digit()) && h.len() <= 6).then(|| h.parse::<u64>().ok()).flatten();
    match (hours, m, s) {
        (Some(h), Some(m), Some(s)) if m < 60 && s < 60 => {
            let seconds = h * 3600 + (m * 60 + s) as u64;
            Ok(SimTime::from_secs(seconds.min(SECONDS_MAX as u64)))
        }
        _ => fail(),
    }
}

/// A call `name(a, b)` taken apart; a bare word is a call without arguments.
#[must_use]
pub fn call(text: &str) -> Option<(&str, Vec<&str>)> {
    let Some((name, rest)) = text.split_once('(') else {
        return Some((text.trim(), Vec::new()));
    };
    let inside = rest.trim_end().strip_suffix(')')?;
    if inside.contains(['(', ')']) {
        return None;
    }
    let arguments = if inside.trim().is_empty() { Vec::new() } else { inside.split(',').map(str::trim).collect() };
    Some((name.trim(), arguments))
}

/// How long something takes: `fixed(30s)`, `uniform(60s, 180s)`, `exponential(4h)`, `lognormal(45m, 1.0)`
/// (median, sigma), `weibull(2h, 0.7)` (scale, shape); a bare duration is fixed.
///
/// # Errors
/// An unknown law, wrong arguments.
pub fn law(text: &str) -> Result<Law, Wrong> {
    let help = "one of fixed(30s), uniform(60s, 180s), exponential(mean), lognormal(median, sigma), \
                weibull(scale, shape); put it in quotes inside { }";
    let Some((name, arguments)) = call(text) else {
        return wrong(format!("`{text}` is not a law: a bracket is open"), help);
    };
    match (name, arguments.as_slice()) {
        ("fixed", [d]) => Ok(Law::Fixed(duration(d)?)),
        ("uniform", [low, high]) => {
            let (low, high) = (duration(low)?, duration(high)?);
            if low > high {
                return wrong(format!("`{text}` has its bounds the wrong way round"), help);
            }
            Ok(Law::Uniform(low, high))
        }
        ("exponential", [mean]) => Ok(Law::Exponential(duration(mean)?)),
        ("lognormal", [median, sigma]) => Ok(Law::Lognormal(duration(median)?, shape(sigma)?)),
        ("weibull", [scale, k]) => match shape(k)? {
            0.0 => wrong("the shape of a weibull law must be over 0", help),
            k => Ok(Law::Weibull(duration(scale)?, k)),
        },
        (_, []) if name.starts_with(|c: char| c.is_ascii_digit()) => Ok(Law::Fixed(duration(name)?)),
        ("fixed" | "uniform" | "exponential" | "lognormal" | "weibull", _) => {
            wrong(format!("`{name}` does not take {} arguments", arguments.len()), help)
        }
        _ => wrong(format!("`{name}` is not a law"), help),
    }
}

/// A shape or sigma: beyond ten no law means anything.
fn shape(text: &str) -> Result<f64, Wrong> {
    match factor(text)? {
        x if x <= 10.0 => Ok(x),
        _ => wrong(format!("`{text}` is too large for a sigma or shape"), "values lie between 0 and 10"),
    }
}

fn micro(value: f64, text: &str) -> Result<u64, Wrong> {
    whole(value * 1e6 + 0.5, text)
}

fn whole(value: f64, text: &str) -> Result<u64, Wrong> {
    if value >= 9e15 {
        return wrong(format!("`{text}` is too large"), "the largest number that is kept exactly is 9 x 10^15");
    }
    Ok(value as u64)
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
        assert!(duration("30 parsecs").unwrap_err().message.contains("not a unit"));
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
    fn shares_are_percent_up_to_a_hundred() {
        assert_eq!(share("13%"), Ok(130_000));
        assert_eq!(share("0.07%"), Ok(700));
        assert!(share("0.13").is_err() && share("101%").is_err());
    }

    #[test]
    fn instants_and_dates() {
        assert_eq!(instant("T+1:53"), Ok(SimTime::from_secs(6780)));
        assert_eq!(instant("T+0:07:30"), Ok(SimTime::from_secs(450)));
        assert!(instant("T+1:60").is_err() && instant("T+1").is_err() && instant("1:53").is_err());
        assert!(instant("T-0:05").unwrap_err().message.contains("before the start"));
        // `date -d 2011-04-21T00:47:00-07:00 +%s`
        assert_eq!(date("2011-04-21T00:47:00-07:00"), Ok(Date { unix: 1_303_372_020, offset_min: -420 }));
        assert_eq!(date("1970-01-01T00:00Z").map(|d| d.unix), Ok(0));
        assert_eq!(date("2000-02-29T12:00:00+00:00").map(|d| d.unix), Ok(951_825_600));
        assert!(date("2011-02-29T00:00:00Z").is_err() && date("2011-04-21T00:47:00").is_err());
    }

    #[test]
    fn rates_sizes_money() {
        assert_eq!(rate_micro("40/s"), Ok(40_000_000));
        assert_eq!(rate_micro("60/min"), Ok(1_000_000));
        assert_eq!(size("100 GB"), Ok(100_000_000_000));
        assert_eq!(speed("20 MB/s"), Ok(20_000_000));
        assert_eq!(money_micro("0.03 USD"), Ok(30_000));
        assert_eq!(harm("1 patients waiting"), Ok((1_000_000, "patients waiting".to_owned())));
        assert!(money_micro("0.03").is_err() && size("100").is_err() && rate_micro("40").is_err());
        assert_eq!(per_hour("3%/h"), Ok(0.03));
    }

    #[test]
    fn laws() {
        assert_eq!(law("30s"), Ok(Law::Fixed(SimDuration::from_secs(30))));
        assert_eq!(law("lognormal(45m, 1.0)"), Ok(Law::Lognormal(SimDuration::from_mins(45), 1.0)));
        assert!(law("lognormal(45m").is_err() && law("normal(1s, 2)").is_err() && law("uniform(1s)").is_err());
        assert!(law("uniform(2s, 1s)").is_err());
    }
}
