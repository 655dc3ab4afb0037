//! What can be typed after `zonefall compare`.

use clap::Args;

/// `zonefall compare`
#[derive(Debug, Clone, Args)]
pub struct Compare {}
