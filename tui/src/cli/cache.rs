//! What can be typed after `zonefall cache`.

use super::Output;
use clap::Args;

const AFTER_HELP: &str = "\
Environment:
  ZONEFALL_CACHE      the folder, instead of `zonefall` in the user's cache directory
  ZONEFALL_CACHE_MAX  the most room it may take, such as `500 MB` [2 GB]; what was used longest
                      ago goes first";

/// `zonefall cache`
#[derive(Debug, Clone, Args)]
#[command(after_help = AFTER_HELP)]
pub struct Cache {
    /// Remove all of them; files in the folder that are not ours stay
    #[arg(long)]
    pub clear: bool,
    #[command(flatten)]
    pub output: Output,
}
