//! What can be typed after `zonefall merge`.

use clap::Args;

/// `zonefall merge`
#[derive(Debug, Clone, Args)]
pub struct Merge {}
