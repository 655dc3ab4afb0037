//! What can be typed after `zonefall matrix`.

use clap::Args;

/// `zonefall matrix`
#[derive(Debug, Clone, Args)]
pub struct Matrix {}
