//! Numbers with units: `30s`, `13%`, `40/s`, `100 GB`, `20 MB/s`, `0.03 USD`, `T+1:53`, ISO 8601 dates, laws.
//!
//! A number without its unit is refused, with the ways to write it. Counts and plain factors have no unit.

mod lifetime;
mod quantity;
mod seeds;
mod time;

pub use lifetime::{lifetime, typical_s};
pub use quantity::quantity;
pub use seeds::{SEEDS_MAX, seeds};
pub use time::{
    Date, date, duration, hour, instant, seconds, show_duration, show_instant, utc_offset,
};

use tape::Law;
use time::any_seconds;

/// Why a text is not the number it should be: what is wrong, and how to write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// What is wrong.
    pub message: String,
    /// How to write it.
    pub help: String,
}

fn wrong<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong {
        message: message.into(),
        help: help.into(),
    })
}

/// A number at the start of a text (digits, at most one point, underscores between digits), and what follows it.
fn number(text: &str) -> Option<(f64, &str)> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_'))
        .unwrap_or(text.len());
    let digits: String = text[..end].chars().filter(|&c| c != '_').collect();
    let starts_well = digits.starts_with(|c: char| c.is_ascii_digit());
    let value: f64 = digits
        .parse()
        .ok()
        .filter(|_| starts_well && !digits.ends_with('.'))?;
    value.is_finite().then(|| (value, text[end..].trim_start()))
}

/// Refuses what looks like a number and is none here: below zero, or with an exponent.
fn plain(text: &str) -> Result<(), Wrong> {
    let text = text.trim();
    if text
        .strip_prefix('-')
        .is_some_and(|rest| number(rest).is_some())
    {
        return wrong(
            format!("`{text}` is negative"),
            "nothing here is less than 0",
        );
    }
    let digits = |t: &str| t.starts_with(|c: char| c.is_ascii_digit());
    let exponent = number(text).and_then(|(_, rest)| rest.strip_prefix(['e', 'E']));
    match exponent.map(|rest| rest.trim_start_matches(['+', '-'])) {
        Some(rest) if digits(rest) => wrong(
            format!("`{text}` has an exponent"),
            "write the number out: `100000` for `1e5`",
        ),
        Some(_) | None => Ok(()),
    }
}

/// A number with one of the given units and nothing after it.
fn with_unit(text: &str, what: &str, units: &[(&str, f64)], example: &str) -> Result<f64, Wrong> {
    let help = || format!("for example `{example}`; units: {}", join(units));
    plain(text)?;
    let Some((value, unit)) = number(text) else {
        return wrong(format!("`{text}` is not {what}"), help());
    };
    let written = text
        .trim_end()
        .strip_suffix(unit)
        .unwrap_or(text)
        .trim_end();
    match units.iter().find(|(u, _)| *u == unit) {
        Some((_, factor)) => Ok(value * factor),
        None if unit.is_empty() && units == SHARE_UNITS && value <= 1.0 => wrong(
            format!("{what} needs a unit: `{text}` has none"),
            format!("did you mean `{}%`?", (value * 1e8).round() / 1e6),
        ),
        None if let Some(meant) = meant(unit, units) => wrong(
            format!("`{unit}` is not a unit of {what}"),
            format!("did you mean `{written}{meant}`?"),
        ),
        None if unit.is_empty() => wrong(format!("{what} needs a unit: `{text}` has none"), help()),
        None => wrong(format!("`{unit}` is not a unit of {what}"), help()),
    }
}

/// The unit that is meant by one that is not known: in another case, or under another name.
fn meant(unit: &str, units: &[(&str, f64)]) -> Option<String> {
    const OTHERS: [(&str, &str); 23] = [
        ("msec", "ms"),
        ("sec", "s"),
        ("secs", "s"),
        ("second", "s"),
        ("seconds", "s"),
        ("min", "m"),
        ("mins", "m"),
        ("minute", "m"),
        ("minutes", "m"),
        ("hr", "h"),
        ("hrs", "h"),
        ("hour", "h"),
        ("hours", "h"),
        ("day", "d"),
        ("days", "d"),
        ("week", "w"),
        ("weeks", "w"),
        ("rps", "/s"),
        ("qps", "/s"),
        ("req/s", "/s"),
        ("rpm", "/min"),
        ("/m", "/min"),
        ("percent", "%"),
    ];
    let other = OTHERS.iter().find(|(o, _)| unit.eq_ignore_ascii_case(o));
    let same =
        |(u, _): &&(&str, f64)| u.eq_ignore_ascii_case(unit) || other.is_some_and(|(_, o)| o == u);
    let found = units.iter().find(same)?.0;
    let space = if found.starts_with(char::is_uppercase) || found == "kB" {
        " "
    } else {
        ""
    };
    Some(format!("{space}{found}"))
}

