//! What can be typed after `zonefall check`.

use super::many::{AssumedArg, CacheArgs, Seeds, clouds, seeds};
use super::report::Reports;
use super::{LuckArg, Output};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What the exit code is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOnArg {
    /// Whether every promise holds
    Objective,
    /// Whether the change made one worse; needs --against or --baseline
    Regression,
}

/// What a suite looks like.
const AFTER_HELP: &str = "\
A suite file (all its keys: zonefall schema suite):
  kind: suite
  version: 1
  name: dr
  architectures: [my.yaml, two-zones]
  outages: [aws-2011-04-21]
  hold_in: 95%
  objectives:
    - { journey: order, rto: 1h, rpo: 5m }";

/// `zonefall check`
#[derive(Debug, Clone, Args)]
#[command(after_help = AFTER_HELP)]
pub struct Check {
    /// A suite file, or architectures: files, or names of built-in ones (see `zonefall list`)
    #[arg(value_name = "SUITE|ARCH", required = true)]
    pub targets: Vec<String>,
    /// Outages: built-in ids or names, or files (outages, or tapes of what was observed) [default: aws-2011-04-21]
    #[arg(long, value_name = "OUTAGE", value_delimiter = ',')]
    pub outage: Vec<String>,
    /// Region to put the outages on, as provider/region [default: where an architecture's primary runs]
    #[arg(long, value_name = "REGION")]
    pub onto: Option<String>,
    /// Runs that may be used, from one seed to before another; a clear verdict takes fewer [default: 0..2000]
    #[arg(long, value_name = "FROM..UNTIL", value_parser = seeds)]
    pub seeds: Option<Seeds>,
    /// How many times an outage is drawn; seed s lives through draw s mod this [default: 20]
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, value_parser = clouds)]
    pub clouds: Option<u32>,
    /// What differs from draw to draw [default: drawn]
    #[arg(long, value_enum)]
    pub assumed: Option<AssumedArg>,
    /// How sure each verdict is, from 50% to under 100% [default: 95%]
    #[arg(long, value_name = "SHARE", value_parser = over_half)]
    pub confidence: Option<f64>,
    /// Share of runs in which a promise has to hold, from 50% to under 100% [default: 95%]
    #[arg(long, value_name = "SHARE", value_parser = over_half)]
    pub hold_in: Option<f64>,
    /// Whose luck is looked at [default: touched]
    #[arg(long, value_enum)]
    pub luck: Option<LuckArg>,
    /// Compare with the files as they are in this revision of their git repository, with the same seeds
    #[arg(long, value_name = "GIT_REV", conflicts_with = "baseline")]
    pub against: Option<String>,
    /// Compare with an earlier result: a file from `zonefall check ... --format json`
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// What the exit code is about
    #[arg(long, value_enum, default_value_t = FailOnArg::Objective)]
    pub fail_on: FailOnArg,
    #[command(flatten)]
    pub reports: Reports,
    #[command(flatten)]
    pub cache: CacheArgs,
    #[command(flatten)]
    pub output: Output,
}

/// A share from a half to under one, as a part of one.
fn over_half(typed: &str) -> Result<f64, String> {
    let ppm = scenarios::unit::share(typed).map_err(|wrong| match wrong.help.as_str() {
        "" => wrong.message,
        help => format!("{}; {help}", wrong.message),
    })?;
    match ppm {
        ..500_000 => Err("under 50%, where nothing is decided; for example 95%".to_owned()),
        1_000_000.. => Err(
            "of no number of runs it can be told that it is 100%: one failure shows that it is not, and none shows \
             nothing; 99% takes 387 runs without a failure, 99.9% takes 3,891"
                .to_owned(),
        ),
        _ => Ok(f64::from(ppm) / 1e6),
    }
}
