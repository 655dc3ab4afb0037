//! What can be typed after `zonefall check`.

use clap::Args;

/// `zonefall check`
#[derive(Debug, Clone, Args)]
pub struct Check {}
