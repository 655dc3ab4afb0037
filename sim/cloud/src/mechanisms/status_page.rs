//! The provider's status page: dated posts, with the truth of that moment beside each.
//!
//! Models that people read promises of recovery: a time promised for a place is withdrawn by the next post
//! about the same place that promises none. What the page stands on may fail: then posts wait until it works again.
//!
//! Leaves out: see [`MechanismSpec::leaves_out`] below.

use super::{Mechanism, needs};
use crate::context::{Context, InstanceId, Numbers};
use crate::model::{MechanismSpec, Stands};
use crate::outage::DatedPost;
use crate::signal::{Message, Signal};
use std::collections::BTreeMap;
use tape::{PlaceId, Post};

/// The page does nothing on its own.
#[derive(Debug)]
pub(crate) enum Event {}

pub(crate) struct StatusPage {
    /// Whether the last word about a place promises a time.
    promised: BTreeMap<PlaceId, bool>,
    /// How well what the page stands on serves.
    needs: BTreeMap<InstanceId, f64>,
    /// Posts that could not be made yet.
    held: Vec<(DatedPost, PlaceId)>,
}

/// The page cannot be changed while less than this share of the calls succeeds that changing it takes.
const ENOUGH: f64 = 0.5;

impl Mechanism for StatusPage {
    type Event = Event;

    const SPEC: MechanismSpec = MechanismSpec {
        kind: "status_page",
        doc: "the provider's status page: what it said when, beside what was true",
        stands: Stands::Region,
        parameters: &[],
        provides: false,
        ports: &[needs("needs")],
        actions: &[],
        leaves_out: &[
            "the status page can always be read; where nothing is wired to it, it can always be changed",
        ],
    };

    fn new(_numbers: &Numbers) -> Self {
        Self {
            promised: BTreeMap::new(),
            needs: BTreeMap::new(),
            held: Vec::new(),
        }
    }

    fn event(&mut self, event: Event, _ctx: &mut Context<'_>) {
        match event {}
    }

    fn receive(&mut self, message: &Message, ctx: &mut Context<'_>) {
        match message.signal {
            Signal::Serving { share } => {
                self.needs.insert(message.sender, share);
                if self.can_change() {
                    for (post, place) in std::mem::take(&mut self.held) {
                        self.publish(&post, place, ctx);
                    }
                }
            }
            Signal::Cut { .. }
            | Signal::Volumes { .. }
            | Signal::Stuck { .. }
            | Signal::Creates(_)
            | Signal::Elections { .. }
            | Signal::Reach { .. }
            | Signal::CreateDemand { .. }
            | Signal::Api(_)
            | Signal::Relaunch { .. }
            | Signal::Eta { .. }
            | Signal::GiveUp { .. } => {}
        }
    }

    fn post(&mut self, post: &DatedPost, place: PlaceId, ctx: &mut Context<'_>) {
        if self.can_change() {
            self.publish(post, place, ctx);
        } else {
            self.held.push((post.clone(), place));
        }
    }
}

impl StatusPage {
    fn can_change(&self) -> bool {
        self.needs.values().all(|&share| share >= ENOUGH)
    }

    fn publish(&mut self, post: &DatedPost, place: PlaceId, ctx: &mut Context<'_>) {
        let fact = ctx.input(
            "status_page.posted",
            format!("the status page said: {}", post.text),
            place,
        );
        ctx.post(Post {
            at: ctx.now,
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
