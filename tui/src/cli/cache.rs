//! What can be typed after `zonefall cache`.

use clap::Args;

/// `zonefall cache`
#[derive(Debug, Clone, Args)]
pub struct Cache {}