fn join(units: &[(&str, f64)]) -> String {
    units.iter().map(|(u, _)| *u).collect::<Vec<_>>().join(" ")
}

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
const SHARE_UNITS: &[(&str, f64)] = &[("%", 1.0)];
const MONEY_UNITS: &[(&str, f64)] = &[("USD", 1.0)];
const RATE_UNITS: &[(&str, f64)] = &[
    ("/s", 1.0),
    ("/min", 1.0 / 60.0),
    ("/h", 1.0 / 3600.0),
    ("/d", 1.0 / 86_400.0),
];
const SPEED_UNITS: &[(&str, f64)] = &[("kB/s", 1e3), ("MB/s", 1e6), ("GB/s", 1e9), ("B/s", 1.0)];

/// A share in parts per million: `13%`.
///
/// # Errors
/// No number, no percent sign, more than 100 %.
pub fn share(text: &str) -> Result<u32, Wrong> {
    let value = with_unit(text, "a share", SHARE_UNITS, "13%")?;
    if value > 100.0 {
        return wrong(
            format!("a share of {text} is over 100%"),
            "shares lie between 0% and 100%",
        );
    }
    Ok((value * 1e4 + 0.5) as u32)
}

/// A share as a fraction: `13%` is 0.13. Over 100 % is left to the caller's bounds.
///
/// # Errors
/// No number, no percent sign.
pub fn share_exact(text: &str) -> Result<f64, Wrong> {
    with_unit(text, "a share", SHARE_UNITS, "13%").map(|percent| percent / 100.0)
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
    let units = &[
        ("/h", 1.0),
        ("%/h", 0.01),
        ("%/d", 0.01 / 24.0),
        ("/s", 3600.0),
        ("/min", 60.0),
        ("/d", 1.0 / 24.0),
    ];
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
    not_dollars(text)?;
    let amount = with_unit(text, "an amount of money", MONEY_UNITS, "0.03 USD")?;
    micro(amount, text)
}

/// Harm per failed request: millionths of a unit, and the unit: `0.01 USD`, `1 patients waiting`.
///
/// # Errors
/// No number, no unit.
pub fn harm(text: &str) -> Result<(u64, String), Wrong> {
    let help = "for example `0.03 USD` or `1 patients waiting`";
    not_dollars(text)?;
    match number(text) {
        Some((value, unit)) if !unit.is_empty() => Ok((micro(value, text)?, unit.to_owned())),
        Some(_) => wrong(format!("harm needs a unit: `{text}` has none"), help),
        None => wrong(format!("`{text}` is not an amount of harm"), help),
    }
}

/// Refuses `$0.01`.
fn not_dollars(text: &str) -> Result<(), Wrong> {
    match text.strip_prefix('$') {
        Some(rest) => wrong(
            format!("`{text}` has no currency by its name"),
            format!("did you mean `{} USD`?", rest.trim()),
        ),
        None => Ok(()),
    }
}

/// A whole number without a unit.
///
/// # Errors
/// Anything else.
pub fn count(text: &str) -> Result<u64, Wrong> {
    plain(text)?;
    match number(text) {
        Some((value, "")) if value.fract() == 0.0 => whole(value, text),
        Some((_, "")) => wrong(format!("`{text}` is not a whole number"), "for example `4`"),
        _ => wrong(
            format!("`{text}` is not a count"),
            "a whole number without a unit, for example `4`",
        ),
    }
}

