//! What can be typed after `zonefall matrix`.

use super::many::{Draws, ManyOutput, Seeds, seeds};
use super::screen::LookArgs;
use super::shard::Sharding;
use clap::{Args, ValueEnum};

/// What a map shows of each cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MetricArg {
    /// Median downtime of the journey that fared worst
    Downtime,
    /// Share of runs in which the promise held that held least
    Met,
    /// Share of runs in which acknowledged writes were missing
    Lost,
}

/// The order of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SortArg {
    /// Most failures first, then the longest downtime
    Worst,
    /// By name
    Name,
    /// As typed; built-in ones by name
    Given,
}

/// `zonefall matrix`
#[derive(Debug, Clone, Args)]
pub struct Matrix {
    /// Architectures: files, or names of built-in ones [default: all built-in ones]
    #[arg(value_name = "ARCH")]
    pub architectures: Vec<String>,
    /// Outages: built-in ids or names, or files (outages, or tapes of what was observed); give it several times, or a
    /// list with commas [default: all built-in ones that are simulated]
    #[arg(long, value_name = "OUTAGE", value_delimiter = ',')]
    pub outage: Vec<String>,
    /// Region to put the outages on, as provider/region [default: where each one's primary runs]
    #[arg(long, value_name = "REGION")]
    pub onto: Option<String>,
    /// Runs of each cell, as seeds from the first to before the last
    #[arg(long, value_name = "FROM..TO", default_value = "0..20", allow_negative_numbers = true, value_parser = seeds)]
    pub seeds: Seeds,
    #[command(flatten)]
    pub draws: Draws,
    /// What a map of more than two outages shows of each cell, and a Markdown table
    #[arg(long, value_enum, default_value_t = MetricArg::Downtime)]
    pub metric: MetricArg,
    /// The order of rows
    #[arg(long, value_enum, default_value_t = SortArg::Worst)]
    pub sort: SortArg,
    #[command(flatten)]
    pub output: ManyOutput,
    /// On the full screen: watch it fill, read every cell, and play its runs
    #[arg(long, conflicts_with_all = ["format", "output", "shard", "shard_from_env"])]
    pub tui: bool,
    #[command(flatten)]
    pub look: LookArgs,
    #[command(flatten)]
    pub sharding: Sharding,
}
