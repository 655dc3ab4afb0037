//! What can be typed after `zonefall sweep`.

use super::DEFAULT_OUTAGE;
use super::many::{Draws, ManyOutput, Seeds, seeds};
use super::screen::LookArgs;
use super::shard::Sharding;
use clap::Args;

/// `zonefall sweep`
#[derive(Debug, Clone, Args)]
pub struct Sweep {
    /// Architecture: a file, or the name of a built-in one (see `zonefall list`)
    #[arg(value_name = "ARCH")]
    pub architecture: String,
    /// Outage: a built-in id or name, or a file (an outage, or a tape of what was observed)
    #[arg(long, value_name = "OUTAGE", default_value = DEFAULT_OUTAGE)]
    pub outage: String,
    /// Seeds of the runs: the first and the one after the last. One run in a hundred asks for 368
    #[arg(long, value_name = "FROM..UNTIL", default_value = "0..1000", allow_hyphen_values = true, value_parser = seeds)]
    pub seeds: Seeds,
    /// Region to put the outage on, as provider/region [default: where the architecture's primary runs]
    #[arg(long, value_name = "REGION")]
    pub onto: Option<String>,
    #[command(flatten)]
    pub draws: Draws,
    #[command(flatten)]
    pub output: ManyOutput,
    /// On the full screen: watch it fill, and play the run of any percentile
    #[arg(long, conflicts_with_all = ["format", "output", "shard", "shard_from_env"])]
    pub tui: bool,
    #[command(flatten)]
    pub look: LookArgs,
    #[command(flatten)]
    pub sharding: Sharding,
}