/// A plain number without a unit.
///
/// # Errors
/// Anything else.
pub fn factor(text: &str) -> Result<f64, Wrong> {
    plain(text)?;
    match number(text) {
        Some((value, "")) => Ok(value),
        _ => wrong(
            format!("`{text}` is not a plain number"),
            "a number without a unit, for example `1.5`",
        ),
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
        _ => wrong(
            format!("`{text}` is neither yes nor no"),
            "write true or false (yes/no and on/off do too)",
        ),
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
    let arguments = if inside.trim().is_empty() {
        Vec::new()
    } else {
        inside.split(',').map(str::trim).collect()
    };
    Some((name.trim(), arguments))
}

/// How long something takes: `fixed(30s)`, `uniform(60s, 180s)`, `exponential(4h)`, `lognormal(45m, 1.0)`
/// (median, sigma), `weibull(2h, 0.7)` (scale, shape); a bare duration is fixed.
///
/// # Errors
/// An unknown law, wrong arguments.
pub fn law(text: &str) -> Result<Law, Wrong> {
    let help = "one of fixed(30s), uniform(60s, 180s), exponential(mean), lognormal(median, sigma), \
                weibull(scale, shape)";
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
        (_, []) if name.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
            Ok(Law::Fixed(duration(name)?))
        }
        ("fixed" | "uniform" | "exponential" | "lognormal" | "weibull", _) => wrong(
            format!("`{name}` does not take {} arguments", arguments.len()),
            help,
        ),
        _ => wrong(format!("`{name}` is not a law"), help),
    }
}

/// A shape or sigma: beyond ten no law means anything.
fn shape(text: &str) -> Result<f64, Wrong> {
    match factor(text)? {
        x if x <= 10.0 => Ok(x),
        _ => wrong(
            format!("`{text}` is too large for a sigma or shape"),
            "values lie between 0 and 10",
        ),
    }
}

fn micro(value: f64, text: &str) -> Result<u64, Wrong> {
    whole(value * 1e6 + 0.5, text)
}

fn whole(value: f64, text: &str) -> Result<u64, Wrong> {
    if value >= 9e15 {
        return wrong(
            format!("`{text}` is too large"),
            "numbers have at most 15 digits (sizes counted in bytes, rates and money in millionths)",
        );
    }
    Ok(value as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SimDuration;

    #[test]
    fn shares_are_percent_up_to_a_hundred() {
        assert_eq!(share("13%"), Ok(130_000));
        assert_eq!(share("0.07%"), Ok(700));
        assert!(share("0.13").is_err() && share("101%").is_err());
    }

    #[test]
    fn rates_sizes_money() {
        assert_eq!(rate_micro("40/s"), Ok(40_000_000));
        assert_eq!(rate_micro("60/min"), Ok(1_000_000));
        assert_eq!(size("100 GB"), Ok(100_000_000_000));
        assert_eq!(speed("20 MB/s"), Ok(20_000_000));
        assert_eq!(money_micro("0.03 USD"), Ok(30_000));
        assert_eq!(
            harm("1 patients waiting"),
            Ok((1_000_000, "patients waiting".to_owned()))
        );
        assert!(money_micro("0.03").is_err() && size("100").is_err() && rate_micro("40").is_err());
        assert_eq!(per_hour("3%/h"), Ok(0.03));
    }

    #[test]
    fn other_ways_to_write_are_understood_well_enough_to_help() {
        let help = |r: Result<u64, Wrong>| r.unwrap_err().help;
        assert_eq!(help(share("0.999").map(u64::from)), "did you mean `99.9%`?");
        assert_eq!(help(size("100 gb")), "did you mean `100 GB`?");
        assert_eq!(help(size("100gb")), "did you mean `100 GB`?");
        assert_eq!(help(rate_micro("30rpm")), "did you mean `30/min`?");
        assert_eq!(help(money_micro("$0.01")), "did you mean `0.01 USD`?");
        assert_eq!(help(harm("$2").map(|h| h.0)), "did you mean `2 USD`?");
        for text in ["30min", "30 minutes"] {
            let wrong = duration(text).unwrap_err();
            assert_eq!(wrong.help, "did you mean `30m`?");
        }
        assert!(duration("-24h").unwrap_err().message.contains("negative"));
    }

    #[test]
    fn laws() {
        assert_eq!(law("30s"), Ok(Law::Fixed(SimDuration::from_secs(30))));
        assert_eq!(
            law("lognormal(45m, 1.0)"),
            Ok(Law::Lognormal(SimDuration::from_mins(45), 1.0))
        );
        assert!(
            law("lognormal(45m").is_err()
                && law("normal(1s, 2)").is_err()
                && law("uniform(1s)").is_err()
        );
        assert!(law("uniform(2s, 1s)").is_err());
    }
}
