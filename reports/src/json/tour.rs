//! All built-in architectures against one outage.

use super::{seconds, share};
use crate::card::Lost;
use crate::lives::Lives;
use crate::tour::Frame;
use schemars::JsonSchema;
use serde::Serialize;

/// `zonefall tour --format json`.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct TourJson {
    /// `zonefall/tour/1`.
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// Id of the outage.
    pub outage: String,
    /// Seed of the first life; the others follow it.
    pub seed: u64,
    /// Seed of the simulated cloud, the same in all lives.
    pub cloud_seed: u64,
    /// `fixed`: every assumed number has the value of its file; `drawn`: the cloud's seed draws it within its range.
    pub assumed: String,
    /// `touched` or `drawn`.
    pub luck: String,
    /// One each, worst first: by the 95th percentile of downtime, then by the median.
    pub architectures: Vec<TourRowJson>,
}

/// The lives of one architecture. A life is one draw of its luck with the outage put on every zone it uses.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct TourRowJson {
    /// Its name.
    pub architecture: String,
    /// What it teaches.
    pub teaches: String,
    /// Region the outage was put on.
    pub place: String,
    /// Whether it has nothing there, and the outage passed it by.
    pub passed_by: bool,
    /// How many lives.
    pub lives: usize,
    /// Downtime of the worst journey in the worst zone: the middle life, seconds.
    pub downtime_median_s: f64,
    /// The same, no longer than this in 95 % of the lives, seconds.
    pub downtime_p95_s: f64,
    /// Lives in which a journey was still down when the run ended; they count as longer than any other.
    pub not_restored: usize,
    /// Share of lives in which every objective was met, whichever zone was struck; null where nothing is promised.
    pub share_objectives_met: Option<f64>,
    /// Whether a store was gone for good in any life.
    pub store_lost: bool,
    /// Age of the oldest write missing in any life at the failure, seconds; null if a store is gone for good.
    pub rpo_max_s: Option<f64>,
    /// The middle life: run it again with this seed and the cloud seed.
    pub median_seed: u64,
    /// The zone that hurt most in the middle life; null if the outage strikes none.
    pub struck_zone: Option<String>,
    /// Chance that anything is hit there; null where the tape knows no shares.
    pub p_touched: Option<f64>,
    /// Fingerprint of the middle life.
    pub digest: String,
}

/// The table as JSON; `all` in order, worst first.
#[must_use]
pub fn tour(frame: &Frame<'_>, all: &[Lives], version: &str) -> String {
    super::text(&TourJson {
        schema: "zonefall/tour/1".to_owned(),
        version: version.to_owned(),
        outage: frame.outage.to_owned(),
        seed: frame.seed,
        cloud_seed: frame.cloud_seed,
        assumed: super::assumed(frame.values_drawn),
        luck: if frame.given_touched {
            "touched"
        } else {
            "drawn"
        }
        .to_owned(),
        architectures: all.iter().map(row).collect(),
    })
}

fn row(lives: &Lives) -> TourRowJson {
    let (median, lost) = (lives.median(), lives.most_lost());
    let rpo_max_s = match lost {
        Lost::Nothing => Some(0.0),
        Lost::Writes(_, age) => Some(seconds(age.0)),
        Lost::Store(_) => None,
    };
    TourRowJson {
        architecture: lives.architecture.clone(),
        teaches: lives.teaches.clone(),
        place: lives.place.clone(),
        passed_by: lives.passed_by(),
        lives: lives.count(),
        downtime_median_s: seconds(median.down.0),
        downtime_p95_s: seconds(lives.p95().down.0),
        not_restored: lives.not_restored(),
        share_objectives_met: lives.met_ppm().map(share),
        store_lost: rpo_max_s.is_none(),
        rpo_max_s,
        median_seed: median.seed,
        struck_zone: median.zone.clone(),
        p_touched: median.p_touched_ppm.map(|p| share(u64::from(p))),
        digest: median.digest.to_string(),
    }
}
