//! Options that all commands of many runs share.

use super::seed;
use clap::{Args, ValueEnum};
use std::ops::Range;

/// Most seeds of one command.
const SEEDS_MAX: u64 = 1_000_000;

/// What the draws of a cloud vary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AssumedArg {
    /// Luck, and every assumed number within the range its file gives
    Drawn,
    /// Luck alone; assumed numbers have the values of their file
    Fixed,
}

/// How the outage is drawn.
#[derive(Debug, Clone, Args)]
pub struct Draws {
    /// How many times the cloud is drawn; seed s lives through draw s mod this. An observed outage has a single one
    #[arg(long, value_name = "NUMBER", default_value_t = 20, allow_negative_numbers = true, value_parser = clouds)]
    pub clouds: u32,
    /// What differs from draw to draw
    #[arg(long, value_enum, default_value_t = AssumedArg::Drawn)]
    pub assumed: AssumedArg,
    #[command(flatten)]
    pub cache: CacheArgs,
}

/// Whether simulated outages are kept.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct CacheArgs {
    /// Simulate outages anew and keep nothing; without this they are kept in the user's cache directory
    #[arg(long)]
    pub no_cache: bool,
}

/// Seeds from one to before another: `0..1000`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seeds(pub Range<u64>);

impl Seeds {
    /// All of them.
    pub fn list(&self) -> Vec<u64> {
        self.0.clone().collect()
    }
}

/// Reads `0..1000`.
pub fn seeds(typed: &str) -> Result<Seeds, String> {
    let (from, until) = typed
        .split_once("..")
        .ok_or("give the first seed and the one after the last: 0..1000")?;
    let range = seed(from.trim())?..seed(until.trim())?;
    match range.end.checked_sub(range.start) {
        None | Some(0) => {
            Err("there is no seed in it: the second number is not part of it".to_owned())
        }
        Some(1..=SEEDS_MAX) => Ok(Seeds(range)),
        Some(n) => Err(format!("{n} seeds; at most {SEEDS_MAX}")),
    }
}

fn clouds(typed: &str) -> Result<u32, String> {
    super::within(typed, 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_are_a_range() {
        assert_eq!(seeds("0..1000"), Ok(Seeds(0..1000)));
        assert_eq!(seeds(" 7 .. 9 ").map(|s| s.list()), Ok(vec![7, 8]));
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
        ] {
            assert!(seeds(wrong).is_err(), "{wrong}");
        }
    }
}
