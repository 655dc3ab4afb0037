//! What can be typed after `zonefall merge`.

use super::many::{CacheArgs, ManyOutput};
use clap::Args;
use std::path::PathBuf;

/// `zonefall merge`
#[derive(Debug, Clone, Args)]
pub struct Merge {
    /// Folder with all shards of one sweep or matrix and nothing else; folders in it are looked through too
    #[arg(value_name = "DIR", default_value = "zonefall-out")]
    pub folder: PathBuf,
    #[command(flatten)]
    pub cache: CacheArgs,
    #[command(flatten)]
    pub output: ManyOutput,
}
