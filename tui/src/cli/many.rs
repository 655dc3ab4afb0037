//! Options that all commands of many runs share.

use clap::{Args, ValueEnum};
use std::ops::Range;
use std::path::PathBuf;

/// What the draws of a cloud vary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AssumedArg {
    /// Luck, and every assumed number within the range its file gives
    Drawn,
    /// Luck alone; assumed numbers have the values of their file
    Fixed,
}

impl AssumedArg {
    /// As it is typed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Drawn => "drawn",
            Self::Fixed => "fixed",
        }
    }
}

/// How the outage is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Args)]
pub struct CacheArgs {
    /// Simulate outages anew and keep nothing; without this they are kept in the user's cache directory
    #[arg(long)]
    pub no_cache: bool,
}

/// How the result of many runs is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ManyFormat {
    /// For people
    Text,
    /// For programs; `zonefall schema` describes the fields
    Json,
    /// For tables and pictures of your own: a row per run and journey
    Csv,
    /// For a pull request or a wiki: Markdown, in short
    Md,
    /// One page for a browser or a printer, with everything in it
    Html,
}

/// Where and how the result of many runs is written.
#[derive(Debug, Clone, Args)]
pub struct ManyOutput {
    /// For whom
    #[arg(long, value_enum, default_value_t = ManyFormat::Text)]
    pub format: ManyFormat,
    /// Write to this file instead of standard output; it appears whole or not at all
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
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
    let range = scenarios::unit::seeds(typed);
    range
        .map(Seeds)
        .map_err(|wrong| format!("{}; {}", wrong.message, wrong.help))
}

/// Reads a number of draws.
pub fn clouds(typed: &str) -> Result<u32, String> {
    super::within(typed, 10_000)
}
