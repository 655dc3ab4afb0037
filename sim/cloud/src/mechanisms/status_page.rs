//! The provider's status page: dated posts, with the truth of that moment beside each.
//!
//! Models that people read promises of recovery: a time promised for a place is withdrawn by the next post
//! about the same place that promises none.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::Mechanism;
use crate::context::{Context, Numbers};
use crate::model::{MechanismSpec, Stands};
use crate::outage::DatedPost;
use crate::signal::Signal;
use std::collections::BTreeMap;
use tape::{PlaceId, Post};

/// The page does nothing on its own.
#[derive(Debug)]
pub(crate) enum Event {}

pub(crate) struct StatusPage {
    /// Whether the last word about a place promises a time.
    promised: BTreeMap<PlaceId, bool>,
}

impl Mechanism for StatusPage {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "status_page",
        doc: "the provider's status page: what it said when, beside what was true",
        stands: Stands::Region,
        parameters: &[],
        provides: false,
        ports: &[],
        actions: &[],
        leaves_out: &["the status page itself never fails; who can read it is left out"],
    };

    fn new(_numbers: &Numbers) -> Self {
        Self {
            promised: BTreeMap::new(),
        }
    }

    fn event(&mut self, event: Event, _ctx: &mut Context<'_>) {
        match event {}
    }

    fn post(&mut self, post: &DatedPost, place: PlaceId, ctx: &mut Context<'_>) {
        let fact = ctx.input(
            "status_page.posted",
            format!("the status page said: {}", post.text),
            place,
        );
        ctx.post(Post {
            at: post.at,
            place,
            level: post.level,
            text: post.text.clone(),
            eta: post.eta,
            explains: post.explains,
            truth_ppm: 0,
            fact: Some(fact),
        });
        let before = self.promised.insert(place, post.eta.is_some());
        match (before, post.eta) {
            (_, Some(_)) => ctx.tell(Some(fact), |_| Some(Signal::Eta { withdrawn: false })),
            (Some(true), None) => ctx.tell(Some(fact), |_| Some(Signal::Eta { withdrawn: true })),
            (Some(false) | None, None) => {}
        }
    }
}
