//! Why a journey was down.

use super::run::CommandJson;
use super::seconds;
use crate::card::Card;
use schemars::JsonSchema;
use serde::Serialize;
use tenant::score::{EpisodeExplanation, Link, explain as explanation};

/// `zonefall explain ARCH --format json`. Times are seconds after the start of the outage.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ExplainJson {
    /// `zonefall/explain/1`.
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// Id of the outage.
    pub outage: String,
    /// Name of the architecture.
    pub architecture: String,
    /// Seed of all chance.
    pub seed: u64,
    /// Fingerprint of the run.
    pub digest: String,
    /// What somebody did in it, in the order of the log.
    pub commands: Vec<CommandJson>,
    /// One per journey.
    pub journeys: Vec<ExplainedJson>,
}

/// One journey.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ExplainedJson {
    /// Its name.
    pub name: String,
    /// The longest episodes, longest first; empty if it was never down.
    pub episodes: Vec<WhyJson>,
    /// How many shorter episodes there are.
    pub shorter: usize,
}

/// Why one episode began, lasted and ended.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WhyJson {
    /// Since when.
    pub from_s: f64,
    /// Until when; null if it was not restored.
    pub until_s: Option<f64>,
    /// From the newest fact back to the oldest: each because of the next.
    pub why: Vec<LinkJson>,
    /// Later facts that changed how the journey fared while it stayed down.
    pub kept_down: Vec<LinkJson>,
    /// What brought it back, newest first.
    pub brought_back: Vec<LinkJson>,
    /// Why recovery plans could not run meanwhile.
    pub not_failed_over: Vec<LinkJson>,
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkJson {
    /// When.
    pub at_s: f64,
    /// What became true.
    pub text: String,
    /// Whether it is a dated input, not a result.
    pub input: bool,
    /// Standing conditions without which it would not have happened.
    pub given: Vec<String>,
}

/// The explanation as JSON.
#[must_use]
pub fn explain(card: &Card<'_>, version: &str) -> String {
    let t = card.worst();
    let o = &t.outcome;
    let journeys = t.score.journeys.iter().map(|j| {
        let e = explanation(o, &t.score, j.journey);
        ExplainedJson {
            name: j.name.clone(),
            episodes: e.episodes.iter().map(why).collect(),
            shorter: e.shorter,
        }
    });
    super::text(&ExplainJson {
        schema: "zonefall/explain/1".to_owned(),
        version: version.to_owned(),
        outage: o.outage.clone(),
        architecture: o.architecture.clone(),
        seed: o.seed,
        digest: o.digest.to_string(),
        commands: CommandJson::all(card),
        journeys: journeys.collect(),
    })
}

fn why(e: &EpisodeExplanation) -> WhyJson {
    let links = |list: &[Link]| list.iter().map(link).collect();
    WhyJson {
        from_s: seconds(e.episode.from.0),
        until_s: e.episode.restored.then(|| seconds(e.episode.until.0)),
        why: links(&e.why),
        kept_down: links(&e.kept_down),
        brought_back: links(&e.brought_back),
        not_failed_over: links(&e.not_failed_over),
    }
}

fn link(l: &Link) -> LinkJson {
    LinkJson {
        at_s: seconds(l.at.0),
        text: l.text.clone(),
        input: l.input,
        given: l.given.iter().map(|g| g.text.clone()).collect(),
    }
}
