//! All built-in architectures against one outage.

use super::{seconds, share};
use crate::card::{Card, Lost};
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
    /// Seed of all chance.
    pub seed: u64,
    /// `touched` or `drawn`.
    pub luck: String,
    /// One each, worst first.
    pub architectures: Vec<TourRowJson>,
}

/// One architecture: its worst journey and its stores together.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct TourRowJson {
    /// Its name.
    pub architecture: String,
    /// What it teaches.
    pub teaches: String,
    /// Region the outage was put on.
    pub place: String,
    /// Zone that was struck, the worst of those tried.
    pub struck_zone: Option<String>,
    /// The journey that was down longest.
    pub journey: Option<String>,
    /// Its downtime, seconds.
    pub downtime_s: f64,
    /// The same as a mean over the zones tried.
    pub mean_downtime_s: f64,
    /// Its longest episode with its drain, seconds; null if not restored.
    pub rto_s: Option<f64>,
    /// Acknowledged writes lost in all stores.
    pub writes_lost: u64,
    /// Age of the oldest missing write, seconds, in the store that lost most; null if a store is gone for good.
    pub rpo_s: Option<f64>,
    /// Whether anything was hit in this run.
    pub touched: bool,
    /// Chance that anything is hit.
    pub p_touched: f64,
    /// Fingerprint of the run.
    pub digest: String,
}

/// The table as JSON; `cards` in order, worst first.
#[must_use]
pub fn tour(cards: &[Card<'_>], outage: &str, seed: u64, luck: &str, version: &str) -> String {
    super::text(&TourJson {
        schema: "zonefall/tour/1".to_owned(),
        version: version.to_owned(),
        outage: outage.to_owned(),
        seed,
        luck: luck.to_owned(),
        architectures: cards.iter().map(row).collect(),
    })
}

fn row(card: &Card<'_>) -> TourRowJson {
    let o = &card.worst().outcome;
    let journey = card.worst_journey();
    let rpo_s = match card.lost() {
        Lost::Nothing => Some(0.0),
        Lost::Writes(_, age) => Some(seconds(age.0)),
        Lost::Store(_) => None,
    };
    TourRowJson {
        architecture: o.architecture.clone(),
        teaches: card.teaches.to_owned(),
        place: o.place.clone(),
        struck_zone: o.struck_zone.clone(),
        journey: journey.map(|j| j.name.clone()),
        downtime_s: journey.map_or(0.0, |j| seconds(j.downtime.0)),
        mean_downtime_s: seconds(card.mean_downtime().0),
        rto_s: match journey {
            Some(j) => j.rto.map(|d| seconds(d.0)),
            None => Some(0.0),
        },
        writes_lost: card.lost().writes(),
        rpo_s,
        touched: o.touched,
        p_touched: share(u64::from(o.p_touched_ppm)),
        digest: o.digest.to_string(),
    }
}
