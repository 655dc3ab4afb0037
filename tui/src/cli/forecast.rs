//! Options of `zonefall forecast`.

use super::{BackgroundArg, DEFAULT_SEED, Output, many, runs, seed, years};
use clap::Args;

/// `zonefall forecast`
#[derive(Debug, Clone, Args)]
pub struct Forecast {
    /// Architecture: a file, or the name of a built-in one (see `zonefall list`)
    #[arg(value_name = "ARCH")]
    pub architecture: String,
    /// How long a life is, 1 to 100 years
    #[arg(long, value_name = "YEARS", default_value_t = 1, allow_negative_numbers = true, value_parser = years)]
    pub years: u32,
    /// How many lives, up to 1000000; one year in a hundred asks for 368. 1000 runs of a dozen parts take about a minute
    #[arg(long, value_name = "NUMBER", default_value_t = 1000, allow_negative_numbers = true, value_parser = runs)]
    pub runs: u32,
    /// Seed of all chance; the same seed gives the same result everywhere
    #[arg(long, value_name = "NUMBER", default_value_t = DEFAULT_SEED, allow_negative_numbers = true, value_parser = seed)]
    pub seed: u64,
    /// What parts do that do not say how they fail
    #[arg(long, value_enum, default_value_t = BackgroundArg::Offer)]
    pub background: BackgroundArg,
    /// Recorded outages that fall into these years as often as their files say: ids with commas between them, or
    /// `recorded` for all of the home's provider. They take the place of the background's outages of whole zones
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    pub outages: Vec<String>,
    /// How many times each of them is drawn
    #[arg(long, value_name = "NUMBER", default_value_t = 5, allow_negative_numbers = true, value_parser = many::clouds)]
    pub clouds: u32,
    #[command(flatten)]
    pub cache: many::CacheArgs,
    #[command(flatten)]
    pub output: Output,
}
