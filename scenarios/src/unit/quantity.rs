//! Numbers with any unit, or none, in base units: seconds, bytes, per second, parts of one.

use super::{
    RATE_UNITS, SHARE_UNITS, SIZE_UNITS, SPEED_UNITS, Wrong, any_seconds, join, number, wrong,
};

/// A number in its base unit: `1000`, `1e-6`, `10%` (0.1), `12h` (43200), `8/min`, `5 GB`, `20 MB/s`.
///
/// # Errors
/// No number, an unknown unit.
pub fn quantity(text: &str) -> Result<f64, Wrong> {
    let text = text.trim();
    let begins = text.starts_with(|c: char| c.is_ascii_digit() || "-.".contains(c));
    if let Some(plain) = text.parse::<f64>().ok().filter(|x| begins && x.is_finite()) {
        return Ok(plain);
    }
    let Some((value, unit)) = number(text) else {
        return wrong(format!("`{text}` is not a number"), help());
    };
    if SHARE_UNITS.iter().any(|(u, _)| *u == unit) {
        return Ok(value / 100.0);
    }
    let known = [RATE_UNITS, SPEED_UNITS, SIZE_UNITS];
    let found = known.iter().flat_map(|units| units.iter());
    match found.into_iter().find(|(u, _)| *u == unit) {
        Some((_, factor)) => Ok(value * factor),
        None => {
            any_seconds(text).or_else(|_| wrong(format!("`{unit}` is not a unit here"), help()))
        }
    }
}

fn help() -> String {
    format!(
        "a number without a unit, or with one of: ms s m h d w % {} {} {}",
        join(RATE_UNITS),
        join(SIZE_UNITS),
        join(SPEED_UNITS)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_in_base_units() {
        for (text, value) in [
            ("1000", 1000.0),
            ("-2.5", -2.5),
            ("1e-6", 1e-6),
            ("10%", 0.1),
            ("1h30m", 5400.0),
            ("10000000h", 3.6e10),
            ("60/min", 1.0),
            ("5 GB", 5e9),
            ("20 MB/s", 2e7),
        ] {
            let read = quantity(text).unwrap_or_else(|w| panic!("{text}: {w:?}"));
            assert!(
                (read - value).abs() <= 1e-12 * value.abs(),
                "{text}: {read}"
            );
        }
        for text in ["", "many", "nan", "inf", "3 parsecs", "1e999", "5 %%"] {
            assert!(quantity(text).is_err(), "{text}");
        }
    }
}
