//! What can be typed after `zonefall sweep`.

use clap::Args;

/// `zonefall sweep`
#[derive(Debug, Clone, Args)]
pub struct Sweep {}
