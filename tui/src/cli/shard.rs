//! Options of commands whose runs can be parted over machines.

use crate::shards::{self, Part};
use clap::Args;
use std::path::PathBuf;

/// Which part of the runs is lived, and where it is written to.
#[derive(Debug, Clone, Args)]
pub struct Sharding {
    /// Live only this part of the runs, as 2/7, and write a shard instead of a report; `zonefall merge` puts all together
    #[arg(
        long,
        value_name = "I/N",
        value_parser = shards::part,
        conflicts_with_all = ["shard_from_env", "format", "output"]
    )]
    pub shard: Option<Part>,
    /// As --shard, with the numbers that Kubernetes, Slurm, AWS Batch, GitLab, GNU parallel or ZONEFALL_SHARD and
    /// ZONEFALL_SHARDS give
    #[arg(long, conflicts_with_all = ["format", "output"])]
    pub shard_from_env: bool,
    /// Folder for shards; one that is complete already is not lived again
    #[arg(long, value_name = "DIR", default_value = "zonefall-out")]
    pub out: PathBuf,
}
