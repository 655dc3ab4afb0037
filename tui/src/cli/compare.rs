//! What can be typed after `zonefall compare`.

use super::many::{Draws, Seeds, seeds};
use super::screen::LookArgs;
use super::{DEFAULT_OUTAGE, LuckArg, seed};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// How a comparison is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CompareFormat {
    /// For people
    Text,
    /// For programs; `zonefall schema compare` describes the fields
    Json,
    /// Markdown, for a pull request or a wiki
    Md,
}

/// `zonefall compare`
#[derive(Debug, Clone, Args)]
pub struct Compare {
    /// One design: a file, or the name of a built-in architecture
    #[arg(value_name = "A")]
    pub a: String,
    /// The other: differences are B - A
    #[arg(value_name = "B")]
    pub b: String,
    /// Outage: a built-in id or name, or a file (an outage, or a tape of what was observed)
    #[arg(long, value_name = "OUTAGE", default_value = DEFAULT_OUTAGE)]
    pub outage: String,
    /// Region to put the outage on, as provider/region [default: where each one's primary runs]
    #[arg(long, value_name = "REGION")]
    pub onto: Option<String>,
    /// Runs of each, as seeds from the first to before the last
    #[arg(long, value_name = "FROM..TO", default_value = "0..200", allow_negative_numbers = true, value_parser = seeds)]
    pub seeds: Seeds,
    #[command(flatten)]
    pub draws: Draws,
    /// Whose dice: the same for both, or thrown for each until it is hit
    #[arg(long, value_enum, default_value_t = LuckArg::Drawn)]
    pub luck: LuckArg,
    /// The run to show in detail [default: the middle one of those that differ]
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, value_parser = seed)]
    pub seed: Option<u64>,
    /// For people, for programs, or as Markdown
    #[arg(long, value_enum, default_value_t = CompareFormat::Text)]
    pub format: CompareFormat,
    /// Write to this file instead of standard output; it appears whole or not at all
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// On the full screen: both on one clock
    #[arg(long, conflicts_with_all = ["format", "output"])]
    pub tui: bool,
    #[command(flatten)]
    pub look: LookArgs,
}
