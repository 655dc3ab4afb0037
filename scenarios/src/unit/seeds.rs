//! Ranges of seeds: `0..1000`.

use super::{Wrong, wrong};
use std::ops::Range;

/// Most seeds of one command.
pub const SEEDS_MAX: u64 = 1_000_000;

/// From a first seed to before another one: `0..1000`.
///
/// # Errors
/// No range, no seed in it, more than [`SEEDS_MAX`].
pub fn seeds(text: &str) -> Result<Range<u64>, Wrong> {
    const HELP: &str = "the first seed and the one after the last: 0..1000";
    let Some((from, until)) = text.split_once("..") else {
        return wrong(format!("`{text}` is not a range of seeds"), HELP);
    };
    let seed = |typed: &str| typed.trim().parse::<u64>().ok();
    let Some((from, until)) = seed(from).zip(seed(until)) else {
        let help = format!("a seed is a whole number from 0 to {}", u64::MAX);
        return wrong(format!("`{text}` is not a range of seeds"), help);
    };
    match until.checked_sub(from) {
        None | Some(0) => wrong(
            format!("there is no seed in `{text}`"),
            "the second number is not part of it: 0..1000 are a thousand seeds",
        ),
        Some(1..=SEEDS_MAX) => Ok(from..until),
        Some(n) => wrong(format!("{n} seeds"), format!("at most {SEEDS_MAX}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_are_a_range() {
        assert_eq!(seeds("0..1000"), Ok(0..1000));
        assert_eq!(seeds(" 7 .. 9 "), Ok(7..9));
        for wrong in [
            "",
            "5",
            "3..3",
            "9..1",
            "a..b",
            "0..",
            "..4",
            "-1..4",
            "0..2000000",
            "0..=4",
        ] {
            assert!(seeds(wrong).is_err(), "{wrong}");
        }
    }
}
